//! Write calendar: how does a published calendar look as a file that could be published again?

use chrono::{Days, NaiveDate};
use domain::Slug;
use domain::calendar::{Hours, Override, Published, Week, Weekly, Windows};
use std::fmt::Write;

/// The days of a week as a file names them.
pub(super) const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The file of a version, with what cannot be published again above it: version, hash and since when it holds.
pub(crate) fn calendar_file(name: &Slug, it: &Published) -> String {
    let mut file = String::new();
    let head = head(name, it.version, it.effective_from, &it.content);
    let written = write!(file, "{head}").and_then(|()| write_hours(&mut file, &it.hours));
    written.expect("memory takes what is written");
    file
}

/// What a file of any published version begins with.
pub(super) fn head(
    name: &Slug,
    version: u32,
    effective_from: chrono::DateTime<chrono::Utc>,
    content: &str,
) -> String {
    let since = effective_from.format("%Y-%m-%dT%H:%M:%SZ");
    format!("# {name}@{version}, effective from {since}\n# content {content}\nname = \"{name}\"\n")
}

fn write_hours(file: &mut String, hours: &Hours) -> std::fmt::Result {
    let (way, parts) = match hours {
        Hours::Always {} => return writeln!(file, "always = true"),
        Hours::Weekly(it) => return write_weekly(file, it),
        Hours::Both(parts) => ("both", parts),
        Hours::Either(parts) => ("either", parts),
    };
    let parts: Vec<_> = parts.iter().map(|it| format!("\"{it}\"")).collect();
    writeln!(file, "{way} = [{}]", parts.join(", "))
}

fn write_weekly(file: &mut String, it: &Weekly) -> std::fmt::Result {
    writeln!(file, "zone = \"{}\"\ntzdb = \"{}\"\n\n[week]", it.zone.0, it.tzdb)?;
    for (days, open) in same_days(&it.week) {
        writeln!(file, "{days} = \"{open}\"")?;
    }
    if !it.overrides.is_empty() {
        writeln!(file, "\n[days]")?;
    }
    for (first, last, open) in rows_of_days(&it.overrides) {
        if first == last {
            writeln!(file, "{first} = \"{open}\"")?;
        } else {
            writeln!(file, "\"{first}..{last}\" = \"{open}\"")?;
        }
    }
    for it in &it.blackouts {
        let (from, to) = (it.from.format("%Y-%m-%dT%H:%M:%S"), it.to.format("%Y-%m-%dT%H:%M:%S"));
        writeln!(file, "\n[[blackout]]\nfrom = {from}\nto = {to}")?;
    }
    Ok(())
}

/// The days of a week that are open, those in a row with the same windows together: `mon-fri`.
pub(super) fn same_days(week: &Week) -> Vec<(String, &Windows)> {
    let all = [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun];
    let mut rows: Vec<(usize, usize, &Windows)> = vec![];
    for (day, open) in all.into_iter().enumerate() {
        match rows.last_mut() {
            Some(row) if row.2 == open => row.1 = day,
            Some(_) | None => rows.push((day, day, open)),
        }
    }
    let named = |(first, last, open): (usize, usize, _)| {
        let (from, to) = (DAY_NAMES[first], DAY_NAMES[last]);
        (if first == last { from.to_owned() } else { format!("{from}-{to}") }, open)
    };
    rows.into_iter().filter(|it| !it.2.is_closed()).map(named).collect()
}

/// Dates in a row that have the same windows, together.
fn rows_of_days(overrides: &[Override]) -> Vec<(NaiveDate, NaiveDate, &Windows)> {
    let mut rows: Vec<(NaiveDate, NaiveDate, &Windows)> = vec![];
    for Override { date, open } in overrides {
        match rows.last_mut() {
            Some(row) if row.2 == open && row.1 + Days::new(1) == *date => row.1 = *date,
            Some(_) | None => rows.push((*date, *date, open)),
        }
    }
    rows
}
