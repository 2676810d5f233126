//! Does a bot that speaks HTTP find what the Bot API's documentation promises?

mod house;
mod talk;
