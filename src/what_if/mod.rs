//! What if: how would recorded tickets have fared under another policy or calendar? Nothing is recorded.

#[cfg(test)]
mod tests;
mod told;

use crate::cli::Configured;
use crate::published::shelf::Shelf;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate};
use clap::Args;
use commands::House;
use commands::transact::ask;
use domain::book::Book;
use domain::client::{Client, TermsChanged};
use domain::clock::Kind;
use domain::compliance::{Line, Period};
use domain::policy::Rules;
use domain::what_if::{Pair, Sums, Supposition, compare};
use domain::{At, ClientCode, ClientId, Priority, Slug, TicketNumber, calendar, policy};
use projections::Views;
use projections::rows::{ClientRow, HISTORIES_PAGE_MAX, HistoryRow};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use store::stream::Stream;

/// The most tickets that are listed with a changed verdict; all of them are counted.
const CHANGED_MAX: usize = 1_000;
/// A version above all that are published: it holds at every instant.
const SUPPOSED_VERSION: u32 = u32::MAX;

/// What is to be supposed, and of which tickets.
#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// The policy to suppose, as a file that could be published; the clients' own if not given
    #[arg(long, value_name = "FILE", required_unless_present = "calendar")]
    policy: Option<PathBuf>,
    /// The calendar to suppose, as a file that could be published; the clients' own if not given
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// The first day, in each client's zone
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The day after the last one
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// One client only
    #[arg(long, value_name = "CODE")]
    client: Option<ClientCode>,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    configured: Configured,
}

/// A verdict that would be another one.
struct Changed {
    number: TicketNumber,
    pair: Pair,
    lines: [Option<Line>; 2],
}

/// Both results, side by side.
#[derive(Default)]
struct Report {
    tickets: u64,
    /// Clients whom nothing is promised, so that there is no calendar or policy to measure by.
    left_out: Vec<ClientCode>,
    sums: BTreeMap<(Kind, Priority), Sums>,
    /// How many verdicts would change, and the first [`CHANGED_MAX`] of them.
    changes: u64,
    changed: Vec<Changed>,
}

/// Replays recorded history under another promise and prints both results.
///
/// # Errors
///
/// A file that is not fit to be published, an unknown client, dates in the wrong order, a failure of the data folder.
pub(crate) async fn what_if(asked: WhatIf) -> Result<()> {
    if asked.from >= asked.to {
        bail!("--from {} is not before --to {}", asked.from, asked.to);
    }
    let mut shelf = Shelf::new(&asked.configured);
    let views = shelf.folder().await?.views.clone();
    views.catch_up().await.context("failed to bring the views up to date")?;
    let recorded = views.book()?;
    let mut book = Book::clone(&recorded);
    let policy = match &asked.policy {
        Some(path) => {
            let file = shelf.policy_file(path).await?;
            suppose_policy(&mut book, &file.name, file.rules);
            Some(file.name)
        }
        None => None,
    };
    let calendar = match &asked.calendar {
        Some(path) => {
            let file = shelf.calendar_file(path).await?;
            suppose_calendar(&mut book, &file.name, file.hours);
            Some(file.name)
        }
        None => None,
    };
    let question = Question {
        dates: (asked.from, asked.to),
        client: asked.client.as_ref(),
        names: (policy, calendar),
        recorded,
        book: Arc::new(book),
    };
    let report = question.answer(shelf.house().await?, &views).await?;
    told::tell(&asked, &report)
}

/// What is supposed, and of which tickets.
struct Question<'a> {
    dates: (NaiveDate, NaiveDate),
    client: Option<&'a ClientCode>,
    /// The policy and the calendar that are supposed, if they are.
    names: (Option<Slug>, Option<Slug>),
    recorded: Arc<Book>,
    book: Arc<Book>,
}

