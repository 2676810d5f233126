//! Where are the keys that open the keyring?
//!
//! Each is 32 random bytes in a file of its own, in a folder that is backed up apart from the rest.

use crate::keyring::{PROOF_TEXT, draw_secret, pseudonym};
use crate::sqlite::error::{Damage, OpenError};
use crate::sqlite::file::sync_folder;
use crate::world::Chance;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tracing::warn;
use zeroize::Zeroizing;

/// The name of the file with the key of pseudonyms.
pub(crate) const PSEUDONYM: &str = "pseudonym.key";

/// 32 secret bytes.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// What is kept beside the data to know a key again: it tells nothing about the key.
pub(crate) type Proof = [u8; 16];

/// The name of an epoch's file.
pub(crate) fn epoch_name(epoch: u32) -> String {
    format!("epoch-{epoch}.key")
}

/// The epoch of a file's name; `None` if it is another file.
pub(crate) fn epoch_of(name: &str) -> Option<u32> {
    let epoch = name.strip_prefix("epoch-")?.strip_suffix(".key")?.parse().ok()?;
    (epoch_name(epoch) == name).then_some(epoch)
}

pub(crate) fn proof(secret: &Secret) -> Proof {
    pseudonym(secret, PROOF_TEXT)
}

/// Draws a new key and makes its file durable; a file of this name is replaced.
pub(crate) fn make(path: &Path, chance: &dyn Chance) -> Result<Secret, OpenError> {
    let secret = draw_secret(chance);
    let new = path.with_extension("new");
    let written = remove(&new)
        .and_then(|()| write(&new, &secret))
        .and_then(|()| fs::rename(&new, path))
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    written.map(|()| secret).map_err(|error| OpenError::from_io(path, error))
}

/// Draws a new key and makes its file durable, unless another process made one of this name meanwhile.
fn make_first(path: &Path, chance: &dyn Chance) -> Result<(), OpenError> {
    let secret = draw_secret(chance);
    let mut number = [0; 8];
    chance.fill(&mut number);
    // Of this process alone: two that made the same file would write into each other's.
    let new = path.with_extension(format!("{:016x}.new", u64::from_le_bytes(number)));
    let linked = write(&new, &secret).and_then(|()| match fs::hard_link(&new, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    let linked = remove(&new).and(linked).and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    linked.map_err(|error| OpenError::from_io(path, error))
}

fn write(new: &Path, secret: &Secret) -> io::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create_new(true).open(new)?;
    file.write_all(&**secret)?;
    file.sync_all()
}

/// A key file of a keyring that is new.
pub(crate) struct KeyFile {
    pub(crate) name: String,
    pub(crate) secret: Secret,
}

/// The key of pseudonyms and the newest epoch's, for a keyring that is new: as they lie in a folder,
/// or made there.
pub(crate) fn find_or_make(folder: &Path, chance: &dyn Chance) -> Result<[KeyFile; 2], OpenError> {
    let epoch = epochs(folder)?.into_iter().max().unwrap_or(1);
    let find_or_make = |name: String| {
        let path = folder.join(&name);
        if !path.exists() {
            make_first(&path, chance)?;
        }
        // Whoever made it.
        Ok(KeyFile { secret: read_any(&path, folder)?, name })
    };
    Ok([find_or_make(PSEUDONYM.into())?, find_or_make(epoch_name(epoch))?])
}

/// Reads the key that `used_by` was written with and that has this proof.
pub(crate) fn read(path: &Path, used_by: &Path, then: &[u8]) -> Result<Secret, OpenError> {
    let secret = read_any(path, used_by)?;
    if proof(&secret) != *then {
        return Err(OpenError::WrongKey { path: path.into(), used_by: used_by.into() });
    }
    Ok(secret)
}

/// Reads a key, whichever it is.
fn read_any(path: &Path, used_by: &Path) -> Result<Secret, OpenError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(64));
    match File::open(path).and_then(|file| file.take(64).read_to_end(&mut bytes)) {
        Ok(_) => (),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(OpenError::Missing { path: path.into(), beside: used_by.into() });
        }
        Err(error) => return Err(OpenError::from_io(path, error)),
    }
    let Ok(secret) = <[u8; 32]>::try_from(&bytes[..]).map(Zeroizing::new) else {
        let source = Damage("a key has 32 bytes, and this file has not".into()).into();
        return Err(OpenError::Damaged { path: path.into(), source });
    };
    warn_if_open_to_others(path);
    Ok(secret)
}

/// Overwrites a key and removes its file.
pub(crate) fn destroy(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(&[0; 32])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Destroys a key if its file holds this one still.
pub(crate) fn destroy_if(path: &Path, secret: &Secret) -> io::Result<()> {
    let there = match fs::read(path) {
        Ok(there) => Zeroizing::new(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if there[..] == secret[..] { destroy(path) } else { Ok(()) }
}

/// The key files of a folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let names = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|it| it.file_name())).collect::<io::Result<Vec<_>>>()
    });
    let names = names.map_err(|error| OpenError::from_io(folder, error))?;
    let is_key = |name: &str| name == PSEUDONYM || epoch_of(name).is_some();
    let keys = names.into_iter().filter(|it| it.to_str().is_some_and(is_key));
    Ok(keys.map(|it| folder.join(it)).collect())
}

/// The epochs that have a file in a folder.
pub(crate) fn epochs(folder: &Path) -> Result<Vec<u32>, OpenError> {
    let names = list(folder)?;
    Ok(names.iter().filter_map(|it| epoch_of(it.file_name()?.to_str()?)).collect())
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn warn_if_open_to_others(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 0o077 != 0) {
        warn!(path = %path.display(), "others may read this key file; allow its owner alone");
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_others(_: &Path) {}
