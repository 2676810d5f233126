//! Joining: somebody came into a group of ours, perhaps by a card, or left it.

use crate::reception::{Failure, Reception};
use crate::updates;
use crate::wire::{MemberChanged, Message, Move};
use commands::chat::note_joining::note_joining;
use commands::chat::note_leaving;
use commands::people::{depart, find};
use commands::transact::transact;
use domain::chat::{ChatMonth, month_of};
use domain::{Actor, Cause, ChatId, MessageId, Trigger};
use projections::rows::{ChatPlace, ChatRow};
use store::port::Position;
use store::stream::Stream;

/// Telegram says that somebody's standing in a group is another.
pub(crate) async fn changed(
    reception: &Reception,
    it: &MemberChanged,
    update: i64,
) -> Result<(), Failure> {
    let Some(chat) = reception.chat(it.chat.id).await? else {
        reception.count_stranger();
        return Ok(());
    };
    let trigger = Trigger::Update { bot: reception.me.id, update };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let position = match (&chat.place, it.moved()) {
        (ChatPlace::Client { client, .. }, Move::Came) if !it.who().is_bot => {
            let (person, _) = find::by_telegram_id(&reception.house, it.who().id).await?;
            let (at, by) = ((*client, ChatId::Group(it.chat.id)), (person, it.link()));
            note_joining(&reception.house, at, by, &cause).await?.position
        }
        (ChatPlace::Client { .. }, Move::Went) if !it.who().is_bot => {
            gone(reception, it.chat.id, it.who().id, &cause).await?
        }
        // The service message says the same: whichever comes first counts, and the other makes nothing of it.
        (ChatPlace::Staff, Move::Went) => {
            let (person, _) = find::by_telegram_id(&reception.house, it.who().id).await?;
            depart::depart(&reception.house, person, chat.chat, &cause).await?.position
        }
        (ChatPlace::Client { .. }, Move::Came | Move::Went | Move::Stayed)
        | (ChatPlace::Staff, Move::Came | Move::Stayed) => None,
    };
    reception.wrote(it.chat.id, position);
    Ok(())
}

/// The service message of a client's group says that somebody is gone.
pub(crate) async fn left(
    reception: &Reception,
    chat: &ChatRow,
    it: &Message,
) -> Result<(), Failure> {
    let is_client = matches!(chat.place, ChatPlace::Client { .. });
    let Some(who) = it.left_chat_member.as_ref().filter(|who| is_client && !who.is_bot) else {
        return Ok(());
    };
    let (bot, message) = (reception.me.id, MessageId(it.message_id));
    let trigger = Trigger::Message { bot, chat: ChatId::Group(it.chat.id), message, edited: None };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let position = gone(reception, it.chat.id, who.id, &cause).await?;
    reception.wrote(it.chat.id, position);
    Ok(())
}

async fn gone(
    reception: &Reception,
    chat: i64,
    who: i64,
    cause: &Cause,
) -> Result<Option<Position>, Failure> {
    let (person, _) = find::by_telegram_id(&reception.house, who).await?;
    let stream = Stream::Chat(ChatId::Group(chat), month_of(cause.dated()));
    let decide = |it: &ChatMonth| note_leaving::decide(it, person, cause.at);
    let done = transact(&reception.house, &stream, Actor::Reaction, cause, decide).await?;
    Ok(done.position)
}
