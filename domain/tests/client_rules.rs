//! What is a client told of policies, calendars and rule sets, and what of them stays inside?

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use domain::book::Book;
use domain::calendar::{self, Hours, Weekly};
use domain::client::{Client, TermsChanged, Zone};
use domain::client_rules::{ClientRules, EXCEPTIONS_MAX, Open};
use domain::policy::{self, Row, Rules};
use domain::{At, PersonId, Priority, Slug, zone};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const OLD: &str = "2026-11-01T00:00:00Z";
const NOW: &str = "2026-12-28T09:00:00Z";
const LATER: &str = "2027-02-01T00:00:00Z";

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn at(text: &str) -> At {
    At::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
}

fn rows(rows: &serde_json::Value) -> Rules {
    serde_json::from_value(json!({
        "rows": rows, "first_response": "reply", "resolution_starts": "report",
        "resolution_stops": "resolved", "clients_may_raise": false, "deadlines_shown": true,
        "pauses": [], "thresholds": [75], "grace_s": 60, "reopen": "continue",
        "raise": {"mode": "carry", "min_grace_s": 0}, "lower": {"mode": "carry", "min_grace_s": 0},
        "migrate_running": false
    }))
    .unwrap()
}

fn weekly(overrides: &[&str]) -> Hours {
    let week = json!({"mon": "09:00-18:00", "tue": "09:00-18:00", "wed": "09:00-17:00",
        "thu": "09:00-18:00", "sun": "10:00-12:00"});
    Hours::Weekly(Weekly {
        zone: Zone::default(),
        tzdb: zone::newest(),
        week: serde_json::from_value(week).unwrap(),
        overrides: overrides.iter().map(|it| it.parse().unwrap()).collect(),
        blackouts: vec![],
    })
}

/// A client with the site `shop`, promised `versions` of a policy with what each is effective from.
fn told(versions: &[(&str, Rules)], hours: Hours) -> ClientRules {
    let mut book = Book::default();
    for ((from, rules), version) in versions.iter().zip(1..) {
        let effective_from = at(from).utc();
        let (content, rules) = (String::new(), rules.clone());
        let it = policy::Published { version, effective_from, content, rules };
        book.take_policy(&slug("standard"), &it, at(OLD));
    }
    let effective_from = at(OLD).utc();
    let it = calendar::Published { version: 1, effective_from, hours, content: String::new() };
    book.take_calendar(&slug("office"), &it, at(OLD));
    let terms = TermsChanged { policy: slug("standard"), calendar: slug("office") };
    let sites = BTreeMap::from([(slug("shop"), BTreeSet::new())]);
    let client = Client { terms: Some(terms), sites, ..Client::default() };
    ClientRules::at(&client, None, &book, at(NOW))
}

/// The sites and priorities of the promises that are told, by the rows of a policy.
#[track_caller]
fn check(given: &serde_json::Value, then: &[(&[&str], &[Priority])]) {
    let terms = told(&[(OLD, rows(given))], Hours::Always {}).terms.unwrap();
    let found: Vec<_> = terms
        .promises
        .iter()
        .map(|it| (it.sites.iter().map(Slug::as_str).collect::<Vec<_>>(), &*it.priorities))
        .collect();
    let then: Vec<_> = then.iter().map(|it| (it.0.to_vec(), it.1)).collect();
    assert_eq!(found, then);
}

#[test]
fn rows_are_told_in_their_order() {
    check(
        &json!([{"name": "urgent", "priorities": ["urgent"]}, {"name": "rest"}]),
        &[(&[], &[Priority::Urgent]), (&[], &[])],
    );
}

#[test]
fn a_row_that_can_never_hold_is_not_told() {
    check(&json!([{"name": "all"}, {"name": "urgent", "priorities": ["urgent"]}]), &[(&[], &[])]);
}

#[test]
fn sites_of_other_clients_are_not_told() {
    check(
        &json!([{"name": "a", "sites": ["vault", "shop"]}, {"name": "b", "sites": ["vault"]}, {"name": "rest"}]),
        &[(&["shop"], &[]), (&[], &[])],
    );
}

#[test]
fn people_are_not_told_but_that_there_may_be_other_terms() {
    let mut rules = rows(&json!([{"name": "rest"}]));
    let vip = Row { requesters: vec![PersonId([7; 16])], ..rules.rows[0].clone() };
    rules.rows.insert(0, vip);
    let terms = told(&[(OLD, rules)], Hours::Always {}).terms.unwrap();
    assert!(terms.people_apart);
    assert_eq!(terms.promises.len(), 1);
}

#[test]
fn only_the_version_in_force_is_told() {
    let versions = [(OLD, rows(&json!([{"name": "a"}]))), (LATER, rows(&json!([{"name": "b"}])))];
    let terms = told(&versions, Hours::Always {}).terms.unwrap();
    assert_eq!(terms.policy.to_string(), "standard@1");
    assert_eq!(told(&versions[1..], Hours::Always {}).terms, None, "nothing is promised yet");
}

#[test]
fn days_with_the_same_hours_are_told_together_and_days_ahead_that_differ_in_their_order() {
    let overrides = [
        "2026-12-27 closed",
        "2027-01-02 closed",
        "2027-01-01 closed",
        "2027-01-03 closed",
        "2027-01-04 09:00-18:00",
        "2027-02-02 closed",
        "2027-03-02 closed",
        "2027-04-06 closed",
        "2027-05-04 closed",
        "2027-06-01 closed",
    ];
    let terms = told(&[(OLD, rows(&json!([{"name": "a"}])))], weekly(&overrides)).terms.unwrap();
    let Open::Weekly { week, exceptions, .. } = &terms.hours[0].open else {
        panic!("{:?}", terms.hours)
    };
    let days: Vec<_> =
        week.iter().map(|it| format!("{}-{} {}", it.first, it.last, it.open)).collect();
    assert_eq!(
        days,
        [
            "Mon-Tue 09:00-18:00",
            "Wed-Wed 09:00-17:00",
            "Thu-Thu 09:00-18:00",
            "Sun-Sun 10:00-12:00"
        ]
    );
    let first = &exceptions[0];
    assert_eq!(
        (first.first.to_string(), first.last.to_string()),
        ("2027-01-01".into(), "2027-01-03".into())
    );
    assert_eq!(exceptions[1].first.to_string(), "2027-02-02", "a usual Monday is no exception");
    assert_eq!(exceptions.len(), EXCEPTIONS_MAX);
}
