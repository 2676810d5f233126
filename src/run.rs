//! Run: every part of the house at work, each one watched, until it is told to stop or one of them dies.

use crate::folder::Folder;
use crate::heartbeat::Heartbeat;
use crate::patience::patiently;
use crate::speaker::Speaker;
use crate::sweep::{self, Sweep};
use anyhow::{Context, Result, anyhow};
use api::{Api, Bringing, Part};
use axum::Router;
use bot::client::Api as Telegram;
use bot::door::Says;
use bot::files::{Fetcher, Limits as FileLimits, Pauses};
use bot::menu::Menu;
use bot::pace::Limits;
use bot::poll::Poll;
use bot::reaction::TicketReaction;
use bot::reception::{Me, Reception};
use bot::rights::{Watch, bring_link};
use bot::sender::Sender;
use bot::webhook::{self, Webhook};
use chrono::{DateTime, TimeDelta, Utc};
use commands::{reactions, retention};
use domain::At;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::world::WallClock;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// How long the parts may take to stop.
const STOP_WITHIN: Duration = Duration::from_millis(800);
/// How long updates that are being taken in may take to be durable when it is time to stop.
const FINISH_WITHIN: Duration = Duration::from_millis(700);
/// How often what is too old is looked for.
const RETENTION_EVERY: Duration = Duration::from_hours(6);
/// How often updates that were nothing to us are told of.
const STRANGERS_EVERY: Duration = Duration::from_hours(1);
/// How long the sweep rests at most where the clock is moved by hand.
const MOVED_REST_MAX: Duration = Duration::from_secs(1);
/// How long the bot may go without an answer of Telegram and still be called ready.
const SILENCE_MAX: TimeDelta = TimeDelta::minutes(5);

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
    /// Where the clock is moved by hand, as in the demo: whoever moves it is told when the next falls due. A leap of it
    /// is noticed soon, and is no silence of Telegram.
    pub(crate) moved: Option<watch::Sender<Option<At>>>,
}

/// Whom the bot speaks as, and how.
pub(crate) struct Bot {
    pub(crate) telegram: Telegram,
    pub(crate) me: Me,
    /// How much may be said, and how fast.
    pub(crate) limits: Limits,
    /// For how many days texts of chats are kept.
    pub(crate) chat_days: u32,
    pub(crate) arrival: Arrival,
    /// How much of what people attach is fetched.
    pub(crate) files: FileLimits,
    /// The emoji with which staff make a message a ticket.
    pub(crate) ticket_reaction: TicketReaction,
}

/// How updates come to us.
pub(crate) enum Arrival {
    /// They are fetched.
    Polling,
    /// They are sent to us: to a listener of their own, or to that of pages and API.
    Webhook(Box<webhook::Settings>, Option<TcpListener>),
}

/// What is at work to take updates in.
struct Intake {
    /// Up to when nothing of Telegram's is missing, again and again.
    drained: watch::Receiver<Option<DateTime<Utc>>>,
    hook: Option<Arc<Webhook>>,
    /// What is served beside pages and API.
    router: Router,
}

