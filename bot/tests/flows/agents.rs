//! How agents take, ask, answer and resolve: from the staff chat, and in the client's group.

use crate::desk::Desk;
use domain::chat::{Decision, Step};
use domain::ticket::{Event as TicketEvent, Status};

#[tokio::test]
async fn the_second_taker_learns_who_was_first() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    assert_eq!(desk.presses(desk.olga, on, "Взять в работу").await.text, "Заявка № ROM-1 за вами");
    let late = desk.tg.press(desk.peter, desk.staff, card.message, "Взять в работу");
    // He saw the button before the card changed.
    if let Ok(press) = late {
        let toast = desk.tg.toast_within(&press, crate::people::PATIENCE).await.unwrap();
        assert!(toast.text.starts_with("Уже в работе. Исполнитель: Ольга (12:0"), "{}", toast.text);
    }
    desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    desk.card(desk.rom, "ROM-1", "Исполнитель: Ольга").await;
    let late = desk.says(desk.peter, desk.staff, "/take ROM-1");
    desk.hears_in_reply(desk.staff, late, "Уже в работе. Исполнитель: Ольга").await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
}

#[tokio::test]
async fn an_agent_takes_by_number_in_the_clients_group_and_a_client_does_not() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let by_client = desk.replies(desk.anna, desk.rom, asked, "/take");
    desk.hears_in_reply(desk.rom, by_client, "Эта команда для сотрудников поддержки").await;
    let which = desk.says(desk.olga, desk.rom, "/take");
    desk.hears_in_reply(desk.rom, which, "назовите номер").await;
    desk.says(desk.olga, desk.rom, "/take № ROM-1");
    desk.card(desk.rom, "ROM-1", "Исполнитель: Ольга").await;
    assert_eq!(desk.life_of("ROM-1").await, ["registered", "assigned", "work_started"]);
}

#[tokio::test]
async fn an_answer_from_the_staff_chat_counts_from_its_delivery() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let answer = desk.replies(desk.olga, desk.staff, card.message, "Смотрим");
    let copy = desk.hears_in_reply(desk.rom, asked, "Ольга по № ROM-1: Смотрим").await;
    desk.settle().await;
    let delivered = desk.of_ticket("ROM-1").await.into_iter().find_map(|it| match it.0 {
        TicketEvent::ReplyDelivered(it) => Some(it),
        _ => None,
    });
    let delivered = delivered.unwrap();
    assert_eq!(delivered.of.message.0, answer.0);
    assert_eq!((delivered.delivered.message.0, delivered.at), (copy.message.0, copy.at));
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
}

#[tokio::test]
async fn a_reply_to_the_clients_words_in_the_staff_chat_answers_the_client() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.replies(desk.boris, desk.rom, asked, "И у меня");
    let words = desk.hears(desk.staff, "Борис: И у меня").await;
    desk.replies(desk.olga, desk.staff, words.message, "Смотрим оба");
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим оба").await;
    let photos = [1, 2].map(emulator::Attachment::photo);
    let answer = Some(words.message);
    desk.tg.send_files(desk.olga, desk.staff, &photos, "Так верно?", answer).unwrap();
    desk.hears(desk.rom, "Так верно?").await;
    desk.settle().await;
    let files = desk.said(desk.rom).iter().filter(|it| !it.files.is_empty()).count();
    assert_eq!(files, 2);
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life.iter().filter(|it| *it == "reply_delivered").count(), 3);
}

#[tokio::test]
async fn a_tap_that_somebody_made_up_binds_nothing() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    desk.says(desk.olga, desk.rom, "Проверьте теперь");
    let question = desk.hears(desk.staff, "к какой заявке относится").await;
    let data = question.buttons[0][0].data.clone().unwrap();
    let (head, _) = data.rsplit_once('|').unwrap();
    let press = serde_json::json!({
        "id": "77", "data": format!("{head}|AAAAAAAAAAAAAAAAAAAAAA"),
        "from": {"id": desk.olga, "is_bot": false, "first_name": "Ольга"},
        "message": {"message_id": question.message, "date": 1, "chat": {"id": desk.staff, "type": "group"}},
    });
    desk.tg.inject_update("callback_query", press);
    desk.settle().await;
    let toast = desk.presses(desk.olga, (desk.staff, question.message), &data).await;
    assert!(toast.text.starts_with("Сообщение отнесено к заявке"), "{}", toast.text);
}

