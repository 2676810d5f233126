//! Same: do two logs hold the same events in the same order, and which is the first that differs?

use super::digest::Running;
use super::ends::End;
use super::progress::Progress;
use super::walk::Walk;
use anyhow::{Result, bail};
use store::port::{Position, Recorded, Revision, StreamName};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

/// Two logs of which one is no copy of the other: the first event at which it shows.
#[derive(Debug, Error)]
pub(super) enum Unlike {
    #[error(
        "TO is no copy of FROM: event {nth}, revision {} of {stream}, {what}; choose another target",
        .revision.0
    )]
    Differs { nth: u64, stream: StreamName, revision: Revision, what: &'static str },
    #[error(
        "TO holds more than FROM: event {nth}, revision {} of {stream}, is not there; choose another target, or copy the \
         other way round",
        .revision.0
    )]
    Surplus { nth: u64, stream: StreamName, revision: Revision },
    #[error("TO lacks event {nth}, revision {} of {stream}, and all that follow: copy them", .revision.0)]
    Lacking { nth: u64, stream: StreamName, revision: Revision },
}

/// What two logs have in common: all.
pub(super) struct Same {
    pub(super) events: u64,
    /// Of the source and of the target, each of what was read there.
    pub(super) digests: [[u8; 32]; 2],
    /// The last positions of the source and of the target.
    pub(super) ends: [Option<Position>; 2],
}

/// Where the target ends and the source goes on.
pub(super) struct Begun {
    pub(super) events: u64,
    /// The source, at the first event that the target lacks.
    pub(super) rest: Walk,
}

/// Reads the target to its end, which must be how the source begins.
///
/// # Errors
///
/// [`Unlike`] for the first event that differs; a log that cannot be read.
pub(super) async fn beginning(
    from: &End,
    to: &End,
    progress: &Progress,
    cancel: &CancellationToken,
) -> Result<Begun> {
    let mut wanted = Walk::new(&from.store, cancel);
    let mut found = Walk::new(&to.store, cancel);
    let mut events = 0;
    progress.begin("compared", from.store.head().await?);
    while let Some(found) = found.next().await? {
        match wanted.next().await? {
            Some(wanted) => compare(events + 1, &wanted, &found)?,
            None => return surplus(events + 1, found),
        }
        events += 1;
        progress.events(events, found.position);
    }
    Ok(Begun { events, rest: wanted })
}

/// Reads both to their ends.
///
/// # Errors
///
/// [`Unlike`] for the first event that differs; a log that cannot be read.
pub(super) async fn whole(
    from: &End,
    to: &End,
    progress: &Progress,
    cancel: &CancellationToken,
) -> Result<Same> {
    let mut wanted = Walk::new(&from.store, cancel);
    let mut found = Walk::new(&to.store, cancel);
    let mut digests = [Running::default(), Running::default()];
    let (mut events, mut ends) = (0, [None; 2]);
    progress.begin("verified", from.store.head().await?);
    loop {
        match (wanted.next().await?, found.next().await?) {
            (None, None) => break,
            (None, Some(found)) => return surplus(events + 1, found),
            (Some(Recorded { stream, revision, .. }), None) => {
                bail!(Unlike::Lacking { nth: events + 1, stream, revision })
            }
            (Some(wanted), Some(found)) => {
                compare(events + 1, &wanted, &found)?;
                digests[0].add(&wanted.event);
                digests[1].add(&found.event);
                events += 1;
                ends = [Some(wanted.position), Some(found.position)];
                progress.events(events, wanted.position);
            }
        }
    }
    progress.end();
    Ok(Same { events, digests: digests.map(Running::end), ends })
}

fn surplus<T>(nth: u64, found: Recorded) -> Result<T> {
    bail!(Unlike::Surplus { nth, stream: found.stream, revision: found.revision })
}

/// All but the position, which is each log's own.
fn compare(nth: u64, wanted: &Recorded, found: &Recorded) -> Result<(), Unlike> {
    let (a, b) = (&wanted.event, &found.event);
    let parts = [
        ("lies in another stream", wanted.stream == found.stream),
        ("has another revision", wanted.revision == found.revision),
        ("has another id", a.id == b.id),
        ("is of another kind", a.kind == b.kind),
        ("is in another form", a.form == b.form),
        ("has other facts", a.facts == b.facts),
        ("has another private part", a.private == b.private),
        ("has another actor", a.actor == b.actor),
        ("has other causes", (a.correlation, a.causation) == (b.correlation, b.causation)),
        ("happened at another instant", a.occurred_at == b.occurred_at),
        ("was recorded at another instant", wanted.recorded_at == found.recorded_at),
    ];
    match parts.into_iter().find(|it| !it.1) {
        None => Ok(()),
        Some((what, _)) => {
            let (stream, revision) = (found.stream.clone(), found.revision);
            Err(Unlike::Differs { nth, stream, revision, what })
        }
    }
}
