//! The board page: which tickets are open, who has them, and which clients wait?

use crate::asked::bad;
use crate::board::{self, BoardQuery};
use crate::pages::clocks::{Chip, Teller, is_at_risk, is_live};
use crate::pages::filter::{Choice, choices};
use crate::pages::incidents;
use crate::pages::{
    Frame, Place, Reader, name_or_none, priority_key, priority_sign, respond, status_key, type_key,
};
use crate::refused::Why;
use crate::sla::standing;
use crate::wire::Asked;
use crate::words::Words;
use crate::{App, Problem, Shared};
use askama::Template;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use domain::book::Book;
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::clock::{Clock, State};
use domain::ticket::Status;
use domain::{At, Channel, ClientCode, ClientId, Language, PersonId, Priority, TicketId};
use projections::rows::{Board, TicketRow};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;

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
    /// How many promises are missed or at risk, where there are any.
    banner: Option<Banner>,
    incidents: Vec<incidents::Link>,
    /// Seconds until a clock changes by time alone.
    next_in: Option<i64>,
}

struct Banner {
    css: &'static str,
    sign: &'static str,
    text: String,
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
    chips: Vec<Chip>,
}

/// What is needed to say how the clocks of the tickets stand.
struct Clocks {
    live: BTreeMap<TicketId, Vec<Clock>>,
    zones: BTreeMap<ClientId, Zone>,
    book: Arc<Book>,
    now: At,
}

pub(crate) async fn page(
    extract::State(app): extract::State<Shared>,
    Reader(words): Reader,
    Asked(query): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let filter = query.filter()?;
    let is_filtered =
        filter.client.is_some() || filter.status.is_some() || filter.assignee.is_some();
    let everything = board::read(&app, BoardQuery::default()).await?;
    let choices = Choices::of(words, &everything, &query);
    let clocks = Clocks::of(&app, &everything).await?;
    let shown = if is_filtered { board::read(&app, filter).await? } else { everything };
    let (banner, next_in) = (clocks.banner(words), clocks.next_in());
    let columns = COLUMNS.map(|status| Column {
        name: status.name(),
        title: words.text(status_key(status)),
        cards: cards(words, &shown, status, &clocks),
    });
    let page = BoardPage {
        frame: Frame::new(words, Place::Board, words.text("board-title"), &query.path()),
        open: words.with("board-open", "count", shown.tickets.len()),
        position: shown.position.map_or(0, |it| it.0),
        cut: shown.cut,
        is_filtered,
        is_empty: columns.iter().all(|it| it.cards.is_empty()),
        clients: choices.clients,
        statuses: choices.statuses,
        assignees: choices.assignees,
        columns: columns.into_iter().collect(),
        banner,
        incidents: incidents::open(&app, words).await?,
        next_in,
    };
    respond(StatusCode::OK, &page, query.lang)
}

impl PageQuery {
    fn filter(&self) -> Result<BoardQuery, Problem> {
        let status = given("status", &self.status, |it| Status::parse(it).ok_or("not a status"))?;
        Ok(BoardQuery {
            client: given("client", &self.client, ClientCode::from_str)?,
            assignee: given("assignee", &self.assignee, PersonId::from_str)?,
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
    parameter: &str,
    text: &'a str,
    parse: impl Fn(&'a str) -> Result<T, E>,
) -> Result<Option<T>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).map_err(|it| bad(parameter, Why::Form(it.to_string())))
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

fn client_name(ticket: &TicketRow) -> String {
    if ticket.client_title.is_empty() {
        ticket.number.code.to_string()
    } else {
        ticket.client_title.clone()
    }
}

impl Clocks {
    /// The running and resting clocks of all tickets of a board.
    async fn of(app: &App, board: &Board) -> Result<Self, Problem> {
        let now = At::from(app.api.clock.now());
        let tickets: Vec<_> = board.tickets.iter().map(|it| it.ticket).collect();
        let asked = app.ask(move |views| {
            let mut live = BTreeMap::new();
            for ticket in tickets {
                let measured = views.clocks_of(ticket, now)?;
                let clocks = measured.map(|it| it.clocks).unwrap_or_default();
                live.insert(ticket, clocks.into_iter().filter(is_live).collect());
            }
            let zones = views.clients()?.into_iter().map(|it| (it.client, it.zone)).collect();
            Ok((live, zones))
        });
        let (live, zones) = asked.await?;
        Ok(Self { live, zones, book: app.book().await?, now })
    }

    fn all(&self) -> impl Iterator<Item = &Clock> {
        self.live.values().flatten()
    }

    fn banner(&self, words: Words) -> Option<Banner> {
        let breached = self.all().filter(|it| it.state == State::Breached).count();
        let at_risk =
            self.all().filter(|it| it.state == State::Running && is_at_risk(it, self.now));
        let at_risk = at_risk.count();
        let (css, sign) = match (breached, at_risk) {
            (0, 0) => return None,
            (0, _) => ("soon", "▲"),
            (_, _) => ("late", "✕"),
        };
        let parts = [("breached", breached.into()), ("risk", at_risk.into())];
        Some(Banner { css, sign, text: words.with_all("sla-banner", parts) })
    }

    fn next_in(&self) -> Option<i64> {
        let changes = self.all().map(|it| standing::of(it, &self.book, self.now).next_change);
        changes.flatten().min().map(|it| it.since(self.now))
    }

    fn zone(&self, client: ClientId) -> Zone {
        self.zones.get(&client).cloned().unwrap_or_default()
    }
}

fn cards(words: Words, board: &Board, status: Status, clocks: &Clocks) -> Vec<Card> {
    let here = board.tickets.iter().filter(|it| it.status == status);
    here.map(|it| card(words, it, clocks)).collect()
}

fn card(words: Words, ticket: &TicketRow, clocks: &Clocks) -> Card {
    let civil = CivilTime::of_today(clocks.zone(ticket.client));
    let teller = Teller { words, civil: &civil, book: &clocks.book, now: clocks.now };
    let live = clocks.live.get(&ticket.ticket);
    let age = words.span(clocks.now.utc() - ticket.reported_at);
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
            Channel::Command
            | Channel::Reply
            | Channel::Button
            | Channel::Api
            | Channel::Message
            | Channel::Import => name_or_none(words, &ticket.requester_name),
        },
        has_assignee: assignee.is_some(),
        assignee: assignee.unwrap_or_else(|| words.text("unassigned")),
        request_type: ticket.request_type.map(|it| words.text(type_key(Some(it)))),
        priority: priority(words, ticket.priority),
        attachments,
        waits,
        age: words.with("age", "span", age),
        reported: words.instant_by(ticket.reported_at.into(), &civil),
        chips: live.into_iter().flatten().filter_map(|it| teller.chip(it)).collect(),
    }
}

fn summary(words: Words, ticket: &TicketRow) -> String {
    if ticket.is_private() && !ticket.summary.is_empty() {
        return words.with("private-summary", "summary", ticket.summary.as_str());
    }
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
