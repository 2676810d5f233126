//! Check: what is wrong with the configuration, and how is it mended?

mod delivery;

use crate::chance::SystemChance;
use crate::cli::Check;
use crate::delivery::Delivery;
use crate::folder::Folder;
use crate::log::Log;
use crate::published;
use crate::serve;
use crate::settings::Settings;
use crate::wall_clock::SystemClock;
use anyhow::{Result, bail};
use bot::client::{Api as Telegram, CallError};
use chrono::TimeDelta;
use domain::ChatId;
use domain::zone::newest;
use projections::rows::ChatPlace;
use std::io::Write;
use std::net::SocketAddr;
use store::eventstoredb::{EventStoreDb, EventStoreDbError, Inspection, Node};
use tokio::net::TcpListener;

/// From how much on a difference of clocks is worth a word, and from how much on it is a problem.
const CLOCK_OFF_SEEN: TimeDelta = TimeDelta::seconds(1);
const CLOCK_OFF_MAX: TimeDelta = TimeDelta::seconds(5);

/// Explains every problem it finds, each with its mend.
///
/// # Errors
///
/// There are problems: how many.
pub(crate) async fn check(asked: &Check) -> Result<()> {
    let settings = Settings::load(asked.configured.config.as_deref())?;
    let mut found = Found::default();
    for problem in settings.problems() {
        found.problem(&problem);
    }
    if found.count == 0 {
        Found::fine("the configuration reads");
    }
    let listen = settings.http.listen;
    // Of any other address it is said above that it cannot be.
    if listen.ip().is_loopback() {
        probe(listen, &mut found).await;
    }
    let own = settings.telegram.webhook_listen.filter(|it| *it != listen);
    if let Some(own) = own.filter(|_| settings.telegram.delivery == Delivery::Webhook) {
        delivery::probe(own, &mut found).await;
    }
    let folder = match Folder::open_there(&settings).await {
        Ok(folder) => {
            Found::fine(&format!("the data folder {} opens", settings.data.display()));
            Some(folder)
        }
        // Of an address that is none it is said above.
        Err(_) if settings.log().is_err() => None,
        Err(error) => {
            match without_log(&error) {
                Some(prefix) => Found::warning(&format!(
                    "the cluster holds no log under the prefix {prefix} yet: the first start, or `store copy`, begins one; \
                     rights are checked once it is there"
                )),
                None => found.problem(&with_rights(&error)),
            }
            None
        }
    };
    if let Some(folder) = &folder {
        if let Log::Cluster(log, _) = &folder.log {
            cluster(log, &mut found).await;
        }
        match folder.views.catch_up().await {
            Ok(()) => releases(folder).await?,
            Err(error) => found.problem(&format!(
                "the views cannot follow the log: {:#}; mend what is said of the log first",
                anyhow::Error::new(error)
            )),
        }
    }
    // Where no client can be had, the settings' problems say why.
    if !asked.offline
        && let Ok(client) = serve::telegram(&settings)
    {
        telegram(&client, folder.as_ref(), &settings, &mut found).await?;
    }
    if found.count > 0 {
        bail!("{} problem(s) found", found.count);
    }
    Ok(())
}

/// What is measured by older rules is measured rightly: it is a thing to know, and no problem.
async fn releases(folder: &Folder) -> Result<()> {
    let clients = folder.views.clients()?.into_iter().map(|it| it.client);
    for (calendar, release) in published::outdated(&folder.house, clients).await? {
        let name = &calendar.calendar;
        Found::warning(&format!(
            "calendar {calendar} keeps to the zone rules of {release}, and {} is here: `proofdesk calendar show {name}` \
             prints it as a file; publish it without its tzdb to take the new rules from then on",
            newest()
        ));
    }
    Ok(())
}

/// Whether we may do on the cluster what we shall have to.
async fn cluster(log: &EventStoreDb, found: &mut Found) {
    match log.inspect(&SystemClock, &SystemChance).await {
        Ok(Inspection { version, leader, nodes, clock_ahead }) => {
            let leader = leader.map(|it| format!(" at {it}")).unwrap_or_default();
            Found::fine(&format!(
                "the cluster's leader{leader} answers, version {version}, and holds log {}",
                log.identity()
            ));
            Found::fine(
                "on the cluster $all can be read, and our streams read, written and deleted",
            );
            for Node { address, role, is_alive } in nodes.into_iter().flatten() {
                if is_alive {
                    Found::fine(&format!("node {address} of the cluster is alive: {role}"));
                } else {
                    Found::warning(&format!(
                        "node {address} of the cluster is not alive: start it, so that the next to fail is no stop"
                    ));
                }
            }
            clocks(clock_ahead, found);
        }
        Err(error) => {
            let error = with_rights(&error.into());
            found.problem(&format!("the log on the cluster cannot be worked with: {error}"));
        }
    }
}

