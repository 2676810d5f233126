//! Staffing: somebody leaves the staff chat, or an admin takes them out of staff.

use crate::reception::{Failure, Reception, Refused, Somebody, refused};
use crate::texts::Texts;
use crate::{updates, wire};
use commands::people::confirm::Rejection;
use commands::people::{depart, dismiss, find};
use commands::transact::transact;
use domain::intake::Sender;
use domain::people::Person;
use domain::{Actor, Cause, ChatId, MessageId, Trigger};
use projections::rows::{ChatPlace, ChatRow};
use store::stream::Stream;

/// Telegram says that somebody is gone from a chat: from a staff chat, they may be of staff no more.
pub(crate) async fn left(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
) -> Result<(), Failure> {
    let Some(gone) = it.left_chat_member.as_ref().filter(|_| chat.place == ChatPlace::Staff) else {
        return Ok(());
    };
    let here = ChatId::Group(it.chat.id);
    let (message, bot) = (MessageId(it.message_id), reception.me.id);
    let trigger = Trigger::Message { bot, chat: here, message, edited: None };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let (person, _) = find::by_telegram_id(&reception.house, gone.id).await?;
    let done = depart::depart(&reception.house, person, chat.chat, &cause).await?;
    reception.wrote(it.chat.id, done.position);
    Ok(())
}

/// `/remove` in reply to somebody: they are of staff no more. Answers what is said to whoever typed it.
pub(crate) async fn remove(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    (by, cause): (&Somebody, &Cause),
) -> Result<String, Failure> {
    let texts = Texts(chat.language);
    let author = updates::replied(it).and_then(updates::author);
    let Some(author) = author.filter(|it| it.sender == Sender::Person) else {
        return Ok(texts.text("setup-remove-how"));
    };
    let (person, _) = find::by_telegram_id(&reception.house, author.id).await?;
    let actor = Actor::Person(by.id);
    let cause = cause.also(Trigger::Request { key: format!("remove {}", cause.id()) });
    let decide = |it: &Person| dismiss::decide(it, (actor, &by.known), cause.at);
    let stream = Stream::Person(person);
    match transact(&reception.house, &stream, actor, &cause, decide).await.map_err(refused) {
        Ok(done) if done.events.is_empty() => Ok(texts.text("setup-remove-nobody")),
        Ok(done) => {
            reception.wrote(it.chat.id, done.position);
            let name = crate::texts::undirected(&author.name);
            Ok(texts.with("setup-removed", [("name", name.into())]))
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(Rejection::NotAdmin | Rejection::NotAsked)) => {
            Ok(texts.text("setup-only-admin"))
        }
    }
}
