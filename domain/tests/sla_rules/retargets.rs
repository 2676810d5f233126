//! Retargets: how does a clock go on under another promise?

use super::words::{at, book, check, check_facts, history, line, promised, row, to};
use domain::Side;
use domain::clock::Kind::{FirstResponse, Resolution};
use domain::clock::{What, measure};
use domain::policy::{Pause, Retarget, RetargetMode, Rules, Target};

const OPENED: What = What::Opened(Side::Client);

/// Resolution within so many minutes, and after a move to the row `other` within so many others.
fn moved(first: u32, then: u32, mode: RetargetMode) -> Rules {
    let how = Retarget { mode, min_grace_s: 0 };
    let rules = promised(&[(Resolution, first)]);
    let other = row("other", &[(Resolution, then)]);
    Rules { rows: vec![rules.rows[0].clone(), other], raise: how, lower: how, ..rules }
}

fn other() -> What {
    What::Retargeted(to("other", "office"))
}

#[test]
fn what_is_used_stays_used_and_the_rest_never_ends_in_the_past() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let carry = RetargetMode::Carry;
    check(
        &moved(480, 240, carry),
        &given,
        "12:30",
        &["resolution.1 running, due 14:00, used 150m"],
    );
    check(&moved(480, 60, carry), &given, "12:00", &["resolution.1 running, due 12:00, used 120m"]);
    check(
        &moved(480, 60, carry),
        &given,
        "12:30",
        &["resolution.1 breached, due 12:00, used 150m"],
    );
    check(
        &moved(240, 480, carry),
        &given,
        "12:30",
        &["resolution.1 running, due 18:00, used 150m"],
    );
}

#[test]
fn as_if_it_had_held_since_the_start_may_be_in_the_past() {
    let given = [
        ("10:00", OPENED),
        ("10:30", What::Paused(Pause::ClientHold)),
        ("11:30", What::Resumed),
        ("15:00", other()),
    ];
    let retro = RetargetMode::Retro;
    let then = "resolution.1 breached, due 12:00, used 240m";
    check(&moved(480, 60, retro), &given, "15:00", &[then]);
    let then = "resolution.1 running, due 17:00, used 240m";
    check(&moved(480, 360, retro), &given, "15:00", &[then]);
}

#[test]
fn as_if_it_had_held_since_the_start_counts_by_the_new_calendar() {
    let always = What::Retargeted(to("other", "always"));
    let given = [("17:00", OPENED), ("tue 10:00", always)];
    let then = "resolution.1 running, due tue 17:00, used 1020m";
    check(&moved(480, 1440, RetargetMode::Retro), &given, "tue 10:00", &[then]);
    let then = "resolution.1 running, due wed 08:00, used 120m";
    check(&moved(480, 1440, RetargetMode::Carry), &given, "tue 10:00", &[then]);
}

#[test]
fn a_clock_that_is_superseded_keeps_the_target_that_it_had() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let rules = moved(480, 240, RetargetMode::Restart);
    let measured = measure(&history(&given), &book(&rules), at("12:30"));
    let read = measured.clocks.iter().map(|it| (it.target, it.target_version));
    let then = [(Target::Seconds(480 * 60), 1), (Target::Seconds(240 * 60), 1)];
    assert_eq!(read.collect::<Vec<_>>(), then);
}

#[test]
fn a_new_clock_may_take_its_place() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let then = [
        "resolution.1 superseded at 12:00, due 18:00, used 120m",
        "resolution.2 running, due 16:00, used 30m",
    ];
    check(&moved(480, 240, RetargetMode::Restart), &given, "12:30", &then);
    let then = [
        "resolution.1 breached at 12:00, due 11:00, used 120m",
        "resolution.2 running, due 16:00, used 30m",
    ];
    check(&moved(60, 240, RetargetMode::Restart), &given, "12:30", &then);
    let paused = ("11:00", What::Paused(Pause::ClientHold));
    let given = [("10:00", OPENED), paused, ("12:00", other())];
    let then = [
        "resolution.1 superseded at 12:00, due tue 10:00, used 60m",
        "resolution.2 paused client_hold, used 0m",
    ];
    check(&moved(480, 240, RetargetMode::Restart), &given, "12:30", &then);
}

#[test]
fn each_direction_has_its_own_way() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let (carry, restart) = (RetargetMode::Carry, RetargetMode::Restart);
    let way = |mode| Retarget { mode, min_grace_s: 0 };
    let ways = |rules| Rules { raise: way(carry), lower: way(restart), ..rules };
    let raised = ways(moved(480, 240, carry));
    check(&raised, &given, "12:30", &["resolution.1 running, due 14:00, used 150m"]);
    let lowered = ways(moved(240, 480, carry));
    let then = [
        "resolution.1 superseded at 12:00, due 14:00, used 120m",
        "resolution.2 running, due tue 11:00, used 30m",
    ];
    check(&lowered, &given, "12:30", &then);

    // A longer target may still come nearer, by another calendar.
    let always = What::Retargeted(to("other", "always"));
    let given = [("17:00", OPENED), ("17:30", always)];
    let nearer = ways(moved(240, 480, carry));
    check(&nearer, &given, "17:30", &["resolution.1 running, due tue 01:00, used 30m"]);
}

#[test]
fn a_carried_clock_is_left_the_least_time_promised() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let how = Retarget { mode: RetargetMode::Carry, min_grace_s: 900 };
    let rules = Rules { raise: how, ..moved(480, 60, RetargetMode::Carry) };
    check(&rules, &given, "12:05", &["resolution.1 running, due 12:15, used 125m"]);
    let measured = measure(&history(&given), &book(&rules), at("12:05"));
    assert_eq!(measured.clocks[0].remaining_s, Some(600));

    let held = ("12:05", What::Paused(Pause::ClientHold));
    let given = [("10:00", OPENED), ("12:00", other()), held, ("13:00", What::Resumed)];
    check(&rules, &given, "13:01", &["resolution.1 running, due 13:10, used 126m"]);
    let ample = Rules { raise: how, ..moved(480, 240, RetargetMode::Carry) };
    check(&ample, &given[..2], "12:05", &["resolution.1 running, due 14:00, used 125m"]);
}

