//! A cluster as the store: how does the port look on EventStoreDB and KurrentDB?

mod address;
mod connection;
mod error;
mod names;

pub use address::Address;
pub use connection::{Connection, PATIENCE_MAX};
pub use error::{EventStoreDbError, SERVER_MIN};
