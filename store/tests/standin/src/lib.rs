//! A server that speaks the event store's protocol over loopback, with faults at will.
//!
//! What it does not imitate: projections, persistent subscriptions, batch appends, links, transactions, subscriptions
//! to one stream, users and lists of rights beyond one user, TLS, the HTTP interface, replication (nodes of a cluster
//! share one log and elect whom the test says), chunks, indexes, forcing anything to a disk, and every regular
//! expression that is more than a beginning. README.md says which rule was taken from where.

#![expect(clippy::result_large_err, reason = "a refusal is a status of tonic's, and as large")]

mod access;
mod appending;
mod clock;
mod cluster;
mod counts;
mod deleting;
mod expected;
mod fault;
mod filter;
mod journal;
mod line;
mod log;
mod meta;
mod node;
mod page;
mod port;
mod reading;
mod record;
mod refusal;
mod roles;
mod standin;
mod standing;
mod streams;
mod subscription;
mod wire;

pub use access::Access;
pub use clock::Clock;
pub use cluster::Cluster;
pub use counts::{Begin, Counts};
pub use fault::{Call, Fault, Faults, Times};
pub use record::Event;
pub use standin::{Options, Past, Standin};
