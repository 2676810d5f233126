//! Undelivered: whose words did not reach the client, why not, and what is to be done about it?

use super::html::{bold, title};
use super::{Pointless, Rendered, Scene};
use crate::buttons::Press;
use domain::chat::Undeliverable;
use domain::notice::Kind;
use projections::rows::{DeliveryRow, DeliveryState, TicketRow};

/// The most words that one alarm names; the button sends all of them.
const NAMED_MAX: usize = 5;

/// What failed, then what is tried again; once all is well, what has arrived.
pub(super) fn undelivered(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let concerned = || scene.deliveries.iter().filter(|it| it.has_failed);
    let failed = lost(scene);
    let number = ("number", bold(&scene.number(&ticket.number)).into());
    let mut lines = Vec::new();
    let mut keyboard = Vec::new();
    if let Some((_, last)) = failed.last() {
        let client = ("client", title(&ticket.client_title).into());
        let alone = ticket.is_private();
        let title = if alone { "private-undelivered-title" } else { "undelivered-title" };
        lines.push(texts.with(title, [client, number]));
        lines.extend(failed.iter().take(NAMED_MAX).map(|(it, _)| line(scene, it, "undelivered")));
        lines.push(texts.text(match last {
            Undeliverable::Forbidden if ticket.is_private() => "private-forbidden",
            Undeliverable::ChatGone if ticket.is_private() => "private-gone",
            Undeliverable::Forbidden => "alarm-forbidden",
            Undeliverable::ChatGone => "alarm-chat-gone",
            Undeliverable::Refused => "alarm-refused",
            Undeliverable::Pointless => "alarm-pointless",
        }));
        lines.extend(to_do(scene, ticket, *last));
        if *last != Undeliverable::ChatGone {
            keyboard.push(vec![(texts.text("button-resend"), Press::Resend(ticket.ticket))]);
        }
    } else if concerned().any(|it| it.state == DeliveryState::Waiting) {
        lines.push(texts.with("undelivered-again", [number]));
    } else {
        let it = concerned().max_by_key(|it| arrived(it)).ok_or(Pointless)?;
        let at = arrived(it).ok_or(Pointless)?;
        let at = ("at", scene.times.short(at).into());
        let said = line(scene, it, "undelivered-mended");
        lines.push(texts.with("undelivered-over", [number, ("said", said.into()), at]));
    }
    let only = match failed.as_slice() {
        [(it, _)] => Some(it.of),
        _ => None,
    };
    let reply_to = only.filter(|it| it.chat == scene.notice.chat).map(|it| it.message);
    Ok(Rendered { html: lines.join("\n"), keyboard, reply_to, ..Rendered::default() })
}

/// The words that did not arrive, and why.
pub(super) fn lost(scene: &Scene) -> Vec<(&DeliveryRow, Undeliverable)> {
    let concerned = scene.deliveries.iter().filter(|it| it.has_failed);
    concerned.filter_map(|it| Some((it, why(it)?))).collect()
}

/// Why it is not there; none of what is, may still be, or is missed by nobody.
fn why(it: &DeliveryRow) -> Option<Undeliverable> {
    match it.state {
        DeliveryState::Failed { why: Undeliverable::Pointless, .. }
        | DeliveryState::Waiting
        | DeliveryState::Delivered { .. } => None,
        DeliveryState::Failed { why, .. } => Some(why),
    }
}

fn arrived(it: &DeliveryRow) -> Option<chrono::DateTime<chrono::Utc>> {
    match it.state {
        DeliveryState::Delivered { at } => Some(at),
        DeliveryState::Waiting | DeliveryState::Failed { .. } => None,
    }
}

/// One of them, with its author and when it was said.
fn line(scene: &Scene, it: &DeliveryRow, key: &str) -> String {
    let texts = scene.texts();
    let name = match it.author {
        Some(author) => scene.mention(author),
        None => texts.text("anonymous"),
    };
    let kind = match it.kind {
        Kind::Question => "question",
        Kind::Resolution => "resolution",
        _ => "answer",
    };
    let time = scene.times.short(it.said);
    let arguments = [("name", name.into()), ("kind", kind.into()), ("time", time.into())];
    texts.with(&format!("{key}-line"), arguments)
}

fn to_do(scene: &Scene, ticket: &TicketRow, why: Undeliverable) -> Option<String> {
    let texts = scene.texts();
    match why {
        // It says what to do at once: there is no group to set right.
        Undeliverable::Forbidden | Undeliverable::ChatGone if ticket.is_private() => None,
        Undeliverable::Forbidden => Some(texts.text("undelivered-do-forbidden")),
        Undeliverable::ChatGone => {
            let code = ticket.number.code.to_string();
            Some(texts.with("undelivered-do-gone", [("code", code.into())]))
        }
        Undeliverable::Refused => Some(texts.text("undelivered-do-refused")),
        Undeliverable::Pointless => None,
    }
}
