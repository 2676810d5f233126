//! Route: which team answers for a client, and who of it first.

use crate::house::House;
use crate::people::find;
use crate::transact::{Done, Error, ask, transact};
use chrono::{DateTime, Utc};
use domain::client::{Client, Event, RoutingChanged};
use domain::desk::Desk;
use domain::routing::Route;
use domain::{Actor, Cause, ClientId, Draft, PersonId, Slug};
use std::convert::Infallible;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why a route was not changed. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("the client was never registered")]
    Unregistered,
    #[error("there is no such team")]
    NoSuchTeam,
    #[error("the person is none of staff")]
    NotStaff,
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// What is to be another; the inner nothing takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub team: Option<Option<Slug>>,
    pub responsible: Option<Option<PersonId>>,
    pub deputy: Option<Option<PersonId>>,
}

/// What another route makes of a client. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection::Unregistered`].
pub fn decide(
    client: &Client,
    change: &Change,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    let now = client.route.clone();
    let route = Route {
        team: change.team.clone().unwrap_or(now.team),
        responsible: change.responsible.unwrap_or(now.responsible),
        deputy: change.deputy.unwrap_or(now.deputy),
    };
    if client.route == route {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::RoutingChanged(RoutingChanged { route }), at)])
}

/// Changes a client's route to a team that there is and people who are of staff.
///
/// # Errors
///
/// [`Error::Rejected`]; failures as in [`transact`].
pub async fn route(
    house: &House,
    client: ClientId,
    change: &Change,
    (actor, cause): (Actor, &Cause),
) -> Result<Done<Event>, Error<Rejection>> {
    if let Some(Some(team)) = &change.team {
        let known = ask(house, &Stream::Desk, |it: &Desk| it.teams.contains(team)).await;
        if !known.map_err(|it| it.map(Into::into))? {
            return Err(Error::Rejected(Rejection::NoSuchTeam));
        }
    }
    for person in [change.responsible, change.deputy].into_iter().flatten().flatten() {
        let known = find::known(house, person).await.map_err(|it| it.map(Into::into))?;
        if !known.is_staff() {
            return Err(Error::Rejected(Rejection::NotStaff));
        }
    }
    let decide = |it: &Client| decide(it, change, cause.at);
    transact(house, &Stream::Client(client), actor, cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, PETER, monday};
    use domain::client::ResponsibleChanged;

    #[test]
    fn what_is_not_named_stays_and_nobody_takes_away() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let earlier = ResponsibleChanged { agent: Some(OLGA) };
        let client = client.evolve(&Event::ResponsibleChanged(earlier));
        let change = Change { deputy: Some(Some(PETER)), ..Change::default() };
        let changed = decide(&client, &change, monday("12:00")).unwrap();
        let client = client.evolve(&changed[0].event);
        let route = Route { team: None, responsible: Some(OLGA), deputy: Some(PETER) };
        assert_eq!(client.route, route);
        assert_eq!(decide(&client, &change, monday("12:00")), Ok(vec![]));
        let change = Change { responsible: Some(None), ..Change::default() };
        let changed = decide(&client, &change, monday("12:00")).unwrap();
        let route = Route { deputy: Some(PETER), ..Route::default() };
        assert_eq!(client.evolve(&changed[0].event).route, route);
    }

    #[test]
    fn a_client_that_was_never_registered_has_no_route() {
        let decided = decide(&Client::default(), &Change::default(), monday("12:00"));
        assert_eq!(decided, Err(Rejection::Unregistered));
    }
}
