//! Delivery: do we fetch updates, or are they sent to us, and can they be?

use crate::chance::SystemChance;
use crate::settings::{self, Settings};
use anyhow::{Context, Result, bail};
use bot::webhook::{Settings as Webhook, SettingsError};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use store::world::Chance;

/// Where a secret that was drawn is kept, in the data folder.
const SECRET_FILE: &str = "webhook-secret";
/// Bytes of a secret that is drawn.
const SECRET_BYTES: usize = 32;
/// The ports to which Telegram's own servers speak.
const PORTS: [u16; 4] = [443, 80, 88, 8443];
/// What pages and API begin with, so that updates cannot come in there.
const OURS: [&str; 10] = [
    "api",
    "assets",
    "healthz",
    "readyz",
    "tickets",
    "clients",
    "incidents",
    "sla",
    "workload",
    "demo",
];
/// Stands for a secret that is only drawn at the start.
const NOT_DRAWN_YET: &str = "not-drawn-yet";

/// How updates come to us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Delivery {
    /// They are fetched: nothing of ours needs to be reached from outside.
    #[default]
    Polling,
    /// They are sent to us, through a reverse proxy.
    Webhook,
}

/// The webhook that the settings ask for; `None` where updates are fetched. Draws a secret where none is given.
///
/// # Errors
///
/// The first problem of the settings; a secret that can be neither read nor kept. It is never in the text.
pub(crate) fn webhook(settings: &Settings) -> Result<Option<Webhook>> {
    if settings.telegram.delivery == Delivery::Polling {
        return Ok(None);
    }
    let url = address(settings)?;
    let secret = match given_secret(settings)? {
        Some(secret) => secret,
        None => kept_secret(&settings.data.join(SECRET_FILE), &SystemChance)?,
    };
    made(settings, &url, &secret).map(Some)
}

/// Everything that is wrong with the webhook, each with its mend; nothing where updates are fetched.
pub(crate) fn problems(settings: &Settings) -> Vec<String> {
    if settings.telegram.delivery == Delivery::Polling {
        return vec![];
    }
    let (url, secret) = (address(settings), given_secret(settings));
    let mut problems: Vec<String> = vec![];
    if let (Ok(url), Ok(secret)) = (&url, &secret) {
        let made = made(settings, url, secret.as_deref().unwrap_or(NOT_DRAWN_YET));
        problems.extend(made.err().map(|it| format!("{it:#}")));
    }
    problems.extend(url.err().map(|it| format!("{it:#}")));
    problems.extend(secret.err().map(|it| format!("{it:#}")));
    let listen = settings.telegram.webhook_listen;
    if let Some(listen) = listen.filter(|it| *it == settings.http.listen) {
        problems.push(format!(
            "telegram.webhook_listen = \"{listen}\" is http.listen as well: leave it out, and updates come in there"
        ));
    }
    problems
}

fn made(settings: &Settings, url: &Url, secret: &str) -> Result<Webhook> {
    let connections = settings.telegram.webhook_max_connections;
    Webhook::new(url, secret, connections).map_err(|error| {
        let (key, mend) = match error {
            SettingsError::Path => {
                ("webhook_url", "such as https://desk.example.org/telegram/updates")
            }
            SettingsError::Secret => ("webhook_secret", "leave it out, and one is drawn"),
            SettingsError::Connections => ("webhook_max_connections", "40 is a good number"),
        };
        anyhow::anyhow!("telegram.{key} cannot be used: {error}; {mend}")
    })
}

/// The address to which Telegram sends updates, as far as it can be judged from here.
fn address(settings: &Settings) -> Result<Url> {
    const KEY: &str = "telegram.webhook_url";
    let Some(text) = &settings.telegram.webhook_url else {
        bail!(
            "telegram.delivery = \"webhook\" needs {KEY}: the address to which Telegram sends updates, such as \
             https://desk.example.org/telegram/updates"
        )
    };
    let url = settings::url(KEY, text)?;
    let is_own_server = settings.telegram.api_url.is_some();
    match url.scheme() {
        "https" => (),
        "http" if is_own_server => (),
        _ => bail!("{KEY} must begin with https://: Telegram sends updates to nothing else"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        bail!("{KEY} must be without user and password: the secret does what they would do");
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !is_own_server && !PORTS.contains(&port) {
        bail!("{KEY} has port {port}, and Telegram speaks to 443, 80, 88 and 8443 only");
    }
    let first = url.path_segments().and_then(|mut it| it.next()).unwrap_or_default();
    if OURS.contains(&first) {
        bail!("{KEY} begins with /{first}, where pages or API are served: choose another path");
    }
    // Proxies write paths down.
    if let Ok(token) = settings.token()
        && let Some((_, secret)) = token.split_once(':')
        && !secret.is_empty()
        && url.path().contains(secret)
    {
        bail!("{KEY} holds the bot's token, which proxies write down: choose a path without it");
    }
    Ok(url)
}

/// The secret that the settings give: of the file, else of the key.
fn given_secret(settings: &Settings) -> Result<Option<String>> {
    let telegram = &settings.telegram;
    if let Some(path) = &telegram.webhook_secret_file {
        let text = fs::read_to_string(path).with_context(|| {
            format!("failed to read telegram.webhook_secret_file {}", path.display())
        })?;
        return Ok(Some(text.trim().to_owned()));
    }
    Ok(telegram.webhook_secret.as_ref().map(|it| it.0.clone()))
}

/// The secret that was drawn before, or one that is drawn now and kept for its owner alone.
fn kept_secret(path: &Path, chance: &dyn Chance) -> Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => (),
        Err(error) => {
            return Err(error).with_context(|| format!("failed to read {}", path.display()));
        }
    }
    let mut halves = [[0; SECRET_BYTES / 2]; 2];
    for half in &mut halves {
        chance.fill(half);
    }
    let [first, second] = halves.map(u128::from_be_bytes);
    let secret = format!("{first:032x}{second:032x}");
    keep(path, &secret).with_context(|| format!("failed to write {}", path.display()))?;
    Ok(secret)
}

