//! Handed: a ticket was given to somebody; how are they told?

use super::html::bold;
use super::{Pointless, Rendered, Scene};
use domain::Event;
use domain::ticket::Event as TicketEvent;

/// Whose the ticket is from now on, and by whose doing.
pub(super) fn handed_over(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let Event::Ticket(TicketEvent::Assigned(it)) = &subject.event else {
        return Err(Pointless);
    };
    // It is somebody else's by now, or over: nobody need be called.
    if ticket.assignee != Some(it.agent) || !ticket.status.is_open() {
        return Err(Pointless);
    }
    let number = ("number", bold(&scene.number(&ticket.number)).into());
    let name = ("name", scene.mention(it.agent).into());
    let html = match subject.actor {
        Some(by) => texts.with("handed-over", [number, name, ("by", scene.name_of(by).into())]),
        None => texts.with("handed-over-bare", [number, name]),
    };
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}
