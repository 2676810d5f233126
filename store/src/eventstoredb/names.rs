//! Names: what does this room call what the two client crates call differently?

#[cfg(not(feature = "kurrentdb"))]
pub(crate) use eventstore as client;
#[cfg(feature = "kurrentdb")]
pub(crate) use kurrentdb as client;

use client::operations::Client as Operations;
pub(crate) use client::operations::MemberInfo as Member;
use tokio::runtime::Handle;

pub(crate) use client::{
    AppendToStreamOptions, Client, ClientSettings, Error, EventData, Position, ReadAllOptions,
    ReadStreamOptions, RecordedEvent, ResolvedEvent, StreamPosition, SubscribeToAllOptions,
    Subscription, SubscriptionEvent, SubscriptionFilter, TombstoneStreamOptions, WriteResult,
};

#[cfg(not(feature = "kurrentdb"))]
pub(crate) use client::ExpectedRevision;
#[cfg(feature = "kurrentdb")]
pub(crate) use client::StreamState as ExpectedRevision;

/// Whether the crate panics where somebody else was first to install a provider for TLS, or where
/// the roots of this machine cannot be read.
pub(crate) const PANICS_OVER_TLS: bool = cfg!(not(feature = "kurrentdb"));

/// A client on a runtime. One of the crates tells in its own words why there is none.
pub(crate) fn client_on(runtime: Handle, settings: ClientSettings) -> Result<Client, Error> {
    let made = Client::with_runtime_handle(runtime, settings);
    made.map_err(|it| Error::InitializationError(it.to_string()))
}

/// A client that asks about nodes, on the runtime of the caller.
#[cfg(not(feature = "kurrentdb"))]
#[expect(clippy::unnecessary_wraps, reason = "that of the other crate may fail")]
pub(crate) fn operations(settings: ClientSettings) -> Result<Operations, Error> {
    Ok(Operations::new(settings))
}

/// A client that asks about nodes, on the runtime of the caller.
#[cfg(feature = "kurrentdb")]
pub(crate) fn operations(settings: ClientSettings) -> Result<Operations, Error> {
    Operations::new(settings).map_err(|it| Error::InitializationError(it.to_string()))
}

/// The stream must end with this revision.
#[cfg(not(feature = "kurrentdb"))]
pub(crate) fn exactly(revision: u64) -> ExpectedRevision {
    ExpectedRevision::Exact(revision)
}

/// The stream must end with this revision.
#[cfg(feature = "kurrentdb")]
pub(crate) fn exactly(revision: u64) -> ExpectedRevision {
    ExpectedRevision::StreamRevision(revision)
}

/// There must be no such stream.
pub(crate) fn no_stream() -> ExpectedRevision {
    ExpectedRevision::NoStream
}

/// However the stream ends: only for what may be written twice.
pub(crate) fn any() -> ExpectedRevision {
    ExpectedRevision::Any
}

#[cfg(not(feature = "kurrentdb"))]
pub(crate) fn append_options(expected: ExpectedRevision) -> AppendToStreamOptions {
    AppendToStreamOptions::default().expected_revision(expected)
}

#[cfg(feature = "kurrentdb")]
pub(crate) fn append_options(expected: ExpectedRevision) -> AppendToStreamOptions {
    AppendToStreamOptions::default().stream_state(expected)
}

/// Ends a stream for good, whatever stands in it.
pub(crate) fn tombstone_options() -> TombstoneStreamOptions {
    TombstoneStreamOptions::default()
}

/// The server's name of the stream that an event stands in.
#[cfg(not(feature = "kurrentdb"))]
pub(crate) fn stream_of(event: &RecordedEvent) -> &str {
    &event.stream_id
}

/// The server's name of the stream that an event stands in.
#[cfg(feature = "kurrentdb")]
pub(crate) fn stream_of(event: &RecordedEvent) -> &str {
    event.stream_id()
}

/// Reads the whole log narrowed to streams with a prefix, where the crate can; otherwise unchanged.
#[cfg(not(feature = "kurrentdb"))]
pub(crate) fn narrowed(options: ReadAllOptions, _prefix: &str) -> ReadAllOptions {
    options
}

/// Reads the whole log narrowed to streams with a prefix, where the crate can; otherwise unchanged.
#[cfg(feature = "kurrentdb")]
pub(crate) fn narrowed(options: ReadAllOptions, prefix: &str) -> ReadAllOptions {
    options.filter(SubscriptionFilter::on_stream_name().add_prefix(prefix))
}

/// Whether the server says that everything up to now was sent.
#[cfg(not(feature = "kurrentdb"))]
pub(crate) fn is_caught_up(event: &SubscriptionEvent) -> bool {
    matches!(event, SubscriptionEvent::CaughtUp)
}

/// Whether the server says that everything up to now was sent.
#[cfg(feature = "kurrentdb")]
pub(crate) fn is_caught_up(event: &SubscriptionEvent) -> bool {
    matches!(event, SubscriptionEvent::CaughtUp(_))
}

/// Up to where the server says that there is nothing more for this subscription: its word for such a
/// mark is checkpoint.
pub(crate) fn mark(event: &SubscriptionEvent) -> Option<Position> {
    match event {
        SubscriptionEvent::Checkpoint(position) => Some(*position),
        _ => None,
    }
}
