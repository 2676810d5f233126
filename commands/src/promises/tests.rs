//! What must go along with an event, so that promises stand in the stream?

use super::*;
use crate::testing::{
    ANNA, OLGA, binding, bound, breached, clock, events, lived, message_added, monday, promised,
    reclassified, registered, reopened, resolved, retargeted, rules, told,
};
use domain::ticket::{MessageEdited, Retargeting, Verdict, VerdictCorrected};
use domain::{Awaits, Priority, Side};

fn asked(message: i64) -> Event {
    message_added(ANNA, message, Side::Client, Awaits::Answer)
}

fn answered(message: i64) -> Event {
    message_added(OLGA, message, Side::Staff, Awaits::Nothing)
}

/// Registered at 11:00 and bound to the first version.
fn begun() -> [(&'static str, Event); 2] {
    [("11:00", registered()), ("11:00", bound(1, "rest"))]
}

fn after<'a>(more: &[(&'a str, Event)]) -> Vec<(&'a str, Event)> {
    begun().into_iter().chain(more.iter().cloned()).collect()
}

/// Given these events and promises, what is decided at these times is recorded as `then`.
#[track_caller]
fn check(
    given: &[(&str, Event)],
    promises: &Promises,
    decided: &[(&str, Event)],
    then: &[(&str, Event)],
) {
    let ticket = lived(given);
    let drafts = decided.iter().map(|it| Draft::new(it.1.clone(), monday(it.0))).collect();
    let completed = promises.complete(&ticket, drafts);
    assert_eq!(told(&completed), events(then));
}

#[test]
fn a_ticket_is_bound_right_after_its_registration_as_of_when_the_client_asked() {
    let promises = promised(&[("00:00", rules())]);
    let then = [("11:05", registered()), ("11:00", bound(1, "rest"))];
    check(&[], &promises, &[("11:05", registered())], &then);
}

#[test]
fn where_nothing_is_promised_nothing_is_bound() {
    let decided = [("11:00", registered()), ("11:10", asked(11))];
    check(&[], &Promises::default(), &decided, &decided);
    let later = promised(&[("12:00", rules())]);
    check(&[], &later, &decided, &decided);
}

#[test]
fn what_was_registered_before_anything_was_promised_is_bound_when_its_next_clock_starts() {
    let promises = promised(&[("12:00", rules())]);
    let then = [("12:30", bound(1, "rest")), ("12:30", asked(11))];
    check(&[("11:00", registered())], &promises, &[("12:30", asked(11))], &then);
    let history = lived(&[("11:00", registered()), then[0].clone(), then[1].clone()]);
    let history = &history.life().unwrap().history;
    assert_eq!(promises.measure(history, monday("23:00").into()).clocks, []);
}

#[test]
fn words_under_another_version_are_bound_to_it_and_words_under_the_same_are_not() {
    let promises = promised(&[("00:00", rules()), ("12:00", rules())]);
    check(&begun(), &promises, &[("11:59", asked(11))], &[("11:59", asked(11))]);
    let then = [("12:00", bound(2, "rest")), ("12:00", asked(11))];
    check(&begun(), &promises, &[("12:00", asked(11))], &then);
    let given = after(&[("12:00", bound(2, "rest")), ("12:00", asked(11))]);
    check(&given, &promises, &[("12:30", answered(12))], &[("12:30", answered(12))]);
    // Recorded late, but said under the first version, which was in force then.
    check(&given, &promises, &[("11:30", asked(10))], &[("11:30", asked(10))]);
}

#[test]
fn what_starts_no_clock_binds_nothing() {
    let promises = promised(&[("00:00", rules()), ("12:00", rules())]);
    let message = crate::testing::at(10);
    let edited = Event::MessageEdited(MessageEdited { message, edited_at: monday("12:30") });
    let thanks = message_added(ANNA, 12, Side::Client, Awaits::Nothing);
    let decided =
        [("12:30", edited), ("12:30", thanks), ("12:30", crate::testing::relayed(OLGA, 5))];
    check(&begun(), &promises, &decided, &decided);
}

