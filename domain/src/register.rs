//! The register of a client: which numbers were given, to what?

use crate::chat::Registration;
use crate::{
    Attachment, EventRef, MessageRef, PersonId, Priority, RequestType, Slug, TicketId, TicketNumber,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A request got its number: revision n holds number n+1, and all that the ticket needs.
///
/// Texts: body, reason, files, as they were accounted for; of an imported one body, reason, outside number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    pub number: TicketNumber,
    pub registration: Registration,
    /// The decision that led here, in the chat's stream; none for a request over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<EventRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What else a table says of it, if it comes out of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// What a table of the operator's says of a request, beside its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// When it was reported, by the operator's words: nobody here saw it, and nothing is measured from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Slug>,
    /// Who works on it already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<PersonId>,
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
