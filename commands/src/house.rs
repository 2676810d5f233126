//! What every command needs: the log, the vault, the wall clock, and what is kept from before.

use crate::book::KeptBook;
use crate::folds::Folds;
use std::sync::Arc;
use store::port::EventStore;
use store::vault::Vault;
use store::world::WallClock;

/// The commands' side of the house. Cheap to clone.
#[derive(Clone)]
pub struct House {
    pub store: Arc<dyn EventStore>,
    pub vault: Vault,
    pub clock: Arc<dyn WallClock>,
    pub(crate) folds: Arc<Folds>,
    pub(crate) book: Arc<KeptBook>,
}

impl House {
    pub fn new(store: Arc<dyn EventStore>, vault: Vault, clock: Arc<dyn WallClock>) -> Self {
        Self { store, vault, clock, folds: Arc::default(), book: Arc::default() }
    }
}
