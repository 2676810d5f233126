//! Shelf: what is published here, and what do the files say that people have?

use super::asked::{Source, Which};
use super::calendar_file::{self, CalendarFile};
use super::faults::Fault;
use super::policy_file::{self, PolicyFile};
use crate::cli::Configured;
use crate::folder::Folder;
use crate::log_address::LogAddress;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use commands::House;
use commands::calendar::find;
use commands::people;
use commands::policy::publish;
use domain::book::Book;
use domain::{PersonId, Slug, calendar, intake, policy};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::port::PAGE_MAX;
use store::stream::Stream;

/// The most bytes of a file. One of more would be too long to be published by far.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// The file of a data folder without which nothing is published there.
const LOG: &str = "log.db";

/// The data folder, opened once something of it is asked for: whoever only tests a file needs none.
pub(crate) struct Shelf<'c> {
    configured: &'c Configured,
    folder: Option<Folder>,
}

impl<'c> Shelf<'c> {
    pub(crate) fn new(configured: &'c Configured) -> Self {
        Self { configured, folder: None }
    }

    pub(crate) async fn folder(&mut self) -> Result<&Folder> {
        if self.folder.is_none() {
            let settings = Settings::load(self.configured.config.as_deref())?;
            self.folder = Some(Folder::open(&settings).await?);
        }
        Ok(self.folder.as_ref().expect("it was opened"))
    }

    /// Whether something may be published here already. Nothing is made where not.
    pub(super) fn is_there(&self) -> Result<bool> {
        let settings = Settings::load(self.configured.config.as_deref())?;
        Ok(self.folder.is_some()
            || match settings.log()? {
                LogAddress::Folder(_) => settings.data.join(LOG).exists(),
                // A node that has worked with its cluster has the key files.
                LogAddress::Cluster(_) => settings.keys().is_dir(),
            })
    }

    pub(crate) async fn house(&mut self) -> Result<&House> {
        Ok(&self.folder().await?.house)
    }

    /// The names of all policies and all calendars that are published.
    pub(crate) async fn names(&mut self) -> Result<(BTreeSet<Slug>, BTreeSet<Slug>)> {
        let folder = self.folder().await?;
        let (mut policies, mut calendars) = (BTreeSet::new(), BTreeSet::new());
        let mut after = None;
        loop {
            let page = folder.house.store.read_all(after, PAGE_MAX).await?;
            let Some(last) = page.last() else { return Ok((policies, calendars)) };
            after = Some(last.position);
            for recorded in &page {
                match Stream::parse(&recorded.stream) {
                    Some(Stream::Policy(name)) => drop(policies.insert(name)),
                    Some(Stream::Calendar(name)) => drop(calendars.insert(name)),
                    Some(_) | None => (),
                }
            }
        }
    }

    pub(crate) async fn policy(&mut self, which: &Which) -> Result<policy::Published> {
        let all = publish::versions(self.house().await?, &which.name).await?;
        let found = match which.version {
            Some(version) => all.versions.get(&version),
            None => publish::last(&all),
        };
        found.cloned().with_context(|| no_such("policy", which, all.versions.len()))
    }

    pub(crate) async fn calendar(&mut self, which: &Which) -> Result<calendar::Published> {
        let all = find::versions(self.house().await?, &which.name).await?;
        let found = match which.version {
            Some(version) => all.versions.get(&version),
            None => find::last(&all),
        };
        found.cloned().with_context(|| no_such("calendar", which, all.versions.len()))
    }

    /// The names of all rule sets that are published.
    pub(crate) async fn intakes(&mut self) -> Result<BTreeSet<Slug>> {
        let folder = self.folder().await?;
        let (mut intakes, mut after) = (BTreeSet::new(), None);
        loop {
            let page = folder.house.store.read_all(after, PAGE_MAX).await?;
            let Some(last) = page.last() else { return Ok(intakes) };
            after = Some(last.position);
            let streams = page.iter().filter_map(|it| Stream::parse(&it.stream));
            intakes.extend(streams.filter_map(|it| match it {
                Stream::Intake(name) => Some(name),
                _ => None,
            }));
        }
    }

