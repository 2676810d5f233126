//! Asks: what does the bot want to know, and from whom?

use super::html::{bold, escape, fit, title};
use super::receipt::first_line;
use super::{Button, Pointless, Rendered, Scene, private};
use crate::buttons::Press;
use crate::texts::{Texts, cut, undirected};
use commands::ticket::rate::STARS_MAX;
use domain::conversation::Purpose;
use domain::intake::PRESSED_S_MAX;
use domain::ticket::Status;
use domain::{Event, Field, chat, client, conversation, desk, ticket};
use projections::rows::TicketRow;
use store::stream::Stream;

/// The most UTF-16 units of what a button says.
const LABEL_UNITS_MAX: usize = 48;
/// The most tickets that one message gives to choose from.
const CHOICES_MAX: usize = 20;

/// A question to whoever pressed a button; the answer is a reply to it.
pub(super) fn prompt(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let Event::Conversation(conversation::Event::Started(started)) = &subject.event else {
        return Err(Pointless);
    };
    let (question, placeholder) = match started.purpose {
        Purpose::Request(_) if started.chat.is_private() => return private::prompt(scene),
        Purpose::Request(_) => ("prompt-request", "placeholder-request"),
        Purpose::Ask(_) => ("prompt-ask", "placeholder-ask"),
        Purpose::Resolve(_) => ("prompt-resolve", "placeholder-resolve"),
        Purpose::NotSolved(_) => ("prompt-not-solved", "placeholder-not-solved"),
        Purpose::Note(_) => ("prompt-note", "placeholder-note"),
        Purpose::Merge(_) => ("prompt-merge", "placeholder-number"),
        Purpose::Relate(_) => ("prompt-relate", "placeholder-number"),
        Purpose::HandOver { to, .. } => {
            let names = [("name", scene.mention(started.owner)), ("to", scene.name_of(to))];
            let html = texts.with("prompt-hand-over", names.map(|it| (it.0, it.1.into())));
            let force_reply = Some(texts.text("placeholder-note"));
            let reply_to = scene.notice.reply_to;
            return Ok(Rendered { html, reply_to, force_reply, ..Rendered::default() });
        }
    };
    let name = ("name", scene.mention(started.owner).into());
    let html = match started.purpose.ticket() {
        Some(_) => {
            let number = scene.number(&scene.ticket()?.number);
            let minutes = ("minutes", (PRESSED_S_MAX / 60).into());
            texts.with(question, [name, ("number", number.into()), minutes])
        }
        None => texts.with(question, [name]),
    };
    let force_reply = Some(texts.text(placeholder));
    Ok(Rendered { html, reply_to: scene.notice.reply_to, force_reply, ..Rendered::default() })
}

/// The ticket is over and the client has written: open it again, while that can be, or make a new one of the words?
pub(super) fn reopen_offer(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    let Event::Ticket(ticket::Event::MessageAdded(words)) = &scene.subject()?.event else {
        return Err(Pointless);
    };
    let number = ("number", scene.number(&ticket.number).into());
    let html = match (ticket.status, ticket.closed_at) {
        (Status::Closed, Some(at)) => {
            let time = ("time", scene.times.short(at).into());
            let closed =
                if scene.over { "reopen-offer-over-closed" } else { "reopen-offer-closed" };
            texts.with(closed, [number, time])
        }
        (Status::Cancelled | Status::Closed, _) if scene.over => {
            texts.with("reopen-offer-over-cancelled", [number])
        }
        (Status::Cancelled | Status::Closed, _) => texts.with("reopen-offer-cancelled", [number]),
        // It was opened again before this was said.
        _ => return Err(Pointless),
    };
    let anew = Press::Anew(ticket.ticket, words.message.message);
    let reopen = (texts.text("button-reopen"), Press::Reopen(ticket.ticket));
    let reopen = (!scene.over).then_some(reopen);
    let keyboard = vec![reopen.into_iter().chain([(texts.text("button-new"), anew)]).collect()];
    Ok(Rendered { html, keyboard, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// How well was it done? Asked of whoever asked, in private.
pub(super) fn rating(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, ticket) = (scene.texts(), scene.ticket()?);
    if ticket.status != Status::Closed {
        return Err(Pointless);
    }
    let number = ("number", bold(&scene.number(&ticket.number)).into());
    let words = escape(&cut(first_line(&ticket.summary), LABEL_UNITS_MAX));
    let html = format!("{}\n{words}", texts.with("rating-ask", [number]));
    let star = |stars: u8| (format!("{stars} ⭐"), Press::Rate(ticket.ticket, stars));
    let keyboard = vec![(1..=STARS_MAX).map(star).collect()];
    Ok(Rendered { html: html.trim_end().to_owned(), keyboard, silent: true, ..Rendered::default() })
}

/// A chat claims to be a client's, or the staff's: an admin is to say so.
pub(super) fn link_question(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let (question, claimed) = match &subject.event {
        Event::Client(client::Event::LinkClaimed(it)) => {
            let client = scene.client_title.as_deref().ok_or(Pointless)?;
            (texts.with("link-client", [("client", title(client).into())]), it)
        }
        Event::Desk(desk::Event::LinkClaimed(it)) => (texts.text("link-desk"), it),
        _ => return Err(Pointless),
    };
    let by = texts.with("link-claimed-by", [("name", scene.mention(claimed.by).into())]);
    let client = match Stream::parse(&scene.notice.subject.0) {
        Some(Stream::Client(client)) => Some(client),
        _ => None,
    };
    let keyboard = vec![vec![
        (texts.text("button-link"), Press::LinkConfirm(client)),
        (texts.text("button-no-link"), Press::LinkRefuse(client)),
    ]];
    Ok(Rendered { html: format!("{question}\n{by}"), keyboard, ..Rendered::default() })
}

/// A staff member's words may belong to several tickets: which one is it?
pub(super) fn which_ticket(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, subject) = (scene.texts(), scene.subject()?);
    let seen_in = scene.seen_in.as_ref().ok_or(Pointless)?;
    let Event::Chat(chat::Event::MessageAccounted(it)) = &subject.event else {
        return Err(Pointless);
    };
    let author = scene.mention(it.author);
    let question = texts.with("which-ticket", [("name", author.into())]);
    let words = subject.words(Field::Body, !it.attachments.is_empty(), texts);
    let html = fit(&words, |words| {
        format!("{question}\n{}", texts.with("quoted", [("text", words.into())]))
    });
    let bind = |ticket| Press::Bind {
        chat: seen_in.chat,
        month: seen_in.month.clone(),
        message: it.message,
        ticket,
    };
    let mut keyboard = choices(texts, &scene.tickets, |it| bind(Some(it.ticket)));
    keyboard.push(vec![(texts.text("button-no-ticket"), bind(None))]);
    let client = scene.client_title.as_deref().map(|it| bold(&escape(&cut(it, LABEL_UNITS_MAX))));
    let html = client.map_or(html.clone(), |client| format!("{client}\n{html}"));
    Ok(Rendered { html, keyboard, ..Rendered::default() })
}

/// A button a ticket, at most [`CHOICES_MAX`].
pub(super) fn choices(
    texts: Texts,
    tickets: &[TicketRow],
    press: impl Fn(&TicketRow) -> Press,
) -> Vec<Vec<Button>> {
    let choice = |it: &TicketRow| -> Vec<Button> {
        let words = first_line(&it.summary);
        let label = format!("{} · {}", texts.number(&it.number), undirected(words));
        vec![(cut(label.trim_end_matches(" · "), LABEL_UNITS_MAX), press(it))]
    };
    tickets.iter().take(CHOICES_MAX).map(choice).collect()
}
