//! What is a person called?

use crate::desk::{ANNA, Desk, registered, ticket_id};
use domain::PersonId;
use domain::ticket::{self, Event};
use projections::rows::PersonRow;
use store::stream::Stream;

#[tokio::test]
async fn a_person_is_called_as_last_seen() {
    let mut desk = Desk::open().await;
    desk.seen(ANNA, "Anna K.").await;
    let anna =
        PersonRow { person: ANNA, name: "Anna K.".to_owned(), handle: None, telegram_id: Some(42) };
    assert_eq!(desk.views.person(ANNA).unwrap(), Some(anna));
}

#[tokio::test]
async fn nothing_is_known_of_a_person_never_seen_or_erased() {
    let mut desk = Desk::open().await;
    let stranger = PersonId([77; 16]);
    let asked = ticket::Registered { requester: stranger, ..registered(1, 11) };
    desk.happens(Stream::Ticket(ticket_id(1)), Event::Registered(asked)).await;
    assert_eq!(desk.views.person(stranger).unwrap(), None);
    assert_eq!(desk.views.ticket(ticket_id(1)).unwrap().unwrap().requester_name, "");
    desk.person_erased(ANNA).await;
    assert_eq!(desk.views.person(ANNA).unwrap(), None);
}
