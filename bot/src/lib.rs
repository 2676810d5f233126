//! Speaks Telegram: updates become commands, events become notices.

pub mod buttons;
