//! Updates: what waits for the bot, and what has it confirmed?
//!
//! An update is confirmed by a `getUpdates` with a higher offset and by nothing else; until then it
//! is given again. After a day it is gone either way.

use crate::chance::Chance;
use crate::checked::faults_of_update;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};

/// Telegram keeps an update no longer than this.
const KEPT_HOURS_MAX: i64 = 24;
/// After so long a silence the next number is drawn anew, and may be lower.
const NUMBERING_DAYS_MAX: i64 = 7;
/// Updates that wait; beyond, the oldest are lost.
const WAITING_MAX: usize = 100_000;
/// Updates of one answer.
pub(crate) const BATCH_MAX: usize = 100;

/// What a bot receives that never said what it wants.
const BY_DEFAULT: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];
/// What a bot receives only if it asks.
const ON_REQUEST: [&str; 2] = ["chat_member", "message_reaction"];

#[derive(Debug)]
pub(crate) struct Queue {
    next: i64,
    last_at: Option<DateTime<Utc>>,
    waiting: VecDeque<Waiting>,
    allowed: BTreeSet<&'static str>,
    /// Where updates departed from what is published, since it was last asked.
    departures: Vec<String>,
}

#[derive(Debug)]
struct Waiting {
    id: i64,
    at: DateTime<Utc>,
    body: Value,
    lane: Lane,
}

/// What comes one after the other: the updates of one chat; one that is of no chat comes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    Chat(i64),
    Alone(i64),
}

impl Lane {
    fn of(id: i64, payload: &Value) -> Self {
        let chat = payload.pointer("/chat/id").or_else(|| payload.pointer("/message/chat/id"));
        chat.and_then(Value::as_i64).map_or(Self::Alone(id), Self::Chat)
    }
}

impl Queue {
    pub(crate) fn new(first: i64) -> Self {
        let (waiting, allowed) = (VecDeque::new(), BY_DEFAULT.into());
        Self { next: first, last_at: None, waiting, allowed, departures: Vec::new() }
    }

    /// Puts an update in line, if the bot wants this kind. Its number otherwise stays unused.
    pub(crate) fn push(
        &mut self,
        now: DateTime<Utc>,
        kind: &str,
        payload: Value,
        chance: &mut Chance,
    ) {
        if self.allowed.contains(kind) {
            self.departures.extend(faults_of_update(kind, &payload));
            self.push_unasked(now, kind, payload, chance);
        }
    }

    /// Puts an update in line, of whatever kind.
    pub(crate) fn push_unasked(
        &mut self,
        now: DateTime<Utc>,
        kind: &str,
        payload: Value,
        chance: &mut Chance,
    ) {
        let silence = TimeDelta::days(NUMBERING_DAYS_MAX);
        if self.last_at.is_some_and(|at| at + silence <= now) {
            self.next = 1 + i64::try_from(chance.below(900_000_000)).expect("below 2^63");
        }
        self.last_at = Some(now);
        let id = self.next;
        self.next += 1;
        let lane = Lane::of(id, &payload);
        let mut body = json!({"update_id": id});
        body[kind] = payload;
        self.waiting.push_back(Waiting { id, at: now, body, lane });
        if self.waiting.len() > WAITING_MAX {
            self.waiting.pop_front();
        }
    }

    /// Remembers what the bot wants from now on; an empty list means the default.
    pub(crate) fn allow(&mut self, kinds: &[String]) {
        let known = BY_DEFAULT.into_iter().chain(ON_REQUEST);
        self.allowed = known.filter(|it| kinds.iter().any(|asked| asked == it)).collect();
        if kinds.is_empty() {
            self.allowed = BY_DEFAULT.into();
        }
    }

