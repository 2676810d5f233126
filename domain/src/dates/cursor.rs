//! Cursor: what do words begin with?

use super::{Day, Unread};
use chrono::NaiveTime;

/// Months as they stand beside a day, and by as many letters as say which.
const MONTHS: [[&str; 2]; 12] = [
    ["january", "января"],
    ["february", "февраля"],
    ["march", "марта"],
    ["april", "апреля"],
    ["may", "мая"],
    ["june", "июня"],
    ["july", "июля"],
    ["august", "августа"],
    ["september", "сентября"],
    ["october", "октября"],
    ["november", "ноября"],
    ["december", "декабря"],
];
const MONTH_LETTERS_MIN: usize = 3;
const NEAR: [(&str, i64); 6] = [
    ("yesterday", -1),
    ("вчера", -1),
    ("today", 0),
    ("сегодня", 0),
    ("tomorrow", 1),
    ("завтра", 1),
];
/// Words before a date or a time that say nothing themselves.
const PARTICLES: [&str; 6] = ["at", "from", "в", "во", "с", "со"];
/// What stands between the begin and the end of a span.
const BETWEEN: [&str; 5] = ["to", "until", "till", "до", "по"];
const DASHES: [char; 3] = ['-', '–', '—'];
/// What a year of two digits is counted from.
const CENTURY: i32 = 2000;

/// What is still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'w>(pub(super) &'w str);

/// A day that words begin with.
#[derive(Debug)]
pub(super) struct Found<'w> {
    pub(super) day: Result<Day, Unread>,
    /// Whether nothing else can be meant, even where no time follows.
    pub(super) sure: bool,
    pub(super) rest: &'w str,
}

