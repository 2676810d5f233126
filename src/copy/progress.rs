//! Progress: how far has it come, and how fast?

use crate::wall_clock::SystemClock;
use chrono::{DateTime, TimeDelta, Utc};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::port::Position;
use store::world::WallClock;

/// How often it is told to a person who looks on.
const EVERY: TimeDelta = TimeDelta::milliseconds(200);
/// How often it is told where it is written down.
const EVERY_LINE: TimeDelta = TimeDelta::seconds(10);

/// Tells how far it has come, unless nobody listens.
pub(super) struct Progress {
    /// `None` if nobody listens.
    every: Option<TimeDelta>,
    part: Mutex<Part>,
}

/// One way through the log.
struct Part {
    what: &'static str,
    /// The last position of the source.
    head: Option<Position>,
    began: DateTime<Utc>,
    /// How many events were behind us when it was first told.
    before: Option<u64>,
    told: DateTime<Utc>,
}

impl Progress {
    pub(super) fn to_stderr() -> Self {
        let every = if std::io::stderr().is_terminal() { EVERY } else { EVERY_LINE };
        Self { every: Some(every), ..Self::silent() }
    }

    pub(super) fn silent() -> Self {
        let now = SystemClock.now();
        let part = Part { what: "", head: None, began: now, before: None, told: now };
        Self { every: None, part: Mutex::new(part) }
    }

    /// Another way through the log, up to a position of its source.
    pub(super) fn begin(&self, what: &'static str, head: Option<Position>) {
        let now = SystemClock.now();
        *self.part() = Part { what, head, began: now, before: None, told: now };
    }

    pub(super) fn keys(&self, keys: u64) {
        self.tell(|_, _| format!("copied {keys} keys"));
    }

    /// * `events`: how many are behind us, the last of them at `position`.
    pub(super) fn events(&self, events: u64, position: Position) {
        self.tell(|part, now| {
            let before = *part.before.get_or_insert(events);
            let seconds = (now - part.began).as_seconds_f64().max(0.001);
            #[expect(clippy::cast_precision_loss, reason = "for a person to read")]
            let rate = (events - before) as f64 / seconds;
            let percent = part.head.map_or(100, |it| percent(position.0, it.0));
            format!("{} {events} events, {percent} %, {rate:.0}/s", part.what)
        });
    }

    pub(super) fn end(&self) {
        if self.every == Some(EVERY) {
            write("\n");
        }
    }

    fn tell(&self, text: impl FnOnce(&mut Part, DateTime<Utc>) -> String) {
        let Some(every) = self.every else { return };
        let now = SystemClock.now();
        let mut part = self.part();
        if now - part.told < every {
            return;
        }
        part.told = now;
        let text = text(&mut part, now);
        if every == EVERY { write(&format!("\r{text}\x1b[K")) } else { write(&format!("{text}\n")) }
    }

    fn part(&self) -> MutexGuard<'_, Part> {
        self.part.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A position tells how far it is only roughly: positions may skip.
fn percent(position: u64, head: u64) -> u64 {
    let of = u128::from(position) * 100 / u128::from(head.max(1));
    u64::try_from(of.min(100)).expect("it is 100 at most")
}

fn write(text: &str) {
    // Progress that nobody reads is no reason to stop.
    let _: std::io::Result<()> = write!(std::io::stderr(), "{text}");
}
