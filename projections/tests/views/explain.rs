//! What became of each second of a ticket's clocks, and why?

use crate::desk::{Desk, client_words, ticket_id};
use crate::promises::{bound, minute};
use domain::Priority;
use domain::clock::Kind;
use domain::policy::Pause;
use domain::ticket::{self, Event};
use projections::rows::Ledger;

async fn paused() -> Desk {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(30, 1).await;
    desk.at(60, 1, Event::OnHold(ticket::OnHold { why: Pause::ClientHold })).await;
    desk.at(90, 1, Event::MessageAdded(client_words(12))).await;
    desk
}

fn ledger(desk: &Desk, kind: Kind, at: i64) -> Ledger {
    let explained = desk.views.segments_of(ticket_id(1), minute(at)).unwrap().unwrap();
    assert_eq!((explained.number.to_string(), explained.at), ("ROM-1".to_owned(), minute(at)));
    explained.ledgers.into_iter().find(|it| it.clock.clock.kind == kind).unwrap()
}

/// Each line as its minutes, the event that caused it and its rule.
fn lines(ledger: &Ledger) -> Vec<(i64, i64, &'static str, String)> {
    let minutes = |it: domain::At| it.since(minute(0)) / 60;
    let line = |it: &projections::rows::LedgerLine| {
        (minutes(it.from), minutes(it.to), it.cause.1, it.rule.to_string())
    };
    ledger.lines.iter().map(line).collect()
}

#[tokio::test]
async fn every_second_of_a_clock_is_told_with_its_event_and_its_rule() {
    let desk = paused().await;
    let ledger = ledger(&desk, Kind::Resolution, 500);
    let counts = "policy standard@1 row all, calendar days@1: counts".to_owned();
    let expected = [
        (0, 60, "ticket.registered", counts.clone()),
        (60, 90, "ticket.on_hold", "policy standard@1 row all: pauses client_hold".to_owned()),
        (90, 480, "ticket.message_added", counts),
        (480, 500, "ticket.message_added", "calendar days@1: no service".to_owned()),
    ];
    assert_eq!(lines(&ledger), expected);
    assert!(ledger.sums.hold());
    assert_eq!((ledger.sums.elapsed_s, ledger.sums.paused_s), (450 * 60, 30 * 60));
}

#[tokio::test]
async fn what_was_recorded_later_explains_nothing_of_before() {
    let desk = paused().await;
    let ledger = ledger(&desk, Kind::Resolution, 80);
    assert_eq!(ledger.lines.last().unwrap().to, minute(80));
    let hold = "policy standard@1 row all: pauses client_hold";
    assert_eq!(ledger.lines.last().unwrap().rule.to_string(), hold);
}

#[tokio::test]
async fn a_stretch_under_another_row_names_that_row() {
    let mut desk = paused().await;
    let reclassified = ticket::Reclassified { request_type: None, priority: Priority::Urgent };
    desk.at(100, 1, Event::Reclassified(reclassified)).await;
    let Event::ClockBound(to) = bound("urgent") else { unreachable!() };
    let retargeted = ticket::Retargeted {
        from: crate::promises::binding("all"),
        to: to.to,
        seal: to.seal,
        why: ticket::Retargeting::Reclassified,
    };
    desk.at(100, 1, Event::Retargeted(retargeted)).await;
    let ledger = ledger(&desk, Kind::Resolution, 110);
    let rows: Vec<_> = ledger.lines.iter().map(|it| it.rule.row.to_string()).collect();
    assert_eq!(rows, ["all", "all", "all", "urgent"]);
}

#[tokio::test]
async fn nothing_is_told_of_a_ticket_that_is_not_known() {
    let desk = Desk::promising().await;
    assert_eq!(desk.views.segments_of(ticket_id(9), minute(0)).unwrap(), None);
}
