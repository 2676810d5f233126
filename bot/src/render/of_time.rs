//! Of time: what are staff told of deadlines that come near, or have passed, and of levels that were reached?

use super::cards::requester;
use super::html::{bold, escape, name, title};
use super::promises::{self, goes_on};
use super::receipt::first_line;
use super::{Button, Pointless, Rendered, Scene, link_to};
use crate::buttons::Press;
use crate::texts::cut;
use crate::texts::promises::Said;
use chrono::TimeDelta;
use domain::clock::{Clock, ClockRef, State};
use domain::ticket::Event as TicketEvent;
use domain::{ChatId, Event, PersonId};
use projections::rows::TicketRow;

/// The most UTF-16 units of a request in a notice of a deadline.
const WORDS_UNITS_MAX: usize = 120;
/// What is told within this of being recorded is told as of then; what had to wait for the hours in which people are
/// told, as of when they are.
const TOLD_AT_ONCE_MAX: TimeDelta = TimeDelta::minutes(10);
/// The most people that one notice mentions.
const MENTIONED_MAX: usize = 20;

/// A good part of a target is used up.
pub(super) fn warning(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let TicketEvent::ThresholdPassed(it) = event(scene)? else { return Err(Pointless) };
    let clock = still(scene, it.clock).filter(|it| it.state == State::Running);
    let clock = clock.ok_or(Pointless)?;
    let deadline = clock.deadline.ok_or(Pointless)?;
    let left = promises::left(scene, clock).ok_or(Pointless)?;
    let left = texts.with(&Said::Left.of(it.clock.kind), [("left", left.into())]);
    let about = format!("{}, {}", about(scene, ticket), whose(scene, ticket));
    let first = texts.with("notice-warning", [("left", left.into()), ("about", about.into())]);
    let html = format!("{first}\n{}", promises::due(scene, it.clock.kind, deadline));
    Ok(said(scene, html, take(scene, ticket)))
}

/// A deadline has passed.
pub(super) fn breach(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let TicketEvent::Breached(it) = event(scene)? else { return Err(Pointless) };
    let clock = still(scene, it.clock).ok_or(Pointless)?;
    let over = over(scene, clock)?;
    let missed = promises::missed_by(scene, it.clock.kind, Some(over));
    let about = format!("{}, {}", about(scene, ticket), whose(scene, ticket));
    let mut html =
        texts.with("notice-breach", [("missed", missed.into()), ("about", about.into())]);
    html.extend(mentioned(scene, &told(scene)?));
    Ok(said(scene, html, take(scene, ticket)))
}

/// A level of a chain was reached, or the last of them in vain.
pub(super) fn escalation(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let about = format!("{}, {}", about(scene, ticket), whose(scene, ticket));
    let (clock, mut html) = match event(scene)? {
        TicketEvent::Escalated(it) => {
            let level = ("level", it.level.to_string().into());
            (it.clock, texts.with("notice-escalation", [level, ("about", about.into())]))
        }
        TicketEvent::EscalationExhausted(it) => {
            (it.clock, texts.with("notice-exhausted", [("about", about.into())]))
        }
        _ => return Err(Pointless),
    };
    let clock = still(scene, clock).ok_or(Pointless)?;
    let stands = match (clock.state, clock.deadline) {
        (State::Breached, Some(deadline)) => {
            let over = over(scene, clock)?;
            Some(promises::missed(scene, clock.clock.kind, deadline, Some(over)))
        }
        _ => promises::of_staff(scene, clock),
    };
    html.extend(stands.map(|it| format!("\n{it}")));
    match scene.notice.chat {
        // Whoever is told in private need not be named, but must find the card.
        ChatId::Private(_) => {
            let card = scene.staff_card.and_then(|it| link_to(it, None));
            let text = texts.text("notice-card-link");
            html.extend(card.map(|it| format!("\n<a href=\"{it}\">{text}</a>")));
        }
        ChatId::Group(_) => html.extend(mentioned(scene, &told(scene)?)),
    }
    let mut keyboard = take(scene, ticket);
    keyboard.push((texts.text("button-acknowledge"), Press::Acknowledge(ticket.ticket)));
    Ok(said(scene, html, keyboard))
}

