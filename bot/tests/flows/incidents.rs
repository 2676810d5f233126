//! Incidents: what many clients are told at once, and what becomes of each one's ticket.

use crate::desk::{Desk, group};
use crate::people::PATIENCE;
use emulator::{ChatId, MessageId, Profile, UserId};

/// A desk with Ромашка's ROM-1 of Анна and ROM-2 of Борис, and with Acme's ACM-1 of Eve, who is spoken to in English.
pub(crate) async fn outage() -> (Desk, ChatId, UserId) {
    let desk = Desk::open().await;
    let eve = desk.tg.add_user(Profile::named("Eve").speaks("en"));
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[eve, desk.irina]);
    desk.bot_is_admin(eve, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    desk.hears(acme, "Acme Ltd").await;
    desk.requests(desk.anna, "Не открывается 1С").await;
    desk.requests(desk.boris, "1С висит у всех").await;
    let asked = desk.says(eve, acme, "/new The ERP is down");
    desk.hears_in_reply(acme, asked, "Ticket ACM-1 registered").await;
    desk.settle().await;
    (desk, acme, eve)
}

pub(crate) async fn declared(desk: &Desk) {
    let asked = desk.says(desk.olga, desk.staff, "/incident Сервер 1С недоступен");
    let told = desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1").await;
    assert!(told.text.contains("Сервер 1С недоступен") && told.text.contains("0 заявок"));
    let asked = desk.says(desk.olga, desk.staff, "/incident 1 rom-1 ROM-2 ACM-1");
    let told = desk.hears_in_reply(desk.staff, asked, "3 заявки").await;
    assert!(
        told.text.contains("№ ROM-1, № ROM-2") || told.text.contains("№ ACM-1"),
        "{}",
        told.text
    );
}

/// Staff write a command, look at what would go out, and send it. Answers where the question stood.
pub(crate) async fn sends(desk: &Desk, command: &str, button: &str) -> MessageId {
    let asked = desk.says(desk.olga, desk.staff, command);
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    let toast = desk.presses(desk.olga, (desk.staff, draft.message), button).await;
    assert!(toast.text.starts_with("Отправляем"), "{}", toast.text);
    draft.message
}

/// A message is edited until it begins like this, and has no buttons any more.
async fn becomes(desk: &Desk, message: MessageId, begins: &str) -> String {
    let so = |it: &emulator::Line| {
        it.message == message && it.text.starts_with(begins) && it.buttons.is_empty()
    };
    desk.shows(desk.staff, begins, so).await.text
}

#[tokio::test]
async fn what_staff_look_at_is_word_for_word_what_each_group_reads() {
    let (desk, acme, _) = outage().await;
    declared(&desk).await;
    let asked = desk.says(desk.olga, desk.staff, "/announce 1 Восстанавливаем <1С> & сеть");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    desk.presses(desk.olga, (desk.staff, draft.message), "2 группам с заявками").await;
    desk.settle().await;
    let told = |chat| desk.said(chat).into_iter().rev().find(|it| it.text.contains("<1С> & сеть"));
    for (name, chat) in [
        ("Ромашка (по-русски, с заявками):", desk.rom),
        ("Acme Ltd (по-английски, с заявками):", acme),
    ] {
        let message = format!("{name}\n{}\n\n", told(chat).unwrap().text);
        assert!(draft.text.contains(&message), "{message:?} in {}", draft.text);
    }
    let warned = "Текст написан по-русски, а читают по-английски: Acme Ltd.\n\
                  Им можно написать отдельно: /announce 1 ACM: текст";
    assert!(draft.text.contains(warned), "{}", draft.text);
    let then =
        becomes(&desk, draft.message, "№ 1, объявление отправлено в 2 группы. Ольга, ").await;
    assert!(then.contains("Acme Ltd (по-английски, с заявками):\nMass outage\n"), "{then}");
}

#[tokio::test]
async fn words_of_an_outage_that_stay_unsaid_leave_it_open_and_say_so() {
    let (desk, ..) = outage().await;
    declared(&desk).await;
    let asked = desk.says(desk.olga, desk.staff, "/announce 1 Чиним");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    let on = (desk.staff, draft.message);
    let toast = desk.presses(desk.olga, on, "Не отправлять").await;
    assert_eq!(toast.text, "Не отправлено");
    let then = becomes(&desk, draft.message, "№ 1, объявление не отправлено. Ольга, ").await;
    assert!(then.ends_with("\n\nЧиним"), "{then}");
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Чиним"), 0);
    sends(&desk, "/announce 1 Почти готово", "2 группам с заявками").await;
    desk.hears(desk.rom, "Почти готово").await;
}

