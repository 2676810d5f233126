//! How does what a server sends get off the thread that reads it?

use super::place::TheirPlace;
use crate::eventstoredb::names::{
    self, Client, Error, RecordedEvent, SubscribeToAllOptions, Subscription, SubscriptionEvent,
};
use crate::port::PAGE_MAX;
use futures::stream::FuturesUnordered;
use futures::{StreamExt, poll};
use std::mem;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::mpsc::{self, OwnedPermit, Receiver, Sender};
use tokio::time::sleep;

/// The most batches that wait for whoever reads a feed.
const BATCHES_MAX: usize = 4;
/// The most bytes of a batch before it is handed over, its last event aside.
const BATCH_BYTES_MAX: usize = 1 << 20;

/// How long a subscription may wait for the server's first word before another is asked for beside it: a
/// call that a server forgot is not answered when the server is well again.
const BESIDE: Duration = Duration::from_secs(1);
/// The most that wait beside each other.
const BESIDE_MAX: usize = 10;

/// What a server says in a subscription.
#[derive(Debug)]
#[cfg_attr(
    feature = "kurrentdb",
    expect(
        clippy::large_enum_variant,
        reason = "nearly all are events; boxes would be made for each"
    )
)]
pub(super) enum Signal {
    /// The subscription stands.
    Stands,
    Event(RecordedEvent),
    /// There is nothing more for us up to here.
    Mark(TheirPlace),
    /// All there was when the subscription began has been sent.
    CaughtUp,
}

/// What a server said, in order. Never empty where it is handed over.
pub(super) type Batch = Vec<Signal>;

/// A way for batches off the thread that reads.
pub(super) fn way() -> (Sender<Batch>, Receiver<Batch>) {
    mpsc::channel(BATCHES_MAX)
}

/// Subscribes, and reads until the server breaks off, or nobody wants to know any more.
///
/// Where the server ends the subscription in order, the clients loop, and this unwinds (see `breaker`).
/// What was read until then is handed over all the same.
pub(super) async fn read(
    client: Client,
    options: SubscribeToAllOptions,
    out: Sender<Batch>,
) -> Result<(), Error> {
    let (mut source, first) = begun(&client, &options).await?;
    let mut first = Some(first);
    loop {
        let Some(mut outlet) = Outlet::of(&out).await else { return Ok(()) };
        if let Some(first) = first.take() {
            outlet.take(first);
        }
        while !outlet.is_full() {
            // Dropping this future halfway would lose the stream that it has taken out of `source`.
            let mut next = pin!(source.next_subscription_event());
            let said = match poll!(&mut next) {
                Poll::Ready(said) => said,
                Poll::Pending => {
                    if !outlet.batch.is_empty() {
                        // There is nothing more just now: let go what there is.
                        drop(outlet);
                        let Some(another) = Outlet::of(&out).await else { return Ok(()) };
                        outlet = another;
                    }
                    next.await
                }
            };
            outlet.take(said?);
        }
    }
}

/// The first subscription that is answered, and with what.
async fn begun(
    client: &Client,
    options: &SubscribeToAllOptions,
) -> Result<(Subscription, SubscriptionEvent), Error> {
    let ask = || async {
        let mut source = client.subscribe_to_all(options).await;
        let first = source.next_subscription_event().await?;
        Ok((source, first))
    };
    let mut asked = FuturesUnordered::from_iter([ask()]);
    loop {
        tokio::select! {
            Some(answer) = asked.next() => return answer,
            () = sleep(BESIDE), if asked.len() < BESIDE_MAX => asked.push(ask()),
        }
    }
}

/// A batch that is being filled, with room kept for it where it goes. Handed over when dropped.
struct Outlet {
    permit: Option<OwnedPermit<Batch>>,
    batch: Batch,
    bytes: usize,
}

impl Outlet {
    /// An empty one, once there is room; `None` if nobody waits at the other end.
    async fn of(out: &Sender<Batch>) -> Option<Self> {
        let permit = out.clone().reserve_owned().await.ok()?;
        Some(Self { permit: Some(permit), batch: Batch::new(), bytes: 0 })
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= PAGE_MAX || self.bytes >= BATCH_BYTES_MAX
    }

    fn take(&mut self, said: SubscriptionEvent) {
        let Some(signal) = translated(said) else { return };
        match (&signal, self.batch.last_mut()) {
            (Signal::Mark(_), Some(last @ Signal::Mark(_))) => {
                *last = signal;
                return;
            }
            (Signal::Event(event), _) => {
                self.bytes += event.data.len() + event.custom_metadata.len();
            }
            _ => {}
        }
        self.batch.push(signal);
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take().filter(|_| !self.batch.is_empty()) {
            permit.send(mem::take(&mut self.batch));
        }
    }
}

/// What the server said, in our words; `None` for what concerns other subscriptions than ours.
fn translated(said: SubscriptionEvent) -> Option<Signal> {
    if names::is_caught_up(&said) {
        return Some(Signal::CaughtUp);
    }
    match said {
        SubscriptionEvent::Confirmed(_) => Some(Signal::Stands),
        SubscriptionEvent::EventAppeared(event) => event.link.or(event.event).map(Signal::Event),
        said => names::mark(&said).map(Signal::Mark),
    }
}
