//! Reopening: what becomes of a clock whose stop, or whose verdict, turns out wrong?

use super::words::{at, book, check, history, line, promised};
use domain::clock::Kind::{FirstResponse, NextResponse, Resolution, Workaround};
use domain::clock::{Cancelling, ClockRef, Moment, Phase, Placed, What, measure};
use domain::policy::{Pause, ReopenMode, Rules};
use domain::ticket::{Event, Reopened, Verdict};
use domain::{ChatId, MessageId, MessageRef, Side};

const OPENED: What = What::Opened(Side::Client);
const FIRST: ClockRef = ClockRef { kind: FirstResponse, n: 1 };

#[test]
fn a_reopened_clock_goes_on_as_the_policy_says() {
    let given = [
        ("10:00", OPENED),
        ("11:00", What::Resolved),
        ("13:00", What::Reopened),
        ("13:30", What::Resolved),
    ];
    for (reopen, then) in [
        (ReopenMode::Continue, &["resolution.1 met at 13:30, due 14:00, used 90m"][..]),
        (ReopenMode::RetroCount, &["resolution.1 breached at 13:30, due 12:00, used 210m"]),
        (
            ReopenMode::NewCycle,
            &[
                "resolution.1 met at 11:00, due 12:00, used 60m",
                "resolution.2 met at 13:30, due 15:00, used 30m",
            ],
        ),
    ] {
        check(&Rules { reopen, ..promised(&[(Resolution, 120)]) }, &given, "17:00", then);
    }
}

#[test]
fn the_time_between_is_neither_work_nor_pause() {
    let given = [("10:00", OPENED), ("11:00", What::Resolved), ("13:00", What::Reopened)];
    let book = book(&promised(&[(Resolution, 120)]));
    let measured = measure(&history(&given), &book, at("13:30"));
    let steps =
        measured.clocks[0].steps.iter().map(|it| (it.phase, it.cause, it.to.since(it.from)));
    let then =
        [(Phase::Running, 0, 3600), (Phase::ResolvedIdle, 1, 7200), (Phase::Running, 2, 1800)];
    assert_eq!(steps.collect::<Vec<_>>(), then);
}

#[test]
fn a_breach_outlives_reopening() {
    let given = [("10:00", OPENED), ("13:00", What::Resolved), ("14:00", What::Reopened)];
    for reopen in [ReopenMode::Continue, ReopenMode::RetroCount] {
        let rules = Rules { reopen, ..promised(&[(Resolution, 120)]) };
        let measured = measure(&history(&given), &book(&rules), at("14:30"));
        assert!(line(&measured.clocks[0]).starts_with("resolution.1 breached, due 12:00"));
    }
}

#[test]
fn a_pause_does_not_outlive_the_resolution() {
    let given = [
        ("10:00", OPENED),
        ("10:30", What::Paused(Pause::ClientHold)),
        ("11:00", What::Resolved),
        ("13:00", What::Reopened),
    ];
    let rules = promised(&[(Resolution, 120)]);
    check(&rules, &given, "13:10", &["resolution.1 running, due 14:30, used 40m"]);
}

#[test]
fn a_workaround_falls_with_the_resolution_only_if_nothing_else_had_been_given() {
    let rules = promised(&[(Workaround, 120)]);
    let given = [("10:00", OPENED), ("11:00", What::Resolved), ("13:00", What::Reopened)];
    check(&rules, &given, "13:30", &["workaround.1 running, due 14:00, used 90m"]);
    let given = [
        ("10:00", OPENED),
        ("10:30", What::WorkaroundGiven),
        ("11:00", What::Resolved),
        ("13:00", What::Reopened),
    ];
    check(&rules, &given, "13:30", &["workaround.1 met at 10:30, due 12:00, used 30m"]);
}

