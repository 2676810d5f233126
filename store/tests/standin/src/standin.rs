//! Stand-in: one server that tests start, ask, stop and make fail.

use crate::access::Access;
use crate::appending::own_id;
use crate::clock::Clock;
use crate::counts::{Counting, Counts};
use crate::deleting;
use crate::fault::Faults;
use crate::journal::Journal;
use crate::log::Log;
use crate::node::{Node, Shared};
use crate::port::{self, Port};
use crate::record::{Event, Proposed, Record};
use crate::roles::Roles;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tokio::runtime::{self, Handle, Runtime};
use tokio::sync::watch;

/// What the server says it is, unless told otherwise.
const VERSION: &str = "24.10.0";
const THREADS: usize = 2;

/// How a server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the log outlives the process; in memory only, without.
    pub folder: Option<PathBuf>,
    /// A port of zero is any free one.
    pub listen: SocketAddr,
    pub access: Access,
    pub clock: Clock,
    /// What it says its version is.
    pub version: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            folder: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            access: Access::Open,
            clock: Clock::default(),
            version: VERSION.to_owned(),
        }
    }
}

/// What of the log is there when a server starts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    Kept,
    Lost,
}

/// Threads of a server's own, so that whoever it is tested with cannot hold it up.
#[derive(Debug)]
pub(crate) struct Threads(Option<Runtime>);

impl Threads {
    pub(crate) fn new() -> io::Result<Self> {
        let mut threads = runtime::Builder::new_multi_thread();
        let threads = threads.worker_threads(THREADS).thread_name("standin").enable_all();
        threads.build().map(|it| Self(Some(it)))
    }

    fn handle(&self) -> &Handle {
        self.0.as_ref().expect("taken only when dropped").handle()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Waiting for them is not allowed where the tests of others run.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// One server. Dropped, it is gone from its port, and so is what it had in memory.
#[derive(Debug)]
pub struct Standin {
    node: Arc<Node>,
    port: Option<Port>,
    threads: Arc<Threads>,
}

impl Standin {
    /// Starts a server on any free port of loopback, with its log in memory.
    ///
    /// # Panics
    ///
    /// If there is no free port, or no thread.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(Options::default()).expect("loopback has a free port")
    }

    /// The same with its log in a folder, so that it outlives the process.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or written to.
    pub fn start_in(folder: &Path) -> io::Result<Self> {
        Self::start_with(Options { folder: Some(folder.to_owned()), ..Options::default() })
    }

    /// Starts a server as it is wanted.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the folder cannot be read or written to.
    pub fn start_with(options: Options) -> io::Result<Self> {
        let (journal, records) = match &options.folder {
            Some(it) => Journal::open(it).map(|(journal, records)| (Some(journal), records))?,
            None => (None, vec![]),
        };
        let mut log = Log::new(options.clock, journal);
        for record in records {
            log.take_in(record);
        }
        let shared = Arc::new(Shared::new(log, Roles::default()));
        let threads = Arc::new(Threads::new()?);
        Self::join(options.listen, options.access, options.version, shared, threads)
    }

    /// Starts a server beside others of the same log.
    pub(crate) fn join(
        listen: SocketAddr,
        access: Access,
        version: String,
        shared: Arc<Shared>,
        threads: Arc<Threads>,
    ) -> io::Result<Self> {
        let listener = port::listen(listen)?;
        let address = listener.local_addr()?;
        let place = shared.roles.join(address);
        let node = Arc::new(Node {
            shared,
            place,
            address,
            access,
            version,
            faults: Faults::default(),
            counting: Counting::default(),
            ended: watch::Sender::new(0),
            subscriptions: AtomicU64::new(0),
        });
        let port = Some(Port::serve(threads.handle(), listener, Arc::clone(&node))?);
        Ok(Self { node, port, threads })
    }

    /// The connection string.
    #[must_use]
    pub fn address(&self) -> String {
        format!("esdb://{}?tls=false", self.node.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        self.node.address
    }

    /// Closes the port and cuts all connections, at once.
    pub fn stop(&mut self) {
        self.port = None;
        self.node.shared.roles.change(self.node.place, |it| it.alive = false);
    }

    /// Starts again on the same port, after [`Self::stop`] or by itself.
    ///
    /// # Errors
    ///
    /// If somebody else took the port meanwhile, or the folder cannot be written to.
    pub fn start_again(&mut self, past: Past) -> io::Result<()> {
        self.stop();
        if past == Past::Lost {
            self.node.shared.change(Log::lose)?;
        }
        let listener = port::listen_again(self.node.address)?;
        let node = Arc::clone(&self.node);
        self.port = Some(Port::serve(self.threads.handle(), listener, node)?);
        self.node.shared.roles.change(self.node.place, |it| it.alive = true);
        Ok(())
    }

    /// What goes wrong from now on.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.node.faults
    }

    /// Ends all subscriptions that are there, in order, as if nothing more were to come.
    pub fn end_subscriptions(&self) {
        self.node.ended.send_modify(|it| *it += 1);
    }

    /// What was asked of it so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.node.counting.read()
    }

