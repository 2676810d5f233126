//! Demo: the house with a simulated Telegram, a story already played, and a page to take part in it.

mod cast;
mod clock;
mod page;
mod place;
mod stage;
mod story;

use crate::chance::SystemChance;
use crate::cli::Demo;
use crate::folder::Folder;
use crate::run::{self, Work};
use crate::wall_clock::SystemClock;
use crate::{serve, setup, signals};
use anyhow::{Context, Result};
use bot::client::{Api as Telegram, Settings};
use cast::Cast;
use clock::StoryTime;
use commands::links::Holder;
use domain::Language;
use emulator::{Config, Emulator};
use place::Place;
use reqwest::Url;
use stage::Stage;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use store::world::{Chance, WallClock};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The number of the simulated bot.
const BOT: u64 = 7_000_000_001;

/// Plays a contractor, two clients and their groups, until told to stop.
///
/// # Errors
///
/// A port or a folder that cannot be had: with what to do. A story that does not go on, a part that died.
pub(crate) async fn demo(asked: &Demo) -> Result<()> {
    let cancel = signals::until_told_to_stop()?;
    let listener = serve::listen(loopback(asked.port)).await?;
    let address = listener.local_addr().context("failed to learn the port")?;
    let place = Place::prepare(asked.data.as_deref())?;
    say("Proofdesk: готовим демо… / preparing the demo…");

    let time = StoryTime::beginning_at(story::beginning(SystemClock.now()), || SystemClock.now());
    let telegram = telegram(&time);
    let cast = Cast::arrange(&telegram)?;
    let folder =
        Folder::open_at(place.path(), &place.path().join("keys"), Arc::new(time.wall_clock()))?;
    let house = &folder.house;
    setup::apply(house, &[cast.maria.0], Language::Ru, story::ZONE.name()).await?;
    let bot_api = TcpListener::bind(loopback(0)).await.context("failed to open a port")?;
    let bot = bot_of(&telegram, bot_api.local_addr().context("failed to learn the port")?)?;
    let simulated = tokio::spawn({
        let (telegram, cancel) = (telegram.clone(), cancel.clone());
        async move { telegram.serve(bot_api, cancel).await }
    });
    let Some(me) = serve::introduce(&bot, &cancel).await? else {
        return Ok(());
    };
    let link = setup::offer_link(house, Holder::Desk, &me.username).await?;

    let stage = Stage { telegram: telegram.clone(), views: folder.views.clone(), time };
    let work = Work {
        folder,
        telegram: bot,
        me,
        listener,
        more: page::router(&telegram, &cast, &cancel),
        hosts: vec![],
        limits: bot::pace::Limits::default(),
        chat_days: commands::retention::CHAT_DAYS,
    };
    let running = tokio::spawn(run::run(work, cancel.clone()));
    let done = act(&stage, &cast, &link, (address, &place), &cancel, running).await;
    // Nobody is left to talk to it.
    simulated.abort();
    done
}

/// Plays the story beside the running house, and waits for the end of both.
async fn act(
    stage: &Stage,
    cast: &Cast,
    link: &str,
    (address, place): (SocketAddr, &Place),
    cancel: &CancellationToken,
    mut running: tokio::task::JoinHandle<Result<()>>,
) -> Result<()> {
    let token = stage::token_in(link)?;
    let played = tokio::select! {
        ended = &mut running => return ended.context("the house panicked")?,
        played = story::play(stage, cast, &token) => played,
    };
    match played {
        Ok(()) => welcome(address, place),
        Err(_) if cancel.is_cancelled() => (),
        Err(error) => {
            cancel.cancel();
            running.await.context("the house panicked")??;
            return Err(error);
        }
    }
    running.await.context("the house panicked")??;
    say("\nДемо остановлено. / The demo has stopped.");
    Ok(())
}

fn telegram(time: &StoryTime) -> Emulator {
    // Nobody else on this machine is to speak as the bot.
    let mut secret = [0; 16];
    SystemChance.fill(&mut secret);
    Emulator::new(Config {
        token: format!("{BOT}:{:032x}", u128::from_be_bytes(secret)),
        username: "proofdesk_bot".to_owned(),
        name: "Proofdesk".to_owned(),
        ..Config::new(time.clock())
    })
}

fn bot_of(telegram: &Emulator, address: SocketAddr) -> Result<Telegram> {
    let api_url = Url::parse(&format!("http://{address}/")).context("failed to make an address")?;
    let settings =
        Settings { token: telegram.token().to_owned(), api_url: Some(api_url), proxy: None };
    Ok(Telegram::new(&settings)?)
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn welcome(address: SocketAddr, place: &Place) {
    let (ru, en) = match place {
        Place::Passing(_) => ("удалятся вместе с демо", "deleted when the demo ends"),
        Place::Kept(_) => ("останутся", "kept"),
    };
    let folder = place.path().display();
    say(&format!(
        "
  Чаты и доска / Chats and board   http://{address}/demo
  Доска / Board                    http://{address}/
  Данные / Data                    {folder}
                                   ({ru} / {en})

  Остановить: Ctrl-C / Ctrl-C stops it.
"
    ));
}

fn say(text: &str) {
    // Whoever started us without a terminal still gets the demo.
    let _: std::io::Result<()> = writeln!(std::io::stdout(), "{text}");
}
