//! Civil time: by the clocks of which zone and release are the days of a period told?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, NaiveDate, Utc};
use domain::book::Book;
use domain::calendar::{Hours, Published};
use domain::civil::{Agreed, CivilTime, Days};
use domain::client::Zone;
use domain::zone::{RELEASES, newest};
use domain::{At, Slug};
use serde_json::json;

fn at(text: &str) -> At {
    At::from(text.parse::<DateTime<Utc>>().unwrap())
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    Zone(name.to_owned())
}

fn publish(book: &mut Book, name: &str, version: u32, published: &str, hours: Hours) {
    let (effective_from, content) = (at(published).utc(), String::new());
    let it = Published { version, effective_from, hours, content };
    book.take_calendar(&slug(name), &it, at(published));
}

fn weekly(tzdb: &str) -> Hours {
    let week = json!({ "mon": "09:00-17:00" });
    let weekly = json!({ "zone": "Europe/Berlin", "tzdb": tzdb, "week": week });
    serde_json::from_value(json!({ "weekly": weekly })).unwrap()
}

/// In Casablanca from September on, in Yekaterinburg from the second hour after October is closed by UTC; the calendar
/// names another release from that hour on, too.
fn agreed() -> (Agreed, Book) {
    let mut agreed = Agreed::default();
    agreed.take_zone(at("2026-09-01T00:00:00Z"), zone("Africa/Casablanca"));
    agreed.take_calendar(at("2026-09-01T00:00:00Z"), slug("office"));
    agreed.take_zone(at("2026-11-02T02:00:00Z"), zone("Asia/Yekaterinburg"));
    let mut book = Book::default();
    publish(&mut book, "office", 1, "2026-09-01T00:00:00Z", weekly("2025b"));
    publish(&mut book, "office", 2, "2026-11-02T02:00:00Z", weekly("2026f"));
    (agreed, book)
}

/// The zone, the release, the first instant and the last of October when asked for at an instant.
#[track_caller]
fn check(
    (agreed, book): (&Agreed, &Book),
    asked: &str,
    (zone, tzdb, from, to): (&str, &str, &str, &str),
) {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let days = Days::of(agreed, book, (day("2026-10-01"), day("2026-11-01")), at(asked));
    let told = (days.civil.zone.0.as_str(), days.civil.tzdb.to_string());
    assert_eq!(told, (zone, tzdb.to_owned()), "asked at {asked}");
    assert_eq!((days.period.from, days.period.to), (at(from), at(to)), "asked at {asked}");
}

#[test]
fn a_closed_month_keeps_the_zone_and_the_release_that_held_when_it_was_closed() {
    let (agreed, book) = agreed();
    let then = ("Africa/Casablanca", "2025b", "2026-09-30T23:00:00Z", "2026-10-31T23:00:00Z");
    for asked in ["2026-10-15T00:00:00Z", "2026-11-02T01:00:00Z", "2026-12-01T00:00:00Z"] {
        check((&agreed, &book), asked, then);
    }
}

#[test]
fn an_open_month_is_told_by_what_holds_now() {
    let (mut agreed, mut book) = agreed();
    agreed.take_zone(at("2026-10-10T00:00:00Z"), zone("Asia/Yekaterinburg"));
    let before = ("Africa/Casablanca", "2025b", "2026-09-30T23:00:00Z", "2026-10-31T23:00:00Z");
    check((&agreed, &book), "2026-10-09T23:59:59Z", before);
    let after = ("Asia/Yekaterinburg", "2025b", "2026-09-30T19:00:00Z", "2026-10-31T19:00:00Z");
    check((&agreed, &book), "2026-10-10T00:00:00Z", after);
    agreed.take_zone(at("2026-10-11T00:00:00Z"), zone("Africa/Casablanca"));
    publish(&mut book, "office", 3, "2026-10-12T00:00:00Z", weekly("2026f"));
    // By the later release its clocks went back for good in September.
    let republished =
        ("Africa/Casablanca", "2026f", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
    check((&agreed, &book), "2026-10-12T00:00:00Z", republished);
}

#[test]
fn without_a_calendar_of_its_own_it_goes_by_the_newest_release_named_by_then() {
    let mut agreed = Agreed::default();
    agreed.take_zone(at("2026-09-01T00:00:00Z"), zone("Africa/Casablanca"));
    let mut book = Book::default();
    let oldest = ("Africa/Casablanca", "2025b", "2026-09-30T23:00:00Z", "2026-10-31T23:00:00Z");
    check((&agreed, &book), "2026-12-01T00:00:00Z", oldest);
    publish(&mut book, "later", 1, "2026-11-02T01:00:01Z", weekly("2026f"));
    check((&agreed, &book), "2026-12-01T00:00:00Z", oldest);
    let newest = ("Africa/Casablanca", "2026f", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
    publish(&mut book, "elsewhere", 1, "2026-11-02T01:00:00Z", weekly("2026f"));
    publish(&mut book, "old", 1, "2026-11-02T01:00:00Z", weekly("2025b"));
    check((&agreed, &book), "2026-12-01T00:00:00Z", newest);
    // One that is open round the clock names none.
    agreed.take_calendar(at("2026-09-01T00:00:00Z"), slug("always"));
    publish(&mut book, "always", 1, "2026-09-01T00:00:00Z", Hours::Always {});
    check((&agreed, &book), "2026-12-01T00:00:00Z", newest);
}

#[test]
fn whoever_came_later_goes_by_what_was_agreed_first_and_the_oldest_release_is_no_newest() {
    let mut agreed = Agreed::default();
    agreed.take_zone(at("2026-11-20T00:00:00Z"), zone("Asia/Yekaterinburg"));
    agreed.take_zone(at("2026-11-21T00:00:00Z"), zone("Africa/Casablanca"));
    let then = ("Asia/Yekaterinburg", "2025b", "2026-09-30T19:00:00Z", "2026-10-31T19:00:00Z");
    check((&agreed, &Book::default()), "2026-12-01T00:00:00Z", then);
    assert!(!agreed.is_known_by(at("2026-11-19T00:00:00Z")));
    assert!(RELEASES[0] < newest());
}

#[test]
fn where_midnight_does_not_exist_a_day_begins_when_the_clocks_have_jumped_over_it() {
    let cairo = CivilTime { zone: zone("Africa/Cairo"), tzdb: newest() };
    let begin = |day: &str| cairo.begin(day.parse().unwrap());
    assert_eq!(begin("2026-04-25").since(begin("2026-04-24")), 23 * 3_600);
}
