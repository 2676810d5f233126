//! Steps said: how does one level of an escalation read?

use super::said::{Said, clock};
use super::{Called, Step};
use crate::clock::Kind;
use crate::policy::{Anchor, Condition, Counted};

impl Step {
    pub(super) fn said(&self) -> Said {
        let (after, condition) = (("after", self.after()), ("condition", self.condition_said()));
        let called = self.called.iter().map(|it| Said::bare(called(*it))).collect();
        let called = ("called", Said::All(called, ", "));
        if self.level > 1 {
            return Said::of("rules-step-next", [after, condition, called]);
        }
        let from = match self.from {
            Anchor::Start => Said::bare("rules-from-start"),
            Anchor::Threshold => {
                let percent = Said::Count(self.percent.unwrap_or_default().into());
                Said::of("rules-from-threshold", [("percent", percent)])
            }
            Anchor::Breach => Said::bare("rules-from-breach"),
        };
        let clock = Said::bare(match self.clock {
            // As the subject of a line it has no "every".
            Kind::PeriodicUpdate => "rules-clock-update",
            kind => clock(kind),
        });
        let arguments = [("clock", clock), ("from", from), after, condition, called];
        Said::of("rules-step", arguments)
    }

    fn after(&self) -> Said {
        if self.after_s == 0 {
            return Said::nothing();
        }
        let key = match self.counted {
            Counted::Business => "rules-after-business",
            Counted::Wall => "rules-after",
        };
        Said::of(key, [("time", Said::Worked(self.after_s))])
    }

    fn condition_said(&self) -> Said {
        let Some(condition) = self.condition else { return Said::nothing() };
        Said::bare(match condition {
            Condition::Unassigned => "rules-if-unassigned",
            Condition::Unacknowledged => "rules-if-unacknowledged",
            Condition::Unanswered => "rules-if-unanswered",
            Condition::Unresolved => "rules-if-unresolved",
        })
    }
}

fn called(it: Called) -> &'static str {
    match it {
        Called::Assignee => "rules-called-assignee",
        Called::Responsible => "rules-called-responsible",
        Called::Agents => "rules-called-agents",
        Called::Team => "rules-called-team",
        Called::OnDuty => "rules-called-on-duty",
        Called::Somebody => "rules-called-somebody",
        Called::Managers => "rules-called-managers",
        Called::Admins => "rules-called-admins",
    }
}
