//! Message: what somebody wrote in a linked chat goes to the commands, with all that they must know.

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::{Reader, Reply};
use crate::updates::{self, Author};
use crate::{set_up, wire};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use commands::chat::account;
use commands::follow::{self, Followed};
use commands::reactions;
use commands::ticket::{take, wording};
use commands::transact;
use domain::chat::{Event as ChatEvent, month_of};
use domain::conversation::Conversation;
use domain::intake::{Belongs, Incoming, Known, OnBehalf, Place, Replied, Sender, Typed};
use domain::ticket::rights::Refusal;
use domain::{Cause, ChatId, ConversationId, MessageId, MessageRef, TicketId, Trigger};
use projections::rows::{ChatPlace, ChatRow, MessageBelongs};
use std::time::Duration;
use store::stream::Stream;

/// How long a reply to a message of ours waits for its delivery to be known.
const DELIVERY_WAIT_MAX: Duration = Duration::from_secs(2);
/// How old a message of ours is at most whose delivery may still be on its way into the log.
const DELIVERY_AGE_MAX: TimeDelta = TimeDelta::minutes(5);

/// A message in a linked chat: accounted for, and followed into register and ticket.
///
/// # Errors
///
/// [`Failure`]; the message was not acknowledged and comes again.
pub(crate) async fn in_linked_chat(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
) -> Result<Vec<Effect>, Failure> {
    let Some(author) = updates::author(it).filter(|_| !it.is_automatic_forward) else {
        return Ok(vec![]);
    };
    let cause = cause(reception, it);
    let somebody = reception.somebody(&author, Some(&chat.place), &cause).await?;
    let typed = updates::command(updates::text(it), &reception.me.username);
    let acts = author.sender == Sender::Person && it.edit_date.is_none();
    let mut effects = match typed.as_ref().filter(|_| acts) {
        Some(typed) => set_up::typed(reception, chat, it, &somebody, typed, &cause).await?,
        None => vec![],
    };
    let incoming = incoming(reception, it, &author, &somebody, typed).await?;
    let known = known(reception, chat, it, &incoming, &somebody, &cause).await?;
    let own = updates::files(it);
    let replied = updates::replied(it).map(updates::files).unwrap_or_default();
    let files = account::Files { own: &own, replied: &replied };
    let done = account::account(&reception.house, &incoming, files, &known, &cause).await?;
    reception.wrote(it.chat.id, done.position);
    for happened in &done.events {
        if let ChatEvent::MessageBound(it) = &happened.event {
            let month = (incoming.at.chat, month_of(cause.at));
            let bound = reactions::bound(&reception.house, month, it, happened).await;
            bound.map_err(Failure::Follow)?;
            continue;
        }
        match follow::accounted(&reception.house, incoming.at.chat, happened).await {
            Ok(Followed { position, .. }) => reception.wrote(it.chat.id, position),
            Err(error) => match refused(error) {
                Refused::Failed(failure) => return Err(failure),
                Refused::Rejected(rejection) => {
                    let reply = refusal(reception, chat, &rejection)?;
                    effects.push(Effect::Reply {
                        chat: it.chat.id,
                        reply_to: incoming.at.message,
                        text: reply.text(chat.language, reader(chat)),
                    });
                }
            },
        }
    }
    Ok(effects)
}

/// What is said of a step that the ticket's rules refuse.
fn refusal(
    reception: &Reception,
    chat: &ChatRow,
    rejection: &follow::Rejection,
) -> Result<Reply, Failure> {
    let refused = match rejection {
        follow::Rejection::Refused(it) | follow::Rejection::Take(take::Rejection::Refused(it)) => {
            it
        }
        follow::Rejection::Take(take::Rejection::AlreadyTaken { by }) => {
            let name = reception.views.person(*by)?.map(|it| it.name).unwrap_or_default();
            return Ok(Reply::AlreadyTaken { name, time: None });
        }
    };
    Ok(match refused {
        Refusal::Unregistered => Reply::NoSuchTicket,
        Refusal::NotYours(_) if matches!(chat.place, ChatPlace::Staff) => Reply::OnlyStaff,
        Refusal::NotYours(_) => Reply::NotYours,
        Refusal::NotNow(status) => Reply::NotNow { number: None, status: *status },
    })
}

/// Whose words for states a chat reads.
pub(crate) fn reader(chat: &ChatRow) -> Reader {
    match chat.place {
        ChatPlace::Client { .. } => Reader::Client,
        ChatPlace::Staff => Reader::Staff,
    }
}

fn cause(reception: &Reception, it: &wire::Message) -> Cause {
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: ChatId::Group(it.chat.id),
        message: MessageId(it.message_id),
        edited: it.edit_date,
    };
    Cause::new(trigger, updates::instant(it.edit_date.unwrap_or(it.date)))
}

