//! Local: what does a wall clock in a zone read at an instant, and when does it read that?

use super::{ZoneRules, newest, rules};
use crate::At;
use crate::client::Zone;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The farthest that a zone's clocks are from UTC, and a little more.
const OFFSET_S_MAX: i64 = 26 * 3600;

/// What a wall clock reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    pub date_time: NaiveDateTime,
    /// Seconds ahead of UTC; below 0 west of Greenwich.
    pub offset_s: i32,
    /// As the zone itself calls its time: `MSK`, `CEST`, `+03`.
    pub abbreviation: String,
}

/// The instants at which a wall clock reads the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instants {
    Single(DateTime<Utc>),
    /// The hour is repeated; the earlier first.
    Ambiguous(DateTime<Utc>, DateTime<Utc>),
    /// The clocks jump over it, at this instant.
    Gap(DateTime<Utc>),
}

impl Instants {
    /// The first of them. None where the clocks jump over it.
    pub fn earliest(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Single(at) | Self::Ambiguous(at, _) => Some(at),
            Self::Gap(_) => None,
        }
    }

    /// From when on the clock has reached it: the first of them, or the jump over it.
    pub fn reached(self) -> DateTime<Utc> {
        match self {
            Self::Single(at) | Self::Ambiguous(at, _) | Self::Gap(at) => at,
        }
    }
}

/// What a wall clock in a zone reads, by the newest release of the rules. A zone that has none reads UTC.
pub fn local(at: DateTime<Utc>, zone: &Zone) -> Local {
    local_by(rules(newest(), zone).as_deref(), at)
}

/// What a wall clock reads by the given rules; without any, UTC.
pub fn local_by(rules: Option<&dyn ZoneRules>, at: DateTime<Utc>) -> Local {
    let (offset_s, abbreviation) = match rules {
        Some(rules) => (rules.offset_at(at.into()), rules.abbreviation_at(at.into())),
        None => (0, "UTC".to_owned()),
    };
    let date_time = at.naive_utc() + TimeDelta::seconds(offset_s.into());
    Local { date_time, offset_s, abbreviation }
}

/// When a wall clock in a zone reads this, by the newest release of the rules. A zone that has none reads UTC.
pub fn instants_of(local: NaiveDateTime, zone: &Zone) -> Instants {
    match rules(newest(), zone) {
        Some(rules) => instants_by(&*rules, local),
        None => Instants::Single(local.and_utc()),
    }
}

/// When a wall clock reads this, by the given rules. Parts of a second are dropped.
pub fn instants_by(rules: &dyn ZoneRules, local: NaiveDateTime) -> Instants {
    let reading = local.and_utc().timestamp();
    let last = At(reading + OFFSET_S_MAX);
    let mut begin = At(reading - OFFSET_S_MAX);
    let mut first = None;
    loop {
        let end = rules.next_change(begin).filter(|it| *it <= last);
        let at = At(reading - i64::from(rules.offset_at(begin)));
        match first {
            // The clocks read less until this change, and more from it on.
            None if at < begin => return Instants::Gap(begin.utc()),
            None if end.is_none_or(|end| at < end) => first = Some(at),
            Some(earlier) if at >= begin && end.is_none_or(|end| at < end) => {
                return Instants::Ambiguous(At::utc(earlier), at.utc());
            }
            None | Some(_) => (),
        }
        match (end, first) {
            (Some(end), _) => begin = end,
            (None, Some(at)) => return Instants::Single(at.utc()),
            (None, None) => unreachable!("no clock is a day from UTC"),
        }
    }
}
