//! The house under test: the real binary in a process of its own, against an imitated Telegram in this one.

use chrono::{DateTime, Utc};
use emulator::{ChatId, Clock, Config, Emulator, Limits, MessageId, UserId};
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long anything that must happen may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The binary, its data folder, and the Telegram it speaks to.
pub(crate) struct House {
    pub(crate) tg: Emulator,
    pub(crate) admin: UserId,
    pub(crate) staff: ChatId,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) port: u16,
    telegram: u16,
    /// The setting that says where the log lies, where that is not the data folder.
    store: Option<String>,
    /// Whether updates are sent to it, from its next start on.
    pub(crate) is_sent_to: bool,
    child: Option<Child>,
    closing: CancellationToken,
}

impl House {
    /// A house with a linked staff group, at work; its log in the data folder, or where `store` says.
    pub(crate) async fn open(limits: Limits, store: Option<String>) -> Self {
        let clock = Clock::following(now);
        let tg = Emulator::new(Config { limits, ..Config::new(clock) });
        let admin = tg.add_user("Мария");
        let staff = tg.add_supergroup(admin, "Дежурные").unwrap();
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let telegram = listener.local_addr().unwrap().port();
        let closing = CancellationToken::new();
        let (serving, stop) = (tg.clone(), closing.clone());
        tokio::spawn(async move { serving.serve(listener, stop).await });
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let (is_sent_to, child) = (false, None);
        let mut house =
            Self { tg, admin, staff, folder, port, telegram, store, is_sent_to, child, closing };
        let token = house.start_and_read_token();
        house.tg.start_group(admin, staff, &token).unwrap();
        house.said(staff, |it| it.contains("/new")).await;
        house
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts the binary and leaves it to its work.
    pub(crate) fn start(&mut self) {
        let mut child = self.command().stdout(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        self.child = Some(child);
    }

    fn start_and_read_token(&mut self) -> String {
        let mut child = self.command().stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        self.child = Some(child);
        let mut line = String::new();
        loop {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "the binary ended early");
            if let Some((_, token)) = line.split_once("?startgroup=") {
                std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
                return token.split('&').next().unwrap().trim().to_owned();
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
        command
            .arg("serve")
            .current_dir(self.folder.path())
            .env("PROOFDESK_LOG", "warn")
            .env("PROOFDESK_DATA", self.data())
            .env("PROOFDESK_TELEGRAM__API_URL", format!("http://127.0.0.1:{}", self.telegram))
            .env("PROOFDESK_HTTP__LISTEN", format!("127.0.0.1:{}", self.port))
            .env("PROOFDESK_DESK__ADMINS", format!("[{}]", self.admin.0))
            .env("PROOFDESK_TELEGRAM__PACE", "unlimited")
            .env("TELEGRAM_BOT_TOKEN", self.tg.token());
        if let Some(store) = &self.store {
            command.env("PROOFDESK_STORE", store);
        }
        if self.is_sent_to {
            let url = format!("http://127.0.0.1:{}/telegram/updates", self.port);
            command.env("PROOFDESK_TELEGRAM__DELIVERY", "webhook");
            command.env("PROOFDESK_TELEGRAM__WEBHOOK_URL", url);
        }
        if std::env::var_os("PROOFDESK_TEST_LOG").is_none() {
            command.stderr(Stdio::null());
        }
        command
    }

    /// Ends the binary at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks the binary to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) -> std::process::ExitStatus {
        let mut child = self.child.take().expect("it runs");
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap()
    }

    /// Registers a client from the staff group and links a new group of the admin's to it.
    pub(crate) async fn client(&self, code: &str, title: &str) -> ChatId {
        let asked =
            self.tg.say(self.admin, self.staff, &format!("/client {code} {title}")).unwrap();
        let link = self.answer_to(self.staff, asked, "?startgroup=").await;
        let token = link.split_once("?startgroup=").unwrap().1;
        let token = token.split('&').next().unwrap().to_owned();
        let group = self.tg.add_supergroup(self.admin, title).unwrap();
        self.tg.start_group(self.admin, group, &token).unwrap();
        self.said(group, |it| it.contains("/new")).await;
        group
    }

    /// A person in a group.
    pub(crate) fn member(&self, group: ChatId, name: &str) -> UserId {
        let person = self.tg.add_user(name);
        self.tg.invite(self.admin, group, person).unwrap();
        person
    }

    /// Waits until the bot has said something in a chat, and answers with the message.
    pub(crate) async fn said(&self, chat: ChatId, fits: impl Fn(&str) -> bool) -> MessageId {
        self.until(|| {
            let transcript = self.tg.transcript(chat).unwrap();
            transcript.by_bots().find(|it| fits(&it.text)).map(|it| it.message)
        })
        .await
    }

    /// Waits until the bot has replied to a message with these words in it, and answers with the whole text.
    pub(crate) async fn answer_to(&self, chat: ChatId, to: MessageId, words: &str) -> String {
        self.until(|| {
            let transcript = self.tg.transcript(chat).unwrap();
            let replies = transcript
                .by_bots()
                .filter(|it| it.reply_to.as_ref().is_some_and(|it| it.message == to));
            replies.map(|it| it.text.clone()).find(|it| it.contains(words))
        })
        .await
    }

    /// Waits until something is so.
    pub(crate) async fn until<T>(&self, is: impl Fn() -> Option<T>) -> T {
        let mut changes = self.tg.changes();
        let waiting = async {
            loop {
                if let Some(found) = is() {
                    return found;
                }
                // Also what is not told of, such as what the bot has confirmed, is looked at now and then.
                let _: Result<_, _> =
                    tokio::time::timeout(Duration::from_millis(50), changes.changed()).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("it happens in time")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.kill();
        self.closing.cancel();
    }
}

#[expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
