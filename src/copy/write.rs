//! Write: how does the rest of a log get into another, in the order and the appends in which it stands?

use super::ends::End;
use super::progress::Progress;
use super::same::Begun;
use super::walk::Walk;
use crate::patience::patiently;
use anyhow::{Context, Result, bail};
use store::port::{
    APPEND_EVENTS_MAX, AppendError, Expected, Position, Recorded, Revision, StreamName,
};
use tokio_util::sync::CancellationToken;

/// The most bytes of facts and private parts of one append: what a server takes unless it is told otherwise.
const APPEND_BYTES_MAX: usize = 512 * 1024;

/// Appends all that the source has and the target lacks, and answers how many events that was.
///
/// One append at a time: whatever cuts us off, the target is the beginning of the source.
///
/// # Errors
///
/// A log that cannot be read or written; somebody else who writes to the target.
pub(super) async fn rest(
    from: &End,
    to: &End,
    begun: Begun,
    progress: &Progress,
    cancel: &CancellationToken,
) -> Result<u64> {
    let Begun { events: before, rest: mut source } = begun;
    let mut written = 0;
    progress.begin("copied", from.store.head().await?);
    while let Some(group) = Group::next(&mut source).await? {
        written += group.events.len() as u64;
        let last = group.last;
        group.append(to, cancel).await?;
        progress.events(before + written, last);
    }
    Ok(written)
}

/// Events side by side that were recorded in one stream at one instant.
struct Group {
    events: Vec<Recorded>,
    bytes: usize,
    last: Position,
}

impl Group {
    async fn next(source: &mut Walk) -> Result<Option<Self>> {
        let Some(first) = source.next().await? else { return Ok(None) };
        let (bytes, last) = (size(&first), first.position);
        let mut group = Self { events: vec![first], bytes, last };
        while let Some(next) = source.next().await? {
            if !group.takes(&next) {
                source.give_back(next);
                break;
            }
            group.bytes += size(&next);
            group.last = next.position;
            group.events.push(next);
        }
        Ok(Some(group))
    }

    fn takes(&self, next: &Recorded) -> bool {
        self.events.len() < APPEND_EVENTS_MAX
            && self.bytes + size(next) <= APPEND_BYTES_MAX
            && self.stream() == &next.stream
            && self.events[0].recorded_at == next.recorded_at
    }

    fn stream(&self) -> &StreamName {
        &self.events[0].stream
    }

    async fn append(self, to: &End, cancel: &CancellationToken) -> Result<()> {
        let (stream, first) = (self.stream().clone(), self.events[0].revision);
        let recorded_at = self.events[0].recorded_at;
        let expected = match first.0.checked_sub(1) {
            Some(before) => Expected::At(Revision(before)),
            None => Expected::NoStream,
        };
        let events: Vec<_> = self.events.into_iter().map(|it| it.event).collect();
        let append = || async {
            // Asked again after an unknown outcome, the target knows the events by their ids.
            let appended = to.store.append(&stream, expected, recorded_at, events.clone()).await;
            match appended {
                Err(AppendError::Conflict { .. }) => {
                    bail!("somebody else writes to TO: stop it, and run again")
                }
                appended => Ok(appended?),
            }
        };
        let appended = patiently("copy", cancel, append).await;
        match appended.with_context(|| format!("failed to copy into {stream}"))? {
            Some(appended) => {
                let end = first.0 + events.len() as u64;
                if appended.last.0 + 1 != end {
                    bail!("{stream} ends elsewhere in TO: somebody else writes to it");
                }
                Ok(())
            }
            None => bail!("stopped: run again to go on"),
        }
    }
}

fn size(it: &Recorded) -> usize {
    it.event.facts.len() + it.event.private.len()
}
