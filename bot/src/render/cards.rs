//! Cards: how does a ticket stand, and what can be done about it here?

use super::board;
use super::html::{bold, escape, name, title};
use super::imported;
use super::keyboard::{self, Hold, Offered};
use super::receipt::registered_by;
use super::{Pointless, Rendered, Scene, along, link_to, private, promises, suggestions};
use crate::buttons::Press;
use crate::private_request;
use crate::texts::Reader;
use crate::texts::incidents::on_card;
use domain::chat::Visibility;
use domain::ticket::Status;
use domain::{Channel, Priority};
use projections::rows::{ChatPlace, TicketRow};

/// The most linked tickets that a card names.
const LINKED_MAX: usize = 5;

/// The state, the request, what is known of it, who works on it. Said without a sound.
pub(super) fn card(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let mut lines = vec![
        format!(
            "{} · {}",
            state(scene, ticket, Reader::Client),
            bold(&scene.number(&ticket.number))
        ),
        summary(scene, ticket),
    ];
    lines.extend(private::mark(texts, ticket));
    lines.extend(imported::former_number(scene));
    lines.extend(classes(scene, ticket));
    lines.extend(assignee(scene, ticket));
    lines.extend(promises::for_client(scene));
    lines.extend(promises::closing(scene).filter(|_| ticket.status == Status::Resolved));
    if keyboard::asks_for_type(ticket) {
        lines.push(texts.text("card-choose-type"));
    }
    lines.extend(suggestions::similar(scene));
    let mut keyboard = keyboard::of_client(scene, ticket);
    keyboard.extend(suggestions::same(scene, ticket));
    Ok(Rendered { html: lines.join("\n"), keyboard, silent: true, ..Rendered::default() })
}

/// The same for staff, with whose it is, where it was asked, and what may be done to it now.
pub(super) fn staff_card(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let head = [
        state(scene, ticket, Reader::Staff),
        bold(&scene.number(&ticket.number)),
        title(&ticket.client_title),
    ];
    let requester = requester(scene, ticket);
    let words = summary(scene, ticket);
    let mut lines = vec![
        head.join(" · "),
        texts.with("said", [("name", requester.into()), ("text", words.into())]),
    ];
    lines.extend(works_at(scene));
    lines.extend(private::mark_for_staff(texts, ticket));
    lines.extend(imported::former_number(scene));
    lines.extend(along::lines(scene, &scene.along));
    lines.extend(classes(scene, ticket));
    lines.extend(assignee(scene, ticket));
    lines.extend(linked(scene));
    lines.extend(scene.incidents.iter().map(|it| escape(&on_card(texts, it))));
    lines.extend(called(scene, ticket));
    lines.extend(promises::held(scene, ticket));
    lines.extend(promises::for_staff(scene, ticket));
    let time = scene.times.dated(ticket.reported_at);
    let reported = || texts.with("card-reported", [("time", time.into())]);
    let mut reported = imported::origin(scene).unwrap_or_else(reported);
    if ticket.registered_by != ticket.requester || ticket.channel == Channel::OnBehalf {
        reported = format!("{reported} · {}", registered_by(texts, ticket));
    }
    lines.push(reported);
    lines.extend(promises::terms(scene));
    if let Some(link) = ticket.source.and_then(|it| link_to(it, ticket.thread)) {
        lines.push(format!("<a href=\"{link}\">{}</a>", texts.text("card-link")));
    }
    let offered = Offered {
        merged: scene.merged_into.is_some(),
        workaround: scene.promises.as_ref().is_some_and(promises::Promises::wants_workaround),
        replies: !scene.replies.is_empty(),
        hold: Hold::Button,
    };
    let keyboard = keyboard::of_staff(texts, ticket, offered);
    Ok(Rendered { html: lines.join("\n"), keyboard, ..Rendered::default() })
}

/// Where whoever asked works, as the card says by which they came.
fn works_at(scene: &Scene) -> Option<String> {
    let place = escape(&crate::texts::undirected(scene.works_at.as_deref()?));
    Some(scene.texts().with("staff-card-place", [("place", place.into())]))
}

/// Who is to take what nobody has taken.
fn called(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let called = scene.called.filter(|_| ticket.assignee.is_none() && ticket.status.is_open())?;
    Some(scene.texts().with("card-called", [("name", scene.mention(called).into())]))
}

