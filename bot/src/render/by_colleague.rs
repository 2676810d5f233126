//! By colleague: what has somebody else done to an agent's ticket?

use super::html::{bold, escape};
use super::{Pointless, Rendered, Scene};
use crate::texts::cut;
use chrono::TimeDelta;
use domain::ticket::{Event as TicketEvent, Status};
use domain::{ChatId, Event, Field, PersonId};

/// How long it is news. Views that are made anew find old deeds that nobody was told of, and nobody asks for them.
const NEWS_MAX: TimeDelta = TimeDelta::hours(24);
/// The most UTF-16 units of a reason.
const REASON_UNITS_MAX: usize = 300;

/// What was done, by whom, and why.
pub(super) fn told(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let by = subject.actor.ok_or(Pointless)?;
    if scene.times.now - subject.recorded_at > NEWS_MAX {
        return Err(Pointless);
    }
    let number = ("number", bold(&scene.number(&ticket.number)).into());
    let by = ("by", scene.name_of(by).into());
    let html = match &subject.event {
        Event::Ticket(TicketEvent::Unassigned(it)) => {
            // It is theirs again by now, or over: there is nothing to look after.
            if ticket.assignee == Some(it.agent) || !ticket.status.is_open() {
                return Err(Pointless);
            }
            let name = ("name", named(scene, it.agent).into());
            texts.with("by-colleague-dropped", [name, number, by])
        }
        Event::Ticket(TicketEvent::OnHold(_)) => {
            let agent = ticket.assignee.ok_or(Pointless)?;
            if ticket.status != Status::OnHold {
                return Err(Pointless);
            }
            let name = ("name", named(scene, agent).into());
            match subject.texts.get(Field::Reason).filter(|it| !it.trim().is_empty()) {
                Some(reason) => {
                    let reason = ("reason", escape(&cut(reason, REASON_UNITS_MAX)).into());
                    texts.with("by-colleague-held", [name, number, reason, by])
                }
                None => texts.with("by-colleague-held-bare", [name, number, by]),
            }
        }
        _ => return Err(Pointless),
    };
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// In a group somebody must be called; alone they are spoken to already.
fn named(scene: &Scene, agent: PersonId) -> String {
    match scene.notice.chat {
        ChatId::Private(_) => scene.name_of(agent),
        ChatId::Group(_) => scene.mention(agent),
    }
}
