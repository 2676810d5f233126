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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Config};

    /// What is found wrong with an answer to `sendMessage`.
    fn found(result: &Value) -> Vec<String> {
        let emulator = Emulator::new(Config::new(Clock::standing_at(chrono::DateTime::UNIX_EPOCH)));
        emulator.check_result("sendmessage", result);
        emulator.departures()
    }

    fn message() -> Value {
        json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "Hello"})
    }

    fn with(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
        let mut message = message();
        change(message.as_object_mut().unwrap());
        message
    }

    #[test]
    fn an_answer_that_departs_from_what_is_published_is_found_out() {
        assert_eq!(found(&message()), Vec::<String>::new());
        for (result, word) in [
            (with(|it| drop(it.remove("date"))), "date"),
            (with(|it| drop(it.insert("text".to_owned(), json!(5)))), "text"),
            (with(|it| drop(it.insert("txet".to_owned(), json!("Hello")))), "txet"),
            (with(|it| drop(it.insert("chat".to_owned(), json!({"id": 7})))), "type"),
            (json!("Hello"), "not Message"),
        ] {
            let found = found(&result);
            assert_eq!(found.len(), 1, "{result}: {found:?}");
            assert!(found[0].contains(word), "{word}: {found:?}");
        }
    }

    #[test]
    fn an_update_that_departs_from_what_is_published_is_found_out() {
        assert_eq!(faults_of_update("message", &message()), Vec::<String>::new());
        assert_eq!(faults_of_update("message", &with(|it| drop(it.remove("date")))).len(), 1);
        assert_eq!(faults_of_update("massage", &message()).len(), 1);
    }

    #[test]
    #[should_panic(expected = "departs from the Bot API")]
    fn whoever_is_checked_and_departs_fails() {
        let emulator = Emulator::new(Config::new(Clock::standing_at(chrono::DateTime::UNIX_EPOCH)));
        let _checked = emulator.checked();
        emulator.check_result("sendmessage", &with(|it| drop(it.remove("date"))));
    }
}