#[test]
fn what_was_withdrawn_or_merged_has_its_clocks_again_once_it_is_reopened() {
    let rules = promised(&[(FirstResponse, 120), (Resolution, 240)]);
    for why in [Cancelling::Withdrawn, Cancelling::Merged] {
        let given = [("10:00", OPENED), ("11:00", What::Cancelled(why)), ("13:00", What::Reopened)];
        for (reopen, then) in [
            (
                ReopenMode::Continue,
                &[
                    "first_response.1 running, due 14:00, used 90m",
                    "resolution.1 running, due 16:00, used 90m",
                ][..],
            ),
            (
                ReopenMode::RetroCount,
                &[
                    "first_response.1 breached, due 12:00, used 210m",
                    "resolution.1 running, due 14:00, used 210m",
                ],
            ),
            (
                ReopenMode::NewCycle,
                &[
                    "first_response.1 running, due 14:00, used 90m",
                    if why == Cancelling::Merged {
                        "resolution.1 cancelled merged at 11:00, due 14:00, used 60m"
                    } else {
                        "resolution.1 cancelled withdrawn at 11:00, due 14:00, used 60m"
                    },
                    "resolution.2 running, due 17:00, used 30m",
                ],
            ),
        ] {
            check(&Rules { reopen, ..rules.clone() }, &given, "13:30", then);
        }
        let late = [("10:00", OPENED), ("12:30", What::Cancelled(why)), ("13:00", What::Reopened)];
        let then = [
            "first_response.1 breached, due 12:00, used 180m",
            "resolution.1 running, due 14:30, used 180m",
        ];
        check(&rules, &late, "13:30", &then);
    }
}

#[test]
fn a_first_response_that_never_came_is_still_owed_once_a_closed_ticket_is_reopened() {
    let rules = promised(&[(FirstResponse, 120), (NextResponse, 30)]);
    let given = [
        ("10:00", OPENED),
        ("11:00", What::Confirmed),
        ("13:00", What::Reopened),
        ("13:10", What::ClientSaid { awaits: true }),
    ];
    check(&rules, &given, "13:30", &["first_response.1 running, due 14:00, used 90m"]);
}

#[test]
fn the_clients_words_that_reopen_await_an_answer() {
    let message = |number| MessageRef { chat: ChatId::Group(-1), message: MessageId(number) };
    let reopened = |message| Event::Reopened(Reopened { times: 1, message });
    let at_noon =
        Placed { revision: 9, occurred_at: at("12:00").utc(), recorded_at: at("12:00").utc() };
    let rules = promised(&[(FirstResponse, 60), (NextResponse, 30)]);
    let first = "first_response.1 met at 10:30, due 11:00, used 30m";
    let next = "next_response.1 running, due 12:30, used 10m";
    for (shown, then) in
        [(Some(message(5)), &[first, next][..]), (Some(message(2)), &[first]), (None, &[first])]
    {
        let mut told = history(&[("10:00", OPENED)]);
        let said = [("10:30", What::StaffSaid, Some(message(2))), ("11:00", What::Resolved, None)];
        for ((when, what, message), revision) in said.into_iter().zip(5..) {
            let at = at(when);
            told.take_in(Moment { at, revision, recorded: at, message, what });
        }
        told.read(&reopened(shown), at_noon);
        let measured = measure(&told, &book(&rules), at("12:10"));
        assert_eq!(measured.clocks.iter().map(line).collect::<Vec<_>>(), then);
    }
    let mut told = history(&[("10:00", OPENED), ("10:10", What::Cancelled(Cancelling::Withdrawn))]);
    told.read(&reopened(Some(message(5))), at_noon);
    let measured = measure(&told, &book(&rules), at("12:10"));
    let owed = ["first_response.1 running, due 12:50, used 20m"];
    assert_eq!(measured.clocks.iter().map(line).collect::<Vec<_>>(), owed);
}

#[test]
fn what_is_not_resolved_cannot_be_reopened() {
    let rules = Rules { reopen: ReopenMode::NewCycle, ..promised(&[(Resolution, 120)]) };
    let given = [("10:00", OPENED), ("11:00", What::Reopened)];
    check(&rules, &given, "11:30", &["resolution.1 running, due 12:00, used 90m"]);
}

#[test]
fn a_deadline_that_passed_when_an_answer_may_have_been_lost_is_no_breach() {
    let rules = promised(&[(FirstResponse, 60)]);
    let gap = What::Gap { to: at("12:00") };
    let given = [("10:00", OPENED), ("10:30", gap.clone()), ("13:00", What::StaffSaid)];
    check(&rules, &given, "14:00", &["first_response.1 gap at 13:00, due 11:00, used 180m"]);
    check(&rules, &given[..2], "10:50", &["first_response.1 running, due 11:00, used 50m"]);
    check(&rules, &given[..2], "11:10", &["first_response.1 gap, due 11:00, used 70m"]);
    // It may have been lost at the deadline itself, and also where that comes after the gap.
    for (from, to) in [("11:00", "12:00"), ("10:20", "10:30")] {
        let given = [("10:00", OPENED), (from, What::Gap { to: at(to) })];
        check(&rules, &given, "14:00", &["first_response.1 gap, due 11:00, used 240m"]);
    }
    let given = [("09:00", OPENED), ("10:30", gap.clone())];
    check(&rules, &given, "14:00", &["first_response.1 breached, due 10:00, used 300m"]);
    let withdrawn = What::Cancelled(Cancelling::Withdrawn);
    let given = [("10:00", OPENED), ("10:30", gap), ("13:00", withdrawn)];
    check(&rules, &given, "14:00", &["first_response.1 gap at 13:00, due 11:00, used 180m"]);
}

