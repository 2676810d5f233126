//! Client: how are the methods of Telegram called, and what became of each call?
//!
//! teloxide's own calls sleep for ten seconds inside on every 5xx and name the token in their errors; these do not.

mod calls;
mod download;
mod error;
mod hook;
mod invite;

pub use calls::{Copied, Edited, Markup, Me, Member, Sent};
pub use download::{Download, Place};
pub use error::{CallError, Doubt};
pub use hook::{Hook, KINDS, Wanted};
pub(crate) use invite::{Album, NAME_CHARS_MAX as LINK_NAME_CHARS_MAX};

use calls::{
    AnswerCallbackQuery, CopyMessage, EditMessageReplyMarkup, EditMessageText, GetChat,
    GetChatMember, GetMe, NO_PREVIEW, PinChatMessage, ReactionEmoji, ReplyParameters, SendMessage,
    SetMessageReaction,
};
use domain::MessageId;
use error::{Refusal, classify};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;
use teloxide::Bot;
use teloxide::requests::Payload;
use teloxide::types::{InlineKeyboardMarkup, ParseMode};
use thiserror::Error;

/// How long a connection may take to come about.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long an ordinary call may take. Telegram itself gives up on us after a minute.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The most bytes of an answer: a hundred updates of the greatest size are far below.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How Telegram is reached.
#[derive(Clone, Default)]
pub struct Settings {
    /// `<number>:<secret>`, from `BotFather`.
    pub token: String,
    /// Another Bot API server than Telegram's own, without a slash at its end.
    pub api_url: Option<reqwest::Url>,
    /// `socks5://`, `socks5h://`, `http://` or `https://`.
    pub proxy: Option<reqwest::Url>,
}

/// Why no client could be made. Says nothing of the token but that it is wrong.
#[derive(Debug, Error)]
pub enum SetupError {
    #[error("the token is not of the form <number>:<secret>")]
    Token,
    #[error("the address of the Bot API cannot bear a path")]
    Address,
    #[error("failed to set up the connection to telegram")]
    Http(#[source] reqwest::Error),
}

/// The methods of Telegram that we use. Cheap to clone; never shows its token.
#[derive(Clone)]
pub struct Api {
    bot: Bot,
    id: i64,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("bot", &self.id).finish_non_exhaustive()
    }
}

/// A message to be sent.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    pub text: String,
    /// True if `text` is HTML as Telegram reads it; else it is shown as it is.
    pub html: bool,
    pub thread: Option<i64>,
    pub reply_to: Option<MessageId>,
    pub markup: Option<Markup>,
    /// Without a sound.
    pub silent: bool,
}

/// Where a copied file is put, and what it says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beneath<'a> {
    pub thread: Option<i64>,
    pub reply_to: Option<MessageId>,
    /// HTML as Telegram reads it; at most 1024 UTF-16 units.
    pub html: &'a str,
}

