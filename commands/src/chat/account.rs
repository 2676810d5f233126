//! Account: a message is accounted for. What is to become of it is decided once, and recorded.

use crate::house::House;
use crate::ticket::File;
use crate::transact::{Done, Error, transact};
use domain::along::Along;
use domain::chat::{
    ChatMonth, Decision, Event, MessageAccounted, MessageBound, Registration, month_of,
};
use domain::intake::{self, Incoming, Known};
use domain::{Actor, Cause, Channel, Draft, Field, Owner};
use std::convert::Infallible;
use store::stream::Stream;

/// The rule for talk among staff in their own chat, whose words nobody needs.
const STAFF_TALK: &str = "staff_talk";

/// What there is besides the words of a message, and of the one that it replies to: whichever words are taken up, theirs
/// go along.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files<'a> {
    pub own: &'a [File],
    pub replied: &'a [File],
    pub along: Option<&'a Along>,
    pub along_replied: Option<&'a Along>,
}

/// What a message makes of a chat's month: one decision, with the words it goes by.
///
/// # Errors
///
/// None: every message is accounted for.
pub fn decide(
    month: &ChatMonth,
    incoming: &Incoming,
    files: Files<'_>,
    known: &Known<'_>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let album = incoming.album.as_ref().and_then(|it| month.albums.get(it).copied());
    let quiet = month.quiet(incoming.author, incoming.thread, incoming.date);
    let known = &Known { album: album.or(known.album), quiet, ..known.clone() };
    let decided = intake::decide(incoming, known);
    let staff_chat = known.place == intake::Place::StaffChat;
    let side = known.author.side(known.place);
    let replied = match &decided.decision {
        Decision::Register(it) => takes_up_replied(it, incoming),
        _ => false,
    };
    let (files, along) =
        if replied { (files.replied, files.along_replied) } else { (files.own, files.along) };
    let quiet = staff_chat && decided.rule.as_str() == STAFF_TALK;
    let accounted = MessageAccounted {
        message: incoming.at.message,
        author: incoming.author,
        side,
        thread: incoming.thread,
        reply_to: incoming.reply_to.as_ref().map(|it| it.message),
        album: incoming.album.clone(),
        edited_at: incoming.edited_at,
        decision: decided.decision,
        rule: decided.rule,
        rules: intake::RULES,
        awaits: decided.awaits,
        attachments: decided.attachments,
        clock_ahead_s: incoming.ahead_s,
        intake: decided.judged,
        asks: decided.asks,
    };
    let at = incoming.edited_at.unwrap_or(incoming.date);
    let others = other_parts(month, incoming, &accounted.decision);
    let bound = others.into_iter().map(|it| Draft::new(Event::MessageBound(it), at));
    let draft = Draft::new(Event::MessageAccounted(accounted), at);
    if quiet {
        return Ok(vec![draft]);
    }
    let (owner, body) = decided.body;
    let (owner, author) = (Owner::Person(owner), Owner::Person(incoming.author));
    let draft = draft.with(Field::Body, owner, body);
    let draft = draft.with(Field::Reason, author, decided.remark.unwrap_or_default());
    let draft = File::on(files, draft, owner);
    let draft = match along {
        Some(along) => along.on(draft, owner),
        None => draft,
    };
    Ok(std::iter::once(draft).chain(bound).collect())
}

/// Whether it is the replied message that becomes a ticket, and not this one.
fn takes_up_replied(it: &Registration, incoming: &Incoming) -> bool {
    it.channel == Channel::Reply && it.source != Some(incoming.at)
}

/// The other parts of an album of which one becomes a ticket: they go along.
fn other_parts(month: &ChatMonth, incoming: &Incoming, decision: &Decision) -> Vec<MessageBound> {
    let Decision::Register(it) = decision else { return vec![] };
    let replied = incoming.reply_to.as_ref().filter(|_| takes_up_replied(it, incoming));
    let Some((replied, album)) = replied.and_then(|it| Some((it.message, it.album.as_ref()?)))
    else {
        return vec![];
    };
    let parts = month.loose.get(album).into_iter().flatten().filter(|it| **it != replied);
    parts.map(|part| MessageBound { message: *part, ticket: Some(it.ticket) }).collect()
}

/// Accounts for a message.
///
/// # Errors
///
/// As [`transact`].
pub async fn account(
    house: &House,
    incoming: &Incoming,
    files: Files<'_>,
    known: &Known<'_>,
    cause: &Cause,
) -> Result<Done<Event>, Error<Infallible>> {
    // Told again when our clock has moved on, it must be found where it was recorded.
    let stream = Stream::Chat(incoming.at.chat, month_of(cause.dated()));
    let actor = Actor::Person(incoming.author);
    let decide = |it: &ChatMonth| decide(it, incoming, files, known);
    transact(house, &stream, actor, cause, decide).await
}
