//! Words: what somebody said, brought to the other side.

use super::html::{bold, fit};
use super::{Button, Pointless, Rendered, Scene, Subject, along, promises};
use crate::buttons::Press;
use domain::along::Along;
use domain::ticket::{Event as TicketEvent, Status};
use domain::{Channel, Event, Field, MessageRef, PersonId, ticket};
use projections::rows::TicketRow;

/// A staff member's words in the client's chat.
pub(super) fn answer(scene: &Scene) -> Result<Rendered, Pointless> {
    staff_words(scene, addressee(scene, "answer-for")?)
}

/// The same as a question, which tells the requester what to do.
pub(super) fn question(scene: &Scene) -> Result<Rendered, Pointless> {
    let to_all = scene.texts().text("question-for-all");
    staff_words(scene, addressee(scene, "question-for")?.or(Some(to_all)))
}

/// A line for whoever asked. None for what staff registered on the client's behalf: then nobody of the chat asked.
fn addressee(scene: &Scene, key: &str) -> Result<Option<String>, Pointless> {
    let ticket = scene.ticket()?;
    let named = ticket.channel != Channel::OnBehalf;
    let line = || scene.texts().with(key, [("name", scene.mention(ticket.requester).into())]);
    Ok(named.then(line))
}

/// * `last` stands beneath them.
fn staff_words(scene: &Scene, last: Option<String>) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let added = added(subject)?;
    let files = !added.attachments.is_empty();
    let words = subject.words(Field::Body, files, texts);
    let (author, number) = (bold(&scene.name_of(added.author)), scene.number(&ticket.number));
    let last = last.map(|it| format!("\n{it}")).unwrap_or_default();
    let html = fit(&words, |words| {
        let arguments = [
            ("name", author.clone().into()),
            ("number", number.clone().into()),
            ("text", words.into()),
        ];
        format!("{}{last}", texts.with("answer", arguments))
    });
    let files = files.then_some(added.message);
    Ok(Rendered { html, reply_to: scene.notice.reply_to, files, ..Rendered::default() })
}

/// What was done, and whether all is well now.
pub(super) fn resolution(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let Event::Ticket(TicketEvent::Resolved(it)) = &subject.event else {
        return Err(Pointless);
    };
    let asked = addressee(scene, "resolution-ask-name")?;
    let asked = asked.unwrap_or_else(|| texts.text("resolution-ask"));
    let closing = promises::closing(scene).filter(|_| ticket.status == Status::Resolved);
    let html = resolved(
        scene,
        &[Some(asked), closing].into_iter().flatten().collect::<Vec<_>>().join("\n"),
    )?;
    let has_files = subject.texts.get(Field::FileId).is_some();
    let files = it.message.filter(|_| it.relayed && has_files);
    let keyboard = vec![confirm_or_not(scene, ticket)];
    Ok(Rendered { html, keyboard, reply_to: scene.notice.reply_to, files, ..Rendered::default() })
}

/// What was done, in the words of whoever did it.
///
/// * `last` stands beneath them.
pub(super) fn resolved(scene: &Scene, last: &str) -> Result<String, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let Event::Ticket(TicketEvent::Resolved(resolved)) = &subject.event else {
        return Err(Pointless);
    };
    let number = scene.number(&ticket.number);
    // Words that were written in this very chat need not be said again.
    let has_files = subject.texts.get(Field::FileId).is_some();
    Ok(if resolved.relayed {
        let words = subject.words(Field::Body, has_files, texts);
        fit(&words, |words| {
            let arguments = [("number", number.clone().into()), ("text", words.into())];
            format!("{}\n{last}", texts.with("resolution", arguments))
        })
    } else {
        let done = texts.with("resolution-bare", [("number", number.into())]);
        format!("{done}\n{last}")
    })
}

