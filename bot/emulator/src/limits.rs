//! Limits: may the bot say one more thing now, and if not, when?
//!
//! Sends and edits share one budget. An album costs as many as it has items.

use crate::ids::ChatId;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, VecDeque};

/// How much a bot may say. [`Limits::default`] is what Telegram documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Messages that one chat takes at once before the pace of one a second begins.
    pub chat_burst: u32,
    /// Messages that one group takes in a minute.
    pub group_minute: u32,
    /// Messages that all chats together take in a second.
    pub everywhere_second: u32,
}

impl Limits {
    /// No limit at all: for tests of something else.
    pub const NONE: Self =
        Self { chat_burst: u32::MAX, group_minute: u32::MAX, everywhere_second: u32::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { chat_burst: 5, group_minute: 20, everywhere_second: 30 }
    }
}

/// What the bot said in one chat in the last minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Spent {
    /// New messages; each item of an album is one.
    pub sends: usize,
    /// Edits of old messages.
    pub edits: usize,
}

/// What the bot said in one chat since it came in, and how often it was told to come back later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Meter {
    /// New messages; each item of an album is one.
    pub sends: usize,
    /// Edits of old messages.
    pub edits: usize,
    /// Calls that were one too many.
    pub refused: usize,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    Send { messages: u32 },
    Edit,
}

impl Cost {
    fn units(self) -> u32 {
        match self {
            Self::Send { messages } => messages,
            Self::Edit => 1,
        }
    }
}

/// The bot is told to come back after so many whole seconds; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub(crate) seconds: u64,
}

#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    everywhere: VecDeque<DateTime<Utc>>,
    chats: BTreeMap<ChatId, Purse>,
}

/// One chat's account.
#[derive(Debug, Default)]
struct Purse {
    /// When the pace of one a second has caught up with what was said.
    even_at: Option<DateTime<Utc>>,
    minute: VecDeque<(DateTime<Utc>, Cost)>,
    meter: Meter,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, everywhere: VecDeque::new(), chats: BTreeMap::new() }
    }

    /// Takes the cost from all three purses, or from none.
    pub(crate) fn charge(
        &mut self,
        now: DateTime<Utc>,
        chat: ChatId,
        cost: Cost,
    ) -> Result<(), TooMany> {
        self.forget(now);
        let units = cost.units();
        let purse = self.chats.entry(chat).or_default();
        let mut free_at = now;

        let even_at = purse.even_at.unwrap_or(now).max(now);
        let burst = self.limits.chat_burst.max(units);
        free_at = free_at.max(even_at + seconds(units) - seconds(burst));

        // Only groups have a number below zero.
        if chat.0 < 0 {
            let said = purse.minute.iter().flat_map(|&(at, cost)| {
                std::iter::repeat_n(at, usize::try_from(cost.units()).unwrap_or(usize::MAX))
            });
            free_at = free_at.max(room(said, self.limits.group_minute, units, seconds(60), now));
        }
        let said = self.everywhere.iter().copied();
        free_at = free_at.max(room(said, self.limits.everywhere_second, units, seconds(1), now));

        if free_at > now {
            purse.meter.refused += 1;
            return Err(TooMany { seconds: whole_seconds(free_at - now) });
        }
        purse.even_at = Some(even_at + seconds(units));
        purse.minute.push_back((now, cost));
        match cost {
            Cost::Send { messages } => {
                purse.meter.sends += usize::try_from(messages).unwrap_or(usize::MAX);
            }
            Cost::Edit => purse.meter.edits += 1,
        }
        self.everywhere.extend((0..units).map(|_| now));
        Ok(())
    }

    /// What was said in a chat in the minute before `now`.
    pub(crate) fn spent(&self, now: DateTime<Utc>, chat: ChatId) -> Spent {
        let mut spent = Spent::default();
        let purse = self.chats.get(&chat);
        for &(at, cost) in purse.iter().flat_map(|it| &it.minute) {
            if at + seconds(60) <= now {
                continue;
            }
            match cost {
                Cost::Send { messages } => {
                    spent.sends += usize::try_from(messages).unwrap_or(usize::MAX);
                }
                Cost::Edit => spent.edits += 1,
            }
        }
        spent
    }

    /// What was ever said in a chat.
    pub(crate) fn meter(&self, chat: ChatId) -> Meter {
        self.chats.get(&chat).map(|it| it.meter).unwrap_or_default()
    }

    /// What was ever said anywhere.
    pub(crate) fn meter_of_all(&self) -> Meter {
        self.chats.values().fold(Meter::default(), |sum, it| Meter {
            sends: sum.sends + it.meter.sends,
            edits: sum.edits + it.meter.edits,
            refused: sum.refused + it.meter.refused,
        })
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        while self.everywhere.front().is_some_and(|&at| at + seconds(1) <= now) {
            self.everywhere.pop_front();
        }
        for purse in self.chats.values_mut() {
            while purse.minute.front().is_some_and(|&(at, _)| at + seconds(60) <= now) {
                purse.minute.pop_front();
            }
        }
    }
}

