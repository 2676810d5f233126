//! Replay: how fast does a log come back?

use crate::args::{Args, UsageError};
use crate::sample::Sample;
use std::time::{Duration, Instant};

/// How many events a contestant takes between two looks at the time.
pub const PAGE_EVENTS: usize = 1_000;

/// Whole passes over a filled log, at least one, until the time is up.
#[derive(Debug)]
pub struct Replay {
    begun: Instant,
    page_begun: Instant,
    pages: Vec<Duration>,
    events: u64,
    passes: u64,
}

impl Replay {
    /// Starts the watch.
    pub fn start() -> Self {
        let now = Instant::now();
        Self { begun: now, page_begun: now, pages: Vec::new(), events: 0, passes: 0 }
    }

    /// Whether another pass is to be made.
    pub fn wants_a_pass(&self, args: &Args) -> bool {
        self.passes == 0 || self.begun.elapsed().as_secs_f64() < args.seconds
    }

    /// Notes the events of a page that has been read and decoded.
    pub fn page(&mut self, events: usize) {
        let now = Instant::now();
        self.pages.push(now - self.page_begun);
        self.page_begun = now;
        self.events += u64::try_from(events).expect("a page fits in 64 bits");
    }

    /// Ends a pass.
    ///
    /// # Errors
    ///
    /// [`UsageError`] if the pass has not seen exactly the events that were asked for.
    pub fn end_pass(&mut self, args: &Args) -> Result<(), UsageError> {
        self.passes += 1;
        let expected = self.passes * args.count;
        if self.events == expected {
            return Ok(());
        }
        Err(UsageError(format!(
            "pass {} ended after {} events in all, not {expected}: \
             was the log filled with --count {}?",
            self.passes, self.events, args.count
        )))
    }

    /// What was measured, up to now.
    pub fn sample(self, contestant: &str, args: &Args) -> Sample {
        let count = usize::try_from(self.events).expect("what was read once fits in a count");
        Sample::new(contestant, args, count, self.begun.elapsed().as_secs_f64(), self.pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_that_misses_an_event_is_refused() {
        assert!(pass(2_999).is_err());
        assert!(pass(3_001).is_err());
        assert_eq!(pass(3_000), Ok(()));
    }

    #[test]
    fn one_pass_is_made_even_without_time() {
        let args = args();
        let mut replay = Replay::start();
        assert!(replay.wants_a_pass(&args));
        replay.page(3_000);
        replay.end_pass(&args).unwrap();
        assert!(!replay.wants_a_pass(&args));
        assert_eq!(replay.sample("it", &args).count, 3_000);
    }

    fn pass(events: usize) -> Result<(), UsageError> {
        let mut replay = Replay::start();
        replay.page(events);
        replay.end_pass(&args())
    }

    fn args() -> Args {
        let line = "--work replay --dir d --seconds 0 --count 3000";
        Args::parse(line.split(' ').map(str::to_owned)).unwrap()
    }
}
