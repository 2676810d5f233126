//! Pace: may one more thing be said in a chat now, and if not, when?
//!
//! Telegram counts edits like sends. All instants are the wall clock's; one that jumps back only ends old waits.

use chrono::{DateTime, TimeDelta, Utc};
use domain::NoticeId;
use std::collections::{HashMap, VecDeque};

/// How much is said, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many messages one chat is sent at once before the pace of one a second begins.
    pub chat_burst: u32,
    /// How many calls one group takes in a minute, edits among them.
    pub group_minute: usize,
    /// How many calls all chats together take in a second.
    pub everywhere_second: usize,
    /// With more calls than this in the last minute, edits wait for what people must notice.
    pub edits_give_way: usize,
    /// The least time between two states of one card.
    pub edits_apart: TimeDelta,
    /// How soon the clock is looked at again while something waits: the wall clock may jump.
    pub look_again: std::time::Duration,
}

const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

impl Limits {
    /// No limit at all, for a server that has none.
    pub const NONE: Self = Self {
        chat_burst: u32::MAX,
        group_minute: usize::MAX,
        everywhere_second: usize::MAX,
        edits_give_way: usize::MAX,
        edits_apart: TimeDelta::zero(),
        look_again: LOOK_AGAIN,
    };
}

/// Five a minute are kept for what people must notice, and one in four for edits.
const EDITS_GIVE_WAY: usize = 14;

impl Default for Limits {
    /// What Telegram documents, and a little less where it does not.
    fn default() -> Self {
        Self {
            chat_burst: 3,
            group_minute: 20,
            everywhere_second: 30,
            edits_give_way: EDITS_GIVE_WAY,
            edits_apart: TimeDelta::seconds(3),
            look_again: LOOK_AGAIN,
        }
    }
}

/// A minute as we count it: a second longer than Telegram's, since calls take unequal times to get there.
const MINUTE: TimeDelta = TimeDelta::seconds(61);
const SECOND: TimeDelta = TimeDelta::seconds(1);
/// How many calls are kept for a look: what any limit could ask for.
const CALLS_MAX: usize = 1_000;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Send,
    /// A new state of a card.
    Edit(NoticeId),
}

/// What was said lately, and where Telegram asked us to wait. Chats are Telegram's numbers: below zero, a group.
#[derive(Debug)]
pub struct Pace {
    limits: Limits,
    everywhere: VecDeque<DateTime<Utc>>,
    chats: HashMap<i64, Chat>,
}

#[derive(Debug, Default)]
struct Chat {
    /// When the pace of one a second has caught up with what was said.
    even_at: Option<DateTime<Utc>>,
    minute: VecDeque<DateTime<Utc>>,
    /// When each card last changed.
    cards: HashMap<NoticeId, DateTime<Utc>>,
    held: Option<Hold>,
}

#[derive(Debug, Clone, Copy)]
struct Hold {
    since: DateTime<Utc>,
    wait: TimeDelta,
}

impl Pace {
    pub fn new(limits: Limits) -> Self {
        Self { limits, everywhere: VecDeque::new(), chats: HashMap::new() }
    }

    /// When a call may be made; an instant not after `now` means at once.
    pub fn free_at(&mut self, chat: i64, call: Call, now: DateTime<Utc>) -> DateTime<Utc> {
        let limits = self.limits;
        forget(&mut self.everywhere, SECOND, now);
        let mut free_at = room(&self.everywhere, limits.everywhere_second, SECOND, now);
        let Some(state) = self.chats.get_mut(&chat) else { return free_at };
        state.settle(now);
        if let Some(held) = state.held {
            free_at = free_at.max(held.since + held.wait);
        }
        if let Some(even_at) = state.even_at {
            let ahead = TimeDelta::seconds(i64::from(limits.chat_burst) - 1);
            free_at = free_at.max(even_at - ahead);
        }
        if chat < 0 {
            free_at = free_at.max(room(&state.minute, limits.group_minute, MINUTE, now));
        }
        if let Call::Edit(card) = call {
            let give_way = limits.edits_give_way.saturating_add(1);
            free_at = free_at.max(room(&state.minute, give_way, MINUTE, now));
            if let Some(&changed) = state.cards.get(&card) {
                free_at = free_at.max(changed + limits.edits_apart);
            }
        }
        free_at
    }

