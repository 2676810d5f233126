//! Which thread reads feeds now, and what if it stands still?
//!
//! The second line of defence: the breaker ends the one loop that is known. Whatever else holds the
//! thread, its beat stops, and another thread takes its work. The old one cannot be stopped.

use super::breaker::Breaker;
use super::thread::{BEAT, Thread};
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;
use tracing::Dispatch;
use tracing::dispatcher::{get_default, with_default};

/// How long the thread may stand still.
pub(super) const WATCHDOG: Duration = Duration::from_secs(5);
/// The most threads that are given up before the store is: each may burn a core for good.
pub(super) const THREADS_ABANDONED_MAX: usize = 4;

/// How often and how long somebody looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tempo {
    pub(super) beat: Duration,
    pub(super) still_max: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self { beat: BEAT, still_max: WATCHDOG }
    }
}

/// The thread of feeds, and its successors.
pub(super) struct Threads {
    shared: Arc<Shared>,
    /// Ends the watch when dropped.
    _watched: Sender<()>,
}

struct Shared {
    outer: Dispatch,
    breaker: fn(Dispatch) -> Breaker,
    tempo: Tempo,
    /// What to do when no further thread may or can be given up.
    fail: Box<dyn Fn() + Send + Sync>,
    now: Mutex<Now>,
}

struct Now {
    thread: Arc<Thread>,
    abandoned: usize,
}

impl Threads {
    /// The first thread, and a watch over it. Its own log lines go where those of the caller go.
    pub(super) fn start(
        breaker: fn(Dispatch) -> Breaker,
        tempo: Tempo,
        fail: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let outer = get_default(Clone::clone);
        let thread = Arc::new(Thread::start(breaker(outer.clone()), tempo.beat)?);
        let now = Mutex::new(Now { thread, abandoned: 0 });
        let fail = Box::new(fail);
        let shared = Arc::new(Shared { outer: outer.clone(), breaker, tempo, fail, now });
        let watched = Arc::downgrade(&shared);
        let (stop, stopped) = mpsc::channel();
        thread::Builder::new().name("log-feed-watch".to_owned()).spawn(move || {
            with_default(&outer, || watch(&watched, tempo, &stopped));
        })?;
        Ok(Self { shared, _watched: stop })
    }

    /// The thread to read with now.
    pub(super) fn thread(&self) -> Arc<Thread> {
        self.shared.now().thread.clone()
    }
}

/// Looks at the thread until nobody needs it, or nothing more can be done.
fn watch(shared: &Weak<Shared>, tempo: Tempo, stopped: &mpsc::Receiver<()>) {
    let (mut seen, mut still) = (0, Duration::ZERO);
    while stopped.recv_timeout(tempo.beat) == Err(RecvTimeoutError::Timeout) {
        let Some(shared) = shared.upgrade() else { return };
        let beats = shared.now().thread.beats();
        // Looks are counted and not time: after a sleep of the whole machine there is but one.
        still = if beats == seen { still + tempo.beat } else { Duration::ZERO };
        seen = beats;
        if still >= tempo.still_max {
            if !shared.replace() {
                return;
            }
            (seen, still) = (0, Duration::ZERO);
        }
    }
}

impl Shared {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up the thread. False if no other takes its place.
    fn replace(&self) -> bool {
        let mut now = self.now();
        let seconds = self.tempo.still_max.as_secs();
        if now.abandoned >= THREADS_ABANDONED_MAX {
            tracing::error!(seconds, "the reader of the log stands still again: giving up");
        } else {
            now.abandoned += 1;
            let abandoned = now.abandoned;
            match Thread::start((self.breaker)(self.outer.clone()), self.tempo.beat) {
                Ok(thread) => {
                    tracing::error!(
                        seconds,
                        abandoned,
                        "the reader of the log stands still: another takes its work"
                    );
                    std::mem::replace(&mut now.thread, Arc::new(thread)).abandon();
                    return true;
                }
                Err(source) => {
                    tracing::error!(%source, "the reader of the log stands still, without another");
                }
            }
        }
        // Whoever leaves the thread must find the store failed.
        (self.fail)();
        now.thread.abandon();
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::time::timeout;

    const PATIENCE: Duration = Duration::from_secs(10);
    const QUICK: Tempo =
        Tempo { beat: Duration::from_millis(20), still_max: Duration::from_millis(200) };

    /// Threads, and how often they failed for good.
    fn threads() -> (Threads, Arc<AtomicUsize>) {
        let failed = Arc::new(AtomicUsize::new(0));
        let count = failed.clone();
        let fail = move || {
            count.fetch_add(1, Ordering::Relaxed);
        };
        (Threads::start(Breaker::with, QUICK, fail).unwrap(), failed)
    }

    /// Holds the thread as a loop without an await does.
    fn hold(thread: &Thread) {
        thread.tasks().spawn(async { thread::sleep(PATIENCE) });
    }

    #[tokio::test]
    async fn a_thread_that_stands_still_is_given_up_and_another_takes_its_work() {
        let (threads, failed) = threads();
        let first = threads.thread();
        hold(&first);
        timeout(PATIENCE, first.abandoned()).await.expect("the thread is given up");
        let second = threads.thread();
        assert!(!Arc::ptr_eq(&first, &second));
        assert_eq!(second.tasks().spawn(async { 7 }).await.unwrap(), 7);
        assert_eq!(failed.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_thread_that_lives_is_kept() {
        let (threads, _) = threads();
        let first = threads.thread();
        timeout(QUICK.still_max * 4, first.abandoned()).await.expect_err("the thread lives");
        assert!(Arc::ptr_eq(&first, &threads.thread()));
    }

    #[tokio::test]
    async fn after_so_many_threads_the_store_fails() {
        let (threads, failed) = threads();
        for given_up in 0..=THREADS_ABANDONED_MAX {
            assert_eq!(failed.load(Ordering::Relaxed), 0, "{given_up}");
            let thread = threads.thread();
            hold(&thread);
            timeout(PATIENCE, thread.abandoned()).await.expect("the thread is given up");
        }
        assert_eq!(failed.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_thread_ends_with_its_owner() {
        let (threads, _) = threads();
        let thread = threads.thread();
        let task = thread.tasks().spawn(std::future::pending::<()>());
        drop((threads, thread));
        let end = timeout(PATIENCE, task).await.expect("the thread ends");
        assert!(end.unwrap_err().is_cancelled());
    }
}
