//! Outcome: how did that end which a message told to be resolved? The message is edited, and has no buttons any more.

use super::cards::state;
use super::words::resolved;
use super::{Pointless, Rendered, Scene};
use crate::texts::Reader;
use domain::ticket::Status;

/// The resolution as it was told, with what has become of the ticket in the place of the question.
pub(super) fn outcome(scene: &Scene) -> Result<Rendered, Pointless> {
    let ticket = scene.ticket()?;
    let ended = match ticket.status {
        Status::Closed | Status::Cancelled => state(scene, ticket, Reader::Client),
        // Whatever it is now, it was opened again.
        _ => format!("♻️ {}", scene.texts().text("state-reopened")),
    };
    let when = match ticket.status {
        Status::Closed | Status::Cancelled => ticket.closed_at,
        _ => None,
    };
    let when = when.map(|it| format!(" · {}", scene.times.dated(it))).unwrap_or_default();
    let html = resolved(scene, &format!("{ended}{when}"))?;
    Ok(Rendered { html, silent: true, ..Rendered::default() })
}
