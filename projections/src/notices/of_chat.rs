//! What does a chat's event call for, and what does it settle?

use super::{
    FOR_AGENT, Said, cards, of_time, outcome, say, tell_staff, tell_staff_of_chat, topics,
};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::people;
use crate::routing;
use crate::taken::Taken;
use crate::words::Place;
use chrono::DateTime;
use domain::chat::{
    self, Decision, MessageAccounted, NoticeDelivered, NoticeFailed, Undeliverable,
};
use domain::group_rights::GroupRights;
use domain::notice::Kind;
use domain::{ChatId, NoticeId, Role, Side, cause};
use rusqlite::OptionalExtension;

/// Rules that ask how a ticket stands, or which ones there are.
const STATUS_RULES: [&str; 6] = [
    "command.status",
    "command.my",
    "command.due",
    "command.queue",
    "command.find",
    "already_registered",
];
/// Rules under which a command, or an answer, could not be followed.
const HINT_RULES: [&str; 21] = [
    "command.new_without_text",
    "command.ticket_without_reply",
    "command.ticket_of_the_bot",
    "command.help",
    "command.which_ticket",
    "command.no_such_ticket",
    "command.without_text",
    "command.hold_without_reason",
    "command.on_behalf_wrong",
    "command.no_such_client",
    "command.client_without_chat",
    "command.note_to_all",
    "command.workaround_with_text",
    "command.linked_already",
    "command.staff_only",
    "command.unknown",
    "unverifiable_actor",
    "answer_without_words",
    "unconfirmed_staff",
    "command.private_in_group",
    "private_of_nobody",
];
/// The same of what agents do all day.
const HINT_RULES_OF_AGENTS: [&str; 7] = [
    "command.which_two",
    "command.staff_chat_only",
    "command.no_such_reply",
    "command.reply_without_name",
    "command.reply_too_long",
    "answer_without_number",
    "reply_among_staff",
];
const HOUR_SECONDS: i64 = 3_600;

pub(super) fn take_in(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &chat::Event,
) -> Result<(), ViewError> {
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
        // What follows from it in register and ticket is said there.
        chat::Event::DecisionCorrected(_)
        // Of words that nobody has taken up, their own view tells.
        | chat::Event::UnansweredNoted(_)
        | chat::Event::MessageBound(_)
        | chat::Event::MemberJoined(_)
        | chat::Event::MemberLeft(_)
        | chat::Event::CoverageGap(_)
        | chat::Event::Renamed(_)
        | chat::Event::Migrated(_) => Ok(()),
        chat::Event::TopicLost(it) => topics::lost(batch, taken, it.thread),
        chat::Event::TopicFound(it) => topics::found(batch, taken, it.thread),
        chat::Event::RightsChanged(it) => rights_changed(batch, taken, it.rights),
    }
}

fn accounted(batch: &mut Batch<'_>, taken: &Taken, it: &MessageAccounted) -> Result<(), ViewError> {
    if it.decision == Decision::Which && it.side == Side::Client {
        let here = batch.chat(taken.chat()?)?;
        let chat = batch.current_chat(taken.chat()?)?;
        let reply_to = Some(it.message).filter(|_| here == chat);
        return say(batch, taken, Said { reply_to, ..Said::new(taken, Kind::PrivateWhich, chat) });
    }
    if it.decision == Decision::Which {
        return tell_staff_of_chat(batch, taken, Kind::WhichTicket);
    }
    let rule = it.rule.as_str();
    let status = STATUS_RULES.contains(&rule);
    let nudge = it.intake.as_ref().is_some_and(|it| it.nudge);
    let hint = HINT_RULES.contains(&rule) || HINT_RULES_OF_AGENTS.contains(&rule);
    if !status && !nudge && !hint {
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
        let said = batch.pending.get(&it.notice)?.cloned();
        batch.pending.remove(it.notice);
        if it.kind.is_of_time() {
            // A message about many tickets is delivered as one about none of them.
            let ticket = said.as_ref().and_then(|it| it.ticket).or(it.ticket);
            of_time::done(batch, ticket, it.notice)?;
        }
        if let (Kind::Resolution, Some(said)) = (it.kind, said) {
            outcome::begin(batch, taken, it, (said.chat, said.subject))?;
        }
        return Ok(());
    }
    let chat = batch.chat(taken.chat()?)?;
    if it.kind == Kind::Undelivered && it.ticket.is_none() {
        return cards::told_among_others(batch, it, chat);
    }
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
        let said = batch.pending.get(&it.notice)?.cloned();
        batch.pending.remove(it.notice);
        let instead = match said {
            Some(said) => instead(batch, taken, it, said)?,
            None => None,
        };
        if it.kind.is_of_time() {
            of_time::gone(batch, it.ticket, it.notice, instead)?;
        }
    }
    match it.why {
        Undeliverable::Forbidden | Undeliverable::ChatGone => cards::give_up(batch, chat)?,
        Undeliverable::Refused => (),
        // Nobody misses what was erased or is out of date.
        Undeliverable::Pointless => return Ok(()),
    }
    match it.kind {
        // Of a staff member's words, their ticket tells whose they are and what is to be done.
        Kind::Answer | Kind::Question | Kind::Resolution if it.of.is_some() => Ok(()),
        Kind::Receipt
        | Kind::Answer
        | Kind::Question
        | Kind::Resolution
        | Kind::Taken
        | Kind::Announcement => tell_staff(batch, taken, Kind::Alarm, it.ticket),
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
        | Kind::Alarm
        | Kind::Warning
        | Kind::Breach
        | Kind::Escalation
        | Kind::StaffQuestion
        | Kind::StaffConfirmed
        | Kind::HandedOver
        | Kind::Outcome
        | Kind::RatingQuestion
        | Kind::StaffLeft
        | Kind::AllHandedOver
        | Kind::Unanswered
        | Kind::Digest
        | Kind::Undelivered
        | Kind::InviteCard
        | Kind::InviteEnded
        | Kind::PrivateWhich
        | Kind::TicketsImported
        | Kind::TopicLost
        | Kind::Waits
        | Kind::ByColleague => Ok(()),
    }
}

