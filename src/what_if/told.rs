//! Told: how are both results shown, side by side?

use super::{Changed, Report, WhatIf};
use crate::arrange::say;
use anyhow::Result;
use domain::Priority;
use domain::clock::Clock;
use domain::compliance::{BasisPoints, Line, Tally};
use serde_json::{Value, json};

/// Prints the report as asked for.
///
/// # Errors
///
/// The output cannot be written.
pub(super) fn tell(asked: &WhatIf, report: &Report) -> Result<()> {
    if asked.json {
        return say(&serde_json::to_string_pretty(&as_json(asked, report))?);
    }
    say(&as_text(asked, report))
}

fn as_text(asked: &WhatIf, report: &Report) -> String {
    let WhatIf { from, to, .. } = asked;
    let mut lines = vec![format!(
        "{} tickets, {from} .. {to} (the last day excluded) in each client's zone. Nothing is recorded.",
        report.tickets
    )];
    if !report.left_out.is_empty() {
        let codes: Vec<_> = report.left_out.iter().map(ToString::to_string).collect();
        lines.push(format!(
            "Left out, because nothing is promised to them: {}. Give --policy and --calendar to suppose both.",
            codes.join(", ")
        ));
    }
    lines.push(String::new());
    lines.push(format!(
        "{:<16} {:<8} | {:^37} | {:^37}",
        "clock", "priority", "recorded", "supposed"
    ));
    let head = format!("{:>7} {:>9} {:>9} {:>9}", "met", "breached", "outside", "%");
    lines.push(format!("{:<16} {:<8} | {head} | {head}", "", ""));
    for ((kind, priority), sums) in &report.sums {
        lines.push(format!(
            "{:<16} {:<8} | {} | {}",
            kind.name(),
            name(*priority),
            numbers(&sums.recorded),
            numbers(&sums.supposed)
        ));
    }
    lines.push(String::new());
    lines.push(format!("Verdicts that would change: {}", report.changes));
    for it in &report.changed {
        lines.push(format!(
            "{:<12} {:<20} {} -> {}{}",
            it.number.to_string(),
            it.pair.clock.to_string(),
            line(it.lines[0]),
            line(it.lines[1]),
            deadlines(it)
        ));
    }
    let more = report.changes - report.changed.len() as u64;
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}

fn numbers(tally: &Tally) -> String {
    format!(
        "{:>7} {:>9} {:>9} {:>9}",
        tally.met,
        tally.breached,
        tally.outside(),
        share(tally.compliance())
    )
}

fn share(it: Option<BasisPoints>) -> String {
    it.map_or_else(|| "n/a".to_owned(), |it| it.to_string())
}

fn deadlines(it: &Changed) -> String {
    let due = |clock: &Option<Clock>| {
        let deadline = clock.as_ref().and_then(|it| it.deadline);
        deadline.map_or_else(|| "none".to_owned(), |it| it.to_string())
    };
    format!(", due {} -> {}", due(&it.pair.recorded), due(&it.pair.supposed))
}

fn line(line: Option<Line>) -> String {
    match line {
        None => "not in the period".to_owned(),
        Some(Line::Met) => "met".to_owned(),
        Some(Line::Breached) => "breached".to_owned(),
        Some(Line::OpenNotDue) => "open, not due".to_owned(),
        Some(Line::PausedOpen) => "open, paused".to_owned(),
        Some(Line::NotApplicable) => "not applicable".to_owned(),
        Some(Line::Superseded) => "superseded".to_owned(),
        Some(Line::Cancelled(why)) => format!("cancelled: {}", why.name()),
        Some(Line::Gap) => "measurement gap".to_owned(),
        Some(Line::Excluded) => "excluded".to_owned(),
    }
}

fn name(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::Urgent => "urgent",
    }
}

fn as_json(asked: &WhatIf, report: &Report) -> Value {
    let sums: Vec<_> = report
        .sums
        .iter()
        .map(|((kind, priority), sums)| {
            json!({
                "clock": kind.name(),
                "priority": name(*priority),
                "recorded": tally_json(&sums.recorded),
                "supposed": tally_json(&sums.supposed),
            })
        })
        .collect();
    let changed: Vec<_> = report
        .changed
        .iter()
        .map(|it| {
            json!({
                "ticket": it.number.to_string(),
                "clock": it.pair.clock.to_string(),
                "recorded": side_json(it.pair.recorded.as_ref(), it.lines[0]),
                "supposed": side_json(it.pair.supposed.as_ref(), it.lines[1]),
            })
        })
        .collect();
    let left_out: Vec<_> = report.left_out.iter().map(ToString::to_string).collect();
    json!({
        "from": asked.from.to_string(),
        "to": asked.to.to_string(),
        "tickets": report.tickets,
        "left_out": left_out,
        "sums": sums,
        "changes": report.changes,
        "changed": changed,
    })
}

fn tally_json(tally: &Tally) -> Value {
    json!({
        "met": tally.met,
        "breached": tally.breached,
        "outside": tally.outside(),
        "touched": tally.touched,
        "percent": tally.compliance().map(|it| it.to_string()),
    })
}

fn side_json(clock: Option<&Clock>, stands: Option<Line>) -> Value {
    json!({
        "outcome": line(stands),
        "deadline": clock.and_then(|it| it.deadline).map(|it| it.to_string()),
        "stop": clock.and_then(|it| it.stop).map(|it| it.to_string()),
        "elapsed_seconds": clock.map(|it| it.elapsed_s),
    })
}
