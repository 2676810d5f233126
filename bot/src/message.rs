//! Message: what somebody wrote in a linked chat goes to the commands, with all that they must know.

use crate::already::so_already;
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, place_of, refused};
use crate::texts::{Reader, Reply};
use crate::updates::{self, Author};
use crate::{along, canned, correct, hand_all, incident, other, private_request, set_up, wire};
use chrono::TimeDelta;
use commands::chat::account;
use commands::follow;
use commands::intake::judge;
use commands::reactions;
use commands::ticket::{reopen, take, wording};
use commands::transact;
use domain::chat::{Event as ChatEvent, month_of};
use domain::conversation::Conversation;
use domain::intake::{
    self, Belongs, Caller, Incoming, Known, Named, Place, Pressed, Quiet, Replied, Sender, Typed,
};
use domain::ticket::rights::Refusal;
use domain::{
    Cause, ChatId, ClientId, ConversationId, MessageId, MessageRef, PersonId, TicketId,
    TicketNumber, Trigger,
};
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
    let cause = cause(reception, chat, it);
    let seen_in = (chat, updates::thread(it));
    let somebody = reception.somebody(&author, Some(seen_in), &cause).await?;
    let somebody = private_request::on_side(chat, somebody);
    let typed = updates::command(updates::text(it), &reception.me.username);
    let unconfirmed = chat.place == ChatPlace::Staff && !somebody.known.is_staff();
    // What is arranged, is arranged before everybody whom it concerns.
    let alone = private_request::is_alone(chat);
    let acts = author.sender == Sender::Person && it.edit_date.is_none() && !unconfirmed && !alone;
    let mut effects = match typed.as_ref().filter(|_| acts) {
        Some(typed) => {
            let of_incident = incident::typed(reception, chat, it, &somebody, typed, &cause);
            if let Some(effects) = of_incident.await? {
                effects
            } else {
                let mut said = set_up::typed(reception, chat, it, &somebody, typed, &cause).await?;
                let corrected = correct::typed(reception, chat, it, &somebody, typed, &cause);
                said.extend(corrected.await?);
                said
            }
        }
        None => vec![],
    };
    let incoming = incoming(reception, (chat, it), &author, (&somebody, typed), &cause).await?;
    let known = known(reception, chat, it, &incoming, &somebody, &cause).await?;
    if let Some(note) = intake::hand_over_note(&incoming, &known) {
        let at = (it.chat.id, &cause);
        effects.extend(hand_all::noted(reception, chat, (&incoming, note), at).await?);
    }
    let own = updates::files(it);
    let replied = updates::replied(it).map(updates::files).unwrap_or_default();
    let author_replied = incoming.reply_to.as_ref().map(|it| it.author);
    let brought = along::of(reception, it, author_replied).await?;
    let brought_replied = match updates::replied(it) {
        Some(it) => Some(along::of(reception, it, None).await?),
        None => None,
    };
    let files = account::Files {
        own: &own,
        replied: &replied,
        along: Some(&brought),
        along_replied: brought_replied.as_ref(),
    };
    let done = account::account(&reception.house, &incoming, files, &known, &cause).await?;
    reception.wrote(it.chat.id, done.position);
    // An update that comes again late finds what was refused then as it was then.
    let house = &reception.house.following(done.position);
    for happened in &done.events {
        if let ChatEvent::MessageBound(it) = &happened.event {
            let month = (incoming.at.chat, month_of(cause.dated()));
            let bound = reactions::bound(house, month, it, happened).await;
            bound.map_err(Failure::Follow)?;
            continue;
        }
        match follow::accounted(house, incoming.at.chat, happened).await {
            Ok(followed) => {
                reception.wrote(it.chat.id, followed.position);
                if let Some(reply) = so_already(reception, &incoming, happened, &followed).await? {
                    effects.push(Effect::Reply {
                        chat: it.chat.id,
                        reply_to: incoming.at.message,
                        text: reply.text(chat.language, reader(chat)),
                    });
                }
            }
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
        follow::Rejection::Refused(it)
        | follow::Rejection::Take(take::Rejection::Refused(it))
        | follow::Rejection::Reopen(reopen::Rejection::Refused(it)) => it,
        follow::Rejection::Reopen(reopen::Rejection::TooLate) => return Ok(Reply::TooLate),
        follow::Rejection::Merge(it) => match other::merge_refused(*it) {
            Ok(refusal) => return Ok(refusal_of(chat, refusal)),
            Err(reply) => return Ok(reply),
        },
        follow::Rejection::Link(it) => match other::link_refused(*it) {
            Ok(refusal) => return Ok(refusal_of(chat, refusal)),
            Err(reply) => return Ok(reply),
        },
        follow::Rejection::Take(take::Rejection::AlreadyTaken { by }) => {
            let name = reception.views.person(*by)?.map(|it| it.name).unwrap_or_default();
            return Ok(Reply::AlreadyTaken { name, time: None });
        }
    };
    Ok(refusal_of(chat, *refused))
}

