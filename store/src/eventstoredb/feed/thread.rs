//! Where do feeds read, and is that place alive?

use super::breaker::Breaker;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing::Dispatch;
use tracing::dispatcher::with_default;

/// How often a living thread says so.
pub(super) const BEAT: Duration = Duration::from_secs(1);

/// A thread with a runtime of its own. Ends when dropped, unless a task of it never yields.
#[derive(Debug)]
pub(super) struct Thread {
    tasks: Handle,
    beats: Arc<AtomicU64>,
    over: watch::Sender<bool>,
}

impl Thread {
    /// A thread whose log lines go through `breaker`, with a beat each `beat`.
    pub(super) fn start(breaker: Breaker, beat: Duration) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let tasks = runtime.handle().clone();
        let (over, mut told) = watch::channel(false);
        let beats = Arc::new(AtomicU64::new(0));
        let count = beats.clone();
        let work = async move {
            let mut beat = tokio::time::interval(beat);
            beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = beat.tick() => count.fetch_add(1, Ordering::Relaxed),
                    _ = told.wait_for(|over| *over) => break,
                };
            }
        };
        // Handed over once the thread is there: no runtime may be dropped where others wait.
        let (give, take) = sync_channel::<Runtime>(1);
        let started = thread::Builder::new().name("log-feed".to_owned()).spawn(move || {
            let Ok(runtime) = take.recv() else { return };
            with_default(&Dispatch::new(breaker), || runtime.block_on(work));
            // Looking up names is done by threads that nobody needs to wait for.
            runtime.shutdown_background();
        });
        if let Err(error) = started {
            runtime.shutdown_background();
            return Err(error);
        }
        // It takes what it waits for.
        let _ = give.send(runtime);
        Ok(Self { tasks, beats, over })
    }

    pub(super) fn tasks(&self) -> &Handle {
        &self.tasks
    }

    /// Grows while the thread lives.
    pub(super) fn beats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    /// Gives the thread up: who reads with it goes elsewhere, and it ends as soon as it can.
    pub(super) fn abandon(&self) {
        self.over.send_replace(true);
    }

    /// Returns once the thread was given up.
    pub(super) async fn abandoned(&self) {
        // The sender lives as long as `self`.
        let _ = self.over.subscribe().wait_for(|over| *over).await;
    }
}