/// Written beside and then moved: half a secret is never there.
fn keep(path: &Path, secret: &str) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => (),
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_address::Hidden;

    const GOOD: &str = "https://desk.example.org/telegram/updates";

    fn given(url: &str) -> Settings {
        let mut settings = Settings::default();
        settings.telegram.token = Some("1:top-secret".to_owned());
        settings.telegram.delivery = Delivery::Webhook;
        settings.telegram.webhook_url = Some(url.to_owned());
        settings
    }

    #[track_caller]
    fn check(settings: &Settings, told: &[&str]) {
        let problems = problems(settings);
        assert_eq!(problems.len(), told.len(), "{problems:?}");
        for (problem, told) in problems.iter().zip(told) {
            assert!(problem.contains(told), "{told}: {problem}");
        }
        assert!(!problems.concat().contains("hidden"), "{problems:?}");
    }

    #[test]
    fn every_address_that_cannot_work_is_told_with_its_mend() {
        check(&given(GOOD), &[]);
        check(&given("https://desk.example.org:8443/x"), &[]);
        check(&given("nonsense"), &["telegram.webhook_url is not an address"]);
        check(&given("http://desk.example.org/x"), &["must begin with https://"]);
        check(&given("https://desk.example.org:8080/x"), &["has port 8080"]);
        check(&given("https://u:hidden@desk.example.org/x"), &["without user and password"]);
        check(&given("https://desk.example.org"), &["needs a path"]);
        check(&given("https://desk.example.org/api/x"), &["begins with /api"]);
        let mut own_server = given("http://127.0.0.1:8080/x");
        own_server.telegram.api_url = Some("http://127.0.0.1:8081".to_owned());
        check(&own_server, &[]);
        let mut without = given(GOOD);
        without.telegram.webhook_url = None;
        check(&without, &["needs telegram.webhook_url"]);
        without.telegram.delivery = Delivery::Polling;
        check(&without, &[]);
    }

    #[test]
    fn the_path_must_not_hold_the_token() {
        if std::env::var_os(settings::TOKEN_VARIABLE).is_none() {
            check(&given("https://desk.example.org/1:top-secret"), &["holds the bot's token"]);
        }
    }

    #[test]
    fn all_that_is_wrong_beside_the_address_is_told() {
        let mut wrong = given(GOOD);
        wrong.telegram.webhook_secret = Some(Hidden("hidden word".to_owned()));
        wrong.telegram.webhook_listen = Some(wrong.http.listen);
        check(&wrong, &["telegram.webhook_secret cannot be used", "telegram.webhook_listen"]);
        wrong.telegram.webhook_secret = None;
        wrong.telegram.webhook_max_connections = 0;
        check(&wrong, &["telegram.webhook_max_connections", "telegram.webhook_listen"]);
        wrong.telegram.webhook_secret_file = Some("/nowhere/s".into());
        check(&wrong, &["failed to read telegram.webhook_secret_file", "telegram.webhook_listen"]);
    }

    #[test]
    fn pages_and_api_are_all_out_of_bounds() {
        let routes = include_str!("../api/src/lib.rs").split(".route(\"/").skip(1);
        let first = routes.map(|it| it.split(['/', '"']).next().unwrap());
        for first in first.filter(|it| !it.is_empty()) {
            assert!(OURS.contains(&first), "{first}");
        }
    }

    #[test]
    fn a_secret_is_drawn_once_and_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = given(GOOD);
        settings.data = folder.path().to_owned();
        let path = folder.path().join(SECRET_FILE);
        assert!(webhook(&settings).unwrap().is_some());
        let kept = fs::read_to_string(&path).unwrap();
        assert_eq!(kept.len(), 2 * SECRET_BYTES);
        assert!(webhook(&settings).unwrap().is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), kept);
        #[cfg(unix)]
        {
            let rights = std::os::unix::fs::PermissionsExt::mode(
                &fs::metadata(&path).unwrap().permissions(),
            );
            assert_eq!(rights & 0o777, 0o600);
        }
    }
}