fn refusal_of(chat: &ChatRow, refused: Refusal) -> Reply {
    match refused {
        Refusal::Unregistered => Reply::NoSuchTicket,
        Refusal::NotYours(_) if matches!(chat.place, ChatPlace::Staff) => Reply::OnlyStaff,
        Refusal::NotYours(_) => Reply::NotYours,
        Refusal::NotNow(status) => Reply::NotNow { number: None, status },
    }
}

/// Whose words for states a chat reads.
pub(crate) fn reader(chat: &ChatRow) -> Reader {
    match chat.place {
        ChatPlace::Client { .. } => Reader::Client,
        ChatPlace::Staff => Reader::Staff,
    }
}

/// The chat of a message by our own name of it: a private one bears its person's.
fn chat_of(chat: &ChatRow, it: &wire::Message) -> ChatId {
    match chat.chat {
        ChatId::Private(_) => chat.chat,
        ChatId::Group(_) => ChatId::Group(it.chat.id),
    }
}

pub(crate) fn cause(reception: &Reception, chat: &ChatRow, it: &wire::Message) -> Cause {
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: chat_of(chat, it),
        message: MessageId(it.message_id),
        edited: it.edit_date,
    };
    reception.heard(trigger, updates::instant(it.edit_date.unwrap_or(it.date)), it.chat.id)
}

async fn incoming(
    reception: &Reception,
    (chat, it): (&ChatRow, &wire::Message),
    author: &Author,
    (somebody, command): (&Somebody, Option<Typed>),
    cause: &Cause,
) -> Result<Incoming, Failure> {
    let at = MessageRef { chat: chat_of(chat, it), message: MessageId(it.message_id) };
    let reply_to = match updates::replied(it) {
        Some(to) => replied(reception, place_of(chat), to).await?,
        None => None,
    };
    Ok(Incoming {
        at,
        author: somebody.id,
        sender: author.sender,
        date: reception.believed(it.date),
        edited_at: it.edit_date.map(|_| cause.at),
        ahead_s: cause.ahead_s(),
        text: updates::text(it).to_owned(),
        command,
        reply_to,
        thread: updates::thread(it),
        album: updates::album(it),
        attachments: updates::attachments(it).into_iter().map(|it| it.0).collect(),
    })
}

async fn replied(
    reception: &Reception,
    place: Place,
    to: &wire::Message,
) -> Result<Option<Replied>, Failure> {
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
    let (date, now) = (updates::instant(to.date), reception.house.clock.now());
    // What is ahead was told of when it came.
    let seen = Cause::heard(trigger, date, now);
    let somebody = reception.somebody(&author, None, &seen).await?;
    let here = somebody.known.here(place);
    let from_staff = here.is_staff() && author.sender == Sender::Person;
    let replied = updates::as_replied(to, somebody.id, (from_us, from_staff));
    Ok(Some(Replied { date: seen.at, ..replied }))
}

async fn known<'a>(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    incoming: &Incoming,
    somebody: &'a Somebody,
    cause: &Cause,
) -> Result<Known<'a>, Failure> {
    let place = place_of(chat);
    let replied = match &incoming.reply_to {
        Some(to) => belongs_of_replied(reception, incoming.at.chat, (it.chat.id, to)).await?,
        None => Belongs::Nothing,
    };
    let pressed = pressed(reception, incoming).await?;
    let replied_at = incoming.reply_to.as_ref().map(|it| (it.message, it.from_us));
    let (told, note) = match replied_at {
        Some((message, from_us)) => {
            let row = reception.views.message(MessageRef { chat: incoming.at.chat, message })?;
            row.map_or((None, false), |it| (it.notice.filter(|_| from_us), it.internal))
        }
        None => (None, false),
    };
    let itself = match incoming.edited_at {
        Some(_) => belongs(reception, incoming.at).await?,
        None => Belongs::Nothing,
    };
    let wording = match itself {
        Belongs::Ticket(ticket) => wording::of(&reception.house, ticket, incoming.at).await?,
        Belongs::Nothing | Belongs::Conversation(..) => None,
    };
    let staff_in_group = somebody.known.is_staff() && matches!(place, Place::ClientChat(_));
    let waiting = if staff_in_group && incoming.command.is_none() {
        reception.views.waiting_in_chat(chat.chat)?
    } else {
        vec![]
    };
    let (named, caller) = match &incoming.command {
        Some(typed) => {
            let at = (place, incoming.at.chat);
            let named = match (named(reception, at, typed)?, &replied) {
                // In a reply to a ticket, a number after the name is one of the words for its client.
                (Named::Nothing, Belongs::Nothing | Belongs::Conversation(..)) => {
                    of_number(reception, at, intake::number_after_name(typed))?
                }
                (named, _) => named,
            };
            (named, caller(reception, place, typed)?)
        }
        None => (Named::Nothing, None),
    };
    let other = other::of(reception, place, incoming, (&replied, &named))?;
    let canned = canned::of(reception, place, incoming, (&replied, &named))?;
    let over = match place {
        Place::ClientChat(client) if !somebody.known.is_staff() => {
            over(reception, client, (&replied, &named, pressed.as_ref()), cause).await?
        }
        Place::ClientChat(_) | Place::StaffChat => vec![],
    };
    let judge = match place {
        Place::ClientChat(client) if !somebody.known.is_staff() && !chat.chat.is_private() => {
            judge::of_client(&reception.house, client, incoming.date).await?
        }
        Place::ClientChat(_) | Place::StaffChat => None,
    };
    Ok(Known {
        place,
        author: &somebody.known,
        replied,
        pressed,
        told,
        note,
        itself,
        wording,
        album: None,
        over,
        named,
        other,
        waiting,
        alone: private_request::alone(reception, chat, somebody).await?,
        caller,
        canned,
        judge,
        quiet: Quiet::Over,
        fresh: TicketId(cause.new_id("ticket")),
    })
}

