//! Sender: everything that must be said is said, in order, at Telegram's pace, and recorded.
//!
//! What must be said is what the views hold as pending, so a crash loses nothing and repeats at most the one message
//! that was in flight in a chat. Chats go side by side; within a chat one call is made at a time.

mod alarms;
mod alone;
mod announced;
mod deliver;
mod digests;
mod gather;
mod invited;
mod lane;
mod likeness;
mod mute;
mod record;
mod round;
mod together;

use crate::client::{Api, CallError, Markup, Outgoing};
use crate::pace::{Call, Limits};
use crate::render::Button;
use chrono::{DateTime, TimeDelta, Utc};
use commands::House;
use commands::transact::Error;
use deliver::Turn;
pub(crate) use deliver::markup;
use domain::chat::Undeliverable;
use domain::{ChatId, MessageId};
use lane::{Aside, Lane, Next, What};
use projections::rows::PendingNotice;
use projections::{ViewError, Views};
use round::{Flight, Landed, Round};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::codec::CodecError;
use store::port::{ReadError, StreamName};
use store::vault::VaultError;
use thiserror::Error as ThisError;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::{Id, JoinError};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// The most chats in which a call is on its way at once.
const FLIGHTS_MAX: usize = 64;
/// The most notices of one chat that are put in order at once.
const PENDING_MAX: usize = 200;
/// The most replies that wait to be taken in.
const ARRIVING_MAX: usize = 256;
/// How long a reply is worth saying.
const ASIDE_AGE_MAX: TimeDelta = TimeDelta::seconds(60);
/// The reaction on a staff member's message that says: the client's chat has it.
const DELIVERED: &str = "👌";
/// How long calls on their way are waited for at the end.
const GRACE_MAX: Duration = Duration::from_millis(700);

