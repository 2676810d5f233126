//! What do a ticket's clocks read, and when must it be looked at?

use crate::desk::{Desk, client_words, monday, staff_words, ticket_id};
use crate::promises::{breached, calendar, clock, minute, rules, slug, threshold};
use domain::Priority;
use domain::clock::{Clock, Kind, State};
use domain::policy::{Pause, Rules};
use domain::ticket::{self, Event, Status, Verdict};
use store::stream::Stream;

fn first_response(desk: &Desk, at: i64) -> Clock {
    let measured = desk.views.clocks_of(ticket_id(1), minute(at)).unwrap().unwrap();
    measured.clock(clock(Kind::FirstResponse, 1)).unwrap().clone()
}

#[tokio::test]
async fn a_clock_reads_what_the_log_says_at_each_instant() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(90, 1).await;
    let before = first_response(&desk, 60);
    assert_eq!((before.state, before.elapsed_s), (State::Running, 3_600));
    assert_eq!(before.deadline, Some(minute(120)));
    let after = first_response(&desk, 300);
    assert_eq!((after.state, after.stop), (State::Met, Some(minute(90))));
}

#[tokio::test]
async fn a_ticket_that_is_not_known_has_no_clocks_and_one_without_promises_none() {
    let mut desk = Desk::open().await;
    assert_eq!(desk.views.clocks_of(ticket_id(1), minute(0)).unwrap(), None);
    desk.asks(1, 11, "Help").await;
    let measured = desk.views.clocks_of(ticket_id(1), minute(900)).unwrap().unwrap();
    assert_eq!(measured.clocks, []);
    assert_eq!(desk.views.next_wake().unwrap(), None);
}

#[tokio::test]
async fn a_ticket_wakes_at_each_thing_that_time_brings_about_until_it_is_recorded() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    assert_wakes(&desk, Some(60));
    desk.at(61, 1, threshold(Kind::FirstResponse, 50, 120)).await;
    assert_wakes(&desk, Some(90));
    // Nobody has looked for a while: what is not recorded is due since it came about.
    desk.at(100, 1, Event::MessageAdded(client_words(12))).await;
    assert_wakes(&desk, Some(90));
    desk.at(101, 1, threshold(Kind::FirstResponse, 75, 120)).await;
    assert_wakes(&desk, Some(108));
}

#[tokio::test]
async fn a_ticket_that_is_over_wakes_no_more() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(10, 1).await;
    desk.resolved(20, 1).await;
    desk.at(30, 1, Event::Closed(ticket::Closed { how: ticket::Closure::Staff })).await;
    assert_wakes(&desk, None);
    assert_eq!(desk.views.due(minute(100_000), 10).unwrap(), []);
}

#[track_caller]
fn assert_wakes(desk: &Desk, at: Option<i64>) {
    let at = at.map(minute);
    assert_eq!(desk.views.next_wake().unwrap(), at);
    if let Some(at) = at {
        assert_eq!(desk.views.due(at.plus(-1), 10).unwrap(), []);
        assert_eq!(desk.views.due(at, 10).unwrap(), [ticket_id(1)]);
    }
}

#[tokio::test]
async fn tickets_are_due_the_earliest_first_and_no_more_than_asked_for() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.asked(2, 0, Priority::Urgent).await;
    assert_eq!(desk.views.due(minute(59), 10).unwrap(), [ticket_id(2)]);
    let both = [ticket_id(2), ticket_id(1)];
    assert_eq!(desk.views.due(minute(60), 10).unwrap(), both);
    assert_eq!(desk.views.due(minute(60), 1).unwrap(), both[..1]);
}

