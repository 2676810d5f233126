//! A Bot API server of our own, for the demo and the tests.
//!
//! Two sides meet in one model: the bot under test speaks HTTP to [`Emulator::serve`], and people
//! act through the methods of [`Emulator`] or, in a browser, through [`Emulator::people_router`].

mod anything;
pub mod api;
mod attachment;
mod chance;
mod checked;
mod clock;
mod detect;
mod entities;
mod faults;
mod files;
mod groups;
mod hook;
mod html;
mod http;
mod ids;
mod invites;
mod limits;
mod marks;
mod methods;
mod model;
mod page;
mod params;
mod people;
mod picture;
mod presses;
mod privacy;
mod profile;
mod refusal;
mod render;
mod safe_html;
mod topics;
mod transcript;
mod updates;
mod world;

pub use attachment::Attachment;
pub use checked::Checked;
pub use clock::Clock;
pub use faults::{Fault, Faults};
pub use ids::{CallbackId, ChatId, MessageId, UserId};
pub use limits::{Limits, Meter, Spent};
pub use methods::EMOJI;
pub use model::{ChatKind, Person, Right, Standing, Toast};
pub use people::Impossible;
pub use profile::Profile;
pub use transcript::{Label, Line, Quote, Transcript};
pub use world::Privacy;

use checked::Departures;
use chrono::{DateTime, TimeDelta, Utc};
use marks::Marked;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use world::{Rules, World};

/// How long a press waits for its answer, unless [`Config::answer_within`] says otherwise.
/// Telegram does not publish it; people report about 15 seconds.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// What the imitated Telegram is like.
#[derive(Debug, Clone)]
pub struct Config {
    /// `<number>:<secret>`; the number is the bot's id.
    pub token: String,
    /// Without `@`.
    pub username: String,
    /// The bot's first name.
    pub name: String,
    /// Privacy mode as `BotFather` sets it.
    pub privacy: Privacy,
    /// How much the bot may say.
    pub limits: Limits,
    /// How long a press waits for its answer, by `clock`.
    pub answer_within: Duration,
    /// What time it is in the imitated Telegram.
    pub clock: Clock,
    /// Where ids without a number come from.
    pub seed: u64,
}

impl Config {
    /// A bot named `desk_bot` with privacy mode on and Telegram's limits.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            token: "7000000001:emulated-token".to_owned(),
            username: "desk_bot".to_owned(),
            name: "Desk".to_owned(),
            privacy: Privacy::On,
            limits: Limits::default(),
            answer_within: ANSWER_WITHIN,
            clock,
            seed: 1,
        }
    }
}

/// The imitated Telegram. Copies share one world.
#[derive(Debug, Clone)]
pub struct Emulator(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    token: String,
    clock: Clock,
    faults: Faults,
    departures: Departures,
    marked: Marked,
    world: Mutex<World>,
    changes: watch::Sender<u64>,
    /// The number of the present long poll.
    polls: watch::Sender<u64>,
    /// How many long polls are open.
    open_polls: watch::Sender<usize>,
    /// How many times time was made to go by.
    leaps: watch::Sender<u64>,
}

impl Emulator {
    /// An empty Telegram with one bot.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let number = config.token.split(':').next().and_then(|it| it.parse().ok());
        let bot = Person {
            id: UserId(number.unwrap_or(7_000_000_001)),
            first_name: config.name,
            last_name: None,
            username: Some(config.username),
            language_code: None,
            is_bot: true,
        };
        let rules = Rules {
            privacy: config.privacy,
            limits: config.limits,
            answer_within: TimeDelta::from_std(config.answer_within).unwrap_or(TimeDelta::MAX),
            seed: config.seed,
        };
        Self(Arc::new(Shared {
            token: config.token,
            clock: config.clock,
            faults: Faults::none(),
            departures: Departures::default(),
            marked: Marked::default(),
            world: Mutex::new(World::new(bot, &rules)),
            changes: watch::Sender::new(0),
            polls: watch::Sender::new(0),
            open_polls: watch::Sender::new(0),
            leaps: watch::Sender::new(0),
        }))
    }

    /// What goes wrong between the bot and Telegram.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.0.faults.clone()
    }

    /// The time in the imitated Telegram.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// The token that [`Config::token`] gave.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// The account of the bot under test.
    #[must_use]
    pub fn bot(&self) -> UserId {
        self.look(|world, _| world.bot.id)
    }

    /// How many updates the bot has not confirmed yet.
    #[must_use]
    pub fn unconfirmed(&self) -> usize {
        self.quietly(|world, now| world.updates.waiting(now))
    }

    /// Lets so much time go by at once, if the bot has confirmed everything and waits for more: nothing grows old on its
    /// way. Its long poll ends, so that it learns that there was nothing. False if the bot is busy; then no time goes by.
    /// A bot with a web hook always waits for more.
    pub fn pass(&self, time: Duration) -> bool {
        let idle = self.quietly(|world, now| {
            let waits = *self.0.open_polls.borrow() > 0 || world.hook.is_some();
            let idle = world.updates.waiting(now) == 0 && waits;
            if idle {
                self.0.clock.advance(time);
                self.0.leaps.send_modify(|it| *it += 1);
            }
            idle
        });
        if idle {
            self.0.changes.send_modify(|it| *it += 1);
        }
        idle
    }

    /// A counter that grows with every change of the world, and when time is made to go by.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Changes the world and tells all who follow it.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut World, DateTime<Utc>) -> T) -> T {
        let done = self.quietly(act);
        self.0.changes.send_modify(|it| *it += 1);
        done
    }

    /// Changes what nobody follows: what the bot has confirmed.
    pub(crate) fn quietly<T>(&self, act: impl FnOnce(&mut World, DateTime<Utc>) -> T) -> T {
        let mut world = self.world();
        let now = self.0.clock.now();
        let done = act(&mut world, now);
        let found = world.updates.departures();
        if !found.is_empty() {
            self.0.departures.add(found);
        }
        done
    }

    pub(crate) fn look<T>(&self, see: impl FnOnce(&World, DateTime<Utc>) -> T) -> T {
        let now = self.0.clock.now();
        see(&self.world(), now)
    }

    /// Begins a long poll, which ends the one before. It is open until it is dropped.
    pub(crate) fn begin_poll(&self) -> LongPoll {
        let mut number = 0;
        self.0.polls.send_modify(|it| {
            *it += 1;
            number = *it;
        });
        self.0.open_polls.send_modify(|it| *it += 1);
        LongPoll {
            number,
            newest: self.0.polls.subscribe(),
            leaps: self.0.leaps.subscribe(),
            open: self.0.open_polls.clone(),
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A long poll that waits for updates.
#[derive(Debug)]
pub(crate) struct LongPoll {
    pub(crate) number: u64,
    /// The number of the newest one.
    pub(crate) newest: watch::Receiver<u64>,
    /// Changes when time was made to go by since it began.
    pub(crate) leaps: watch::Receiver<u64>,
    open: watch::Sender<usize>,
}

impl Drop for LongPoll {
    fn drop(&mut self) {
        self.open.send_modify(|it| *it -= 1);
    }
}
