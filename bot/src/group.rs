//! Group: how a group becomes ours, moves, and what the bot is shown of it.

use crate::lists::{self, Asked};
use crate::press::REQUESTS_MAX;
use crate::reception::{Effect, Failure, Me, Reception, Refused, Somebody, refused};
use crate::render::lists::list as list_as_html;
use crate::rights::rights_of;
use crate::texts::{Line, Reader, Reply};
use crate::times::Times;
use crate::updates::Author;
use crate::{desk_in_private, onboard, open_list, updates, wire};
use commands::chat::{note_migration, note_rights, note_title, note_topic, note_visibility};
use commands::links::{self, Holder, claim, confirm, offer};
use commands::people::find;
use commands::transact::{self, transact};
use domain::chat::{ChatMonth, Visibility, month_of};
use domain::desk::Desk;
use domain::group_rights::GroupRights;
use domain::intake::{Sender, Typed};
use domain::{Actor, Cause, ChatId, Language, MessageId, Owner, Trigger};
use projections::rows::{ChatPlace, ChatRow, Offerer};
use store::stream::Stream;

/// A message in a chat that is not linked: `/start TOKEN` claims a link, all else is nothing to us.
pub(crate) async fn in_unlinked_chat(
    reception: &Reception,
    it: &wire::Message,
) -> Result<Vec<Effect>, Failure> {
    let typed = updates::command(updates::text(it), &reception.me.username);
    // An anonymous admin may bring a token: an admin whom we know has to confirm it.
    let author = updates::author(it).filter(|it| it.sender != Sender::Bot);
    let (Some(author), Some(typed), None) = (author, typed, it.edit_date) else {
        reception.count_stranger();
        return Ok(vec![]);
    };
    if let Some(whose) = open_list::asked_in_private(&typed).filter(|_| it.chat.is_private()) {
        let text = open_list::in_private(reception, &author, it, &whose).await?;
        let reply_to = MessageId(it.message_id);
        return Ok(vec![Effect::Reply { chat: it.chat.id, reply_to, text }]);
    }
    if let Some(effects) = onboard::typed(reception, it, &author, &typed).await? {
        return Ok(effects);
    }
    let said = if it.chat.is_private() {
        if let Some(html) = for_agents(reception, &author, &typed).await? {
            let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
            return Ok(vec![Effect::Html { chat, reply_to, html }]);
        }
        if let Some(text) = desk_in_private::elsewhere(reception, &author, &typed).await? {
            let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
            return Ok(vec![Effect::Reply { chat, reply_to, text }]);
        }
        private(reception, &author, &typed).await?
    } else if typed.name == "start" && !typed.rest.is_empty() {
        claimed(reception, it, &author, &typed.rest).await?
    } else {
        reception.count_stranger();
        None
    };
    let language = language_of(it.from.as_ref());
    let reply = |said: Reply| Effect::Reply {
        chat: it.chat.id,
        reply_to: MessageId(it.message_id),
        text: said.text(language, Reader::Client),
    };
    Ok(said.map(reply).into_iter().collect())
}

/// How somebody is spoken to where nothing was agreed.
pub(crate) fn language_of(user: Option<&wire::User>) -> Language {
    language_named(user.and_then(|it| it.language_code.as_deref()))
}

pub(crate) fn language_named(code: Option<&str>) -> Language {
    match code {
        Some("ru") => Language::Ru,
        Some(_) | None => Language::En,
    }
}

