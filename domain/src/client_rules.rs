//! Client rules: what holds for a client at an instant, as far as the client may read it?
//!
//! Read from published versions only. Nobody is named: neither people nor teams, nor the names of chains.

mod called;
mod hours_said;
mod open;
mod said;
mod steps_said;

pub use called::{Called, Step};
pub use open::{EXCEPTIONS_MAX, Exception, Open, Span};
pub use said::{Said, Section};

use crate::book::Book;
use crate::calendar::CalendarRef;
use crate::client::Client;
use crate::clock::Kind;
use crate::intake::{IntakeRef, Mode};
use crate::policy::{
    Pause, PolicyRef, ResolutionStarts, ResolutionStops, Responds, Row, Rules, Target, Traits,
    TypeMatch,
};
use crate::{At, Priority, Slug};
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// What holds for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientRules {
    /// How words are taken in. None where the client has no rule set in force: only commands, buttons and replies count.
    pub intake: Option<TakenIn>,
    /// None where nothing is promised yet.
    pub terms: Option<Terms>,
}

/// By which rule set words are taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    #[serde(serialize_with = "shown")]
    pub version: IntakeRef,
    pub mode: Mode,
}

/// What is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    #[serde(serialize_with = "shown")]
    pub policy: PolicyRef,
    /// In the order in which they are tried: the first that fits a ticket holds. Empty where the client is shown none.
    pub promises: Vec<Promise>,
    /// Whether the client is shown the deadlines.
    pub deadlines_shown: bool,
    /// Whether other terms hold for some people.
    pub people_apart: bool,
    pub first_response: Responds,
    pub resolution_starts: ResolutionStarts,
    pub resolution_stops: ResolutionStops,
    pub pauses: Vec<Pause>,
    /// The client's own hours first, then those that single promises have.
    pub hours: Vec<Hours>,
    pub escalation: Vec<Step>,
}

/// What some tickets are promised. An empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    pub types: Vec<TypeMatch>,
    pub priorities: Vec<Priority>,
    /// Sites of the client.
    pub sites: Vec<Slug>,
    /// The calendar in which it counts, where that is not the client's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Slug>,
    pub targets: Vec<Promised>,
}

/// One target of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Promised {
    pub clock: Kind,
    pub target: Target,
}

/// When service is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hours {
    #[serde(serialize_with = "shown")]
    pub calendar: CalendarRef,
    pub open: Open,
}

impl ClientRules {
    /// What holds for a client at an instant: the versions that are effective then, and none that are to come.
    ///
    /// * `intake`: the version of the client's rule set in force, if it has one.
    pub fn at(client: &Client, intake: Option<TakenIn>, book: &Book, at: At) -> Self {
        Self { intake, terms: Terms::at(client, book, at) }
    }
}

impl Terms {
    fn at(client: &Client, book: &Book, at: At) -> Option<Self> {
        let terms = client.terms.as_ref()?;
        let (policy, published) = book.policy_at(&terms.policy, at)?;
        let rules = &published.rules;
        let own = hours(book, &terms.calendar, at)?;
        let sites: Vec<Slug> = client.sites.keys().cloned().collect();
        let shown = if rules.deadlines_shown { promises(rules, &sites) } else { vec![] };
        let promises: Vec<_> = shown.into_iter().map(|it| without_own(it, &own)).collect();
        let mut all = vec![own];
        for other in promises.iter().filter_map(|it| it.calendar.as_ref()) {
            if all.iter().all(|it| it.calendar.calendar != *other) {
                all.extend(hours(book, other, at));
            }
        }
        Some(Self {
            policy,
            promises,
            deadlines_shown: rules.deadlines_shown,
            people_apart: rules.rows.iter().any(|it| !it.requesters.is_empty()),
            first_response: rules.first_response,
            resolution_starts: rules.resolution_starts,
            resolution_stops: rules.resolution_stops,
            pauses: rules.pauses.clone(),
            hours: all,
            escalation: called::steps(rules),
        })
    }
}

fn without_own(mut promise: Promise, own: &Hours) -> Promise {
    promise.calendar = promise.calendar.filter(|it| *it != own.calendar.calendar);
    promise
}

fn hours(book: &Book, calendar: &Slug, at: At) -> Option<Hours> {
    let (calendar, published) = book.calendar_at(calendar, at)?;
    Some(Hours { calendar, open: Open::of(&published.hours, book, at) })
}

/// The rows that hold for some ticket of the client. A policy may serve several clients, so that a row may be about
/// places and people of another one: neither is shown.
fn promises(rules: &Rules, sites: &[Slug]) -> Vec<Promise> {
    let sites_or_none = || sites.iter().cloned().map(Some).chain([None]);
    let traits = || {
        sites_or_none().flat_map(|site| {
            TypeMatch::ALL.into_iter().flat_map(move |kind| {
                let site = site.clone();
                Priority::ALL.into_iter().map(move |priority| Traits {
                    request_type: kind.request_type(),
                    priority,
                    requester: None,
                    site: site.clone(),
                })
            })
        })
    };
    let holds = |row: &&Row| traits().any(|it| rules.row_for(&it) == Some(*row));
    rules.rows.iter().filter(holds).map(|it| promise(it, sites)).collect()
}

fn promise(row: &Row, sites: &[Slug]) -> Promise {
    let promised = |clock| Some(Promised { clock, target: row.target(clock)? });
    Promise {
        types: row.types.clone(),
        priorities: row.priorities.clone(),
        sites: row.sites.iter().filter(|it| sites.contains(it)).cloned().collect(),
        calendar: row.calendar.clone(),
        targets: Kind::ALL.into_iter().filter_map(promised).collect(),
    }
}

fn shown<T: Display, S: Serializer>(it: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(it)
}
