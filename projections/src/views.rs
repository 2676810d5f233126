//! The views: what can be asked, and how do they follow the log?

use crate::catch_up::{self, Source};
use crate::digest::Digest;
use crate::error::ViewError;
use crate::file::{self, FILE, Found};
use crate::readers::Readers;
use crate::rows::{
    Accounting, Board, BoardFilter, ChatRow, ClientRow, MessageRow, OfferRow, PendingNotice,
    PersonRow, RegisterRow, TicketRow,
};
use crate::writer::Writer;
use crate::{
    board, chats, digest, messages, notices, people, rebuild, register, ticket, tickets_of_chat,
};
use domain::link::TokenHash;
use domain::{ChatId, ClientCode, ClientId, MessageRef, PersonId, TicketId, TicketNumber};
use futures::StreamExt;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::port::{EventStore, PAGE_MAX, Position};
use store::vault::Vault;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// The views of one data folder.
///
/// Questions are short reads of SQLite, well under a millisecond each, and may be asked from async code.
pub struct Views {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    // Dropped before the writer: whoever closes last folds the WAL into the file, and must be able to write.
    pub(crate) readers: RwLock<Readers>,
    pub(crate) writer: Arc<Mutex<Writer>>,
    pub(crate) position: watch::Sender<Option<Position>>,
    /// True while the rows are of another number than today's.
    pub(crate) outdated: AtomicBool,
    /// Tells the follower that a reader has met damage.
    pub(crate) damaged: Notify,
    /// Held while events are taken in, and while a new file takes the place of the old one.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Held while a new file is made.
    pub(crate) rebuilding: tokio::sync::Mutex<()>,
}

impl Views {
    /// Opens the views in a folder, which must be there.
    ///
    /// What is in the place of their file and is of no use is thrown away with a warning; what is of another
    /// number answers until [`Self::catch_up`] or [`Self::run`] has made it anew.
    ///
    /// # Errors
    ///
    /// [`ViewError::Folder`] and [`ViewError::File`] if no file can be made there.
    pub fn open(
        folder: &Path,
        store: Arc<dyn EventStore>,
        vault: Vault,
    ) -> Result<Arc<Self>, ViewError> {
        let path = folder.join(FILE);
        let (connection, found) = file::open_or_create(&path)?;
        let writer = Writer::new(connection)?;
        let position = watch::Sender::new(writer.bookmark());
        Ok(Arc::new(Self {
            readers: RwLock::new(Readers::open(&path)?),
            path,
            source: Source { store, vault },
            writer: Arc::new(Mutex::new(writer)),
            position,
            outdated: AtomicBool::new(found == Found::Outdated),
            damaged: Notify::new(),
            turn: tokio::sync::Mutex::new(()),
            rebuilding: tokio::sync::Mutex::new(()),
        }))
    }

