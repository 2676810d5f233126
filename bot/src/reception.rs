//! Reception: one update comes in; when this answers, all it leads to is durable.

use crate::onboard::Said;
use crate::private_request::{self, Heard};
use crate::reaction::{self, TicketReaction};
use crate::render::Button;
use crate::texts::{Reader, Toast};
use crate::updates::{self, Author};
use crate::wire::{self, Outline};
use crate::{desk_in_private, group, joining, message, press, staffing};
use chrono::{DateTime, TimeDelta, Utc};
use commands::chat::park;
use commands::house::House;
use commands::people::{arrive, find, see};
use commands::reactions;
use commands::transact::{self, transact};
use domain::cause::not_ahead;
use domain::chat::{ChatMonth, Visibility, month_of};
use domain::group_rights::GroupRights;
use domain::intake::Place;
use domain::people::Person;
use domain::{Actor, Cause, ChatId, MessageId, PersonId, Trigger};
use projections::rows::{ChatPlace, ChatRow};
use projections::{ViewError, Views};
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::port::{Position, ReadError};
use store::stream::Stream;
use thiserror::Error;
use tracing::warn;

/// How long a look-up waits for the views to show what was recorded just before.
const VIEWS_WAIT_MAX: Duration = Duration::from_secs(5);
/// How often a group that is nothing to us is told who sets it up.
const HINT_EVERY: TimeDelta = TimeDelta::minutes(10);
/// The most chats whose last position is remembered.
const CHATS_MAX: usize = 10_000;

/// The bot as Telegram knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    pub id: i64,
    pub username: String,
    /// Whether privacy mode is off, so that the bot sees all messages as a mere member.
    pub sees_all: bool,
}

/// What is said at once and not recorded, after everything is durable. Losing it loses nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The answer to a press, seen by whoever pressed; an alert stays until it is read.
    Toast {
        callback: String,
        text: String,
        alert: bool,
    },
    /// The answer to a press is another chat with us, which opens.
    Open {
        callback: String,
        url: String,
    },
    Reply {
        chat: i64,
        reply_to: MessageId,
        text: String,
    },
    /// A reply with buttons under it.
    Choice {
        chat: i64,
        reply_to: MessageId,
        text: String,
        buttons: Vec<Vec<Button>>,
    },
    /// A reply with markup: a list with links.
    Html {
        chat: i64,
        reply_to: MessageId,
        html: String,
    },
    /// Words in a chat that reply to nothing.
    Tell {
        chat: i64,
        text: String,
    },
    /// Of the set-up of a group.
    SetUp(Said),
    /// Other words in the place of a message of ours, which has no buttons any more.
    Instead {
        chat: i64,
        message: MessageId,
        text: String,
    },
    /// Other buttons under a message of ours, until it is edited again.
    Buttons {
        chat: i64,
        message: MessageId,
        buttons: Vec<Vec<Button>>,
    },
}

/// Why an update could not be taken in. It was not acknowledged, and is taken in again.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("failed to look up what is known")]
    View(#[from] ViewError),
    #[error("the views do not keep up")]
    Behind,
    #[error("failed to ask how far the log goes")]
    Head(#[source] ReadError),
    #[error("failed to record")]
    Record(#[source] transact::Error<Infallible>),
    #[error("failed to follow")]
    Follow(#[source] reactions::Failure),
}

impl Failure {
    /// Whether the update itself is to blame, so that taking it in again is of no use.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::Record(it) | Self::Follow(reactions::Failure::Follow(it)) => it.is_lasting(),
            Self::View(_) | Self::Behind | Self::Head(_) | Self::Follow(_) => false,
        }
    }
}

impl From<transact::Error<Infallible>> for Failure {
    fn from(error: transact::Error<Infallible>) -> Self {
        Self::Record(error)
    }
}

/// Why a command came to nothing: the rules say no, or the world broke.
pub(crate) enum Refused<R> {
    Rejected(R),
    Failed(Failure),
}

/// Parts a refusal, which the person is told, from a failure, which is ours.
pub(crate) fn refused<R: std::error::Error + 'static>(error: transact::Error<R>) -> Refused<R> {
    use transact::Error as E;
    let failed = |it| Refused::Failed(Failure::Record(it));
    match error {
        E::Rejected(it) => Refused::Rejected(it),
        E::Contended(it) => failed(E::Contended(it)),
        E::Read(it) => failed(E::Read(it)),
        E::Append(it) => failed(E::Append(it)),
        E::Decode(it) => failed(E::Decode(it)),
        E::Vault(it) => failed(E::Vault(it)),
    }
}

