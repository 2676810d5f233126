//! Terms: what is promised to the clients of the demo, and when do its people work?

use crate::published::calendar_file::{self, CalendarFile};
use crate::published::faults::Fault;
use crate::published::policy_file::{self, PolicyFile};
use crate::published::shelf::stand_in;
use crate::setup::asked;
use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Utc};
use commands::client::set_terms::set_terms;
use commands::transact::transact;
use commands::{House, calendar, client, policy};
use domain::book::Book;
use domain::calendar::{Calendar, WorkingTime};
use domain::client::TermsChanged;
use domain::policy::Policy;
use domain::{Actor, ClientCode, Slug};
use store::stream::Stream;

/// When the demo's people work.
const HOURS: &str = include_str!("../../calendars/ru-8x5.toml");
/// When what is urgent is worked at.
const ALWAYS: &str = include_str!("../../calendars/always.toml");
const POLICY: &str = include_str!("policy.toml");

/// What is promised, as it stands in the files.
pub(super) struct Terms {
    hours: CalendarFile,
    always: CalendarFile,
    policy: PolicyFile,
    service: WorkingTime,
}

impl Terms {
    /// # Errors
    ///
    /// None, unless the files that come with the program are broken.
    pub(super) fn read() -> Result<Self> {
        let [hours, always] = [HOURS, ALWAYS]
            .map(|it| calendar_file::Draft::read(it).checked(&Book::default()))
            .map(|it| it.map_err(|faults| broken("calendar", &faults)));
        let (hours, always) = (hours?, always?);
        let known = |it: &Slug| [&hours.name, &always.name].contains(&it);
        let policy = policy_file::Draft::read(POLICY, &stand_in).checked(known);
        let policy = policy.map_err(|it| broken("policy", &it))?;
        let service = service(&hours).context("the demo's calendar cannot be used")?;
        Ok(Self { hours, always, policy, service })
    }

    /// Whether the demo's people work at an instant.
    pub(super) fn work_at(&self, at: DateTime<Utc>) -> bool {
        self.service.is_open(at.into())
    }

    /// Publishes all of it.
    ///
    /// # Errors
    ///
    /// A failure of the store.
    pub(super) async fn publish(&self, house: &House) -> Result<()> {
        calendar_is_published(house, &self.hours).await?;
        calendar_is_published(house, &self.always).await?;
        let publish = policy::publish::Publish {
            rules: self.policy.rules.clone(),
            effective_from: self.policy.effective_from,
        };
        let (cause, at) = (asked(house, "policy"), house.clock.now());
        // Just published, or known when it was read.
        let decide = |it: &Policy| policy::publish::decide(it, &publish, |_| true, at);
        let stream = Stream::Policy(self.policy.name.clone());
        transact(house, &stream, Actor::Operator, &cause, decide).await?;
        Ok(())
    }

    /// Promises it to a client.
    ///
    /// # Errors
    ///
    /// There is no such client; a failure of the store.
    pub(super) async fn agree(&self, house: &House, code: &ClientCode) -> Result<()> {
        let policy = self.policy.name.clone();
        let terms = TermsChanged { policy, calendar: self.hours.name.clone() };
        let cause = asked(house, "terms");
        set_terms(house, client::id_of(code), &terms, (Actor::Operator, &cause)).await?;
        Ok(())
    }
}

async fn calendar_is_published(house: &House, file: &CalendarFile) -> Result<()> {
    let publish = calendar::publish::Publish {
        hours: file.hours.clone(),
        effective_from: file.effective_from,
    };
    let (cause, at) = (asked(house, "calendar"), house.clock.now());
    let book = Book::default();
    let decide = |it: &Calendar| calendar::publish::decide(it, &publish, &book, at);
    let stream = Stream::Calendar(file.name.clone());
    transact(house, &stream, Actor::Operator, &cause, decide).await?;
    Ok(())
}

/// When service is given by the hours of a file.
fn service(file: &CalendarFile) -> Option<WorkingTime> {
    let mut book = Book::default();
    let published = domain::calendar::Published {
        version: 1,
        effective_from: DateTime::UNIX_EPOCH,
        hours: file.hours.clone(),
        content: String::new(),
    };
    book.take_calendar(&file.name, &published, DateTime::UNIX_EPOCH.into());
    book.working_time(&file.name)
}

fn broken(what: &str, faults: &[Fault]) -> anyhow::Error {
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    anyhow!("the demo's {what} is broken: {}", faults.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::days::Days;

    #[test]
    fn the_files_of_the_demo_are_fit_to_be_published() {
        let terms = Terms::read().unwrap();
        for (at, then) in [
            ("2026-11-23T07:00:00Z", true),
            ("2026-11-22T07:00:00Z", false),
            ("2027-01-05T07:00:00Z", false),
        ] {
            assert_eq!(terms.work_at(at.parse().unwrap()), then, "{at}");
        }
    }

    #[test]
    fn around_new_year_the_story_plays_before_the_holidays() {
        for present in ["2026-12-31T21:30:00Z", "2027-01-06T12:00:00Z", "2027-01-10T12:00:00Z"] {
            let terms = Terms::read().unwrap();
            let days = Days::before(present.parse().unwrap(), |it| terms.work_at(it)).unwrap();
            let [friday, monday] = ["2026-12-25", "2026-12-28"].map(|it| it.parse().unwrap());
            assert_eq!((days.friday, days.monday), (friday, monday), "{present}");
        }
    }
}
