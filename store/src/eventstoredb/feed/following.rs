//! How does one feed go on, whatever happens to the servers?

use super::pace::Pace;
use super::place::{Astray, Place};
use super::read::{Batch, Signal};
use super::run::{End, Run, Task, end_of};
use super::thread::Thread;
use super::threads::Threads;
use crate::eventstoredb::connection::{Connection, Live};
use crate::eventstoredb::error::EventStoreDbError;
use crate::eventstoredb::names::{
    self, Client, Position as TheirPlace, RecordedEvent, StreamPosition, SubscribeToAllOptions,
    SubscriptionFilter,
};
use crate::port::Position;
use std::pin::Pin;
use std::sync::Arc;
use tokio::time::{Sleep, sleep};

/// What a server's own deletion of a stream looks like in that stream.
const DELETED: &str = "$streamDeleted";
/// How many events of others a server passes over before it says so.
pub(super) const PASSED_OVER_MAX: u32 = 1_000;

/// What a feed brings.
#[derive(Debug)]
pub(crate) enum Item {
    /// An event of a stream whose name has the prefix; also one of the server's own types.
    Event(RecordedEvent),
    /// The stream of this name was ended for good.
    Deleted(String),
    /// Everything that was there when the feed, or its last subscription, began has been brought.
    CaughtUp,
}

/// Whose client a feed reads with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// That of everybody: for who reads without a pause, and soon has enough.
    Shared,
    /// One of its own: a reader that rests must not hold up what others wait for, and one transport
    /// has but so much room.
    Apart,
}

/// What happened in the streams with a prefix, in the order of the log, each event once.
///
/// Goes on after every failure that may pass, for ever. Nothing happens while nobody asks.
pub(crate) struct Feed {
    connection: Connection,
    threads: Arc<Threads>,
    prefix: Arc<str>,
    way: Way,
    place: Place,
    pace: Pace,
    /// What is left of the pause before the next subscription.
    pause: Option<Pin<Box<Sleep>>>,
    making: Option<Making>,
    with: Option<With>,
    run: Option<Run>,
    /// What came, and is not taken in yet.
    held: Option<Batch>,
    /// Whether the server ended a subscription in order: once the next one stands, the log must be
    /// proven, for the transport finds another server by itself, and tells nobody.
    in_doubt: bool,
    /// What interrupts the feed, if it was said already that something does.
    trouble: Option<EventStoreDbError>,
    /// What ended the feed.
    over: Option<EventStoreDbError>,
}

/// A client in the making, on the thread that it will live on.
struct Making {
    client: Task<Result<Client, EventStoreDbError>>,
    thread: Arc<Thread>,
}

/// What a feed subscribes with.
#[derive(Clone)]
enum With {
    Shared(Live),
    Apart(Client, Arc<Thread>),
}

impl Feed {
    pub(super) fn new(
        connection: Connection,
        threads: Arc<Threads>,
        prefix: &str,
        after: Option<Position>,
        way: Way,
    ) -> Self {
        Self {
            connection,
            threads,
            prefix: prefix.into(),
            way,
            place: Place::after(after),
            pace: Pace::default(),
            pause: None,
            making: None,
            with: None,
            run: None,
            held: None,
            in_doubt: false,
            trouble: None,
            over: None,
        }
    }

    /// What comes next, in order; never empty. May be dropped halfway and asked again.
    ///
    /// # Errors
    ///
    /// What cannot pass: see [`EventStoreDbError::may_pass`]. The feed brings nothing more then.
    pub(crate) async fn next(&mut self) -> Result<Vec<Item>, EventStoreDbError> {
        loop {
            if let Some(error) = &self.over {
                return Err(error.clone());
            }
            if self.run.is_none() {
                self.begin().await;
            }
            let Some(run) = &mut self.run else { continue };
            if self.held.is_none() {
                match run.next(&mut self.pace).await {
                    Ok(batch) => self.held = Some(batch),
                    Err(end) => {
                        self.ended(end);
                        continue;
                    }
                }
            }
            if self.in_doubt {
                if let Err(error) = self.connection.prove().await {
                    self.ended(End::Failed(error));
                    continue;
                }
                self.in_doubt = false;
            }
            let items = self.held.take().map_or_else(Vec::new, |it| self.items(it));
            if !items.is_empty() {
                return Ok(items);
            }
        }
    }

