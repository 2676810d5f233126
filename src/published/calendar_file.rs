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
pub(crate) struct Draft {
    faults: Faults,
    file: CalendarFile,
    places: Places,
    /// Whether something of what the hours are made of could not be read.
    is_doubtful: bool,
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

impl Draft {
    pub(crate) fn read(text: impl AsRef<[u8]>) -> Self {
        let faults = Faults::new(text.as_ref());
        let document = document(&faults);
        let mut places = vec![];
        // What is told up to here was passed over.
        let is_maimed = !faults.is_empty();
        let top = Section::new(document.as_table(), None);
        let (file, is_doubtful) = take_in(&faults, top, &mut places);
        Self { faults, file, places, is_doubtful: is_doubtful || is_maimed }
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
        for it in check(&self.file.hours, book) {
            // Where something could not be read, it may just be what is missed.
            let missed = matches!(it, Problem::NeverOpen | Problem::TooFewParts);
            if !(missed && self.is_doubtful) {
                self.faults.say(self.span_of(&it), format!("{it}{}", hint(&it)));
            }
        }
        if self.faults.is_empty() { Ok(self.file) } else { Err(self.faults.into_list()) }
    }

    fn span_of(&self, problem: &Problem) -> Span {
        let place = match problem {
            Problem::UnknownRelease(_) => Place::Tzdb,
            Problem::UnknownZone { .. } | Problem::FixedOffset(_) => Place::Zone,
            Problem::MinuteLost(day)
            | Problem::TooManyWindows { day, .. }
            | Problem::Overlap(day) => Place::Day(*day),
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

fn take_in(faults: &Faults, mut top: Section<'_>, places: &mut Places) -> (CalendarFile, bool) {
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
    let before = faults.count();
    let hours = made_of_others(faults, &mut top, places)
        .unwrap_or_else(|| Hours::Weekly(weekly(faults, &mut top, &mut notes, places)));
    let is_doubtful = faults.count() > before;
    top.end(faults);
    let name = name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"));
    (CalendarFile { name, hours, effective_from, notes }, is_doubtful)
}

/// Hours that no week is needed for.
fn made_of_others(faults: &Faults, top: &mut Section<'_>, places: &mut Places) -> Option<Hours> {
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
        Problem::MinuteLost(_) => ": write 24:00".into(),
        Problem::UnknownZone { .. } | Problem::FixedOffset(_) => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::write_calendar::calendar_file;
    use domain::calendar::Published;

    const GOOD: &str = r#"name = "support"
zone = "Europe/Berlin"
tzdb = "2025b"
effective_from = 2027-01-01T00:00:00+01:00
source = "the contract"
unconfirmed = ["one", "two"]
[week]
mon-thu = "09:00-13:00 14:00-18:00"
fri = "09:00-15:00"
sat = "22:00-02:00"
sun = "closed"
[days]
2027-05-10 = "closed"
2027-02-20 = { open = "09:00-24:00", why = "because" }
"2027-01-01..2027-01-03" = "closed"
2027-01-05 = "closed"
[[blackout]]
from = 2027-03-06T20:00:00
to = "2027-03-07 06:30"
why = "a move"
"#;

    fn read(text: &str) -> Result<CalendarFile, Vec<String>> {
        let checked = Draft::read(text).checked(&Book::default());
        checked.map_err(|it| it.iter().map(ToString::to_string).collect())
    }

    /// The good file with some of it written otherwise: all of these faults and no other, by line.
    #[track_caller]
    fn check(changes: &[(&str, &str)], told: &[&str]) {
        let text = changes.iter().fold(GOOD.to_owned(), |text, (good, bad)| {
            assert!(text.contains(good), "{good}");
            text.replacen(good, bad, 1)
        });
        let faults = read(&text).expect_err("it is bad");
        let is_told = |(fault, told): (&String, &&str)| fault.starts_with(told);
        let all = faults.len() == told.len() && faults.iter().zip(told).all(is_told);
        assert!(all, "{faults:#?}\nfor {changes:?}");
    }

    #[test]
    fn a_good_file_says_all_that_it_may() {
        let file = read(GOOD).unwrap();
        assert_eq!(file.name.as_str(), "support");
        assert_eq!(file.effective_from, "2026-12-31T23:00:00Z".parse().ok());
        assert_eq!((file.notes.source.len(), file.notes.unconfirmed.len()), (1, 2));
        let why: Vec<_> = file.notes.why.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
        assert_eq!(why, ["2027-02-20 because", "2027-03-06 a move", "2027-03-07 a move"]);
        let Hours::Weekly(it) = &file.hours else { panic!("{file:?}") };
        assert_eq!((it.tzdb.to_string().as_str(), it.overrides.len()), ("2025b", 6));
        assert_eq!(it.blackouts[0].to_string(), "2027-03-06T20:00/2027-03-07T06:30");
        assert_eq!(it.week.thu.to_string(), "09:00-13:00 14:00-18:00");
        assert!(it.week.sun.is_closed());
    }

    #[test]
    fn what_is_shown_of_a_version_reads_as_the_same_hours() {
        let parts = Hours::Both(vec!["support@1".parse().unwrap(), "other@2".parse().unwrap()]);
        for hours in [read(GOOD).unwrap().hours, Hours::Always {}, parts] {
            let (effective_from, content) = (DateTime::UNIX_EPOCH, "c0ffee".to_owned());
            let it = Published { version: 3, effective_from, hours, content };
            let shown = calendar_file(&"support".parse().unwrap(), &it);
            assert!(shown.starts_with("# support@3, effective from 1970-01-01T00:00:00Z"));
            assert_eq!(Draft::read(&shown).file.hours, it.hours, "{shown}");
        }
    }

    #[test]
    fn every_fault_comes_at_once_with_its_line() {
        check(
            &[
                ("\"support\"", "\"Support\""),
                ("Berlin", "Bärlin"),
                ("2025b", "2026-b"),
                ("mon-thu", "mon-thr"),
                ("fri = \"09:00-15:00\"", "fri = \"9-15\""),
                ("sun = \"closed\"", "sun = 7"),
                ("2027-05-10", "10-05-2027"),
                ("open = \"09", "opne = \"09"),
                ("to = \"2027-03-07 06:30\"", "to = \"later\""),
            ],
            &[
                "1: name = \"Support\" is not a name of 1 to 40",
                "2: release 2026f of the time zone database has no zone Europe/Bärlin: write an IANA",
                "3: tzdb = \"2026-b\" is not a release",
                "8: mon-thr is no day: write mon, tue",
                "9: fri = \"9-15\" is not closed, or windows such as",
                "11: sun is a number, and must be windows",
                "13: 10-05-2027 is no date",
                "14: opne is no key here: do you mean open?",
                "14: there is no open: write one",
                "19: to = later is no local date and time",
            ],
        );
    }

    #[test]
    fn a_line_that_is_no_toml_hides_no_other_fault() {
        check(
            &[("zone = \"Europe/Berlin\"", "zone = Europe/Berlin"), ("fri =", "frei =")],
            &["2: this is no TOML", "9: frei is no day"],
        );
    }

    #[test]
    fn what_the_hours_must_not_be_is_told_on_its_line() {
        for (good, bad, told) in [
            ("2025b", "1999a", "3: release 1999a of the time zone database is not at hand: leave"),
            ("09:00-15:00", "09:00-15:00 14:00-16:00", "9: windows of fri overlap"),
            ("\"closed\"\n[days]", "\"01:00-03:00\"\n[days]", "10: the window of sat"),
            ("\"closed\"\n2027", "\"09:00-12:00 11:00-13:00\"\n2027", "13: windows of 2027-05-10"),
            ("2027-02-20", "2027-01-02", "15: 2027-01-02 is said more than once"),
            ("fri =", "thu =", "9: thu is said more than once"),
            ("from = 2027-03-06", "from = 2027-03-09", "17: blackout 2027-03-09T20:00/"),
            ("from = 2027-03-06T20:00:00", "", "17: there is no from"),
            ("..2027-01-03", "..2026-12-31", "15: 2027-01-01..2026-12-31 is no date"),
            ("..2027-01-03", "..2028-01-03", "15: 2027-01-01..2028-01-03 is no date"),
            ("2027-01-01T00:00:00+01:00", "2027-01-01", "4: effective_from = 2027-01-01 is no ins"),
            ("zone = \"Europe/Berlin\"", "", "1: there is no zone"),
            ("source", "sauce", "5: sauce is no key here: do you mean source?"),
            ("source", "colour", "5: colour is no key here: there are always, blackout, both"),
            (
                "[[blackout]]",
                "[blackout]",
                "17: blackout is a section: write each under [[blackout]]",
            ),
            ("[days]", "[[days]]", "12: days is a list of sections, and must be a [days] section"),
        ] {
            check(&[(good, bad)], &[told]);
        }
    }

    #[test]
    fn a_calendar_that_is_never_open_is_none() {
        let never = "name = \"n\"\nzone = \"Europe/Berlin\"\n[week]\nmon = \"closed\"\n";
        assert_eq!(read(never).unwrap_err(), ["1: it is never open: give some day a window"]);
        let nameless = read(&never.replace("\"n\"", "\"N\"")).unwrap_err();
        assert!(nameless.len() == 2 && nameless[1].starts_with("1: name = "), "{nameless:?}");
        // Where a window cannot be read, that is what is wrong.
        let faults = read(&never.replace("closed", "nine")).unwrap_err();
        assert!(faults.len() == 1 && faults[0].starts_with("4: mon = "), "{faults:?}");
    }

    #[test]
    fn a_calendar_is_made_in_one_way_only() {
        let text = "name = \"n\"\nalways = true\nzone = \"UTC\"\nboth = [\"a@1\", \"b\"]\n";
        assert_eq!(
            read(text).unwrap_err(),
            [
                "3: zone cannot stand beside always: keep one of them",
                "4: both = \"b\" is not a calendar's version such as ru-8x5@3",
                "4: both cannot stand beside always: keep one of them",
            ]
        );
        let parts = "name = \"n\"\neither = [\"a@1\", \"a@1\"]\n";
        let faults = read(parts).unwrap_err();
        assert!(faults.contains(&"2: a@1 is a part more than once".to_owned()), "{faults:?}");
        assert!(faults.iter().any(|it| it.starts_with("2: there is no calendar a@1")));
    }
}