#[tokio::test]
async fn one_announcement_a_group_answers_each_ticket_and_names_only_its_own() {
    let (desk, acme, _) = outage().await;
    declared(&desk).await;
    sends(&desk, "/announce 1 Восстанавливаем, ждём до часа", "2 группам с заявками").await;
    let told = desk.hears(desk.rom, "Восстанавливаем, ждём до часа").await;
    assert!(told.text.starts_with("Массовый сбой\n"), "{}", told.text);
    assert!(told.text.ends_with("Заявки: № ROM-1, № ROM-2"), "{}", told.text);
    let told = desk.hears(acme, "Восстанавливаем").await;
    assert!(told.text.starts_with("Mass outage\n") && told.text.ends_with("Tickets: ACM-1"));
    desk.settle().await;
    assert_eq!(
        (desk.count(desk.rom, "Восстанавливаем"), desk.count(acme, "Восстанавливаем")),
        (1, 1)
    );
    for number in ["ROM-1", "ROM-2", "ACM-1"] {
        let life = desk.life_of(number).await;
        assert_eq!(life[1..], ["assigned", "work_started", "message_added"], "{number}");
        assert!(desk.ticket(number).answered_at.is_some(), "{number} was answered");
    }
}

#[tokio::test]
async fn an_announcement_is_sent_once_however_often_it_is_pressed() {
    let (desk, acme, _) = outage().await;
    declared(&desk).await;
    let asked = desk.says(desk.olga, desk.staff, "/announce 1 Чиним");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    let on = (desk.staff, draft.message);
    // Both see the buttons before either of them is answered.
    let linked = desk.tg.press(desk.olga, on.0, on.1, "2 группам с заявками").unwrap();
    let all = desk.tg.press(desk.peter, on.0, on.1, "Всем: 2 группы").unwrap();
    let (first, second) =
        (desk.tg.toast_within(&linked, PATIENCE).await, desk.tg.toast_within(&all, PATIENCE).await);
    let toasts = [first.unwrap().text, second.unwrap().text];
    assert_eq!(toasts, ["Отправляем в 2 группы", "Это объявление уже отправлено."]);
    becomes(&desk, draft.message, "№ 1, объявление отправлено в 2 группы. Ольга, ").await;
    desk.settle().await;
    assert_eq!((desk.count(desk.rom, "Чиним"), desk.count(acme, "Чиним")), (1, 1));
}

#[tokio::test]
async fn a_group_that_cannot_be_told_hides_no_other_one_and_staff_hear_which_it_is() {
    let (desk, acme, _) = outage().await;
    declared(&desk).await;
    let asked = desk.says(desk.olga, desk.staff, "/announce 1 Чиним сервер");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.presses(desk.olga, (desk.staff, draft.message), "2 группам с заявками").await;
    desk.hears(acme, "Чиним сервер").await;
    let alarm = desk.hears(desk.staff, "Не доставлено в группу Ромашка").await;
    assert!(alarm.text.contains("объявление"), "{}", alarm.text);
    desk.settle().await;
    assert_eq!((desk.count(desk.rom, "Чиним"), desk.count(acme, "Чиним")), (0, 1));
    assert!(desk.ticket("ACM-1").answered_at.is_some());
    assert_eq!(desk.count(desk.staff, "Не доставлено"), 1);
}

#[tokio::test]
async fn nobody_is_told_twice_by_a_start_that_follows_the_links_again() {
    let (mut desk, acme, _) = outage().await;
    declared(&desk).await;
    sends(&desk, "/announce 1 Восстанавливаем", "2 группам с заявками").await;
    desk.settle().await;
    desk.follows_nothing_again().await;
    desk.crash(|| ()).await;
    desk.settle().await;
    assert_eq!(
        (desk.count(desk.rom, "Восстанавливаем"), desk.count(acme, "Восстанавливаем")),
        (1, 1)
    );
}

#[tokio::test]
async fn whoever_comes_later_is_told_what_the_others_were_told() {
    let (desk, ..) = outage().await;
    declared(&desk).await;
    sends(&desk, "/announce 1 Восстанавливаем связь", "2 группам с заявками").await;
    let late = desk.requests(desk.viktor, "И у меня 1С").await;
    let card = desk.card(desk.staff, "ROM-3", "Новая").await;
    desk.replies(desk.olga, desk.staff, card.message, "/incident 1");
    desk.hears_in_reply(desk.rom, late, "Восстанавливаем связь").await;
    desk.settle().await;
    assert!(desk.ticket("ROM-3").answered_at.is_some());
}

