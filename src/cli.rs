//! The command line: what may be asked of the binary?

use crate::import::Kind;
use crate::published::asked::{Calendar, Intake, Policy};
use crate::sla::Sla;
use crate::what_if::WhatIf;
use chrono::{DateTime, Utc};
use clap::{ArgGroup, Args, Parser, Subcommand};
use domain::client::{Shown, Zone};
use domain::desk::ReplyName;
use domain::{ClientCode, Language, Role, Slug, TicketNumber};
use std::path::PathBuf;

/// A help desk for contractors whose clients write in Telegram group chats: every step of a ticket is recorded for good
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play a contractor, two clients and their groups on this machine; needs no Telegram
    ///
    /// Example: proofdesk demo --port 8080
    Demo(Demo),
    /// Work with a real bot
    ///
    /// Example: `TELEGRAM_BOT_TOKEN=... proofdesk serve`
    Serve(Serve),
    /// Explain every problem of the configuration, and its mend
    ///
    /// Example: proofdesk check --config proofdesk.toml
    Check(Check),
    /// Clients and the links by which their groups join
    #[command(subcommand)]
    Client(Client),
    /// Staff: their group, and who is what
    #[command(subcommand)]
    Staff(Staff),
    /// Teams of staff, each with groups of its own
    #[command(subcommand)]
    Team(Team),
    /// Replies that staff send to clients by a name
    #[command(subcommand)]
    Reply(Reply),
    /// Duty: who is called upon where nobody else answers
    #[command(subcommand)]
    Duty(Duty),
    /// Policies: what is promised for which request
    #[command(subcommand)]
    Policy(Policy),
    /// Calendars: when service is given
    #[command(subcommand)]
    Calendar(Calendar),
    /// Rule sets: which of clients' words are requests
    #[command(subcommand)]
    Intake(Intake),
    /// Clocks: what they measured, and why
    #[command(subcommand)]
    Sla(Sla),
    /// Replay recorded history under another policy or calendar, and print both results; nothing is recorded
    ///
    /// Example: proofdesk what-if --policy policies/standard.toml --from 2026-11-01 --to 2026-12-01 --client ROM
    WhatIf(WhatIf),
    /// Make the views anew from the log
    ///
    /// Example: proofdesk rebuild
    Rebuild(Configured),
    /// The log and its keys: move them
    #[command(subcommand)]
    Store(Store),
    /// Forget a person: destroy the keys of all their words, for good
    ///
    /// Example: proofdesk erase --telegram-id 123456789
    Erase(Erase),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Port on 127.0.0.1 for pages and API; 0 for any free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Folder for the demo's data, made if it is not there; a fresh temporary one if not given
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Connection string of a cluster that is to hold the log; what is written there stays there
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) store: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) configured: Configured,
    /// Only pages and API, beside another node that has the bot; needs a cluster
    #[arg(long)]
    pub(crate) api_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Configured {
    /// The configuration; proofdesk.toml if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) configured: Configured,
    /// Do not ask Telegram
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Client {
    /// Register a client and print the link by which its group joins
    ///
    /// Example: proofdesk client add ROM "Ромашка" --language ru
    Add {
        /// The first part of its ticket numbers: 2 to 8 of A-Z and 0-9, a letter first
        code: ClientCode,
        /// The client's name, as people read it on the board and in messages
        title: String,
        /// How its chats are spoken to: ru or en
        #[arg(long, default_value = "ru", value_parser = language)]
        language: Language,
        /// The IANA zone in which it reads times
        #[arg(long, default_value = "Europe/Moscow", value_parser = zone)]
        zone: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print a link by which one more group of a client joins, or one for each client that has no group yet
    ///
    /// Example: proofdesk client link ROM
    Link {
        /// The code under which the client is registered; `proofdesk client list` shows it
        #[arg(required_unless_present = "all")]
        code: Option<ClientCode>,
        /// A fresh link for each client without a group, as CSV: code, title, link
        #[arg(long, conflicts_with = "code")]
        all: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Settle which policy and which calendar hold for a client from now on
    ///
    /// Example: proofdesk client terms ROM --policy standard --calendar ru-8x5
    Terms {
        /// The code under which the client is registered; `proofdesk client list` shows it
        code: ClientCode,
        /// The name of a published policy; `proofdesk policy list` shows them
        #[arg(long)]
        policy: Slug,
        /// The name of a published calendar; `proofdesk calendar list` shows them
        #[arg(long)]
        calendar: Slug,
        #[command(flatten)]
        configured: Configured,
    },
    /// Settle by which rule set a client's words are taken in from now on
    ///
    /// Example: proofdesk client intake ROM standard
    Intake {
        /// The code under which the client is registered; `proofdesk client list` shows it
        code: ClientCode,
        /// The name of a published rule set; `proofdesk intake list` shows them
        name: Slug,
        #[command(flatten)]
        configured: Configured,
    },
    /// Choose what a client's groups are told of their tickets
    ///
    /// Example: proofdesk client notices ROM --tickets board --rating off
    Notices {
        /// The code under which the client is registered; `proofdesk client list` shows it
        code: ClientCode,
        /// cards: each ticket has a card; board: the pinned message lists what is open
        #[arg(long, value_parser = shown)]
        tickets: Option<Shown>,
        /// on: whoever asked is asked in private for a rating after closing; off: nobody is
        #[arg(long, value_parser = on_or_off)]
        rating: Option<bool>,
        #[command(flatten)]
        configured: Configured,
    },
    /// Settle which team answers for a client, and who of it first; without more, say who does
    ///
    /// Example: proofdesk client route ROM --team network --responsible 123456789 --deputy 987654321
    Route(RouteAsked),
    /// Import clients, sites, people or open tickets from a CSV file; the whole file is checked before anything is recorded
    ///
    /// Example: proofdesk client import clients.csv --dry-run
    Import(Import),
    /// Print each client's link beside how ready its groups are, and what is missing
    ///
    /// A client's link is the same all day, good for one group and for two days at least.
    /// Example: proofdesk client links --csv
    Links {
        /// As CSV
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// List clients with their groups, terms and rule sets
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RouteAsked {
    /// The code under which the client is registered; `proofdesk client list` shows it
    pub(crate) code: ClientCode,
    /// The name of a team, or none; `proofdesk team list` shows them
    #[arg(long, value_parser = team)]
    pub(crate) team: Option<TeamOrNone>,
    /// The Telegram user id of whoever answers for the client; 0 for nobody
    #[arg(long, value_name = "ID")]
    pub(crate) responsible: Option<i64>,
    /// The Telegram user id of whoever stands in for them; 0 for nobody
    #[arg(long, value_name = "ID")]
    pub(crate) deputy: Option<i64>,
    #[command(flatten)]
    pub(crate) configured: Configured,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file: UTF-8, separated by commas or semicolons, with a heading
    pub(crate) file: PathBuf,
    /// What it holds, where its heading does not tell
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Only check; record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) configured: Configured,
}

/// A team that is named, or that there is to be none.
#[derive(Debug, Clone)]
pub(crate) struct TeamOrNone(pub(crate) Option<Slug>);

#[derive(Debug, Subcommand)]
pub(crate) enum Team {
    /// Set a team up, or give it another title
    ///
    /// Example: proofdesk team add network "Сети"
    Add {
        /// Its short name: small letters, digits and dashes
        team: Slug,
        /// Its title, as people read it
        title: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// List the teams with their groups
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Reply {
    /// Keep a reply under a name, or change what it says
    ///
    /// Example: proofdesk reply add reboot "Please restart your computer and tell us whether that helps." --language en
    Add {
        /// Its name: one word of up to 24 letters and digits
        name: ReplyName,
        /// What the client gets to read; {number} stands for the ticket's number
        text: String,
        /// The language of the clients who get it: ru or en
        #[arg(long, value_parser = language, default_value = "ru")]
        language: Language,
        #[command(flatten)]
        configured: Configured,
    },
    /// Drop a reply, in all its languages
    Drop {
        name: ReplyName,
        #[command(flatten)]
        configured: Configured,
    },
    /// List the replies with their texts
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Duty {
    /// Put somebody on duty; what was said last of an instant holds
    ///
    /// Example: proofdesk duty set --telegram-id 123456789 --team network --until 2026-11-25T06:00:00Z
    Set {
        /// The person's Telegram user id: a number greater than 0
        #[arg(long, value_parser = telegram_id, allow_negative_numbers = true)]
        telegram_id: i64,
        /// The team; everybody's where none is named
        #[arg(long)]
        team: Option<Slug>,
        /// From when on, such as 2026-11-24T06:00:00Z; now if not given
        #[arg(long)]
        from: Option<DateTime<Utc>>,
        /// Until when, such as 2026-11-25T06:00:00Z
        #[arg(long)]
        until: DateTime<Utc>,
        #[command(flatten)]
        configured: Configured,
    },
    /// List who is on duty now and later
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Staff {
    /// Print the link by which the staff's own group joins
    ///
    /// Example: proofdesk staff link
    Link {
        #[command(flatten)]
        configured: Configured,
    },
    /// Give a person a role
    ///
    /// Example: proofdesk staff add --telegram-id 123456789 --role manager
    Add {
        /// The person's Telegram user id: a number greater than 0
        #[arg(long, value_parser = telegram_id, allow_negative_numbers = true)]
        telegram_id: i64,
        /// agent, manager, auditor or admin
        #[arg(long, value_parser = staff_role)]
        role: Role,
        #[command(flatten)]
        configured: Configured,
    },
    /// Take a role back, or all of them, and show what is to be handed over
    ///
    /// Example: proofdesk staff remove --telegram-id 123456789
    Remove {
        /// The person's Telegram user id: a number greater than 0
        #[arg(long, value_parser = telegram_id, allow_negative_numbers = true)]
        telegram_id: i64,
        /// agent, manager, auditor or admin; without it, everything that makes the person one of staff
        #[arg(long, value_parser = staff_role)]
        role: Option<Role>,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Store {
    /// Copy all events and keys, and compare both event by event; run again, it goes on where it stopped
    ///
    /// Example: `proofdesk store copy sqlite:data esdb://host1,host2,host3 --to-keys keys`
    Copy(Copy),
}

#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// sqlite:FOLDER or the connection string of a cluster; nobody may write there meanwhile
    pub(crate) from: String,
    /// sqlite:FOLDER or the connection string of a cluster: empty, or begun by an earlier run
    pub(crate) to: String,
    /// Folder with the key files of FROM; its folder keys, or for a cluster the one that is set, if not given
    #[arg(long, value_name = "DIR")]
    pub(crate) from_keys: Option<PathBuf>,
    /// Folder with copies of these key files, for TO
    #[arg(long, value_name = "DIR")]
    pub(crate) to_keys: Option<PathBuf>,
    /// Only compare; write nothing
    #[arg(long)]
    pub(crate) verify: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) configured: Configured,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").required(true).args(["telegram_id", "requester_of"])))]
pub(crate) struct Erase {
    /// The person's Telegram user id: a number greater than 0
    #[arg(long, value_parser = telegram_id, allow_negative_numbers = true)]
    pub(crate) telegram_id: Option<i64>,
    /// Or the number of a ticket whose requester it is: for whoever is known by a name alone
    #[arg(long, value_name = "NUMBER")]
    pub(crate) requester_of: Option<TicketNumber>,
    #[command(flatten)]
    pub(crate) configured: Configured,
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "ru" => Ok(Language::Ru),
        "en" => Ok(Language::En),
        _ => Err("ru or en".to_owned()),
    }
}

fn team(text: &str) -> Result<TeamOrNone, String> {
    match text {
        "none" => Ok(TeamOrNone(None)),
        name => name.parse().map(|it| TeamOrNone(Some(it))).map_err(|it| format!("{it}")),
    }
}

fn zone(text: &str) -> Result<String, String> {
    let known = domain::zone::is_known(&Zone(text.to_owned()));
    known.then(|| text.to_owned()).ok_or_else(|| "an IANA zone such as Europe/Moscow".to_owned())
}

fn shown(text: &str) -> Result<Shown, String> {
    match text {
        "cards" => Ok(Shown::Cards),
        "board" => Ok(Shown::Board),
        _ => Err("cards or board".to_owned()),
    }
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

fn telegram_id(text: &str) -> Result<i64, String> {
    let id = text.parse().ok().filter(|it| *it > 0);
    id.ok_or_else(|| {
        "a person's Telegram id is a number greater than 0; those of groups are below".to_owned()
    })
}

fn staff_role(text: &str) -> Result<Role, String> {
    match text {
        "agent" => Ok(Role::Agent),
        "manager" => Ok(Role::Manager),
        "auditor" => Ok(Role::Auditor),
        "admin" => Ok(Role::Admin),
        _ => Err("agent, manager, auditor or admin".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }
}
