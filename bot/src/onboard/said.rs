//! Said: how is what an admin is told of a set-up brought to them?

use crate::client::{Api, CallError, Outgoing};
use crate::render::Button;
use crate::rights;
use crate::sender::markup;
use crate::texts::Texts;
use crate::wire;
use domain::{Language, MessageId};
use tracing::debug;

/// What is said of a set-up, and where. Losing it loses nothing: `/setup` says it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// In a private chat; if that is not open to us, in the group where it was asked for, by other words.
    Privately {
        user: i64,
        text: String,
        buttons: Vec<Vec<Button>>,
        otherwise: Option<(i64, String)>,
    },
    /// In the place of an earlier message of ours.
    Instead { chat: i64, message: MessageId, text: String, buttons: Vec<Vec<Button>> },
    /// In the place of an earlier message, with what the bot may do in the group that was set up.
    Checked { chat: i64, message: MessageId, text: String, group: Group },
    /// A question in a group.
    Asked { chat: i64, reply_to: MessageId, text: String, button: Button },
}

/// A group, and who is to be looked at in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    pub(crate) chat: i64,
    pub(crate) bot: i64,
    pub(crate) sees_all: bool,
    pub(crate) language: Language,
}

/// Says it.
pub async fn say(api: &Api, said: Said) {
    if let Err(error) = try_to_say(api, said).await {
        debug!(%error, "a word of a set-up was not said");
    }
}

async fn try_to_say(api: &Api, said: Said) -> Result<(), CallError> {
    match said {
        Said::Privately { user, text, buttons, otherwise } => {
            let sent = api.send(user, &outgoing(text, &buttons, None)).await;
            match (sent, otherwise) {
                (
                    Err(CallError::Forbidden | CallError::Outside | CallError::ChatGone),
                    Some((group, text)),
                ) => api.send(group, &outgoing(text, &[], None)).await.map(drop),
                (sent, _) => sent.map(drop),
            }
        }
        Said::Instead { chat, message, text, buttons } => {
            let html = crate::render::escape(&text);
            api.edit(chat, message, &html, markup(&buttons)).await.map(drop)
        }
        Said::Checked { chat, message, text, group } => {
            let checked = checklist(api, group).await;
            let html = crate::render::escape(&format!("{text}\n\n{checked}"));
            api.edit(chat, message, &html, markup(&[])).await.map(drop)
        }
        Said::Asked { chat, reply_to, text, button } => {
            api.send(chat, &outgoing(text, &[vec![button]], Some(reply_to))).await.map(drop)
        }
    }
}

async fn checklist(api: &Api, group: Group) -> String {
    let texts = Texts(group.language);
    match api.get_chat_member(group.chat, group.bot).await {
        Ok(it) => {
            let member = wire::ChatMember { status: it.status, flags: it.flags };
            let sees = crate::group::visibility_of(group.sees_all, &member);
            rights::checklist(texts, rights::rights_of(&member.status, member.flags), Some(sees))
        }
        Err(_) => texts.text("rights-unknown"),
    }
}

fn outgoing(text: String, buttons: &[Vec<Button>], reply_to: Option<MessageId>) -> Outgoing {
    let markup = (!buttons.is_empty()).then(|| crate::client::Markup::Buttons(markup(buttons)));
    Outgoing { text, html: false, silent: false, thread: None, reply_to, markup }
}
