//! What may be asked: one file a command, each with its decision.
//!
//! A command is decided against the fold of one stream and appended by [`transact`]; what concerns another stream
//! follows as a reaction.

pub mod anew;
mod book;
mod by;
pub mod calendar;
pub mod chat;
pub mod client;
pub mod conversation;
pub mod desk;
mod effective;
pub mod folds;
pub mod follow;
pub mod house;
pub mod incident;
pub mod intake;
pub mod links;
pub mod people;
pub mod policy;
pub mod promises;
pub mod reactions;
pub mod retention;
#[cfg(test)]
mod testing;
pub mod ticket;
pub mod transact;
mod two;

pub use house::House;
