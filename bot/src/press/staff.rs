//! Staff: an admin says of somebody in a staff chat whether they are one of staff.

use super::Pressed;
use crate::reception::{Effect, Failure, Refused, refused};
use crate::texts::Toast;
use chrono::{DateTime, Utc};
use commands::people::confirm::{self, Rejection};
use commands::people::decline;
use commands::transact::transact;
use domain::people::{Event, Person};
use domain::{Actor, Draft, MessageId, PersonId};
use projections::rows::ChatPlace;
use store::stream::Stream;

/// What is decided of a person by somebody at an instant.
type Decide = fn(&Person, (Actor, &Person), DateTime<Utc>) -> Result<Vec<Draft<Event>>, Rejection>;

pub(super) async fn confirm(
    pressed: &Pressed<'_>,
    person: PersonId,
) -> Result<(Toast, Option<Effect>), Failure> {
    decided(pressed, person, confirm::decide, Toast::StaffConfirmed).await
}

pub(super) async fn decline(
    pressed: &Pressed<'_>,
    person: PersonId,
) -> Result<(Toast, Option<Effect>), Failure> {
    decided(pressed, person, decline::decide, Toast::StaffDeclined).await
}

async fn decided(
    pressed: &Pressed<'_>,
    person: PersonId,
    decide: Decide,
    told: fn(String) -> Toast,
) -> Result<(Toast, Option<Effect>), Failure> {
    if pressed.chat.place != ChatPlace::Staff {
        return Ok((Toast::Stale, None));
    }
    let (house, by) = (&pressed.reception.house, pressed.by());
    let decide = |it: &Person| decide(it, (by.actor, by.known), by.at);
    let stream = Stream::Person(person);
    match transact(house, &stream, by.actor, pressed.cause, decide).await.map_err(refused) {
        Ok(done) => {
            pressed.reception.wrote(pressed.message.chat.id, done.position);
            let name = pressed.reception.views.person(person)?.map(|it| it.name);
            Ok((told(name.unwrap_or_default()), Some(without_buttons(pressed))))
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(Rejection::NotAdmin)) => Ok((Toast::OnlyAdmin, None)),
        Err(Refused::Rejected(Rejection::NotAsked)) => {
            Ok((Toast::Stale, Some(without_buttons(pressed))))
        }
    }
}

/// There is nothing more to be said to this question.
fn without_buttons(pressed: &Pressed<'_>) -> Effect {
    Effect::Buttons {
        chat: pressed.message.chat.id,
        message: MessageId(pressed.message.message_id),
        buttons: vec![],
    }
}
