//! House: an emulator that answers on a port of its own, and a bot that speaks plain HTTP to it.

use chrono::{DateTime, Utc};
use emulator::{ChatId, Clock, Config, Emulator, MessageId, Right, Standing, UserId};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) struct House {
    pub(crate) tg: Emulator,
    pub(crate) anna: UserId,
    pub(crate) group: ChatId,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    _checked: emulator::Checked,
    _stop: DropGuard,
}

/// What the bot was told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn result(&self) -> &Value {
        assert_eq!(self.body["ok"], true, "{}", self.body);
        &self.body["result"]
    }

    #[track_caller]
    pub(crate) fn message(&self) -> MessageId {
        MessageId(self.result()["message_id"].as_i64().expect("a message"))
    }

    /// Refused with this code and in these words.
    #[track_caller]
    pub(crate) fn refused(&self, code: u16, description: &str) {
        assert_eq!(self.body["description"], description, "{}", self.body);
        assert_eq!((self.status, self.body["error_code"].as_u64()), (code, Some(code.into())));
        assert_eq!(self.body["ok"], false);
    }
}

pub(crate) fn monday() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_442_000, 0).expect("an instant")
}

pub(crate) fn config() -> Config {
    Config::new(Clock::standing_at(monday()))
}

/// Anna has made a group; the bot is its member.
pub(crate) async fn house() -> House {
    house_with(config()).await
}

pub(crate) async fn house_with(config: Config) -> House {
    let tg = Emulator::new(config);
    let anna = tg.add_user(emulator::Profile::named("Anna").last("Petrova").speaks("ru"));
    let group = tg.add_group(anna, "ACME").expect("Anna is there");
    tg.add_bot(anna, group).expect("Anna is a member");

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let cancel = CancellationToken::new();
    let served = (tg.clone(), cancel.clone());
    tokio::spawn(async move { served.0.serve(listener, served.1).await });
    let url = format!("http://{address}");
    let http = reqwest::Client::new();
    let checked = tg.checked();
    House { tg, anna, group, url, http, _checked: checked, _stop: cancel.drop_guard() }
}

impl House {
    pub(crate) async fn call(&self, method: &str, params: Value) -> Answer {
        self.try_call(method, params).await.expect("an answer")
    }

    pub(crate) async fn try_call(&self, method: &str, params: Value) -> reqwest::Result<Answer> {
        let url = format!("{}/bot{}/{method}", self.url, self.tg.token());
        let response = self.http.post(url).json(&params).send().await?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.json().await? })
    }

    pub(crate) async fn say(&self, chat: ChatId, text: &str) -> Answer {
        self.call("sendMessage", json!({"chat_id": chat, "text": text})).await
    }

    /// All unconfirmed updates.
    pub(crate) async fn updates(&self) -> Vec<Value> {
        let answer = self.call("getUpdates", json!({})).await;
        answer.result().as_array().expect("a list").clone()
    }

    /// Confirms all there is.
    pub(crate) async fn confirm_all(&self) {
        if let Some(last) = self.updates().await.last() {
            let next = last["update_id"].as_i64().expect("a number") + 1;
            self.call("getUpdates", json!({"offset": next})).await;
        }
    }

    pub(crate) fn make_admin(&self) {
        let all = Right::ALL.map(|(right, _)| right);
        let admin = Standing::administrator(all);
        self.tg.promote(self.anna, self.group, self.tg.bot(), admin).expect("all are members");
    }
}
