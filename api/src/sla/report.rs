//! The report as JSON: how many promises were kept, of how many, and what is not in that number?
//!
//! Of a closed period `report` is always the same bytes; whatever came to be known later stands beside it. So it names
//! the cut-off and the last position by then, and not when it was made or how far the desk has heard since.

use crate::asked::Fields;
use crate::sla::compliance::{self, Asked, Found, Part};
use crate::sla::links::{Links, Of};
use crate::sla::outcome::{OUTSIDE, Outcome, line_name};
use crate::wire::priority_name;
use crate::{Problem, Shared};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::clock::Kind;
use domain::compliance::{Line, Tally};
use domain::{ClientCode, TicketNumber};
use projections::rows::{
    AddendumLine, ComplianceLine, ComplianceTotal, Elapsed, Figures, Percentiles, PriorityLine,
    RULES_NUMBER,
};
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Where the clocks behind a number are listed.
const PATH: &str = "/api/v1/sla/compliance/tickets";
/// Where the requests behind a number are listed.
pub(super) const REQUESTS_PATH: &str = "/api/v1/sla/compliance/requests";
const GENERATED_AT: HeaderName = HeaderName::from_static("x-generated-at");
const REPORT_SHA256: HeaderName = HeaderName::from_static("x-report-sha256");

#[derive(Serialize)]
struct Body<'a> {
    report: &'a RawValue,
    /// What would stand elsewhere in a closed report by what is known now. Both numbers stay.
    addendum: Vec<AddendumJson<'a>>,
    /// True if there are more lines than an addendum shows.
    addendum_cut: bool,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a ClientCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<&'static str>,
    /// The first day, and the first that is no longer in it.
    from: NaiveDate,
    to: NaiveDate,
    /// The stretches of time that these days are, by the zones of the clients.
    periods: Vec<PeriodJson<'a>>,
    /// True until every period is closed.
    preliminary: bool,
    rules: u32,
    totals: Vec<TotalJson>,
    lines: Vec<LineJson<'a>>,
    /// Requests made in the period.
    requests: Vec<RequestsJson<'a>>,
}

#[derive(Serialize)]
struct PeriodJson<'a> {
    zone: &'a str,
    /// The release of the zone's rules.
    tzdb: String,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// What was recorded later is not in it.
    cut_off: DateTime<Utc>,
    preliminary: bool,
    /// The last position of the log by then, to the quarter of an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
}

#[derive(Serialize)]
struct TotalJson {
    kind: &'static str,
    #[serde(flatten)]
    figures: FiguresJson,
}

#[derive(Serialize)]
struct LineJson<'a> {
    client: &'a ClientCode,
    kind: &'static str,
    priority: &'static str,
    #[serde(flatten)]
    figures: FiguresJson,
}

/// A number of clocks, and where the list of them is.
#[derive(Serialize)]
struct NumberJson {
    clocks: u64,
    link: String,
}

#[derive(Serialize)]
struct FiguresJson {
    met: NumberJson,
    breached: NumberJson,
    /// Met and breached: what the percentage is of.
    denominator: NumberJson,
    /// Rounded down to hundredths; null where nothing was to be kept.
    compliance_percent: Option<String>,
    /// Not in the denominator, line by line.
    outside: BTreeMap<&'static str, NumberJson>,
    outside_total: NumberJson,
    touched: NumberJson,
    /// `met + breached + outside = touched`.
    identity: String,
    identity_holds: bool,
    /// Verdicts in it that people or a late message have set right.
    corrected: NumberJson,
    /// Nearest rank; absent over several zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    elapsed: Option<PercentilesJson>,
}

#[derive(Serialize)]
struct PercentilesJson {
    n: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50: Option<ElapsedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p90: Option<ElapsedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p95: Option<ElapsedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<ElapsedJson>,
}

#[derive(Serialize)]
pub(super) struct ElapsedJson {
    seconds: i64,
    /// True of a clock that was not stopped by the cut-off.
    at_least: bool,
}

#[derive(Serialize)]
struct RequestsJson<'a> {
    client: &'a ClientCode,
    priority: &'static str,
    tickets: u64,
    /// Where the list of them is.
    link: String,
}

#[derive(Serialize)]
struct AddendumJson<'a> {
    ticket: &'a TicketNumber,
    clock: String,
    /// Absent where it does not stand in the report at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<StandJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<StandJson>,
}

#[derive(Serialize)]
struct StandJson {
    outcome: &'static str,
    elapsed_seconds: i64,
}

