//! Import: how does what stands in a spreadsheet become true here?
//!
//! The whole file is checked first. Then each line is applied by the commands that people give by hand, and whatever is
//! so already is left alone: a file applied again, or from the middle on after a crash, comes to the same.

mod apply;
mod headings;
mod plan;
mod table;
mod tickets;

use crate::arrange::{open, say};
use crate::cli::Import;
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use commands::people::find;
use plan::Known;
use std::fmt;
use std::fs::File;
use std::io::Read;

/// The most faults that are printed.
const FAULTS_MAX: usize = 200;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Clients,
    Sites,
    People,
    Tickets,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Clients, Self::Sites, Self::People, Self::Tickets];

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Clients => &[
                "code",
                "title",
                "language",
                "zone",
                "policy",
                "calendar",
                "intake",
                "team",
                "responsible",
                "deputy",
            ],
            Self::Sites => &["client", "site", "name", "workplace", "workplace_name"],
            Self::People => &["client", "telegram_id", "part"],
            Self::Tickets => &[
                "client",
                "number",
                "text",
                "requester",
                "requester_id",
                "type",
                "priority",
                "site",
                "agent",
                "reported",
                "note",
            ],
        }
    }

    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Clients => &["code", "title"],
            Self::Sites => &["client", "site", "name"],
            Self::People => self.columns(),
            Self::Tickets => &["client", "text", "requester"],
        }
    }

    /// What a heading says that the file holds: the only kind with all columns that it needs.
    fn of(columns: &[String]) -> Option<Self> {
        let fits = |it: &Self| it.needed().iter().all(|it| columns.iter().any(|is| is == it));
        let mut fitting = Self::ALL.into_iter().filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

/// Something that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: u64,
    pub(crate) column: Option<String>,
    pub(crate) what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// Applies a file, or tells all that is wrong with it.
///
/// # Errors
///
/// Something is wrong in the file, and nothing was recorded; or a failure of the data folder: applied again, the file
/// goes on where it was.
pub(crate) async fn import(asked: Import) -> Result<()> {
    let shown = asked.file.display();
    let file = File::open(&asked.file).with_context(|| format!("failed to open {shown}"))?;
    let mut bytes = Vec::new();
    // One byte more than may be: whoever gives a larger file is told.
    let most = table::FILE_BYTES_MAX as u64 + 1;
    file.take(most).read_to_end(&mut bytes).with_context(|| format!("failed to read {shown}"))?;
    let table = told(table::read(&bytes))?;
    let Some(kind) = asked.kind.or_else(|| Kind::of(&table.columns)) else {
        bail!(
            "the heading does not tell what the file holds: give --kind clients, sites, people or tickets, or begin the file so:\n{}\nnothing was recorded",
            headings::beginnings()
        );
    };
    let (_, folder) = open(&asked.configured).await?;
    let planned = told(plan::plan(kind, &table, &known(&folder, &table).await?));
    let rows = match plan::beginning(kind, &table) {
        Some(how) => planned.map_err(|it| anyhow::anyhow!("{it}\n{how}"))?,
        None => planned?,
    };
    let count = rows.len();
    if asked.dry_run {
        return say(&format!("{count} line(s) are right; nothing was recorded."));
    }
    let (mut changed, mut new) = (0, Vec::new());
    for row in &rows {
        let is_new = apply::apply(&folder, row).await?;
        changed += u64::from(is_new);
        if let (true, plan::Row::Ticket(it)) = (is_new, row) {
            new.push(&**it);
        }
    }
    let same = count as u64 - changed;
    if kind == Kind::Tickets {
        apply::tell_staff(&folder, &new).await?;
        return say(&format!(
            "{count} line(s) applied: {changed} ticket(s) imported, {same} were imported before and go on here."
        ));
    }
    say(&format!(
        "{count} line(s) applied: {changed} changed something, {same} said what was so already."
    ))
}

fn told<T>(read: Result<T, Vec<Fault>>) -> Result<T> {
    read.map_err(|faults| {
        let shown: Vec<_> = faults.iter().take(FAULTS_MAX).map(ToString::to_string).collect();
        let more = faults.len() - shown.len();
        let more = if more > 0 { format!("\n… and {more} more") } else { String::new() };
        anyhow::anyhow!("nothing was recorded; the file has faults:\n{}{more}", shown.join("\n"))
    })
}

async fn known(folder: &crate::folder::Folder, table: &table::Table) -> Result<Known> {
    let views = &folder.views;
    let mut known = Known {
        policies: views.policy_names()?,
        calendars: views.calendar_names()?,
        intakes: views.intake_names()?,
        teams: views.teams()?.into_iter().map(|it| it.team).collect(),
        ..Known::default()
    };
    known.tickets.now = folder.house.clock.now();
    for id in tickets::staff_named(table) {
        let (person, is) = find::by_telegram_id(&folder.house, id).await?;
        if is.is_staff() {
            known.staff.insert(id, person);
        }
    }
    for client in views.clients()? {
        let stream = store::stream::Stream::Client(client.client);
        let sites = |it: &domain::client::Client| it.sites.keys().cloned().collect();
        let sites = commands::transact::ask(&folder.house, &stream, sites).await?;
        known.sites.insert(client.code.clone(), sites);
        let home = (client.chats.first().copied(), client.zone.clone());
        known.tickets.homes.insert(client.code.clone(), home);
        known.clients.insert(client.code);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_tells_what_the_file_holds() {
        for (heading, then) in [
            ("code,title", Some(Kind::Clients)),
            ("title,zone,code,intake", Some(Kind::Clients)),
            ("client,site,name", Some(Kind::Sites)),
            ("client,telegram_id,part", Some(Kind::People)),
            ("client,text,requester", Some(Kind::Tickets)),
            ("number,requester,client,site,text", Some(Kind::Tickets)),
            ("client,name", None),
            ("", None),
        ] {
            let columns: Vec<String> = heading.split(',').map(str::to_owned).collect();
            assert_eq!(Kind::of(&columns), then, "{heading}");
        }
    }
}
