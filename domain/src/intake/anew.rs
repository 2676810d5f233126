//! Anew: which words to an old ticket make a new one that goes on from it?

use super::{Case, Decided, Place, Sender, awaits, slug};
use crate::chat::{Decision, Step};
use crate::{Awaits, Channel, TicketId};

impl Case<'_> {
    /// A client's words to a ticket that was done too long ago to be opened again, if they want an answer. None of all
    /// others: they are part of the ticket.
    pub(super) fn anew(&self, ticket: TicketId, step: Step, text: &str) -> Option<Decided> {
        let Place::ClientChat(client) = self.known.place else { return None };
        let is_clients = self.message.sender == Sender::Person && !self.known.author.is_staff();
        if !is_clients || !self.known.over.contains(&ticket) {
            return None;
        }
        // The first part of an album has made the new ticket.
        if let Some(album) = self.known.album.filter(|it| *it != ticket) {
            return Some(self.part(album, Step::Say, "album", text));
        }
        let wants = match step {
            Step::Say => awaits(text).0 == Awaits::Answer,
            Step::Reopen => !text.is_empty() || !self.message.attachments.is_empty(),
            Step::Answer
            | Step::Note
            | Step::Ask
            | Step::Resolve
            | Step::Take
            | Step::Unassign
            | Step::Hold
            | Step::HoldForClient
            | Step::HoldForThirdParty
            | Step::Workaround
            | Step::Resume
            | Step::Cancel
            | Step::Close
            | Step::Edit
            | Step::MergeInto(_)
            | Step::LinkWith(_) => false,
        };
        if !wants {
            return None;
        }
        let typed = self.message.command.is_some();
        let channel = if typed { Channel::Command } else { Channel::Reply };
        let mut decided = self.register(client, channel, text, None);
        if let Decision::Register(it) = &mut decided.decision {
            it.continues = Some(ticket);
        }
        Some(Decided { rule: slug("done_too_long_ago"), ..decided })
    }
}