/// What the group can do, and what the bot sees of it.
pub(super) fn group_card(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let Some(ChatPlace::Client { title: client, .. }) = &scene.place else {
        return Err(Pointless);
    };
    let mut lines = vec![
        bold(&texts.with("group-title", [("client", title(client).into())])),
        texts.text("group-how"),
    ];
    lines.extend(match scene.sees {
        Some(Visibility::All) => Some(texts.text("group-sees-all")),
        Some(Visibility::Commands) => Some(texts.text("group-sees-commands")),
        Some(Visibility::Nothing) | None => None,
    });
    lines.extend(scene.board.iter().flat_map(|it| board::listed(scene, it)));
    let keyboard = vec![
        vec![(texts.text("button-new"), Press::NewRequest)],
        vec![
            (texts.text("button-my"), Press::MyRequests),
            (texts.text("button-how"), Press::HowItWorks),
        ],
        vec![(texts.text("button-private"), Press::Private(private_request::Choice::Begin))],
    ];
    // A bot that has just become an administrator may be able to pin what it could not before.
    let pin = scene.notice.message.is_none() || scene.sees == Some(Visibility::All);
    Ok(Rendered { html: lines.join("\n"), keyboard, silent: true, pin, ..Rendered::default() })
}

/// The tickets that it has to do with, the most recent [`LINKED_MAX`] of them.
fn linked(scene: &Scene) -> Option<String> {
    let numbers: Vec<String> =
        scene.linked.iter().take(LINKED_MAX).map(|it| scene.number(it)).collect();
    let more = scene.linked.len().saturating_sub(LINKED_MAX);
    let more = (more > 0).then(|| scene.texts().with("status-more", [("count", more.into())]));
    let numbers: Vec<String> = numbers.into_iter().chain(more).collect();
    let line = || scene.texts().with("card-linked", [("numbers", numbers.join(", ").into())]);
    (!numbers.is_empty()).then(line)
}

/// The icon and the word of a state; what was opened again says so until it is done.
pub(super) fn state(scene: &Scene, ticket: &TicketRow, reader: Reader) -> String {
    let texts = scene.texts();
    let icon = match ticket.status {
        Status::New | Status::InProgress if ticket.reopened > 0 => {
            let times =
                if ticket.reopened > 1 { format!(" ×{}", ticket.reopened) } else { String::new() };
            return format!("♻️ {}{times}", texts.text("state-reopened"));
        }
        Status::New => "🆕",
        Status::InProgress => "🛠",
        Status::WaitingForClient => "💬",
        Status::OnHold => "⏸",
        Status::Resolved => "✅",
        Status::Closed => "🔒",
        Status::Cancelled => "✖️",
    };
    if let Some(number) = &scene.merged_into {
        let merged = texts.with("card-merged", [("number", texts.number(number).into())]);
        return format!("🔒 {merged}");
    }
    format!("{icon} {}", texts.status(ticket.status, reader))
}

/// Who asks. Whoever took the call does not.
pub(super) fn requester(scene: &Scene, ticket: &TicketRow) -> String {
    let texts = scene.texts();
    match ticket.channel {
        Channel::OnBehalf => texts.text("card-on-behalf"),
        Channel::Command
        | Channel::Reply
        | Channel::Button
        | Channel::Api
        | Channel::Message
        | Channel::Import => name(texts, Some(&ticket.requester_name)),
    }
}

/// The request, as the view shortened it, and how many files came along.
fn summary(scene: &Scene, ticket: &TicketRow) -> String {
    let texts = scene.texts();
    let words = match (ticket.summary.is_empty(), ticket.attachments) {
        (false, _) => escape(&ticket.summary),
        (true, 0) => texts.text("erased"),
        (true, _) => texts.text("no-words"),
    };
    match ticket.attachments {
        0 => words,
        files => format!("{words} 📎{files}"),
    }
}

pub(super) fn classes(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let texts = scene.texts();
    let request_type = ticket.request_type.map(|it| texts.request_type(it));
    let priority = (ticket.priority != Priority::Normal).then(|| texts.priority(ticket.priority));
    let parts: Vec<String> = [
        request_type.map(|it| texts.with("card-type", [("type", it.into())])),
        priority.map(|it| texts.with("card-priority", [("priority", it.into())])),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

pub(super) fn assignee(scene: &Scene, ticket: &TicketRow) -> Option<String> {
    let texts = scene.texts();
    if ticket.assignee.is_none() {
        // Of what is over, nobody needs to know that nobody had it.
        return ticket.status.is_open().then(|| texts.text("card-unassigned"));
    }
    let name = name(texts, ticket.assignee_name.as_deref()).into();
    Some(match ticket.assigned_at {
        Some(at) => {
            let time = scene.times.dated(at).into();
            texts.with("card-assignee", [("name", name), ("time", time)])
        }
        None => texts.with("card-assignee-only", [("name", name)]),
    })
}
