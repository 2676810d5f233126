//! Cluster: several servers of one log, of which one leads.

use crate::log::Log;
use crate::node::Shared;
use crate::roles::Roles;
use crate::standin::{Options, Standin, Threads};
use std::io;
use std::sync::Arc;

/// Servers that share one log. Who leads is said by the test, not elected.
#[derive(Debug)]
pub struct Cluster {
    nodes: Vec<Standin>,
    shared: Arc<Shared>,
}

impl Cluster {
    /// Starts this many servers with the log in memory; the first leads.
    ///
    /// # Panics
    ///
    /// If there are not as many free ports, or no thread.
    #[must_use]
    pub fn start(size: usize) -> Self {
        Self::start_with(size, &Options::default()).expect("loopback has free ports")
    }

    /// The same, as they are wanted. They listen on any free ports, and the log is in memory.
    ///
    /// # Errors
    ///
    /// If there are not as many free ports.
    pub fn start_with(size: usize, options: &Options) -> io::Result<Self> {
        let log = Log::new(options.clock.clone(), None);
        let shared = Arc::new(Shared::new(log, Roles::default()));
        let threads = Arc::new(Threads::new()?);
        let join = |_| {
            let (access, version) = (options.access.clone(), options.version.clone());
            let any = (options.listen.ip(), 0).into();
            Standin::join(any, access, version, Arc::clone(&shared), Arc::clone(&threads))
        };
        let nodes = (0..size).map(join).collect::<io::Result<_>>()?;
        Ok(Self { nodes, shared })
    }

    /// The connection string, with all nodes as seeds.
    #[must_use]
    pub fn address(&self) -> String {
        let seeds: Vec<_> = self.nodes.iter().map(|it| it.socket().to_string()).collect();
        format!("esdb://{}?tls=false", seeds.join(","))
    }

    /// Which node leads.
    #[must_use]
    pub fn leader(&self) -> usize {
        self.shared.roles.leader()
    }

    /// Makes a node the leader, from now on.
    pub fn elect(&self, node: usize) {
        assert!(node < self.nodes.len(), "there is no such node");
        self.shared.roles.elect(node);
    }

    /// Lets a node answer everything with "unavailable", until it is told to recover.
    pub fn fail(&self, node: usize) {
        self.shared.roles.change(node, |it| it.fails = true);
    }

    pub fn recover(&self, node: usize) {
        self.shared.roles.change(node, |it| it.fails = false);
    }

    /// One of its servers.
    #[must_use]
    pub fn node(&self, node: usize) -> &Standin {
        &self.nodes[node]
    }

    /// One of its servers, to stop it or to start it again.
    pub fn node_mut(&mut self, node: usize) -> &mut Standin {
        &mut self.nodes[node]
    }
}
