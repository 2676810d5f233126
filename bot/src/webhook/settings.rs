//! Settings of a webhook: where do updates come in, and by what is Telegram known?

use crate::client::Wanted;
use reqwest::Url;
use std::fmt;
use thiserror::Error;

/// The most connections that Telegram may open to us.
pub const CONNECTIONS_MAX: u8 = 100;
/// How many it opens at most unless it is told otherwise.
pub const CONNECTIONS: u8 = 40;
/// The most characters of a secret.
pub const SECRET_CHARS_MAX: usize = 256;

/// Where updates come in. Never shows its secret.
#[derive(Clone)]
pub struct Settings {
    url: Url,
    pub(super) secret: String,
    connections: u8,
}

/// Why a webhook cannot be. Says nothing of the secret but that it is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SettingsError {
    #[error("the address needs a path of letters, digits and - _ . ~ only, and no query")]
    Path,
    #[error("the secret must be of 1 to {SECRET_CHARS_MAX} characters, each of A-Z a-z 0-9 _ -")]
    Secret,
    #[error("Telegram opens 1 to {CONNECTIONS_MAX} connections")]
    Connections,
}

impl Settings {
    /// * `url`: the address as Telegram calls it; its path is what we serve.
    /// * `secret`: what each request of Telegram's bears.
    /// * `connections`: how many Telegram opens at most.
    ///
    /// # Errors
    ///
    /// [`SettingsError`]: the first that applies.
    pub fn new(url: &Url, secret: &str, connections: u8) -> Result<Self, SettingsError> {
        let in_path = |it: u8| it.is_ascii_alphanumeric() || b"-_.~/".contains(&it);
        let path = url.path();
        let is_path = path.len() > 1 && path.bytes().all(in_path);
        if !is_path || url.query().is_some() || url.fragment().is_some() {
            return Err(SettingsError::Path);
        }
        let in_secret = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
        if !(1..=SECRET_CHARS_MAX).contains(&secret.len()) || !secret.bytes().all(in_secret) {
            return Err(SettingsError::Secret);
        }
        if !(1..=CONNECTIONS_MAX).contains(&connections) {
            return Err(SettingsError::Connections);
        }
        Ok(Self { url: url.clone(), secret: secret.to_owned(), connections })
    }

    /// What we serve.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    pub(crate) fn wanted(&self) -> Wanted {
        Wanted::new(self.url.as_str(), &self.secret, self.connections)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("path", &self.url.path()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_that_cannot_be_is_refused() {
        let check = |url: &str, secret: &str, connections, then| {
            let made = Settings::new(&url.parse().unwrap(), secret, connections);
            assert_eq!(made.map(|_| ()), then, "{url} {secret} {connections}");
        };
        let url = "https://desk.example.org/telegram";
        check(url, "a-Z_9", 1, Ok(()));
        check(url, &"s".repeat(SECRET_CHARS_MAX), CONNECTIONS_MAX, Ok(()));
        check("https://desk.example.org/", "s", 1, Err(SettingsError::Path));
        check("https://desk.example.org/a?b", "s", 1, Err(SettingsError::Path));
        check("https://desk.example.org/{a}", "s", 1, Err(SettingsError::Path));
        check("https://desk.example.org/:a", "s", 1, Err(SettingsError::Path));
        check(url, "", 1, Err(SettingsError::Secret));
        check(url, "a b", 1, Err(SettingsError::Secret));
        check(url, &"s".repeat(SECRET_CHARS_MAX + 1), 1, Err(SettingsError::Secret));
        check(url, "s", 0, Err(SettingsError::Connections));
        check(url, "s", CONNECTIONS_MAX + 1, Err(SettingsError::Connections));
    }

    #[test]
    fn no_debug_shows_the_secret() {
        let settings = Settings::new(&"https://x.y/t".parse().unwrap(), "hidden", 1).unwrap();
        assert!(!format!("{settings:?} {:?}", settings.wanted()).contains("hidden"));
    }
}
