//! Roles: which node leads, and which do not answer?

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Who is what among the nodes of one log.
#[derive(Debug, Default)]
pub(crate) struct Roles(Mutex<Standing>);

#[derive(Debug, Default)]
struct Standing {
    leader: usize,
    members: Vec<Member>,
}

/// A node as the others know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) address: SocketAddr,
    pub(crate) alive: bool,
    /// It answers everything with "unavailable".
    pub(crate) fails: bool,
}

impl Roles {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a node; returns its place.
    pub(crate) fn join(&self, address: SocketAddr) -> usize {
        let members = &mut self.lock().members;
        members.push(Member { address, alive: true, fails: false });
        members.len() - 1
    }

    pub(crate) fn leader(&self) -> usize {
        self.lock().leader
    }

    pub(crate) fn leader_address(&self) -> Option<SocketAddr> {
        let standing = self.lock();
        standing.members.get(standing.leader).map(|it| it.address)
    }

    pub(crate) fn elect(&self, place: usize) {
        self.lock().leader = place;
    }

    pub(crate) fn fails(&self, place: usize) -> bool {
        self.lock().members.get(place).is_some_and(|it| it.fails)
    }

    /// Changes what is known of a node.
    pub(crate) fn change(&self, place: usize, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.lock().members.get_mut(place) {
            change(member);
        }
    }

    pub(crate) fn members(&self) -> Vec<Member> {
        self.lock().members.clone()
    }
}
