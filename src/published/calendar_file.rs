//! Calendar file: which calendar does a file that people wrote ask for, or what is wrong with it?

use super::calendar_days::weekly;
use super::faults::{Fault, Faults, Span, document};
use super::section::{Section, Told};
use chrono::{DateTime, NaiveDate, Utc};
use domain::Slug;
use domain::book::Book;
use domain::calendar::{Blackout, Day, Hours, Problem, check};
use domain::zone::RELEASES;
use std::collections::BTreeMap;

/// What stands for a name that cannot be read, while the rest is looked at.
const NAMELESS: &str = "nameless";

/// A calendar as people write it: the hours, and what they want to be known about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarFile {
    pub(crate) name: Slug,
    pub(crate) hours: Hours,
    pub(crate) effective_from: Option<DateTime<Utc>>,
    pub(crate) notes: Notes,
}

/// What a file says beside the hours. None of it is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// Where the hours come from.
    pub(crate) source: Vec<String>,
    /// What nobody has confirmed, and why it stands there.
    pub(crate) unconfirmed: Vec<String>,
    pub(crate) why: BTreeMap<NaiveDate, String>,
}

/// What was read of a file, before it is held against what is published.
pub(crate) struct Draft<'t> {
    faults: Faults<'t>,
    file: CalendarFile,
    places: Places,
}

/// Where in the file what a problem is about stands.
pub(super) type Places = Vec<(Place, Span)>;

/// What a problem may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Zone,
    Tzdb,
    Day(Day),
    Days,
    Blackout(Blackout),
    Blackouts,
    Parts,
}

impl<'t> Draft<'t> {
    pub(crate) fn read(text: &'t str) -> Self {
        let faults = Faults::new(text);
        let document = document(&faults);
        let mut places = vec![];
        let file = take_in(&faults, Section::new(document.as_table(), None), &mut places);
        Self { faults, file, places }
    }

    /// The calendars that it is made of.
    pub(crate) fn parts(&self) -> Vec<Slug> {
        commands::calendar::find::parts(&self.file.hours).collect()
    }

    /// The calendar, if nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, by line.
    pub(crate) fn checked(self, book: &Book) -> Result<CalendarFile, Vec<Fault>> {
        let can_be_read = self.faults.is_empty();
        for it in check(&self.file.hours, book) {
            // Where something could not be read, it may just be what is missed.
            let missed = matches!(it, Problem::NeverOpen | Problem::TooFewParts);
            if can_be_read || !missed {
                self.faults.say(self.span_of(&it), format!("{it}{}", hint(&it)));
            }
        }
        if self.faults.is_empty() { Ok(self.file) } else { Err(self.faults.into_list()) }
    }

    fn span_of(&self, problem: &Problem) -> Span {
        let place = match problem {
            Problem::UnknownRelease(_) => Place::Tzdb,
            Problem::UnknownZone { .. } => Place::Zone,
            Problem::TooManyWindows { day, .. } | Problem::Overlap(day) => Place::Day(*day),
            Problem::OverlapsNextDay(day) => Place::Day(Day::Weekday(*day)),
            Problem::OverriddenTwice(date) => Place::Day(Day::Date(*date)),
            Problem::TooManyOverrides(_) => Place::Days,
            Problem::EmptyBlackout(it) => Place::Blackout(*it),
            Problem::TooManyBlackouts(_) => Place::Blackouts,
            Problem::TooFewParts
            | Problem::TooManyParts(_)
            | Problem::NoSuchPart(_)
            | Problem::PartTwice(_)
            | Problem::TooDeep => Place::Parts,
            Problem::NeverOpen => return None,
        };
        self.places.iter().find(|it| it.0 == place).and_then(|it| it.1.clone())
    }
}

fn take_in(faults: &Faults<'_>, mut top: Section<'_>, places: &mut Places) -> CalendarFile {
    let name = top.read(faults, "name", Told::parsed);
    if !top.has("name") {
        top.missing(faults, "name", "\"ru-8x5\"");
    }
    let effective_from = top.read(faults, "effective_from", Told::instant);
    let text = |it: &Told<'_>| it.text().map(str::to_owned);
    let mut notes = Notes {
        source: only_values(top.each(faults, "source", text)),
        unconfirmed: only_values(top.each(faults, "unconfirmed", text)),
        why: BTreeMap::new(),
    };
    let hours = made_of_others(faults, &mut top, places)
        .unwrap_or_else(|| Hours::Weekly(weekly(faults, &mut top, &mut notes, places)));
    top.end(faults);
    let name = name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"));
    CalendarFile { name, hours, effective_from, notes }
}

/// Hours that no week is needed for.
fn made_of_others(
    faults: &Faults<'_>,
    top: &mut Section<'_>,
    places: &mut Places,
) -> Option<Hours> {
    let always = top.read(faults, "always", Told::flag).unwrap_or(false);
    let both = top.each(faults, "both", Told::parsed);
    let either = top.each(faults, "either", Told::parsed);
    let ways = [("always", always), ("both", top.has("both")), ("either", top.has("either"))];
    let (first, _) = ways.into_iter().find(|it| it.1)?;
    let of_a_week = ["zone", "tzdb", "week", "days", "blackout"];
    let others = ways.into_iter().filter(|it| it.1 && it.0 != first).map(|it| it.0);
    for other in others.chain(of_a_week).filter(|it| top.has(it)) {
        let what = format!("{other} cannot stand beside {first}: keep one of them");
        faults.say(top.span_of(other), what);
    }
    for key in of_a_week {
        top.pass_over(key);
    }
    places.push((Place::Parts, top.span_of(first)));
    Some(match first {
        "always" => Hours::Always {},
        "both" => Hours::Both(only_values(both)),
        _ => Hours::Either(only_values(either)),
    })
}

fn only_values<T>(told: Vec<(T, Span)>) -> Vec<T> {
    told.into_iter().map(|it| it.0).collect()
}

fn hint(problem: &Problem) -> String {
    match problem {
        Problem::UnknownRelease(_) => {
            let at_hand: Vec<_> = RELEASES.iter().map(ToString::to_string).collect();
            format!(": leave tzdb out for the newest, or write one of {}", at_hand.join(", "))
        }
        Problem::UnknownZone { .. } => {
            ": write an IANA name such as Europe/Moscow; offsets and abbreviations are no zones"
                .into()
        }
        Problem::NoSuchPart(_) => ": publish it first, `proofdesk calendar list` shows them".into(),
        Problem::NeverOpen => ": give some day a window".into(),
        Problem::Overlap(_) | Problem::OverlapsNextDay(_) => ": join or shorten them".into(),
        Problem::TooManyWindows { .. }
        | Problem::OverriddenTwice(_)
        | Problem::TooManyOverrides(_)
        | Problem::EmptyBlackout(_)
        | Problem::TooManyBlackouts(_)
        | Problem::TooFewParts
        | Problem::TooManyParts(_)
        | Problem::PartTwice(_)
        | Problem::TooDeep => String::new(),
    }
}
