//! Add workplace: a desk, a till, a room of a client's site.

use chrono::{DateTime, Utc};
use domain::client::{Client, Event, WorkplaceAdded};
use domain::{Draft, Field, Owner, Slug};
use thiserror::Error;

/// Why a workplace was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the client has no such site")]
    NoSuchSite,
    #[error("a workplace needs a title")]
    WithoutTitle,
}

/// What a workplace makes of a client. One it has already makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    (site, workplace): (&Slug, &Slug),
    title: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let there = client.sites.get(site).ok_or(Rejection::NoSuchSite)?;
    if title.trim().is_empty() {
        return Err(Rejection::WithoutTitle);
    }
    if there.contains(workplace) {
        return Ok(vec![]);
    }
    let added = WorkplaceAdded { site: site.clone(), workplace: workplace.clone() };
    let added = Draft::new(Event::WorkplaceAdded(added), at);
    Ok(vec![added.with(Field::Name, Owner::Client, title.trim())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_workplace_is_added_once_to_a_site_that_is_there() {
        let (shop, till): (Slug, Slug) = ("shop".parse().unwrap(), "till-2".parse().unwrap());
        let client = Client { sites: [(shop.clone(), [].into())].into(), ..Client::default() };
        let added = decide(&client, (&shop, &till), "Касса 2", monday("12:00")).unwrap();
        let client = client.evolve(&added[0].event);
        assert_eq!(decide(&client, (&shop, &till), "Касса 2", monday("12:00")), Ok(vec![]));
        let nowhere = decide(&Client::default(), (&shop, &till), "Касса 2", monday("12:00"));
        assert_eq!(nowhere, Err(Rejection::NoSuchSite));
    }
}
