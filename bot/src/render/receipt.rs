//! Receipt: the ticket is registered, under this number. Never edited, and without buttons.

use super::html::{bold, escape, name};
use super::{Pointless, Rendered, Scene, private, promises};
use crate::texts::{Texts, cut};
use domain::Channel;
use projections::rows::TicketRow;

/// The most UTF-16 units of a request that its receipt repeats.
const QUOTE_UNITS_MAX: usize = 80;

pub(super) fn receipt(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let number = scene.number(&ticket.number);
    let mut lines = vec![bold(&texts.with("receipt-title", [("number", number.into())]))];
    lines.extend(quote(scene, ticket));
    lines.extend(people(scene, ticket));
    lines.extend(private::mark(texts, ticket));
    lines.extend(scene.continues.as_ref().map(|it| {
        let number = ("number", scene.number(it).into());
        texts.with("receipt-continues", [number])
    }));
    let promised = promises::for_client(scene);
    let by_class = scene.promises.as_ref().is_some_and(|it| it.by_class);
    // The type is chosen on the card, after this was said.
    if !promised.is_empty() && by_class && ticket.request_type.is_none() {
        lines.extend(promised);
        lines.push(texts.text("receipt-by-class"));
    } else {
        lines.extend(promised);
    }
    Ok(Rendered { html: lines.join("\n"), reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// The first words of the request, unless the receipt stands under the request itself.
fn quote(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let beneath = ticket.source.is_some_and(|it| {
        it.chat == scene.notice.chat && Some(it.message) == scene.notice.reply_to
    });
    if beneath || ticket.summary.is_empty() {
        return None;
    }
    let words = escape(&cut(first_line(&ticket.summary), QUOTE_UNITS_MAX));
    Some(scene.texts().with("quoted", [("text", words.into())]))
}

/// Who asked and who registered it, where that is not one and the same.
fn people(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let texts = scene.texts();
    let by = registered_by(texts, ticket);
    if ticket.channel == Channel::OnBehalf {
        let time = scene.times.with_zone(ticket.reported_at);
        let reported = texts.with("receipt-reported", [("time", time.into())]);
        return Some(format!("{by} · {reported}"));
    }
    if ticket.requester == ticket.registered_by {
        return None;
    }
    let author = name(texts, Some(&ticket.requester_name));
    let author = texts.with("receipt-author", [("name", author.into())]);
    Some(format!("{author} · {by}"))
}

pub(super) fn registered_by(texts: Texts, ticket: &TicketRow) -> String {
    let name = name(texts, Some(&ticket.registered_by_name));
    texts.with("receipt-registered-by", [("name", name.into())])
}

pub(super) fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
