//! How words become a ticket: by a command, in reply to somebody's message, by a button, and on a client's behalf.

use crate::desk::{Desk, group};
use domain::Channel;
use emulator::Attachment;

#[tokio::test]
async fn a_request_is_a_ticket_with_a_receipt_and_a_card() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает принтер в бухгалтерии");
    let receipt = desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    let card = desk.card(desk.rom, "ROM-1", "Не печатает принтер в бухгалтерии").await;
    assert!(receipt.message < card.message && receipt.buttons.is_empty());
    assert!(card.text.contains("Что это за заявка? Выберите тип."));
    desk.card(desk.staff, "ROM-1", "Анна: Не печатает принтер в бухгалтерии").await;

    let toast = desk.presses(desk.anna, (desk.rom, card.message), "Не работает").await;
    assert_eq!(toast.text, "Тип: Не работает");
    let typed = desk.card(desk.rom, "ROM-1", "Тип: Не работает").await;
    assert_eq!(typed.message, card.message, "the card is edited in place");
    assert!(!typed.text.contains("Выберите тип"));
    let toast = desk.presses(desk.anna, (desk.rom, card.message), "Срочно").await;
    assert_eq!(toast.text, "Приоритет: Срочно");
    desk.card(desk.rom, "ROM-1", "Срочно").await;
    desk.settle().await;
    assert_eq!(desk.line(desk.rom, receipt.message), receipt, "a receipt is never edited");
    assert_eq!(desk.said(desk.rom).len(), 3);
    let row = desk.ticket("ROM-1");
    assert_eq!(
        (row.channel, row.summary.as_str()),
        (Channel::Command, "Не печатает принтер в бухгалтерии")
    );
}

#[tokio::test]
async fn a_colleague_chooses_neither_type_nor_priority() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.rom, "ROM-1", "Выберите тип").await;
    for label in ["Вопрос", "Срочно"] {
        let toast = desk.presses(desk.boris, (desk.rom, card.message), label).await;
        assert_eq!(toast.text, "Это может автор заявки или сотрудник поддержки");
    }
    assert_eq!(desk.life_of("ROM-1").await, ["registered"]);
    let toast = desk.presses(desk.olga, (desk.rom, card.message), "Вопрос").await;
    assert_eq!(toast.text, "Тип: Вопрос");
}

#[tokio::test]
async fn a_command_without_words_is_told_how() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, "/ticket");
    desk.hears_in_reply(desk.rom, asked, "Ответьте командой /ticket на сообщение").await;
    assert_eq!(desk.numbers().await, [""; 0]);
}

/// The menu of commands on a phone sends nothing but the command.
#[tokio::test]
async fn whoever_asks_for_a_ticket_without_words_is_asked_what_happened() {
    let desk = Desk::open().await;
    desk.says(desk.anna, desk.rom, "/new");
    let question = desk.hears(desk.rom, "Анна, что случилось?").await;
    assert!(question.asks, "a phone shows whom to answer");
    desk.says(desk.anna, desk.rom, "Сейчас соберусь с мыслями");
    desk.replies(desk.boris, desk.rom, question.message, "У меня всё хорошо");
    let words = desk.replies(desk.anna, desk.rom, question.message, "Не печатает");
    desk.hears_in_reply(desk.rom, words, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    let row = desk.ticket("ROM-1");
    assert_eq!((row.summary.as_str(), row.requester_name.as_str()), ("Не печатает", "Анна"));
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

/// Who is told to add words edits the message as often as not.
#[tokio::test]
async fn a_command_that_is_completed_by_an_edit_is_followed() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, "/new");
    desk.hears(desk.rom, "Анна, что случилось?").await;
    desk.clock.advance(std::time::Duration::from_mins(5));
    desk.tg.edit(desk.anna, desk.rom, asked, "/new Не печатает").unwrap();
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    let row = desk.ticket("ROM-1");
    assert_eq!((row.summary.as_str(), row.reported_at), ("Не печатает", desk.clock.now()));
}

#[tokio::test]
async fn a_photo_with_a_command_beneath_is_a_ticket() {
    let desk = Desk::open().await;
    let asked = desk.tg.send_photo(desk.anna, desk.rom, "/new Вот такая ошибка").unwrap();
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    let bare = desk.tg.send_photo(desk.anna, desk.rom, "/new").unwrap();
    desk.hears_in_reply(desk.rom, bare, "Заявка № ROM-2 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").attachments, 1);
    assert_eq!(desk.ticket("ROM-2").attachments, 1);
}

