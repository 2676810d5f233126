//! The views, asked as the bot and the API ask them. The log delivers its last events twice, always.

#![expect(clippy::unwrap_used, reason = "a test may panic where its words fail")]

mod board;
mod chats;
mod damage;
mod desk;
mod erasing;
mod following;
mod messages;
mod notices;
mod people;
mod rebuilding;
mod register;
mod slicing;
mod staff_notices;
mod ticket;
mod tickets_of_chat;
