//! Calendar days: which windows does a file give to the days of the week and to dates?

use super::calendar_file::{Notes, Place, Places};
use super::faults::Faults;
use super::section::{Section, Told, kind};
use chrono::{NaiveDate, NaiveTime, Weekday};
use domain::calendar::{Blackout, Day, OVERRIDES_MAX, Override, Week, Weekly, Windows};
use domain::client::Zone;
use domain::zone::{Release, newest};
use std::collections::BTreeMap;

/// The days of a week as a file names them.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
/// What stands between the first and the last of several dates.
const TO: &str = "..";

const NO_WEEK: &str = "there is no [week]: write one with days such as mon-fri = \"09:00-18:00\"";
const A_DAY: &str = "write mon, tue, wed, thu, fri, sat, sun, or several in a row such as mon-fri";
const A_DATE: &str = "write one such as 2027-05-09, or a row such as \"2027-01-01..2027-01-08\"";
const TWICE: &str = "is said more than once: leave one of them";

/// Hours by the week. What cannot be read is told, and left as it would be without it.
pub(super) fn weekly(
    faults: &Faults,
    top: &mut Section<'_>,
    notes: &mut Notes,
    places: &mut Places,
) -> Weekly {
    places.push((Place::Zone, top.span_of("zone")));
    places.push((Place::Tzdb, top.span_of("tzdb")));
    if !top.has("zone") {
        top.missing(faults, "zone", "\"Europe/Moscow\" (or always = true)");
    }
    let zone = top.read(faults, "zone", |it| it.text().map(|it| Zone(it.to_owned())));
    let tzdb: Option<Release> = top.read(faults, "tzdb", Told::parsed);
    let mut week = Week::default();
    match top.below(faults, "week") {
        Some(section) => read_week(faults, &section, &mut week, places),
        None if top.has("week") => (),
        None => faults.missing_section(NO_WEEK),
    }
    let mut overrides = BTreeMap::new();
    if let Some(section) = top.below(faults, "days") {
        places.push((Place::Days, section.span()));
        read_days(faults, &section, (&mut overrides, notes), places);
    }
    let mut blackouts = vec![];
    for mut it in top.all_below(faults, "blackout") {
        places.push((Place::Blackouts, it.span()));
        if let Some(blackout) = blackout(faults, &mut it, notes) {
            places.push((Place::Blackout(blackout), it.span()));
            blackouts.push(blackout);
        }
        it.end(faults);
    }
    let overrides = overrides.into_iter().map(|(date, open)| Override { date, open }).collect();
    let (zone, tzdb) = (zone.unwrap_or_default(), tzdb.unwrap_or_else(newest));
    Weekly { zone, tzdb, week, overrides, blackouts }
}

fn read_week(faults: &Faults, section: &Section<'_>, week: &mut Week, places: &mut Places) {
    let mut said: Vec<Weekday> = vec![];
    for (key, item, span) in section.entries() {
        let Some(days) = days(key) else {
            faults.say(span, format!("{key} is no day: {A_DAY}"));
            continue;
        };
        let open = match open(key, item.as_str(), item.type_name()) {
            Ok(it) => it,
            Err(why) => {
                faults.say(span, why);
                continue;
            }
        };
        for day in days {
            if said.contains(&day) {
                let day = Day::Weekday(day);
                faults.say(span.clone(), format!("{day} {TWICE}"));
            }
            said.push(day);
            places.push((Place::Day(Day::Weekday(day)), span.clone()));
            *of(week, day) = open.clone();
        }
    }
}

/// The days of a key: `mon`, `mon-fri`.
fn days(key: &str) -> Option<Vec<Weekday>> {
    let place = |it: &str| DAYS.iter().position(|day| day.0 == it);
    let (first, last) = key.split_once('-').unwrap_or((key, key));
    let days = DAYS.get(place(first)?..=place(last)?)?;
    (!days.is_empty()).then(|| days.iter().map(|it| it.1).collect())
}

fn of(week: &mut Week, day: Weekday) -> &mut Windows {
    match day {
        Weekday::Mon => &mut week.mon,
        Weekday::Tue => &mut week.tue,
        Weekday::Wed => &mut week.wed,
        Weekday::Thu => &mut week.thu,
        Weekday::Fri => &mut week.fri,
        Weekday::Sat => &mut week.sat,
        Weekday::Sun => &mut week.sun,
    }
}

fn open(key: &str, text: Option<&str>, type_name: &str) -> Result<Windows, String> {
    let what = kind(type_name);
    let text = text.ok_or_else(|| {
        format!("{key} is {what}, and must be windows such as \"09:00-18:00\", or \"closed\"")
    })?;
    let expected = "closed, or windows such as 09:00-13:00 14:00-18:00";
    text.parse().map_err(|_| format!("{key} = \"{text}\" is not {expected} (24:00 may end one)"))
}

fn read_days(
    faults: &Faults,
    section: &Section<'_>,
    (overrides, notes): (&mut BTreeMap<NaiveDate, Windows>, &mut Notes),
    places: &mut Places,
) {
    for (key, item, span) in section.entries() {
        let Some(dates) = dates(key) else {
            faults
                .say(span, format!("{key} is no date: {A_DATE}, of {OVERRIDES_MAX} dates at most"));
            continue;
        };
        let mut text = item.as_str();
        let mut why = None;
        if let Some(table) = item.as_table_like() {
            let mut section = Section::new(table, span.clone());
            let told = |it: &Told<'_>| it.text().map(str::to_owned);
            why = section.read(faults, "why", told);
            if !section.has("open") {
                section.missing(faults, "open", "\"closed\"");
            }
            section.value(faults, "open");
            text = table.get("open").and_then(toml_edit::Item::as_str);
            section.end(faults);
            if text.is_none() && !section.has("open") {
                continue;
            }
        }
        let open = match open(key, text, item.type_name()) {
            Ok(it) => it,
            Err(why) => {
                faults.say(span, why);
                continue;
            }
        };
        for date in dates {
            if overrides.insert(date, open.clone()).is_some() {
                faults.say(span.clone(), format!("{date} {TWICE}"));
            }
            places.push((Place::Day(Day::Date(date)), span.clone()));
            notes.why.extend(why.clone().map(|it| (date, it)));
        }
    }
}

/// The dates of a key: one, or from one to another.
fn dates(key: &str) -> Option<Vec<NaiveDate>> {
    let (first, last) = key.split_once(TO).unwrap_or((key, key));
    let date = |it: &str| NaiveDate::parse_from_str(it, "%Y-%m-%d").ok().filter(|_| it.len() == 10);
    let (first, last) = (date(first)?, date(last)?);
    let dates: Vec<_> =
        first.iter_days().take_while(|it| *it <= last).take(OVERRIDES_MAX + 1).collect();
    (1..=OVERRIDES_MAX).contains(&dates.len()).then_some(dates)
}

fn blackout(faults: &Faults, section: &mut Section<'_>, notes: &mut Notes) -> Option<Blackout> {
    let from = section.read(faults, "from", Told::civil);
    let to = section.read(faults, "to", Told::civil);
    let why = section.read(faults, "why", |it| it.text().map(str::to_owned));
    for key in ["from", "to"] {
        if !section.has(key) {
            section.missing(faults, key, "2026-11-17T09:00:00");
        }
    }
    let (from, to) = (from?, to?);
    if let Some(why) = why {
        let dates = from.date().iter_days().take_while(|it| it.and_time(NaiveTime::MIN) < to);
        notes.why.extend(dates.take(OVERRIDES_MAX).map(|it| (it, why.clone())));
    }
    Some(Blackout { from, to })
}
