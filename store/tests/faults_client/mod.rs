//! The client of these tests: a process that appends, reads and listens when it is told to, and nothing else.

use crate::server;
use chrono::DateTime;
use futures::StreamExt;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use store::eventstoredb::{EventStoreDb, EventStoreDbError};
use store::port::{EventId, EventStore, Expected, NewEvent, StreamName};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use uuid::Uuid;

/// Tells a process of the test to be the client, and of which server.
const SERVER: &str = "PROOFDESK_FAULTS_SERVER";
const TEST: &str = "no_fault_burns_the_processor_and_after_each_the_adapter_is_back_soon";
/// What precedes what the client says, among what libtest does.
const SAYS: &str = "client: ";
const LOST: &str = "lost";
/// Between two tries of a deed that was refused because the world broke.
const PAUSE: Duration = Duration::from_millis(50);

/// What the client can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deed {
    /// One event into a stream of its own.
    Append,
    /// The log's first page.
    Read,
    /// An event that is appended now comes by the subscription that was there from the start.
    Hear,
}

impl Deed {
    pub(crate) const ALL: [Self; 3] = [Self::Append, Self::Read, Self::Hear];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| word == format!("{it:?}"))
    }
}

/// The client's process, as the test sees it.
pub(crate) struct Client {
    child: Child,
    said: Receiver<String>,
    lost: bool,
}

impl Client {
    pub(crate) fn spawn(address: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", TEST, "--nocapture"])
            .env(SERVER, address)
            // The clients read the roots of the machine for each connection, also without TLS: unoptimised that takes
            // longer than all else together, and how many there are is the machine's affair.
            .env(
                "SSL_CERT_FILE",
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/certificates/root.pem"),
            )
            .env_remove("SSL_CERT_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, said) = mpsc::channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some((_, line)) = line.split_once(SAYS) {
                    // Whoever does not listen any more has seen enough.
                    let _ = tell.send(line.to_owned());
                }
            }
        });
        Self { child, said, lost: false }
    }

    pub(crate) fn ask(&mut self, deed: Deed) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{deed:?}").unwrap();
    }

    /// What was done next, if something is within this time.
    pub(crate) fn done(&mut self, within: Duration) -> Option<Deed> {
        let line = self.said.recv_timeout(within).ok()?;
        self.lost |= line == LOST;
        Deed::parse(&line)
    }

    /// Whether each deed was done within this time.
    pub(crate) fn all_done(&mut self, within: Duration) -> Option<()> {
        let until = now() + within;
        let mut left = Deed::ALL.to_vec();
        while !left.is_empty() {
            let deed = self.done(until.checked_duration_since(now())?);
            left.retain(|it| Some(*it) != deed);
        }
        Some(())
    }

    pub(crate) fn forget_what_was_done(&mut self) {
        while let Ok(line) = self.said.try_recv() {
            self.lost |= line == LOST;
        }
    }

    /// Whether the client found that the log is not the one it was.
    pub(crate) fn says_lost(&mut self) -> bool {
        self.forget_what_was_done();
        self.lost
    }

    /// The processor time of the whole process so far.
    pub(crate) fn burnt(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // After the name in brackets: the state, and then ten more until utime and stime.
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11).take(2);
        let ticks: u64 = fields.map(|it| it.parse::<u64>().unwrap()).sum();
        // The kernel counts in hundredths for whoever asks this way.
        Duration::from_millis(ticks * 10)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Is the client and returns true, in a process that was told to.
pub(crate) fn work_where_told() -> bool {
    let Ok(address) = env::var(SERVER) else { return false };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(work(&address));
    true
}

async fn work(address: &str) {
    let store = server::open(address).await;
    let failing = Arc::clone(&store);
    tokio::spawn(async move {
        if matches!(failing.failed().await, EventStoreDbError::Lost) {
            say(LOST);
        }
    });
    // Which streams are listened for, until an event of theirs comes.
    let awaited = Arc::new(Mutex::new(vec![]));
    tokio::spawn(listen(Arc::clone(&store), Arc::clone(&awaited)));
    let mut asked = lines();
    let mut count = 0;
    while let Some(deed) = asked.recv().await {
        count += 1;
        let (store, awaited) = (Arc::clone(&store), Arc::clone(&awaited));
        tokio::spawn(async move {
            let stream = StreamName::parse(&format!("s-{count}")).unwrap();
            match deed {
                Deed::Append => append(&store, &stream, count).await,
                Deed::Read => {
                    while store.read_all(None, 10).await.is_err() {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Deed::Hear => {
                    awaited.lock().unwrap().push(stream.clone());
                    return append(&store, &stream, count).await;
                }
            }
            say(&format!("{deed:?}"));
        });
    }
}

/// What is asked for on the standard input, read by a thread that may wait.
fn lines() -> UnboundedReceiver<Deed> {
    let (tell, asked) = unbounded_channel();
    thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            tell.send(Deed::parse(&line).unwrap()).unwrap();
        }
    });
    asked
}

async fn append(store: &EventStoreDb, stream: &StreamName, id: u64) {
    let event = NewEvent {
        id: EventId(Uuid::from_u64_pair(9, id)),
        kind: "ticket.noted".into(),
        form: 1,
        facts: b"{}".to_vec(),
        private: vec![],
        actor: "anna".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: DateTime::UNIX_EPOCH,
    };
    let expected = Expected::NoStream;
    let try_once = || store.append(stream, expected, DateTime::UNIX_EPOCH, vec![event.clone()]);
    while try_once().await.is_err() {
        tokio::time::sleep(PAUSE).await;
    }
}

async fn listen(store: Arc<EventStoreDb>, awaited: Arc<Mutex<Vec<StreamName>>>) {
    let mut subscription = store.subscribe(None).await.unwrap();
    while let Some(Ok(batch)) = subscription.next().await {
        for recorded in batch {
            let mut awaited = awaited.lock().unwrap();
            let before = awaited.len();
            awaited.retain(|it| *it != recorded.stream);
            if awaited.len() < before {
                say(&format!("{:?}", Deed::Hear));
            }
        }
    }
}

fn say(what: &str) {
    let line = format!("{SAYS}{what}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// When something began, to see how long it took.
#[expect(clippy::disallowed_methods, reason = "a test measures what passes for whoever waits")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
