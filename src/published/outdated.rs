//! Outdated: which calendars that clients have keep to an older release of the zones' rules?

use commands::House;
use commands::calendar::find;
use commands::policy::publish;
use commands::transact::{Error, ask};
use domain::calendar::{CalendarRef, Hours};
use domain::client::Client;
use domain::zone::{Release, newest};
use domain::{ClientId, Slug};
use std::collections::BTreeSet;
use std::convert::Infallible;
use store::stream::Stream;

/// The last versions of these clients' calendars, of those that their policies' rows name, and of the parts of both:
/// as far as their release is not the newest at hand.
///
/// # Errors
///
/// As [`ask`].
pub(crate) async fn outdated(
    house: &House,
    clients: impl IntoIterator<Item = ClientId>,
) -> Result<Vec<(CalendarRef, Release)>, Error<Infallible>> {
    let mut names: Vec<Slug> = vec![];
    for client in clients {
        let terms = ask(house, &Stream::Client(client), |it: &Client| it.terms.clone()).await?;
        let Some(terms) = terms else { continue };
        let policy = publish::versions(house, &terms.policy).await?;
        let of_rows = publish::last(&policy).into_iter();
        names.extend(of_rows.flat_map(|it| publish::calendars(&it.rules).cloned()));
        names.push(terms.calendar);
    }
    let (mut seen, mut outdated) = (BTreeSet::new(), vec![]);
    while let Some(name) = names.pop() {
        let calendar = find::versions(house, &name).await?;
        let Some(last) = find::last(&calendar) else { continue };
        if !seen.insert(name.clone()) {
            continue;
        }
        names.extend(find::parts(&last.hours));
        if let Hours::Weekly(it) = &last.hours
            && it.tzdb < newest()
        {
            outdated.push((CalendarRef { calendar: name, version: last.version }, it.tzdb));
        }
    }
    outdated.sort();
    Ok(outdated)
}