async fn incoming(
    reception: &Reception,
    it: &wire::Message,
    author: &Author,
    somebody: &Somebody,
    command: Option<Typed>,
) -> Result<Incoming, Failure> {
    let at = MessageRef { chat: ChatId::Group(it.chat.id), message: MessageId(it.message_id) };
    let reply_to = match updates::replied(it) {
        Some(to) => replied(reception, to).await?,
        None => None,
    };
    Ok(Incoming {
        at,
        author: somebody.id,
        sender: author.sender,
        date: updates::instant(it.date),
        edited_at: it.edit_date.map(updates::instant),
        text: updates::text(it).to_owned(),
        command,
        reply_to,
        thread: updates::thread(it),
        album: updates::album(it),
        attachments: updates::attachments(it).into_iter().map(|it| it.0).collect(),
    })
}

async fn replied(reception: &Reception, to: &wire::Message) -> Result<Option<Replied>, Failure> {
    let Some(author) = updates::author(to) else {
        return Ok(None);
    };
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: ChatId::Group(to.chat.id),
        message: MessageId(to.message_id),
        edited: None,
    };
    let from_us = author.id == reception.me.id;
    let seen = Cause::new(trigger, updates::instant(to.date));
    let somebody = reception.somebody(&author, None, &seen).await?;
    let from_staff = somebody.known.is_staff() && author.sender == Sender::Person;
    Ok(Some(updates::as_replied(to, somebody.id, (from_us, from_staff))))
}

async fn known<'a>(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    incoming: &Incoming,
    somebody: &'a Somebody,
    cause: &Cause,
) -> Result<Known<'a>, Failure> {
    let place = match &chat.place {
        ChatPlace::Client { client, .. } => Place::ClientChat(*client),
        ChatPlace::Staff => Place::StaffChat,
    };
    let replied = match &incoming.reply_to {
        Some(to) => belongs_of_replied(reception, it.chat.id, to).await?,
        None => Belongs::Nothing,
    };
    let itself = match incoming.edited_at {
        Some(_) => belongs(reception, incoming.at).await?,
        None => Belongs::Nothing,
    };
    let wording = match itself {
        Belongs::Ticket(ticket) => wording::of(&reception.house, ticket, incoming.at).await?,
        Belongs::Nothing | Belongs::Conversation(..) => None,
    };
    let said_at = incoming.edited_at.unwrap_or(incoming.date);
    let staff_in_group = somebody.known.is_staff() && matches!(place, Place::ClientChat(_));
    let waiting = if staff_in_group && incoming.command.is_none() {
        reception.views.waiting_in_chat(chat.chat)?
    } else {
        vec![]
    };
    let (named, on_behalf) = match &incoming.command {
        Some(typed) => {
            (named(reception, place, typed)?, on_behalf(reception, place, typed, said_at)?)
        }
        None => (None, None),
    };
    Ok(Known {
        place,
        author: &somebody.known,
        replied,
        itself,
        wording,
        album: None,
        named,
        waiting,
        on_behalf,
        fresh: TicketId(cause.new_id("ticket")),
    })
}

/// What a replied message belongs to. One of ours may be so fresh that its delivery is still being recorded.
async fn belongs_of_replied(
    reception: &Reception,
    chat: i64,
    to: &Replied,
) -> Result<Belongs, Failure> {
    let at = MessageRef { chat: ChatId::Group(chat), message: to.message };
    let mut changes = reception.views.changes();
    let known = async {
        while reception.views.message(at)?.is_none() {
            if changes.changed().await.is_err() {
                break;
            }
        }
        Ok::<_, Failure>(())
    };
    let fresh = reception.house.clock.now() - to.date < DELIVERY_AGE_MAX;
    let may_wait = to.from_us && fresh && reception.may_become_known(chat, to.message);
    if may_wait && reception.views.message(at)?.is_none() {
        // Running out of time is an answer, too: then it is no message that we remember.
        match tokio::time::timeout(DELIVERY_WAIT_MAX, known).await {
            Ok(known) => known?,
            Err(_) => reception.stays_unknown(chat, to.message),
        }
    }
    belongs(reception, at).await
}

async fn belongs(reception: &Reception, at: MessageRef) -> Result<Belongs, Failure> {
    let Some(row) = reception.views.message(at)? else {
        return Ok(Belongs::Nothing);
    };
    match row.belongs {
        MessageBelongs::Nothing => Ok(Belongs::Nothing),
        MessageBelongs::Ticket(ticket) => Ok(Belongs::Ticket(ticket)),
        MessageBelongs::Conversation(id, _) => conversation(reception, id).await,
    }
}

