//! Summary: when many alarms fall at once, how is that said in one message?

use super::html::{bold, name, visible_units};
use super::of_time::{mentioned, told};
use super::tells::what_was_not_said;
use super::{Button, Pointless, Rendered, Scene, link_to, undelivered};
use crate::buttons::Press;
use crate::texts::promises::Said;
use crate::texts::{MESSAGE_UNITS_MAX, Texts};
use domain::chat::{Event as ChatEvent, Undeliverable};
use domain::clock::Kind as Clock;
use domain::notice::Kind;
use domain::people::Event as PersonEvent;
use domain::ticket::Event as TicketEvent;
use domain::{Event, MessageRef};
use std::cmp::Reverse;

/// The most that a summary names, the most urgent first; Telegram marks no more than a hundred places of a message.
const NAMED_MAX: usize = 40;
/// As many are named in every line, however urgent the others are.
const NAMED_IN_LINE_MIN: usize = 3;
/// The most tickets of which a summary offers to send again what did not arrive.
pub(crate) const SENT_AGAIN_MAX: usize = 20;
/// The buttons of a row.
const IN_ROW: usize = 2;

/// What is said of several alarms in one line. The order is that of the lines: the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Exhausted,
    Escalated(Reverse<u32>),
    Missed(Clock),
    Unanswered,
    Undelivered,
    RightsLost,
    PrivateRefused,
    Parked,
    Gap,
    Other,
    StaffLeft,
    Left(Clock),
}

/// An alarm as a summary tells it.
struct Told<'a> {
    line: Line,
    scene: &'a Scene,
}

/// One message for all of them. Each must have something to say by itself.
///
/// # Errors
///
/// [`Pointless`] if there is none.
pub fn summary(scenes: &[Scene]) -> Result<Rendered, Pointless> {
    let first = scenes.first().ok_or(Pointless)?;
    let mut all = Vec::with_capacity(scenes.len());
    for scene in scenes {
        all.push(Told { line: line(scene)?, scene });
    }
    all.sort_by_key(|it| it.line);
    let mut everybody: Vec<String> = Vec::new();
    for it in all.iter().filter(|it| it.scene.notice.kind.is_of_time()) {
        for name in told(it.scene)? {
            if !everybody.contains(&name) {
                everybody.push(name);
            }
        }
    }
    for it in &all {
        for author in undelivered::lost(it.scene).iter().filter_map(|it| it.0.author) {
            let name = it.scene.mention(author);
            if !everybody.contains(&name) {
                everybody.push(name);
            }
        }
    }
    let people = mentioned(first, &everybody).unwrap_or_default();
    let mut html = String::new();
    // Whoever is called upon is called upon, if fewer are named for it.
    for named_max in [NAMED_MAX, NAMED_MAX / 2, NAMED_MAX / 4, 0] {
        html = format!("{}{people}", lines(first.texts(), &all, named_max)?.join("\n"));
        if visible_units(&html) <= MESSAGE_UNITS_MAX {
            break;
        }
    }
    Ok(Rendered { html, keyboard: sent_again(first.texts(), &all), ..Rendered::default() })
}

/// A button a ticket whose words did not arrive and may arrive yet.
fn sent_again(texts: Texts, all: &[Told<'_>]) -> Vec<Vec<Button>> {
    let button = |it: &Told<'_>| {
        let ticket = it.scene.ticket.as_ref()?;
        let (_, why) = undelivered::lost(it.scene).pop()?;
        let number = ("number", texts.number(&ticket.number).into());
        let label = texts.with("button-resend-of", [number]);
        (why != Undeliverable::ChatGone).then_some((label, Press::Resend(ticket.ticket)))
    };
    let buttons: Vec<_> = all.iter().filter_map(button).take(SENT_AGAIN_MAX).collect();
    buttons.chunks(IN_ROW).map(<[Button]>::to_vec).collect()
}

