//! Errors of calls: what did Telegram's refusal mean for whoever called?

use domain::ChatId;
use serde::Deserialize;
use std::time::Duration;
use thiserror::Error;

/// How long to wait where Telegram says "too many" without a number.
pub(super) const RETRY_AFTER_UNSAID: Duration = Duration::from_secs(5);
/// The most characters of a refusal that are kept, so that none of a message's text comes along.
const REASON_CHARS_MAX: usize = 60;

/// Why a call to Telegram had no result.
///
/// Never holds the token, an address, or words of a message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("telegram asks to wait {} s in this chat", .0.as_secs())]
    RetryAfter(Duration),
    #[error("the chat goes on as {0}")]
    Migrated(ChatId),
    /// The bot was blocked, or may not do this there.
    #[error("the bot may not do this in the chat")]
    Forbidden,
    /// The bot was removed from the group.
    #[error("the bot is not in the group")]
    Outside,
    #[error("there is no such chat")]
    ChatGone,
    /// An edit that would change nothing: as good as done.
    #[error("the message says this already")]
    NotModified,
    /// The message to edit is gone, or cannot be edited any more.
    #[error("there is no message to edit")]
    EditLost,
    #[error("there is no message to reply to")]
    ReplyLost,
    #[error("there is no such topic, or it is closed")]
    ThreadLost,
    #[error("there is no message to copy")]
    SourceLost,
    /// Nobody waits for the answer to this press any more.
    #[error("the press was too long ago")]
    PressTooOld,
    /// Another program reads this bot's updates, or a webhook is set.
    #[error("somebody else receives this bot's updates")]
    Conflict,
    /// The token is not, or no longer, a bot's: nothing is wrong with what was asked.
    #[error("telegram does not accept the token")]
    Unauthorized,
    /// Telegram refuses what was asked; asking again is of no use.
    #[error("telegram refused with {status}: {reason}")]
    Refused { status: u16, reason: String },
    /// Whether it was done cannot be known.
    #[error("the outcome is not known: {0}")]
    Unknown(Doubt),
}

/// Why the outcome of a call is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Doubt {
    #[error("no connection")]
    Connect,
    #[error("no answer in time")]
    Timeout,
    #[error("the connection broke")]
    Broken,
    #[error("telegram answered with {0}")]
    Server(u16),
    #[error("the answer is not JSON of the expected form")]
    Garbled,
}

impl CallError {
    /// Whether the same call may succeed later without any change.
    pub fn may_retry(&self) -> bool {
        match self {
            Self::RetryAfter(_) | Self::Conflict | Self::Unauthorized | Self::Unknown(_) => true,
            Self::Migrated(_)
            | Self::Forbidden
            | Self::Outside
            | Self::ChatGone
            | Self::NotModified
            | Self::EditLost
            | Self::ReplyLost
            | Self::ThreadLost
            | Self::SourceLost
            | Self::PressTooOld
            | Self::Refused { .. } => false,
        }
    }
}

impl From<reqwest::Error> for Doubt {
    /// The cause is left behind on purpose: it names the address, and the address holds the token.
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_decode() {
            Self::Garbled
        } else {
            Self::Broken
        }
    }
}

/// A refusal as Telegram words it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Refusal {
    #[serde(default)]
    pub(crate) error_code: u16,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) parameters: Parameters,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Parameters {
    #[serde(default)]
    migrate_to_chat_id: Option<i64>,
    #[serde(default)]
    retry_after: Option<u64>,
}

/// What a refusal means.
pub(crate) fn classify(refusal: &Refusal) -> CallError {
    if let Some(to) = refusal.parameters.migrate_to_chat_id {
        return CallError::Migrated(ChatId::Group(to));
    }
    let waits = refusal.parameters.retry_after.map(Duration::from_secs);
    match refusal.error_code {
        429 => CallError::RetryAfter(waits.unwrap_or(RETRY_AFTER_UNSAID)),
        401 | 404 => CallError::Unauthorized,
        403 if is_outside(&refusal.description) => CallError::Outside,
        403 => CallError::Forbidden,
        409 => CallError::Conflict,
        code @ 500.. => CallError::Unknown(Doubt::Server(code)),
        code => by_words(&refusal.description).unwrap_or_else(|| {
            let reason = harmless(&refusal.description);
            CallError::Refused { status: code, reason }
        }),
    }
}

fn is_outside(description: &str) -> bool {
    let lower = description.to_lowercase();
    lower.contains("bot was kicked") || lower.contains("not a member of the")
}

