//! Hours said: how do the days and times of service read?

use super::said::Said;
use super::{Exception, Open, Span};
use crate::calendar::Windows;

impl Open {
    /// When service is given: in words, and never by a calendar's name.
    pub(super) fn said(&self) -> Said {
        match self {
            Self::Always => Said::bare("rules-always"),
            Self::Weekly { week, .. } if week.is_empty() => Said::bare("rules-never"),
            Self::Weekly { zone, week, .. } => {
                let days = Said::All(week.iter().map(Span::said).collect(), ", ");
                Said::of("rules-week", [("days", days), ("zone", Said::Zone(zone.clone()))])
            }
            Self::Both(parts) => {
                Said::of("rules-both", [("parts", joined(parts, "rules-part-and"))])
            }
            Self::Either(parts) => {
                Said::of("rules-either", [("parts", joined(parts, "rules-part-or"))])
            }
        }
    }

    /// The days ahead that differ, and the stretches without service.
    pub(super) fn ahead(&self) -> Vec<Said> {
        match self {
            Self::Always => vec![],
            Self::Both(parts) | Self::Either(parts) => parts.iter().flat_map(Self::ahead).collect(),
            Self::Weekly { exceptions, blackouts, .. } => {
                let mut lines = Vec::new();
                if !exceptions.is_empty() {
                    let days = Said::All(exceptions.iter().map(Exception::said).collect(), "; ");
                    lines.push(Said::All(vec![Said::bare("rules-next"), days], ": "));
                }
                lines.extend(blackouts.iter().map(|it| {
                    let ends = [("from", Said::Minute(it.from)), ("to", Said::Minute(it.to))];
                    Said::of("rules-blackout", ends)
                }));
                lines
            }
        }
    }
}

fn joined(parts: &[Open], phrase: &'static str) -> Said {
    let join = |one: Said, other: Said| Said::of(phrase, [("one", one), ("other", other)]);
    let parts = parts.iter().map(Open::said).reduce(join);
    parts.unwrap_or_else(|| Said::bare("rules-never"))
}

impl Span {
    fn said(&self) -> Said {
        let windows = ("windows", windows(&self.open));
        if self.first == self.last {
            return Said::of("rules-day", [("day", Said::Weekday(self.first)), windows]);
        }
        let (first, last) = (Said::Weekday(self.first), Said::Weekday(self.last));
        Said::of("rules-days", [("first", first), ("last", last), windows])
    }
}

impl Exception {
    fn said(&self) -> Said {
        let windows = ("windows", windows(&self.open));
        if self.first == self.last {
            return Said::of("rules-exception", [("date", Said::Day(self.first)), windows]);
        }
        let (first, last) = (Said::Day(self.first), Said::Day(self.last));
        Said::of("rules-exceptions", [("first", first), ("last", last), windows])
    }
}

fn windows(it: &Windows) -> Said {
    if it.is_closed() {
        return Said::bare("rules-closed");
    }
    let one = |it: &crate::calendar::Window| Said::Plain(it.to_string().replace('-', "–"));
    Said::All(it.0.iter().map(one).collect(), ", ")
}
