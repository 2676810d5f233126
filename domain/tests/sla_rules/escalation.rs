//! Escalation: who is told when nothing happens, in which order, and until when?

use super::words::{at, book, check_facts, facts, history, promised, publish, row, slug, to};
use domain::calendar::CalendarRef;
use domain::client::Zone;
use domain::clock::Kind::{FirstResponse, Resolution};
use domain::clock::{Binding, What, measure};
use domain::people::Role;
use domain::policy::{Anchor, Chain, Condition, Counted, Level, PolicyRef, Rota, Rules, Whom};
use domain::{PersonId, Side};

const OPENED: What = What::Opened(Side::Client);
const ACKED: What = What::Acknowledged(PersonId([1; 16]));
const PAUSED: What = What::Paused(domain::policy::Pause::ClientHold);

/// An hour for the first response, two for the resolution, and one chain.
fn chained(chain: Chain, levels: Vec<Level>) -> Rules {
    let rules = promised(&[(FirstResponse, 60), (Resolution, 120)]);
    Rules { chains: vec![chain], levels, ..rules }
}

fn chain(clock: domain::clock::Kind, anchor: Anchor) -> Chain {
    Chain { name: slug("duty"), clock, anchor, percent: None, rounds: 1, ack_timeout_s: None }
}

/// Level by level: minutes after the one before, and what must still be so.
fn levels(each: &[(u32, Option<Condition>)]) -> Vec<Level> {
    let level = |&(minutes, condition): &(u32, Option<Condition>)| Level {
        chain: slug("duty"),
        after_s: minutes * 60,
        counted: Counted::Business,
        condition,
        notify: vec![Whom::Role(Role::Manager)],
    };
    each.iter().map(level).collect()
}

/// Only what is about levels, and the wake.
#[track_caller]
fn check(rules: &Rules, given: &[(&str, What)], until: &str, then: &[&str]) {
    let lines = facts(&measure(&history(given), &book(rules), at(until)));
    let about: Vec<&String> = lines.iter().filter(|it| !it.contains("breach")).collect();
    assert_eq!(about, then);
}

#[test]
fn levels_follow_each_other_from_the_breach_on_in_service_hours() {
    let rules = chained(chain(FirstResponse, Anchor::Breach), levels(&[(0, None), (30, None)]));
    let given = [("16:45", OPENED)];
    let then = ["17:45 level 1.1 to role:manager", "tue 09:15 level 1.2 to role:manager"];
    check(&rules, &given, "tue 09:20", &[&then[..], &["wake tue 09:45"]].concat());
    check(&rules, &given, "17:50", &[then[0], "wake tue 09:15"]);
    // Not before the breach itself is spoken of.
    check(&rules, &given, "17:45:30", &["wake 17:46"]);
}

#[test]
fn a_delay_in_real_time_does_not_wait_for_service_hours() {
    let mut levels = levels(&[(0, None), (30, None)]);
    levels[1].counted = Counted::Wall;
    let rules = chained(chain(FirstResponse, Anchor::Breach), levels);
    let then = [
        "17:45 level 1.1 to role:manager",
        "18:15 level 1.2 to role:manager",
        "18:45 exhausted",
        "wake tue 09:46",
    ];
    check(&rules, &[("16:45", OPENED)], "20:00", &then);
}

#[test]
fn a_delay_in_service_hours_rests_while_the_clock_rests() {
    let rules = chained(chain(Resolution, Anchor::Start), levels(&[(60, None)]));
    let given = [("10:00", OPENED), ("10:30", PAUSED), ("12:00", What::Resumed)];
    check(&rules, &given[..2], "11:59", &[]);
    check(&rules, &given, "12:30", &["12:30 level 1.1 to role:manager", "wake 13:30"]);
}

