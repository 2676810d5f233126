//! Asked: what may the command line ask of policies, calendars and rule sets?

use crate::cli::Configured;
use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::Slug;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Publish the next version of a policy from a file; nothing of it ever changes again
    ///
    /// Example: proofdesk policy publish policies/standard.toml
    Publish {
        /// A file as docs/policies.md explains it
        file: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print a version as a file that could be published again
    ///
    /// Example: proofdesk policy show standard@2
    Show {
        /// NAME for the last version, NAME@VERSION for another
        #[arg(value_name = "NAME[@VERSION]")]
        which: Which,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// List policies with their versions
    ///
    /// Example: proofdesk policy list
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print what is different between two versions, or a version and a file
    ///
    /// Example: proofdesk policy diff standard@1 policies/standard.toml
    Diff {
        /// NAME, NAME@VERSION, or a file: its name has a / or ends with .toml
        from: Source,
        /// The same
        to: Source,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Check a file, and show which row holds for which ticket and when each answer would be due; publishes nothing
    ///
    /// Example: proofdesk policy test policies/standard.toml --calendar calendars/ru-8x5.toml
    Test {
        /// A file as docs/policies.md explains it
        file: PathBuf,
        /// The client's calendar, a file or a name; then those that rows name, where they lie elsewhere
        #[arg(long, value_name = "FILE|NAME")]
        calendar: Vec<Source>,
        /// Another instant than the present one, such as 2026-12-30T14:00:00Z
        #[arg(long, value_name = "INSTANT")]
        now: Option<DateTime<Utc>>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// Publish the next version of a calendar from a file; nothing of it ever changes again
    ///
    /// Example: proofdesk calendar publish calendars/ru-8x5.toml
    Publish {
        /// A file as docs/policies.md explains it
        file: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print a version as a file that could be published again
    ///
    /// Example: proofdesk calendar show ru-8x5@3
    Show {
        /// NAME for the last version, NAME@VERSION for another
        #[arg(value_name = "NAME[@VERSION]")]
        which: Which,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// List calendars with their versions
    ///
    /// Example: proofdesk calendar list
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print what is different between two versions, or a version and a file, and how the coming months differ
    ///
    /// Example: proofdesk calendar diff ru-8x5@1 ru-8x5@2
    Diff {
        /// NAME, NAME@VERSION, or a file: its name has a / or ends with .toml
        from: Source,
        /// The same
        to: Source,
        /// Another instant than the present one, such as 2026-12-30T14:00:00Z
        #[arg(long, value_name = "INSTANT")]
        now: Option<DateTime<Utc>>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Check a file, and show when it is open in the coming weeks and how long in each month; publishes nothing
    ///
    /// Example: proofdesk calendar test calendars/ru-8x5.toml --now 2026-12-28T09:00:00Z
    Test {
        /// A file as docs/policies.md explains it
        file: PathBuf,
        /// Another instant than the present one, such as 2026-12-30T14:00:00Z
        #[arg(long, value_name = "INSTANT")]
        now: Option<DateTime<Utc>>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Intake {
    /// Publish the next version of a rule set from a file; nothing of it ever changes again
    ///
    /// Example: proofdesk intake publish intake/standard.toml
    Publish {
        /// A file as docs/intake.md explains it
        file: PathBuf,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print a version as a file that could be published again
    ///
    /// Example: proofdesk intake show standard@2
    Show {
        /// NAME for the last version, NAME@VERSION for another
        #[arg(value_name = "NAME[@VERSION]")]
        which: Which,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// List rule sets with their versions
    ///
    /// Example: proofdesk intake list
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Print what is different between two versions, or a version and a file
    ///
    /// Example: proofdesk intake diff standard@1 intake/standard.toml
    Diff {
        /// NAME, NAME@VERSION, or a file: its name has a / or ends with .toml
        from: Source,
        /// The same
        to: Source,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Check a file, and show what it would have done with messages; publishes nothing
    ///
    /// Example: proofdesk intake test intake/standard.toml --messages result.json --staff 123456789
    Test {
        /// A file as docs/intake.md explains it
        file: PathBuf,
        /// A text with a message a paragraph, JSON line by line, or an export of Telegram Desktop's
        #[arg(long, value_name = "FILE")]
        messages: PathBuf,
        /// A Telegram user id whose messages in an export are the staff's; may be given more than once
        #[arg(long, value_name = "ID")]
        staff: Vec<i64>,
        /// The bot's name, without @: a command for another bot is none of its own; without it every command is
        #[arg(long, value_name = "NAME")]
        bot: Option<String>,
        /// When messages were written that do not say it, such as 2026-12-30T14:00:00Z
        #[arg(long, value_name = "INSTANT")]
        now: Option<DateTime<Utc>>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// A version that is published: the last one where none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) name: Slug,
    pub(crate) version: Option<u32>,
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let name = name.parse().map_err(|it: domain::Malformed| format!("{name} is {it}"))?;
        let number = |it: &str| it.parse().ok().filter(|it| *it > 0);
        let version = version.map(|it| number(it).ok_or("a version is a number from 1 on"));
        Ok(Self { name, version: version.transpose()? })
    }
}

/// Where a policy or a calendar is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    File(PathBuf),
    Published(Which),
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let has_ending = std::path::Path::new(text).extension().is_some_and(|it| it == "toml");
        if has_ending || text.contains(['/', '\\']) {
            return Ok(Self::File(text.into()));
        }
        text.parse().map(Self::Published)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_a_version_and_a_file_has_a_path_or_an_ending() {
        let which = |name: &str, version| Which { name: name.parse().unwrap(), version };
        assert_eq!("ru-8x5".parse(), Ok(which("ru-8x5", None)));
        assert_eq!("ru-8x5@3".parse(), Ok(which("ru-8x5", Some(3))));
        for bad in ["", "RU", "ru@", "ru@0", "ru@x", "ru@-1"] {
            assert!(bad.parse::<Which>().is_err(), "{bad}");
        }
        for file in ["ru-8x5.toml", "./ru", "calendars/ru-8x5.toml"] {
            assert_eq!(file.parse(), Ok(Source::File(file.into())));
        }
        assert_eq!("ru@2".parse(), Ok(Source::Published(which("ru", Some(2)))));
    }
}
