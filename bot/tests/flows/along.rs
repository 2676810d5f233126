//! What messages bring along: quotes, where a forwarded one stood first, contacts, polls, places.

use crate::desk::Desk;
use commands::people::{erase, find};
use domain::along::{Along, Content, OriginKind};
use domain::ticket::Event as TicketEvent;
use domain::{Actor, MessageId, PersonId, Texts};
use serde_json::{Value, json};

/// Long before anything here happens: 15.11.2023 01:13 in Moscow.
const LONG_AGO: i64 = 1_700_000_000;

fn by_hidden(name: &str) -> Value {
    json!({"type": "hidden_user", "date": LONG_AGO, "sender_user_name": name})
}

impl Desk {
    async fn person(&self, who: emulator::UserId) -> PersonId {
        find::by_telegram_id(&self.at_work.house, who.0).await.unwrap().0
    }

    /// What a message of a ticket has brought along.
    async fn along(&self, number: &str, message: emulator::MessageId) -> Along {
        let all = self.of_ticket(number).await.into_iter();
        let of = |it: &(TicketEvent, Texts, _)| match &it.0 {
            TicketEvent::MessageAdded(it) => it.message.message == MessageId(message.0),
            TicketEvent::Registered(it) => {
                it.source.is_some_and(|it| it.message == MessageId(message.0))
            }
            _ => false,
        };
        Along::of(&all.into_iter().find(of).unwrap().1)
    }
}

#[tokio::test]
async fn words_that_are_quoted_are_kept_and_staff_see_them() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает и мигает").await;
    let quote = json!({"quote": {"text": "не <печатает>\nи", "position": 3, "is_manual": true}});
    let sent = desk.tg.send(desk.boris, desk.rom, (&quote, "И у меня"), Some(asked)).unwrap();
    let told = desk.hears(desk.staff, "Борис: И у меня").await;
    assert_eq!(told.text, "❝ не <печатает> и\nБорис: И у меня");
    let kept = desk.along("ROM-1", sent).await.quote.unwrap();
    assert_eq!(kept.text, "не <печатает>\nи");
    assert_eq!(kept.person, Some(desk.person(desk.anna).await));
    let long = "👨\u{200D}👩\u{200D}👧".repeat(100);
    let quote = json!({"quote": {"text": long, "position": 0, "is_manual": true}});
    desk.tg.send(desk.boris, desk.rom, (&quote, "Вот так"), Some(asked)).unwrap();
    let told = desk.hears(desk.staff, "Борис: Вот так").await;
    let shown = told.text.lines().next().unwrap().trim_start_matches("❝ ").trim_end_matches('…');
    assert!(shown.ends_with("👩\u{200D}👧") && shown.encode_utf16().count() < 300, "{shown}");
}

#[tokio::test]
async fn a_message_of_another_chat_is_told_of_with_whose_it_was() {
    let desk = Desk::open().await;
    let elsewhere = json!({
        "external_reply": {"origin": by_hidden("Кто-то"), "message_id": 5,
            "contact": {"phone_number": "+7", "first_name": "Пётр"}},
        "quote": {"text": "Ошибка 49", "position": 0},
    });
    // As Telegram has it: a reply to another chat replies to nothing here.
    let said = (&elsewhere, "/ticket");
    let sent = desk.tg.send(desk.boris, desk.rom, said, None).unwrap();
    assert_eq!(desk.rule_of(desk.rom, sent).await, "command.ticket_without_reply");
    let said = (&elsewhere, "/new Вот что пишут");
    let sent = desk.tg.send(desk.boris, desk.rom, said, None).unwrap();
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let line = "↩ Ответ на сообщение из другого чата: Кто-то, 15.11.2023 01:13\n❝ Ошибка 49";
    assert!(card.text.contains(line), "{}", card.text);
    let kept = desk.along("ROM-1", sent).await.quote.unwrap();
    assert_eq!(kept.origin.unwrap().kind, OriginKind::Hidden);
    assert!(matches!(kept.content, Some(Content::Contact { .. })));
}

