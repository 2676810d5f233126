//! As of: which past instant does a page show, and how does its reader come back to the present?

use crate::words::Words;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::client::Zone;
use domain::zone::local;

/// The line that says that a page is not of the present.
pub(super) struct AsOf {
    pub(super) text: String,
    /// The same page of the present.
    pub(super) present: String,
}

/// * `path`: the page with its query, but without the instant.
pub(super) fn of(
    words: Words,
    as_of: Option<DateTime<Utc>>,
    zone: &Zone,
    path: &str,
) -> Option<AsOf> {
    let at = words.instant_s(as_of?, zone);
    Some(AsOf { text: words.with("as-of-is", "at", at), present: path.to_owned() })
}

/// The instant as it goes on in a link, behind other parameters.
pub(super) fn and(as_of: Option<DateTime<Utc>>) -> String {
    let exact = |it: DateTime<Utc>| it.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    as_of.map_or_else(String::new, |it| format!("&as_of={}", exact(it)))
}

/// The instant as a field of a form holds it.
pub(super) fn field(as_of: Option<DateTime<Utc>>, zone: &Zone) -> String {
    let form = "%Y-%m-%dT%H:%M";
    as_of.map_or_else(String::new, |it| local(it, zone).date_time.format(form).to_string())
}
