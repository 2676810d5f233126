//! Invite: links into groups, and the cards that bear them.

use super::calls::{ReplyParameters, Sent};
use super::{ANSWER_WITHIN, Api, CallError, Doubt, answer, read};
use domain::MessageId;
use reqwest::multipart::{Form, Part};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt;
use teloxide::requests::Payload;

/// The most characters of a link's name, by the Bot API.
pub(crate) const NAME_CHARS_MAX: usize = 32;

#[derive(Serialize)]
struct CreateChatInviteLink<'a> {
    chat_id: i64,
    name: &'a str,
}

impl Payload for CreateChatInviteLink<'_> {
    type Output = Made;
    const NAME: &'static str = "createChatInviteLink";
}

#[derive(Serialize)]
struct RevokeChatInviteLink<'a> {
    chat_id: i64,
    invite_link: &'a str,
}

impl Payload for RevokeChatInviteLink<'_> {
    type Output = Made;
    const NAME: &'static str = "revokeChatInviteLink";
}

#[derive(Deserialize)]
struct Made {
    invite_link: String,
}

/// A card to be sent, as both of its files.
pub(crate) struct Album {
    pub(crate) thread: Option<i64>,
    pub(crate) reply_to: Option<MessageId>,
    /// Stands beneath the files, as it is.
    pub(crate) caption: String,
    /// The name of both files, without what says of which kind they are.
    pub(crate) name: String,
    pub(crate) png: Vec<u8>,
    pub(crate) svg: String,
}

impl fmt::Debug for Album {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Album").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Api {
    /// Makes another link into a group, which works until it is revoked.
    ///
    /// * `name`: seen by administrators only, at most [`NAME_CHARS_MAX`] characters.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::Forbidden`] without the right to invite.
    pub(crate) async fn create_invite_link(
        &self,
        chat: i64,
        name: &str,
    ) -> Result<String, CallError> {
        let payload = CreateChatInviteLink { chat_id: chat, name };
        self.call(&payload).await.map(|it| it.invite_link)
    }

    /// Makes a link of ours lead nowhere.
    ///
    /// # Errors
    ///
    /// As [`Self::create_invite_link`].
    pub(crate) async fn revoke_invite_link(&self, chat: i64, link: &str) -> Result<(), CallError> {
        let payload = RevokeChatInviteLink { chat_id: chat, invite_link: link };
        self.call(&payload).await.map(drop)
    }

    /// Sends both files of a card in one post, and answers with the first of its messages.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub(crate) async fn send_album(&self, chat: i64, album: &Album) -> Result<Sent, CallError> {
        let media = json!([
            {"type": "document", "media": "attach://svg"},
            {"type": "document", "media": "attach://png", "caption": album.caption},
        ]);
        let mut form = Form::new()
            .text("chat_id", chat.to_string())
            .text("media", media.to_string())
            .part("svg", file(album.svg.clone().into_bytes(), &album.name, "svg")?)
            .part("png", file(album.png.clone(), &album.name, "png")?);
        if let Some(thread) = album.thread {
            form = form.text("message_thread_id", thread.to_string());
        }
        if let Some(message) = album.reply_to {
            let reply = serde_json::to_string(&ReplyParameters { message_id: message.0 });
            form = form.text("reply_parameters", reply.expect("a number is written"));
        }
        let request = self.bot.client().post(self.address("sendMediaGroup"));
        let doubt = |it: reqwest::Error| CallError::Unknown(Doubt::from(it));
        let sent = request.timeout(ANSWER_WITHIN).multipart(form).send().await.map_err(doubt)?;
        let status = sent.status();
        let body = read(sent).await?;
        if status.is_server_error() {
            return Err(CallError::Unknown(Doubt::Server(status.as_u16())));
        }
        let all: Vec<Sent> = answer(status.as_u16(), &body)?;
        all.first().copied().ok_or(CallError::Unknown(Doubt::Garbled))
    }
}

fn file(bytes: Vec<u8>, name: &str, kind: &str) -> Result<Part, CallError> {
    let mime = if kind == "png" { "image/png" } else { "image/svg+xml" };
    let part = Part::bytes(bytes).file_name(format!("{name}.{kind}")).mime_str(mime);
    part.map_err(|it| CallError::Unknown(Doubt::from(it)))
}