#[tokio::test]
async fn all_parts_of_an_album_join_the_ticket_once() {
    let desk = Desk::open().await;
    let photos = [1, 2, 3].map(Attachment::photo);
    let sent = desk.tg.send_files(desk.anna, desk.rom, &photos, "/new Полосы", None).unwrap();
    desk.hears_in_reply(desk.rom, sent[0], "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").attachments, 3);
    assert_eq!(desk.life_of("ROM-1").await, ["registered", "message_added", "message_added"]);
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn in_privacy_mode_a_command_by_name_is_enough() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Склад", &[desk.irina, desk.anna]);
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    let card = desk.hears(other, "Вижу команды и ответы на мои сообщения").await;
    desk.says(desk.anna, other, "Не печатает");
    let asked = desk.says(desk.anna, other, "/new@desk_bot Не печатает");
    let receipt = desk.hears_in_reply(other, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.replies(desk.anna, other, receipt.message, "И не сканирует");
    desk.hears(desk.staff, "Анна: И не сканирует").await;

    let question = desk.is_asked(desk.anna, (other, card.message), "Новая заявка").await;
    let answer = desk.replies(desk.anna, other, question, "VPN не пускает");
    desk.hears_in_reply(other, answer, "Заявка № ROM-2 зарегистрирована").await;
    desk.settle().await;
    // What Telegram did not show is not there to be accounted for.
    assert_eq!(desk.accounted(other).await.len(), 3);
}

#[tokio::test]
async fn anybodys_message_becomes_its_authors_ticket() {
    let desk = Desk::open().await;
    let words = desk.says(desk.viktor, desk.rom, "Коллеги, опять 1С виснет при проведении");
    let written = desk.clock.now();
    desk.clock.advance(std::time::Duration::from_mins(7));
    let command = desk.replies(desk.anna, desk.rom, words, "/ticket");
    let receipt = desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    assert!(receipt.text.contains("Автор: Виктор · Зарегистрировано: Анна"), "{}", receipt.text);
    desk.settle().await;
    let row = desk.ticket("ROM-1");
    assert_eq!((row.requester_name.as_str(), row.registered_by_name.as_str()), ("Виктор", "Анна"));
    assert_eq!(row.reported_at, written);
    assert_eq!(row.source.map(|it| it.message.0), Some(words.0));
    assert_eq!(row.summary, "Коллеги, опять 1С виснет при проведении");
    assert_eq!(desk.rule_of(desk.rom, command).await, "command.ticket");

    let again = desk.replies(desk.boris, desk.rom, words, "/ticket");
    desk.hears_in_reply(desk.rom, again, "Это сообщение уже относится к заявке № ROM-1").await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);

    // The author of the words is the author of the ticket.
    let card = desk.card(desk.rom, "ROM-1", "Выберите тип").await;
    let toast = desk.presses(desk.viktor, (desk.rom, card.message), "Вопрос").await;
    assert_eq!(toast.text, "Тип: Вопрос");
}

#[tokio::test]
async fn anybodys_photo_becomes_a_ticket_with_its_file() {
    let desk = Desk::open().await;
    let bill = Attachment::document("счёт.pdf", "application/pdf", b"%PDF");
    let sent = desk.tg.send_files(desk.viktor, desk.rom, &[bill], "Не открывается", None).unwrap();
    desk.replies(desk.anna, desk.rom, sent[0], "/ticket");
    desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").attachments, 1);
    let registered = desk.of_ticket("ROM-1").await.remove(0).1;
    assert_eq!(registered.get(domain::Field::FileName), Some("счёт.pdf"));
    assert!(registered.get(domain::Field::FileId).is_some());
}

#[tokio::test]
async fn of_an_album_every_part_goes_along_with_the_one_that_is_registered() {
    let desk = Desk::open().await;
    let photos = [1, 2, 3].map(Attachment::photo);
    let sent = desk.tg.send_files(desk.viktor, desk.rom, &photos, "Полосы", None).unwrap();
    let others = [7, 8].map(Attachment::photo);
    desk.tg.send_files(desk.viktor, desk.rom, &others, "Котики", None).unwrap();
    desk.replies(desk.anna, desk.rom, sent[1], "/ticket");
    desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").attachments, 3);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Полосы", ""]);
    let accounting = desk.at_work.views.accounting(domain::ChatId::Group(desk.rom.0)).unwrap();
    assert_eq!(accounting.unanswered, 2, "the cats are nobody's request");
}

#[tokio::test]
async fn the_bots_own_words_are_no_request() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let asked = desk.replies(desk.anna, desk.rom, card.message, "/ticket");
    desk.hears_in_reply(desk.rom, asked, "Это моё сообщение").await;
}

