//! Random: calendars and spans of time that an engine may get wrong.

use chrono::{NaiveDate, TimeDelta};
use domain::calendar::{
    Blackout, CalendarRef, Hours, Override, Published, Week, Weekly, Window, Windows,
};
use domain::client::Zone;
use domain::zone::{RELEASES, Release, rules};
use domain::{At, Slug};
use std::collections::HashMap;

/// Where clocks do what is easily got wrong, and the years in which they do it.
const ZONES: [(&str, i32, i32); 16] = [
    ("Europe/Berlin", 2008, 2060),
    ("America/New_York", 2005, 2060),
    ("Australia/Lord_Howe", 2008, 2060),
    ("Asia/Kathmandu", 2008, 2030),
    ("Africa/Casablanca", 2008, 2030),
    ("America/Vancouver", 2018, 2030),
    ("Europe/Moscow", 2010, 2015),
    ("Pacific/Apia", 2010, 2022),
    ("America/Sao_Paulo", 2008, 2020),
    ("Asia/Pyongyang", 2014, 2019),
    ("Asia/Gaza", 2010, 2030),
    ("America/Caracas", 2007, 2017),
    ("Pacific/Chatham", 2010, 2040),
    ("Africa/El_Aaiun", 2012, 2030),
    ("Antarctica/Troll", 2012, 2030),
    ("UTC", 2010, 2030),
];

const DAY_S: i64 = 86_400;

/// Numbers without a pattern; the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// From 0 to below `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.roll() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn percent(&mut self, chance: i64) -> bool {
        self.below(100) < chance
    }

    fn one_of<T: Copy>(&mut self, them: &[T]) -> T {
        them[usize::try_from(self.below(i64::try_from(them.len()).unwrap())).unwrap()]
    }
}

/// One version, as it is published.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) published: Published,
    pub(crate) published_at: At,
}

/// A calendar with its versions and parts, and a span of time to look at it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) versions: Vec<Version>,
    pub(crate) parts: HashMap<CalendarRef, Hours>,
    pub(crate) begin: At,
    pub(crate) minutes: i64,
}

impl Case {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let (zone, first, last) = dice.one_of(&ZONES);
        let zone = Zone(zone.to_owned());
        let tzdb = dice.one_of(&RELEASES);
        let days = 3 + dice.below(6);
        let begin = begin(dice, (&zone, tzdb), (first, last), days);
        let mut case =
            Self { versions: vec![], parts: HashMap::new(), begin, minutes: days * 1440 };
        let versions = if dice.percent(70) { 1 } else { 2 + dice.below(2) };
        for version in 1..=u32::try_from(versions).unwrap() {
            let hours = case.hours(dice, &zone, tzdb);
            // Before, within or after the span; and now and then back-dated.
            let effective_from = case.minute(dice);
            let earlier = (dice.below(5) - 3) * DAY_S / 2;
            let published_at = effective_from.plus(if version == 1 { -DAY_S } else { earlier });
            let effective_from = effective_from.utc();
            let published = Published { version, effective_from, hours, content: String::new() };
            case.versions.push(Version { published, published_at });
        }
        case
    }

    /// A whole minute in the span, or up to a day before or after it.
    fn minute(&self, dice: &mut Dice) -> At {
        self.begin.plus((dice.below(self.minutes + 2880) - 1440) * 60)
    }

    /// A second in the span; often a whole minute or a quarter of an hour.
    pub(crate) fn second(&self, dice: &mut Dice) -> At {
        let unit = dice.one_of(&[1, 60, 900]);
        self.begin.plus(dice.below(self.minutes * 60 / unit) * unit)
    }

    fn hours(&mut self, dice: &mut Dice, zone: &Zone, tzdb: Release) -> Hours {
        match dice.below(20) {
            0 => Hours::Always {},
            1 | 2 => Hours::Both(self.some_parts(dice, zone)),
            3 | 4 => Hours::Either(self.some_parts(dice, zone)),
            _ => Hours::Weekly(self.weekly(dice, zone, tzdb)),
        }
    }

    fn some_parts(&mut self, dice: &mut Dice, zone: &Zone) -> Vec<CalendarRef> {
        let mut parts = Vec::new();
        for _ in 0..2 + dice.below(2) {
            let (other, ..) = dice.one_of(&ZONES);
            let zone = if dice.percent(50) { zone } else { &Zone(other.to_owned()) };
            let hours = if dice.percent(5) {
                Hours::Always {}
            } else {
                let tzdb = dice.one_of(&RELEASES);
                Hours::Weekly(self.weekly(dice, zone, tzdb))
            };
            let calendar: Slug = format!("part-{}", self.parts.len()).parse().unwrap();
            let part = CalendarRef { calendar, version: 1 };
            self.parts.insert(part.clone(), hours);
            parts.push(part);
        }
        parts
    }

    fn weekly(&self, dice: &mut Dice, zone: &Zone, tzdb: Release) -> Weekly {
        let week = Week {
            mon: windows(dice),
            tue: windows(dice),
            wed: windows(dice),
            thu: windows(dice),
            fri: windows(dice),
            sat: windows(dice),
            sun: windows(dice),
        };
        let mut overrides = Vec::new();
        for day in -2..=self.minutes / 1440 + 1 {
            if dice.percent(15) {
                overrides.push(Override { date: self.date(day), open: windows(dice) });
            }
        }
        let mut blackouts = Vec::new();
        while dice.percent(30) {
            let from = self.minute(dice).utc().naive_utc();
            let to = from + TimeDelta::minutes(1 + dice.below(2880));
            blackouts.push(Blackout { from, to });
        }
        Weekly { zone: zone.clone(), tzdb, week, overrides, blackouts }
    }

    fn date(&self, day: i64) -> NaiveDate {
        self.begin.plus(day * DAY_S).utc().date_naive()
    }
}

/// A whole minute from which so many days often have a change of the clocks in them.
fn begin(dice: &mut Dice, of: (&Zone, Release), years: (i32, i32), days: i64) -> At {
    let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let (first, last) = (day(years.0).and_utc().timestamp(), day(years.1).and_utc().timestamp());
    let any = At(first + dice.below(last - first));
    let change = rules(of.1, of.0).unwrap().next_change(any).filter(|_| dice.percent(70));
    let around = change.map_or(any, |it| it.plus(-dice.below(days * DAY_S)));
    At(around.0.div_euclid(60) * 60)
}

fn windows(dice: &mut Dice) -> Windows {
    let count = dice.one_of(&[0, 1, 1, 1, 2, 3]);
    let unit = dice.one_of(&[1, 30, 30, 60]);
    let mut windows = Vec::new();
    while windows.len() < count {
        let from = u16::try_from(dice.below(1440 / unit) * unit).unwrap();
        let to = u16::try_from(dice.below(1440 / unit + 1) * unit).unwrap();
        windows.extend(Window::new(from, to));
    }
    Windows(windows)
}
