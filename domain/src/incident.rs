//! An incident: what befell, or will befall, many clients at once, and what they were told of it.

mod audience;
mod parts;
mod stage;

pub use audience::{Audience, Groups, Unplaced, possible, told};
pub use parts::{PART_ENTRIES_MAX, parts};
pub use stage::Stage;

use crate::{ChatId, ClientId, IncidentId, MessageRef, PersonId, TicketId, TicketNumber};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most tickets that one incident links.
pub const TICKETS_MAX: usize = 2_000;
/// The most groups that one announcement goes to.
pub const GROUPS_MAX: usize = 1_000;
/// The most clients that drafted words name.
pub const CHOSEN_MAX: usize = 300;

/// What kind of incident it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Something broke.
    Outage,
    /// Works that were planned.
    Planned { from: DateTime<Utc>, until: DateTime<Utc> },
}

/// Texts: body, what it is about, sealed for the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// From 1, as the desk counts them.
    pub number: u32,
    pub nature: Nature,
    pub by: PersonId,
}

/// This ticket has the same cause. It keeps its client, its clocks and its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLinked {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    pub by: PersonId,
}

/// The link was a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketUnlinked {
    pub ticket: TicketId,
    pub by: PersonId,
}

/// Words that are ready to be announced. Texts: body, sealed for the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// True where they say that it is over.
    pub ends: bool,
    /// Whom they are for; none where that is chosen later.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub clients: BTreeSet<ClientId>,
    /// Where staff wrote them.
    pub message: MessageRef,
    pub by: PersonId,
}

/// One group that is told, and which of its tickets are answered by that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub client: ClientId,
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tickets: BTreeSet<TicketId>,
    /// True where the event before told the group, and these are only more of its tickets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub further: bool,
}

/// Drafted words go to these groups, once. An announcement to many is several of these, of one append.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The revision of the draft in this stream.
    pub draft: u64,
    /// True where they say that it is over: as the draft says, so that nobody has to look it up.
    pub ends: bool,
    pub to: Vec<Told>,
    pub by: PersonId,
}

/// It is over, and nobody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub by: PersonId,
}

/// Something that happened to an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Declared(Declared),
    TicketLinked(TicketLinked),
    TicketUnlinked(TicketUnlinked),
    Drafted(Drafted),
    Announced(Announced),
    Ended(Ended),
}

/// What the events of one incident add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incident {
    pub declared: Option<Declared>,
    pub tickets: BTreeMap<TicketId, (TicketNumber, ClientId)>,
    /// Those whose link was a mistake.
    pub removed: BTreeSet<TicketId>,
    /// By revision.
    pub drafts: BTreeMap<u64, Drafted>,
    /// By the revision of the draft.
    pub announced: BTreeMap<u64, Vec<Told>>,
    pub ended: bool,
    /// How many events there were.
    pub events: u64,
}

impl Incident {
    /// The incident after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Declared(it) => self.declared = Some(it.clone()),
            Event::TicketLinked(it) => {
                self.removed.remove(&it.ticket);
                self.tickets.insert(it.ticket, (it.number.clone(), it.client));
            }
            Event::TicketUnlinked(it) => {
                self.tickets.remove(&it.ticket);
                self.removed.insert(it.ticket);
            }
            Event::Drafted(it) => {
                self.drafts.insert(self.events, it.clone());
            }
            Event::Announced(it) => {
                self.ended |= it.ends;
                let told = self.announced.entry(it.draft).or_default();
                it.to.iter().for_each(|it| tell(told, it));
            }
            Event::Ended(_) => self.ended = true,
        }
        self.events += 1;
        self
    }

    /// Whether it was declared and is not over.
    pub fn is_open(&self) -> bool {
        self.declared.is_some() && !self.ended
    }

    /// Whether nobody outside the desk knows of it: nothing was announced, and no ticket has to do with it.
    pub fn is_unheard_of(&self) -> bool {
        self.announced.is_empty() && self.tickets.is_empty()
    }

    /// Whether it is gone with the words that were to announce it: works that nobody has heard of. What broke is broken,
    /// whoever is told of it.
    pub fn goes_with_its_words(&self) -> bool {
        let planned = |it: &Declared| matches!(it.nature, Nature::Planned { .. });
        self.is_open() && self.is_unheard_of() && self.declared.as_ref().is_some_and(planned)
    }

    /// The newest draft that was announced, with the revision it has.
    pub fn told_last(&self) -> Option<(u64, &Drafted)> {
        let newest = self.announced.keys().next_back()?;
        self.drafts.get(newest).map(|it| (*newest, it))
    }

    /// What a group was told by an announcement, and which of its tickets that answers.
    pub fn told(&self, draft: u64, chat: ChatId) -> Option<&Told> {
        self.announced.get(&draft)?.iter().find(|it| it.chat == chat)
    }
}

