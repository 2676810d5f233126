//! Group: how a group becomes ours, moves, and what the bot is shown of it.

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::{Reader, Reply};
use crate::{updates, wire};
use commands::chat::{note_migration, note_visibility};
use commands::links::{self, Holder, claim, confirm, offer};
use commands::transact::transact;
use domain::chat::{ChatMonth, Visibility, month_of};
use domain::{Actor, Cause, ChatId, Language, MessageId, Role, Trigger};
use projections::rows::{ChatPlace, Offerer};
use store::stream::Stream;

/// A message in a chat that is not linked: `/start TOKEN` claims a link, all else is nothing to us.
pub(crate) async fn in_unlinked_chat(
    reception: &Reception,
    it: &wire::Message,
) -> Result<Vec<Effect>, Failure> {
    let typed = updates::command(updates::text(it), &reception.me.username);
    let (Some(author), Some(typed)) = (updates::author(it), typed) else {
        reception.count_stranger();
        return Ok(vec![]);
    };
    let language = match it.from.as_ref().and_then(|it| it.language_code.as_deref()) {
        Some("ru") => Language::Ru,
        Some(_) | None => Language::En,
    };
    let reply = |reply: Reply| {
        let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
        let text = reply.text(language, Reader::Client);
        Ok(vec![Effect::Reply { chat, reply_to, text }])
    };
    if it.chat.is_private() {
        return reply(Reply::PrivateHelp);
    }
    if typed.name != "start" || typed.rest.is_empty() {
        reception.count_stranger();
        return Ok(vec![]);
    }
    let token = offer::hash(reception.house.vault.keyring().as_ref(), &typed.rest);
    let Some(row) = reception.views.offer(&token)? else {
        return reply(Reply::LinkUsed);
    };
    let holder = holder(row.offerer);
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: ChatId::Group(it.chat.id),
        message: MessageId(it.message_id),
        edited: None,
    };
    let cause = Cause::new(trigger, updates::instant(it.date));
    let somebody = reception.somebody(&author, None, &cause).await?;
    let claim = claim::Claim {
        token,
        chat: ChatId::Group(it.chat.id),
        title: it.chat.title.clone().unwrap_or_default(),
        by: somebody.id,
    };
    match claim::claim(&reception.house, holder, &claim, &cause).await.map_err(refused) {
        Ok(()) => confirmed_at_once(reception, holder, claim.chat, &somebody, &cause).await,
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(claim::Rejection::NoSuchOffer)) => reply(Reply::LinkUsed),
        Err(Refused::Rejected(claim::Rejection::Expired)) => reply(Reply::LinkExpired),
    }
}

/// An admin who brings the token has said already that this is the right chat.
async fn confirmed_at_once(
    reception: &Reception,
    holder: Holder,
    chat: ChatId,
    somebody: &Somebody,
    cause: &Cause,
) -> Result<Vec<Effect>, Failure> {
    if !somebody.known.has(Role::Admin) {
        return Ok(vec![]);
    }
    let key = format!("confirmed {}", cause.id());
    let cause = Cause::new(Trigger::Request { key }, cause.at);
    let by = (Actor::Person(somebody.id), &somebody.known);
    match confirm::confirm(&reception.house, holder, chat, by, &cause).await.map_err(refused) {
        Ok(()) => Ok(vec![]),
        Err(Refused::Failed(failure)) => Err(failure),
        // Another admin was quicker, either way: what stands is on the card.
        Err(Refused::Rejected(confirm::Rejection::NotAdmin | confirm::Rejection::NotClaimed)) => {
            Ok(vec![])
        }
    }
}

/// Whose the chats of an offer will be.
pub(crate) fn holder(offerer: Offerer) -> Holder {
    match offerer {
        Offerer::Client(client) => Holder::Client(client),
        Offerer::Desk => Holder::Desk,
    }
}

/// Whether a message says that a group became a supergroup, told from either side. It is followed here.
pub(crate) async fn moved(reception: &Reception, it: &wire::Message) -> Result<bool, Failure> {
    let here = it.chat.id;
    let (from, to) = match (it.migrate_to_chat_id, it.migrate_from_chat_id) {
        (Some(to), _) => (here, to),
        (None, Some(from)) => (from, here),
        (None, None) => return Ok(false),
    };
    let cause_for = |what: &str| {
        let key = format!("{what} {from} {to}");
        Cause::new(Trigger::Request { key }, updates::instant(it.date))
    };
    let (old, new) = (ChatId::Group(from), ChatId::Group(to));
    if let Some(chat) = reception.chat(from).await? {
        let holder = match chat.place {
            ChatPlace::Client { client, .. } => Holder::Client(client),
            ChatPlace::Staff => Holder::Desk,
        };
        let cause = cause_for("migration");
        links::migrate::migrate(&reception.house, holder, (old, new), &cause).await?;
        let stream = Stream::Chat(old, month_of(cause.at));
        let decide = |it: &ChatMonth| note_migration::decide(it, old, new, cause.at);
        let noted = transact(&reception.house, &stream, Actor::Reaction, &cause, decide).await?;
        reception.wrote(from, noted.position);
        reception.wrote(to, noted.position);
    }
    Ok(true)
}

/// The bot's own membership changed: it sees more, less, or nothing any more.
pub(crate) async fn membership(
    reception: &Reception,
    it: &wire::ChatMemberUpdated,
    update: i64,
) -> Result<(), Failure> {
    if it.chat.is_private() {
        return Ok(());
    }
    let trigger = Trigger::Update { bot: reception.me.id, update };
    let cause = Cause::new(trigger, updates::instant(it.date));
    let sees = visibility(&reception.me, &it.new_chat_member);
    note(reception, it.chat.id, sees, &cause).await
}

async fn note(
    reception: &Reception,
    chat: i64,
    sees: Visibility,
    cause: &Cause,
) -> Result<(), Failure> {
    if sees == Visibility::Nothing && reception.chat(chat).await?.is_none() {
        reception.count_stranger();
        return Ok(());
    }
    // Also of a chat that is about to be linked: its card will say what we see.
    let stream = Stream::Chat(ChatId::Group(chat), month_of(cause.at));
    let decide = |it: &ChatMonth| note_visibility::decide(it, sees, cause.at);
    let done = transact(&reception.house, &stream, Actor::Reaction, cause, decide).await?;
    reception.wrote(chat, done.position);
    Ok(())
}

/// What a bot of this standing is shown.
fn visibility(me: &crate::reception::Me, member: &wire::ChatMember) -> Visibility {
    match member.status.as_str() {
        "creator" | "administrator" => Visibility::All,
        "member" if me.sees_all => Visibility::All,
        "member" => Visibility::Commands,
        "restricted" if member.is_member && me.sees_all => Visibility::All,
        "restricted" if member.is_member => Visibility::Commands,
        _ => Visibility::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reception::Me;

    #[test]
    fn what_the_bot_sees_follows_from_its_standing_and_its_privacy_mode() {
        for (status, sees_all, then) in [
            ("administrator", false, Visibility::All),
            ("member", true, Visibility::All),
            ("member", false, Visibility::Commands),
            ("restricted", false, Visibility::Commands),
            ("left", true, Visibility::Nothing),
            ("kicked", true, Visibility::Nothing),
        ] {
            let me = Me { id: 1, username: String::new(), sees_all };
            let is_member = status == "restricted";
            let member = wire::ChatMember { status: status.to_owned(), is_member };
            assert_eq!(visibility(&me, &member), then, "{status} {sees_all}");
        }
    }
}
