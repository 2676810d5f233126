//! Notify: of what time has brought about, what are people told?

use super::{Fact, FactKey, Measured};

/// Of facts that are recorded together, the one that people are told of: the highest level, or else the breach, or else
/// the highest share of a target.
///
/// None if what happened meanwhile made them all idle: the clock was stopped before anybody could be told.
pub fn to_tell<'a>(new: &'a [Fact], measured: &Measured) -> Option<&'a Fact> {
    let (_, fact) =
        new.iter().filter_map(|it| Some((rank(it, measured)?, it))).max_by_key(|it| it.0)?;
    Some(fact)
}

/// How much a fact has to say; none if nothing any more.
fn rank(fact: &Fact, measured: &Measured) -> Option<(u8, u32, u32, i64)> {
    let (clock, class, round, number) = match &fact.key {
        FactKey::Level { clock, round, level, .. } => (clock, 2, *round, *level),
        FactKey::Breach { clock, .. } => (clock, 1, 0, 0),
        FactKey::Threshold { clock, percent, .. } => (clock, 0, 0, u32::from(*percent)),
        // Nobody is left to be told of the one, and the others are told as what they are.
        FactKey::Exhausted { .. } | FactKey::PauseEnded { .. } | FactKey::Expired { .. } => {
            return None;
        }
    };
    let is_idle = measured.clock(*clock).is_none_or(|it| it.stop.is_some());
    (!is_idle).then_some((class, round, number, fact.at.0))
}
