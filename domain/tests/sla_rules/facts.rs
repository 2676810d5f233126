//! Facts: what does time bring about, when is it spoken of, and what are people told?

use super::words::{at, book, check, check_facts, facts, history, promised};
use domain::clock::Kind::{FirstResponse, NextResponse, Resolution};
use domain::clock::{
    Cancelling, ClockRef, Fact, FactKey, Moment, State, What, contradicted, measure, to_tell,
};
use domain::policy::{Pause, ReopenMode, Rules};
use domain::ticket::Verdict;
use domain::{At, Side};

const OPENED: What = What::Opened(Side::Client);

fn hour() -> Rules {
    Rules { thresholds: vec![50, 75, 90], ..promised(&[(FirstResponse, 60)]) }
}

#[test]
fn a_breach_is_spoken_of_only_after_the_grace_and_stands_from_the_deadline() {
    let given = [("10:00", OPENED)];
    let rules = Rules { thresholds: vec![], ..hour() };
    check_facts(&rules, &given, "11:00", &["wake 11:01"]);
    check(&rules, &given, "11:00:01", &["first_response.1 breached, due 11:00, used 60m"]);
    check_facts(&rules, &given, "11:00:59", &["wake 11:01"]);
    check_facts(&rules, &given, "11:01", &["11:00 breach of first_response.1 v1"]);
    // Answered too late, and before anybody could be accused: a breach all the same.
    let answered = [("10:00", OPENED), ("11:00:30", What::StaffSaid)];
    check_facts(&rules, &answered, "11:00:40", &["wake 11:01"]);
    check_facts(&rules, &answered, "11:01", &["11:00 breach of first_response.1 v1"]);
    // At the deadline itself an answer is in time, so that without any grace it is one second.
    let hasty = Rules { grace_s: 0, ..rules };
    check_facts(&hasty, &given, "11:00", &["wake 11:00:01"]);
    check_facts(&hasty, &given, "11:00:01", &["11:00 breach of first_response.1 v1"]);
}

#[test]
fn shares_are_reached_along_the_run_once_each_and_no_more_after_the_stop() {
    let given = [("17:20", OPENED), ("tue 09:13", What::StaffSaid)];
    let then = ["17:50 50 % of first_response.1 v1", "tue 09:05 75 % of first_response.1 v1"];
    check_facts(&hour(), &given, "tue 12:00", &then);
    check_facts(&hour(), &given[..1], "17:49", &["wake 17:50"]);
    let then = ["17:50 50 % of first_response.1 v1", "wake tue 09:05"];
    check_facts(&hour(), &given[..1], "17:50", &then);
}

#[test]
fn a_share_reached_in_the_second_of_the_stop_is_reached() {
    let given = [("10:00", OPENED), ("10:30", What::StaffSaid)];
    check_facts(&hour(), &given, "12:00", &["10:30 50 % of first_response.1 v1"]);
}

#[test]
fn a_pause_shifts_what_is_ahead_and_nothing_else() {
    let rules = Rules { thresholds: vec![50, 75], ..promised(&[(Resolution, 60)]) };
    let given = [
        ("10:00", OPENED),
        ("10:40", What::Paused(Pause::ClientHold)),
        ("tue 12:00", What::Resumed),
    ];
    let then = [
        "10:30 50 % of resolution.1 v1",
        "tue 12:05 75 % of resolution.1 v1",
        "tue 12:20 breach of resolution.1 v1",
    ];
    check_facts(&rules, &given, "wed 09:00", &then);
}

#[test]
fn time_counted_afterwards_brings_about_what_it_would_have() {
    let rules = Rules { thresholds: vec![50], ..promised(&[(Resolution, 120)]) };
    let rules = Rules { reopen: ReopenMode::RetroCount, ..rules };
    let given = [("10:00", OPENED), ("10:30", What::Resolved), ("13:00", What::Reopened)];
    check_facts(&rules, &given[..2], "13:00", &[]);
    let then = ["11:00 50 % of resolution.1 v1", "12:00 breach of resolution.1 v1"];
    check_facts(&rules, &given, "13:00", &then);
}

#[test]
fn where_messages_may_have_been_lost_nobody_is_accused() {
    let rules = Rules { thresholds: vec![], ..hour() };
    let given = [("10:00", OPENED), ("10:30", What::Gap { to: at("12:00") })];
    check_facts(&rules, &given, "15:00", &[]);
}

#[test]
fn what_people_have_ruled_on_time_says_nothing_of() {
    let clock = ClockRef { kind: FirstResponse, n: 1 };
    let (from, to) = (Verdict::Breached, Verdict::Excluded);
    let ruled = What::Corrected { clock, from, to, by_people: true };
    let given = [("10:00", OPENED), ("10:40", ruled)];
    check_facts(&hour(), &given, "15:00", &["10:30 50 % of first_response.1 v1"]);
}

