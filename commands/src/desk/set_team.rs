//! Set team: there is a team of staff, under a title.

use chrono::{DateTime, Utc};
use domain::desk::{Desk, Event, TeamSet};
use domain::routing::TEAMS_MAX;
use domain::{Draft, Field, Owner, Slug};
use thiserror::Error;

/// Why a team was not set. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("there are as many teams as may be")]
    TooMany,
    #[error("the team has no title")]
    WithoutTitle,
}

/// What a team makes of the desk; one that is there gets the title anew.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    desk: &Desk,
    team: &Slug,
    title: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if title.trim().is_empty() {
        return Err(Rejection::WithoutTitle);
    }
    if !desk.teams.contains(team) && desk.teams.len() >= TEAMS_MAX {
        return Err(Rejection::TooMany);
    }
    let set = Draft::new(Event::TeamSet(TeamSet { team: team.clone() }), at);
    Ok(vec![set.with(Field::Name, Owner::Desk, title.trim())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_team_is_set_under_a_title_until_there_are_as_many_as_may_be() {
        let mut desk = Desk::default();
        for n in 0..TEAMS_MAX {
            let team = format!("team-{n}").parse().unwrap();
            let set = decide(&desk, &team, " Сети ", monday("12:00")).unwrap();
            assert_eq!(set[0].texts[0].value, "Сети");
            desk = desk.evolve(&set[0].event);
        }
        let more = "one-more".parse().unwrap();
        assert_eq!(decide(&desk, &more, "Ещё", monday("12:00")), Err(Rejection::TooMany));
        let known = "team-1".parse().unwrap();
        assert_eq!(decide(&desk, &known, "Сеть", monday("12:00")).unwrap().len(), 1);
        assert_eq!(decide(&desk, &known, " ", monday("12:00")), Err(Rejection::WithoutTitle));
    }
}
