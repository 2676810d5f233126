//! Two: which two tickets does somebody mean?

use super::{Belongs, Case, Decided, Named};
use crate::chat::Step;
use crate::{ConversationId, TicketId};

/// The step on the first of two tickets, given the second.
type With = fn(TicketId) -> Step;

impl Case<'_> {
    /// Both by their numbers, or the second in reply to what belongs to the first.
    pub(super) fn two(&self, with: With) -> Decided {
        let words = self.words();
        match (&self.known.named, &self.known.other, &self.known.replied) {
            (Named::Ticket(first, _), Named::Ticket(second, _), _) => {
                self.part(*first, with(*second), "command.by_number", words)
            }
            (Named::Ticket(second, _), Named::Nothing, Belongs::Ticket(first)) => {
                self.part(*first, with(*second), "command.in_reply", words)
            }
            (Named::Unknown, _, _) | (Named::Ticket(..), Named::Unknown, _) => {
                self.skip("command.no_such_ticket")
            }
            (Named::Nothing, _, _)
            | (Named::Ticket(..), Named::Nothing, Belongs::Nothing | Belongs::Conversation(..)) => {
                self.skip("command.which_two")
            }
        }
    }

    /// Our question for a number was answered.
    pub(super) fn other_of(&self, (ticket, with): (TicketId, With), id: ConversationId) -> Decided {
        match &self.known.other {
            Named::Ticket(other, _) => self.conversation_part(ticket, with(*other), id),
            Named::Unknown => self.skip("command.no_such_ticket"),
            Named::Nothing => self.skip("answer_without_number"),
        }
    }
}
