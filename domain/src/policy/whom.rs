//! Whom: who is told when something escalates?

use crate::book::Book;
use crate::client::Zone;
use crate::people::Role;
use crate::zone::{instants_by, rules};
use crate::{At, Malformed, PersonId, Slug};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most people of one team or rota.
pub const MEMBERS_MAX: usize = 50;

/// Somebody to be told: `role:manager`, `team:network`, `rota:duty`, `person:<id>`, `assignee`, `responsible`, `duty`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// Everybody of a role.
    Role(Role),
    /// Everybody of a team of the policy.
    Team(Slug),
    /// Whoever a rota of the policy has on call; nobody outside its hours.
    Rota(Slug),
    Person(PersonId),
    Assignee,
    /// Who of staff answers for the client when it is told, or stands in for them.
    Responsible,
    /// Who of staff is on duty when it is told, for the client's team or for the desk.
    Duty,
}

impl FromStr for Whom {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed {
            expected: "somebody such as role:manager, team:network, rota:duty, assignee, responsible or duty",
        };
        match text.split_once(':') {
            None => match text {
                "assignee" => Ok(Self::Assignee),
                "responsible" => Ok(Self::Responsible),
                "duty" => Ok(Self::Duty),
                _ => Err(malformed),
            },
            Some(("role", role)) => match role {
                "agent" => Ok(Self::Role(Role::Agent)),
                "manager" => Ok(Self::Role(Role::Manager)),
                "admin" => Ok(Self::Role(Role::Admin)),
                _ => Err(malformed),
            },
            Some(("team", team)) => Ok(Self::Team(team.parse()?)),
            Some(("rota", rota)) => Ok(Self::Rota(rota.parse()?)),
            Some(("person", person)) => Ok(Self::Person(person.parse()?)),
            Some(_) => Err(malformed),
        }
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(Role::Manager) => f.write_str("role:manager"),
            Self::Role(Role::Admin) => f.write_str("role:admin"),
            Self::Role(_) => f.write_str("role:agent"),
            Self::Team(it) => write!(f, "team:{it}"),
            Self::Rota(it) => write!(f, "rota:{it}"),
            Self::Person(it) => write!(f, "person:{it}"),
            Self::Assignee => f.write_str("assignee"),
            Self::Responsible => f.write_str("responsible"),
            Self::Duty => f.write_str("duty"),
        }
    }
}

/// People who are told together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub name: Slug,
    pub people: Vec<PersonId>,
}

/// People who are on call in turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    pub name: Slug,
    pub people: Vec<PersonId>,
    /// The zone and local time at which the first turn of the first person begins.
    pub zone: Zone,
    pub tzdb: crate::zone::Release,
    pub from: NaiveDateTime,
    /// Days of one turn; each begins at the same local time.
    pub turn_days: u32,
    /// The calendar outside which nobody is on call; round the clock where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Slug>,
}

