//! Notices: what must still be said?
//!
//! What must be said follows from events alone, and so does that it was said: pending is the difference.

mod cards;
mod pending;
mod said;

pub(crate) use cards::Card;
pub(crate) use pending::{chats_with_pending, pending, pending_in};
pub(crate) use said::Said;

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{ChatKey, TicketKey};
use crate::taken::Taken;
use crate::words::{Place, Word};
use chrono::DateTime;
use domain::chat::{
    self, Decision, MessageAccounted, NoticeDelivered, NoticeFailed, Undeliverable,
};
use domain::link::LinkClaimed;
use domain::notice::Kind;
use domain::ticket::{self, Status};
use domain::{
    Awaits, ChatId, Event, MessageId, NoticeId, Side, TicketId, Visibility, cause, client,
    conversation, desk,
};
use rusqlite::params;

/// Rules that ask how a ticket stands, or which ones there are.
const STATUS_RULES: [&str; 3] = ["command.status", "command.my", "already_registered"];
/// Rules under which a command, or an answer, could not be followed.
const HINT_RULES: [&str; 11] = [
    "command.new_without_text",
    "command.ticket_without_reply",
    "command.ticket_of_the_bot",
    "command.help",
    "command.which_ticket",
    "command.without_text",
    "command.on_behalf_wrong",
    "command.staff_only",
    "command.unknown",
    "unverifiable_actor",
    "answer_without_words",
];
/// The rule under which a staff member's message is a question to the client.
const QUESTION_RULE: &str = "question";
const HOUR_SECONDS: i64 = 3_600;

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Ticket(event) => of_ticket(batch, taken, event),
        Event::Chat(event) => of_chat(batch, taken, event),
        Event::Conversation(conversation::Event::Started(it)) => {
            let chat = batch.current_chat(it.chat)?;
            let said = Said {
                thread: it.thread,
                ticket: it.purpose.ticket(),
                conversation: Some(taken.conversation()?),
                ..Said::new(taken, Kind::Prompt, chat)
            };
            say(batch, taken, said)
        }
        Event::Client(client::Event::LinkClaimed(it))
        | Event::Desk(desk::Event::LinkClaimed(it)) => claimed(batch, taken, it),
        Event::Client(client::Event::AgreementChanged(_) | client::Event::Renamed(_)) => {
            cards::raise_groups_of(batch, taken, taken.client()?)
        }
        Event::Client(_)
        | Event::Desk(_)
        | Event::Conversation(_)
        | Event::Register(_)
        | Event::Person(_) => Ok(()),
    }
}

/// The id of what an event calls for: the same whenever the view is made.
fn id_of(taken: &Taken, kind: Kind, chat: ChatId) -> NoticeId {
    let parts = [&taken.id.0.to_string(), kind.name(), &chat.to_string()];
    NoticeId(cause::derive(taken.occurred_at, &parts))
}

fn say(batch: &mut Batch<'_>, taken: &Taken, said: Said) -> Result<(), ViewError> {
    let chat = batch.chat_id(said.chat)?;
    let id = id_of(taken, said.kind, chat);
    batch.pending.put(&id, said)?;
    Ok(())
}

fn claimed(batch: &mut Batch<'_>, taken: &Taken, it: &LinkClaimed) -> Result<(), ViewError> {
    let chat = batch.current_chat(it.chat)?;
    say(batch, taken, Said::new(taken, Kind::LinkQuestion, chat))
}

/// What follows from a chat's link. The rows are settled.
pub(crate) fn linked(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    place: Place,
) -> Result<(), ViewError> {
    drop_link_questions(batch, chat)?;
    bring_home(batch, taken)?;
    match place {
        Place::Client => cards::raise_group(batch, taken, chat),
        Place::Staff => say(batch, taken, Said::new(taken, Kind::StaffWelcome, chat)),
        Place::Nowhere => Ok(()),
    }
}

/// What follows from the end of a chat's link. The rows are settled.
pub(crate) fn unlinked(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
) -> Result<(), ViewError> {
    drop_link_questions(batch, chat)?;
    cards::forget_group(batch, chat)?;
    bring_home(batch, taken)
}

/// What is still to be said goes on in the new chat; messages of the old one cannot be replied to or edited there.
pub(crate) fn migrated(
    batch: &mut Batch<'_>,
    taken: &Taken,
    old: ChatKey,
    new: ChatKey,
) -> Result<(), ViewError> {
    batch.execute("UPDATE pending SET chat = ?2, reply_to = NULL WHERE chat = ?1", [old, new])?;
    cards::migrate(batch, taken, old, new)?;
    bring_home(batch, taken)
}

/// What is for staff goes where staff are. The rows are settled.
fn bring_home(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let home = batch.staff_chat()?;
    cards::bring_home(batch, taken, home)?;
    let sql = "UPDATE pending SET chat = ?1 WHERE kind IN (?2, ?3, ?4, ?5) \
               AND chat NOT IN (SELECT key FROM chats WHERE place = 2)";
    if home.is_some() {
        let kinds = [Kind::ClientWords, Kind::ReopenedWords, Kind::WhichTicket, Kind::Alarm];
        let [words, reopened, which, alarm] = kinds.map(Word);
        batch.execute(sql, params![home, words, reopened, which, alarm])?;
    }
    Ok(())
}

