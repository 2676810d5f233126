//! Standing: which link does a client have today, the same however often it is asked for?

use super::{Holder, offer};
use crate::house::House;
use crate::transact::{Error, ask};
use chrono::{DateTime, NaiveTime, Utc};
use domain::client::Client;
use domain::link::OFFERS_MAX;
use domain::{Actor, Cause, ClientId, Trigger};
use std::convert::Infallible;
use store::stream::Stream;

/// A token by which a group of a client joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// 32 characters, as [`offer::offer`] makes them.
    pub token: String,
    /// Until when it may be claimed; `None` where so many were given out meanwhile that it made room for them.
    pub good_until: Option<DateTime<Utc>>,
}

/// The token of a client that holds today: the first of the day that no group has used, offered now where there is none.
///
/// It follows from client and day, so whoever looks at links all day long makes one of them, and pushes no other out. It
/// is good for two days at least.
///
/// # Errors
///
/// As [`crate::transact::transact`].
pub async fn of_today(
    house: &House,
    client: ClientId,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Standing, Error<Infallible>> {
    let keyring = house.vault.keyring().as_ref();
    let mut nth = 0;
    loop {
        let cause = nth_of_day(client, nth, now);
        let token = offer::token(keyring, &cause);
        let hashed = offer::hash(keyring, &token);
        let stream = Stream::Client(client);
        let until = |it: &Client| it.links.offers.get(&hashed).copied();
        if let Some(good_until) = ask(house, &stream, until).await? {
            return Ok(Standing { token, good_until: Some(good_until) });
        }
        offer::offer(house, Holder::Client(client), actor, &cause).await?;
        let good_until = ask(house, &stream, until).await?;
        // One that was recorded and is not open was used, or made room: the next of the day takes its place.
        if good_until.is_some() || nth >= OFFERS_MAX {
            return Ok(Standing { token, good_until });
        }
        nth += 1;
    }
}

/// What asks for the nth link of a day: its ids are those of the day, and it occurs now.
fn nth_of_day(client: ClientId, nth: usize, now: DateTime<Utc>) -> Cause {
    let day = now.date_naive();
    let key = format!("standing link {} {day} {nth}", client.0);
    let mut cause = Cause::new(Trigger::Request { key }, day.and_time(NaiveTime::MIN).and_utc());
    cause.at = now;
    cause
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CLIENT, monday};
    use chrono::TimeDelta;
    use std::collections::BTreeSet;

    #[test]
    fn a_day_has_its_own_links_of_each_client_whenever_it_is_asked() {
        let noon = monday("12:00");
        let id = |client, nth, at| nth_of_day(client, nth, at).id();
        assert_eq!(id(CLIENT, 0, noon), id(CLIENT, 0, monday("18:30")));
        assert_eq!(nth_of_day(CLIENT, 0, noon).at, noon);
        let other = ClientId(uuid::Uuid::from_u128(2));
        let all = [
            id(CLIENT, 0, noon),
            id(CLIENT, 1, noon),
            id(other, 0, noon),
            id(CLIENT, 0, noon + TimeDelta::days(1)),
        ];
        assert_eq!(BTreeSet::from(all).len(), all.len());
    }
}