#[test]
fn another_row_moves_the_clocks_that_run() {
    let promises = promised(&[("00:00", rules())]);
    let urgent = || ("11:30", reclassified(Priority::Urgent));
    let moved = retargeted((1, "rest"), (1, "urgent"), Retargeting::Reclassified);
    check(&begun(), &promises, &[urgent()], &[urgent(), ("11:30", moved)]);
    let low = || ("11:30", reclassified(Priority::Low));
    check(&begun(), &promises, &[low()], &[low()]);
    let done = after(&[("11:10", resolved(14))]);
    check(&done, &promises, &[urgent()], &[urgent()]);
}

#[test]
fn a_row_that_promises_more_moves_a_ticket_to_which_nothing_was_promised_so_far() {
    let mut unclassified = rules();
    for row in unclassified.rows.iter_mut().filter(|it| it.name.as_str() == "rest") {
        (row.first_response, row.next_response, row.resolution) = (None, None, None);
    }
    let promises = promised(&[("00:00", unclassified)]);
    let urgent = || ("11:30", reclassified(Priority::Urgent));
    let moved = retargeted((1, "rest"), (1, "urgent"), Retargeting::Reclassified);
    let then = [urgent(), ("11:30", moved)];
    check(&begun(), &promises, &[urgent()], &then);
    let ticket = lived(&after(&then));
    let measured = promises.measure(&ticket.life().unwrap().history, monday("12:00").into());
    assert!(measured.clock(clock("resolution.1")).is_some());
}

#[test]
fn what_was_said_while_a_ticket_was_resolved_moves_its_clocks_once_it_is_reopened() {
    let promises = promised(&[("00:00", rules())]);
    let given = after(&[("11:10", resolved(14)), ("11:20", reclassified(Priority::Urgent))]);
    let moved = retargeted((1, "rest"), (1, "urgent"), Retargeting::Reclassified);
    let then = [("11:30", reopened(1)), ("11:30", moved)];
    check(&given, &promises, &[("11:30", reopened(1))], &then);
}

#[test]
fn a_ticket_reopened_under_a_later_version_is_bound_to_it() {
    let promises = promised(&[("00:00", rules()), ("12:00", rules())]);
    let given = after(&[("11:10", resolved(14))]);
    let then = [("12:30", bound(2, "rest")), ("12:30", reopened(1))];
    check(&given, &promises, &[("12:30", reopened(1))], &then);
}

#[test]
fn a_reply_in_time_that_comes_in_late_sets_the_recorded_breach_right_once() {
    let promises = promised(&[("00:00", rules())]);
    let given = after(&[("15:00 at 15:02", breached("first_response.1", "15:00"))]);
    let corrected = || {
        Event::VerdictCorrected(VerdictCorrected {
            clock: clock("first_response.1"),
            from: Verdict::Breached,
            to: Verdict::Met,
            approved_by: vec![],
        })
    };
    let then = [("14:59", answered(12)), ("15:02", corrected())];
    check(&given, &promises, &[("14:59", answered(12))], &then);
    // At the deadline itself it is in time, a minute later it is not.
    let then = [("15:00", answered(12)), ("15:02", corrected())];
    check(&given, &promises, &[("15:00", answered(12))], &then);
    check(&given, &promises, &[("15:01", answered(12))], &[("15:01", answered(12))]);
    let given = after(&[
        ("15:00 at 15:02", breached("first_response.1", "15:00")),
        ("14:59 at 15:03", answered(12)),
        ("15:02", corrected()),
    ]);
    check(&given, &promises, &[("14:58", answered(13))], &[("14:58", answered(13))]);
}

#[test]
fn a_ticket_stays_bound_when_its_client_has_other_terms() {
    let mut promises = promised(&[("00:00", rules())]);
    promises.terms = None;
    let ticket = lived(&begun());
    let history = &ticket.life().unwrap().history;
    let (held, policy) = promises.in_force(history, monday("12:00").into()).unwrap();
    assert_eq!((held, policy.version), (&binding(1, "rest"), 1));
    check(&begun(), &promises, &[("11:30", asked(11))], &[("11:30", asked(11))]);
}
