//! Fetch: how does one file come from Telegram into its place, and what can be in the way?

use super::brought::Brought;
use super::{Fetcher, blocking};
use crate::client::{CallError, Download, Place};
use domain::file::{Left, Why};
use std::sync::Arc;
use std::time::Duration;
use store::files::{FileError, For, Incoming, Landed};
use store::keyring::DataKey;

/// How often a file that Telegram has is tried that does not come whole.
pub(super) const TRIES_MAX: u32 = 5;
/// Bytes that are written at once.
const WRITE_BYTES: usize = 512 * 1024;
/// What Telegram says of a file that bots are not given.
const TOO_BIG: &str = "file is too big";

/// What came of one try.
pub(super) enum Came {
    Landed(Landed),
    Left(Left),
    /// It did not come whole, or Telegram does not give it just now. What to say if that goes on.
    Broken(Why),
    /// Telegram is away, or asks to wait this long.
    Away(Option<Duration>),
}

/// How many bytes may come, by each of the limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) file: u64,
    pub(super) day: u64,
    pub(super) folder: u64,
}

impl Room {
    /// The first limit that a file of this size breaks.
    pub(super) fn lacks(&self, size: u64) -> Option<Why> {
        let limits = [
            (self.file, Why::TooLarge),
            (self.folder, Why::FolderFull),
            (self.day, Why::ClientDay),
        ];
        limits.into_iter().find(|it| size > it.0).map(|it| it.1)
    }
}

impl Fetcher {
    pub(super) async fn fetch(
        &self,
        key: DataKey,
        whose: &For,
        file: &Brought,
        room: Room,
    ) -> Result<Came, FileError> {
        let place = match self.api.get_file(&file.place).await {
            Ok(place) => place,
            Err(CallError::Refused { reason, .. }) if reason.contains(TOO_BIG) => {
                return Ok(Came::Left(Left { why: Why::TooLarge, size: file.size }));
            }
            // Telegram's words for "gone" and for "not just now" are the same.
            Err(error) if !error.may_retry() => return Ok(Came::Broken(Why::Gone)),
            Err(error) => return Ok(away(&error)),
        };
        let size = place.file_size.or(file.size);
        if let Some(why) = size.and_then(|it| room.lacks(it)) {
            return Ok(Came::Left(Left { why, size }));
        }
        let mut download = match self.api.download(&place).await {
            Ok(download) => download,
            Err(error @ CallError::RetryAfter(_)) => return Ok(away(&error)),
            Err(error) if !error.may_retry() => return Ok(Came::Broken(Why::Gone)),
            // Telegram has just answered: it is this file that does not come.
            Err(_) => return Ok(Came::Broken(Why::Broken)),
        };
        let files = Arc::clone(&self.files);
        let incoming = blocking(move || files.begin(key)).await?;
        match pour(&mut download, incoming, &place, room).await? {
            Ok(incoming) => {
                let whose = *whose;
                blocking(move || incoming.land(&whose)).await.map(Came::Landed)
            }
            Err(came) => Ok(came),
        }
    }
}

/// Pours what comes into a file; answers with it only if all of it came.
async fn pour(
    download: &mut Download,
    mut incoming: Incoming,
    place: &Place,
    room: Room,
) -> Result<Result<Incoming, Came>, FileError> {
    let mut buffer = Vec::with_capacity(WRITE_BYTES);
    loop {
        let Ok(next) = download.next().await else {
            return Ok(Err(Came::Broken(Why::Broken)));
        };
        if let Some(bytes) = &next {
            buffer.extend_from_slice(bytes.as_ref());
            // Whatever was announced: what comes is what counts.
            let size = incoming.size() + buffer.len() as u64;
            if let Some(why) = room.lacks(size) {
                return Ok(Err(Came::Left(Left { why, size: place.file_size })));
            }
        }
        if buffer.len() >= WRITE_BYTES || next.is_none() {
            let bytes = std::mem::take(&mut buffer);
            let write = move || incoming.write(&bytes).map(|()| incoming);
            incoming = blocking(write).await?;
        }
        if next.is_none() {
            let is_whole = place.file_size.is_none_or(|it| it == incoming.size());
            return Ok(if is_whole { Ok(incoming) } else { Err(Came::Broken(Why::Broken)) });
        }
    }
}

fn away(error: &CallError) -> Came {
    match error {
        CallError::RetryAfter(wait) => Came::Away(Some(*wait)),
        _ => Came::Away(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: u64, then: Option<Why>) {
        assert_eq!(Room { file: 20, folder: 15, day: 10 }.lacks(size), then);
    }

    #[test]
    fn a_file_comes_up_to_each_limit_and_is_refused_by_the_first_it_breaks() {
        check(10, None);
        check(11, Some(Why::ClientDay));
        check(16, Some(Why::FolderFull));
        check(21, Some(Why::TooLarge));
    }
}
