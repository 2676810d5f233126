//! Policy file: which policy does a file that people wrote ask for, or what is wrong with it?

use super::faults::{Fault, Faults, Span, document};
use super::policy_chains::{chains, rotas, teams};
use super::policy_rows::rows;
use super::section::{Section, Told};
use chrono::{DateTime, Utc};
use domain::policy::{
    GRACE_DEFAULT, LEVELS_MAX, Pause, Plenty, Problem, ROWS_MAX, Retarget, Rules,
    THRESHOLDS_DEFAULT, check,
};
use domain::{PersonId, Slug};

/// What stands for a name that cannot be read, while the rest is looked at.
pub(super) const NAMELESS: &str = "nameless";
/// The reasons that pause a resolution where a file says nothing.
const PAUSES_DEFAULT: [Pause; 2] = [Pause::ClientWaiting, Pause::ClientHold];

/// A policy as people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyFile {
    pub(crate) name: Slug,
    pub(crate) rules: Rules,
    pub(crate) effective_from: Option<DateTime<Utc>>,
}

/// What was read of a file, before it is held against what is published.
pub(crate) struct Draft<'t> {
    faults: Faults<'t>,
    file: PolicyFile,
    places: Places,
}

/// Where in the file what a problem is about stands, and what could not be read for certain.
#[derive(Default)]
pub(super) struct Places {
    pub(super) found: Vec<(Place, Span)>,
    /// Which tickets a row holds for.
    pub(super) rows_doubtful: bool,
    /// Who is told, and when.
    pub(super) groups_doubtful: bool,
}

/// What a problem may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Row(Slug),
    Calendar(Slug),
    Thresholds,
    Chain(Slug),
    /// Which of its chain, from 1.
    Level(Slug, usize),
    Team(Slug),
    Rota(Slug),
}

impl<'t> Draft<'t> {
    /// * `person`: who has a Telegram user id.
    pub(crate) fn read(text: &'t str, person: &dyn Fn(i64) -> PersonId) -> Self {
        let faults = Faults::new(text);
        let document = document(&faults);
        let mut places = Places::default();
        let top = Section::new(document.as_table(), None);
        let file = take_in(&faults, top, person, &mut places);
        Self { faults, file, places }
    }

    /// The calendars that it names.
    pub(crate) fn calendars(&self) -> Vec<Slug> {
        commands::policy::publish::calendars(&self.file.rules).cloned().collect()
    }

    /// The policy, if nothing is wrong with it.
    ///
    /// * `known_calendar`: whether a calendar of that name is published.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, by line.
    pub(crate) fn checked(
        self,
        known_calendar: impl Fn(&Slug) -> bool,
    ) -> Result<PolicyFile, Vec<Fault>> {
        for it in check(&self.file.rules, known_calendar) {
            if self.is_certain(&it) {
                for span in self.spans_of(&it) {
                    self.faults.say(span, format!("{it}{}", hint(&it)));
                }
            }
        }
        if self.faults.is_empty() { Ok(self.file) } else { Err(self.faults.into_list()) }
    }

    /// Whether a problem does not follow from what could not be read.
    fn is_certain(&self, problem: &Problem) -> bool {
        let Places { rows_doubtful, groups_doubtful, .. } = self.places;
        match problem {
            Problem::Unpromised(_) => !rows_doubtful && !self.faults.are_maimed(),
            Problem::Unreachable(_) | Problem::NoTarget(_) | Problem::ClockNotPromised { .. } => {
                !rows_doubtful
            }
            Problem::NoLevels(_)
            | Problem::NoPercent(_)
            | Problem::NeedlessPercent(_)
            | Problem::NoSuchChain { .. }
            | Problem::TellsNobody { .. }
            | Problem::NoSuchTeam { .. }
            | Problem::NoSuchRota { .. }
            | Problem::EmptyTeam(_)
            | Problem::EmptyRota(_)
            | Problem::EmptyTurn(_)
            | Problem::NoSuchThreshold { .. }
            | Problem::Rounds { .. } => !groups_doubtful,
            Problem::RowTwice(it)
            | Problem::ChainTwice(it)
            | Problem::TeamTwice(it)
            | Problem::RotaTwice(it) => it.as_str() != NAMELESS,
            Problem::NoSuchCalendar(_)
            | Problem::Threshold(_)
            | Problem::ThresholdsDoNotGrow(..)
            | Problem::UnknownRelease { .. }
            | Problem::UnknownZone { .. }
            | Problem::TooMany { .. } => true,
        }
    }

