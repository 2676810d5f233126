//! Among staff: which replies of theirs are words to the client, and which are not?

use super::{Case, Decided};
use crate::TicketId;
use crate::chat::Step;
use crate::notice::Kind;

/// What keeps words among staff.
const NOTE: &str = "/note";

impl Case<'_> {
    /// A reply by one of staff, in their chat, to a message of a ticket.
    pub(super) fn reply_of_staff(&self, ticket: TicketId) -> Decided {
        if self.known.told.is_some_and(is_for_staff) || self.is_reply_to_note() {
            return self.skip("reply_among_staff");
        }
        self.part(ticket, Step::Answer, "reply", &self.message.text)
    }

    /// Words in a staff chat that are part of no ticket. One message may warn of many.
    pub(super) fn staff_talk(&self) -> Decided {
        let of_many = |it: Kind| it.is_alarm() || it == Kind::Digest;
        let warned = self.known.author.is_staff() && self.known.told.is_some_and(of_many);
        self.skip(if warned { "reply_among_staff" } else { "staff_talk" })
    }

    /// A note that was asked for by a button shows no command; one that was just sent may not be known as a note yet.
    fn is_reply_to_note(&self) -> bool {
        if self.known.note {
            return true;
        }
        let replied = self.message.reply_to.as_ref().and_then(|it| it.text.strip_prefix(NOTE));
        replied.is_some_and(|rest| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_'))
    }
}

/// Whether a message of ours tells staff something that a reply comments on, rather than shows them what to answer.
fn is_for_staff(told: Kind) -> bool {
    match told {
        // The ticket, what the client wrote or read, and what asks for words to them. A prompt for words among staff is a
        // conversation still, and does not come here.
        Kind::StaffCard
        | Kind::ClientWords
        | Kind::ReopenedWords
        | Kind::Prompt
        | Kind::Receipt
        | Kind::Card
        | Kind::Answer
        | Kind::Question
        | Kind::Resolution
        | Kind::ReopenOffer
        | Kind::Taken
        | Kind::Outcome
        | Kind::RatingQuestion
        | Kind::Announcement
        | Kind::PrivateWhich => false,
        Kind::GroupCard
        | Kind::LinkQuestion
        | Kind::StaffWelcome
        | Kind::WhichTicket
        | Kind::StatusAnswer
        | Kind::Hint
        | Kind::Alarm
        | Kind::Warning
        | Kind::Breach
        | Kind::Escalation
        | Kind::StaffQuestion
        | Kind::StaffConfirmed
        | Kind::HandedOver
        | Kind::StaffLeft
        | Kind::AllHandedOver
        | Kind::Unanswered
        | Kind::Digest
        | Kind::Undelivered
        | Kind::InviteCard
        | Kind::InviteEnded
        | Kind::TicketsImported
        | Kind::TopicLost
        | Kind::Waits
        | Kind::ByColleague => true,
    }
}
