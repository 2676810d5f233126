//! Run: every part of the house at work, each one watched, until it is told to stop or one of them dies.

use crate::folder::Folder;
use crate::heartbeat::Heartbeat;
use crate::patience::patiently;
use crate::sweep::{self, Sweep};
use anyhow::{Context, Result, anyhow};
use api::{Api, Part};
use axum::Router;
use bot::client::Api as Telegram;
use bot::pace::Limits;
use bot::poll::{Poll, Says};
use bot::reception::{Effect, Me, Reception};
use bot::sender::Sender;
use chrono::{DateTime, TimeDelta, Utc};
use commands::{reactions, retention};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::world::WallClock;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// How long the parts may take to stop.
const STOP_WITHIN: Duration = Duration::from_millis(800);
/// How often what is too old is looked for.
const RETENTION_EVERY: Duration = Duration::from_hours(6);
/// How often updates that were nothing to us are told of.
const STRANGERS_EVERY: Duration = Duration::from_hours(1);
/// How long the sweep rests at most where the clock is moved by hand.
const MOVED_REST_MAX: Duration = Duration::from_secs(1);
/// How long the bot may go without an answer of Telegram and still be called ready.
const SILENCE_MAX: TimeDelta = TimeDelta::minutes(5);
/// The most answers to presses that are on their way at once; more are not said.
const TOASTS_MAX: usize = 256;

/// What runs, and with what.
pub(crate) struct Work {
    pub(crate) folder: Folder,
    /// None of a node that serves pages and API only: another one speaks with Telegram and looks after the time.
    pub(crate) bot: Option<Bot>,
    pub(crate) listener: TcpListener,
    /// Further routes: the demo's.
    pub(crate) more: Router,
    /// Host names besides the loopback ones.
    pub(crate) hosts: Vec<String>,
    /// Whether the clock is moved by hand, as in the demo: a leap of it is noticed soon, and is no silence of Telegram.
    pub(crate) clock_is_moved: bool,
}

/// Whom the bot speaks as, and how.
pub(crate) struct Bot {
    pub(crate) telegram: Telegram,
    pub(crate) me: Me,
    /// How much may be said, and how fast.
    pub(crate) limits: Limits,
    /// For how many days texts of chats are kept.
    pub(crate) chat_days: u32,
}

/// The parts that are at work, and when they are to stop.
struct Parts {
    at_work: JoinSet<(&'static str, Result<()>)>,
    cancel: CancellationToken,
}

/// Runs until cancelled, or until a part dies.
///
/// # Errors
///
/// Which part died, and why; everything else was stopped then.
pub(crate) async fn run(work: Work, cancel: CancellationToken) -> Result<()> {
    let Work { folder, bot, listener, more, hosts, clock_is_moved } = work;
    let (house, views) = (&folder.house, &folder.views);
    let mut parts = Parts { at_work: JoinSet::new(), cancel: cancel.clone() };
    if bot.is_some() {
        // What a crash cut off is followed to its end before anything new comes in.
        let resumed = patiently("reactions", &cancel, || async {
            Ok(reactions::catch_up(house, folder.bookmarks.as_ref()).await?)
        });
        if resumed.await.context("failed to resume")?.is_none() {
            return Ok(());
        }
    }
    let caught_up = patiently("views", &cancel, || async { Ok(views.catch_up().await?) }).await;
    if caught_up.context("failed to bring the views up to date")?.is_none() {
        return Ok(());
    }
    parts.watch_log(&folder);
    let of_bot = match bot {
        Some(bot) => match parts.watch_bot(&folder, bot, clock_is_moved).await? {
            Some(drained) => bot_part(drained, house.clock.clone()),
            None => return Ok(()),
        },
        None => Arc::new(Vec::new),
    };
    let api = Api {
        views: views.clone(),
        store: house.store.clone(),
        vault: house.vault.clone(),
        clock: house.clock.clone(),
        cancel: cancel.clone(),
        parts: of_bot,
        hosts,
    };
    let app = api::router_with(api, more);
    parts.watch("http", {
        let cancel = cancel.clone();
        async move { Ok(api::serve(listener, app, cancel).await?) }
    });

    let ended = first_to_end(&mut parts.at_work, &cancel).await;
    cancel.cancel();
    let rest = async { while parts.at_work.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_WITHIN, rest).await.is_err() {
        warn!("some parts did not stop in time");
        parts.at_work.abort_all();
    }
    folder.log.close().await;
    ended
}

impl Parts {
    fn watch(
        &mut self,
        name: &'static str,
        work: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        self.at_work.spawn(async move { (name, work.await) });
    }

    /// What every node does: follows the log, and ends with it.
    fn watch_log(&mut self, folder: &Folder) {
        self.watch("views", {
            let (views, cancel) = (folder.views.clone(), self.cancel.clone());
            async move {
                let follow = || async { Ok(views.run(cancel.clone()).await?) };
                patiently("views", &cancel, follow).await.map(drop)
            }
        });
        self.watch("log", {
            let (log, cancel) = (folder.log.clone(), self.cancel.clone());
            async move {
                tokio::select! {
                    () = cancel.cancelled() => Ok(()),
                    stopped = log.failed() => Err(stopped),
                }
            }
        });
    }