    /// What interrupts the feed just now.
    pub(super) fn trouble(&self) -> Option<&EventStoreDbError> {
        self.trouble.as_ref()
    }

    /// Subscribes from where the feed has come to, if that can be done now.
    async fn begin(&mut self) {
        if let Some(pause) = &mut self.pause {
            pause.as_mut().await;
            self.pause = None;
        }
        let thread = self.threads.thread();
        match self.client(&thread).await {
            Ok(client) => self.run = Some(Run::begin(client, thread, self.options())),
            Err(end) => self.ended(end),
        }
    }

    /// The client to subscribe with, on this thread.
    async fn client(&mut self, thread: &Arc<Thread>) -> Result<Client, End> {
        if self.way == Way::Shared {
            let live = self.connection.live().await.map_err(End::Failed)?;
            let client = live.client.clone();
            self.with = Some(With::Shared(live));
            return Ok(client);
        }
        if let Some(With::Apart(client, home)) = &self.with
            && Arc::ptr_eq(home, thread)
        {
            return Ok(client.clone());
        }
        let making = self.making.take().filter(|it| Arc::ptr_eq(&it.thread, thread));
        let making = self.making.insert(making.unwrap_or_else(|| {
            let connection = self.connection.clone();
            let client = thread.tasks().spawn(async move { connection.apart().await });
            Making { client: Task(client), thread: thread.clone() }
        }));
        let made = tokio::select! {
            made = &mut making.client.0 => made,
            () = thread.abandoned() => return Err(End::Abandoned),
        };
        self.making = None;
        let client = made.map_err(end_of)?.map_err(End::Failed)?;
        self.with = Some(With::Apart(client.clone(), thread.clone()));
        Ok(client)
    }

    fn options(&self) -> SubscribeToAllOptions {
        let position = match self.place.resumes_after() {
            // What we write stands at one place, so it is both.
            Some(at) => StreamPosition::Position(TheirPlace { commit: at, prepare: at }),
            None => StreamPosition::Start,
        };
        let filter =
            SubscriptionFilter::on_stream_name().add_prefix(&*self.prefix).max(PASSED_OVER_MAX);
        // Never their `retry_options`: theirs go back behind what was seen.
        SubscribeToAllOptions::default().position(position).filter(filter)
    }

    /// What to do about an end: go on after a pause, or not.
    fn ended(&mut self, end: End) {
        self.run = None;
        self.held = None;
        self.making = None;
        let prefix = &*self.prefix;
        match end {
            End::InOrder => {
                tracing::debug!(prefix, "the server ended a feed in order");
                self.in_doubt = true;
            }
            End::Abandoned => self.forget_client(),
            End::Failed(error) if error.may_pass() => {
                // Once for all that a restart of a server brings.
                if self.trouble.is_none() {
                    tracing::warn!(prefix, %error, "a feed is interrupted; subscribing anew");
                }
                self.trouble = Some(error);
                self.forget_client();
            }
            End::Failed(error) => self.over = Some(error),
        }
        self.pause = Some(Box::pin(sleep(self.pace.next())));
    }

    fn forget_client(&mut self) {
        if let Some(With::Shared(live)) = self.with.take() {
            self.connection.broke(&live);
        }
    }

    /// What is new in a batch. After an event that must not be, nothing is.
    fn items(&mut self, batch: Batch) -> Vec<Item> {
        let mut items = Vec::with_capacity(batch.len());
        for signal in batch {
            match signal {
                Signal::Stands => {
                    if self.trouble.take().is_some() {
                        tracing::info!(prefix = &*self.prefix, "a feed flows again");
                    }
                }
                Signal::Mark(at) => self.place.marks(at),
                Signal::CaughtUp => items.push(Item::CaughtUp),
                Signal::Event(event) => match self.place.takes(event.position) {
                    Ok(true) => items.push(item(event)),
                    Ok(false) => {}
                    Err(Astray) => {
                        (self.over, self.run) = (Some(astray(&event)), None);
                        break;
                    }
                },
            }
        }
        items
    }
}

fn item(event: RecordedEvent) -> Item {
    if event.event_type == DELETED {
        Item::Deleted(names::stream_of(&event).to_owned())
    } else {
        Item::Event(event)
    }
}

fn astray(event: &RecordedEvent) -> EventStoreDbError {
    EventStoreDbError::Malformed {
        stream: names::stream_of(event).to_owned(),
        revision: event.revision,
        reason: "it was prepared and committed at two places",
    }
}
