//! Suggestions: which buttons make a client's words a ticket, or a part of one?

use super::asks::choices;
use super::html::escape;
use super::receipt::first_line;
use super::{Button, Pointless, Rendered, Scene};
use crate::buttons::{Press, Wrote};
use crate::texts::{Texts, cut};
use domain::chat::MessageAccounted;
use domain::ticket::Status;
use projections::rows::TicketRow;

/// The most UTF-16 units that are repeated of a similar ticket.
const QUOTE_UNITS_MAX: usize = 80;

/// Words look like a request: its author may make them one, or add them to a ticket that asks for the same.
pub(super) fn nudge(scene: &Scene, it: &MessageAccounted) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let seen_in = scene.seen_in.as_ref().ok_or(Pointless)?;
    let (chat, month) = (seen_in.chat, seen_in.month.clone());
    let wrote = Wrote { chat, month, message: it.message };
    let offered = scene.similar.as_ref().zip(similar(scene));
    let (html, row) = if let Some((ticket, line)) = offered {
        let add = Press::AddTo(wrote.clone(), ticket.ticket);
        let new = (texts.text("button-new"), Press::MakeTicket(wrote));
        (line, vec![(texts.text("button-add-to-ticket"), add), new])
    } else {
        let make = (texts.text("button-make-ticket"), Press::MakeTicket(wrote));
        (texts.text("hint-nudge"), vec![make])
    };
    let keyboard = vec![row];
    Ok(Rendered { html, keyboard, reply_to: scene.notice.reply_to, ..Rendered::default() })
}

/// Which open ticket seems to ask for the same.
pub(super) fn similar(scene: &Scene) -> Option<String> {
    let ticket = scene.similar.as_ref()?;
    let words = escape(&cut(first_line(&ticket.summary), QUOTE_UNITS_MAX));
    let number = ("number", scene.number(&ticket.number).into());
    Some(scene.texts().with("similar-ticket", [number, ("text", words.into())]))
}

/// Under the card of a ticket that nobody works on yet and that seems to be another one once more.
pub(super) fn same(scene: &Scene, ticket: &TicketRow) -> Option<Vec<Button>> {
    let other = scene.similar.as_ref().filter(|_| ticket.status == Status::New)?;
    let number = ("number", scene.number(&other.number).into());
    let label = scene.texts().with("button-same", [number]);
    Some(vec![(label, Press::SameAs(ticket.ticket, other.ticket))])
}

/// What staff can do with a client's words that nobody took up: make them a ticket, add them to one, or pass over them.
/// With tickets, these stand to choose from in the place of the button that asked for them.
pub(crate) fn of_words(
    texts: Texts,
    wrote: &Wrote,
    among: Option<&[TicketRow]>,
) -> Vec<Vec<Button>> {
    let make = (texts.text("button-make-ticket"), Press::MakeTicket(wrote.clone()));
    let not = (texts.text("button-not-request"), Press::NotRequest(wrote.clone()));
    match among {
        None => {
            let add = (texts.text("button-add-to-ticket"), Press::AddWhich(wrote.clone()));
            vec![vec![make, add], vec![not]]
        }
        Some(tickets) => {
            let add = |it: &TicketRow| Press::AddTo(wrote.clone(), it.ticket);
            let mut rows = choices(texts, tickets, add);
            rows.push(vec![make, not]);
            rows
        }
    }
}
