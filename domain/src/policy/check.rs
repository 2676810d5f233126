//! Check: what makes rules that can be read unfit to be published?

use super::{
    Anchor, Chain, LEVELS_MAX, MEMBERS_MAX, ROUNDS_MAX, ROWS_MAX, Rota, Row, Rules, Traits,
    TypeMatch, Whom,
};
use crate::client::Zone;
use crate::clock::Kind;
use crate::zone::{RELEASES, Release, rules};
use crate::{Priority, Slug};
use std::collections::BTreeSet;
use std::fmt;
use thiserror::Error;

/// The most thresholds of one policy.
pub const THRESHOLDS_MAX: usize = 10;
/// The most requesters or sites that one row may name.
pub const NAMED_MAX: usize = 50;
/// The most chains, teams or rotas of one policy, each.
pub const GROUPS_MAX: usize = 40;

/// What there may be too many of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plenty {
    Rows,
    Requesters(Slug),
    Sites(Slug),
    Thresholds,
    Chains,
    Levels,
    Teams,
    Rotas,
    PeopleOfTeam(Slug),
    PeopleOfRota(Slug),
}

impl fmt::Display for Plenty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows => f.write_str("rows"),
            Self::Requesters(row) => write!(f, "requesters in row {row}"),
            Self::Sites(row) => write!(f, "sites in row {row}"),
            Self::Thresholds => f.write_str("thresholds"),
            Self::Chains => f.write_str("chains"),
            Self::Levels => f.write_str("levels"),
            Self::Teams => f.write_str("teams"),
            Self::Rotas => f.write_str("rotas"),
            Self::PeopleOfTeam(team) => write!(f, "people in team {team}"),
            Self::PeopleOfRota(rota) => write!(f, "people in rota {rota}"),
        }
    }
}

/// Why rules cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("an unclassified ticket of {} priority finds no row", word(*.0))]
    Unpromised(Priority),
    #[error("row {0} is never reached: rows before it take all that it matches")]
    Unreachable(Slug),
    #[error("there is more than one row {0}")]
    RowTwice(Slug),
    #[error("row {0} promises nothing")]
    NoTarget(Slug),
    #[error("there is no calendar {0}")]
    NoSuchCalendar(Slug),
    #[error("threshold {0} is not from 1 to 99")]
    Threshold(u8),
    #[error("thresholds do not grow: {1} comes after {0}")]
    ThresholdsDoNotGrow(u8, u8),
    #[error("there is more than one chain {0}")]
    ChainTwice(Slug),
    #[error("chain {0} has no levels")]
    NoLevels(Slug),
    #[error("chain {chain} has {rounds} rounds, and may have 1 to {ROUNDS_MAX}")]
    Rounds { chain: Slug, rounds: u32 },
    #[error("chain {0} begins at a threshold, and does not say at which percent")]
    NoPercent(Slug),
    #[error("chain {chain} begins at {percent} percent, and no threshold is that high")]
    NoSuchThreshold { chain: Slug, percent: u8 },
    #[error("chain {0} gives a percent, and does not begin at a threshold")]
    NeedlessPercent(Slug),
    #[error("chain {chain} follows the clock {}, which no row promises", .clock.name())]
    ClockNotPromised { chain: Slug, clock: Kind },
    #[error("level {level} stands in chain {chain}, which there is not")]
    NoSuchChain { chain: Slug, level: usize },
    #[error("level {level} of chain {chain} tells nobody")]
    TellsNobody { chain: Slug, level: usize },
    #[error("level {level} of chain {chain} tells team {team}, which there is not")]
    NoSuchTeam { chain: Slug, level: usize, team: Slug },
    #[error("level {level} of chain {chain} tells rota {rota}, which there is not")]
    NoSuchRota { chain: Slug, level: usize, rota: Slug },
    #[error("there is more than one team {0}")]
    TeamTwice(Slug),
    #[error("team {0} has nobody in it")]
    EmptyTeam(Slug),
    #[error("there is more than one rota {0}")]
    RotaTwice(Slug),
    #[error("rota {0} has nobody in it")]
    EmptyRota(Slug),
    #[error("a turn of rota {0} has no days")]
    EmptyTurn(Slug),
    #[error("rota {rota}: release {tzdb} of the time zone database is not at hand")]
    UnknownRelease { rota: Slug, tzdb: Release },
    #[error("rota {rota}: release {tzdb} of the time zone database has no zone {}", zone.0)]
    UnknownZone { rota: Slug, zone: Zone, tzdb: Release },
    #[error("there are {count} {of}, and may be {max}")]
    TooMany { of: Plenty, count: usize, max: usize },
}

