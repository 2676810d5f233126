//! Alarms: are those that fall in one chat told one by one, or together?

use chrono::{DateTime, TimeDelta, Utc};
use projections::rows::PendingNotice;

/// The most alarms that are told one by one within [`WITHIN`]; more of them are told in one message.
const SINGLY_MAX: usize = 5;
/// The most messages about alarms within [`WITHIN`].
const MESSAGES_MAX: usize = 5;
const WITHIN: TimeDelta = TimeDelta::minutes(1);
/// How many quiet looks at the clock it takes until nothing more seems to come.
const CALM_LOOKS: u32 = 2;
/// How many looks something waits for more at most.
const LOOKS_MAX: u32 = 40;

/// What one chat is told of alarms, and what it was told lately.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    gathering: Option<Gathering>,
    lately: Vec<Message>,
    /// How many alarms the message on its way tells.
    telling: usize,
}

/// A message that told alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Message {
    at: DateTime<Utc>,
    alarms: usize,
}

/// What comes at once is recorded one by one: a moment is waited for all of it.
#[derive(Debug, Clone, Copy)]
struct Gathering {
    seen: usize,
    calm: u32,
    looks: u32,
}

/// What may be told now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    Singly(Vec<PendingNotice>),
    Together(Vec<PendingNotice>),
    /// Nothing before then.
    Later(DateTime<Utc>),
}

/// How those that wait are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Singly,
    Together,
    Later(DateTime<Utc>),
}

/// How alarms that wait are told, after what was told within the last minute, oldest first.
fn way(lately: &[Message], waiting: usize) -> Way {
    let told: usize = lately.iter().map(|it| it.alarms).sum();
    if told + waiting <= SINGLY_MAX {
        return Way::Singly;
    }
    let summary = lately.iter().rfind(|it| it.alarms > 1);
    let room_after = lately.len().checked_sub(MESSAGES_MAX).and_then(|it| lately.get(it));
    match summary.into_iter().chain(room_after).map(|it| it.at).max() {
        Some(at) => Way::Later(at + WITHIN),
        None => Way::Together,
    }
}

impl Alarms {
    /// What of those that wait may be told now.
    pub(super) fn next(&mut self, waiting: Vec<PendingNotice>, now: DateTime<Utc>) -> Told {
        if waiting.is_empty() {
            self.gathering = None;
            return Told::Nothing;
        }
        if !self.is_gathered(waiting.len()) {
            return Told::Nothing;
        }
        self.lately.retain(|it| it.at <= now && now < it.at + WITHIN);
        match way(&self.lately, waiting.len()) {
            Way::Singly => {
                self.telling = 1;
                Told::Singly(waiting)
            }
            Way::Together => {
                self.telling = waiting.len();
                Told::Together(waiting)
            }
            Way::Later(at) => Told::Later(at),
        }
    }

    fn is_gathered(&mut self, waiting: usize) -> bool {
        let it = self.gathering.get_or_insert(Gathering { seen: 0, calm: 0, looks: 0 });
        if it.seen < waiting {
            (it.seen, it.calm) = (waiting, 0);
        }
        it.looks = it.looks.saturating_add(1);
        it.is_ripe()
    }

    /// Something was told, as was last said that it may be.
    pub(super) fn told(&mut self, now: DateTime<Utc>) {
        self.lately.push(Message { at: now, alarms: self.telling });
    }

    /// Whether a moment is waited for what else may come.
    pub(super) fn gathers(&self) -> bool {
        self.gathering.is_some_and(|it| !it.is_ripe())
    }

    /// The clock was looked at while a moment is waited. Answers whether one is.
    pub(super) fn grows_calm(&mut self) -> bool {
        let gathers = self.gathers();
        if let Some(it) = &mut self.gathering {
            it.calm = it.calm.saturating_add(1);
        }
        gathers
    }

    /// Whether nothing need be remembered as of an instant.
    pub(super) fn is_idle(&self, now: DateTime<Utc>) -> bool {
        let over = |it: &Message| now < it.at || it.at + WITHIN <= now;
        self.gathering.is_none() && self.lately.iter().all(over)
    }
}