    pub(crate) async fn intake(&mut self, which: &Which) -> Result<intake::Published> {
        let all = commands::intake::publish::versions(self.house().await?, &which.name).await?;
        let found = match which.version {
            Some(version) => all.versions.get(&version),
            None => all.last(),
        };
        found.cloned().with_context(|| no_such("intake", which, all.versions.len()))
    }

    /// All versions of the calendars that hours are made of.
    pub(crate) async fn parts(&mut self, names: Vec<Slug>) -> Result<Book> {
        if names.is_empty() {
            return Ok(Book::default());
        }
        Ok(find::with_parts(self.house().await?, names).await?)
    }

    /// The calendar of a file, which must be fit to be published.
    pub(crate) async fn calendar_file(&mut self, path: &Path) -> Result<CalendarFile> {
        let text = read(path)?;
        let draft = calendar_file::Draft::read(&text);
        let book = self.parts(draft.parts()).await?;
        draft.checked(&book).or_else(|it| told(path, &it))
    }

    /// The policy of a file, which must be fit to be published, with people as this house knows them.
    pub(crate) async fn policy_file(&mut self, path: &Path) -> Result<PolicyFile> {
        let text = read(path)?;
        let ids = RefCell::new(BTreeSet::new());
        let noted = |id| {
            ids.borrow_mut().insert(id);
            PersonId([0; 16])
        };
        drop(policy_file::Draft::read(&text, &noted));
        let house = self.house().await?;
        let mut people = BTreeMap::new();
        for id in ids.into_inner() {
            let (person, _) = people::find::by_telegram_id(house, id).await?;
            people.insert(id, person);
        }
        let draft = policy_file::Draft::read(&text, &|id| people[&id]);
        let mut known = BTreeSet::new();
        for name in draft.calendars() {
            if !find::versions(house, &name).await?.versions.is_empty() {
                known.insert(name);
            }
        }
        draft.checked(|it| known.contains(it)).or_else(|it| told(path, &it))
    }

    /// The hours of a file or of a version, with its name.
    pub(crate) async fn hours(&mut self, source: &Source) -> Result<(Slug, calendar::Hours)> {
        match source {
            Source::File(path) => self.calendar_file(path).await.map(|it| (it.name, it.hours)),
            Source::Published(which) => Ok((which.name.clone(), self.calendar(which).await?.hours)),
        }
    }
}

/// Somebody who stands for a Telegram user id where no house is asked who that is.
pub(crate) fn stand_in(id: i64) -> PersonId {
    PersonId(i128::from(id).to_be_bytes())
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    let size = std::fs::metadata(path).with_context(failed)?.len();
    if size > FILE_BYTES_MAX {
        bail!("{} has {size} bytes, and may have {FILE_BYTES_MAX}", path.display());
    }
    std::fs::read(path).with_context(failed)
}

/// Tells every fault with its file and line.
fn told<T>(path: &Path, faults: &[Fault]) -> Result<T> {
    told_of_all(&[(path.to_owned(), faults.to_vec())])
}

/// Tells every fault of several files.
pub(super) fn told_of_all<T>(files: &[(PathBuf, Vec<Fault>)]) -> Result<T> {
    let mut out = std::io::stderr().lock();
    let mut counts = vec![];
    for (path, faults) in files {
        let path = path.display();
        for fault in faults {
            // Nobody is left to tell if even this cannot be written.
            let _: std::io::Result<()> = writeln!(out, "{path}:{fault}");
        }
        counts.push(format!("{path} has {} problem(s)", faults.len()));
    }
    bail!("{}: nothing is published", counts.join(", "))
}

/// Tells why what is fit by itself cannot be published all the same.
pub(super) fn refused<T>(path: &Path, why: &impl std::fmt::Display) -> Result<T> {
    told(path, &[Fault { line: 1, what: why.to_string() }])
}

fn no_such(what: &str, Which { name, version }: &Which, versions: usize) -> String {
    match version {
        Some(version) if versions > 0 => {
            format!("{what} {name} has no version {version}: there are 1 to {versions}")
        }
        Some(_) | None => {
            let called = if what == "intake" { "rule set" } else { what };
            format!("no {called} {name} is published: `proofdesk {what} list` shows them")
        }
    }
}
