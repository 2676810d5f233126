//! Settings: what does `proofdesk.toml`, the environment, and the command line ask for?

use crate::delivery::{self, Delivery};
use crate::log_address::{self, Hidden, LogAddress, SQLITE};
use crate::misfits;
use anyhow::{Context, Result, bail};
use bot::client::{Api as TelegramApi, Settings as TelegramSettings};
use bot::files::Limits as FileLimits;
use bot::pace::Limits;
use bot::reaction::{NoReaction, TicketReaction};
use domain::client::Zone;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use store::eventstoredb::Login;

/// The file that is read where no other is named.
pub(crate) const FILE: &str = "proofdesk.toml";
/// The variable that may hold the bot's token.
pub(crate) const TOKEN_VARIABLE: &str = "TELEGRAM_BOT_TOKEN";

/// Everything that can be set. Unknown keys are errors.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The one data folder: log, views, keys of the texts.
    pub(crate) data: PathBuf,
    /// Where the keys that wrap all others lie; `keys` in the data folder if unset. Back it up apart from the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) keys: Option<PathBuf>,
    /// Where the log lies: `sqlite`, which is in the data folder, or the connection string of a cluster.
    pub(crate) store: Hidden,
    /// Who asks the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store_user: Option<String>,
    /// Better kept in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store_password: Option<Hidden>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store_password_file: Option<PathBuf>,
    pub(crate) telegram: Telegram,
    pub(crate) http: Http,
    pub(crate) desk: Desk,
    pub(crate) retention: Retention,
    pub(crate) attachments: Attachments,
    pub(crate) intake: Intake,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Telegram {
    /// The bot's token. Better kept in a file, or in `TELEGRAM_BOT_TOKEN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_file: Option<PathBuf>,
    /// Another Bot API server than Telegram's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) api_url: Option<String>,
    /// `socks5://`, `socks5h://`, `http://` or `https://`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<String>,
    pub(crate) pace: Pace,
    /// Whether updates are fetched, or sent to us.
    pub(crate) delivery: Delivery,
    /// The address to which Telegram sends updates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook_url: Option<String>,
    /// What each request of Telegram's bears; drawn and kept in the data folder if unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook_secret: Option<Hidden>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook_secret_file: Option<PathBuf>,
    /// How many connections Telegram opens at most.
    pub(crate) webhook_max_connections: u8,
    /// Where updates come in, if not where pages and API are served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook_listen: Option<SocketAddr>,
}

/// How fast the bot may speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pace {
    /// As Telegram's own servers allow.
    #[default]
    Telegram,
    /// Without limits: for a Bot API server of one's own that has none.
    Unlimited,
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("token_file", &self.token_file).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Http {
    /// A loopback address: there is no sign-in yet.
    pub(crate) listen: SocketAddr,
    /// Host names under which a reverse proxy of yours, with a sign-in of its own, brings requests.
    pub(crate) hosts: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Desk {
    /// Telegram user ids of those who link groups and give roles.
    pub(crate) admins: Vec<i64>,
    /// How staff are spoken to: `ru` or `en`.
    pub(crate) language: domain::Language,
    /// The IANA zone in which staff read times.
    pub(crate) zone: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Retention {
    /// Days after a month's end for which chat texts outside tickets are kept.
    pub(crate) chat_days: u32,
}

/// How much of what people attach is fetched from Telegram.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Attachments {
    /// Megabytes of one file.
    pub(crate) file_mb_max: u64,
    /// Gigabytes of all files in the data folder.
    pub(crate) total_gb_max: u64,
    /// Megabytes for one client on one day.
    pub(crate) client_day_mb_max: u64,
}

/// How clients' words become tickets, wherever they are written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Intake {
    /// The emoji with which staff make a message a ticket.
    pub(crate) ticket_reaction: String,
}

impl Default for Intake {
    fn default() -> Self {
        Self { ticket_reaction: TicketReaction::default().to_string() }
    }
}

impl Attachments {
    /// The most megabytes of one file that can be asked for.
    const FILE_MB_MAX: u64 = store::files::FILE_BYTES_MAX >> 20;

    pub(crate) fn limits(&self) -> FileLimits {
        let bytes = |many: u64, unit: u32| many.saturating_mul(1 << unit);
        FileLimits {
            file_bytes_max: bytes(self.file_mb_max, 20),
            total_bytes_max: bytes(self.total_gb_max, 30),
            client_day_bytes_max: bytes(self.client_day_mb_max, 20),
        }
    }
}

