//! Incidents, as JSON: what befell many clients at once, whom does it concern, and who was told what?

use crate::asked::Fields;
use crate::wire::{NO_CACHE, PersonJson, TicketJson};
use crate::{App, Kind, Problem, Shared};
use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::incident::Nature;
use domain::{ChatId, ClientCode, ClientId, PersonId};
use projections::rows::{AnnouncedRow, ClientRow, Delivered, IncidentRow, TicketRow};
use serde::Serialize;
use std::collections::BTreeMap;

/// The most incidents that one answer lists.
pub(crate) const INCIDENTS_MAX: usize = 500;

/// The number of an incident that a path names.
pub(crate) struct Numbered(pub(crate) u32);

impl FromRequestParts<Shared> for Numbered {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Path(text): Path<String> = Path::from_request_parts(parts, app).await?;
        let number = text.parse().ok().filter(|_| text.bytes().all(|it| it.is_ascii_digit()));
        number.map(Self).ok_or_else(|| Problem::of(Kind::IncidentUnknown))
    }
}

/// People's names and the clients, as far as incidents speak of them.
#[derive(Default)]
pub(crate) struct Named {
    names: BTreeMap<PersonId, String>,
    pub(crate) clients: BTreeMap<ClientId, ClientRow>,
}

impl Named {
    /// Empty for somebody whose name is not known.
    pub(crate) fn name(&self, person: PersonId) -> &str {
        self.names.get(&person).map_or("", String::as_str)
    }
}

/// All that is known of one incident.
pub(crate) struct Told {
    pub(crate) row: IncidentRow,
    /// By number.
    pub(crate) tickets: Vec<TicketRow>,
    pub(crate) announcements: Vec<AnnouncedRow>,
    pub(crate) named: Named,
}

/// The incidents, the newest first, at most [`INCIDENTS_MAX`], and whether there are more.
pub(crate) async fn all(app: &App) -> Result<(Vec<IncidentRow>, Named, bool), Problem> {
    app.ask(|views| {
        let mut rows = views.incidents(INCIDENTS_MAX + 1)?;
        let cut = rows.len() > INCIDENTS_MAX;
        rows.truncate(INCIDENTS_MAX);
        let mut named = Named::default();
        for person in rows.iter().flat_map(people) {
            named.names.insert(person, name(views, person)?);
        }
        Ok((rows, named, cut))
    })
    .await
}

/// The incident of a number.
pub(crate) async fn one(app: &App, number: u32) -> Result<Told, Problem> {
    let told = app.ask(move |views| {
        let Some(row) = views.incident(number)? else { return Ok(None) };
        let mut tickets = Vec::new();
        for ticket in views.tickets_of_incident(number)? {
            tickets.extend(views.ticket(ticket)?);
        }
        tickets.sort_by(|one, other| one.number.cmp(&other.number));
        let announcements = views.announcements(number)?;
        let mut named = Named::default();
        for person in people(&row).chain(announcements.iter().map(|it| it.by)) {
            named.names.insert(person, name(views, person)?);
        }
        let told = announcements.iter().flat_map(|it| it.to.iter().map(|it| it.client));
        for client in tickets.iter().map(|it| it.client).chain(told) {
            if let Some(row) = views.client(client)? {
                named.clients.insert(client, row);
            }
        }
        Ok(Some(Told { row, tickets, announcements, named }))
    });
    told.await?.ok_or_else(|| Problem::of(Kind::IncidentUnknown))
}

fn people(row: &IncidentRow) -> impl Iterator<Item = PersonId> + use<> {
    [Some(row.declared_by), row.ended.map(|it| it.1)].into_iter().flatten()
}

fn name(views: &projections::Views, person: PersonId) -> Result<String, projections::ViewError> {
    Ok(views.person(person)?.map(|it| it.name).unwrap_or_default())
}

#[derive(Serialize)]
struct IncidentsJson<'a> {
    incidents: Vec<IncidentJson<'a>>,
    /// Whether there are more.
    cut: bool,
}

#[derive(Serialize)]
struct IncidentJson<'a> {
    number: u32,
    /// `outage` or `planned`.
    nature: &'static str,
    /// How far it is, now: `planned`, `running`, `time_is_up`, `over` or `withdrawn`.
    stage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    title: &'a str,
    declared_at: DateTime<Utc>,
    declared_by: PersonJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<PersonJson<'a>>,
    tickets: u64,
}

#[derive(Serialize)]
struct ToldJson<'a> {
    #[serde(flatten)]
    incident: IncidentJson<'a>,
    linked: Vec<TicketJson<'a>>,
    announcements: Vec<AnnouncedJson<'a>>,
}

#[derive(Serialize)]
struct AnnouncedJson<'a> {
    /// Absent where they can no longer be opened.
    #[serde(skip_serializing_if = "str::is_empty")]
    words: &'a str,
    ends: bool,
    at: DateTime<Utc>,
    by: PersonJson<'a>,
    to: Vec<GroupJson<'a>>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a ClientCode>,
    chat: ChatId,
    tickets: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed_at: Option<DateTime<Utc>>,
}

pub(crate) async fn incidents(
    State(app): State<Shared>,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let (rows, named, cut) = all(&app).await?;
    let now = app.api.clock.now();
    let incidents = rows.iter().map(|it| json(it, &named, now)).collect();
    Ok((NO_CACHE, Json(IncidentsJson { incidents, cut })).into_response())
}

pub(crate) async fn incident(
    State(app): State<Shared>,
    Numbered(number): Numbered,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let told = one(&app, number).await?;
    let body = ToldJson {
        incident: json(&told.row, &told.named, app.api.clock.now()),
        linked: told.tickets.iter().map(TicketJson::from).collect(),
        announcements: told.announcements.iter().map(|it| announced(it, &told.named)).collect(),
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

fn json<'a>(it: &'a IncidentRow, named: &'a Named, now: DateTime<Utc>) -> IncidentJson<'a> {
    let person = |person| PersonJson { person, name: named.name(person) };
    let (nature, window) = match it.nature {
        Nature::Outage => ("outage", None),
        Nature::Planned { from, until } => ("planned", Some((from, until))),
    };
    IncidentJson {
        number: it.number,
        nature,
        stage: it.nature.stage(it.ended.map(|it| it.0), now).name(),
        from: window.map(|it| it.0),
        until: window.map(|it| it.1),
        title: &it.title,
        declared_at: it.declared_at,
        declared_by: person(it.declared_by),
        ended_at: it.ended.map(|it| it.0),
        ended_by: it.ended.map(|it| person(it.1)),
        tickets: it.tickets,
    }
}

fn announced<'a>(it: &'a AnnouncedRow, named: &'a Named) -> AnnouncedJson<'a> {
    let to = it.to.iter().map(|it| GroupJson {
        client: named.clients.get(&it.client).map(|it| &it.code),
        chat: it.chat,
        tickets: it.tickets,
        delivered_at: match it.delivery {
            Delivered::At(at) => Some(at),
            Delivered::NotYet | Delivered::Failed(_) => None,
        },
        failed_at: match it.delivery {
            Delivered::Failed(at) => Some(at),
            Delivered::NotYet | Delivered::At(_) => None,
        },
    });
    AnnouncedJson {
        words: &it.words,
        ends: it.ends,
        at: it.at,
        by: PersonJson { person: it.by, name: named.name(it.by) },
        to: to.collect(),
    }
}
