//! Meta: which of a stream's events may still be read?

use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The type of the events in a stream of metadata.
pub(crate) const METADATA: &str = "$metadata";
/// The type of the event that ends a stream for good.
pub(crate) const DELETED: &str = "$streamDeleted";
/// The number of that event, and the `$tb` of a stream that is softly deleted.
pub(crate) const LAST_OF_ALL: u64 = i64::MAX as u64;
/// What the stream of another stream's metadata is called before that one's name.
const META: &str = "$$";
const TICKS_PER_SECOND: u64 = 10_000_000;

/// What a stream's metadata say about how long its events are kept. Other words in it are the writer's.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Meta {
    #[serde(rename = "$maxCount")]
    pub(crate) count_max: Option<u64>,
    /// Seconds.
    #[serde(rename = "$maxAge")]
    pub(crate) age_max: Option<u64>,
    #[serde(rename = "$tb")]
    pub(crate) truncate_before: Option<u64>,
}

impl Meta {
    /// What stands in the last metadata event; what is no JSON says nothing.
    pub(crate) fn parse(data: &[u8]) -> Self {
        serde_json::from_slice(data).unwrap_or_default()
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.truncate_before == Some(LAST_OF_ALL)
    }

    /// The first revision that may be read, of a stream whose last is `last`, by count and mark.
    pub(crate) fn first(&self, last: u64) -> u64 {
        let by_count = self.count_max.map_or(0, |it| (last + 1).saturating_sub(it));
        by_count.max(self.truncate_before.unwrap_or(0))
    }

    /// Whether what was recorded then is too old now, both in ticks.
    pub(crate) fn is_too_old(&self, created: u64, now: u64) -> bool {
        let age_max = self.age_max.map(|it| it.saturating_mul(TICKS_PER_SECOND));
        age_max.is_some_and(|it| created.saturating_add(it) <= now)
    }
}

/// Metadata with another `$tb`, everything else as the writer left it.
pub(crate) fn truncated(data: Option<&[u8]>, before: u64) -> Vec<u8> {
    let stands = data.and_then(|it| serde_json::from_slice::<Value>(it).ok());
    let mut meta = stands.filter(Value::is_object).unwrap_or_else(|| json!({}));
    meta["$tb"] = before.into();
    meta.to_string().into_bytes()
}

pub(crate) fn meta_of(stream: &str) -> String {
    format!("{META}{stream}")
}

/// Whose metadata stand in this stream, if any's do.
pub(crate) fn whose(stream: &str) -> Option<&str> {
    stream.strip_prefix(META)
}

/// Seconds and nanoseconds, as the wire has them.
pub(crate) fn instant(since_epoch: Duration) -> (i64, i32) {
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
    (seconds, since_epoch.subsec_nanos().cast_signed())
}
