//! Board: which requests of a chat are open, in one message that is edited in place?

use super::cards::state;
use super::html::{bold, escape, name};
use super::receipt::first_line;
use super::{Promises, Scene};
use crate::texts::{Reader, cut};
use domain::At;
use domain::ticket::Status;
use projections::rows::TicketRow;

/// The most requests that a board shows; of the others it says how many there are.
pub(crate) const LINES_MAX: usize = 10;
/// The most UTF-16 units of a request's words on it.
const WORDS_UNITS_MAX: usize = 48;

/// The open tickets of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// With what is promised on each; at most `LINES_MAX`.
    pub lines: Vec<(TicketRow, Option<Promises>)>,
    /// How many more there are.
    pub more: usize,
}

/// What a board says of them.
pub(super) fn listed(scene: &Scene, board: &Board) -> Vec<String> {
    let texts = scene.texts();
    if board.lines.is_empty() {
        return vec![texts.text("board-none")];
    }
    let count = board.lines.len() + board.more;
    let mut lines = vec![bold(&texts.with("board-title", [("count", count.into())]))];
    lines.extend(board.lines.iter().map(|(it, promises)| line(scene, it, promises.as_ref())));
    if board.more > 0 {
        lines.push(texts.with("board-more", [("count", board.more.into())]));
    }
    lines
}

fn line(scene: &Scene, ticket: &TicketRow, promises: Option<&Promises>) -> String {
    let texts = scene.texts();
    let mut parts = vec![bold(&scene.number(&ticket.number)), state(scene, ticket, Reader::Client)];
    let words = cut(first_line(&ticket.summary), WORDS_UNITS_MAX);
    parts.extend(Some(escape(&words)).filter(|it| !it.is_empty()));
    if ticket.assignee.is_some() {
        parts.push(name(texts, ticket.assignee_name.as_deref()));
    }
    parts.extend(when(scene, ticket, promises));
    parts.join(" · ")
}

/// By when something happens next.
fn when(scene: &Scene, ticket: &TicketRow, promises: Option<&Promises>) -> Option<String> {
    let promises = promises?;
    let (key, at) = match (ticket.status, promises.closes_at) {
        (Status::Resolved, Some(at)) => ("board-closes", at),
        (Status::Resolved, None) => return None,
        _ => ("board-due", promises.next_deadline(At::from(scene.times.now))?),
    };
    let time = ("time", scene.times.dated(at.utc()).into());
    Some(scene.texts().with(key, [time]))
}
