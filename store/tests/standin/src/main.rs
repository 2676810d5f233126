//! A stand-in as a process of its own: where does it listen, and where is its log?

use standin::{Access, Options, Standin};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "standin [--listen ADDRESS] [--folder FOLDER] [--user USER --password PASSWORD]

  --listen    where to listen; 127.0.0.1:0 (any free port) unless told otherwise
  --folder    where the log is kept; in memory only, without
  --user, --password
              whom to let in; everybody, without

Prints the connection string, in one line, and serves until it is told to stop (SIGTERM, Ctrl+C).
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = options(std::env::args().skip(1))? else {
        return Ok(io::stdout().write_all(USAGE.as_bytes())?);
    };
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Standin::start_with(options)?;
    let mut out = io::stdout();
    writeln!(out, "{}", server.address())?;
    out.flush()?;
    tokio::select! {
        _ = terminate.recv() => (),
        _ = interrupt.recv() => (),
    }
    Ok(())
}

/// What the arguments ask for; nothing, if they ask for help.
fn options(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let (mut user, mut password) = (None, None);
    while let Some(arg) = args.next() {
        if arg == "--help" {
            return Ok(None);
        }
        let value = args.next().ok_or_else(|| format!("{arg} of what? see --help"))?;
        match arg.as_str() {
            "--listen" => {
                options.listen = value.parse().map_err(|_| format!("{value} is no address"))?;
            }
            "--folder" => options.folder = Some(PathBuf::from(value)),
            "--user" => user = Some(value),
            "--password" => password = Some(value),
            _ => return Err(format!("{arg} is not known; see --help")),
        }
    }
    options.access = match (user, password) {
        (Some(user), Some(password)) => Access::Password { user, password, reads_all: true },
        (None, None) => Access::Open,
        _ => return Err("a user has a password, and a password a user".to_owned()),
    };
    Ok(Some(options))
}
