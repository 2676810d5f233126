//! What people see of what is promised: on receipts and cards, and while a ticket rests.

use crate::desk::Desk;
use crate::terms::rules;
use domain::Priority;
use domain::policy::{Pause, Responds, Rules};
use domain::ticket::{Event as TicketEvent, Status};

#[tokio::test]
async fn receipt_and_card_say_until_when_there_will_be_an_answer() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let receipt = desk.hears_in_reply(desk.rom, asked, "Срок ответа: 12:40 (МСК)").await;
    assert!(
        receipt.text.contains("Плановый срок выполнения: 24.11 11:00 (МСК)"),
        "{}",
        receipt.text
    );
    let card = desk.card(desk.rom, "ROM-1", "Срок ответа: 12:40 (МСК)").await;
    let line = "Ответить до 12:40 (МСК) · на 23.11 12:00 осталось 40 мин раб. времени";
    let staff_card = desk.card(desk.staff, "ROM-1", line).await;
    assert!(staff_card.text.contains("Условия: standard@1, строка all"), "{}", staff_card.text);

    let toast = desk.presses(desk.olga, (desk.staff, staff_card.message), "Взять в работу").await;
    assert_eq!(toast.text, "Заявка № ROM-1 за вами. Ответить до 12:40 (МСК)");
    desk.settle().await;
    desk.replies(desk.olga, desk.rom, asked, "Смотрим");
    desk.rests().await;
    // It is answered: what is still promised is shown, and the receipt stays as it was.
    let now = desk.line(desk.rom, card.message).text;
    assert!(!now.contains("Срок ответа") && now.contains("Плановый срок выполнения"), "{now}");
    assert_eq!(desk.line(desk.rom, receipt.message), receipt);
    assert_eq!(desk.said(desk.rom).len(), 3, "the card of the group, receipt and card");

    desk.replies(desk.anna, desk.rom, asked, "И сканер тоже не работает");
    desk.rests().await;
    desk.card(desk.rom, "ROM-1", "Срок ответа: 13:30 (МСК)").await;
}

#[tokio::test]
async fn a_request_at_night_says_when_service_begins() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.jumps_to(23, "22:00");
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let receipt = desk.hears_in_reply(desk.rom, asked, "Срок ответа: 24.11 09:40 (МСК)").await;
    let outside = "Вне часов обслуживания: отсчёт с 24.11 09:00 (МСК)";
    assert!(receipt.text.contains(outside), "{}", receipt.text);
}

#[tokio::test]
async fn where_deadlines_are_hidden_clients_see_nothing_of_them() {
    let desk = Desk::open().await;
    desk.promises(Rules { deadlines_shown: false, ..rules() }).await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let staff_card = desk.card(desk.staff, "ROM-1", "Ответить до 12:40 (МСК)").await;
    desk.replies(desk.olga, desk.staff, staff_card.message, "/ask Какая модель?");
    desk.card(desk.staff, "ROM-1", "отсчёт приостановлен, ждём клиента").await;
    let status = desk.says(desk.anna, desk.rom, "/status ROM-1");
    desk.hears_in_reply(desk.rom, status, "№ ROM-1").await;
    desk.settle().await;
    for line in desk.said(desk.rom) {
        let silent = ["рок ответа", "срок выполнения", "Отсчёт", "часов обслуживания"];
        assert!(!silent.iter().any(|it| line.text.contains(it)), "{}", line.text);
    }
    assert!(desk.count(desk.rom, "зарегистрирована") == 1 && asked.0 > 0);
}

