//! A contestant: which process is asked, and what does it answer?

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};
use work::{Sample, Work};

/// How much longer than its sample a contestant may take. A log is filled in this time too.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often it is looked whether a contestant has ended.
const LOOK: Duration = Duration::from_millis(20);

/// What is asked of every contestant alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) work: Work,
    pub(crate) tasks: u64,
    pub(crate) seconds: f64,
    pub(crate) count: u64,
}

impl Ask {
    /// The same question, one step earlier: write the log that will be read.
    pub(crate) fn to_fill(self) -> Self {
        Self { work: Work::Fill, ..self }
    }
}

/// A process that takes one sample and prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contestant {
    pub(crate) name: String,
    program: String,
    words: Vec<String>,
}

impl FromStr for Contestant {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, command) = text.split_once('=').context("a contestant is NAME=COMMAND")?;
        let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
        if name.is_empty() || !name.chars().all(is_plain) {
            bail!("a contestant's name is letters, digits, - and _");
        }
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().context("a contestant is NAME=COMMAND")?;
        Ok(Self { name: name.to_owned(), program, words: words.collect() })
    }
}

impl Contestant {
    /// Asks for one sample and waits for it.
    ///
    /// # Errors
    ///
    /// If the process cannot be started, does not end in time, fails, or answers another question.
    pub(crate) fn run(&self, ask: &Ask, dir: &Path) -> Result<Sample> {
        let mut process = Command::new(&self.program)
            .args(&self.words)
            .args(["--work", &ask.work.to_string(), "--tasks", &ask.tasks.to_string()])
            .args(["--seconds", &ask.seconds.to_string(), "--count", &ask.count.to_string()])
            .arg("--dir")
            .arg(dir)
            // A failure is told in its own words; nobody reads the addresses.
            .env("RUST_LIB_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("failed to start {} ({})", self.name, self.program))?;
        let mut stdout = process.stdout.take().expect("it was asked to be piped");
        let reader = thread::spawn(move || {
            let mut said = String::new();
            stdout.read_to_string(&mut said).map(|_| said)
        });
        let patience = PATIENCE + Duration::from_secs_f64(ask.seconds);
        self.wait(&mut process, patience)?;
        let said = reader.join().expect("reading does not panic");
        self.answer(ask, &said.with_context(|| format!("failed to read {}", self.name))?)
    }

    fn wait(&self, process: &mut Child, patience: Duration) -> Result<()> {
        let begun = Instant::now();
        loop {
            if let Some(status) = process.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!("{} failed ({status})", self.name);
            }
            if begun.elapsed() > patience {
                process.kill()?;
                process.wait()?;
                bail!("{} did not end within {} s", self.name, patience.as_secs());
            }
            thread::sleep(LOOK);
        }
    }

    /// The last line of JSON; a contestant's libraries may have printed something before.
    fn answer(&self, ask: &Ask, said: &str) -> Result<Sample> {
        let line = said
            .lines()
            .rfind(|it| it.starts_with('{'))
            .with_context(|| format!("{} printed no sample", self.name))?;
        let sample: Sample = serde_json::from_str(line)
            .with_context(|| format!("{} printed a sample that cannot be read", self.name))?;
        if (sample.work, sample.tasks) != (ask.work, ask.tasks) {
            bail!(
                "{} did {} with {} tasks, not what was asked",
                self.name,
                sample.work,
                sample.tasks
            );
        }
        if sample.count == 0 {
            bail!("{} completed nothing", self.name);
        }
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contestant_is_a_name_and_a_command_of_words() {
        let found: Contestant = "ours=./contestant --opened".parse().unwrap();
        assert_eq!(found.name, "ours");
        assert_eq!(found.program, "./contestant");
        assert_eq!(found.words, ["--opened"]);
        for wrong in ["./contestant", "=./contestant", "ours=", "a/b=./contestant"] {
            assert!(wrong.parse::<Contestant>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_answer_is_the_last_line_of_json() {
        check(&format!("a library says hello\n{}\n", line("append-only", 8, 5)), None);
    }

    #[test]
    fn another_answer_than_to_the_question_is_refused() {
        check("a library says hello\n", Some("printed no sample"));
        check("{}\n", Some("printed a sample that cannot be read"));
        check(&line("append-only", 9, 5), Some("not what was asked"));
        check(&line("load-decide-append", 8, 5), Some("not what was asked"));
        check(&line("append-only", 8, 0), Some("completed nothing"));
    }

    fn line(work: &str, tasks: u64, count: u64) -> String {
        let asked = format!(r#""contestant":"it","work":"{work}","tasks":{tasks}"#);
        let counted = format!(r#""count":{count},"seconds":1.0,"per_second":5.0"#);
        format!(r#"{{{asked},{counted},"p50_ms":1.0,"p99_ms":2.0}}"#)
    }

    #[track_caller]
    fn check(said: &str, refusal: Option<&str>) {
        let it: Contestant = "it=./it".parse().unwrap();
        let ask = Ask { work: Work::AppendOnly, tasks: 8, seconds: 1.0, count: 1 };
        let refused = it.answer(&ask, said).map(|_| ()).map_err(|error| error.to_string());
        match refusal {
            None => assert_eq!(refused, Ok(())),
            Some(refusal) => assert!(refused.unwrap_err().contains(refusal)),
        }
    }
}
