//! Day: how much was fetched for whom today?
//!
//! Kept in a small file, so that a restart does not begin the day anew. It is a limit and no evidence: what a power loss
//! takes of it is not missed.

use super::{FileError, failed};
use chrono::NaiveDate;
use domain::ClientId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much was fetched for each client on one day.
pub(super) struct Ledger {
    path: PathBuf,
    today: Mutex<Today>,
}

#[derive(Default, Clone, Serialize, Deserialize)]
struct Today {
    day: NaiveDate,
    clients: BTreeMap<ClientId, u64>,
}

impl Ledger {
    /// The ledger of a folder; an empty one where there is none, or none that can be read.
    pub(super) fn open(folder: &Path) -> Self {
        let path = folder.join("today.json");
        let today = fs::read(&path).ok().and_then(|it| serde_json::from_slice(&it).ok());
        Self { path, today: Mutex::new(today.unwrap_or_default()) }
    }

    pub(super) fn of(&self, client: ClientId, day: NaiveDate) -> u64 {
        let today = self.today();
        if today.day == day { today.clients.get(&client).copied().unwrap_or(0) } else { 0 }
    }

    pub(super) fn add(
        &self,
        client: ClientId,
        day: NaiveDate,
        bytes: u64,
    ) -> Result<(), FileError> {
        let mut today = self.today();
        if today.day != day {
            *today = Today { day, clients: BTreeMap::new() };
        }
        *today.clients.entry(client).or_default() += bytes;
        let text = serde_json::to_vec(&*today).expect("a day can be written as JSON");
        let beside = self.path.with_extension("new");
        let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, &self.path));
        written.map_err(failed("note what was fetched today"))
    }

    fn today(&self) -> MutexGuard<'_, Today> {
        self.today.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
