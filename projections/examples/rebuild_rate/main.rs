//! How fast are the views made anew, how fast do they answer, and how much memory does that take?
//!
//! `cargo run --release -p projections --example rebuild_rate -- fill FOLDER [TICKETS]` writes a log of eleven events
//! a ticket with its clocks through the real vault; then `... -- FOLDER` measures. On a quiet machine.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]
#![expect(clippy::disallowed_methods, reason = "it measures time, and draws salts")]

mod fill;
mod promises;
mod story;

use domain::civil::CivilTime;
use domain::client::Zone;
use domain::compliance::{Line, Period};
use domain::zone::newest;
use domain::{At, MessageRef};
use projections::Views;
use projections::rows::{BoardFilter, ComplianceQuery, RiskFilter, TicketRow, WorkloadQuery};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::keyring::Keyring;
use store::port::EventStore;
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use store::vault::Vault;
use store::world::Chance;
use tokio_util::sync::CancellationToken;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many tickets a log of a million events has.
const TICKETS: u64 = 100_000;
/// How many of them are open.
const OPEN: u64 = 500;
/// How often each question is asked.
const QUESTIONS: usize = 51;

struct System;

impl Chance for System {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives chance");
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut args = std::env::args().skip(1);
    let first = args.next().ok_or("name a folder")?;
    if first == "fill" {
        let folder = PathBuf::from(args.next().ok_or("name a folder")?);
        let tickets = args.next().map_or(Ok(TICKETS), |it| it.parse())?;
        let (store, vault) = open(&folder)?;
        let begin = Instant::now();
        let events = fill::fill(&store, &vault, tickets, OPEN.min(tickets)).await?;
        println!("{events} events written in {:.1?}", begin.elapsed());
        return Ok(());
    }
    measure(Path::new(&first)).await
}

fn open(folder: &Path) -> Outcome<(Arc<SqliteStore>, Vault)> {
    let store = Arc::new(SqliteStore::open(folder)?);
    let chance: Arc<dyn Chance> = Arc::new(System);
    let keyring = SqliteKeyring::open(folder, &folder.join("keys"), Arc::clone(&chance))?;
    Ok((store, Vault::new(Arc::new(keyring) as Arc<dyn Keyring>, chance)))
}

/// How long after an append has returned do the views show it?
async fn follow() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (store, vault) = open(folder.path())?;
    let views = Views::open(folder.path(), store.clone(), vault.clone())?;
    let cancel = CancellationToken::new();
    let running = tokio::spawn({
        let (views, cancel) = (Arc::clone(&views), cancel.clone());
        async move { views.run(cancel).await }
    });
    let mut times = fill::append_one_by_one(&store, &vault, QUESTIONS, &views).await?;
    times.sort_unstable();
    println!(
        "an append is in the views after: median {:.1?}, worst {:.1?}",
        times[times.len() / 2],
        times[times.len() - 1]
    );
    cancel.cancel();
    running.await??;
    Ok(())
}

async fn measure(folder: &Path) -> Outcome<()> {
    let (store, vault) = open(folder)?;
    let events = store.head().await?.map_or(0, |it| it.0);
    let reading = Instant::now();
    let mut after = None;
    while let Some(last) = store.read_all(after, usize::MAX).await?.last() {
        after = Some(last.position);
    }
    report("read the log only", events, reading.elapsed(), Duration::ZERO);

    let views = Views::open(folder, store.clone(), vault.clone())?;
    let (wall, cpu) = (Instant::now(), cpu_time()?);
    views.rebuild(|_| ()).await?;
    report("rebuild", events, wall.elapsed(), cpu_time()?.saturating_sub(cpu));
    println!("memory after the rebuild {}, at most {}", memory("VmRSS")?, memory("VmHWM")?);

    let begin = Instant::now();
    drop(views);
    let views = Views::open(folder, store, vault)?;
    views.catch_up().await?;
    println!("open and catch up with nothing new: {:.1?}", begin.elapsed());
    ask(&views)?;
    follow().await?;
    println!("memory at the end {}", memory("VmRSS")?);
    let size = std::fs::metadata(folder.join("views.db"))?.len();
    println!("views.db has {} MB, digest {}", size >> 20, views.digest()?);
    Ok(())
}

