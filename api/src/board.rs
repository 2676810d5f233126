//! The board as JSON: which tickets are open, as of which position?

use crate::asked::bad;
use crate::refused::Why;
use crate::wire::{Asked, TicketJson, is_known};
use crate::{App, Kind, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ticket::Status;
use domain::{ClientCode, PersonId};
use projections::rows::{Board, BoardFilter};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::port::Position;

/// The longest time, in milliseconds, that a caller waits for the views to pass a position.
pub(crate) const WAIT_MS_MAX: u64 = 2_000;

/// What a board is asked for. Shared by the JSON and the page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoardQuery {
    pub(crate) client: Option<ClientCode>,
    pub(crate) status: Option<Status>,
    pub(crate) assignee: Option<PersonId>,
    /// The caller has written up to here and wants to read it.
    pub(crate) min_position: Option<u64>,
}

#[derive(Serialize)]
struct BoardJson<'a> {
    /// Absent while nothing was ever recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    tickets: Vec<TicketJson<'a>>,
    /// True if there are more tickets than a board shows.
    cut: bool,
}

pub(crate) async fn board(
    State(app): State<Shared>,
    Asked(query): Asked<BoardQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let board = read(&app, query).await?;
    let position = board.position.map(|it| it.0);
    let etag =
        format!("W/\"board-{}\"", position.map_or_else(|| "0".to_owned(), |it| it.to_string()));
    let kept = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let tickets = board.tickets.iter().map(Into::into).collect();
    Ok((kept, Json(BoardJson { position, tickets, cut: board.cut })).into_response())
}

/// The board that a query asks for, not older than it demands.
pub(crate) async fn read(app: &App, query: BoardQuery) -> Result<Board, Problem> {
    if let Some(status) = query.status.filter(|it| !it.is_open()) {
        return Err(bad("status", Why::NotOpen(status.name())));
    }
    if let Some(position) = query.min_position {
        let at_most = Duration::from_millis(WAIT_MS_MAX);
        if !app.api.views.wait_for(Position(position), at_most).await {
            return Err(Problem::of(Kind::ViewBehind));
        }
    }
    let BoardQuery { client: code, status, assignee, .. } = query;
    let board = app.ask(move |views| {
        let client = match &code {
            None => None,
            Some(code) => match views.client_by_code(code)? {
                Some(row) => Some(row.client),
                None => return Ok(None),
            },
        };
        views.board(&BoardFilter { client, status, assignee }).map(Some)
    });
    board.await?.ok_or_else(|| bad("client", Why::NoClient))
}