impl Default for Attachments {
    fn default() -> Self {
        Self { file_mb_max: 20, total_gb_max: 20, client_day_mb_max: 1024 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "data".into(),
            keys: None,
            store: Hidden(SQLITE.to_owned()),
            store_user: None,
            store_password: None,
            store_password_file: None,
            telegram: Telegram::default(),
            http: Http::default(),
            desk: Desk::default(),
            retention: Retention::default(),
            attachments: Attachments::default(),
            intake: Intake::default(),
        }
    }
}

impl Default for Telegram {
    fn default() -> Self {
        Self {
            token: None,
            token_file: None,
            api_url: None,
            proxy: None,
            pace: Pace::default(),
            delivery: Delivery::default(),
            webhook_url: None,
            webhook_secret: None,
            webhook_secret_file: None,
            webhook_max_connections: bot::webhook::CONNECTIONS,
            webhook_listen: None,
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), hosts: vec![] }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self { admins: vec![], language: domain::Language::Ru, zone: "Europe/Moscow".to_owned() }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { chat_days: commands::retention::CHAT_DAYS }
    }
}

impl Settings {
    /// The settings of a file, each overridable by `PROOFDESK_...` (`PROOFDESK_HTTP__LISTEN`). A named file must be
    /// there; the default one need not.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; unknown keys and values of a wrong kind, all of them: where, and never what stands
    /// there.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        let path = file.unwrap_or(Path::new(FILE));
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if path.exists() {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("failed to read {}", path.display()))?;
            // Read once by itself, because only its own reader tells the line of a mistake.
            let misfits = misfits::of_file::<Self>(&text);
            if !misfits.is_empty() {
                bail!("{} cannot be read:\n- {}", path.display(), misfits.join("\n- "));
            }
            figment = figment.merge(Toml::string(&text));
        } else if file.is_some() {
            bail!("{} is not there", path.display());
        }
        let environment =
            Env::prefixed(misfits::PREFIX).filter(|it| !is_not_ours(it.as_str())).split("__");
        figment.merge(environment).extract().map_err(|it| {
            let misfits = misfits::of_environment(it);
            anyhow::anyhow!("the environment cannot be used:\n- {}", misfits.join("\n- "))
        })
    }

    /// Everything that is wrong with the settings, each with its mend.
    pub(crate) fn problems(&self) -> Vec<String> {
        [self.problems_without_bot(), self.bot_problems()].concat()
    }

    /// As [`Self::problems`], of a node that has no bot.
    pub(crate) fn problems_without_bot(&self) -> Vec<String> {
        let mut problems = vec![];
        if !self.http.listen.ip().is_loopback() {
            let listen = self.http.listen;
            problems.push(format!(
                "http.listen = \"{listen}\" is not a loopback address, and there is no sign-in yet: use \
                 127.0.0.1 and put a reverse proxy with a sign-in of its own before it"
            ));
        }
        if !domain::zone::is_known(&Zone(self.desk.zone.clone())) {
            let zone = &self.desk.zone;
            problems.push(format!("desk.zone = \"{zone}\" is no IANA zone: try Europe/Moscow"));
        }
        if self.desk.admins.is_empty() {
            problems.push(
                "desk.admins is empty, so that nobody can link a group: put your own Telegram user id there"
                    .to_owned(),
            );
        }
        if let Some(wrong) = self.desk.admins.iter().find(|it| **it <= 0) {
            problems.push(format!(
                "desk.admins holds {wrong}, and people's Telegram ids are greater than 0 (those of groups are not)"
            ));
        }
        if let Some(wrong) = self.http.hosts.iter().find(|it| !is_host(it)) {
            problems.push(format!(
                "http.hosts holds \"{wrong}\", which is no host name: write it without scheme, port and path, such \
                 as desk.example.org"
            ));
        }
        if self.retention.chat_days == 0 {
            problems.push(
                "retention.chat_days = 0 would forget texts before anybody has read them: at least 1"
                    .to_owned(),
            );
        }
        if self.attachments.file_mb_max > Attachments::FILE_MB_MAX {
            problems.push(format!(
                "attachments.file_mb_max = {} is more than any Bot API server gives: at most {}, and Telegram's own gives 20",
                self.attachments.file_mb_max,
                Attachments::FILE_MB_MAX
            ));
        }
        if self.ticket_reaction().is_err() {
            problems.push(format!(
                "intake.ticket_reaction = \"{}\" is none of the reactions that everybody in Telegram has: try {}",
                self.intake.ticket_reaction,
                TicketReaction::default()
            ));
        }
        problems.extend(self.store_problem());
        problems
    }

    /// What is wrong with the bot's settings, which a node without a bot does not need.
    pub(crate) fn bot_problems(&self) -> Vec<String> {
        let of_webhook = delivery::problems(self);
        let of_client = match (self.token(), self.api_url(), self.proxy()) {
            (Ok(token), Ok(api_url), Ok(proxy)) => {
                let settings = TelegramSettings { token, api_url, proxy };
                let problem = TelegramApi::new(&settings).err().map(anyhow::Error::new);
                problem.map(|it| format!("the bot cannot be set up: {it:#}")).into_iter().collect()
            }
            (token, api_url, proxy) => {
                let errors = [api_url.err(), proxy.err(), token.err()];
                errors.into_iter().flatten().map(|it| format!("{it:#}")).collect::<Vec<_>>()
            }
        };
        [of_client, of_webhook].concat()
    }

    fn store_problem(&self) -> Option<String> {
        self.log().err().map(|it| format!("{it:#}"))
    }

    /// The emoji with which staff make a message a ticket.
    ///
    /// # Errors
    ///
    /// An emoji that is no reaction.
    pub(crate) fn ticket_reaction(&self) -> Result<TicketReaction, NoReaction> {
        self.intake.ticket_reaction.parse()
    }

    pub(crate) fn limits(&self) -> Limits {
        match self.telegram.pace {
            Pace::Telegram => Limits::default(),
            Pace::Unlimited => Limits::NONE,
        }
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// Where the log lies.
    ///
    /// # Errors
    ///
    /// An address that is none, or a login that is not whole. No password is ever in the text.
    pub(crate) fn log(&self) -> Result<LogAddress> {
        let login = self.store_login()?;
        match LogAddress::parse(&self.store.0, login).context("store cannot be used")? {
            LogAddress::Folder(Some(folder)) if folder != self.data => bail!(
                "store names another folder than data, and the log lies in the data folder: set data \
                 = \"{}\", or store = \"sqlite\"",
                folder.display()
            ),
            LogAddress::Folder(_) => Ok(LogAddress::Folder(None)),
            cluster @ LogAddress::Cluster(_) => Ok(cluster),
        }
    }

    /// Who asks a cluster.
    ///
    /// # Errors
    ///
    /// A login that is not whole. The password is never in the text.
    pub(crate) fn store_login(&self) -> Result<Option<Login>> {
        let (password, file) = (self.store_password.as_ref(), self.store_password_file.as_deref());
        log_address::login(self.store_user.as_deref(), password, file)
    }

    /// The bot's token: of the file, else of the environment, else of the settings.
    ///
    /// # Errors
    ///
    /// No token anywhere, or a file that cannot be read. The token itself is never in the text.
    pub(crate) fn token(&self) -> Result<String> {
        if let Some(path) = &self.telegram.token_file {
            let text = std::fs::read_to_string(path).with_context(|| {
                format!("failed to read telegram.token_file {}", path.display())
            })?;
            return Ok(text.trim().to_owned());
        }
        match std::env::var(TOKEN_VARIABLE) {
            Ok(token) if !token.trim().is_empty() => Ok(token.trim().to_owned()),
            Ok(_) | Err(_) => self.telegram.token.clone().with_context(|| {
                format!(
                    "there is no bot token: set {TOKEN_VARIABLE}, or telegram.token_file (BotFather gives one)"
                )
            }),
        }
    }

    /// # Errors
    ///
    /// An address that is none, or of another scheme.
    pub(crate) fn api_url(&self) -> Result<Option<Url>> {
        let Some(text) = &self.telegram.api_url else {
            return Ok(None);
        };
        let url = url("telegram.api_url", text)?;
        match url.scheme() {
            "http" | "https" => Ok(Some(url)),
            _ => bail!("telegram.api_url must begin with http:// or https://"),
        }
    }

    /// # Errors
    ///
    /// An address that is none, or of another scheme. A password in it is never in the text.
    pub(crate) fn proxy(&self) -> Result<Option<Url>> {
        let Some(text) = &self.telegram.proxy else {
            return Ok(None);
        };
        let proxy = url("telegram.proxy", text)?;
        match proxy.scheme() {
            "socks5" | "socks5h" | "http" | "https" => Ok(Some(proxy)),
            _ => bail!("telegram.proxy must begin with socks5://, socks5h://, http:// or https://"),
        }
    }
}

