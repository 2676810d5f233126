//! Starting: what of the log is there when a server, or its process, starts again?

use crate::asking::{append, client, client_at, event, events, read};
use eventstore::ExpectedRevision;
use standin::{Past, Standin};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

#[tokio::test]
async fn a_server_starts_again_on_its_port_with_its_log_or_without() {
    for (past, then) in [(Past::Kept, 2), (Past::Lost, 0)] {
        let folder = tempfile::tempdir().unwrap();
        for mut server in [Standin::start(), Standin::start_in(folder.path()).unwrap()] {
            let address = server.address();
            append(&client(&server), "a", ExpectedRevision::Any, events(1..3)).await.unwrap();

            server.stop();
            server.start_again(past).unwrap();

            assert_eq!(server.address(), address);
            assert_eq!(server.events().len(), then);
            append(&client(&server), "b", ExpectedRevision::NoStream, events(3..4)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_process_that_was_killed_comes_back_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let (process, address) = start(folder.path());
    let client = client_at(&address);
    append(&client, "a", ExpectedRevision::NoStream, events(1..4)).await.unwrap();
    drop(process);
    let cut_short = folder.path().join("journal");
    let whole = std::fs::read(&cut_short).unwrap();
    std::fs::write(&cut_short, [&whole[..], &whole[..whole.len() - 9]].concat()).unwrap();

    let (process, address) = start(folder.path());

    let client = client_at(&address);
    assert_eq!(read(&client, "a").await.unwrap(), [(0, 1), (1, 2), (2, 3)]);
    append(&client, "a", ExpectedRevision::Exact(2), vec![event(4)]).await.unwrap();
    drop(process);

    let (process, address) = start(folder.path());
    assert_eq!(read(&client_at(&address), "a").await.unwrap().len(), 4);
    drop(process);
}

/// A process that is killed with its test at the latest.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn start(folder: &Path) -> (Killed, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    let command = command.arg("--folder").arg(folder).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut address = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
    (Killed(process), address.trim().to_owned())
}
