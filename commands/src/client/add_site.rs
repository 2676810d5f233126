//! Add site: a place of the client.

use super::rename::Rejection;
use chrono::{DateTime, Utc};
use domain::client::{Client, Event, SiteAdded};
use domain::{Draft, Field, Owner, Slug};

/// What a site makes of a client. One it has already makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    site: &Slug,
    title: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if title.trim().is_empty() {
        return Err(Rejection::WithoutTitle);
    }
    if client.sites.contains_key(site) {
        return Ok(vec![]);
    }
    let added = Draft::new(Event::SiteAdded(SiteAdded { site: site.clone() }), at);
    Ok(vec![added.with(Field::Name, Owner::Client, title.trim())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_site_is_added_once() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let site: Slug = "shop-1".parse().unwrap();
        let added = decide(&client, &site, "Магазин 1", monday("12:00")).unwrap();
        let client = client.evolve(&added[0].event);
        assert!(client.sites.contains_key(&site));
        assert_eq!(decide(&client, &site, "Магазин 1", monday("12:00")), Ok(vec![]));
        let nobody = decide(&Client::default(), &site, "Магазин 1", monday("12:00"));
        assert_eq!(nobody, Err(Rejection::Unregistered));
    }
}
