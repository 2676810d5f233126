//! Mute: what is said of what cannot be said where it was to be?

use super::html::{bold, title};
use super::{Pointless, Rendered, Scene};

/// In the general topic: why what belongs to another one is said here.
pub(super) fn topic_lost(scene: &Scene) -> Rendered {
    Rendered { html: scene.texts().text("mute-topic-lost"), silent: true, ..Rendered::default() }
}

/// For whoever has answered a client who cannot be told now.
pub(super) fn waits(scene: &Scene) -> Result<Rendered, Pointless> {
    let ticket = scene.ticket()?;
    let number = ("number", bold(&scene.number(&ticket.number)).into());
    let client = ("client", title(&ticket.client_title).into());
    let html = scene.texts().with("mute-answer-waits", [number, client]);
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}
