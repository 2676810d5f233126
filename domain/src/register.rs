//! The register of a client: which numbers were given, to what?

use crate::chat::Registration;
use crate::{Attachment, EventRef, MessageRef, TicketId, TicketNumber};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A request got its number: revision n holds number n+1, and all that the ticket needs.
///
/// Texts: body, reason, files, as they were accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    pub number: TicketNumber,
    pub registration: Registration,
    /// The decision that led here, in the chat's stream; none for a request over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<EventRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Something that happened to a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Entered(Entered),
}

/// What the entries of one register add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// How many numbers were given.
    pub entries: u64,
    /// Which message became which ticket: a second registration of the same message is the first.
    pub by_source: BTreeMap<MessageRef, (TicketId, u64)>,
}

impl Register {
    /// The register after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Entered(it) => {
                self.entries += 1;
                if let Some(source) = it.registration.source {
                    let entry = (it.registration.ticket, it.number.number);
                    self.by_source.entry(source).or_insert(entry);
                }
            }
        }
        self
    }
}
