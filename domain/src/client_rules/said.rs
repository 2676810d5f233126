//! Said: which lines tell a client what holds for them?
//!
//! Lines are data: the name of a phrase and what goes into it. Whoever shows them has the words, so that a message and a
//! page cannot say different things.

use super::{ClientRules, Promise, Promised, Terms};
use crate::clock::Kind;
use crate::intake::Mode;
use crate::policy::{Pause, ResolutionStarts, ResolutionStops, Responds, Target, TypeMatch};
use crate::{Priority, RequestType, client::Zone};
use chrono::{NaiveDate, NaiveDateTime, Weekday};

/// Something that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A phrase by its name, and what goes into it.
    Phrase(&'static str, Vec<(&'static str, Said)>),
    /// One after another, with these signs between them.
    All(Vec<Said>, &'static str),
    /// As it stands.
    Plain(String),
    Count(i64),
    Type(RequestType),
    Priority(Priority),
    Pause(Pause),
    Target(Target),
    /// Seconds of service.
    Worked(u32),
    Weekday(Weekday),
    Day(NaiveDate),
    Minute(NaiveDateTime),
    /// As it is called now.
    Zone(Zone),
}

impl Said {
    pub(super) fn of<const N: usize>(
        phrase: &'static str,
        with: [(&'static str, Self); N],
    ) -> Self {
        Self::Phrase(phrase, with.into())
    }

    pub(super) fn bare(phrase: &'static str) -> Self {
        Self::of(phrase, [])
    }

    /// Nothing at all.
    pub(super) fn nothing() -> Self {
        Self::All(vec![], "")
    }
}

/// Lines under a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name of the phrase.
    pub title: &'static str,
    pub lines: Vec<Said>,
}

impl ClientRules {
    /// All that is said, in its order.
    pub fn sections(&self) -> Vec<Section> {
        let section = |title, lines| Section { title, lines };
        let write = section("rules-write", self.write());
        let Some(terms) = &self.terms else {
            return vec![write, section("rules-terms", vec![Said::bare("rules-terms-none")])];
        };
        vec![
            write,
            section("rules-terms", terms.deadlines()),
            section("rules-hours", terms.hours_said()),
            section("rules-escalation", terms.escalation_said()),
            section("rules-reaction", terms.reaction()),
        ]
    }

    /// The versions that all this was read from, those of the client's own hours without their name: people read hours.
    /// None where there are none.
    pub fn versions(&self) -> Option<Said> {
        let one = |name, version: String| Said::of(name, [("version", Said::Plain(version))]);
        let mut all = Vec::new();
        if let Some(terms) = &self.terms {
            all.push(one("rules-version-policy", terms.policy.to_string()));
            let own = terms.hours.first().map(|it| it.calendar.version.to_string());
            all.extend(own.map(|it| one("rules-version-hours", it)));
        }
        all.extend(
            self.intake.iter().map(|it| one("rules-version-intake", it.version.to_string())),
        );
        (!all.is_empty()).then(|| Said::of("rules-versions", [("versions", Said::All(all, ", "))]))
    }

    fn write(&self) -> Vec<Said> {
        let first = match self.intake.as_ref().map_or(Mode::Commands, |it| it.mode) {
            Mode::Commands => "rules-write-commands",
            Mode::Suggest => "rules-write-suggest",
            Mode::EveryMessage => "rules-write-every",
        };
        let all = [
            first,
            "rules-write-new",
            "rules-write-ticket",
            "rules-write-add",
            "rules-write-status",
            "rules-write-what",
        ];
        all.map(Said::bare).into()
    }
}

impl Terms {
    fn deadlines(&self) -> Vec<Said> {
        if !self.deadlines_shown {
            return vec![Said::bare("rules-terms-hidden")];
        }
        let mut lines = vec![Said::bare("rules-terms-first")];
        lines.extend(self.promises.iter().map(|it| self.promise(it)));
        if self.people_apart {
            lines.push(Said::bare("rules-terms-people"));
        }
        lines
    }

