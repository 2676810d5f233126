//! What if: what another promise would have made of recorded tickets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::book::Book;
use domain::calendar::{self, Hours};
use domain::clock::{Binding, History, Kind, Moment, State, What};
use domain::compliance::Period;
use domain::policy::{self, Pause, Traits};
use domain::what_if::{Sums, Supposition, compare};
use domain::{At, Priority, Side, Slug};
use serde_json::json;

const HOUR: i64 = 3600;

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// A policy with one row for everything; what it pauses for is named.
fn promise(book: &mut Book, name: &str, resolution: &str, pauses: &[Pause]) {
    let it = json!({
        "version": 1,
        "effective_from": "1970-01-01T00:00:00Z",
        "content": name,
        "rows": [{ "name": "all", "first_response": "1h", "resolution": resolution }],
        "first_response": "reply",
        "resolution_starts": "report",
        "resolution_stops": "resolved",
        "clients_may_raise": false,
        "deadlines_shown": true,
        "pauses": pauses,
        "thresholds": [],
        "grace_s": 0,
        "reopen": "continue",
        "raise": { "mode": "carry", "min_grace_s": 0 },
        "lower": { "mode": "carry", "min_grace_s": 0 },
        "migrate_running": false,
    });
    let it: policy::Published = serde_json::from_value(it).unwrap();
    book.take_policy(&slug(name), &it, At(0));
}

fn recorded_book() -> Book {
    let mut book = Book::default();
    let always = calendar::Published {
        version: 1,
        effective_from: At(0).utc(),
        hours: Hours::Always {},
        content: "always".to_owned(),
    };
    book.take_calendar(&slug("always"), &always, At(0));
    promise(&mut book, "recorded", "8h", &[Pause::ClientWaiting]);
    book
}

/// Asked at hour 1, answered at once, waiting for the client from hour 2 to 6, resolved at hour 8.
fn history() -> History {
    let bound = Binding {
        policy: "recorded@1".parse().unwrap(),
        row: slug("all"),
        calendar: "always@1".parse().unwrap(),
    };
    let mut history = History::default();
    let happened = [
        (1, What::Opened(Side::Client)),
        (1, What::Classified(Traits::default())),
        (1, What::Bound(bound)),
        (1, What::StaffSaid),
        (2, What::Paused(Pause::ClientWaiting)),
        (6, What::Resumed),
        (8, What::Resolved),
    ];
    for (revision, (hour, what)) in (0..).zip(happened) {
        let at = At(hour * HOUR);
        history.take_in(Moment { at, revision, recorded: at, message: None, what });
    }
    history
}

#[test]
fn a_tighter_promise_breaks_what_was_kept_and_leaves_the_rest() {
    check("2h", &[Pause::ClientWaiting], State::Breached, (1, 1));
    check("3h", &[Pause::ClientWaiting], State::Met, (2, 0));
}

#[test]
fn pauses_are_the_supposed_policys() {
    check("6h", &[], State::Breached, (1, 1));
    check("6h", &[Pause::ClientWaiting], State::Met, (2, 0));
}

#[test]
fn a_promise_that_is_not_supposed_has_no_clock() {
    let supposed = recorded_book();
    let nothing = Supposition { book: &supposed, policy: &slug("none"), calendar: &slug("always") };
    let compared = compare(&history(), &recorded_book(), nothing, At(24 * HOUR));
    assert!(compared.pairs.iter().all(|it| it.recorded.is_some() && it.supposed.is_none()));
}

#[test]
fn to_suppose_what_was_promised_changes_nothing() {
    let usual = |version, row: &str| bound(version, row);
    let urgent = Traits { priority: Priority::Urgent, ..Traits::default() };
    let elsewhere = Traits { site: Some(slug("depot")), ..urgent.clone() };
    let given = [
        (1, What::Opened(Side::Client)),
        (1, What::Classified(Traits::default())),
        (1, What::Bound(usual(1, "rest"))),
        (2, What::StaffSaid),
        // The second version is in force from hour 10 on; what rests by then rests under the first.
        (11, What::Paused(Pause::ClientHold)),
        (16, What::Bound(usual(2, "rest"))),
        (16, What::ClientSaid { awaits: true }),
        (17, What::Classified(urgent)),
        (17, What::Retargeted(usual(2, "urgent"))),
        (18, What::StaffSaid),
        // The third, from hour 20 on; another site is no other row.
        (21, What::Classified(elsewhere)),
        (22, What::Resolved),
        (23, What::Bound(usual(3, "urgent"))),
        (23, What::Reopened),
        (24, What::ClientSaid { awaits: true }),
        (25, What::Resolved),
        // Said while it was resolved, it moves the ticket once it is reopened.
        (26, What::Classified(Traits::default())),
        (27, What::Reopened),
        (27, What::Retargeted(usual(3, "rest"))),
        (28, What::StaffSaid),
    ];
    changes_nothing(false, &given);
}

