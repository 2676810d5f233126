//! Rules as JSON: what holds for a client now, as the client may read it?

use crate::asked::Fields;
use crate::client::Coded;
use crate::wire::NO_CACHE;
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::client::Client;
use domain::client_rules::{ClientRules, TakenIn};
use domain::intake::{Intake, IntakeRef};
use domain::{ClientCode, Event};
use projections::rows::ClientRow;
use serde::Serialize;
use store::codec;
use store::port::{PAGE_MAX, Revision};
use store::stream::Stream;

#[derive(Serialize)]
struct RulesJson<'a> {
    client: &'a ClientCode,
    /// What follows was in force then.
    at: DateTime<Utc>,
    #[serde(flatten)]
    rules: ClientRules,
}

pub(crate) async fn rules(
    State(app): State<Shared>,
    Coded(client): Coded,
    fields: Fields,
) -> Result<Response, Problem> {
    fields.end()?;
    let at = app.api.clock.now();
    let rules = read(&app, &client, at).await?;
    let body = RulesJson { client: &client.code, at, rules };
    Ok((NO_CACHE, Json(body)).into_response())
}

/// What holds for a client at an instant. Read from the streams of client and rule set; the views keep neither.
pub(crate) async fn read(
    app: &App,
    client: &ClientRow,
    at: DateTime<Utc>,
) -> Result<ClientRules, Problem> {
    let mut state = Client::default();
    for event in events(app, &Stream::Client(client.client)).await? {
        if let Event::Client(event) = event {
            state = state.evolve(&event);
        }
    }
    let intake = match &state.intake {
        None => None,
        Some(name) => {
            let mut all = Intake::default();
            for event in events(app, &Stream::Intake(name.clone())).await? {
                if let Event::Intake(event) = event {
                    all = all.evolve(&event);
                }
            }
            all.at(at).map(|it| TakenIn {
                version: IntakeRef { intake: name.clone(), version: it.version },
                mode: it.set.mode,
            })
        }
    };
    let book = app.book().await?;
    Ok(ClientRules::at(&state, intake, &book, at.into()))
}

/// All events of a stream, without their texts.
async fn events(app: &App, stream: &Stream) -> Result<Vec<Event>, Problem> {
    let (name, mut events) = (stream.name(), Vec::new());
    loop {
        let from = Revision(events.len() as u64);
        let page = app.api.store.read(&name, from, PAGE_MAX).await;
        let page = page.map_err(|it| Problem::ours(&it))?;
        let is_last = page.len() < PAGE_MAX;
        for it in &page {
            events.push(codec::decode(it).map_err(|it| Problem::ours(&it))?);
        }
        if is_last {
            return Ok(events);
        }
    }
}
