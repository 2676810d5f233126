//! Which tickets are on the board?

use crate::desk::{Desk, ROM, registered, ticket_id};
use domain::ticket::{self, Status};
use domain::{ClientId, Field, Owner};
use projections::rows::BoardFilter;
use store::stream::Stream;
use uuid::Uuid;

#[tokio::test]
async fn open_tickets_are_on_the_board_oldest_first() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "The printer does not print").await;
    desk.asks(2, 12, "No access to mail").await;
    check(&desk, &BoardFilter::default(), &[1, 2]);
    let board = desk.views.board(&BoardFilter::default()).unwrap();
    assert_eq!(board.position, desk.views.position());
    assert!(!board.cut);
}

#[tokio::test]
async fn a_ticket_leaves_the_board_when_it_is_closed_or_cancelled_and_comes_back_reopened() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "The printer does not print").await;
    desk.asks(2, 12, "No access to mail").await;
    let closed = ticket::Closed { how: ticket::Closure::Staff };
    desk.of_ticket(1, ticket::Event::Closed(closed)).await;
    check(&desk, &BoardFilter::default(), &[2]);
    desk.of_ticket(2, ticket::Event::Cancelled(ticket::Cancelled {})).await;
    check(&desk, &BoardFilter::default(), &[]);
    let reopened = ticket::Reopened { times: 1, message: None };
    desk.of_ticket(1, ticket::Event::Reopened(reopened)).await;
    check(&desk, &BoardFilter::default(), &[1]);
}

#[tokio::test]
async fn a_board_may_be_of_one_client_one_status_or_one_assignee() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "The printer does not print").await;
    desk.asks(2, 12, "No access to mail").await;
    let agent = crate::desk::OLGA;
    let assigned = ticket::Assigned { agent, how: ticket::Assignment::Taken };
    desk.of_ticket(1, ticket::Event::Assigned(assigned)).await;
    desk.of_ticket(1, ticket::Event::WorkStarted(ticket::WorkStarted {})).await;
    let by_status = |status| BoardFilter { status: Some(status), ..BoardFilter::default() };
    check(&desk, &by_status(Status::InProgress), &[1]);
    check(&desk, &by_status(Status::New), &[2]);
    check(&desk, &BoardFilter { assignee: Some(agent), ..BoardFilter::default() }, &[1]);
    check(&desk, &BoardFilter { client: Some(ROM), ..BoardFilter::default() }, &[1, 2]);
    let nobody = ClientId(Uuid::from_u128(0xB));
    check(&desk, &BoardFilter { client: Some(nobody), ..BoardFilter::default() }, &[]);
}

#[tokio::test]
async fn a_board_says_that_it_is_cut() {
    let mut desk = Desk::open().await;
    for number in 1..=projections::rows::BOARD_TICKETS_MAX as u64 + 1 {
        let message = i64::try_from(number).unwrap();
        let event = ticket::Event::Registered(registered(number, message));
        let texts = [(Field::Body, Owner::Client, "Again")];
        desk.record(Stream::Ticket(ticket_id(number)), event, &texts).await;
    }
    desk.views.catch_up().await.unwrap();
    let board = desk.views.board(&BoardFilter::default()).unwrap();
    assert!(board.cut);
    assert_eq!(board.tickets.len(), projections::rows::BOARD_TICKETS_MAX);
}

#[track_caller]
fn check(desk: &Desk, filter: &BoardFilter, then: &[u64]) {
    let board = desk.views.board(filter).unwrap();
    let numbers: Vec<_> = board.tickets.iter().map(|it| it.number.number).collect();
    assert_eq!(numbers, then);
}