    /// Everything that is in the log, in its order, the server's own events among it.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.node.shared.log().records.iter().map(Record::event).collect()
    }

    /// What is in one stream, whether it may still be read or not.
    #[must_use]
    pub fn events_of(&self, stream: &str) -> Vec<Event> {
        let log = self.node.shared.log();
        let records = log.records.iter().filter(|it| &*it.stream == stream);
        records.map(Record::event).collect()
    }

    /// Removes for good what can no longer be read.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn scavenge(&self) -> io::Result<()> {
        self.node.shared.change(deleting::scavenge)
    }

    /// Records something as the server does for itself: figures of its own, in a stream that begins with `$`.
    pub fn record_stats(&self) {
        self.node.shared.change(|log| {
            let stream = format!("$stats-{}", self.node.address);
            let event = Proposed {
                id: own_id(log.end),
                kind: "$statsCollected".to_owned(),
                json: true,
                data: br#"{"proc-cpu":0.0}"#.as_slice().into(),
                metadata: prost::bytes::Bytes::new(),
            };
            log.write(&stream, vec![event]);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Call, Fault, Times};
    use crate::streams::AtNode;
    use crate::wire::streams::ReadReq;
    use crate::wire::streams::read_req::{All, Options as Asked, Subscription, options};
    use crate::wire::streams::streams_server::Streams;
    use futures::StreamExt;
    use tonic::Request;

    // The clients' makers cannot be asked: theirs turn an end in order into a loop.
    #[tokio::test]
    async fn a_subscription_can_end_in_order_while_it_waits_and_as_soon_as_it_is_confirmed() {
        let server = Standin::start();
        let mut waiting = subscribe(&server).await;
        assert!(waiting.next().await.is_some_and(|it| it.is_ok()), "confirmed");
        assert!(waiting.next().await.is_some_and(|it| it.is_ok()), "caught up");

        server.end_subscriptions();
        assert!(waiting.next().await.is_none());

        server.faults().arm(Call::Subscribe, Fault::EndAtOnce, Times::Next(1));
        let mut ending = subscribe(&server).await;
        assert!(ending.next().await.is_some_and(|it| it.is_ok()), "confirmed");
        assert!(ending.next().await.is_none());
    }

    async fn subscribe(server: &Standin) -> <AtNode as Streams>::ReadStream {
        let asked = Asked {
            source: Some(options::Source::All(All::default())),
            until: Some(options::Until::Subscription(Subscription {})),
            ..Asked::default()
        };
        let request = Request::new(ReadReq { options: Some(asked) });
        AtNode(Arc::clone(&server.node)).read(request).await.unwrap().into_inner()
    }
}
