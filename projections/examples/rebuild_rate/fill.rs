//! How is a long log written in a short time?
//!
//! Chats side by side, so that the log commits many appends at once; each chat in order.

use crate::Outcome;
use crate::story::{Chat, Happening, Staff};
use domain::{Actor, Cause, Draft, Event, Trigger};
use projections::Views;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::port::{APPEND_EVENTS_MAX, EventStore, Expected, NewEvent, Revision};
use store::sqlite::SqliteStore;
use store::stream::Stream;
use store::vault::{Entry, Vault};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How many chats there are, each of a client of its own.
const CHATS: u64 = 100;
/// How long to wait for the views before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn fill(
    store: &Arc<SqliteStore>,
    vault: &Vault,
    tickets: u64,
    open: u64,
) -> Outcome<u64> {
    let mut desk = Writer::new(store, vault);
    for happening in Staff::begins() {
        desk.write(happening).await?;
    }
    let (to_staff, from_chats) = mpsc::channel(1_024);
    let staff = tokio::spawn(say_to_staff(desk, from_chats));
    let mut chats = JoinSet::new();
    for number in 0..CHATS {
        let chat = Chat { number, tickets: tickets / CHATS, open: open / CHATS };
        chats.spawn(live(Writer::new(store, vault), chat, to_staff.clone()));
    }
    drop(to_staff);
    while let Some(lived) = chats.join_next().await {
        lived??;
    }
    staff.await??;
    Ok(store.head().await?.map_or(0, |it| it.0))
}

/// Writes the life of tickets event by event, and answers how long after each the views had it.
pub(crate) async fn append_one_by_one(
    store: &Arc<SqliteStore>,
    vault: &Vault,
    tickets: usize,
    views: &Views,
) -> Outcome<Vec<Duration>> {
    let mut writer = Writer::new(store, vault);
    let chat = Chat { number: 0, tickets: tickets as u64, open: 0 };
    for happening in Staff::begins().into_iter().chain(chat.begins()) {
        writer.write(happening).await?;
    }
    let mut times = Vec::new();
    for happening in (0..chat.tickets).flat_map(|it| chat.ticket(it)) {
        writer.write(happening).await?;
        let begin = Instant::now();
        let head = store.head().await?.ok_or("something was written")?;
        if !views.wait_for(head, PATIENCE).await {
            return Err("the views do not follow".into());
        }
        times.push(begin.elapsed());
    }
    Ok(times)
}

async fn live(mut writer: Writer, chat: Chat, to_staff: mpsc::Sender<Happening>) -> Outcome<()> {
    for happening in chat.begins() {
        writer.write(happening).await?;
    }
    for nth in 0..chat.tickets {
        for happening in chat.ticket(nth) {
            writer.write(happening).await?;
        }
        to_staff.send(chat.told_to_staff(nth)).await?;
    }
    Ok(())
}

/// All chats' staff cards stand in one stream: many are written at once.
async fn say_to_staff(
    mut writer: Writer,
    mut from_chats: mpsc::Receiver<Happening>,
) -> Outcome<()> {
    let mut waiting = Vec::new();
    while from_chats.recv_many(&mut waiting, APPEND_EVENTS_MAX).await > 0 {
        writer.write_all(std::mem::take(&mut waiting)).await?;
    }
    Ok(())
}

struct Writer {
    store: Arc<SqliteStore>,
    vault: Vault,
    revisions: HashMap<Stream, u64>,
}

impl Writer {
    fn new(store: &Arc<SqliteStore>, vault: &Vault) -> Self {
        let revisions = HashMap::new();
        Self { store: Arc::clone(store), vault: vault.clone(), revisions }
    }

    async fn write(&mut self, happening: Happening) -> Outcome<()> {
        self.write_all(vec![happening]).await
    }

    /// Writes what happens in one stream, in one append.
    async fn write_all(&mut self, happenings: Vec<Happening>) -> Outcome<()> {
        let Some(first) = happenings.first() else { return Ok(()) };
        let (stream, at) = (first.stream.clone(), first.at);
        let mut events = Vec::with_capacity(happenings.len());
        for happening in happenings {
            events.push(self.seal(happening).await?);
        }
        let count = self.revisions.entry(stream.clone()).or_default();
        let last = count.checked_sub(1).map(Revision);
        *count += events.len() as u64;
        let expected = last.map_or(Expected::NoStream, Expected::At);
        self.store.append(&stream.name(), expected, at, events).await?;
        Ok(())
    }

    async fn seal(&self, happening: Happening) -> Outcome<NewEvent> {
        let cause = Cause::new(Trigger::Request { key: happening.key.clone() }, happening.at);
        let mut draft = Draft::<Event>::new(happening.event, happening.at);
        for (field, owner, value) in happening.texts {
            draft = draft.with(field, owner, value);
        }
        let stream = &happening.stream;
        let entry = Entry { stream, actor: Actor::Reaction, cause: &cause, ordinal: 0 };
        Ok(self.vault.seal(&draft, &entry).await?)
    }
}
