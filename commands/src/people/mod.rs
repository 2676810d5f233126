//! What may be asked of what we know of people: one file a command.

pub mod arrive;
pub mod choose_delivery;
pub mod confirm;
pub mod decline;
pub mod depart;
pub mod dismiss;
pub mod erase;
pub mod find;
pub mod grant;
pub mod hand_over;
pub mod note_absence;
pub mod revoke;
pub mod see;