#[test]
fn what_was_stopped_in_time_was_in_time_whatever_is_lost() {
    let rules = promised(&[(FirstResponse, 60)]);
    let gap = What::Gap { to: at("12:00") };
    let given = [("10:00", OPENED), ("10:10", What::StaffSaid), ("10:30", gap.clone())];
    check(&rules, &given, "14:00", &["first_response.1 met at 10:10, due 11:00, used 10m"]);
    let given = [("10:00", OPENED), ("10:30", gap.clone()), ("11:00", What::StaffSaid)];
    check(&rules, &given, "14:00", &["first_response.1 met at 11:00, due 11:00, used 60m"]);
    let given = [("10:30", gap.clone()), ("11:30", OPENED), ("11:40", What::StaffSaid)];
    check(&rules, &given, "14:00", &["first_response.1 met at 11:40, due 12:30, used 10m"]);
    let withdrawn = What::Cancelled(Cancelling::Withdrawn);
    let given = [("10:00", OPENED), ("10:30", gap), ("10:40", withdrawn)];
    let then = "first_response.1 cancelled withdrawn at 10:40, due 11:00, used 40m";
    check(&rules, &given, "14:00", &[then]);
}

#[test]
fn people_may_set_a_verdict_right_and_what_was_computed_stays_known() {
    let rules = promised(&[(FirstResponse, 60)]);
    let late = [("10:00", OPENED), ("12:00", What::StaffSaid)];
    for (to, by_people, state) in [
        (Verdict::Met, true, "met"),
        (Verdict::Excluded, true, "excluded"),
        (Verdict::Breached, true, "breached"),
        (Verdict::Met, false, "breached"),
    ] {
        let from = Verdict::Breached;
        let corrected = What::Corrected { clock: FIRST, from, to, by_people };
        let given = [&late[..], &[("13:00", corrected)]].concat();
        let then = format!("first_response.1 {state} at 12:00, due 11:00, used 120m");
        check(&rules, &given, "14:00", &[&then]);
        let measured = measure(&history(&given), &book(&rules), at("14:00"));
        assert_eq!(measured.clocks[0].corrected_from(), Some(Verdict::Breached));
        assert_eq!(measured.clocks[0].verdict_at, Some(at("11:00")));
    }
    let gap = ("10:30", What::Gap { to: at("12:00") });
    let (from, to) = (Verdict::Excluded, Verdict::Met);
    let decided = What::Corrected { clock: FIRST, from, to, by_people: true };
    let given = [&late[..], &[gap, ("13:00", decided)]].concat();
    check(&rules, &given, "14:00", &["first_response.1 met at 12:00, due 11:00, used 120m"]);
}

#[test]
fn deleted_evidence_is_marked_where_it_started_or_stopped_a_clock() {
    let message = |number| MessageRef { chat: ChatId::Group(-1), message: MessageId(number) };
    let rules = promised(&[(FirstResponse, 60), (Resolution, 120)]);
    for (gone, marked) in [(1, [true, true]), (2, [true, false]), (3, [false, false])] {
        let mut told = history(&[]);
        let moments = [
            ("10:00", What::Bound(super::words::to("usual", "office")), None),
            ("10:00", OPENED, Some(1)),
            ("10:20", What::StaffSaid, Some(2)),
            ("10:30", What::StaffSaid, Some(3)),
            ("15:00", What::EvidenceDeleted, Some(gone)),
        ];
        for ((when, what, number), revision) in moments.into_iter().zip(0..) {
            let (at, message) = (at(when), number.map(message));
            told.take_in(Moment { at, revision, recorded: at, message, what });
        }
        let measured = measure(&told, &book(&rules), at("16:00"));
        let flags: Vec<bool> = measured.clocks.iter().map(|it| it.evidence_deleted).collect();
        assert_eq!(flags, marked, "{gone}");
        assert!(line(&measured.clocks[0]).contains("met at 10:20"));
    }
}
