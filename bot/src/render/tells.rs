//! Tells: what does the bot say of itself, and how do things stand?

use super::cards::{assignee, classes, state};
use super::html::{bold, escape, title};
use super::receipt::first_line;
use super::{Pointless, Rendered, Scene, Subject, mute, private, promises};
use crate::rights;
use crate::texts::{MESSAGE_UNITS_MAX, Reader, Texts, cut};
use domain::chat::{NoticeFailed, Undeliverable, Visibility};
use domain::notice::Kind;
use domain::{Event, Field, chat};
use projections::rows::TicketRow;

/// The most tickets that one answer lists.
pub(crate) const LISTED_MAX: usize = 20;
/// The most UTF-16 units of a request in a list.
pub(crate) const LISTED_UNITS_MAX: usize = 60;

pub(super) fn staff_welcome(scene: &Scene) -> Rendered {
    Rendered { html: scene.texts().text("staff-welcome"), ..Rendered::default() }
}

/// One ticket, or those that are open.
pub(super) fn status_answer(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let Event::Chat(chat::Event::MessageAccounted(it)) = &scene.subject()?.event else {
        return Err(Pointless);
    };
    let registered = it.rule.as_str() == "already_registered";
    let html = match &scene.ticket {
        _ if scene.list.is_some() => {
            scene.list.as_ref().map(|it| super::lists::list(&scene.times, it)).unwrap_or_default()
        }
        Some(ticket) if registered => {
            let number = ("number", scene.number(&ticket.number).into());
            format!("{}\n{}", texts.with("hint-already-registered", [number]), one(scene, ticket))
        }
        Some(ticket) => one(scene, ticket),
        None if registered => texts.text("hint-already-registered-bare"),
        None if scene.named.is_some() || names_something(scene) => {
            texts.text("reply-no-such-ticket")
        }
        None if scene.tickets.is_empty() => texts.text("status-none"),
        None => many(scene),
    };
    Ok(Rendered { html, reply_to: scene.notice.reply_to, silent: true, ..Rendered::default() })
}

/// Whether `/status` was followed by words: in those, somebody meant a ticket.
fn names_something(scene: &Scene) -> bool {
    let Some(Subject { event: Event::Chat(chat::Event::MessageAccounted(it)), texts, .. }) =
        &scene.subject
    else {
        return false;
    };
    let words = texts.get(Field::Body).unwrap_or_default();
    it.rule.as_str() == "command.status" && words.split_whitespace().nth(1).is_some()
}

fn one(scene: &Scene, ticket: &TicketRow) -> String {
    let number = bold(&scene.number(&ticket.number));
    let mut lines = vec![format!("{} · {number}", state(scene, ticket, scene.reader()))];
    if !ticket.summary.is_empty() {
        lines.push(escape(&ticket.summary));
    }
    lines.extend(classes(scene, ticket));
    lines.extend(assignee(scene, ticket));
    match scene.reader() {
        Reader::Client => lines.extend(promises::for_client(scene)),
        Reader::Staff => {
            lines.extend(promises::held(scene, ticket));
            lines.extend(promises::for_staff(scene, ticket));
        }
    }
    lines.join("\n")
}

fn many(scene: &Scene) -> String {
    let texts = scene.texts();
    let count = scene.tickets.len();
    let mut lines = vec![texts.with("status-title", [("count", count.into())])];
    for ticket in scene.tickets.iter().take(LISTED_MAX) {
        let number = bold(&scene.number(&ticket.number));
        let state = state(scene, ticket, scene.reader());
        let words = escape(&cut(first_line(&ticket.summary), LISTED_UNITS_MAX));
        lines.push(format!("{number} · {state} · {words}"));
    }
    if count > LISTED_MAX {
        lines.push(texts.with("status-more", [("count", (count - LISTED_MAX).into())]));
    }
    lines.join("\n")
}

