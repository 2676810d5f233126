//! What are clocks measured by, for whoever supposes other rules?

use crate::desk::{Desk, ROM, ticket_id};
use crate::promises::{DAY, days, minute, rules};
use domain::book::Book;
use domain::clock::{Kind, State, measure};
use domain::{ClientId, Priority};
use uuid::Uuid;

async fn three() -> Desk {
    let mut desk = Desk::promising().await;
    for ticket in 1..=3 {
        desk.asked(ticket, 0, Priority::Normal).await;
    }
    desk.answered(90, 2).await;
    desk.resolved(95, 2).await;
    desk
}

#[tokio::test]
async fn histories_come_in_pages_in_the_order_of_registration() {
    let desk = three().await;
    let page = |after, limit| desk.views.histories(Some(ROM), days(0, 1), after, limit).unwrap();
    let first = page(None, 2);
    let ids = |it: &projections::rows::HistoriesPage| {
        it.histories.iter().map(|it| it.ticket).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), [ticket_id(1), ticket_id(2)]);
    let second = page(first.next, 2);
    assert_eq!((ids(&second), second.next), (vec![ticket_id(3)], None));
    assert_eq!(page(None, 3).next, None);
}

#[tokio::test]
async fn only_tickets_with_any_life_in_the_time_are_told() {
    let desk = three().await;
    let count = |client, from, to| {
        desk.views.histories(client, days(from, to), None, 10).unwrap().histories.len()
    };
    assert_eq!([count(None, 0, 1), count(None, 1, 2), count(None, -2, 0)], [3, 2, 0]);
    assert_eq!(count(Some(ClientId(Uuid::nil())), 0, 1), 0);
}

#[tokio::test]
async fn a_history_measured_by_another_book_gives_another_verdict() {
    let desk = three().await;
    let page = desk.views.histories(None, days(0, 1), None, 10).unwrap();
    let answered = &page.histories[1];
    let state = |book: &Book| {
        let measured = measure(&answered.history, book, minute(DAY));
        measured.clocks.iter().find(|it| it.clock.kind == Kind::FirstResponse).map(|it| it.state)
    };
    assert_eq!(state(&desk.views.book().unwrap()), Some(State::Met));
    let mut strict = Book::default();
    let mut rules = rules();
    rules.rows[1].first_response = Some("1h".parse().unwrap());
    let domain::policy::Event::Published(policy) =
        crate::promises::policy(1, rules, crate::desk::monday(-30));
    let domain::calendar::Event::Published(calendar) =
        crate::promises::calendar(1, "09:00-17:00", crate::desk::monday(-30));
    strict.take_policy(&crate::promises::slug("standard"), &policy, minute(-30));
    strict.take_calendar(&crate::promises::slug("days"), &calendar, minute(-30));
    assert_eq!(state(&strict), Some(State::Breached));
}
