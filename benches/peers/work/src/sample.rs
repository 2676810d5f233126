//! The sample: how many a second, and how long did each take?

use crate::args::{Args, Work};
use crate::course::{Course, Turn};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How long a contestant works before anything counts.
const WARM_UP: Duration = Duration::from_millis(200);

/// The span of time in which what is completed counts.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    from: Instant,
    until: Instant,
}

impl Window {
    /// Opens after a short warm-up and closes `seconds` later.
    pub fn open(seconds: f64) -> Self {
        let from = Instant::now() + WARM_UP;
        Self { from, until: from + Duration::from_secs_f64(seconds) }
    }

    /// Whether there is still time for another turn; true during the warm-up.
    pub fn is_open(self) -> bool {
        Instant::now() < self.until
    }

    fn seconds(self) -> f64 {
        (self.until - self.from).as_secs_f64()
    }
}

/// How long each turn of one task took.
#[derive(Debug)]
pub struct Laps {
    window: Window,
    taken: Vec<Duration>,
}

impl Laps {
    /// No laps yet.
    pub fn new(window: Window) -> Self {
        Self { window, taken: Vec::new() }
    }

    /// Notes a turn that was begun then and is completed now, if now is within the window.
    pub fn add(&mut self, begun: Instant) {
        self.add_between(begun, Instant::now());
    }

    fn add_between(&mut self, begun: Instant, done: Instant) {
        if (self.window.from..self.window.until).contains(&done) {
            self.taken.push(done - begun);
        }
    }

    /// Works through the course of a task until the window closes.
    ///
    /// # Errors
    ///
    /// The first failure of `turn`; a sample with failures is no sample.
    pub async fn run<E>(
        window: Window,
        task: u64,
        mut turn: impl AsyncFnMut(Turn) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut laps = Self::new(window);
        let mut course = Course::of_task(task);
        while window.is_open() {
            let next = course.next().expect("a course has no end");
            let begun = Instant::now();
            turn(next).await?;
            laps.add(begun);
        }
        Ok(laps)
    }
}

/// What a contestant prints: one line of JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub contestant: String,
    pub work: Work,
    pub tasks: u64,
    /// Commands of live work, events of a replay.
    pub count: u64,
    pub seconds: f64,
    pub per_second: f64,
    /// Of one command; of a page of 1,000 events in a replay.
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// How often a command had to be given again because the store was busy.
    #[serde(default)]
    pub retries: u64,
}

impl Sample {
    /// The sample of live work, from the laps of all its tasks.
    pub fn of_laps(contestant: &str, args: &Args, laps: &[Laps]) -> Self {
        let seconds = laps.first().map_or(0.0, |it| it.window.seconds());
        let taken: Vec<Duration> = laps.iter().flat_map(|it| it.taken.iter().copied()).collect();
        Self::new(contestant, args, taken.len(), seconds, taken)
    }

    pub(crate) fn new(
        contestant: &str,
        args: &Args,
        count: usize,
        seconds: f64,
        mut taken: Vec<Duration>,
    ) -> Self {
        taken.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a sample counts far fewer than 2^52")]
        let per_second = if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
        Self {
            contestant: contestant.to_owned(),
            work: args.work,
            tasks: args.tasks,
            count: u64::try_from(count).expect("a count fits in 64 bits"),
            seconds,
            per_second,
            p50_ms: percentile_ms(&taken, 50),
            p99_ms: percentile_ms(&taken, 99),
            retries: 0,
        }
    }

    /// The same sample with the number of commands that had to be given again.
    #[must_use]
    pub fn with_retries(self, retries: u64) -> Self {
        Self { retries, ..self }
    }

    /// Prints the line that the driver reads.
    ///
    /// # Errors
    ///
    /// If standard output is closed.
    pub fn print(&self) -> io::Result<()> {
        let mut line = serde_json::to_string(self)?;
        line.push('\n');
        io::stdout().lock().write_all(line.as_bytes())
    }
}

/// The smallest of the sorted laps that `percent` of them do not exceed, in milliseconds with
/// three digits; 0 of none.
fn percentile_ms(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted
        .get(rank)
        .map_or(0.0, |it| f64::from(u32::try_from(it.as_micros()).unwrap_or(u32::MAX)) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_completed_within_the_window_counts() {
        let window = Window::open(1.0);
        let mut laps = Laps::new(window);
        let early = window.from.checked_sub(Duration::from_millis(1)).unwrap();
        laps.add_between(early, early);
        laps.add_between(early, window.from);
        laps.add_between(window.from, window.until);
        assert_eq!(laps.taken, [Duration::from_millis(1)]);
    }

    #[test]
    fn a_percentile_is_a_lap_that_was_run() {
        let laps: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        check(&laps, 50, 100.0);
        check(&laps, 99, 198.0);
        check(&laps[..1], 99, 1.0);
        check(&[], 50, 0.0);
    }

    #[track_caller]
    fn check(laps: &[Duration], percent: usize, expected_ms: f64) {
        let found = percentile_ms(laps, percent);
        assert!((found - expected_ms).abs() < 1e-9, "{found}");
    }
}