async fn conversation(reception: &Reception, id: ConversationId) -> Result<Belongs, Failure> {
    let stream = Stream::Conversation(id);
    let state = transact::ask(&reception.house, &stream, Conversation::clone).await?;
    Ok(match state {
        Conversation::Unstarted => Belongs::Nothing,
        Conversation::Open(started) => Belongs::Conversation(id, started),
        Conversation::Answered(_, ticket) => Belongs::Ticket(ticket),
    })
}

/// The ticket whose number a command begins with. A client's chat knows its own tickets only.
fn named(
    reception: &Reception,
    place: Place,
    typed: &Typed,
) -> Result<Option<(TicketId, String)>, Failure> {
    // As we write numbers ourselves, with the sign apart, or as people do.
    let words = typed.rest.trim_start_matches(['№', '#']).trim_start();
    let (word, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let Ok(number) = word.to_uppercase().parse() else {
        return Ok(None);
    };
    let row = reception.views.ticket_by_number(&number)?;
    let row = row.filter(|it| match place {
        Place::ClientChat(client) => it.client == client,
        Place::StaffChat => true,
    });
    Ok(row.map(|it| (it.ticket, rest.trim().to_owned())))
}

/// `/new ROM 14:20 text` in a staff chat: whose request, when it was reported, and the request.
fn on_behalf(
    reception: &Reception,
    place: Place,
    typed: &Typed,
    date: DateTime<Utc>,
) -> Result<Option<OnBehalf>, Failure> {
    if place != Place::StaffChat || typed.name != "new" {
        return Ok(None);
    }
    let (code, rest) = typed.rest.split_once(char::is_whitespace).unwrap_or((&typed.rest, ""));
    let Ok(code) = code.to_uppercase().parse() else {
        return Ok(None);
    };
    let Some(client) = reception.views.client_by_code(&code)? else {
        return Ok(None);
    };
    let Some(chat) = client.chats.first().copied() else {
        return Ok(None);
    };
    let zone = client.zone.0.parse().unwrap_or(chrono_tz::UTC);
    let (reported_at, text) = reported(rest.trim(), date, zone);
    Ok(Some(OnBehalf { client: client.client, chat, reported_at, text: text.to_owned() }))
}

/// The time that words begin with, as `14:20` or `23.11 14:20` in a zone and not later than `date`, and the rest of
/// the words. Without a time it was reported just now.
fn reported(words: &str, date: DateTime<Utc>, zone: chrono_tz::Tz) -> (DateTime<Utc>, &str) {
    let local = date.with_timezone(&zone);
    let (first, after) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let (day, time, rest) = if let Ok(time) = NaiveTime::parse_from_str(first, "%H:%M") {
        (Some(local.date_naive()), time, after)
    } else {
        let (second, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
        let Ok(time) = NaiveTime::parse_from_str(second, "%H:%M") else {
            return (date, words);
        };
        (day_and_month(first, local.year()), time, rest)
    };
    let instant = day.and_then(|it| zone.from_local_datetime(&it.and_time(time)).earliest());
    match instant.map(|it| it.to_utc()) {
        Some(at) if at <= date => (at, rest.trim_start()),
        // Later today is yesterday's; a date to come is a slip of the finger and stays in the text.
        Some(at) if day == Some(local.date_naive()) && first.contains(':') => {
            (at - TimeDelta::days(1), rest.trim_start())
        }
        Some(_) | None => (date, words),
    }
}

fn day_and_month(text: &str, year: i32) -> Option<NaiveDate> {
    let (day, month) = text.split_once('.')?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, at: &str, text: &str) {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let (reported_at, rest) = reported(words, now, chrono_tz::Europe::Moscow);
        assert_eq!(reported_at, at.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(rest, text);
    }

    #[test]
    fn a_call_was_reported_at_the_time_given_in_the_clients_zone() {
        check("14:20 Не печатает", "2026-11-23T11:20:00Z", "Не печатает");
        check("20.11 09:05 Не печатает", "2026-11-20T06:05:00Z", "Не печатает");
    }

    #[test]
    fn without_a_time_it_was_reported_just_now() {
        check("Не печатает 14:20", "2026-11-23T12:00:00Z", "Не печатает 14:20");
        check("", "2026-11-23T12:00:00Z", "");
    }

    #[test]
    fn a_time_later_than_now_was_yesterday() {
        check("23:50 Не печатает", "2026-11-22T20:50:00Z", "Не печатает");
    }

    #[test]
    fn a_date_to_come_or_no_date_at_all_stays_in_the_text() {
        check("24.12 09:05 Не печатает", "2026-11-23T12:00:00Z", "24.12 09:05 Не печатает");
        check("99.99 09:05 Не печатает", "2026-11-23T12:00:00Z", "99.99 09:05 Не печатает");
    }
}
