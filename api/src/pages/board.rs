//! The board page: which tickets are open, who has them, and which clients wait?

use crate::board::{self, BoardQuery};
use crate::pages::{
    Frame, Reader, name_or_none, priority_key, priority_sign, respond, status_key, type_key,
};
use crate::wire::Asked;
use crate::words::Words;
use crate::{Kind, Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::ticket::Status;
use domain::{Channel, ClientCode, Language, PersonId, Priority};
use projections::rows::{Board, TicketRow};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

/// The states of open tickets, as the columns stand.
const COLUMNS: [Status; 5] =
    [Status::New, Status::InProgress, Status::WaitingForClient, Status::OnHold, Status::Resolved];

/// As a form sends it: what was not chosen is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageQuery {
    client: String,
    status: String,
    assignee: String,
    lang: Option<Language>,
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    frame: Frame,
    open: String,
    position: u64,
    cut: bool,
    is_filtered: bool,
    is_empty: bool,
    clients: Vec<Choice>,
    statuses: Vec<Choice>,
    assignees: Vec<Choice>,
    columns: Vec<Column>,
}

/// One line of a filter.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Column {
    /// The technical name of the status, for its colour.
    name: &'static str,
    title: String,
    cards: Vec<Card>,
}

struct Card {
    number: String,
    client: String,
    summary: String,
    requester: String,
    assignee: String,
    has_assignee: bool,
    request_type: Option<String>,
    /// Sign, word and technical name of a priority that is not the ordinary one.
    priority: Option<(&'static str, String, &'static str)>,
    attachments: Option<String>,
    waits: Option<String>,
    age: String,
    reported: String,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    Asked(query): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let filter = query.filter()?;
    let is_filtered =
        filter.client.is_some() || filter.status.is_some() || filter.assignee.is_some();
    let everything = board::read(&app, BoardQuery::default()).await?;
    let choices = Choices::of(words, &everything, &query);
    let shown = if is_filtered { board::read(&app, filter).await? } else { everything };
    let now = app.api.clock.now();
    let columns = COLUMNS.map(|status| Column {
        name: status.name(),
        title: words.text(status_key(status)),
        cards: cards(words, &shown, status, now),
    });
    let page = BoardPage {
        frame: Frame::new(words, words.text("board-title"), &query.path()),
        open: words.with("board-open", "count", shown.tickets.len()),
        position: shown.position.map_or(0, |it| it.0),
        cut: shown.cut,
        is_filtered,
        is_empty: columns.iter().all(|it| it.cards.is_empty()),
        clients: choices.clients,
        statuses: choices.statuses,
        assignees: choices.assignees,
        columns: columns.into_iter().collect(),
    };
    respond(StatusCode::OK, &page, query.lang)
}

impl PageQuery {
    fn filter(&self) -> Result<BoardQuery, Problem> {
        let status = given(&self.status, |it| Status::parse(it).ok_or("not a status"))?;
        Ok(BoardQuery {
            client: given(&self.client, ClientCode::from_str)?,
            assignee: given(&self.assignee, PersonId::from_str)?,
            status,
            min_position: None,
        })
    }

    /// The page's path with its filter. Only values that were parsed come here: none needs escaping.
    fn path(&self) -> String {
        let mut path = "/".to_owned();
        let values =
            [("client", &self.client), ("status", &self.status), ("assignee", &self.assignee)];
        for (name, value) in values.into_iter().filter(|it| !it.1.is_empty()) {
            let joint = if path.len() == 1 { '?' } else { '&' };
            // A String takes everything.
            let _ = write!(path, "{joint}{name}={value}");
        }
        path
    }
}

fn given<'a, T, E: std::fmt::Display>(
    text: &'a str,
    parse: impl Fn(&'a str) -> Result<T, E>,
) -> Result<Option<T>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).map_err(|it| Problem::because(Kind::BadQuery, it.to_string()))
}

/// What the filter offers: who and what is on the board now, and what is chosen already.
struct Choices {
    clients: Vec<Choice>,
    statuses: Vec<Choice>,
    assignees: Vec<Choice>,
}

impl Choices {
    fn of(words: Words, everything: &Board, query: &PageQuery) -> Self {
        let mut clients = BTreeMap::new();
        let mut assignees = BTreeMap::new();
        if !query.client.is_empty() {
            clients.insert(query.client.clone(), query.client.clone());
        }
        if !query.assignee.is_empty() {
            assignees.insert(query.assignee.clone(), words.text("person-unnamed"));
        }
        for it in &everything.tickets {
            let code = it.number.code.to_string();
            clients.insert(code.clone(), client_name(it));
            if let Some(person) = it.assignee {
                let name = it.assignee_name.as_deref().unwrap_or_default();
                assignees.insert(person.to_string(), name_or_none(words, name));
            }
        }
        let statuses =
            COLUMNS.map(|it| (it.name().to_owned(), words.text(status_key(it)))).into_iter();
        Self {
            clients: choices(clients.into_iter(), &query.client),
            statuses: choices(statuses, &query.status),
            assignees: choices(assignees.into_iter(), &query.assignee),
        }
    }
}

fn choices(all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

fn client_name(ticket: &TicketRow) -> String {
    if ticket.client_title.is_empty() {
        ticket.number.code.to_string()
    } else {
        ticket.client_title.clone()
    }
}

fn cards(words: Words, board: &Board, status: Status, now: DateTime<Utc>) -> Vec<Card> {
    let here = board.tickets.iter().filter(|it| it.status == status);
    here.map(|it| card(words, it, now)).collect()
}

fn card(words: Words, ticket: &TicketRow, now: DateTime<Utc>) -> Card {
    let age = words.span(now - ticket.reported_at);
    // Since when a later question waits is not known here; of the first one it is.
    let waits = ticket.awaits_answer.then(|| match ticket.answered_at {
        None => words.with("waits-for", "span", age.clone()),
        Some(_) => words.text("waits"),
    });
    let assignee = ticket.assignee.map(|_| {
        let name = ticket.assignee_name.as_deref().unwrap_or_default();
        words.with("assignee-is", "name", name_or_none(words, name))
    });
    let attachments = (ticket.attachments > 0)
        .then(|| words.with("attachment-count", "count", ticket.attachments));
    Card {
        number: ticket.number.to_string(),
        client: client_name(ticket),
        summary: summary(words, ticket),
        requester: match ticket.channel {
            Channel::OnBehalf => words.text("channel-on-behalf"),
            Channel::Command | Channel::Reply | Channel::Button | Channel::Api => {
                name_or_none(words, &ticket.requester_name)
            }
        },
        has_assignee: assignee.is_some(),
        assignee: assignee.unwrap_or_else(|| words.text("unassigned")),
        request_type: ticket.request_type.map(|it| words.text(type_key(Some(it)))),
        priority: priority(words, ticket.priority),
        attachments,
        waits,
        age: words.with("age", "span", age),
        reported: words.instant(ticket.reported_at, &Zone::default()),
    }
}

fn summary(words: Words, ticket: &TicketRow) -> String {
    if !ticket.summary.is_empty() {
        return ticket.summary.clone();
    }
    // Somebody's words go together with their name, and whoever comes back comes as another person.
    let is_erased = ticket.requester_name.is_empty();
    words.text(if is_erased { "text-erased" } else { "text-none" })
}

fn priority(words: Words, priority: Priority) -> Option<(&'static str, String, &'static str)> {
    let name = match priority {
        Priority::Urgent => "urgent",
        Priority::Low => "low",
        Priority::Normal => return None,
    };
    Some((priority_sign(priority), words.text(priority_key(priority)), name))
}