/// In private agents ask for the same lists as in the staff chat. None for anybody else.
async fn for_agents(
    reception: &Reception,
    author: &Author,
    typed: &Typed,
) -> Result<Option<String>, Failure> {
    let (person, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let Some(asked) = Asked::of(&typed.name, &typed.rest, person).filter(|_| known.is_staff())
    else {
        return Ok(None);
    };
    // It may be about what was recorded just before, elsewhere.
    reception.see_all().await?;
    let now = reception.house.clock.now();
    let settled = |it: &Desk| (it.language, it.zone.clone());
    let (language, zone) = transact::ask(&reception.house, &Stream::Desk, settled).await?;
    let list = lists::gather(&reception.views, &asked, now)?;
    Ok(Some(list_as_html(&Times::new(language, &zone, now), &list)))
}

/// In private people see their own requests, and where to make one.
async fn private(
    reception: &Reception,
    author: &Author,
    typed: &Typed,
) -> Result<Option<Reply>, Failure> {
    if typed.name != "my" {
        return Ok(Some(Reply::PrivateHelp));
    }
    let (person, _) = find::by_telegram_id(&reception.house, author.id).await?;
    let tickets = reception.views.tickets_of_requester(person, REQUESTS_MAX)?;
    let open = tickets.into_iter().filter(|it| it.status.is_open());
    Ok(Some(Reply::MyRequests(open.map(Line::of).collect())))
}

/// A token came back from a group.
async fn claimed(
    reception: &Reception,
    it: &wire::Message,
    author: &Author,
    token: &str,
) -> Result<Option<Reply>, Failure> {
    let token = offer::hash(reception.house.vault.keyring().as_ref(), token);
    // It was given out in another chat, perhaps just now.
    if reception.views.offer(&token)?.is_none() {
        reception.see_all().await?;
    }
    let Some(row) = reception.views.offer(&token)? else {
        return Ok(Some(Reply::LinkUsed));
    };
    let holder = holder(row.offerer);
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: ChatId::Group(it.chat.id),
        message: MessageId(it.message_id),
        edited: None,
    };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let somebody = reception.somebody(author, None, &cause).await?;
    let claim = claim::Claim {
        token,
        chat: ChatId::Group(it.chat.id),
        title: it.chat.title.clone().unwrap_or_default(),
        by: somebody.id,
    };
    // Before the claim, so that the card of a group that is linked by it says at once what we see.
    note_met(reception, it.chat.id, &cause).await?;
    let asked = (&claim, &somebody.known);
    match claim::claim(&reception.house, holder, asked, &cause).await.map_err(refused) {
        Ok(position) => {
            reception.wrote(it.chat.id, position);
            reception.has_recorded(it.chat.id);
            Ok(None)
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(claim::Rejection::NoSuchOffer)) => Ok(Some(Reply::LinkUsed)),
        Err(Refused::Rejected(claim::Rejection::Expired)) => Ok(Some(Reply::LinkExpired)),
    }
}

/// An admin says by a button that this is the right chat. Answers why not.
pub(crate) async fn confirmed(
    reception: &Reception,
    holder: Holder,
    chat: i64,
    somebody: &Somebody,
    cause: &Cause,
) -> Result<Option<confirm::Rejection>, Failure> {
    let by = (Actor::Person(somebody.id), &somebody.known);
    let group = ChatId::Group(chat);
    match confirm::confirm(&reception.house, holder, group, by, cause).await.map_err(refused) {
        Ok(position) => {
            reception.wrote(chat, position);
            if let Some((sees, rights)) = reception.met(chat) {
                note(reception, chat, sees, &also(cause, "seen")).await?;
                note_rights(reception, chat, rights, &also(cause, "rights")).await?;
                reception.has_recorded(chat);
            }
            Ok(None)
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(rejection)) => Ok(Some(rejection)),
    }
}

/// The cause of a further command that one update leads to.
pub(crate) fn also(cause: &Cause, what: &str) -> Cause {
    cause.also(Trigger::Request { key: format!("{what} {}", cause.id()) })
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
        reception.heard(Trigger::Request { key }, updates::instant(it.date), here)
    };
    let (old, new) = (ChatId::Group(from), ChatId::Group(to));
    if let Some(chat) = reception.chat(from).await? {
        let holder = match chat.place {
            ChatPlace::Client { client, .. } => Holder::Client(client),
            ChatPlace::Staff => Holder::Desk,
        };
        let cause = cause_for("migration");
        links::migrate::migrate(&reception.house, holder, (old, new), &cause).await?;
        let stream = Stream::Chat(old, month_of(cause.dated()));
        let decide = |it: &ChatMonth| note_migration::decide(it, old, new, cause.at);
        let noted = transact(&reception.house, &stream, Actor::Reaction, &cause, decide).await?;
        reception.wrote(from, noted.position);
        reception.wrote(to, noted.position);
    }
    Ok(true)
}

