//! What do views make of tickets that come out of a table?

use crate::desk::{ANNA, Desk, GROUP, OLGA, STAFF, monday, registered, ticket_id};
use domain::client::{NoticesChosen, Shown};
use domain::desk::TicketsImported;
use domain::notice::Kind;
use domain::ticket::{Assigned, Assignment, Event, Registered, WorkStarted};
use domain::{Actor, Channel, ClientId, Field, Owner, client, desk};
use store::stream::Stream;

const OUTSIDE: &str = "HD-1204";

/// A ticket of Anna's that Olga has already, as an import records it.
async fn imported(desk: &mut Desk) {
    let it = Registered {
        source: None,
        channel: Channel::Import,
        reported_at: monday(30),
        claimed_at: Some(monday(-5_000)),
        ..registered(1, 11)
    };
    let owner = Owner::Person(ANNA);
    let texts = [(Field::Body, owner, "Printer"), (Field::OutsideNumber, owner, OUTSIDE)];
    desk.says(Stream::Ticket(ticket_id(1)), Event::Registered(it), &texts).await;
    desk.of_ticket(1, given()).await;
    desk.of_ticket(1, Event::WorkStarted(WorkStarted {})).await;
}

fn given() -> Event {
    Event::Assigned(Assigned { agent: OLGA, how: Assignment::Given })
}

async fn opened() -> Desk {
    let mut desk = Desk::open().await;
    desk.deliver_all(40).await;
    desk
}

#[tokio::test]
async fn an_import_says_nothing_in_a_clients_group_and_one_thing_to_staff() {
    let mut desk = opened().await;
    imported(&mut desk).await;
    assert_eq!(desk.pending(), []);
    let imported = TicketsImported { tickets: 1, assigned: 1, clients: 1 };
    desk.happens(Stream::Desk, desk::Event::TicketsImported(imported)).await;
    assert_eq!(desk.pending(), [(Kind::TicketsImported, STAFF)]);
    desk.deliver_all(50).await;
    assert_eq!(desk.pending(), []);
}

#[tokio::test]
async fn an_imported_ticket_gets_its_cards_once_a_person_does_something_about_it() {
    let mut desk = opened().await;
    imported(&mut desk).await;
    desk.actor = Actor::Person(OLGA);
    desk.of_ticket(1, given()).await;
    let mut pending = desk.pending();
    pending.sort();
    let then = [(Kind::Card, GROUP), (Kind::StaffCard, STAFF), (Kind::HandedOver, STAFF)];
    assert_eq!(pending, then);
    desk.deliver_all(60).await;
    assert_eq!(desk.pending(), []);
}

#[tokio::test]
async fn a_board_shows_what_was_imported_at_once() {
    let mut desk = opened().await;
    let ticket = registered(1, 11);
    let chosen = NoticesChosen { tickets: Shown::Board, rating: false };
    let rom: ClientId = ticket.client;
    desk.of_client(rom, client::Event::NoticesChosen(chosen)).await;
    desk.deliver_all(50).await;
    imported(&mut desk).await;
    assert_eq!(desk.pending(), [(Kind::GroupCard, GROUP)]);
}

#[tokio::test]
async fn an_imported_ticket_is_found_by_the_number_it_had() {
    let mut desk = opened().await;
    imported(&mut desk).await;
    for words in ["hd-1204", "printer HD-1204"] {
        let found = desk.views.about(words, 10).unwrap();
        assert_eq!(found.tickets.len(), 1, "{words}");
        assert_eq!(found.tickets[0].ticket.ticket, ticket_id(1));
    }
    assert_eq!(desk.views.about("HD-1205", 10).unwrap().count, 0);
    let row = desk.views.imported(ticket_id(1)).unwrap().unwrap();
    assert_eq!(row.number.as_deref(), Some(OUTSIDE));
    assert_eq!(row.claimed_at, Some(monday(-5_000)));
    assert_eq!(desk.views.ticket(ticket_id(1)).unwrap().unwrap().reported_at, monday(30));
}

#[tokio::test]
async fn the_number_it_had_goes_with_whoever_asked() {
    let mut desk = opened().await;
    imported(&mut desk).await;
    desk.person_erased(ANNA).await;
    assert_eq!(desk.views.imported(ticket_id(1)).unwrap().unwrap().number, None);
    let kept = std::fs::read_dir(desk.folder.path()).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(OUTSIDE.len()).any(|it| it == OUTSIDE.as_bytes())
    });
    assert!(!kept);
}
