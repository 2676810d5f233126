//! Asked: what do the words after a command of routing mean?

use crate::times::Times;
use chrono::{DateTime, Utc};
use commands::client::route::Change;
use domain::dates::{self, Unread, Wall, Written};
use domain::{PersonId, Slug};

/// Words in the place of a team or a person that mean none.
const NOBODY: [&str; 3] = ["-", "none", "нет"];
/// Words before a date that say nothing themselves.
const UNTIL: [&str; 2] = ["until", "до"];

/// What of a client's route is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Routed {
    Team,
    Responsible,
    Deputy,
}

impl Routed {
    pub(super) fn put(self, change: &mut Change, person: Option<PersonId>) {
        match self {
            Self::Team => (),
            Self::Responsible => change.responsible = Some(person),
            Self::Deputy => change.deputy = Some(person),
        }
    }
}

/// `team=network`, and what it names.
pub(super) fn setting(word: &str) -> Option<(Routed, &str)> {
    let (what, value) = word.split_once('=')?;
    let what = match what {
        "team" => Routed::Team,
        "responsible" => Routed::Responsible,
        "deputy" => Routed::Deputy,
        _ => return None,
    };
    let value = if NOBODY.contains(&value) { "-" } else { value };
    (!value.is_empty()).then_some((what, value))
}

/// A word that no team can be called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoTeam;

/// The handle that words begin with, and what follows it.
pub(super) fn handle(words: &str) -> Option<(&str, &str)> {
    let words = words.trim_start();
    let (handle, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    handle.starts_with('@').then_some((handle, rest))
}

/// A team's name; nothing where none is meant.
pub(super) fn team(word: &str) -> Result<Option<Slug>, NoTeam> {
    if NOBODY.contains(&word) {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| NoTeam)
}

/// Words in any order: a handle, a date, a time, and what is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) handle: Option<String>,
    pub(super) nobody: bool,
    pub(super) others: Vec<String>,
    ends: Vec<Result<Written, Unread>>,
    says_until: bool,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            rest = match dates::first(rest) {
                Ok(Some((written, after))) => {
                    words.ends.push(Ok(written));
                    after
                }
                Ok(None) => {
                    words.put(word);
                    after
                }
                Err(why) => {
                    words.ends.push(Err(why));
                    after
                }
            }
            .trim_start();
        }
        words
    }

    fn put(&mut self, word: &str) {
        match word {
            word if UNTIL.contains(&word) => self.says_until = true,
            word if NOBODY.contains(&word) => self.nobody = true,
            word if word.starts_with('@') => self.handle = Some(word.to_owned()),
            word => self.others.push(word.to_owned()),
        }
    }

    /// The instant that a date and a time name. None where neither is written.
    pub(super) fn end(&self, times: &Times) -> Result<Option<DateTime<Utc>>, Unread> {
        match self.ends.as_slice() {
            [] if self.says_until => Err(Unread::Missing),
            [] => Ok(None),
            [end] => end.clone()?.until(Wall { now: times.now, zone: &times.zone }).map(Some),
            // The first that is wrong says more than that there are several.
            ends => Err(ends.iter().find_map(|it| it.clone().err()).unwrap_or(Unread::Missing)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use domain::client::Zone;

    /// Noon of Monday, 23 November 2026, in Moscow.
    #[track_caller]
    fn check(text: &str, then: Result<Option<&str>, Unread>) {
        let zone = Zone("Europe/Moscow".to_owned());
        let times = Times::new(Language::Ru, &zone, "2026-11-23T09:00:00Z".parse().unwrap());
        let then = then.map(|it| it.map(|it| it.parse::<DateTime<Utc>>().unwrap()));
        assert_eq!(Words::of(text).end(&times), then, "{text}");
    }

    #[test]
    fn an_end_is_named_as_people_write_it() {
        check("", Ok(None));
        check("until 25.11", Ok(Some("2026-11-24T21:00:00Z")));
        check("до 25.11 09:00", Ok(Some("2026-11-25T06:00:00Z")));
        check("tomorrow at 9am", Ok(Some("2026-11-24T06:00:00Z")));
        check("18:00", Ok(Some("2026-11-23T15:00:00Z")));
    }

    #[test]
    fn what_is_no_date_is_said_to_be_none() {
        check("31.02", Err(Unread::NoDate("31.02".to_owned())));
        check("until 18:99", Err(Unread::NoTime("18:99".to_owned())));
        for text in ["until", "25.11 26.11", "09:00 25.11"] {
            check(text, Err(Unread::Missing));
        }
    }

    #[test]
    fn words_come_in_any_order() {
        for text in ["network @olga до 25.11", "до 25 ноября network @olga"] {
            let words = Words::of(text);
            let left = (words.handle.as_deref(), words.others.as_slice());
            assert_eq!(left, (Some("@olga"), &["network".to_owned()][..]));
        }
        assert!(Words::of("-").nobody);
        assert_eq!(setting("deputy=нет"), Some((Routed::Deputy, "-")));
        assert_eq!(setting("deputy="), None);
        assert_eq!(team("none"), Ok(None));
    }
}
