//! What became of the clocks of a client's tickets between two instants?

use crate::desk::{Desk, ROM, ticket_id};
use crate::promises::{DAY, days, minute};
use domain::clock::Kind;
use domain::clock::segments::During;
use domain::{ClientId, Priority};
use projections::rows::{TIMELINE_TICKETS_MAX, Timeline};
use uuid::Uuid;

fn timeline(desk: &Desk, from: i64, to: i64, at: i64) -> Timeline {
    desk.views.timeline(ROM, days(from, to), minute(at)).unwrap()
}

fn tickets(timeline: &Timeline) -> Vec<domain::TicketId> {
    timeline.lanes.iter().map(|it| it.ticket).collect()
}

#[tokio::test]
async fn a_lane_holds_what_lies_within_the_time_and_the_whole_deadline() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 420, Priority::Normal).await;
    let tuesday = timeline(&desk, 1, 2, 2 * DAY);
    let lane = &tuesday.lanes[0];
    assert_eq!((lane.ticket, lane.priority), (ticket_id(1), Priority::Normal));
    let response = &lane.ledgers[0];
    assert_eq!(response.clock.clock.kind, Kind::FirstResponse);
    assert_eq!(response.clock.deadline, Some(minute(1_500)));
    let shown: Vec<_> = response.lines.iter().map(|it| (it.from, it.what, it.business_s)).collect();
    let expected = [
        (minute(DAY - 540), During::OutsideHours, 0),
        (minute(DAY), During::Running, 3_600),
        (minute(1_500), During::AfterBreach, 7 * 3_600),
        (minute(DAY + 480), During::OutsideHours, 0),
    ];
    assert_eq!(shown, expected);
    assert!(response.sums.hold());
}

#[tokio::test]
async fn what_was_over_before_or_began_after_or_is_not_known_yet_has_no_lane() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(10, 1).await;
    desk.resolved(20, 1).await;
    desk.asked(2, DAY, Priority::Normal).await;
    desk.asked(3, 2 * DAY, Priority::Normal).await;
    assert_eq!(tickets(&timeline(&desk, 1, 2, 3 * DAY)), [ticket_id(2)]);
    assert_eq!(tickets(&timeline(&desk, 0, 3, DAY + 1)), [ticket_id(1), ticket_id(2)]);
    let nobody = ClientId(Uuid::from_u128(99));
    assert_eq!(desk.views.timeline(nobody, days(0, 9), minute(9 * DAY)).unwrap().lanes, []);
}

#[tokio::test]
async fn a_timeline_as_of_then_is_the_one_that_was_shown_then() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    let then = timeline(&desk, 0, 1, 60);
    desk.late(70, 30, 1, domain::ticket::Event::MessageAdded(crate::desk::staff_words(12))).await;
    assert_eq!(timeline(&desk, 0, 1, 60), then);
    assert_ne!(timeline(&desk, 0, 1, 70).lanes[0].ledgers, then.lanes[0].ledgers);
}

#[tokio::test]
async fn a_timeline_that_is_too_long_is_cut_and_says_so() {
    let mut desk = Desk::promising().await;
    let many = TIMELINE_TICKETS_MAX as u64;
    for ticket in 1..=many {
        desk.asked(ticket, 0, Priority::Normal).await;
    }
    let whole = timeline(&desk, 0, 1, 10);
    assert_eq!((whole.lanes.len() as u64, whole.cut), (many, false));
    desk.asked(many + 1, 0, Priority::Normal).await;
    let cut = timeline(&desk, 0, 1, 10);
    assert_eq!((cut.lanes.len() as u64, cut.cut), (many, true));
}
