//! Keep reply: what staff say again and again is kept under a name, and dropped again.

use chrono::{DateTime, Utc};
use domain::desk::{
    Desk, Event, REPLIES_MAX, REPLY_UNITS_MAX, ReplyDropped, ReplyKept, ReplyName,
    unknown_placeholder,
};
use domain::people::Person;
use domain::people::rights::Matter;
use domain::{Draft, Field, Language, Owner};
use thiserror::Error;

/// What is to be said under a name, in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub name: ReplyName,
    pub language: Language,
    pub text: String,
}

/// Why nothing was kept or dropped. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only an admin or a manager arranges replies")]
    NotArranger,
    #[error("the reply says nothing")]
    WithoutText,
    #[error("the reply is too long")]
    TooLong,
    #[error("nobody knows what to put in the place of {{{0}}}")]
    Unknown(String),
    #[error("there are as many replies as may be")]
    TooMany,
    #[error("there is no such reply")]
    NotKept,
}

/// What keeping a reply makes of the desk; one that is there says this from now on.
///
/// * `known`: who asks; none from the machine itself.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    desk: &Desk,
    reply: &Reply,
    (known, at): (Option<&Person>, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Rejection> {
    may_arrange(known)?;
    let text = reply.text.trim();
    if text.is_empty() {
        return Err(Rejection::WithoutText);
    }
    if text.encode_utf16().count() > REPLY_UNITS_MAX {
        return Err(Rejection::TooLong);
    }
    if let Some(word) = unknown_placeholder(text) {
        return Err(Rejection::Unknown(word.to_owned()));
    }
    let (id, language) = (reply.name.id(), reply.language);
    if !desk.replies.contains_key(&id) && desk.replies.len() >= REPLIES_MAX {
        return Err(Rejection::TooMany);
    }
    let kept = Draft::new(Event::ReplyKept(ReplyKept { reply: id, language }), at);
    let kept = kept.with(Field::Name, Owner::Desk, reply.name.as_str());
    Ok(vec![kept.with(Field::Body, Owner::Desk, text)])
}

/// What dropping a reply makes of the desk, in all its languages.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide_drop(
    desk: &Desk,
    name: &ReplyName,
    (known, at): (Option<&Person>, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Rejection> {
    may_arrange(known)?;
    let reply = name.id();
    if !desk.replies.contains_key(&reply) {
        return Err(Rejection::NotKept);
    }
    Ok(vec![Draft::new(Event::ReplyDropped(ReplyDropped { reply }), at)])
}

fn may_arrange(known: Option<&Person>) -> Result<(), Rejection> {
    match known {
        Some(it) if !it.may(Matter::Replies, None) => Err(Rejection::NotArranger),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, OLGA, known, monday};

    fn reply(name: &str, text: &str) -> Reply {
        let (name, text) = (name.parse().unwrap(), text.to_owned());
        Reply { name, language: Language::Ru, text }
    }

    fn after(desk: Desk, reply: &Reply) -> Desk {
        let kept = decide(&desk, reply, (None, monday("12:00"))).unwrap();
        kept.iter().fold(desk, |desk, it| desk.evolve(&it.event))
    }

    #[test]
    fn a_reply_is_kept_with_name_and_words_apart_from_the_facts() {
        let noon = monday("12:00");
        let asked = reply("Сброс", " Сбросили. \n");
        let kept = decide(&Desk::default(), &asked, (Some(&known(ADMIN)), noon)).unwrap();
        let texts: Vec<_> = kept[0].texts.iter().map(|it| (it.field, it.value.as_str())).collect();
        assert_eq!(texts, [(Field::Name, "сброс"), (Field::Body, "Сбросили.")]);
        let by_agent = decide(&Desk::default(), &asked, (Some(&known(OLGA)), noon));
        assert_eq!(by_agent, Err(Rejection::NotArranger));
    }

    #[test]
    fn a_reply_that_could_not_be_sent_as_it_stands_is_not_kept() {
        let check = |text: &str, then: &Rejection| {
            let asked = decide(&Desk::default(), &reply("x", text), (None, monday("12:00")));
            assert_eq!(asked.as_ref(), Err(then), "{text}");
        };
        check(" \n", &Rejection::WithoutText);
        check(&"я".repeat(REPLY_UNITS_MAX + 1), &Rejection::TooLong);
        check("Здравствуйте, {имя}!", &Rejection::Unknown("имя".to_owned()));
    }

    #[test]
    fn there_are_no_more_replies_than_a_card_has_room_for() {
        let mut desk = Desk::default();
        for n in 0..REPLIES_MAX {
            desk = after(desk, &reply(&format!("r{n}"), "x"));
        }
        let noon = monday("12:00");
        assert_eq!(decide(&desk, &reply("one-more", "x"), (None, noon)), Err(Rejection::TooMany));
        let other = Reply { language: Language::En, ..reply("r1", "x") };
        assert_eq!(decide(&desk, &other, (None, noon)).unwrap().len(), 1);
    }

    #[test]
    fn a_reply_is_dropped_once_and_in_all_languages() {
        let noon = monday("12:00");
        let russian = reply("vpn", "x");
        let english = Reply { language: Language::En, ..russian.clone() };
        let desk = after(after(Desk::default(), &russian), &english);
        let by_agent = decide_drop(&desk, &russian.name, (Some(&known(OLGA)), noon));
        assert_eq!(by_agent, Err(Rejection::NotArranger));
        let dropped = decide_drop(&desk, &russian.name, (Some(&known(ADMIN)), noon)).unwrap();
        let desk = desk.evolve(&dropped[0].event);
        assert!(desk.replies.is_empty());
        assert_eq!(decide_drop(&desk, &russian.name, (None, noon)), Err(Rejection::NotKept));
    }
}
