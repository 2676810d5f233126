//! An agent's day: all that can be done from the staff card, and by commands about two tickets.

use crate::desk::{Desk, group};
use crate::people::PATIENCE;
use domain::ticket::{Assignment, Event as TicketEvent, Status};
use domain::{Priority, RequestType};
use emulator::{ChatId, MessageId, UserId};

impl Desk {
    /// The labels of the buttons that stand under a message now.
    pub(crate) fn labels(&self, on: (ChatId, MessageId)) -> Vec<String> {
        self.line(on.0, on.1).buttons.into_iter().flatten().map(|it| it.text).collect()
    }

    /// Presses a button that puts others in the place of it, and waits for one of those.
    pub(crate) async fn turns(&self, who: UserId, on: (ChatId, MessageId), labels: [&str; 2]) {
        self.presses(who, on, labels[0]).await;
        let there = || self.labels(on).iter().any(|it| it == labels[1]);
        self.until(labels[1], there).await;
    }

    /// A ticket of Анна's that Ольга has taken, and the place of its staff card.
    pub(crate) async fn taken(&self, words: &str, number: &str) -> (ChatId, MessageId) {
        self.requests(self.anna, words).await;
        let card = self.card(self.staff, number, "Новая").await;
        let on = (self.staff, card.message);
        self.presses(self.olga, on, "Взять в работу").await;
        self.card(self.staff, number, "Исполнитель: Ольга").await;
        self.settle().await;
        on
    }
}

#[tokio::test]
async fn the_card_is_small_and_the_rest_is_one_tap_away() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    let usual = ["Задать вопрос клиенту", "Отметить выполненной", "Приостановить", "Ещё…"];
    assert_eq!(desk.labels(on), usual);
    desk.turns(desk.olga, on, ["Ещё…", "Назад"]).await;
    let rest = [
        "Передать",
        "Снять с себя",
        "Внутренний комментарий",
        "Не заявка",
        "Объединить",
        "Связать",
        "Инцидент",
        "Не работает",
        "Вопрос",
        "Доступ",
        "Срочно",
        "Низкий",
        "Назад",
    ];
    assert_eq!(desk.labels(on), rest);
    desk.turns(desk.olga, on, ["Назад", "Ещё…"]).await;
    assert_eq!(desk.labels(on), usual);
    assert_eq!(desk.life_of("ROM-1").await, ["registered", "assigned", "work_started"]);
}

#[tokio::test]
async fn type_and_priority_are_changed_from_the_card() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.turns(desk.olga, on, ["Ещё…", "Назад"]).await;
    assert_eq!(desk.presses(desk.olga, on, "Вопрос").await.text, "Тип: Вопрос");
    // The card shows the new state, with the usual buttons.
    desk.card(desk.staff, "ROM-1", "Тип: Вопрос").await;
    desk.settle().await;
    desk.turns(desk.olga, on, ["Ещё…", "Назад"]).await;
    assert!(!desk.labels(on).contains(&"Вопрос".to_owned()), "it is one already");
    assert_eq!(desk.presses(desk.olga, on, "Низкий").await.text, "Приоритет: Низкий");
    desk.card(desk.rom, "ROM-1", "Приоритет: Низкий").await;
    let ticket = desk.ticket("ROM-1");
    assert_eq!(ticket.request_type, Some(RequestType::Question));
    assert_eq!(ticket.priority, Priority::Low);
}

#[tokio::test]
async fn a_ticket_is_handed_over_and_its_new_assignee_is_called_once() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.turns(desk.olga, on, ["Ещё…", "Передать"]).await;
    desk.turns(desk.olga, on, ["Передать", "Пётр"]).await;
    let labels = desk.labels(on);
    assert!(!labels.contains(&"Ольга".to_owned()), "she has it: {labels:?}");
    let toast = desk.presses(desk.olga, on, "Пётр").await;
    assert_eq!(toast.text, "Заявка № ROM-1 передана. Исполнитель: Пётр");
    let told = desk.hears(desk.staff, "→ Пётр: заявка № ROM-1 теперь за вами").await;
    assert!(told.text.ends_with("Передано: Ольга"), "{}", told.text);
    assert!(told.html.contains("\"text_mention\">Пётр"), "{}", told.html);
    assert_eq!(told.reply_to.map(|it| it.message), Some(on.1));
    desk.card(desk.staff, "ROM-1", "Исполнитель: Пётр").await;
    desk.card(desk.rom, "ROM-1", "Исполнитель: Пётр").await;
    desk.settle().await;
    let given = desk.of_ticket("ROM-1").await.into_iter().filter_map(|it| match it.0 {
        TicketEvent::Assigned(it) => Some(it.how),
        _ => None,
    });
    assert_eq!(given.collect::<Vec<_>>(), [Assignment::Taken, Assignment::Given]);
    assert_eq!(desk.count(desk.staff, "теперь за вами"), 1);
}

