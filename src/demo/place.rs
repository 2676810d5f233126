//! Place: where does a demo keep its data, and for how long?

use anyhow::{Context, Result, bail};
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file by which a demo's folder is recognised.
const MARK: &str = "proofdesk-demo";
const MARK_TEXT: &str = "The data of a Proofdesk demo. Nothing real is in here.\n";

/// The file that the log's store holds locked while it is at work.
const LOCK: &str = "log.lock";

/// The folder of one demo.
pub(super) enum Place {
    /// Gone with the demo.
    Passing(TempDir),
    Kept(PathBuf),
}

impl Place {
    /// A fresh folder: a temporary one, or the one asked for, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or holds anything already: with what to do.
    pub(super) fn prepare(asked: Option<&Path>) -> Result<Self> {
        match asked {
            Some(folder) => kept(folder),
            None => tempfile::Builder::new()
                .prefix("proofdesk-demo-")
                .tempdir()
                .map(Self::Passing)
                .context(
                    "cannot make a temporary folder for the demo: choose a folder with --data DIR",
                ),
        }
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }
}

fn kept(folder: &Path) -> Result<Place> {
    let shown = folder.display();
    let unusable = || format!("cannot use {shown} for the demo: choose another folder with --data");
    match std::fs::read_dir(folder) {
        Ok(mut entries) => {
            if folder.join(MARK).exists() {
                if let Some(process) = at_work_in(folder) {
                    bail!(
                        "{shown} is in use by a demo that is at work, {process}: stop that one, or choose \
                         another folder with --data"
                    );
                }
                bail!(
                    "{shown} holds an earlier demo, and the simulated Telegram forgets its chats when a demo \
                     ends, so it cannot go on: choose another folder with --data, or delete this one"
                );
            }
            if entries.next().is_some() {
                bail!(
                    "{shown} is not empty, and a demo begins in an empty folder: choose another with --data"
                );
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            std::fs::create_dir_all(folder).with_context(unusable)?;
        }
        Err(error) => return Err(error).with_context(unusable),
    }
    std::fs::write(folder.join(MARK), MARK_TEXT).with_context(unusable)?;
    Ok(Place::Kept(folder.to_owned()))
}

/// The process that has a data folder, in words; `None` if no process has it.
fn at_work_in(folder: &Path) -> Option<String> {
    let mut lock = File::open(folder.join(LOCK)).ok()?;
    if !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let mut pid = String::new();
    // Whoever has it may not have written its number yet.
    let _: std::io::Result<usize> = lock.read_to_string(&mut pid);
    let pid: Option<u32> = pid.trim().parse().ok();
    Some(pid.map_or_else(|| "another process".to_owned(), |it| format!("process {it}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_goes_with_the_demo() {
        let place = Place::prepare(None).unwrap();
        let path = place.path().to_owned();
        assert!(path.is_dir());
        drop(place);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_made_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        drop(Place::prepare(Some(&path)).unwrap());
        assert!(path.join(MARK).is_file());
    }

    #[test]
    fn an_earlier_demo_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        drop(Place::prepare(Some(folder.path())).unwrap());
        refused(folder.path(), "holds an earlier demo");
    }

    #[test]
    fn a_folder_with_anything_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("letter.txt"), "dear").unwrap();
        refused(folder.path(), "is not empty");
        assert!(!folder.path().join(MARK).exists());
    }

    #[test]
    fn a_file_is_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "").unwrap();
        refused(&path, "choose another folder with --data");
        refused(&path.join("below"), "choose another folder with --data");
    }

    #[track_caller]
    fn refused(folder: &Path, why: &str) {
        let error = Place::prepare(Some(folder)).err().unwrap().to_string();
        assert!(error.contains(why), "{error}");
    }
}
