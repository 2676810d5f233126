//! Lists: what do agents ask for, in a staff chat and in private, and what is there?

use crate::render::lists::{Item, LISTED_MAX, List, Next};
use chrono::{DateTime, Utc};
use domain::clock::State;
use domain::{At, PersonId};
use projections::rows::{Listed, ListedRow, RiskFilter, TicketRow};
use projections::{ViewError, Views};
use std::collections::{HashMap, HashSet};

/// What an agent asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What nobody has taken.
    Queue,
    /// What this agent has.
    Mine(PersonId),
    /// The deadlines that come next, and those that have passed.
    Due,
    Find(String),
}

impl Asked {
    /// By the name of the command, and what follows it.
    pub(crate) fn of(name: &str, rest: &str, by: PersonId) -> Option<Self> {
        Some(match name {
            "queue" => Self::Queue,
            "my" => Self::Mine(by),
            "due" => Self::Due,
            "find" => Self::Find(rest.to_owned()),
            _ => return None,
        })
    }
}

/// The first of what is there.
///
/// # Errors
///
/// [`ViewError`].
pub(crate) fn gather(views: &Views, asked: &Asked, now: DateTime<Utc>) -> Result<List, ViewError> {
    match asked {
        Asked::Queue => {
            let found = views.queue(LISTED_MAX)?;
            Ok(List::Queue(items(views, with_next(views, &found, now)?)?, found.count))
        }
        Asked::Mine(agent) => {
            let found = views.held_by(*agent, LISTED_MAX)?;
            Ok(List::Mine(items(views, with_next(views, &found, now)?)?, found.count))
        }
        Asked::Find(words) if words.trim().is_empty() => Ok(List::FindHow),
        Asked::Find(words) => {
            let found = views.about(words, LISTED_MAX)?;
            Ok(List::Found(items(views, with_next(views, &found, now)?)?, found.count))
        }
        Asked::Due => {
            let at_risk = views.at_risk(&RiskFilter::default(), now.into())?;
            let mut clocks = at_risk.clocks;
            // Of a ticket, what comes first says enough: its card tells the rest.
            let mut seen = HashSet::new();
            clocks.retain(|it| seen.insert(it.ticket));
            let count = clocks.len();
            let mut due = Vec::new();
            for it in clocks.into_iter().take(LISTED_MAX) {
                let Some(ticket) = views.ticket(it.ticket)? else { continue };
                let next = Next {
                    clock: it.clock.kind,
                    deadline: it.deadline,
                    overrun_s: (it.state == State::Breached).then_some(it.overrun_s),
                    left_s: it.remaining_s,
                };
                due.push((ticket, Some(next)));
            }
            Ok(List::Due(items(views, due)?, count))
        }
    }
}

/// Tickets with the deadline that comes next, as it stands now.
fn with_next(
    views: &Views,
    listed: &Listed,
    now: DateTime<Utc>,
) -> Result<Vec<(TicketRow, Option<Next>)>, ViewError> {
    let at = At::from(now);
    let is_late = |it: &ListedRow| it.next.is_some_and(|(_, deadline)| deadline < at);
    let mut late = HashMap::new();
    // How late is measured in working time, of which the list knows nothing.
    if listed.tickets.iter().any(is_late) {
        let clocks = views.at_risk(&RiskFilter::default(), at)?.clocks.into_iter();
        late.extend(clocks.map(|it| ((it.ticket, it.clock.kind), it.overrun_s)));
    }
    let next = |ticket, (clock, deadline): (_, At)| {
        let overrun_s = late.get(&(ticket, clock)).copied();
        Next {
            clock,
            deadline,
            overrun_s: (deadline < at).then(|| overrun_s.unwrap_or_default()),
            left_s: None,
        }
    };
    Ok(listed
        .tickets
        .iter()
        .map(|it| (it.ticket.clone(), it.next.map(|of| next(it.ticket.ticket, of))))
        .collect())
}

fn items(views: &Views, tickets: Vec<(TicketRow, Option<Next>)>) -> Result<Vec<Item>, ViewError> {
    let mut items = Vec::new();
    for (ticket, next) in tickets {
        let card = views.staff_card(ticket.ticket)?;
        items.push(Item { ticket, next, card });
    }
    Ok(items)
}