/// Variables with our prefix that speak to the log and to tests, not to the settings.
fn is_not_ours(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("test_") || matches!(name.as_str(), "log" | "long" | "seed")
}

/// Whether this can stand in a request as the name of a host, without a port.
fn is_host(text: &str) -> bool {
    let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.');
    let is_name = !text.is_empty() && text.bytes().all(fits);
    let address = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    is_name || address.is_some_and(|it| it.parse::<Ipv6Addr>().is_ok())
}

pub(crate) fn url(key: &str, text: &str) -> Result<Url> {
    Url::parse(text).map_err(|error| anyhow::anyhow!("{key} is not an address: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Settings> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, text).unwrap();
        Settings::load(Some(&path))
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = load("data = \"d\"\n[http]\nport = 1\n").unwrap_err().to_string();
        assert!(error.contains("port") && error.contains("line 3"), "{error}");
    }

    #[test]
    fn a_named_file_must_be_there() {
        let error = Settings::load(Some(Path::new("/nowhere/p.toml"))).unwrap_err();
        assert!(error.to_string().contains("is not there"));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = load(
            "[http]\nlisten = \"0.0.0.0:80\"\n[desk]\nzone = \"Mars\"\n[telegram]\nproxy = \"ftp://x\"\n\
             token_file = \"/nowhere/token\"\n",
        );
        let problems = settings.unwrap().problems();
        for key in ["http.listen", "desk.zone", "desk.admins", "telegram.proxy", "token_file"] {
            assert!(problems.iter().any(|it| it.contains(key)), "{key}: {problems:?}");
        }
    }

    #[test]
    fn what_cannot_work_is_a_problem_before_anything_is_tried() {
        let cases = [
            ("[telegram]\ntoken = \"secret\"", "not of the form"),
            ("[telegram]\ntoken = \"1:se cret\"", "not of the form"),
            ("[telegram]\ntoken = \"1:a\"\napi_url = \"ftp://secret\"", "telegram.api_url"),
            ("[desk]\nadmins = [1, 0]", "desk.admins holds 0"),
            ("[desk]\nadmins = [-100]", "desk.admins holds -100"),
            ("[http]\nhosts = [\"my desk\"]", "http.hosts"),
            ("[http]\nhosts = [\"https://desk\"]", "http.hosts"),
            ("[http]\nhosts = [\"desk:443\"]", "http.hosts"),
            ("[http]\nhosts = [\"\"]", "http.hosts"),
            ("[retention]\nchat_days = 0", "retention.chat_days"),
            ("[intake]\nticket_reaction = \"🎫\"", "intake.ticket_reaction = \"🎫\""),
            ("[attachments]\nfile_mb_max = 2001", "attachments.file_mb_max = 2001"),
            ("store = \"secret\"", "store cannot be used: it is neither"),
            ("store = \"esdb://u:secret@h:x\"", "store cannot be used: host 1"),
            ("store = \"esdb://h?secret=cret\"", "store cannot be used"),
            ("store = \"sqlite:elsewhere\"", "store names another folder than data"),
            ("store = \"esdb://h?tls=false\"\nstore_user = \"u\"", "set store_password_file"),
            ("store_password = \"secret\"", "store_user is not"),
            (
                "store_user = \"u\"\nstore_password_file = \"/nowhere/p\"",
                "failed to read store_password_file",
            ),
        ];
        for (text, told) in cases {
            let problems = load(text).unwrap().problems();
            assert!(problems.iter().any(|it| it.contains(told)), "{text}: {problems:?}");
            assert!(!problems.concat().contains("cret\""), "{text}: {problems:?}");
        }
    }

    #[test]
    fn what_can_work_is_no_problem() {
        let text = "[telegram]\ntoken = \"1:a-B_2\"\napi_url = \"http://[::1]:8081\"\n[desk]\nadmins = [1]\n\
                    [http]\nhosts = [\"desk.example.org\", \"127.0.0.2\", \"[fd00::1]\"]\n";
        assert_eq!(load(text).unwrap().problems(), Vec::<String>::new());
    }

    #[test]
    fn neither_token_nor_any_password_is_ever_shown() {
        let settings = load(
            "store = \"esdb://u:secret@h\"\nstore_password = \"secret\"\n[telegram]\ntoken = \"1:secret\"\nproxy = \"socks5://u:secret@h:1\"\n",
        );
        assert!(!format!("{:?}", settings.unwrap()).contains("secret"));
    }
}
