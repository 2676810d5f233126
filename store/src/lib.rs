//! What was recorded: the port, the codec, the keyring, and where events are kept.

pub mod bookmarks;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod keyring;
pub mod memory;
pub mod memory_keyring;
pub mod port;
pub mod world;
