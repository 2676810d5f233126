//! Zones: what do the clocks of a place read, by a release of the rules that is named?

use crate::Malformed;
use std::fmt;
use std::str::FromStr;

/// A release of the time zone database, such as `2026c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    year: u16,
    letter: u8,
}

impl FromStr for Release {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a release of the time zone database such as 2026c" };
        match text.as_bytes() {
            [b'1' | b'2', _, _, _, letter @ b'a'..=b'z'] => {
                let year = text[..4].parse().map_err(|_| malformed)?;
                Ok(Self { year, letter: *letter })
            }
            _ => Err(malformed),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.year, char::from(self.letter))
    }
}
