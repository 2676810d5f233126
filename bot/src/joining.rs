//! Joining: somebody came into a group of ours, perhaps by a card, or left it.

use crate::reception::{Failure, Reception};
use crate::updates;
use crate::wire::{MemberChanged, Move};
use commands::chat::note_joining::note_joining;
use commands::people::{depart, find};
use domain::{ChatId, Trigger};
use projections::rows::ChatPlace;

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
