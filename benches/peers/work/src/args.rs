//! Arguments: what is a contestant asked to do?

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The most tasks at once.
pub const TASKS_MAX: u64 = 4_096;
/// The longest sample, in seconds.
pub const SECONDS_MAX: f64 = 600.0;
/// The most events of a log to replay.
pub const COUNT_MAX: u64 = 10_000_000;
/// The events of a log to replay, if nobody says otherwise.
pub const COUNT_DEFAULT: u64 = 300_000;

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Every task again and again: read its ticket, decide, append one event durably.
    LoadDecideAppend,
    /// Every task again and again: append one event durably, its place in the stream known.
    AppendOnly,
    /// Write the log that a replay reads. Prepares, is not compared.
    Fill,
    /// Read a filled log in order and decode every event, pass after pass.
    Replay,
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoadDecideAppend => "load-decide-append",
            Self::AppendOnly => "append-only",
            Self::Fill => "fill",
            Self::Replay => "replay",
        })
    }
}

impl FromStr for Work {
    type Err = UsageError;

    fn from_str(name: &str) -> Result<Self, UsageError> {
        [Self::LoadDecideAppend, Self::AppendOnly, Self::Fill, Self::Replay]
            .into_iter()
            .find(|it| it.to_string() == name)
            .ok_or_else(|| {
                UsageError(format!(
                    "unknown work {name:?}: it is load-decide-append, append-only, fill or replay"
                ))
            })
    }
}

/// Why a contestant did not understand what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// What a contestant is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Args {
    pub work: Work,
    /// How many tasks work at once; 1 to [`TASKS_MAX`].
    pub tasks: u64,
    /// How long the sample lasts. A replay ends with the first whole pass after it.
    pub seconds: f64,
    /// Where the contestant keeps its files: empty for live work, filled for a replay.
    pub dir: PathBuf,
    /// How many events `fill` writes and `replay` expects to find; 1 to [`COUNT_MAX`].
    pub count: u64,
    /// Whether a replay also opens private parts. Only for a store that seals them.
    pub opened: bool,
}

impl Args {
    /// The arguments of this process.
    ///
    /// # Errors
    ///
    /// [`UsageError`] with the first flag that is unknown, incomplete or out of bounds.
    pub fn from_env() -> Result<Self, UsageError> {
        Self::parse(std::env::args().skip(1))
    }

    /// Arguments from words such as `--work replay --dir data`; `--work` and `--dir` are needed.
    ///
    /// # Errors
    ///
    /// As [`Self::from_env`].
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, UsageError> {
        let mut words = words.into_iter();
        let (mut work, mut dir) = (None, None);
        let (mut tasks, mut seconds, mut count, mut opened) = (1, 2.0, COUNT_DEFAULT, false);
        while let Some(flag) = words.next() {
            if flag == "--opened" {
                opened = true;
                continue;
            }
            let value = words.next().ok_or_else(|| UsageError(format!("{flag} needs a value")))?;
            match flag.as_str() {
                "--work" => work = Some(value.parse()?),
                "--tasks" => tasks = number(&flag, &value)?,
                "--seconds" => seconds = number(&flag, &value)?,
                "--dir" => dir = Some(PathBuf::from(value)),
                "--count" => count = number(&flag, &value)?,
                _ => return Err(UsageError(format!("unknown flag {flag}"))),
            }
        }
        bounded((1..=TASKS_MAX).contains(&tasks), "--tasks", &format!("1 to {TASKS_MAX}"))?;
        bounded(
            (0.0..=SECONDS_MAX).contains(&seconds),
            "--seconds",
            &format!("0 to {SECONDS_MAX}"),
        )?;
        bounded((1..=COUNT_MAX).contains(&count), "--count", &format!("1 to {COUNT_MAX}"))?;
        let work = work.ok_or_else(|| UsageError("--work is missing".to_owned()))?;
        let dir = dir.ok_or_else(|| UsageError("--dir is missing".to_owned()))?;
        Ok(Self { work, tasks, seconds, dir, count, opened })
    }

    /// The folder for new files: made if it is not there, refused if anything is in it.
    ///
    /// A store that already holds something would do other work than its rivals.
    ///
    /// # Errors
    ///
    /// [`UsageError`] if the folder cannot be made or read, or is not empty.
    pub fn fresh_dir(&self) -> Result<&Path, UsageError> {
        let failed = |error: std::io::Error| {
            UsageError(format!("failed to prepare {}: {error}", self.dir.display()))
        };
        std::fs::create_dir_all(&self.dir).map_err(failed)?;
        if std::fs::read_dir(&self.dir).map_err(failed)?.next().is_some() {
            return Err(UsageError(format!("{} is not empty", self.dir.display())));
        }
        Ok(&self.dir)
    }
}

fn number<T: FromStr>(flag: &str, value: &str) -> Result<T, UsageError> {
    value.parse().map_err(|_| UsageError(format!("{flag} needs a number, not {value:?}")))
}

fn bounded(holds: bool, flag: &str, bounds: &str) -> Result<(), UsageError> {
    if holds { Ok(()) } else { Err(UsageError(format!("{flag} is out of bounds: {bounds}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_is_taken_at_its_word() {
        let args = parse("--work append-only --tasks 512 --seconds 0.5 --dir d --count 7 --opened");
        let dir = PathBuf::from("d");
        let work = Work::AppendOnly;
        assert_eq!(args, Ok(Args { work, tasks: 512, seconds: 0.5, dir, count: 7, opened: true }));
    }

    #[test]
    fn work_and_folder_must_be_named() {
        check("--dir d", "--work is missing");
        check("--work fill", "--dir is missing");
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        check("--work sleep --dir d", "unknown work \"sleep\"");
        check("--work fill --dir d --speed 9", "unknown flag --speed");
        check("--work fill --dir", "--dir needs a value");
        check("--work fill --dir d --tasks many", "--tasks needs a number");
    }

    #[test]
    fn numbers_out_of_bounds_are_refused() {
        check("--work fill --dir d --tasks 0", "--tasks is out of bounds");
        check("--work fill --dir d --tasks 4097", "--tasks is out of bounds");
        check("--work fill --dir d --seconds NaN", "--seconds is out of bounds");
        check("--work fill --dir d --count 0", "--count is out of bounds");
    }

    #[test]
    fn a_folder_with_something_in_it_is_not_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("new");
        let args = parse(&format!("--work fill --dir {}", dir.display())).unwrap();
        assert_eq!(args.fresh_dir(), Ok(dir.as_path()));
        std::fs::write(dir.join("log.db"), "rows").unwrap();
        assert!(args.fresh_dir().unwrap_err().0.ends_with("is not empty"));
    }

    fn parse(line: &str) -> Result<Args, UsageError> {
        Args::parse(line.split(' ').map(str::to_owned))
    }

    #[track_caller]
    fn check(line: &str, refusal: &str) {
        let refused = parse(line).unwrap_err();
        assert!(refused.0.starts_with(refusal), "{refused}");
    }
}
