//! Clock: what does one clock read after what happens to it?

use super::promise::{publish, row, rules};
use super::{Shelf, compare, long_ago, slug, written};
use crate::book::Book;
use crate::calendar::CalendarRef;
use crate::clock::{Binding, Clock, History, Moment, State, What, measure};
use crate::policy::{Pause, PolicyRef, ReopenMode, Retarget, RetargetMode, Row, Rules, Target};
use crate::zone::{self, Release};
use crate::{At, Side};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What happens to one clock of resolution, and what it then reads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockVector {
    pub id: String,
    #[serde(default, rename = "title")]
    _title: Option<String>,
    calendar: String,
    policy: Promise,
    events: Vec<Happening>,
    /// The instant of measuring; without it, the last event's.
    now: Option<DateTime<Utc>>,
    /// The release of the zones' rules that is needed at least.
    tzdb_min: Option<Release>,
    /// The deadline after each event, by what was published by then.
    #[serde(default)]
    due_trace: Option<Value>,
    #[serde(default)]
    expect: Value,
    #[serde(default, rename = "working")]
    _working: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Promise {
    target_s: Option<u32>,
    end_of_business_day: Option<u32>,
    #[serde(default)]
    thresholds: Vec<u8>,
    #[serde(default)]
    reopen: ReopenMode,
    #[serde(default)]
    retarget: RetargetMode,
    #[serde(default)]
    min_grace_s: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Happening {
    Start { at: DateTime<Utc> },
    Stop { at: DateTime<Utc> },
    Pause { at: DateTime<Utc>, reason: Option<Pause> },
    Resume { at: DateTime<Utc>, reason: Option<Pause> },
    Reopen { at: DateTime<Utc> },
    Retarget { at: DateTime<Utc>, target_s: Option<u32>, calendar: Option<String> },
    CalendarVersion { at: DateTime<Utc>, effective_from: DateTime<Utc>, calendar: String },
}

impl Happening {
    fn at(&self) -> At {
        match self {
            Self::Start { at }
            | Self::Stop { at }
            | Self::Pause { at, .. }
            | Self::Resume { at, .. }
            | Self::Reopen { at }
            | Self::Retarget { at, .. }
            | Self::CalendarVersion { at, .. } => (*at).into(),
        }
    }
}

/// A history that vectors tell of, each thing in its turn.
pub(super) fn take_in(history: &mut History, at: At, what: What) {
    let revision = history.moments().iter().map(|it| it.revision + 1).max().unwrap_or(0);
    history.take_in(Moment { at, revision, recorded: at, message: None, what });
}

pub(super) fn compute(vector: &ClockVector, shelf: &Shelf<'_>) -> Result<Value, String> {
    if let Some(min) = vector.tzdb_min.filter(|it| *it > zone::newest()) {
        return Err(format!("tzdb_min: {min} is needed, {} is at hand", zone::newest()));
    }
    let told = Told::of(vector, shelf)?;
    let last = vector.events.last().map(Happening::at);
    let until = vector.now.map(At::from).or(last).ok_or("events: nothing happens")?;
    let measured = measure(&told.history, &told.book, until);
    let clocks = measured.clocks.iter().map(|it| read(it, &told.history, &told.book));
    let clocks: Vec<Value> = clocks.collect();

    let trace = vector.events.iter().map(|it| {
        let measured = measure(&told.history, &told.book.as_of(it.at()), it.at());
        let alive = measured.clocks.iter().rfind(|it| it.stop.is_none());
        written(alive.and_then(|it| it.deadline))
    });
    Ok(json!({ "clocks": clocks, "due_trace": trace.collect::<Vec<_>>() }))
}

pub(super) fn compare(vector: &ClockVector, computed: &Value) -> Vec<String> {
    let mut differences = compare::fields("", &vector.expect, &computed["clocks"]);
    if let Some(trace) = &vector.due_trace {
        differences.extend(compare::fields("due_trace", trace, &computed["due_trace"]));
    }
    differences
}

/// A vector as history and book.
struct Told {
    history: History,
    book: Book,
}

impl Told {
    fn of(vector: &ClockVector, shelf: &Shelf<'_>) -> Result<Self, String> {
        let mut book = shelf.book_with(&vector.calendar)?;
        let promise = &vector.policy;
        let mut target = match (promise.target_s, promise.end_of_business_day) {
            (Some(it), None) => Target::Seconds(it),
            (None, Some(it)) => Target::EndOfBusinessDay(it),
            _ => return Err("policy: one target, in seconds or by days".to_owned()),
        };
        let promised = |target, rows: &[Row]| {
            let name = format!("row-{}", rows.len());
            Ok::<_, String>(Row { resolution: Some(target), ..row(&name)? })
        };
        let mut calendar = CalendarRef { calendar: slug(&vector.calendar)?, version: 1 };
        let mut rows = vec![promised(target, &[])?];
        let policy = PolicyRef { policy: slug("vector")?, version: 1 };
        let binding = |rows: &[Row], calendar: &CalendarRef| Binding {
            policy: policy.clone(),
            row: rows[rows.len() - 1].name.clone(),
            calendar: calendar.clone(),
        };

        let mut history = History::default();
        let mut versions = 1;
        for it in &vector.events {
            let at = it.at();
            let what = match it {
                Happening::Start { .. } => {
                    take_in(&mut history, at, What::Bound(binding(&rows, &calendar)));
                    What::Opened(Side::Client)
                }
                Happening::Stop { .. } => What::Resolved,
                Happening::Pause { reason, .. } => {
                    What::Paused(reason.unwrap_or(Pause::ClientWaiting))
                }
                Happening::Resume { reason: None, .. } => What::Resumed,
                Happening::Resume { reason: Some(reason), .. } => What::PauseOver(*reason),
                Happening::Reopen { .. } => What::Reopened,
                Happening::Retarget { target_s, calendar: other, .. } => {
                    target = target_s.map_or(target, Target::Seconds);
                    if let Some(other) = other {
                        calendar.calendar = slug(other)?;
                        let long = (long_ago(), At::from(long_ago()));
                        shelf.publish(other, 1, long.0, long.1, &calendar.calendar, &mut book)?;
                    }
                    rows.push(promised(target, &rows)?);
                    What::Retargeted(binding(&rows, &calendar))
                }
                Happening::CalendarVersion { effective_from, calendar: other, .. } => {
                    versions += 1;
                    let name = &calendar.calendar;
                    shelf.publish(other, versions, *effective_from, at, name, &mut book)?;
                    continue;
                }
            };
            take_in(&mut history, at, what);
        }

        let how = Retarget { mode: promise.retarget, min_grace_s: promise.min_grace_s };
        let rules = Rules {
            thresholds: promise.thresholds.clone(),
            reopen: promise.reopen,
            raise: how,
            lower: how,
            ..rules(rows)
        };
        publish(rules, 1, long_ago(), &mut book)?;
        Ok(Self { history, book })
    }
}

/// A clock as vectors write it. Of one that runs, the shares that lie ahead are given too, as if nothing else happened.
fn read(clock: &Clock, history: &History, book: &Book) -> Value {
    let ahead = clock.deadline.filter(|_| clock.stop.is_none());
    let later = ahead.map(|it| measure(history, book, it));
    let whole = later.as_ref().and_then(|it| it.clock(clock.clock)).unwrap_or(clock);
    let shares = whole.thresholds.iter().map(|it| (it.0.to_string(), written(Some(it.2))));
    json!({
        "state": state(clock.state),
        "due_at": written(clock.deadline),
        "elapsed_s": clock.elapsed_s,
        "overrun_s": clock.overrun_s,
        "overrun_wall_s": clock.overrun_wall_s,
        "remaining_s": clock.remaining_s,
        "thresholds": shares.collect::<Map<_, _>>(),
    })
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Paused(_) => "paused",
        State::Met => "met",
        State::Breached => "breached",
        State::Superseded => "superseded",
        State::Cancelled(_) => "cancelled",
        State::NotApplicable => "not_applicable",
        State::Gap => "measurement_gap",
        State::Excluded => "excluded",
    }
}
