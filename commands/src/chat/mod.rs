//! What may be asked of a chat's month: one file a command.

pub mod account;
pub mod bind;
pub mod correct;
pub mod follow_correction;
pub mod note_gap;
pub mod note_joining;
pub mod note_leaving;
pub mod note_migration;
pub mod note_rights;
pub mod note_title;
pub mod note_topic;
pub mod note_unanswered;
pub mod note_visibility;
pub mod park;
pub mod record_delivery;
pub mod record_failure;
pub mod seen;
