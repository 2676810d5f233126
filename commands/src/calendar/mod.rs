//! What may be asked of a calendar.

pub mod find;
pub mod publish;
