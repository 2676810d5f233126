//! Mute: what is said of what cannot be said where it was to be?

use super::html::{bold, title};
use super::{Pointless, Rendered, Scene};
use domain::ChatId;
use domain::chat::Visibility;

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

/// In another group of staff, or to whoever looks after the desk if there is none: where staff hear nothing any more.
pub(super) fn staff_group(scene: &Scene) -> String {
    let texts = scene.texts();
    let is_gone = scene.sees == Some(Visibility::Nothing);
    let key = if is_gone { "mute-staff-gone" } else { "mute-staff" };
    let mut told = vec![texts.with(key, [("group", scene.chat_title().into())])];
    if matches!(scene.notice.chat, ChatId::Private(_)) {
        told.push(texts.text("mute-staff-alone"));
    }
    if !is_gone {
        told.push(texts.text("mute-waits"));
    }
    told.push(texts.text("rights-how"));
    told.join("\n")
}
