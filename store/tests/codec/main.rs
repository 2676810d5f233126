//! The codec, held to its golden files: is every event written down and read as it ever was?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod events;
mod golden;
mod imported;
mod incidents;
mod largest;
mod of_people;
mod properties;
mod published;
mod vault;
mod without;
