//! Compliance: which report is asked for, over which clients, each in its own zone?

use crate::asked::{Dates, Fields};
use crate::client;
use crate::wire::priority_name;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use domain::At;
use domain::Priority;
use domain::client::Zone;
use domain::clock::Kind;
use domain::compliance::Tally;
use domain::zone::local;
use projections::Views;
use projections::rows::{
    AddendumLine, ClientRow, ComplianceHeader, ComplianceLine, ComplianceQuery, ComplianceTotal,
    PriorityLine, Report,
};
use std::collections::BTreeMap;

/// What a report is asked for.
pub(crate) struct Asked {
    pub(crate) client: Option<ClientRow>,
    pub(crate) kind: Option<Kind>,
    pub(crate) priority: Option<Priority>,
    pub(crate) dates: Dates,
    /// Of the client, or else of the desk: for reading and writing instants.
    pub(crate) zone: Zone,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

/// The same days are another stretch of time in another zone.
pub(crate) struct Part {
    pub(crate) zone: Zone,
    pub(crate) header: ComplianceHeader,
}

/// A report over all the clients that it was asked for.
pub(crate) struct Found {
    /// By zone.
    pub(crate) parts: Vec<Part>,
    pub(crate) lines: Vec<ComplianceLine>,
    /// Over several zones they have no percentiles: what took how long is told line by line.
    pub(crate) totals: Vec<ComplianceTotal>,
    pub(crate) requests: Vec<PriorityLine>,
    pub(crate) addendum: Vec<AddendumLine>,
    pub(crate) addendum_cut: bool,
}

impl Asked {
    /// Reads `client`, `month` or `from` and `to`, `kind`, `priority` and `as_of`. Without days it is the month of the
    /// instant asked for.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let client = client::chosen(app, fields).await?;
        let zone = match &client {
            Some(client) => client.zone.clone(),
            None => app.desk_zone().await?,
        };
        let kind = fields.one_of("kind", Kind::ALL, Kind::name)?;
        let priority = fields.one_of("priority", Priority::ALL, priority_name)?;
        let now = app.api.clock.now();
        let as_of = fields.as_of(now, &zone)?;
        let today = local(as_of.unwrap_or(now), &zone).date_time.date();
        let dates = fields.dates()?.unwrap_or_else(|| Dates::month_of(today));
        Ok(Self { client, kind, priority, dates, zone, as_of, now })
    }

    pub(crate) fn at(&self) -> At {
        self.as_of.unwrap_or(self.now).into()
    }

    /// The queries that make it up, with the zone of each: one if all clients share their zone, else one a client.
    pub(super) fn queries(&self, clients: &[ClientRow]) -> Vec<(Zone, ComplianceQuery)> {
        let of = |zone: Zone, client: Option<&ClientRow>| {
            let period = self.dates.period(&zone);
            let client = client.map(|it| it.client);
            (zone, ComplianceQuery { period, client, kind: self.kind, priority: self.priority })
        };
        if let Some(client) = &self.client {
            return vec![of(client.zone.clone(), Some(client))];
        }
        let Some(first) = clients.first() else { return vec![of(self.zone.clone(), None)] };
        if clients.iter().all(|it| it.zone == first.zone) {
            return vec![of(first.zone.clone(), None)];
        }
        clients.iter().map(|it| of(it.zone.clone(), Some(it))).collect()
    }
}

impl Found {
    pub(crate) fn is_preliminary(&self) -> bool {
        self.parts.iter().any(|it| it.header.preliminary)
    }
}

pub(crate) async fn read(app: &App, asked: &Asked) -> Result<Found, Problem> {
    let clients = app.ask(Views::clients).await?;
    let (queries, at) = (asked.queries(&clients), asked.at());
    let reports = app.ask(move |views| {
        let one = |(zone, query): (Zone, ComplianceQuery)| {
            views.compliance(&query, at).map(|report| (zone, report))
        };
        queries.into_iter().map(one).collect::<Result<Vec<_>, _>>()
    });
    Ok(merge(reports.await?))
}

/// One report of several, in their order.
fn merge(reports: Vec<(Zone, Report)>) -> Found {
    let is_one = reports.len() == 1;
    let mut found = Found {
        parts: Vec::new(),
        lines: Vec::new(),
        totals: Vec::new(),
        requests: Vec::new(),
        addendum: Vec::new(),
        addendum_cut: false,
    };
    let mut totals: BTreeMap<Kind, (Tally, u64)> = BTreeMap::new();
    for (zone, report) in reports {
        let compliance = report.compliance;
        let is_told = is_one || !compliance.lines.is_empty();
        if is_told && !found.parts.iter().any(|it| it.zone == zone) {
            found.parts.push(Part { zone, header: compliance.header });
        }
        for it in &compliance.totals {
            let total = totals.entry(it.kind).or_default();
            total.0 += it.figures.tally;
            total.1 += it.figures.corrected;
        }
        if is_one {
            found.totals = compliance.totals;
        }
        found.lines.extend(compliance.lines);
        found.requests.extend(compliance.workload);
        found.addendum.extend(report.addendum);
        found.addendum_cut |= report.addendum_cut;
    }
    if !is_one {
        let total = |(kind, (tally, corrected))| ComplianceTotal {
            kind,
            figures: projections::rows::Figures { tally, corrected, ..Default::default() },
        };
        found.totals = totals.into_iter().map(total).collect();
    }
    found
}
