//! Policy places: where in a file does what is wrong with a policy stand, and what should stand there?

use super::faults::Span;
use domain::Slug;
use domain::policy::{LEVELS_MAX, Plenty, Problem, ROWS_MAX};

/// What stands for a name that cannot be read, while the rest is looked at.
pub(super) const NAMELESS: &str = "nameless";

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

impl Places {
    /// Whether a problem does not follow from what could not be read.
    ///
    /// * `maimed`: whether lines were passed over.
    pub(super) fn is_certain(&self, problem: &Problem, maimed: bool) -> bool {
        let Self { rows_doubtful, groups_doubtful, .. } = *self;
        match problem {
            Problem::Unpromised(_) => !rows_doubtful && !maimed,
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

    /// Where a problem is to be told.
    pub(super) fn spans_of(&self, problem: &Problem) -> Vec<Span> {
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
            self.found.iter().filter(|it| it.0 == place).map(|it| it.1.clone()).collect();
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
        self.found.iter().rfind(is_one).and_then(|it| it.1.clone())
    }
}

/// What to write instead; nothing where the problem says it already.
pub(super) fn hint(problem: &Problem) -> String {
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