#[tokio::test]
async fn whoever_holds_a_ticket_says_for_whom_with_one_more_tap() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    desk.presses(desk.olga, on, "Взять в работу").await;
    desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    desk.settle().await;
    assert_eq!(desk.presses(desk.olga, on, "Приостановить").await.text, "Почему приостановить?");
    let labels = || -> Vec<String> {
        let rows = desk.line(desk.staff, card.message).buttons;
        rows.into_iter().flatten().map(|it| it.text).collect()
    };
    desk.until("the reasons", || labels().contains(&"По просьбе клиента".to_owned())).await;
    assert!(labels().contains(&"Задать вопрос клиенту".to_owned()), "the rest stays");
    assert_eq!(desk.ticket("ROM-1").status, Status::InProgress);
    let toast = desk.presses(desk.olga, on, "По просьбе клиента").await;
    assert_eq!(toast.text, "Заявка № ROM-1 приостановлена");
    let why = "отсчёт приостановлен, по просьбе клиента";
    desk.card(desk.staff, "ROM-1", why).await;
    let theirs = desk.card(desk.rom, "ROM-1", "Отсчёт приостановлен: по просьбе клиента").await;
    assert!(theirs.text.contains("Приостановлена"), "{}", theirs.text);
    assert_eq!(held(&desk).await, [Pause::ClientHold]);

    desk.presses(desk.olga, on, "Возобновить").await;
    desk.settle().await;
    // A client who saw the buttons could press nothing.
    let anna = desk.presses(desk.olga, on, "Приостановить").await;
    assert_eq!(anna.text, "Почему приостановить?");
    desk.says(desk.peter, desk.staff, "/hold ROM-1 third ждём провайдера");
    desk.card(desk.staff, "ROM-1", "Приостановлена").await;
    assert_eq!(held(&desk).await, [Pause::ClientHold, Pause::ThirdParty]);
    let reasons = desk.words_of("ROM-1", "on_hold").await;
    assert_eq!(reasons, ["", "ждём провайдера"]);
    // Such a pause rests no clock here.
    let theirs = desk.card(desk.rom, "ROM-1", "Плановый срок выполнения").await;
    assert!(theirs.text.contains("\nОтсчёт продолжается"), "{}", theirs.text);
    desk.card(desk.staff, "ROM-1", "Причина паузы: ждём третью сторону · отсчёт идёт").await;
}

#[tokio::test]
async fn whoever_holds_a_held_ticket_is_told_for_what_it_rests() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    desk.says(desk.olga, desk.staff, "/hold client ROM-1 просили до среды");
    desk.card(desk.staff, "ROM-1", "Причина паузы: по просьбе клиента").await;
    assert_eq!(desk.words_of("ROM-1", "on_hold").await, ["просили до среды"]);
    let again = desk.says(desk.peter, desk.staff, "/hold ROM-1 third ждём провайдера");
    let already = "Заявка № ROM-1 уже приостановлена: по просьбе клиента. Чтобы сменить причину, \
                   сначала возобновите её: /resume";
    desk.hears_in_reply(desk.staff, again, already).await;
    assert_eq!(held(&desk).await, [Pause::ClientHold]);
}

#[tokio::test]
async fn a_pause_that_lasts_too_long_ends_by_itself_and_the_card_says_so() {
    let desk = Desk::open().await;
    desk.promises(Rules { pause_max_s: Some(3600), ..rules() }).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    desk.says(desk.olga, desk.staff, "/hold ROM-1 client просили до обеда");
    desk.card(desk.rom, "ROM-1", "Отсчёт приостановлен: по просьбе клиента").await;
    desk.settle().await;
    desk.minutes_later(65).await;
    let resumed = "Возобновлена автоматически (23.11 13:00): срок паузы вышел";
    desk.card(desk.staff, "ROM-1", resumed).await;
    desk.card(desk.rom, "ROM-1", "Плановый срок выполнения: 24.11 12:00 (МСК)").await;
    desk.says(desk.olga, desk.staff, "/hold ROM-1 client просили ещё");
    let card = desk.card(desk.staff, "ROM-1", "Приостановлена").await;
    assert!(!card.text.contains("Возобновлена"), "{}", card.text);
}

