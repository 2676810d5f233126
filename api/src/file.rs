//! A file of a ticket: whose is it, is it whole, and under which name may it leave?

mod name;

pub(crate) use name::{fallback, of_attachment, safe};

use crate::history::{self, Entry};
use crate::ticket::find;
use crate::{App, Kind, Problem, Shared, wire};
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::file::{Fate, Kept};
use domain::ticket::{Event, FileSettled};
use domain::{Attachment, EventRef, Field, TicketId};
use futures::stream;
use std::num::NonZeroU16;
use std::sync::Arc;
use store::files::{FileError, Reading, parse_hex};
use store::keyring::DataKey;
use store::port::{PAGE_MAX, Recorded, Revision};
use store::sealed;
use store::stream::Stream;
use tokio::task::spawn_blocking;

/// Nothing in a file ever runs, whatever it is and however it is opened.
const POLICY: &str = "default-src 'none'; sandbox";

/// Which file of a ticket: the revision of the event that brought it, and its place there, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId {
    pub(crate) revision: u64,
    pub(crate) nth: NonZeroU16,
}

impl FileId {
    /// The id that a path says, such as `12-1`.
    fn parse(text: &str) -> Option<Self> {
        let (revision, nth) = text.split_once('-')?;
        let id = Self { revision: revision.parse().ok()?, nth: nth.parse().ok()? };
        // One file has one address.
        (id.to_string() == text).then_some(id)
    }

    fn index(self) -> usize {
        usize::from(self.nth.get()) - 1
    }
}

impl std::fmt::Display for FileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.revision, self.nth)
    }
}

/// What an event attaches to its ticket.
pub(crate) fn attachments(event: &Event) -> &[Attachment] {
    match event {
        Event::Registered(it) => &it.attachments,
        Event::MessageAdded(it) => &it.attachments,
        Event::AttachmentAdded(it) => std::slice::from_ref(&it.attachment),
        _ => &[],
    }
}

pub(crate) async fn file(
    State(app): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let Path((number, id)) = path?;
    let number = wire::number(&number)?;
    let of_path = || Problem::because(Kind::BadPath, "a file is named such as 0-1");
    let id = FileId::parse(&id).ok_or_else(of_path)?;
    let ticket = find(&app, number).await?;
    let (number, ticket) = (ticket.number.to_string(), ticket.ticket);
    let before = id.revision.checked_sub(1);
    let brought = history::read(&app, ticket, before, 1).await?.entries.pop();
    let brought = brought.ok_or_else(|| Problem::of(Kind::FileUnknown))?;
    let attachment = attachments(&brought.event).get(id.index()).copied();
    let attachment = attachment.ok_or_else(|| Problem::of(Kind::FileUnknown))?;
    let (kept, recorded) = settled(&app, ticket, &brought, id).await?;
    let (key, sha256) = private(&app, &recorded)?;
    let files = Arc::clone(&app.api.files);
    let open = move || match files.read(&key, &sha256)? {
        Some(reading) => reading.checked(&sha256).map(Some),
        None => Ok(None),
    };
    let opened: Result<_, FileError> =
        spawn_blocking(open).await.map_err(|it| Problem::ours(&it))?;
    let reading = opened.map_err(|it| Problem::ours(&it))?;
    let not_here = || Problem::because(Kind::FileUnknown, "it does not lie on this node");
    let reading = reading.ok_or_else(not_here)?;
    let name = of_attachment(&brought, id.index()).and_then(safe);
    let name = name.unwrap_or_else(|| fallback(&number, id, attachment.media, kept.picture));
    Ok(answer(&kept, reading, &name))
}

/// What became of a file, if it is kept here.
async fn settled(
    app: &App,
    ticket: TicketId,
    brought: &Entry,
    id: FileId,
) -> Result<(Kept, Recorded), Problem> {
    let of = EventRef(brought.recorded.event.id.0);
    let stream = Stream::Ticket(ticket).name();
    let mut from = id.revision + 1;
    loop {
        let page = app.api.store.read(&stream, Revision(from), PAGE_MAX).await;
        let page = page.map_err(|it| Problem::ours(&it))?;
        from += page.len() as u64;
        let is_last = page.len() < PAGE_MAX;
        for recorded in page {
            if &*recorded.event.kind != "ticket.file_settled" {
                continue;
            }
            let event = store::codec::decode(&recorded).map_err(|it| Problem::ours(&it))?;
            match event {
                domain::Event::Ticket(Event::FileSettled(FileSettled { of: it, nth, fate }))
                    if it == of && nth == id.nth.get() =>
                {
                    return match fate {
                        Fate::Kept(kept) => Ok((kept, recorded)),
                        Fate::Left(left) => {
                            let detail = format!("it was not fetched: {}", left.why.name());
                            Err(Problem::because(Kind::FileUnknown, detail))
                        }
                    };
                }
                _ => (),
            }
        }
        if is_last {
            return Err(Problem::because(Kind::FileUnknown, "it is not fetched yet"));
        }
    }
}

/// The key and the hash of a kept file.
fn private(app: &App, recorded: &Recorded) -> Result<(DataKey, [u8; 32]), Problem> {
    let erased = || Problem::because(Kind::FileUnknown, "it was erased");
    let texts = app.api.vault.open(recorded).map_err(|it| Problem::ours(&it))?;
    let sha256 = texts.get(Field::FileHash).and_then(parse_hex).ok_or_else(erased)?;
    let sealed = sealed::parse(&recorded.event.private).map_err(|it| Problem::ours(&it))?;
    let hash = sealed.iter().find(|it| it.field == Field::FileHash.name()).ok_or_else(erased)?;
    let key = app.api.vault.keyring().opening_key(hash.key).map_err(|it| Problem::ours(&it))?;
    Ok((key.ok_or_else(erased)?, sha256))
}

fn answer(kept: &Kept, reading: Reading, name: &str) -> Response {
    let media_type = kept.picture.map_or("application/octet-stream", |it| it.media_type());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_LENGTH, HeaderValue::from(reading.size())),
        (header::CONTENT_DISPOSITION, name::disposition(name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Body::from_stream(pieces(reading))).into_response()
}

/// A file as it is sent, one piece in memory at a time. A piece that is not whole any more breaks the answer off.
fn pieces(reading: Reading) -> impl futures::Stream<Item = Result<Bytes, FileError>> {
    stream::try_unfold(reading, |mut reading| async move {
        let read =
            move || reading.next_piece().map(|it| it.map(|bytes| (Bytes::from(bytes), reading)));
        spawn_blocking(read).await.expect("reading neither panics nor is aborted")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_address() {
        let id = FileId::parse("12-1").unwrap();
        assert_eq!((id.revision, id.nth.get(), id.to_string()), (12, 1, "12-1".to_owned()));
        for text in ["", "12", "12-", "-1", "12-0", "012-1", "12-01", "+1-1", "12-1-1", "12-70000"]
        {
            assert_eq!(FileId::parse(text), None, "{text}");
        }
    }
}
