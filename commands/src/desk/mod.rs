//! What may be asked of the desk: one file a command.

pub mod keep_reply;
pub mod note_digest;
pub mod note_import;
pub mod set_digests;
pub mod set_duty;
pub mod set_team;
pub mod set_team_chat;
pub mod set_up;
pub mod settle;
