//! A ticket as JSON: how does it stand, and what has happened to it?

use crate::delivery::DeliveryJson;
use crate::history::{self, Entry, Names};
use crate::wire::{Asked, MessageJson, Numbered, PersonJson, TicketJson};
use crate::{App, Kind, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::invite::InviteNumber;
use domain::ticket::Event;
use domain::{Actor, Field, TicketNumber};
use projections::rows::{DeliveryRow, PlaceRow, TicketRow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::codec::COMMITMENTS;
use uuid::Uuid;

/// The most events of one page of a history.
pub(crate) const EVENTS_MAX: usize = 200;
/// The events of a page where the caller does not say how many.
const EVENTS: usize = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsQuery {
    /// A revision: the page begins with the next one.
    after: Option<u64>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct EventsJson<'a> {
    ticket: &'a TicketNumber,
    events: Vec<EventJson<'a>>,
    /// The path of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    position: u64,
    revision: u64,
    id: Uuid,
    kind: &'a str,
    form: u16,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    actor: ActorJson<'a>,
    cause: CauseJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<MessageJson>,
    facts: Value,
    /// Of words that staff wrote elsewhere: whether the client has them, as of now.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<DeliveryJson>,
    /// Private texts that were not erased; where there are several of a field, all of them in order.
    #[serde(skip_serializing_if = "Map::is_empty")]
    texts: Map<String, Value>,
}

#[derive(Serialize)]
struct ActorJson<'a> {
    kind: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    person: Option<PersonJson<'a>>,
}

#[derive(Serialize)]
struct CauseJson {
    correlation: Uuid,
    causation: Uuid,
}

/// A ticket with what is told of one only.
#[derive(Serialize)]
struct WholeJson<'a> {
    #[serde(flatten)]
    ticket: TicketJson<'a>,
    /// Where whoever asked works, as the card says by which they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceJson>,
}

#[derive(Serialize)]
struct PlaceJson {
    card: InviteNumber,
    #[serde(skip_serializing_if = "String::is_empty")]
    site: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    workplace: String,
}

impl From<PlaceRow> for PlaceJson {
    fn from(it: PlaceRow) -> Self {
        Self { card: it.number, site: it.site, workplace: it.workplace }
    }
}

pub(crate) async fn ticket(
    State(app): State<Shared>,
    Numbered(number): Numbered,
    Asked(Nothing {}): Asked<Nothing>,
) -> Result<Response, Problem> {
    let row = find(&app, number).await?;
    let ticket = row.ticket;
    let place = app.ask(move |views| views.place_of(ticket)).await?;
    let whole = WholeJson { ticket: TicketJson::from(&row), place: place.map(PlaceJson::from) };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(whole)).into_response())
}

pub(crate) async fn events(
    State(app): State<Shared>,
    Numbered(number): Numbered,
    Asked(EventsQuery { after, limit }): Asked<EventsQuery>,
) -> Result<Response, Problem> {
    let limit = limit.unwrap_or(EVENTS);
    if !(1..=EVENTS_MAX).contains(&limit) {
        return Err(Problem::because(Kind::BadQuery, format!("limit is 1 to {EVENTS_MAX}")));
    }
    let row = find(&app, number).await?;
    let page = history::read(&app, row.ticket, after, limit).await?;
    let names = Names::of(&app, &page.entries).await?;
    let ticket = row.ticket;
    let deliveries = app.ask(move |views| views.deliveries(ticket)).await?;
    let number = &row.number;
    let next = page
        .next
        .map(|after| format!("/api/v1/tickets/{number}/events?after={after}&limit={limit}"));
    let events = page.entries.iter().map(|it| event_json(it, &names, &deliveries)).collect();
    let body = EventsJson { ticket: number, events, next };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response())
}

/// The ticket of a number.
pub(crate) async fn find(app: &App, number: TicketNumber) -> Result<TicketRow, Problem> {
    let row = app.ask(move |views| views.ticket_by_number(&number)).await?;
    row.ok_or_else(|| Problem::of(Kind::TicketUnknown))
}

fn event_json<'a>(entry: &'a Entry, names: &'a Names, deliveries: &[DeliveryRow]) -> EventJson<'a> {
    let recorded = &entry.recorded;
    EventJson {
        position: recorded.position.0,
        revision: recorded.revision.0,
        id: recorded.event.id.0,
        kind: &recorded.event.kind,
        form: recorded.event.form,
        occurred_at: recorded.event.occurred_at,
        recorded_at: recorded.recorded_at,
        actor: actor_json(entry.actor, names),
        cause: CauseJson {
            correlation: recorded.event.correlation,
            causation: recorded.event.causation,
        },
        source: entry.message().map(Into::into),
        facts: facts(&recorded.event.facts),
        delivery: delivery(entry, deliveries),
        texts: texts(entry, names),
    }
}

/// What became of the words of an event that staff wrote for the client elsewhere.
fn delivery(entry: &Entry, deliveries: &[DeliveryRow]) -> Option<DeliveryJson> {
    let of = match &entry.event {
        Event::MessageAdded(it) if it.relayed => it.message,
        Event::Resolved(it) if it.relayed => it.message?,
        _ => return None,
    };
    deliveries.iter().find(|it| it.of == of).map(|it| it.state.into())
}

fn actor_json(actor: Actor, names: &Names) -> ActorJson<'_> {
    let kind = match actor {
        Actor::Person(_) => "person",
        Actor::Reaction => "reaction",
        Actor::Sender => "sender",
        Actor::Operator => "operator",
    };
    let person = actor.person().map(|person| PersonJson { person, name: names.get(person) });
    ActorJson { kind, person }
}

/// The facts as they are stored, their commitments aside.
fn facts(stored: &[u8]) -> Value {
    let mut facts = serde_json::from_slice(stored).expect("the codec has read these facts");
    if let Value::Object(fields) = &mut facts {
        fields.remove(COMMITMENTS);
    }
    facts
}

/// A text as it is; what a message brought along, as the fields it was written with.
fn value_of(field: Field, text: &str, names: &Names) -> Value {
    match field {
        Field::Quote | Field::Origin | Field::Content => {
            let mut value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
            name_people(&mut value, names);
            value
        }
        Field::Body
        | Field::Reason
        | Field::FileName
        | Field::Name
        | Field::Handle
        | Field::TelegramId
        | Field::Phone
        | Field::FileId
        | Field::FileHash
        | Field::Raw
        | Field::Site
        | Field::Workplace
        | Field::Link
        | Field::OutsideNumber => text.into(),
    }
}

/// Gives everybody of whom only the id is written the name that they have, as everywhere else.
fn name_people(value: &mut Value, names: &Names) {
    let Value::Object(fields) = value else { return };
    for inner in fields.values_mut() {
        name_people(inner, names);
    }
    let person = fields.get("person").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let name = person.map(|it| names.get(it)).filter(|it| !it.is_empty());
    if let Some(name) = name {
        let there = fields.entry("name").or_insert_with(|| name.into());
        // Where it stood there when it was said, it is what was said.
        if there.as_str() == Some("") {
            *there = name.into();
        }
    }
}

fn texts(entry: &Entry, names: &Names) -> Map<String, Value> {
    let mut texts = Map::new();
    for (field, text) in entry.shown_texts() {
        match texts.entry(field.name()).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(all) => all.push(value_of(field, text, names)),
            _ => unreachable!("only lists are put here"),
        }
    }
    // A list only where several files have their names.
    for value in texts.values_mut() {
        if let Value::Array(all) = value
            && all.len() == 1
        {
            *value = all.remove(0);
        }
    }
    texts
}
