//! Which numbers were given to what?

use crate::desk::{Desk, ROM, entered, number, ticket_id};
use domain::register;
use domain::ticket::{self, Status};
use store::stream::Stream;

#[tokio::test]
async fn a_request_stands_in_the_register_before_its_ticket_does() {
    let mut desk = Desk::open().await;
    let event = register::Event::Entered(entered(1, 11));
    desk.happens(Stream::Register(ROM), event).await;
    check(&desk, 0, 10, &[(1, Status::New)]);
    assert_eq!(desk.views.ticket_by_number(&number(1)).unwrap(), None);
}

#[tokio::test]
async fn the_register_is_read_in_pages_with_each_ticket_as_it_stands() {
    let mut desk = Desk::open().await;
    for it in 1..=3 {
        desk.asks(it, 10 + i64::try_from(it).unwrap(), "Help").await;
    }
    let closed = ticket::Closed { how: ticket::Closure::Staff };
    desk.of_ticket(2, ticket::Event::Closed(closed)).await;
    check(&desk, 0, 2, &[(1, Status::New), (2, Status::Closed)]);
    check(&desk, 2, 2, &[(3, Status::New)]);
    check(&desk, 3, 2, &[]);
    check(&desk, u64::MAX, usize::MAX, &[]);
}

#[track_caller]
fn check(desk: &Desk, after: u64, limit: usize, then: &[(u64, Status)]) {
    let rows = desk.views.register(ROM, after, limit).unwrap();
    let found: Vec<_> = rows.iter().map(|it| (it.number.number, it.status)).collect();
    assert_eq!(found, then);
    for row in rows {
        assert_eq!(row.ticket, ticket_id(row.number.number));
        assert_eq!(row.number.code.as_str(), "ROM");
    }
}