#[test]
fn a_late_answer_that_was_in_time_takes_the_breach_back() {
    let mut told = history(&[("10:00", OPENED)]);
    let book = book(&hour());
    assert_eq!(measure(&told, &book, at("12:00")).clocks[0].state, State::Breached);
    let (at_, recorded) = (at("10:50"), at("12:05"));
    let what = What::StaffSaid;
    told.take_in(Moment { at: at_, revision: 9, recorded, message: None, what });
    assert_eq!(measure(&told, &book, at("12:10")).clocks[0].state, State::Met);
    let then = measure(&told.as_recorded_by(at("12:00")), &book, at("12:10"));
    assert_eq!(then.clocks[0].state, State::Breached);
}

#[test]
fn facts_name_the_deadline_that_they_are_about() {
    let measured = measure(&history(&[("10:00", OPENED)]), &book(&hour()), at("12:00"));
    let deadlines: Vec<At> = measured.facts.iter().map(|it| it.deadline).collect();
    assert_eq!(deadlines, [at("11:00"); 4]);
}

#[test]
fn a_recorded_breach_that_late_words_do_not_bear_out_is_set_right_once() {
    let (kind, n) = (Resolution, 1);
    let clock = ClockRef { kind, n };
    let rules = promised(&[(Resolution, 60), (FirstResponse, 600)]);
    let withdrawn = What::Cancelled(Cancelling::Withdrawn);
    let gap = What::Gap { to: at("11:30") };
    let by_people =
        What::Corrected { clock, from: Verdict::Breached, to: Verdict::Excluded, by_people: true };
    for (late, until, to) in [
        (None, "12:00", None),
        (Some(("11:00:01", What::Resolved)), "12:00", None),
        (Some(("11:00", What::Resolved)), "12:00", Some(Verdict::Met)),
        (Some(("10:50", What::Paused(Pause::ClientHold))), "12:00", Some(Verdict::Excluded)),
        (Some(("10:50", withdrawn)), "12:00", Some(Verdict::Excluded)),
        (Some(("10:50", gap)), "12:00", Some(Verdict::Excluded)),
        (Some(("09:30", What::Bound(super::words::to("other", "office")))), "12:00", None),
        (Some(("11:40", by_people)), "12:00", None),
        // Before the breach was recorded, only what was in time says that it is none.
        (None, "10:30", None),
        (Some(("10:20", What::Paused(Pause::ClientHold))), "10:30", None),
        (Some(("10:20", What::Resolved)), "10:30", Some(Verdict::Met)),
    ] {
        let mut told = history(&[("10:00", OPENED)]);
        told.note(FactKey::Breach { clock, target_version: 1 }, at("11:01"));
        if let Some((when, what)) = late.clone() {
            let (at, recorded) = (at(when), at("11:50"));
            told.take_in(Moment { at, revision: 9, recorded, message: None, what });
        }
        let measured = measure(&told, &book(&rules), at(until));
        let corrections = contradicted(&told, &measured, at(until));
        let then: Vec<_> = corrections.iter().map(|it| (it.clock, it.to)).collect();
        let expected: Vec<_> = to.map(|to| (clock, to)).into_iter().collect();
        assert_eq!(then, expected, "{late:?} until {until}");

        let Some(it) = corrections.first() else { continue };
        let (from, to, by_people) = (it.from, it.to, false);
        let what = What::Corrected { clock, from, to, by_people };
        let (at, recorded) = (it.recorded, it.recorded);
        told.take_in(Moment { at, revision: 10, recorded, message: None, what });
        assert_eq!(contradicted(&told, &measured, super::words::at(until)), []);
    }
}

