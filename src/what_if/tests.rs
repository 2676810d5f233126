//! Over which days is it asked how tickets would have fared?

use super::*;
use crate::testing::{Desk, asked, monday, rules};
use chrono::TimeDelta;
use commands::transact::transact;
use domain::client::{AgreementChanged, Event as ClientEvent, Zone};
use domain::{Actor, Draft, Language};
use std::convert::Infallible;

/// How many tickets and clocks of one day are gone through.
async fn counted(desk: &Desk) -> (u64, u64) {
    let day = monday("00:00:00").date_naive();
    let recorded = desk.views.book().unwrap();
    let mut book = Book::clone(&recorded);
    let standard: Slug = "standard".parse().unwrap();
    suppose_policy(&mut book, &standard, rules());
    let question = Question {
        dates: (day, day + TimeDelta::days(1)),
        client: None,
        names: (Some(standard), None),
        recorded,
        book: Arc::new(book),
    };
    let report = question.answer(&desk.house, &desk.views).await.unwrap();
    (report.tickets, report.sums.values().map(|it| it.recorded.touched).sum())
}

/// The client moves to another zone, at the present time of the desk.
async fn move_to(desk: &Desk, zone: &str) {
    let agreed = AgreementChanged { language: Language::Ru, zone: Zone(zone.to_owned()) };
    let draft = Draft::new(ClientEvent::AgreementChanged(agreed), desk.house.clock.now());
    let decide = |_: &Client| Ok::<_, Infallible>(vec![draft.clone()]);
    let client = desk.views.clients().unwrap()[0].client;
    let stream = Stream::Client(client);
    transact(&desk.house, &stream, Actor::Operator, &asked(zone), decide).await.unwrap();
    desk.shown().await;
}

/// In Moscow it is Tuesday by then, in Lisbon still Monday.
#[tokio::test]
async fn closed_days_keep_the_zone_that_held_when_they_were_closed() {
    let desk = Desk::open().await;
    desk.asks("10:00:00", 1).await;
    desk.asks("22:00:00", 2).await;
    desk.at("23:00:00");
    let in_moscow = counted(&desk).await;
    assert_eq!(in_moscow.1, 1);
    desk.after_days(9, "09:00:00");
    assert_eq!(counted(&desk).await, in_moscow);
    move_to(&desk, "Europe/Lisbon").await;
    assert_eq!(counted(&desk).await, in_moscow, "moved after it was closed");

    let desk = Desk::open().await;
    desk.asks("10:00:00", 1).await;
    desk.asks("22:00:00", 2).await;
    desk.at("23:00:00");
    move_to(&desk, "Europe/Lisbon").await;
    assert_eq!(counted(&desk).await.1, 2, "moved while it was open");
}
