//! Rules: does each clock start, rest, stop and end as it is promised?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crowds;
mod escalation;
mod facts;
mod pauses;
mod reopening;
mod retargets;
mod silence;
mod turns;
mod words;