/// The prefix under which nothing was begun yet, if that is all.
fn without_log(error: &anyhow::Error) -> Option<&str> {
    error.chain().find_map(|it| match it.downcast_ref() {
        Some(EventStoreDbError::NoLog { prefix }) => Some(prefix.as_str()),
        _ => None,
    })
}

/// An error in full; of a right that is missing also which ones are needed.
fn with_rights(error: &anyhow::Error) -> String {
    let is_denied = |it: &(dyn std::error::Error + 'static)| {
        matches!(it.downcast_ref(), Some(EventStoreDbError::AccessDenied { .. }))
    };
    if error.chain().any(is_denied) {
        return format!(
            "{error:#}: it must read $all, and read, write and delete the streams that begin with the prefix \
             (docs/operations.md says how these rights are given)"
        );
    }
    format!("{error:#}")
}

fn clocks(ahead: TimeDelta, found: &mut Found) {
    let off = ahead.abs();
    let way = if ahead < TimeDelta::zero() { "behind" } else { "ahead of" };
    let text = format!(
        "the cluster's clock is {} ms {way} ours: have both set by NTP",
        off.num_milliseconds()
    );
    if off > CLOCK_OFF_MAX {
        found.problem(&text);
    } else if off > CLOCK_OFF_SEEN {
        Found::warning(&text);
    } else {
        Found::fine("the cluster's clock and ours agree");
    }
}

async fn probe(listen: SocketAddr, found: &mut Found) {
    match TcpListener::bind(listen).await {
        Ok(_) => Found::fine(&format!("http.listen {listen} is free")),
        Err(error) => found.problem(&format!(
            "http.listen {listen}: {error}; is proofdesk running already? Else choose another port"
        )),
    }
}

async fn telegram(
    telegram: &Telegram,
    folder: Option<&Folder>,
    settings: &Settings,
    found: &mut Found,
) -> Result<()> {
    match telegram.get_me().await {
        Ok(me) => {
            let sees = if me.can_read_all_group_messages {
                "privacy mode is off: it sees all messages"
            } else {
                "privacy mode is on: make it an administrator of a group to see all messages there"
            };
            Found::fine(&format!("telegram knows the bot as @{}; {sees}", me.username));
            delivery::check(telegram, settings, found).await;
            if let Some(folder) = folder {
                chats(telegram, folder, me.id, found).await?;
            }
        }
        Err(CallError::Unauthorized) => {
            found.problem("telegram does not accept the token: ask BotFather for the present one");
        }
        Err(error) => found.problem(&format!(
            "telegram cannot be reached: {error}; is telegram.proxy or telegram.api_url needed here?"
        )),
    }
    Ok(())
}

async fn chats(telegram: &Telegram, folder: &Folder, bot: i64, found: &mut Found) -> Result<()> {
    let clients = folder.views.clients()?;
    if folder.views.staff_chats()?.is_empty() {
        found.problem("no staff group is linked: run `proofdesk staff link` and open the link");
    }
    if clients.is_empty() {
        Found::fine("no client yet: `proofdesk client add`, or /client in the staff group");
    }
    let of_clients = clients.into_iter().flat_map(|it| it.chats);
    let staff = folder.views.staff_chats()?.into_iter().map(|it| it.chat);
    for chat in of_clients.chain(staff) {
        let Some(row) = folder.views.chat(chat)? else { continue };
        let whose = match &row.place {
            ChatPlace::Client { code, .. } => format!("the group of {code}"),
            ChatPlace::Staff => "the staff group".to_owned(),
        };
        let ChatId::Group(number) = row.chat else { continue };
        match telegram.get_chat_member(number, bot).await {
            Ok(it) if it.status == "administrator" => {
                Found::fine(&format!("in {whose} the bot is an administrator"));
            }
            Ok(it) if it.status == "member" => Found::fine(&format!(
                "in {whose} the bot is a member: as an administrator it could pin its card and see all messages"
            )),
            Ok(it) => found.problem(&format!(
                "in {whose} the bot is {}: add it again, or unlink the group",
                it.status
            )),
            Err(error) => found.problem(&format!("in {whose}: {error}")),
        }
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    count: usize,
}

impl Found {
    fn fine(text: &str) {
        // A reader that has gone away needs nothing more.
        let _: std::io::Result<()> = writeln!(std::io::stdout(), "ok       {text}");
    }

    fn warning(text: &str) {
        let _: std::io::Result<()> = writeln!(std::io::stdout(), "warning  {text}");
    }

    fn problem(&mut self, text: &str) {
        self.count += 1;
        let _: std::io::Result<()> = writeln!(std::io::stdout(), "PROBLEM  {text}");
    }
}