/// Telegram has one code for most refusals; the words tell them apart.
fn by_words(description: &str) -> Option<CallError> {
    const WORDS: [(&str, CallError); 22] = [
        ("message is not modified", CallError::NotModified),
        ("message to edit not found", CallError::EditLost),
        ("message can't be edited", CallError::EditLost),
        ("message_id_invalid", CallError::EditLost),
        ("message to be replied not found", CallError::ReplyLost),
        ("message to reply not found", CallError::ReplyLost),
        ("replied message not found", CallError::ReplyLost),
        ("reply_message_id_invalid", CallError::ReplyLost),
        ("message thread not found", CallError::ThreadLost),
        ("topic_closed", CallError::ThreadLost),
        ("topic_deleted", CallError::ThreadLost),
        ("to copy not found", CallError::SourceLost),
        ("can't be copied", CallError::SourceLost),
        ("query is too old", CallError::PressTooOld),
        ("chat not found", CallError::ChatGone),
        ("group is deactivated", CallError::ChatGone),
        ("peer_id_invalid", CallError::ChatGone),
        ("not enough rights", CallError::Forbidden),
        ("have no rights", CallError::Forbidden),
        ("need administrator rights", CallError::Forbidden),
        ("chat_write_forbidden", CallError::Forbidden),
        ("chat_admin_required", CallError::Forbidden),
    ];
    let lower = description.to_lowercase();
    WORDS.into_iter().find(|(words, _)| lower.contains(words)).map(|(_, error)| error)
}

/// The part of a description that cannot quote a message: Telegram quotes after a colon or in quotes.
fn harmless(description: &str) -> String {
    let rest = description.strip_prefix("Bad Request: ").unwrap_or(description);
    let end = rest.find([':', '"', '\'', '<', '&']).unwrap_or(rest.len());
    rest[..end].chars().take(REASON_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_told_apart_by_its_words() {
        check(400, "Bad Request: message to edit not found", &CallError::EditLost);
        check(400, "Bad Request: MESSAGE_ID_INVALID", &CallError::EditLost);
        check(400, "Bad Request: message to be replied not found", &CallError::ReplyLost);
        check(400, "Bad Request: messages to copy not found", &CallError::SourceLost);
        check(400, "Bad Request: chat not found", &CallError::ChatGone);
        check(
            400,
            "Bad Request: not enough rights to send text messages to the chat",
            &CallError::Forbidden,
        );
        check(403, "Forbidden: bot was kicked from the group chat", &CallError::Outside);
        check(403, "Forbidden: bot is not a member of the supergroup chat", &CallError::Outside);
        check(403, "Forbidden: bot was blocked by the user", &CallError::Forbidden);
        check(400, "Bad Request: TOPIC_CLOSED", &CallError::ThreadLost);
        check(409, "Conflict: terminated by other getUpdates request", &CallError::Conflict);
        check(401, "Unauthorized", &CallError::Unauthorized);
        check(502, "Bad Gateway", &CallError::Unknown(Doubt::Server(502)));
        check(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            &CallError::PressTooOld,
        );
        check(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup \
             are exactly the same as a current content and reply markup of the message",
            &CallError::NotModified,
        );
    }

    #[test]
    fn what_telegram_says_in_parameters_comes_first() {
        let told = r#"{"error_code":429,"description":"x","parameters":{"retry_after":37}}"#;
        let refusal: Refusal = serde_json::from_str(told).unwrap();
        assert_eq!(classify(&refusal), CallError::RetryAfter(Duration::from_secs(37)));

        let told = r#"{"error_code":400,"description":"Bad Request: chat not found",
            "parameters":{"migrate_to_chat_id":-1001}}"#;
        let refusal: Refusal = serde_json::from_str(told).unwrap();
        assert_eq!(classify(&refusal), CallError::Migrated(ChatId::Group(-1001)));
    }

    #[test]
    fn a_refusal_never_quotes_the_message() {
        let quotes = "Bad Request: can't parse entities: Unsupported start tag \"Анна Петрова\"";
        let refused = |reason: &str| CallError::Refused { status: 400, reason: reason.to_owned() };
        check(400, quotes, &refused("can"));
        check(400, "Bad Request: message text is empty", &refused("message text is empty"));
    }

    #[track_caller]
    fn check(code: u16, description: &str, then: &CallError) {
        let refusal = Refusal {
            error_code: code,
            description: description.to_owned(),
            parameters: Parameters::default(),
        };
        assert_eq!(&classify(&refusal), then);
    }
}
