//! What can the views be asked?

use crate::error::ViewError;
use crate::rows::{
    Accounting, AnnouncedRow, AskedRow, Board, BoardFilter, ChatRow, ClientRow, GroupRow,
    ImportedRow, IncidentRow, Listed, MessageRow, OfferRow, PendingNotice, PersonRow, ReadinessRow,
    RegisterRow, SetUpRow, TicketRow,
};
use crate::views::Views;
use crate::{
    board, chats, clients, departed, imported, incidents, listed, messages, notices, people,
    readiness, register, ticket, tickets_of_chat,
};
use domain::link::TokenHash;
use domain::{
    At, ChatId, ClientCode, ClientId, MessageRef, PersonId, Slug, TicketId, TicketNumber,
};
use std::collections::BTreeMap;

/// Each question is answered as of one instant, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// The open tickets that a filter lets through, oldest first.
    pub fn board(&self, filter: &BoardFilter) -> Result<Board, ViewError> {
        self.ask(|it| board::board(it, filter))
    }

    /// One ticket; `None` if it is not registered, or not taken in yet.
    pub fn ticket(&self, ticket: TicketId) -> Result<Option<TicketRow>, ViewError> {
        self.ask(|it| ticket::ticket(it, ticket))
    }

    /// The ticket of a number.
    pub fn ticket_by_number(&self, number: &TicketNumber) -> Result<Option<TicketRow>, ViewError> {
        self.ask(|it| match register::ticket_of(it, number)? {
            Some(found) => ticket::ticket(it, found),
            None => Ok(None),
        })
    }

    /// The tickets of a chat, or of one requester in it, at most `limit`: open ones first, then the newest first.
    pub fn tickets_of_chat(
        &self,
        chat: ChatId,
        requester: Option<PersonId>,
        limit: usize,
    ) -> Result<Vec<TicketRow>, ViewError> {
        self.ask(|it| tickets_of_chat::tickets_of_chat(it, chat, requester, limit))
    }

    /// The tickets of one requester in all chats, at most `limit`: open ones first, then the newest first.
    pub fn tickets_of_requester(
        &self,
        requester: PersonId,
        limit: usize,
    ) -> Result<Vec<TicketRow>, ViewError> {
        self.ask(|it| tickets_of_chat::tickets_of_requester(it, requester, limit))
    }

    /// The open tickets of a chat, the oldest first, at most `limit`, and how many there are in all.
    pub fn open_in_chat(
        &self,
        chat: ChatId,
        limit: usize,
    ) -> Result<(Vec<TicketRow>, usize), ViewError> {
        self.ask(|it| tickets_of_chat::open_in_chat(it, chat, limit))
    }

    /// Open tickets of a chat whose client waits for an answer, oldest first; the first hundred of them.
    pub fn waiting_in_chat(&self, chat: ChatId) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| tickets_of_chat::waiting_in_chat(it, chat))
    }

    /// Open tickets that nobody has taken, the nearest deadline first, at most `limit`. What is resolved is none of them.
    pub fn queue(&self, limit: usize) -> Result<Listed, ViewError> {
        self.ask(|it| listed::of_agent(it, None, limit))
    }

    /// The open tickets that somebody has, the nearest deadline first, at most `limit`.
    pub fn held_by(&self, agent: PersonId, limit: usize) -> Result<Listed, ViewError> {
        self.ask(|it| listed::of_agent(it, Some(agent), limit))
    }

    /// The ticket of a number, or those in whose number, client and request all of these words stand, the newest first,
    /// at most `limit`. What was erased is not found.
    pub fn about(&self, words: &str, limit: usize) -> Result<Listed, ViewError> {
        self.ask(|it| listed::about(it, words, limit))
    }

    /// The lines of a client's register after a number, in order, at most `limit`.
    pub fn register(
        &self,
        client: ClientId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<RegisterRow>, ViewError> {
        self.ask(|it| register::register(it, client, after, limit))
    }

    /// What a message is to us, and what a reply to it belongs to; `None` if we know nothing of it.
    pub fn message(&self, at: MessageRef) -> Result<Option<MessageRow>, ViewError> {
        self.ask(|it| messages::message(it, at))
    }

    /// What somebody was asked last in a chat, be it answered or not.
    pub fn last_asked(&self, chat: ChatId, of: PersonId) -> Result<Option<AskedRow>, ViewError> {
        self.ask(|it| messages::last_asked(it, chat, of))
    }

    /// For which note somebody was asked last, in whatever chat, to go along with all that is handed over.
    ///
    /// # Errors
    ///
    /// [`ViewError`] if the views cannot be read.
    pub fn last_note_asked(&self, of: PersonId) -> Result<Option<AskedRow>, ViewError> {
        self.ask(|it| messages::last_note_asked(it, of))
    }

    /// How the messages of a chat are accounted for, those of before its migration included.
    pub fn accounting(&self, chat: ChatId) -> Result<Accounting, ViewError> {
        self.ask(|it| messages::accounting(it, chat))
    }

    /// The words of a chat that nobody has taken up yet, oldest first, at most `limit`.
    pub fn unanswered(&self, chat: ChatId, limit: usize) -> Result<Vec<MessageRow>, ViewError> {
        self.ask(|it| messages::unanswered(it, chat, limit))
    }

    /// A linked chat, also by the number it had before it migrated.
    pub fn chat(&self, chat: ChatId) -> Result<Option<ChatRow>, ViewError> {
        self.ask(|it| chats::chat(it, chat))
    }

    /// The chat in which a chat goes on: itself, if it did not migrate.
    pub fn current_chat(&self, chat: ChatId) -> Result<ChatId, ViewError> {
        self.ask(|it| chats::current_chat(it, chat))
    }

    /// All clients, by code.
    pub fn clients(&self) -> Result<Vec<ClientRow>, ViewError> {
        self.ask(clients::clients)
    }

    /// One client.
    pub fn client(&self, client: ClientId) -> Result<Option<ClientRow>, ViewError> {
        self.ask(|it| clients::client(it, client))
    }

    /// The client of a code.
    pub fn client_by_code(&self, code: &ClientCode) -> Result<Option<ClientRow>, ViewError> {
        self.ask(|it| clients::client_by_code(it, code))
    }

    /// The desk's chats, in the order in which they were linked; what is for staff is said in the first.
    pub fn staff_chats(&self) -> Result<Vec<ChatRow>, ViewError> {
        self.ask(chats::staff_chats)
    }

    /// All linked groups, of clients and of staff, and whether the bot is in them and may not write, as far as it was
    /// told.
    pub fn linked_groups(&self) -> Result<BTreeMap<ChatId, bool>, ViewError> {
        self.ask(chats::linked_groups)
    }

    /// What was said of a ticket where it was kept before. None of one that began here.
    pub fn imported(&self, ticket: TicketId) -> Result<Option<ImportedRow>, ViewError> {
        self.ask(|it| imported::of_ticket(it, ticket))
    }

    /// The incidents that are open, the newest first, at most `limit`.
    pub fn open_incidents(&self, limit: usize) -> Result<Vec<IncidentRow>, ViewError> {
        self.ask(|it| incidents::list(it, true, limit))
    }

    /// All incidents, the newest first, at most `limit`.
    pub fn incidents(&self, limit: usize) -> Result<Vec<IncidentRow>, ViewError> {
        self.ask(|it| incidents::list(it, false, limit))
    }

    /// The incidents that a ticket has to do with, the newest first.
    pub fn incidents_of_ticket(&self, ticket: TicketId) -> Result<Vec<IncidentRow>, ViewError> {
        self.ask(|it| incidents::of_ticket(it, ticket))
    }

    /// What was said of the incident of a number to whom, the oldest first.
    pub fn announcements(&self, number: u32) -> Result<Vec<AnnouncedRow>, ViewError> {
        self.ask(|it| incidents::announcements(it, number))
    }

    /// The incident of a number.
    pub fn incident(&self, number: u32) -> Result<Option<IncidentRow>, ViewError> {
        self.ask(|it| incidents::of_number(it, number))
    }

    /// The tickets that are linked to the incident of a number.
    pub fn tickets_of_incident(&self, number: u32) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| incidents::tickets(it, number))
    }

    /// An offered link that was not claimed yet, by its token's hash; the caller knows whether it is still in time.
    pub fn offer(&self, token: &TokenHash) -> Result<Option<OfferRow>, ViewError> {
        self.ask(|it| clients::offer_of(it, *token))
    }

    /// The group that waits to be set up; `None` if it does not, or was set up.
    pub fn set_up(&self, chat: ChatId) -> Result<Option<SetUpRow>, ViewError> {
        self.ask(|it| readiness::set_up(it, chat))
    }

    /// The group that waits to be set up by whoever brings a token, by the token's hash.
    pub fn set_up_by(&self, token: &TokenHash) -> Result<Option<SetUpRow>, ViewError> {
        self.ask(|it| readiness::set_up_by(it, *token))
    }

    /// How a linked group stands: what the bot sees and may do there, and when anybody wrote last.
    pub fn group(&self, chat: ChatId) -> Result<Option<GroupRow>, ViewError> {
        self.ask(|it| readiness::group(it, chat))
    }

    /// All clients by code, each with its groups and how they stand.
    pub fn readiness(&self) -> Result<Vec<ReadinessRow>, ViewError> {
        self.ask(readiness::readiness)
    }

    /// The names of published policies, in order.
    pub fn policy_names(&self) -> Result<Vec<Slug>, ViewError> {
        self.ask(|it| readiness::names(it, "policy"))
    }

    /// The names of published calendars, in order.
    pub fn calendar_names(&self) -> Result<Vec<Slug>, ViewError> {
        self.ask(|it| readiness::names(it, "calendar"))
    }

    /// The names of published rule sets, in order.
    pub fn intake_names(&self) -> Result<Vec<Slug>, ViewError> {
        self.ask(|it| readiness::names(it, "intake"))
    }

    /// What is known of a person; `None` if nobody was seen, or all was erased.
    pub fn person(&self, person: PersonId) -> Result<Option<PersonRow>, ViewError> {
        self.ask(|it| people::person(it, person))
    }

    /// The titles of the clients in whose linked groups somebody has written.
    pub fn clients_seen_with(&self, person: PersonId) -> Result<Vec<String>, ViewError> {
        self.ask(|it| departed::clients_of(it, person))
    }

    /// What must still be said, at most `limit`: by chat, then in the order of the log, a receipt before its card.
    pub fn pending(&self, limit: usize) -> Result<Vec<PendingNotice>, ViewError> {
        self.ask(|it| notices::pending(it, limit))
    }

    /// What must still be said in one chat, in order, at most `limit`.
    pub fn pending_in(&self, chat: ChatId, limit: usize) -> Result<Vec<PendingNotice>, ViewError> {
        self.ask(|it| notices::pending_in(it, chat, limit))
    }

    /// Where the staff card of a ticket stands; `None` while it was not said, or where there is no staff chat.
    pub fn staff_card(&self, ticket: TicketId) -> Result<Option<MessageRef>, ViewError> {
        self.ask(|it| notices::staff_card(it, ticket))
    }

    /// The chats in which something must still be said.
    pub fn chats_with_pending(&self) -> Result<Vec<ChatId>, ViewError> {
        self.ask(notices::chats_with_pending)
    }

    /// What may be said in one chat by an instant, in order, at most `limit`: all that is pending, but for what waits for
    /// the hours in which people may be told.
    pub fn ready_in(
        &self,
        chat: ChatId,
        now: At,
        limit: usize,
    ) -> Result<Vec<PendingNotice>, ViewError> {
        self.ask(|it| notices::ready_in(it, chat, now, limit))
    }

    /// The chats in which something may be said by an instant.
    pub fn chats_with_ready(&self, now: At) -> Result<Vec<ChatId>, ViewError> {
        self.ask(|it| notices::chats_with_ready(it, now))
    }

    /// The next instant after this one at which something more may be said, though nothing is recorded until then;
    /// `None` if nothing waits for its hour.
    pub fn next_not_before(&self, now: At) -> Result<Option<At>, ViewError> {
        self.ask(|it| notices::next_not_before(it, now))
    }
}
