//! Does a bot that speaks HTTP find what the Bot API's documentation promises?

mod faults;
mod groups;
mod hooks;
mod house;
mod intake;
mod invites;
mod library;
mod limits;
mod media;
mod page;
mod privacy;
mod published;
mod strict;
mod talk;
