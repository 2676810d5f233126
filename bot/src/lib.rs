//! Speaks Telegram: updates become commands, events become notices.

pub mod buttons;
pub mod client;
pub mod texts;
pub mod times;
