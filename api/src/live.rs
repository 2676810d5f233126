//! Live updates: what has changed since a position?
//!
//! Server-sent events, whose id is the position up to which the caller knows everything. A caller that was away
//! names that id and learns from the log itself what it missed; there is no queue that could overflow.

use crate::ticket::find;
use crate::wire::Asked;
use crate::{Api, Kind, Problem, Shared};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::{TicketId, TicketNumber};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::port::{PAGE_MAX, Position};
use tokio::sync::{OwnedSemaphorePermit, watch};

/// The most live streams open at a time.
pub const STREAMS_MAX: usize = 64;
/// The most events that one update is gathered from; beyond it the caller reads everything anew.
pub(crate) const EVENTS_MAX: usize = 5 * PAGE_MAX;
/// The shortest time between two updates of a stream, in milliseconds.
const UPDATE_MS_MIN: u64 = 500;
/// How often a silent stream shows that it lives, in seconds.
const KEEP_ALIVE_SECONDS: u64 = 15;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LiveQuery {
    /// The position that the caller knows; the header `Last-Event-ID` goes before it.
    after: Option<u64>,
    /// Only changes of this ticket.
    ticket: Option<TicketNumber>,
}

/// What an update says.
#[derive(Serialize)]
struct Update {
    position: u64,
    /// Which tickets changed; absent where everything is to be read anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    tickets: Option<Vec<TicketNumber>>,
}

/// One caller's place in the log.
struct Follower {
    api: Api,
    changes: watch::Receiver<Option<Position>>,
    /// `None` before the first event of the log.
    seen: Option<Position>,
    ticket: Option<TicketNumber>,
    /// Whether an update was just sent.
    paused: bool,
    _permit: OwnedSemaphorePermit,
}

pub(crate) async fn live(
    State(app): State<Shared>,
    Asked(LiveQuery { after, ticket }): Asked<LiveQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let named = last_event_id(&headers)?.or(after).map(Position);
    if let Some(number) = &ticket {
        // Silence would look as if nothing happened to it.
        find(&app, number.clone()).await?;
    }
    let permit = Arc::clone(&app.streams).try_acquire_owned();
    let permit = permit.map_err(|_| Problem::of(Kind::TooManyStreams))?;
    let changes = app.api.views.changes();
    let now = *changes.borrow();
    let follower = Follower {
        api: app.api.clone(),
        changes,
        seen: named.or(now),
        ticket,
        paused: false,
        _permit: permit,
    };
    let updates = follower.updates().take_until(app.api.cancel.clone().cancelled_owned());
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(KEEP_ALIVE_SECONDS));
    Ok(Sse::new(updates).keep_alive(keep_alive).into_response())
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("last-event-id").filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let position = value.to_str().ok().and_then(|it| it.parse().ok());
    let position = position
        .ok_or_else(|| Problem::because(Kind::BadHeader, "Last-Event-ID is a position: digits"))?;
    Ok(Some(position))
}

impl Follower {
    fn updates(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let update = follower.next().await?;
            let id = update.position.to_string();
            let event = Event::default().event("board").id(id).json_data(update);
            Some((Ok(event.expect("an update is plain data")), follower))
        })
    }

    /// The next update; `None` when the views or the log have no more to say: the caller comes again.
    async fn next(&mut self) -> Option<Update> {
        loop {
            if self.paused {
                tokio::time::sleep(Duration::from_millis(UPDATE_MS_MIN)).await;
                self.paused = false;
            }
            let now = *self.changes.borrow_and_update();
            match now {
                Some(now) if self.seen != Some(now) => {
                    let update = self.update_to(now).await?;
                    self.seen = Some(now);
                    if update.tickets.as_ref().is_none_or(|it| !it.is_empty()) {
                        self.paused = true;
                        return Some(update);
                    }
                }
                Some(_) | None => self.changes.changed().await.ok()?,
            }
        }
    }

    async fn update_to(&self, now: Position) -> Option<Update> {
        // A position beyond ours is of another log, or of views that were further: read all anew.
        let tickets = if self.seen > Some(now) { Ok(None) } else { self.changed_up_to(now).await };
        match tickets {
            Ok(tickets) => Some(Update { position: now.0, tickets }),
            Err(problem) => {
                let chain = problem.chain.unwrap_or_default();
                tracing::error!("a live stream ends early: {chain}");
                None
            }
        }
    }

    /// The tickets that changed after what was seen; `None` if too much has happened to say.
    async fn changed_up_to(&self, now: Position) -> Result<Option<Vec<TicketNumber>>, Problem> {
        let mut changed = BTreeSet::new();
        let mut after = self.seen;
        for _ in 0..EVENTS_MAX / PAGE_MAX {
            let page = self.api.store.read_all(after, PAGE_MAX).await;
            let page = page.map_err(|it| Problem::ours(&it))?;
            let is_end = page.len() < PAGE_MAX || page.last().is_some_and(|it| it.position >= now);
            after = page.last().map(|it| it.position).or(after);
            changed.extend(page.iter().filter(|it| it.position <= now).filter_map(|it| {
                match store::stream::Stream::parse(&it.stream) {
                    Some(store::stream::Stream::Ticket(ticket)) => Some(ticket),
                    _ => None,
                }
            }));
            if is_end {
                return self.numbers(changed).await.map(Some);
            }
        }
        Ok(None)
    }

    async fn numbers(&self, changed: BTreeSet<TicketId>) -> Result<Vec<TicketNumber>, Problem> {
        let views = Arc::clone(&self.api.views);
        let numbers = tokio::task::spawn_blocking(move || {
            let rows = changed.into_iter().map(|it| views.ticket(it));
            rows.filter_map(Result::transpose).map(|it| it.map(|it| it.number)).collect()
        });
        let numbers: Result<Vec<_>, projections::ViewError> =
            numbers.await.map_err(|it| Problem::ours(&it))?;
        let mut numbers = numbers.map_err(|it| Problem::ours(&it))?;
        numbers.retain(|it| self.ticket.as_ref().is_none_or(|ours| ours == it));
        Ok(numbers)
    }
}
