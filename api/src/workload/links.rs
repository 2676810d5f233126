//! Links: under which address is the list of tickets behind a number?

use super::{NOBODY, counted_name, type_name};
use crate::asked::Dates;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{ClientCode, ClientId};
use projections::rows::{ClientRow, Counted, Part};
use std::collections::BTreeMap;

/// What stays the same in all links of one answer.
pub(crate) struct Links {
    path: &'static str,
    rest: String,
    codes: BTreeMap<ClientId, ClientCode>,
}

impl Links {
    /// * `clients`: those that a number may be of.
    pub(crate) fn new(
        path: &'static str,
        client: Option<&ClientCode>,
        dates: Dates,
        as_of: Option<DateTime<Utc>>,
        clients: &[ClientRow],
    ) -> Self {
        let client = client.map_or_else(String::new, |it| format!("&client={it}"));
        let exact = |it: DateTime<Utc>| it.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let as_of = as_of.map_or_else(String::new, |it| format!("&as_of={}", exact(it)));
        let codes = clients.iter().map(|it| (it.client, it.code.clone())).collect();
        Self { path, rest: format!("{dates}{client}{as_of}"), codes }
    }

    pub(crate) fn to(&self, part: Part, counted: Counted) -> String {
        let Self { path, rest, codes } = self;
        let part = match part {
            Part::Total => String::new(),
            Part::Agent(it) => format!("&agent={it}"),
            Part::Nobody => format!("&agent={NOBODY}"),
            Part::Hour(it) => format!("&hour={it}"),
            Part::Type(it) => format!("&type={}", type_name(it)),
            Part::Client(it) => {
                let code = codes.get(&it).map(ToString::to_string).unwrap_or_default();
                format!("&of={code}")
            }
        };
        format!("{path}?count={}{part}&{rest}", counted_name(counted))
    }
}
