//! Connection: which client speaks to the cluster now, and is it still our log?

use super::address::Address;
use super::anchor::{Anchor, Anchors, Proof};
use super::error::{EventStoreDbError, SERVER_MIN};
use super::names::{self, Client, ClientSettings, Error};
use futures::FutureExt;
use rustls::crypto::CryptoProvider;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tracing::{info, warn};

/// How long a caller waits for a cluster that does not answer before it hears of it.
pub const PATIENCE_MAX: Duration = Duration::from_secs(10);
/// How long one connect may take, until nodes elsewhere are tried.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// What the transport may need beyond the deadline that the server was told.
const LATENESS_MAX: Duration = Duration::from_secs(1);
/// What a login must be able to do before all else, in words after "may not".
pub(super) const CONNECT: &str = "read the log";
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Whether the first client was made, and with it the provider for TLS that it insists on.
static FIRST_CLIENT: AtomicBool = AtomicBool::new(false);

/// The way to one cluster, shared by all who ask it.
///
/// The client does not survive every failure, so it is replaced: by one caller at a time, ever more
/// slowly while it fails, and only by one that leads to the same log.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    settings: ClientSettings,
    answer_max: Duration,
    /// Where clients live: not on the thread of whoever asked first.
    runtime: Handle,
    current: Mutex<Option<Live>>,
    /// The generation that has given an answer, so that the pause between clients begins anew.
    proven: AtomicU64,
    pace: AsyncMutex<Pace>,
    last_error: Mutex<Option<EventStoreDbError>>,
    anchors: Mutex<Anchors>,
    state: watch::Sender<State>,
    /// Whether it was said that contact is lost.
    silent: AtomicBool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Lost,
    Stuck,
    Closed,
}

/// When the next client may be made.
struct Pace {
    generation: u64,
    pause: Duration,
    not_before: Instant,
}