fn ask(views: &Views) -> Outcome<()> {
    let board = views.board(&BoardFilter::default())?;
    let open = board.tickets.len();
    median(&format!("board of {open} open tickets"), || views.board(&BoardFilter::default()))?;
    let Some(row) = board.tickets.last() else { return Ok(()) };
    let (chat, requester) = (row.chat, row.requester);
    let source = row.source.unwrap_or(MessageRef { chat, message: domain::MessageId(1) });
    median("ticket by number", || views.ticket_by_number(&row.number))?;
    median("tickets of a chat, 20", || views.tickets_of_chat(chat, None, 20))?;
    median("tickets of a requester, 20", || views.tickets_of_chat(chat, Some(requester), 20))?;
    median("waiting in a chat", || views.waiting_in_chat(chat))?;
    median("register, 50", || views.register(row.client, 0, 50))?;
    median("message", || views.message(source))?;
    median("accounting", || views.accounting(chat))?;
    median("pending, 100", || views.pending(100))?;
    median("chats with pending", || views.chats_with_pending())?;
    ask_of_promises(views, row)
}

/// All tickets are of March, 2026, which is closed by then.
fn ask_of_promises(views: &Views, row: &TicketRow) -> Outcome<()> {
    let zone = Zone("Europe/Moscow".to_owned());
    let period = Period::month(2026, 3, &zone).ok_or("a month")?;
    let at = period.to.plus(40 * 24 * 3_600);
    let query = ComplianceQuery { period, client: None, kind: None, priority: None };
    let report = views.compliance(&query, at)?;
    let touched: u64 = report.compliance.totals.iter().map(|it| it.figures.tally.touched).sum();
    median(&format!("report on {touched} clocks"), || views.compliance(&query, at))?;
    let of_client = ComplianceQuery { client: Some(row.client), ..query };
    median("report on one client", || views.compliance(&of_client, at))?;
    median("clocks behind a number", || views.clocks_behind(&query, Line::Breached, at))?;
    let civil = CivilTime { zone, tzdb: newest() };
    let work = WorkloadQuery { client: None, from: period.from, to: period.to, civil };
    median("workload of all", || views.workload(&work, at))?;
    let now = At::from(row.registered_at).plus(7 * 3_600);
    let risk = RiskFilter::default();
    let running = views.at_risk(&risk, now)?.clocks.len();
    median(&format!("{running} clocks at risk"), || views.at_risk(&risk, now))?;
    median("clocks of a ticket", || views.clocks_of(row.ticket, now))?;
    median("ledger of a ticket", || views.segments_of(row.ticket, now))?;
    median("timeline, 200 tickets", || views.timeline(row.client, period, at))?;
    median("next wake", || views.next_wake())?;
    median("due, 100", || views.due(at, 100))?;
    let begin = Instant::now();
    let (mut count, mut next) = (0, None);
    loop {
        let page = views.histories(None, period, next, 5_000)?;
        count += page.histories.len();
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    println!("{count} histories in {:.1?}", begin.elapsed());
    Ok(())
}

fn median<T, E: std::error::Error + Send + Sync + 'static>(
    what: &str,
    question: impl Fn() -> Result<T, E>,
) -> Outcome<()> {
    let mut times = Vec::with_capacity(QUESTIONS);
    let cpu = cpu_time()?;
    for _ in 0..QUESTIONS {
        let begin = Instant::now();
        question()?;
        times.push(begin.elapsed());
    }
    let cpu = cpu_time()?.saturating_sub(cpu) / u32::try_from(QUESTIONS)?;
    times.sort_unstable();
    println!(
        "{what:>28}: median {:>8.1?}, worst {:>8.1?}, {cpu:.1?} of processor time",
        times[QUESTIONS / 2],
        times[QUESTIONS - 1]
    );
    Ok(())
}

fn report(what: &str, events: u64, wall: Duration, cpu: Duration) {
    let rate = u128::from(events) * 1_000 / wall.as_millis().max(1);
    println!("{what}: {events} events in {wall:.2?} ({rate}/s), {cpu:.2?} of processor time");
}

/// The processor time of this process, by the system's count of hundredths of seconds.
fn cpu_time() -> Outcome<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(')').ok_or("no process status")?.1.split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(str::parse::<u64>).sum::<Result<_, _>>()?;
    Ok(Duration::from_millis(ticks * 10))
}

fn memory(what: &str) -> Outcome<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|it| it.starts_with(what)).ok_or("no such figure")?;
    let kib: u64 = line.split_whitespace().nth(1).ok_or("no such figure")?.parse()?;
    Ok(format!("{} MB", kib >> 10))
}