/// How many working seconds ago something was to be: wherever it is told at once, the same is said.
fn over(scene: &Scene, clock: &Clock) -> Result<i64, Pointless> {
    let since = scene.times.now - scene.subject()?.recorded_at;
    let since_s = if since <= TOLD_AT_ONCE_MAX { since.num_seconds() } else { 0 };
    Ok((clock.overrun_s - since_s.max(0)).max(0))
}

fn event(scene: &Scene) -> Result<&TicketEvent, Pointless> {
    match &scene.subject()?.event {
        Event::Ticket(event) => Ok(event),
        _ => Err(Pointless),
    }
}

/// Whom a notice of time is to reach. People are told of the message, where Telegram's number of them is known.
pub(super) fn told(scene: &Scene) -> Result<Vec<String>, Pointless> {
    let ticket = scene.ticket()?;
    Ok(match (event(scene)?, ticket.assignee, &scene.promises) {
        (TicketEvent::Escalated(it), ..) => promises::mentions(scene, ticket, &it.notify),
        // While whoever has it is away, others are called upon; where there is nobody else, they are.
        (TicketEvent::Breached(_), Some(assignee), _) => {
            vec![scene.mention(scene.called.unwrap_or(assignee))]
        }
        (TicketEvent::Breached(_), None, promises) => {
            let on_call = promises.iter().flat_map(|it| it.on_call.iter().copied());
            let called = scene.called.into_iter().chain(on_call);
            let mut people: Vec<PersonId> = Vec::new();
            called.for_each(|it| {
                if !people.contains(&it) {
                    people.push(it);
                }
            });
            people.into_iter().map(|it| scene.mention(it)).collect()
        }
        _ => vec![],
    })
}

/// The clock, if nothing has ended it since: what was done in the meantime makes the notice moot.
fn still(scene: &Scene, clock: ClockRef) -> Option<&Clock> {
    let measured = &scene.promises.as_ref()?.measured;
    measured.clock(clock).filter(|it| goes_on(it))
}

/// `№ ROM-57 · Не печатает (Ромашка, Анна)`.
fn about(scene: &Scene, ticket: &TicketRow) -> String {
    let texts = scene.texts();
    let words = cut(first_line(&ticket.summary), WORDS_UNITS_MAX);
    let words = if words.is_empty() { texts.text("erased") } else { escape(&words) };
    let arguments = [
        ("number", bold(&scene.number(&ticket.number)).into()),
        ("text", words.into()),
        ("client", title(&ticket.client_title).into()),
        ("name", requester(scene, ticket).into()),
    ];
    texts.with("notice-about", arguments)
}

fn whose(scene: &Scene, ticket: &TicketRow) -> String {
    let texts = scene.texts();
    match ticket.assignee {
        Some(_) => {
            let name = name(texts, ticket.assignee_name.as_deref());
            texts.with("notice-taken-by", [("name", name.into())])
        }
        None => texts.text("notice-not-taken"),
    }
}

/// A line that tells people of the message.
pub(super) fn mentioned(scene: &Scene, names: &[String]) -> Option<String> {
    let names = names.iter().take(MENTIONED_MAX).map(String::as_str).collect::<Vec<_>>();
    let line = || scene.texts().with("notice-told", [("names", names.join(", ").into())]);
    (!names.is_empty()).then(|| format!("\n{}", line()))
}

/// What nobody has taken can be taken here.
fn take(scene: &Scene, ticket: &TicketRow) -> Vec<Button> {
    let button = || (scene.texts().text("button-take-short"), Press::Take(ticket.ticket));
    if ticket.assignee.is_none() { vec![button()] } else { vec![] }
}

fn said(scene: &Scene, html: String, buttons: Vec<Button>) -> Rendered {
    let keyboard = if buttons.is_empty() { vec![] } else { vec![buttons] };
    Rendered { html, keyboard, reply_to: scene.notice.reply_to, ..Rendered::default() }
}
