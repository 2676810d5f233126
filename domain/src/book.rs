//! Book: which policies and calendars are published, and which of them is in force?

use crate::calendar::{self, CalendarRef, DEPTH_MAX, Hours, Timetable, WorkingTime};
use crate::clock::Binding;
use crate::policy::{self, PolicyRef, Traits};
use crate::ticket::Seal;
use crate::zone::Release;
use crate::{At, Slug};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Everything that was published, by name and version. What was taken in never changes and is never taken out.
#[derive(Debug, Clone, Default)]
pub struct Book {
    policies: BTreeMap<Slug, BTreeMap<u32, Edition<policy::Published>>>,
    calendars: BTreeMap<Slug, Calendar>,
}

/// One version, and when it was published.
#[derive(Debug, Clone)]
struct Edition<T> {
    published_at: At,
    /// Effective not before it was published.
    it: Arc<T>,
}

#[derive(Debug, Clone, Default)]
struct Calendar {
    versions: BTreeMap<u32, Version>,
    /// What they make together, once somebody has asked.
    service: OnceLock<WorkingTime>,
}

#[derive(Debug, Clone)]
struct Version {
    edition: Edition<calendar::Published>,
    table: Arc<OnceLock<Arc<Timetable>>>,
}

impl Book {
    /// Takes in a version of a policy. One that claims to be effective before it was published is effective from then
    /// on. A version that is known already stays as it is.
    pub fn take_policy(&mut self, slug: &Slug, it: &policy::Published, published_at: At) {
        let mut it = it.clone();
        it.effective_from = it.effective_from.max(published_at.utc());
        let versions = self.policies.entry(slug.clone()).or_default();
        versions.entry(it.version).or_insert(Edition { published_at, it: Arc::new(it) });
    }

    /// Takes in a version of a calendar, as [`Book::take_policy`] does.
    pub fn take_calendar(&mut self, slug: &Slug, it: &calendar::Published, published_at: At) {
        let mut it = it.clone();
        it.effective_from = it.effective_from.max(published_at.utc());
        let calendar = self.calendars.entry(slug.clone()).or_default();
        calendar.service = OnceLock::new();
        calendar.versions.entry(it.version).or_insert_with(|| Version {
            edition: Edition { published_at, it: Arc::new(it) },
            table: Arc::default(),
        });
    }

    pub fn policy(&self, of: &PolicyRef) -> Option<&policy::Published> {
        Some(&self.policies.get(&of.policy)?.get(&of.version)?.it)
    }

    /// Every version of every policy, by name and version.
    pub fn policies(&self) -> impl Iterator<Item = (PolicyRef, &policy::Published)> {
        self.policies.iter().flat_map(|(slug, versions)| {
            let of = |version| PolicyRef { policy: slug.clone(), version };
            versions.iter().map(move |(version, it)| (of(*version), &*it.it))
        })
    }

    /// The version of a policy that is effective at an instant. None before the first one is: nothing was promised.
    pub fn policy_at(&self, slug: &Slug, at: At) -> Option<(PolicyRef, &policy::Published)> {
        let versions = self.policies.get(slug)?.values().rev();
        let effective = |it: &&Edition<policy::Published>| At::from(it.it.effective_from) <= at;
        let it = &versions.into_iter().find(effective)?.it;
        Some((PolicyRef { policy: slug.clone(), version: it.version }, it))
    }

    pub fn calendar(&self, of: &CalendarRef) -> Option<&calendar::Published> {
        Some(&self.calendars.get(&of.calendar)?.versions.get(&of.version)?.edition.it)
    }

    /// Every version of every calendar, by name and version.
    pub fn calendars(&self) -> impl Iterator<Item = (CalendarRef, &calendar::Published)> {
        self.calendars.iter().flat_map(|(slug, calendar)| {
            let of = |version| CalendarRef { calendar: slug.clone(), version };
            calendar.versions.iter().map(move |(version, it)| (of(*version), &*it.edition.it))
        })
    }

    /// The version of a calendar that an instant is judged by; before all of them it is the first.
    pub fn calendar_at(&self, slug: &Slug, at: At) -> Option<(CalendarRef, &calendar::Published)> {
        let versions = &self.calendars.get(slug)?.versions;
        let effective = |it: &&Version| At::from(it.edition.it.effective_from) <= at;
        let it = versions.values().rev().find(effective).or_else(|| versions.values().next())?;
        let it = &it.edition.it;
        Some((CalendarRef { calendar: slug.clone(), version: it.version }, it))
    }

