//! A ticket's story: which numbers of a workload does it count in?

use crate::keys::{ClientKey, PersonKey, TicketKey};
use crate::rows::{Counted, WorkloadQuery};
use crate::words::Deed;
use domain::zone::ZoneRules;
use domain::{At, RequestType};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which part of a workload a number is of, as rows know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Total,
    Agent(PersonKey),
    Nobody,
    Hour(u8),
    Type(Option<RequestType>),
    Client(ClientKey),
}

/// A deed as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    pub(super) at: At,
    pub(super) revision: i64,
    pub(super) deed: Deed,
    pub(super) by: Option<PersonKey>,
    pub(super) request_type: Option<RequestType>,
}

/// What became of a ticket by the end of a workload's time.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) ticket: TicketKey,
    pub(super) client: ClientKey,
    pub(super) requested: Option<At>,
    pub(super) open: bool,
    assignee: Option<PersonKey>,
    request_type: Option<RequestType>,
    closed_in: bool,
    /// What happened within the time: what, by whom, in which hour of the week.
    happened: BTreeSet<(Counted, Option<PersonKey>, u8)>,
}

/// Tells the hour of the week by the clocks of a place.
pub(super) struct Week(Option<Arc<dyn ZoneRules>>);

const HOUR_S: i64 = 3_600;
const WEEK_HOURS: i64 = 168;
/// The hour of the week at which 1970 began, a Thursday.
const EPOCH_HOUR: i64 = 72;

impl Week {
    pub(super) fn of(query: &WorkloadQuery) -> Self {
        Self(query.civil.rules())
    }

    /// 0 on Monday at midnight, to 167.
    pub(super) fn hour(&self, at: At) -> u8 {
        let offset = self.0.as_ref().map_or(0, |it| it.offset_at(at));
        let hours = (at.0 + i64::from(offset)).div_euclid(HOUR_S) + EPOCH_HOUR;
        u8::try_from(hours.rem_euclid(WEEK_HOURS)).expect("a week has 168 hours")
    }
}

impl Story {
    pub(super) fn new(ticket: TicketKey, client: ClientKey) -> Self {
        Self {
            ticket,
            client,
            requested: None,
            open: false,
            assignee: None,
            request_type: None,
            closed_in: false,
            happened: BTreeSet::new(),
        }
    }

    /// Takes in what was done, in the order in which it was.
    pub(super) fn take_in(&mut self, done: Done, query: &WorkloadQuery, week: &Week) {
        let within = query.from <= done.at && done.at < query.to;
        let mut happened = |what| {
            if within {
                self.happened.insert((what, done.by, week.hour(done.at)));
            }
        };
        match done.deed {
            Deed::Requested => {
                happened(Counted::Requested);
                self.requested = Some(done.at);
                self.request_type = done.request_type;
                self.open = true;
            }
            Deed::Assigned => {
                happened(Counted::Taken);
                self.assignee = done.by;
            }
            Deed::Unassigned => self.assignee = None,
            Deed::Answered => happened(Counted::Answered),
            Deed::Resolved => happened(Counted::Resolved),
            Deed::Reopened => {
                self.open = true;
                self.closed_in = false;
            }
            Deed::Closed => {
                self.open = false;
                self.closed_in = within;
            }
            Deed::Classified => self.request_type = done.request_type,
        }
    }

    /// Each number that the ticket counts in, once.
    pub(super) fn numbers(&self) -> BTreeSet<(Place, Counted)> {
        let mut numbers = BTreeSet::new();
        let places = [Place::Total, Place::Client(self.client), Place::Type(self.request_type)];
        let mut everywhere = |what| numbers.extend(places.map(|it| (it, what)));
        if self.open {
            everywhere(Counted::Open);
        }
        if self.closed_in {
            everywhere(Counted::Closed);
        }
        for what in [Counted::Requested, Counted::Resolved] {
            if self.happened.iter().any(|it| it.0 == what) {
                everywhere(what);
            }
        }
        if self.open {
            let who = self.assignee.map_or(Place::Nobody, Place::Agent);
            numbers.insert((who, Counted::Open));
        }
        for (what, by, hour) in &self.happened {
            numbers.insert((Place::Hour(*hour), *what));
            numbers.extend(by.map(|it| (Place::Agent(it), *what)));
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::client::Zone;
    use domain::zone::{newest, rules};

    #[test]
    fn the_hour_of_the_week_is_told_by_the_clocks_of_the_place() {
        let week = |zone: &str| Week(rules(newest(), &Zone(zone.to_owned())));
        // Monday, 2026-03-02 00:00 UTC.
        let monday = At(1_772_409_600);
        assert_eq!(week("UTC").hour(monday), 0);
        assert_eq!(week("UTC").hour(monday.plus(-1)), 167);
        assert_eq!(week("Europe/Moscow").hour(monday), 3);
        assert_eq!(week("America/New_York").hour(monday), 163);
    }
}
