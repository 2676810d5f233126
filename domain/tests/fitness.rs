//! Fitness: is everything named that makes a calendar or a policy unfit to be published?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::At;
use domain::book::Book;
use domain::calendar::{self, BLACKOUTS_MAX, DEPTH_MAX, Hours, OVERRIDES_MAX};
use domain::policy::{self, Rules};
use serde_json::{Value, json};

/// A book with one calendar, open every Monday, and one within the other as deep as may be.
fn book() -> Book {
    let mut book = Book::default();
    let mut take = |name: String, hours: Value| {
        let it =
            json!({ "version": 1, "effective_from": At(0).utc(), "hours": hours, "content": "" });
        book.take_calendar(&name.parse().unwrap(), &serde_json::from_value(it).unwrap(), At(0));
    };
    take("mondays".to_owned(), weekly(&json!({ "mon": "09:00-17:00" })));
    take("depth-0".to_owned(), json!({ "always": {} }));
    for depth in 1..=DEPTH_MAX {
        let parts = [format!("depth-{}@1", depth - 1), "mondays@1".to_owned()];
        take(format!("depth-{depth}"), json!({ "either": parts }));
    }
    book
}

fn weekly(week: &Value) -> Value {
    json!({ "weekly": { "zone": "Europe/Moscow", "tzdb": "2026f", "week": week } })
}

#[track_caller]
fn check_hours(hours: Value, then: &[&str]) {
    let hours: Hours = serde_json::from_value(hours).unwrap();
    let problems = calendar::check(&hours, &book());
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, then);
}

#[test]
fn hours_that_are_fit_have_no_problem() {
    check_hours(json!({ "always": {} }), &[]);
    let week =
        json!({ "mon": "20:00-08:00", "tue": "08:00-13:00 13:00-24:00", "wed": "00:00-24:00" });
    check_hours(weekly(&week), &[]);
    check_hours(json!({ "both": ["mondays@1", "depth-0@1"] }), &[]);
    let deepest = format!("depth-{}@1", DEPTH_MAX - 1);
    check_hours(json!({ "either": ["mondays@1", deepest] }), &[]);
    // A date's window may reach into the next day's; they become one.
    let mut hours = weekly(&json!({ "mon": "20:00-08:00", "tue": "09:00-17:00" }));
    hours["weekly"]["overrides"] = json!(["2026-11-16 20:00-11:00"]);
    check_hours(hours, &[]);
    // Open on one date only.
    let mut hours = weekly(&json!({}));
    hours["weekly"]["overrides"] = json!(["2026-11-16 20:00-11:00"]);
    check_hours(hours, &[]);
}

#[test]
fn every_problem_of_hours_is_named_at_once() {
    let hours = json!({ "weekly": {
        "zone": "Mars/Olympus",
        "tzdb": "2026f",
        "week": {
            "mon": "20:00-08:00 07:00-09:00 23:00-24:00",
            "tue": "09:00-17:00",
            "thu": "22:00-10:00",
            "fri": "09:59-17:00",
            "sun": "23:00-09:00",
        },
        "overrides": ["2026-05-01 closed", "2026-05-02 09:00-11:00 10:59-12:00", "2026-05-01 closed"],
    }});
    check_hours(
        hours,
        &[
            "release 2026f of the time zone database has no zone Mars/Olympus",
            "windows of mon overlap",
            "the window of thu that goes on after midnight overlaps the next day's",
            "the window of sun that goes on after midnight overlaps the next day's",
            "windows of 2026-05-02 overlap",
            "2026-05-01 is overridden more than once",
        ],
    );
}

#[test]
fn a_release_that_is_not_at_hand_and_counts_beyond_their_limits_are_problems() {
    let mut hours = weekly(&json!({ "mon": "09:00-17:00" }));
    hours["weekly"]["tzdb"] = json!("2019c");
    let mut date = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut overrides = Vec::new();
    while overrides.len() <= OVERRIDES_MAX {
        overrides.push(format!("{date} closed"));
        date = date.succ_opt().unwrap();
    }
    hours["weekly"]["overrides"] = json!(overrides);
    let blackout = "2026-11-17T00:00/2026-11-18T00:00";
    hours["weekly"]["blackouts"] = json!(vec![blackout; BLACKOUTS_MAX + 1]);
    check_hours(
        hours,
        &[
            "release 2019c of the time zone database is not at hand",
            "251 dates are overridden, and may be 250",
            "there are 51 blackouts, and may be 50",
        ],
    );
}

#[test]
fn parts_must_be_there_each_once_and_not_too_deep() {
    check_hours(
        json!({ "both": ["mondays@1"] }),
        &["a calendar made of others needs two parts at least"],
    );
    let deep = format!("depth-{DEPTH_MAX}@1");
    check_hours(
        json!({ "either": ["mondays@1", "mondays@2", "none@1", "mondays@1", deep] }),
        &[
            "there is no calendar mondays@2",
            "there is no calendar none@1",
            "mondays@1 is a part more than once",
            "its parts are made of others more than 5 deep",
        ],
    );
    let nine: Vec<_> = (1..=9).map(|it| format!("none@{it}")).collect();
    let problems = calendar::check(
        &serde_json::from_value(json!({ "either": nine })).unwrap(),
        &Book::default(),
    );
    assert_eq!(problems[0].to_string(), "there are 9 parts, and may be 8");
}

