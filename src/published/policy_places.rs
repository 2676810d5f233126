//! Policy places: where in a file does what is wrong with a policy stand, and what should stand there?

use super::faults::{Faults, Span};
use super::section::{Section, Told, is_near};
use domain::Slug;
use domain::clock::Kind;
use domain::policy::{LEVELS_MAX, Plenty, Problem, ROWS_MAX};
use std::collections::BTreeSet;

/// What stands for a name that cannot be read, while the rest is looked at.
pub(super) const NAMELESS: &str = "nameless";

/// Where in the file what a problem is about stands, and what could not be read for certain.
#[derive(Default)]
pub(super) struct Places {
    pub(super) found: Vec<(Place, Span)>,
    pub(super) doubts: Vec<Doubt>,
    /// What stands for names that cannot be read or are taken, so that each thing has one of its own; and how to show it.
    stand_ins: Vec<(Slug, String)>,
    /// Of what has no name that can be read: what it says for one.
    nameless: Vec<(Group, Option<String>)>,
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

/// What has a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Row,
    Chain,
    Team,
    Rota,
}

/// What may be meant otherwise than it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Which rows there are.
    Rows,
    /// Which tickets a row holds for.
    Match(Slug),
    /// Whether a row promises something.
    Targets(Slug),
    /// Whether some row has such a target.
    Target(Kind),
    Thresholds,
    Clock(Slug),
    /// Which levels a chain has.
    Levels(Slug),
    /// Whom a level tells, which of its chain.
    Notify(Slug, usize),
    /// Which teams or rotas there are.
    Group(Group),
    /// Who is of a team or a rota.
    People(Place),
}

impl Group {
    pub(super) fn place(self, name: Slug) -> Place {
        match self {
            Self::Row => Place::Row(name),
            Self::Chain => Place::Chain(name),
            Self::Team => Place::Team(name),
            Self::Rota => Place::Rota(name),
        }
    }

    fn twice(self, name: Slug) -> Problem {
        match self {
            Self::Row => Problem::RowTwice(name),
            Self::Chain => Problem::ChainTwice(name),
            Self::Team => Problem::TeamTwice(name),
            Self::Rota => Problem::RotaTwice(name),
        }
    }
}

impl Places {
    /// The name of a section; one that stands for it where it cannot be read or has been given before.
    pub(super) fn name(
        &mut self,
        faults: &Faults,
        section: &mut Section<'_>,
        (group, such_as): (Group, &str),
    ) -> Slug {
        let said: Option<Slug> = section.read(faults, "name", Told::parsed);
        if !section.has("name") {
            section.missing(faults, "name", such_as);
        }
        let name = match said {
            Some(name) if !self.has(&group.place(name.clone())) => name,
            Some(name) => {
                faults.say(section.span(), group.twice(name.clone()).to_string());
                self.stand_in(name.to_string())
            }
            None => {
                let text = section.text_meant("name").map(str::to_lowercase);
                self.nameless.push((group, text));
                self.stand_in(NAMELESS.to_owned())
            }
        };
        self.found.push((group.place(name.clone()), section.span()));
        name
    }

    fn has(&self, place: &Place) -> bool {
        self.found.iter().any(|it| it.0 == *place)
    }

    fn stand_in(&mut self, shown: String) -> Slug {
        let name = format!("_.{}._", self.stand_ins.len());
        let name: Slug = name.parse().expect("it is a name");
        self.stand_ins.push((name.clone(), shown));
        name
    }

    /// A problem in the words of the file.
    pub(super) fn told(&self, problem: &Problem) -> String {
        let told = format!("{problem}{}", hint(problem));
        let names = self.stand_ins.iter();
        names.fold(told, |told, (name, shown)| told.replace(name.as_str(), shown))
    }

    pub(super) fn doubt(&mut self, doubt: Doubt, is_doubtful: bool) {
        if is_doubtful {
            self.doubts.push(doubt);
        }
    }

    pub(super) fn is_doubted(&self, doubt: &Doubt) -> bool {
        self.doubts.contains(doubt)
    }

    /// Whether a problem does not just follow from what could not be read.
    ///
    /// * `all`: every problem that there is.
    pub(super) fn is_certain(&self, problem: &Problem, all: &[Problem]) -> bool {
        let doubt = match problem {
            Problem::Unpromised(_) => Doubt::Rows,
            Problem::Unreachable(it) => Doubt::Match(it.clone()),
            Problem::NoTarget(it) => Doubt::Targets(it.clone()),
            Problem::ClockNotPromised { chain, clock } => {
                let of_rows = [Doubt::Rows, Doubt::Target(*clock)];
                if of_rows.iter().any(|it| self.is_doubted(it)) {
                    return false;
                }
                Doubt::Clock(chain.clone())
            }
            Problem::NoSuchThreshold { .. } => Doubt::Thresholds,
            Problem::NoLevels(it) => Doubt::Levels(it.clone()),
            Problem::TellsNobody { chain, level } => Doubt::Notify(chain.clone(), *level),
            Problem::NoSuchTeam { team, .. } => return self.is_nowhere(Group::Team, team, all),
            Problem::NoSuchRota { rota, .. } => return self.is_nowhere(Group::Rota, rota, all),
            Problem::EmptyTeam(it) => Doubt::People(Place::Team(it.clone())),
            Problem::EmptyRota(it) => Doubt::People(Place::Rota(it.clone())),
            Problem::NoPercent(_)
            | Problem::NeedlessPercent(_)
            | Problem::NoSuchChain { .. }
            | Problem::EmptyTurn(_)
            | Problem::Rounds { .. }
            | Problem::RowTwice(_)
            | Problem::ChainTwice(_)
            | Problem::TeamTwice(_)
            | Problem::RotaTwice(_)
            | Problem::NoSuchCalendar(_)
            | Problem::Threshold(_)
            | Problem::ThresholdsDoNotGrow(..)
            | Problem::UnknownRelease { .. }
            | Problem::UnknownZone { .. }
            | Problem::TooMany { .. } => return true,
        };
        !self.is_doubted(&doubt)
    }

    /// Whether a team or a rota that is told is none of those that have no name that can be read.
    fn is_nowhere(&self, group: Group, name: &Slug, all: &[Problem]) -> bool {
        if self.is_doubted(&Doubt::Group(group)) {
            return false;
        }
        let texts = self.nameless.iter().filter(|it| it.0 == group).map(|it| it.1.as_ref());
        let is_meant = |name: &Slug| texts.clone().flatten().any(|it| is_near(it, name.as_str()));
        let sought: BTreeSet<&Slug> = all
            .iter()
            .filter_map(|it| match (it, group) {
                (Problem::NoSuchTeam { team: it, .. }, Group::Team)
                | (Problem::NoSuchRota { rota: it, .. }, Group::Rota) => Some(it),
                _ => None,
            })
            .filter(|it| !is_meant(it))
            .collect();
        // Each that says no name at all may be one that is sought, but no more than one.
        sought.contains(name) && sought.len() > texts.clone().filter(Option::is_none).count()
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
fn hint(problem: &Problem) -> String {
    match problem {
        Problem::Unpromised(_) => {
            ": end with a row that asks for no type, priority, person or site".to_owned()
        }
        Problem::Unreachable(_) => ": the first row that matches holds, so move it up".to_owned(),
        Problem::NoTarget(_) => ": write a time such as first_response = \"30m\"".to_owned(),
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
