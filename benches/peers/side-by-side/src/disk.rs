//! The disk: where do contestants keep their files, and is that a disk at all?

use anyhow::{Context, Result, bail};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// File systems that live in memory, where being durable costs nothing.
const IN_MEMORY: [&str; 2] = ["tmpfs", "ramfs"];

/// A folder of our own for the contestants' files; gone when this is dropped.
#[derive(Debug)]
pub(crate) struct DataDir(PathBuf);

impl DataDir {
    /// Makes the folder below another one.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or lives in memory.
    pub(crate) fn create(below: &Path) -> Result<Self> {
        let failed = || format!("failed to prepare {}", below.display());
        std::fs::create_dir_all(below).with_context(failed)?;
        let below = below.canonicalize().with_context(failed)?;
        let mounts = std::fs::read_to_string("/proc/self/mounts")
            .context("failed to ask which file systems there are; this runs on Linux")?;
        if let Some(kind) = kind_of(&below, &mounts).filter(|it| IN_MEMORY.contains(it)) {
            bail!("{} is a {kind}: choose a folder on a disk with --dir", below.display());
        }
        let own = below.join(format!("side-by-side-{}", std::process::id()));
        std::fs::create_dir(&own).with_context(|| format!("failed to make {}", own.display()))?;
        Ok(Self(own))
    }

    /// The folder of a contestant; it makes it by itself.
    pub(crate) fn of(&self, contestant: &str) -> PathBuf {
        self.0.join(contestant)
    }

    /// Removes what a contestant has left.
    ///
    /// # Errors
    ///
    /// If something cannot be removed.
    pub(crate) fn clear(&self, contestant: &str) -> Result<()> {
        match std::fs::remove_dir_all(self.of(contestant)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("failed to remove the files of {contestant}"))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // What cannot be removed is left: the comparison is made, and the folder says whose it is.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The kind of file system that holds a path, by the lines of `/proc/self/mounts`.
fn kind_of<'a>(path: &Path, mounts: &'a str) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (words.next(), words.next()) else { continue };
        // A later mount on the same point hides the earlier one.
        if path.starts_with(point) && found.is_none_or(|(length, _)| length <= point.len()) {
            found = Some((point.len(), kind));
        }
    }
    found.map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/vda / ext4 rw 0 0\n\
                          tmpfs /tmp tmpfs rw 0 0\n\
                          /dev/vdb /tmp/data xfs rw 0 0\n";

    #[test]
    fn a_path_belongs_to_the_nearest_mount() {
        check("/home", "ext4");
        check("/tmp", "tmpfs");
        check("/tmp/other", "tmpfs");
        check("/tmp/data/deep", "xfs");
        check("/tmpfile", "ext4");
    }

    #[test]
    fn files_of_a_contestant_go_when_told_and_the_rest_at_the_end() {
        let below = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let data = DataDir::create(below.path()).unwrap();
        std::fs::create_dir(data.of("ours")).unwrap();
        std::fs::create_dir(data.of("theirs")).unwrap();
        data.clear("ours").unwrap();
        data.clear("ours").unwrap();
        assert!(!data.of("ours").exists() && data.of("theirs").exists());
        drop(data);
        assert_eq!(std::fs::read_dir(below.path()).unwrap().count(), 0);
    }

    #[track_caller]
    fn check(path: &str, kind: &str) {
        assert_eq!(kind_of(Path::new(path), MOUNTS), Some(kind));
    }
}