/// Everything that makes rules unfit to be published; nothing if they are fit.
///
/// * `known_calendar`: whether a calendar of that name is published.
pub fn check(rules: &Rules, known_calendar: impl Fn(&Slug) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_rows(rules, &mut problems);
    check_thresholds(&rules.thresholds, &mut problems);
    for chain in &rules.chains {
        check_chain(rules, chain, &mut problems);
    }
    problems.extend(repeated(rules.chains.iter().map(|it| &it.name), Problem::ChainTwice));
    check_levels(rules, &mut problems);
    for team in &rules.teams {
        if team.people.is_empty() {
            problems.push(Problem::EmptyTeam(team.name.clone()));
        }
    }
    problems.extend(repeated(rules.teams.iter().map(|it| &it.name), Problem::TeamTwice));
    for rota in &rules.rotas {
        check_rota(rota, &mut problems);
    }
    problems.extend(repeated(rules.rotas.iter().map(|it| &it.name), Problem::RotaTwice));
    let of_rows = rules.rows.iter().filter_map(|it| it.calendar.as_ref());
    let of_rotas = rules.rotas.iter().filter_map(|it| it.hours.as_ref());
    let named: BTreeSet<&Slug> = of_rows.chain(of_rotas).chain(&rules.told_in).collect();
    let unknown = named.into_iter().filter(|it| !known_calendar(it));
    problems.extend(unknown.map(|it| Problem::NoSuchCalendar(it.clone())));
    problems.extend(too_many(rules));
    problems
}

fn check_rows(rules: &Rules, problems: &mut Vec<Problem>) {
    problems.extend(rules.unpromised().into_iter().map(Problem::Unpromised));
    for (place, row) in rules.rows.iter().enumerate() {
        // Of too many, each combination with each would be looked at for long.
        let few =
            place < ROWS_MAX && row.requesters.len() <= NAMED_MAX && row.sites.len() <= NAMED_MAX;
        if few && matched(row).all(|it| rules.rows[..place].iter().any(|row| row.holds_for(&it))) {
            problems.push(Problem::Unreachable(row.name.clone()));
        }
        if Kind::ALL.into_iter().all(|kind| row.target(kind).is_none()) {
            problems.push(Problem::NoTarget(row.name.clone()));
        }
    }
    problems.extend(repeated(rules.rows.iter().map(|it| &it.name), Problem::RowTwice));
}

/// Tickets that a row holds for, one for each kind that rows before it could tell apart. Where the row asks for nobody
/// in particular, a ticket of nobody stands for all: a row that holds for it holds for anybody.
fn matched(row: &Row) -> impl Iterator<Item = Traits> {
    fn each<T: Clone>(named: &[T]) -> Vec<Option<T>> {
        let anybody = named.is_empty().then_some(None);
        anybody.into_iter().chain(named.iter().cloned().map(Some)).collect()
    }
    let types = if row.types.is_empty() { &TypeMatch::ALL[..] } else { &row.types };
    let priorities = if row.priorities.is_empty() { &Priority::ALL[..] } else { &row.priorities };
    let sites = each(&row.sites);
    each(&row.requesters).into_iter().flat_map(move |requester| {
        sites.clone().into_iter().flat_map(move |site| {
            types.iter().flat_map(move |types| {
                let site = site.clone();
                priorities.iter().map(move |priority| Traits {
                    request_type: types.request_type(),
                    priority: *priority,
                    requester,
                    site: site.clone(),
                })
            })
        })
    })
}

fn check_thresholds(thresholds: &[u8], problems: &mut Vec<Problem>) {
    let unfit = thresholds.iter().filter(|it| !(1..=99).contains(*it));
    problems.extend(unfit.map(|it| Problem::Threshold(*it)));
    let falling = thresholds.windows(2).filter(|pair| pair[0] >= pair[1]);
    problems.extend(falling.map(|pair| Problem::ThresholdsDoNotGrow(pair[0], pair[1])));
}

