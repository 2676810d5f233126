//! Colleagues: to whom may a ticket go, or all that somebody has?

use super::{Away, Route};
use crate::{ChatId, PersonId};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The most colleagues to choose from.
pub const COLLEAGUES_MAX: usize = 24;

/// Somebody of staff who can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub person: PersonId,
    pub away: Option<Away>,
    /// The staff groups they are in.
    pub staff_chats: BTreeSet<ChatId>,
}

/// The client whose ticket it is.
#[derive(Debug, Clone, Copy)]
pub struct OfClient<'a> {
    pub route: &'a Route,
    /// The groups of its team; none where the whole desk serves it.
    pub chats: &'a [ChatId],
}

/// Those to whom it may go at an instant, at most [`COLLEAGUES_MAX`]: everybody who is there, but whoever has it.
///
/// Of one client's ticket, those of its team and whoever answers for it, the latter first; where nobody of them is there,
/// anybody. Else they stay in their order.
///
/// * `but`: whoever has it now.
/// * `of`: the client; none where it is about the tickets of many.
pub fn colleagues(
    candidates: Vec<Candidate>,
    but: Option<PersonId>,
    of: Option<OfClient<'_>>,
    at: DateTime<Utc>,
) -> Vec<PersonId> {
    let is_there =
        |it: &Candidate| Some(it.person) != but && !it.away.is_some_and(|it| it.is_away(at));
    let there = candidates.into_iter().filter(is_there);
    let mut chosen: Vec<PersonId> = match of {
        None => there.map(|it| it.person).collect(),
        Some(of) => {
            let (here, elsewhere): (Vec<_>, Vec<_>) = there.partition(|it| of.is_served_by(it));
            let those = if here.is_empty() { elsewhere } else { here };
            let mut those: Vec<_> = those.into_iter().map(|it| it.person).collect();
            those.sort_by_key(|it| of.rank(*it));
            those
        }
    };
    chosen.truncate(COLLEAGUES_MAX);
    chosen
}

impl OfClient<'_> {
    fn is_served_by(&self, it: &Candidate) -> bool {
        self.chats.is_empty()
            || self.answers().contains(&Some(it.person))
            || self.chats.iter().any(|chat| it.staff_chats.contains(chat))
    }

    fn answers(&self) -> [Option<PersonId>; 2] {
        [self.route.responsible, self.route.deputy]
    }

    /// Whoever is responsible, then the deputy, then everybody else.
    fn rank(&self, person: PersonId) -> usize {
        let answers = self.answers();
        answers.iter().position(|it| *it == Some(person)).unwrap_or(answers.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAM: ChatId = ChatId::Group(-1);

    fn person(number: u8) -> PersonId {
        PersonId([number; 16])
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(hour * 3_600, 0).unwrap()
    }

    /// Five of staff: the first two in the team's group, the third away until noon.
    fn staff() -> Vec<Candidate> {
        let candidate = |number| Candidate {
            person: person(number),
            away: (number == 3).then_some(Away { until: Some(at(12)) }),
            staff_chats: if number < 3 { [TEAM].into() } else { BTreeSet::new() },
        };
        (1..=5).map(candidate).collect()
    }

    #[track_caller]
    fn check(but: u8, of: Option<(&Route, &[ChatId])>, hour: i64, then: &[u8]) {
        let of = of.map(|(route, chats)| OfClient { route, chats });
        let found = colleagues(staff(), Some(person(but)), of, at(hour));
        assert_eq!(found, then.iter().map(|it| person(*it)).collect::<Vec<_>>());
    }

    #[test]
    fn everybody_who_is_there_may_get_the_tickets_of_many_but_whoever_has_them() {
        check(1, None, 10, &[2, 4, 5]);
        check(1, None, 12, &[2, 3, 4, 5]);
    }

    #[test]
    fn a_clients_ticket_goes_to_its_team_and_to_whoever_answers_for_it_first() {
        let nobody = Route::default();
        let answer = Route { responsible: Some(person(5)), deputy: Some(person(2)), team: None };
        check(4, Some((&nobody, &[TEAM])), 10, &[1, 2]);
        check(4, Some((&answer, &[TEAM])), 10, &[5, 2, 1]);
        check(5, Some((&answer, &[TEAM])), 10, &[2, 1]);
        check(4, Some((&answer, &[])), 10, &[5, 2, 1]);
    }

    #[test]
    fn where_nobody_of_the_team_is_there_it_may_be_anybody() {
        let (nobody, other) = (Route::default(), ChatId::Group(-2));
        check(1, Some((&nobody, &[other])), 10, &[2, 4, 5]);
    }

    #[test]
    fn no_more_are_offered_than_one_card_holds() {
        let many = (0..=COLLEAGUES_MAX).map(|it| u8::try_from(it).unwrap());
        let many: Vec<_> = many
            .map(|it| Candidate { person: person(it), away: None, staff_chats: BTreeSet::new() })
            .collect();
        assert_eq!(colleagues(many, None, None, at(0)).len(), COLLEAGUES_MAX);
    }
}
