//! Refusal: what does Telegram say when it says no?

use crate::ids::ChatId;
use serde_json::{Value, json};

/// An answer with `ok: false`, in Telegram's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) hint: Hint,
}

/// What the answer's `parameters` tell the bot to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    Nothing,
    RetryAfter { seconds: u64 },
    MigrateTo(ChatId),
}

impl Refusal {
    pub(crate) fn bad(what: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", what.as_ref()))
    }

    pub(crate) fn no_rights() -> Self {
        Self::bad("not enough rights to send text messages to the chat")
    }

    pub(crate) fn forbidden(what: impl AsRef<str>) -> Self {
        Self::new(403, format!("Forbidden: {}", what.as_ref()))
    }

    pub(crate) fn conflict(what: impl AsRef<str>) -> Self {
        Self::new(409, format!("Conflict: {}", what.as_ref()))
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized".to_owned())
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found".to_owned())
    }

    pub(crate) fn too_large() -> Self {
        Self::new(413, "Request Entity Too Large".to_owned())
    }

    pub(crate) fn retry_after(seconds: u64) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self { hint: Hint::RetryAfter { seconds }, ..Self::new(429, description) }
    }

    pub(crate) fn migrated(to: ChatId) -> Self {
        let refusal = Self::bad("group chat was upgraded to a supergroup chat");
        Self { hint: Hint::MigrateTo(to), ..refusal }
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = json!({
            "ok": false,
            "error_code": self.code,
            "description": self.description,
        });
        match self.hint {
            Hint::Nothing => (),
            Hint::RetryAfter { seconds } => body["parameters"] = json!({"retry_after": seconds}),
            Hint::MigrateTo(chat) => body["parameters"] = json!({"migrate_to_chat_id": chat}),
        }
        body
    }

    fn new(code: u16, description: String) -> Self {
        Self { code, description, hint: Hint::Nothing }
    }
}
