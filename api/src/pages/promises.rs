//! Promises in words: what are clocks, bindings, reasons and those who are told called?

use crate::history::Names;
use crate::pages::name_or_none;
use crate::words::Words;
use domain::Role;
use domain::clock::{Binding, Cancelling, ClockRef, Kind};
use domain::policy::{Pause, Target, Whom};
use domain::ticket::{Retargeting, Seal, Verdict};
use projections::rows::Rule;

pub(super) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstResponse => "clock-first-response",
        Kind::NextResponse => "clock-next-response",
        Kind::PeriodicUpdate => "clock-periodic-update",
        Kind::Acceptance => "clock-acceptance",
        Kind::Workaround => "clock-workaround",
        Kind::Resolution => "clock-resolution",
    }
}

/// A clock by its kind, and which of that kind it is, where it is not the first.
pub(super) fn clock(words: Words, clock: ClockRef) -> String {
    let kind = words.text(kind_key(clock.kind));
    if clock.n == 1 {
        return kind;
    }
    words.with_all("clock-nth", [("clock", kind.into()), ("n", clock.n.into())])
}

/// `standard@2, urgent, ru-8x5@3`.
pub(super) fn binding(it: &Binding) -> String {
    format!("{}, {}, {}", it.policy, it.row, it.calendar)
}

/// The same of what was counted by.
pub(super) fn rule(it: &Rule) -> String {
    format!("{}, {}, {}", it.policy, it.row, it.calendar)
}

/// The release of the zone's rules, or that there is none.
pub(super) fn release(words: Words, seal: &Seal) -> String {
    seal.tzdb.map_or_else(|| words.text("promise-no-zone"), |it| it.to_string())
}

/// A target: working time, or the end of a business day.
pub(super) fn target(words: Words, target: Target) -> String {
    match target {
        Target::Seconds(seconds) => words.worked(seconds.into()),
        Target::EndOfBusinessDay(days) => words.with("target-business-day", "days", days),
    }
}

pub(super) fn pause_key(pause: Pause) -> &'static str {
    match pause {
        Pause::ClientWaiting => "pause-client-waiting",
        Pause::ClientHold => "pause-client-hold",
        Pause::ThirdParty => "pause-third-party",
        Pause::Own => "pause-own",
    }
}

pub(super) fn cancelling_key(why: Cancelling) -> &'static str {
    match why {
        Cancelling::Withdrawn => "cancelling-withdrawn",
        Cancelling::Merged => "cancelling-merged",
        Cancelling::Closed => "cancelling-closed",
    }
}

pub(super) fn retargeting_key(why: Retargeting) -> &'static str {
    match why {
        Retargeting::Reclassified => "retargeting-reclassified",
        Retargeting::Moved => "retargeting-moved",
        Retargeting::Migrated => "retargeting-migrated",
    }
}

pub(super) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "verdict-met",
        Verdict::Breached => "verdict-breached",
        Verdict::Excluded => "verdict-excluded",
    }
}

/// All who are told, in their order; or that it is nobody.
pub(super) fn all_of(words: Words, notify: &[Whom], names: &Names) -> String {
    if notify.is_empty() {
        return words.text("whom-nobody");
    }
    notify.iter().map(|it| whom(words, it, names)).collect::<Vec<_>>().join(", ")
}

fn whom(words: Words, whom: &Whom, names: &Names) -> String {
    match whom {
        Whom::Role(Role::Manager) => words.text("whom-managers"),
        Whom::Role(Role::Admin) => words.text("whom-admins"),
        Whom::Role(Role::Requester | Role::ClientLead | Role::Agent | Role::Auditor) => {
            words.text("whom-agents")
        }
        Whom::Team(it) => words.with("whom-team", "team", it.to_string()),
        Whom::Rota(it) => words.with("whom-rota", "rota", it.to_string()),
        Whom::Person(it) => name_or_none(words, names.get(*it)),
        Whom::Assignee => words.text("whom-assignee"),
        Whom::Responsible => words.text("whom-responsible"),
        Whom::Duty => words.text("whom-duty"),
    }
}
