//! Publish: a policy gets its next version.

use crate::effective;
use crate::house::House;
use crate::transact::{Error as Failure, ask};
use chrono::{DateTime, Utc};
use domain::policy::{Event, Policy, Problem, Published, Rules, check};
use domain::{Draft, Slug};
use std::convert::Infallible;
use store::canonical::{self, NotCanonical};
use store::port::FACTS_BYTES_MAX;
use store::stream::Stream;
use thiserror::Error;

/// A version as it is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    pub rules: Rules,
    /// From when clocks are to start under it; from its publication where it says nothing.
    pub effective_from: Option<DateTime<Utc>>,
}

/// Why no version was published. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the policy has {} problem(s)", .0.len())]
    Unfit(Vec<Problem>),
    /// Written down, it has so many bytes.
    #[error("the policy has {0} bytes written down, and may have {FACTS_BYTES_MAX}")]
    TooLong(usize),
    #[error("the policy cannot be written down")]
    Unwritable(#[source] NotCanonical),
}

/// Every version of a policy; none of one that was never published.
///
/// # Errors
///
/// As [`ask`].
pub async fn versions(house: &House, name: &Slug) -> Result<Policy, Failure<Infallible>> {
    ask(house, &Stream::Policy(name.clone()), Policy::clone).await
}

/// The last version of a policy.
pub fn last(policy: &Policy) -> Option<&Published> {
    policy.versions.values().next_back()
}

/// The calendars that rules name.
pub fn calendars(rules: &Rules) -> impl Iterator<Item = &Slug> {
    let of_rows = rules.rows.iter().filter_map(|it| it.calendar.as_ref());
    let of_rotas = rules.rotas.iter().filter_map(|it| it.hours.as_ref());
    of_rows.chain(of_rotas).chain(&rules.told_in)
}

/// What publishing makes of a policy: its next version, effective from `at` at the earliest. The rules of its last
/// version again make nothing of it.
///
/// * `known_calendar`: whether a calendar of that name is published.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    policy: &Policy,
    publish: &Publish,
    known_calendar: impl Fn(&Slug) -> bool,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let rules = &publish.rules;
    let problems = check(rules, known_calendar);
    if !problems.is_empty() {
        return Err(Rejection::Unfit(problems));
    }
    let content = canonical::hash(rules).map_err(Rejection::Unwritable)?;
    let last = last(policy);
    if last.is_some_and(|it| it.content == content) {
        return Ok(vec![]);
    }
    let version = last.map_or(1, |it| it.version + 1);
    let effective_from = effective::from(publish.effective_from, at);
    let published = Published { version, effective_from, content, rules: rules.clone() };
    let bytes = canonical::write(&published).map_err(Rejection::Unwritable)?.len();
    if bytes > FACTS_BYTES_MAX {
        return Err(Rejection::TooLong(bytes));
    }
    Ok(vec![Draft::new(Event::Published(Box::new(published)), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, monday};
    use domain::policy::{
        GRACE_DEFAULT, Pause, ReopenMode, ResolutionStarts, ResolutionStops, Responds, Retarget,
        Row, THRESHOLDS_DEFAULT, Target, Team,
    };

    fn row(name: &str) -> Row {
        Row {
            name: name.parse().unwrap(),
            types: vec![],
            priorities: vec![],
            requesters: vec![],
            sites: vec![],
            calendar: None,
            first_response: Some(Target::Seconds(1800)),
            next_response: None,
            periodic_update: None,
            acceptance: None,
            workaround: None,
            resolution: None,
        }
    }

    fn rules() -> Rules {
        Rules {
            rows: vec![row("all")],
            first_response: Responds::default(),
            resolution_starts: ResolutionStarts::default(),
            resolution_stops: ResolutionStops::default(),
            clients_may_raise: false,
            deadlines_shown: true,
            pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
            update_pauses: vec![],
            pause_max_s: None,
            thresholds: THRESHOLDS_DEFAULT.to_vec(),
            grace_s: GRACE_DEFAULT,
            reopen: ReopenMode::default(),
            reopen_window_s: None,
            close_after_s: None,
            raise: Retarget::default(),
            lower: Retarget::default(),
            migrate_running: false,
            chains: vec![],
            levels: vec![],
            teams: vec![],
            rotas: vec![],
            told_in: None,
        }
    }

    fn asked(rules: Rules) -> Publish {
        Publish { rules, effective_from: None }
    }

    #[track_caller]
    fn published(policy: &Policy, publish: &Publish) -> Published {
        let decided = decide(policy, publish, |_| true, monday("12:00")).unwrap();
        let [draft] = &decided[..] else { panic!("{decided:?}") };
        let Event::Published(it) = &draft.event;
        (**it).clone()
    }

    #[test]
    fn each_version_follows_the_one_before_it_and_the_same_again_is_none() {
        let publish = asked(rules());
        let first = published(&Policy::default(), &publish);
        assert_eq!((first.version, first.effective_from), (1, monday("12:00")));
        assert_eq!(first.content.len(), 64);
        let policy = Policy::default().evolve(&Event::Published(Box::new(first)));
        assert_eq!(decide(&policy, &publish, |_| true, monday("13:00")), Ok(vec![]));
        let shown = asked(Rules { deadlines_shown: false, ..rules() });
        assert_eq!(published(&policy, &shown).version, 2);
    }

    #[test]
    fn a_version_may_be_effective_later_and_never_earlier() {
        for (asked_for, from) in [("09:00", "12:00"), ("15:00", "15:00")] {
            let publish = Publish { effective_from: Some(monday(asked_for)), ..asked(rules()) };
            let it = published(&Policy::default(), &publish);
            assert_eq!(it.effective_from, monday(from));
        }
    }

    #[test]
    fn a_policy_that_promises_nothing_to_the_unclassified_is_refused_with_all_that_is_wrong() {
        let mut only_faults = row("faults");
        only_faults.types = vec![domain::policy::TypeMatch::Fault];
        only_faults.calendar = "nowhere".parse().ok();
        let publish = asked(Rules { rows: vec![only_faults], ..rules() });
        let refused = decide(&Policy::default(), &publish, |_| false, monday("12:00"));
        let Err(Rejection::Unfit(problems)) = refused else { panic!("{refused:?}") };
        let unpromised = |it: &&Problem| matches!(it, Problem::Unpromised(_));
        assert_eq!(problems.iter().filter(unpromised).count(), 3);
        assert!(problems.contains(&Problem::NoSuchCalendar("nowhere".parse().unwrap())));
    }

    #[test]
    fn what_the_log_cannot_take_is_refused() {
        let team = |it: usize| Team {
            name: format!("team-{it}").parse().unwrap(),
            people: vec![ANNA; domain::policy::MEMBERS_MAX],
        };
        let publish = asked(Rules { teams: (0..20).map(team).collect(), ..rules() });
        let refused = decide(&Policy::default(), &publish, |_| true, monday("12:00"));
        assert!(matches!(refused, Err(Rejection::TooLong(bytes)) if bytes > FACTS_BYTES_MAX));
    }
}
