//! Chat: what do the clocks of a conversation read?

use super::clock::{state, take_in};
use super::promise::{publish, row, rules};
use super::{Shelf, compare, long_ago, slug, written};
use crate::calendar::CalendarRef;
use crate::clock::{Binding, History, Kind, Placed, State, What, measure};
use crate::policy::{Row, Target};
use crate::ticket::{Event, MessageAdded, Resolved};
use crate::{At, Awaits, ChatId, MessageId, MessageRef, PersonId, Side, Visibility};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

/// Who said what when, and what the clocks then read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatVector {
    pub id: String,
    #[serde(default, rename = "title")]
    _title: Option<String>,
    calendar: String,
    messages: Vec<Message>,
    frt_s: Option<u32>,
    nrt_s: Option<u32>,
    periodic_s: Option<u32>,
    /// The instant of measuring; without it, the last message's.
    now: Option<DateTime<Utc>>,
    #[serde(default)]
    expect: Vec<Value>,
    #[serde(default, rename = "working")]
    _working: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    at: DateTime<Utc>,
    from: From,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum From {
    Client,
    Agent,
    Bot,
    /// Of staff, among themselves.
    Note,
    /// The ticket is resolved, and the client is told.
    Resolve,
}

pub(super) fn compute(vector: &ChatVector, shelf: &Shelf<'_>) -> Result<Value, String> {
    let mut book = shelf.book_with(&vector.calendar)?;
    let row = Row {
        first_response: vector.frt_s.map(Target::Seconds),
        next_response: vector.nrt_s.map(Target::Seconds),
        periodic_update: vector.periodic_s.map(Target::Seconds),
        ..row("all")?
    };
    let name = row.name.clone();
    let policy = publish(rules(vec![row]), 1, long_ago(), &mut book)?;
    let calendar = CalendarRef { calendar: slug(&vector.calendar)?, version: 1 };
    let binding = Binding { policy, row: name, calendar };

    let mut history = History::default();
    for (i, message) in vector.messages.iter().enumerate() {
        let at = At::from(message.at);
        let side = match message.from {
            From::Client => Side::Client,
            From::Agent | From::Bot | From::Note | From::Resolve => Side::Staff,
        };
        if i == 0 {
            take_in(&mut history, at, What::Opened(side));
            take_in(&mut history, at, What::Bound(binding.clone()));
            continue;
        }
        let revision = u64::try_from(i).map_err(|it| it.to_string())? + 1;
        let placed = Placed { revision, occurred_at: message.at, recorded_at: message.at };
        if let Some(event) = event(message.from, side, i)? {
            history.read(&event, placed);
        }
    }
    let last = vector.messages.last().map(|it| it.at);
    let until = vector.now.or(last).ok_or("messages: nothing is said")?;
    let measured = measure(&history, &book, until.into());
    let clocks = measured.clocks.iter().map(|it| {
        json!({
            "clock": it.clock.kind.name(),
            "n": it.clock.n,
            "state": state(it.state),
            "start": written(Some(it.start)),
            "stop": written(it.stop),
            "how": it.stop.map(|_| if it.by_resolution { "resolution" } else { "message" }),
            "elapsed_s": it.elapsed_s,
            "due_at": written(it.deadline),
            "breached": it.state == State::Breached,
        })
    });
    Ok(clocks.collect())
}

/// Each clock that was measured must be expected, and each that is expected be measured.
pub(super) fn compare(vector: &ChatVector, computed: &Value) -> Vec<String> {
    let key = |it: &Value| {
        let kind = it["clock"].as_str().and_then(Kind::parse);
        (kind, it["n"].as_u64().unwrap_or(1))
    };
    let measured = computed.as_array().map(Vec::as_slice).unwrap_or_default();
    let expected = vector.expect.iter().flat_map(|it| {
        let name = format!("{}.{}", it["clock"].as_str().unwrap_or("clock"), key(it).1);
        match measured.iter().find(|measured| key(measured) == key(it)) {
            Some(measured) => compare::fields(&name, it, measured),
            None => vec![format!("{name}: is expected, and not measured")],
        }
    });
    let unexpected = measured.iter().filter(|it| {
        let is_expected = vector.expect.iter().any(|expected| key(expected) == key(it));
        !vector.expect.is_empty() && !is_expected && it["state"] != "not_applicable"
    });
    let unexpected = unexpected.map(|it| format!("{}: is measured, and not expected", it["clock"]));
    expected.chain(unexpected).collect()
}

/// What a message is to a ticket. The bot's own are nothing to it.
fn event(from: From, side: Side, number: usize) -> Result<Option<Event>, String> {
    let number = i64::try_from(number).map_err(|it| it.to_string())?;
    Ok(match from {
        From::Bot => None,
        From::Resolve => Some(Event::Resolved(Resolved { message: None, relayed: false })),
        From::Client | From::Agent | From::Note => Some(Event::MessageAdded(MessageAdded {
            message: MessageRef { chat: ChatId::Group(-1), message: MessageId(number) },
            author: PersonId([u8::from(side == Side::Staff); 16]),
            side,
            visibility: match from {
                From::Note => Visibility::Internal,
                _ => Visibility::Public,
            },
            awaits: Awaits::Answer,
            rule: slug("vector")?,
            relayed: false,
            reply_to: None,
            attachments: Vec::new(),
        })),
    })
}