    /// What the one node with the bot does. Answers up to when nothing of Telegram's is missing, again and again; `None` if
    /// it is told to stop before it begins.
    async fn watch_bot(
        &mut self,
        folder: &Folder,
        bot: Bot,
        clock_is_moved: bool,
    ) -> Result<Option<watch::Receiver<Option<DateTime<Utc>>>>> {
        let Folder { house, views, keyring, bookmarks, .. } = folder;
        let Bot { telegram, me, limits, chat_days } = bot;
        let cancel = self.cancel.clone();
        let heartbeat = Heartbeat::of(&folder.path, folder.log.is_shared());
        let noted = patiently("gap", &cancel, || heartbeat.note_gap(house, views));
        let Some(heard) = noted.await.context("failed to note a gap")? else { return Ok(None) };
        let reception = Arc::new(Reception::new(house.clone(), views.clone(), me));
        let sender = Sender::new(house.clone(), views.clone(), telegram.clone(), limits);
        let says = Arc::new(Speaker {
            telegram: telegram.clone(),
            sender: sender.clone(),
            places: Arc::new(Semaphore::new(TOASTS_MAX)),
        });
        let poll = Arc::new(Poll::new(telegram, reception.clone(), says));
        self.watch("reactions", {
            let (house, bookmarks, cancel) = (house.clone(), bookmarks.clone(), cancel.clone());
            async move {
                let follow =
                    || async { Ok(reactions::run(&house, bookmarks.as_ref()).await.map(drop)?) };
                patiently("reactions", &cancel, follow).await.map(drop)
            }
        });
        self.watch("sender", {
            let (sender, cancel) = (sender.clone(), cancel.clone());
            async move { Ok(sender.run(cancel).await?) }
        });
        self.watch("poll", {
            let (poll, cancel) = (poll.clone(), cancel.clone());
            async move {
                poll.run(cancel).await;
                Ok(())
            }
        });
        let covered = if clock_is_moved {
            poll.drained()
        } else {
            let (passing_on, covered) = watch::channel(None);
            let (heartbeat, cancel) = (heartbeat.clone(), cancel.clone());
            let (house, views, drained) = (house.clone(), views.clone(), poll.drained());
            self.watch("coverage", async move {
                heartbeat.cover((&house, &views), (heard, drained), passing_on, cancel).await
            });
            covered
        };
        let rest_max = if clock_is_moved { MOVED_REST_MAX } else { sweep::REST_MAX };
        let sweep = Sweep::new(house.clone(), views.clone(), rest_max, {
            let poll = poll.clone();
            move || poll.hurry()
        });
        self.watch("sweep", sweep.run(covered.clone(), cancel.clone()));
        self.watch("heartbeat", heartbeat.beat(covered, cancel.clone()));
        self.watch("retention", {
            let (keyring, clock, cancel) = (keyring.clone(), house.clock.clone(), cancel.clone());
            async move {
                while !resting(&cancel, RETENTION_EVERY).await {
                    let enforce = || async {
                        Ok(retention::enforce(&keyring, chat_days, clock.now()).await?)
                    };
                    let destroyed = patiently("retention", &cancel, enforce).await?;
                    if let Some(keys @ 1..) = destroyed {
                        info!(keys, "chat texts past their time are forgotten");
                    }
                }
                Ok(())
            }
        });
        self.watch("strangers", {
            let (reception, cancel) = (reception.clone(), cancel.clone());
            async move {
                while !resting(&cancel, STRANGERS_EVERY).await {
                    let updates = reception.strangers();
                    if updates > 0 {
                        info!(updates, "updates of chats and people that are nothing to us");
                    }
                }
                Ok(())
            }
        });
        Ok(Some(poll.drained()))
    }
}

/// Waits until cancelled, or until a part ends that should not.
async fn first_to_end(
    parts: &mut JoinSet<(&'static str, Result<()>)>,
    cancel: &CancellationToken,
) -> Result<()> {
    let ended = tokio::select! {
        () = cancel.cancelled() => return Ok(()),
        ended = parts.join_next() => ended,
    };
    match ended {
        Some(Ok((_, Ok(())))) if cancel.is_cancelled() => Ok(()),
        Some(Ok((name, Ok(())))) => Err(anyhow!("{name} ended, which it never should")),
        Some(Ok((name, Err(error)))) => {
            Err(error.context(format!("the part `{name}` of the house cannot go on")))
        }
        Some(Err(panic)) => Err(anyhow!("a part of the house panicked: {panic}")),
        None => Err(anyhow!("nothing is at work")),
    }
}

/// Rests for a while; answers whether it is time to stop.
async fn resting(cancel: &CancellationToken, period: Duration) -> bool {
    tokio::select! {
        () = cancel.cancelled() => true,
        () = tokio::time::sleep(period) => false,
    }
}

fn bot_part(
    drained: watch::Receiver<Option<DateTime<Utc>>>,
    clock: Arc<dyn WallClock>,
) -> api::Parts {
    Arc::new(move || {
        let last = *drained.borrow();
        let ready = last.is_some_and(|it| clock.now() - it < SILENCE_MAX);
        let detail = match last {
            None => Some("telegram has not answered yet".to_owned()),
            Some(at) if !ready => Some(format!("telegram answered last at {at}")),
            Some(_) => None,
        };
        vec![Part { name: "bot", ready, detail }]
    })
}

/// Says at once what need not be recorded.
struct Speaker {
    telegram: Telegram,
    sender: Arc<Sender>,
    places: Arc<Semaphore>,
}

impl Says for Speaker {
    fn say(&self, effect: Effect) {
        match effect {
            Effect::Reply { chat, reply_to, text } => {
                self.sender.transient(chat, Some(reply_to), text);
            }
            Effect::Buttons { chat, message, buttons } => {
                self.sender.show_buttons(chat, message, &buttons);
            }
            Effect::Toast { callback, text, alert } => {
                let Ok(place) = self.places.clone().try_acquire_owned() else {
                    return;
                };
                let telegram = self.telegram.clone();
                tokio::spawn(async move {
                    let said = telegram.answer_callback(&callback, &text, alert).await;
                    if let Err(error) = said {
                        tracing::debug!(%error, "an answer to a press was not said");
                    }
                    drop(place);
                });
            }
        }
    }
}
