//! Imported: what do staff and clients read of tickets that come out of a table?

use super::html::escape;
use super::{Pointless, Rendered, Scene};
use domain::Event;
use domain::desk::Event as DeskEvent;

/// How many there are; where they are found, since their groups read nothing of it.
pub(super) fn told(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let Event::Desk(DeskEvent::TicketsImported(it)) = &scene.subject()?.event else {
        return Err(Pointless);
    };
    let counted = |key, count: u32| texts.with(key, [("count", count.into())]);
    let mut lines =
        vec![counted("imported-tickets", it.tickets), counted("imported-clients", it.clients)];
    if it.assigned > 0 {
        lines.push(counted("imported-assigned", it.assigned));
    }
    lines.push(texts.text("imported-how"));
    Ok(Rendered { html: lines.join("\n"), ..Rendered::default() })
}

/// The number that people know it by.
pub(super) fn former_number(scene: &Scene) -> Option<String> {
    let number = scene.imported.as_ref()?.number.as_deref()?;
    Some(scene.texts().with("card-outside-number", [("number", escape(number).into())]))
}

/// When it came here, and what the table claims of when it was reported.
pub(super) fn origin(scene: &Scene) -> Option<String> {
    let (texts, ticket) = (scene.texts(), scene.ticket.as_ref()?);
    let imported = scene.imported.as_ref()?;
    let time = ("time", scene.times.dated(ticket.registered_at).into());
    Some(match imported.claimed_at {
        Some(at) => {
            let claimed = ("claimed", scene.times.dated(at).into());
            texts.with("card-imported-claimed", [time, claimed])
        }
        None => texts.with("card-imported", [time]),
    })
}
