//! Where are the keys that open the keyring?
//!
//! Each is 32 random bytes in a file of its own, in a folder that is backed up apart from the rest.

use crate::keyring::draw_secret;
use crate::sqlite::error::{Damage, OpenError};
use crate::sqlite::file::sync_folder;
use crate::world::Chance;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
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
    let mut mac = Hmac::<Sha256>::new_from_slice(&**secret).expect("a key of any length fits");
    mac.update(b"proofdesk: which key is this?");
    let whole: [u8; 32] = mac.finalize().into_bytes().into();
    *whole.first_chunk().expect("32 bytes begin with 16")
}

/// Draws a new key and makes its file durable; a file of this name is replaced.
pub(crate) fn make(path: &Path, chance: &dyn Chance) -> Result<Secret, OpenError> {
    let secret = draw_secret(chance);
    let new = path.with_extension("new");
    let written = remove(&new)
        .and_then(|()| {
            let mut options = OpenOptions::new();
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.write(true).create_new(true).open(&new)?;
            file.write_all(&*secret)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&new, path))
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    written.map(|()| secret).map_err(|error| OpenError::from_io(path, error))
}

/// Reads the key that `used_by` was written with and that has this proof.
pub(crate) fn read(path: &Path, used_by: &Path, then: &[u8]) -> Result<Secret, OpenError> {
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
    if proof(&secret) != *then {
        return Err(OpenError::WrongKey { path: path.into(), used_by: used_by.into() });
    }
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