#[tokio::test]
async fn talk_among_staff_is_nobodys_answer_and_not_kept() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let talk = desk.says(desk.peter, desk.staff, "Кто обедать?");
    assert_eq!(desk.rule_of(desk.staff, talk).await, "staff_talk");
    let texts = desk.of_chat(desk.staff).await;
    assert!(texts.iter().all(|it| it.1.get(domain::Field::Body) != Some("Кто обедать?")));
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.peter, desk.staff, card.message, "/note Картридж заказан");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Картридж заказан"]);
    assert_eq!(desk.count(desk.rom, "Картридж заказан"), 0);
}

#[tokio::test]
async fn a_question_waits_for_the_client_and_the_answer_sets_work_going() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    let prompt = desk.is_asked(desk.olga, on, "Задать вопрос клиенту").await;
    assert!(desk.line(desk.staff, prompt).text.starts_with("Ольга, какой вопрос задать"));
    desk.replies(desk.olga, desk.staff, prompt, "Какая модель?");
    let question = desk.hears_in_reply(desk.rom, asked, "Ольга по № ROM-1: Какая модель?").await;
    assert!(question.text.contains("Анна, ответьте на это сообщение") && !question.silent);
    desk.rests().await;
    desk.card(desk.rom, "ROM-1", "Нужен ваш ответ").await;
    desk.card(desk.staff, "ROM-1", "Ждём клиента").await;

    desk.replies(desk.boris, desk.rom, question.message, "HP 1020");
    desk.hears(desk.staff, "Борис: HP 1020").await;
    desk.card(desk.rom, "ROM-1", "В работе").await;

    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/ask ROM-1 Мигает ли лампа?");
    let question = desk.hears(desk.rom, "Мигает ли лампа?").await;
    let thanks = desk.replies(desk.anna, desk.rom, question.message, "спасибо");
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").status, Status::InProgress);
    assert_eq!(desk.account_of(desk.rom, thanks).await.awaits, domain::Awaits::Nothing);
    desk.card(desk.rom, "ROM-1", "В работе").await;
}

#[tokio::test]
async fn words_of_staff_in_the_group_answer_what_they_reply_to() {
    let desk = Desk::open().await;
    let first = desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    let words = desk.replies(desk.olga, desk.rom, first, "Уже идём");
    let Decision::Part(part) = desk.account_of(desk.rom, words).await.decision else {
        panic!("not bound");
    };
    assert_eq!((part.ticket, part.step), (desk.ticket("ROM-1").ticket, Step::Answer));
    assert_eq!(desk.count(desk.rom, "Уже идём"), 0, "the client has seen it already");
    assert_eq!(desk.count(desk.staff, "Уже идём"), 0);
}

#[tokio::test]
async fn words_of_staff_in_the_group_answer_the_only_ticket_that_waits() {
    let desk = Desk::open().await;
    let early = desk.says(desk.olga, desk.rom, "Всем привет");
    assert_eq!(desk.rule_of(desk.rom, early).await, "staff_talk");
    desk.requests(desk.anna, "Не печатает").await;
    let words = desk.says(desk.olga, desk.rom, "Уже идём");
    assert_eq!(desk.rule_of(desk.rom, words).await, "only_waiting");
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Уже идём"]);
    let more = desk.says(desk.olga, desk.rom, "Хорошая погода");
    assert_eq!(desk.rule_of(desk.rom, more).await, "staff_talk");
}

#[tokio::test]
async fn words_of_staff_that_may_be_any_tickets_are_asked_about_with_one_tap() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    let words = desk.says(desk.olga, desk.rom, "Проверьте теперь");
    let written = desk.clock.now();
    let question = desk.hears(desk.staff, "к какой заявке относится это сообщение?").await;
    assert!(question.text.contains("«Проверьте теперь»"), "{}", question.text);
    desk.clock.advance(std::time::Duration::from_mins(9));
    let toast = desk.presses(desk.olga, (desk.staff, question.message), "№ ROM-2 · VPN не пускает");
    assert_eq!(toast.await.text, "Сообщение отнесено к заявке № ROM-2");
    desk.settle().await;
    let added = desk.of_ticket("ROM-2").await.into_iter().find_map(|it| match it.0 {
        TicketEvent::MessageAdded(added) => Some((added, it.2.event.occurred_at)),
        _ => None,
    });
    let (added, at) = added.unwrap();
    assert_eq!((added.message.message.0, at), (words.0, written));
    assert_eq!(desk.words_of("ROM-2", "message_added").await, ["Проверьте теперь"]);

    // Asked once more, nobody is told twice.
    let again = desk.presses(desk.peter, (desk.staff, question.message), "Не к заявке").await;
    assert_eq!(again.text, "Карточка устарела");
    assert_eq!(desk.life_of("ROM-1").await, ["registered"]);
}
