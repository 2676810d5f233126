//! What messages bring along, on the ticket's page and as JSON.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod house;

use domain::along::{Along, Content, Origin, OriginKind, Quote, Task};
use domain::ticket::{Event, MessageAdded};
use domain::{Actor, Awaits, Draft, MessageId, MessageRef, Owner, Side, Visibility, ticket};
use house::story;
use house::{House, at};
use serde_json::json;
use store::stream::Stream;

#[tokio::test]
async fn a_ticket_shows_what_was_quoted_whence_it_came_and_what_is_in_it() {
    let house = House::new();
    let cast = story::play(&house).await;
    let origin = |name: &str| Origin {
        kind: OriginKind::Hidden,
        person: None,
        name: name.to_owned(),
        at: at("08:30"),
    };
    let task = |text: &str, done| Task { text: text.to_owned(), done };
    let quote = Quote {
        person: None,
        text: "Ошибка <49>".to_owned(),
        origin: Some(origin("Пётр")),
        content: Some(Content::Contact { name: "Глеб".to_owned(), phone: "+7 900".to_owned() }),
    };
    let place = Content::Place {
        title: "Офис".to_owned(),
        address: "Дом 1".to_owned(),
        latitude: serde_json::Number::from_f64(55.75).unwrap(),
        longitude: serde_json::Number::from_f64(37.62).unwrap(),
        live: false,
    };
    let list = Content::Checklist {
        title: "Купить".to_owned(),
        tasks: vec![task("Тонер", true), task("Бумага", false)],
    };
    let ticket = house.views.ticket_by_number(&"ROM-1".parse().unwrap()).unwrap().unwrap().ticket;
    let brought = [
        Along { quote: Some(quote), origin: Some(origin("")), content: Some(place) },
        Along { content: Some(list), ..Along::default() },
        Along {
            quote: Some(Quote {
                person: Some(cast.anna),
                text: "Печатает".to_owned(),
                origin: None,
                content: None,
            }),
            origin: Some(Origin {
                kind: OriginKind::Person,
                person: Some(cast.anna),
                ..origin("Аня")
            }),
            content: None,
        },
    ];
    for (n, along) in (9_000..).zip(brought) {
        let added = Event::MessageAdded(MessageAdded {
            message: MessageRef { chat: cast.rom.chat, message: MessageId(n) },
            author: cast.anna,
            side: Side::Client,
            visibility: Visibility::Public,
            awaits: Awaits::Nothing,
            rule: "reply".parse().unwrap(),
            relayed: false,
            reply_to: None,
            attachments: vec![],
        });
        let draft = Draft::<ticket::Event>::new(added, at("12:30"));
        let draft = along.on(draft, Owner::Person(cast.anna));
        house.record(&Stream::Ticket(ticket), Actor::Person(cast.anna), draft).await;
    }
    house.settle().await;

    let text = text_of(&house.page("/tickets/ROM-1").await.body);
    for shown in [
        "Ответ на сообщение из другого чата: Пётр, 22.11.2026 08:30 (МСК) Ошибка &#60;49&#62;",
        "Переслано от: имя не сохранено, 22.11.2026 08:30 (МСК)",
        "Контакт: Глеб, +7 900",
        "Место: Офис, Дом 1, 55.75, 37.62",
        "Список: Купить ☑ Тонер ☐ Бумага",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let english = text_of(&house.page("/tickets/ROM-1?lang=en").await.body);
    assert!(english.contains("Place: Офис, Дом 1, 55.75, 37.62"), "{english}");

    let told = house.get("/api/v1/tickets/ROM-1/events?limit=200").await.json();
    let texts = |n: i64| {
        let events = told["events"].as_array().unwrap();
        let of = events.iter().find(|it| it["facts"]["message"]["message"] == json!(n));
        of.unwrap()["texts"].clone()
    };
    assert_eq!(texts(9_000)["quote"]["origin"]["name"], json!("Пётр"));
    assert_eq!(texts(9_000)["content"]["latitude"], json!(55.75));
    let tasks = json!([{"text": "Тонер", "done": true}, {"text": "Бумага", "done": false}]);
    let then = json!({"content": {"kind": "checklist", "title": "Купить", "tasks": tasks}});
    assert_eq!(texts(9_001), then);
    let quote = json!({"person": cast.anna, "name": "Анна Смирнова", "text": "Печатает"});
    assert_eq!(texts(9_002)["quote"], quote, "as people are shown everywhere");
    assert_eq!(texts(9_002)["origin"]["name"], json!("Аня"), "as it stood there");
}

/// What a page says, without its tags.
fn text_of(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let texts = body.split('<').map(|it| it.split_once('>').map_or(it, |it| it.1));
    let text = texts.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