/// Which of the tickets that a client's message may be part of were done too long ago to be opened again by it.
async fn over(
    reception: &Reception,
    client: ClientId,
    (replied, named, pressed): (&Belongs, &Named, Option<&Pressed>),
    cause: &Cause,
) -> Result<Vec<TicketId>, Failure> {
    let of_replied = match replied {
        Belongs::Ticket(ticket) => Some(*ticket),
        Belongs::Conversation(_, started) => started.purpose.ticket(),
        Belongs::Nothing => None,
    };
    let of_named = match named {
        Named::Ticket(ticket, _) => Some(*ticket),
        Named::Nothing | Named::Unknown => None,
    };
    let mut over = Vec::new();
    let of_pressed = pressed.and_then(|it| it.started.purpose.ticket());
    for ticket in of_replied.into_iter().chain(of_named).chain(of_pressed) {
        if reopen::over(&reception.house, (ticket, client), cause.at.into()).await? {
            over.push(ticket);
        }
    }
    Ok(over)
}

/// What the author was asked last here, if they have not answered it. Whoever replies answers that.
async fn pressed(reception: &Reception, it: &Incoming) -> Result<Option<Pressed>, Failure> {
    if it.reply_to.is_some() || it.command.is_some() || it.edited_at.is_some() {
        return Ok(None);
    }
    asked_last(reception, (it.at.chat, it.author)).await
}

/// What somebody was asked last in a chat, if they have not answered it.
pub(crate) async fn asked_last(
    reception: &Reception,
    (chat, person): (ChatId, PersonId),
) -> Result<Option<Pressed>, Failure> {
    let Some(asked) = reception.views.last_asked(chat, person)? else { return Ok(None) };
    Ok(match conversation(reception, asked.conversation).await? {
        Belongs::Conversation(conversation, started) => {
            Some(Pressed { conversation, started, at: asked.at })
        }
        Belongs::Nothing | Belongs::Ticket(_) => None,
    })
}

/// What a replied message belongs to. One of ours may be so fresh that its delivery is still being recorded.
async fn belongs_of_replied(
    reception: &Reception,
    place: ChatId,
    (chat, to): (i64, &Replied),
) -> Result<Belongs, Failure> {
    let at = MessageRef { chat: place, message: to.message };
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

/// What a message of the desk that is replied to belongs to, before anything else is known of the reply.
pub(crate) async fn belongs_of_message(
    reception: &Reception,
    place: ChatId,
    to: &wire::Message,
) -> Result<Belongs, Failure> {
    match replied(reception, Place::StaffChat, to).await? {
        Some(replied) => belongs_of_replied(reception, place, (to.chat.id, &replied)).await,
        None => Ok(Belongs::Nothing),
    }
}

pub(crate) async fn belongs(reception: &Reception, at: MessageRef) -> Result<Belongs, Failure> {
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
        Conversation::Answered(started, _) if started.purpose.is_internal() => {
            Belongs::Conversation(id, started)
        }
        Conversation::Answered(_, ticket) => Belongs::Ticket(ticket),
    })
}

/// The ticket whose number a command begins with. A client's chat knows its own tickets only.
pub(crate) fn named(
    reception: &Reception,
    at: (Place, ChatId),
    typed: &Typed,
) -> Result<Named, Failure> {
    of_number(reception, at, intake::number_first(typed))
}

fn of_number(
    reception: &Reception,
    (place, chat): (Place, ChatId),
    typed: Option<(TicketNumber, String)>,
) -> Result<Named, Failure> {
    let Some((number, rest)) = typed else {
        return Ok(Named::Nothing);
    };
    let row = reception.views.ticket_by_number(&number)?;
    let row = row.filter(|it| match place {
        Place::ClientChat(client) => it.client == client && it.is_told_in(chat),
        Place::StaffChat => true,
    });
    Ok(row.map_or(Named::Unknown, |it| Named::Ticket(it.ticket, rest)))
}

/// The client whose code `/new` begins with in a staff chat.
fn caller(reception: &Reception, place: Place, typed: &Typed) -> Result<Option<Caller>, Failure> {
    if place != Place::StaffChat || typed.name != "new" {
        return Ok(None);
    }
    let Some((code, _)) = intake::code_first(typed) else {
        return Ok(None);
    };
    let row = reception.views.client_by_code(&code)?;
    Ok(row.map(|it| Caller { client: it.client, chats: it.chats, zone: it.zone }))
}
