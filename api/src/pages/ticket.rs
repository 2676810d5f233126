//! The ticket page: how does one ticket stand, what was said, and what happened?

use crate::history::{self, Entry, Names, Page};
use crate::pages::conversation::{Conversation, Saying};
use crate::pages::{
    Frame, Reader, name_or_none, priority_key, priority_sign, respond, sentences, status_key,
    type_key,
};
use crate::ticket::find;
use crate::wire::{Asked, NumberedPage, link_to};
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::client::Zone;
use domain::{Channel, Field, Language, MessageRef};
use projections::rows::TicketRow;
use serde::Deserialize;

/// The most events on one page.
pub(crate) const EVENTS_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// A revision: the page begins with the next one.
    after: Option<u64>,
    lang: Option<Language>,
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage {
    frame: Frame,
    number: String,
    position: u64,
    /// The technical name of the status, for its colour, and its words.
    status: (&'static str, String),
    waits: Option<String>,
    facts: Vec<Fact>,
    conversation: Vec<Saying>,
    /// Which events are shown, where it is not all of them.
    partial: Option<String>,
    events: Vec<Line>,
    next: Option<String>,
}

/// One of the facts at the top.
struct Fact {
    name: String,
    value: String,
    link: Option<String>,
}

/// One line of the list of events.
struct Line {
    revision: u64,
    what: String,
    /// The reason, or new wording, given with a decision.
    words: Option<String>,
    who: String,
    occurred: Moment,
    recorded: Moment,
    source: Option<(String, Option<String>)>,
    position: u64,
}

/// An instant as people read it, and to the millisecond.
struct Moment {
    text: String,
    exact: String,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    NumberedPage(number): NumberedPage,
    Asked(query): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let ticket = find(&app, number).await?;
    let client = ticket.client;
    let client = app.ask(move |views| views.client(client)).await?;
    let zone = client.map_or_else(Default::default, |it| it.zone);
    let Page { entries, next } =
        history::read(&app, ticket.ticket, query.after, EVENTS_MAX).await?;
    let names = Names::of(&app, &entries).await?;
    let number = ticket.number.to_string();
    let span = words.span(app.api.clock.now() - ticket.reported_at);
    let waits = ticket.awaits_answer.then(|| match ticket.answered_at {
        None => words.with("waits-for", "span", span),
        Some(_) => words.text("waits"),
    });
    let title = words.with("ticket-title", "number", number.clone());
    let path = match query.after {
        Some(after) => format!("/tickets/{number}?after={after}"),
        None => format!("/tickets/{number}"),
    };
    let page = TicketPage {
        frame: Frame::new(words, title, &path),
        position: ticket.position.0,
        status: (ticket.status.name(), words.text(status_key(ticket.status))),
        waits,
        facts: facts(words, &zone, &ticket),
        conversation: Conversation::of(words, &zone, &entries, &names),
        partial: partial(words, &entries, query.after.is_some() || next.is_some()),
        events: entries.iter().map(|it| line(words, &zone, it, &names)).collect(),
        next: next.map(|after| format!("/tickets/{number}?after={after}")),
        number,
    };
    respond(StatusCode::OK, &page, query.lang)
}

fn partial(words: Words, entries: &[Entry], is_partial: bool) -> Option<String> {
    let (first, last) = (entries.first()?, entries.last()?);
    let ends = [
        ("from", (first.recorded.revision.0 + 1).into()),
        ("to", (last.recorded.revision.0 + 1).into()),
    ];
    is_partial.then(|| words.with_all("conversation-partial", ends))
}

fn facts(words: Words, zone: &Zone, it: &TicketRow) -> Vec<Fact> {
    let instant = |at| words.instant(at, zone);
    let mut facts = vec![fact(words, "fact-client", client_name(it))];
    let on_behalf = it.channel == Channel::OnBehalf;
    if !on_behalf {
        facts.push(fact(words, "fact-requester", name_or_none(words, &it.requester_name)));
    }
    if on_behalf || it.registered_by != it.requester {
        let name = name_or_none(words, &it.registered_by_name);
        facts.push(fact(words, "fact-registered-by", name));
    }
    facts.push(fact(words, "fact-assignee", assignee(words, zone, it)));
    let priority =
        format!("{} {}", priority_sign(it.priority), words.text(priority_key(it.priority)));
    facts.push(fact(words, "fact-priority", priority.trim().to_owned()));
    facts.push(fact(words, "fact-type", words.text(type_key(it.request_type))));
    facts.push(fact(words, "fact-channel", words.text(channel_key(it.channel))));
    facts.push(fact(words, "fact-reported", instant(it.reported_at)));
    facts.push(fact(words, "fact-registered", instant(it.registered_at)));
    let answered = it.answered_at.map_or_else(|| words.text("fact-answered-not"), instant);
    facts.push(fact(words, "fact-answered", answered));
    facts.extend(it.resolved_at.map(|at| fact(words, "fact-resolved", instant(at))));
    facts.extend(it.closed_at.map(|at| fact(words, "fact-closed", instant(at))));
    if it.reopened > 0 {
        facts.push(fact(words, "fact-reopened", it.reopened.to_string()));
    }
    if let Some(source) = it.source {
        let (value, link) = source_of(words, source);
        facts.push(Fact { link, ..fact(words, "fact-source", value) });
    }
    facts
}

fn fact(words: Words, key: &str, value: String) -> Fact {
    Fact { name: words.text(key), value, link: None }
}

fn client_name(it: &TicketRow) -> String {
    if it.client_title.is_empty() {
        it.number.code.to_string()
    } else {
        format!("{} ({})", it.client_title, it.number.code)
    }
}

fn assignee(words: Words, zone: &Zone, it: &TicketRow) -> String {
    if it.assignee.is_none() {
        return words.text("unassigned");
    }
    let name = name_or_none(words, it.assignee_name.as_deref().unwrap_or_default());
    match it.assigned_at {
        Some(at) => {
            let parts = [("name", name.into()), ("at", words.instant(at, zone).into())];
            words.with_all("fact-since", parts)
        }
        None => name,
    }
}

fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Command => "channel-command",
        Channel::Reply => "channel-reply",
        Channel::Button => "channel-button",
        Channel::OnBehalf => "channel-on-behalf",
        Channel::Api => "channel-api",
    }
}

fn line(words: Words, zone: &Zone, entry: &Entry, names: &Names) -> Line {
    let recorded = &entry.recorded;
    let moment = |at: DateTime<Utc>| Moment {
        text: words.instant(at, zone),
        exact: at.to_rfc3339_opts(SecondsFormat::Millis, true),
    };
    Line {
        revision: recorded.revision.0,
        what: sentences::what(words, zone, entry, names),
        words: entry.texts.get(Field::Reason).map(str::to_owned),
        who: sentences::who(words, entry.actor, names),
        occurred: moment(recorded.event.occurred_at),
        recorded: moment(recorded.recorded_at),
        source: entry.message().map(|it| source_of(words, it)),
        position: recorded.position.0,
    }
}

fn source_of(words: Words, message: MessageRef) -> (String, Option<String>) {
    // A number as text: a message's number has no thousands.
    let text = words.with("message-link", "message", message.message.0.to_string());
    (text, link_to(message))
}
