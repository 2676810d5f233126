//! Set terms: which policy and which calendar hold for a client.

use crate::calendar;
use crate::house::House;
use crate::policy;
use crate::transact::{Done, Error, transact};
use chrono::{DateTime, Utc};
use domain::calendar::Calendar;
use domain::client::{Client, Event, TermsChanged};
use domain::policy::Policy;
use domain::{Actor, Cause, ClientId, Draft};
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why a client's terms stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("there is no such client")]
    Unregistered,
    #[error("no policy of this name is published")]
    NoSuchPolicy,
    #[error("no calendar of this name is published")]
    NoSuchCalendar,
}

/// What terms make of a client. The same again make nothing of it.
///
/// * `policy`, `calendar`: what is published under the names in the terms. What is published once is never taken
///   back, so what was read a moment ago still holds.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    terms: &TermsChanged,
    (policy, calendar): (&Policy, &Calendar),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if policy.versions.is_empty() {
        return Err(Rejection::NoSuchPolicy);
    }
    if calendar.versions.is_empty() {
        return Err(Rejection::NoSuchCalendar);
    }
    if client.terms.as_ref() == Some(terms) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::TermsChanged(terms.clone()), at)])
}

/// Looks up what is published, and settles what is promised to a client from now on.
///
/// # Errors
///
/// [`Error::Rejected`] with the refusal of [`decide`]; failures as in [`transact`].
pub async fn set_terms(
    house: &House,
    client: ClientId,
    terms: &TermsChanged,
    (actor, cause): (Actor, &Cause),
) -> Result<Done<Event>, Error<Rejection>> {
    let never = |it: Error<std::convert::Infallible>| it.map(|never| match never {});
    let policy = policy::publish::versions(house, &terms.policy).await.map_err(never)?;
    let calendar = calendar::find::versions(house, &terms.calendar).await.map_err(never)?;
    let at = house.clock.now();
    let decide = |it: &Client| decide(it, terms, (&policy, &calendar), at);
    transact(house, &Stream::Client(client), actor, cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::calendar::{Hours, Published};

    fn terms() -> TermsChanged {
        let (policy, calendar) = ("standard".parse().unwrap(), "always".parse().unwrap());
        TermsChanged { policy, calendar }
    }

    fn always() -> Calendar {
        let (effective_from, hours) = (monday("09:00"), Hours::Always {});
        let it = Published { version: 1, effective_from, hours, content: String::new() };
        Calendar { versions: [(1, it)].into() }
    }

    fn standard() -> Policy {
        let rules = r#"{"version":1,"effective_from":"2026-11-23T09:00:00Z","content":"","rows":[],
            "first_response":"reply","resolution_starts":"report","resolution_stops":"resolved",
            "clients_may_raise":false,"deadlines_shown":true,"pauses":[],"thresholds":[],"grace_s":60,
            "reopen":"continue","raise":{"mode":"carry","min_grace_s":0},
            "lower":{"mode":"carry","min_grace_s":0},"migrate_running":false}"#;
        let read = store::codec::read("policy.published", 1, rules.as_bytes());
        let domain::Event::Policy(event) = read.unwrap() else { unreachable!() };
        Policy::default().evolve(&event)
    }

    #[test]
    fn terms_are_set_once_and_name_only_what_is_published() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let (policy, calendar) = (standard(), always());
        let noon = monday("12:00");
        let both = (&policy, &calendar);
        let set = decide(&client, &terms(), both, noon).unwrap();
        let client = client.evolve(&set[0].event);
        assert_eq!(client.terms, Some(terms()));
        assert_eq!(decide(&client, &terms(), both, noon), Ok(vec![]));

        let refused = decide(&client, &terms(), (&Policy::default(), &calendar), noon);
        assert_eq!(refused, Err(Rejection::NoSuchPolicy));
        let refused = decide(&client, &terms(), (&policy, &Calendar::default()), noon);
        assert_eq!(refused, Err(Rejection::NoSuchCalendar));
        let refused = decide(&Client::default(), &terms(), both, noon);
        assert_eq!(refused, Err(Rejection::Unregistered));
    }
}