#[test]
fn a_level_is_reached_only_if_what_it_asks_for_is_still_so() {
    let conditions = [
        (Condition::Unassigned, What::Assigned, What::Unassigned),
        (Condition::Unresolved, What::Resolved, What::Reopened),
    ];
    for (condition, not, again) in conditions {
        let each = levels(&[(20, Some(condition)), (20, Some(condition))]);
        let rules = chained(chain(Resolution, Anchor::Start), each);
        let rules = Rules { resolution_stops: domain::policy::ResolutionStops::Confirmed, ..rules };
        let given = [("10:00", OPENED), ("10:20", not), ("10:30", again)];
        let then = ["10:40 level 1.2 to role:manager", "wake 11:00"];
        check(&rules, &given, "10:45", &then);
        let then =
            ["10:20 level 1.1 to role:manager", "10:40 level 1.2 to role:manager", "wake 11:00"];
        check(&rules, &given[..1], "10:45", &then);
    }
    let each = levels(&[(20, Some(Condition::Unanswered))]);
    let rules = chained(chain(Resolution, Anchor::Start), each);
    let asked = ("10:15", What::ClientSaid { awaits: true });
    let given = [("10:00", OPENED), ("10:10", What::StaffSaid), asked];
    check(&rules, &given[..2], "10:45", &["wake 12:01"]);
    check(&rules, &given, "10:25", &["10:20 level 1.1 to role:manager", "wake 10:40"]);
}

#[test]
fn an_acknowledgement_ends_what_asks_for_one_and_nothing_else() {
    let each = levels(&[(0, None), (30, Some(Condition::Unacknowledged)), (30, None)]);
    let rules = chained(chain(FirstResponse, Anchor::Breach), each);
    let given = [("10:00", OPENED), ("11:10", ACKED)];
    let then = ["11:00 level 1.1 to role:manager", "12:00 level 1.3 to role:manager", "wake 12:01"];
    check(&rules, &given, "12:00", &then);
    // One of before the chain began says nothing of it.
    let given = [("10:00", OPENED), ("10:50", ACKED)];
    check(&rules, &given, "11:40", &[then[0], "11:30 level 1.2 to role:manager", "wake 12:00"]);
}

#[test]
fn an_acknowledgement_of_which_nothing_came_runs_out() {
    let each =
        levels(&[(0, Some(Condition::Unacknowledged)), (30, Some(Condition::Unacknowledged))]);
    let acked_for = Chain { ack_timeout_s: Some(3600), ..chain(FirstResponse, Anchor::Breach) };
    let rules = chained(acked_for, each);
    let given = [("10:00", OPENED), ("11:10", ACKED)];
    let then = [
        "11:00 level 1.1 to role:manager",
        "12:10 level 2.1 to role:manager",
        "12:40 level 2.2 to role:manager",
    ];
    check(&rules, &given, "12:50", &[&then[..], &["wake 13:10"]].concat());
    check(&rules, &given, "12:00", &[then[0], "wake 12:01"]);
    let renewed = [&given[..], &[("12:00", ACKED)]].concat();
    check(&rules, &renewed, "12:50", &[then[0], "wake 13:00"]);
    for progress in [What::Assigned, What::TakingShown, What::WorkaroundGiven] {
        let worked = [&given[..], &[("11:30", progress)]].concat();
        check(&rules, &worked, "15:00", &[then[0]]);
        // Another, of which nothing comes, runs out as the first one did.
        let again = [&worked[..], &[("12:00", ACKED)]].concat();
        let then = [then[0], "13:00 level 2.1 to role:manager", "13:30 level 2.2 to role:manager"];
        check(&rules, &again, "13:40", &[&then[..], &["wake 14:00"]].concat());
    }
}

#[test]
fn the_stop_of_its_clock_ends_a_chain_and_in_the_same_second_it_came_first() {
    let rules = chained(chain(FirstResponse, Anchor::Breach), levels(&[(0, None), (30, None)]));
    let given = [("10:00", OPENED), ("11:30", What::StaffSaid)];
    check(&rules, &given, "15:00", &["11:00 level 1.1 to role:manager"]);
}

#[test]
fn a_chain_goes_round_and_then_says_that_nobody_is_left() {
    let rounds = Chain { rounds: 2, ..chain(FirstResponse, Anchor::Breach) };
    let rules = chained(rounds, levels(&[(0, None), (30, None)]));
    let then = [
        "11:00 level 1.1 to role:manager",
        "11:30 level 1.2 to role:manager",
        "12:00 level 2.1 to role:manager",
        "12:30 level 2.2 to role:manager",
        "13:00 exhausted",
    ];
    check(&rules, &[("10:00", OPENED)], "17:00", &then);
    let answered = [("10:00", OPENED), ("12:45", What::StaffSaid)];
    check(&rules, &answered, "17:00", &then[..4]);
    let acked = [("10:00", OPENED), ("12:45", ACKED)];
    check(&rules, &acked, "17:00", &then[..4]);
}