/// Adds a group, or further tickets of one that is there.
fn tell(told: &mut Vec<Told>, more: &Told) {
    let before = told.iter_mut().rev().find(|it| more.further && it.chat == more.chat);
    match before {
        Some(it) => it.tickets.extend(&more.tickets),
        None => told.push(more.clone()),
    }
}

/// An announcement, as a delivery of it names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AnnouncementRef {
    pub incident: IncidentId,
    /// The revision of its draft.
    pub draft: u64,
    /// The group it was meant for; it may have another number by now.
    pub chat: ChatId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MessageId;
    use uuid::Uuid;

    const OLGA: PersonId = PersonId([1; 16]);

    fn declared() -> Event {
        Event::Declared(Declared { number: 7, nature: Nature::Outage, by: OLGA })
    }

    fn drafted(ends: bool) -> Event {
        let message = MessageRef { chat: ChatId::Group(-5), message: MessageId(3) };
        Event::Drafted(Drafted { ends, clients: BTreeSet::new(), message, by: OLGA })
    }

    fn announced(draft: u64, ends: bool) -> Event {
        let client = ClientId(Uuid::from_u128(1));
        let told =
            Told { client, chat: ChatId::Group(-7), tickets: BTreeSet::new(), further: false };
        Event::Announced(Announced { draft, ends, to: vec![told], by: OLGA })
    }

    fn after(events: &[Event]) -> Incident {
        events.iter().fold(Incident::default(), Incident::evolve)
    }

    #[test]
    fn words_that_say_it_is_over_end_it_when_they_are_announced() {
        for (given, open) in [
            (vec![], false),
            (vec![declared()], true),
            (vec![declared(), drafted(true)], true),
            (vec![declared(), drafted(false), announced(1, false)], true),
            (vec![declared(), drafted(true), announced(1, true)], false),
            (vec![declared(), Event::Ended(Ended { by: OLGA })], false),
        ] {
            assert_eq!(after(&given).is_open(), open, "{given:?}");
        }
    }

    #[test]
    fn only_works_that_nobody_has_heard_of_go_with_their_words() {
        let at = "2026-11-25T19:00:00Z".parse().unwrap();
        let nature = Nature::Planned { from: at, until: at };
        let planned = || Event::Declared(Declared { number: 7, nature, by: OLGA });
        let ticket = TicketId(Uuid::from_u128(2));
        let client = ClientId(Uuid::from_u128(1));
        let linked = || {
            let number: TicketNumber = "ROM-1".parse().unwrap();
            Event::TicketLinked(TicketLinked { ticket, number, client, by: OLGA })
        };
        let unlinked = Event::TicketUnlinked(TicketUnlinked { ticket, by: OLGA });
        let ended = Event::Ended(Ended { by: OLGA });
        for (given, goes) in [
            (vec![], false),
            (vec![planned()], true),
            (vec![planned(), drafted(false)], true),
            (vec![planned(), drafted(false), announced(1, false)], false),
            (vec![planned(), linked()], false),
            (vec![planned(), linked(), unlinked], true),
            (vec![planned(), ended], false),
            (vec![declared(), drafted(false)], false),
        ] {
            assert_eq!(after(&given).goes_with_its_words(), goes, "{given:?}");
        }
    }

    #[test]
    fn a_draft_is_found_by_its_place_in_the_stream() {
        let given = after(&[declared(), drafted(false), drafted(true), announced(1, false)]);
        assert_eq!(given.told_last().map(|it| (it.0, it.1.ends)), Some((1, false)));
        assert!(given.told(1, ChatId::Group(-7)).is_some());
        assert!(
            given.told(1, ChatId::Group(-8)).is_none()
                && given.told(2, ChatId::Group(-7)).is_none()
        );
    }
}
