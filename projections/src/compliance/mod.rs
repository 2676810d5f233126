//! Compliance: of the promises that fell due in a period, how many were kept?

mod addendum;
mod behind;
mod clocks;
mod requests;

pub(crate) use behind::clocks_behind;
pub(crate) use requests::requests_behind;

use crate::clocks::{KeptBook, Standing, Then};
use crate::keys::ClientKey;
use crate::marks::position_by;
use crate::rows::{
    CLOSING_S, Compliance, ComplianceHeader, ComplianceLine, ComplianceQuery, ComplianceTotal,
    Elapsed, Figures, Percentiles, RULES_NUMBER, Report, ReportNumber,
};
use crate::words::{Parsed, Word};
use domain::clock::Kind;
use domain::compliance::{Line, Tally, percentile};
use domain::{At, ClientCode, ClientId, Priority};
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};

/// A report as of an instant: closed, if its period was closed by then.
pub(crate) fn compliance(
    connection: &Connection,
    book: &KeptBook,
    query: &ComplianceQuery,
    at: At,
) -> rusqlite::Result<Report> {
    let cut_off = cut_off(query, at);
    let then = Then::new(connection, book, cut_off)?;
    let mut counts: HashMap<(ClientKey, Kind, Priority), Count> = HashMap::new();
    clocks::each(connection, query, &then, |it| {
        let key = (it.client, it.stands.clock.kind, it.stands.priority);
        counts.entry(key).or_default().take(&it.stands, query, cut_off);
    })?;
    let mut totals: BTreeMap<Kind, Count> = BTreeMap::new();
    let mut lines = Vec::new();
    for ((key, kind, priority), count) in counts {
        if count.tally.touched == 0 {
            continue;
        }
        totals.entry(kind).or_default().add(&count);
        let (client, code) = client_of(connection, key)?;
        lines.push(ComplianceLine { client, code, kind, priority, figures: count.figures() });
    }
    lines.sort_by(|a, b| {
        (&a.code, a.client, a.kind, a.priority).cmp(&(&b.code, b.client, b.kind, b.priority))
    });
    let totals = totals.into_iter();
    let totals = totals.map(|(kind, it)| ComplianceTotal { kind, figures: it.figures() }).collect();
    let header = ComplianceHeader {
        query: *query,
        cut_off,
        preliminary: at < closed_at(query),
        position: position_by(connection, cut_off)?,
        rules: RULES_NUMBER,
    };
    let workload = requests::requests(connection, query, &then)?;
    let compliance = Compliance { header, lines, totals, workload };
    let (addendum, addendum_cut) = addendum::addendum(connection, book, query, &then, at)?;
    Ok(Report { compliance, addendum, addendum_cut })
}

/// From when on a period's report does not change.
fn closed_at(query: &ComplianceQuery) -> At {
    query.period.to.plus(CLOSING_S)
}

fn cut_off(query: &ComplianceQuery, at: At) -> At {
    at.min(closed_at(query))
}

/// Whether a number counts a clock that stands on a line.
fn counts(number: ReportNumber, it: &Standing, line: Line) -> bool {
    match number {
        ReportNumber::Line(asked) => line == asked,
        ReportNumber::Corrected => it.corrected,
    }
}

/// What the clocks of a line come to.
#[derive(Default)]
struct Count {
    tally: Tally,
    corrected: u64,
    /// Business seconds of those with a verdict, and whether it took at least that long.
    elapsed: Vec<(i64, bool)>,
}

impl Count {
    fn take(&mut self, it: &Standing, query: &ComplianceQuery, cut_off: At) {
        self.tally.count(&it.outcome, query.period, cut_off);
        let line = it.outcome.line(query.period, cut_off);
        let is_corrected = line.is_some_and(|line| counts(ReportNumber::Corrected, it, line));
        self.corrected += u64::from(is_corrected);
        if matches!(line, Some(Line::Met | Line::Breached)) {
            self.elapsed.push((it.outcome.elapsed_s, it.at_least));
        }
    }

    fn add(&mut self, other: &Self) {
        self.tally += other.tally;
        self.corrected += other.corrected;
        self.elapsed.extend_from_slice(&other.elapsed);
    }

    fn figures(mut self) -> Figures {
        self.elapsed.sort_unstable();
        let seconds: Vec<i64> = self.elapsed.iter().map(|it| it.0).collect();
        let at = |p| {
            let seconds = percentile(&seconds, p)?;
            // Of several that took as long, one that still runs says so.
            let at_least = self.elapsed.binary_search(&(seconds, true)).is_ok();
            Some(Elapsed { seconds, at_least })
        };
        let elapsed = Percentiles {
            n: seconds.len() as u64,
            p50: at(50),
            p90: at(90),
            p95: at(95),
            max: at(100),
        };
        Figures { tally: self.tally, corrected: self.corrected, elapsed }
    }
}

fn client_of(connection: &Connection, key: ClientKey) -> rusqlite::Result<(ClientId, ClientCode)> {
    let sql = "SELECT client, code FROM clients WHERE key = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((ClientId(row.get::<_, Word<_>>(0)?.0), row.get::<_, Parsed<_>>(1)?.0))
    };
    connection.prepare_cached(sql)?.query_row([key], read)
}