/// Why the sender cannot go on. What was not said is said after the next start.
#[derive(Debug, ThisError)]
pub enum Failure {
    #[error("failed to ask the views what to say")]
    View(#[source] ViewError),
    #[error("failed to read why something is to be said")]
    Read(#[source] ReadError),
    #[error("failed to understand why something is to be said")]
    Decode(#[source] CodecError),
    #[error("failed to open what is to be said")]
    Vault(#[source] VaultError),
    #[error("failed to record what was said")]
    Record(#[source] Error<Infallible>),
    /// The views speak of an event that the log does not have.
    #[error("{stream} lacks an event that the views speak of")]
    Missing { stream: StreamName },
}

/// The one sender of notices.
pub struct Sender {
    house: House,
    views: Arc<Views>,
    api: Api,
    limits: Limits,
    asides: mpsc::Sender<(i64, Aside)>,
    arriving: Mutex<mpsc::Receiver<(i64, Aside)>>,
    rests: watch::Sender<Option<DateTime<Utc>>>,
}

impl Sender {
    /// A sender that says what the views hold as pending, within limits. Nothing is sent before [`Self::run`].
    pub fn new(house: House, views: Arc<Views>, api: Api, limits: Limits) -> Arc<Self> {
        let (asides, arriving) = mpsc::channel(ARRIVING_MAX);
        let (arriving, rests) = (Mutex::new(arriving), watch::Sender::new(None));
        Arc::new(Self { house, views, api, limits, asides, arriving, rests })
    }

    /// Until when it has nothing that may be said, as far as it knows; none while calls are on their way.
    pub fn rests(&self) -> watch::Receiver<Option<DateTime<Utc>>> {
        self.rests.subscribe()
    }

    /// Says something that is not recorded, such as why a command was refused. It is lost in a crash, after a minute
    /// without an opportunity, and where too many wait.
    ///
    /// * `chat`: Telegram's number of the chat.
    pub fn transient(&self, chat: i64, reply_to: Option<MessageId>, text: String) {
        self.aside(chat, What::Reply { reply_to, text, html: false, buttons: None });
    }

    /// A reply with buttons under it. Not recorded, and lost as a reply is.
    ///
    /// * `chat`: Telegram's number of the chat.
    pub fn offer(&self, chat: i64, reply_to: MessageId, text: String, buttons: &[Vec<Button>]) {
        let (reply_to, buttons) = (Some(reply_to), Some(markup(buttons)));
        self.aside(chat, What::Reply { reply_to, text, html: false, buttons });
    }

    /// A reply with markup. Not recorded, and lost as a reply is.
    ///
    /// * `chat`: Telegram's number of the chat.
    pub fn transient_html(&self, chat: i64, reply_to: Option<MessageId>, html: String) {
        self.aside(chat, What::Reply { reply_to, text: html, html: true, buttons: None });
    }

    /// Puts other buttons under a message of ours, until it is edited. Not recorded, and lost as a reply is.
    ///
    /// * `chat`: Telegram's number of the chat.
    pub fn show_buttons(&self, chat: i64, message: MessageId, buttons: &[Vec<Button>]) {
        self.aside(chat, What::Buttons(message, markup(buttons)));
    }

    /// Puts other words in the place of a message of ours, and takes its buttons away. Not recorded, and lost as a reply is.
    ///
    /// * `chat`: Telegram's number of the chat.
    pub fn instead(&self, chat: i64, message: MessageId, text: String) {
        self.aside(chat, What::Instead(message, text));
    }

    fn aside(&self, chat: i64, what: What) {
        let aside = Aside { what, since: self.house.clock.now() };
        if self.asides.try_send((chat, aside)).is_err() {
            warn!("a reply was dropped: too many wait");
        }
    }

    /// Sends until cancelled; calls on their way are then waited for a moment.
    ///
    /// # Errors
    ///
    /// [`Failure`] where going on would hide something. Telegram being away is none.
    pub async fn run(self: &Arc<Self>, cancel: CancellationToken) -> Result<(), Failure> {
        let mut arriving = self.arriving.lock().await;
        let mut changes = self.views.changes();
        let mut round = Round::new(self.limits, self.house.clock.now());
        let mut looked = self.look_at_all(&mut round).await;
        loop {
            // What a call that has landed left to be said belongs to what is still to be done.
            while let Ok((chat, aside)) = arriving.try_recv() {
                round.lanes.entry(chat).or_default().say_aside(aside);
                looked = looked.and(self.look(&mut round, chat));
            }
            round.bear(looked)?;
            let rests = || round.wakes_at().unwrap_or(DateTime::<Utc>::MAX_UTC);
            self.rests.send_replace(round.tasks.is_empty().then(rests));
            let wait = round.wait(self.house.clock.now());
            looked = tokio::select! {
                () = cancel.cancelled() => break,
                more = changes.changed() => match more {
                    Ok(()) => self.look_at_all(&mut round).await,
                    Err(_) => break,
                },
                Some((chat, aside)) = arriving.recv() => {
                    round.lanes.entry(chat).or_default().say_aside(aside);
                    self.look(&mut round, chat)
                }
                Some(landed) = round.tasks.join_next_with_id(), if !round.tasks.is_empty() => {
                    self.land(&mut round, landed)
                }
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                    self.look_at_the_clock(&mut round).await
                }
            };
        }
        let landing = async { while round.tasks.join_next().await.is_some() {} };
        // What has not landed by then is said again after the next start.
        let _late = tokio::time::timeout(GRACE_MAX, landing).await;
        Ok(())
    }

    /// The chat's number at Telegram; none of somebody whose number was erased or never known.
    fn number_of(&self, chat: ChatId) -> Result<Option<i64>, ViewError> {
        Ok(match chat {
            ChatId::Group(number) => Some(number),
            ChatId::Private(person) => self.views.person(person)?.and_then(|it| it.telegram_id),
        })
    }

    /// Looks where something has become pending.
    async fn look_at_all(self: &Arc<Self>, round: &mut Round) -> Result<(), Failure> {
        let now = self.house.clock.now();
        round.pace.sweep(now);
        round.lanes.retain(|_, lane| !lane.is_idle(now));
        round.ripens = self.views.next_not_before(now.into()).map_err(Failure::View)?;
        for chat in self.views.chats_with_ready(now.into()).map_err(Failure::View)? {
            match self.number_of(chat).map_err(Failure::View)? {
                Some(number) => {
                    round.lanes.entry(number).or_default().chat = Some(chat);
                    self.look(round, number)?;
                }
                None => self.lose(chat).await?,
            }
        }
        round.blind = false;
        Ok(())
    }

    /// Nobody can be told any more.
    async fn lose(&self, chat: ChatId) -> Result<(), Failure> {
        for notice in self.views.pending_in(chat, PENDING_MAX).map_err(Failure::View)? {
            self.record_failure(&notice, Undeliverable::ChatGone, notice.want).await?;
        }
        Ok(())
    }

    /// Looks where a wait is over; everywhere, if the clock jumped back.
    async fn look_at_the_clock(self: &Arc<Self>, round: &mut Round) -> Result<(), Failure> {
        let now = self.house.clock.now();
        if round.blind || round.ripens.is_some_and(|it| it <= now.into()) {
            return self.look_at_all(round).await;
        }
        let jumped = now < round.looked_at;
        round.looked_at = now;
        let due = |lane: &mut Lane| {
            lane.alarms.grows_calm() || lane.wake.is_some_and(|at| jumped || at <= now)
        };
        let lanes = round.lanes.iter_mut();
        let chats: Vec<i64> = lanes.filter_map(|(chat, lane)| due(lane).then_some(*chat)).collect();
        chats.into_iter().try_for_each(|chat| self.look(round, chat))
    }

    /// Starts what may be said next in a chat, or notes when to look again.
    fn look(self: &Arc<Self>, round: &mut Round, chat: i64) -> Result<(), Failure> {
        let now = self.house.clock.now();
        let full = round.tasks.len() >= FLIGHTS_MAX;
        let Some(lane) = round.lanes.get_mut(&chat).filter(|it| !it.flying) else {
            return Ok(());
        };
        let shut = lane.shut_until(now).max(round.pace.held_until(chat, now));
        lane.wake = shut.or(full.then_some(now));
        if lane.wake.is_some() {
            return Ok(());
        }
        let mut pending = match lane.chat {
            Some(chat) => {
                let ready = self.views.ready_in(chat, now.into(), PENDING_MAX);
                ready.map_err(Failure::View)?
            }
            None => Vec::new(),
        };
        // A chat that migrated is asked for under its new number too: that is another lane's.
        pending.retain(|it| Some(it.chat) == lane.chat);
        lane.begun.retain(|notice, _| pending.iter().any(|it| it.notice == *notice));
        lane.asides.retain(|it| now < it.since + ASIDE_AGE_MAX);
        for next in lane.candidates(pending, now) {
            let free_at = round.pace.free_at(chat, next.call(), now);
            if free_at <= now {
                if lane.said_already(&next) {
                    // Recorded, and pending all the same: never say it again and again.
                    warn!(chat, "a notice is pending although it was said");
                    round.back_off(chat, now);
                    return Ok(());
                }
                round.pace.spend(chat, next.call(), now);
                self.start(round, chat, next);
                return Ok(());
            }
            lane.wake = Some(lane.wake.map_or(free_at, |it| it.min(free_at)));
            // Only cards may overtake each other: each has a pace of its own.
            if next.call() == Call::Send {
                return Ok(());
            }
        }
        Ok(())
    }

    fn start(self: &Arc<Self>, round: &mut Round, chat: i64, next: Next) {
        let lane = round.lanes.entry(chat).or_default();
        lane.flying = true;
        lane.wake = None;
        let sender = Arc::clone(self);
        let (task, notice) = match next {
            Next::Notice(notice) => {
                let begun = lane.begun.remove(&notice.notice);
                let of = notice.clone();
                let turn = async move { Landed::Notice(sender.turn(chat, &of, begun).await) };
                (round.tasks.spawn(turn), Some(notice))
            }
            Next::Summary(them) => {
                let first = them.first().cloned();
                let turn = async move { Landed::Notice(sender.turn_of_all(chat, them).await) };
                (round.tasks.spawn(turn), first)
            }
            Next::Aside => {
                let Some(aside) = lane.asides.pop_front() else { return };
                let say = async move {
                    let said = sender.say_aside(chat, &aside).await;
                    Landed::Aside(said, aside)
                };
                (round.tasks.spawn(say), None)
            }
        };
        round.flights.insert(task.id(), Flight { chat, notice });
    }

    async fn say_aside(&self, chat: i64, aside: &Aside) -> Result<(), CallError> {
        let (reply_to, text, html, buttons) = match &aside.what {
            What::Reply { reply_to, text, html, buttons } => {
                (*reply_to, text.clone(), *html, buttons.clone())
            }
            What::Delivered(message) => return self.api.react(chat, *message, DELIVERED).await,
            What::Instead(message, text) => {
                let html = crate::render::escape(text);
                return self.api.edit(chat, *message, &html, markup(&[])).await.map(drop);
            }
            What::Buttons(message, buttons) => {
                return self.api.edit_buttons(chat, *message, buttons.clone()).await;
            }
        };
        let mut message = Outgoing {
            text,
            html,
            reply_to,
            markup: buttons.map(Markup::Buttons),
            silent: true,
            ..Outgoing::default()
        };
        match self.api.send(chat, &message).await {
            Err(CallError::ReplyLost) => {
                message.reply_to = None;
                self.api.send(chat, &message).await.map(drop)
            }
            said => said.map(drop),
        }
    }

    fn land(
        self: &Arc<Self>,
        round: &mut Round,
        landed: Result<(Id, Landed), JoinError>,
    ) -> Result<(), Failure> {
        let now = self.house.clock.now();
        let id = landed.as_ref().map_or_else(JoinError::id, |it| it.0);
        let Some(Flight { chat, notice }) = round.flights.remove(&id) else { return Ok(()) };
        round.lanes.entry(chat).or_default().flying = false;
        match landed {
            Ok((_, Landed::Notice(turn))) => round.landed(chat, notice.as_ref(), turn, now)?,
            Ok((_, Landed::Aside(said, aside))) => round.aside_landed(chat, said, aside, now),
            Err(panicked) => {
                let (id, kind) = (notice.as_ref().map(|it| it.notice), "panic");
                error!(notice = ?id, kind, error = %panicked, "our fault: a notice was not said");
                if let Some(notice) = notice {
                    self.spare(round, chat, notice);
                }
            }
        }
        self.look(round, chat)
    }

    /// What we cannot put into words is given up, so that it does not stop the rest of its chat.
    fn spare(self: &Arc<Self>, round: &mut Round, chat: i64, notice: PendingNotice) {
        round.lanes.entry(chat).or_default().flying = true;
        let (sender, of) = (Arc::clone(self), notice.clone());
        let give_up = async move {
            let end = sender.give_up(&of, Undeliverable::Refused, of.want).await;
            Landed::Notice(Turn { extra_calls: 0, end: end.unwrap_or_else(|it| it) })
        };
        let task = round.tasks.spawn(give_up);
        round.flights.insert(task.id(), Flight { chat, notice: Some(notice) });
    }
}
