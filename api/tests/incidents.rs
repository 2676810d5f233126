//! What do staff see of an incident, and what do clients not see?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::http::StatusCode;
use domain::incident::{Announced, Declared, Drafted, Event, Nature, TicketLinked, Told};
use domain::{Actor, Draft, Field, IncidentId, MessageId, MessageRef, Owner, chat};
use house::story::{self, Cast};
use house::{House, at};
use store::stream::Stream;
use uuid::Uuid;

const STREAM: Stream = Stream::Incident(IncidentId(Uuid::from_u128(0x51)));

async fn happens(house: &House, cast: &Cast, time: &str, event: Event, words: &str) {
    let draft = Draft::<Event>::new(event, at(time));
    let draft = if words.is_empty() { draft } else { draft.with(Field::Body, Owner::Desk, words) };
    house.record(&STREAM, Actor::Person(cast.olga), draft).await;
}

/// An outage that concerns both clients, and whose end was told to both: it has arrived in the first group.
async fn outage(house: &House) -> Cast {
    let cast = story::play(house).await;
    let by = cast.olga;
    let declared = Event::Declared(Declared { number: 1, nature: Nature::Outage, by });
    happens(house, &cast, "13:00", declared, "Сервер 1С недоступен").await;
    let mut to = Vec::new();
    for (number, company) in [("ROM-1", &cast.rom), ("ACME-1", &cast.acme)] {
        let row = house.views.ticket_by_number(&number.parse().unwrap()).unwrap().unwrap();
        let (ticket, client) = (row.ticket, row.client);
        let linked = TicketLinked { ticket, number: row.number, client, by };
        happens(house, &cast, "13:05", Event::TicketLinked(linked), "").await;
        to.push(Told { client, chat: company.chat, tickets: [ticket].into(), further: false });
    }
    let message = MessageRef { chat: cast.rom.chat, message: MessageId(900) };
    let drafted = Event::Drafted(Drafted { ends: true, clients: [].into(), message, by });
    happens(house, &cast, "13:10", drafted, "Сервер заменён").await;
    let announced = Announced { draft: 3, ends: true, to, by: cast.igor };
    happens(house, &cast, "13:11", Event::Announced(announced), "").await;
    house.settle().await;
    let pending = house.views.pending_in(cast.rom.chat, 100).unwrap();
    let notice = pending.iter().find(|it| it.kind == domain::notice::Kind::Announcement).unwrap();
    let delivered = chat::Event::NoticeDelivered(chat::NoticeDelivered {
        notice: notice.notice,
        kind: notice.kind,
        message: MessageId(901),
        at: at("13:12"),
        ticket: None,
        conversation: None,
        of: None,
        announcement: None,
        shown: 0,
        edited: false,
    });
    let month = Stream::Chat(cast.rom.chat, "202611".to_owned());
    let draft = Draft::<chat::Event>::new(delivered, at("13:12"));
    house.record(&month, Actor::Sender, draft).await;
    house.settle().await;
    cast
}

