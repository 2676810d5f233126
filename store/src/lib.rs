//! What was recorded: the port, the codec, the keyring, and where events are kept.

pub mod bookmarks;
pub mod canonical;
pub mod codec;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
pub mod eventstoredb;
#[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
pub mod eventstoredb_keyring;
pub mod files;
pub mod key_move;
pub mod keyring;
mod keys;
mod lifts;
pub mod memory;
pub mod memory_keyring;
pub mod port;
pub mod sealed;
pub mod sqlite;
pub mod sqlite_bookmarks;
pub mod sqlite_keyring;
pub mod stream;
pub mod vault;
pub mod world;
