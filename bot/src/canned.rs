//! Canned: what does the desk keep ready to be said, and which of it does somebody name?

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::canned::{CannedReply as Reply, Kept};
use crate::texts::{Texts, units};
use crate::wire;
use commands::desk::keep_reply::{self, Rejection};
use commands::transact::transact;
use domain::desk::{Desk, REPLY_WITH_WORDS_UNITS_MAX, ReplyName, filled};
use domain::intake::{Belongs, Canned, Incoming, Named, Place, Typed, number_first};
use domain::{Actor, Cause, Language, MessageId};
use projections::rows::{ChatPlace, ChatRow, ReplyRow, TicketRow};
use store::stream::Stream;

/// How many letters two names differ in at most that are taken for one another.
const NEAR_MAX: usize = 2;

/// What `/r`, a name and further words stand for in the ticket that they are about.
pub(crate) fn of(
    reception: &Reception,
    place: Place,
    incoming: &Incoming,
    (replied, named): (&Belongs, &Named),
) -> Result<Canned, Failure> {
    let typed = incoming.command.as_ref().filter(|it| it.name == "r");
    let (Some(typed), Place::StaffChat) = (typed, place) else { return Ok(Canned::Nothing) };
    let (ticket, rest) = match (named, replied) {
        (Named::Ticket(ticket, rest), _) => (*ticket, rest.as_str()),
        (_, Belongs::Ticket(ticket)) => (*ticket, typed.rest.as_str()),
        _ => return Ok(Canned::Nothing),
    };
    let (name, words) = first_word(rest);
    if name.is_empty() {
        return Ok(Canned::Nothing);
    }
    let Some(ticket) = reception.views.ticket(ticket)? else { return Ok(Canned::Nothing) };
    let Ok(name) = name.parse::<ReplyName>() else { return Ok(Canned::Unknown) };
    let language = language_of(reception, &ticket)?;
    let kept = reception.views.replies()?;
    let Some(reply) = found(&kept, &name, language) else { return Ok(Canned::Unknown) };
    let text = said(reply, &ticket);
    let text = if words.is_empty() { text } else { format!("{text}\n{words}") };
    let fits = units(&text) <= REPLY_WITH_WORDS_UNITS_MAX;
    Ok(if fits { Canned::Text(text) } else { Canned::TooLong })
}

/// In which language the client of a ticket reads.
pub(crate) fn language_of(reception: &Reception, ticket: &TicketRow) -> Result<Language, Failure> {
    let client = reception.views.client(ticket.client)?;
    Ok(client.map(|it| it.language).unwrap_or_default())
}

/// The reply of a name in a language; where it is not kept in that, in the other.
fn found<'a>(
    replies: &'a [ReplyRow],
    name: &ReplyName,
    language: Language,
) -> Option<&'a ReplyRow> {
    let id = name.id();
    let of_name = || replies.iter().filter(|it| it.reply == id);
    of_name().find(|it| it.language == language).or_else(|| of_name().next())
}

/// One of each name, as a client who reads that language gets it.
pub(crate) fn for_client(replies: Vec<ReplyRow>, language: Language) -> Vec<ReplyRow> {
    let mut each: Vec<ReplyRow> = Vec::new();
    for it in replies {
        match each.last_mut().filter(|last| last.reply == it.reply) {
            Some(last) if it.language == language => *last = it,
            Some(_) => (),
            None => each.push(it),
        }
    }
    each
}

/// What the client of a ticket gets to read.
pub(crate) fn said(reply: &ReplyRow, ticket: &TicketRow) -> String {
    filled(&reply.text, &Texts(reply.language).number(&ticket.number))
}

/// The names that somebody may have meant; all of them where none comes near.
pub(crate) fn near(names: Vec<String>, typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let comes_near = |it: &String| {
        it.starts_with(&typed)
            || typed.starts_with(it.as_str())
            || strsim::damerau_levenshtein(it, &typed) <= NEAR_MAX
    };
    let near: Vec<String> = names.iter().filter(|it| comes_near(it)).cloned().collect();
    if near.is_empty() { names } else { near }
}

/// The names of all replies, each once.
pub(crate) fn names(replies: Vec<ReplyRow>) -> Vec<String> {
    let mut names: Vec<String> = replies.into_iter().map(|it| it.name).collect();
    names.dedup();
    names
}

/// The name that words after `/r` begin with; a ticket's number may stand before it.
pub(crate) fn named(typed: &Typed) -> &str {
    match number_first(typed) {
        Some((_, after)) => {
            let from = typed.rest.len() - after.len();
            first_word(&typed.rest[from..]).0
        }
        None => first_word(&typed.rest).0,
    }
}

