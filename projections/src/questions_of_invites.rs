//! What can the views be asked about cards that lead into clients' groups?

use crate::error::ViewError;
use crate::invites;
use crate::rows::{InviteRow, PlaceRow};
use crate::views::Views;
use domain::invite::InviteRef;
use domain::{ClientId, TicketId};

/// Each question is answered as of one instant, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// The cards of a client, in the order of their numbers, also those that are withdrawn.
    pub fn invites(&self, client: ClientId) -> Result<Vec<InviteRow>, ViewError> {
        self.ask(|it| invites::of(it, client))
    }

    /// One card; none whose link was refused.
    pub fn invite(&self, invite: InviteRef) -> Result<Option<InviteRow>, ViewError> {
        self.ask(|it| invites::one(it, invite))
    }

    /// Where whoever asked for a ticket worked when they did; none of whoever came by no card, or was erased.
    pub fn place_of(&self, ticket: TicketId) -> Result<Option<PlaceRow>, ViewError> {
        self.ask(|it| invites::place(it, ticket))
    }
}
