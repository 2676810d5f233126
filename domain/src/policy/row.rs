//! A policy's rows: which targets hold for which ticket?

use crate::clock::Kind;
use crate::{Malformed, PersonId, Priority, RequestType, Slug};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How much working time a promise gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Business seconds.
    Seconds(u32),
    /// The last close of the n-th business day after the one it starts on, or, if that has closed, after the next. A
    /// pause does not move it: a row may have such a target in a policy with pauses, which then hold for its others.
    EndOfBusinessDay(u32),
}

/// How a target by days is written before its number.
const BY_DAYS: &str = "end_of_business_day+";

impl FromStr for Target {
    type Err = Malformed;

    /// `90s`, `30m`, `4h`, `1h30m`, `end_of_business_day+1`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed =
            Malformed { expected: "a target such as 30m, 4h, 1h30m or end_of_business_day+1" };
        if let Some(days) = text.strip_prefix(BY_DAYS) {
            return days.parse().map(Self::EndOfBusinessDay).map_err(|_| malformed);
        }
        let mut seconds = 0_u32;
        let mut rest = text;
        for (unit, each) in [('h', 3600), ('m', 60), ('s', 1)] {
            if let Some((number, after)) = rest.split_once(unit) {
                let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
                let number = number.parse::<u32>().ok().filter(|_| digits);
                let more = number.and_then(|it| it.checked_mul(each));
                seconds = more.and_then(|it| seconds.checked_add(it)).ok_or(malformed.clone())?;
                rest = after;
            }
        }
        if rest.is_empty() && seconds > 0 { Ok(Self::Seconds(seconds)) } else { Err(malformed) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::EndOfBusinessDay(days) => write!(f, "{BY_DAYS}{days}"),
            Self::Seconds(all) => {
                for (unit, number) in [("h", all / 3600), ("m", all / 60 % 60), ("s", all % 60)] {
                    if number > 0 {
                        write!(f, "{number}{unit}")?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// What a row asks of a ticket's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeMatch {
    Unclassified,
    Fault,
    Question,
    Access,
}

impl TypeMatch {
    pub const ALL: [Self; 4] = [Self::Unclassified, Self::Fault, Self::Question, Self::Access];

    /// The type that it asks for; none of an unclassified ticket.
    pub fn request_type(self) -> Option<RequestType> {
        match self {
            Self::Unclassified => None,
            Self::Fault => Some(RequestType::Fault),
            Self::Question => Some(RequestType::Question),
            Self::Access => Some(RequestType::Access),
        }
    }

    fn of(request_type: Option<RequestType>) -> Self {
        match request_type {
            None => Self::Unclassified,
            Some(RequestType::Fault) => Self::Fault,
            Some(RequestType::Question) => Self::Question,
            Some(RequestType::Access) => Self::Access,
        }
    }
}

/// What of a ticket decides on its row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Traits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Slug>,
}

/// Which tickets, and what they are promised. An empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub name: Slug,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypeMatch>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<Priority>,
    /// People on the client's side: a VIP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requesters: Vec<PersonId>,
    /// Places: the cash desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Slug>,
    /// Another calendar than the client's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_response: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periodic_update: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workaround: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Target>,
}

impl Row {
    pub fn holds_for(&self, traits: &Traits) -> bool {
        fn among<T: PartialEq>(asked: &[T], it: Option<&T>) -> bool {
            asked.is_empty() || it.is_some_and(|it| asked.contains(it))
        }
        among(&self.types, Some(&TypeMatch::of(traits.request_type)))
            && among(&self.priorities, Some(&traits.priority))
            && among(&self.requesters, traits.requester.as_ref())
            && among(&self.sites, traits.site.as_ref())
    }

    /// What it promises for a kind of clock.
    pub fn target(&self, kind: Kind) -> Option<Target> {
        match kind {
            Kind::FirstResponse => self.first_response,
            Kind::NextResponse => self.next_response,
            Kind::PeriodicUpdate => self.periodic_update,
            Kind::Acceptance => self.acceptance,
            Kind::Workaround => self.workaround,
            Kind::Resolution => self.resolution,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_is_written() {
        for text in ["90s", "30m", "4h", "1h30m", "1h1s", "end_of_business_day+1"] {
            let canonical = if text == "90s" { "1m30s" } else { text };
            assert_eq!(text.parse::<Target>().unwrap().to_string(), canonical);
        }
        for bad in ["", "0m", "4", "m", "30m4h", "-1h", "+4h", "1.5h", "9999999h", "1d"] {
            assert!(bad.parse::<Target>().is_err(), "{bad}");
        }
    }
}