impl Api {
    /// A client for one bot. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`SetupError`] names the setting that cannot be used.
    pub fn new(settings: &Settings) -> Result<Self, SetupError> {
        let (id, secret) = settings.token.split_once(':').ok_or(SetupError::Token)?;
        let id = id.parse().map_err(|_| SetupError::Token)?;
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        if secret.is_empty() || !secret.bytes().all(fits) {
            return Err(SetupError::Token);
        }
        let mut http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true);
        http = match &settings.proxy {
            Some(proxy) => {
                http.proxy(reqwest::Proxy::all(proxy.clone()).map_err(SetupError::Http)?)
            }
            None => http.no_proxy(),
        };
        let http = http.build().map_err(SetupError::Http)?;
        let mut bot = Bot::with_client(settings.token.clone(), http);
        if let Some(url) = &settings.api_url {
            if url.cannot_be_a_base() {
                return Err(SetupError::Address);
            }
            bot = bot.set_api_url(url.clone());
        }
        Ok(Self { bot, id })
    }

    /// The bot's own user id, as its token begins with it.
    pub fn bot_id(&self) -> i64 {
        self.id
    }

    /// Calls a method that answers at once.
    ///
    /// # Errors
    ///
    /// [`CallError`]; after [`CallError::Unknown`] it may have been done all the same.
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, CallError>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        self.call_within(ANSWER_WITHIN, payload).await
    }

    /// Calls a method that may take longer, such as a long poll.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn call_within<P>(
        &self,
        within: Duration,
        payload: &P,
    ) -> Result<P::Output, CallError>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        let request = self.bot.client().post(self.address(P::NAME)).timeout(within).json(payload);
        let doubt = |it: reqwest::Error| CallError::Unknown(Doubt::from(it));
        let response = request.send().await.map_err(doubt)?;
        let status = response.status();
        let body = read(response).await?;
        if status.is_server_error() {
            return Err(CallError::Unknown(Doubt::Server(status.as_u16())));
        }
        answer(status.as_u16(), &body)
    }

    /// Where a method is called. It holds the token.
    fn address(&self, method: &str) -> reqwest::Url {
        let mut url = self.bot.api_url();
        url.path_segments_mut()
            .expect("checked when the client was made")
            .pop_if_empty()
            .push(&format!("bot{}", self.bot.token()))
            .push(method);
        url
    }

    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn get_me(&self) -> Result<Me, CallError> {
        self.call(&GetMe {}).await
    }

    /// What somebody is in a chat; reliable of others only where the bot is an administrator.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn get_chat_member(&self, chat: i64, user: i64) -> Result<Member, CallError> {
        self.call(&GetChatMember { chat_id: chat, user_id: user }).await
    }

    /// Whether those who are nothing else but members may write in a group.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn members_may_write(&self, chat: i64) -> Result<bool, CallError> {
        let chat = self.call(&GetChat { chat_id: chat }).await?;
        Ok(chat.permissions.and_then(|it| it.can_send_messages) != Some(false))
    }

    /// Sends a message to a chat, by Telegram's number of it.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn send(&self, chat: i64, message: &Outgoing) -> Result<Sent, CallError> {
        let payload = SendMessage {
            chat_id: chat,
            message_thread_id: message.thread,
            text: message.text.clone(),
            parse_mode: message.html.then_some(ParseMode::Html),
            link_preview_options: NO_PREVIEW,
            disable_notification: message.silent,
            reply_parameters: message.reply_to.map(|it| ReplyParameters { message_id: it.0 }),
            reply_markup: message.markup.clone(),
        };
        self.call(&payload).await
    }

    /// Gives one of our messages other words and buttons.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::NotModified`] if it says so already.
    pub async fn edit(
        &self,
        chat: i64,
        message: MessageId,
        html: &str,
        buttons: InlineKeyboardMarkup,
    ) -> Result<Edited, CallError> {
        let payload = EditMessageText {
            chat_id: chat,
            message_id: message.0,
            text: html.to_owned(),
            parse_mode: ParseMode::Html,
            link_preview_options: NO_PREVIEW,
            reply_markup: buttons,
        };
        self.call(&payload).await
    }

    /// Gives one of our messages other buttons, and leaves its words.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]. That it has them already is none.
    pub async fn edit_buttons(
        &self,
        chat: i64,
        message: MessageId,
        buttons: InlineKeyboardMarkup,
    ) -> Result<(), CallError> {
        let (chat_id, message_id) = (chat, message.0);
        let payload = EditMessageReplyMarkup { chat_id, message_id, reply_markup: buttons };
        match self.call(&payload).await {
            Ok(_) | Err(CallError::NotModified) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Copies a file from one chat to another, under words of ours in the place of its own.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::SourceLost`] if it is not there any more.
    pub async fn copy(
        &self,
        chat: i64,
        (from, message): (i64, MessageId),
        beneath: &Beneath<'_>,
    ) -> Result<Copied, CallError> {
        let payload = CopyMessage {
            chat_id: chat,
            message_thread_id: beneath.thread,
            from_chat_id: from,
            message_id: message.0,
            caption: beneath.html.to_owned(),
            parse_mode: ParseMode::Html,
            reply_parameters: beneath.reply_to.map(|it| ReplyParameters { message_id: it.0 }),
        };
        self.call(&payload).await
    }

    /// Pins a message without a sound.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::Forbidden`] without the right to pin.
    pub async fn pin(&self, chat: i64, message: MessageId) -> Result<(), CallError> {
        let payload =
            PinChatMessage { chat_id: chat, message_id: message.0, disable_notification: true };
        self.call(&payload).await.map(drop)
    }

    /// Sets our reaction to a message.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn react(
        &self,
        chat: i64,
        message: MessageId,
        emoji: &'static str,
    ) -> Result<(), CallError> {
        let reaction = [ReactionEmoji { kind: "emoji", emoji }];
        let payload = SetMessageReaction { chat_id: chat, message_id: message.0, reaction };
        self.call(&payload).await.map(drop)
    }

    /// Answers a press, outside of all pacing: Telegram does not limit these.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::PressTooOld`] needs nothing more to be done.
    pub async fn answer_callback(
        &self,
        press: &str,
        text: &str,
        alert: bool,
    ) -> Result<(), CallError> {
        let payload =
            AnswerCallbackQuery { callback_query_id: press, text, show_alert: alert, url: None };
        self.call(&payload).await.map(drop)
    }

    /// Answers a press with a private chat with us that opens.
    ///
    /// # Errors
    ///
    /// As [`Self::answer_callback`].
    pub async fn open_chat(&self, press: &str, url: &str) -> Result<(), CallError> {
        let (callback_query_id, text, url) = (press, "", Some(url));
        let payload = AnswerCallbackQuery { callback_query_id, text, show_alert: false, url };
        self.call(&payload).await.map(drop)
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_BYTES_MAX => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => return Err(CallError::Unknown(Doubt::Garbled)),
            Ok(None) => return Ok(body),
            Err(error) => return Err(CallError::Unknown(Doubt::from(error))),
        }
    }
}