#[tokio::test]
async fn a_recorded_breach_that_a_late_reply_contradicts_is_due_at_once_until_it_is_set_right() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Urgent).await;
    for (percent, at) in [(50, 30), (75, 45), (90, 54)] {
        desk.at(at, 1, threshold(Kind::FirstResponse, percent, 60)).await;
    }
    desk.at(62, 1, breached(Kind::FirstResponse, 60)).await;
    desk.late(70, 55, 1, Event::MessageAdded(staff_words(12))).await;
    assert_eq!(desk.views.due(minute(70), 10).unwrap(), [ticket_id(1)]);
    let corrected = ticket::VerdictCorrected {
        clock: clock(Kind::FirstResponse, 1),
        from: Verdict::Breached,
        to: Verdict::Met,
        approved_by: vec![],
    };
    desk.at(71, 1, Event::VerdictCorrected(corrected)).await;
    assert_eq!(desk.views.due(minute(72), 10).unwrap(), []);
    assert_eq!(first_response(&desk, 80).state, State::Met);
}

#[tokio::test]
async fn a_new_version_of_the_calendar_moves_the_deadlines_that_are_still_to_come() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 420, Priority::Normal).await;
    desk.at(481, 1, threshold(Kind::FirstResponse, 50, 1_500)).await;
    // An hour was used up at five; half of what is left will be at half past nine, or later if service begins later.
    assert_wakes(&desk, Some(1_470));
    desk.now = 500;
    let later = calendar(2, "10:00-17:00", monday(500));
    desk.happens(Stream::Calendar(slug("days")), later).await;
    assert_wakes(&desk, Some(1_530));
    assert_eq!(first_response(&desk, 505).deadline, Some(minute(1_560)));
    assert_eq!(first_response(&desk, 495).deadline, Some(minute(1_500)));
}

#[tokio::test]
async fn tickets_that_run_under_an_earlier_version_of_the_policy_are_found() {
    let mut desk = Desk::promising().await;
    for ticket in 1..=3 {
        desk.asked(ticket, 0, Priority::Normal).await;
    }
    desk.answered(10, 2).await;
    desk.resolved(20, 2).await;
    let under = |than: &str, limit| {
        desk.views.running_under_earlier(&than.parse().unwrap(), limit).unwrap()
    };
    assert_eq!(under("standard@2", 10), [ticket_id(1), ticket_id(3)]);
    assert_eq!(under("standard@2", 1), [ticket_id(1)]);
    assert_eq!(under("standard@1", 10), []);
    assert_eq!(under("standar@2", 10), []);
}

#[tokio::test]
async fn a_pause_that_has_lasted_as_long_as_it_may_wakes_its_ticket() {
    let limited = Rules { pause_max_s: Some(3_600), ..rules() };
    let mut desk = Desk::promising_by(limited).await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(10, 1).await;
    desk.at(20, 1, Event::OnHold(ticket::OnHold { why: Pause::ClientHold })).await;
    assert_wakes(&desk, Some(80));
    desk.late(81, 80, 1, Event::Resumed(ticket::Resumed { why: ticket::Resumption::PauseMax }))
        .await;
    assert_wakes(&desk, Some(300));
}

#[tokio::test]
async fn a_pause_noted_late_as_ended_reopens_nothing_and_ends_no_later_hold() {
    let held = || Event::OnHold(ticket::OnHold { why: Pause::ClientHold });
    let resumed = |why| Event::Resumed(ticket::Resumed { why });
    let limited = Rules { pause_max_s: Some(3_600), ..rules() };
    let mut desk = Desk::promising_by(limited).await;
    for number in 1..=3 {
        desk.asked(number, 0, Priority::Normal).await;
        desk.at(20, number, held()).await;
    }
    desk.at(82, 1, Event::Closed(ticket::Closed { how: ticket::Closure::Staff })).await;
    desk.at(82, 2, resumed(ticket::Resumption::Staff)).await;
    desk.at(83, 2, held()).await;
    for number in 1..=3 {
        desk.late(90, 80, number, resumed(ticket::Resumption::PauseMax)).await;
    }
    let status = |number| desk.views.ticket(ticket_id(number)).unwrap().unwrap().status;
    let stand = [1, 2, 3].map(status);
    assert_eq!(stand, [Status::Closed, Status::OnHold, Status::InProgress]);
}
