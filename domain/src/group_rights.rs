//! Group rights: what may the bot do in a group, and what is missing there?

use crate::chat::Visibility;
use serde::{Deserialize, Serialize};

/// What Telegram lets the bot do in a group.
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own, by Telegram")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupRights {
    /// It is an administrator.
    pub admin: bool,
    /// It may write at all.
    pub write: bool,
    pub pin: bool,
    /// It may make invite links.
    pub invite: bool,
    /// It may make and close topics.
    pub topics: bool,
}

/// What the bot cannot do in a group, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// It is not in the group.
    Inside,
    Write,
    Admin,
    /// It is shown commands and replies to it only.
    SeesAll,
    Pin,
    Invite,
    Topics,
}

impl Lack {
    pub const ALL: [Self; 7] = [
        Self::Inside,
        Self::Write,
        Self::Admin,
        Self::SeesAll,
        Self::Pin,
        Self::Invite,
        Self::Topics,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Write => "write",
            Self::Admin => "admin",
            Self::SeesAll => "sees_all",
            Self::Pin => "pin",
            Self::Invite => "invite",
            Self::Topics => "topics",
        }
    }

    /// Whether requests are lost, or answers not seen, as long as it is so.
    pub fn is_grave(self) -> bool {
        match self {
            Self::Inside | Self::Write => true,
            Self::Admin | Self::SeesAll | Self::Pin | Self::Invite | Self::Topics => false,
        }
    }
}

impl GroupRights {
    /// Whether the bot was shut up, or is an administrator no more.
    pub fn has_lost(self, before: Self) -> bool {
        (before.write && !self.write) || (before.admin && !self.admin)
    }

    /// What is missing, gravest first, given what the bot is shown of the group.
    pub fn lacks(self, sees: Option<Visibility>) -> Vec<Lack> {
        if sees == Some(Visibility::Nothing) {
            return vec![Lack::Inside];
        }
        let is_missing = |it: &Lack| match it {
            Lack::Inside => false,
            Lack::Write => !self.write,
            Lack::Admin => !self.admin,
            Lack::SeesAll => sees != Some(Visibility::All),
            Lack::Pin => !self.pin,
            Lack::Invite => !self.invite,
            Lack::Topics => !self.topics,
        };
        Lack::ALL.into_iter().filter(is_missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: GroupRights =
        GroupRights { admin: true, write: true, pin: true, invite: true, topics: true };
    const MEMBER: GroupRights =
        GroupRights { admin: false, write: true, pin: false, invite: false, topics: false };

    #[test]
    fn what_is_missing_is_told_gravest_first() {
        let (all, commands, nothing) =
            (Some(Visibility::All), Some(Visibility::Commands), Some(Visibility::Nothing));
        let few = [Lack::Admin, Lack::Pin, Lack::Invite, Lack::Topics];
        for (rights, sees, then) in [
            (ALL, all, &[][..]),
            (MEMBER, all, &few[..]),
            (GroupRights { pin: false, ..ALL }, all, &[Lack::Pin][..]),
            (GroupRights { write: false, ..ALL }, commands, &[Lack::Write, Lack::SeesAll][..]),
            // What was never told is not taken for granted.
            (ALL, None, &[Lack::SeesAll][..]),
            (GroupRights::default(), nothing, &[Lack::Inside][..]),
        ] {
            assert_eq!(rights.lacks(sees), then, "{rights:?} {sees:?}");
        }
    }

    #[test]
    fn only_the_loss_of_speech_or_of_the_office_is_a_loss() {
        for (before, after, then) in [
            (ALL, MEMBER, true),
            (MEMBER, ALL, false),
            (MEMBER, GroupRights { write: false, ..MEMBER }, true),
            (ALL, GroupRights { pin: false, topics: false, ..ALL }, false),
            (GroupRights::default(), GroupRights::default(), false),
        ] {
            assert_eq!(after.has_lost(before), then, "{before:?} {after:?}");
        }
    }
}
