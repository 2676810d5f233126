//! Clocks on the wire: how are a clock, its segments and their sums written as JSON?

use chrono::{DateTime, Utc};
use domain::At;
use domain::clock::segments::{During, Sums};
use domain::clock::{Clock, Corrected, State};
use domain::ticket::Verdict;
use projections::rows::{Ledger, LedgerLine};
use serde::Serialize;

/// One clock. Amounts of time are whole seconds; counted ones are of service hours.
#[derive(Serialize)]
pub(crate) struct ClockJson {
    clock: String,
    kind: &'static str,
    n: u32,
    state: &'static str,
    /// Why it is paused, or was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    policy: String,
    row: String,
    calendar: String,
    target: String,
    /// Absent of a target by days.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_seconds: Option<u32>,
    target_version: u32,
    start: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<DateTime<Utc>>,
    by_resolution: bool,
    elapsed_seconds: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<i64>,
    overrun_seconds: i64,
    overrun_wall_seconds: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thresholds: Vec<ThresholdJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict_at: Option<DateTime<Utc>>,
    /// What was said before the last correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_from: Option<Verdict>,
    /// Every time that people or a late message have set it right, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<CorrectedJson>,
    evidence_deleted: bool,
}

/// A verdict that was set right.
#[derive(Serialize)]
struct CorrectedJson {
    from: Verdict,
    to: Verdict,
    at: DateTime<Utc>,
    /// The revision of the event in the ticket's stream.
    revision: u64,
    by_people: bool,
}

#[derive(Serialize)]
struct ThresholdJson {
    percent: u8,
    target_version: u32,
    at: DateTime<Utc>,
}

/// A clock, what became of each of its seconds, and what that adds up to.
#[derive(Serialize)]
pub(crate) struct LedgerJson {
    #[serde(flatten)]
    clock: ClockJson,
    segments: Vec<SegmentJson>,
    sums: SumsJson,
}

/// A stretch of a clock's time, half-open, and what explains it.
#[derive(Serialize)]
struct SegmentJson {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// The event that began it, in the ticket's stream.
    cause: CauseJson,
    rule: String,
    calendar: String,
    wall_seconds: i64,
    business_seconds: i64,
}

#[derive(Serialize)]
struct CauseJson {
    revision: u64,
    kind: &'static str,
}

/// `elapsed_seconds + paused_seconds + resolved_idle_seconds = span_seconds`, each counted on its own.
#[derive(Serialize)]
struct SumsJson {
    elapsed_seconds: i64,
    paused_seconds: i64,
    resolved_idle_seconds: i64,
    span_seconds: i64,
    hold: bool,
}

impl From<&Clock> for ClockJson {
    fn from(it: &Clock) -> Self {
        let (state, why) = state_name(it.state);
        let target_seconds = match it.target {
            domain::policy::Target::Seconds(seconds) => Some(seconds),
            domain::policy::Target::EndOfBusinessDay(_) => None,
        };
        let thresholds = it.thresholds.iter().map(|(percent, target_version, at)| ThresholdJson {
            percent: *percent,
            target_version: *target_version,
            at: at.utc(),
        });
        Self {
            clock: it.clock.to_string(),
            kind: it.clock.kind.name(),
            n: it.clock.n,
            state,
            why,
            policy: it.binding.policy.to_string(),
            row: it.binding.row.to_string(),
            calendar: it.binding.calendar.to_string(),
            target: it.target.to_string(),
            target_seconds,
            target_version: it.target_version,
            start: it.start.utc(),
            deadline: it.deadline.map(At::utc),
            stop: it.stop.map(At::utc),
            by_resolution: it.by_resolution,
            elapsed_seconds: it.elapsed_s,
            remaining_seconds: it.remaining_s,
            overrun_seconds: it.overrun_s,
            overrun_wall_seconds: it.overrun_wall_s,
            thresholds: thresholds.collect(),
            verdict_at: it.verdict_at.map(At::utc),
            corrected_from: it.corrected_from(),
            corrections: it.corrections.iter().map(Into::into).collect(),
            evidence_deleted: it.evidence_deleted,
        }
    }
}

impl From<&Corrected> for CorrectedJson {
    fn from(it: &Corrected) -> Self {
        let Corrected { from, to, at, revision, by_people } = *it;
        Self { from, to, at: at.utc(), revision, by_people }
    }
}

impl From<&Ledger> for LedgerJson {
    fn from(it: &Ledger) -> Self {
        Self {
            clock: (&it.clock).into(),
            segments: it.lines.iter().map(Into::into).collect(),
            sums: it.sums.into(),
        }
    }
}

impl From<&LedgerLine> for SegmentJson {
    fn from(it: &LedgerLine) -> Self {
        let why = match it.what {
            During::Paused(why) => Some(why.name()),
            During::Running | During::OutsideHours | During::ResolvedIdle | During::AfterBreach => {
                None
            }
        };
        Self {
            from: it.from.utc(),
            to: it.to.utc(),
            what: it.what.name(),
            why,
            cause: CauseJson { revision: it.cause.0, kind: it.cause.1 },
            rule: it.rule.to_string(),
            calendar: it.rule.calendar.to_string(),
            wall_seconds: it.to.since(it.from),
            business_seconds: it.business_s,
        }
    }
}

impl From<Sums> for SumsJson {
    fn from(it: Sums) -> Self {
        Self {
            elapsed_seconds: it.elapsed_s,
            paused_seconds: it.paused_s,
            resolved_idle_seconds: it.idle_s,
            span_seconds: it.span_s,
            hold: it.hold(),
        }
    }
}

/// The technical name of a state, and of its reason where it has one.
pub(crate) fn state_name(state: State) -> (&'static str, Option<&'static str>) {
    match state {
        State::Running => ("running", None),
        State::Paused(why) => ("paused", Some(why.name())),
        State::Met => ("met", None),
        State::Breached => ("breached", None),
        State::Superseded => ("superseded", None),
        State::Cancelled(why) => ("cancelled", Some(why.name())),
        State::NotApplicable => ("not_applicable", None),
        State::Gap => ("measurement_gap", None),
        State::Excluded => ("excluded", None),
    }
}
