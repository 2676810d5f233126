//! Judge: which version of which rule set takes in a client's message?

use super::publish;
use crate::house::House;
use crate::transact::{Error, ask};
use chrono::{DateTime, Utc};
use domain::ClientId;
use domain::client::Client;
use domain::intake::{IntakeRef, Judge};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use store::stream::Stream;

/// The most versions that are kept ready; a pattern may take a quarter of a megabyte.
const READY_MAX: usize = 64;

/// Versions that are ready to be asked. None of those whose patterns this release cannot read.
#[derive(Debug, Default)]
pub(crate) struct Ready(Mutex<BTreeMap<IntakeRef, Option<Arc<Judge>>>>);

/// What judges the messages that a client writes at an instant. None where the client has no rule set, or none that
/// holds by then.
///
/// # Errors
///
/// As [`ask`].
pub async fn of_client(
    house: &House,
    client: ClientId,
    at: DateTime<Utc>,
) -> Result<Option<Arc<Judge>>, Error<Infallible>> {
    let intake = |it: &Client| it.intake.clone();
    let Some(name) = ask(house, &Stream::Client(client), intake).await? else { return Ok(None) };
    let all = publish::versions(house, &name).await?;
    let Some(it) = all.at(at) else { return Ok(None) };
    let of = IntakeRef { intake: name, version: it.version };
    let mut ready = house.judges.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(judge) = ready.get(&of) {
        return Ok(judge.clone());
    }
    let judge = Judge::new(of.clone(), it.set.clone()).ok().map(Arc::new);
    if ready.len() >= READY_MAX {
        ready.pop_first();
    }
    ready.insert(of, judge.clone());
    Ok(judge)
}