/// What could not be said to one agent in private is said to their group.
fn instead(
    batch: &mut Batch<'_>,
    taken: &Taken,
    it: &NoticeFailed,
    said: Said,
) -> Result<Option<NoticeId>, ViewError> {
    let private = matches!(taken.chat()?, ChatId::Private(_));
    if !private || !FOR_AGENT.contains(&it.kind) || it.why == Undeliverable::Pointless {
        return Ok(None);
    }
    let Some(chat) = routing::group_of(batch, it.ticket)? else { return Ok(None) };
    let parts = [&it.notice.0.to_string(), "instead"];
    let id = NoticeId(cause::derive(taken.occurred_at, &parts));
    batch.pending.put(&id, Said { chat, reply_to: None, position: taken.position, ..said })?;
    Ok(Some(id))
}

/// Staff hear of it once when the bot can do less in a client's group than before.
fn rights_changed(
    batch: &mut Batch<'_>,
    taken: &Taken,
    rights: GroupRights,
) -> Result<(), ViewError> {
    let chat = taken.chat()?;
    batch.chat(chat)?;
    let Some(row) = batch.chats.get(&chat)? else { return Ok(()) };
    let lost = row.rights.map_or(!rights.write, |before| rights.has_lost(before));
    let silenced = !rights.write && row.rights.is_none_or(|before| before.write);
    let (key, place) = (row.current, row.place);
    if rights.topics {
        topics::all_found(batch, key)?;
    }
    if lost && place == Place::Client {
        return tell_staff_of_chat(batch, taken, Kind::Alarm);
    }
    if silenced && place == Place::Staff {
        return tell_other_staff(batch, taken, key);
    }
    Ok(())
}

/// A group of staff in which the bot can say nothing hears nothing of it: another one does, if the bot may write there;
/// else whoever looks after the desk does, each alone.
fn tell_other_staff(batch: &mut Batch<'_>, taken: &Taken, mute: ChatKey) -> Result<(), ViewError> {
    batch.chats.write()?;
    // Where the bot is no member, a try would be the end of it.
    let sql = format!(
        "SELECT h.key FROM chats h WHERE h.place = 2 AND h.current = h.key AND h.key <> ?1 \
         AND coalesce(h.sees, 0) <> 3 AND {} ORDER BY h.linked, h.key LIMIT 1",
        topics::SPEAKS
    );
    let other = {
        let mut statement = batch.connection.prepare_cached(&sql)?;
        statement.query_row([mute], |row| row.get(0)).optional()?
    };
    if let Some(other) = other {
        return say(batch, taken, Said::new(taken, Kind::Alarm, other));
    }
    batch.people.write()?;
    let mut told = people::holders(batch.connection, Role::Admin)?;
    if told.is_empty() {
        told = people::holders(batch.connection, Role::Manager)?;
    }
    for person in told {
        let alone = batch.current_chat(ChatId::Private(person))?;
        say(batch, taken, Said::new(taken, Kind::Alarm, alone))?;
    }
    Ok(())
}

/// One alarm an hour and chat is enough, however many updates were not understood.
fn parked(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let chat = taken.chat()?;
    batch.chat(chat)?;
    let hour = taken.occurred_at.timestamp().div_euclid(HOUR_SECONDS);
    let client = routing::client_of(batch, chat)?;
    let Some(staff_chat) = batch.home(client)? else { return Ok(()) };
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
