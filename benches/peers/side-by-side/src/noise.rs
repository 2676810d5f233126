//! Noise: how busy was the machine with other things than the sample?

use anyhow::{Context, Result};

/// How many cores other programs may use before a sample says nothing.
pub(crate) const FOREIGN_CORES_MAX: f64 = 0.3;

/// What the kernel has counted up to one moment, in its ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    cpus: u64,
    /// Of all CPUs, idle or not.
    all: u64,
    /// Of all CPUs, not idle. Time stolen by the host counts: it is not ours.
    busy: u64,
    /// Of this process and the children it has waited for.
    ours: u64,
}

impl Reading {
    /// What the kernel says now.
    ///
    /// # Errors
    ///
    /// If `/proc` is not there or not understood: then nothing can be judged here.
    pub(crate) fn take() -> Result<Self> {
        let read = |file| {
            std::fs::read_to_string(file)
                .with_context(|| format!("failed to read {file}; this runs on Linux"))
        };
        Self::parse(&read("/proc/stat")?, &read("/proc/self/stat")?)
            .context("failed to understand /proc/stat or /proc/self/stat")
    }

    fn parse(machine: &str, process: &str) -> Option<Self> {
        let mut cpu_lines = machine.lines().filter(|it| it.starts_with("cpu"));
        // user, nice, system, idle, iowait, irq, softirq, steal; guests are within user.
        let ticks: Vec<u64> = cpu_lines
            .next()?
            .split_whitespace()
            .skip(1)
            .take(8)
            .map(|it| it.parse().ok())
            .collect::<Option<_>>()?;
        let all: u64 = ticks.iter().sum();
        let idle = ticks.get(3)? + ticks.get(4)?;
        let cpus = u64::try_from(cpu_lines.count()).ok().filter(|&it| it > 0)?;
        // The name of the program stands in brackets and may hold anything.
        let (_, after_name) = process.rsplit_once(')')?;
        // utime, stime, cutime, cstime: fields 14 to 17, and the first word here is field 3.
        let own: Vec<u64> = after_name
            .split_whitespace()
            .skip(11)
            .take(4)
            .map(|it| it.parse().ok())
            .collect::<Option<_>>()?;
        if own.len() != 4 {
            return None;
        }
        Some(Self { cpus, all, busy: all - idle, ours: own.iter().sum() })
    }

    /// How many cores others have used on average since an earlier reading.
    pub(crate) fn foreign_cores_since(&self, earlier: &Self) -> f64 {
        let busy = self.busy.saturating_sub(earlier.busy);
        let foreign = busy.saturating_sub(self.ours.saturating_sub(earlier.ours));
        let all = self.all.saturating_sub(earlier.all).max(1);
        #[expect(clippy::cast_precision_loss, reason = "ticks of one sample are few")]
        let cores = (foreign * self.cpus) as f64 / all as f64;
        cores
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: &str = "cpu  100 10 50 800 20 5 5 10 0 0\ncpu0 1 1\ncpu1 1 1\nintr 7\n";
    const PROCESS: &str = "42 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 30 20 7 3 20 0 1";

    #[test]
    fn a_reading_knows_idle_from_busy_and_ours_from_the_rest() {
        let found = Reading::parse(MACHINE, PROCESS);
        assert_eq!(found, Some(Reading { cpus: 2, all: 1_000, busy: 180, ours: 60 }));
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        assert_eq!(Reading::parse("", PROCESS), None);
        assert_eq!(Reading::parse("cpu 1 2 x 4 5 6 7 8\ncpu0 1", PROCESS), None);
        assert_eq!(Reading::parse(MACHINE, "42 (short) S 1 1"), None);
    }

    #[test]
    fn foreign_load_is_what_neither_we_nor_idling_used() {
        // Two CPUs for 200 ticks each; 250 busy, of which we used 100.
        check(400, 250, 100, 0.75);
        check(400, 100, 100, 0.0);
        // Ticks are counted at different moments: ours may be ahead of the machine's.
        check(400, 99, 100, 0.0);
        check(0, 0, 0, 0.0);
    }

    #[test]
    fn this_machine_can_be_read() {
        let before = Reading::take().unwrap();
        assert!(Reading::take().unwrap().foreign_cores_since(&before) >= 0.0);
    }

    #[track_caller]
    fn check(all: u64, busy: u64, ours: u64, cores: f64) {
        let before = Reading { cpus: 2, all: 7, busy: 5, ours: 3 };
        let after = Reading { cpus: 2, all: 7 + all, busy: 5 + busy, ours: 3 + ours };
        assert!((after.foreign_cores_since(&before) - cores).abs() < 1e-9);
    }
}
