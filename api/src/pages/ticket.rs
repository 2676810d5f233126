//! The ticket page: how does one ticket stand, what was said, and what happened?

use crate::asked::Fields;
use crate::history::{self, Entry, Names, Page};
use crate::pages::as_of::{self, AsOf};
use crate::pages::clocks::{Panel, Teller};
use crate::pages::conversation::{Conversation, Saying};
use crate::pages::incidents;
use crate::pages::{
    Frame, Place, Reader, name_or_none, priority_key, priority_sign, respond, sentences,
    status_key, type_key,
};
use crate::sla::clocks;
use crate::ticket::find;
use crate::wire::{NumberedPage, link_to};
use crate::words::Words;
use crate::{App, Kind, Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::clock::Placed;
use domain::ticket::{Status, Ticket};
use domain::{Channel, Field, MessageRef};
use projections::rows::{ImportedRow, TicketRow};
use store::port::Recorded;

/// The most events on one page.
pub(crate) const EVENTS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage {
    frame: Frame,
    number: String,
    position: u64,
    as_of: Option<AsOf>,
    as_of_field: String,
    /// Seconds until a clock changes by time alone.
    next_in: Option<i64>,
    clocks: Vec<Panel>,
    json: String,
    timeline: String,
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
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let after = fields.parse::<u64>("after")?;
    let ticket = find(&app, number).await?;
    let client = ticket.client;
    let client = app.ask(move |views| views.client(client)).await?;
    let zone = client.map_or_else(Default::default, |it| it.zone);
    let now = app.api.clock.now();
    let as_of = fields.as_of(now, &zone)?;
    fields.end()?;
    if as_of.is_some_and(|it| it < ticket.registered_at) {
        return Err(Problem::because(Kind::TicketUnknown, "it was not registered by then"));
    }
    let Page { mut entries, mut next } =
        history::read(&app, ticket.ticket, after, EVENTS_MAX).await?;
    if let Some(as_of) = as_of {
        let read = entries.len();
        entries.retain(|it| it.recorded.recorded_at <= as_of);
        next = next.filter(|_| entries.len() == read);
    }
    let names = Names::of(&app, &entries).await?;
    let explained = clocks::read(&app, &ticket, as_of.unwrap_or(now)).await?;
    let book = app.book().await?;
    let civil = CivilTime::of_today(zone.clone());
    let teller = Teller { words, civil: &civil, book: &book, now: explained.at };
    let told = |revision| {
        let it = entries.iter().find(|it| it.recorded.revision.0 == revision)?;
        Some(sentences::what(words, &zone, it, &names))
    };
    let panels = explained.ledgers.iter().map(|it| teller.panel(it, told)).collect();
    let next_in = clocks::next_change(&explained, &book).map(|it| it.since(explained.at));
    let status = match as_of {
        None => ticket.status,
        Some(as_of) => status_at(&app, &ticket, as_of).await?,
    };
    let id = ticket.ticket;
    let imported = app.ask(move |views| views.imported(id)).await?;
    let number = ticket.number.to_string();
    let span = words.span(now - ticket.reported_at);
    let waits = ticket.awaits_answer.then(|| match ticket.answered_at {
        None => words.with("waits-for", "span", span),
        Some(_) => words.text("waits"),
    });
    let title = words.with("ticket-title", "number", number.clone());
    let path = |after: Option<u64>, as_of| {
        let after = after.map_or_else(String::new, |it| format!("&after={it}"));
        let query = format!("{after}{}", as_of::and(as_of));
        let joint = if query.is_empty() { "" } else { "?" };
        format!("/tickets/{number}{joint}{}", query.trim_start_matches('&'))
    };
    let id = ticket.ticket;
    let place = app.ask(move |views| views.place_of(id)).await?.and_then(|it| it.line());
    let facts = match as_of {
        None => {
            let incidents = incidents::of_ticket(&app, words, ticket.ticket).await?;
            let incidents = incidents
                .into_iter()
                .map(|it| Fact { link: Some(it.path), ..fact(words, "fact-incident", it.text) });
            facts(words, &zone, &ticket, (place, imported.as_ref()))
                .into_iter()
                .chain(incidents)
                .collect()
        }
        // What else is known of a ticket is known of the present only.
        Some(_) => Vec::new(),
    };
    let page = TicketPage {
        frame: Frame::new(words, Place::Elsewhere, title, &path(after, as_of)),
        position: ticket.position.0,
        as_of: as_of::of(words, as_of, &zone, &path(after, None)),
        as_of_field: as_of::field(as_of, &zone),
        next_in,
        clocks: panels,
        timeline: format!(
            "/clients/{}/timeline{}",
            ticket.number.code,
            as_of::and(as_of).replacen('&', "?", 1)
        ),
        json: format!("/api/v1/tickets/{number}/clocks{}", as_of::and(as_of).replacen('&', "?", 1)),
        status: (status.name(), words.text(status_key(status))),
        waits: waits.filter(|_| as_of.is_none()),
        facts,
        conversation: Conversation::of(words, &zone, (&number, &entries), &names),
        partial: partial(words, &entries, after.is_some() || next.is_some()),
        events: entries.iter().map(|it| line(words, &zone, it, &names)).collect(),
        next: next.map(|after| path(Some(after), as_of)),
        number,
    };
    respond(StatusCode::OK, &page, lang)
}

fn placed(it: &Recorded) -> Placed {
    let (occurred_at, recorded_at) = (it.event.occurred_at, it.recorded_at);
    Placed { revision: it.revision.0, occurred_at, recorded_at }
}

/// The status of a ticket by what was recorded by an instant.
async fn status_at(app: &App, ticket: &TicketRow, as_of: DateTime<Utc>) -> Result<Status, Problem> {
    let (mut state, mut after) = (Ticket::default(), None);
    loop {
        let page = history::read(app, ticket.ticket, after, EVENTS_MAX).await?;
        let known = page.entries.iter().filter(|it| it.recorded.recorded_at <= as_of);
        state = known.fold(state, |state, it| state.evolve_at(&it.event, placed(&it.recorded)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    match state {
        Ticket::Registered(life) => Ok(life.status),
        Ticket::Unregistered => Err(Problem::of(Kind::TicketUnknown)),
    }
}

fn partial(words: Words, entries: &[Entry], is_partial: bool) -> Option<String> {
    let (first, last) = (entries.first()?, entries.last()?);
    let ends = [
        ("from", (first.recorded.revision.0 + 1).into()),
        ("to", (last.recorded.revision.0 + 1).into()),
    ];
    is_partial.then(|| words.with_all("conversation-partial", ends))
}

fn facts(
    words: Words,
    zone: &Zone,
    it: &TicketRow,
    (place, imported): (Option<String>, Option<&ImportedRow>),
) -> Vec<Fact> {
    let instant = |at| words.instant(at, zone);
    let mut facts = vec![fact(words, "fact-client", client_name(it))];
    let on_behalf = it.channel == Channel::OnBehalf;
    if !on_behalf {
        facts.push(fact(words, "fact-requester", name_or_none(words, &it.requester_name)));
    }
    facts.extend(place.map(|it| fact(words, "fact-place", it)));
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
    facts.extend(it.is_private().then(|| fact(words, "private-fact", words.text("private-who"))));
    if let Some(imported) = imported {
        facts.extend(imported.number.clone().map(|it| fact(words, "fact-outside-number", it)));
        facts.extend(imported.claimed_at.map(|at| {
            fact(words, "fact-claimed", words.with("fact-claimed-value", "at", instant(at)))
        }));
    } else {
        facts.push(fact(words, "fact-reported", instant(it.reported_at)));
    }
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
        Channel::Message => "channel-message",
        Channel::Import => "channel-import",
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
