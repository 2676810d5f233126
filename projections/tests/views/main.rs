//! The views, asked as the bot and the API ask them. The log delivers its last events twice, always.

#![expect(clippy::unwrap_used, reason = "a test may panic where its words fail")]

mod as_of;
mod at_risk;
mod board;
mod chats;
mod clocks;
mod compliance;
mod damage;
mod desk;
mod erasing;
mod explain;
mod following;
mod histories;
mod imported;
mod incidents;
mod invites;
mod members;
mod messages;
mod mute;
mod notices;
mod numbers;
mod people;
mod promises;
mod readiness;
mod rebuilding;
mod register;
mod replies;
mod routing;
mod slicing;
mod staff_notices;
mod ticket;
mod tickets_of_chat;
mod time_notices;
mod timeline;
mod turns;
mod waiting;
mod workload;
