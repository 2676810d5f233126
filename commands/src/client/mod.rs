//! What may be asked of a client: one file a command.

pub mod add_site;
pub mod add_workplace;
pub mod agree;
pub mod ask_invite;
pub mod choose_notices;
pub mod import_ticket;
pub mod note_invite;
pub mod register;
pub mod rename;
pub mod route;
pub mod set_intake;
pub mod set_responsible;
pub mod set_terms;
pub mod withdraw_invite;

use domain::cause::derive;
use domain::{ClientCode, ClientId};

/// The identity of the client of a code: one code, one client.
pub fn id_of(code: &ClientCode) -> ClientId {
    ClientId(derive(chrono::DateTime::UNIX_EPOCH, &["client", code.as_str()]))
}
