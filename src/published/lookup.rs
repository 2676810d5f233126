//! Lookup: where are the calendars that a policy names, while it is only looked at?

use super::calendar_file;
use super::faults::Fault;
use super::policy_file::{self, PolicyFile};
use super::shelf::{Shelf, read, stand_in, told_of_all};
use anyhow::Result;
use commands::calendar::find;
use domain::Slug;
use domain::book::Book;
use domain::calendar::Hours;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where the files of calendars lie, beside the folder of a policy's.
const CALENDARS: &str = "calendars";

/// A policy that is fit to be published, and the calendars that it names.
pub(super) struct Looked {
    pub(super) policy: PolicyFile,
    pub(super) calendars: Vec<Found>,
    /// Why it was not looked at what is published, where there is something.
    pub(super) not_opened: Option<String>,
}

/// A calendar, and where it was found.
pub(super) struct Found {
    pub(super) name: Slug,
    pub(super) hours: Hours,
    pub(super) place: Place,
}

pub(super) enum Place {
    Version(u32),
    File(PathBuf),
}

/// What a calendar's files are: the first that is fit, or the faults of the first that is not.
type Searched = Option<Result<Found, (PathBuf, Vec<Fault>)>>;

/// The policy of a file, with somebody for each of its people, and its calendars: those that are published here, then
/// those that lie as files in its own folder or in `calendars` beside that.
///
/// * `given`: calendars that are known already.
///
/// # Errors
///
/// A file cannot be read, or is not fit to be published: all that is wrong with them is told.
pub(super) async fn looked(shelf: &mut Shelf<'_>, path: &Path, given: &[&Slug]) -> Result<Looked> {
    let draft = policy_file::Draft::read(read(path)?, &stand_in);
    let named: BTreeSet<Slug> = draft.calendars().into_iter().collect();
    let sought = named.iter().filter(|it| !given.contains(it));
    let mut not_opened = None;
    let is_open = shelf.is_there()? && {
        // Whoever tests a file is told, and not stopped, by a `serve` that holds the folder.
        not_opened = shelf.folder().await.err().map(|it| format!("{it:#}"));
        not_opened.is_none()
    };
    let (mut calendars, mut faulty) = (vec![], vec![]);
    for name in sought {
        let published = if is_open { published(shelf, name).await? } else { None };
        let searched = match published {
            Some(found) => Some(Ok(found)),
            None => among_files(shelf, path, name, is_open).await?,
        };
        match searched {
            Some(Ok(found)) => calendars.push(found),
            Some(Err(unfit)) => faulty.push((name, unfit)),
            None => (),
        }
    }
    let known = |name: &Slug| {
        let is_found = calendars.iter().any(|it| it.name == *name);
        is_found || given.contains(&name) || faulty.iter().any(|it| it.0 == name)
    };
    let hint = |name: &Slug| {
        let places = files(path, name).map(|it| it.display().to_string());
        format!(": it is not published, and there is no {}", places.join(" or "))
    };
    let checked = draft.checked_by(known, hint);
    let (policy, mut told) = match checked {
        Ok(policy) => (Some(policy), vec![]),
        Err(it) => (None, vec![(path.to_owned(), it)]),
    };
    told.extend(faulty.into_iter().map(|it| it.1));
    match policy.filter(|_| told.is_empty()) {
        Some(policy) => Ok(Looked { policy, calendars, not_opened }),
        None => told_of_all(&told),
    }
}

async fn published(shelf: &mut Shelf<'_>, name: &Slug) -> Result<Option<Found>> {
    let all = find::versions(shelf.house().await?, name).await?;
    Ok(find::last(&all).map(|it| Found {
        name: name.clone(),
        hours: it.hours.clone(),
        place: Place::Version(it.version),
    }))
}

async fn among_files(
    shelf: &mut Shelf<'_>,
    policy: &Path,
    name: &Slug,
    is_open: bool,
) -> Result<Searched> {
    let mut searched = None;
    for path in files(policy, name).into_iter().filter(|it| it != policy && it.is_file()) {
        let draft = calendar_file::Draft::read(read(&path)?);
        let book = if is_open { shelf.parts(draft.parts()).await? } else { Book::default() };
        match draft.checked(&book) {
            Ok(file) if file.name == *name => {
                let (name, hours, place) = (file.name, file.hours, Place::File(path));
                return Ok(Some(Ok(Found { name, hours, place })));
            }
            Ok(file) => {
                let what = format!("its name is {}, and it is looked for as {name}", file.name);
                searched = searched.or(Some(Err((path, vec![Fault { line: 1, what }]))));
            }
            Err(faults) => searched = searched.or(Some(Err((path, faults)))),
        }
    }
    Ok(searched)
}

/// The files that a calendar may lie in.
fn files(policy: &Path, name: &Slug) -> [PathBuf; 2] {
    let folder = policy.parent().unwrap_or(Path::new(""));
    // `policies/../calendars` reads better as `calendars`.
    let beside = match (folder.file_name(), folder.parent()) {
        (Some(_), Some(above)) => above.join(CALENDARS),
        _ => folder.join("..").join(CALENDARS),
    };
    let file = format!("{name}.toml");
    [folder.join(&file), beside.join(file)]
}
