//! Telling: of what time has brought about on a ticket, what are people still to be told?

use super::bytes::{Packing, Unpacking};
use super::packed::{pack_fact, unpack_fact};
use domain::clock::{ClockRef, Fact, FactKey};
use domain::{At, Malformed, NoticeId};
use uuid::Uuid;

/// The most telling thing that time has brought about and that is not said yet, and the notices that tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telling {
    pub(crate) key: FactKey,
    pub(crate) at: At,
    /// Those that are neither said nor given up yet.
    pub(crate) notices: Vec<NoticeId>,
}

impl Telling {
    pub(crate) fn new(fact: &Fact, notices: Vec<NoticeId>) -> Self {
        Self { key: fact.key.clone(), at: fact.at, notices }
    }

    /// As far as it is asked which of two facts is to be told.
    pub(crate) fn fact(&self) -> Fact {
        Fact { key: self.key.clone(), at: self.at, deadline: self.at, notify: Vec::new() }
    }

    /// The clock that it is about.
    pub(crate) fn clock(&self) -> Option<ClockRef> {
        clock_of(&self.key)
    }

    pub(super) fn pack(&self) -> Vec<u8> {
        let mut to = pack_fact(&self.key, Packing::default());
        to.number(self.at.0);
        to.count(self.notices.len() as u64);
        self.notices.iter().for_each(|it| to.bytes(it.0.as_bytes()));
        to.0
    }

    pub(super) fn unpack(bytes: &[u8]) -> Result<Self, Malformed> {
        let (key, mut from) = unpack_fact(Unpacking(bytes))?;
        let at = At(from.number()?);
        let count = from.small()?;
        let notice = |_| Ok(NoticeId(Uuid::from_bytes(from.sixteen()?)));
        let notices = (0..count).map(notice).collect::<Result<_, _>>()?;
        Ok(Self { key, at, notices })
    }
}

/// The clock that a fact is about; none of the end of a pause, or of the ticket.
pub(crate) fn clock_of(key: &FactKey) -> Option<ClockRef> {
    match key {
        FactKey::Threshold { clock, .. }
        | FactKey::Breach { clock, .. }
        | FactKey::Level { clock, .. }
        | FactKey::Exhausted { clock, .. } => Some(*clock),
        FactKey::PauseEnded { .. } | FactKey::Expired { .. } => None,
    }
}
