//! The desk: the contractor's own chats, where staff work.

use crate::incident::Nature;
use crate::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, Links};
use crate::{IncidentId, Language, PersonId, client::Zone};
use serde::{Deserialize, Serialize};

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
            Event::ChatUnlinked(it) => self.links.unlinked(it),
            Event::ChatMigrated(it) => self.links.migrated(it),
            Event::IncidentDeclared(it) => self.incidents.push(it.incident),
        }
        self
    }

    /// The incident of a number.
    pub fn incident(&self, number: u32) -> Option<IncidentId> {
        self.incidents.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }
}