#[tokio::test]
async fn whoever_is_away_is_not_among_those_a_ticket_can_be_handed_over_to() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    let away = desk.says(desk.peter, desk.staff, "/away");
    desk.hears_in_reply(desk.staff, away, "Отсутствие отмечено").await;
    desk.turns(desk.olga, on, ["Ещё…", "Передать"]).await;
    desk.turns(desk.olga, on, ["Передать", "Ирина"]).await;
    assert!(!desk.labels(on).contains(&"Пётр".to_owned()), "{:?}", desk.labels(on));
}

#[tokio::test]
async fn a_press_that_comes_twice_hands_over_once_and_a_client_hands_over_nothing() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.turns(desk.olga, on, ["Ещё…", "Передать"]).await;
    desk.turns(desk.olga, on, ["Передать", "Пётр"]).await;
    let buttons = desk.line(on.0, on.1).buttons.into_iter().flatten();
    let data =
        |label: &str| buttons.clone().find(|it| it.text == label).and_then(|it| it.data).unwrap();
    let press = |id: &str, who: UserId, chat: ChatId, data: &str| {
        serde_json::json!({
            "id": id, "data": data,
            "from": {"id": who, "is_bot": false, "first_name": "Кто-то"},
            "message": {"message_id": on.1, "date": 1, "chat": {"id": chat, "type": "group"}},
        })
    };
    let to_peter = data("Пётр");
    desk.tg.inject_update("callback_query", press("70", desk.anna, desk.rom, &to_peter));
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
    for _ in 0..2 {
        desk.tg.inject_update("callback_query", press("71", desk.olga, desk.staff, &to_peter));
    }
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Пётр"));
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life.iter().filter(|it| *it == "assigned").count(), 2);
    assert_eq!(desk.count(desk.staff, "теперь за вами"), 1);

    // The same of every other press that changes something.
    let id = to_peter.split('|').nth(2).unwrap();
    for (n, verb) in ["low", "question", "note", "merge", "relate", "drop"].into_iter().enumerate()
    {
        let (data, callback) = (format!("v1|{verb}|{id}"), format!("8{n}"));
        for _ in 0..2 {
            let press = press(&callback, desk.olga, desk.staff, &data);
            desk.tg.inject_update("callback_query", press);
        }
        desk.settle().await;
    }
    let life = desk.life_of("ROM-1").await;
    let count = |kind: &str| life.iter().filter(|it| *it == kind).count();
    assert_eq!((count("reclassified"), count("unassigned")), (2, 1));
    let asked = |it: &&emulator::Line| it.asks;
    assert_eq!(desk.said(desk.staff).iter().filter(asked).count(), 3);
}

#[tokio::test]
async fn a_note_is_written_down_from_the_card_and_the_client_never_sees_it() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.turns(desk.olga, on, ["Ещё…", "Внутренний комментарий"]).await;
    let prompt = desk.is_asked(desk.olga, on, "Внутренний комментарий").await;
    assert!(desk.line(desk.staff, prompt).text.starts_with("Ольга, что записать по № ROM-1?"));
    let usual = || desk.labels(on).contains(&"Ещё…".to_owned());
    desk.until("the usual buttons", usual).await;
    desk.replies(desk.olga, desk.staff, prompt, "Картридж заказан");
    desk.settle().await;
    // What she adds, and what another says of it, is for no client either.
    desk.replies(desk.olga, desk.staff, prompt, "Клиент нервничает");
    desk.replies(desk.peter, desk.staff, prompt, "Ещё бы");
    desk.says(desk.peter, desk.staff, "/note ROM-1 Привезут завтра");
    desk.settle().await;
    assert_eq!(
        desk.words_of("ROM-1", "message_added").await,
        ["Картридж заказан", "Клиент нервничает", "Привезут завтра"]
    );
    for words in ["Картридж", "нервничает", "Ещё бы", "Привезут"] {
        assert_eq!(desk.count(desk.rom, words), 0);
    }
}

#[tokio::test]
async fn a_ticket_goes_on_in_the_one_whose_number_is_answered() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.requests(desk.boris, "И у меня не печатает").await;
    desk.turns(desk.olga, on, ["Ещё…", "Объединить"]).await;
    let prompt = desk.is_asked(desk.olga, on, "Объединить").await;
    let asked = "Ольга, с какой заявкой объединить № ROM-1? Ответьте номером заявки";
    assert!(desk.line(desk.staff, prompt).text.starts_with(asked));
    let no_number = desk.replies(desk.olga, desk.staff, prompt, "со второй");
    desk.hears_in_reply(desk.staff, no_number, "Ответьте на мой вопрос номером заявки").await;
    let unknown = desk.replies(desk.olga, desk.staff, prompt, "ROM-99");
    desk.hears_in_reply(desk.staff, unknown, "Такой заявки нет").await;
    // What is refused leaves the question open.
    let itself = desk.replies(desk.olga, desk.staff, prompt, "ROM-1");
    desk.hears_in_reply(desk.staff, itself, "Это одна и та же заявка").await;
    desk.replies(desk.olga, desk.staff, prompt, "№ rom-2");
    desk.card(desk.staff, "ROM-1", "Объединена с № ROM-2").await;
    desk.card(desk.rom, "ROM-1", "Объединена с № ROM-2").await;
    desk.card(desk.staff, "ROM-2", "Связана: № ROM-1").await;
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life[life.len() - 2..], ["merged", "closed"]);
    assert_eq!(desk.ticket("ROM-1").status, Status::Closed);
    assert_eq!(desk.life_of("ROM-2").await, ["registered", "linked"]);
}