#[test]
fn a_calendar_that_is_never_open_is_a_problem() {
    check_hours(weekly(&json!({})), &["it is never open"]);
    let mut hours = weekly(&json!({ "mon": "09:00-17:00" }));
    hours["weekly"]["blackouts"] = json!(["2000-01-01T00:00/2099-01-01T00:00"]);
    check_hours(hours, &["it is never open"]);
}

/// Rules that are fit, with one row for all.
fn rules() -> Value {
    json!({
        "rows": [{ "name": "all", "first_response": "1h", "resolution": "8h" }],
        "first_response": "reply",
        "resolution_starts": "report",
        "resolution_stops": "resolved",
        "clients_may_raise": false,
        "deadlines_shown": true,
        "pauses": ["client_waiting"],
        "thresholds": [50, 75, 90],
        "grace_s": 60,
        "reopen": "continue",
        "raise": { "mode": "carry", "min_grace_s": 0 },
        "lower": { "mode": "carry", "min_grace_s": 0 },
        "migrate_running": false,
    })
}

const ANNA: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

#[track_caller]
fn check_rules(change: impl FnOnce(&mut Value), then: &[&str]) {
    let mut it = rules();
    change(&mut it);
    let it: Rules = serde_json::from_value(it).unwrap();
    let problems = policy::check(&it, |calendar| calendar.as_str() == "office");
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, then);
}

#[test]
fn rules_that_are_fit_have_no_problem() {
    check_rules(|_| (), &[]);
    let whole = |it: &mut Value| {
        it["rows"] = json!([
            { "name": "vip", "requesters": [ANNA], "first_response": "15m", "calendar": "office" },
            { "name": "urgent", "priorities": ["urgent"], "first_response": "30m" },
            { "name": "desk", "sites": ["cash-desk"], "types": ["fault"], "resolution": "2h" },
            { "name": "faults", "types": ["fault"], "resolution": "end_of_business_day+1" },
            { "name": "rest", "first_response": "4h" },
        ]);
        it["chains"] = json!([{
            "name": "late", "clock": "first_response", "anchor": "threshold", "percent": 80, "rounds": 9,
        }]);
        it["levels"] = json!([
            { "chain": "late", "after_s": 0, "counted": "business", "notify": ["team:night"] },
            { "chain": "late", "after_s": 600, "counted": "wall", "notify": ["rota:duty", "assignee"] },
        ]);
        it["teams"] = json!([{ "name": "night", "people": [ANNA] }]);
        it["rotas"] = json!([{
            "name": "duty", "people": [ANNA], "zone": "Europe/Moscow", "tzdb": "2026f",
            "from": "2026-11-23T09:00:00", "turn_days": 7, "hours": "office",
        }]);
        it["told_in"] = json!("office");
    };
    check_rules(whole, &[]);
}

#[test]
fn an_unclassified_ticket_of_any_priority_must_find_a_row() {
    let typed = |it: &mut Value| it["rows"][0]["types"] = json!(["fault", "question", "access"]);
    check_rules(
        typed,
        &[
            "an unclassified ticket of low priority finds no row",
            "an unclassified ticket of normal priority finds no row",
            "an unclassified ticket of urgent priority finds no row",
        ],
    );
    let some = |it: &mut Value| it["rows"][0]["priorities"] = json!(["low", "urgent"]);
    check_rules(some, &["an unclassified ticket of normal priority finds no row"]);
    let person = |it: &mut Value| {
        it["rows"][0]["requesters"] = json!([ANNA]);
        it["rows"].as_array_mut().unwrap().push(json!({ "name": "x", "first_response": "1h" }));
    };
    check_rules(person, &[]);
}

#[test]
fn a_row_that_rows_before_it_leave_nothing_to_is_a_problem() {
    let rows = |it: &mut Value| {
        it["rows"] = json!([
            { "name": "soon", "priorities": ["urgent", "normal"], "first_response": "1h" },
            { "name": "faults", "types": ["fault"], "first_response": "1h" },
            { "name": "low-faults", "types": ["fault"], "sites": ["hall"], "first_response": "1h" },
            { "name": "urgent-anna", "priorities": ["urgent"], "requesters": [ANNA], "resolution": "1h" },
            { "name": "anna", "requesters": [ANNA], "first_response": "1h" },
            { "name": "rest", "priorities": ["low"], "first_response": "1h" },
            { "name": "never", "first_response": "1h" },
        ]);
    };
    check_rules(
        rows,
        &[
            "row low-faults is never reached: rows before it take all that it matches",
            "row urgent-anna is never reached: rows before it take all that it matches",
            "row never is never reached: rows before it take all that it matches",
        ],
    );
}

