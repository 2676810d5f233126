//! How a chat becomes ours: offered by a one-time token, claimed in the chat, confirmed by an admin.

use crate::{ChatId, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long an offered link may be claimed, in hours.
pub const OFFER_HOURS_MAX: i64 = 72;
/// The most open offers of one client; the oldest makes room.
pub const OFFERS_MAX: usize = 20;

/// A keyed hash of a one-time token. The token itself is never recorded.
pub type TokenHash = PersonId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOffered {
    pub token: TokenHash,
    pub expires_at: DateTime<Utc>,
}

/// The token came back from a chat. Texts: name, the chat's title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkClaimed {
    pub token: TokenHash,
    pub chat: ChatId,
    pub by: PersonId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatLinked {
    pub chat: ChatId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatUnlinked {
    pub chat: ChatId,
}

/// A group became a supergroup: the same people under a new number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMigrated {
    pub from: ChatId,
    pub to: ChatId,
}

/// The chats of one client, or of the desk, and the tokens on their way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    pub offers: BTreeMap<TokenHash, DateTime<Utc>>,
    /// Claimed and not confirmed yet, with the token that was used.
    pub claims: BTreeMap<ChatId, TokenHash>,
    pub chats: BTreeSet<ChatId>,
}

impl Links {
    pub(crate) fn offered(&mut self, it: &LinkOffered) {
        self.offers.insert(it.token, it.expires_at);
        while self.offers.len() > OFFERS_MAX {
            let oldest = self.offers.iter().min_by_key(|it| it.1).map(|it| *it.0);
            oldest.map(|it| self.offers.remove(&it));
        }
    }

    pub(crate) fn claimed(&mut self, it: &LinkClaimed) {
        self.offers.remove(&it.token);
        self.claims.insert(it.chat, it.token);
    }

    pub(crate) fn linked(&mut self, it: &ChatLinked) {
        self.claims.remove(&it.chat);
        self.chats.insert(it.chat);
    }

    pub(crate) fn unlinked(&mut self, it: &ChatUnlinked) {
        self.chats.remove(&it.chat);
        self.claims.remove(&it.chat);
    }

    pub(crate) fn migrated(&mut self, it: &ChatMigrated) {
        if self.chats.remove(&it.from) {
            self.chats.insert(it.to);
        }
        if let Some(token) = self.claims.remove(&it.from) {
            self.claims.insert(it.to, token);
        }
    }
}
