//! Opening: how do a house and a simulated Telegram come to be at work, and when is the story played?

use super::cast::Cast;
use super::clock::{DemoClock, System};
use super::days::{Days, ZONE};
use super::passing::Passing;
use super::stage::{Stage, token_in};
use super::terms::Terms;
use super::{page, story};
use crate::chance::SystemChance;
use crate::folder::Folder;
use crate::log_address::LogAddress;
use crate::run::{self, Bot, Work};
use crate::{serve, setup};
use anyhow::{Context, Result};
use bot::client::{Api as Telegram, Settings};
use commands::links::Holder;
use commands::people::{find, grant};
use commands::transact::transact;
use domain::people::{Basis, Person};
use domain::{Actor, Language, Role};
use emulator::{Config, Emulator, UserId};
use reqwest::Url;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use store::stream::Stream;
use store::world::Chance;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The number of the simulated bot.
const BOT: u64 = 7_000_000_001;
/// Its name in addresses.
pub(super) const BOT_NAME: &str = "proofdesk_bot";

/// A demo at work.
pub(super) struct Demo {
    pub(super) stage: Stage,
    pub(super) cast: Cast,
    days: Days,
    terms: Terms,
    desk_token: String,
    running: JoinHandle<Result<()>>,
    simulated: JoinHandle<std::io::Result<()>>,
}

impl Demo {
    /// Opens a demo, before its story; none if it is cancelled meanwhile.
    ///
    /// * `folder`: an empty one.
    /// * `log`: that folder, or a cluster on which there is no demo of this prefix yet.
    /// * `listener`: where the pages are served.
    /// * `system`: the time that the story leads up to.
    ///
    /// # Errors
    ///
    /// What cannot be had.
    pub(super) async fn open(
        (folder, log): (&Path, &LogAddress),
        listener: TcpListener,
        system: System,
        cancel: &CancellationToken,
    ) -> Result<Option<Self>> {
        let terms = Terms::read()?;
        let days = Days::before(system(), |it| terms.work_at(it))?;
        let clock = DemoClock::beginning_at(story::beginning(&days), system);
        let telegram = telegram(&clock);
        let cast = Cast::arrange(&telegram)?;
        let keys = folder.join("keys");
        // It is large, and waited for once.
        let folder = Box::pin(Folder::open_at(folder, &keys, log, clock.wall_clock())).await?;
        let house = &folder.house;
        setup::apply(house, &[cast.maria.0], Language::Ru, ZONE).await?;
        let people =
            [(cast.maria, Role::Manager), (cast.olga, Role::Agent), (cast.pyotr, Role::Agent)];
        for (who, role) in people {
            give(&folder, who, role).await.context("failed to give a role")?;
        }
        terms.publish(house).await.context("failed to publish what is promised")?;
        let bot_api = TcpListener::bind(loopback(0)).await.context("failed to open a port")?;
        let bot = bot_of(&telegram, bot_api.local_addr().context("failed to learn the port")?)?;
        let simulated = tokio::spawn({
            let (telegram, cancel) = (telegram.clone(), cancel.clone());
            async move { telegram.serve(bot_api, cancel).await }
        });
        let Some(me) = serve::introduce(&bot, cancel).await? else {
            return Ok(None);
        };
        let link = setup::offer_link(house, Holder::Desk, &me.username).await?;
        let desk_token = token_in(&link)?;

        let (tells, told) = watch::channel(None);
        let passing = Passing::new(clock, telegram.clone(), folder.views.clone(), told);
        let passing = Arc::new(passing);
        let more = page::router(&telegram, &cast, &passing, cancel);
        let (house, views) = (house.clone(), folder.views.clone());
        let stage = Stage { house, telegram, views, passing };
        let work = Work {
            folder,
            bot: Some(Bot {
                arrival: run::Arrival::Polling,
                telegram: bot,
                me,
                limits: bot::pace::Limits::default(),
                chat_days: commands::retention::CHAT_DAYS,
                files: bot::files::Limits::default(),
                ticket_reaction: bot::reaction::TicketReaction::default(),
            }),
            listener,
            more,
            hosts: vec![],
            moved: Some(tells),
        };
        let running = tokio::spawn(run::run(work, cancel.clone()));
        Ok(Some(Self { stage, cast, days, terms, desk_token, running, simulated }))
    }

    /// Plays the story and waits for the end of the house. Once the story is played, visitors may move the clock and
    /// are welcome.
    ///
    /// # Errors
    ///
    /// A story that does not go on, a part of the house that died.
    pub(super) async fn run(
        mut self,
        cancel: &CancellationToken,
        welcome: impl FnOnce(),
    ) -> Result<()> {
        let done = self.play(cancel, welcome).await;
        // Nobody is left to talk to it.
        self.simulated.abort();
        done
    }

    async fn play(&mut self, cancel: &CancellationToken, welcome: impl FnOnce()) -> Result<()> {
        let promised = (&self.days, &self.terms);
        let played = tokio::select! {
            ended = &mut self.running => return ended.context("the house panicked")?,
            played = story::play(&self.stage, &self.cast, promised, &self.desk_token) => played,
        };
        match played {
            Ok(()) => {
                self.stage.passing.open();
                welcome();
            }
            Err(_) if cancel.is_cancelled() => (),
            Err(error) => {
                cancel.cancel();
                (&mut self.running).await.context("the house panicked")??;
                return Err(error);
            }
        }
        (&mut self.running).await.context("the house panicked")?
    }
}

/// As the operator gives a role: the manager is told in private what has gone up, and nobody has to confirm the agents.
async fn give(folder: &Folder, who: UserId, role: Role) -> Result<()> {
    let house = &folder.house;
    let (person, _) = find::by_telegram_id(house, who.0).await?;
    let grant = grant::Grant { role, client: None, basis: Basis::Operator };
    let (cause, at) = (setup::asked(house, &format!("{role:?} {person}")), house.clock.now());
    let decide = |it: &Person| grant::decide(it, grant, at);
    transact(house, &Stream::Person(person), Actor::Operator, &cause, decide).await?;
    Ok(())
}

fn telegram(clock: &DemoClock) -> Emulator {
    // Nobody else on this machine is to speak as the bot.
    let mut secret = [0; 16];
    SystemChance.fill(&mut secret);
    Emulator::new(Config {
        token: format!("{BOT}:{:032x}", u128::from_be_bytes(secret)),
        username: BOT_NAME.to_owned(),
        name: "Proofdesk".to_owned(),
        ..Config::new(clock.hand())
    })
}

fn bot_of(telegram: &Emulator, address: SocketAddr) -> Result<Telegram> {
    let api_url = Url::parse(&format!("http://{address}/")).context("failed to make an address")?;
    let settings =
        Settings { token: telegram.token().to_owned(), api_url: Some(api_url), proxy: None };
    Ok(Telegram::new(&settings)?)
}

pub(super) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
