//! Are keys given once, found again, and forgotten for good?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
mod cluster;
mod desk;
mod moving;
#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#[path = "../server/real.rs"]
mod real;
mod rules;
#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#[path = "../server/mod.rs"]
mod server;
mod sqlite;
