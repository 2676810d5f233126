//! What does a person's event call for?

use super::{FOR_AGENT, Said, move_pending, say, tell_staff};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::people;
use crate::routing;
use crate::taken::Taken;
use domain::notice::Kind;
use domain::people::{Basis, Event};
use domain::{ChatId, Role};

pub(super) fn take_in(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &Event,
) -> Result<(), ViewError> {
    match event {
        Event::ConfirmationAsked(it) => {
            let chat = batch.current_chat(it.chat)?;
            let said = Said { thread: it.thread, ..Said::new(taken, Kind::StaffQuestion, chat) };
            say(batch, taken, said)
        }
        // What was given from the command line, staff were told there.
        Event::RoleGranted(it)
            if it.role == Role::Agent && it.basis == Basis::Admin && taken.by.is_some() =>
        {
            tell_staff(batch, taken, Kind::StaffConfirmed, None)
        }
        // With the last role of staff.
        Event::RoleRevoked(it)
            if it.role.is_staff() && !people::is_staff(batch, taken.person()?)? =>
        {
            tell_staff(batch, taken, Kind::StaffLeft, None)
        }
        // Whoever cannot be written to is told in the group: staff learn of it once.
        Event::DeliveryChosen(it) if it.refused => {
            let private = batch.current_chat(ChatId::Private(taken.person()?))?;
            batch.settle()?;
            move_pending(batch, &FOR_AGENT, "chat = ?2", Some(private))?;
            tell_staff(batch, taken, Kind::Alarm, None)
        }
        Event::HandedOver(it) => {
            let private = routing::private_chat(batch, it.to, taken.recorded_at)?;
            let chat = match private {
                Some(chat) => Some(chat),
                None => routing::group_of(batch, it.tickets.first().copied())?,
            };
            match chat {
                Some(chat) => say(batch, taken, Said::new(taken, Kind::AllHandedOver, chat)),
                None => Ok(()),
            }
        }
        Event::Seen(_)
        | Event::RoleGranted(_)
        | Event::RoleRevoked(_)
        | Event::Erased(_)
        | Event::ConfirmationDeclined(_)
        | Event::StaffChatEntered(_)
        | Event::StaffChatLeft(_)
        | Event::AbsenceNoted(_)
        | Event::DeliveryChosen(_) => Ok(()),
    }
}