/// When a late fact occurred, what it was, and from what to what it corrects the verdict.
type Late = (&'static str, What, Option<(Verdict, Verdict)>);

/// A clock due at 11:00 whose breach is recorded: after each late fact it is set right as told, and nothing more once
/// that is recorded.
#[track_caller]
fn check_chain(late: &[Late]) {
    let clock = ClockRef { kind: Resolution, n: 1 };
    let rules = promised(&[(Resolution, 60), (FirstResponse, 600)]);
    let mut told = history(&[("10:00", OPENED)]);
    told.note(FactKey::Breach { clock, target_version: 1 }, at("11:01"));
    let (mut chain, until) = (vec![], at("15:00"));
    for (n, (when, what, to)) in (0_u32..).zip(late) {
        let recorded = at("12:00").plus(60 * i64::from(n));
        let revision = 10 + 2 * u64::from(n);
        let what = what.clone();
        told.take_in(Moment { at: at(when), revision, recorded, message: None, what });
        let measured = measure(&told, &book(&rules), until);
        let corrections = contradicted(&told, &measured, until);
        let said: Vec<_> = corrections.iter().map(|it| (it.from, it.to)).collect();
        assert_eq!(said, to.iter().copied().collect::<Vec<_>>(), "after {n}");

        let Some(it) = corrections.first() else { continue };
        chain.push((it.from, it.to));
        assert_eq!((it.clock, it.nth), (clock, u32::try_from(chain.len()).unwrap()));
        let what = What::Corrected { clock, from: it.from, to: it.to, by_people: false };
        let revision = revision + 1;
        told.take_in(Moment { at: recorded, revision, recorded, message: None, what });
        let measured = measure(&told, &book(&rules), until);
        assert_eq!(contradicted(&told, &measured, until), [], "after {n}");
        let corrections = &measured.clock(clock).unwrap().corrections;
        assert_eq!(corrections.iter().map(|it| (it.from, it.to)).collect::<Vec<_>>(), chain);
    }
}

#[test]
fn each_correction_is_of_the_verdict_that_was_said_last() {
    use Verdict::{Breached, Excluded, Met};
    let other = What::Cancelled(Cancelling::Withdrawn);
    // In time after all, but opened again before the deadline; then resolved in time again, and so on.
    check_chain(&[
        ("10:50", What::Resolved, Some((Breached, Met))),
        ("10:55", What::Reopened, Some((Met, Breached))),
        ("10:58", What::Resolved, Some((Breached, Met))),
        ("10:40", What::Resolved, None),
    ]);
    check_chain(&[
        ("10:50", What::Paused(Pause::ClientHold), Some((Breached, Excluded))),
        ("10:55", What::Resumed, Some((Excluded, Breached))),
        ("10:56", other.clone(), Some((Breached, Excluded))),
    ]);
    check_chain(&[
        ("10:50", What::Resolved, Some((Breached, Met))),
        ("10:45", other, Some((Met, Excluded))),
    ]);
}

#[test]
fn what_was_met_and_is_opened_again_later_is_no_correction_until_it_has_a_verdict() {
    use Verdict::{Breached, Met};
    check_chain(&[
        ("10:50", What::Resolved, Some((Breached, Met))),
        ("14:55", What::Reopened, None),
        ("14:58", What::Resolved, None),
    ]);
}

#[test]
fn a_breach_that_may_not_be_spoken_of_yet_corrects_nothing() {
    let clock = ClockRef { kind: Resolution, n: 1 };
    let rules = promised(&[(Resolution, 60), (FirstResponse, 600)]);
    let mut told = history(&[("10:00", OPENED)]);
    told.note(FactKey::Breach { clock, target_version: 1 }, at("11:01"));
    let (from, to) = (Verdict::Breached, Verdict::Excluded);
    let excluded = What::Corrected { clock, from, to, by_people: false };
    let held = [("10:50", What::Paused(Pause::ClientHold)), ("13:00", excluded)];
    for (revision, (when, what)) in (10..).zip(held) {
        let (at, recorded) = (at(when), at("13:00"));
        told.take_in(Moment { at, revision, recorded, message: None, what });
    }
    let (at_, what) = (at("14:00"), What::Resumed);
    told.take_in(Moment { at: at_, revision: 20, recorded: at_, message: None, what });
    // Ten minutes were left: due at 14:10, and a minute of grace.
    for (until, to) in
        [("14:10", None), ("14:10:59", None), ("14:11", Some((clock, Verdict::Breached)))]
    {
        let measured = measure(&told, &book(&rules), at(until));
        let said = contradicted(&told, &measured, at(until));
        assert_eq!(said.first().map(|it| (it.clock, it.to)), to, "{until}");
    }
}

#[test]
fn people_are_told_of_the_most_that_has_come_about_and_of_nothing_idle() {
    let rules = promised(&[(FirstResponse, 60), (NextResponse, 60)]);
    let rules = Rules { thresholds: vec![50, 75, 90], ..rules };
    let told = |given: &[(&str, What)], until: &str, new_from: &str| {
        let measured = measure(&history(given), &book(&rules), at(until));
        let new: Vec<Fact> =
            measured.facts.iter().filter(|it| it.at > at(new_from)).cloned().collect();
        to_tell(&new, &measured).map(super::words::fact)
    };
    let opened = [("10:00", OPENED)];
    let breach = "11:00 breach of first_response.1 v1";
    assert_eq!(told(&opened, "12:00", "10:00").as_deref(), Some(breach));
    let share = "10:45 75 % of first_response.1 v1";
    assert_eq!(told(&opened, "10:50", "10:00").as_deref(), Some(share));
    assert_eq!(told(&opened, "10:50", "10:46"), None);
    let answered = [("10:00", OPENED), ("11:30", What::StaffSaid)];
    assert_eq!(told(&answered, "12:00", "10:00"), None);
    let asked = ("12:00", What::ClientSaid { awaits: true });
    let again = [("10:00", OPENED), ("11:30", What::StaffSaid), asked];
    let share = "12:30 50 % of next_response.1 v1";
    assert_eq!(told(&again, "12:40", "10:00").as_deref(), Some(share));
}

#[test]
fn facts_stand_in_the_order_of_time() {
    let rules = promised(&[(FirstResponse, 60), (Resolution, 80)]);
    let rules = Rules { thresholds: vec![50], ..rules };
    let measured = measure(&history(&[("10:00", OPENED)]), &book(&rules), at("12:00"));
    let then = [
        "10:30 50 % of first_response.1 v1",
        "10:40 50 % of resolution.1 v1",
        "11:00 breach of first_response.1 v1",
        "11:20 breach of resolution.1 v1",
    ];
    assert_eq!(facts(&measured), then);
}
