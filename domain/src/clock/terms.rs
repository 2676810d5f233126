//! Terms: what is a clock measured against, looked up once?

use super::{Binding, Kind};
use crate::At;
use crate::book::Book;
use crate::calendar::WorkingTime;
use crate::policy::{Pause, Row, Rules};

/// A binding with everything that it names.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) binding: &'a Binding,
    pub(super) rules: &'a Rules,
    pub(super) row: &'a Row,
    pub(super) service: WorkingTime,
}

impl<'a> Terms<'a> {
    /// None if the book does not know the policy, its row or the calendar.
    pub(super) fn of(binding: &'a Binding, book: &'a Book) -> Option<Self> {
        let rules = &book.policy(&binding.policy)?.rules;
        let row = rules.row(&binding.row)?;
        Some(Self { binding, rules, row, service: book.working_time(&binding.calendar.calendar)? })
    }

    /// Which reasons pause a clock.
    pub(super) fn pauses(&self, kind: Kind) -> &[Pause] {
        match kind {
            Kind::Resolution | Kind::Workaround => &self.rules.pauses,
            Kind::PeriodicUpdate => &self.rules.update_pauses,
            // Nothing that the contractor says before it answers stops its own clock.
            Kind::FirstResponse | Kind::NextResponse | Kind::Acceptance => &[],
        }
    }

    pub(super) fn closes(&self, told_at: At) -> Option<At> {
        closes(self.rules, &self.service, told_at)
    }

    /// The real seconds that a pause may last; none of a reason that pauses nothing.
    pub(super) fn pause_max(&self, reason: Pause) -> Option<i64> {
        let rules = self.rules;
        let listed = rules.pauses.contains(&reason) || rules.update_pauses.contains(&reason);
        rules.pause_max_s.filter(|_| listed).map(i64::from)
    }
}

/// When a ticket closes by itself whose client was told of its resolution at an instant and stays silent; `None` if it
/// waits. At a full minute, since people are told of it by the minute.
pub fn closes(rules: &Rules, service: &WorkingTime, told_at: At) -> Option<At> {
    const MINUTE_S: i64 = 60;
    let at = service.add(told_at, rules.close_after_s?.into())?;
    let past_the_minute = at.0.rem_euclid(MINUTE_S);
    Some(if past_the_minute == 0 { at } else { at.plus(MINUTE_S - past_the_minute) })
}
