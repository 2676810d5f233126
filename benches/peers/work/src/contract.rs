//! The contract: does a process do what a contestant must?
//!
//! Called by the tests of each contestant, with the process that Cargo has built for them.

use crate::args::Work;
use crate::sample::Sample;
use std::path::Path;
use std::process::Command;

/// Events of the log that is filled; not a whole number of pages.
const COUNT: u64 = 2_500;

/// A log that was filled comes back whole, and one that is not whole is refused.
///
/// `dir`: a folder that is not there yet.
///
/// # Panics
///
/// If the contestant breaks its contract.
pub fn replays(program: &str, dir: &Path) {
    let filled = run(program, Work::Fill, COUNT, dir).expect("a new folder can be filled");
    assert_eq!((filled.work, filled.count), (Work::Fill, COUNT));
    assert_eq!(run(program, Work::Fill, COUNT, dir), None, "a log is not filled twice");

    let read = run(program, Work::Replay, COUNT, dir).expect("a filled log can be read");
    assert_eq!((read.work, read.count), (Work::Replay, COUNT), "one pass, as there was no time");
    assert_eq!(run(program, Work::Replay, COUNT + 1, dir), None, "a missing event is noticed");
}

/// Live work is done by several tasks at once, in a folder that nobody has used.
///
/// `dir`: a folder that is not there yet.
///
/// # Panics
///
/// As [`replays`].
pub fn works(program: &str, work: Work, dir: &Path) {
    let sample = run(program, work, COUNT, dir).expect("live work can be done in a new folder");
    assert_eq!((sample.work, sample.tasks), (work, 4));
    assert!(sample.count > 0 && sample.per_second > 0.0, "{sample:?}");
    assert!(0.0 < sample.p50_ms && sample.p50_ms <= sample.p99_ms, "{sample:?}");
    assert_eq!(run(program, work, COUNT, dir), None, "a used folder is refused");
}

/// One sample of four tasks; `None` if the contestant failed. A replay has time for one pass only.
fn run(program: &str, work: Work, count: u64, dir: &Path) -> Option<Sample> {
    let seconds = if work == Work::Replay { "0" } else { "0.3" };
    let output = Command::new(program)
        .args(["--work", &work.to_string(), "--count", &count.to_string()])
        .args(["--tasks", "4", "--seconds", seconds, "--dir"])
        .arg(dir)
        .output()
        .expect("the program was built for this test");
    if !output.status.success() {
        return None;
    }
    let said = String::from_utf8(output.stdout).expect("a sample is text");
    let line = said.lines().rfind(|it| it.starts_with('{')).expect("a sample is printed");
    Some(serde_json::from_str(line).expect("a sample can be read"))
}
