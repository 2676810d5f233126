//! Checked: where did the emulator depart from what Telegram publishes?

use crate::Emulator;
use crate::api::description;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// Departures that are remembered; the first are the telling ones.
const DEPARTURES_MAX: usize = 100;

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Departures(Mutex<Vec<String>>);

impl Departures {
    pub(crate) fn add(&self, found: Vec<String>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = DEPARTURES_MAX.saturating_sub(all.len());
        all.extend(found.into_iter().take(room));
    }

    fn told(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Holds an emulator to the published description, and the bot to words without invisible marks: when it is dropped, there
/// must have been no departure and no such mark.
#[derive(Debug)]
pub struct Checked(Emulator);

impl Drop for Checked {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let found = self.0.departures();
            assert!(found.is_empty(), "the emulator departs from the Bot API: {found:#?}");
            let marked = self.0.marked();
            assert!(marked.is_empty(), "the bot sets words apart by invisible marks: {marked:#?}");
        }
    }
}

impl Emulator {
    /// Where answers and updates departed from the published types, each with its path. What was put in from outside as it
    /// is does not count.
    #[must_use]
    pub fn departures(&self) -> Vec<String> {
        self.0.departures.told()
    }

    /// Panics when it is dropped, if there was a departure, or a mark in what the bot said, by then.
    #[must_use]
    pub fn checked(&self) -> Checked {
        Checked(self.clone())
    }

    /// Holds the result of a method against what is published of it.
    pub(crate) fn check_result(&self, method: &str, result: &Value) {
        // Updates were looked at when they came into being: some are put in to be wrong.
        if method != "getupdates" {
            self.0.departures.add(description().faults_of_result(method, result));
        }
    }
}

/// What is wrong with an update of this kind.
pub(crate) fn faults_of_update(kind: &str, payload: &Value) -> Vec<String> {
    description().faults("Update", &json!({"update_id": 1, kind: payload}), "update")
}
