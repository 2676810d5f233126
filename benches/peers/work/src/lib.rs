//! The work: what does every contestant do, and how is it measured?
//!
//! A contestant is a process that reads [`Args`], takes one sample and prints one line of JSON, the
//! [`Sample`]. What it is asked to store comes from [`Course`] and [`course::log`], for all alike.

pub mod args;
pub mod contract;
pub mod course;
pub mod replay;
pub mod sample;
pub mod text;
pub mod ticket;

pub use args::{Args, UsageError, Work};
pub use course::{Course, Meta, Turn};
pub use replay::Replay;
pub use sample::{Laps, Sample, Window};
pub use ticket::{Command, Event, Rejection, Ticket};
