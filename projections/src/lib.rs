//! Answers kept ready: one file a question.
//!
//! All views lie in one SQLite file that may be thrown away at any time: rows and bookmark change in one
//! transaction, and a lost file is made anew from the log.

mod agreed;
mod batch;
mod board;
mod catch_up;
mod chats;
mod clients;
mod clocks;
mod compliance;
mod departed;
mod digest;
mod error;
mod file;
mod held;
mod imported;
mod incidents;
mod invites;
mod keys;
mod listed;
mod marks;
mod members;
mod messages;
mod notices;
mod people;
mod questions;
mod questions_of_invites;
mod questions_of_private;
mod questions_of_replies;
mod questions_of_routing;
mod questions_of_time;
mod questions_of_words;
mod readers;
mod readiness;
mod rebuild;
mod register;
mod relayed;
mod replies;
mod routing;
pub mod rows;
mod schema;
mod taken;
mod ticket;
mod tickets_of_chat;
mod views;
mod waiting;
mod words;
mod workload;
mod writer;

pub use digest::Digest;
pub use error::ViewError;
pub use views::Views;
