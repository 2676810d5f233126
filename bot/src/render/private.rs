//! Private: how is a request told of that its group does not see?

use super::asks::choices;
use super::html::{bold, fit, title};
use super::{Button, Pointless, Rendered, Scene};
use crate::buttons::Press;
use crate::private_request::{Choice, Words};
use crate::texts::{Texts, cut, undirected};
use domain::chat::Undeliverable;
use domain::{Event, Field, chat};
use projections::rows::{ChatPlace, TicketRow};

/// The most UTF-16 units of a client's title on a button.
const TITLE_UNITS_MAX: usize = 40;

/// Who sees a ticket, for its author; nothing of one that the group sees.
pub(super) fn mark(texts: Texts, ticket: &TicketRow) -> Option<String> {
    ticket.is_private().then(|| texts.text("private-mark"))
}

/// The same for staff.
pub(super) fn mark_for_staff(texts: Texts, ticket: &TicketRow) -> Option<String> {
    ticket.is_private().then(|| texts.text("private-mark-staff"))
}

/// What is it about? Asked of whoever is alone with the bot.
pub(super) fn prompt(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let Some(ChatPlace::Client { title: client, .. }) = &scene.place else {
        return Err(Pointless);
    };
    let html = texts.with("private-prompt", [("client", title(client).into())]);
    let force_reply = Some(texts.text("private-placeholder"));
    Ok(Rendered { html, force_reply, ..Rendered::default() })
}

/// What do these words belong to? They are kept, and nobody is asked for them again.
pub(super) fn which(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let seen_in = scene.seen_in.as_ref().ok_or(Pointless)?;
    let Event::Chat(chat::Event::MessageAccounted(it)) = &subject.event else {
        return Err(Pointless);
    };
    let wrote = || Words { month: seen_in.month.clone(), message: it.message };
    let add = |it: &TicketRow| Press::Private(Choice::Add { wrote: wrote(), ticket: it.ticket });
    let mut keyboard = choices(texts, &scene.tickets, add);
    keyboard.extend(scene.clients.iter().map(|(client, name)| -> Vec<Button> {
        let name = cut(&undirected(name), TITLE_UNITS_MAX);
        let label = texts.with("private-new-of", [("client", name.into())]);
        vec![(label, Press::Private(Choice::New { wrote: wrote(), client: *client }))]
    }));
    if keyboard.is_empty() {
        return Err(Pointless);
    }
    let question =
        texts.text(if scene.tickets.is_empty() { "private-which-client" } else { "private-which" });
    let words = subject.words(Field::Body, !it.attachments.is_empty(), texts);
    let html = fit(&words, |words| {
        format!("{question}\n{}", texts.with("quoted", [("text", words.into())]))
    });
    Ok(Rendered { html, keyboard, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// What staff must know: something of a private ticket did not reach its author, who has no other chat with us.
pub(super) fn undelivered(
    scene: &Scene,
    (ticket, what): (&TicketRow, &str),
    why: Undeliverable,
) -> String {
    let texts = scene.texts();
    let client = bold(&title(&ticket.client_title));
    let arguments = [("client", client.into()), ("what", what.to_owned().into())];
    let told = texts.with("private-undelivered", arguments);
    let why = texts.text(match why {
        Undeliverable::Forbidden => "private-forbidden",
        Undeliverable::ChatGone => "private-gone",
        Undeliverable::Refused => "alarm-refused",
        Undeliverable::Pointless => "alarm-pointless",
    });
    format!("{told}\n{why}")
}