#[tokio::test]
async fn a_button_asks_for_the_request_and_the_answer_is_the_ticket() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let question = desk.is_asked(desk.boris, (desk.rom, card.message), "Новая заявка").await;
    let asked = desk.line(desk.rom, question).text;
    assert_eq!(asked, "Борис, что случилось? Ответьте на это сообщение");
    let answer = desk.tg.reply(desk.boris, desk.rom, question, "VPN не пускает").unwrap();
    desk.hears_in_reply(desk.rom, answer, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").channel, Channel::Button);

    // The question is answered: more words of its owner's join the ticket.
    desk.replies(desk.boris, desk.rom, question, "И почта тоже");
    desk.hears(desk.staff, "Борис: И почта тоже").await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn nobodys_words_land_in_anothers_ticket() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let on = (desk.rom, card.message);
    let of_anna = desk.is_asked(desk.anna, on, "Новая заявка").await;
    let of_boris = desk.is_asked(desk.boris, on, "Новая заявка").await;
    let talk = desk.says(desk.viktor, desk.rom, "А у кого ключи от серверной?");
    let meddling = desk.replies(desk.viktor, desk.rom, of_anna, "И у меня тоже");
    let crossed = desk.replies(desk.anna, desk.rom, of_boris, "Это не мой вопрос");
    desk.replies(desk.boris, desk.rom, of_boris, "VPN не пускает");
    desk.replies(desk.anna, desk.rom, of_anna, "Не печатает");
    desk.says(desk.viktor, desk.rom, "Всем привет");
    desk.hears(desk.rom, "Заявка № ROM-2 зарегистрирована").await;
    desk.settle().await;
    let [first, second] = ["ROM-1", "ROM-2"].map(|it| desk.ticket(it));
    assert_eq!(
        (first.requester_name.as_str(), first.summary.as_str()),
        ("Борис", "VPN не пускает")
    );
    assert_eq!((second.requester_name.as_str(), second.summary.as_str()), ("Анна", "Не печатает"));
    for message in [talk, meddling, crossed] {
        assert_eq!(desk.rule_of(desk.rom, message).await, "plain_message");
    }
    assert_eq!(desk.numbers().await.len(), 2);
}

#[tokio::test]
async fn an_album_in_answer_to_the_question_is_one_ticket() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let question = desk.is_asked(desk.anna, (desk.rom, card.message), "Новая заявка").await;
    let photos = [4, 5].map(Attachment::photo);
    desk.tg.send_files(desk.anna, desk.rom, &photos, "Полосы", Some(question)).unwrap();
    desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    assert_eq!(desk.ticket("ROM-1").attachments, 2);
}

#[tokio::test]
async fn staff_register_a_call_with_the_time_it_came() {
    let desk = Desk::open().await;
    // Noon in Moscow is nine o'clock here.
    let asked = desk.says(desk.olga, desk.staff, "/new ROM 11:20 Не печатает, звонила Мария");
    let receipt = desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    assert!(receipt.text.contains("Зарегистрировано: Ольга"), "{}", receipt.text);
    assert!(receipt.text.contains("11:20"), "{}", receipt.text);
    desk.settle().await;
    let row = desk.ticket("ROM-1");
    assert_eq!(
        row.reported_at,
        "2026-11-23T08:20:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    );
    assert_eq!(
        (row.channel, row.summary.as_str()),
        (Channel::OnBehalf, "Не печатает, звонила Мария")
    );
    assert_eq!(desk.rule_of(desk.staff, asked).await, "command.on_behalf");

    let like_this = "Так оформляют заявку со слов клиента";
    desk.offered("/client FIR Фирма").await;
    for (wrong, hint) in [
        ("/new ROM 11:20", like_this),
        ("/new", like_this),
        ("/new Не печатает", like_this),
        ("/new ROM 25:99 Не печатает", like_this),
        ("/new ROM 31.02 11:20 Не печатает", like_this),
        ("/new xyz 11:20 Не печатает", "Клиента с кодом XYZ нет"),
        ("/new FIR 11:20 Не печатает", "У клиента FIR нет подключённого чата"),
    ] {
        let asked = desk.says(desk.olga, desk.staff, wrong);
        desk.hears_in_reply(desk.staff, asked, hint).await;
    }
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn whoever_took_the_call_is_not_spoken_to_as_the_client() {
    let desk = Desk::open().await;
    desk.says(desk.olga, desk.staff, "/new ROM 11:20 Не печатает");
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    assert!(card.text.contains("Со слов клиента: Не печатает"), "{}", card.text);
    desk.replies(desk.olga, desk.staff, card.message, "/ask Какая модель?");
    let question = desk.hears(desk.rom, "Какая модель?").await;
    assert!(question.text.ends_with("\nОтветьте на это сообщение"), "{}", question.text);
    desk.replies(desk.anna, desk.rom, question.message, "HP 1020");
    desk.card(desk.rom, "ROM-1", "В работе").await;
    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/resolve ROM-1 Заменили картридж");
    let told = desk.hears(desk.rom, "✅ № ROM-1: Заменили картридж").await;
    assert!(told.text.ends_with("\nВсё работает?"), "{}", told.text);
}
