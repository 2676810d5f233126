//! What does a batch of events make of the rows?
//!
//! Rows are loaded when first touched and written once, at the end or before rows are changed by the set.

use crate::chats::Chat;
use crate::clients::Client;
use crate::clocks::{Kept, KeptBook};
use crate::error::ViewError;
use crate::held::Rows;
use crate::keys::{ChatKey, ClientKey, Counter, PersonKey, TicketKey};
use crate::messages::{Conversation, Message};
use crate::notices::{Card, Said};
use crate::people::Person;
use crate::register::Entry;
use crate::taken::Taken;
use crate::ticket::Ticket;
use crate::words::signed;
use crate::{
    agreed, chats, clients, clocks, imported, incidents, invites, marks, members, messages,
    notices, people, readiness, register, relayed, replies, routing, ticket, waiting, workload,
};
use domain::book::Book;
use domain::{At, ChatId, ClientCode, ClientId, PersonId, Role};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::port::Position;

/// The rows that some events in order have touched, within one transaction.
pub(crate) struct Batch<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) people: Rows<'c, Person>,
    pub(crate) clients: Rows<'c, Client>,
    pub(crate) chats: Rows<'c, Chat>,
    pub(crate) tickets: Rows<'c, Ticket>,
    pub(crate) register: Rows<'c, Entry>,
    pub(crate) messages: Rows<'c, Message>,
    pub(crate) conversations: Rows<'c, Conversation>,
    pub(crate) cards: Rows<'c, Card>,
    pub(crate) pending: Rows<'c, Said>,
    pub(crate) histories: Rows<'c, Kept>,
    /// The tickets whose clocks must be measured anew.
    pub(crate) touched: BTreeSet<TicketKey>,
    /// From when on calendars differ from what clocks were measured by.
    pub(crate) calendars_changed: Option<At>,
    /// How far the log had come, by quarters of an hour.
    pub(crate) marks: BTreeMap<i64, Position>,
    pub(crate) ticket_keys: Counter,
    /// True once text was erased: the file must be cleaned of it after the commit.
    pub(crate) erased: bool,
    bookmark: Option<Position>,
    chat_ids: HashMap<ChatKey, ChatId>,
    /// Where staff are told of a client, or of nobody's, once it was asked for.
    homes: BTreeMap<Option<ClientKey>, Option<ChatKey>>,
    /// Who has a role, once it was asked for.
    holders: BTreeMap<Role, Vec<PersonId>>,
    kept_book: &'c KeptBook,
    /// The book, once it was asked for.
    book: Option<Arc<Book>>,
    person_keys: Counter,
    client_keys: Counter,
    chat_keys: Counter,
}

impl<'c> Batch<'c> {
    pub(crate) fn new(
        connection: &'c Connection,
        kept_book: &'c KeptBook,
        bookmark: Option<Position>,
    ) -> Self {
        Self {
            connection,
            people: Rows::new(connection),
            clients: Rows::new(connection),
            chats: Rows::new(connection),
            tickets: Rows::new(connection),
            register: Rows::new(connection),
            messages: Rows::new(connection),
            conversations: Rows::new(connection),
            cards: Rows::new(connection),
            pending: Rows::new(connection),
            histories: Rows::new(connection),
            touched: BTreeSet::new(),
            calendars_changed: None,
            marks: BTreeMap::new(),
            ticket_keys: Counter::default(),
            erased: false,
            bookmark,
            chat_ids: HashMap::new(),
            homes: BTreeMap::new(),
            holders: BTreeMap::new(),
            kept_book,
            book: None,
            person_keys: Counter::default(),
            client_keys: Counter::default(),
            chat_keys: Counter::default(),
        }
    }

    /// Takes in one event. An event taken in before is passed over.
    pub(crate) fn take_in(&mut self, taken: &Taken) -> Result<(), ViewError> {
        if Some(taken.position) <= self.bookmark {
            return Ok(());
        }
        people::take_in(self, taken)?;
        clients::take_in(self, taken)?;
        agreed::take_in(self, taken)?;
        chats::take_in(self, taken)?;
        register::take_in(self, taken)?;
        ticket::take_in(self, taken)?;
        imported::take_in(self, taken)?;
        clocks::take_in_published(self, taken)?;
        clocks::take_in(self, taken)?;
        workload::take_in(self, taken)?;
        messages::take_in(self, taken)?;
        members::take_in(self, taken)?;
        incidents::take_in(self, taken)?;
        invites::take_in(self, taken)?;
        routing::take_in(self, taken)?;
        waiting::take_in(self, taken)?;
        replies::take_in(self, taken)?;
        relayed::take_in(self, taken)?;
        notices::take_in(self, taken)?;
        // After the notices: they ask what was lost.
        readiness::take_in(self, taken)?;
        marks::take_in(self, taken);
        self.bookmark = Some(taken.position);
        Ok(())
    }