#[tokio::test]
async fn the_end_resolves_every_ticket_by_one_message_and_each_author_confirms_for_themselves() {
    let (desk, acme, eve) = outage().await;
    declared(&desk).await;
    sends(&desk, "/finish 1 Сервер заменён, всё работает", "2 группам с заявками").await;
    let told = desk.hears(desk.rom, "Массовый сбой устранён").await;
    assert!(told.text.contains("Выполнены заявки: № ROM-1, № ROM-2"), "{}", told.text);
    let here = desk.hears(acme, "The mass outage is over").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Сервер заменён"), 1, "nobody is told twice");
    for number in ["ROM-1", "ROM-2", "ACM-1"] {
        assert_eq!(desk.life_of(number).await.last().unwrap(), "resolved", "{number}");
    }
    let on = (desk.rom, told.message);
    let toast = desk.presses(desk.boris, on, "№ ROM-1: да, закрыть").await;
    assert_eq!(toast.text, "Подтвердить может автор заявки или представитель клиента");
    let toast = desk.presses(desk.anna, on, "№ ROM-1: да, закрыть").await;
    assert_eq!(toast.text, "Заявка № ROM-1 закрыта. Спасибо!");
    desk.presses(eve, (acme, here.message), "Yes, close").await;
    desk.settle().await;
    assert_eq!(desk.life_of("ACM-1").await.last().unwrap(), "closed");
    assert_eq!(desk.life_of("ROM-2").await.last().unwrap(), "resolved");
    let asked = desk.says(desk.olga, desk.staff, "/incident 1 ROM-2");
    desk.hears_in_reply(desk.staff, asked, "Завершено").await;
}

#[tokio::test]
async fn planned_works_are_announced_to_chosen_clients_with_their_time() {
    let (desk, acme, _) = outage().await;
    let asked = desk.says(desk.olga, desk.staff, "/planned 25.11 22:00-23:30 Замена роутера");
    let draft = desk.hears_in_reply(desk.staff, asked, "№ 1, объявление").await;
    let on = (desk.staff, draft.message);
    let withdrawn = desk.presses(desk.olga, on, "Не отправлять").await;
    assert_eq!(withdrawn.text, "Плановые работы № 1 отменены");
    let begins = "Плановые работы № 1 отменены, клиентам ничего не отправлено. Ольга, ";
    becomes(&desk, draft.message, begins).await;
    let asked = desk.says(desk.olga, desk.staff, "/incident");
    desk.hears_in_reply(desk.staff, asked, "Открытых массовых сбоев и плановых работ нет").await;
    let asked = desk.says(desk.olga, desk.staff, "/announce 1 Замена роутера");
    let over = desk.hears_in_reply(desk.staff, asked, "Плановые работы № 1. Отменены ").await;
    assert!(over.text.ends_with(", Ольга"), "{}", over.text);
    assert_eq!(desk.count(desk.rom, "Замена роутера"), 0);

    let asked = desk.says(desk.olga, desk.staff, "/planned 25.11 22:00-23:30 Замена роутера");
    let draft = desk.hears_in_reply(desk.staff, asked, "№ 2, объявление").await;
    sends(&desk, "/announce 2 ACM: Замена роутера ночью", "Отправить: 1 группа").await;
    let told = desk.hears(acme, "Замена роутера ночью").await;
    assert!(
        told.text.starts_with("Planned works\nFrom 25 Nov 22:00 until 25 Nov 23:30 (MSK)\n"),
        "{}",
        told.text
    );
    // They are known of by now, and stay.
    let quiet = desk.presses(desk.olga, (desk.staff, draft.message), "Не отправлять").await;
    assert_eq!(quiet.text, "Не отправлено");
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Замена роутера"), 0);
    let asked = desk.says(desk.olga, desk.staff, "/incident");
    let list = desk.hears_in_reply(desk.staff, asked, "Плановые работы № 2").await;
    let stage = "Ещё не начались. С 25.11 22:00 до 25.11 23:30 (МСК)";
    assert!(list.text.contains(stage), "{}", list.text);
    desk.becomes(25, "22:00").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident 2");
    desk.hears_in_reply(desk.staff, asked, "Идут сейчас").await;
    desk.becomes(25, "23:30").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident");
    desk.hears_in_reply(desk.staff, asked, "Время работ прошло").await;
    let asked = desk.says(desk.olga, desk.staff, "/finish 2");
    desk.hears_in_reply(desk.staff, asked, "Клиенты знают о № 2. Напишите, что сделано").await;
    sends(&desk, "/finish 2 Роутер новый", "Всем: 2 группы").await;
    desk.settle().await;
    for again in ["/finish 2", "/finish 2 Роутер новый", "/incident 2 ROM-1"] {
        let asked = desk.says(desk.olga, desk.staff, again);
        desk.hears_in_reply(desk.staff, asked, "Плановые работы № 2. Завершены ").await;
    }
}