fn check_chain(rules: &Rules, chain: &Chain, problems: &mut Vec<Problem>) {
    let name = || chain.name.clone();
    if rules.levels_of(&chain.name).next().is_none() {
        problems.push(Problem::NoLevels(name()));
    }
    if !(1..=ROUNDS_MAX).contains(&chain.rounds) {
        problems.push(Problem::Rounds { chain: name(), rounds: chain.rounds });
    }
    match (chain.anchor, chain.percent) {
        (Anchor::Threshold, None) => problems.push(Problem::NoPercent(name())),
        (Anchor::Threshold, Some(percent)) => {
            if !rules.thresholds.iter().any(|it| *it >= percent) {
                problems.push(Problem::NoSuchThreshold { chain: name(), percent });
            }
        }
        (Anchor::Start | Anchor::Breach, Some(_)) => {
            problems.push(Problem::NeedlessPercent(name()));
        }
        (Anchor::Start | Anchor::Breach, None) => (),
    }
    let clock = chain.clock;
    if rules.rows.iter().all(|it| it.target(clock).is_none()) {
        problems.push(Problem::ClockNotPromised { chain: name(), clock });
    }
}

fn check_levels(rules: &Rules, problems: &mut Vec<Problem>) {
    for (place, it) in rules.levels.iter().enumerate() {
        // Which of its chain, from 1.
        let level = rules.levels[..=place].iter().filter(|other| other.chain == it.chain).count();
        let chain = || it.chain.clone();
        if rules.chains.iter().all(|chain| chain.name != it.chain) {
            problems.push(Problem::NoSuchChain { chain: chain(), level });
        }
        if it.notify.is_empty() {
            problems.push(Problem::TellsNobody { chain: chain(), level });
        }
        for whom in &it.notify {
            match whom {
                Whom::Team(team) if rules.teams.iter().all(|it| it.name != *team) => {
                    let team = team.clone();
                    problems.push(Problem::NoSuchTeam { chain: chain(), level, team });
                }
                Whom::Rota(rota) if rules.rotas.iter().all(|it| it.name != *rota) => {
                    let rota = rota.clone();
                    problems.push(Problem::NoSuchRota { chain: chain(), level, rota });
                }
                Whom::Team(_)
                | Whom::Rota(_)
                | Whom::Role(_)
                | Whom::Person(_)
                | Whom::Assignee
                | Whom::Responsible
                | Whom::Duty => (),
            }
        }
    }
}

fn check_rota(rota: &Rota, problems: &mut Vec<Problem>) {
    let name = || rota.name.clone();
    if rota.people.is_empty() {
        problems.push(Problem::EmptyRota(name()));
    }
    if rota.turn_days == 0 {
        problems.push(Problem::EmptyTurn(name()));
    }
    let (zone, tzdb) = (rota.zone.clone(), rota.tzdb);
    if !RELEASES.contains(&tzdb) {
        problems.push(Problem::UnknownRelease { rota: name(), tzdb });
    } else if rules(tzdb, &zone).is_none() {
        problems.push(Problem::UnknownZone { rota: name(), zone, tzdb });
    }
}

fn too_many(rules: &Rules) -> Vec<Problem> {
    let mut counts = vec![
        (Plenty::Rows, rules.rows.len(), ROWS_MAX),
        (Plenty::Thresholds, rules.thresholds.len(), THRESHOLDS_MAX),
        (Plenty::Chains, rules.chains.len(), GROUPS_MAX),
        (Plenty::Levels, rules.levels.len(), LEVELS_MAX),
        (Plenty::Teams, rules.teams.len(), GROUPS_MAX),
        (Plenty::Rotas, rules.rotas.len(), GROUPS_MAX),
    ];
    for it in &rules.rows {
        counts.push((Plenty::Requesters(it.name.clone()), it.requesters.len(), NAMED_MAX));
        counts.push((Plenty::Sites(it.name.clone()), it.sites.len(), NAMED_MAX));
    }
    for it in &rules.teams {
        counts.push((Plenty::PeopleOfTeam(it.name.clone()), it.people.len(), MEMBERS_MAX));
    }
    for it in &rules.rotas {
        counts.push((Plenty::PeopleOfRota(it.name.clone()), it.people.len(), MEMBERS_MAX));
    }
    let over = counts.into_iter().filter(|(_, count, max)| count > max);
    over.map(|(of, count, max)| Problem::TooMany { of, count, max }).collect()
}

/// What is named more than once, each once.
fn repeated<'a>(
    names: impl Iterator<Item = &'a Slug>,
    problem: impl Fn(Slug) -> Problem,
) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let repeated: BTreeSet<&Slug> = names.filter(|it| !seen.insert(*it)).collect();
    repeated.into_iter().map(|it| problem(it.clone())).collect()
}

fn word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::Urgent => "urgent",
    }
}
