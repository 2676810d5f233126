//! Node: may this call be answered here, and what goes wrong with it?

use crate::access::Access;
use crate::counts::Counting;
use crate::fault::{Call, Fault, Faults};
use crate::line::Scissors;
use crate::log::Log;
use crate::refusal;
use crate::roles::Roles;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::watch;
use tonic::metadata::MetadataMap;
use tonic::{Request, Status};

/// What the nodes of a cluster share: the log, and who leads.
#[derive(Debug)]
pub(crate) struct Shared {
    log: RwLock<Log>,
    /// Where the log ends, for those who wait for more.
    pub(crate) grown: watch::Sender<u64>,
    pub(crate) roles: Roles,
}

impl Shared {
    pub(crate) fn new(log: Log, roles: Roles) -> Self {
        let grown = watch::Sender::new(log.end);
        Self { log: RwLock::new(log), grown, roles }
    }

    pub(crate) fn log(&self) -> RwLockReadGuard<'_, Log> {
        self.log.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Log) -> T) -> T {
        let mut log: RwLockWriteGuard<'_, Log> =
            self.log.write().unwrap_or_else(PoisonError::into_inner);
        let done = change(&mut log);
        let end = log.end;
        drop(log);
        self.grown.send_if_modified(|it| std::mem::replace(it, end) != end);
        done
    }
}

/// One server, as its calls see it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) shared: Arc<Shared>,
    /// Which of the cluster it is.
    pub(crate) place: usize,
    pub(crate) address: SocketAddr,
    pub(crate) access: Access,
    pub(crate) version: String,
    pub(crate) faults: Faults,
    pub(crate) counting: Counting,
    /// How often all subscriptions were told to end.
    pub(crate) ended: watch::Sender<u64>,
    pub(crate) subscriptions: AtomicU64,
}

/// What a call says of itself, beside what it asks.
#[derive(Debug)]
pub(crate) struct Caller {
    headers: MetadataMap,
    line: Option<Scissors>,
}

impl Caller {
    pub(crate) fn of<T>(request: &Request<T>) -> Self {
        let line = request.extensions().get::<Scissors>().cloned();
        Self { headers: request.metadata().clone(), line }
    }
}

/// What is still to go wrong with a call that was let in.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) fault: Option<Fault>,
    line: Option<Scissors>,
}

impl Admitted {
    /// Lets the answer get lost, if that is what was armed.
    pub(crate) async fn answered(&self) {
        if self.fault == Some(Fault::CutAfter) {
            cut(self.line.as_ref()).await;
        }
    }
}

impl Node {
    /// Lets a call in, or refuses it as the server would, or lets go wrong what is armed.
    pub(crate) async fn admit(
        &self,
        call: Call,
        caller: Caller,
        whole_log: bool,
    ) -> Result<Admitted, Status> {
        let Caller { headers, line } = caller;
        let fault = self.faults.take(call);
        match fault {
            Some(Fault::CutBefore) => cut(line.as_ref()).await,
            Some(Fault::Unavailable) => return Err(refusal::unavailable()),
            Some(Fault::Deny) => return Err(refusal::access_denied()),
            Some(Fault::NotLeader) => return Err(refusal::not_leader(self.leader())),
            Some(Fault::Slow(by)) => tokio::time::sleep(by).await,
            Some(Fault::Hang) => std::future::pending().await,
            _ => (),
        }
        if self.shared.roles.fails(self.place) {
            return Err(refusal::unavailable());
        }
        // What a node can do, and whom it knows, is told to everybody.
        if !matches!(call, Call::Features | Call::Gossip) {
            self.access.check(&headers, whole_log)?;
            let wants_leader = headers.get("requires-leader");
            let wants_leader = wants_leader.is_some_and(|it| it.as_bytes() == b"true");
            if wants_leader && self.shared.roles.leader() != self.place {
                return Err(refusal::not_leader(self.leader()));
            }
        }
        Ok(Admitted { fault, line })
    }

    fn leader(&self) -> SocketAddr {
        self.shared.roles.leader_address().unwrap_or(self.address)
    }

    /// A number for a subscription that no other of this node has.
    pub(crate) fn next_subscription(&self) -> u64 {
        self.subscriptions.fetch_add(1, Ordering::Relaxed)
    }
}

/// Cuts the line and waits for the end that comes with it.
async fn cut(line: Option<&Scissors>) {
    if let Some(Scissors(token)) = line {
        token.cancel();
    }
    std::future::pending::<()>().await;
}
