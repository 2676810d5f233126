//! What must a look record, and when must it wait?

use super::*;
use crate::testing::{Desk, asked, monday, rules};
use commands::ticket::{By, erase};
use commands::transact::transact;
use domain::people::Person;
use domain::policy::Rules;
use domain::ticket::Ticket;
use domain::{Actor, PersonId};
use std::sync::atomic::{AtomicUsize, Ordering};
use store::stream::Stream;

fn sweeping(desk: &Desk) -> Sweep {
    Sweep::new(desk.house.clone(), desk.views.clone(), REST_MAX, || ())
}

fn instant(time: &str) -> At {
    monday(time).into()
}

#[tokio::test]
async fn a_look_records_what_is_due_by_the_watermark_and_knows_when_the_next_is() {
    let desk = Desk::open().await;
    let (first, second) = (desk.asks("10:00:00", 1).await, desk.asks("11:00:00", 2).await);
    let mut sweep = sweeping(&desk);
    assert_eq!(sweep.look(instant("11:59:59")).await.unwrap(), Some(instant("12:00:00")));
    assert!(desk.told(first).await.is_empty());
    desk.at("12:00:00");
    assert_eq!(sweep.look(instant("12:00:00")).await.unwrap(), Some(instant("13:00:00")));
    assert_eq!(desk.told(first).await, ["ticket.threshold_passed 12:00"]);
    assert!(desk.told(second).await.is_empty());
    desk.at("14:01:00");
    assert_eq!(sweep.look(instant("14:01:00")).await.unwrap(), Some(instant("15:01:00")));
    let breached = ["ticket.threshold_passed 12:00", "ticket.breached 14:00"];
    assert_eq!(desk.told(first).await, breached);
    assert_eq!(desk.told(second).await, ["ticket.threshold_passed 13:00"]);
    // Another node, or this one after a restart, finds nothing left.
    sweeping(&desk).look(instant("14:01:00")).await.unwrap();
    assert_eq!(desk.told(first).await, breached);
}

#[tokio::test]
async fn after_a_long_downtime_one_look_records_all_of_it() {
    let desk = Desk::open().await;
    let mut tickets = vec![];
    for number in 1..=40 {
        tickets.push(desk.asks("10:00:00", number).await);
    }
    desk.at("23:00:00");
    assert_eq!(sweeping(&desk).look(instant("22:00:00")).await.unwrap(), None);
    for ticket in tickets {
        let then = ["ticket.threshold_passed 12:00", "ticket.breached 14:00"];
        assert_eq!(desk.told(ticket).await, then);
    }
}

#[tokio::test]
async fn nothing_is_recorded_before_the_backlog_is_in() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    desk.at("13:00:00");
    let mut sweep = sweeping(&desk);
    assert_eq!(sweep.look_up_to(None).await.unwrap(), None);
    assert!(desk.told(ticket).await.is_empty());
    sweep.look_up_to(Some(monday("11:00:00"))).await.unwrap();
    assert!(desk.told(ticket).await.is_empty());
    sweep.look_up_to(Some(monday("12:30:00"))).await.unwrap();
    assert_eq!(desk.told(ticket).await, ["ticket.threshold_passed 12:00"]);
}

#[tokio::test]
async fn what_falls_due_after_the_watermark_hurries_the_poll_and_nothing_else_does() {
    let desk = Desk::open().await;
    desk.asks("10:00:00", 1).await;
    let hurried = Arc::new(AtomicUsize::new(0));
    let counted = hurried.clone();
    let mut sweep = Sweep::new(desk.house.clone(), desk.views.clone(), REST_MAX, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    desk.at("11:59:59");
    sweep.look_up_to(Some(monday("11:59:30"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 0);
    // The clock was moved, or time went by, and nothing was heard since.
    desk.at("12:00:00");
    sweep.look_up_to(Some(monday("11:59:30"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 1);
    sweep.look_up_to(Some(monday("12:00:00"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_may_not_be_spoken_of_yet_waits_until_more_is_heard_and_hurries_nobody() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    desk.at("14:01:30");
    // Recorded after the grace: the views know of the breach before the watermark has come so far.
    let (person, known) = (PersonId([9; 16]), Person::default());
    let by = By { actor: Actor::Operator, known: &known, at: monday("14:01:30") };
    let decide = |it: &Ticket| erase::decide(it, person, &by);
    let stream = Stream::Ticket(ticket);
    transact(&desk.house, &stream, by.actor, &asked("erase"), decide).await.unwrap();
    desk.shown().await;
    let mut sweep =
        Sweep::new(desk.house.clone(), desk.views.clone(), REST_MAX, || panic!("in a hurry"));
    sweep.look_up_to(Some(monday("14:00:30"))).await.unwrap();
    let then = ["ticket.data_erased 14:01", "ticket.threshold_passed 12:00"];
    assert_eq!(desk.told(ticket).await, then);
    sweep.look_up_to(Some(monday("14:01:00"))).await.unwrap();
    assert_eq!(desk.told(ticket).await.last().unwrap(), "ticket.breached 14:00");
}

#[tokio::test]
async fn a_version_that_takes_over_does_so_when_it_comes_into_force() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    let taking = Rules { migrate_running: true, grace_s: 0, ..rules() };
    desk.publish(taking, "11:00:00").await;
    let mut sweep = sweeping(&desk);
    assert_eq!(sweep.look(instant("10:59:00")).await.unwrap(), Some(instant("11:00:00")));
    assert!(desk.told(ticket).await.is_empty());
    for mut sweep in [sweep, sweeping(&desk)] {
        sweep.look(instant("11:30:00")).await.unwrap();
        assert_eq!(desk.told(ticket).await, ["ticket.retargeted 11:00"]);
    }
}

#[tokio::test]
async fn a_ticket_that_is_recorded_late_is_carried_over_too() {
    let desk = Desk::open().await;
    desk.at("09:30:00");
    let taking = Rules { migrate_running: true, grace_s: 0, ..rules() };
    desk.publish(taking, "11:00:00").await;
    let mut sweep = sweeping(&desk);
    sweep.look(instant("11:30:00")).await.unwrap();
    let ticket = desk.asks("10:59:00", 1).await;
    sweep.look(instant("11:31:00")).await.unwrap();
    assert_eq!(desk.told(ticket).await, ["ticket.retargeted 11:00"]);
}

#[test]
fn the_sweep_rests_until_the_next_falls_due_and_no_longer_than_it_may() {
    let check = |next, now, then| {
        assert_eq!(rest(instant(next), monday(now), REST_MAX), Duration::from_millis(then));
    };
    check("12:00:30", "12:00:00", 30_000);
    check("12:00:30", "12:00:29.700", 300);
    check("14:00:00", "12:00:00", 60_000);
    // What is due already waits for what the poll hears.
    check("12:00:00", "12:00:00", 60_000);
    check("11:00:00", "12:00:00", 60_000);
}

#[tokio::test]
async fn the_sweep_goes_on_by_itself_once_more_is_heard_until_it_is_cancelled() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    let (heard, drained) = watch::channel(None);
    let cancel = CancellationToken::new();
    let running = tokio::spawn(sweeping(&desk).run(drained, cancel.clone()));
    let mut told = desk.views.changes();
    desk.at("12:00:00");
    heard.send_replace(Some(monday("12:00:00")));
    while desk.told(ticket).await.is_empty() {
        told.changed().await.unwrap();
    }
    assert_eq!(desk.told(ticket).await, ["ticket.threshold_passed 12:00"]);
    cancel.cancel();
    running.await.unwrap().unwrap();
}
