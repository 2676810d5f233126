//! Proofdesk: the one binary. Command line, configuration, wiring, and the world outside.

mod arrange;
mod chance;
mod check;
mod cli;
mod copy;
mod delivery;
mod demo;
mod folder;
mod heartbeat;
mod import;
mod known_log;
mod log;
mod log_address;
mod misfits;
mod patience;
mod published;
mod readiness;
mod replies;
mod routes;
mod run;
mod serve;
mod settings;
mod setup;
mod signals;
mod sla;
mod speaker;
mod sweep;
#[cfg(test)]
mod testing;
mod wall_clock;
mod what_if;

use clap::Parser;
use cli::{Cli, Command, Store};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What is logged unless `PROOFDESK_LOG` says otherwise. What the clients of a cluster meet is told by us, once.
const LOG: &str = "info,eventstore=off,kurrentdb=off";

fn main() -> ExitCode {
    quiet_panics();
    log();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Demo(it) => demo::demo(&it).await,
            Command::Serve(it) => serve::serve(&it).await,
            Command::Check(it) => check::check(&it).await,
            Command::Client(it) => arrange::client(it).await,
            Command::Staff(it) => arrange::staff(it).await,
            Command::Team(it) => routes::team(it).await,
            Command::Reply(it) => replies::reply(it).await,
            Command::Duty(it) => routes::duty(it).await,
            Command::Policy(it) => Box::pin(published::policies::policy(it)).await,
            Command::Calendar(it) => published::calendars::calendar(it).await,
            Command::Intake(it) => published::intakes::intake(it).await,
            Command::Sla(it) => sla::sla(it).await,
            Command::WhatIf(it) => what_if::what_if(it).await,
            Command::Store(Store::Copy(it)) => copy::copy(&it).await,
            Command::Rebuild(it) => arrange::rebuild(&it).await,
            Command::Erase(it) => arrange::erase(&it).await,
        }
    });
    // Blocking reads that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    // Nobody is left to tell if even this cannot be written.
    let _: std::io::Result<()> = writeln!(std::io::stderr(), "proofdesk: {error:#}");
    ExitCode::FAILURE
}

/// A panic's own words may quote what a client wrote: the log gets its place only.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect");
    }));
}

fn log() {
    let filter = EnvFilter::try_from_env("PROOFDESK_LOG").unwrap_or_else(|_| EnvFilter::new(LOG));
    let to_stderr = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        to_stderr.init();
    } else {
        to_stderr.json().init();
    }
}