#[tokio::test]
async fn staff_see_from_whom_a_forwarded_message_came_and_no_clock_counts_from_then() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let channel = json!({"id": -1_001_234, "type": "channel", "title": "Новости <завода>"});
    let company = json!({"id": -1_001_235, "type": "supergroup", "title": "Бухгалтерия"});
    let origins = [
        (by_hidden("Кто-то"), "Кто-то"),
        (
            json!({"type": "user", "date": LONG_AGO, "sender_user":
                {"id": 4242, "is_bot": false, "first_name": "Пётр", "last_name": "Сидоров"}}),
            "Пётр Сидоров",
        ),
        (
            json!({"type": "channel", "date": LONG_AGO, "chat": channel, "message_id": 7,
                "author_signature": "Ред"}),
            "Новости <завода> (Ред)",
        ),
        (json!({"type": "chat", "date": LONG_AGO, "sender_chat": company}), "Бухгалтерия"),
    ];
    for (n, (origin, name)) in origins.into_iter().enumerate() {
        let words = format!("Ошибка {n}");
        let origin = json!({"forward_origin": origin});
        let sent = desk.tg.send(desk.boris, desk.rom, (&origin, &words), Some(asked)).unwrap();
        let told = desk.hears(desk.staff, &format!("Борис: {words}")).await;
        let first = format!("↪ Переслано от: {name}, 15.11.2023 01:13");
        assert_eq!(told.text.lines().next(), Some(first.as_str()));
        let kept = desk.along("ROM-1", sent).await.origin.unwrap();
        assert_eq!((kept.name.as_str(), kept.at.timestamp()), (name, LONG_AGO));
    }

    let forwarded = json!({"forward_origin": by_hidden("Кто-то")});
    let sent = desk.tg.send(desk.anna, desk.rom, (&forwarded, "Не пускает VPN"), None).unwrap();
    let written = desk.clock.now();
    desk.settle().await;
    desk.replies(desk.boris, desk.rom, sent, "/ticket");
    let card = desk.card(desk.staff, "ROM-2", "Новая").await;
    assert!(card.text.contains("↪ Переслано от: Кто-то, 15.11.2023 01:13"), "{}", card.text);
    let row = desk.ticket("ROM-2");
    assert!(written - row.reported_at < chrono::TimeDelta::seconds(2), "{}", row.reported_at);
    let asked = desk.along("ROM-2", sent).await;
    assert_eq!(asked.origin.unwrap().name, "Кто-то");
}

#[tokio::test]
async fn whoever_is_erased_takes_along_what_others_have_passed_on_of_theirs() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let brought = json!({
        "quote": {"text": "печатает", "position": 3},
        "forward_origin": {"type": "user", "date": LONG_AGO, "sender_user":
            {"id": 4242, "is_bot": false, "first_name": "Пётр"}},
    });
    let sent = desk.tg.send(desk.boris, desk.rom, (&brought, "Вот"), Some(asked)).unwrap();
    let kept = desk.along("ROM-1", sent).await;
    assert!(kept.quote.is_some() && kept.origin.is_some());
    let person = find::by_telegram_id(&desk.at_work.house, 4242).await.unwrap().0;
    let cause =
        domain::Cause::new(domain::Trigger::Request { key: "erase".to_owned() }, desk.clock.now());
    erase::erase(&desk.at_work.house, person, Actor::Operator, &cause).await.unwrap();
    let kept = desk.along("ROM-1", sent).await;
    assert!(kept.quote.is_some() && kept.origin.is_none(), "{kept:?}");
}

#[tokio::test]
async fn what_is_in_a_contact_a_poll_or_a_place_is_kept() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let place = json!({"latitude": 55.75, "longitude": 37.62, "live_period": 600});
    let poll = json!({
        "id": "1", "question": "Когда приехать?", "total_voter_count": 0, "is_closed": false,
        "options": [
            {"text": "Завтра", "voter_count": 0, "persistent_id": "1"},
            {"text": "В пятницу", "voter_count": 0, "persistent_id": "2"},
        ],
        "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
        "allows_revoting": true, "members_only": false,
    });
    let tasks =
        json!([{"id": 1, "text": "Бумага", "completion_date": 5}, {"id": 2, "text": "Тонер"}]);
    for (what, then) in [
        (
            json!({"contact": {"phone_number": "+7 900", "first_name": "Пётр", "last_name": "С."}}),
            json!({"kind": "contact", "name": "Пётр С.", "phone": "+7 900"}),
        ),
        (
            json!({"location": place}),
            json!({"kind": "place", "latitude": 55.75, "longitude": 37.62, "live": true}),
        ),
        (
            json!({"poll": poll}),
            json!({"kind": "poll", "question": "Когда приехать?", "options": ["Завтра", "В пятницу"]}),
        ),
        (
            json!({"checklist": {"title": "Купить", "tasks": tasks}}),
            json!({"kind": "checklist", "title": "Купить", "tasks": [
                {"text": "Бумага", "done": true}, {"text": "Тонер", "done": false},
            ]}),
        ),
    ] {
        let sent = desk.tg.send(desk.anna, desk.rom, (&what, ""), Some(asked)).unwrap();
        let kept = desk.along("ROM-1", sent).await.content;
        assert_eq!(serde_json::to_value(kept).unwrap(), then);
    }
}