#[test]
fn a_breach_before_the_change_stays_whatever_the_way() {
    let given = [("10:00", OPENED), ("12:00", other())];
    for mode in [RetargetMode::Carry, RetargetMode::Retro, RetargetMode::Restart] {
        let measured = measure(&history(&given), &book(&moved(60, 480, mode)), at("12:30"));
        assert!(line(&measured.clocks[0]).starts_with("resolution.1 breached"), "{mode:?}");
        assert_eq!(measured.clocks[0].verdict_at, Some(at("11:00")));
    }
}

#[test]
fn a_change_while_the_clock_rests_counts_once_it_goes_on() {
    let held = ("11:00", What::Paused(Pause::ClientHold));
    let given = [("10:00", OPENED), held, ("12:00", other()), ("13:00", What::Resumed)];
    for mode in [RetargetMode::Carry, RetargetMode::Retro] {
        let rules = moved(480, 240, mode);
        check(&rules, &given[..3], "12:30", &["resolution.1 paused client_hold, used 60m"]);
        check(&rules, &given, "13:30", &["resolution.1 running, due 16:00, used 90m"]);
    }
}

#[test]
fn shares_that_are_reached_by_the_change_are_told_of_as_the_highest_of_them() {
    let given = [("10:00", OPENED), ("13:20", other())];
    let rules = Rules { thresholds: vec![25, 50, 75, 90], ..moved(480, 250, RetargetMode::Carry) };
    let then = [
        "12:00 25 % of resolution.1 v1",
        "13:20 75 % of resolution.1 v2",
        "13:45 90 % of resolution.1 v2",
        "wake 14:11",
    ];
    check_facts(&rules, &given, "14:00", &then);
}

#[test]
fn a_share_is_reached_again_of_a_longer_target_and_never_told_twice_of_the_same() {
    let given = [("10:00", OPENED), ("11:30", other())];
    let rules = Rules { thresholds: vec![50, 75, 90], ..moved(120, 240, RetargetMode::Carry) };
    let then = [
        "11:00 50 % of resolution.1 v1",
        "11:30 75 % of resolution.1 v1",
        "12:00 50 % of resolution.1 v2",
        "wake 13:00",
    ];
    check_facts(&rules, &given, "12:10", &then);
    // The move says nothing new: half was passed, and half it still is.
    let rules = Rules { thresholds: vec![50, 75, 90], ..moved(160, 140, RetargetMode::Carry) };
    let then = ["11:20 50 % of resolution.1 v1", "wake 11:45"];
    check_facts(&rules, &given, "11:40", &then);
}

#[test]
fn a_move_that_changes_nothing_changes_nothing() {
    let given = [("10:00", OPENED), ("12:00", other())];
    let rules = moved(480, 480, RetargetMode::Restart);
    check(&rules, &given, "12:30", &["resolution.1 running, due 18:00, used 150m"]);
    let measured = measure(&history(&given), &book(&rules), at("12:30"));
    assert_eq!(measured.clocks[0].target_version, 1);
}

#[test]
fn what_is_no_longer_promised_is_superseded_and_what_newly_is_counts_from_the_start() {
    let mut rules = moved(480, 240, RetargetMode::Carry);
    rules.rows[1].resolution = None;
    let given = [("10:00", OPENED), ("12:00", other())];
    check(&rules, &given, "13:00", &["resolution.1 superseded at 12:00, due 18:00, used 120m"]);

    let mut rules = moved(480, 240, RetargetMode::Carry);
    rules.rows[0].resolution = None;
    check(&rules, &given[..1], "13:00", &[]);
    check(&rules, &given, "13:00", &["resolution.1 running, due 14:00, used 180m"]);
    let answered = [("10:00", OPENED), ("11:00", What::Resolved), ("12:00", other())];
    check(&rules, &answered, "13:00", &[]);
    rules.raise.mode = RetargetMode::Restart;
    check(&rules, &given, "13:00", &["resolution.1 running, due 16:00, used 60m"]);
}

#[test]
fn from_days_to_hours_and_back() {
    let mut rules = moved(480, 240, RetargetMode::Carry);
    rules.rows[0].resolution = Some(Target::EndOfBusinessDay(1));
    let given = [("10:00", OPENED), ("12:00", other())];
    check(&rules, &given[..1], "12:00", &["resolution.1 running, due tue 18:00, used 120m"]);
    check(&rules, &given, "13:00", &["resolution.1 running, due 14:00, used 180m"]);

    let mut rules = moved(240, 480, RetargetMode::Carry);
    rules.rows[1].resolution = Some(Target::EndOfBusinessDay(0));
    check(&rules, &given, "13:00", &["resolution.1 running, due 18:00, used 180m"]);
}

#[test]
fn what_is_stopped_is_not_moved() {
    let rules = promised(&[(FirstResponse, 60), (Resolution, 480)]);
    let quick = row("other", &[(FirstResponse, 5), (Resolution, 480)]);
    let rules = Rules { rows: vec![rules.rows[0].clone(), quick], ..rules };
    let given = [("10:00", OPENED), ("10:20", What::StaffSaid), ("12:00", other())];
    let then = [
        "first_response.1 met at 10:20, due 11:00, used 20m",
        "resolution.1 running, due 18:00, used 150m",
    ];
    check(&rules, &given, "12:30", &then);
}