/// What Telegram tells of a linked group itself: another title, topics in which something can be said again.
pub(crate) async fn told(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
) -> Result<(), Failure> {
    let here = ChatId::Group(it.chat.id);
    let trigger = Trigger::Message {
        bot: reception.me.id,
        chat: here,
        message: MessageId(it.message_id),
        edited: None,
    };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let stream = Stream::Chat(here, month_of(cause.dated()));
    if let Some(title) = &it.new_chat_title {
        let owner = match chat.place {
            ChatPlace::Client { .. } => Owner::Client,
            ChatPlace::Staff => Owner::Desk,
        };
        let decide = |it: &ChatMonth| note_title::decide(it, (title, owner), cause.at);
        let done = transact(&reception.house, &stream, Actor::Reaction, &cause, decide).await?;
        reception.wrote(it.chat.id, done.position);
    }
    if let Some(wire::Opened { thread }) = it.opens_topic() {
        let decide = |it: &ChatMonth| note_topic::decide(it, (thread, true), cause.at);
        let done = transact(&reception.house, &stream, Actor::Reaction, &cause, decide).await?;
        reception.wrote(it.chat.id, done.position);
    }
    Ok(())
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
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let sees = visibility(&reception.me, &it.new_chat_member);
    let rights = rights_of(&it.new_chat_member.status, it.new_chat_member.flags);
    if reception.chat(it.chat.id).await?.is_none() {
        reception.meet(it.chat.id, sees, rights);
        return Ok(());
    }
    note(reception, it.chat.id, sees, &cause).await?;
    note_rights(reception, it.chat.id, rights, &also(&cause, "rights")).await
}

/// Notes what the bot was last shown, and may do, in a group that becomes ours: as far as it was told.
pub(crate) async fn note_met(
    reception: &Reception,
    chat: i64,
    cause: &Cause,
) -> Result<(), Failure> {
    let met = reception.met(chat);
    let sees = met.map_or(of_member(reception.me.sees_all), |it| it.0);
    note(reception, chat, sees, &also(cause, "claimed")).await?;
    match met {
        Some((_, rights)) => note_rights(reception, chat, rights, &also(cause, "rights")).await,
        None => Ok(()),
    }
}

pub(crate) async fn note_rights(
    reception: &Reception,
    chat: i64,
    rights: GroupRights,
    cause: &Cause,
) -> Result<(), Failure> {
    let stream = Stream::Chat(ChatId::Group(chat), month_of(cause.dated()));
    let decide = |it: &ChatMonth| note_rights::decide(it, rights, cause.at);
    let done = transact(&reception.house, &stream, Actor::Reaction, cause, decide).await?;
    reception.wrote(chat, done.position);
    Ok(())
}

pub(crate) async fn note(
    reception: &Reception,
    chat: i64,
    sees: Visibility,
    cause: &Cause,
) -> Result<(), Failure> {
    let stream = Stream::Chat(ChatId::Group(chat), month_of(cause.dated()));
    let decide = |it: &ChatMonth| note_visibility::decide(it, sees, cause.at);
    let done = transact(&reception.house, &stream, Actor::Reaction, cause, decide).await?;
    reception.wrote(chat, done.position);
    Ok(())
}

/// What a bot of this standing is shown.
pub(crate) fn visibility(me: &Me, member: &wire::ChatMember) -> Visibility {
    visibility_of(me.sees_all, member)
}

pub(crate) fn visibility_of(sees_all: bool, member: &wire::ChatMember) -> Visibility {
    match member.status.as_str() {
        "creator" | "administrator" => Visibility::All,
        "member" => of_member(sees_all),
        "restricted" if member.flags.is_member => of_member(sees_all),
        _ => Visibility::Nothing,
    }
}

fn of_member(sees_all: bool) -> Visibility {
    if sees_all { Visibility::All } else { Visibility::Commands }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::Flags;

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
            let flags = Flags { is_member, ..Flags::default() };
            let member = wire::ChatMember { status: status.to_owned(), flags };
            assert_eq!(visibility(&me, &member), then, "{status} {sees_all}");
        }
    }
}