/// What staff must know because the bot could not do it.
pub(super) fn alarm(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let subject = scene.subject()?;
    let chat = || scene.chat_title();
    let mut reply_to = None;
    let html = match &subject.event {
        Event::Chat(chat::Event::NoticeFailed(it)) => {
            reply_to = it.of.filter(|it| it.chat == scene.notice.chat).map(|it| it.message);
            undelivered(scene, it)
        }
        Event::Chat(chat::Event::UpdateParked(it)) => {
            let update = it.update.to_string();
            texts.with("alarm-parked", [("update", update.into()), ("chat", chat().into())])
        }
        Event::Chat(chat::Event::CoverageGap(it)) => {
            let from = scene.times.short(it.from);
            let to = scene.times.short(it.to);
            let arguments = [("from", from.into()), ("to", to.into()), ("chat", chat().into())];
            texts.with("alarm-gap", arguments)
        }
        Event::Person(domain::people::Event::DeliveryChosen(_)) => {
            let person = scene.about.ok_or(Pointless)?;
            texts.with("alarm-private-refused", [("name", scene.mention(person).into())])
        }
        Event::Chat(chat::Event::RightsChanged(_)) if scene.staff_group.is_some() => {
            mute::staff_group(scene)
        }
        Event::Chat(chat::Event::RightsChanged(it)) => {
            let sees = scene.sees;
            let lost = texts.with("alarm-rights-lost", [("client", chat().into())]);
            let told = format!("{lost}\n{}", rights::checklist(texts, it.rights, sees));
            if it.rights.write || sees == Some(Visibility::Nothing) {
                told
            } else {
                format!("{told}\n{}", texts.text("mute-waits"))
            }
        }
        Event::Chat(chat::Event::TopicLost(_)) => {
            texts.with("mute-general-lost", [("client", chat().into())])
        }
        _ => texts.with("alarm-other", [("chat", chat().into())]),
    };
    debug_assert!(super::html::visible_units(&html) <= MESSAGE_UNITS_MAX);
    Ok(Rendered { html, reply_to, ..Rendered::default() })
}

fn undelivered(scene: &Scene, it: &NoticeFailed) -> String {
    let texts = scene.texts();
    let what = what_was_not_said(texts, it.kind);
    let number = scene.ticket.as_ref().map(|it| bold(&scene.number(&it.number)));
    let what = number.map_or(what.clone(), |number| format!("{number}, {what}"));
    if let Some(ticket) = scene.ticket.as_ref().filter(|it| it.is_private()) {
        return private::undelivered(scene, (ticket, &what), it.why);
    }
    let told = match &scene.client_title {
        Some(client) => {
            let client = ("client", title(client).into());
            texts.with("alarm-undelivered-of", [client, ("what", what.into())])
        }
        None => texts.with("alarm-undelivered", [("what", what.into())]),
    };
    let why = texts.text(match it.why {
        Undeliverable::Forbidden => "alarm-forbidden",
        Undeliverable::ChatGone => "alarm-chat-gone",
        Undeliverable::Refused => "alarm-refused",
        Undeliverable::Pointless => "alarm-pointless",
    });
    format!("{told}\n{why}")
}

/// What a notice is, in a word.
pub(super) fn what_was_not_said(texts: Texts, kind: Kind) -> String {
    texts.text(match kind {
        Kind::Receipt => "notice-receipt",
        Kind::Card | Kind::StaffCard | Kind::GroupCard => "notice-card",
        Kind::Answer => "notice-answer",
        Kind::Question => "notice-question",
        Kind::Resolution => "notice-resolution",
        Kind::Announcement => "notice-announcement",
        Kind::ClientWords
        | Kind::ReopenedWords
        | Kind::ReopenOffer
        | Kind::Prompt
        | Kind::LinkQuestion
        | Kind::StaffWelcome
        | Kind::WhichTicket
        | Kind::StatusAnswer
        | Kind::Hint
        | Kind::Alarm
        | Kind::Warning
        | Kind::Breach
        | Kind::Escalation
        | Kind::Taken
        | Kind::StaffQuestion
        | Kind::StaffConfirmed
        | Kind::HandedOver
        | Kind::Outcome
        | Kind::RatingQuestion
        | Kind::StaffLeft
        | Kind::AllHandedOver
        | Kind::Unanswered
        | Kind::Digest
        | Kind::Undelivered
        | Kind::InviteCard
        | Kind::InviteEnded
        | Kind::PrivateWhich
        | Kind::TicketsImported
        | Kind::TopicLost
        | Kind::Waits
        | Kind::ByColleague => "notice-other",
    })
}
