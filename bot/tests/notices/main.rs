//! Every notice as people read it, in both languages, beside its golden file.

#![expect(clippy::unwrap_used, reason = "a test may panic where its words fail")]

mod alarms;
mod cards;
mod day;
mod digests;
mod others;
mod promised;
mod stage;
mod words;
