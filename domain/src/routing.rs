//! Routing: where are staff told of a ticket, and who of them is called upon?

mod colleagues;
mod stand_in;

pub use colleagues::{COLLEAGUES_MAX, Candidate, OfClient, colleagues};
pub use stand_in::{Leaves, StandIn};

use crate::people::Person;
use crate::{PersonId, Slug};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most teams of the desk.
pub const TEAMS_MAX: usize = 50;
/// The most turns of duty that are kept; the one that ends first makes room.
pub const DUTIES_MAX: usize = 200;
/// The most tickets that are handed over at once: so many fit the facts of one event.
pub const HANDED_OVER_MAX: usize = 400;

/// Who answers for a client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// None is everybody: the desk's general group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<PersonId>,
    /// Stands in for whoever is responsible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<PersonId>,
}

/// Who is on duty, from one instant until just before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// None is the whole desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Slug>,
    /// Nobody, where an earlier turn is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<PersonId>,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Somebody is away: until when, if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub until: Option<DateTime<Utc>>,
}

/// Where an agent is told of what happens to their own tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// In the staff group, with everybody.
    #[default]
    Group,
    /// In the agent's own chat with the bot.
    Private,
}

/// Why somebody is given no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAvailable {
    #[error("the person is none of staff")]
    NotStaff,
    #[error("the person is away")]
    Away,
}

/// What must be known to say who is told of a ticket.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub route: &'a Route,
    pub duties: &'a [Duty],
    /// Whose the ticket is, and where they want to be told.
    pub assignee: Option<(PersonId, Delivery)>,
    pub at: DateTime<Utc>,
}

/// A place where staff are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// The group of a team; without one, or where it has no group, the general one.
    Group(Option<&'a Slug>),
    Private(PersonId),
}

/// Where staff are told, and who is mentioned there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'a> {
    pub place: Place<'a>,
    pub mentioned: Option<PersonId>,
}

impl<'a> Asked<'a> {
    /// Who is told of what happens to a ticket.
    ///
    /// * `available`: whether somebody is of staff and not away at that instant.
    pub fn told(&self, available: impl Fn(PersonId) -> bool) -> Told<'a> {
        let group = Place::Group(self.route.team.as_ref());
        match self.assignee.filter(|it| available(it.0)) {
            Some((agent, Delivery::Private)) => {
                Told { place: Place::Private(agent), mentioned: None }
            }
            Some((agent, Delivery::Group)) => Told { place: group, mentioned: Some(agent) },
            None => Told { place: group, mentioned: self.called_upon(available) },
        }
    }

    /// Who is called upon where nobody who is there has the ticket: whoever is responsible, else the deputy, else whoever
    /// is on duty for the team, else for the desk.
    fn called_upon(&self, available: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        self.responsible(&available).or_else(|| self.duty(&available))
    }

    /// Whoever is responsible for the client, or the deputy while they are not there.
    pub fn responsible(&self, available: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        let people = [self.route.responsible, self.route.deputy].into_iter();
        people.flatten().find(|it| available(*it))
    }

    /// Whoever is on duty for the client's team, or else for the desk.
    pub fn duty(&self, available: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        let team = self.route.team.as_ref();
        let of_team = team.and_then(|it| on_duty(self.duties, Some(it), self.at));
        let people = [of_team, on_duty(self.duties, None, self.at)].into_iter();
        people.flatten().find(|it| available(*it))
    }
}

/// Who is on duty for a team, or for the whole desk: what was said last of an instant holds.
pub fn on_duty(duties: &[Duty], team: Option<&Slug>, at: DateTime<Utc>) -> Option<PersonId> {
    let covers = |it: &&Duty| it.team.as_ref() == team && it.from <= at && at < it.until;
    duties.iter().rev().find(covers)?.agent
}

impl Away {
    pub fn is_away(self, at: DateTime<Utc>) -> bool {
        self.until.is_none_or(|it| at < it)
    }
}

impl Person {
    pub fn is_away(&self, at: DateTime<Utc>) -> bool {
        self.away.is_some_and(|it| it.is_away(at))
    }

