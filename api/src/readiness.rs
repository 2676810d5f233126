//! Readiness, as JSON: which clients are there, and what is missing before each can be served?

use crate::asked::Fields;
use crate::wire::NO_CACHE;
use crate::{Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::chat::Visibility;
use domain::group_rights::GroupRights;
use domain::{ClientCode, Slug};
use projections::Views;
use projections::rows::ReadinessRow;
use serde::Serialize;

/// The most clients that one answer lists.
pub(crate) const CLIENTS_MAX: usize = 2_000;

#[derive(Serialize)]
struct ClientsJson {
    clients: Vec<ClientJson>,
    /// Whether there are more.
    cut: bool,
}

#[derive(Serialize)]
struct ClientJson {
    code: ClientCode,
    title: String,
    ready: bool,
    missing: Vec<&'static str>,
    policy: Option<Slug>,
    calendar: Option<Slug>,
    intake: Option<Slug>,
    groups: Vec<GroupJson>,
}

#[derive(Serialize)]
struct GroupJson {
    chat: String,
    /// As Telegram told it last; empty where it never did.
    title: String,
    sees: Option<Visibility>,
    rights: Option<GroupRights>,
    last_message_at: Option<DateTime<Utc>>,
}

/// Clients by code, at most [`CLIENTS_MAX`], and whether there are more.
pub(crate) async fn read(app: &Shared) -> Result<(Vec<ReadinessRow>, bool), Problem> {
    let mut all = app.ask(Views::readiness).await?;
    let cut = all.len() > CLIENTS_MAX;
    all.truncate(CLIENTS_MAX);
    Ok((all, cut))
}

pub(crate) async fn clients(
    State(app): State<Shared>,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let (all, cut) = read(&app).await?;
    let clients = all.into_iter().map(json).collect();
    Ok((NO_CACHE, Json(ClientsJson { clients, cut })).into_response())
}

fn json(it: ReadinessRow) -> ClientJson {
    let missing = it.missing().into_iter().map(projections::rows::Missing::name).collect();
    let ready = it.is_ready();
    let groups = it.groups.into_iter().map(|it| GroupJson {
        chat: it.chat.to_string(),
        title: it.title,
        sees: it.sees,
        rights: it.rights,
        last_message_at: it.seen_at,
    });
    let client = it.client;
    ClientJson {
        code: client.code,
        title: client.title,
        ready,
        missing,
        policy: client.policy,
        calendar: client.calendar,
        intake: client.intake,
        groups: groups.collect(),
    }
}
