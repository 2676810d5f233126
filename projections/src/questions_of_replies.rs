//! What can the views be asked about what staff say to clients?

use crate::error::ViewError;
use crate::rows::{DeliveryRow, ReplyRow};
use crate::views::Views;
use crate::{relayed, replies};
use domain::TicketId;

/// Each question is answered as of one state of the rows, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// What the desk keeps ready to be said, by name and then by language.
    pub fn replies(&self) -> Result<Vec<ReplyRow>, ViewError> {
        self.ask(replies::all)
    }

    /// Whether the desk keeps anything ready to be said.
    pub fn has_replies(&self) -> Result<bool, ViewError> {
        self.ask(replies::any)
    }

    /// What became of the words that staff wrote elsewhere for the client of a ticket, in the order of the log.
    pub fn deliveries(&self, ticket: TicketId) -> Result<Vec<DeliveryRow>, ViewError> {
        self.ask(|it| relayed::deliveries(it, ticket))
    }
}
