//! Serve: the house with a real bot.

use crate::cli::Configured;
use crate::folder::Folder;
use crate::run::{self, Work};
use crate::settings::Settings;
use crate::{setup, signals};
use anyhow::{Context, Result, bail};
use axum::Router;
use bot::client::{Api as Telegram, CallError, Settings as TelegramSettings};
use bot::reception::Me;
use commands::links::Holder;
use std::io::Write;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// The pause between two tries to reach Telegram at start.
const PAUSE: Duration = Duration::from_secs(5);

/// Serves until told to stop.
///
/// # Errors
///
/// Every problem of the configuration at once; a data folder or a port that cannot be had; a part that died.
pub(crate) async fn serve(configured: &Configured) -> Result<()> {
    let settings = Settings::load(configured.config.as_deref())?;
    let problems = settings.problems();
    if !problems.is_empty() {
        bail!("the configuration has problems:\n- {}", problems.join("\n- "));
    }
    let cancel = signals::until_told_to_stop()?;
    let folder = Folder::open(&settings.data, &settings.keys())?;
    let desk = &settings.desk;
    setup::apply(&folder.house, &desk.admins, desk.language, &desk.zone).await?;
    let listener = listen(settings.http.listen).await?;
    let telegram = telegram(&settings)?;
    let Some(me) = introduce(&telegram, &cancel).await? else {
        return Ok(());
    };
    folder.views.catch_up().await.context("failed to bring the views up to date")?;
    tell_what_to_do(&folder, &settings, &me).await?;
    let (hosts, chat_days) = (settings.http.hosts.clone(), settings.retention.chat_days);
    let more = Router::new();
    let limits = settings.limits();
    let clock_is_moved = false;
    let work =
        Work { folder, telegram, me, limits, listener, more, hosts, chat_days, clock_is_moved };
    run::run(work, cancel).await
}

/// The client of the Bot API that the settings ask for.
///
/// # Errors
///
/// No token, or an address that cannot be used.
pub(crate) fn telegram(settings: &Settings) -> Result<Telegram> {
    let settings = TelegramSettings {
        token: settings.token()?,
        api_url: settings.api_url()?,
        proxy: settings.proxy()?,
    };
    Ok(Telegram::new(&settings)?)
}

/// Asks Telegram who we are, again and again while it is away; `None` if told to stop meanwhile.
///
/// # Errors
///
/// Telegram does not accept the token.
pub(crate) async fn introduce(
    telegram: &Telegram,
    cancel: &CancellationToken,
) -> Result<Option<Me>> {
    let mut troubled = false;
    loop {
        let asked = tokio::select! {
            () = cancel.cancelled() => return Ok(None),
            asked = telegram.get_me() => asked,
        };
        match asked {
            Ok(it) => {
                let sees_all = it.can_read_all_group_messages;
                return Ok(Some(Me { id: it.id, username: it.username, sees_all }));
            }
            Err(CallError::Unauthorized) => {
                bail!("telegram does not accept the bot token: ask BotFather for the present one")
            }
            Err(error) => {
                if !troubled {
                    warn!(%error, "telegram does not answer; trying again");
                }
                troubled = true;
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return Ok(None),
            () = tokio::time::sleep(PAUSE) => (),
        }
    }
}

/// A listener on a loopback address.
///
/// # Errors
///
/// The port is taken, or may not be used: with what to do.
pub(crate) async fn listen(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}: choose another port (http.listen, or --port for the demo)"
        )
    })
}

async fn tell_what_to_do(folder: &Folder, settings: &Settings, me: &Me) -> Result<()> {
    info!(bot = me.username, listen = %settings.http.listen, "proofdesk is at work");
    let mut out = std::io::stdout();
    let board = settings.http.listen;
    // Whoever started us without a terminal still gets the house to work.
    let _: std::io::Result<()> = writeln!(out, "Board: http://{board}/");
    if folder.views.staff_chats()?.is_empty() {
        let link = setup::offer_link(&folder.house, Holder::Desk, &me.username).await?;
        let _: std::io::Result<()> =
            writeln!(out, "No staff group yet. Open this link and choose it: {link}");
    }
    Ok(())
}
