//! Incident of: to which incident does the ticket of a pressed card belong?

use super::Pressed;
use crate::incident::on_card;
use crate::reception::{Effect, Failure};
use crate::render::keyboard;
use crate::texts::incidents::AtCard;
use crate::texts::{Texts, Toast};
use domain::TicketId;

/// What was chosen of the incidents that were offered, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    In(u32),
    Out(u32),
    New,
}

impl Pressed<'_> {
    /// Puts the open incidents in the place of the buttons of a card.
    pub(super) fn which_incident(&self, id: TicketId) -> Result<(Toast, Option<Effect>), Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        let offered = on_card::offered(self.reception, &row)?;
        let buttons = keyboard::incidents(Texts(self.chat.language), &row, &offered);
        Ok((Toast::AtCard(AtCard::Which), Some(self.show(buttons))))
    }

    /// Does what was chosen, and puts the usual buttons back.
    pub(super) async fn of_incident(
        &self,
        id: TicketId,
        chosen: Chosen,
    ) -> Result<(Toast, Option<Effect>), Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        let (reception, by) = (self.reception, (self.somebody, self.cause));
        let said = match chosen {
            Chosen::In(number) => on_card::link(reception, &row, (number, true), by).await?,
            Chosen::Out(number) => on_card::link(reception, &row, (number, false), by).await?,
            Chosen::New => on_card::declare(reception, &row, self.chat.language, by).await?,
        };
        Ok((said, Some(self.usual(&row).await?)))
    }
}
