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
mod topics;
mod undelivered;

pub(crate) use cards::{Card, staff_card};
pub(crate) use pending::{
    chats_with_pending, chats_with_ready, next_not_before, pending, pending_in, ready_in,
};
pub(crate) use said::{Said, stream_name};
pub(crate) use topics::SPEAKS;

use crate::batch::Batch;
use crate::chats::Chat;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::routing;
use crate::taken::Taken;
use crate::words::{Place, Word};
use domain::incident::{self, Announced};
use domain::invite::AskedIn;
use domain::link::LinkClaimed;
use domain::notice::Kind;
use domain::{ChatId, Event, NoticeId, PersonId, TicketId, cause, client, conversation, desk};
use rusqlite::params;
use store::port::{Revision, StreamName};

/// What is said where staff are, once.
const FOR_STAFF: [Kind; 14] = [
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
    Kind::AllHandedOver,
    Kind::Unanswered,
    Kind::Waits,
    Kind::ByColleague,
];
/// What staff have said to a client: they hear of it if it waits.
const OF_STAFF: [Kind; 3] = [Kind::Answer, Kind::Question, Kind::Resolution];
/// What nobody wants to read later any more.
const OF_THE_MOMENT: [Kind; 3] = [Kind::StatusAnswer, Kind::Hint, Kind::Prompt];
/// What is said to one agent in private if they chose that, and to their group if it cannot be.
const FOR_AGENT: [Kind; 5] =
    [Kind::ClientWords, Kind::ReopenedWords, Kind::Warning, Kind::AllHandedOver, Kind::ByColleague];

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
        Event::Desk(desk::Event::DigestDue(_)) => to_all_staff(batch, taken, Kind::Digest),
        Event::Desk(desk::Event::TicketsImported(_)) => {
            to_all_staff(batch, taken, Kind::TicketsImported)
        }
        Event::Client(
            client::Event::AgreementChanged(_)
            | client::Event::Renamed(_)
            | client::Event::NoticesChosen(_),
        ) => cards::raise_groups_of(batch, taken, taken.client()?),
        Event::Client(client::Event::InviteAsked(it)) => {
            tell_who_asked(batch, taken, Kind::InviteCard, it.asked_in)
        }
        Event::Client(client::Event::InviteRefused(it)) => {
            tell_who_asked(batch, taken, Kind::InviteEnded, it.asked_in)
        }
        Event::Client(client::Event::InviteWithdrawn(it)) => {
            tell_who_asked(batch, taken, Kind::InviteEnded, it.asked_in)
        }
        Event::Incident(incident::Event::Announced(it)) => announced(batch, taken, it),
        Event::Incident(incident::Event::TicketLinked(it)) => {
            of_ticket::raise_card(batch, taken, it.ticket)
        }
        Event::Incident(incident::Event::TicketUnlinked(it)) => {
            of_ticket::raise_card(batch, taken, it.ticket)
        }
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
pub(crate) fn id_of(taken: &Taken, kind: Kind, chat: ChatId) -> NoticeId {
    let parts = [&taken.id.0.to_string(), kind.name(), &chat.to_string()];
    NoticeId(cause::derive(taken.occurred_at, &parts))
}

/// What is said in a group in which the bot may not write waits until it may.
fn say(batch: &mut Batch<'_>, taken: &Taken, said: Said) -> Result<(), ViewError> {
    let chat = batch.chat_id(said.chat)?;
    let id = id_of(taken, said.kind, chat);
    let is_mute = batch.chats.get(&chat)?.is_some_and(Chat::is_mute);
    if is_mute && OF_THE_MOMENT.contains(&said.kind) {
        return Ok(());
    }
    let (kind, ticket) = (said.kind, said.ticket);
    batch.pending.put(&id, said)?;
    if is_mute && OF_STAFF.contains(&kind) {
        return tell_staff(batch, taken, Kind::Waits, ticket);
    }
    Ok(())
}

fn claimed(batch: &mut Batch<'_>, taken: &Taken, it: &LinkClaimed) -> Result<(), ViewError> {
    let chat = batch.current_chat(it.chat)?;
    say(batch, taken, Said::new(taken, Kind::LinkQuestion, chat))
}

/// Beneath the words by which a card was asked for or withdrawn.
fn tell_who_asked(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    at: AskedIn,
) -> Result<(), ViewError> {
    let (here, chat) = (batch.chat(at.chat)?, batch.current_chat(at.chat)?);
    let reply_to = Some(at.message).filter(|_| here == chat);
    say(batch, taken, Said { thread: at.thread, reply_to, ..Said::new(taken, kind, chat) })
}