impl Rota {
    /// Whoever is on call at an instant: turns follow each other by the wall clock of the zone, also where it jumps.
    ///
    /// * `book`: has the calendar of its hours.
    ///
    /// Nobody before the first turn, nor outside the hours; nor where the zone's rules or the calendar are not at hand.
    pub fn on_call(&self, at: At, book: &Book) -> Option<PersonId> {
        if let Some(hours) = &self.hours {
            book.working_time(hours).filter(|it| it.is_open(at))?;
        }
        let rules = rules(self.tzdb, &self.zone)?;
        let turn = TimeDelta::days(self.turn_days.into());
        let begins = |turns: i64| {
            let begin =
                self.from.checked_add_signed(turn.checked_mul(i32::try_from(turns).ok()?)?)?;
            Some(At::from(instants_by(&*rules, begin).reached()))
        };
        // Near a jump of the clocks it may be one more, or one less, than the wall clock says.
        let reads = at.plus(rules.offset_at(at).into()).utc().naive_utc();
        let turns = (reads - self.from).num_seconds().checked_div_euclid(turn.num_seconds())?;
        let begun = |it: &i64| begins(*it).is_some_and(|begin| begin <= at);
        let turns = [turns + 1, turns, turns - 1].into_iter().filter(|it| *it >= 0).find(begun)?;
        let place = usize::try_from(turns).ok()?.checked_rem(self.people.len())?;
        Some(self.people[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Hours, Published, Week, Weekly};
    use chrono::{DateTime, Utc};

    const PEOPLE: [PersonId; 3] = [PersonId([1; 16]), PersonId([2; 16]), PersonId([3; 16])];

    /// Three people of Berlin, a week each, from a Monday at nine.
    fn weeks() -> Rota {
        Rota {
            name: "duty".parse().unwrap(),
            people: PEOPLE.to_vec(),
            zone: Zone("Europe/Berlin".to_owned()),
            tzdb: crate::zone::newest(),
            from: "2026-03-02T09:00:00".parse().unwrap(),
            turn_days: 7,
            hours: None,
        }
    }

    fn at(text: &str) -> At {
        At::from(text.parse::<DateTime<Utc>>().unwrap())
    }

    #[track_caller]
    fn check(rota: &Rota, when: &str, then: Option<usize>) {
        assert_eq!(rota.on_call(at(when), &Book::default()), then.map(|it| PEOPLE[it]), "{when}");
    }

    #[test]
    fn whoever_is_told_is_read_as_they_are_written() {
        let written = "role:agent role:manager role:admin team:network rota:duty \
                       person:01010101010101010101010101010101 assignee responsible duty";
        for text in written.split_whitespace() {
            assert_eq!(text.parse::<Whom>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "Duty", "duty:network", "responsible:", "deputy", "role:auditor"] {
            assert!(text.parse::<Whom>().is_err(), "{text}");
        }
    }

    #[test]
    fn turns_follow_each_other_at_the_same_local_time() {
        let rota = weeks();
        check(&rota, "2026-03-02T07:59:59Z", None);
        check(&rota, "2026-03-02T08:00:00Z", Some(0));
        check(&rota, "2026-03-09T07:59:59Z", Some(0));
        check(&rota, "2026-03-09T08:00:00Z", Some(1));
        check(&rota, "2026-03-16T08:00:00Z", Some(2));
        check(&rota, "2026-03-23T08:00:00Z", Some(0));
        // The clocks have gone forward.
        check(&rota, "2026-03-30T06:59:59Z", Some(0));
        check(&rota, "2026-03-30T07:00:00Z", Some(1));
    }

    #[test]
    fn a_turn_that_begins_in_a_repeated_hour_begins_once() {
        let rota = Rota { from: "2026-10-24T02:30:00".parse().unwrap(), turn_days: 1, ..weeks() };
        check(&rota, "2026-10-25T00:29:59Z", Some(0));
        check(&rota, "2026-10-25T00:30:00Z", Some(1));
        // The wall clock reads 02:15 for the second time.
        check(&rota, "2026-10-25T01:15:00Z", Some(1));
        check(&rota, "2026-10-26T01:29:59Z", Some(1));
        check(&rota, "2026-10-26T01:30:00Z", Some(2));
    }

    #[test]
    fn a_turn_that_begins_in_an_hour_that_is_jumped_over_begins_with_the_jump() {
        let rota = Rota { from: "2026-03-28T02:30:00".parse().unwrap(), turn_days: 1, ..weeks() };
        check(&rota, "2026-03-29T00:59:59Z", Some(0));
        check(&rota, "2026-03-29T01:00:00Z", Some(1));
        check(&rota, "2026-03-30T00:30:00Z", Some(2));
    }

    #[test]
    fn nobody_is_on_call_outside_the_hours() {
        let rota = Rota { hours: Some("evenings".parse().unwrap()), ..weeks() };
        let hours = Hours::Weekly(Weekly {
            zone: rota.zone.clone(),
            tzdb: rota.tzdb,
            week: Week { tue: "18:00-22:00".parse().unwrap(), ..Week::default() },
            overrides: vec![],
            blackouts: vec![],
        });
        let (effective_from, content) = (At(0).utc(), String::new());
        let it = Published { version: 1, effective_from, hours, content };
        let mut book = Book::default();
        assert_eq!(rota.on_call(at("2026-03-03T18:00:00Z"), &book), None);
        book.take_calendar(&"evenings".parse().unwrap(), &it, At(0));
        assert_eq!(rota.on_call(at("2026-03-03T18:00:00Z"), &book), Some(PEOPLE[0]));
        assert_eq!(rota.on_call(at("2026-03-03T12:00:00Z"), &book), None);
    }

    #[test]
    fn a_rota_without_people_or_days_has_nobody_on_call() {
        check(&Rota { people: vec![], ..weeks() }, "2026-03-03T12:00:00Z", None);
        check(&Rota { turn_days: 0, ..weeks() }, "2026-03-03T12:00:00Z", None);
    }
}
