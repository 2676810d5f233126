//! Side by side: which contestant does more of the same work, on this machine, now?

mod contest;
mod contestant;
mod disk;
mod judge;
mod noise;
mod report;

use anyhow::{Context, Result, bail};
use clap::Parser;
use contest::{Stop, Taken};
use contestant::{Ask, Contestant};
use disk::DataDir;
use judge::{Requirement, Standing, Verdict};
use noise::FOREIGN_CORES_MAX;
use report::Report;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use work::Work;

/// Exit code: everything that was required was met.
const MET: u8 = 0;
/// Exit code: something that was required was not met.
const NOT_MET: u8 = 1;
/// Exit code: the machine was not quiet, so nothing was judged.
const NOT_JUDGED: u8 = 2;
/// Exit code: the comparison could not be made at all.
const FAILED: u8 = 3;

/// Runs contestants in turn (A B C A B C), takes medians and compares the first with the others.
///
/// Exit code 0: what was required was met. 1: it was not. 2: other programs kept the machine busy,
/// nothing was judged. 3: the comparison could not be made.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example: side-by-side --work load-decide-append --tasks 32 \
    --contestant ours=./contestant --contestant umadb=./umadb-embedded --require 'ours/umadb>=1.25'"
)]
struct Cli {
    /// load-decide-append, append-only or replay
    #[arg(long)]
    work: Work,
    /// How many tasks of a contestant work at once
    #[arg(long, default_value_t = 1)]
    tasks: u64,
    /// How long a sample lasts, in seconds
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How many events a replay reads
    #[arg(long, default_value_t = work::args::COUNT_DEFAULT)]
    count: u64,
    /// How many samples each contestant gives
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// NAME=COMMAND, its words parted by spaces; the first is compared with the others
    #[arg(long = "contestant", required = true)]
    contestants: Vec<Contestant>,
    /// A/B>=X: the median of A must be at least X times that of B
    #[arg(long = "require")]
    requirements: Vec<Requirement>,
    /// The folder for the contestants' files, on the disk to be measured
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Also write what was found to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Keep noisy samples instead of giving up, and judge nothing if there are any
    #[arg(long)]
    keep_noisy: bool,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            let asked_for_help = !usage.use_stderr();
            // If even this cannot be printed, the exit code still tells.
            let _ = usage.print();
            return ExitCode::from(if asked_for_help { MET } else { FAILED });
        }
    };
    let code = match compare(&cli) {
        Ok(code) => code,
        Err(error) => {
            say(&format!("side-by-side: {error:#}"));
            FAILED
        }
    };
    ExitCode::from(code)
}

fn compare(cli: &Cli) -> Result<u8> {
    check(cli)?;
    let data = DataDir::create(&cli.dir)?;
    let ask = Ask { work: cli.work, tasks: cli.tasks, seconds: cli.seconds, count: cli.count };
    if cli.work == Work::Replay {
        for it in &cli.contestants {
            say(&format!("{}: filling a log of {} events", it.name, cli.count));
            it.run(&ask.to_fill(), &data.of(&it.name))?;
        }
    }
    let lanes = contest::interleave(cli.contestants.len(), cli.rounds, cli.keep_noisy, |lane| {
        let it = &cli.contestants[lane];
        let taken = take(it, &ask, &data)?;
        let (per_second, foreign) = (taken.sample.per_second, taken.foreign_cores);
        say(&format!("{}: {per_second:.0}/s, {foreign:.2} cores of other load", it.name));
        Ok(taken)
    });
    let lanes = match lanes {
        Ok(lanes) => lanes,
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Noisy { lane, tries, foreign_cores }) => {
            say(&format!(
                "Not judged: in all {tries} tries for a sample of {} other programs used more \
                 than {FOREIGN_CORES_MAX} cores (the last time {foreign_cores:.2}). \
                 Stop them and run this again.",
                cli.contestants[lane].name,
            ));
            return Ok(NOT_JUDGED);
        }
    };
    let standings: Vec<Standing> =
        cli.contestants.iter().zip(lanes).map(|(it, lane)| Standing::of(&it.name, lane)).collect();
    let report = Report::of(&ask, cli.rounds, standings, &cli.requirements);
    if let Some(file) = &cli.json {
        let json = serde_json::to_vec_pretty(&report)?;
        std::fs::write(file, json)
            .with_context(|| format!("failed to write {}", file.display()))?;
    }
    std::io::stdout().lock().write_all(report.to_string().as_bytes())?;
    Ok(match report.verdict {
        Verdict::Met => MET,
        Verdict::NotMet => NOT_MET,
        Verdict::NotJudged => NOT_JUDGED,
    })
}

/// Whether the question makes sense, before an hour goes into answering it.
fn check(cli: &Cli) -> Result<()> {
    if cli.work == Work::Fill {
        bail!("fill is what prepares a replay; compare replay instead");
    }
    for (index, it) in cli.contestants.iter().enumerate() {
        if cli.contestants[..index].iter().any(|other| other.name == it.name) {
            bail!("two contestants are called {}", it.name);
        }
    }
    for requirement in &cli.requirements {
        for name in requirement.names() {
            if !cli.contestants.iter().any(|it| it.name == name) {
                bail!("{requirement} is required, but no contestant is called {name}");
            }
        }
    }
    Ok(())
}

/// One sample and the load beside it. Live work gets a new folder, a replay the filled one.
fn take(contestant: &Contestant, ask: &Ask, data: &DataDir) -> Result<Taken> {
    let dir = data.of(&contestant.name);
    let before = noise::Reading::take()?;
    let sample = contestant.run(ask, &dir)?;
    let foreign_cores = noise::Reading::take()?.foreign_cores_since(&before);
    if ask.work != Work::Replay {
        data.clear(&contestant.name)?;
    }
    Ok(Taken { sample, foreign_cores })
}

/// Tells the person who waits; nothing hangs on it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
