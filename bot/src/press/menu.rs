//! Menu: what more may staff do from a card, and what becomes of it?

use super::{Acted, Pressed, plain};
use crate::promised;
use crate::reception::{Effect, Failure};
use crate::render::Button;
use crate::render::keyboard::{self, Colleague, Offered};
use crate::texts::{Texts, Toast};
use chrono::{DateTime, Utc};
use commands::people::find;
use commands::promises::Promises;
use commands::ticket::{By, assign, reclassify};
use commands::transact;
use domain::conversation::Purpose;
use domain::ticket::Ticket;
use domain::ticket::rights::{Act, permit};
use domain::{MessageId, PersonId, Priority, TicketId};
use projections::rows::{AgentRow, ChatPlace, TicketRow};
use store::stream::Stream;

/// The most colleagues that one card gives to choose from.
const COLLEAGUES_MAX: usize = 24;

/// What a press comes to: what is said of it, and the buttons that stand there from now on.
type Shown = (Toast, Option<Effect>);

impl Pressed<'_> {
    /// The rest of what may be done, in the place of the usual.
    pub(super) async fn more(&self, id: TicketId) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        let offered = self.offered(&row, self.now()).await?;
        let buttons = keyboard::more(Texts(self.chat.language), &row, offered);
        Ok((Toast::More, Some(self.show(buttons))))
    }

    pub(super) async fn back(&self, id: TicketId) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        Ok((Toast::Back, Some(self.usual(&row).await?)))
    }

    /// Those to whom a ticket may be given, one button each.
    pub(super) async fn to_whom(&self, id: TicketId) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        if let Err(refusal) = self.may(id, Act::Assign).await? {
            return Ok((refusal, None));
        }
        let colleagues = self.colleagues(&row)?;
        if colleagues.is_empty() {
            return Ok((Toast::NoColleagues, None));
        }
        let buttons = keyboard::colleagues(Texts(self.chat.language), id, &colleagues);
        Ok((Toast::ToWhom, Some(self.show(buttons))))
    }

    /// Asks whoever pressed for words, and puts the usual buttons back: there is nothing more to choose.
    pub(super) async fn asks(
        &self,
        id: TicketId,
        (act, purpose): (Act, Purpose),
    ) -> Result<Shown, Failure> {
        let Some(row) = self.on_staff_card(id)? else { return Ok((Toast::Stale, None)) };
        let said = self.converse(id, act, purpose).await?;
        let asked = said == Toast::AnswerMyPrompt;
        let usual = if asked { Some(self.usual(&row).await?) } else { None };
        Ok((said, usual))
    }

    pub(super) async fn give(&self, id: TicketId, to: PersonId) -> Result<Toast, Failure> {
        if self.chat.place != ChatPlace::Staff {
            return Ok(Toast::Stale);
        }
        let known = find::known(&self.reception.house, to).await?;
        let decide = plain(|it: &Ticket, by: &By<'_>| assign::decide(it, (to, &known), by));
        Ok(match self.acted(id, decide).await? {
            Acted::Done(number) | Acted::Nothing(number) => {
                let name = self.reception.views.person(to)?.map(|it| it.name).unwrap_or_default();
                Toast::Given { number, name }
            }
            Acted::Not(toast) => toast,
        })
    }

    pub(super) async fn set_priority(&self, id: TicketId, to: Priority) -> Result<Toast, Failure> {
        let to_priority = reclassify::Reclassify::Priority(to);
        let decide = |it: &Ticket, promises: &Promises, by: &By<'_>| {
            reclassify::decide(it, to_priority, promises, by)
        };
        let done = |_| match to {
            Priority::Urgent => Toast::PriorityRaised,
            Priority::Low | Priority::Normal => Toast::PrioritySet(to),
        };
        self.act(id, done, decide).await
    }

    /// What besides the ticket decides on the buttons beneath its card.
    pub(super) async fn offered(
        &self,
        row: &TicketRow,
        at: DateTime<Utc>,
    ) -> Result<Offered, Failure> {
        let house = &self.reception.house;
        let merged = |it: &Ticket| it.life().is_some_and(|it| it.merged_into.is_some());
        let merged = transact::ask(house, &Stream::Ticket(row.ticket), merged).await?;
        let promises = promised::on(house, row.ticket, at).await?;
        let workaround = promises.is_some_and(|it| it.wants_workaround());
        Ok(Offered { merged, workaround, why_hold: false })
    }

    /// Puts other buttons under the message whose button was pressed.
    pub(super) fn show(&self, buttons: Vec<Vec<Button>>) -> Effect {
        let message = MessageId(self.message.message_id);
        Effect::Buttons { chat: self.message.chat.id, message, buttons }
    }

    async fn usual(&self, row: &TicketRow) -> Result<Effect, Failure> {
        let offered = self.offered(row, self.now()).await?;
        Ok(self.show(keyboard::of_staff(Texts(self.chat.language), row, offered)))
    }

    /// A ticket whose staff card was pressed by one of staff: there is none in a client's chat, whatever a button's data
    /// say, and in the staff chat there may be somebody who is not confirmed.
    fn on_staff_card(&self, id: TicketId) -> Result<Option<TicketRow>, Failure> {
        match self.chat.place {
            ChatPlace::Staff if self.somebody.known.is_staff() => self.ticket(id),
            ChatPlace::Staff | ChatPlace::Client { .. } => Ok(None),
        }
    }

    async fn may(&self, id: TicketId, act: Act) -> Result<Result<(), Toast>, Failure> {
        let by = self.by();
        let permitted = |it: &Ticket| match permit(it, act, by.actor, by.known) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.into()),
        };
        let stream = Stream::Ticket(id);
        Ok(transact::ask(&self.reception.house, &stream, permitted).await?)
    }

    /// Everybody of staff who is there, but whoever has the ticket, in the order in which they were first heard of.
    fn colleagues(&self, row: &TicketRow) -> Result<Vec<Colleague>, Failure> {
        let at = self.now();
        let may_get = |it: &AgentRow| {
            let is_away = it.away.is_some_and(|it| it.is_away(at));
            row.assignee != Some(it.person.person) && !it.person.name.is_empty() && !is_away
        };
        let agents = self.reception.views.agents()?.into_iter().filter(may_get);
        let colleague = |it: AgentRow| Colleague { person: it.person.person, name: it.person.name };
        Ok(agents.take(COLLEAGUES_MAX).map(colleague).collect())
    }
}

impl From<assign::Rejection> for Toast {
    fn from(rejection: assign::Rejection) -> Self {
        match rejection {
            assign::Rejection::Refused(refusal) => refusal.into(),
            // The button is older than the end of that person's work here.
            assign::Rejection::NotStaff => Self::Stale,
        }
    }
}