fn lines(texts: Texts, all: &[Told<'_>], named_max: usize) -> Result<Vec<String>, Pointless> {
    let mut lines = vec![texts.with("summary-title", [("count", all.len().into())])];
    let mut left = named_max;
    for of_line in all.chunk_by(|one, other| one.line == other.line) {
        let Some(first) = of_line.first() else { continue };
        let least = if named_max == 0 { 0 } else { NAMED_IN_LINE_MIN };
        let (told, rest) = of_line.split_at(left.max(least).min(of_line.len()));
        left = left.saturating_sub(told.len());
        let names: Result<Vec<_>, _> = told.iter().map(|it| named_as(it)).collect();
        let mut names = names?;
        if !rest.is_empty() && !told.is_empty() {
            names.push(texts.with("status-more", [("count", rest.len().into())]));
        }
        let counted = counted(texts, first.line, of_line.len());
        let line = match names.as_slice() {
            [] => counted,
            names => {
                // Who wrote when has a comma of its own.
                let between = if first.line == Line::Unanswered { "; " } else { ", " };
                let names = names.join(between);
                let arguments = [("counted", counted.into()), ("names", names.into())];
                texts.with("summary-line", arguments)
            }
        };
        lines.push(line);
    }
    Ok(lines)
}

fn line(scene: &Scene) -> Result<Line, Pointless> {
    if scene.notice.kind == Kind::Undelivered {
        return Ok(Line::Undelivered);
    }
    Ok(match &scene.subject()?.event {
        Event::Ticket(TicketEvent::ThresholdPassed(it)) => Line::Left(said_alike(it.clock.kind)),
        Event::Ticket(TicketEvent::Breached(it)) => Line::Missed(said_alike(it.clock.kind)),
        Event::Ticket(TicketEvent::Escalated(it)) => Line::Escalated(Reverse(it.level)),
        Event::Ticket(TicketEvent::EscalationExhausted(_)) => Line::Exhausted,
        Event::Chat(ChatEvent::MessageAccounted(_)) => Line::Unanswered,
        Event::Chat(ChatEvent::NoticeFailed(_)) => Line::Undelivered,
        Event::Chat(ChatEvent::RightsChanged(_)) => Line::RightsLost,
        Event::Chat(ChatEvent::UpdateParked(_)) => Line::Parked,
        Event::Chat(ChatEvent::CoverageGap(_)) => Line::Gap,
        Event::Person(PersonEvent::DeliveryChosen(_)) => Line::PrivateRefused,
        Event::Person(PersonEvent::RoleRevoked(_)) => Line::StaffLeft,
        _ => Line::Other,
    })
}

/// Every answer that is due is an answer that is due, the first or another.
fn said_alike(clock: Clock) -> Clock {
    match clock {
        Clock::FirstResponse | Clock::NextResponse => Clock::FirstResponse,
        Clock::PeriodicUpdate | Clock::Acceptance | Clock::Workaround | Clock::Resolution => clock,
    }
}

/// What the alarms of a line have in common, and how many they are.
fn counted(texts: Texts, line: Line, count: usize) -> String {
    let requests = || ("requests", texts.requests(count).into());
    let of = |key: &str| texts.with(key, [("count", count.into())]);
    match line {
        Line::Exhausted => texts.with("summary-exhausted", [requests()]),
        Line::Escalated(Reverse(level)) => {
            texts.with("summary-escalated", [("level", level.to_string().into()), requests()])
        }
        Line::Missed(kind) => {
            let missed = texts.text(&Said::Missed.of(kind));
            texts.with("summary-missed", [("missed", missed.into()), requests()])
        }
        Line::Left(kind) => texts.with(&Said::Soon.of(kind), [requests()]),
        Line::Unanswered => of("summary-unanswered"),
        Line::Undelivered => of("summary-undelivered"),
        Line::RightsLost => of("summary-rights-lost"),
        Line::PrivateRefused => of("summary-private-refused"),
        Line::Parked => of("summary-parked"),
        Line::Gap => of("summary-gap"),
        Line::Other => of("summary-other"),
        Line::StaffLeft => of("summary-staff-left"),
    }
}

/// What one alarm is about, in a word or two, with a link to where it is seen.
fn named_as(told: &Told<'_>) -> Result<String, Pointless> {
    let (scene, texts) = (told.scene, told.scene.texts());
    let chat = || scene.chat_title();
    Ok(match (told.line, &scene.subject()?.event) {
        (Line::Unanswered, Event::Chat(ChatEvent::MessageAccounted(it))) => {
            let at = scene
                .seen_in
                .as_ref()
                .map(|seen| MessageRef { chat: seen.chat, message: it.message });
            let author = scene.people.get(&it.author).map(|it| it.name.as_str());
            let time = scene.times.short(scene.subject()?.occurred_at);
            let link = at.and_then(|at| link_to(at, it.thread));
            let arguments = [
                ("client", chat().into()),
                ("name", name(texts, author).into()),
                ("time", linked(time, link).into()),
            ];
            texts.with("summary-words", arguments)
        }
        (Line::Undelivered, _) if scene.notice.kind == Kind::Undelivered => {
            let (last, _) = undelivered::lost(scene).pop().ok_or(Pointless)?;
            let what = what_was_not_said(texts, last.kind);
            texts.with("summary-of", [("of", number(scene)?.into()), ("what", what.into())])
        }
        (Line::Undelivered, Event::Chat(ChatEvent::NoticeFailed(it))) => {
            let what = what_was_not_said(texts, it.kind);
            let of = match &scene.ticket {
                Some(_) => number(scene)?,
                None => linked(chat(), it.of.and_then(|it| link_to(it, None))),
            };
            texts.with("summary-of", [("of", of.into()), ("what", what.into())])
        }
        (Line::PrivateRefused, _) => scene.mention(scene.about.ok_or(Pointless)?),
        (Line::StaffLeft, _) => {
            let person = scene.name_of(scene.about.ok_or(Pointless)?);
            match scene.tickets.len() {
                0 => person,
                open => {
                    let what = texts.requests(open);
                    texts.with("summary-of", [("of", person.into()), ("what", what.into())])
                }
            }
        }
        (Line::Exhausted | Line::Escalated(_) | Line::Missed(_) | Line::Left(_), _) => {
            number(scene)?
        }
        _ => chat(),
    })
}

/// The ticket's number, which leads to its card where that has an address.
fn number(scene: &Scene) -> Result<String, Pointless> {
    let number = scene.number(&scene.ticket()?.number);
    let link = scene.staff_card.and_then(|it| link_to(it, None));
    Ok(if link.is_some() { linked(number, link) } else { bold(&number) })
}

fn linked(text: String, link: Option<String>) -> String {
    match link {
        Some(link) => format!("<a href=\"{link}\">{text}</a>"),
        None => text,
    }
}
