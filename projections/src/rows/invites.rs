//! Invites: what hangs where people work, and who came by it?

use chrono::{DateTime, Utc};
use domain::ChatId;
use domain::invite::{InviteNumber, InviteRef};
use std::fmt;

/// A card of a client.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteRow {
    pub invite: InviteRef,
    /// The group that it leads to.
    pub chat: ChatId,
    /// Empty where the card names none.
    pub site: String,
    pub workplace: String,
    /// None before Telegram has made it. Whoever has it may come in.
    pub link: Option<String>,
    /// When it was asked for last.
    pub asked_at: DateTime<Utc>,
    /// The link leads nowhere any more, or to a group that is the client's no more.
    pub withdrawn: bool,
    /// How many came by it, and by no other way since.
    pub joined: u64,
}

impl InviteRow {
    /// The link of a card that may be printed.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref().filter(|_| !self.withdrawn)
    }
}

/// Without the link, which belongs in no log line.
impl fmt::Debug for InviteRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InviteRow").field("invite", &self.invite).finish_non_exhaustive()
    }
}

/// Where whoever asked for a ticket works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// By which card they came.
    pub number: InviteNumber,
    pub site: String,
    pub workplace: String,
}

impl PlaceRow {
    /// Site and workplace in one line; none of a card that names neither.
    pub fn line(&self) -> Option<String> {
        let parts = [self.site.as_str(), self.workplace.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}
