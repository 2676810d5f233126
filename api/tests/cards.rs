//! What does a client's page of cards show, and what is printed?

mod house;

use axum::http::StatusCode;
use domain::chat::{self, MemberJoined};
use domain::client::Event;
use domain::invite::{AskedIn, InviteAsked, InviteMade, InviteNumber, InviteRef, InviteWithdrawn};
use domain::{Actor, Draft, Field, Language, MessageId, Owner, PersonId, Priority};
use house::{Company, House, at};
use store::stream::Stream;

const LINK: &str = "https://t.me/+secretsecret";

async fn card(house: &House, rom: &Company, number: u32, place: (&str, &str)) {
    let number = InviteNumber(number);
    let by = PersonId([9; 16]);
    let asked_in = AskedIn { chat: rom.chat, thread: None, message: MessageId(1) };
    let asked = InviteAsked { number, chat: rom.chat, by, asked_in };
    let asked = Draft::<Event>::new(Event::InviteAsked(asked), at("09:00"));
    let asked = asked.with(Field::Site, Owner::Client, place.0);
    let asked = asked.with(Field::Workplace, Owner::Client, place.1);
    let made = Draft::<Event>::new(Event::InviteMade(InviteMade { number, link: by }), at("09:00"));
    let made = made.with(Field::Link, Owner::Client, LINK);
    for draft in [asked, made] {
        house.record(&Stream::Client(rom.id), Actor::Person(by), draft).await;
    }
}

/// A client with two cards, of which the second is withdrawn; and a ticket by somebody who came by the first.
async fn opened() -> House {
    let house = House::new();
    let rom = house.company("ROM", "Ромашка", -100, (Language::Ru, "Europe/Moscow")).await;
    card(&house, &rom, 1, ("Склад <на> Северной", "Касса 2")).await;
    card(&house, &rom, 2, ("", "")).await;
    let by = PersonId([9; 16]);
    let asked_in = AskedIn { chat: rom.chat, thread: None, message: MessageId(1) };
    let withdrawn = InviteWithdrawn { number: InviteNumber(2), by, asked_in };
    let withdrawn = Draft::<Event>::new(Event::InviteWithdrawn(withdrawn), at("09:00"));
    house.record(&Stream::Client(rom.id), Actor::Person(by), withdrawn).await;
    let anna = house.person("Анна").await;
    let invite = Some(InviteRef { client: rom.id, number: InviteNumber(1) });
    let joined = chat::Event::MemberJoined(MemberJoined { person: anna, invite });
    let joined = Draft::<chat::Event>::new(joined, at("09:10"));
    let stream = Stream::Chat(rom.chat, chat::month_of(at("09:10")));
    house.record(&stream, Actor::Reaction, joined).await;
    house.register(&rom, anna, at("09:20"), Priority::Normal, "Не печатает").await;
    house.settle().await;
    house
}

#[tokio::test]
async fn the_cards_of_a_client_are_a_page_in_both_languages_that_prints_those_that_stand() {
    let house = opened().await;
    let page = house.page("/clients/rom/cards?lang=ru").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Карточки с кодом: Ромашка",
        "Склад &#60;на&#62; Северной · Касса 2",
        "Место не указано",
        "Отозвана",
        "class=\"printed a4\"",
        "<img src=\"/clients/ROM/cards/1.ru.svg\"",
        "href=\"/clients/ROM/cards/1.en.png\"",
        "/qr ROM Площадка; рабочее место",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("cards/2.") && !page.body.contains("t.me"), "{}", page.body);
    let page = house.page("/clients/ROM/cards?lang=en&paper=a6&in=en&card=1").await.body;
    for text in
        ["Cards with a code", "class=\"printed a6\"", "<img src=\"/clients/ROM/cards/1.en.svg\""]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let none = house.page("/clients/ROM/cards?card=2").await.body;
    assert!(!none.contains("<img src=\"/clients"), "{none}");
    assert_eq!(house.get("/clients/ROM/cards?paper=a5").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_cards_of_a_client_are_json_without_the_links() {
    let house = opened().await;
    let answer = house.get("/api/v1/clients/ROM/cards").await;
    assert!(!answer.body.contains("t.me"), "{}", answer.body);
    let json = answer.json();
    let (first, second) = (&json["cards"][0], &json["cards"][1]);
    assert_eq!((&first["number"], &first["joined"]), (&1.into(), &1.into()));
    assert_eq!(first["workplace"], "Касса 2");
    assert_eq!(first["pictures"][3], "/clients/ROM/cards/1.en.png");
    assert_eq!((&second["withdrawn"], &second["pictures"]), (&true.into(), &serde_json::json!([])));
    assert_eq!(house.get("/api/v1/clients/NO/cards").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_card_that_stands_is_a_picture_and_no_other() {
    let house = opened().await;
    let svg = house.get("/clients/ROM/cards/1.ru.svg").await;
    assert_eq!(svg.headers["content-type"], "image/svg+xml");
    assert_eq!(svg.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert_eq!(svg.headers["cache-control"], "no-store");
    assert!(svg.body.contains("Склад &lt;на&gt; Северной"), "{}", svg.body);
    let png = house.get("/clients/ROM/cards/1.en.png").await;
    assert_eq!(png.headers["content-type"], "image/png");
    for (path, status) in [
        ("2.ru.svg", StatusCode::NOT_FOUND),
        ("3.ru.svg", StatusCode::NOT_FOUND),
        ("1.de.svg", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(house.get(&format!("/clients/ROM/cards/{path}")).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_ticket_shows_where_its_author_works_on_the_page_and_as_json() {
    let house = opened().await;
    let page = house.page("/tickets/ROM-1?lang=ru").await.body;
    assert!(page.contains("Склад &#60;на&#62; Северной · Касса 2"), "{page}");
    let json = house.get("/api/v1/tickets/ROM-1").await.json();
    let place =
        serde_json::json!({"card": 1, "site": "Склад <на> Северной", "workplace": "Касса 2"});
    assert_eq!(json["place"], place);
}
