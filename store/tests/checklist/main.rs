//! Does the log on a cluster show what a client of such a cluster must show?
//!
//! Forty items, each a sentence here, or none of ours: docs/eventstoredb-checklist.md says which is which.

#![cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bare;
mod breaks;
mod hidden;
mod nodes;
mod place;
mod port_rules;
#[path = "../server/real.rs"]
mod real;
#[path = "../server/mod.rs"]
mod server;
mod server_rules;
mod table;
mod tls;
