//! Dates: given words, typed at noon in Moscow, then this is the instant.

use super::*;

/// Noon of Monday, 23 November 2026, in Moscow.
const NOW: &str = "2026-11-23T09:00:00Z";

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn with_wall<T>(zone: &str, ask: impl FnOnce(Wall<'_>) -> T) -> T {
    let zone = Zone(zone.to_owned());
    ask(Wall { now: at(NOW), zone: &zone })
}

#[track_caller]
fn reported(words: &str, then: Result<(&str, &str), Unread>) {
    let then = then.map(|(instant, text)| (at(instant), text));
    assert_eq!(with_wall("Europe/Moscow", |it| past(words, it)), then, "{words}");
}

#[track_caller]
fn planned(words: &str, then: Result<(&str, &str, &str), Unread>) {
    let then = then.map(|it| (at(it.0), at(it.1), it.2));
    assert_eq!(with_wall("Europe/Moscow", |it| span(words, it)), then, "{words}");
}

#[track_caller]
fn ends(words: &str, then: Result<&str, Unread>) {
    let written = first(words).and_then(|it| it.ok_or(Unread::Missing));
    let until = with_wall("Europe/Moscow", |wall| written?.0.until(wall));
    assert_eq!(until, then.map(at), "{words}");
}

fn no_date<T>(written: &str) -> Result<T, Unread> {
    Err(Unread::NoDate(written.to_owned()))
}

fn no_time<T>(written: &str) -> Result<T, Unread> {
    Err(Unread::NoTime(written.to_owned()))
}

#[test]
fn a_day_and_a_time_are_read_as_people_write_them() {
    for day in [
        "20.11",
        "20.11.2026",
        "20.11.26",
        "2026-11-20",
        "20 ноября",
        "20 нояб.",
        "20 November",
        "20 Nov 2026",
        "November 20, 2026",
        "nov 20",
    ] {
        for time in ["09:05", "9:05", "9:05am", "в 9:05,", "at 9:05AM"] {
            let words = format!("{day} {time} text");
            reported(&words, Ok(("2026-11-20T06:05:00Z", "text")));
        }
    }
    reported("вчера 14:20 text", Ok(("2026-11-22T11:20:00Z", "text")));
    reported("Today at 9am, text", Ok(("2026-11-23T06:00:00Z", "text")));
    reported("31.12.2025 12:00pm text", Ok(("2025-12-31T09:00:00Z", "text")));
}

#[test]
fn a_time_alone_is_the_last_one_or_the_next_one() {
    reported("11:20 text", Ok(("2026-11-23T08:20:00Z", "text")));
    reported("12:00 text", Ok(("2026-11-23T09:00:00Z", "text")));
    reported("23:50 text", Ok(("2026-11-22T20:50:00Z", "text")));
    ends("18:00", Ok("2026-11-23T15:00:00Z"));
    ends("12:00", Ok("2026-11-24T09:00:00Z"));
}

#[test]
fn words_that_only_begin_like_a_date_are_words() {
    for words in [
        "Не печатает 14:20",
        "8.1 не ставится",
        "8.13 не ставится",
        "10.0.0.1 молчит",
        "10.0.19045 не ставится",
        "1С: не входит",
        "14:20.log не открывается",
        "Сегодня не печатает",
        "5 мая не приехал мастер",
        "5 машин не включаются",
        "May 5 be the limit",
        "14:20-15:30 не было связи",
        "14:20 - 15:30 не было связи",
        "",
    ] {
        reported(words, Ok((NOW, words)));
    }
}

#[test]
fn a_slip_of_the_finger_is_no_instant() {
    reported("25:99 text", no_time("25:99"));
    reported("14:20:99 text", no_time("14:20:99"));
    reported("9:5 text", no_time("9:5"));
    reported("13pm text", no_time("13pm"));
    reported("31.02 14:20 text", no_date("31.02"));
    reported("31 февраля 14:20 text", no_date("31.02"));
    reported("99.99 09:05 text", no_date("99.99"));
    reported("20.11.126 09:05 text", no_date("20.11.126"));
    reported("2026-13-01 09:05 text", no_date("2026-13-01"));
    reported("20.11 25:99 text", no_time("25:99"));
    reported("20.11 text", Err(Unread::Missing));
    reported("2026-11-20 text", Err(Unread::Missing));
    reported("14.20 text", no_date("14.20"));
}

#[test]
fn what_is_to_come_was_not_reported_yet() {
    reported("24.12 09:05 text", Err(Unread::ToCome));
    reported("20.11.2027 09:05 text", Err(Unread::ToCome));
    reported("завтра 10:00 text", Err(Unread::ToCome));
}

#[test]
fn a_span_is_read_as_people_write_it() {
    let late = Ok(("2026-11-25T19:00:00Z", "2026-11-25T20:30:00Z", "text"));
    for words in [
        "25.11 22:00-23:30 text",
        "25.11.2026 22:00–23:30  text",
        "25 ноября с 22:00 до 23:30 text",
        "Nov 25 from 22:00 to 23:30 text",
        "Nov 25 10pm - 11:30pm, text",
        "25.11 22:00 — 25.11 23:30 text",
    ] {
        planned(words, late.clone());
    }
    planned("22:00-02:00 text", Ok(("2026-11-23T19:00:00Z", "2026-11-23T23:00:00Z", "text")));
    planned("9:00-10:00 text", Ok(("2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z", "text")));
    planned("завтра 9:00-10:00 text", Ok(("2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z", "text")));
    planned("10.01 9:00-10:00 text", Ok(("2027-01-10T06:00:00Z", "2027-01-10T07:00:00Z", "text")));
    let over_new_year = Ok(("2026-12-31T19:00:00Z", "2027-01-01T03:00:00Z", "text"));
    planned("31.12 22:00 - 01.01 06:00 text", over_new_year);
}

#[test]
fn what_is_no_span_or_has_passed_is_refused() {
    for words in ["", "завтра text", "25.11", "25.11 22:00", "25.11 22:00 text", "22-23 text"]
    {
        planned(words, Err(Unread::Missing));
    }
    planned("25.11 25:00-26:00 text", no_time("25:00"));
    planned("31.02 22:00-23:00 text", no_date("31.02"));
    planned("21.11.2026 22:00-23:00 text", Err(Unread::Passed));
    planned("25.11 22:00 - 25.12 22:00 text", Err(Unread::TooLong));
}

#[test]
fn a_day_without_a_year_that_has_just_passed_is_not_next_years() {
    let which = |day: &str| Err(Unread::WhichYear(day.to_owned()));
    for (words, then) in [
        ("20.11 22:00-23:30 text", which("20.11")),
        ("22 ноября 22:00-23:30 text", which("22.11")),
        ("26.05 22:00-23:30 text", which("26.05")),
        ("25.05 22:00-23:30 text", Ok(("2027-05-25T19:00:00Z", "2027-05-25T20:30:00Z", "text"))),
        ("29.02 22:00-23:30 text", Ok(("2028-02-29T19:00:00Z", "2028-02-29T20:30:00Z", "text"))),
        ("23.11 22:00-23:30 text", Ok(("2026-11-23T19:00:00Z", "2026-11-23T20:30:00Z", "text"))),
        (
            "20.11.2027 22:00-23:30 text",
            Ok(("2027-11-20T19:00:00Z", "2027-11-20T20:30:00Z", "text")),
        ),
    ] {
        planned(words, then);
    }
}

#[test]
fn a_night_is_short_and_what_else_ends_before_it_begins_is_a_slip() {
    for (words, then) in [
        ("25.11 23:30-22:00 text", Err(Unread::Backwards)),
        ("23:30-22:00 text", Err(Unread::Backwards)),
        ("25.11 22:00-10:01 text", Err(Unread::Backwards)),
        ("25.11 22:00-22:00 text", Err(Unread::Backwards)),
        ("25.11 22:00-10:00 text", Ok(("2026-11-25T19:00:00Z", "2026-11-26T07:00:00Z", "text"))),
        (
            "25.11 23:30 - 26.11 22:00 text",
            Ok(("2026-11-25T20:30:00Z", "2026-11-26T19:00:00Z", "text")),
        ),
    ] {
        planned(words, then);
    }
}

#[test]
fn an_end_is_the_next_day_or_time_of_its_kind() {
    ends("25.11", Ok("2026-11-24T21:00:00Z"));
    ends("25.11 09:00", Ok("2026-11-25T06:00:00Z"));
    ends("2026-12-01", Ok("2026-11-30T21:00:00Z"));
    ends("01.12.2027", Ok("2027-11-30T21:00:00Z"));
    ends("01.02", Ok("2027-01-31T21:00:00Z"));
    ends("29.02", Ok("2028-02-28T21:00:00Z"));
    ends("20.11", Err(Unread::WhichYear("20.11".to_owned())));
    ends("20.11.2027", Ok("2027-11-19T21:00:00Z"));
    ends("tomorrow 10:00", Ok("2026-11-24T07:00:00Z"));
    ends("31.02", no_date("31.02"));
    ends("soon", Err(Unread::Missing));
}

#[test]
fn a_time_that_the_clocks_jump_over_is_when_they_do() {
    let ask =
        |words: &str, zone: &str| with_wall(zone, |it| first(words).unwrap().unwrap().0.until(it));
    assert_eq!(ask("28.03.2027 02:30", "Europe/Berlin"), Ok(at("2027-03-28T01:00:00Z")));
    assert_eq!(ask("28.03.2027 03:30", "Europe/Berlin"), Ok(at("2027-03-28T01:30:00Z")));
}