    /// Follows the log from the bookmark until cancelled.
    ///
    /// # Errors
    ///
    /// [`ViewError`] when an event cannot be taken in: the views then stand still, and so must the process.
    /// Damage of the file is none: it is made anew.
    pub async fn run(&self, cancel: CancellationToken) -> Result<(), ViewError> {
        loop {
            let followed = tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                followed = self.follow() => followed,
                () = self.damaged.notified() => self.rebuild(|_| ()).await,
            };
            match followed {
                Err(error) if error.is_damage() => self.mend(&error).await?,
                followed => followed?,
            }
        }
    }

    async fn follow(&self) -> Result<(), ViewError> {
        self.catch_up().await?;
        let mut news = self.source.store.subscribe(self.position()).await?;
        while let Some(events) = news.next().await {
            let events = events?;
            let turn = self.turn.lock().await;
            let bookmark = catch_up::take_in(&self.source, &self.writer, events).await?;
            drop(turn);
            self.publish(bookmark);
        }
        // A subscription ends only with an error; asking anew is harmless all the same.
        Ok(())
    }

    /// Takes in everything that the log holds by now.
    ///
    /// Views of another number, and views of a long log of which nothing is taken in yet, are made anew beside.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    pub async fn catch_up(&self) -> Result<(), ViewError> {
        if self.outdated.load(Ordering::Acquire) || self.is_far_behind().await? {
            return self.rebuild(|_| ()).await;
        }
        match self.catch_up_in_place().await {
            Err(error) if error.is_damage() => self.mend(&error).await,
            caught_up => caught_up,
        }
    }

    async fn catch_up_in_place(&self) -> Result<(), ViewError> {
        let turn = self.turn.lock().await;
        catch_up::catch_up(&self.source, &self.writer, &|_| ()).await?;
        let bookmark = self.writer.lock().unwrap_or_else(PoisonError::into_inner).bookmark();
        drop(turn);
        self.publish(bookmark);
        Ok(())
    }

    /// Whether nothing is taken in yet of a log of more than a page.
    async fn is_far_behind(&self) -> Result<bool, ViewError> {
        if self.position().is_some() {
            return Ok(false);
        }
        Ok(self.source.store.read_all(None, PAGE_MAX).await?.len() >= PAGE_MAX)
    }

    async fn mend(&self, error: &ViewError) -> Result<(), ViewError> {
        tracing::warn!(path = %self.path.display(), %error, "the views' file is damaged: made anew");
        self.rebuild(|_| ()).await
    }

    /// Makes the views anew from the first event, beside the old ones, which answer until they are swapped.
    ///
    /// `progress` is told again and again how many events were read.
    ///
    /// # Errors
    ///
    /// As [`Self::run`]; the old views then stay in place.
    pub async fn rebuild(&self, progress: impl Fn(u64) + Send + Sync) -> Result<(), ViewError> {
        rebuild::rebuild(self, &progress).await
    }

    /// A hash over the ordered rows of every table: the same for the same log, however it was taken in.
    ///
    /// # Errors
    ///
    /// [`ViewError::File`] if the rows cannot be read. Takes as long as reading them all.
    pub fn digest(&self) -> Result<Digest, ViewError> {
        self.ask(digest::digest)
    }

    /// The last position taken in; `None` before the first.
    pub fn position(&self) -> Option<Position> {
        *self.position.borrow()
    }

    /// Tells of each change of [`Self::position`].
    pub fn changes(&self) -> watch::Receiver<Option<Position>> {
        self.position.subscribe()
    }

    /// Waits until a position is taken in, as a caller must who reads their own write; false if it takes longer than
    /// `timeout`.
    pub async fn wait_for(&self, position: Position, timeout: Duration) -> bool {
        let mut changes = self.changes();
        let passed = changes.wait_for(|it| *it >= Some(position));
        tokio::time::timeout(timeout, passed).await.is_ok_and(|it| it.is_ok())
    }

    /// Tells whoever waits how far the views are. They never go back.
    pub(crate) fn publish(&self, bookmark: Option<Position>) {
        self.position.send_if_modified(|it| {
            let forward = *it < bookmark;
            *it = bookmark.max(*it);
            forward
        });
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ViewError> {
        let readers = self.readers.read().unwrap_or_else(PoisonError::into_inner);
        let answer = readers.ask(question);
        if let Err(error) = &answer
            && error.is_damage()
        {
            self.damaged.notify_one();
        }
        answer
    }
}

/// What can be asked. Each answers as of one instant, and fails with [`ViewError::File`] if the file cannot be read.
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

    /// Open tickets of a chat whose client waits for an answer, oldest first; the first hundred of them.
    pub fn waiting_in_chat(&self, chat: ChatId) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| tickets_of_chat::waiting_in_chat(it, chat))
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
        self.ask(chats::clients)
    }

    /// One client.
    pub fn client(&self, client: ClientId) -> Result<Option<ClientRow>, ViewError> {
        self.ask(|it| chats::client(it, client))
    }

    /// The client of a code.
    pub fn client_by_code(&self, code: &ClientCode) -> Result<Option<ClientRow>, ViewError> {
        self.ask(|it| chats::client_by_code(it, code))
    }

    /// The desk's chats, in the order in which they were linked; what is for staff is said in the first.
    pub fn staff_chats(&self) -> Result<Vec<ChatRow>, ViewError> {
        self.ask(chats::staff_chats)
    }

    /// An offered link that was not claimed yet, by its token's hash; the caller knows whether it is still in time.
    pub fn offer(&self, token: &TokenHash) -> Result<Option<OfferRow>, ViewError> {
        self.ask(|it| chats::offer_of(it, *token))
    }

    /// What is known of a person; `None` if nobody was seen, or all was erased.
    pub fn person(&self, person: PersonId) -> Result<Option<PersonRow>, ViewError> {
        self.ask(|it| people::person(it, person))
    }

    /// What must still be said, at most `limit`: by chat, then in the order of the log, a receipt before its card.
    pub fn pending(&self, limit: usize) -> Result<Vec<PendingNotice>, ViewError> {
        self.ask(|it| notices::pending(it, limit))
    }

    /// What must still be said in one chat, in order, at most `limit`.
    pub fn pending_in(&self, chat: ChatId, limit: usize) -> Result<Vec<PendingNotice>, ViewError> {
        self.ask(|it| notices::pending_in(it, chat, limit))
    }

    /// The chats in which something must still be said.
    pub fn chats_with_pending(&self) -> Result<Vec<ChatId>, ViewError> {
        self.ask(notices::chats_with_pending)
    }
}
