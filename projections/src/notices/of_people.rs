//! What does a person's event call for?

use super::{Said, say, tell_staff};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::people;
use crate::taken::Taken;
use domain::Role;
use domain::notice::Kind;
use domain::people::{Basis, Event};

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
        Event::Seen(_)
        | Event::RoleGranted(_)
        | Event::RoleRevoked(_)
        | Event::Erased(_)
        | Event::ConfirmationDeclined(_)
        | Event::StaffChatEntered(_)
        | Event::StaffChatLeft(_) => Ok(()),
    }
}
