//! Whom: who is told when something escalates?

use crate::client::Zone;
use crate::people::Role;
use crate::{Malformed, PersonId, Slug};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most people of one team or rota.
pub const MEMBERS_MAX: usize = 50;

/// Somebody to be told: `role:manager`, `team:network`, `rota:duty`, `person:<id>`, `assignee`.
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
}

impl FromStr for Whom {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed {
            expected: "somebody such as role:manager, team:network, rota:duty or assignee",
        };
        match text.split_once(':') {
            None if text == "assignee" => Ok(Self::Assignee),
            Some(("role", role)) => match role {
                "agent" => Ok(Self::Role(Role::Agent)),
                "manager" => Ok(Self::Role(Role::Manager)),
                "admin" => Ok(Self::Role(Role::Admin)),
                _ => Err(malformed),
            },
            Some(("team", team)) => Ok(Self::Team(team.parse()?)),
            Some(("rota", rota)) => Ok(Self::Rota(rota.parse()?)),
            Some(("person", person)) => Ok(Self::Person(person.parse()?)),
            Some(_) | None => Err(malformed),
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
