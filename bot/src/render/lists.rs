//! Lists: how is what agents ask for told in one message?

use super::html::{bold, escape, name, title};
use super::link_to;
use super::receipt::first_line;
use crate::texts::promises::Said;
use crate::texts::{MESSAGE_UNITS_MAX, Reader, Texts, cut};
use crate::times::Times;
use domain::clock::Kind;
use domain::{At, MessageRef, Priority};
use projections::rows::TicketRow;

/// The most lines of one list.
pub const LISTED_MAX: usize = 15;
/// The most UTF-16 units of a request, and of a client's title, in a list.
const WORDS_UNITS_MAX: usize = 60;
const TITLE_UNITS_MAX: usize = 30;

/// A ticket, the deadline that comes next, and where its staff card is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub ticket: TicketRow,
    pub next: Option<Next>,
    pub card: Option<MessageRef>,
}

/// A clock that is still to be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub clock: Kind,
    pub deadline: At,
    /// Working seconds since the deadline, once it has passed.
    pub overrun_s: Option<i64>,
    /// Working seconds until then, where they were counted.
    pub left_s: Option<i64>,
}

/// What was asked for: the first of it, and how much there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    Queue(Vec<Item>, usize),
    Mine(Vec<Item>, usize),
    Due(Vec<Item>, usize),
    Found(Vec<Item>, usize),
    /// Words to look for were not given.
    FindHow,
}

/// The whole list as HTML, at most [`MESSAGE_UNITS_MAX`] once its tags are read.
pub fn list(times: &Times, list: &List) -> String {
    let texts = Texts(times.language);
    let (key, items, count) = match list {
        List::Queue(items, count) => ("list-queue", items, *count),
        List::Mine(items, count) => ("list-mine", items, *count),
        List::Due(items, count) => ("due", items, *count),
        List::Found(items, count) => ("list-found", items, *count),
        List::FindHow => return texts.text("list-find-how"),
    };
    if count == 0 {
        return texts.text(&format!("{key}-none"));
    }
    let title = texts.with(&format!("{key}-title"), [("count", count.into())]);
    // Where all lines say the same of it, the title says it.
    let whose = !matches!(list, List::Queue(..) | List::Mine(..));
    let lines: Vec<String> = items.iter().map(|it| line(times, it, whose)).collect();
    let joined = |shown: usize| {
        let rest = count.saturating_sub(shown);
        let more = (rest > 0).then(|| texts.with("status-more", [("count", rest.into())]));
        let parts = [title.clone()].into_iter().chain(lines[..shown].iter().cloned()).chain(more);
        parts.collect::<Vec<_>>().join("\n")
    };
    let fits = |it: &String| super::html::visible_units(it) <= MESSAGE_UNITS_MAX;
    (0..=lines.len()).rev().map(joined).find(fits).unwrap_or(title)
}

/// * `whose`: with whose the ticket is.
fn line(times: &Times, it: &Item, whose: bool) -> String {
    let (texts, ticket) = (Texts(times.language), &it.ticket);
    let number = bold(&texts.number(&ticket.number));
    let number = match it.card.and_then(|at| link_to(at, None)) {
        Some(link) => format!("<a href=\"{link}\">{number}</a>"),
        None => number,
    };
    let client = title(&cut(&ticket.client_title, TITLE_UNITS_MAX));
    let state = texts.status(ticket.status, Reader::Staff);
    let assignee = match ticket.assignee {
        Some(_) => {
            let name = name(texts, ticket.assignee_name.as_deref()).into();
            texts.with("notice-taken-by", [("name", name)])
        }
        None => texts.text("notice-not-taken"),
    };
    let mut parts = vec![number, client, state];
    parts.extend((ticket.priority != Priority::Normal).then(|| texts.priority(ticket.priority)));
    parts.extend(whose.then_some(assignee));
    parts.extend(ticket.is_private().then(|| texts.text("private-mark-short")));
    parts.extend(it.next.map(|it| due(times, it)));
    let words = first_line(&ticket.summary);
    let words = (!words.is_empty()).then(|| format!("\n{}", escape(&cut(words, WORDS_UNITS_MAX))));
    format!("{}{}", parts.join(" · "), words.unwrap_or_default())
}

/// Until when, and how long that still is; or for how long it has been too late.
fn due(times: &Times, it: Next) -> String {
    let texts = Texts(times.language);
    if let Some(overrun_s) = it.overrun_s {
        let missed = texts.text(&Said::Missed.of(it.clock));
        return match texts.over(overrun_s) {
            Some(over) => {
                let by = [("missed", missed.into()), ("over", over.into())];
                format!("🔴 {}", texts.with("missed-by", by))
            }
            None => format!("🔴 {missed}"),
        };
    }
    let time = times.with_zone(it.deadline.utc());
    let due = texts.with(&Said::Due.of(it.clock), [("time", time.into())]);
    match it.left_s {
        Some(left) => {
            texts.with("list-left", [("due", due.into()), ("left", texts.left(left).into())])
        }
        None => due,
    }
}
