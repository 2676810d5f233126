//! Zones: what do the clocks of a place read, by a release of the rules that is named?

mod local;
mod tzdb;
mod tzif;

pub use local::{Instants, Local, instants_by, instants_of, local, local_by};
pub use tzdb::{RELEASES, is_known, newest, rules};

use crate::{At, Malformed};
use std::fmt;
use std::str::FromStr;

/// What the clocks of one zone read, by one release of its rules.
pub trait ZoneRules: Send + Sync {
    /// Seconds that its clocks are ahead of UTC at an instant; below 0 west of Greenwich.
    fn offset_at(&self, at: At) -> i32;

    /// The first instant after this one from which on its clocks may read otherwise. None if there is no more.
    fn next_change(&self, after: At) -> Option<At>;

    /// What its time is called at an instant: `MSK`, `CEST`, `+03`.
    fn abbreviation_at(&self, at: At) -> String;
}

/// A release of the time zone database, such as `2026c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    year: u16,
    letter: u8,
}

impl Release {
    const fn of(year: u16, letter: u8) -> Self {
        Self { year, letter }
    }
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
