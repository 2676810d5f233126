//! Policy rows: which tickets does a file promise what?

use super::faults::Faults;
use super::policy_places::{Doubt, Group, NAMELESS, Place, Places};
use super::section::{Section, Told};
use domain::clock::Kind;
use domain::policy::{Row, Target};
use domain::{PersonId, Slug};

/// Every `[[row]]`, in order. What cannot be read is told, and the row is kept without it.
pub(super) fn rows(
    faults: &Faults,
    top: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Vec<Row> {
    let mut rows = vec![];
    for mut it in top.all_below(faults, "row") {
        let mut row = row(faults, &mut it, person, places);
        it.end(faults);
        doubts(faults, &it, &mut row, places);
        rows.push(row);
    }
    places.doubt(Doubt::Rows, top.failed("row") || faults.are_lost());
    rows
}

/// Notes what may be meant otherwise. What a row may ask for it does not ask for, so that what is promised to nobody is
/// promised to nobody for certain; but whoever writes of people or places means some, and not all.
fn doubts(faults: &Faults, section: &Section<'_>, row: &mut Row, places: &mut Places) {
    let [types, priorities, requesters, sites] =
        ["type", "priority", "person", "site"].map(|it| section.is_doubtful(faults, it));
    if types {
        row.types.clear();
    }
    if priorities {
        row.priorities.clear();
    }
    let is_whole = !faults.are_maimed_in(&section.span());
    if requesters && is_whole && row.requesters.is_empty() {
        row.requesters.push(PersonId([0; 16]));
    }
    if sites && is_whole && row.sites.is_empty() {
        row.sites.push(NAMELESS.parse().expect("it is a name"));
    }
    let any = types || priorities || requesters || sites || section.has_strangers();
    places.doubt(Doubt::Match(row.name.clone()), any);
    for kind in Kind::ALL.into_iter().filter(|it| section.is_doubtful(faults, it.name())) {
        places.doubt(Doubt::Target(kind), true);
        places.doubt(Doubt::Targets(row.name.clone()), true);
    }
}

fn row(
    faults: &Faults,
    section: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Row {
    fn values<T, S>(told: Vec<(T, S)>) -> Vec<T> {
        told.into_iter().map(|it| it.0).collect()
    }
    let name = places.name(faults, section, (Group::Row, "\"urgent-fault\""));
    let calendar: Option<Slug> = section.read(faults, "calendar", Told::parsed);
    if let Some(calendar) = &calendar {
        places.found.push((Place::Calendar(calendar.clone()), section.span_of("calendar")));
    }
    let types = values(section.each(faults, "type", Told::word));
    let priorities = values(section.each(faults, "priority", Told::word));
    let requesters = values(section.each(faults, "person", |it| it.person(person)));
    let sites = values(section.each(faults, "site", Told::parsed));
    let mut target = |kind: Kind| section.read(faults, kind.name(), Told::parsed::<Target>);
    Row {
        name,
        types,
        priorities,
        requesters,
        sites,
        calendar,
        first_response: target(Kind::FirstResponse),
        next_response: target(Kind::NextResponse),
        periodic_update: target(Kind::PeriodicUpdate),
        acceptance: target(Kind::Acceptance),
        workaround: target(Kind::Workaround),
        resolution: target(Kind::Resolution),
    }
}
