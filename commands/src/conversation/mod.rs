//! What may be asked of a conversation: one file a command.

pub mod answer;
pub mod start;
