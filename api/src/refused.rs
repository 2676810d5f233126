//! Refused: which parameter of a query is wrong, and what would be taken instead?

use std::fmt;

/// A parameter that is not taken as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) parameter: String,
    pub(crate) why: Why,
}

/// Why it is not, displayed in English as a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// It cannot be read; the form that could be, in English.
    Form(String),
    /// The names that can be chosen, joined by commas.
    OneOf(String),
    Between(usize, usize),
    NoClient,
    Future,
    Missing,
    /// `from` and `to` go together.
    Alone,
    /// `month` goes without them.
    BesidePeriod,
    /// `to` does not come after `from`.
    Order,
    /// More days than these.
    TooLong(i64),
    Twice,
    /// No address of ours has it, or not this one.
    Stray,
    /// A number is of one part of a workload.
    ManyParts,
    /// A part of a workload has no such number.
    NotCounted(&'static str),
    /// The board has no tickets of such a status.
    NotOpen(&'static str),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(form) => f.write_str(form),
            Self::OneOf(names) => write!(f, "one of {names}"),
            Self::Between(min, max) => write!(f, "{min} to {max}"),
            Self::NoClient => f.write_str("no client has this code"),
            Self::Future => f.write_str("lies in the future"),
            Self::Missing => f.write_str("is missing"),
            Self::Alone => f.write_str("is missing: from and to go together"),
            Self::BesidePeriod => f.write_str("stands in the place of from and to"),
            Self::Order => f.write_str("lies after from; it is the first day that does not count"),
            Self::TooLong(days) => write!(f, "at most {days} days after from"),
            Self::Twice => f.write_str("is given twice"),
            Self::Stray => f.write_str("is not a parameter of this address"),
            Self::ManyParts => f.write_str("is of one part: give one of agent, hour, type and of"),
            Self::NotCounted(name) => write!(f, "{name} is not counted of this part"),
            Self::NotOpen(name) => {
                write!(f, "the board shows open tickets only, and none is open that is {name}")
            }
        }
    }
}
