//! Desk in private: what somebody of staff writes to the bot alone is heard as in the staff group, where it is about a
//! ticket or is a command of theirs.

use crate::reception::{Failure, Reception};
use crate::routing::IN_PRIVATE;
use crate::{message, updates, wire};
use commands::people::find;
use domain::intake::Belongs;
use domain::{ChatId, MessageId, MessageRef};
use projections::rows::{ChatPlace, ChatRow};

/// The private chat as a place of the desk; none where the words are not for the desk.
pub(crate) async fn heard(
    reception: &Reception,
    it: &wire::Message,
) -> Result<Option<ChatRow>, Failure> {
    if !it.chat.is_private() {
        return Ok(None);
    }
    let Some(author) = updates::author(it) else { return Ok(None) };
    let (person, known) = find::by_telegram_id(&reception.house, author.id).await?;
    // Whoever is of staff no more is heard as anybody else.
    if !known.is_staff() {
        return Ok(None);
    }
    let chat = ChatId::Private(person);
    let typed = updates::command(updates::text(it), &reception.me.username);
    let commands = typed.is_some_and(|it| IN_PRIVATE.contains(&it.name.as_str()));
    if !commands && !of_ticket(reception, chat, it).await? {
        return Ok(None);
    }
    let staff = reception.views.staff_chats()?.into_iter().next();
    Ok(staff.map(|row| ChatRow { chat, place: ChatPlace::Staff, ..row }))
}

/// Whether a message replies to one of a ticket, or is itself part of one and was edited.
async fn of_ticket(
    reception: &Reception,
    chat: ChatId,
    it: &wire::Message,
) -> Result<bool, Failure> {
    let belongs = match updates::replied(it) {
        Some(to) => message::belongs_of_message(reception, chat, to).await?,
        None if it.edit_date.is_some() => {
            let at = MessageRef { chat, message: MessageId(it.message_id) };
            message::belongs(reception, at).await?
        }
        None => Belongs::Nothing,
    };
    Ok(matches!(belongs, Belongs::Ticket(_)))
}
