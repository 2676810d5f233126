//! Which tickets has a chat, and which of them wait?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, STAFF, SUPERGROUP, registered, staff_words, ticket_id,
};
use domain::chat;
use domain::ticket::{self, Event};
use domain::{ChatId, PersonId};
use store::stream::Stream;

async fn three_asked() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "One").await;
    desk.asks(2, 12, "Two").await;
    let of_boris = ticket::Registered { requester: BORIS, ..registered(3, 13) };
    desk.happens(Stream::Ticket(ticket_id(3)), Event::Registered(of_boris)).await;
    let closed = ticket::Closed { how: ticket::Closure::Staff };
    desk.of_ticket(2, Event::Closed(closed)).await;
    desk
}

#[tokio::test]
async fn open_tickets_come_first_then_the_newest() {
    let desk = three_asked().await;
    check(&desk, GROUP, None, 10, &[3, 1, 2]);
    check(&desk, GROUP, None, 2, &[3, 1]);
    check(&desk, GROUP, None, usize::MAX, &[3, 1, 2]);
}

#[tokio::test]
async fn a_requester_sees_their_own() {
    let desk = three_asked().await;
    check(&desk, GROUP, Some(ANNA), 10, &[1, 2]);
    check(&desk, GROUP, Some(BORIS), 10, &[3]);
    check(&desk, GROUP, Some(PersonId([77; 16])), 10, &[]);
}

#[tokio::test]
async fn another_chat_has_none() {
    let desk = three_asked().await;
    check(&desk, STAFF, None, 10, &[]);
    check(&desk, ChatId::Group(-77), None, 10, &[]);
}

#[tokio::test]
async fn tickets_go_on_in_the_chat_that_the_group_became_and_are_found_by_both_numbers() {
    let mut desk = three_asked().await;
    desk.of_chat(GROUP, chat::Event::Migrated(chat::Migrated { from: GROUP, to: SUPERGROUP }))
        .await;
    check(&desk, SUPERGROUP, None, 10, &[3, 1, 2]);
    check(&desk, GROUP, Some(ANNA), 10, &[1, 2]);
    assert_eq!(desk.views.ticket(ticket_id(1)).unwrap().unwrap().chat, SUPERGROUP);
    // Decided before the migration, registered after it.
    desk.asks(4, 14, "Four").await;
    check(&desk, SUPERGROUP, None, 1, &[4]);
}

#[tokio::test]
async fn the_oldest_open_tickets_are_told_first_and_all_are_counted() {
    let mut desk = three_asked().await;
    for ticket in 4..=6 {
        desk.asks(ticket, 20 + i64::try_from(ticket).unwrap(), "More").await;
    }
    check_open(&desk, GROUP, 2, (&[1, 3], 5));
    check_open(&desk, GROUP, 10, (&[1, 3, 4, 5, 6], 5));
    check_open(&desk, STAFF, 10, (&[], 0));
    check_open(&desk, ChatId::Group(-77), 10, (&[], 0));
}

#[tokio::test]
async fn tickets_wait_until_they_are_answered_or_over() {
    let mut desk = three_asked().await;
    assert_eq!(desk.views.waiting_in_chat(GROUP).unwrap(), [ticket_id(1), ticket_id(3)]);
    desk.of_ticket(1, Event::MessageAdded(staff_words(20))).await;
    assert_eq!(desk.views.waiting_in_chat(GROUP).unwrap(), [ticket_id(3)]);
    desk.of_ticket(3, Event::Cancelled(ticket::Cancelled {})).await;
    assert_eq!(desk.views.waiting_in_chat(GROUP).unwrap(), []);
}

#[track_caller]
fn check(desk: &Desk, chat: ChatId, requester: Option<PersonId>, limit: usize, then: &[u64]) {
    let rows = desk.views.tickets_of_chat(chat, requester, limit).unwrap();
    let numbers: Vec<_> = rows.iter().map(|it| it.number.number).collect();
    assert_eq!(numbers, then);
}

#[track_caller]
fn check_open(desk: &Desk, chat: ChatId, limit: usize, (then, in_all): (&[u64], usize)) {
    let (rows, count) = desk.views.open_in_chat(chat, limit).unwrap();
    let numbers: Vec<_> = rows.iter().map(|it| it.number.number).collect();
    assert_eq!((&*numbers, count), (then, in_all));
}