#[test]
fn every_problem_of_rules_is_named_at_once() {
    let broken = |it: &mut Value| {
        it["rows"] = json!([
            { "name": "all", "priorities": ["urgent"], "first_response": "1h", "calendar": "nights" },
            { "name": "all" },
        ]);
        it["thresholds"] = json!([0, 75, 75, 100]);
        it["chains"] = json!([
            { "name": "a", "clock": "resolution", "anchor": "breach", "percent": 10, "rounds": 0 },
            { "name": "b", "clock": "first_response", "anchor": "threshold", "rounds": 10 },
            { "name": "b", "clock": "first_response", "anchor": "threshold", "percent": 101, "rounds": 1 },
        ]);
        it["levels"] = json!([
            { "chain": "b", "after_s": 0, "counted": "wall", "notify": ["team:x", "rota:y"] },
            { "chain": "b", "after_s": 0, "counted": "wall", "notify": [] },
            { "chain": "c", "after_s": 0, "counted": "wall", "notify": ["role:manager"] },
        ]);
        it["teams"] = json!([{ "name": "t", "people": [] }, { "name": "t", "people": [ANNA] }]);
        let rota = |zone, tzdb, people: &[&str], days| {
            json!({
                "name": "r", "people": people, "zone": zone, "tzdb": tzdb,
                "from": "2026-11-23T09:00:00", "turn_days": days, "hours": "evenings",
            })
        };
        it["rotas"] = json!([
            rota("Mars/Olympus", "2026f", &[], 0),
            rota("Europe/Moscow", "2019c", &[ANNA], 1),
        ]);
        it["told_in"] = json!("days");
    };
    check_rules(
        broken,
        &[
            "row all promises nothing",
            "there is more than one row all",
            "threshold 0 is not from 1 to 99",
            "threshold 100 is not from 1 to 99",
            "thresholds do not grow: 75 comes after 75",
            "chain a has no levels",
            "chain a has 0 rounds, and may have 1 to 9",
            "chain a gives a percent, and does not begin at a threshold",
            "chain a follows the clock resolution, which no row promises",
            "chain b has 10 rounds, and may have 1 to 9",
            "chain b begins at a threshold, and does not say at which percent",
            "chain b begins at 101 percent, and no threshold is that high",
            "there is more than one chain b",
            "level 1 of chain b tells team x, which there is not",
            "level 1 of chain b tells rota y, which there is not",
            "level 2 of chain b tells nobody",
            "level 1 stands in chain c, which there is not",
            "team t has nobody in it",
            "there is more than one team t",
            "rota r has nobody in it",
            "a turn of rota r has no days",
            "rota r: release 2026f of the time zone database has no zone Mars/Olympus",
            "rota r: release 2019c of the time zone database is not at hand",
            "there is more than one rota r",
            "there is no calendar days",
            "there is no calendar evenings",
            "there is no calendar nights",
        ],
    );
}

#[test]
fn counts_beyond_their_limits_are_problems() {
    let many = |it: &mut Value| {
        let row = |n: usize| json!({ "name": format!("r{n}"), "sites": [format!("s{n}")], "resolution": "1h" });
        let mut rows: Vec<_> = (0..60).map(row).collect();
        rows[0]["requesters"] = json!(vec![ANNA; 51]);
        rows.push(json!({ "name": "all", "first_response": "1h" }));
        it["rows"] = json!(rows);
        it["thresholds"] = json!((1..=11).collect::<Vec<_>>());
        it["teams"] = json!([{ "name": "crowd", "people": vec![ANNA; 51] }]);
    };
    check_rules(
        many,
        &[
            "there are 61 rows, and may be 60",
            "there are 11 thresholds, and may be 10",
            "there are 51 requesters in row r0, and may be 50",
            "there are 51 people in team crowd, and may be 50",
        ],
    );
}

#[test]
fn a_distance_from_utc_is_no_zone_and_a_day_does_not_end_a_minute_early() {
    for fixed in ["EST", "GMT", "MST7MDT", "Etc/GMT-3"] {
        let mut hours = weekly(&json!({ "mon": "00:00-23:59", "tue": "09:00-17:00" }));
        hours["weekly"]["zone"] = json!(fixed);
        let then = format!("{fixed} is a distance from UTC and no zone");
        check_hours(hours, &[&then, "mon is closed for the last minute before midnight"]);
    }
    let mut hours = weekly(&json!({ "mon": "00:00-24:00" }));
    hours["weekly"]["zone"] = json!("UTC");
    check_hours(hours, &[]);
}

#[test]
fn an_unknown_release_does_not_hide_an_unknown_zone() {
    let mut hours = weekly(&json!({ "mon": "09:00-17:00" }));
    hours["weekly"]["zone"] = json!("Europe/Nowhere");
    hours["weekly"]["tzdb"] = json!("1999a");
    let then = [
        "release 1999a of the time zone database is not at hand",
        "release 2026f of the time zone database has no zone Europe/Nowhere",
    ];
    check_hours(hours, &then);
}