/// The first word, and what follows it.
pub(crate) fn first_word(words: &str) -> (&str, &str) {
    let (word, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    (word, rest.trim())
}

/// Follows `/reply`; answers nothing to any other command, and to those who are none of staff.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Option<Effect>, Failure> {
    let here = chat.place == ChatPlace::Staff && somebody.known.is_staff();
    if typed.name != "reply" || !here {
        return Ok(None);
    }
    let (verb, rest) = first_word(&typed.rest);
    let reply = match verb {
        "" => Reply::Listed(all(reception)?),
        "add" => add(reception, (chat, it), somebody, rest, cause).await?,
        "drop" => drop_one(reception, it, somebody, rest, cause).await?,
        name => shown(reception, name)?,
    };
    let (text, reply_to) = (reply.text(chat.language), MessageId(it.message_id));
    Ok(Some(Effect::Reply { chat: it.chat.id, reply_to, text }))
}

/// `/reply add name text`, with `ru` or `en` before the text for clients who read that language.
async fn add(
    reception: &Reception,
    (chat, it): (&ChatRow, &wire::Message),
    somebody: &Somebody,
    words: &str,
    cause: &Cause,
) -> Result<Reply, Failure> {
    let (name, rest) = first_word(words);
    let Ok(name) = name.parse::<ReplyName>() else { return Ok(Reply::BadName) };
    let (language, text) = match first_word(rest) {
        ("ru", text) => (Language::Ru, text),
        ("en", text) => (Language::En, text),
        _ => (chat.language, rest),
    };
    let reply = keep_reply::Reply { name, language, text: text.to_owned() };
    let decide = |desk: &Desk| keep_reply::decide(desk, &reply, (Some(&somebody.known), cause.at));
    let (house, actor) = (&reception.house, Actor::Person(somebody.id));
    match transact(house, &Stream::Desk, actor, cause, decide).await.map_err(refused) {
        Ok(done) => {
            reception.wrote(it.chat.id, done.position);
            Ok(Reply::Kept { name: reply.name, language })
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(rejection)) => Ok(of_rejection(rejection, reception, &reply.name)?),
    }
}

async fn drop_one(
    reception: &Reception,
    it: &wire::Message,
    somebody: &Somebody,
    words: &str,
    cause: &Cause,
) -> Result<Reply, Failure> {
    let Ok(name) = words.parse::<ReplyName>() else { return Ok(Reply::BadName) };
    let by = (Some(&somebody.known), cause.at);
    let decide = |desk: &Desk| keep_reply::decide_drop(desk, &name, by);
    let (house, actor) = (&reception.house, Actor::Person(somebody.id));
    match transact(house, &Stream::Desk, actor, cause, decide).await.map_err(refused) {
        Ok(done) => {
            reception.wrote(it.chat.id, done.position);
            Ok(Reply::Dropped(name))
        }
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(rejection)) => Ok(of_rejection(rejection, reception, &name)?),
    }
}

fn of_rejection(
    rejection: Rejection,
    reception: &Reception,
    name: &ReplyName,
) -> Result<Reply, Failure> {
    Ok(match rejection {
        Rejection::NotArranger => Reply::OnlyAdmin,
        Rejection::WithoutText => Reply::WithoutText(name.clone()),
        Rejection::TooLong => Reply::TooLong,
        Rejection::Unknown(word) => Reply::UnknownPlaceholder(word),
        Rejection::TooMany => Reply::TooMany,
        Rejection::NotKept => none_such(reception, name.as_str())?,
    })
}

/// `/reply name`: the whole text, in each of its languages.
fn shown(reception: &Reception, name: &str) -> Result<Reply, Failure> {
    let id = name.parse::<ReplyName>().ok().map(|it| it.id());
    let mut replies = reception.views.replies()?;
    replies.retain(|it| Some(it.reply) == id);
    if replies.is_empty() { none_such(reception, name) } else { Ok(Reply::Shown(replies)) }
}

fn none_such(reception: &Reception, name: &str) -> Result<Reply, Failure> {
    let names = near(names(reception.views.replies()?), name);
    Ok(Reply::NoneSuch { name: name.to_owned(), names })
}

fn all(reception: &Reception) -> Result<Vec<Kept>, Failure> {
    let mut all: Vec<Kept> = Vec::new();
    for it in reception.views.replies()? {
        match all.last_mut().filter(|last| last.name == it.name) {
            Some(last) => last.languages.push(it.language),
            None => all.push(Kept { name: it.name, languages: vec![it.language], text: it.text }),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_mistypes_a_name_is_told_those_that_come_near() {
        let names = || ["пароль", "перезагрузка", "vpn"].map(str::to_owned).to_vec();
        assert_eq!(near(names(), "Перезагруска"), ["перезагрузка"]);
        assert_eq!(near(names(), "пер"), ["перезагрузка"]);
        assert_eq!(near(names(), "vnp"), ["vpn"]);
        assert_eq!(near(names(), "картридж"), names());
    }
}