impl<'w> Cursor<'w> {
    /// A day, or what is written like one and is none.
    pub(super) fn day(self) -> Option<Found<'w>> {
        let (word, rest) = self.word();
        let lower = word.to_lowercase();
        if let Some((_, days)) = NEAR.iter().find(|it| it.0 == lower) {
            return Some(Found { day: Ok(Day::From(*days)), sure: false, rest });
        }
        self.dotted().or_else(|| self.by_year()).or_else(|| self.named())
    }

    /// `25.11`, `25.11.2026`; `31.13` as well. With digits enough it is nothing else.
    fn dotted(self) -> Option<Found<'w>> {
        let (word, rest) = self.word();
        let parts: Vec<&str> = word.split('.').collect();
        let ([day, month], year) =
            (parts.first_chunk()?, parts.get(2).copied().unwrap_or_default());
        let fits = parts.len() <= 3
            && is_number(day, 1..=2)
            && is_number(month, 1..=2)
            && is_number(year, 0..=4);
        let sure = day.len() + month.len() == 4 || year.len() == 4;
        let read = Day::of(day.parse().ok()?, month.parse().ok()?, year);
        fits.then(|| Found { day: read.ok_or_else(|| Unread::NoDate(word.to_owned())), sure, rest })
    }

    /// `2026-11-25`.
    fn by_year(self) -> Option<Found<'w>> {
        let (word, rest) = self.word();
        let parts: Vec<&str> = word.split('-').collect();
        let [year, month, day] = *parts.as_slice() else { return None };
        let fits = is_number(year, 4..=4) && is_number(month, 1..=2) && is_number(day, 1..=2);
        let read = Day::of(day.parse().ok()?, month.parse().ok()?, year);
        let day = read.ok_or_else(|| Unread::NoDate(word.to_owned()));
        fits.then_some(Found { day, sure: true, rest })
    }

    /// `25 ноября`, `25 Nov 2026`, `November 25, 2026`.
    fn named(self) -> Option<Found<'w>> {
        let (first, rest) = self.word();
        let (second, rest) = Cursor(rest).word();
        let (day, month) = match (month_of(first), month_of(second)) {
            (None, Some(month)) => (first, month),
            (Some(month), None) => (second, month),
            (None, None) | (Some(_), Some(_)) => return None,
        };
        let written = format!("{first} {second}");
        let day: u32 = Some(day).filter(|it| is_number(it, 1..=2))?.parse().ok()?;
        let (year, after) = Cursor(rest).word();
        let (year, rest) = if is_number(year, 4..=4) { (year, after) } else { ("", rest) };
        let day = Day::of(day, month, year).ok_or(Unread::NoDate(written));
        Some(Found { day, sure: false, rest })
    }

    /// `14:20`, `2:20pm`; `25:99` as well.
    pub(super) fn time(self) -> Option<(Result<NaiveTime, Unread>, &'w str)> {
        let words = self.0.trim_start();
        let end = words.find(|it: char| !it.is_ascii_digit() && it != ':').unwrap_or(words.len());
        let (digits, rest) = words.split_at(end);
        let letters = rest.find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len());
        let (half, rest) = rest.split_at(letters);
        let after_noon = match half.to_ascii_lowercase().as_str() {
            "" => None,
            "am" => Some(false),
            "pm" => Some(true),
            _ => return None,
        };
        let parts: Vec<&str> = digits.split(':').collect();
        let is_like_time = (parts.len() > 1 || after_noon.is_some())
            && parts.iter().all(|it| is_number(it, 1..=2));
        // A name of a file, or an address.
        if !is_like_time || rest.starts_with(['.', '/', '_', '@']) {
            return None;
        }
        let written = || Unread::NoTime(format!("{digits}{half}"));
        Some((time_of(&parts, after_noon).ok_or_else(written), after(rest)))
    }

    pub(super) fn is_time(self) -> bool {
        self.time().is_some()
    }

    /// What follows a word that says nothing itself, if there is one.
    pub(super) fn past_particle(self) -> Self {
        let (word, rest) = self.word();
        let is_one = PARTICLES.contains(&word.to_lowercase().as_str());
        if is_one { Self(rest) } else { self }
    }

    /// What follows a dash, or a word that stands for one.
    pub(super) fn past_dash(self) -> Option<Self> {
        if let Some(rest) = self.0.trim_start().strip_prefix(DASHES) {
            return Some(Self(rest));
        }
        let (word, rest) = self.word();
        BETWEEN.contains(&word.to_lowercase().as_str()).then_some(Self(rest))
    }

    /// The first word without a comma behind it, and what follows it.
    pub(super) fn word(self) -> (&'w str, &'w str) {
        let words = self.0.trim_start();
        let end = words.find(char::is_whitespace).unwrap_or(words.len());
        let (word, rest) = words.split_at(end);
        (word.trim_end_matches(','), rest.trim_start())
    }
}

impl Day {
    /// None for what no calendar has.
    fn of(day: u32, month: u32, year: &str) -> Option<Self> {
        let year = match (year.len(), year.parse::<i32>()) {
            (0, _) => None,
            (2, Ok(year)) => Some(CENTURY + year),
            (4, Ok(year)) => Some(year),
            _ => return None,
        };
        let fits = (1..=31).contains(&day) && (1..=12).contains(&month);
        fits.then_some(Self::Date { day, month, year })
    }
}

fn time_of(parts: &[&str], after_noon: Option<bool>) -> Option<NaiveTime> {
    let (hour, minute) = match *parts {
        [hour] => (hour, "00"),
        [hour, minute] if minute.len() == 2 => (hour, minute),
        _ => return None,
    };
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match after_noon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(false) => hour % 12,
        Some(true) => hour % 12 + 12,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_lowercase();
    let begins = |it: &&str| it.starts_with(&word);
    if word.chars().count() < MONTH_LETTERS_MIN {
        return None;
    }
    let place = MONTHS.iter().position(|it| it.iter().any(&begins))?;
    u32::try_from(place + 1).ok()
}

/// What follows a time: a comma belongs to it.
fn after(rest: &str) -> &str {
    rest.strip_prefix(',').unwrap_or(rest).trim()
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}