#[tokio::test]
async fn planned_works_with_a_code_before_the_text_are_told_to_that_client_alone() {
    let (desk, acme, _) = outage().await;
    sends(&desk, "/planned 26.11 22:00-23:30 ACM: Новый роутер", "Отправить: 1 группа").await;
    let told = desk.hears(acme, "Новый роутер").await;
    assert!(!told.text.contains("ACM:"), "{}", told.text);
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Новый роутер"), 0);
}

#[tokio::test]
async fn what_is_written_wrongly_is_told_and_nothing_is_recorded() {
    let (desk, ..) = outage().await;
    let before = desk
        .recorded()
        .await
        .iter()
        .filter(|it| it.stream.as_str().starts_with("incident"))
        .count();
    for (words, told) in [
        ("/incident 9", "Массового сбоя № 9 нет"),
        ("/announce", "Напишите номер и текст"),
        ("/announce 9 Чиним", "Массового сбоя № 9 нет"),
        ("/planned завтра Замена", "Напишите день, время и текст"),
        ("/planned 26.11 22:00-23:30 XYZ: Замена", "XYZ"),
        ("/planned 20.11 22:00-23:30 Замена", "20.11 уже прошло"),
        ("/planned 26.11 23:30-22:00 Замена", "Конец раньше начала"),
        ("/incident", "Открытых массовых сбоев и плановых работ нет"),
    ] {
        let asked = desk.says(desk.olga, desk.staff, words);
        desk.hears_in_reply(desk.staff, asked, told).await;
    }
    let after = desk
        .recorded()
        .await
        .iter()
        .filter(|it| it.stream.as_str().starts_with("incident"))
        .count();
    assert_eq!((before, after), (0, 0));
}

#[tokio::test]
async fn an_end_that_was_never_announced_is_not_told_by_a_slip() {
    let (desk, ..) = outage().await;
    declared(&desk).await;
    let asked = desk.says(desk.olga, desk.staff, "/finish 1");
    desk.hears_in_reply(desk.staff, asked, "К № 1 привязаны заявки").await;
    let asked = desk.says(desk.olga, desk.staff, "/finish");
    let how = desk.hears_in_reply(desk.staff, asked, "Напишите номер и что сделано").await;
    assert!(!how.text.contains("знают"), "{}", how.text);
    let asked = desk.says(desk.olga, desk.staff, "/planned 25.11 22:00-23:30 Замена роутера");
    desk.hears_in_reply(desk.staff, asked, "№ 2, объявление").await;
    let asked = desk.says(desk.olga, desk.staff, "/finish 2 Роутер новый");
    let draft = desk.hears_in_reply(desk.staff, asked, "№ 2, завершение").await;
    assert!(draft.text.contains("Клиентам об этом ещё не сообщали."), "{}", draft.text);
    let asked = desk.says(desk.olga, desk.staff, "/finish 2");
    let told = "Плановые работы № 2. Отменены. Клиентам ничего не отправлено.";
    desk.hears_in_reply(desk.staff, asked, told).await;
    let toast = desk.presses(desk.olga, (desk.staff, draft.message), "Всем: 2 группы").await;
    assert_eq!(toast.text, "Уже завершено, объявление не отправлено.");
    becomes(&desk, draft.message, "№ 2: уже завершено, объявление не отправлено.").await;
}

#[tokio::test]
async fn an_outage_that_nobody_was_told_of_ends_quietly() {
    let (desk, ..) = outage().await;
    let asked = desk.says(desk.olga, desk.staff, "/incident Ложная тревога");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1").await;
    let asked = desk.says(desk.olga, desk.staff, "/finish 1");
    let ended = "Массовый сбой № 1. Завершено. Клиентам ничего не отправлено.";
    desk.hears_in_reply(desk.staff, asked, ended).await;
    desk.settle().await;
    let asked = desk.says(desk.olga, desk.staff, "/finish 1");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1. Завершено ").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident");
    desk.hears_in_reply(desk.staff, asked, "Открытых массовых сбоев и плановых работ нет").await;
}

