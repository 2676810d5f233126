//! Hook: where does Telegram send our updates to, and how is that changed?

use super::{Api, CallError};
use serde::{Deserialize, Serialize};
use std::fmt;
use teloxide::requests::Payload;

/// The kinds of updates that we read, asked for on every call.
pub const KINDS: [&str; 6] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
];

/// What Telegram says of our webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Hook {
    /// Empty where none is set.
    pub url: String,
    /// How many updates wait for us.
    #[serde(rename = "pending_update_count")]
    pub pending: u64,
    /// When a delivery failed last, in seconds since 1970.
    pub last_error_date: Option<i64>,
    /// Why it failed, in words for people.
    pub last_error_message: Option<String>,
    #[serde(rename = "max_connections")]
    pub connections: Option<u8>,
    /// The kinds of updates that are sent; unsaid, those that Telegram sends unasked.
    #[serde(rename = "allowed_updates")]
    pub kinds: Option<Vec<String>>,
}

/// How a webhook shall be.
#[derive(Clone, Serialize)]
pub struct Wanted {
    pub url: String,
    #[serde(rename = "secret_token")]
    pub secret: String,
    #[serde(rename = "max_connections")]
    pub connections: u8,
    #[serde(rename = "allowed_updates")]
    kinds: [&'static str; KINDS.len()],
}

impl Wanted {
    pub fn new(url: &str, secret: &str, connections: u8) -> Self {
        Self { url: url.to_owned(), secret: secret.to_owned(), connections, kinds: KINDS }
    }

    /// Whether Telegram has it as it shall be. Of the secret Telegram says nothing.
    pub fn is(&self, hook: &Hook) -> bool {
        let same_kinds = hook.kinds.as_ref().is_none_or(|given| {
            given.len() == KINDS.len() && KINDS.iter().all(|it| given.iter().any(|has| has == it))
        });
        // Telegram may not name the kinds only where they are those that it sends unasked, and these hold ours.
        hook.url == self.url && hook.connections == Some(self.connections) && same_kinds
    }
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wanted").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Payload for Wanted {
    type Output = bool;
    const NAME: &'static str = "setWebhook";
}

#[derive(Serialize)]
struct AskHook {}

impl Payload for AskHook {
    type Output = Hook;
    const NAME: &'static str = "getWebhookInfo";
}

/// Never with `drop_pending_updates`: what waits is fetched afterwards.
#[derive(Serialize)]
struct DeleteHook {}

impl Payload for DeleteHook {
    type Output = bool;
    const NAME: &'static str = "deleteWebhook";
}

impl Api {
    /// What Telegram says of our webhook, whether one is set or not.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn webhook(&self) -> Result<Hook, CallError> {
        self.call(&AskHook {}).await
    }

    /// Has updates sent to us from now on, those that wait as well.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::Refused`] where Telegram does not like the address.
    pub async fn set_webhook(&self, wanted: &Wanted) -> Result<(), CallError> {
        self.call(wanted).await.map(drop)
    }

    /// Has no updates sent to us any more. Those that wait can be fetched.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn delete_webhook(&self) -> Result<(), CallError> {
        self.call(&DeleteHook {}).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_that_differs_in_anything_we_can_see_is_set_again() {
        let wanted = Wanted::new("https://desk.example.org/t", "s", 40);
        let kinds = || Some(KINDS.map(str::to_owned).to_vec());
        let hook = |url: &str, connections, kinds| Hook {
            url: url.to_owned(),
            connections,
            kinds,
            ..Hook::default()
        };
        let url = "https://desk.example.org/t";
        assert!(wanted.is(&hook(url, Some(40), kinds())));
        assert!(wanted.is(&hook(url, Some(40), None)));
        assert!(!wanted.is(&hook("", None, kinds())));
        assert!(!wanted.is(&hook("https://desk.example.org/u", Some(40), kinds())));
        assert!(!wanted.is(&hook(url, Some(39), kinds())));
        assert!(!wanted.is(&hook(url, Some(40), Some(vec!["message".to_owned()]))));
        assert!(!format!("{:?}", Wanted::new(url, "hidden", 1)).contains("hidden"));
    }
}
