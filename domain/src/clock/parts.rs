//! Parts: what is a history made of, so that it can be kept and made again?

use super::{FactKey, History, Moment};
use crate::policy::Traits;
use crate::{At, MessageRef};
use std::collections::BTreeSet;

/// What a history knows beside its moments and the facts that are noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    /// Type, priority, requester and site as they were last said.
    pub traits: Traits,
    /// Words of staff that the client has not seen yet; the resolution and the question among them.
    pub on_their_way: BTreeSet<MessageRef>,
    pub resolution: Option<MessageRef>,
    pub question: Option<MessageRef>,
}

impl History {
    /// What it knows beside its moments and the facts that are noted.
    pub fn rest(&self) -> Rest {
        Rest {
            traits: self.traits.clone(),
            on_their_way: self.on_their_way.clone(),
            resolution: self.resolution,
            question: self.question,
        }
    }

    /// The history that is made of these parts.
    pub fn of_parts(
        moments: impl IntoIterator<Item = Moment>,
        noted: impl IntoIterator<Item = (FactKey, At)>,
        rest: Rest,
    ) -> Self {
        let mut history = Self::default();
        history.traits = rest.traits;
        history.on_their_way = rest.on_their_way;
        history.resolution = rest.resolution;
        history.question = rest.question;
        moments.into_iter().for_each(|it| history.put_back(it));
        noted.into_iter().for_each(|(fact, recorded)| history.note(fact, recorded));
        history
    }
}
