//! What was recorded: the port, the codec, the keyring, and where events are kept.

pub mod bookmarks;
pub mod keyring;
pub mod port;
pub mod world;
