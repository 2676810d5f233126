//! What may be asked of the desk: one file a command.

pub mod set_duty;
pub mod set_team;
pub mod set_team_chat;
pub mod settle;
