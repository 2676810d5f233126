//! Promise: which version of a policy is a clock bound to, and what does it promise?

use super::clock::take_in;
use super::{Shelf, long_ago, slug, written};
use crate::book::Book;
use crate::clock::{History, Kind, What, measure};
use crate::policy::{self, Pause, PolicyRef, ReopenMode, Retarget, Row, Rules, Target, Traits};
use crate::{At, Side};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

/// Versions of a policy, and a clock that starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyVector {
    pub id: String,
    #[serde(default, rename = "title")]
    _title: Option<String>,
    calendar: String,
    start: DateTime<Utc>,
    versions: Vec<VersionSpec>,
    #[serde(default)]
    pub(super) expect: Value,
    #[serde(default, rename = "working")]
    _working: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionSpec {
    version: u32,
    effective_from: DateTime<Utc>,
    target_s: u32,
}

pub(super) fn compute(vector: &PolicyVector, shelf: &Shelf<'_>) -> Result<Value, String> {
    let mut book = shelf.book_with(&vector.calendar)?;
    let mut policy = slug("vector")?;
    for it in &vector.versions {
        let row = Row { resolution: Some(Target::Seconds(it.target_s)), ..row("all")? };
        policy = publish(rules(vec![row]), it.version, it.effective_from, &mut book)?.policy;
    }
    let start = At::from(vector.start);
    let bound = book.bind(&policy, &slug(&vector.calendar)?, &Traits::default(), start);
    let (binding, _) = bound.ok_or("versions: none is in force at the start")?;

    let mut history = History::default();
    take_in(&mut history, start, What::Opened(Side::Client));
    take_in(&mut history, start, What::Bound(binding));
    // Also when every version is in force, it is the one of the start.
    let latest = vector.versions.iter().map(|it| At::from(it.effective_from)).max();
    let measured = measure(&history, &book, latest.unwrap_or(start).max(start));
    let clock = measured.clocks.iter().rfind(|it| it.clock.kind == Kind::Resolution);
    let clock = clock.ok_or("start: no clock started")?;
    let version = clock.binding.policy.version;
    Ok(json!({ "version": version, "due_at": written(clock.deadline) }))
}

/// What is measured by default: nothing, save what a vector names.
pub(super) fn rules(rows: Vec<Row>) -> Rules {
    Rules {
        rows,
        first_response: policy::Responds::Reply,
        resolution_starts: policy::ResolutionStarts::Report,
        resolution_stops: policy::ResolutionStops::Resolved,
        clients_may_raise: false,
        deadlines_shown: false,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: Vec::new(),
        pause_max_s: None,
        thresholds: Vec::new(),
        grace_s: policy::GRACE_DEFAULT,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: Vec::new(),
        levels: Vec::new(),
        teams: Vec::new(),
        rotas: Vec::new(),
        told_in: None,
    }
}

/// A row for every ticket, that promises nothing yet.
pub(super) fn row(name: &str) -> Result<Row, String> {
    Ok(Row {
        name: slug(name)?,
        types: Vec::new(),
        priorities: Vec::new(),
        requesters: Vec::new(),
        sites: Vec::new(),
        calendar: None,
        first_response: None,
        next_response: None,
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: None,
    })
}

/// Publishes a policy under a name that vectors have no word for.
pub(super) fn publish(
    rules: Rules,
    version: u32,
    effective_from: DateTime<Utc>,
    book: &mut Book,
) -> Result<PolicyRef, String> {
    let policy = slug("vector")?;
    let it = policy::Published { version, effective_from, content: String::new(), rules };
    book.take_policy(&policy, &it, long_ago().into());
    Ok(PolicyRef { policy, version })
}
