//! Desk in private: what somebody of staff writes to the bot alone is heard as in the staff group, where it is about a
//! ticket or is a command of theirs.

use crate::reception::{Failure, Reception};
use crate::texts::Texts;
use crate::updates::Author;
use crate::{message, updates, wire};
use commands::people::find;
use commands::transact;
use domain::desk::Desk;
use domain::intake::{Belongs, Typed};
use domain::{ChatId, MessageId, MessageRef};
use projections::rows::{ChatPlace, ChatRow};
use store::stream::Stream;

/// The commands of staff that are followed in private as in the staff group: on a ticket that is named or replied to, on
/// behalf of a client, and on oneself. Lists are answered there by themselves.
const HERE: [&str; 27] = [
    "take",
    "drop",
    "ask",
    "resolve",
    "done",
    "hold",
    "resume",
    "workaround",
    "close",
    "reopen",
    "cancel",
    "note",
    "merge",
    "relate",
    "new",
    "status",
    "rules",
    "help",
    "private",
    "group",
    "away",
    "back",
    "handover",
    "reply",
    "r",
    "qr",
    "qr_off",
];
/// Those that arrange for everybody, or speak to many: they are followed where everybody of staff reads it.
const IN_THE_GROUP: [&str; 17] = [
    "client",
    "link",
    "team",
    "route",
    "responsible",
    "deputy",
    "duty",
    "digest",
    "remove",
    "lead",
    "language",
    "rights",
    "incident",
    "announce",
    "finish",
    "planned",
    "add",
];

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
    let commands = typed.is_some_and(|it| HERE.contains(&it.name.as_str()));
    if !commands && !of_ticket(reception, chat, it).await? {
        return Ok(None);
    }
    let staff = reception.views.staff_chats()?.into_iter().next();
    Ok(staff.map(|row| ChatRow { chat, place: ChatPlace::Staff, ..row }))
}

/// What staff are told in private of a command that is not followed there; none of anybody else.
pub(crate) async fn elsewhere(
    reception: &Reception,
    author: &Author,
    typed: &Typed,
) -> Result<Option<String>, Failure> {
    let (_, known) = find::by_telegram_id(&reception.house, author.id).await?;
    if !known.is_staff() || typed.name == "my" {
        return Ok(None);
    }
    let language = transact::ask(&reception.house, &Stream::Desk, |it: &Desk| it.language).await?;
    let texts = Texts(language);
    Ok(Some(if IN_THE_GROUP.contains(&typed.name.as_str()) {
        texts.with("private-in-the-group", [("command", typed.name.as_str().into())])
    } else {
        texts.text("private-desk")
    }))
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
