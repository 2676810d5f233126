//! Address: where is the cluster, and how is it spoken to?

mod files;
mod parameters;
mod settings;

use super::names::ClientSettings;
use parameters::Parameters;
use std::fmt;
use std::time::Duration;
use thiserror::Error;
use zeroize::Zeroizing;

/// The most nodes of one address.
pub const HOSTS_MAX: usize = 16;
/// The most bytes of an address.
pub const ADDRESS_BYTES_MAX: usize = 4_096;
const USER_CHARS_MAX: usize = 100;
/// The longest name that DNS has.
const HOST_BYTES_MAX: usize = 253;
const PORT: u16 = 2_113;

/// Where a cluster is, how it is spoken to, and which of its streams are ours.
#[derive(Clone)]
pub struct Address {
    settings: ClientSettings,
    hosts: Vec<Host>,
    deadline: Duration,
    prefix: String,
}

/// Who asks the cluster.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: Zeroizing<String>,
}

/// A node, or the name under which all of them are found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Host {
    name: String,
    port: u16,
}

/// Why a text is no address of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadAddress {
    #[error("an address begins with esdb:// or esdb+discover://")]
    Scheme,
    #[error("an address has at most {ADDRESS_BYTES_MAX} bytes")]
    TooLong,
    #[error(
        "host {at} of the address is not a name or an address of a node, with a port if need be"
    )]
    Host { at: usize },
    #[error("an address has 1 to {HOSTS_MAX} hosts, with esdb+discover:// one")]
    Hosts,
    #[error("an address has no path; parameters follow a question mark")]
    Path,
    #[error(
        "in user and password of the address, write all but letters and digits as % and two hex digits"
    )]
    Login,
    #[error("a user is 1 to {USER_CHARS_MAX} characters without a colon")]
    User,
    #[error("the address has a user, and the settings have one; leave the user out of the address")]
    TwoLogins,
    #[error("the address has an unknown parameter, {name}; leave it out")]
    Unknown { name: String },
    #[error("the address has {name} twice; leave one out")]
    Repeated { name: &'static str },
    #[error("{name} of the address must be {must}")]
    Value { name: &'static str, must: &'static str },
    #[error("{name} of the address names a file that {problem}")]
    File { name: &'static str, problem: &'static str },
    #[error(
        "the root certificates of this machine cannot be read; name a tlsCaFile in the address"
    )]
    Roots,
    #[error("the client does not take the address")]
    Client,
}

impl Address {
    /// An address such as `esdb://one:2113,two:2113?tlsCaFile=/etc/ca.pem&prefix=desk`.
    ///
    /// The parameters are those of the vendor's clients, and `prefix`: 1 to 20 of a-z and 0-9 that
    /// the names of our streams begin with, `proofdesk` unless said otherwise. Files that are named
    /// are read, so that what is wrong with them is found here.
    ///
    /// # Errors
    ///
    /// [`BadAddress`] for what is wrong first, with its name and never with its value.
    pub fn parse(text: &str, login: Option<Login>) -> Result<Self, BadAddress> {
        if text.len() > ADDRESS_BYTES_MAX {
            return Err(BadAddress::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BadAddress::Scheme)?;
        let discover = match scheme {
            "esdb" | "kurrentdb" | "kurrent" | "kdb" => false,
            "esdb+discover" | "kurrentdb+discover" | "kurrent+discover" | "kdb+discover" => true,
            _ => return Err(BadAddress::Scheme),
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        // A question mark or slash that belongs to a password must not show what follows it.
        let (authority, path) = place.split_once('/').unwrap_or((place, ""));
        if query.contains('@') || path.contains('@') {
            return Err(BadAddress::Login);
        }
        if !path.is_empty() {
            return Err(BadAddress::Path);
        }
        let (user, hosts) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(user, hosts)| (Some(user), hosts));
        let login = match (user.map(Login::parse).transpose()?, login) {
            (Some(_), Some(_)) => return Err(BadAddress::TwoLogins),
            (written, given) => written.or(given),
        };
        if login.as_ref().is_some_and(|it| !it.is_sound()) {
            return Err(BadAddress::User);
        }
        let hosts = parse_hosts(hosts, discover)?;
        let parameters = Parameters::parse(query)?;
        files::check(&parameters)?;
        let settings = settings::make(discover, &hosts, login.as_ref(), &parameters)?;
        Ok(Self { settings, hosts, deadline: parameters.deadline, prefix: parameters.prefix })
    }

    pub(crate) fn settings(&self) -> &ClientSettings {
        &self.settings
    }

    /// The time that the server has to answer.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// What the names of our streams begin with on the server, without the dot.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl Login {
    fn parse(text: &str) -> Result<Self, BadAddress> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        let user = decoded(user)?.to_string();
        Ok(Self { user, password: decoded(password)? })
    }

    fn is_sound(&self) -> bool {
        (1..=USER_CHARS_MAX).contains(&self.user.chars().count()) && !self.user.contains(':')
    }
}

/// What percent signs with two hex digits stand for.
fn decoded(text: &str) -> Result<Zeroizing<String>, BadAddress> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = digit().zip(digit()).ok_or(BadAddress::Login)?;
                u8::try_from(high * 16 + low).expect("two hex digits are a byte")
            }
            b':' | b'@' | b' ' => return Err(BadAddress::Login),
            other => other,
        });
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| BadAddress::Login)?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn parse_hosts(text: &str, discover: bool) -> Result<Vec<Host>, BadAddress> {
    let hosts = text
        .split(',')
        .enumerate()
        .map(|(at, it)| Host::parse(it).ok_or(BadAddress::Host { at: at + 1 }))
        .collect::<Result<Vec<_>, _>>()?;
    let most = if discover { 1 } else { HOSTS_MAX };
    if hosts.len() > most { Err(BadAddress::Hosts) } else { Ok(hosts) }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        // An address of IPv6 stands in brackets, since it has colons of its own.
        let (name, port) = if text.starts_with('[') {
            let (name, port) = text.split_at(text.find(']')? + 1);
            name[1..name.len() - 1].parse::<std::net::Ipv6Addr>().ok()?;
            (name, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        } else {
            let (name, port) =
                text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
            let fits = (1..=HOST_BYTES_MAX).contains(&name.len())
                && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._".contains(&it));
            fits.then_some((name, port))?
        };
        let port = port.map_or(Some(PORT), |it| it.parse().ok().filter(|it| *it != 0))?;
        Some(Self { name: name.to_owned(), port })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("hosts", &self.hosts)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
