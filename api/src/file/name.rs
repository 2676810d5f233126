//! Names of files: what was a file called, and how is that said so that it harms nobody?

use super::{FileId, attachments};
use crate::history::Entry;
use axum::http::HeaderValue;
use domain::file::Picture;
use domain::{Field, MediaKind};
use std::fmt::Write as _;

/// The most characters of a file's name; its ending stays.
const NAME_CHARS_MAX: usize = 120;
/// The most characters of an ending.
const ENDING_CHARS_MAX: usize = 12;

/// The name of the attachment at a place, as its message gave it.
pub(crate) fn of_attachment(entry: &Entry, index: usize) -> Option<&str> {
    let attachments = attachments(&entry.event);
    let names: Vec<_> =
        entry.texts.0.iter().filter(|it| it.0 == Field::FileName).map(|it| it.1.as_str()).collect();
    let place_among = |counts: fn(MediaKind) -> bool| {
        let all = attachments.iter().filter(|it| counts(it.media)).count();
        let is_one = attachments.get(index).is_some_and(|it| counts(it.media));
        let before = attachments.iter().take(index).filter(|it| counts(it.media)).count();
        (all == names.len() && is_one).then_some(before)
    };
    // Names stand in the order of files, and those that have none are left out: documents have one, photos have none.
    let place = place_among(MediaKind::is_file);
    let place = place.or_else(|| place_among(|it| it == MediaKind::Document));
    place.and_then(|it| names.get(it).copied())
}

/// The name of a file that came without one.
pub(crate) fn fallback(
    ticket: &str,
    id: FileId,
    media: MediaKind,
    picture: Option<Picture>,
) -> String {
    let by_kind = match media {
        MediaKind::Video | MediaKind::VideoNote | MediaKind::Animation => "mp4",
        MediaKind::Voice => "ogg",
        MediaKind::Audio => "mp3",
        MediaKind::Photo
        | MediaKind::Document
        | MediaKind::Sticker
        | MediaKind::Contact
        | MediaKind::Location
        | MediaKind::Other => "bin",
    };
    format!("{ticket}-{id}.{}", picture.map_or(by_kind, Picture::extension))
}

/// A name without what no name may hold: ways out of a folder, and signs that make it look like another. `None` if
/// nothing is left.
pub(crate) fn safe(name: &str) -> Option<String> {
    let shown = |it: &char| !it.is_control() && !is_unseen(*it);
    let plain = |it| match it {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        it => it,
    };
    let name: String = name.chars().filter(shown).map(plain).collect();
    let name = name.trim_matches(|it: char| it == '.' || it.is_whitespace());
    if name.chars().count() <= NAME_CHARS_MAX {
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let ending = name.rsplit_once('.').map(|it| it.1).unwrap_or_default();
    let fits = (1..=ENDING_CHARS_MAX).contains(&ending.chars().count());
    let ending = if fits { format!(".{ending}") } else { String::new() };
    let kept = NAME_CHARS_MAX - ending.chars().count();
    Some(name.chars().take(kept).chain(ending.chars()).collect())
}

/// Signs that turn the direction of writing, or are not seen at all.
fn is_unseen(it: char) -> bool {
    matches!(it, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(
            it,
            '\u{2028}' | '\u{2029}' | '\u{ad}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// To be kept, never shown in place, under a safe name.
///
/// # Source
///
/// RFC 6266, section 4; RFC 8187, section 3.2.
pub(super) fn disposition(name: &str) -> HeaderValue {
    let plain = |it: char| if it.is_ascii() && it != '%' { it } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let mut header = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            header.push(char::from(byte));
        } else {
            // A String takes everything.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&header).expect("only seen ASCII is left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, then: &str) {
        assert_eq!(safe(name).as_deref(), Some(then));
    }

    #[test]
    fn a_name_keeps_its_letters_and_loses_what_could_harm() {
        check("счёт № 5.pdf", "счёт № 5.pdf");
        check("../../etc/passwd", "_.._etc_passwd");
        check("C:\\x\"y.exe", "C__x_y.exe");
        check("a\r\nSet-Cookie: x\u{0}.txt", "aSet-Cookie_ x.txt");
        // It would be read as exe.pdf the other way round.
        check("invoice\u{202e}fdp.exe", "invoicefdp.exe");
        check(" .hidden. ", "hidden");
        for nothing in ["", "...", "\u{200b}\u{feff}", " \n"] {
            assert_eq!(safe(nothing), None);
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_ending() {
        let name = safe(&format!("{}.docx", "ы".repeat(500))).unwrap();
        assert!(name.chars().count() == NAME_CHARS_MAX && name.ends_with("ы.docx"));
        assert_eq!(safe(&"x".repeat(500)).unwrap().len(), NAME_CHARS_MAX);
    }

    #[test]
    fn a_name_is_said_twice_for_old_readers_and_for_new_ones() {
        let said = disposition("счёт 5%.pdf");
        let then = "attachment; filename=\"____ 5_.pdf\"; \
                    filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%205%25.pdf";
        assert_eq!(said.to_str().unwrap(), then);
    }
}