impl Gathering {
    fn is_ripe(&self) -> bool {
        self.calm >= CALM_LOOKS || self.looks >= LOOKS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::notice::Kind;
    use domain::{ChatId, NoticeId};
    use store::port::{Position, Revision, StreamName};
    use uuid::Uuid;

    const KINDS: [Kind; 4] = [Kind::Breach, Kind::Alarm, Kind::Unanswered, Kind::StaffLeft];

    fn waiting(count: usize) -> Vec<PendingNotice> {
        let pending = |n: usize| PendingNotice {
            notice: NoticeId(Uuid::from_u128(n as u128)),
            kind: KINDS[n % KINDS.len()],
            chat: ChatId::Group(-1),
            thread: None,
            ticket: None,
            conversation: None,
            subject: (StreamName::parse("desk").unwrap(), Revision(0)),
            reply_to: None,
            of: None,
            want: 0,
            message: None,
            over: false,
            position: Position(n as u64),
        };
        (0..count).map(pending).collect()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// Given messages by second and how many alarms each told, and how many wait; then these are told so.
    #[track_caller]
    fn check(given: &[(i64, usize)], waiting: usize, then: Way) {
        let lately: Vec<_> =
            given.iter().map(|it| Message { at: at(it.0), alarms: it.1 }).collect();
        assert_eq!(way(&lately, waiting), then, "{given:?} and {waiting}");
    }

    #[test]
    fn five_in_a_minute_are_told_one_by_one_and_more_together() {
        check(&[], 1, Way::Singly);
        check(&[], 5, Way::Singly);
        check(&[], 6, Way::Together);
        check(&[], 30, Way::Together);
        check(&[(0, 1), (1, 1), (2, 1)], 2, Way::Singly);
        check(&[(0, 1), (1, 1), (2, 1)], 3, Way::Together);
        check(&[(0, 1), (1, 1), (2, 1), (3, 1)], 1, Way::Singly);
        check(&[(0, 1), (1, 1), (2, 1), (3, 1)], 26, Way::Together);
    }

    #[test]
    fn there_are_never_more_than_five_messages_in_a_minute() {
        let five = [(0, 1), (7, 1), (8, 1), (9, 1), (10, 1)];
        check(&five, 1, Way::Later(at(60)));
        check(&five[1..], 2, Way::Together);
    }

    #[test]
    fn a_summary_is_followed_by_another_after_a_minute_at_the_earliest() {
        check(&[(10, 30)], 1, Way::Later(at(70)));
        check(&[(0, 1), (10, 6)], 40, Way::Later(at(70)));
        check(&[(0, 1), (10, 6), (11, 1), (12, 1), (13, 1)], 1, Way::Later(at(70)));
        // Few were told together where most of them had become moot.
        check(&[(10, 2)], 3, Way::Singly);
    }

    fn calm(alarms: &mut Alarms) {
        for _ in 0..CALM_LOOKS {
            alarms.grows_calm();
        }
    }

    #[test]
    fn a_moment_is_waited_for_what_comes_at_once() {
        let mut it = Alarms::default();
        assert_eq!(it.next(waiting(1), at(0)), Told::Nothing);
        calm(&mut it);
        // More has come: it is not calm any longer.
        assert_eq!(it.next(waiting(3), at(0)), Told::Nothing);
        assert!(it.gathers());
        calm(&mut it);
        assert!(!it.gathers());
        assert_eq!(it.next(waiting(3), at(0)), Told::Singly(waiting(3)));
    }

    #[test]
    fn what_never_grows_calm_is_told_all_the_same() {
        let mut it = Alarms::default();
        let looks = LOOKS_MAX as usize;
        let told = (1..=looks).map(|n| it.next(waiting(n), at(0))).last();
        assert_eq!(told, Some(Told::Together(waiting(looks))));
    }

    #[test]
    fn what_was_told_is_forgotten_after_a_minute() {
        let mut it = Alarms::default();
        it.next(waiting(7), at(0));
        calm(&mut it);
        assert_eq!(it.next(waiting(7), at(0)), Told::Together(waiting(7)));
        it.told(at(0));
        assert_eq!(it.next(waiting(1), at(20)), Told::Later(at(60)));
        assert_eq!(it.next(waiting(1), at(60)), Told::Singly(waiting(1)));
        assert_eq!(it.next(vec![], at(60)), Told::Nothing);
        assert!(it.is_idle(at(60)));
    }
}