/// When `units` more fit into a window that already holds `said`, oldest first.
fn room(
    said: impl Iterator<Item = DateTime<Utc>>,
    most: u32,
    units: u32,
    window: TimeDelta,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let said: Vec<_> = said.collect();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let units = usize::try_from(units).unwrap_or(usize::MAX);
    let over = said.len().saturating_add(units).saturating_sub(most).min(said.len());
    if over == 0 { now } else { said[over - 1] + window }
}

fn seconds(count: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(count))
}

fn whole_seconds(wait: TimeDelta) -> u64 {
    let milliseconds = u64::try_from(wait.num_milliseconds()).unwrap_or(0);
    milliseconds.div_ceil(1000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: ChatId = ChatId(-1);
    const PERSON: ChatId = ChatId(7);
    const ONE: Cost = Cost::Send { messages: 1 };

    #[test]
    fn the_meter_counts_what_was_ever_said_and_what_was_one_too_many() {
        let mut budget = Budget::new(Limits::default());
        for second in 0..20 {
            check(&mut budget, second * 2_000, GROUP, ONE, Ok(()));
        }
        check(&mut budget, 40_000, GROUP, Cost::Edit, Err(20));
        check(&mut budget, 600_000, GROUP, Cost::Edit, Ok(()));
        let meter = Meter { sends: 20, edits: 1, refused: 1 };
        assert_eq!((budget.meter(GROUP), budget.meter_of_all()), (meter, meter));
    }

    #[test]
    fn a_chat_takes_a_short_burst_and_then_one_a_second() {
        let mut budget = Budget::new(Limits::default());
        for _ in 0..5 {
            check(&mut budget, 0, PERSON, ONE, Ok(()));
        }
        check(&mut budget, 0, PERSON, ONE, Err(1));
        check(&mut budget, 1_000, PERSON, ONE, Ok(()));
        check(&mut budget, 1_000, PERSON, ONE, Err(1));
    }

    #[test]
    fn a_group_takes_twenty_in_a_minute_sends_and_edits_together() {
        let mut budget = Budget::new(Limits::default());
        for second in 0..10 {
            check(&mut budget, second * 2_000, GROUP, ONE, Ok(()));
            check(&mut budget, second * 2_000, GROUP, Cost::Edit, Ok(()));
        }
        assert_eq!(budget.spent(at(20_000), GROUP), Spent { sends: 10, edits: 10 });

        check(&mut budget, 20_000, GROUP, Cost::Edit, Err(40));
        check(&mut budget, 20_000, GROUP, ONE, Err(40));
        check(&mut budget, 60_000, GROUP, ONE, Ok(()));
    }

    #[test]
    fn a_private_chat_has_no_minute() {
        let mut budget = Budget::new(Limits::default());
        for second in 0..40 {
            check(&mut budget, second * 1_000, PERSON, ONE, Ok(()));
        }
    }

    #[test]
    fn all_chats_together_take_thirty_in_a_second() {
        let mut budget = Budget::new(Limits::default());
        for chat in 1..=30 {
            check(&mut budget, 0, ChatId(chat), ONE, Ok(()));
        }
        check(&mut budget, 500, ChatId(31), ONE, Err(1));
        check(&mut budget, 1_000, ChatId(31), ONE, Ok(()));
    }

    #[test]
    fn an_album_costs_as_many_as_it_has_items() {
        let mut budget = Budget::new(Limits::default());
        check(&mut budget, 0, GROUP, Cost::Send { messages: 10 }, Ok(()));
        assert_eq!(budget.spent(at(0), GROUP).sends, 10);
        check(&mut budget, 5_000, GROUP, ONE, Err(1));
        check(&mut budget, 6_000, GROUP, ONE, Ok(()));
    }

    #[test]
    fn what_was_refused_costs_nothing() {
        let mut budget = Budget::new(Limits { chat_burst: 1, ..Limits::default() });
        check(&mut budget, 0, GROUP, ONE, Ok(()));
        for _ in 0..100 {
            check(&mut budget, 500, GROUP, ONE, Err(1));
        }
        assert_eq!(budget.spent(at(500), GROUP).sends, 1);
        check(&mut budget, 1_000, GROUP, ONE, Ok(()));
    }

    #[track_caller]
    fn check(budget: &mut Budget, ms: i64, chat: ChatId, cost: Cost, then: Result<(), u64>) {
        assert_eq!(budget.charge(at(ms), chat, cost).map_err(|it| it.seconds), then);
    }

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
    }
}