impl Question<'_> {
    /// Both results, over each client's days by the zone and release that they are bound to.
    async fn answer(self, house: &House, views: &Arc<Views>) -> Result<Report> {
        let now = At::from(house.clock.now());
        let mut report = Report::default();
        for client in clients(views, self.client)? {
            let terms = |it: &Client| it.terms.clone();
            let terms = ask(house, &Stream::Client(client.client), terms).await?;
            let (policy, calendar) = self.names.clone();
            let Some(supposed) = supposed(policy, calendar, terms) else {
                report.left_out.push(client.code);
                continue;
            };
            let period = views.days(Some(client.client), self.dates, now)?.period;
            let (recorded, book) = (self.recorded.clone(), self.book.clone());
            let (views, id) = (views.clone(), client.client);
            // Hours of reading and measuring may not hold up the runtime.
            report = tokio::task::spawn_blocking(move || {
                let course = Course { views: &views, recorded: &recorded, book: &book, now };
                course.run(id, period, &supposed, &mut report).map(|()| report)
            })
            .await??;
        }
        Ok(report)
    }
}

/// What holds for one client: its policy and calendar, supposed or its own.
fn supposed(
    policy: Option<Slug>,
    calendar: Option<Slug>,
    terms: Option<TermsChanged>,
) -> Option<TermsChanged> {
    match (policy, calendar, terms) {
        (Some(policy), Some(calendar), _) => Some(TermsChanged { policy, calendar }),
        (policy, calendar, Some(terms)) => Some(TermsChanged {
            policy: policy.unwrap_or(terms.policy),
            calendar: calendar.unwrap_or(terms.calendar),
        }),
        (_, _, None) => None,
    }
}

/// The policy holds as if it had since ever.
fn suppose_policy(book: &mut Book, name: &Slug, rules: Rules) {
    let (version, content) = (SUPPOSED_VERSION, String::new());
    let effective_from = DateTime::UNIX_EPOCH;
    let it = policy::Published { version, effective_from, content, rules };
    book.take_policy(name, &it, At(0));
}

/// The calendar holds as if it had since ever, wherever it is named.
fn suppose_calendar(book: &mut Book, name: &Slug, hours: calendar::Hours) {
    let (version, content) = (SUPPOSED_VERSION, String::new());
    let effective_from = DateTime::UNIX_EPOCH;
    let it = calendar::Published { version, effective_from, hours, content };
    book.take_calendar(name, &it, At(0));
}

fn clients(views: &Views, code: Option<&ClientCode>) -> Result<Vec<ClientRow>> {
    match code {
        None => Ok(views.clients()?),
        Some(code) => match views.client_by_code(code)? {
            Some(client) => Ok(vec![client]),
            None => {
                bail!("there is no client with the code {code}: `proofdesk client list` shows them")
            }
        },
    }
}

/// What one client's tickets are gone through with.
struct Course<'a> {
    views: &'a Views,
    recorded: &'a Arc<Book>,
    book: &'a Book,
    now: At,
}

impl Course<'_> {
    fn run(
        &self,
        client: ClientId,
        period: Period,
        supposed: &TermsChanged,
        report: &mut Report,
    ) -> Result<()> {
        let mut after = None;
        loop {
            let page = self.views.histories(Some(client), period, after, HISTORIES_PAGE_MAX)?;
            for row in &page.histories {
                self.count(row, period, supposed, report);
            }
            progress(report.tickets);
            match page.next {
                Some(mark) => after = Some(mark),
                None => return Ok(()),
            }
        }
    }

    fn count(
        &self,
        row: &HistoryRow,
        period: Period,
        supposed: &TermsChanged,
        report: &mut Report,
    ) {
        let cut_off = period.to.min(self.now);
        let TermsChanged { policy, calendar } = supposed;
        let supposition = Supposition { book: self.book, policy, calendar };
        let compared = compare(&row.history, self.recorded, supposition, cut_off);
        report.tickets += 1;
        for pair in compared.pairs {
            let sums = report.sums.entry((pair.clock.kind, compared.priority)).or_default();
            sums.count(&pair, period, cut_off);
            let lines = pair.lines(period, cut_off);
            if lines[0] == lines[1] {
                continue;
            }
            report.changes += 1;
            if report.changed.len() < CHANGED_MAX {
                report.changed.push(Changed { number: row.number.clone(), pair, lines });
            }
        }
    }
}

/// Tells whoever watches a terminal how far it is.
fn progress(tickets: u64) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        // Nobody waits for this line.
        let _: std::io::Result<()> = write!(err, "\r{tickets} tickets\r");
    }
}