    /// Whether tickets may be given to the person.
    ///
    /// # Errors
    ///
    /// [`NotAvailable`], the first that applies.
    pub fn available(&self, at: DateTime<Utc>) -> Result<(), NotAvailable> {
        match (self.is_staff(), self.is_away(at)) {
            (false, _) => Err(NotAvailable::NotStaff),
            (true, true) => Err(NotAvailable::Away),
            (true, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESPONSIBLE: PersonId = PersonId([1; 16]);
    const DEPUTY: PersonId = PersonId([2; 16]);
    const OF_TEAM: PersonId = PersonId([3; 16]);
    const OF_DESK: PersonId = PersonId([4; 16]);
    const ASSIGNEE: PersonId = PersonId([5; 16]);

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(hour * 3_600, 0).unwrap()
    }

    fn network() -> Slug {
        "network".parse().unwrap()
    }

    fn duty(team: Option<Slug>, agent: Option<PersonId>, (from, until): (i64, i64)) -> Duty {
        Duty { team, agent, from: at(from), until: at(until) }
    }

    /// Who is told at ten, of a client with team, responsible and deputy, where a team and the desk have somebody on duty.
    #[track_caller]
    fn check(
        assignee: Option<Delivery>,
        away: &[PersonId],
        then: (Option<PersonId>, Option<PersonId>),
    ) {
        let team = Some(network());
        let duties =
            [duty(team.clone(), Some(OF_TEAM), (9, 18)), duty(None, Some(OF_DESK), (0, 24))];
        let route =
            Route { team: team.clone(), responsible: Some(RESPONSIBLE), deputy: Some(DEPUTY) };
        let assignee = assignee.map(|it| (ASSIGNEE, it));
        let asked = Asked { route: &route, duties: &duties, assignee, at: at(10) };
        let (private, mentioned) = then;
        let place = private.map_or(Place::Group(team.as_ref()), Place::Private);
        assert_eq!(asked.told(|it| !away.contains(&it)), Told { place, mentioned });
    }

    #[test]
    fn of_a_ticket_that_nobody_has_the_first_who_is_there_is_told() {
        check(None, &[], (None, Some(RESPONSIBLE)));
        check(None, &[RESPONSIBLE], (None, Some(DEPUTY)));
        check(None, &[RESPONSIBLE, DEPUTY], (None, Some(OF_TEAM)));
        check(None, &[RESPONSIBLE, DEPUTY, OF_TEAM], (None, Some(OF_DESK)));
        check(None, &[RESPONSIBLE, DEPUTY, OF_TEAM, OF_DESK], (None, None));
    }

    #[test]
    fn of_a_ticket_that_somebody_has_they_are_told_where_they_chose() {
        check(Some(Delivery::Group), &[], (None, Some(ASSIGNEE)));
        check(Some(Delivery::Private), &[], (Some(ASSIGNEE), None));
        check(Some(Delivery::Private), &[RESPONSIBLE], (Some(ASSIGNEE), None));
    }

    #[test]
    fn while_whoever_has_a_ticket_is_away_the_group_is_told_and_others_are_called_upon() {
        for chosen in [Delivery::Group, Delivery::Private] {
            check(Some(chosen), &[ASSIGNEE], (None, Some(RESPONSIBLE)));
            check(Some(chosen), &[ASSIGNEE, RESPONSIBLE], (None, Some(DEPUTY)));
        }
    }

    #[test]
    fn who_is_responsible_and_who_is_on_duty_are_two_questions() {
        let route = Route { team: None, responsible: Some(RESPONSIBLE), deputy: Some(DEPUTY) };
        let duties = [duty(None, Some(OF_DESK), (0, 24))];
        let asked = Asked { route: &route, duties: &duties, assignee: None, at: at(10) };
        assert_eq!(asked.responsible(|_| true), Some(RESPONSIBLE));
        assert_eq!(asked.responsible(|it| it != RESPONSIBLE), Some(DEPUTY));
        assert_eq!(asked.responsible(|it| it == OF_DESK), None);
        assert_eq!(asked.duty(|it| it == OF_DESK), Some(OF_DESK));
        assert_eq!(asked.duty(|it| it != OF_DESK), None);
    }

    #[test]
    fn a_client_without_a_route_is_everybodys() {
        let route = Route::default();
        let asked = Asked { route: &route, duties: &[], assignee: None, at: at(10) };
        let told = asked.told(|_| true);
        assert_eq!(told, Told { place: Place::Group(None), mentioned: None });
    }

    #[test]
    fn what_was_said_last_of_duty_holds_until_just_before_its_end() {
        let duties = [
            duty(None, Some(OF_DESK), (0, 24)),
            duty(None, Some(DEPUTY), (9, 12)),
            duty(None, None, (15, 16)),
            duty(Some(network()), Some(OF_TEAM), (20, 21)),
        ];
        for (hour, then) in
            [(0, Some(OF_DESK)), (9, Some(DEPUTY)), (12, Some(OF_DESK)), (15, None), (24, None)]
        {
            assert_eq!(on_duty(&duties, None, at(hour)), then, "{hour}");
        }
        assert_eq!(on_duty(&duties, Some(&network()), at(20)), Some(OF_TEAM));
        assert_eq!(on_duty(&duties, Some(&network()), at(10)), None);
    }

    #[test]
    fn an_absence_ends_at_its_instant_or_not_at_all() {
        let until = Away { until: Some(at(4)) };
        let open = Away { until: None };
        for (hour, then) in [(3, (true, true)), (4, (false, true))] {
            assert_eq!((until.is_away(at(hour)), open.is_away(at(hour))), then, "{hour}");
        }
    }
}
