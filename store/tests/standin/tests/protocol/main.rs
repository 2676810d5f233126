//! Protocol: does the stand-in answer a client of the real server's makers as the real server would?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod appending;
mod asking;
mod deleting;
mod failing;
mod reading;
mod starting;
mod subscribing;