    fn promise(&self, it: &Promise) -> Said {
        let which = ("which", which(it, self.promises.len() == 1));
        let targets = ("targets", Said::All(it.targets.iter().map(target).collect(), ", "));
        let other = it.calendar.as_ref();
        let hours = other.and_then(|it| self.hours.iter().find(|of| of.calendar.calendar == *it));
        match hours {
            None => Said::of("rules-promise", [which, targets]),
            Some(it) => Said::of("rules-promise-in", [which, targets, ("hours", it.open.said())]),
        }
    }

    /// The client's own hours, what comes next, and the hours that single promises have.
    fn hours_said(&self) -> Vec<Said> {
        let mut lines = Vec::new();
        for (place, it) in self.hours.iter().enumerate() {
            lines.push(match place {
                0 => it.open.said(),
                _ => Said::of("rules-hours-other", [("hours", it.open.said())]),
            });
            lines.extend(it.open.ahead());
        }
        lines
    }

    fn escalation_said(&self) -> Vec<Said> {
        if self.escalation.is_empty() {
            return vec![Said::bare("rules-escalation-none")];
        }
        self.escalation.iter().map(super::Step::said).collect()
    }

    fn reaction(&self) -> Vec<Said> {
        let responds = match self.first_response {
            Responds::Reply => "rules-reaction-reply",
            Responds::Taken => "rules-reaction-taken",
            Responds::Either => "rules-reaction-either",
        };
        let starts = match self.resolution_starts {
            ResolutionStarts::Report => "rules-starts-report",
            ResolutionStarts::Acceptance => "rules-starts-acceptance",
        };
        let stops = match self.resolution_stops {
            ResolutionStops::Resolved => "rules-stops-resolved",
            ResolutionStops::Confirmed => "rules-stops-confirmed",
        };
        let why = self.pauses.iter().map(|it| Said::Pause(*it)).collect::<Vec<_>>();
        let pauses = if why.is_empty() {
            Said::bare("rules-pauses-none")
        } else {
            Said::of("rules-pauses", [("why", Said::All(why, ", "))])
        };
        vec![Said::bare(responds), Said::bare(starts), Said::bare(stops), pauses]
    }
}

/// Which tickets it is about: types, priorities and sites.
fn which(it: &Promise, only: bool) -> Said {
    let kind = |it: &TypeMatch| match it.request_type() {
        Some(it) => Said::Type(it),
        None => Said::bare("rules-type-none"),
    };
    let priority = |it: &Priority| Said::of("rules-priority", [("priority", Said::Priority(*it))]);
    let site = |it: &crate::Slug| Said::of("rules-site", [("site", Said::Plain(it.to_string()))]);
    let asked: Vec<_> = [
        it.types.iter().map(kind).collect::<Vec<_>>(),
        it.priorities.iter().map(priority).collect(),
        it.sites.iter().map(site).collect(),
    ]
    .into_iter()
    .filter(|it| !it.is_empty())
    .map(|it| Said::All(it, ", "))
    .collect();
    match (asked.is_empty(), only) {
        (true, true) => Said::bare("rules-all"),
        (true, false) => Said::bare("rules-rest"),
        (false, _) => Said::All(asked, "; "),
    }
}

fn target(it: &Promised) -> Said {
    let clock = Said::bare(clock(it.clock));
    Said::of("rules-target", [("clock", clock), ("target", Said::Target(it.target))])
}

pub(super) fn clock(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstResponse => "rules-clock-first-response",
        Kind::NextResponse => "rules-clock-next-response",
        Kind::PeriodicUpdate => "rules-clock-periodic-update",
        Kind::Acceptance => "rules-clock-acceptance",
        Kind::Workaround => "rules-clock-workaround",
        Kind::Resolution => "rules-clock-resolution",
    }
}
