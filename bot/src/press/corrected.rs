//! Corrected: somebody pressed a button that sets right what became of a client's message.

use super::{Pressed, plain};
use crate::buttons::Wrote;
use crate::correct;
use crate::reception::{Effect, Failure};
use crate::render::suggestions;
use crate::texts::corrected::Said;
use crate::texts::{MESSAGE_UNITS_MAX, Texts, Toast, cut, units};
use commands::chat::correct::{Correction, To, Way};
use commands::ticket::{self, By, merge};
use domain::ticket::Ticket;
use domain::{ClientId, MessageId, MessageRef, TicketId, Trigger};
use projections::rows::{ChatPlace, TicketRow};

/// The most tickets that are looked at.
const TICKETS_MAX: usize = 50;
/// The most messages of one alarm that one tap sets right.
const TOGETHER_MAX: usize = 100;

impl Pressed<'_> {
    /// Makes a client's message what it is to be; where staff were alarmed, everything that they were told together.
    pub(super) async fn correct(
        &self,
        wrote: Wrote,
        to: To,
    ) -> Result<(Toast, Option<Effect>), Failure> {
        let Some(client) = self.client_of(&wrote)? else { return Ok((Toast::Stale, None)) };
        let way = match (self.somebody.known.is_staff(), to) {
            (true, _) if self.chat.place == ChatPlace::Staff => {
                return self.correct_all(wrote, client, to).await;
            }
            (true, _) | (false, To::NotARequest) => Way::Corrected,
            (false, To::Ticket) => Way::SuggestionTaken,
            (false, To::PartOf(_)) => Way::Similar,
        };
        let Wrote { chat, month, message } = wrote;
        let correction = Correction { chat, message, month: Some(month), client, to, way };
        Ok((self.corrected(&correction).await?, None))
    }

    /// Makes the words that staff were alarmed of what they are to be: all that their author said together. Once one
    /// message is a ticket, the next ones belong to it. What has become of any of them meanwhile stays.
    async fn correct_all(
        &self,
        wrote: Wrote,
        client: ClientId,
        mut to: To,
    ) -> Result<(Toast, Option<Effect>), Failure> {
        let Wrote { chat, month, message } = wrote;
        let at = MessageRef { chat, message };
        let together = self.reception.views.told_together(at, TOGETHER_MAX)?.into_iter();
        let others = together.filter(|it| it.message != message).map(|it| (it.message, it.month));
        let (mut told, mut settled, mut refused) = (None, false, false);
        for (message, month) in std::iter::once((message, month)).chain(others) {
            let cause = if message == at.message {
                self.cause.clone()
            } else {
                let key = format!("together {} {}", self.cause.id(), message.0);
                self.cause.also(Trigger::Request { key })
            };
            let (month, way) = (Some(month), Way::Alarmed);
            let correction = Correction { chat, message, month, client, to, way };
            let (here, by) = (self.message.chat.id, self.somebody);
            let came = correct::correct_to(self.reception, here, &correction, by, &cause).await?;
            if let (To::Ticket, (_, Some(ticket))) = (to, &came) {
                to = To::PartOf(*ticket);
            }
            let is_settled = matches!(&came.0, Ok(it) if settles(it));
            refused |= came.0.is_err();
            // What became of the first of them is said.
            if told.is_none() || (is_settled && !settled) {
                told = Some(came.0.map_or_else(|it| it, Toast::Corrected));
            }
            settled |= is_settled;
        }
        let told = told.unwrap_or(Toast::Stale);
        // As long as something is left to be set right, it can be chosen anew.
        let gone = (settled && !refused).then(|| self.settled(&told));
        Ok((told, gone))
    }

    /// The alarm says what became of the words, in the place of its buttons. Not by whom: of two taps at once one did it.
    fn settled(&self, told: &Toast) -> Effect {
        let (Toast::Corrected(said), Some(alarm)) = (told, &self.message.text) else {
            return self.show(vec![]);
        };
        // What another tap made of them stands there already.
        if !matches!(said, Said::Registered(_) | Said::AddedTo(_) | Said::NotARequest) {
            return self.show(vec![]);
        }
        let became = format!("\n\n✓ {}", said.text(Texts(self.chat.language)));
        let room = MESSAGE_UNITS_MAX.saturating_sub(units(&became));
        let text = cut(alarm, room) + &became;
        let message = MessageId(self.message.message_id);
        Effect::Instead { chat: self.message.chat.id, message, text }
    }

    /// Puts the open tickets of a chat in the place of the button that asks to which one the words belong.
    pub(super) fn add_which(&self, wrote: &Wrote) -> Result<(Toast, Option<Effect>), Failure> {
        if !self.somebody.known.is_staff() {
            return Ok((Toast::OnlyStaff, None));
        }
        if self.client_of(wrote)?.is_none() {
            return Ok((Toast::Stale, None));
        }
        let views = &self.reception.views;
        let mut tickets =
            views.tickets_of_chat(views.current_chat(wrote.chat)?, None, TICKETS_MAX)?;
        tickets.retain(|it| it.status.is_open());
        if tickets.is_empty() {
            return Ok((Toast::Corrected(Said::NoneOpen), None));
        }
        let buttons = suggestions::of_words(Texts(self.chat.language), wrote, Some(&tickets));
        Ok((Toast::Corrected(Said::AddWhich), Some(self.show(buttons))))
    }

    /// A ticket that is no request: it is cancelled, its number stays, and its words are passed over.
    pub(super) async fn not_a_ticket(&self, id: TicketId) -> Result<Toast, Failure> {
        let Some(row) = self.ticket(id)? else { return Ok(Toast::Stale) };
        let toast = match words_of(&row, To::NotARequest, Way::Corrected) {
            Some(it) if self.somebody.known.is_staff() => self.corrected(&it).await?,
            Some(_) => return Ok(Toast::OnlyStaff),
            None => Toast::Corrected(Said::Unknown),
        };
        match toast {
            // Its words were never seen here.
            Toast::Corrected(Said::Unknown) => {
                let decide = plain(|it: &Ticket, by: &By<'_>| ticket::cancel::decide(it, "", by));
                self.act(id, |it| Toast::Corrected(Said::NotATicket(it)), decide).await
            }
            Toast::Corrected(Said::NotARequest) => {
                Ok(Toast::Corrected(Said::NotATicket(row.number)))
            }
            other => Ok(other),
        }
    }

    /// A ticket asks for what another one asks for already: it goes on there, with its words.
    pub(super) async fn same_as(&self, id: TicketId, other: TicketId) -> Result<Toast, Failure> {
        let (Some(row), Some(other)) = (self.ticket(id)?, self.ticket(other)?) else {
            return Ok(Toast::Stale);
        };
        let toast = match words_of(&row, To::PartOf(other.ticket), Way::Similar) {
            Some(it) => self.corrected(&it).await?,
            None => Toast::Corrected(Said::Unknown),
        };
        if toast != Toast::Corrected(Said::Unknown) {
            return Ok(toast);
        }
        let (ticket, number) = (other.ticket, other.number.clone());
        let (client, chat, status) = (other.client, other.chat, other.status);
        let into = merge::Into { ticket, number, client, chat, status };
        let decide = plain(|it: &Ticket, by: &By<'_>| merge::decide(it, &into, by));
        self.act(id, |_| Toast::Corrected(Said::AddedTo(other.number)), decide).await
    }

    async fn corrected(&self, correction: &Correction) -> Result<Toast, Failure> {
        let (chat, by) = (self.message.chat.id, self.somebody);
        match correct::correct(self.reception, chat, correction, by, self.cause).await? {
            Ok(said) => Ok(Toast::Corrected(said)),
            Err(toast) => Ok(toast),
        }
    }

    /// Whose words they are. In a client's chat a button may speak of that client's words only: its data may be made up.
    fn client_of(&self, wrote: &Wrote) -> Result<Option<ClientId>, Failure> {
        let views = &self.reception.views;
        let row = views.chat(views.current_chat(wrote.chat)?)?;
        let Some(ChatPlace::Client { client, .. }) = row.map(|it| it.place) else {
            return Ok(None);
        };
        Ok(match &self.chat.place {
            ChatPlace::Client { client: here, .. } => (client == *here).then_some(client),
            ChatPlace::Staff => Some(client),
        })
    }
}

/// Whether words of a client have become something.
fn settles(said: &Said) -> bool {
    matches!(said, Said::Registered(_) | Said::AddedTo(_) | Said::NotARequest | Said::PartOf(_))
}

/// The correction of the message that a ticket was made of; none of a ticket that was made of none.
fn words_of(row: &TicketRow, to: To, way: Way) -> Option<Correction> {
    let MessageRef { chat, message } = row.source?;
    Some(Correction { chat, message, month: None, client: row.client, to, way })
}

impl From<merge::Rejection> for Toast {
    fn from(rejection: merge::Rejection) -> Self {
        match rejection {
            merge::Rejection::Refused(refusal) => refusal.into(),
            merge::Rejection::Over(status) => Self::NotNow(status),
            merge::Rejection::OtherClient
            | merge::Rejection::Private
            | merge::Rejection::Itself => Self::Stale,
        }
    }
}
