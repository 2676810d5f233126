//! Compiled zones: what does one say? The only place that knows the library which reads it.

use super::ZoneRules;
use crate::At;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A zone as it was compiled.
struct Compiled(TimeZone);

/// The rules in a `TZif` file. None if it is none.
pub(super) fn read(name: &str, bytes: &[u8]) -> Option<Arc<dyn ZoneRules>> {
    let zone = TimeZone::tzif(name, bytes).ok()?;
    Some(Arc::new(Compiled(zone)))
}

/// The instant as the library has it; the farthest there is where it lies beyond.
fn timestamp(at: At) -> Timestamp {
    let farthest = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(at.0).unwrap_or(farthest)
}

impl ZoneRules for Compiled {
    fn offset_at(&self, at: At) -> i32 {
        self.0.to_offset(timestamp(at)).seconds()
    }

    fn next_change(&self, after: At) -> Option<At> {
        let change = self.0.following(timestamp(after)).next()?;
        Some(At(change.timestamp().as_second()))
    }

    fn abbreviation_at(&self, at: At) -> String {
        self.0.to_offset_info(timestamp(at)).abbreviation().to_owned()
    }
}
