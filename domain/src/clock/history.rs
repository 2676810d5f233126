//! History: what of a ticket's events matters to its clocks, in the order in which it occurred?

use super::{Binding, ClockRef};
use crate::policy::{Pause, Traits};
use crate::ticket::Verdict;
use crate::{At, MessageRef, PersonId, Side, Slug};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most moments of one ticket that are all kept. Beyond, a client's words that only repeat what the client said just
/// before are passed over: they change no clock.
pub const MOMENTS_MAX: usize = 5_000;
/// The most moments of one ticket that clocks are measured by, whatever they say. Later ones change no clock.
pub const MOMENTS_KEPT_MAX: usize = 20_000;

/// Why a clock ends without a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelling {
    Withdrawn,
    Merged,
    /// The ticket was closed while the clock had nothing more to wait for.
    Closed,
}

impl Cancelling {
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }
}

/// What happened, as far as clocks ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The request was made: by the client, or by staff who spoke first.
    Opened(Side),
    /// Type, priority, requester and site from now on.
    Classified(Traits),
    Bound(Binding),
    Retargeted(Binding),
    /// A client's public words, and whether they await an answer.
    ClientSaid {
        awaits: bool,
    },
    /// A staff member's own words, which the client has seen.
    StaffSaid,
    Assigned,
    Unassigned,
    /// The client was shown who has taken the ticket.
    TakingShown,
    Paused(Pause),
    /// Every pause ends.
    Resumed,
    /// One reason to rest is gone; others may still hold.
    PauseOver(Pause),
    WorkaroundGiven,
    /// Resolved, and the client has been told.
    Resolved,
    Confirmed,
    Reopened,
    Cancelled(Cancelling),
    /// Messages may have been lost until then.
    Gap {
        to: At,
    },
    /// A message that may have stopped or started a clock is known to be gone.
    EvidenceDeleted,
    Acknowledged(PersonId),
    /// People, or a late message, have set a verdict right.
    Corrected {
        clock: ClockRef,
        from: Verdict,
        to: Verdict,
        by_people: bool,
    },
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub at: At,
    /// The revision of its event in the ticket's stream: orders what occurred in the same second, and names the cause.
    pub revision: u64,
    /// When it was recorded.
    pub recorded: At,
    /// The message that shows it, as the client's chat has it; of deleted evidence, the one that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageRef>,
    pub what: What,
}

/// A computed fact, so that it is recorded once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKey {
    Threshold {
        clock: ClockRef,
        target_version: u32,
        percent: u8,
    },
    Breach {
        clock: ClockRef,
        target_version: u32,
    },
    Level {
        chain: Slug,
        clock: ClockRef,
        round: u32,
        level: u32,
    },
    Exhausted {
        chain: Slug,
        clock: ClockRef,
    },
    /// A pause that had lasted as long as it may ended then.
    PauseEnded {
        at: At,
    },
    /// The client had been silent for so long after a resolution that the ticket closed by itself.
    Expired {
        at: At,
    },
}

/// What a ticket's clocks are measured by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// By (`at`, `revision`).
    moments: Vec<Moment>,
    /// Which computed facts are recorded, and since when.
    noted: BTreeMap<FactKey, At>,
    /// Type, priority, requester and site as they were last said.
    pub(super) traits: Traits,
    /// Words of staff that the client has not seen yet.
    pub(super) on_their_way: BTreeSet<MessageRef>,
    /// The resolution or question among them, which takes effect once it is seen.
    pub(super) resolution: Option<MessageRef>,
    pub(super) question: Option<MessageRef>,
}

impl History {
    /// Takes in a moment at its place in time, however late it came to be known.
    pub fn take_in(&mut self, moment: Moment) {
        let place = self.place_of(&moment);
        let before = self.moments[..place].last().map(|it| &it.what);
        let repeats = match (before, &moment.what) {
            (Some(What::ClientSaid { awaits: before }), What::ClientSaid { awaits }) => {
                before >= awaits
            }
            _ => false,
        };
        let most = if repeats { MOMENTS_MAX } else { MOMENTS_KEPT_MAX };
        if self.moments.len() < most {
            self.moments.insert(place, moment);
        }
    }

    /// Puts back a moment that was kept.
    pub(super) fn put_back(&mut self, moment: Moment) {
        let place = self.place_of(&moment);
        self.moments.insert(place, moment);
    }

    /// After everything that occurred before it, or in the same second and was recorded first.
    fn place_of(&self, moment: &Moment) -> usize {
        let key = (moment.at, moment.revision);
        self.moments.partition_point(|it| (it.at, it.revision) <= key)
    }

    /// Type, priority, requester and site as they stood at an instant; before the first was said, as the first.
    pub fn traits_at(&self, at: At) -> Traits {
        let said = || {
            self.moments.iter().filter_map(|it| match &it.what {
                What::Classified(traits) => Some((it.at, traits)),
                _ => None,
            })
        };
        let last = said().take_while(|it| it.0 <= at).last().or_else(|| said().next());
        last.map(|it| it.1.clone()).unwrap_or_default()
    }

    /// What happened, in the order in which it occurred.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The history as it was recorded by an instant.
    #[must_use]
    pub fn as_recorded_by(&self, instant: At) -> Self {
        let known = self.moments.iter().filter(|it| it.recorded <= instant);
        let noted = self.noted.iter().filter(|it| *it.1 <= instant);
        Self {
            moments: known.cloned().collect(),
            noted: noted.map(|(key, at)| (key.clone(), *at)).collect(),
            ..Self::default()
        }
    }

    /// A computed fact was recorded.
    pub fn note(&mut self, fact: FactKey, recorded: At) {
        self.noted.entry(fact).or_insert(recorded);
    }

    /// Which computed facts are recorded, and since when.
    pub fn noted(&self) -> &BTreeMap<FactKey, At> {
        &self.noted
    }
}
