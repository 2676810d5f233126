//! The desk: the contractor's own chats, where staff work.

use crate::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, Links};
use crate::{Language, client::Zone};
use serde::{Deserialize, Serialize};

/// How staff are spoken to, from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanged {
    pub language: Language,
    pub zone: Zone,
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
}

/// What the events of the desk add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// Whether anybody has said how staff are to be spoken to.
    pub settled: bool,
    pub language: Language,
    pub zone: Zone,
    pub links: Links,
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
        }
        self
    }
}
