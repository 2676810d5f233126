//! Canned: replies that the desk keeps ready are chosen, read and sent from a card; what did not arrive is sent again.

use super::{Acted, Pressed, Shown, plain};
use crate::buttons::Press;
use crate::canned;
use crate::reception::{Effect, Failure};
use crate::render::keyboard;
use crate::texts::canned::{Said, code};
use crate::texts::{Texts, Toast, undirected};
use commands::ticket::{self, By, Words};
use domain::ticket::Ticket;
use domain::ticket::rights::Act;
use domain::{Awaits, MessageId, MessageRef, ReplyId, Slug, TicketId};

/// The rule under which such words are part of a ticket.
const RULE: &str = "canned";

impl Pressed<'_> {
    /// The names of the replies, in the place of the usual buttons.
    pub(super) async fn replies(&self, id: TicketId) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        if let Err(refusal) = self.may(id, Act::Answer).await? {
            return Ok((refusal, None));
        }
        let language = canned::language_of(self.reception, &row)?;
        let replies = canned::for_client(self.reception.views.replies()?, language);
        if replies.is_empty() {
            return Ok((Toast::Canned(Said::NoneKept), None));
        }
        let buttons = keyboard::replies(Texts(self.chat.language), id, (&replies, language));
        Ok((Toast::Canned(Said::Choose), Some(self.show(buttons))))
    }

    /// What the client would read, as a message of its own, so that nothing is sent by a slip of the finger.
    pub(super) async fn preview(&self, id: TicketId, reply: ReplyId) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        if let Err(refusal) = self.may(id, Act::Answer).await? {
            return Ok((refusal, None));
        }
        let language = canned::language_of(self.reception, &row)?;
        let replies = canned::for_client(self.reception.views.replies()?, language);
        let Some(reply) = replies.iter().find(|it| it.reply == reply) else {
            return Ok((Toast::Canned(Said::Changed), None));
        };
        let texts = Texts(self.chat.language);
        let arguments = [
            ("number", texts.number(&row.number).into()),
            ("name", reply.name.as_str().into()),
            ("language", code(reply.language).into()),
        ];
        let head = texts.with("canned-preview", arguments);
        let text = format!("{head}\n\n{}", undirected(&canned::said(reply, &row)));
        let buttons = vec![vec![
            (texts.text("button-send-reply"), Press::SendReply(id, reply.revision.0)),
            (texts.text("button-not-send"), Press::KeepQuiet),
        ]];
        let (chat, reply_to) = (self.message.chat.id, MessageId(self.message.message_id));
        let preview = Effect::Choice { chat, reply_to, text, buttons };
        Ok((Toast::Canned(Said::Read), Some(preview)))
    }

    /// What was read goes to the client as an answer of whoever pressed. The message that showed it stands for theirs: a
    /// second press finds that it is part of the ticket.
    pub(super) async fn send_reply(&self, id: TicketId, revision: u64) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        let replies = self.reception.views.replies()?;
        let Some(reply) = replies.iter().find(|it| it.revision.0 == revision) else {
            return Ok((Toast::Canned(Said::Changed), Some(self.show(vec![]))));
        };
        let words = Words {
            message: MessageRef {
                chat: self.chat.chat,
                message: MessageId(self.message.message_id),
            },
            author: self.somebody.id,
            text: canned::said(reply, &row),
            awaits: Awaits::Nothing,
            rule: rule(),
            relayed: true,
            reply_to: None,
            attachments: vec![],
            files: vec![],
            along: domain::along::Along::default(),
        };
        let decide = plain(|it: &Ticket, by: &By<'_>| ticket::answer::decide(it, &words, by));
        Ok(match self.acted(id, decide).await? {
            Acted::Done(number) | Acted::Nothing(number) => {
                (Toast::Canned(Said::Sent(number)), Some(self.show(vec![])))
            }
            Acted::Not(toast) => (toast, None),
        })
    }

    /// Whatever of a ticket did not reach its client is on its way again.
    pub(super) async fn resend(&self, id: TicketId) -> Result<Shown, Failure> {
        if self.on_staff_card(id)?.is_none() {
            return Ok((Toast::Stale, None));
        }
        Ok(match self.acted(id, plain(ticket::retry::decide)).await? {
            Acted::Done(number) => (Toast::Canned(Said::Resent(number)), None),
            Acted::Nothing(_) => (Toast::Canned(Said::NothingToResend), None),
            Acted::Not(toast) => (toast, None),
        })
    }
}

fn rule() -> Slug {
    RULE.parse().expect("a rule's name is a slug")
}
