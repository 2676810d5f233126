//! What can the views be asked about people who are alone with the bot?

use crate::error::ViewError;
use crate::members;
use crate::rows::ClientRow;
use crate::views::Views;
use domain::PersonId;

/// Each question is answered as of one instant, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// The clients in whose groups somebody is met on the client's side, and those whom they asked something in private,
    /// by code.
    pub fn clients_of_member(&self, person: PersonId) -> Result<Vec<ClientRow>, ViewError> {
        self.ask(|it| members::clients_of(it, person))
    }
}
