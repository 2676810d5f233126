//! Compliance: which report is asked for, over which clients, each in its own zone?

use crate::asked::{Dates, Fields};
use crate::client;
use crate::wire::priority_name;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use domain::civil::{CivilTime, Days};
use domain::client::Zone;
use domain::clock::Kind;
use domain::compliance::Tally;
use domain::zone::local;
use domain::{At, ClientId, Priority};
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
    /// The stretches of time that they are, and of whom.
    days: Vec<(Option<ClientId>, Days)>,
    /// Of the client, or else of the desk: for reading and writing instants.
    pub(crate) zone: Zone,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

/// The same days are another stretch of time by other clocks.
pub(crate) struct Part {
    pub(crate) civil: CivilTime,
    pub(crate) header: ComplianceHeader,
}

/// A report over all the clients that it was asked for.
pub(crate) struct Found {
    /// By clocks.
    pub(crate) parts: Vec<Part>,
    pub(crate) lines: Vec<ComplianceLine>,
    /// By several clocks they have no percentiles: what took how long is told line by line.
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
        let (ends, at) = ((dates.from, dates.to), as_of.unwrap_or(now).into());
        let of = client.as_ref().map(|it| it.client);
        let days = app.ask(move |views| match of {
            Some(_) => Ok(vec![(of, views.days(of, ends, at)?)]),
            None => views.days_of_all(ends, at),
        });
        let days = days.await?;
        Ok(Self { client, kind, priority, dates, days, zone, as_of, now })
    }

    pub(crate) fn at(&self) -> At {
        self.as_of.unwrap_or(self.now).into()
    }

    /// By which clocks the days of a client were told.
    pub(crate) fn civil_of(&self, client: ClientId) -> CivilTime {
        let mut days = self.days.iter();
        let of = days.find(|(of, _)| of.is_none_or(|it| it == client));
        of.map_or_else(|| CivilTime::of_today(self.zone.clone()), |it| it.1.civil.clone())
    }

    /// The queries that make it up, with the clocks of each: one if all clients share them, else one a client.
    pub(super) fn queries(&self) -> Vec<(CivilTime, ComplianceQuery)> {
        let query = |(client, days): &(Option<ClientId>, Days)| {
            let (period, client, kind, priority) = (days.period, *client, self.kind, self.priority);
            (days.civil.clone(), ComplianceQuery { period, client, kind, priority })
        };
        self.days.iter().map(query).collect()
    }
}

impl Found {
    pub(crate) fn is_preliminary(&self) -> bool {
        self.parts.iter().any(|it| it.header.preliminary)
    }
}

pub(crate) async fn read(app: &App, asked: &Asked) -> Result<Found, Problem> {
    let (queries, at) = (asked.queries(), asked.at());
    let reports = app.ask(move |views| {
        let one = |(civil, query): (CivilTime, ComplianceQuery)| {
            views.compliance(&query, at).map(|report| (civil, report))
        };
        queries.into_iter().map(one).collect::<Result<Vec<_>, _>>()
    });
    Ok(merge(reports.await?))
}

/// One report of several, in their order.
fn merge(reports: Vec<(CivilTime, Report)>) -> Found {
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
    for (civil, report) in reports {
        let compliance = report.compliance;
        let is_told = is_one || !compliance.lines.is_empty();
        if is_told && !found.parts.iter().any(|it| it.civil == civil) {
            found.parts.push(Part { civil, header: compliance.header });
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