    /// When service is given by a calendar, all its versions together. None if there is none of that name, or if a part
    /// of it or the rules of its zone are not at hand.
    pub fn working_time(&self, slug: &Slug) -> Option<WorkingTime> {
        let calendar = self.calendars.get(slug)?;
        if let Some(known) = calendar.service.get() {
            return Some(known.clone());
        }
        let versions = calendar.versions.values().map(|it| {
            let (published, effective_from) = (&it.edition.it, it.edition.it.effective_from.into());
            Some((published.version, effective_from, self.table(it, DEPTH_MAX)?))
        });
        let service = WorkingTime::new(versions.collect::<Option<Vec<_>>>()?)?;
        Some(calendar.service.get_or_init(|| service).clone())
    }

    /// The book as it was at an instant: only what was published by then.
    #[must_use]
    pub fn as_of(&self, at: At) -> Self {
        let mut then = self.clone();
        for versions in then.policies.values_mut() {
            versions.retain(|_, it| it.published_at <= at);
        }
        for calendar in then.calendars.values_mut() {
            calendar.versions.retain(|_, it| it.edition.published_at <= at);
            calendar.service = OnceLock::new();
        }
        then.policies.retain(|_, it| !it.is_empty());
        then.calendars.retain(|_, it| !it.versions.is_empty());
        then
    }

    /// What a clock that starts at an instant is measured against: the policy's version effective then, its first row
    /// that holds for the ticket, and the version in force of the row's calendar, or else of the client's. With it, what
    /// shows later that they said the same.
    ///
    /// * `calendar`: the client's own.
    ///
    /// None if nothing is promised: there is no such policy or calendar by then, or no row holds.
    pub fn bind(
        &self,
        policy: &Slug,
        calendar: &Slug,
        traits: &Traits,
        at: At,
    ) -> Option<(Binding, Seal)> {
        let (policy, published) = self.policy_at(policy, at)?;
        let row = published.rules.row_for(traits)?;
        let (calendar, hours) = self.calendar_at(row.calendar.as_ref().unwrap_or(calendar), at)?;
        let seal = Seal {
            policy: published.content.clone(),
            calendar: hours.content.clone(),
            tzdb: self.release(&hours.hours, DEPTH_MAX),
        };
        Some((Binding { policy, row: row.name.clone(), calendar }, seal))
    }

    /// The release that the version of a calendar names which is in force at an instant; of one made of others, the first
    /// that one of them names. None before the first version, and of one that is open round the clock.
    pub fn release_at(&self, slug: &Slug, at: At) -> Option<Release> {
        let versions = self.calendars.get(slug)?.versions.values().rev().map(|it| &it.edition.it);
        let mut effective = versions.filter(|it| At::from(it.effective_from) <= at);
        self.release(&effective.next()?.hours, DEPTH_MAX)
    }

    /// The newest release that any calendar names which was published by an instant.
    pub fn newest_release_by(&self, instant: At) -> Option<Release> {
        let versions = self.calendars.values().flat_map(|it| it.versions.values());
        let published = versions.filter(|it| it.edition.published_at <= instant);
        published.filter_map(|it| self.release(&it.edition.it.hours, DEPTH_MAX)).max()
    }

    /// Compiles hours whose parts are in the book. None where a part or the rules of a zone are not at hand.
    pub(crate) fn compile(&self, hours: &Hours) -> Option<Timetable> {
        self.compile_within(hours, DEPTH_MAX)
    }

    fn compile_within(&self, hours: &Hours, depth: usize) -> Option<Timetable> {
        Timetable::new(hours, |part| {
            let version = self.calendars.get(&part.calendar)?.versions.get(&part.version)?;
            self.table(version, depth.checked_sub(1)?)
        })
    }

    fn table(&self, version: &Version, depth: usize) -> Option<Arc<Timetable>> {
        if let Some(known) = version.table.get() {
            return Some(Arc::clone(known));
        }
        let table = Arc::new(self.compile_within(&version.edition.it.hours, depth)?);
        Some(Arc::clone(version.table.get_or_init(|| table)))
    }

    /// The release of the zone's rules; of a calendar made of others, the first that one of them names.
    fn release(&self, hours: &Hours, depth: usize) -> Option<Release> {
        match hours {
            Hours::Always {} => None,
            Hours::Weekly(it) => Some(it.tzdb),
            Hours::Both(parts) | Hours::Either(parts) => {
                let depth = depth.checked_sub(1)?;
                let parts = parts.iter().filter_map(|it| self.calendar(it));
                parts.map(|it| self.release(&it.hours, depth)).find_map(|it| it)
            }
        }
    }
}
