//! Parameters: what may follow the question mark of an address, and what does it mean if it is not there?

use super::BadAddress;
use std::path::PathBuf;
use std::time::Duration;
use url::form_urlencoded;

/// All parameters of the vendor's clients, and ours. The clients pass over what they do not know.
const NAMES: [&str; 14] = [
    "tls",
    "tlsVerifyCert",
    "tlsCaFile",
    "userCertFile",
    "userKeyFile",
    "nodePreference",
    "keepAliveInterval",
    "keepAliveTimeout",
    "defaultDeadline",
    "discoveryInterval",
    "maxDiscoverAttempts",
    "gossipTimeout",
    "connectionName",
    "prefix",
];

/// Below this the clients keep their own, and say so in a log line only.
const KEEP_ALIVE_MIN: Duration = Duration::from_secs(10);
const WAIT_MAX: Duration = Duration::from_mins(1);
/// The first connect waits this long: the clients' own half second would be felt.
const DISCOVERY_INTERVAL: Duration = Duration::from_millis(50);
const DEADLINE: Duration = Duration::from_secs(5);
const DEADLINE_MIN: Duration = Duration::from_millis(100);
const PREFIX: &str = "proofdesk";
const PREFIX_CHARS_MAX: usize = 20;
const ATTEMPTS_MAX: u16 = 100;
const CONNECTION_NAME_CHARS_MAX: usize = 100;
/// The longest name of an unknown parameter that an error shows.
const SHOWN_CHARS_MAX: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parameters {
    pub tls: bool,
    pub verify: bool,
    pub ca_file: Option<PathBuf>,
    pub user_files: Option<UserFiles>,
    pub keep_alive_interval: Duration,
    pub keep_alive_timeout: Duration,
    pub deadline: Duration,
    pub discovery_interval: Duration,
    pub discover_attempts: u16,
    pub gossip_timeout: Duration,
    pub connection_name: Option<String>,
    pub prefix: String,
}

/// Who we are, as a certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UserFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Parameters as they were written, each at most once.
struct Written(Vec<(&'static str, String)>);

impl Parameters {
    pub(super) fn parse(query: &str) -> Result<Self, BadAddress> {
        let written = Written::parse(query)?;
        if written.text("nodePreference").is_some_and(|it| !it.eq_ignore_ascii_case("leader")) {
            let must = "leader, or left out: only the leader knows what was recorded last";
            return Err(BadAddress::Value { name: "nodePreference", must });
        }
        let user_files = match (written.file("userCertFile")?, written.file("userKeyFile")?) {
            (Some(certificate), Some(key)) => Some(UserFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                return Err(needs("userKeyFile", "there, since userCertFile is"));
            }
            (None, Some(_)) => {
                return Err(needs("userCertFile", "there, since userKeyFile is"));
            }
        };
        let wait = "whole milliseconds from 1 to 60000";
        let least = Duration::from_millis(1);
        let keep_alive = "whole milliseconds from 10000 to 60000";
        Ok(Self {
            tls: written.bool("tls", true)?,
            verify: written.bool("tlsVerifyCert", true)?,
            ca_file: written.file("tlsCaFile")?,
            user_files,
            keep_alive_interval: written.millis(
                "keepAliveInterval",
                KEEP_ALIVE_MIN,
                KEEP_ALIVE_MIN,
                keep_alive,
            )?,
            keep_alive_timeout: written.millis(
                "keepAliveTimeout",
                KEEP_ALIVE_MIN,
                KEEP_ALIVE_MIN,
                keep_alive,
            )?,
            deadline: written.millis(
                "defaultDeadline",
                DEADLINE,
                DEADLINE_MIN,
                "whole milliseconds from 100 to 60000",
            )?,
            discovery_interval: written.millis(
                "discoveryInterval",
                DISCOVERY_INTERVAL,
                least,
                wait,
            )?,
            discover_attempts: written.attempts()?,
            gossip_timeout: written.millis("gossipTimeout", Duration::from_secs(3), least, wait)?,
            connection_name: written.connection_name()?,
            prefix: written.prefix()?,
        })
    }
}

impl Written {
    fn parse(query: &str) -> Result<Self, BadAddress> {
        let mut written = Vec::<(&'static str, String)>::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(known) = NAMES.iter().find(|it| it.eq_ignore_ascii_case(&name)) else {
                return Err(BadAddress::Unknown { name: shown(&name) });
            };
            if written.iter().any(|(it, _)| it == known) {
                return Err(BadAddress::Repeated { name: known });
            }
            written.push((known, value.into_owned()));
        }
        Ok(Self(written))
    }

    fn text(&self, name: &'static str) -> Option<&str> {
        self.0.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
    }

    fn bool(&self, name: &'static str, default: bool) -> Result<bool, BadAddress> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.parse().map_err(|_| needs(name, "true or false"))
    }

    fn file(&self, name: &'static str) -> Result<Option<PathBuf>, BadAddress> {
        match self.text(name) {
            Some("") => Err(needs(name, "the path of a file")),
            text => Ok(text.map(PathBuf::from)),
        }
    }

    fn millis(
        &self,
        name: &'static str,
        default: Duration,
        least: Duration,
        must: &'static str,
    ) -> Result<Duration, BadAddress> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let wait = text.parse().map(Duration::from_millis).ok();
        wait.filter(|it| (least..=WAIT_MAX).contains(it)).ok_or(needs(name, must))
    }

    fn attempts(&self) -> Result<u16, BadAddress> {
        let Some(text) = self.text("maxDiscoverAttempts") else { return Ok(3) };
        let attempts = text.parse().ok().filter(|it| (1..=ATTEMPTS_MAX).contains(it));
        attempts.ok_or(needs("maxDiscoverAttempts", "a whole number from 1 to 100"))
    }

    fn connection_name(&self) -> Result<Option<String>, BadAddress> {
        let Some(text) = self.text("connectionName") else { return Ok(None) };
        // It is sent in a header.
        let fits = (1..=CONNECTION_NAME_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|it| it.is_ascii_graphic());
        let fits = fits.then(|| Some(text.to_owned()));
        fits.ok_or(needs("connectionName", "1 to 100 visible characters of ASCII"))
    }

    fn prefix(&self) -> Result<String, BadAddress> {
        let text = self.text("prefix").unwrap_or(PREFIX);
        let fits = (1..=PREFIX_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9'));
        let fits = fits.then(|| text.to_owned());
        fits.ok_or(needs("prefix", "1 to 20 of a-z and 0-9"))
    }
}

fn needs(name: &'static str, must: &'static str) -> BadAddress {
    BadAddress::Value { name, must }
}

/// A name as an error may show it: what is not a word may be part of something else.
fn shown(name: &str) -> String {
    let is_word = (1..=SHOWN_CHARS_MAX).contains(&name.len())
        && name.bytes().all(|it| it.is_ascii_alphabetic());
    if is_word { name.to_owned() } else { "one that is not a word".to_owned() }
}
