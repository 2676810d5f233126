//! Onboard: how does an admin make a group a client's, in their private chat?

mod card;
mod choice;
mod said;
mod settle;

pub use choice::{Choice, Deed};
pub use said::{Group, Said, say};

use crate::buttons::Press;
use crate::group::language_of;
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::{Reader, Reply, Texts, Toast};
use crate::updates::{self, Author};
use crate::wire;
use card::Card;
use commands::desk::set_up;
use commands::links::offer;
use commands::people::find;
use commands::transact::{ask, transact};
use domain::desk::{Desk, SetUpAsked};
use domain::intake::{Sender, Typed};
use domain::link::OFFER_HOURS_MAX;
use domain::people::rights::Matter;
use domain::{Actor, Cause, ChatId, Language, MessageId, Trigger};
use projections::rows::SetUpRow;
use store::stream::Stream;

/// A press of a button of the set-up.
pub(crate) struct Pressed<'a> {
    pub(crate) callback: &'a wire::CallbackQuery,
    pub(crate) message: &'a wire::Message,
    pub(crate) author: &'a Author,
    pub(crate) cause: &'a Cause,
}

/// What our own link to the private chat carries: it gives nothing out, it only opens the chat.
pub(crate) const GREETED: &str = "desk";

/// `/setup` in a group that is nobody's, or `/start TOKEN` in private; none for all else.
pub(crate) async fn typed(
    reception: &Reception,
    it: &wire::Message,
    author: &Author,
    typed: &Typed,
) -> Result<Option<Vec<Effect>>, Failure> {
    let private = it.chat.is_private();
    match typed.name.as_str() {
        "setup" if !private => asked_in(reception, it, author).await.map(Some),
        "start" if private && !["", GREETED].contains(&typed.rest.as_str()) => {
            opened(reception, it, author, &typed.rest).await.map(Some)
        }
        _ => Ok(None),
    }
}

async fn asked_in(
    reception: &Reception,
    it: &wire::Message,
    author: &Author,
) -> Result<Vec<Effect>, Failure> {
    let somebody = somebody(reception, author).await?;
    let is_admin = author.sender == Sender::Person && somebody.known.may(Matter::Chats, None);
    if is_admin {
        let trigger = Trigger::Message {
            bot: reception.me.id,
            chat: ChatId::Group(it.chat.id),
            message: MessageId(it.message_id),
            edited: None,
        };
        let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
        let language = spoken(reception, it.from.as_ref()).await?;
        let by = (author.id, &somebody, language);
        return Ok(wanted(reception, &it.chat, by, &cause).await?.into_iter().collect());
    }
    reception.count_stranger();
    if !reception.may_hint(it.chat.id) {
        return Ok(vec![]);
    }
    let texts = Texts(language_of(it.from.as_ref()));
    Ok(vec![Effect::SetUp(Said::Asked {
        chat: it.chat.id,
        reply_to: MessageId(it.message_id),
        text: texts.text("onboard-who"),
        button: (texts.text("onboard-who-button"), Press::SetUpHere),
    })])
}

/// An admin wants a group: they are asked in private how it is to be set up.
async fn wanted(
    reception: &Reception,
    group: &wire::Chat,
    (user, somebody, language): (i64, &Somebody, Language),
    cause: &Cause,
) -> Result<Option<Effect>, Failure> {
    let keyring = reception.house.vault.keyring().as_ref();
    let token = offer::token(keyring, cause);
    let hash = offer::hash(keyring, &token);
    let chat = ChatId::Group(group.id);
    let title = group.title.clone().unwrap_or_default();
    let row = SetUpRow { chat, by: somebody.id, title, asked_at: cause.at };
    let asked = SetUpAsked { chat, by: somebody.id, token: Some(hash) };
    if !record(reception, &asked, (&row.title, somebody), cause).await? {
        return Ok(None);
    }
    let card = Card::of(reception, &row, language).await?;
    let link = format!("https://t.me/{}?start={token}", reception.me.username);
    let open = Texts(language).with("onboard-open", [("link", link.into())]);
    let (text, buttons) = card.shown();
    let otherwise = Some((group.id, open));
    Ok(Some(Effect::SetUp(Said::Privately { user, text, buttons, otherwise })))
}

/// Somebody came from the group by its link. The token is good for once, and for admins only.
async fn opened(
    reception: &Reception,
    it: &wire::Message,
    author: &Author,
    token: &str,
) -> Result<Vec<Effect>, Failure> {
    let language = spoken(reception, it.from.as_ref()).await?;
    let reply = |said: Reply| {
        let text = said.text(language, Reader::Staff);
        Ok(vec![Effect::Reply { chat: it.chat.id, reply_to: MessageId(it.message_id), text }])
    };
    let hash = offer::hash(reception.house.vault.keyring().as_ref(), token);
    // It was given out in the group, or used, perhaps just now.
    reception.see_all().await?;
    let somebody = somebody(reception, author).await?;
    let row = reception.views.set_up_by(&hash)?.filter(|_| somebody.known.may(Matter::Chats, None));
    let Some(row) = row else { return reply(Reply::LinkUsed) };
    // A private chat has no number that may be recorded.
    let trigger = Trigger::Request { key: format!("set-up {} {hash}", reception.me.id) };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    if row.asked_at + chrono::TimeDelta::hours(OFFER_HOURS_MAX) < cause.at {
        return reply(Reply::LinkExpired);
    }
    let asked = SetUpAsked { chat: row.chat, by: somebody.id, token: None };
    if !record(reception, &asked, (&row.title, &somebody), &cause).await? {
        return reply(Reply::LinkUsed);
    }
    let (text, buttons) = Card::of(reception, &row, language).await?.shown();
    let said = Said::Privately { user: it.chat.id, text, buttons, otherwise: None };
    Ok(vec![Effect::SetUp(said)])
}

