//! Alone: as whose is somebody spoken to who is alone with the bot on a client's side, and what may they choose?

use super::Sender;
use super::gather::{Obstacle, TICKETS_MAX, open};
use crate::private_request::chat_row;
use crate::render::{Scene, Subject};
use domain::conversation::{self, Purpose};
use domain::notice::Kind;
use domain::{ChatId, ClientId, Event, PersonId, Side, chat};
use projections::rows::{ChatRow, PendingNotice};

impl Sender {
    /// The private chat of a client's person as a place of that client's. None where staff are told something, or nobody
    /// knows whose the person is.
    pub(super) fn alone(
        &self,
        notice: &PendingNotice,
        subject: Option<&Subject>,
    ) -> Result<Option<ChatRow>, Obstacle> {
        let ChatId::Private(person) = notice.chat else { return Ok(None) };
        let Some(client) = self.client_alone(person, notice, subject)? else { return Ok(None) };
        Ok(self.views.client(client)?.map(|it| chat_row(person, it)))
    }

    fn client_alone(
        &self,
        person: PersonId,
        notice: &PendingNotice,
        subject: Option<&Subject>,
    ) -> Result<Option<ClientId>, Obstacle> {
        if !is_for_clients(notice.kind) {
            return Ok(None);
        }
        if let Some(ticket) = notice.ticket {
            let row = self.views.ticket(ticket)?;
            return Ok(row.filter(|it| it.chat == notice.chat).map(|it| it.client));
        }
        match subject.map(|it| &it.event) {
            Some(Event::Conversation(conversation::Event::Started(it))) => match it.purpose {
                Purpose::Request(client) => Ok(Some(client)),
                _ => Ok(None),
            },
            Some(Event::Chat(chat::Event::MessageAccounted(it))) if it.side == Side::Client => {
                let clients = self.views.clients_of_member(person)?;
                Ok(clients.first().map(|it| it.client))
            }
            _ => Ok(None),
        }
    }

    /// What words may be that were written in private: part of an open ticket of the author's, or a request of their own.
    pub(super) fn add_choices(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let ChatId::Private(person) = scene.notice.chat else { return Ok(()) };
        let own = self.views.tickets_of_chat(scene.notice.chat, Some(person), TICKETS_MAX)?;
        scene.tickets = open(own);
        let clients = self.views.clients_of_member(person)?.into_iter();
        scene.clients = clients.map(|it| (it.client, it.title)).collect();
        Ok(())
    }
}

/// Whether a notice is for people on a client's side, wherever it is said.
fn is_for_clients(kind: Kind) -> bool {
    match kind {
        Kind::Receipt
        | Kind::Card
        | Kind::Answer
        | Kind::Question
        | Kind::Resolution
        | Kind::ReopenOffer
        | Kind::Prompt
        | Kind::StatusAnswer
        | Kind::Hint
        | Kind::Taken
        | Kind::Outcome
        | Kind::RatingQuestion
        | Kind::TopicLost
        | Kind::PrivateWhich => true,
        Kind::StaffCard
        | Kind::ClientWords
        | Kind::ReopenedWords
        | Kind::GroupCard
        | Kind::LinkQuestion
        | Kind::StaffWelcome
        | Kind::WhichTicket
        | Kind::Alarm
        | Kind::Warning
        | Kind::Breach
        | Kind::Escalation
        | Kind::StaffQuestion
        | Kind::StaffConfirmed
        | Kind::HandedOver
        | Kind::Announcement
        | Kind::StaffLeft
        | Kind::AllHandedOver
        | Kind::Unanswered
        | Kind::Digest
        | Kind::TicketsImported
        | Kind::Undelivered
        | Kind::InviteCard
        | Kind::InviteEnded
        | Kind::Waits
        | Kind::ByColleague => false,
    }
}
