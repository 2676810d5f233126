//! Notices: what must still be said?
//!
//! What must be said follows from events alone, and so does that it was said: pending is the difference.

mod board;
mod cards;
mod of_chat;
mod of_people;
mod of_ticket;
mod of_time;
mod outcome;
mod pending;
mod rating;
mod said;

pub(crate) use cards::{Card, staff_card};
pub(crate) use pending::{
    chats_with_pending, chats_with_ready, next_not_before, pending, pending_in, ready_in,
};
pub(crate) use said::Said;

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::taken::Taken;
use crate::words::{Place, Word};
use domain::incident::{self, Announced};
use domain::link::LinkClaimed;
use domain::notice::Kind;
use domain::{ChatId, Event, NoticeId, TicketId, cause, client, conversation, desk};
use rusqlite::params;
use store::port::Revision;

/// What is said where staff are, once.
const FOR_STAFF: [Kind; 10] = [
    Kind::ClientWords,
    Kind::ReopenedWords,
    Kind::WhichTicket,
    Kind::Alarm,
    Kind::Warning,
    Kind::Breach,
    Kind::Escalation,
    Kind::StaffConfirmed,
    Kind::HandedOver,
    Kind::StaffLeft,
];

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Ticket(event) => of_ticket::take_in(batch, taken, event),
        Event::Chat(event) => of_chat::take_in(batch, taken, event),
        Event::Person(event) => of_people::take_in(batch, taken, event),
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
        Event::Client(
            client::Event::AgreementChanged(_)
            | client::Event::Renamed(_)
            | client::Event::NoticesChosen(_),
        ) => cards::raise_groups_of(batch, taken, taken.client()?),
        Event::Incident(incident::Event::Announced(it)) => announced(batch, taken, it),
        Event::Client(_)
        | Event::Desk(_)
        | Event::Incident(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Conversation(_)
        | Event::Register(_) => Ok(()),
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

/// One message a group, of the words that were drafted before.
fn announced(batch: &mut Batch<'_>, taken: &Taken, it: &Announced) -> Result<(), ViewError> {
    for told in &it.to {
        let chat = batch.current_chat(told.chat)?;
        let subject = (taken.name.clone(), Revision(it.draft));
        say(batch, taken, Said { subject, ..Said::new(taken, Kind::Announcement, chat) })?;
    }
    Ok(())
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
    // What is told to a person alone stays theirs.
    let sql = "UPDATE pending SET chat = ?1 WHERE kind = ?2 \
               AND chat NOT IN (SELECT key FROM chats WHERE place = 2 OR chat LIKE 'p%')";
    if home.is_some() {
        for kind in FOR_STAFF {
            batch.execute(sql, params![home, Word(kind)])?;
        }
    }
    Ok(())
}

fn drop_link_questions(batch: &Batch<'_>, chat: ChatKey) -> rusqlite::Result<()> {
    let sql = "DELETE FROM pending WHERE chat = ?1 AND kind = ?2";
    batch.execute(sql, params![chat, Word(Kind::LinkQuestion)]).map(drop)
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
