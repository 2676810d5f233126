//! Policy rows: which tickets does a file promise what?

use super::faults::Faults;
use super::policy_places::{NAMELESS, Place, Places};
use super::section::{Section, Told};
use domain::clock::Kind;
use domain::policy::{Row, Target};
use domain::{PersonId, Slug};

/// Every `[[row]]`, in order. What cannot be read is told, and the row is kept without it.
pub(super) fn rows(
    faults: &Faults<'_>,
    top: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Vec<Row> {
    let mut rows = vec![];
    for mut it in top.all_below(faults, "row") {
        let before = faults.count();
        rows.push(row(faults, &mut it, person, places));
        it.end(faults);
        places.rows_doubtful |= faults.count() > before;
    }
    rows
}

fn row(
    faults: &Faults<'_>,
    section: &mut Section<'_>,
    person: &dyn Fn(i64) -> PersonId,
    places: &mut Places,
) -> Row {
    fn values<T, S>(told: Vec<(T, S)>) -> Vec<T> {
        told.into_iter().map(|it| it.0).collect()
    }
    let name = name(faults, section, "\"urgent-fault\"");
    places.found.push((Place::Row(name.clone()), section.span()));
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

/// The name of a section; one that stands for it where it cannot be read.
pub(super) fn name(faults: &Faults<'_>, section: &mut Section<'_>, such_as: &str) -> Slug {
    let name = section.read(faults, "name", Told::parsed);
    if !section.has("name") {
        section.missing(faults, "name", such_as);
    }
    name.unwrap_or_else(|| NAMELESS.parse().expect("it is a name"))
}
