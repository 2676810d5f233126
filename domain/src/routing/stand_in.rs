//! Stand in: who is called upon while somebody is away, for each team whose clients they leave behind?

use super::{Asked, Duty, Route};
use crate::{PersonId, Slug};
use chrono::{DateTime, Utc};

/// Who stands in for somebody with the clients of one team, or of no team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn<'a> {
    pub team: Option<&'a Slug>,
    /// Each once, in the order of the routes.
    pub by: Vec<PersonId>,
    /// Whether for some of the routes there is nobody.
    pub nobody: bool,
}

/// What must be known to say who stands in for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Leaves<'a> {
    pub who: PersonId,
    /// The routes of the clients whose open tickets they have.
    pub with_tickets: &'a [Route],
    /// The routes of all other clients.
    pub others: &'a [Route],
    pub duties: &'a [Duty],
    pub at: DateTime<Utc>,
}

impl<'a> Leaves<'a> {
    /// Who stands in, by team, in the order in which teams are met; of clients for whom they would not have been called
    /// upon, nothing is said. Who leaves nothing behind is stood in for by whoever is on duty for the desk.
    ///
    /// * `available`: whether somebody is of staff and not away at that instant; of whoever leaves it is not asked.
    pub fn stand_ins(&self, available: impl Fn(PersonId) -> bool) -> Vec<StandIn<'a>> {
        let with = |it: PersonId| it == self.who || available(it);
        let without = |it: PersonId| it != self.who && available(it);
        let called = |route: &'a Route, is_there: &dyn Fn(PersonId) -> bool| {
            let asked = Asked { route, duties: self.duties, assignee: None, at: self.at };
            asked.called_upon(is_there)
        };
        let led = self.others.iter().filter(|it| called(it, &with) == Some(self.who));
        let mut all: Vec<StandIn<'a>> = Vec::new();
        for route in self.with_tickets.iter().chain(led) {
            note(&mut all, route.team.as_ref(), called(route, &without));
        }
        if all.is_empty() {
            let duty = super::on_duty(self.duties, None, self.at).filter(|it| without(*it));
            note(&mut all, None, duty);
        }
        all
    }
}

fn note<'a>(all: &mut Vec<StandIn<'a>>, team: Option<&'a Slug>, by: Option<PersonId>) {
    let place = all.iter().position(|it| it.team == team).unwrap_or_else(|| {
        all.push(StandIn { team, by: Vec::new(), nobody: false });
        all.len() - 1
    });
    match by {
        Some(by) if all[place].by.contains(&by) => (),
        Some(by) => all[place].by.push(by),
        None => all[place].nobody = true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: PersonId = PersonId([1; 16]);
    const DEPUTY: PersonId = PersonId([2; 16]);
    const OTHER: PersonId = PersonId([3; 16]);
    const ON_DUTY: PersonId = PersonId([4; 16]);

    fn route(team: Option<&str>, responsible: Option<PersonId>, deputy: Option<PersonId>) -> Route {
        Route { team: team.map(|it| it.parse().unwrap()), responsible, deputy }
    }

    /// Who stands in at ten o'clock for somebody who leaves such clients, by team.
    #[track_caller]
    fn check(
        (with_tickets, others): (&[Route], &[Route]),
        on_duty: Option<PersonId>,
        away: &[PersonId],
        then: &[(Option<&str>, &[PersonId], bool)],
    ) {
        let at = |hour: i64| DateTime::from_timestamp(hour * 3_600, 0).unwrap();
        let duties = [Duty { team: None, agent: on_duty, from: at(0), until: at(24) }];
        let leaves = Leaves { who: WHO, with_tickets, others, duties: &duties, at: at(10) };
        let all = leaves.stand_ins(|it| !away.contains(&it));
        let found: Vec<_> =
            all.iter().map(|it| (it.team.map(Slug::as_str), it.by.as_slice(), it.nobody)).collect();
        assert_eq!(found, then);
    }

    #[test]
    fn the_deputy_stands_in_and_whoever_is_on_duty_where_there_is_none() {
        let led = [route(None, Some(WHO), Some(DEPUTY))];
        check((&[], &led), Some(ON_DUTY), &[], &[(None, &[DEPUTY], false)]);
        check((&[], &led), Some(ON_DUTY), &[DEPUTY], &[(None, &[ON_DUTY], false)]);
        check((&[], &led), None, &[DEPUTY], &[(None, &[], true)]);
    }

    #[test]
    fn each_team_is_told_apart_and_nobody_is_named_twice() {
        let led = [
            route(Some("net"), Some(WHO), Some(DEPUTY)),
            route(None, Some(WHO), None),
            route(Some("net"), Some(WHO), Some(DEPUTY)),
            route(Some("net"), Some(WHO), None),
        ];
        let then: &[(Option<&str>, &[PersonId], bool)] =
            &[(Some("net"), &[DEPUTY], true), (None, &[], true)];
        check((&[], &led), None, &[], then);
    }

    #[test]
    fn of_clients_who_never_called_upon_them_only_those_count_whose_tickets_they_have() {
        let others = [route(Some("net"), Some(OTHER), Some(DEPUTY))];
        check((&others, &[]), None, &[], &[(Some("net"), &[OTHER], false)]);
        check((&[], &others), Some(ON_DUTY), &[], &[(None, &[ON_DUTY], false)]);
        // While the one responsible is away, they are called upon.
        let second = [route(Some("net"), Some(OTHER), Some(WHO))];
        check((&[], &second), None, &[OTHER], &[(Some("net"), &[], true)]);
    }

    #[test]
    fn nobody_stands_in_for_themselves() {
        let led = [route(None, Some(WHO), None)];
        check((&[], &led), Some(WHO), &[], &[(None, &[], true)]);
        check((&[], &[]), Some(WHO), &[], &[(None, &[], true)]);
    }
}
