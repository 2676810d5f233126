//! Invites: how does somebody come into a client's group from the place where they work?
//!
//! A card bears a link into the group. Whoever joins by it is known to sit where the card hangs.

use crate::link::TokenHash;
use crate::{ChatId, ClientId, MessageId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The most cards of one client that stand at a time.
pub const STANDING_MAX: usize = 200;
/// The most characters of a site's or a workplace's name on a card.
pub const PLACE_CHARS_MAX: usize = 60;

/// The number of a card among those of its client, from 1; never given twice.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct InviteNumber(pub u32);

impl fmt::Display for InviteNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A card of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InviteRef {
    pub client: ClientId,
    pub number: InviteNumber,
}

/// Where somebody asked, and hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AskedIn {
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    pub message: MessageId,
}

/// Somebody asked for a card, for the first time or once more. Texts: site, workplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteAsked {
    pub number: InviteNumber,
    /// The client's group that the card leads to.
    pub chat: ChatId,
    pub by: PersonId,
    pub asked_in: AskedIn,
}

/// Telegram has made the link. Texts: link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteMade {
    pub number: InviteNumber,
    /// By which the link is known again when somebody joins by it.
    pub link: TokenHash,
}

/// Why Telegram makes no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// The bot may not invite people there.
    NoRight,
    /// There is no such group, or the bot is not in it.
    ChatGone,
    /// Telegram refuses it for another reason.
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRefused {
    pub number: InviteNumber,
    pub why: WhyNot,
    /// Where it was asked last.
    pub asked_in: AskedIn,
}

/// The card leads nowhere any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteWithdrawn {
    pub number: InviteNumber,
    pub by: PersonId,
    pub asked_in: AskedIn,
}

/// A card that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invite {
    pub chat: ChatId,
    /// None before Telegram has made it.
    pub link: Option<TokenHash>,
    /// Where it was asked for last.
    pub asked_in: AskedIn,
}

/// The cards of one client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invites {
    /// The last number that was given.
    pub last: InviteNumber,
    pub standing: BTreeMap<InviteNumber, Invite>,
}

impl Invites {
    /// The number of the next card.
    pub fn next(&self) -> InviteNumber {
        InviteNumber(self.last.0.saturating_add(1))
    }

    /// The card whose link this is.
    pub fn by_link(&self, link: TokenHash) -> Option<InviteNumber> {
        let mut standing = self.standing.iter();
        standing.find(|it| it.1.link == Some(link)).map(|it| *it.0)
    }

    pub(crate) fn asked(&mut self, it: &InviteAsked) {
        self.last = self.last.max(it.number);
        let link = self.standing.get(&it.number).and_then(|it| it.link);
        let invite = Invite { chat: it.chat, link, asked_in: it.asked_in };
        self.standing.insert(it.number, invite);
    }

    pub(crate) fn made(&mut self, it: &InviteMade) {
        if let Some(invite) = self.standing.get_mut(&it.number) {
            invite.link = Some(it.link);
        }
    }

    pub(crate) fn refused(&mut self, it: &InviteRefused) {
        self.standing.remove(&it.number);
    }

    pub(crate) fn withdrawn(&mut self, it: &InviteWithdrawn) {
        self.standing.remove(&it.number);
    }

    /// A group that is the client's no more has no cards.
    pub(crate) fn unlinked(&mut self, chat: ChatId) {
        self.standing.retain(|_, it| it.chat != chat);
    }

    pub(crate) fn migrated(&mut self, from: ChatId, to: ChatId) {
        self.standing.values_mut().filter(|it| it.chat == from).for_each(|it| it.chat = to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: ChatId = ChatId::Group(-5);
    const ASKED_IN: AskedIn = AskedIn { chat: GROUP, thread: None, message: MessageId(7) };
    const ONE: InviteNumber = InviteNumber(1);
    const LINK: TokenHash = PersonId([7; 16]);

    fn asked(number: InviteNumber) -> InviteAsked {
        InviteAsked { number, chat: GROUP, by: PersonId([1; 16]), asked_in: ASKED_IN }
    }

    fn made() -> Invites {
        let mut invites = Invites::default();
        invites.asked(&asked(ONE));
        invites.made(&InviteMade { number: ONE, link: LINK });
        invites
    }

    #[test]
    fn a_link_is_known_again_as_long_as_its_card_stands() {
        let mut invites = made();
        assert_eq!(invites.by_link(LINK), Some(ONE));
        invites.asked(&asked(ONE));
        assert_eq!(invites.by_link(LINK), Some(ONE), "asked for once more");
        let by = PersonId([1; 16]);
        invites.withdrawn(&InviteWithdrawn { number: ONE, by, asked_in: ASKED_IN });
        assert_eq!(invites.by_link(LINK), None);
    }

    #[test]
    fn a_number_is_never_given_twice() {
        let mut invites = made();
        let why = WhyNot::NoRight;
        invites.refused(&InviteRefused { number: ONE, why, asked_in: ASKED_IN });
        assert_eq!((invites.standing.len(), invites.next()), (0, InviteNumber(2)));
    }

    #[test]
    fn a_card_goes_with_its_group() {
        let mut invites = made();
        let supergroup = ChatId::Group(-1005);
        invites.migrated(GROUP, supergroup);
        invites.unlinked(GROUP);
        assert_eq!(invites.by_link(LINK), Some(ONE));
        invites.unlinked(supergroup);
        assert_eq!(invites.by_link(LINK), None);
    }
}
