//! A file that came with a message: what became of it, and what does it show by its first bytes?

use serde::{Deserialize, Serialize};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Kept(Kept),
    Left(Left),
}

/// A file that was fetched and lies in the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Kept {
    /// Bytes of the file itself.
    pub size: u64,
    /// Which picture it is by its first bytes, if it is one that a page may show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

/// A file that is not fetched: only where Telegram keeps it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Left {
    pub why: Why,
    /// Bytes, where Telegram says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// Why a file is not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Larger than one file may be, or than Telegram gives to bots.
    TooLarge,
    /// Its client has sent as much as is fetched in a day.
    ClientDay,
    /// The data folder holds as much as it may.
    FolderFull,
    /// Telegram does not have it any more, or refuses it.
    Gone,
    /// Every download of it broke off.
    Broken,
}

impl Why {
    pub const ALL: [Self; 5] =
        [Self::TooLarge, Self::ClientDay, Self::FolderFull, Self::Gone, Self::Broken];

    pub fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::ClientDay => "client_day",
            Self::FolderFull => "folder_full",
            Self::Gone => "gone",
            Self::Broken => "broken",
        }
    }
}

/// Pictures that a page may show: none of them can hold a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    Png,
    Jpeg,
    Webp,
    Gif,
}

impl Picture {
    /// The most bytes that are looked at.
    pub const MAGIC_BYTES: usize = 12;

    /// The picture that a file is by its first bytes, whatever its name says.
    pub fn of(first: &[u8]) -> Option<Self> {
        match first {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// How the name of such a file ends, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &[u8], then: Option<Picture>) {
        assert_eq!(Picture::of(first), then);
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        check(b"\x89PNG\r\n\x1a\n....", Some(Picture::Png));
        check(b"\xff\xd8\xff\xe0........", Some(Picture::Jpeg));
        check(b"GIF89a......", Some(Picture::Gif));
        check(b"RIFF\0\0\0\0WEBP", Some(Picture::Webp));
    }

    #[test]
    fn what_could_hold_a_program_is_no_picture() {
        for first in [&b"<svg xmlns="[..], b"<!DOCTYPE html>", b"RIFF\0\0\0\0WAVE", b"\x89PN", b""]
        {
            check(first, None);
        }
    }
}