/// A person who wrote or pressed, with what is known of them.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) id: PersonId,
    pub(crate) known: Person,
}

/// Where a message was written, or a button pressed, as the domain knows it.
pub(crate) fn place_of(chat: &ChatRow) -> Place {
    match chat.place {
        ChatPlace::Client { client, .. } => Place::ClientChat(client),
        ChatPlace::Staff => Place::StaffChat,
    }
}

/// Takes updates in. Updates of one chat must come in their order; those of different chats may come side by side.
pub struct Reception {
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
    pub(crate) me: Me,
    /// The last position written for each chat, which its next look-up must see.
    written: Mutex<HashMap<i64, Position>>,
    /// What the bot was last shown of, and might do in, groups that were nothing to us then.
    met: Mutex<HashMap<i64, (Visibility, GroupRights)>>,
    /// The last message of ours in each chat whose delivery was waited for in vain.
    unknown: Mutex<HashMap<i64, MessageId>>,
    /// When groups that are nothing to us were last told who sets them up.
    hinted: Mutex<HashMap<i64, DateTime<Utc>>>,
    /// Updates of chats and people that are nothing to us, since it was last asked.
    strangers: AtomicU64,
    /// The reaction of staff's that makes a message a ticket.
    pub(crate) ticket_reaction: TicketReaction,
    /// Messages that we know nothing of, and whose reactions were answered so.
    untold: Mutex<HashSet<(i64, MessageId)>>,
}

impl Reception {
    pub fn new(house: House, views: Arc<Views>, me: Me) -> Self {
        let (written, met, unknown) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (strangers, untold) = (AtomicU64::new(0), Mutex::default());
        let ticket_reaction = TicketReaction::default();
        let hinted = Mutex::default();
        Self { house, views, me, written, met, unknown, hinted, strangers, ticket_reaction, untold }
    }

    /// With another reaction that makes a message a ticket.
    #[must_use]
    pub fn reacting(self, ticket_reaction: TicketReaction) -> Self {
        Self { ticket_reaction, ..self }
    }

    /// Takes in one update, as it came. When this answers, everything it leads to is durable.
    ///
    /// # Errors
    ///
    /// [`Failure`]; taking it in again is harmless and completes what was begun.
    pub async fn receive(&self, raw: &str) -> Result<Vec<Effect>, Failure> {
        let Ok(update) = serde_json::from_str::<wire::Update>(raw) else {
            return self.park_and_say(raw).await;
        };
        match update {
            wire::Update { message: Some(it), .. }
            | wire::Update { edited_message: Some(it), .. } => {
                // By far the largest, with presses and reactions: the others need not carry their size.
                Box::pin(self.message(&it, raw)).await
            }
            wire::Update { callback_query: Some(it), .. } => {
                Box::pin(press::pressed(self, it)).await
            }
            wire::Update { my_chat_member: Some(it), .. } => {
                group::membership(self, &it, update.update_id).await.map(|()| vec![])
            }
            wire::Update { chat_member: Some(it), .. } => {
                joining::changed(self, &it, update.update_id).await.map(|()| vec![])
            }
            wire::Update { message_reaction: Some(it), .. } => {
                Box::pin(reaction::reacted(self, &it, update.update_id)).await
            }
            // A kind that we did not ask for, or do not know: kept, if it is of a chat of ours.
            wire::Update { .. } => self.park_and_say(raw).await,
        }
    }

    /// As [`Self::park`]; whoever pressed a button is told that nothing came of it, and does not wait.
    pub(crate) async fn park_and_say(&self, raw: &str) -> Result<Vec<Effect>, Failure> {
        self.park(raw).await?;
        let (Some(outline), Some(press)) = (Outline::of(raw), wire::Pressed::of(raw)) else {
            return Ok(vec![]);
        };
        let language = group::language_named(press.language.as_deref());
        // By its number the log tells why.
        let toast = Toast::NotDone(outline.update_id.to_string());
        let (text, alert) = (toast.text(language, Reader::Client), toast.is_alert());
        Ok(vec![Effect::Toast { callback: press.callback, text, alert }])
    }

