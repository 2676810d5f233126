//! Summary: when many deadlines come near or pass at once, how is that said in one message?

use super::html::{bold, visible_units};
use super::of_time::{mentioned, told};
use super::{Pointless, Rendered, Scene};
use crate::texts::promises::Said;
use crate::texts::{MESSAGE_UNITS_MAX, Texts};
use domain::Event;
use domain::clock::Kind;
use domain::ticket::Event as TicketEvent;

/// The most tickets that one line names.
const NUMBERS_MAX: usize = 40;

/// What is said of several tickets in one line. The order is that of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Missed(Kind),
    Left(Kind),
    Escalated(u32),
    Exhausted,
}

/// One message for all of them. Each must have something to say by itself.
///
/// # Errors
///
/// [`Pointless`] if there is none.
pub fn summary(scenes: &[Scene]) -> Result<Rendered, Pointless> {
    let first = scenes.first().ok_or(Pointless)?;
    let texts = first.texts();
    let mut lines: Vec<(Line, Vec<String>)> = Vec::new();
    let mut everybody: Vec<String> = Vec::new();
    for scene in scenes {
        let (line, number) = (line(scene)?, bold(&scene.number(&scene.ticket()?.number)));
        match lines.iter_mut().find(|it| it.0 == line) {
            Some((_, numbers)) => numbers.push(number),
            None => lines.push((line, vec![number])),
        }
        for name in told(scene)? {
            if !everybody.contains(&name) {
                everybody.push(name);
            }
        }
    }
    lines.sort_by_key(|it| it.0);
    let written = lines.into_iter().map(|(line, numbers)| written(texts, line, &numbers));
    let html = written.collect::<Vec<_>>().join("\n");
    let with_people = mentioned(first, &everybody).map(|it| format!("{html}{it}"));
    let fits = |it: &String| visible_units(it) <= MESSAGE_UNITS_MAX;
    Ok(Rendered { html: with_people.filter(fits).unwrap_or(html), ..Rendered::default() })
}

fn line(scene: &Scene) -> Result<Line, Pointless> {
    match &scene.subject()?.event {
        Event::Ticket(TicketEvent::ThresholdPassed(it)) => Ok(Line::Left(it.clock.kind)),
        Event::Ticket(TicketEvent::Breached(it)) => Ok(Line::Missed(it.clock.kind)),
        Event::Ticket(TicketEvent::Escalated(it)) => Ok(Line::Escalated(it.level)),
        Event::Ticket(TicketEvent::EscalationExhausted(_)) => Ok(Line::Exhausted),
        _ => Err(Pointless),
    }
}

fn written(texts: Texts, line: Line, numbers: &[String]) -> String {
    let mut shown: Vec<String> = numbers.iter().take(NUMBERS_MAX).cloned().collect();
    if numbers.len() > NUMBERS_MAX {
        let count = (numbers.len() - NUMBERS_MAX).to_string();
        shown.push(texts.with("status-more", [("count", count.into())]));
    }
    let numbers = ("numbers", shown.join(", ").into());
    match line {
        Line::Missed(kind) => {
            let missed = texts.text(&Said::Missed.of(kind));
            texts.with("summary-missed", [("missed", missed.into()), numbers])
        }
        Line::Left(kind) => texts.with(&Said::Soon.of(kind), [numbers]),
        Line::Escalated(level) => {
            texts.with("summary-escalated", [("level", level.to_string().into()), numbers])
        }
        Line::Exhausted => texts.with("summary-exhausted", [numbers]),
    }
}