/// Presses what leads from a staff card to its incidents.
pub(crate) async fn looks_for_incidents(desk: &Desk, number: &str) -> (ChatId, MessageId) {
    let card = desk.card(desk.staff, number, "Новая").await;
    let on = (desk.staff, card.message);
    desk.presses(desk.olga, on, "Ещё…").await;
    shows_button(desk, on, "Инцидент").await;
    let toast = desk.presses(desk.olga, on, "Инцидент").await;
    assert_eq!(toast.text, "Что общего у этой заявки с другими?");
    shows_button(desk, on, "Назад").await;
    desk.shows(desk.staff, "the incidents", |it| {
        it.message == on.1 && it.buttons.iter().flatten().all(|it| it.text != "Инцидент")
    })
    .await;
    on
}

async fn shows_button(desk: &Desk, on: (ChatId, MessageId), label: &str) {
    let so = |it: &emulator::Line| {
        it.message == on.1 && it.buttons.iter().flatten().any(|it| it.text == label)
    };
    desk.shows(on.0, label, so).await;
}

pub(crate) async fn of_incidents(desk: &Desk) -> Vec<String> {
    let recorded = desk.recorded().await;
    let kinds = recorded.iter().map(|it| it.event.kind.to_string());
    kinds.filter(|it| it.starts_with("incident.") || it == "desk.incident_declared").collect()
}

#[tokio::test]
async fn a_card_opens_an_incident_once_and_another_one_joins_it() {
    let (desk, ..) = outage().await;
    let on = looks_for_incidents(&desk, "ROM-1").await;
    // Both see the button before either of them is answered.
    let first = desk.tg.press(desk.olga, on.0, on.1, "Новый сбой по этой заявке").unwrap();
    let second = desk.tg.press(desk.peter, on.0, on.1, "Новый сбой по этой заявке").unwrap();
    for press in [first, second] {
        let toast = desk.tg.toast_within(&press, PATIENCE).await.unwrap();
        let said = ["Объявлен массовый сбой № 1", "Уже добавлена в № 1"];
        assert!(said.iter().any(|it| toast.text.starts_with(it)), "{}", toast.text);
    }
    desk.settle().await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    assert!(card.text.contains("⚡ Массовый сбой № 1: По заявке № ROM-1"), "{}", card.text);
    let on = looks_for_incidents(&desk, "ACM-1").await;
    let toast = desk.presses(desk.olga, on, "№ 1: По заявке № ROM-1").await;
    assert_eq!(toast.text, "Добавлена в № 1");
    desk.settle().await;
    let then = ["desk.incident_declared", "incident.declared", "incident.ticket_linked"];
    assert_eq!(of_incidents(&desk).await, [&then[..], &then[2..]].concat());
    assert_eq!(desk.at_work.views.tickets_of_incident(1).unwrap().len(), 2);
}

#[tokio::test]
async fn a_card_leaves_an_incident_and_nothing_of_it_is_shown_any_more() {
    let (desk, ..) = outage().await;
    declared(&desk).await;
    desk.settle().await;
    let on = looks_for_incidents(&desk, "ROM-2").await;
    let toast = desk.presses(desk.olga, on, "Убрать из № 1: Сервер 1С недоступен").await;
    assert_eq!(toast.text, "Убрана из № 1");
    desk.settle().await;
    assert_eq!(desk.at_work.views.tickets_of_incident(1).unwrap().len(), 2);
    let card = desk.card(desk.staff, "ROM-2", "Новая").await;
    assert!(!card.text.contains("Массовый сбой"), "{}", card.text);
}

#[tokio::test]
async fn the_same_press_again_records_nothing_again() {
    let (desk, ..) = outage().await;
    let on = looks_for_incidents(&desk, "ROM-1").await;
    let data = |label: &str| {
        let line =
            desk.tg.transcript(on.0).unwrap().lines.into_iter().find(|it| it.message == on.1);
        let labels = line.unwrap().buttons.into_iter().flatten();
        labels.into_iter().find(|it| it.text.starts_with(label)).unwrap().data.unwrap()
    };
    let press = |id: &str, data: &str| {
        serde_json::json!({
            "id": id, "data": data,
            "from": {"id": desk.olga, "is_bot": false, "first_name": "Ольга"},
            "message": {"message_id": on.1, "date": 1_795_000_000, "chat": {"id": on.0, "type": "supergroup", "title": "x"}},
        })
    };
    let opens = data("Новый сбой");
    for _ in 0..3 {
        desk.tg.inject_update("callback_query", press("501", &opens));
        desk.settle().await;
    }
    let once = ["desk.incident_declared", "incident.declared", "incident.ticket_linked"];
    assert_eq!(of_incidents(&desk).await, once);
}
