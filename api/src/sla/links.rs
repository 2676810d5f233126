//! Links: under which address is the list behind a number of a report?

use crate::asked::Dates;
use crate::sla::compliance::{Asked, Found};
use crate::sla::outcome::Outcome;
use crate::wire::priority_name;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::clock::Kind;
use domain::{ClientCode, Priority};
use std::fmt::Write as _;

/// What stays the same in all links of one report.
pub(crate) struct Links {
    dates: Dates,
    client: Option<ClientCode>,
    kind: Option<Kind>,
    priority: Option<Priority>,
    /// What is closed is the same at all instants.
    as_of: Option<DateTime<Utc>>,
}

/// Of which part of the report a number is; what is not said is as the whole was asked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Of<'a> {
    pub(crate) client: Option<&'a ClientCode>,
    pub(crate) kind: Option<Kind>,
    pub(crate) priority: Option<Priority>,
}

impl Asked {
    /// Its parameters, as it was asked.
    pub(crate) fn query(&self) -> String {
        self.query_of(self.dates, self.as_of)
    }

    /// The same of other days, or as of another instant.
    pub(crate) fn query_of(&self, dates: Dates, as_of: Option<DateTime<Utc>>) -> String {
        Links {
            dates,
            client: self.client.as_ref().map(|it| it.code.clone()),
            kind: self.kind,
            priority: self.priority,
            as_of,
        }
        .query(Of::default())
    }
}

impl Links {
    pub(crate) fn new(asked: &Asked, found: &Found) -> Self {
        Self {
            dates: asked.dates,
            client: asked.client.as_ref().map(|it| it.code.clone()),
            kind: asked.kind,
            priority: asked.priority,
            as_of: asked.as_of.filter(|_| found.is_preliminary()),
        }
    }

    /// The parameters of a part.
    pub(crate) fn query(&self, of: Of<'_>) -> String {
        let mut query = self.dates.to_string();
        // A String takes everything.
        if let Some(client) = of.client.or(self.client.as_ref()) {
            let _ = write!(query, "&client={client}");
        }
        if let Some(kind) = of.kind.or(self.kind) {
            let _ = write!(query, "&kind={}", kind.name());
        }
        if let Some(priority) = of.priority.or(self.priority) {
            let _ = write!(query, "&priority={}", priority_name(priority));
        }
        if let Some(as_of) = self.as_of {
            let _ = write!(query, "&as_of={}", as_of.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        }
        query
    }

    /// The list of the requests of a client and priority, under a path.
    pub(crate) fn requests(&self, path: &str, client: &ClientCode, priority: Priority) -> String {
        let of = Of { client: Some(client), priority: Some(priority), ..Of::default() };
        format!("{path}?{}", self.query(of))
    }

    /// The list behind a number, under a path.
    pub(crate) fn to(&self, path: &str, of: Of<'_>, outcome: Outcome) -> String {
        format!("{path}?outcome={}&{}", outcome.name(), self.query(of))
    }
}