    /// What the bot wants, if that is not the default.
    pub(crate) fn allowed(&self) -> Option<&BTreeSet<&'static str>> {
        (self.allowed != BTreeSet::from(BY_DEFAULT)).then_some(&self.allowed)
    }

    /// Forgets what `offset` confirms: all below it, or all but the last few if it is negative. One beyond all numbers is
    /// of an earlier numbering and confirms nothing.
    pub(crate) fn confirm(&mut self, now: DateTime<Utc>, offset: i64) {
        self.expire(now);
        if offset > self.next {
            return;
        }
        if offset > 0 {
            self.waiting.retain(|it| it.id >= offset);
        } else if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let gone = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..gone);
        }
    }

    /// The oldest unconfirmed updates. They stay in line.
    pub(crate) fn batch(&mut self, now: DateTime<Utc>, limit: usize) -> Vec<Value> {
        self.expire(now);
        self.waiting.iter().take(limit).map(|it| it.body.clone()).collect()
    }

    /// The oldest update of each lane, oldest first, but of none that is closed. They stay in line.
    pub(crate) fn heads(
        &mut self,
        now: DateTime<Utc>,
        is_closed: impl Fn(Lane) -> bool,
        limit: usize,
    ) -> Vec<(i64, Lane, Value)> {
        self.expire(now);
        let mut seen = BTreeSet::new();
        let first = self.waiting.iter().filter(|it| !is_closed(it.lane) && seen.insert(it.lane));
        first.take(limit).map(|it| (it.id, it.lane, it.body.clone())).collect()
    }

    /// Forgets an update that a web hook has taken.
    pub(crate) fn delivered(&mut self, id: i64) {
        self.waiting.retain(|it| it.id != id);
    }

    pub(crate) fn waiting(&mut self, now: DateTime<Utc>) -> usize {
        self.expire(now);
        self.waiting.len()
    }

    pub(crate) fn departures(&mut self) -> Vec<String> {
        std::mem::take(&mut self.departures)
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    fn expire(&mut self, now: DateTime<Utc>) {
        self.waiting.retain(|it| it.at + TimeDelta::hours(KEPT_HOURS_MAX) > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_higher_offset_confirms() {
        let mut queue = given(3);
        check(&mut queue, 0, 0, &[100, 101, 102]);
        check(&mut queue, 0, 0, &[100, 101, 102]);
        check(&mut queue, 0, 100, &[100, 101, 102]);
        check(&mut queue, 0, 102, &[102]);
        check(&mut queue, 0, 0, &[102]);
    }

    #[test]
    fn a_negative_offset_forgets_all_but_the_last() {
        let mut queue = given(3);
        check(&mut queue, 0, -2, &[101, 102]);
        check(&mut queue, 0, 0, &[101, 102]);
    }

    #[test]
    fn an_update_is_gone_after_a_day() {
        let mut queue = given(1);
        check(&mut queue, 24 * 60 - 1, 0, &[100]);
        check(&mut queue, 24 * 60, 0, &[]);
    }

    #[test]
    fn after_a_week_of_silence_the_numbering_starts_elsewhere() {
        let mut queue = given(1);
        let mut chance = Chance::seeded(1);
        queue.push(at(7 * 24 * 60), "message", json!({}), &mut chance);
        let id = queue.batch(at(7 * 24 * 60), 1)[0]["update_id"].as_i64().unwrap();
        assert_ne!(id, 101);
    }

    #[test]
    fn an_offset_of_an_earlier_numbering_confirms_nothing() {
        let mut queue = given(1);
        check(&mut queue, 0, 101, &[]);
        queue.next = 7;
        queue.push(at(1), "message", json!({}), &mut Chance::seeded(1));
        check(&mut queue, 1, 101, &[7]);
        check(&mut queue, 1, 8, &[]);
    }

    #[test]
    fn member_changes_and_reactions_come_only_when_asked_for() {
        let mut queue = given(0);
        let mut chance = Chance::seeded(1);
        queue.push(at(0), "chat_member", json!({}), &mut chance);
        check(&mut queue, 0, 0, &[]);

        queue.allow(&["chat_member".to_owned()]);
        queue.push(at(0), "chat_member", json!({}), &mut chance);
        queue.push(at(0), "message", json!({}), &mut chance);
        check(&mut queue, 0, 0, &[100]);

        queue.allow(&[]);
        queue.push(at(0), "chat_member", json!({}), &mut chance);
        check(&mut queue, 0, 0, &[100]);
    }

    fn given(updates: usize) -> Queue {
        let mut queue = Queue::new(100);
        for _ in 0..updates {
            queue.push(at(0), "message", json!({}), &mut Chance::seeded(1));
        }
        queue
    }

    #[track_caller]
    fn check(queue: &mut Queue, minute: i64, offset: i64, then: &[i64]) {
        queue.confirm(at(minute), offset);
        let batch = queue.batch(at(minute), BATCH_MAX);
        let ids: Vec<_> = batch.iter().map(|it| it["update_id"].as_i64().unwrap()).collect();
        assert_eq!(ids, then);
    }

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
    }
}