#[tokio::test]
async fn an_incident_shows_its_tickets_by_client_and_whom_its_end_has_reached() {
    let house = House::new();
    outage(&house).await;
    for (lang, all) in [
        ("ru", ["Массовый сбой № 1", "Завершено", "Доставлено групп: 1 из 2", "Отправляется"]),
        ("en", ["Mass outage 1", "Over", "Groups reached: 1 of 2", "On its way"]),
    ] {
        let list = house.page(&format!("/incidents?lang={lang}")).await;
        assert_eq!(list.status, StatusCode::OK);
        let page = house.page(&format!("/incidents/1?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::OK);
        for text in &all[..2] {
            assert!(list.body.contains(text), "{text} in {}", list.body);
        }
        let both =
            ["ROM-1", "ACME-1", "ООО «Ромашка»", "Acme Ltd", "Сервер заменён", "Игорь Петров"];
        for text in all.iter().chain(&both) {
            assert!(page.body.contains(text), "{text} in {}", page.body);
        }
    }
    let json = house.get("/api/v1/incidents/1").await.json();
    assert_eq!(
        (&json["nature"], &json["ended_by"]["name"]),
        (&"outage".into(), &"Игорь Петров".into())
    );
    let to = json["announcements"][0]["to"].as_array().unwrap();
    let arrived = |it: &&serde_json::Value| it.get("delivered_at").is_some();
    assert_eq!((to.len(), to.iter().filter(arrived).count()), (2, 1));
    assert_eq!(json["linked"].as_array().unwrap().len(), 2);
    let list = house.get("/api/v1/incidents").await.json();
    assert_eq!(list["incidents"][0]["tickets"], 2);
}

#[tokio::test]
async fn nothing_of_one_client_names_another_that_an_incident_concerns() {
    let house = House::new();
    outage(&house).await;
    for path in [
        "/clients/ROM/rules",
        "/api/v1/clients/ROM/rules",
        "/clients/ROM/timeline",
        "/tickets/ROM-1",
        "/api/v1/tickets/ROM-1",
        "/api/v1/tickets/ROM-1/events",
    ] {
        let answer = house.page(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for other in ["ACME", "Acme", "John Doe"] {
            assert!(!answer.body.contains(other), "{other} in {path}: {}", answer.body);
        }
    }
    let page = house.page("/tickets/ROM-1?lang=ru").await;
    assert!(page.body.contains("href=\"/incidents/1\""), "the ticket leads to its incident");
    assert!(!page.body.contains("Сервер 1С недоступен"), "what staff call it may name others");
}

#[tokio::test]
async fn works_show_their_time_and_stage_and_the_board_leads_to_them_while_they_go_on() {
    let house = House::new();
    let cast = story::play(&house).await;
    let planned = Nature::Planned { from: at("20:00"), until: at("21:00") };
    let declared = Event::Declared(Declared { number: 1, nature: planned, by: cast.olga });
    happens(&house, &cast, "13:00", declared, "Замена <роутера>").await;
    house.settle().await;
    for (time, stages) in [
        ("14:00", ["planned", "Ещё не начались", "Not begun yet"]),
        ("20:00", ["running", "Идут сейчас", "Under way"]),
        ("21:00", ["time_is_up", "Время работ прошло", "Their time has passed"]),
    ] {
        house.set_now(at(time));
        for path in ["/incidents", "/incidents/1"] {
            let [ru, en] = ["ru", "en"].map(|lang| format!("{path}?lang={lang}"));
            for (path, stage) in [(ru, stages[1]), (en, stages[2])] {
                let page = house.page(&path).await;
                assert!(page.body.contains(stage), "{stage} in {path}: {}", page.body);
                assert!(page.body.contains("20:00") && page.body.contains("21:00"), "{path}");
                assert!(page.body.contains("href=\"/incidents\" aria-current=\"page\""), "{path}");
            }
        }
        let json = house.get("/api/v1/incidents/1").await.json();
        assert_eq!((&json["nature"], &json["stage"]), (&"planned".into(), &stages[0].into()));
        let list = house.get("/api/v1/incidents").await.json();
        assert_eq!(list["incidents"][0]["stage"], stages[0]);
    }
    let board = house.page("/?lang=ru").await;
    assert!(board.body.contains("Плановые работы № 1: Замена &#60;роутера&#62;"), "{}", board.body);
    let ended = Event::Ended(domain::incident::Ended { by: cast.olga });
    happens(&house, &cast, "13:30", ended, "").await;
    house.settle().await;
    let board = house.page("/?lang=ru").await;
    assert!(!board.body.contains("Замена") && board.body.contains("href=\"/incidents\""));
    let page = house.page("/incidents/1?lang=ru").await;
    assert!(page.body.contains("Отменены"), "{}", page.body);
}

#[tokio::test]
async fn an_incident_that_is_none_is_said_to_be_none() {
    let house = House::new();
    story::play(&house).await;
    for path in ["/api/v1/incidents/1", "/api/v1/incidents/x", "/api/v1/incidents/+1"] {
        let answer = house.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json()["code"], "incident_unknown");
    }
    let page = house.page("/incidents/7?lang=en").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("There is no such incident"));
}