/// A client, and which one in order it is.
#[derive(Clone)]
pub(crate) struct Live {
    pub client: Client,
    pub generation: u64,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("anchor", &self.anchor()).finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection that is not made yet: the first question makes it.
    pub(crate) fn new(address: &Address) -> Self {
        let shared = Shared {
            settings: address.settings().clone(),
            answer_max: address.deadline() + LATENESS_MAX,
            runtime: Handle::current(),
            current: Mutex::default(),
            proven: AtomicU64::new(0),
            pace: AsyncMutex::new(Pace { generation: 0, pause: PAUSE_MIN, not_before: now() }),
            last_error: Mutex::default(),
            anchors: Mutex::default(),
            state: watch::Sender::new(State::Open),
            silent: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The client there is, or a new one.
    ///
    /// # Errors
    ///
    /// Why there is none after [`PATIENCE_MAX`]; earlier if that cannot pass.
    pub(crate) async fn live(&self) -> Result<Live, EventStoreDbError> {
        self.live_until(now() + PATIENCE_MAX).await
    }

    pub(crate) async fn live_until(&self, until: Instant) -> Result<Live, EventStoreDbError> {
        self.is_open()?;
        if let Some(live) = lock(&self.shared.current).clone() {
            return Ok(live);
        }
        let Ok(made) = timeout_at(until, self.replace()).await else {
            let last = lock(&self.shared.last_error).clone();
            return Err(last.unwrap_or(EventStoreDbError::Deadline));
        };
        made
    }

    /// What tells of the cluster itself, by a client of its own.
    ///
    /// `None` where it is not told within [`CONNECT_MAX`], or the client breaks over it.
    pub(super) async fn told<T>(&self, ask: impl Future<Output = Result<T, Error>>) -> Option<T> {
        let ask = AssertUnwindSafe(ask).catch_unwind();
        timeout(CONNECT_MAX, ask).await.ok()?.ok()?.ok()
    }

    pub(super) fn settings(&self) -> ClientSettings {
        self.shared.settings.clone()
    }

    /// A client of one's own, on the runtime of the caller, that leads to the same log.
    ///
    /// # Errors
    ///
    /// Why it could not be made, after one try.
    pub(crate) async fn apart(&self) -> Result<Client, EventStoreDbError> {
        self.is_open()?;
        self.connect(Handle::current()).await
    }

    /// Drops a client that is of no use any more, unless another one took its place already.
    pub(crate) fn broke(&self, live: &Live) {
        let mut current = lock(&self.shared.current);
        if current.as_ref().is_some_and(|it| it.generation == live.generation) {
            *current = None;
            self.say_silent();
        }
    }

    /// Asks once. A client that breaks over the question is dropped.
    ///
    /// # Errors
    ///
    /// What went wrong; whether the question was heard is unknown if that error may pass.
    pub(crate) async fn once<T>(
        &self,
        live: &Live,
        doing: &'static str,
        stream: &str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, EventStoreDbError> {
        // The client unwraps what a server may leave out.
        let call = AssertUnwindSafe(call).catch_unwind();
        let error = match timeout(self.shared.answer_max, call).await {
            Ok(Ok(Ok(answer))) => {
                self.shared.proven.fetch_max(live.generation, Ordering::Relaxed);
                return Ok(answer);
            }
            Ok(Ok(Err(error))) => EventStoreDbError::of(doing, stream, error),
            Ok(Err(_panic)) => EventStoreDbError::Panicked,
            Err(_elapsed) => EventStoreDbError::Deadline,
        };
        // The client goes to the leader by itself: once, as `ask` sees to.
        if error.is_broken() && !matches!(error, EventStoreDbError::NotLeader) {
            self.broke(live);
        }
        Err(error)
    }

    /// Asks what may be asked twice, until there is an answer or patience ends.
    ///
    /// # Errors
    ///
    /// What went wrong last.
    pub(crate) async fn ask<T, F, Fut>(
        &self,
        doing: &'static str,
        stream: &str,
        call: F,
    ) -> Result<T, EventStoreDbError>
    where
        F: Fn(Client) -> Fut,
        Fut: Future<Output = Result<T, Error>>,
    {
        let until = now() + PATIENCE_MAX;
        let mut redirected = false;
        loop {
            let live = self.live_until(until).await?;
            match self.once(&live, doing, stream, call(live.client.clone())).await {
                Ok(answer) => return Ok(answer),
                Err(error) if !error.may_pass() || now() >= until => return Err(error),
                Err(EventStoreDbError::NotLeader) if !redirected => redirected = true,
                Err(_) => self.broke(&live),
            }
        }
    }

    /// Asks whether the log is still ours, where an answer leaves room for doubt.
    ///
    /// The transport finds a server that went away by itself when it is back, and tells nobody: a
    /// server that lost its data looks like one where nothing was ever written.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Lost`], from now on; why it could not be asked.
    pub(crate) async fn prove(&self) -> Result<(), EventStoreDbError> {
        if self.anchor().is_none() {
            return Ok(());
        }
        let is_ours = |client: Client| async move { Box::pin(self.is_ours(&client)).await };
        let is_ours = self.ask(CONNECT, "$all", is_ours).await?;
        if is_ours {
            return Ok(());
        }
        self.end(State::Lost);
        Err(EventStoreDbError::Lost)
    }

    /// Whether the last event known that proves anything stands where it stood.
    async fn is_ours(&self, client: &Client) -> Result<bool, Error> {
        loop {
            let Some(anchor) = self.anchor() else { return Ok(true) };
            match anchor.prove(client).await? {
                Proof::Ours => return Ok(true),
                Proof::Hidden if lock(&self.shared.anchors).step_back(&anchor) => (),
                Proof::Hidden | Proof::Another => return Ok(false),
            }
        }
    }

    /// Remembers the last event known, which must stand where it stands in any client's log.
    pub(crate) fn knows(&self, anchor: Anchor) {
        lock(&self.shared.anchors).push(anchor);
    }

    /// The last event known.
    pub(crate) fn anchor(&self) -> Option<Anchor> {
        lock(&self.shared.anchors).last().cloned()
    }

    /// Resolves once the log is found to be another one, or to have lost what it held, or nothing
    /// reads it any more, and says which.
    pub(crate) async fn failed(&self) -> EventStoreDbError {
        let mut state = self.shared.state.subscribe();
        let failed = state.wait_for(|it| matches!(it, State::Lost | State::Stuck)).await;
        match failed.map(|it| *it) {
            Ok(State::Stuck) => EventStoreDbError::Stuck,
            Ok(_) => EventStoreDbError::Lost,
            // The sender lives as long as we do.
            Err(_) => std::future::pending().await,
        }
    }

    /// Says that the log cannot be read any more, for a reason within this process.
    pub(crate) fn stuck(&self) {
        self.end(State::Stuck);
    }

    /// Drops the client; whoever asks later is told so.
    pub(crate) fn close(&self) {
        self.end(State::Closed);
        *lock(&self.shared.current) = None;
    }

    fn is_open(&self) -> Result<(), EventStoreDbError> {
        match *self.shared.state.borrow() {
            State::Open => Ok(()),
            State::Lost => Err(EventStoreDbError::Lost),
            State::Stuck => Err(EventStoreDbError::Stuck),
            State::Closed => Err(EventStoreDbError::Closed),
        }
    }

    /// What ended stays ended in the way it did.
    fn end(&self, state: State) {
        self.shared.state.send_if_modified(|it| {
            let was_open = *it == State::Open;
            if was_open {
                *it = state;
            }
            was_open
        });
    }

    /// Makes clients until one is of use, or what stands against it cannot pass.
    async fn replace(&self) -> Result<Live, EventStoreDbError> {
        let mut pace = self.shared.pace.lock().await;
        loop {
            self.is_open()?;
            if let Some(live) = lock(&self.shared.current).clone() {
                return Ok(live);
            }
            if self.shared.proven.load(Ordering::Relaxed) == pace.generation {
                pace.pause = PAUSE_MIN;
            }
            sleep_until(pace.not_before).await;
            let made = self.connect(self.shared.runtime.clone()).await;
            pace.not_before = now() + pace.pause;
            pace.pause = (pace.pause * 2).min(PAUSE_MAX);
            match made {
                Ok(client) => {
                    pace.generation += 1;
                    let live = Live { client, generation: pace.generation };
                    *lock(&self.shared.current) = Some(live.clone());
                    if self.shared.silent.swap(false, Ordering::Relaxed) {
                        info!("the cluster of the log answers again");
                    }
                    return Ok(live);
                }
                Err(error) => {
                    *lock(&self.shared.last_error) = Some(error.clone());
                    if !error.may_pass() {
                        return Err(error);
                    }
                    self.say_silent();
                }
            }
        }
    }

    fn say_silent(&self) {
        if !self.shared.silent.swap(true, Ordering::Relaxed) {
            warn!("the cluster of the log does not answer; connecting anew");
        }
    }

    /// One client that is connected, to a server of use, which holds our log.
    async fn connect(&self, runtime: Handle) -> Result<Client, EventStoreDbError> {
        if names::PANICS_OVER_TLS && !FIRST_CLIENT.load(Ordering::SeqCst) {
            if CryptoProvider::get_default().is_some() {
                return Err(EventStoreDbError::ProviderTaken);
            }
            FIRST_CLIENT.store(true, Ordering::SeqCst);
        }
        let call = async {
            let settings = self.shared.settings.clone();
            let client = names::client_on(runtime, settings)?;
            let version = client.server_info().await?.version();
            let is_ours = Box::pin(self.is_ours(&client)).await?;
            Ok((client, version, is_ours))
        };
        let call = AssertUnwindSafe(call).catch_unwind();
        let (client, version, is_ours) = match timeout(CONNECT_MAX, call).await {
            Ok(Ok(made)) => made.map_err(|it| EventStoreDbError::of(CONNECT, "", it))?,
            Ok(Err(_panic)) => return Err(EventStoreDbError::Panicked),
            Err(_elapsed) => return Err(EventStoreDbError::Deadline),
        };
        if (version.major(), version.minor()) < SERVER_MIN {
            return Err(EventStoreDbError::TooOld { found: version.to_string() });
        }
        if !is_ours {
            self.end(State::Lost);
            return Err(EventStoreDbError::Lost);
        }
        Ok(client)
    }
}

/// The time of timers.
#[expect(clippy::disallowed_methods, reason = "it says how long to wait, never when it is")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// What was locked, also after a panic elsewhere: every change under these locks is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