/// A button of the set-up: in the group by anybody, in private by an admin.
pub(crate) async fn pressed(
    reception: &Reception,
    it: &Pressed<'_>,
    press: Press,
) -> Result<Vec<Effect>, Failure> {
    let language = spoken(reception, Some(&it.callback.from)).await?;
    let texts = Texts(language);
    let toast =
        |text: String| Effect::Toast { callback: it.callback.id.clone(), text, alert: false };
    let no = |toast_: &Toast| Ok(vec![toast(toast_.text(language, Reader::Staff))]);
    if it.author.sender != Sender::Person {
        return no(&Toast::Unverifiable);
    }
    let somebody = somebody(reception, it.author).await?;
    if !somebody.known.may(Matter::Chats, None) {
        return no(&Toast::OnlyAdmin);
    }
    let choice = match press {
        Press::SetUp(choice) if it.message.chat.is_private() => choice,
        Press::SetUpHere if reception.chat(it.message.chat.id).await?.is_none() => {
            let by = (it.author.id, &somebody, language);
            let said = wanted(reception, &it.message.chat, by, it.cause).await?;
            let mut effects = vec![toast(texts.text("onboard-sent"))];
            effects.extend(said);
            return Ok(effects);
        }
        _ => return no(&Toast::Stale),
    };
    let chat = ChatId::Group(choice.chat);
    if reception.views.set_up(chat)?.is_none() {
        reception.see_all().await?;
    }
    let (here, message) = (it.message.chat.id, MessageId(it.message.message_id));
    let instead =
        |text: String, buttons| Effect::SetUp(Said::Instead { chat: here, message, text, buttons });
    let Some(row) = reception.views.set_up(chat)? else {
        // Perhaps this very press has linked it, and comes again.
        let linked = reception.chat(choice.chat).await?.is_some();
        let gone = texts.text(if linked { "onboard-linked" } else { "onboard-gone" });
        return Ok(vec![toast(gone.clone()), instead(gone, vec![])]);
    };
    match choice.deed {
        Deed::Confirm => {
            let by = (&somebody, language);
            Ok(match settle::confirmed(reception, &choice, &row, by, it.cause).await? {
                Ok(text) => {
                    let (bot, sees_all) = (reception.me.id, reception.me.sees_all);
                    let group = Group { chat: choice.chat, bot, sees_all, language };
                    let said = Said::Checked { chat: here, message, text, group };
                    vec![toast(texts.text("onboard-saved")), Effect::SetUp(said)]
                }
                Err(why) => vec![toast(why.clone()), instead(why, vec![])],
            })
        }
        Deed::Cancel => {
            settle::ended(reception, chat, it.cause).await?;
            let title = [("title", row.title.into())];
            Ok(vec![toast(String::new()), instead(texts.with("onboard-cancelled", title), vec![])])
        }
        Deed::Show
        | Deed::PickClient
        | Deed::PickPolicy
        | Deed::PickCalendar
        | Deed::PickIntake => {
            let card = Card::with(reception, &row, choice, language).await?;
            let (text, buttons) = card.shown();
            Ok(vec![toast(String::new()), instead(text, buttons)])
        }
    }
}

/// Records the wish; answers whether it holds.
async fn record(
    reception: &Reception,
    asked: &SetUpAsked,
    (title, somebody): (&str, &Somebody),
    cause: &Cause,
) -> Result<bool, Failure> {
    let by = (&somebody.known, cause.at);
    let decide = |it: &Desk| set_up::ask(it, asked, title, by);
    let actor = Actor::Person(somebody.id);
    let done = transact(&reception.house, &Stream::Desk, actor, cause, decide).await;
    match done.map_err(refused) {
        Ok(_) => Ok(true),
        Err(Refused::Rejected(set_up::Rejection::NotAdmin)) => Ok(false),
        Err(Refused::Failed(failure)) => Err(failure),
    }
}

/// Who it is, without a trace: nobody is recorded for knocking at a door that is not theirs.
async fn somebody(reception: &Reception, author: &Author) -> Result<Somebody, Failure> {
    let (id, known) = find::by_telegram_id(&reception.house, author.id).await?;
    Ok(Somebody { id, known })
}

/// How an admin is spoken to in private: as their application is set, else as staff are.
async fn spoken(reception: &Reception, user: Option<&wire::User>) -> Result<Language, Failure> {
    match user.and_then(|it| it.language_code.as_deref()) {
        Some(_) => Ok(language_of(user)),
        None => Ok(ask(&reception.house, &Stream::Desk, |it: &Desk| it.language).await?),
    }
}
