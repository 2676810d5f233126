//! What may be asked of the desk.

pub mod settle;