#[test]
fn to_suppose_versions_that_took_over_running_clocks_changes_nothing() {
    let given = [
        (1, What::Opened(Side::Client)),
        (1, What::Classified(Traits::default())),
        (1, What::Bound(bound(1, "rest"))),
        (2, What::StaffSaid),
        (10, What::Retargeted(bound(2, "rest"))),
        (11, What::ClientSaid { awaits: true }),
        (20, What::Retargeted(bound(3, "rest"))),
        (21, What::StaffSaid),
    ];
    changes_nothing(true, &given);
}

fn bound(version: u32, row: &str) -> Binding {
    Binding {
        policy: format!("twice@{version}").parse().unwrap(),
        row: slug(row),
        calendar: "always@1".parse().unwrap(),
    }
}

/// Three versions with other targets, effective from hours 0, 10 and 20 on; only the first lets a pause last for ever.
fn thrice(migrate_running: bool) -> Book {
    let mut book = recorded_book();
    for (version, hours, pause_max) in [(1, 0, None), (2, 10, Some(2)), (3, 20, Some(3))] {
        let targets = |it: u32| {
            json!({ "first_response": format!("{it}h"),
            "next_response": format!("{it}h"), "resolution": format!("{}h", it * 9) })
        };
        let mut urgent = targets(version);
        let mut rest = targets(version * 2);
        urgent["name"] = "urgent".into();
        urgent["priorities"] = json!(["urgent"]);
        rest["name"] = "rest".into();
        let mut it = json!({
            "version": version,
            "effective_from": At(hours * HOUR).utc(),
            "content": format!("twice {version}"),
            "rows": [urgent, rest],
            "first_response": "reply",
            "resolution_starts": "report",
            "resolution_stops": "resolved",
            "clients_may_raise": false,
            "deadlines_shown": true,
            "pauses": [Pause::ClientHold],
            "thresholds": [50],
            "grace_s": 0,
            "reopen": "continue",
            "raise": { "mode": "carry", "min_grace_s": 0 },
            "lower": { "mode": "carry", "min_grace_s": 0 },
            "migrate_running": migrate_running,
        });
        if let Some(most) = pause_max {
            it["pause_max_s"] = (most * HOUR).into();
        }
        let it: policy::Published = serde_json::from_value(it).unwrap();
        book.take_policy(&slug("twice"), &it, At(0));
    }
    book
}

/// Supposing the policy by which it was bound, every clock reads what is recorded.
#[track_caller]
fn changes_nothing(migrate_running: bool, given: &[(i64, What)]) {
    let mut history = History::default();
    for (revision, (hour, what)) in (0..).zip(given) {
        let at = At(hour * HOUR);
        history.take_in(Moment { at, revision, recorded: at, message: None, what: what.clone() });
    }
    let book = thrice(migrate_running);
    let (policy, calendar) = (slug("twice"), slug("always"));
    let supposition = Supposition { book: &book, policy: &policy, calendar: &calendar };
    for until in given.iter().map(|it| it.0).chain([40]) {
        let compared = compare(&history, &book, supposition, At(until * HOUR));
        assert!(!compared.pairs.is_empty());
        for pair in compared.pairs {
            assert_eq!(pair.recorded, pair.supposed, "until hour {until}");
        }
    }
    let supposed = history.bound_by(&book, &policy, &calendar);
    let bindings = |it: &History| {
        let moments = it.moments().iter().map(|it| it.what.clone());
        let bound = moments.filter(|it| matches!(it, What::Bound(_) | What::Retargeted(_)));
        bound.collect::<Vec<_>>()
    };
    assert_eq!(bindings(&supposed), bindings(&history));
}

/// The supposed resolution takes so long and pauses for so much: how does it stand, and how many are met and breached?
#[track_caller]
fn check(resolution: &str, pauses: &[Pause], then: State, (met, breached): (u64, u64)) {
    let recorded = recorded_book();
    let mut supposed = recorded.clone();
    promise(&mut supposed, "supposed", resolution, pauses);
    let (policy, calendar) = (slug("supposed"), slug("always"));
    let supposition = Supposition { book: &supposed, policy: &policy, calendar: &calendar };
    let compared = compare(&history(), &recorded, supposition, At(24 * HOUR));

    let pair = compared.pairs.iter().find(|it| it.clock.kind == Kind::Resolution).unwrap();
    assert_eq!(pair.recorded.as_ref().unwrap().state, State::Met, "{:?}", pair.recorded);
    assert_eq!(pair.supposed.as_ref().unwrap().state, then, "{:?}", pair.supposed);

    let (mut sums, day) = (Sums::default(), Period { from: At(0), to: At(24 * HOUR) });
    compared.pairs.iter().for_each(|it| sums.count(it, day, day.to));
    assert_eq!((sums.recorded.met, sums.recorded.breached), (2, 0));
    assert_eq!((sums.supposed.met, sums.supposed.breached), (met, breached));
    assert!(sums.recorded.adds_up() && sums.supposed.adds_up());
}
