//! Cluster: a server of the log in a process of its own, which dies and misbehaves as the dice fall.

use super::Dice;
use standin::{Call, Fault, Options, Standin, Times};
use std::cmp::Ordering;
use std::env;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::eventstoredb::{Address, EventStoreDb, Known};
use store::port::EventStore;
use store::world::Chance;
use tempfile::TempDir;

/// Tells a process of this test to be the server: where its log lies, and its port.
const FOLDER: &str = "PROOFDESK_CRASH_SERVER";
const PORT: &str = "PROOFDESK_CRASH_PORT";
/// The test that becomes the server there.
const TEST: &str = "nothing_is_lost_and_nothing_is_doubled_on_a_cluster_that_dies_as_well";
/// What the server says before its port.
const LISTENS: &str = "listens on ";
/// What is said to the server, beside the places of faults in the table.
const CALM: &str = "calm";
const END_SUBSCRIPTIONS: &str = "end";

/// What goes wrong once or twice, so that some shocks meet a call and some its repetition.
const FAULTS: [(Call, Fault); 12] = [
    (Call::Append, Fault::CutBefore),
    (Call::Append, Fault::CutAfter),
    (Call::Append, Fault::Unavailable),
    (Call::Append, Fault::NotLeader),
    (Call::Append, Fault::Slow(Duration::from_millis(300))),
    (Call::Append, Fault::Hang),
    (Call::Append, Fault::NoPosition),
    (Call::Read, Fault::CutAfter),
    (Call::Connect, Fault::Refuse),
    (Call::Subscribe, Fault::Twice),
    (Call::Subscribe, Fault::Late(Duration::from_millis(50))),
    (Call::Subscribe, Fault::EndAtOnce),
];

/// The server, and what of it outlives its process.
pub(crate) struct Cluster {
    folder: TempDir,
    port: u16,
    child: Child,
}

struct System;

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

impl Cluster {
    /// A server with an empty log.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (child, port) = spawn(&folder, 0);
        Self { folder, port, child }
    }

    /// What `store` is set to.
    pub(crate) fn setting(&self) -> String {
        // A call that hangs is given up soon, so that a run does not consist of waiting.
        format!("esdb://127.0.0.1:{}?tls=false&defaultDeadline=1500", self.port)
    }

    pub(crate) async fn open(&self) -> Arc<dyn EventStore> {
        let address = Address::parse(&self.setting(), None).unwrap();
        Arc::new(EventStoreDb::open(&address, &System, Known::New).await.unwrap())
    }

    /// One thing that goes wrong: the server's death, with its data kept, or a fault.
    pub(crate) async fn shock(&mut self, dice: &mut Dice) {
        let at = dice.roll(FAULTS.len() + 7);
        match at.cmp(&FAULTS.len()) {
            Ordering::Less => {
                for _ in 0..=dice.roll(2) {
                    self.say(&at.to_string());
                }
            }
            Ordering::Equal => self.say(END_SUBSCRIPTIONS),
            Ordering::Greater => {
                self.kill();
                tokio::time::sleep(dice.millis(600)).await;
                (self.child, _) = spawn(&self.folder, self.port);
            }
        }
    }

    /// Nothing more goes wrong from now on.
    pub(crate) fn calm(&mut self) {
        self.say(CALM);
    }

    fn say(&mut self, line: &str) {
        let server = self.child.stdin.as_mut().unwrap();
        server.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// This test in another process, which serves until it is killed or this one ends.
fn spawn(folder: &TempDir, port: u16) -> (Child, u16) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env(PORT, port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    // Libtest's own words come first.
    let port = said.find_map(|line| line.unwrap().split_once(LISTENS).map(|it| it.1.to_owned()));
    (child, port.expect("the server starts").parse().unwrap())
}

/// Is the server and returns true, in a process that was told to.
pub(crate) fn serve_where_told() -> bool {
    let Some(folder) = env::var_os(FOLDER) else { return false };
    let port = env::var(PORT).unwrap().parse().unwrap();
    let server = Standin::start_with(Options {
        folder: Some(folder.into()),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        ..Options::default()
    })
    .unwrap();
    println!("{LISTENS}{}", server.socket().port());
    stdout().flush().unwrap();
    for line in stdin().lines() {
        match line.unwrap().as_str() {
            CALM => server.faults().take_all_back(),
            END_SUBSCRIPTIONS => server.end_subscriptions(),
            at => {
                let (call, fault) = FAULTS[at.parse::<usize>().unwrap()];
                server.faults().arm(call, fault, Times::Next(1));
            }
        }
    }
    true
}
