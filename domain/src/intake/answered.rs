//! Answered: what becomes of the answer to a question of ours?

use super::{Case, Decided};
use crate::chat::{Decision, Step};
use crate::conversation::{Purpose, Started};
use crate::{Channel, ConversationId, TicketId};

impl Case<'_> {
    pub(super) fn answered(&self, id: ConversationId, started: &Started) -> Decided {
        let empty = self.message.text.is_empty() && self.message.attachments.is_empty();
        if empty || self.is_sticker() {
            return self.skip("answer_without_words");
        }
        match started.purpose {
            Purpose::Request(client) => {
                self.register(client, Channel::Button, &self.message.text, Some(id))
            }
            Purpose::Ask(ticket) => self.conversation_part(ticket, Step::Ask, id),
            Purpose::Resolve(ticket) => self.conversation_part(ticket, Step::Resolve, id),
            Purpose::NotSolved(ticket) => self.conversation_part(ticket, Step::Reopen, id),
            Purpose::Note(ticket) => self.conversation_part(ticket, Step::Note, id),
            Purpose::Merge(ticket) => self.other_of((ticket, Step::MergeInto), id),
            Purpose::Relate(ticket) => self.other_of((ticket, Step::LinkWith), id),
            Purpose::HandOver { .. } if self.message.text.is_empty() => {
                self.skip("answer_without_words")
            }
            // The giver's own fact holds it.
            Purpose::HandOver { .. } => self.skip("note_of_hand_over"),
        }
    }

    pub(super) fn conversation_part(
        &self,
        ticket: TicketId,
        step: Step,
        id: ConversationId,
    ) -> Decided {
        let mut decided = self.part(ticket, step, "answer_to_prompt", &self.message.text);
        match &mut decided.decision {
            Decision::Part(part) => part.conversation = Some(id),
            Decision::Register(it) => {
                (it.conversation, it.channel) = (Some(id), Channel::Button);
            }
            Decision::Skipped | Decision::Unanswered | Decision::Which => (),
        }
        decided
    }
}
