//! Book: which version is in force, and what does it make of the hours?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::calendar::{self, Hours};
use domain::policy::{self, Traits};
use domain::{At, Priority, RequestType, Slug};
use serde_json::json;

fn at(text: &str) -> At {
    At::from(text.parse::<DateTime<Utc>>().unwrap())
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Nine to five in Berlin from Monday to Friday, except on the dates given.
fn berlin(closed: &[&str]) -> Hours {
    let day = "09:00-17:00";
    let closed: Vec<_> = closed.iter().map(|it| format!("{it} closed")).collect();
    let week = json!({ "mon": day, "tue": day, "wed": day, "thu": day, "fri": day });
    weekly(&json!({ "zone": "Europe/Berlin", "tzdb": "2026f", "week": week, "overrides": closed }))
}

fn weekly(weekly: &serde_json::Value) -> Hours {
    serde_json::from_value(json!({ "weekly": weekly })).unwrap()
}

struct Desk(Book);

impl Desk {
    /// Publishes the next version of a calendar.
    fn publish(&mut self, name: &str, version: u32, (published, from): (&str, &str), hours: Hours) {
        let content = format!("{name}@{version}");
        let effective_from = at(from).utc();
        let it = calendar::Published { version, effective_from, hours, content };
        self.0.take_calendar(&slug(name), &it, at(published));
    }

    /// Publishes a policy whose rows are given, each with a first response of an hour.
    fn promise(
        &mut self,
        version: u32,
        (published, from): (&str, &str),
        rows: &[serde_json::Value],
    ) {
        let it = json!({
            "version": version,
            "effective_from": from,
            "content": format!("standard@{version}"),
            "rows": rows,
            "first_response": "reply",
            "resolution_starts": "report",
            "resolution_stops": "resolved",
            "clients_may_raise": false,
            "deadlines_shown": true,
            "pauses": [],
            "thresholds": [50],
            "grace_s": 60,
            "reopen": "continue",
            "raise": { "mode": "carry", "min_grace_s": 0 },
            "lower": { "mode": "carry", "min_grace_s": 0 },
            "migrate_running": false,
        });
        let it: policy::Published = serde_json::from_value(it).unwrap();
        self.0.take_policy(&slug("standard"), &it, at(published));
    }

    #[track_caller]
    fn due(&self, name: &str, from: &str, hours: i64, then: &str) {
        let due = self.0.working_time(&slug(name)).unwrap().add(at(from), hours * 3600);
        assert_eq!(due, Some(at(then)), "{due:?}");
    }
}

fn desk() -> Desk {
    Desk(Book::default())
}

const LONG_AGO: (&str, &str) = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");

#[test]
fn a_holiday_decreed_while_a_clock_runs_counts_from_when_it_is_effective() {
    let mut desk = desk();
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    desk.due("office", "2026-11-16T14:00:00Z", 4, "2026-11-17T10:00:00Z");

    let from = ("2026-11-16T15:00:00Z", "2026-11-16T23:00:00Z");
    desk.publish("office", 2, from, berlin(&["2026-11-17"]));

    desk.due("office", "2026-11-16T14:00:00Z", 4, "2026-11-18T10:00:00Z");
}

#[test]
fn a_back_dated_version_changes_no_second_before_it_was_published() {
    let mut desk = desk();
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    let from = ("2026-11-18T07:00:00Z", "2026-11-15T23:00:00Z");
    desk.publish("office", 2, from, berlin(&["2026-11-16", "2026-11-17"]));

    desk.due("office", "2026-11-16T09:00:00Z", 10, "2026-11-17T11:00:00Z");
    let office = desk.0.working_time(&slug("office")).unwrap();
    let elapsed = office.elapsed(at("2026-11-16T09:00:00Z"), at("2026-11-18T08:30:00Z"));
    assert_eq!(elapsed, 55_800);
    let second = desk.0.calendar(&"office@2".parse().unwrap()).unwrap();
    assert_eq!(At::from(second.effective_from), at("2026-11-18T07:00:00Z"));
}

#[test]
fn each_instant_is_judged_by_the_latest_version_that_is_effective() {
    let mut desk = desk();
    desk.publish("office", 1, ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"), berlin(&[]));
    desk.publish("office", 2, ("2026-04-01T00:00:00Z", "2026-09-01T00:00:00Z"), berlin(&[]));
    desk.publish("office", 3, ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z"), berlin(&[]));

    let office = desk.0.working_time(&slug("office")).unwrap();
    for (when, version) in [
        ("2025-01-01T00:00:00Z", 1),
        ("2026-05-31T23:59:59Z", 1),
        ("2026-06-01T00:00:00Z", 3),
        ("2026-10-01T00:00:00Z", 3),
    ] {
        assert_eq!(office.version_at(at(when)), version, "{when}");
        let (found, _) = desk.0.calendar_at(&slug("office"), at(when)).unwrap();
        assert_eq!(found.version, version, "{when}");
    }
}

#[test]
fn a_version_that_is_taken_in_again_stays_as_it_is() {
    let mut desk = desk();
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    desk.publish("office", 1, LONG_AGO, Hours::Always {});
    desk.due("office", "2026-11-20T15:00:00Z", 2, "2026-11-23T09:00:00Z");
}

#[test]
fn the_book_as_of_an_instant_knows_nothing_that_was_published_later() {
    let mut desk = desk();
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    desk.publish("office", 2, ("2026-11-20T10:00:00Z", "2026-11-21T00:00:00Z"), Hours::Always {});
    desk.publish("late", 1, ("2026-11-20T10:00:00Z", "2026-11-21T00:00:00Z"), Hours::Always {});
    desk.due("office", "2026-11-20T15:00:00Z", 2, "2026-11-21T01:00:00Z");

    let before = Desk(desk.0.as_of(at("2026-11-20T09:59:59Z")));

    before.due("office", "2026-11-20T15:00:00Z", 2, "2026-11-23T09:00:00Z");
    assert!(before.0.working_time(&slug("late")).is_none());
    assert!(before.0.calendar(&"office@2".parse().unwrap()).is_none());
    let then = Desk(desk.0.as_of(at("2026-11-20T10:00:00Z")));
    then.due("office", "2026-11-20T15:00:00Z", 2, "2026-11-21T01:00:00Z");
}

#[test]
fn a_calendar_keeps_its_release_when_newer_rules_are_shipped() {
    let mut desk = desk();
    for tzdb in ["2025b", "2026f"] {
        let week = json!({ "mon": "09:00-17:00" });
        let hours = weekly(&json!({ "zone": "America/Vancouver", "tzdb": tzdb, "week": week }));
        desk.publish(&format!("by-{tzdb}"), 1, LONG_AGO, hours);
    }
    desk.due("by-2025b", "2026-11-23T15:00:00Z", 1, "2026-11-23T18:00:00Z");
    desk.due("by-2026f", "2026-11-23T15:00:00Z", 1, "2026-11-23T17:00:00Z");
}

#[test]
fn a_part_stays_at_the_version_that_is_named() {
    let mut desk = desk();
    // In whatever order they are taken in.
    let both = Hours::Both(vec!["always@1".parse().unwrap(), "office@1".parse().unwrap()]);
    desk.publish("both", 1, LONG_AGO, both);
    assert!(desk.0.working_time(&slug("both")).is_none());
    desk.publish("always", 1, LONG_AGO, Hours::Always {});
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    desk.publish("office", 2, LONG_AGO, Hours::Always {});
    desk.due("both", "2026-11-20T15:00:00Z", 2, "2026-11-23T09:00:00Z");
}

#[test]
fn the_end_of_a_business_day_is_when_its_last_window_closes() {
    let mut desk = desk();
    let (day, night) = (json!("09:00-17:00"), json!("20:00-08:00"));
    let shifts = |it: &serde_json::Value| {
        let week = json!({ "mon": it, "tue": it, "wed": it, "thu": it, "fri": it });
        weekly(&json!({ "zone": "Europe/Berlin", "tzdb": "2026f", "week": week }))
    };
    let parts = ["day@1".parse().unwrap(), "night@1".parse().unwrap()];
    desk.publish("day", 1, LONG_AGO, shifts(&day));
    desk.publish("night", 1, LONG_AGO, shifts(&night));
    desk.publish("either", 1, LONG_AGO, Hours::Either(parts.to_vec()));
    desk.publish("always", 1, LONG_AGO, Hours::Always {});
    let with_always = ["always@1".parse().unwrap(), "day@1".parse().unwrap()];
    desk.publish("both", 1, LONG_AGO, Hours::Both(with_always.to_vec()));
    desk.publish("never", 1, LONG_AGO, Hours::Both(parts.to_vec()));
    let check = |name, start, n, then: Option<&str>| {
        let due = desk.0.working_time(&slug(name)).unwrap().end_of_business_day(at(start), n);
        assert_eq!(due, then.map(at), "{name} {start} {n}");
    };
    check("day", "2026-11-20T15:00:00Z", 0, Some("2026-11-20T16:00:00Z"));
    check("day", "2026-11-20T15:00:00Z", 1, Some("2026-11-23T16:00:00Z"));
    check("day", "2026-11-20T16:00:00Z", 0, Some("2026-11-23T16:00:00Z"));
    check("day", "2026-11-21T11:00:00Z", 1, Some("2026-11-24T16:00:00Z"));
    // The night from Friday to Saturday is Friday's.
    check("night", "2026-11-21T02:00:00Z", 0, Some("2026-11-21T07:00:00Z"));
    check("night", "2026-11-21T02:00:00Z", 1, Some("2026-11-24T07:00:00Z"));
    check("either", "2026-11-20T10:00:00Z", 0, Some("2026-11-21T07:00:00Z"));
    check("both", "2026-11-20T10:00:00Z", 0, Some("2026-11-20T16:00:00Z"));
    check("always", "2026-11-20T10:00:00Z", 0, Some("2026-11-21T00:00:00Z"));
    check("always", "2026-11-20T10:00:00Z", 2, Some("2026-11-23T00:00:00Z"));
    check("never", "2026-11-20T10:00:00Z", 0, None);
}

#[test]
fn what_does_not_go_by_in_twenty_years_is_never_due() {
    let mut desk = desk();
    let parts = ["office@1".parse().unwrap(), "nights@1".parse().unwrap()];
    desk.publish("office", 1, LONG_AGO, berlin(&[]));
    let week = json!({ "sat": "22:00-24:00" });
    let nights = weekly(&json!({ "zone": "Europe/Berlin", "tzdb": "2026f", "week": week }));
    desk.publish("nights", 1, LONG_AGO, nights);
    desk.publish("never", 1, LONG_AGO, Hours::Both(parts.to_vec()));
    let from = at("2026-11-20T10:00:00Z");
    assert_eq!(desk.0.working_time(&slug("never")).unwrap().add(from, 1), None);
    assert_eq!(desk.0.working_time(&slug("never")).unwrap().add(from, 0), Some(from));
    let office = desk.0.working_time(&slug("office")).unwrap();
    assert!(office.add(from, 19 * 250 * 8 * 3600).is_some());
    assert_eq!(office.add(from, 21 * 262 * 8 * 3600), None);
}

#[test]
fn a_clock_is_bound_to_what_is_in_force_when_it_starts() {
    let mut desk = desk();
    let row = |name: &str| json!({ "name": name, "first_response": "1h" });
    let of = |mut row: serde_json::Value, key: &str, what: serde_json::Value| {
        row[key] = what;
        row
    };
    let faults = of(row("faults"), "types", json!(["fault"]));
    let faults = of(faults, "calendar", json!("round"));
    let week = json!({ "mon": "09:00-17:00" });
    let by_old = weekly(&json!({ "zone": "Europe/Berlin", "tzdb": "2025b", "week": week }));
    desk.publish("office", 1, LONG_AGO, by_old);
    desk.publish("always", 1, LONG_AGO, Hours::Always {});
    let round = vec!["always@1".parse().unwrap(), "office@1".parse().unwrap()];
    desk.publish("round", 1, LONG_AGO, Hours::Either(round));
    desk.publish("office", 2, ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"), berlin(&[]));
    desk.promise(1, ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"), &[row("all")]);
    let later = ("2026-03-01T00:00:00Z", "2026-12-01T00:00:00Z");
    desk.promise(2, later, &[faults, row("rest")]);

    let check = |traits: &Traits, when, then: Option<[&str; 6]>| {
        let bound = desk.0.bind(&slug("standard"), &slug("office"), traits, at(when));
        let bound = bound.map(|(to, seal)| {
            let tzdb = seal.tzdb.map(|it| it.to_string()).unwrap_or_default();
            let (policy, calendar) = (to.policy.to_string(), to.calendar.to_string());
            [policy, to.row.to_string(), calendar, seal.policy, seal.calendar, tzdb]
        });
        assert_eq!(bound, then.map(|it| it.map(str::to_owned)), "{when}");
    };
    let any = Traits::default();
    let fault = Traits { request_type: Some(RequestType::Fault), ..Traits::default() };
    let urgent = Traits { priority: Priority::Urgent, ..Traits::default() };
    // Back-dated to January, and published in February.
    check(&any, "2026-01-15T00:00:00Z", None);
    let first = ["standard@1", "all", "office@1", "standard@1", "office@1", "2025b"];
    check(&any, "2026-02-01T00:00:00Z", Some(first));
    check(&fault, "2026-10-31T23:59:59Z", Some(first));
    let then = ["standard@1", "all", "office@2", "standard@1", "office@2", "2026f"];
    check(&fault, "2026-11-30T23:59:59Z", Some(then));
    let now = ["standard@2", "faults", "round@1", "standard@2", "round@1", "2025b"];
    check(&fault, "2026-12-01T00:00:00Z", Some(now));
    let rest = ["standard@2", "rest", "office@2", "standard@2", "office@2", "2026f"];
    check(&urgent, "2026-12-01T00:00:00Z", Some(rest));
    let unknown = desk.0.bind(&slug("other"), &slug("office"), &any, at("2026-12-01T00:00:00Z"));
    assert!(unknown.is_none());
}
