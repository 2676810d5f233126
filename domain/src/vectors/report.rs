//! Report: which numbers does a report give, and which would others give?

use crate::client::Zone;
use crate::clock::State;
use crate::compliance::{Outcome, Period, Tally, percentile};
use crate::{At, zone};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A number of a report.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReportVector {
    Compliance {
        id: String,
        #[serde(default, rename = "title")]
        _title: Option<String>,
        instances: Vec<Instance>,
        #[serde(default)]
        expect: Value,
        #[serde(default, rename = "working")]
        _working: Option<String>,
    },
    Percentile {
        id: String,
        #[serde(default, rename = "title")]
        _title: Option<String>,
        values: Vec<i64>,
        p: Vec<u8>,
        #[serde(default)]
        expect: Value,
        #[serde(default, rename = "working")]
        _working: Option<String>,
    },
    Period {
        id: String,
        #[serde(default, rename = "title")]
        _title: Option<String>,
        tz: String,
        month: (i32, u32),
        instants: Vec<DateTime<Utc>>,
        #[serde(default)]
        expect: Value,
        #[serde(default, rename = "working")]
        _working: Option<String>,
    },
}

/// A clock, by how it stands at the cut-off.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    state: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stands {
    Met,
    Breached,
    BreachedOpen,
    Open,
}

impl ReportVector {
    pub(super) fn id(&self) -> &String {
        match self {
            Self::Compliance { id, .. } | Self::Percentile { id, .. } | Self::Period { id, .. } => {
                id
            }
        }
    }

    pub(super) fn expect(&self) -> &Value {
        match self {
            Self::Compliance { expect, .. }
            | Self::Percentile { expect, .. }
            | Self::Period { expect, .. } => expect,
        }
    }
}

pub(super) fn compute(vector: &ReportVector) -> Result<Value, String> {
    match vector {
        ReportVector::Compliance { instances, .. } => Ok(compliance(instances)),
        ReportVector::Percentile { values, p, .. } => Ok(percentiles(values, p)),
        ReportVector::Period { tz, month, instants, .. } => {
            let zone = Zone(tz.clone());
            if !zone::is_known(&zone) {
                return Err(format!("tz: there is no zone {tz}"));
            }
            let inside = |zone: &Zone| {
                let period = Period::month(month.0, month.1, zone).ok_or("month: none such")?;
                let inside = instants.iter().map(|it| period.holds((*it).into()));
                Ok::<_, String>(inside.collect::<Vec<_>>())
            };
            let utc = Zone("UTC".to_owned());
            Ok(json!({ "inside": inside(&zone)?, "inside_if_utc": inside(&utc)? }))
        }
    }
}

fn compliance(instances: &[Instance]) -> Value {
    let period = Period { from: At(0), to: At(100) };
    let outcome = |state, stop: Option<At>, verdict_at: Option<At>| Outcome {
        state,
        start: At(10),
        stop,
        verdict_at,
        elapsed_s: 0,
    };
    let outcomes = instances.iter().map(|it| match it.state {
        Stands::Met => outcome(State::Met, Some(At(20)), Some(At(20))),
        Stands::Breached => outcome(State::Breached, Some(At(60)), Some(At(50))),
        Stands::BreachedOpen => outcome(State::Breached, None, Some(At(50))),
        Stands::Open => outcome(State::Running, None, None),
    });
    let outcomes: Vec<Outcome> = outcomes.collect();
    let tally = Tally::of(&outcomes, period, At(99));

    // What others print of the same: only what was closed as missed counts against them, or open ones do too.
    let count = |it: &dyn Fn(&&Instance) -> bool| instances.iter().filter(it).count();
    let (all, missed) = (instances.len(), count(&|it| it.state == Stands::Breached));
    let met = count(&|it| it.state == Stands::Met);
    let judged = count(&|it| it.state != Stands::Open);
    json!({
        "met": tally.met,
        "breached": tally.breached,
        "open_not_due": tally.open_not_due,
        "touched": tally.touched,
        "adds_up": tally.adds_up(),
        "pct": tally.compliance().map(|it| it.to_string()),
        "chatwoot_pct": percent(all - missed, all),
        "jira_kb_definition_pct": percent(met, judged),
        "jira_kb_example_pct": percent(met, all),
    })
}

#[expect(clippy::cast_precision_loss, reason = "as those do who print it")]
fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

fn percentiles(values: &[i64], p: &[u8]) -> Value {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let ranked = p.iter().map(|p| (p.to_string(), json!(percentile(&sorted, *p))));
    let between = p.iter().map(|p| (p.to_string(), json!(interpolated(&sorted, *p))));
    json!({
        "n": sorted.len(),
        "nearest_rank": ranked.collect::<Map<_, _>>(),
        "linear": between.collect::<Map<_, _>>(),
    })
}

/// What a percentile is where it may lie between two values: nobody waited for so long.
#[expect(clippy::cast_precision_loss, reason = "as those do who print it")]
fn interpolated(sorted: &[i64], p: u8) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? * usize::from(p);
    let (below, part) = (place / 100, place % 100);
    let above = sorted.get(below + 1).unwrap_or(&sorted[below]);
    Some(sorted[below] as f64 + (above - sorted[below]) as f64 * part as f64 / 100.0)
}