fn answer<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, CallError> {
    #[derive(serde::Deserialize)]
    struct Ok<T> {
        result: T,
    }
    const GARBLED: CallError = CallError::Unknown(Doubt::Garbled);
    if status == 200 {
        return serde_json::from_slice::<Ok<T>>(body).map(|it| it.result).map_err(|_| GARBLED);
    }
    let mut refusal: Refusal = serde_json::from_slice(body).map_err(|_| GARBLED)?;
    if refusal.error_code == 0 {
        refusal.error_code = status;
    }
    Err(classify(&refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "7:AAH-not_a_real_secret";

    fn api(url: &str) -> Api {
        let settings =
            Settings { token: SECRET.to_owned(), api_url: url.parse().ok(), proxy: None };
        Api::new(&settings).unwrap()
    }

    #[tokio::test]
    async fn no_error_and_no_debug_shows_the_token() {
        let api = api("http://127.0.0.1:1");
        let error = api.get_me().await.unwrap_err();
        assert_eq!(error, CallError::Unknown(Doubt::Connect));
        for shown in [format!("{error:?} {error}"), format!("{api:?}")] {
            assert!(!shown.contains("AAH"), "{shown}");
        }
    }

    #[test]
    fn a_token_of_another_form_is_refused() {
        for token in ["", "7", "7:", ":x", "x:y", "7:a/b", "7:a b"] {
            let settings = Settings { token: token.to_owned(), ..Settings::default() };
            assert!(matches!(Api::new(&settings), Err(SetupError::Token)), "{token}");
        }
    }

    #[test]
    fn an_answer_cut_in_the_middle_leaves_the_outcome_unknown() {
        let garbled = Err(CallError::Unknown(Doubt::Garbled));
        assert_eq!(answer::<Sent>(200, br#"{"ok":true,"result":{"mess"#), garbled);
        assert_eq!(answer::<Sent>(200, br#"{"ok":true}"#), garbled);
        let sent = br#"{"ok":true,"result":{"message_id":5000000000,"date":1772442000,"chat":{}}}"#;
        assert_eq!(answer::<Sent>(200, sent).map(|it| it.message), Ok(MessageId(5_000_000_000)));
    }
}