#[test]
fn a_chain_of_one_level_at_once_is_gone_through_once() {
    let rounds = Chain { rounds: 9, ..chain(FirstResponse, Anchor::Breach) };
    let then = ["11:00 level 1.1 to role:manager", "11:00 exhausted", "wake 12:01"];
    check(&chained(rounds, levels(&[(0, None)])), &[("10:00", OPENED)], "12:00", &then);
}

#[test]
fn a_share_begins_the_chains_that_ask_for_it_or_for_less() {
    let from_half = Chain { percent: Some(60), ..chain(FirstResponse, Anchor::Threshold) };
    let rules = chained(from_half, levels(&[(0, None)]));
    let rules = Rules { thresholds: vec![50, 75, 90], ..rules };
    let lines = facts(&measure(&history(&[("10:00", OPENED)]), &book(&rules), at("10:50")));
    assert!(lines.contains(&"10:45 level 1.1 to role:manager".to_owned()), "{lines:?}");
    assert_eq!(lines.iter().filter(|it| it.contains("level")).count(), 1);
}

#[test]
fn where_nobody_is_on_call_the_next_level_is_reached_at_once() {
    let mut each = levels(&[(0, None), (30, None), (30, None)]);
    each[0].notify = vec![Whom::Rota(slug("evening"))];
    each[1].notify = vec![Whom::Rota(slug("evening")), Whom::Assignee];
    each[2].notify = vec![Whom::Rota(slug("day"))];
    let rota = |name: &str, hours| Rota {
        name: slug(name),
        people: vec![PersonId([7; 16]), PersonId([8; 16])],
        zone: Zone("UTC".to_owned()),
        tzdb: domain::zone::newest(),
        from: "2026-11-16T00:00:00".parse().unwrap(),
        turn_days: 1,
        hours,
    };
    let mut rules = chained(chain(FirstResponse, Anchor::Breach), each);
    let never = rota("evening", Some(slug("unheard-of")));
    rules.rotas = vec![never, rota("day", None)];
    let on_call = Whom::Person(PersonId([7; 16]));
    let then = [
        "11:00 level 1.2 to assignee".to_owned(),
        format!("11:30 level 1.3 to {on_call}"),
        "wake 12:00".to_owned(),
    ];
    let then: Vec<&str> = then.iter().map(String::as_str).collect();
    check(&rules, &[("10:00", OPENED), ("10:05", What::Assigned)], "11:45", &then);
    // Nor is there an assignee to be told.
    let then = [format!("11:00 level 1.3 to {on_call}"), "11:30 exhausted".to_owned()];
    let then: Vec<&str> = then.iter().map(String::as_str).chain(["wake 12:01"]).collect();
    check(&rules, &[("10:00", OPENED)], "11:45", &then);
    let left = [("10:00", OPENED), ("10:05", What::Assigned), ("10:10", What::Unassigned)];
    check(&rules, &left, "11:45", &then);
}

#[test]
fn a_chain_keeps_the_policy_that_it_began_under() {
    let rules = chained(chain(Resolution, Anchor::Start), levels(&[(60, None), (60, None)]));
    let quicker = chained(chain(Resolution, Anchor::Start), levels(&[(5, None)]));
    let mut book = book(&rules);
    publish(&mut book, 2, &Rules { rows: vec![row("usual", &[(Resolution, 240)])], ..quicker });
    let policy = PolicyRef { policy: slug("standard"), version: 2 };
    let calendar = CalendarRef { calendar: slug("office"), version: 1 };
    let moved = What::Retargeted(Binding { policy, row: slug("usual"), calendar });
    let given = [("10:00", OPENED), ("10:30", moved)];
    let lines = facts(&measure(&history(&given), &book, at("12:00")));
    let then = ["11:00 level 1.1 to role:manager", "12:00 level 1.2 to role:manager"];
    assert_eq!(lines.iter().filter(|it| it.contains("level")).collect::<Vec<_>>(), then);
    assert_eq!(to("usual", "office").policy.version, 1);
}

#[test]
fn without_chains_nothing_escalates() {
    let given = [("10:00", OPENED)];
    let then = ["11:00 breach of first_response.1 v1", "wake 12:01"];
    check_facts(&promised(&[(FirstResponse, 60), (Resolution, 120)]), &given, "11:30", &then);
}