/// One message a group, of the words that were drafted before.
fn announced(batch: &mut Batch<'_>, taken: &Taken, it: &Announced) -> Result<(), ViewError> {
    for told in it.to.iter().filter(|it| !it.further) {
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

/// Another chat may be where staff are told of some clients. The rows are settled.
pub(crate) fn routed_anew(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    bring_home(batch, taken)
}

/// What is for staff goes where staff are. The rows are settled.
fn bring_home(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    cards::bring_home(batch, taken)?;
    // What is told to a person alone stays theirs.
    let from = "chat NOT IN (SELECT key FROM chats WHERE place = 2 OR chat LIKE 'p%')";
    move_pending(batch, &FOR_STAFF, from, None)
}

/// Brings what is pending somewhere to the groups in which staff are told of it.
///
/// * `from`: a condition on rows that are pending, in which `?2` is `chat`.
fn move_pending(
    batch: &mut Batch<'_>,
    kinds: &[Kind],
    from: &str,
    chat: Option<ChatKey>,
) -> Result<(), ViewError> {
    for kind in kinds {
        let found = {
            let sql = format!(
                "SELECT notice, ticket FROM pending WHERE kind = ?1 AND ?2 IS ?2 AND {from} \
                 ORDER BY notice"
            );
            let mut statement = batch.connection.prepare_cached(&sql)?;
            let read = |row: &rusqlite::Row<'_>| {
                let ticket = row.get::<_, Option<Word<_>>>(1)?.map(|it| TicketId(it.0));
                Ok((NoticeId(row.get::<_, Word<_>>(0)?.0), ticket))
            };
            let found = statement.query_map(params![Word(*kind), chat], read)?;
            found.collect::<rusqlite::Result<Vec<_>>>()?
        };
        for (notice, ticket) in found {
            let Some(home) = routing::group_of(batch, ticket)? else { continue };
            let sql = "UPDATE pending SET chat = ?1, reply_to = NULL WHERE notice = ?2";
            batch.pending.write()?;
            batch.execute(sql, params![home, Word(notice.0)])?;
        }
    }
    Ok(())
}

fn drop_link_questions(batch: &Batch<'_>, chat: ChatKey) -> rusqlite::Result<()> {
    let sql = "DELETE FROM pending WHERE chat = ?1 AND kind = ?2";
    batch.execute(sql, params![chat, Word(Kind::LinkQuestion)]).map(drop)
}

/// Says the same in every staff chat.
fn to_all_staff(batch: &mut Batch<'_>, taken: &Taken, kind: Kind) -> Result<(), ViewError> {
    // Whoever changes a link settles, so that the file knows of every one.
    let sql = "SELECT key FROM chats WHERE place = 2 AND current = key ORDER BY linked";
    let mut statement = batch.connection.prepare_cached(sql)?;
    let chats = statement.query_map([], |row| row.get(0))?;
    let chats = chats.collect::<rusqlite::Result<Vec<ChatKey>>>()?;
    chats.into_iter().try_for_each(|chat| say(batch, taken, Said::new(taken, kind, chat)))
}

/// Tells staff of words that nobody has taken up, which stand at a place of their own. None where there is no staff chat.
pub(crate) fn tell_of_words(
    batch: &mut Batch<'_>,
    taken: &Taken,
    subject: (StreamName, Revision),
) -> Result<Option<NoticeId>, ViewError> {
    let client = routing::client_of(batch, taken.chat()?)?;
    let Some(chat) = batch.home(client)? else { return Ok(None) };
    let id = id_of(taken, Kind::Unanswered, batch.chat_id(chat)?);
    let said = Said { subject, ..Said::new(taken, Kind::Unanswered, chat) };
    batch.pending.put(&id, said)?;
    Ok(Some(id))
}

/// Says something in the group where staff are told of a ticket, or of what concerns none, if there is one. What replies
/// to the staff card learns its message when it is read.
fn tell_staff(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    ticket: Option<TicketId>,
) -> Result<(), ViewError> {
    match routing::group_of(batch, ticket)? {
        Some(chat) => say(batch, taken, Said { ticket, ..Said::new(taken, kind, chat) }),
        None => Ok(()),
    }
}

/// Says something of a ticket to whoever has it where they chose to be told, else where staff are told of it.
fn tell_agent(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    ticket: TicketId,
) -> Result<(), ViewError> {
    match routing::place_of(batch, taken, ticket)? {
        Some(chat) => {
            let ticket = Some(ticket);
            say(batch, taken, Said { ticket, ..Said::new(taken, kind, chat) })
        }
        None => Ok(()),
    }
}

/// Tells somebody in particular of a ticket: in private if they chose that and are there, else where staff are told of it.
fn tell_person(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    (person, ticket): (PersonId, TicketId),
) -> Result<(), ViewError> {
    let chat = match routing::private_chat(batch, person, taken.recorded_at)? {
        Some(private) => Some(private),
        None => routing::group_of(batch, Some(ticket))?,
    };
    match chat {
        Some(chat) => {
            let ticket = Some(ticket);
            say(batch, taken, Said { ticket, ..Said::new(taken, kind, chat) })
        }
        None => Ok(()),
    }
}

/// Says something of a chat in the group where staff are told of its client.
fn tell_staff_of_chat(batch: &mut Batch<'_>, taken: &Taken, kind: Kind) -> Result<(), ViewError> {
    let client = routing::client_of(batch, taken.chat()?)?;
    match batch.home(client)? {
        Some(chat) => say(batch, taken, Said::new(taken, kind, chat)),
        None => Ok(()),
    }
}
