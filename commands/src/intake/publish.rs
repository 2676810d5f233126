//! Publish: a rule set gets its next version.

use crate::effective;
use crate::house::House;
use crate::transact::{Error, ask};
use chrono::{DateTime, Utc};
use domain::intake::{Event, Intake, Problem, Published, RuleSet, check};
use domain::{Draft, Slug};
use std::convert::Infallible;
use store::canonical::{self, NotCanonical};
use store::port::FACTS_BYTES_MAX;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// A version as it is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    pub set: RuleSet,
    /// From when messages are to be taken in by it; from its publication where it says nothing.
    pub effective_from: Option<DateTime<Utc>>,
}

/// Why no version was published. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("the rule set has {} problem(s)", .0.len())]
    Unfit(Vec<Problem>),
    /// Written down, it has so many bytes.
    #[error("the rule set has {0} bytes written down, and may have {FACTS_BYTES_MAX}")]
    TooLong(usize),
    #[error("the rule set cannot be written down")]
    Unwritable(#[source] NotCanonical),
}

/// What publishing makes of a rule set: its next version, effective from `at` at the earliest. The rules of its last
/// version again make nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    intake: &Intake,
    publish: &Publish,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let set = &publish.set;
    let problems = check(set);
    if !problems.is_empty() {
        return Err(Rejection::Unfit(problems));
    }
    let content = canonical::hash(set).map_err(Rejection::Unwritable)?;
    let last = intake.last();
    if last.is_some_and(|it| it.content == content) {
        return Ok(vec![]);
    }
    let version = last.map_or(1, |it| it.version + 1);
    let effective_from = effective::from(publish.effective_from, at);
    let published = Published { version, effective_from, content, set: set.clone() };
    let bytes = canonical::write(&published).map_err(Rejection::Unwritable)?.len();
    if bytes > FACTS_BYTES_MAX {
        return Err(Rejection::TooLong(bytes));
    }
    Ok(vec![Draft::new(Event::Published(Box::new(published)), at)])
}

/// Every version of a rule set; none of one that was never published.
///
/// # Errors
///
/// As [`ask`].
pub async fn versions(house: &House, name: &Slug) -> Result<Intake, Error<Infallible>> {
    ask(house, &Stream::Intake(name.clone()), Intake::clone).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::intake::{Looks, Mode, OF_RULE_MAX, QUIET_S_DEFAULT, RULES_MAX, Rule};

    fn set(mode: Mode) -> RuleSet {
        let (quiet_s, otherwise) = (QUIET_S_DEFAULT, Looks::Request);
        RuleSet {
            mode,
            quiet_s,
            otherwise,
            rules: vec![],
            zone: None,
            tzdb: None,
            unanswered_s: None,
        }
    }

    #[track_caller]
    fn published(intake: &Intake, mode: Mode) -> Published {
        let publish = Publish { set: set(mode), effective_from: None };
        let decided = decide(intake, &publish, monday("12:00")).unwrap();
        let [draft] = &decided[..] else { panic!("{decided:?}") };
        let Event::Published(it) = &draft.event;
        (**it).clone()
    }

    #[test]
    fn each_version_follows_the_one_before_it_and_the_same_again_is_none() {
        let first = published(&Intake::default(), Mode::Suggest);
        assert_eq!((first.version, first.effective_from), (1, monday("12:00")));
        let intake = Intake::default().evolve(&Event::Published(Box::new(first.clone())));
        let again = Publish { set: set(Mode::Suggest), effective_from: None };
        assert_eq!(decide(&intake, &again, monday("13:00")), Ok(vec![]));
        let second = published(&intake, Mode::EveryMessage);
        assert_eq!(second.version, 2);
        assert_ne!(second.content, first.content);
        let intake = intake.evolve(&Event::Published(Box::new(second)));
        let third = published(&intake, Mode::Suggest);
        assert_eq!((third.version, third.content), (3, first.content));
    }

    #[test]
    fn what_is_unfit_is_refused_with_every_problem() {
        let publish =
            Publish { set: RuleSet { quiet_s: 1, ..set(Mode::Suggest) }, effective_from: None };
        let refused = decide(&Intake::default(), &publish, monday("12:00"));
        assert_eq!(refused, Err(Rejection::Unfit(vec![Problem::Quiet(1)])));
    }

    #[test]
    fn nothing_is_effective_before_it_is_published() {
        let early = Some(monday("09:00"));
        let publish = Publish { set: set(Mode::Suggest), effective_from: early };
        let decided = decide(&Intake::default(), &publish, monday("12:00")).unwrap();
        let Event::Published(it) = &decided[0].event;
        assert_eq!(it.effective_from, monday("12:00"));
    }

    fn rule(nth: usize, patterns: Vec<String>) -> Rule {
        Rule {
            name: format!("rule-{nth}").parse().unwrap(),
            then: Looks::Request,
            patterns,
            only: vec![],
            chars_min: None,
            chars_max: None,
            media: vec![],
            mentions: vec![],
            hours: None,
        }
    }

    fn asked(rules: Vec<Rule>) -> Publish {
        Publish { set: RuleSet { rules, ..set(Mode::Suggest) }, effective_from: None }
    }

    #[test]
    fn as_many_rules_as_may_be_fit_with_four_patterns_each() {
        let patterns = || (0..4).map(|it| format!("слово-{it} или .* слова")).collect();
        let rules = (0..RULES_MAX).map(|it| rule(it, patterns())).collect();
        let decided = decide(&Intake::default(), &asked(rules), monday("12:00")).unwrap();
        let event = domain::Event::Intake(decided[0].event.clone());
        let bytes = store::codec::write(&event, &[]).unwrap().len();
        assert!(bytes <= FACTS_BYTES_MAX, "{bytes}");
    }

    #[test]
    fn what_the_log_cannot_take_is_refused() {
        let patterns = |nth: usize| {
            (0..OF_RULE_MAX).map(|it| format!("{}{nth}-{it}", "п".repeat(400))).collect()
        };
        let rules = (0..RULES_MAX).map(|it| rule(it, patterns(it))).collect();
        let refused = decide(&Intake::default(), &asked(rules), monday("12:00"));
        assert!(matches!(refused, Err(Rejection::TooLong(bytes)) if bytes > FACTS_BYTES_MAX));
    }
}
