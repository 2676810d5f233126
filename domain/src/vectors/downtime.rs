//! Downtime: what is recorded, and what are people told, when the process was down?

use super::clock::take_in;
use super::promise::{publish, row, rules};
use super::{Shelf, long_ago, slug, written};
use crate::calendar::CalendarRef;
use crate::clock::{Binding, Fact, FactKey, History, Kind, What, measure, to_tell};
use crate::people::Role;
use crate::policy::{Anchor, Chain, Condition, Counted, Level, Row, Rules, Target, Whom};
use crate::{At, PersonId, Side};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

/// A first response that is due while the process may be down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DowntimeVector {
    pub id: String,
    #[serde(default, rename = "title")]
    _title: Option<String>,
    calendar: String,
    start: DateTime<Utc>,
    target_s: u32,
    #[serde(default)]
    thresholds: Vec<u8>,
    down_from: DateTime<Utc>,
    recovered_at: DateTime<Utc>,
    /// What was said meanwhile.
    #[serde(default)]
    backlog: Vec<Missed>,
    #[serde(default)]
    escalation: Vec<LevelSpec>,
    #[serde(default)]
    pub(super) expect: Value,
    #[serde(default, rename = "working")]
    _working: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Missed {
    #[serde(rename = "type")]
    what: MissedWhat,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MissedWhat {
    AgentReply,
    Ack,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelSpec {
    /// From 1, in their order.
    level: u32,
    after_s: u32,
    condition: Option<Condition>,
}

pub(super) fn compute(vector: &DowntimeVector, shelf: &Shelf<'_>) -> Result<Value, String> {
    let mut book = shelf.book_with(&vector.calendar)?;
    let row = Row { first_response: Some(Target::Seconds(vector.target_s)), ..row("all")? };
    let name = row.name.clone();
    let rules = Rules { thresholds: vector.thresholds.clone(), ..rules(vec![row]) };
    let policy = publish(escalating(rules, vector)?, 1, long_ago(), &mut book)?;
    let calendar = CalendarRef { calendar: slug(&vector.calendar)?, version: 1 };

    let mut history = History::default();
    take_in(&mut history, vector.start.into(), What::Opened(Side::Client));
    let bound = What::Bound(Binding { policy, row: name, calendar });
    take_in(&mut history, vector.start.into(), bound);
    for fact in measure(&history, &book, vector.down_from.into()).facts {
        history.note(fact.key, vector.down_from.into());
    }
    for missed in &vector.backlog {
        let what = match missed.what {
            MissedWhat::AgentReply => What::StaffSaid,
            MissedWhat::Ack => What::Acknowledged(PersonId([1; 16])),
        };
        take_in(&mut history, missed.at.into(), what);
    }

    let recovered = At::from(vector.recovered_at);
    let measured = measure(&history, &book, recovered);
    let new = measured.facts.iter().filter(|it| !history.noted().contains_key(&it.key));
    let new: Vec<Fact> = new.cloned().collect();
    let events = new.iter().map(|it| json!([named(it), written(Some(it.at))]));
    let late = new.iter().map(|it| recovered.since(it.at));
    Ok(json!({
        "events": events.collect::<Vec<_>>(),
        "notify": to_tell(&new, &measured).map(named),
        "late_s": late.collect::<Vec<_>>(),
    }))
}

/// Rules with the levels of a vector, counted from the breach on in the calendar of the clock.
fn escalating(rules: Rules, vector: &DowntimeVector) -> Result<Rules, String> {
    let chain = slug("chain")?;
    let levels = vector.escalation.iter().zip(1..).map(|(it, number)| {
        let level = Level {
            chain: chain.clone(),
            after_s: it.after_s,
            counted: Counted::Business,
            condition: it.condition,
            notify: vec![Whom::Role(Role::Manager)],
        };
        (it.level == number).then_some(level).ok_or("escalation: levels stand in their order")
    });
    let levels = levels.collect::<Result<Vec<_>, _>>()?;
    let chain = Chain {
        name: chain,
        clock: Kind::FirstResponse,
        anchor: Anchor::Breach,
        percent: None,
        rounds: 1,
        ack_timeout_s: None,
    };
    let chains = if levels.is_empty() { Vec::new() } else { vec![chain] };
    Ok(Rules { chains, levels, ..rules })
}

fn named(fact: &Fact) -> String {
    match &fact.key {
        FactKey::Threshold { percent, .. } => format!("threshold_{percent}"),
        FactKey::Breach { .. } => "breach".to_owned(),
        FactKey::Level { level, .. } => format!("level_{level}"),
        FactKey::Exhausted { .. } => "escalation_exhausted".to_owned(),
        FactKey::PauseEnded { .. } => "pause_ended".to_owned(),
        FactKey::Expired { .. } => "expired".to_owned(),
    }
}
