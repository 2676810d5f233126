//! Log address: where does the log lie, in the words of a setting or of the command line?

use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::{Path, PathBuf};
use store::eventstoredb::{Address, Login};

/// What the log in a data folder is called.
pub(crate) const SQLITE: &str = "sqlite";
/// The log's file in a data folder, which may be named instead of the folder.
const FILE: &str = "log.db";

/// Where a log lies.
#[derive(Debug, Clone)]
pub(crate) enum LogAddress {
    /// In a data folder: the one that is set if `None`.
    Folder(Option<PathBuf>),
    Cluster(Box<Address>),
}

impl LogAddress {
    /// Reads `sqlite`, `sqlite:FOLDER` (or the log's file in it) or the connection string of a cluster.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without what stands there: it may hold a password.
    pub(crate) fn parse(text: &str, login: Option<Login>) -> Result<Self> {
        if text == SQLITE {
            return Ok(Self::Folder(None));
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            return folder(path).map(|it| Self::Folder(Some(it)));
        }
        if !text.contains("://") {
            bail!(
                "it is neither sqlite (in small letters), sqlite:FOLDER nor the address of a cluster, such as \
                 esdb://host1:2113,host2:2113,host3:2113 (or with esdb+discover://, kurrentdb://, kurrentdb+discover://)"
            );
        }
        Ok(Self::Cluster(Box::new(Address::parse(text, login)?)))
    }
}

fn folder(path: &str) -> Result<PathBuf> {
    if path.is_empty() {
        bail!("sqlite: is followed by a folder, such as sqlite:data");
    }
    let path = Path::new(path.strip_prefix("//").unwrap_or(path));
    Ok(if path.file_name().is_some_and(|it| it == FILE) {
        match path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        }
    } else {
        path.to_owned()
    })
}

/// Who asks a cluster, as settings say it.
///
/// # Errors
///
/// A user without a password or the other way round, or a file that cannot be read. The password is never in the text.
pub(crate) fn login(
    user: Option<&str>,
    password: Option<&Hidden>,
    password_file: Option<&Path>,
) -> Result<Option<Login>> {
    let password = match (password_file, password) {
        (Some(path), _) => Some(read(path)?),
        (None, Some(Hidden(it))) => Some(it.clone()),
        (None, None) => None,
    };
    match (user, password) {
        (Some(user), Some(password)) => {
            Ok(Some(Login { user: user.to_owned(), password: password.into() }))
        }
        (Some(_), None) => {
            bail!("store_user is set and its password is not: set store_password_file")
        }
        (None, Some(_)) => bail!("a password for the store is set and store_user is not: set it"),
        (None, None) => Ok(None),
    }
}

fn read(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("failed to read store_password_file {}", path.display()))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("store_password_file {} is empty: put the password there", path.display());
    }
    Ok(password.to_owned())
}

/// A setting that may hold a secret: never shown.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden(pub(crate) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_be_named_by_itself_or_by_the_log_in_it() {
        for (text, then) in [
            ("sqlite", None),
            ("sqlite:data", Some("data")),
            ("sqlite:data/log.db", Some("data")),
            ("sqlite:log.db", Some(".")),
            ("sqlite:///var/lib/desk", Some("/var/lib/desk")),
        ] {
            match LogAddress::parse(text, None) {
                Ok(LogAddress::Folder(it)) => assert_eq!(it.as_deref(), then.map(Path::new)),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_cluster_is_named_in_each_of_its_spellings() {
        for scheme in ["esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover"] {
            let text = format!("{scheme}://one.example.org:2113?tls=false&prefix=desk");
            match LogAddress::parse(&text, None) {
                Ok(LogAddress::Cluster(it)) => assert_eq!(it.prefix(), "desk"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_never_quoted() {
        for text in
            ["", "secret", "sqlite:", "http://u:secret@h:1", "esdb://u:secret@h:x?tls=false"]
        {
            let error = format!("{:#}", LogAddress::parse(text, None).unwrap_err());
            assert!(!error.contains("secret"), "{text}: {error}");
        }
    }

    #[test]
    fn the_file_with_the_password_wins_and_its_last_line_end_is_none_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "of the file \r\n").unwrap();
        let set = Hidden("of the settings".to_owned());
        let login = login(Some("desk"), Some(&set), Some(&path)).unwrap().unwrap();
        assert_eq!((login.user.as_str(), login.password.as_str()), ("desk", "of the file "));
    }

    #[test]
    fn a_password_is_never_shown() {
        let text = "esdb://u:secret@h:1?tls=false";
        let shown = format!("{:?} {:?}", LogAddress::parse(text, None), Hidden(text.to_owned()));
        assert!(!shown.contains("secret"), "{shown}");
    }
}
