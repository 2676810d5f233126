//! Of time: is what time has brought about told one by one, or together?

use chrono::{DateTime, TimeDelta, Utc};
use projections::rows::PendingNotice;

/// The most of these that are told one by one within [`WITHIN`]; more of them are told in one message.
const SINGLY_MAX: usize = 5;
const WITHIN: TimeDelta = TimeDelta::minutes(1);
/// How many quiet looks at the clock it takes until nothing more seems to come.
const CALM_LOOKS: u32 = 2;
/// How many looks something waits for more at most.
const LOOKS_MAX: u32 = 40;

/// What one chat is told of deadlines and levels, and what it was told lately.
#[derive(Debug, Default)]
pub(super) struct OfTime {
    gathering: Option<Gathering>,
    /// When something was told lately, by itself or together with more.
    singly: Vec<DateTime<Utc>>,
    together: Option<DateTime<Utc>>,
    telling_together: bool,
}

/// What comes at once is recorded ticket by ticket: a moment is waited for all of it.
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

impl OfTime {
    /// What of those that wait may be told now.
    pub(super) fn next(&mut self, waiting: Vec<PendingNotice>, now: DateTime<Utc>) -> Told {
        if waiting.is_empty() {
            self.gathering = None;
            return Told::Nothing;
        }
        if !self.is_gathered(waiting.len()) {
            return Told::Nothing;
        }
        let lately = |at: &DateTime<Utc>| *at <= now && now < *at + WITHIN;
        self.singly.retain(lately);
        self.together = self.together.filter(lately);
        self.telling_together = self.singly.len() + waiting.len() > SINGLY_MAX;
        match (self.telling_together, self.together) {
            (false, _) => Told::Singly(waiting),
            (true, None) => Told::Together(waiting),
            (true, Some(at)) => Told::Later(at + WITHIN),
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
        if self.telling_together {
            self.together = Some(now);
        } else {
            self.singly.push(now);
        }
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

    /// Whether nothing need be remembered.
    pub(super) fn is_idle(&self) -> bool {
        self.gathering.is_none() && self.singly.is_empty() && self.together.is_none()
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

    fn waiting(count: u32) -> Vec<PendingNotice> {
        let pending = |n: u32| PendingNotice {
            notice: NoticeId(Uuid::from_u128(n.into())),
            kind: Kind::Breach,
            chat: ChatId::Group(-1),
            thread: None,
            ticket: None,
            conversation: None,
            subject: (StreamName::parse("desk").unwrap(), Revision(0)),
            reply_to: None,
            of: None,
            want: 0,
            message: None,
            position: Position(n.into()),
        };
        (0..count).map(pending).collect()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn calm(of_time: &mut OfTime) {
        for _ in 0..CALM_LOOKS {
            of_time.grows_calm();
        }
    }

    #[test]
    fn a_moment_is_waited_for_what_comes_at_once() {
        let mut it = OfTime::default();
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
        let mut it = OfTime::default();
        let told = (1..=LOOKS_MAX).map(|n| it.next(waiting(n), at(0))).last();
        assert_eq!(told, Some(Told::Together(waiting(LOOKS_MAX))));
    }

    #[test]
    fn five_are_told_one_by_one_and_six_together() {
        for (count, then) in [(5, Told::Singly(waiting(5))), (6, Told::Together(waiting(6)))] {
            let mut it = OfTime::default();
            it.next(waiting(count), at(0));
            calm(&mut it);
            assert_eq!(it.next(waiting(count), at(0)), then);
        }
    }

    #[test]
    fn within_a_minute_five_are_told_and_then_one_message_with_the_rest() {
        let mut it = OfTime::default();
        for second in 0..5 {
            it.next(waiting(1), at(second));
            calm(&mut it);
            assert_eq!(it.next(waiting(1), at(second)), Told::Singly(waiting(1)));
            it.told(at(second));
        }
        it.next(waiting(2), at(10));
        calm(&mut it);
        assert_eq!(it.next(waiting(2), at(10)), Told::Together(waiting(2)));
        it.told(at(10));
        assert_eq!(it.next(waiting(1), at(20)), Told::Later(at(70)));
        assert_eq!(it.next(waiting(1), at(70)), Told::Singly(waiting(1)));
    }
}