    /// Writes all that was changed and holds nothing any more, so that SQL sees and may change it all.
    pub(crate) fn settle(&mut self) -> rusqlite::Result<()> {
        self.people.write()?;
        self.clients.write()?;
        self.chats.write()?;
        self.tickets.write()?;
        self.register.write()?;
        self.messages.write()?;
        self.conversations.write()?;
        self.cards.write()?;
        self.pending.write()?;
        self.histories.write()?;
        self.homes.clear();
        self.holders.clear();
        Ok(())
    }

    /// Writes rows and bookmark; what is left is to commit.
    pub(crate) fn finish(mut self) -> Result<Finished, ViewError> {
        clocks::measure_touched(&mut self)?;
        self.settle()?;
        marks::write(&self)?;
        let position = self.bookmark.map(|it| signed(it.0));
        let mut statement = self.connection.prepare_cached("UPDATE bookmark SET position = ?1")?;
        statement.execute([position])?;
        Ok(Finished { bookmark: self.bookmark, erased: self.erased })
    }

    /// Runs a statement that changes rows by the set; what is held was settled before.
    pub(crate) fn execute(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(params)
    }

    /// The key of a person, who need not have been seen yet.
    pub(crate) fn person(&mut self, person: PersonId) -> rusqlite::Result<PersonKey> {
        if let Some(known) = self.people.get(&person)? {
            return Ok(known.key);
        }
        let key = self.person_keys.next(self.connection)?;
        self.people.put(&person, Person::unseen(key))?;
        Ok(key)
    }

    /// The person of a key that was given out.
    pub(crate) fn person_of(&mut self, key: PersonKey) -> rusqlite::Result<Option<PersonId>> {
        if let Some(known) = routing::person_of(self.connection, key)? {
            return Ok(Some(known));
        }
        self.settle()?;
        routing::person_of(self.connection, key)
    }

    /// The key of a client, whose code may be all that is known.
    pub(crate) fn client(
        &mut self,
        client: ClientId,
        code: &ClientCode,
    ) -> rusqlite::Result<ClientKey> {
        if let Some(known) = self.clients.get(&client)? {
            return Ok(known.key);
        }
        let key = self.client_keys.next(self.connection)?;
        self.clients.put(&client, Client::mentioned(key, code.clone()))?;
        Ok(key)
    }

    /// The key of a chat, also of one that went on under another number.
    pub(crate) fn chat(&mut self, chat: ChatId) -> rusqlite::Result<ChatKey> {
        if let Some(known) = self.chats.get(&chat)? {
            return Ok(known.key);
        }
        let key = self.chat_keys.next(self.connection)?;
        self.chats.put(&chat, Chat::mentioned(key))?;
        self.chat_ids.insert(key, chat);
        Ok(key)
    }

    /// The key of the chat in which a chat goes on: itself, if it did not migrate.
    pub(crate) fn current_chat(&mut self, chat: ChatId) -> rusqlite::Result<ChatKey> {
        let key = self.chat(chat)?;
        Ok(self.chats.get(&chat)?.map_or(key, |it| it.current))
    }

    pub(crate) fn chat_id(&mut self, key: ChatKey) -> rusqlite::Result<ChatId> {
        if let Some(known) = self.chat_ids.get(&key) {
            return Ok(*known);
        }
        let chat = chats::id_of(self.connection, key)?;
        self.chat_ids.insert(key, chat);
        Ok(chat)
    }

    /// Everybody who has a role and is known by a Telegram id, in the order in which they were first heard of.
    pub(crate) fn holders(&mut self, role: Role) -> rusqlite::Result<Vec<PersonId>> {
        if let Some(known) = self.holders.get(&role) {
            return Ok(known.clone());
        }
        // Whoever changes what is asked here settles, so that the file knows of it.
        let found = people::holders(self.connection, role)?;
        self.holders.insert(role, found.clone());
        Ok(found)
    }

    /// What is published by now.
    pub(crate) fn book(&mut self) -> rusqlite::Result<Arc<Book>> {
        let book = match self.book.take() {
            Some(book) => book,
            None => self.kept_book.of(self.connection)?,
        };
        Ok(Arc::clone(self.book.insert(book)))
    }

    /// What is published by now, for one more publication.
    pub(crate) fn book_to_change(&mut self) -> rusqlite::Result<&mut Book> {
        self.book()?;
        Ok(Arc::make_mut(self.book.get_or_insert_default()))
    }

    /// The chat in which staff are told of a client: its team's, else the general one, of each the one that was linked
    /// first and still is.
    pub(crate) fn home(&mut self, client: Option<ClientKey>) -> rusqlite::Result<Option<ChatKey>> {
        if let Some(known) = self.homes.get(&client) {
            return Ok(*known);
        }
        // Whoever changes a link or a route settles, so that the file knows of every one.
        let found = routing::home(self.connection, client)?;
        self.homes.insert(client, found);
        Ok(found)
    }
}

/// What a batch has come to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finished {
    pub(crate) bookmark: Option<Position>,
    pub(crate) erased: bool,
}
