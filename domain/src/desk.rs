//! The desk: the contractor's own chats, where staff work.

mod digests;
mod replies;

pub use digests::{DigestDue, Digests, DigestsSet, Minute, Noted, Which, at_local, usual_hours};
pub use replies::{
    REPLIES_MAX, REPLY_NAME_CHARS_MAX, REPLY_UNITS_MAX, REPLY_WITH_WORDS_UNITS_MAX, Replies,
    ReplyDropped, ReplyKept, ReplyName, filled, unknown_placeholder,
};

use crate::client::Zone;
use crate::incident::Nature;
use crate::link::{
    ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, Links, TokenHash,
};
use crate::routing::{DUTIES_MAX, Duty};
use crate::{ChatId, IncidentId, Language, PersonId, Slug};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How staff are spoken to, from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanged {
    pub language: Language,
    pub zone: Zone,
}

/// The next incident, under the next number. Texts: body, what it is about, sealed for the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentDeclared {
    pub incident: IncidentId,
    /// From 1, without gaps.
    pub number: u32,
    pub nature: Nature,
    pub by: PersonId,
}

/// There is such a team, or it has another title. Texts: name, its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSet {
    pub team: Slug,
}

/// Whose a linked chat of the desk is from now on; of no team, it is everybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamChatSet {
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Slug>,
}

/// A turn of duty was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutySet {
    #[serde(flatten)]
    pub duty: Duty,
}

/// The most groups whose set-up waits for an admin; the oldest makes room.
pub const SET_UPS_MAX: usize = 100;

/// An admin wants to set a group up, which belongs to nobody yet. Texts: name, the group's title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpAsked {
    pub chat: ChatId,
    pub by: PersonId,
    /// The one-time token of a link into the private chat; none once the admin is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenHash>,
}

/// The group was set up, or nobody wants it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpEnded {
    pub chat: ChatId,
}

/// Open tickets of a table were imported, some of them with whoever works on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsImported {
    pub tickets: u32,
    pub assigned: u32,
    /// Of how many clients they are.
    pub clients: u32,
}

/// Something that happened to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    SettingsChanged(SettingsChanged),
    LinkOffered(LinkOffered),
    LinkClaimed(LinkClaimed),
    ChatLinked(ChatLinked),
    ChatUnlinked(ChatUnlinked),
    ChatMigrated(ChatMigrated),
    IncidentDeclared(IncidentDeclared),
    TeamSet(TeamSet),
    TeamChatSet(TeamChatSet),
    DutySet(DutySet),
    DigestsSet(DigestsSet),
    DigestDue(DigestDue),
    SetUpAsked(SetUpAsked),
    SetUpEnded(SetUpEnded),
    ReplyKept(ReplyKept),
    ReplyDropped(ReplyDropped),
    TicketsImported(TicketsImported),
}

/// What the events of the desk add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// Whether anybody has said how staff are to be spoken to.
    pub settled: bool,
    pub language: Language,
    pub zone: Zone,
    pub links: Links,
    /// The incidents in the order of their numbers: the first is number 1.
    pub incidents: Vec<IncidentId>,
    pub teams: BTreeSet<Slug>,
    /// The chats that are of one team only.
    pub team_chats: BTreeMap<ChatId, Slug>,
    /// In the order in which they were given out: the last holds.
    pub duties: Vec<Duty>,
    pub digests: Digests,
    /// The last day of which each digest fell due.
    pub digested: Noted,
    /// What waits for an admin, the oldest first.
    pub set_ups: Vec<SetUpAsked>,
    pub replies: Replies,
}

impl Desk {
    /// The desk after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::SettingsChanged(it) => {
                self.settled = true;
                self.language = it.language;
                self.zone = it.zone.clone();
            }
            Event::LinkOffered(it) => self.links.offered(it),
            Event::LinkClaimed(it) => self.links.claimed(it),
            Event::ChatLinked(it) => self.links.linked(it),
            Event::IncidentDeclared(it) => self.incidents.push(it.incident),
            Event::ChatUnlinked(it) => {
                self.links.unlinked(it);
                self.team_chats.remove(&it.chat);
            }
            Event::ChatMigrated(it) => {
                self.links.migrated(it);
                if let Some(team) = self.team_chats.remove(&it.from) {
                    self.team_chats.insert(it.to, team);
                }
            }
            Event::TeamSet(it) => {
                self.teams.insert(it.team.clone());
            }
            Event::TeamChatSet(it) => {
                self.team_chats.remove(&it.chat);
                if let Some(team) = &it.team {
                    self.team_chats.insert(it.chat, team.clone());
                }
            }
            Event::DutySet(it) => {
                self.duties.push(it.duty.clone());
                if self.duties.len() > DUTIES_MAX {
                    let ends = self.duties.iter().enumerate().min_by_key(|it| it.1.until);
                    ends.map(|it| it.0).map(|first| self.duties.remove(first));
                }
            }
            Event::DigestsSet(it) => {
                self.digested.set(self.digests, it.digests);
                self.digests = it.digests;
            }
            Event::DigestDue(it) => self.digested.take_in(*it),
            Event::SetUpAsked(it) => {
                self.set_ups.retain(|other| other.chat != it.chat);
                if self.set_ups.len() >= SET_UPS_MAX {
                    self.set_ups.remove(0);
                }
                self.set_ups.push(it.clone());
            }
            Event::SetUpEnded(it) => self.set_ups.retain(|other| other.chat != it.chat),
            Event::ReplyKept(it) => {
                self.replies.entry(it.reply).or_default().insert(it.language);
            }
            Event::ReplyDropped(it) => {
                self.replies.remove(&it.reply);
            }
            Event::TicketsImported(_) => (),
        }
        self
    }

    /// The incident of a number.
    pub fn incident(&self, number: u32) -> Option<IncidentId> {
        self.incidents.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }
}