    fn spans_of(&self, problem: &Problem) -> Vec<Span> {
        let place = match problem {
            Problem::Unpromised(_) => return vec![None],
            Problem::Unreachable(it) | Problem::RowTwice(it) | Problem::NoTarget(it) => {
                Place::Row(it.clone())
            }
            Problem::NoSuchCalendar(it) => Place::Calendar(it.clone()),
            Problem::Threshold(_) | Problem::ThresholdsDoNotGrow(..) => Place::Thresholds,
            Problem::ChainTwice(it)
            | Problem::NoLevels(it)
            | Problem::NoPercent(it)
            | Problem::NeedlessPercent(it)
            | Problem::Rounds { chain: it, .. }
            | Problem::NoSuchThreshold { chain: it, .. }
            | Problem::ClockNotPromised { chain: it, .. } => Place::Chain(it.clone()),
            Problem::NoSuchChain { chain, level }
            | Problem::TellsNobody { chain, level }
            | Problem::NoSuchTeam { chain, level, .. }
            | Problem::NoSuchRota { chain, level, .. } => Place::Level(chain.clone(), *level),
            Problem::TeamTwice(it) | Problem::EmptyTeam(it) => Place::Team(it.clone()),
            Problem::RotaTwice(it)
            | Problem::EmptyRota(it)
            | Problem::EmptyTurn(it)
            | Problem::UnknownRelease { rota: it, .. }
            | Problem::UnknownZone { rota: it, .. } => Place::Rota(it.clone()),
            Problem::TooMany { of, .. } => return vec![self.last_of(of)],
        };
        let mut spans: Vec<Span> =
            self.places.found.iter().filter(|it| it.0 == place).map(|it| it.1.clone()).collect();
        match problem {
            // Each place that names it is to be changed.
            Problem::NoSuchCalendar(_) => (),
            // The one that came first may stay.
            Problem::RowTwice(_)
            | Problem::ChainTwice(_)
            | Problem::TeamTwice(_)
            | Problem::RotaTwice(_) => drop(spans.drain(..1.min(spans.len()))),
            _ => spans.truncate(1),
        }
        if spans.is_empty() { vec![None] } else { spans }
    }

    /// Where the one too many stands.
    fn last_of(&self, of: &Plenty) -> Span {
        let is_one = |it: &&(Place, Span)| match (&it.0, of) {
            (Place::Row(_), Plenty::Rows)
            | (Place::Thresholds, Plenty::Thresholds)
            | (Place::Chain(_), Plenty::Chains)
            | (Place::Level(..), Plenty::Levels)
            | (Place::Team(_), Plenty::Teams)
            | (Place::Rota(_), Plenty::Rotas) => true,
            (Place::Row(it), Plenty::Requesters(row) | Plenty::Sites(row)) => it == row,
            (Place::Team(it), Plenty::PeopleOfTeam(team)) => it == team,
            (Place::Rota(it), Plenty::PeopleOfRota(rota)) => it == rota,
            _ => false,
        };
        self.places.found.iter().rfind(is_one).and_then(|it| it.1.clone())
    }
}

fn hint(problem: &Problem) -> String {
    match problem {
        Problem::Unpromised(_) => {
            ": end with a row that asks for no type, priority, person or site".to_owned()
        }
        Problem::Unreachable(_) => ": the first row that matches holds, so move it up".to_owned(),
        Problem::NoTarget(_) => ": write a time such as first_response = \"30m\"".to_owned(),
        Problem::NoSuchCalendar(_) => {
            ": publish it first, `proofdesk calendar list` shows them".to_owned()
        }
        Problem::TooMany { of: Plenty::Rows, .. } => format!(": keep the first {ROWS_MAX}"),
        Problem::TooMany { of: Plenty::Levels, .. } => format!(": keep {LEVELS_MAX} in all"),
        Problem::NoLevels(_) => ": write them under [[chain.level]]".to_owned(),
        Problem::TellsNobody { .. } => ": write such as notify = [\"role:manager\"]".to_owned(),
        Problem::NoSuchTeam { team, .. } => format!(": write one under [[team]] name = \"{team}\""),
        Problem::NoSuchRota { rota, .. } => format!(": write one under [[rota]] name = \"{rota}\""),
        Problem::UnknownZone { .. } => ": write an IANA name such as Europe/Moscow".to_owned(),
        _ => String::new(),
    }
}

