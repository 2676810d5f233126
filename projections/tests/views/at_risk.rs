//! Which running clocks are overdue, and which will be soon?

use crate::desk::{BORIS, Desk, OLGA, ROM, ticket_id};
use crate::promises::minute;
use domain::clock::{Kind, State};
use domain::policy::Pause;
use domain::ticket::{self, Event};
use domain::{ClientId, Priority};
use projections::rows::{AtRisk, RiskFilter};
use uuid::Uuid;

fn at_risk(desk: &Desk, filter: &RiskFilter, at: i64) -> AtRisk {
    desk.views.at_risk(filter, minute(at)).unwrap()
}

/// Each clock: its ticket, its kind, what is left in minutes and how much is used in percent.
fn shown(at_risk: &AtRisk) -> Vec<(domain::TicketId, Kind, i64, u32)> {
    let row = |it: &projections::rows::RiskRow| {
        (it.ticket, it.clock.kind, it.remaining_s.unwrap() / 60, it.used_percent.unwrap())
    };
    at_risk.clocks.iter().map(row).collect()
}

async fn two() -> Desk {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.asked(2, 0, Priority::Urgent).await;
    desk.taken(1, 2).await;
    desk
}

#[tokio::test]
async fn what_is_overdue_comes_first_and_then_the_nearest_deadline() {
    let desk = two().await;
    let all = at_risk(&desk, &RiskFilter::default(), 90);
    let expected = [
        (ticket_id(2), Kind::FirstResponse, 0, 150),
        (ticket_id(1), Kind::FirstResponse, 30, 75),
        (ticket_id(2), Kind::Resolution, 150, 37),
        (ticket_id(1), Kind::Resolution, 390, 18),
    ];
    assert_eq!(shown(&all), expected);
    let overdue = &all.clocks[0];
    assert_eq!((overdue.state, overdue.overrun_s), (State::Breached, 1_800));
    assert_eq!((overdue.assignee, overdue.assignee_name.as_deref()), (Some(OLGA), Some("Olga")));
    assert!(!all.cut);
}

#[tokio::test]
async fn what_is_stopped_or_paused_is_not_at_risk() {
    let mut desk = two().await;
    desk.answered(10, 1).await;
    desk.answered(10, 2).await;
    desk.at(20, 1, Event::OnHold(ticket::OnHold { why: Pause::ClientHold })).await;
    desk.resolved(30, 2).await;
    assert_eq!(at_risk(&desk, &RiskFilter::default(), 40).clocks, []);
    // As it was before.
    assert_eq!(at_risk(&desk, &RiskFilter::default(), 15).clocks.len(), 2);
    assert_eq!(at_risk(&desk, &RiskFilter::default(), 5).clocks.len(), 4);
}

#[tokio::test]
async fn a_filter_lets_through_what_it_names() {
    let desk = two().await;
    let count = |filter: RiskFilter| at_risk(&desk, &filter, 50).clocks.len();
    let of = |client| RiskFilter { client: Some(client), ..RiskFilter::default() };
    assert_eq!((count(of(ROM)), count(of(ClientId(Uuid::nil())))), (4, 0));
    let whose = |assignee| RiskFilter { assignee: Some(assignee), ..RiskFilter::default() };
    assert_eq!((count(whose(OLGA)), count(whose(BORIS))), (2, 0));
    let within =
        |minutes: i64| RiskFilter { within_s: Some(minutes * 60), ..RiskFilter::default() };
    assert_eq!([count(within(9)), count(within(10)), count(within(70))], [0, 1, 2]);
}

#[tokio::test]
async fn whoever_had_a_ticket_then_is_named_and_nobody_who_took_it_later() {
    let mut desk = two().await;
    let how = ticket::Assignment::Given;
    desk.at(30, 2, Event::Assigned(ticket::Assigned { agent: BORIS, how })).await;
    let of = |at| at_risk(&desk, &RiskFilter::default(), at).clocks[0].assignee;
    assert_eq!([of(0), of(10), of(30)], [None, Some(OLGA), Some(BORIS)]);
}
