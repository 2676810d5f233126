//! What if: what another promise would have made of recorded tickets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::book::Book;
use domain::calendar::{self, Hours};
use domain::clock::{Binding, History, Kind, Moment, State, What};
use domain::compliance::Period;
use domain::policy::{self, Pause, Traits};
use domain::what_if::{Sums, Supposition, compare};
use domain::{At, Side, Slug};
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
