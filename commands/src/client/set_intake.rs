//! Set intake: by which rule set a client's words are taken in.

use crate::house::House;
use crate::intake::publish;
use crate::transact::{Done, Error, transact};
use chrono::{DateTime, Utc};
use domain::client::{Client, Event, IntakeChanged};
use domain::intake::Intake;
use domain::{Actor, Cause, ClientId, Draft, Slug};
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why a client's intake stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("there is no such client")]
    Unregistered,
    #[error("no rule set of this name is published")]
    NoSuchIntake,
}

/// What another rule set makes of a client. The same again makes nothing of it.
///
/// * `published`: what is published under the name; it is never taken back.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    intake: &Slug,
    published: &Intake,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if published.versions.is_empty() {
        return Err(Rejection::NoSuchIntake);
    }
    if client.intake.as_ref() == Some(intake) {
        return Ok(vec![]);
    }
    let changed = IntakeChanged { intake: intake.clone() };
    Ok(vec![Draft::new(Event::IntakeChanged(changed), at)])
}

/// Looks up what is published, and settles how a client's words are taken in from now on.
///
/// # Errors
///
/// [`Error::Rejected`] with the refusal of [`decide`]; failures as in [`transact`].
pub async fn set_intake(
    house: &House,
    client: ClientId,
    intake: &Slug,
    (actor, cause): (Actor, &Cause),
) -> Result<Done<Event>, Error<Rejection>> {
    let published = publish::versions(house, intake).await;
    let published = published.map_err(|it| it.map(|never| match never {}))?;
    let at = house.clock.now();
    let decide = |it: &Client| decide(it, intake, &published, at);
    transact(house, &Stream::Client(client), actor, cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::intake::{Event as Of, Looks, Mode, Published, QUIET_S_DEFAULT, RuleSet};

    fn published() -> Intake {
        let (quiet_s, otherwise) = (QUIET_S_DEFAULT, Looks::Request);
        let mode = Mode::Suggest;
        let set = RuleSet {
            mode,
            quiet_s,
            otherwise,
            rules: vec![],
            zone: None,
            tzdb: None,
            unanswered_s: None,
        };
        let effective_from = monday("09:00");
        let it = Published { version: 1, effective_from, content: String::new(), set };
        Intake::default().evolve(&Of::Published(Box::new(it)))
    }

    #[test]
    fn a_rule_set_is_given_once_and_must_be_published() {
        let (name, noon) = ("standard".parse().unwrap(), monday("12:00"));
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let set = decide(&client, &name, &published(), noon).unwrap();
        let after = client.clone().evolve(&set[0].event);
        assert_eq!(after.intake, Some(name.clone()));
        assert_eq!(decide(&after, &name, &published(), noon), Ok(vec![]));

        let refused = decide(&client, &name, &Intake::default(), noon);
        assert_eq!(refused, Err(Rejection::NoSuchIntake));
        let refused = decide(&Client::default(), &name, &published(), noon);
        assert_eq!(refused, Err(Rejection::Unregistered));
    }
}
