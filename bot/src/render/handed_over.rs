//! Handed over: what has an agent got from another, all in one message?

use super::cards::state;
use super::html::{bold, escape, fit};
use super::receipt::first_line;
use super::{LISTED_MAX, LISTED_UNITS_MAX, Pointless, Rendered, Scene};
use crate::texts::{Reader, cut};
use domain::people::Event as PersonEvent;
use domain::{ChatId, Event, Field};

/// Who has handed over to whom, which tickets, and the note.
pub(super) fn handed_over(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let Event::Person(PersonEvent::HandedOver(it)) = &subject.event else {
        return Err(Pointless);
    };
    let to = match scene.notice.chat {
        ChatId::Private(_) => scene.name_of(it.to),
        ChatId::Group(_) => scene.mention(it.to),
    };
    let from = scene.about.map_or_else(|| texts.text("anonymous"), |it| scene.name_of(it));
    let count = it.tickets.len();
    let title = [("count", count.into()), ("to", to.into()), ("from", from.into())];
    let mut lines = vec![texts.with("handed-over-title", title)];
    for ticket in scene.tickets.iter().take(LISTED_MAX) {
        let number = bold(&scene.number(&ticket.number));
        let state = state(scene, ticket, Reader::Staff);
        let words = escape(&cut(first_line(&ticket.summary), LISTED_UNITS_MAX));
        lines.push(format!("{number} · {state} · {words}"));
    }
    if count > LISTED_MAX {
        lines.push(texts.with("status-more", [("count", (count - LISTED_MAX).into())]));
    }
    if let Some(by) = subject.actor.filter(|it| Some(*it) != scene.about) {
        lines.push(texts.with("handed-over-by", [("name", scene.name_of(by).into())]));
    }
    let list = lines.join("\n");
    let html = match subject.texts.get(Field::Body) {
        Some(note) => fit(note, |words| {
            format!("{list}\n{}", texts.with("handed-over-note", [("text", words.into())]))
        }),
        None => list,
    };
    Ok(Rendered { html, ..Rendered::default() })
}
