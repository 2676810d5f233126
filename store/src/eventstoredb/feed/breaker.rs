//! How does the clients' loop end that no subscription ever leaves?
//!
//! A server that ends a subscription in order makes the clients' reader loop without yielding, and safe
//! code cannot stop a thread. But each turn of that loop logs one and the same line, and what a log
//! subscriber does, it does on the stack of him who logs: it unwinds, and the task that read ends.

use std::any::Any;
use std::fmt::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::field::{Field, Visit};
use tracing::metadata::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber};
use tracing::{Dispatch, Event, Level, Metadata};

/// What the clients' loop says at each turn. Both clients, and the same words.
const LINE: &str = "Received an unknown subscription message";
/// The roots of the targets that may say so.
const CLIENTS: [&str; 2] = ["eventstore", "kurrentdb"];
/// The root of our own targets.
const OURS: &str = "store";

/// What the unwound task ends with.
struct Broken;

/// Whether a task that panicked did so because its loop was broken.
pub(super) fn broke(payload: &(dyn Any + Send)) -> bool {
    payload.is::<Broken>()
}

/// The log subscriber of the thread that reads feeds.
pub(super) struct Breaker {
    /// Where our own lines go. The clients' stay here: what they call an error is every day's work.
    outer: Dispatch,
    /// False only where a test looks at what happens without it.
    breaks: &'static AtomicBool,
}

static ALWAYS: AtomicBool = AtomicBool::new(true);

impl Breaker {
    /// One that hands our own lines on.
    pub(super) fn with(outer: Dispatch) -> Self {
        Self { outer, breaks: &ALWAYS }
    }

    #[cfg(test)]
    pub(super) fn that_waits_for(outer: Dispatch, breaks: &'static AtomicBool) -> Self {
        Self { outer, breaks }
    }
}

fn is_of(metadata: &Metadata<'_>, root: &str) -> bool {
    metadata.target().split("::").next() == Some(root)
}

fn may_say_it(metadata: &Metadata<'_>) -> bool {
    metadata.is_event()
        && *metadata.level() == Level::WARN
        && CLIENTS.iter().any(|it| is_of(metadata, it))
}

impl Subscriber for Breaker {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if may_say_it(metadata) || is_of(metadata, OURS) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // The most that is asked of any subscriber counts, and this one asks for one line.
        Some(LevelFilter::WARN)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        may_say_it(metadata)
            || metadata.is_event() && is_of(metadata, OURS) && self.outer.enabled(metadata)
    }

    fn event(&self, event: &Event<'_>) {
        if !may_say_it(event.metadata()) {
            self.outer.event(event);
            return;
        }
        let mut heard = Heard::default();
        event.record(&mut heard);
        if heard.0 && self.breaks.load(Ordering::Relaxed) {
            // Unlike a panic this calls no hook: nothing is printed, and nothing is wrong.
            panic::resume_unwind(Box::new(Broken));
        }
    }

    /// No span is enabled here, so that no task of this thread has one.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Whether the line was heard.
#[derive(Default)]
struct Heard(bool);

impl Visit for Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let mut line = Line { left: LINE };
            self.0 |= write!(line, "{value:?}").is_ok() && line.left.is_empty();
        }
    }
}

/// Compares what is written with what is left of the line.
struct Line {
    left: &'static str,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;
    use tokio::runtime::Builder;
    use tracing::dispatcher::{get_default, with_default};

    /// Runs a task as the thread of feeds does.
    fn run(task: impl Future<Output = ()> + Send + 'static) -> Result<(), tokio::task::JoinError> {
        with_default(&Dispatch::new(Breaker::with(get_default(Clone::clone))), || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { tokio::spawn(task).await })
        })
    }

    /// What the lines of our own and of others were, as the process would see them.
    #[derive(Clone, Default)]
    struct Outside(Arc<Mutex<Vec<String>>>);

    impl Subscriber for Outside {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            *metadata.level() <= Level::WARN
        }
        fn event(&self, event: &Event<'_>) {
            self.0.lock().unwrap().push(event.metadata().target().to_owned());
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn a_loop_that_says_the_line_and_never_yields_is_left_at_its_first_turn() {
        for client in ["eventstore::commands", "kurrentdb::commands"] {
            let turns = Arc::new(AtomicU32::new(0));
            let seen = turns.clone();
            let end = run(async move {
                // Without the breaker it ends too, so that the test does, but far too late.
                while turns.fetch_add(1, Ordering::Relaxed) < 1_000 {
                    match client {
                        "eventstore::commands" => {
                            tracing::warn!(target: "eventstore::commands", "Received an unknown subscription message");
                        }
                        _ => {
                            tracing::warn!(target: "kurrentdb::commands", "Received an unknown subscription message");
                        }
                    }
                }
            });
            assert!(broke(&*end.unwrap_err().into_panic()), "{client}");
            assert_eq!(seen.load(Ordering::Relaxed), 1, "{client}");
        }
    }

    #[test]
    fn the_thread_works_on_after_a_loop_was_broken() {
        let end = run(async {
            let broken = tokio::spawn(async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                tracing::warn!(target: "eventstore::commands", "Received an unknown subscription message");
            });
            assert!(broke(&*broken.await.unwrap_err().into_panic()));
            let again = tokio::spawn(async {
                tracing::warn!(target: "eventstore::commands", "Received an unknown subscription message");
            });
            assert!(broke(&*again.await.unwrap_err().into_panic()));
        });
        end.unwrap();
    }

    #[test]
    fn no_other_line_breaks_anything() {
        let end = run(async {
            tracing::warn!(target: "eventstore::commands", "Received an unknown subscription");
            tracing::warn!(target: "eventstore::commands", "Received an unknown subscription message {}", 7);
            tracing::error!(target: "eventstore::commands", "Received an unknown subscription message");
            tracing::warn!(target: "eventstores", "Received an unknown subscription message");
            tracing::warn!("Received an unknown subscription message");
        });
        end.unwrap();
    }

    #[test]
    fn our_own_lines_reach_the_outside_and_the_clients_do_not() {
        let outside = Outside::default();
        with_default(&Dispatch::new(outside.clone()), || {
            run(async {
                tracing::warn!(target: "store::eventstoredb", "ours");
                tracing::info!(target: "store::eventstoredb", "ours, but nobody outside asks for it");
                tracing::warn!(target: "eventstore::grpc", "theirs");
                tracing::error!(target: "h2::codec", "theirs");
            })
            .unwrap();
        });
        assert_eq!(*outside.0.lock().unwrap(), ["store::eventstoredb"]);
    }

    #[test]
    fn a_broken_loop_prints_nothing() {
        // The hook is the process's: other tests may panic beside this one, on other threads.
        let here = Arc::new(AtomicU32::new(0));
        let (count, thread) = (here.clone(), std::thread::current().id());
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == thread {
                count.fetch_add(1, Ordering::Relaxed);
            } else {
                before(panic);
            }
        }));
        let line = async {
            tracing::warn!(target: "eventstore::commands", "Received an unknown subscription message");
        };
        assert!(broke(&*run(line).unwrap_err().into_panic()));
        assert_eq!(here.load(Ordering::Relaxed), 0);
    }
}