fn drop_link_questions(batch: &Batch<'_>, chat: ChatKey) -> rusqlite::Result<()> {
    let sql = "DELETE FROM pending WHERE chat = ?1 AND kind = ?2";
    batch.execute(sql, params![chat, Word(Kind::LinkQuestion)]).map(drop)
}

/// What the notices of a ticket ask of it.
#[derive(Debug, Clone, Copy)]
struct Standing {
    ticket: TicketId,
    key: TicketKey,
    chat: ChatKey,
    thread: Option<i64>,
    status: Status,
    events: u64,
    last_words: Option<MessageId>,
}

fn of_ticket(batch: &mut Batch<'_>, taken: &Taken, event: &ticket::Event) -> Result<(), ViewError> {
    let ticket = taken.ticket()?;
    let Some(standing) = batch.tickets.get(&ticket)?.map(|it| Standing {
        ticket,
        key: it.key,
        chat: it.chat,
        thread: it.thread,
        status: it.status,
        events: it.events,
        last_words: it.last_words,
    }) else {
        return Ok(());
    };
    match event {
        ticket::Event::Registered(_) => {
            say(batch, taken, standing.for_client(taken, Kind::Receipt, None))?;
            cards::begin(batch, taken, &standing)
        }
        ticket::Event::MessageAdded(it) => message_added(batch, taken, &standing, it),
        ticket::Event::Resolved(it) => {
            let of = match it.message.filter(|_| it.relayed) {
                Some(of) => Some((batch.chat(of.chat)?, of.message)),
                None => None,
            };
            say(batch, taken, standing.for_client(taken, Kind::Resolution, of))?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::Reopened(_) => {
            tell_staff(batch, taken, Kind::ReopenedWords, Some(ticket))?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::MessageEdited(it) => {
            let key = (batch.chat(it.message.chat)?, it.message.message);
            let side = batch.messages.get(&key)?.and_then(|it| it.side);
            if side == Some(Side::Client) {
                tell_staff(batch, taken, Kind::ClientWords, Some(ticket))?;
            }
            let source = batch.tickets.get(&ticket)?.and_then(|it| it.source);
            if source == Some(key) { cards::raise(batch, taken, &standing) } else { Ok(()) }
        }
        ticket::Event::DetailsChanged(_)
        | ticket::Event::Reclassified(_)
        | ticket::Event::Assigned(_)
        | ticket::Event::Unassigned(_)
        | ticket::Event::WorkStarted(_)
        | ticket::Event::WaitingForClient(_)
        | ticket::Event::OnHold(_)
        | ticket::Event::Resumed(_)
        | ticket::Event::Closed(_)
        | ticket::Event::Cancelled(_)
        | ticket::Event::Merged(_)
        | ticket::Event::AttachmentAdded(_)
        // What was erased must go from the cards as well.
        | ticket::Event::DataErased(_) => cards::raise(batch, taken, &standing),
        // A card shows nothing of these.
        ticket::Event::ReplyDelivered(_)
        | ticket::Event::Confirmed(_)
        | ticket::Event::Linked(_)
        | ticket::Event::Rated(_)
        | ticket::Event::EvidenceDeleted(_)
        | ticket::Event::Correction(_) => Ok(()),
    }
}

impl Standing {
    /// Something to be said to the client, in reply to their last words.
    fn for_client(self, taken: &Taken, kind: Kind, of: Option<(ChatKey, MessageId)>) -> Said {
        Said {
            thread: self.thread,
            ticket: Some(self.ticket),
            reply_to: self.last_words,
            of,
            ..Said::new(taken, kind, self.chat)
        }
    }
}

fn message_added(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    it: &ticket::MessageAdded,
) -> Result<(), ViewError> {
    match (it.side, it.visibility) {
        (Side::Staff, Visibility::Public) if it.relayed => {
            let question = it.rule.as_str() == QUESTION_RULE;
            let kind = if question { Kind::Question } else { Kind::Answer };
            let of = (batch.chat(it.message.chat)?, it.message.message);
            say(batch, taken, standing.for_client(taken, kind, Some(of)))?;
        }
        (Side::Client, Visibility::Public) => {
            tell_staff(batch, taken, Kind::ClientWords, Some(standing.ticket))?;
            // Words that want an answer and would get none: the ticket is over.
            if !standing.status.is_open() && it.awaits == Awaits::Answer {
                say(batch, taken, standing.for_client(taken, Kind::ReopenOffer, None))?;
            }
        }
        (Side::Client | Side::Staff, Visibility::Public | Visibility::Internal) => (),
    }
    if it.attachments.is_empty() { Ok(()) } else { cards::raise(batch, taken, standing) }
}

/// Says something in the staff chat, if there is one. What replies to the staff card learns its
/// message when it is read.
fn tell_staff(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    ticket: Option<TicketId>,
) -> Result<(), ViewError> {
    match batch.staff_chat()? {
        Some(chat) => say(batch, taken, Said { ticket, ..Said::new(taken, kind, chat) }),
        None => Ok(()),
    }
}

fn of_chat(batch: &mut Batch<'_>, taken: &Taken, event: &chat::Event) -> Result<(), ViewError> {
    match event {
        chat::Event::MessageAccounted(it) => accounted(batch, taken, it),
        chat::Event::NoticeDelivered(it) => delivered(batch, taken, it),
        chat::Event::NoticeFailed(it) => failed(batch, taken, it),
        chat::Event::UpdateParked(_) => parked(batch, taken),
        chat::Event::VisibilityChanged(_) => {
            let chat = batch.current_chat(taken.chat()?)?;
            let id = batch.chat_id(chat)?;
            let place = batch.chats.get(&id)?.map(|it| it.place);
            if place == Some(Place::Client) {
                cards::raise_group(batch, taken, chat)?;
            }
            Ok(())
        }
        chat::Event::MessageBound(_) | chat::Event::CoverageGap(_) | chat::Event::Migrated(_) => {
            Ok(())
        }
    }
}

fn accounted(batch: &mut Batch<'_>, taken: &Taken, it: &MessageAccounted) -> Result<(), ViewError> {
    if it.decision == Decision::Which {
        return tell_staff(batch, taken, Kind::WhichTicket, None);
    }
    let rule = it.rule.as_str();
    let status = STATUS_RULES.contains(&rule);
    if !status && !HINT_RULES.contains(&rule) {
        return Ok(());
    }
    let here = batch.chat(taken.chat()?)?;
    let chat = batch.current_chat(taken.chat()?)?;
    let ticket = match it.reply_to.filter(|_| status) {
        Some(replied) => batch.messages.get(&(here, replied))?.and_then(|it| it.ticket),
        None => None,
    };
    let kind = if status { Kind::StatusAnswer } else { Kind::Hint };
    let reply_to = Some(it.message).filter(|_| here == chat);
    let said = Said { thread: it.thread, ticket, reply_to, ..Said::new(taken, kind, chat) };
    say(batch, taken, said)
}

fn delivered(batch: &mut Batch<'_>, taken: &Taken, it: &NoticeDelivered) -> Result<(), ViewError> {
    if !it.kind.is_card() {
        batch.pending.remove(it.notice);
        return Ok(());
    }
    let chat = batch.chat(taken.chat()?)?;
    cards::change(batch, taken, it.kind, it.ticket, chat, |card| {
        card.message = Some(it.message);
        card.shown = it.shown;
    })
}

fn failed(batch: &mut Batch<'_>, taken: &Taken, it: &NoticeFailed) -> Result<(), ViewError> {
    let chat = batch.chat(taken.chat()?)?;
    if it.kind.is_card() {
        cards::change(batch, taken, it.kind, it.ticket, chat, |card| {
            card.shown = card.shown.max(it.shown);
        })?;
    } else {
        batch.pending.remove(it.notice);
    }
    match it.why {
        Undeliverable::Forbidden | Undeliverable::ChatGone => cards::give_up(batch, chat)?,
        Undeliverable::Refused => (),
        // Nobody misses what was erased or is out of date.
        Undeliverable::Pointless => return Ok(()),
    }
    match it.kind {
        Kind::Receipt | Kind::Answer | Kind::Question | Kind::Resolution => {
            tell_staff(batch, taken, Kind::Alarm, it.ticket)
        }
        Kind::Card
        | Kind::StaffCard
        | Kind::ClientWords
        | Kind::ReopenedWords
        | Kind::ReopenOffer
        | Kind::Prompt
        | Kind::GroupCard
        | Kind::LinkQuestion
        | Kind::StaffWelcome
        | Kind::WhichTicket
        | Kind::StatusAnswer
        | Kind::Hint
        | Kind::Alarm => Ok(()),
    }
}

/// One alarm an hour and chat is enough, however many updates were not understood.
fn parked(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let chat = taken.chat()?;
    batch.chat(chat)?;
    let hour = taken.occurred_at.timestamp().div_euclid(HOUR_SECONDS);
    let Some(staff_chat) = batch.staff_chat()? else { return Ok(()) };
    match batch.chats.change(&chat)? {
        Some(row) if row.alarmed != Some(hour) => row.alarmed = Some(hour),
        Some(_) | None => return Ok(()),
    }
    let begins = DateTime::from_timestamp(hour * HOUR_SECONDS, 0).unwrap_or(taken.occurred_at);
    let parts = [&chat.to_string(), Kind::Alarm.name(), "parked"];
    let id = NoticeId(cause::derive(begins, &parts));
    batch.pending.put(&id, Said::new(taken, Kind::Alarm, staff_chat))?;
    Ok(())
}