/// Who has taken the ticket, for the client: a message of its own, since a clock may stop by it.
pub(super) fn taken(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let Event::Ticket(TicketEvent::Assigned(it)) = &subject.event else {
        return Err(Pointless);
    };
    let number = ("number", scene.number(&ticket.number).into());
    let html = texts.with("taken", [number, ("name", bold(&scene.name_of(it.agent)).into())]);
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

fn confirm_or_not(scene: &Scene, ticket: &TicketRow) -> Vec<Button> {
    let texts = scene.texts();
    vec![
        (texts.text("button-confirm"), Press::Confirm(ticket.ticket)),
        (texts.text("button-not-solved"), Press::NotSolved(ticket.ticket)),
    ]
}

/// The client's words in the staff chat, beneath the ticket's card.
pub(super) fn client_words(scene: &Scene) -> Result<Rendered, Pointless> {
    let subject = scene.subject()?;
    let (author, edited, files) = match &subject.event {
        Event::Ticket(TicketEvent::MessageAdded(it)) => {
            (Some(it.author), false, (!it.attachments.is_empty()).then_some(it.message))
        }
        Event::Ticket(TicketEvent::MessageEdited(_)) => (subject.actor, true, None),
        _ => return Err(Pointless),
    };
    beneath_card(scene, subject, author, edited, files)
}

fn beneath_card(
    scene: &Scene,
    subject: &Subject,
    author: Option<PersonId>,
    edited: bool,
    files: Option<MessageRef>,
) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let author = author.map_or_else(|| texts.text("anonymous"), |it| scene.name_of(it));
    let author = if edited { format!("✏️ {}", bold(&author)) } else { bold(&author) };
    let number = scene.number(&ticket.number);
    let along = along::lines(scene, &Along::of(&subject.texts));
    let above: String = along.iter().flat_map(|it| [it.as_str(), "\n"]).collect();
    if files.is_some() && subject.texts.get(Field::Body).is_none() && above.is_empty() {
        let number = scene.notice.reply_to.is_none().then(|| format!("{number} · "));
        let html = format!("{}{author} 📎", number.unwrap_or_default());
        let reply_to = scene.notice.reply_to;
        return Ok(Rendered { html, reply_to, files, wordless: true, ..Rendered::default() });
    }
    let words = subject.words(Field::Body, files.is_some(), texts);
    let html = fit(&words, |words| {
        let name = ("name", author.clone().into());
        if scene.notice.reply_to.is_some() {
            let said = texts.with("client-words", [name, ("text", words.into())]);
            return format!("{above}{said}");
        }
        let number = ("number", number.clone().into());
        let said = texts.with("client-words-of", [number, name, ("text", words.into())]);
        format!("{above}{said}")
    });
    Ok(Rendered { html, reply_to: scene.notice.reply_to, files, ..Rendered::default() })
}

/// It is not solved, and why; whoever works on it is told.
pub(super) fn reopened_words(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket, subject) = (scene.texts(), scene.ticket()?, scene.subject()?);
    let number = scene.number(&ticket.number);
    let assignee = ticket.assignee.map(|it| {
        let assignee = scene.mention(it);
        format!("\n{}", texts.with("answer-for", [("name", assignee.into())]))
    });
    let assignee = assignee.unwrap_or_default();
    let author = subject.actor.map_or_else(|| texts.text("anonymous"), |it| scene.name_of(it));
    if let Event::Ticket(TicketEvent::Disputed(_)) = &subject.event {
        return disputed(scene, ticket, (&number, &author, &assignee));
    }
    let html = match subject.texts.get(Field::Reason) {
        Some(reason) => fit(reason, |words| {
            let arguments = [
                ("number", number.clone().into()),
                ("name", bold(&author).into()),
                ("text", words.into()),
            ];
            format!("{}{assignee}", texts.with("reopened-words", arguments))
        }),
        None => format!("{}{assignee}", texts.with("reopened-bare", [("number", number.into())])),
    };
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// They say by a button that it is not solved. Once they have said why, that is told instead.
fn disputed(
    scene: &Scene,
    ticket: &TicketRow,
    (number, author, assignee): (&str, &str, &str),
) -> Result<Rendered, Pointless> {
    if !matches!(ticket.status, Status::Resolved | Status::Closed | Status::Cancelled) {
        return Err(Pointless);
    }
    let arguments = [("number", number.into()), ("name", bold(author).into())];
    let html = format!("{}{assignee}", scene.texts().with("disputed", arguments));
    Ok(Rendered { html, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

fn added(subject: &Subject) -> Result<&ticket::MessageAdded, Pointless> {
    match &subject.event {
        Event::Ticket(TicketEvent::MessageAdded(it)) => Ok(it),
        _ => Err(Pointless),
    }
}