pub(crate) async fn compliance(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let asked = Asked::of(&app, &mut fields).await?;
    fields.end()?;
    let found = compliance::read(&app, &asked).await?;
    let report = serde_json::value::to_raw_value(&report_json(&asked, &found));
    let report = report.map_err(|it| Problem::ours(&it))?;
    let hash = sha256(report.get().as_bytes());
    let addendum = found.addendum.iter().map(addendum_json).collect();
    let body = Body { report: &report, addendum, addendum_cut: found.addendum_cut };
    let body = serde_json::to_string(&body).map_err(|it| Problem::ours(&it))?;
    let mut headers = HeaderMap::new();
    let plain = |it: &str| HeaderValue::from_str(it).expect("dates and digits are plain");
    headers.insert(header::CONTENT_TYPE, plain("application/json"));
    headers.insert(header::CACHE_CONTROL, plain("no-cache"));
    headers.insert(GENERATED_AT, plain(&asked.now.to_rfc3339_opts(SecondsFormat::Secs, true)));
    headers.insert(REPORT_SHA256, plain(&hash));
    Ok((headers, body).into_response())
}

fn report_json<'a>(asked: &'a Asked, found: &'a Found) -> ReportJson<'a> {
    let links = Links::new(asked, found);
    let total = |it: &ComplianceTotal| {
        let of = Of { kind: Some(it.kind), ..Of::default() };
        let elapsed = (found.parts.len() <= 1).then(|| it.figures.elapsed.into());
        TotalJson { kind: it.kind.name(), figures: figures(&links, of, &it.figures, elapsed) }
    };
    let line = |it: &'a ComplianceLine| {
        let of = Of { client: Some(&it.code), kind: Some(it.kind), priority: Some(it.priority) };
        let elapsed = Some(it.figures.elapsed.into());
        LineJson {
            client: &it.code,
            kind: it.kind.name(),
            priority: priority_name(it.priority),
            figures: figures(&links, of, &it.figures, elapsed),
        }
    };
    let requests = |it: &'a PriorityLine| RequestsJson {
        client: &it.code,
        priority: priority_name(it.priority),
        tickets: it.tickets,
        link: links.requests(REQUESTS_PATH, &it.code, it.priority),
    };
    ReportJson {
        client: asked.client.as_ref().map(|it| &it.code),
        kind: asked.kind.map(Kind::name),
        priority: asked.priority.map(priority_name),
        from: asked.dates.from,
        to: asked.dates.to,
        periods: found.parts.iter().map(period_json).collect(),
        preliminary: found.is_preliminary(),
        rules: RULES_NUMBER,
        totals: found.totals.iter().map(total).collect(),
        lines: found.lines.iter().map(line).collect(),
        requests: found.requests.iter().map(requests).collect(),
    }
}

fn period_json(it: &Part) -> PeriodJson<'_> {
    let header = &it.header;
    PeriodJson {
        zone: &it.civil.zone.0,
        tzdb: it.civil.tzdb.to_string(),
        from: header.query.period.from.utc(),
        to: header.query.period.to.utc(),
        cut_off: header.cut_off.utc(),
        preliminary: header.preliminary,
        position: header.position.map(|it| it.0),
    }
}

fn figures(
    links: &Links,
    of: Of<'_>,
    it: &Figures,
    elapsed: Option<PercentilesJson>,
) -> FiguresJson {
    let tally = &it.tally;
    let number = |outcome: Outcome| NumberJson {
        clocks: outcome.count(it),
        link: links.to(PATH, of, outcome),
    };
    let outside = OUTSIDE.map(|it| (line_name(it), number(Outcome::Line(it))));
    FiguresJson {
        met: number(Outcome::Line(Line::Met)),
        breached: number(Outcome::Line(Line::Breached)),
        denominator: number(Outcome::Judged),
        compliance_percent: tally.compliance().map(|it| it.to_string()),
        outside: outside.into(),
        outside_total: number(Outcome::Outside),
        touched: number(Outcome::Touched),
        identity: identity(tally),
        identity_holds: tally.adds_up(),
        corrected: number(Outcome::Corrected),
        elapsed,
    }
}

/// `5 + 1 + 2 = 8`: met, breached and outside are all that was touched.
pub(crate) fn identity(it: &Tally) -> String {
    format!("{} + {} + {} = {}", it.met, it.breached, it.outside(), it.touched)
}

impl From<Percentiles> for PercentilesJson {
    fn from(it: Percentiles) -> Self {
        Self {
            n: it.n,
            p50: it.p50.map(Into::into),
            p90: it.p90.map(Into::into),
            p95: it.p95.map(Into::into),
            max: it.max.map(Into::into),
        }
    }
}

impl From<Elapsed> for ElapsedJson {
    fn from(it: Elapsed) -> Self {
        Self { seconds: it.seconds, at_least: it.at_least }
    }
}

fn addendum_json(it: &AddendumLine) -> AddendumJson<'_> {
    let stand = |(line, elapsed_seconds)| StandJson { outcome: line_name(line), elapsed_seconds };
    AddendumJson {
        ticket: &it.number,
        clock: it.clock.to_string(),
        old: it.old.map(stand),
        new: it.new.map(stand),
    }
}

fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        // A String takes everything.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
