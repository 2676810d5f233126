//! Deeds: what do the people of the story do to a ticket, and how does it stand then?

use super::cast::Cast;
use super::stage::Stage;
use anyhow::{Context, Result};
use bot::buttons::Press;
use domain::policy::Pause;
use domain::ticket::Status;
use domain::{RequestType, TicketId, TicketNumber};
use emulator::{ChatId, MessageId, UserId};
use projections::rows::TicketRow;

/// The people, and where they act.
pub(super) struct Deeds<'a> {
    pub(super) stage: &'a Stage,
    pub(super) cast: &'a Cast,
}

impl Deeds<'_> {
    /// The group's own card is there and pinned: the group is linked.
    pub(super) async fn has_its_card(&self, chat: ChatId) -> Result<()> {
        self.stage.offers(chat, &Press::NewRequest).await?;
        let pinned = || Ok(self.stage.newest(chat, |it| it.pinned)?.map(drop));
        self.stage.until("the group's card to be pinned", pinned).await?;
        self.stage.rest().await
    }

    pub(super) async fn registered(&self, number: &str) -> Result<TicketRow> {
        let number: TicketNumber = number.parse()?;
        let row = self.stage.stands(&number, |_| true).await?;
        // Staff see it, too.
        self.stage.offers(self.cast.staff, &Press::Take(row.ticket)).await?;
        Ok(row)
    }

    pub(super) async fn typed(
        &self,
        ticket: &TicketRow,
        by: UserId,
        to: RequestType,
    ) -> Result<()> {
        let chat = self.chat_of(ticket.ticket)?;
        self.stage.press(by, chat, &Press::Type(ticket.ticket, to)).await?;
        self.stage.stands(&ticket.number, |it| it.request_type == Some(to)).await?;
        Ok(())
    }

    pub(super) async fn taken(&self, ticket: &TicketRow, agent: UserId) -> Result<()> {
        self.stage.press(agent, self.cast.staff, &Press::Take(ticket.ticket)).await?;
        self.stage.stands(&ticket.number, |it| it.assignee.is_some()).await?;
        Ok(())
    }

    /// An agent answers by a reply to the staff's card, and the client's group gets the words.
    pub(super) async fn answered(
        &self,
        ticket: &TicketRow,
        agent: UserId,
        words: &str,
    ) -> Result<MessageId> {
        let (stage, staff) = (self.stage, self.cast.staff);
        let card = stage.offers(staff, &Press::Resolve(ticket.ticket)).await?;
        stage.reply(agent, staff, card, words)?;
        let said = stage.hears(self.chat_of(ticket.ticket)?, words).await?;
        let answered = |it: &TicketRow| it.answered_at.is_some() && !it.awaits_answer;
        stage.stands(&ticket.number, answered).await?;
        Ok(said.message)
    }

    pub(super) async fn resolved(
        &self,
        ticket: &TicketRow,
        agent: UserId,
        words: &str,
    ) -> Result<()> {
        let (stage, staff) = (self.stage, self.cast.staff);
        let prompt = stage.press_to_say(agent, staff, &Press::Resolve(ticket.ticket)).await?;
        stage.reply(agent, staff, prompt, words)?;
        stage.stands(&ticket.number, |it| it.status == Status::Resolved).await?;
        stage.hears(self.chat_of(ticket.ticket)?, words).await?;
        Ok(())
    }

    /// An agent asks the client, and the ticket waits.
    pub(super) async fn asked(
        &self,
        ticket: &TicketRow,
        agent: UserId,
        words: &str,
    ) -> Result<MessageId> {
        let (stage, staff) = (self.stage, self.cast.staff);
        let prompt = stage.press_to_say(agent, staff, &Press::Ask(ticket.ticket)).await?;
        stage.reply(agent, staff, prompt, words)?;
        stage.stands(&ticket.number, |it| it.status == Status::WaitingForClient).await?;
        Ok(stage.hears(self.chat_of(ticket.ticket)?, words).await?.message)
    }

    /// An agent lets the ticket rest.
    pub(super) async fn held(&self, ticket: &TicketRow, agent: UserId, why: Pause) -> Result<()> {
        let staff = self.cast.staff;
        // A change of the card would take the question why away.
        self.stage.settle().await?;
        self.stage.press(agent, staff, &Press::Hold(ticket.ticket)).await?;
        self.stage.press(agent, staff, &Press::HoldFor(ticket.ticket, why)).await?;
        self.stage.stands(&ticket.number, |it| it.status == Status::OnHold).await?;
        Ok(())
    }

    /// The client agrees that it is solved.
    pub(super) async fn confirmed(&self, ticket: &TicketRow, by: UserId) -> Result<()> {
        let chat = self.chat_of(ticket.ticket)?;
        self.stage.press(by, chat, &Press::Confirm(ticket.ticket)).await?;
        self.stage.stands(&ticket.number, |it| it.status == Status::Closed).await?;
        Ok(())
    }

    /// Somebody says what becomes no ticket.
    pub(super) async fn passed_over(&self, chat: ChatId, who: UserId, words: &str) -> Result<()> {
        let said = self.stage.say(who, chat, words)?;
        self.accounted(chat, said).await
    }

    pub(super) async fn accounted(&self, chat: ChatId, message: MessageId) -> Result<()> {
        let chat = domain::ChatId::Group(chat.0);
        let at = domain::MessageRef { chat, message: domain::MessageId(message.0) };
        let seen = || Ok(self.stage.views.message(at)?.map(drop));
        self.stage.until("a message to be accounted for", seen).await?;
        self.stage.rest().await
    }

    fn chat_of(&self, ticket: TicketId) -> Result<ChatId> {
        let row = self.stage.views.ticket(ticket)?.context("a ticket of the story is gone")?;
        match row.chat {
            domain::ChatId::Group(chat) => Ok(ChatId(chat)),
            domain::ChatId::Private(_) => anyhow::bail!("a ticket of the story lives in private"),
        }
    }
}