    /// Keeps an update that cannot be understood, if it is of a linked chat. Others are only counted.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    pub async fn park(&self, raw: &str) -> Result<(), Failure> {
        let Some(Outline { update_id, chat: Some(chat), date, .. }) = Outline::of(raw) else {
            self.count_stranger();
            return Ok(());
        };
        if self.chat(chat).await?.is_none() {
            self.count_stranger();
            return Ok(());
        }
        let now = self.house.clock.now();
        let trigger = Trigger::Update { bot: self.me.id, update: update_id };
        let cause = self.heard(trigger, date.map(updates::instant).unwrap_or_default(), chat);
        let (at, month) = match date {
            Some(_) => (cause.at, month_of(cause.dated())),
            None => (now, month_of(now)),
        };
        let stream = Stream::Chat(ChatId::Group(chat), month);
        let decide = |it: &ChatMonth| park::decide(it, update_id, raw, at);
        let done = transact(&self.house, &stream, Actor::Reaction, &cause, decide).await?;
        self.wrote(chat, done.position);
        Ok(())
    }

    async fn message(&self, it: &wire::Message, raw: &str) -> Result<Vec<Effect>, Failure> {
        if group::moved(self, it).await? {
            return Ok(vec![]);
        }
        match self.chat(it.chat.id).await? {
            // What Telegram itself says, and what it brings over from a channel by itself, is nobody's request.
            Some(chat) if it.is_service() || it.is_automatic_forward => {
                group::told(self, &chat, it).await?;
                joining::left(self, &chat, it).await?;
                staffing::left(self, &chat, it).await.map(|()| vec![])
            }
            // In a group everything is by somebody, so that this is not understood.
            Some(_) if updates::author(it).is_none() => self.park_and_say(raw).await,
            Some(chat) => message::in_linked_chat(self, &chat, it).await,
            None => self.elsewhere(it).await,
        }
    }

    /// A message in a private chat, or in a group that is nothing to us yet.
    async fn elsewhere(&self, it: &wire::Message) -> Result<Vec<Effect>, Failure> {
        match private_request::heard(self, it).await? {
            Some(Heard::In(chat)) => return message::in_linked_chat(self, &chat, it).await,
            Some(Heard::Said(effects)) => return Ok(effects),
            None => (),
        }
        match desk_in_private::heard(self, it).await? {
            Some(chat) => message::in_linked_chat(self, &chat, it).await,
            None => group::in_unlinked_chat(self, it).await,
        }
    }

    /// The cause that an update is, with Telegram's date of it.
    pub(crate) fn heard(&self, trigger: Trigger, date: DateTime<Utc>, chat: i64) -> Cause {
        told_if_ahead(Cause::heard(trigger, date, self.house.clock.now()), chat)
    }

    /// The cause that a press is, with Telegram's date of the pressed message: nobody tells when it was pressed, so that
    /// it is when we take it in.
    pub(crate) fn taken_in(&self, trigger: Trigger, date: DateTime<Utc>, chat: i64) -> Cause {
        told_if_ahead(Cause::taken_in(trigger, date, self.house.clock.now()), chat)
    }

    /// A date of Telegram's as it counts.
    pub(crate) fn believed(&self, date: i64) -> DateTime<Utc> {
        not_ahead(updates::instant(date), self.house.clock.now())
    }

    /// The linked chat of a number, as of everything that was written for it.
    pub(crate) async fn chat(&self, chat: i64) -> Result<Option<ChatRow>, Failure> {
        let written = self.written().get(&chat).copied();
        if let Some(position) = written {
            self.see(position).await?;
        }
        Ok(self.views.chat(ChatId::Group(chat))?)
    }

    /// Waits until the views show a position.
    pub(crate) async fn see(&self, position: Position) -> Result<(), Failure> {
        if self.views.wait_for(position, VIEWS_WAIT_MAX).await {
            Ok(())
        } else {
            Err(Failure::Behind)
        }
    }

    /// Waits until the views show all that is recorded by now: for what was written in another chat just before.
    pub(crate) async fn see_all(&self) -> Result<(), Failure> {
        match self.house.store.head().await.map_err(Failure::Head)? {
            Some(head) => self.see(head).await,
            None => Ok(()),
        }
    }

    /// The person behind an author, seen now; in a staff chat an admin is asked about whoever is not of staff.
    ///
    /// * `seen_in`: the chat, and the thread there.
    ///
    /// What a person is, is read anew for every update: a role that was taken back is gone with the next one.
    pub(crate) async fn somebody(
        &self,
        author: &Author,
        seen_in: Option<(&ChatRow, Option<i64>)>,
        cause: &Cause,
    ) -> Result<Somebody, Failure> {
        let (id, known) = find::by_telegram_id(&self.house, author.id).await?;
        let profile = see::Profile {
            telegram_id: Some(author.id),
            name: author.name.clone(),
            handle: author.handle.clone(),
        };
        see::see(&self.house, id, &profile, cause).await?;
        let is_person = author.sender == domain::intake::Sender::Person;
        let in_group = |it: &ChatRow| matches!(it.chat, ChatId::Group(_));
        let is_staff_chat = |it: &ChatRow| it.place == ChatPlace::Staff && in_group(it);
        let staff = seen_in.filter(|(chat, _)| is_person && is_staff_chat(chat));
        if let Some((chat, thread)) = staff {
            self.arrives(id, (chat.chat, thread), cause).await?;
        }
        let known = seen_in.map_or(known.clone(), |(chat, _)| known.here(place_of(chat)));
        Ok(Somebody { id, known })
    }

    async fn arrives(
        &self,
        id: PersonId,
        seen_in: (ChatId, Option<i64>),
        cause: &Cause,
    ) -> Result<(), Failure> {
        let key = format!("staff chat {}", cause.id());
        let arrived = cause.also(Trigger::Request { key });
        let decide = |it: &Person| arrive::decide(it, seen_in, cause.at);
        transact(&self.house, &Stream::Person(id), Actor::Reaction, &arrived, decide).await?;
        Ok(())
    }

    /// Remembers what the next look-up of a chat must see.
    pub(crate) fn wrote(&self, chat: i64, position: Option<Position>) {
        let Some(position) = position else { return };
        let mut written = self.written();
        if written.len() >= CHATS_MAX {
            let seen = self.views.position();
            written.retain(|_, it| Some(*it) > seen);
        }
        let last = written.entry(chat).or_insert(position);
        *last = position.max(*last);
    }

    fn written(&self) -> MutexGuard<'_, HashMap<i64, Position>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the delivery of a message of ours may still become known.
    pub(crate) fn may_become_known(&self, chat: i64, message: MessageId) -> bool {
        self.unknown().get(&chat) != Some(&message)
    }

    /// Remembers that the delivery of a message of ours did not become known in time.
    pub(crate) fn stays_unknown(&self, chat: i64, message: MessageId) {
        let mut unknown = self.unknown();
        if unknown.len() >= CHATS_MAX {
            unknown.clear();
        }
        unknown.insert(chat, message);
    }

    fn unknown(&self) -> MutexGuard<'_, HashMap<i64, MessageId>> {
        self.unknown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what the bot is shown of a group that is nothing to us, and may do in it. A stranger's group is not worth recording.
    pub(crate) fn meet(&self, chat: i64, sees: Visibility, rights: GroupRights) {
        self.count_stranger();
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        if met.len() < CHATS_MAX || met.contains_key(&chat) {
            met.insert(chat, (sees, rights));
        }
    }

    /// What the bot was last shown of a group, and might do in it, while that was nothing to us, if anything was told since the start.
    pub(crate) fn met(&self, chat: i64) -> Option<(Visibility, GroupRights)> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).get(&chat).copied()
    }

    /// What the bot is shown of a group is recorded from now on, or was recorded just now.
    pub(crate) fn has_recorded(&self, chat: i64) {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).remove(&chat);
    }

    /// Whether it is still to be said that we know nothing of a message; from now on it is not.
    pub(crate) fn is_to_be_told_unknown(&self, chat: i64, message: MessageId) -> bool {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        if untold.len() >= CHATS_MAX {
            untold.clear();
        }
        untold.insert((chat, message))
    }

    /// Whether a group that is nothing to us may be told who sets it up: strangers must not make us talk.
    pub(crate) fn may_hint(&self, chat: i64) -> bool {
        let now = self.house.clock.now();
        let mut hinted = self.hinted.lock().unwrap_or_else(PoisonError::into_inner);
        if hinted.len() >= CHATS_MAX {
            hinted.retain(|_, it| now - *it < HINT_EVERY);
        }
        let may =
            hinted.len() < CHATS_MAX && hinted.get(&chat).is_none_or(|it| now - *it >= HINT_EVERY);
        if may {
            hinted.insert(chat, now);
        }
        may
    }

    pub(crate) fn count_stranger(&self) {
        self.strangers.fetch_add(1, Ordering::Relaxed);
    }

    /// How many updates were nothing to us since this was last asked: chats that are not linked, people unknown.
    pub fn strangers(&self) -> u64 {
        self.strangers.swap(0, Ordering::Relaxed)
    }
}

/// A cause whose date is too far ahead of our clock is told of.
fn told_if_ahead(cause: Cause, chat: i64) -> Cause {
    if let Some(ahead_s) = cause.ahead_s() {
        // The number of a private chat is that of a person.
        let group = (chat < 0).then_some(chat);
        warn!(group, ahead_s, "telegram's date lies ahead of our clock; the present counts");
    }
    cause
}
