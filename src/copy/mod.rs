//! Copy: how does a whole log, with its keys, come from one store into another, and is it then the same?

mod digest;
mod ends;
mod progress;
mod same;
#[cfg(test)]
mod tests;
mod walk;
mod write;

use crate::arrange::say;
use crate::cli::Copy;
use crate::signals;
use anyhow::{Context, Result, bail};
use digest::hex;
use ends::Ends;
use progress::Progress;
use same::{Same, Unlike};
use serde_json::json;
use store::key_move;
use tokio_util::sync::CancellationToken;

/// What a copy came to.
#[derive(Debug, PartialEq, Eq)]
struct Done {
    events: u64,
    /// How many of them were written by this run.
    written: u64,
    keys: u64,
    digests: [String; 2],
}

/// Copies a log and its keys, or only compares them.
///
/// # Errors
///
/// An end that cannot be used, a target that holds something else, a difference, a source that is written to: with what
/// to do. What was copied stays; running again goes on.
pub(crate) async fn copy(asked: &Copy) -> Result<()> {
    let cancel = signals::until_told_to_stop()?;
    let done = match Ends::open(asked).await {
        Ok(ends) => {
            let done = run(&ends, asked.verify, &Progress::to_stderr(), &cancel).await;
            ends.close().await;
            done
        }
        Err(error) => Err(error),
    };
    tell(asked, done)
}

/// Copies, unless only to verify, and compares.
async fn run(
    ends: &Ends,
    only_verify: bool,
    progress: &Progress,
    cancel: &CancellationToken,
) -> Result<Done> {
    let Ends { from, to } = ends;
    if from.keyring.pseudonym_proof() != to.keyring.pseudonym_proof() {
        bail!(key_move::MoveError::OtherPseudonyms);
    }
    let mut written = 0;
    if !only_verify {
        // Whatever stands there already must be the beginning of what is to be copied: before anything is written.
        let begun = same::beginning(from, to, progress, cancel).await?;
        let keys = key_move::move_keys(&*from.keyring, &*to.keyring, |it| progress.keys(it));
        keys.await.context("failed to copy the keys")?;
        written = write::rest(from, to, begun, progress, cancel).await?;
    }
    let Same { events, digests, ends: [from_end, to_end] } =
        same::whole(from, to, progress, cancel).await?;
    let keys = key_move::compare(&*from.keyring, &*to.keyring).await;
    let keys = keys.context("failed to compare the keys")?;
    // Of a cluster it can only be seen that somebody else is at work there.
    if from.store.head().await? != from_end {
        bail!("somebody writes to FROM: stop it, and run again to take the rest");
    }
    if to.store.head().await? != to_end {
        bail!("somebody writes to TO: stop it, and choose another target");
    }
    if events == 0 {
        bail!("FROM holds no events: see that it is the right one, and its prefix");
    }
    Ok(Done { events, written, keys, digests: digests.map(|it| hex(&it)) })
}

fn tell(asked: &Copy, done: Result<Done>) -> Result<()> {
    if asked.json {
        let told = match &done {
            Ok(it) => json!({
                "same": true, "events": it.events, "written": it.written, "keys": it.keys,
                "digests": {"from": it.digests[0], "to": it.digests[1]},
            }),
            Err(error) => json!({
                "same": false, "problem": format!("{error:#}"),
                "differs": error.downcast_ref::<Unlike>().is_some(),
            }),
        };
        say(&told.to_string())?;
        return done.map(drop);
    }
    let Done { events, written, keys, digests: [from, to] } = done?;
    let written =
        if asked.verify { String::new() } else { format!(", {written} of them written now,") };
    say(&format!(
        "{events} event(s){written} and {keys} key(s): both hold the same, in the same order.\n\
         FROM  sha256 {from}\n\
         TO    sha256 {to}"
    ))?;
    if asked.verify {
        return Ok(());
    }
    say(
        "Bookmarks are not copied, and views are made anew: the first start on the copy looks through all of it once.",
    )
}