/// Why the ticket was held, each time.
async fn held(desk: &Desk) -> Vec<Pause> {
    let all = desk.of_ticket("ROM-1").await.into_iter();
    all.filter_map(|it| match it.0 {
        TicketEvent::OnHold(it) => Some(it.why),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn a_workaround_that_is_waited_for_is_given_by_a_button() {
    let desk = Desk::open().await;
    let mut rules = rules();
    rules.rows[0].workaround = "2h".parse().ok();
    desk.promises(rules).await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.hears_in_reply(desk.rom, asked, "Срок обходного решения: 14:00 (МСК)").await;
    let card = desk.card(desk.staff, "ROM-1", "Дать обходное решение до 14:00 (МСК)").await;
    let toast = desk.presses(desk.olga, (desk.staff, card.message), "Обходное решение").await;
    assert_eq!(toast.text, "№ ROM-1: обходное решение отмечено");
    desk.settle().await;
    let card = desk.line(desk.staff, card.message);
    assert!(!card.text.contains("Дать обходное"), "{}", card.text);
    assert!(card.buttons.iter().flatten().all(|it| it.text != "Обходное решение"));
    let wordy = desk.says(desk.olga, desk.staff, "/workaround ROM-1 другой принтер");
    desk.hears_in_reply(desk.staff, wordy, "Команду /workaround пишут без текста").await;
}

#[tokio::test]
async fn where_only_staff_raise_a_priority_clients_are_not_offered_it() {
    let desk = Desk::open().await;
    // A request of before has the button, and keeps it.
    desk.requests(desk.anna, "Не печатает").await;
    let before = desk.card(desk.rom, "ROM-1", "Новая").await;
    desk.promises(Rules { clients_may_raise: false, ..rules() }).await;
    desk.requests(desk.anna, "Не сканирует").await;
    let card = desk.card(desk.rom, "ROM-2", "Новая").await;
    assert!(card.buttons.iter().flatten().all(|it| it.text != "Срочно"));
    // Somebody makes the button up.
    let staff_card = desk.card(desk.staff, "ROM-2", "Новая").await;
    let on = (desk.staff, staff_card.message);
    desk.turns(desk.olga, on, ["Ещё…", "Срочно"]).await;
    let mut buttons = desk.line(desk.staff, on.1).buttons.into_iter().flatten();
    let data = buttons.find(|it| it.text == "Срочно").unwrap().data.unwrap();
    let press = serde_json::json!({
        "id": "78", "data": data,
        "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
        "message": {"message_id": card.message, "date": 1, "chat": {"id": desk.rom, "type": "group"}},
    });
    desk.tg.inject_update("callback_query", press);
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").priority, Priority::Normal);
    let toast = desk.presses(desk.anna, (desk.rom, before.message), "Срочно").await;
    assert_eq!(toast.text, "Приоритет: Срочно", "nothing was promised on that one");
    let toast = desk.presses(desk.olga, (desk.staff, staff_card.message), "Срочно").await;
    assert_eq!(toast.text, "Приоритет: Срочно");
}

#[tokio::test]
async fn where_taking_responds_the_client_is_told_who_has_taken_the_ticket() {
    let desk = Desk::open().await;
    desk.promises(Rules { first_response: Responds::Taken, ..rules() }).await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Ответить до").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    let told = desk.hears_in_reply(desk.rom, asked, "№ ROM-1 · Исполнитель: Ольга").await;
    assert!(told.buttons.is_empty());
    desk.settle().await;
    let shown = desk.of_ticket("ROM-1").await.into_iter().find_map(|it| match it.0 {
        TicketEvent::TakingShown(it) => Some((it.message.message.0, it.at)),
        _ => None,
    });
    assert_eq!(shown, Some((told.message.0, told.at)));
    for (chat, number) in [(desk.staff, "Ответить до"), (desk.rom, "Срок ответа")]
    {
        let card = desk.card(chat, "ROM-1", "Исполнитель: Ольга").await.text;
        assert!(!card.contains(number), "{card}");
    }
}
