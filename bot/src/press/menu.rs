//! Menu: what more may staff do from a card, and what becomes of it?

use super::{Acted, Pressed, Shown, plain};
use crate::hand_all::rows_of;
use crate::promised;
use crate::reception::{Effect, Failure};
use crate::render::Button;
use crate::render::keyboard::{self, Colleague, Hold, Offered};
use crate::texts::{Texts, Toast};
use chrono::{DateTime, Utc};
use commands::people::find;
use commands::promises::Promises;
use commands::ticket::{By, assign, reclassify};
use commands::transact;
use domain::conversation::Purpose;
use domain::routing::{Candidate, OfClient, colleagues};
use domain::ticket::Ticket;
use domain::ticket::rights::{Act, permit};
use domain::{MessageId, PersonId, Priority, TicketId};
use projections::rows::{ChatPlace, TeamRow, TicketRow};
use store::stream::Stream;

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
        let colleagues = self.colleagues(&row).await?;
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
        let replies = self.reception.views.has_replies()?;
        Ok(Offered { merged, workaround, replies, hold: Hold::Button })
    }

    /// Puts other buttons under the message whose button was pressed.
    pub(super) fn show(&self, buttons: Vec<Vec<Button>>) -> Effect {
        let message = MessageId(self.message.message_id);
        Effect::Buttons { chat: self.message.chat.id, message, buttons }
    }

    pub(super) async fn usual(&self, row: &TicketRow) -> Result<Effect, Failure> {
        let offered = self.offered(row, self.now()).await?;
        Ok(self.show(keyboard::of_staff(Texts(self.chat.language), row, offered)))
    }

    /// A ticket whose staff card was pressed by one of staff: there is none in a client's chat, whatever a button's data
    /// say, and in the staff chat there may be somebody who is not confirmed.
    pub(super) fn on_staff_card(&self, id: TicketId) -> Result<Option<TicketRow>, Failure> {
        match self.chat.place {
            ChatPlace::Staff if self.somebody.known.is_staff() => self.ticket(id),
            ChatPlace::Staff | ChatPlace::Client { .. } => Ok(None),
        }
    }

    pub(super) async fn may(&self, id: TicketId, act: Act) -> Result<Result<(), Toast>, Failure> {
        let by = self.by();
        let permitted = |it: &Ticket| match permit(it, act, by.actor, by.known) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.into()),
        };
        let stream = Stream::Ticket(id);
        Ok(transact::ask(&self.reception.house, &stream, permitted).await?)
    }

    /// Those to whom a ticket may be given. What is known of each is their own stream's.
    async fn colleagues(&self, row: &TicketRow) -> Result<Vec<Colleague>, Failure> {
        let views = &self.reception.views;
        let route = views.route(row.client)?.route;
        let team = |it: &TeamRow| Some(&it.team) == route.team.as_ref();
        let chats = views.teams()?.into_iter().find(team).map(|it| it.chats).unwrap_or_default();
        let mut agents = views.agents()?;
        // A button without a name says nothing.
        agents.retain(|it| !it.person.name.is_empty());
        let mut candidates = Vec::with_capacity(agents.len());
        for it in &agents {
            let known = find::known(&self.reception.house, it.person.person).await?;
            let (person, away) = (it.person.person, it.away);
            candidates.push(Candidate { person, away, staff_chats: known.staff_chats });
        }
        let of = OfClient { route: &route, chats: &chats };
        let chosen = colleagues(candidates, row.assignee, Some(of), self.now());
        let rows = rows_of(agents, &chosen).into_iter();
        Ok(rows.map(|it| Colleague { person: it.person, name: it.name }).collect())
    }
}

impl From<assign::Rejection> for Toast {
    fn from(rejection: assign::Rejection) -> Self {
        match rejection {
            assign::Rejection::Refused(refusal) => refusal.into(),
            // The button is older than the end of that person's work here, or their absence.
            assign::Rejection::NotAvailable(why) => Self::NotAvailable(why),
        }
    }
}
