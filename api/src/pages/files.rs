//! Files on a page: what is each called, where is it, and why is one not here?

use crate::file::{self, FileId};
use crate::history::Entry;
use crate::words::Words;
use domain::file::{Fate, Left, Why};
use domain::ticket::Event;
use domain::{Attachment, EventRef, Field, MediaKind};
use std::collections::HashMap;
use std::num::NonZeroU16;

const KILOBYTE: u64 = 1024;
const MEGABYTE: u64 = 1024 * KILOBYTE;

/// One file of a message.
pub(super) struct FileLine {
    pub(super) text: String,
    /// Where it can be had, if it is kept.
    pub(super) link: Option<String>,
    /// Whether it is a picture that a page may show.
    pub(super) is_picture: bool,
    /// Why it cannot be had, or how large it is.
    pub(super) note: Option<String>,
}

/// What became of the files of a ticket, as far as these events tell.
pub(super) struct Shelf<'a> {
    words: Words,
    ticket: &'a str,
    fates: HashMap<(EventRef, u16), (Fate, &'a Entry)>,
}

impl<'a> Shelf<'a> {
    pub(super) fn of(words: Words, ticket: &'a str, entries: &'a [Entry]) -> Self {
        let settled = entries.iter().filter_map(|entry| match &entry.event {
            Event::FileSettled(it) => Some(((it.of, it.nth), (it.fate, entry))),
            _ => None,
        });
        Self { words, ticket, fates: settled.collect() }
    }

    /// The files that an event brings.
    pub(super) fn files(&self, entry: &Entry) -> Vec<FileLine> {
        let attachments = file::attachments(&entry.event).iter().enumerate();
        attachments.map(|(index, it)| self.line(entry, index, *it)).collect()
    }

    fn line(&self, entry: &Entry, index: usize, attachment: Attachment) -> FileLine {
        let kind = self.words.text(media_key(attachment.media));
        let text = match file::of_attachment(entry, index) {
            Some(name) => format!("{kind}: {name}"),
            None => kind,
        };
        let bare = FileLine { text, link: None, is_picture: false, note: None };
        let nth = u16::try_from(index + 1).ok().and_then(NonZeroU16::new);
        let Some(nth) = nth.filter(|_| attachment.media.is_file()) else { return bare };
        let of = EventRef(entry.recorded.event.id.0);
        match self.fates.get(&(of, nth.get())) {
            Some((Fate::Kept(kept), settled)) if settled.texts.get(Field::FileHash).is_some() => {
                let id = FileId { revision: entry.recorded.revision.0, nth };
                let link = Some(format!("/api/v1/tickets/{}/files/{id}", self.ticket));
                let note = Some(self.size(kept.size));
                FileLine { link, is_picture: kept.picture.is_some(), note, ..bare }
            }
            Some((Fate::Kept(_), _)) => {
                FileLine { note: Some(self.words.text("file-erased")), ..bare }
            }
            Some((Fate::Left(left), _)) => FileLine { note: Some(self.left(*left)), ..bare },
            // Erased before it came: it never will.
            None if entry.texts.get(Field::FileId).is_none() => bare,
            None => FileLine { note: Some(self.words.text("file-coming")), ..bare },
        }
    }

    fn left(&self, left: Left) -> String {
        let stays = match left.size {
            Some(size) => self.words.with("file-stays-sized", "size", self.size(size)),
            None => self.words.text("file-stays"),
        };
        let why = match left.why {
            Why::TooLarge => return stays,
            Why::ClientDay => "file-why-client-day",
            Why::FolderFull => "file-why-folder-full",
            Why::Gone => return self.words.text("file-gone"),
            Why::Broken => return self.words.text("file-broken"),
        };
        format!("{stays}: {}", self.words.text(why))
    }

    /// A size as people say it, rounded up.
    fn size(&self, bytes: u64) -> String {
        // A number as text: it is short, and has no thousands.
        let said = |key, unit| self.words.with(key, "size", bytes.div_ceil(unit).to_string());
        if bytes < MEGABYTE {
            said("file-size-kb", KILOBYTE)
        } else {
            said("file-size-mb", MEGABYTE)
        }
    }
}

fn media_key(media: MediaKind) -> &'static str {
    match media {
        MediaKind::Photo => "media-photo",
        MediaKind::Document => "media-document",
        MediaKind::Video => "media-video",
        MediaKind::Voice => "media-voice",
        MediaKind::Audio => "media-audio",
        MediaKind::VideoNote => "media-video-note",
        MediaKind::Animation => "media-animation",
        MediaKind::Sticker => "media-sticker",
        MediaKind::Contact => "media-contact",
        MediaKind::Location => "media-location",
        MediaKind::Other => "media-other",
    }
}
