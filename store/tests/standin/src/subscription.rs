//! Subscription: what does one that listens get, and when?

use crate::fault::Fault;
use crate::filter::Filter;
use crate::meta::instant;
use crate::node::Node;
use crate::page::{PAGE, Place};
use crate::record::Record;
use crate::wire::Instant;
use crate::wire::streams::read_resp::{Confirmation, Content, Mark, Turn};
use crate::wire::streams::{Position, ReadResp};
use futures::Stream;
use std::sync::Arc;
use tokio::sync::watch;
use tonic::Status;
use uuid::Uuid;

/// How many events may come at once to one that is up to date, before it has fallen behind.
const LIVE_MAX: usize = 1024;

/// A subscription to the whole log.
pub(crate) struct Subscription {
    node: Arc<Node>,
    filter: Option<Filter>,
    structured: bool,
    fault: Option<Fault>,
    phase: Phase,
    /// The last event or mark that was sent; `None` before the first.
    sent: Option<Place>,
    /// How many events were looked at since the last mark.
    considered: u64,
    /// The last mark that was sent.
    marked: Option<Place>,
    grown: watch::Receiver<u64>,
    ended: watch::Receiver<u64>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Confirming,
    CatchingUp { next: Place },
    Live { next: u64 },
    Over,
}

type Sent = Vec<Result<ReadResp, Status>>;

impl Subscription {
    /// A subscription after a place, from the first event on, or from now on.
    pub(crate) fn new(
        node: Arc<Node>,
        after: Option<Place>,
        filter: Option<Filter>,
        structured: bool,
        fault: Option<Fault>,
    ) -> Self {
        let grown = node.shared.grown.subscribe();
        let ended = node.ended.subscribe();
        Self {
            node,
            filter,
            structured,
            fault,
            phase: Phase::Confirming,
            sent: after,
            considered: 0,
            marked: None,
            grown,
            ended,
        }
    }

    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<ReadResp, Status>> + Send {
        use futures::StreamExt;
        futures::stream::unfold(self, async |mut it| it.next().await.map(|sent| (sent, it)))
            .flat_map(futures::stream::iter)
    }

    async fn next(&mut self) -> Option<Sent> {
        if self.ended.has_changed().unwrap_or(true) {
            return None;
        }
        let sent = match self.phase {
            Phase::Confirming => Some(self.confirm()),
            Phase::CatchingUp { next } => Some(self.catch_up(next)),
            Phase::Live { next } => self.listen(next).await,
            Phase::Over => None,
        };
        if let Some(Fault::Late(by)) = self.fault {
            tokio::time::sleep(by).await;
        }
        sent
    }

    fn confirm(&mut self) -> Sent {
        let id = Uuid::from_u64_pair(self.node.place as u64 + 1, self.node.next_subscription());
        let mut sent = vec![];
        say(&mut sent, Content::Confirmation(Confirmation { subscription_id: id.to_string() }));
        let last = self.node.shared.log().last();
        let is_ahead = last.is_none_or(|last| {
            self.sent.is_some_and(|it| it >= Place { commit: last, prepare: last })
        });
        if self.fault == Some(Fault::EndAtOnce) {
            self.phase = Phase::Over;
        } else if is_ahead {
            self.go_live(&mut sent);
        } else {
            self.phase = Phase::CatchingUp { next: self.sent.unwrap_or(Place::START) };
        }
        sent
    }

    fn catch_up(&mut self, from: Place) -> Sent {
        let page = self.node.shared.log().forwards(from, PAGE, self.filter.as_ref());
        let page = match page {
            Ok(it) => it,
            Err(refused) => {
                self.phase = Phase::Over;
                return vec![Err(refused)];
            }
        };
        let mut sent = Vec::with_capacity(page.events.len() + 2);
        for record in &page.events {
            if self.sent.is_none_or(|it| it < Place::of(record)) {
                self.send(&mut sent, record);
            }
        }
        self.considered += page.considered;
        let interval = self.filter.as_ref().map(|it| it.interval);
        let due = interval.is_some_and(|it| self.considered >= it);
        if let Some(interval) = interval.filter(|_| due || page.ended) {
            self.considered %= interval;
            self.mark(&mut sent, from);
        }
        if page.ended {
            self.go_live(&mut sent);
        } else {
            self.phase = Phase::CatchingUp { next: page.next };
        }
        sent
    }

    /// Waits for what is recorded from now on.
    async fn listen(&mut self, next: u64) -> Option<Sent> {
        loop {
            let page = self.since(next);
            if !page.is_empty() {
                return Some(self.deliver(&page));
            }
            tokio::select! {
                grown = self.grown.changed() => grown.ok()?,
                _ = self.ended.changed() => return None,
            }
        }
    }

    fn since(&mut self, next: u64) -> Vec<Record> {
        self.grown.mark_unchanged();
        let log = self.node.shared.log();
        let begin = log.records.partition_point(|it| it.position < next);
        log.records[begin..].iter().take(LIVE_MAX + 1).cloned().collect()
    }

    fn deliver(&mut self, records: &[Record]) -> Sent {
        let mut sent = vec![];
        if records.len() > LIVE_MAX {
            say(&mut sent, Content::FellBehind(self.turn()));
            if self.filter.is_some() {
                self.mark(&mut sent, self.sent.unwrap_or(Place::START));
            }
            self.phase = Phase::CatchingUp { next: self.sent.unwrap_or(Place::START) };
            return sent;
        }
        for record in records {
            let place = Place::of(record);
            self.phase = Phase::Live { next: record.position + 1 };
            if self.sent.is_some_and(|it| place <= it) {
                continue;
            }
            self.considered += 1;
            if self.filter.as_ref().is_none_or(|it| it.wants(record)) {
                self.send(&mut sent, record);
            }
            if let Some(interval) = self.filter.as_ref().map(|it| it.interval)
                && self.considered >= interval
            {
                self.considered %= interval;
                self.mark(&mut sent, place);
            }
        }
        sent
    }

    fn go_live(&mut self, sent: &mut Sent) {
        say(sent, Content::CaughtUp(self.turn()));
        // What stands exactly where a page began may still be wanted; what was sent is passed over.
        self.phase = Phase::Live { next: self.sent.map_or(0, |it| it.commit) };
        self.considered = 0;
    }

    fn send(&mut self, sent: &mut Sent, record: &Record) {
        let times = if self.fault == Some(Fault::Twice) { 2 } else { 1 };
        for _ in 0..times {
            let event = if self.structured { record.structured() } else { record.sent.clone() };
            say(sent, Content::Event(event));
        }
        self.sent = Some(Place::of(record));
    }

    /// Says how far was looked: not less far than what was sent. The same is not said twice.
    fn mark(&mut self, sent: &mut Sent, looked: Place) {
        let place = self.sent.map_or(looked, |it| it.max(looked));
        self.sent = Some(place);
        if self.marked.is_some_and(|it| it >= place) {
            return;
        }
        self.marked = Some(place);
        let mark = Mark {
            commit_position: place.commit,
            prepare_position: place.prepare,
            timestamp: Some(self.now()),
        };
        say(sent, Content::Mark(mark));
    }

    fn turn(&self) -> Turn {
        let position = self
            .sent
            .map(|it| Position { commit_position: it.commit, prepare_position: it.prepare });
        Turn { timestamp: Some(self.now()), stream_revision: None, position }
    }

    fn now(&self) -> Instant {
        let (seconds, nanos) = instant(self.node.shared.log().clock.since_epoch());
        Instant { seconds, nanos }
    }
}

fn say(sent: &mut Sent, content: Content) {
    sent.push(Ok(ReadResp { content: Some(content) }));
}
