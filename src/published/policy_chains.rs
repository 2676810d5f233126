//! Policy chains: who does a file have told, when, and who takes turns?

use super::faults::Faults;
use super::policy_file::some_time;
use super::policy_places::{Doubt, Group, Place, Places};
use super::section::{Section, Told};
use domain::client::Zone;
use domain::policy::{Anchor, Chain, Level, ROUNDS_MAX, Rota, Team, Whom};
use domain::zone::newest;
use domain::{PersonId, Slug};
use toml_edit::Value;

/// The most days of one turn.
const TURN_DAYS_MAX: i64 = 366;

/// Every `[[chain]]` with its `[[chain.level]]`s.
pub(super) fn chains(
    faults: &Faults,
    top: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> (Vec<Chain>, Vec<Level>) {
    let (mut chains, mut levels) = (vec![], vec![]);
    for mut it in top.all_below(faults, "chain") {
        let chain = chain(faults, &mut it, places);
        for mut section in it.all_below(faults, "level") {
            let level = level(faults, &mut section, chain.name.clone(), person);
            let of_chain = |it: &&Level| it.chain == chain.name;
            let which = levels.iter().filter(of_chain).count() + 1;
            places.found.push((Place::Level(chain.name.clone(), which), section.span()));
            section.end(faults);
            let is_doubtful = section.is_doubtful(faults, "notify");
            places.doubt(Doubt::Notify(chain.name.clone(), which), is_doubtful);
            levels.push(level);
        }
        it.end(faults);
        let no_levels = it.is_doubtful(faults, "level") || faults.are_lost();
        places.doubt(Doubt::Levels(chain.name.clone()), no_levels);
        let no_clock = !it.has("clock") || it.is_doubtful(faults, "clock");
        places.doubt(Doubt::Clock(chain.name.clone()), no_clock);
        chains.push(chain);
    }
    (chains, levels)
}

fn chain(faults: &Faults, section: &mut Section<'_>, places: &mut Places) -> Chain {
    let name = places.name(faults, section, (Group::Chain, "\"late\""));
    let clock = section.read(faults, "clock", Told::word);
    if !section.has("clock") {
        section.missing(faults, "clock", "\"first_response\"");
    }
    let from = section.read(faults, "from", anchor);
    if !section.has("from") {
        section.missing(faults, "from", "\"breach\" (or \"start\", or a share such as \"75%\")");
    }
    let (anchor, percent) = from.unwrap_or((Anchor::Start, None));
    let rounds = section.read(faults, "rounds", |it| {
        it.number(1, ROUNDS_MAX.into()).map(|it| u32::try_from(it).expect("a few rounds"))
    });
    Chain {
        name,
        clock: clock.unwrap_or(domain::clock::Kind::FirstResponse),
        anchor,
        percent,
        rounds: rounds.unwrap_or(1),
        ack_timeout_s: section.read(faults, "ack_timeout", some_time),
    }
}

/// What begins a chain: `start`, `75%` or `breach`.
fn anchor(told: &Told<'_>) -> Result<(Anchor, Option<u8>), String> {
    let text = told.text()?;
    let percent = || text.strip_suffix('%')?.parse().ok().filter(|it| (1..=99).contains(it));
    match text {
        "start" => Ok((Anchor::Start, None)),
        "breach" => Ok((Anchor::Breach, None)),
        _ => percent().map(|it| (Anchor::Threshold, Some(it))).ok_or_else(|| {
            let key = told.key;
            format!("{key} = \"{text}\" is not known: write \"start\", \"breach\" or a share of the target such as \"75%\"")
        }),
    }
}

fn level(
    faults: &Faults,
    section: &mut Section<'_>,
    chain: Slug,
    person: &dyn Fn(i64) -> PersonId,
) -> Level {
    if !section.has("after") {
        section.missing(faults, "after", "\"15m\"");
    }
    let notify = section.each(faults, "notify", |it| whom(it, person));
    Level {
        chain,
        after_s: section.read(faults, "after", Told::seconds).unwrap_or(0),
        counted: section.read(faults, "counted", Told::word).unwrap_or_default(),
        condition: section.read(faults, "condition", Told::word),
        notify: notify.into_iter().map(|it| it.0).collect(),
    }
}

fn whom(told: &Told<'_>, person: &dyn Fn(i64) -> PersonId) -> Result<Whom, String> {
    match told.value {
        Value::Integer(_) => told.person(person).map(Whom::Person),
        _ => told.parsed(),
    }
}

/// Every `[[team]]`.
pub(super) fn teams(
    faults: &Faults,
    top: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Vec<Team> {
    let mut teams = vec![];
    for mut it in top.all_below(faults, "team") {
        let name = places.name(faults, &mut it, (Group::Team, "\"network\""));
        let people = it.each(faults, "people", |it| it.person(person));
        it.end(faults);
        let is_doubtful = it.is_doubtful(faults, "people");
        places.doubt(Doubt::People(Place::Team(name.clone())), is_doubtful);
        teams.push(Team { name, people: people.into_iter().map(|it| it.0).collect() });
    }
    places.doubt(Doubt::Group(Group::Team), top.failed("team") || faults.are_lost());
    teams
}

/// Every `[[rota]]`.
pub(super) fn rotas(
    faults: &Faults,
    top: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Vec<Rota> {
    let mut rotas = vec![];
    for mut it in top.all_below(faults, "rota") {
        let rota = rota(faults, &mut it, person, places);
        it.end(faults);
        let is_doubtful = it.is_doubtful(faults, "people");
        places.doubt(Doubt::People(Place::Rota(rota.name.clone())), is_doubtful);
        rotas.push(rota);
    }
    places.doubt(Doubt::Group(Group::Rota), top.failed("rota") || faults.are_lost());
    rotas
}

fn rota(
    faults: &Faults,
    section: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Rota {
    let name = places.name(faults, section, (Group::Rota, "\"duty\""));
    for (key, such_as) in
        [("zone", "\"Europe/Moscow\""), ("from", "2026-11-23T09:00:00"), ("turn_days", "7")]
    {
        if !section.has(key) {
            section.missing(faults, key, such_as);
        }
    }
    let hours: Option<Slug> = section.read(faults, "hours", Told::parsed);
    if let Some(calendar) = &hours {
        places.found.push((Place::Calendar(calendar.clone()), section.span_of("hours")));
    }
    let people = section.each(faults, "people", |it| it.person(person));
    let turn_days = section.read(faults, "turn_days", |it| {
        it.number(1, TURN_DAYS_MAX).map(|it| u32::try_from(it).expect("days of a turn"))
    });
    let zone = section.read(faults, "zone", |it| it.text().map(|it| Zone(it.to_owned())));
    Rota {
        name,
        people: people.into_iter().map(|it| it.0).collect(),
        zone: zone.unwrap_or_default(),
        tzdb: section.read(faults, "tzdb", Told::parsed).unwrap_or_else(newest),
        from: section.read(faults, "from", Told::civil).unwrap_or_default(),
        turn_days: turn_days.unwrap_or(1),
        hours,
    }
}
