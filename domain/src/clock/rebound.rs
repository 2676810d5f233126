//! Rebound: what would a history be, had its clocks been bound by another rule?

use super::{Binding, History, Moment, What};
use crate::At;
use crate::policy::Traits;

impl History {
    /// The same happenings, with bindings and retargets derived anew.
    ///
    /// * `bind`: what a ticket with these traits is bound to at an instant; `None` while nothing is promised.
    ///
    /// What was set right of the recorded clocks says nothing of the supposed ones and is left out, and so are the facts
    /// that time has brought about.
    #[must_use]
    pub fn bound_by(&self, bind: impl Fn(&Traits, At) -> Option<Binding>) -> Self {
        let mut supposed = Self::default();
        let mut held: Option<Binding> = None;
        let mut traits: Option<Traits> = None;
        for moment in self.moments() {
            match &moment.what {
                What::Bound(_) | What::Retargeted(_) | What::Corrected { .. } => continue,
                What::Classified(it) => traits = Some(it.clone()),
                _ => (),
            }
            supposed.take_in(moment.clone());
            let bound = traits.as_ref().and_then(|it| bind(it, moment.at));
            let Some(now) = bound.filter(|it| held.as_ref() != Some(it)) else { continue };
            // A new type or priority moves running clocks; a new version only those that start under it.
            let what = match (&moment.what, &held) {
                (What::Classified(_), Some(_)) => What::Retargeted(now.clone()),
                (_, _) => What::Bound(now.clone()),
            };
            supposed.take_in(Moment { what, ..moment.clone() });
            held = Some(now);
        }
        supposed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Priority, Side};

    #[test]
    fn clocks_are_bound_by_the_supposed_policy_and_moved_when_the_ticket_changes() {
        let mut recorded = History::default();
        for (at, what) in [
            (10, What::Opened(Side::Client)),
            (10, What::Classified(normal())),
            (10, What::Bound(to("recorded", "all"))),
            (20, What::StaffSaid),
            (30, What::Classified(urgent())),
            (30, What::Retargeted(to("recorded", "urgent"))),
        ] {
            put(&mut recorded, at, what);
        }
        let supposed = recorded.bound_by(|traits, at| {
            let row = if traits.priority == Priority::Urgent { "urgent" } else { "rest" };
            (at > At(0)).then(|| to("supposed", row))
        });
        let then: Vec<_> = supposed.moments().iter().map(|it| (it.at.0, it.what.clone())).collect();
        let expected = [
            (10, What::Opened(Side::Client)),
            (10, What::Classified(normal())),
            (10, What::Bound(to("supposed", "rest"))),
            (20, What::StaffSaid),
            (30, What::Classified(urgent())),
            (30, What::Retargeted(to("supposed", "urgent"))),
        ];
        assert_eq!(then, expected);
    }

    #[test]
    fn where_nothing_is_supposed_nothing_is_bound() {
        let mut recorded = History::default();
        put(&mut recorded, 10, What::Opened(Side::Client));
        put(&mut recorded, 10, What::Bound(to("recorded", "all")));
        let supposed = recorded.bound_by(|_, _| None);
        assert_eq!(supposed.moments().len(), 1);
    }

    fn put(history: &mut History, at: i64, what: What) {
        let (at, revision) = (At(at), u64::try_from(at).unwrap());
        history.take_in(Moment { at, revision, recorded: at, message: None, what });
    }

    fn to(policy: &str, row: &str) -> Binding {
        Binding {
            policy: format!("{policy}@1").parse().unwrap(),
            row: row.parse().unwrap(),
            calendar: "always@1".parse().unwrap(),
        }
    }

    fn normal() -> Traits {
        Traits::default()
    }

    fn urgent() -> Traits {
        Traits { priority: Priority::Urgent, ..Traits::default() }
    }
}
