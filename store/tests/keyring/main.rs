//! Are keys given once, found again, and forgotten for good?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
mod cluster;
mod desk;
mod moving;
mod rules;
mod sqlite;
