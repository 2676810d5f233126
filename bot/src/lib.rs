//! Speaks Telegram: updates become commands, events become notices.

pub mod buttons;
pub mod client;
mod correct;
pub mod door;
pub mod files;
mod group;
mod incident;
mod lists;
mod message;
mod open_list;
mod other;
pub mod pace;
pub mod poll;
mod press;
mod promised;
pub mod reaction;
pub mod reception;
pub mod render;
pub mod sender;
pub mod set_up;
mod staffing;
pub mod texts;
pub mod times;
mod updates;
pub mod webhook;
mod wire;