fn take_in(
    faults: &Faults<'_>,
    mut top: Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> PolicyFile {
    let name = top.read(faults, "name", Told::parsed);
    if !top.has("name") {
        top.missing(faults, "name", "\"standard\"");
    }
    let effective_from = top.read(faults, "effective_from", Told::instant);
    let rows = rows(faults, &mut top, person, places);
    let (chains, levels) = chains(faults, &mut top, person, places);
    let pauses = top.each(faults, "pauses", Told::word);
    let default = if top.has("pauses") { &[][..] } else { &PAUSES_DEFAULT };
    let pauses = pauses.into_iter().map(|it| it.0).chain(default.iter().copied()).collect();
    let update_pauses = top.each(faults, "update_pauses", Told::word);
    let percent = |it: &Told<'_>| it.number(1, 99).map(|it| u8::try_from(it).expect("below 100"));
    let before = faults.count();
    let thresholds = top.each(faults, "thresholds", percent);
    places.groups_doubtful |= faults.count() > before;
    let default = if top.has("thresholds") { &[][..] } else { &THRESHOLDS_DEFAULT };
    let thresholds = thresholds.into_iter().map(|it| it.0).chain(default.iter().copied());
    places.found.push((Place::Thresholds, top.span_of("thresholds")));
    let told_in: Option<Slug> = top.read(faults, "told_in", Told::parsed);
    if let Some(calendar) = &told_in {
        places.found.push((Place::Calendar(calendar.clone()), top.span_of("told_in")));
    }
    let rules = Rules {
        rows,
        first_response: top.read(faults, "first_response_stops", Told::word).unwrap_or_default(),
        resolution_starts: top.read(faults, "resolution_starts", Told::word).unwrap_or_default(),
        resolution_stops: top.read(faults, "resolution_stops", Told::word).unwrap_or_default(),
        clients_may_raise: top.read(faults, "clients_may_raise", Told::flag).unwrap_or(false),
        deadlines_shown: top.read(faults, "deadlines_shown", Told::flag).unwrap_or(true),
        pauses,
        update_pauses: update_pauses.into_iter().map(|it| it.0).collect(),
        pause_max_s: top.read(faults, "pause_max", some_time),
        thresholds: thresholds.collect(),
        grace_s: top.read(faults, "grace", Told::seconds).unwrap_or(GRACE_DEFAULT),
        reopen: top.read(faults, "reopen", Told::word).unwrap_or_default(),
        reopen_window_s: top.read(faults, "reopen_window", some_time),
        raise: retarget(faults, &mut top, "raise"),
        lower: retarget(faults, &mut top, "lower"),
        migrate_running: top.read(faults, "migrate_running", Told::flag).unwrap_or(false),
        chains,
        levels,
        teams: teams(faults, &mut top, person, places),
        rotas: rotas(faults, &mut top, person, places),
        told_in,
    };
    top.end(faults);
    let name = name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"));
    PolicyFile { name, rules, effective_from }
}

fn retarget(faults: &Faults<'_>, top: &mut Section<'_>, key: &'static str) -> Retarget {
    let Some(mut section) = top.below(faults, key) else { return Retarget::default() };
    let mode = section.read(faults, "mode", Told::word).unwrap_or_default();
    let min_grace_s = section.read(faults, "min_grace", Told::seconds).unwrap_or(0);
    section.end(faults);
    Retarget { mode, min_grace_s }
}

/// A time that is longer than none.
pub(super) fn some_time(told: &Told<'_>) -> Result<u32, String> {
    match told.seconds()? {
        0 => Err(format!("{} is no time at all: leave it out for none", told.key)),
        seconds => Ok(seconds),
    }
}
