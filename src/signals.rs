//! Signals: when is the process told to stop?

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

/// A token that is cancelled on SIGINT or SIGTERM.
///
/// # Errors
///
/// The system refuses to tell of signals.
pub(crate) fn until_told_to_stop() -> Result<CancellationToken> {
    let cancel = CancellationToken::new();
    let listen = |kind| signal(kind).context("failed to listen for signals");
    let (mut interrupt, mut terminate) =
        (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let told = cancel.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
        info!("told to stop");
        told.cancel();
    });
    Ok(cancel)
}