/// The parts that are at work, and when they are to stop.
struct Parts {
    at_work: JoinSet<(&'static str, Result<()>)>,
    cancel: CancellationToken,
    /// Cancelled once updates that were being taken in are durable: until then the views must follow.
    last: CancellationToken,
}

/// Runs until cancelled, or until a part dies.
///
/// # Errors
///
/// Which part died, and why; everything else was stopped then.
pub(crate) async fn run(work: Work, cancel: CancellationToken) -> Result<()> {
    let Work { folder, bot, listener, more, hosts, moved } = work;
    let (house, views) = (&folder.house, &folder.views);
    let mut parts =
        Parts { at_work: JoinSet::new(), cancel: cancel.clone(), last: CancellationToken::new() };
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
    let bringing = bot
        .as_ref()
        .map(|it| Bringing { username: it.me.username.clone(), link: bring_link(&it.me.username) });
    let intake = match bot {
        Some(bot) => match parts.watch_bot(&folder, bot, moved).await? {
            Some(intake) => Some(intake),
            None => return Ok(()),
        },
        None => None,
    };
    let of_bot = match &intake {
        Some(it) => bot_part(it.drained.clone(), it.hook.is_some(), house.clock.clone()),
        None => Arc::new(Vec::new),
    };
    let (hook, beside) = intake.map_or((None, Router::new()), |it| (it.hook, it.router));
    let api = Api {
        views: views.clone(),
        store: house.store.clone(),
        vault: house.vault.clone(),
        files: folder.files.clone(),
        clock: house.clock.clone(),
        cancel: cancel.clone(),
        parts: of_bot,
        hosts,
        bringing,
    };
    // Behind no guard of the pages: Telegram knows the host by another name, and has a secret.
    let app = api::router_with(api, more).merge(beside);
    parts.watch("http", {
        let cancel = cancel.clone();
        async move { Ok(api::serve(listener, app, cancel).await?) }
    });

    let ended = first_to_end(&mut parts.at_work, &cancel).await;
    cancel.cancel();
    if let Some(hook) = hook {
        // What is not durable then comes again.
        let _: Result<_, _> = tokio::time::timeout(FINISH_WITHIN, hook.idle()).await;
    }
    parts.last.cancel();
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
            let (views, cancel) = (folder.views.clone(), self.last.clone());
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

    /// What the one node with the bot does; `None` if it is told to stop before it begins.
    async fn watch_bot(
        &mut self,
        folder: &Folder,
        bot: Bot,
        moved: Option<watch::Sender<Option<At>>>,
    ) -> Result<Option<Intake>> {
        let Folder { house, views, keyring, bookmarks, .. } = folder;
        let Bot { telegram, me, limits, chat_days, arrival, files, ticket_reaction } = bot;
        let fetcher = {
            let kept = (folder.files.clone(), bookmarks.clone());
            let (house, telegram) = (folder.house.clone(), telegram.clone());
            Fetcher::new(house, telegram, kept, (files, Pauses::default()))
        };
        let cancel = self.cancel.clone();
        let mut heartbeat = Heartbeat::of(&folder.path, folder.log.is_shared());
        if matches!(arrival, Arrival::Webhook(..)) {
            heartbeat = heartbeat.lagging(webhook::LAG);
        }
        let noted = patiently("gap", &cancel, || heartbeat.note_gap(house, views));
        let Some(heard) = noted.await.context("failed to note a gap")? else { return Ok(None) };
        let reception = Reception::new(house.clone(), views.clone(), me);
        let reception = Arc::new(reception.reacting(ticket_reaction));
        let sender = Sender::new(house.clone(), views.clone(), telegram.clone(), limits);
        let (speaker, answers) = Speaker::new(telegram.clone(), sender.clone());
        self.watch("answers", answers.run(cancel.clone()));
        let says = Arc::new(speaker);
        self.watch("rights", {
            let (watch, cancel) = (Watch::new(reception.clone(), telegram.clone()), cancel.clone());
            async move {
                watch.run(cancel).await;
                Ok(())
            }
        });
        self.watch("menu", {
            let (menu, cancel) = (Menu::new(views.clone(), telegram.clone()), cancel.clone());
            async move {
                menu.run(cancel).await;
                Ok(())
            }
        });
        let (intake, hurry) = self.watch_arrival((telegram, reception.clone(), says), arrival);
        self.watch("reactions", {
            let (house, bookmarks, cancel) = (house.clone(), bookmarks.clone(), cancel.clone());
            async move {
                let reached = reactions::Reached::default();
                let follow = || async {
                    let followed = reactions::run(&house, bookmarks.as_ref(), &reached).await;
                    Ok(followed.map(drop)?)
                };
                let ended = patiently("reactions", &cancel, follow).await;
                reached.save(bookmarks.as_ref()).await?;
                ended.map(drop)
            }
        });
        self.watch("files", {
            let cancel = cancel.clone();
            async move {
                let follow = || async { Ok(fetcher.run().await.map(drop)?) };
                patiently("files", &cancel, follow).await.map(drop)
            }
        });
        self.watch("sender", {
            let (sender, cancel) = (sender.clone(), cancel.clone());
            async move { Ok(sender.run(cancel).await?) }
        });
        let covered = if moved.is_some() {
            intake.drained.clone()
        } else {
            let (passing_on, covered) = watch::channel(None);
            let (heartbeat, cancel) = (heartbeat.clone(), cancel.clone());
            let (house, views, drained) = (house.clone(), views.clone(), intake.drained.clone());
            self.watch("coverage", async move {
                heartbeat.cover((&house, &views), (heard, drained), passing_on, cancel).await
            });
            covered
        };
        let rest_max = if moved.is_some() { MOVED_REST_MAX } else { sweep::REST_MAX };
        let sweep = Sweep::new(house.clone(), views.clone(), rest_max, hurry).telling(moved);
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
            let hook = intake.hook.clone();
            async move {
                while !resting(&cancel, STRANGERS_EVERY).await {
                    let requests = hook.as_ref().map_or(0, |it| it.refused());
                    if requests > 0 {
                        warn!(requests, "requests to the webhook without its secret were refused");
                    }
                    let updates = reception.strangers();
                    if updates > 0 {
                        info!(updates, "updates of chats and people that are nothing to us");
                    }
                }
                Ok(())
            }
        });
        Ok(Some(intake))
    }

    /// Takes updates in, and answers how to ask for those up to now.
    fn watch_arrival(
        &mut self,
        (telegram, reception, says): (Telegram, Arc<Reception>, Arc<dyn Says>),
        arrival: Arrival,
    ) -> (Intake, Box<dyn Fn() + Send + Sync>) {
        let cancel = self.cancel.clone();
        match arrival {
            Arrival::Polling => {
                let poll = Arc::new(Poll::new(telegram, reception, says));
                let running = poll.clone();
                self.watch("poll", async move {
                    running.run(cancel).await;
                    Ok(())
                });
                let intake = Intake { drained: poll.drained(), hook: None, router: Router::new() };
                (intake, Box::new(move || poll.hurry()))
            }
            Arrival::Webhook(settings, listener) => {
                let parts = (telegram, reception, says);
                let hook = Arc::new(Webhook::new(parts, *settings, cancel.clone()));
                let router = match listener {
                    None => hook.router(),
                    Some(listener) => {
                        let (router, cancel) = (hook.router(), cancel.clone());
                        self.watch("webhook's http", async move {
                            Ok(api::serve(listener, router, cancel).await?)
                        });
                        Router::new()
                    }
                };
                let running = hook.clone();
                self.watch("webhook", async move {
                    running.run(cancel).await;
                    Ok(())
                });
                let intake = Intake { drained: hook.drained(), hook: Some(hook.clone()), router };
                (intake, Box::new(move || hook.hurry()))
            }
        }
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
    is_sent_to: bool,
    clock: Arc<dyn WallClock>,
) -> api::Parts {
    Arc::new(move || {
        let last = *drained.borrow();
        let ready = last.is_some_and(|it| clock.now() - it < SILENCE_MAX);
        let detail = match last {
            None => Some("telegram has not answered yet".to_owned()),
            Some(at) if !ready && is_sent_to => {
                Some(format!("updates may wait at telegram since {at}"))
            }
            Some(at) if !ready => Some(format!("telegram answered last at {at}")),
            Some(_) => None,
        };
        vec![Part { name: "bot", ready, detail }]
    })
}