    /// Counts a call that is made now.
    pub fn spend(&mut self, chat: i64, call: Call, now: DateTime<Utc>) {
        if self.everywhere.len() < CALLS_MAX {
            self.everywhere.push_back(now);
        }
        let apart = self.limits.edits_apart;
        let state = self.chats.entry(chat).or_default();
        state.settle(now);
        state.even_at = Some(state.even_at.unwrap_or(now).max(now) + SECOND);
        if state.minute.len() < CALLS_MAX {
            state.minute.push_back(now);
        }
        state.cards.retain(|_, changed| *changed + apart > now);
        if let Call::Edit(card) = call {
            state.cards.insert(card, now);
        }
    }

    /// Telegram asks to leave a chat alone for a while.
    pub fn hold(&mut self, chat: i64, wait: std::time::Duration, now: DateTime<Utc>) {
        let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
        self.chats.entry(chat).or_default().held = Some(Hold { since: now, wait });
    }

    /// Whether, and until when, a chat is to be left alone, whatever is to be done there.
    pub fn held_until(&mut self, chat: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let state = self.chats.get_mut(&chat)?;
        state.settle(now);
        state.held.map(|it| it.since + it.wait)
    }

    /// Drops the chats of which nothing need be remembered.
    pub fn sweep(&mut self, now: DateTime<Utc>) {
        self.chats.retain(|_, state| {
            state.settle(now);
            !state.minute.is_empty() || state.held.is_some()
        });
    }
}

impl Chat {
    /// Drops what is over. What lies ahead of a clock that jumped back counts from now.
    fn settle(&mut self, now: DateTime<Utc>) {
        forget(&mut self.minute, MINUTE, now);
        let calls = TimeDelta::seconds(i64::try_from(self.minute.len()).unwrap_or(i64::MAX));
        self.even_at = self.even_at.map(|it| it.min(now + calls)).filter(|it| *it > now);
        for changed in self.cards.values_mut() {
            *changed = (*changed).min(now);
        }
        if let Some(held) = &mut self.held {
            held.since = held.since.min(now);
            if held.since + held.wait <= now {
                self.held = None;
            }
        }
    }
}

fn forget(said: &mut VecDeque<DateTime<Utc>>, window: TimeDelta, now: DateTime<Utc>) {
    for at in said.iter_mut() {
        *at = (*at).min(now);
    }
    while said.front().is_some_and(|at| *at + window <= now) {
        said.pop_front();
    }
}

