//! Answered: what becomes of the answer to a question of ours?

use super::{Belongs, Case, Decided, Incoming, Known, Place, Sender};
use crate::chat::{Decision, Step};
use crate::conversation::{Purpose, Started};
use crate::{Channel, ConversationId, MessageId, PersonId, TicketId};

/// Words that answer our question for a note: they go along with all that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverNote {
    pub question: ConversationId,
    pub from: PersonId,
    pub to: PersonId,
    /// The message under whose buttons it may be done without a note.
    pub pressed: MessageId,
    /// Never empty.
    pub text: String,
}

/// The note that a message is, if it is one: written among staff by whoever was asked for it, and no command.
pub fn hand_over_note(message: &Incoming, known: &Known<'_>) -> Option<HandOverNote> {
    let Belongs::Conversation(question, started) = &known.replied else { return None };
    let Purpose::HandOver { from, to } = started.purpose else { return None };
    let text = message.text.trim();
    let asked = started.owner == message.author && message.sender == Sender::Person;
    let said = message.command.is_none() && message.edited_at.is_none() && !text.is_empty();
    let here = known.place == Place::StaffChat && known.author.is_staff();
    let (question, pressed, text) = (*question, started.pressed, text.to_owned());
    let note = HandOverNote { question, from, to, pressed, text };
    (asked && said && here).then_some(note)
}

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
            Purpose::HandOver { .. } if hand_over_note(self.message, self.known).is_none() => {
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