#[tokio::test]
async fn two_tickets_are_merged_and_related_by_commands_within_one_client_only() {
    let desk = Desk::open().await;
    let on = desk.taken("Не печатает", "ROM-1").await;
    desk.requests(desk.boris, "И у меня не печатает").await;
    desk.requests(desk.viktor, "Принтер").await;
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[desk.irina, desk.anna]);
    desk.bot_is_admin(desk.irina, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    desk.hears(acme, "Requests · Acme Ltd").await;
    desk.settle().await;
    desk.says(desk.anna, acme, "/new It does not print");
    desk.hears(acme, "ACM-1 registered").await;
    desk.settle().await;

    let bare = desk.says(desk.olga, desk.staff, "/merge ROM-1");
    desk.hears_in_reply(desk.staff, bare, "Назовите обе заявки: /merge").await;
    for command in ["/merge ROM-1 ACM-1", "/relate ACM-1 ROM-1"] {
        let asked = desk.says(desk.olga, desk.staff, command);
        desk.hears_in_reply(desk.staff, asked, "Это заявки разных клиентов").await;
    }
    let elsewhere = desk.says(desk.olga, desk.rom, "/merge ROM-1 ROM-2");
    desk.hears_in_reply(desk.rom, elsewhere, "Эта команда работает в чате сотрудников").await;
    let client = desk.says(desk.anna, desk.rom, "/relate ROM-1 ROM-2");
    desk.hears_in_reply(desk.rom, client, "Эта команда для сотрудников поддержки").await;

    desk.says(desk.olga, desk.staff, "/relate ROM-1 ROM-2");
    desk.card(desk.staff, "ROM-1", "Связана: № ROM-2").await;
    desk.card(desk.staff, "ROM-2", "Связана: № ROM-1").await;
    desk.replies(desk.olga, desk.staff, on.1, "/merge ROM-3");
    desk.card(desk.staff, "ROM-1", "Объединена с № ROM-3").await;
    desk.settle().await;
    let closed = desk.says(desk.olga, desk.staff, "/merge ROM-2 ROM-1");
    desk.hears_in_reply(desk.staff, closed, "Та заявка: Закрыта").await;
    let over = desk.says(desk.olga, desk.staff, "/merge ROM-1 ROM-2");
    desk.hears_in_reply(desk.staff, over, "Сейчас этого с заявкой нельзя").await;
    assert_eq!(desk.life_of("ROM-2").await, ["registered", "linked"]);
    assert_eq!(desk.life_of("ACM-1").await, ["registered"]);
}

#[tokio::test]
async fn an_english_desk_hands_over_and_merges_in_english() {
    let desk = Desk::open().await;
    desk.says(desk.irina, desk.staff, "/language en");
    desk.hears(desk.staff, "Language of the chat: English").await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "И у меня").await;
    let card = desk.card(desk.staff, "ROM-1", "New").await;
    let on = (desk.staff, card.message);
    assert_eq!(desk.labels(on).last().map(String::as_str), Some("More…"));
    desk.turns(desk.olga, on, ["More…", "Hand over"]).await;
    desk.turns(desk.olga, on, ["Hand over", "Пётр"]).await;
    let toast = desk.presses(desk.olga, on, "Пётр").await;
    assert_eq!(toast.text, "ROM-1 was handed over. Assignee: Пётр");
    desk.hears(desk.staff, "→ Пётр: ROM-1 is yours now · Handed over by: Ольга").await;
    desk.card(desk.staff, "ROM-1", "Assignee: Пётр").await;
    desk.settle().await;
    desk.turns(desk.peter, on, ["More…", "Merge"]).await;
    let prompt = desk.is_asked(desk.peter, on, "Merge").await;
    desk.replies(desk.peter, desk.staff, prompt, "ROM-2");
    desk.card(desk.staff, "ROM-1", "Merged into ROM-2").await;
    let late = desk.tg.press(desk.olga, desk.staff, card.message, "Hand over");
    if let Ok(press) = late {
        let toast = desk.tg.toast_within(&press, PATIENCE).await.unwrap();
        assert_eq!(toast.text, "Not possible now: Closed");
    }
}
