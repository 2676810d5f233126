//! Commands about rule sets: how clients' words are taken in.

pub mod judge;
pub mod publish;