/// When one more fits into a window that holds `said`, oldest first.
fn room(
    said: &VecDeque<DateTime<Utc>>,
    most: usize,
    window: TimeDelta,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    match (said.len() + 1).checked_sub(most) {
        None | Some(0) => now,
        Some(over) => said.get(over - 1).map_or(now, |at| *at + window),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const GROUP: i64 = -5;
    const OTHER: i64 = -6;
    const PERSON: i64 = 7;
    const CARD: NoticeId = NoticeId(uuid::Uuid::from_u128(1));
    const OTHER_CARD: NoticeId = NoticeId(uuid::Uuid::from_u128(2));

    #[test]
    fn a_chat_takes_a_short_burst_and_then_one_a_second() {
        let mut pace = Pace::new(Limits::default());
        for (now, free) in [(0, 0), (0, 0), (0, 0), (0, 1_000), (1_000, 1_000), (1_000, 2_000)] {
            check(&mut pace, PERSON, Call::Send, now, free);
        }
    }

    #[test]
    fn a_group_takes_twenty_in_a_minute_sends_and_edits_together() {
        let mut pace = Pace::new(Limits { edits_give_way: 20, ..Limits::default() });
        for at in 0..10 {
            check(&mut pace, GROUP, Call::Send, at * 4_000, at * 4_000);
            check(&mut pace, GROUP, Call::Edit(CARD), at * 4_000, at * 4_000);
        }
        check(&mut pace, GROUP, Call::Send, 40_000, 61_000);
        check(&mut pace, GROUP, Call::Edit(OTHER_CARD), 40_000, 61_000);
        check(&mut pace, OTHER, Call::Send, 40_000, 40_000);
        check(&mut pace, GROUP, Call::Send, 61_000, 61_000);
    }

    #[test]
    fn a_private_chat_has_no_minute() {
        let mut pace = Pace::new(Limits::default());
        for at in 0..40 {
            check(&mut pace, PERSON, Call::Send, at * 1_000, at * 1_000);
        }
    }

    #[test]
    fn all_chats_together_take_thirty_in_a_second() {
        let mut pace = Pace::new(Limits::default());
        for chat in 1..=30 {
            check(&mut pace, chat, Call::Send, 0, 0);
        }
        check(&mut pace, 31, Call::Send, 500, 1_000);
    }

    #[test]
    fn two_states_of_one_card_are_three_seconds_apart() {
        let mut pace = Pace::new(Limits::default());
        check(&mut pace, GROUP, Call::Edit(CARD), 0, 0);
        check(&mut pace, GROUP, Call::Edit(CARD), 500, 3_000);
        check(&mut pace, GROUP, Call::Edit(OTHER_CARD), 500, 500);
        check(&mut pace, GROUP, Call::Edit(CARD), 3_000, 3_000);
    }

    #[test]
    fn edits_give_way_when_much_was_said_and_sends_do_not() {
        let mut pace = Pace::new(Limits::default());
        for at in 0..15 {
            check(&mut pace, GROUP, Call::Send, at * 1_000, at * 1_000);
        }
        check(&mut pace, GROUP, Call::Edit(CARD), 15_000, 61_000);
        check(&mut pace, GROUP, Call::Send, 15_000, 15_000);
    }

    #[test]
    fn a_hold_is_of_its_chat_alone_and_ends() {
        let mut pace = Pace::new(Limits::default());
        pace.hold(GROUP, Duration::from_secs(30), at(0));
        check(&mut pace, GROUP, Call::Send, 1_000, 30_000);
        check(&mut pace, OTHER, Call::Send, 1_000, 1_000);
        assert_eq!(pace.held_until(GROUP, at(29_999)), Some(at(30_000)));
        assert_eq!(pace.held_until(GROUP, at(30_000)), None);
    }

    #[test]
    fn a_clock_that_jumps_back_makes_nobody_wait_longer() {
        let mut pace = Pace::new(Limits::default());
        for _ in 0..3 {
            pace.spend(GROUP, Call::Edit(CARD), at(3_600_000));
        }
        pace.hold(GROUP, Duration::from_secs(30), at(3_600_000));
        let free_at = pace.free_at(GROUP, Call::Edit(CARD), at(0));
        assert!(free_at <= at(30_000), "{free_at}");
        let everywhere = pace.free_at(OTHER, Call::Send, at(0));
        assert!(everywhere <= at(1_000), "{everywhere}");
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let mut pace = Pace::new(Limits::default());
        pace.spend(GROUP, Call::Send, at(0));
        pace.hold(OTHER, Duration::from_secs(1), at(0));
        pace.sweep(at(61_000));
        assert!(pace.chats.is_empty());
    }

    #[test]
    fn without_limits_nothing_waits() {
        let mut pace = Pace::new(Limits::NONE);
        for _ in 0..200 {
            check(&mut pace, GROUP, Call::Edit(CARD), 0, 0);
        }
    }

    /// Asks, compares, and makes the call if it may be made.
    #[track_caller]
    fn check(pace: &mut Pace, chat: i64, call: Call, now: i64, free: i64) {
        let free_at = pace.free_at(chat, call, at(now));
        assert_eq!(free_at.max(at(now)), at(free));
        if free_at <= at(now) {
            pace.spend(chat, call, at(now));
        }
    }

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
    }
}
