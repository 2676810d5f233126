//! Serve: the house with a real bot.

use crate::cli::Serve;
use crate::folder::Folder;
use crate::log_address::LogAddress;
use crate::patience::patiently;
use crate::run::{self, Arrival, Bot, Work};
use crate::settings::Settings;
use crate::{delivery, setup, signals};
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
pub(crate) async fn serve(asked: &Serve) -> Result<()> {
    let settings = Settings::load(asked.configured.config.as_deref())?;
    let problems =
        if asked.api_only { settings.problems_without_bot() } else { settings.problems() };
    if !problems.is_empty() {
        bail!("the configuration has problems:\n- {}", problems.join("\n- "));
    }
    if asked.api_only && matches!(settings.log()?, LogAddress::Folder(_)) {
        bail!(
            "--api-only is for one more node beside the one with the bot: set store to a cluster"
        );
    }
    let cancel = signals::until_told_to_stop()?;
    let opened = patiently("log", &cancel, || Folder::open(&settings));
    let Some(folder) = opened.await? else { return Ok(()) };
    let listener = listen(settings.http.listen).await?;
    let bot = if asked.api_only {
        info!(listen = %settings.http.listen, "proofdesk serves pages and api only");
        tell_board(&settings);
        None
    } else {
        let Some(bot) = begin(&folder, &settings, &cancel).await? else { return Ok(()) };
        Some(bot)
    };
    let (hosts, more) = (settings.http.hosts.clone(), Router::new());
    let work = Work { folder, bot, listener, more, hosts, moved: None };
    run::run(work, cancel).await
}

/// What the node with the bot does before anything runs; `None` if told to stop meanwhile.
async fn begin(
    folder: &Folder,
    settings: &Settings,
    cancel: &CancellationToken,
) -> Result<Option<Bot>> {
    let desk = &settings.desk;
    let apply = || setup::apply(&folder.house, &desk.admins, desk.language, &desk.zone);
    if patiently("set-up", cancel, apply).await?.is_none() {
        return Ok(None);
    }
    let telegram = telegram(settings)?;
    let Some(me) = introduce(&telegram, cancel).await? else { return Ok(None) };
    let caught_up =
        patiently("views", cancel, || async { Ok(folder.views.catch_up().await?) }).await;
    if caught_up.context("failed to bring the views up to date")?.is_none() {
        return Ok(None);
    }
    let tell = || tell_what_to_do(folder, settings, &me);
    if patiently("set-up", cancel, tell).await?.is_none() {
        return Ok(None);
    }
    let (limits, chat_days) = (settings.limits(), settings.retention.chat_days);
    let arrival = match delivery::webhook(settings)? {
        None => Arrival::Polling,
        Some(webhook) => {
            let listener = match settings.telegram.webhook_listen {
                None => None,
                Some(address) => Some(listen(address).await?),
            };
            Arrival::Webhook(Box::new(webhook), listener)
        }
    };
    let files = settings.attachments.limits();
    let ticket_reaction = settings.ticket_reaction().context("intake.ticket_reaction")?;
    Ok(Some(Bot { telegram, me, limits, chat_days, arrival, files, ticket_reaction }))
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

/// A listener on an address of the settings.
///
/// # Errors
///
/// The port is taken, or may not be used: with what to do.
pub(crate) async fn listen(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}: choose another port (http.listen, telegram.webhook_listen, or --port for the \
             demo)"
        )
    })
}

async fn tell_what_to_do(folder: &Folder, settings: &Settings, me: &Me) -> Result<()> {
    info!(bot = me.username, listen = %settings.http.listen, "proofdesk is at work");
    tell_board(settings);
    if folder.views.staff_chats()?.is_empty() {
        let link = setup::offer_link(&folder.house, Holder::Desk, &me.username).await?;
        let _: std::io::Result<()> =
            writeln!(std::io::stdout(), "No staff group yet. Open this link and choose it: {link}");
    }
    Ok(())
}

fn tell_board(settings: &Settings) {
    // Whoever started us without a terminal still gets the house to work.
    let _: std::io::Result<()> =
        writeln!(std::io::stdout(), "Board: http://{}/", settings.http.listen);
}
