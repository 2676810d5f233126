//! Is every number of a report and of a workload the length of the list behind it?

use crate::as_of::{TICKETS, Turn, live};
use crate::desk::{Desk, ROM};
use crate::promises::{days, minute};
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::clock::Cancelling;
use domain::compliance::{Line, Period, Tally};
use domain::zone::newest;
use domain::{At, TicketId};
use projections::Views;
use projections::rows::{
    AgentWork, ClientWork, ComplianceLine, ComplianceQuery, Counted, HourWork, Part, ReportNumber,
    TypeWork, Work, WorkloadQuery,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_number_is_the_length_of_the_list_behind_it(
        before in prop::collection::vec(any::<Turn>(), 1..60),
        after in prop::collection::vec(any::<Turn>(), 1..60),
        back in 0..3_000_i64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&before, &after, back));
    }
}

async fn check(before: &[Turn], after: &[Turn], back: i64) {
    let mut desk = Desk::promising().await;
    live(&mut desk, 1, before).await;
    live(&mut desk, 1 + TICKETS / 2, after).await;
    desk.views.catch_up().await.unwrap();
    for at in [minute(desk.now), minute(desk.now - back)] {
        for period in [days(0, 1), days(1, 2), days(0, 30)] {
            report_adds_up(&desk.views, period, at);
            workload_adds_up(&desk.views, period, at);
        }
    }
}

fn report_adds_up(views: &Views, period: Period, at: At) {
    let whole = ComplianceQuery { period, client: None, kind: None, priority: None };
    let report = views.compliance(&whole, at).unwrap().compliance;
    for ComplianceLine { client, kind, priority, figures, .. } in report.lines {
        let query = ComplianceQuery {
            client: Some(client),
            kind: Some(kind),
            priority: Some(priority),
            ..whole
        };
        let len = |number: ReportNumber| {
            let behind = views.clocks_behind(&query, number, at).unwrap();
            assert!(!behind.cut);
            behind.clocks.len() as u64
        };
        let lengths = LINES.map(|it| len(ReportNumber::Line(it)));
        assert_eq!(lengths, counts(&figures.tally), "{kind:?} {priority:?}");
        assert_eq!(len(ReportNumber::Corrected), figures.corrected, "{kind:?} {priority:?}");
    }
    for total in report.totals {
        let query = ComplianceQuery { kind: Some(total.kind), ..whole };
        let behind = views.clocks_behind(&query, ReportNumber::Corrected, at).unwrap();
        assert_eq!(behind.clocks.len() as u64, total.figures.corrected);
    }
    let mut requests = 0;
    for line in report.workload {
        let query =
            ComplianceQuery { client: Some(line.client), priority: Some(line.priority), ..whole };
        let behind = views.requests_behind(&query, at).unwrap().requests;
        assert_eq!(behind.len() as u64, line.tickets, "{:?}", line.priority);
        assert!(behind.iter().all(|it| it.priority == line.priority && it.client == line.client));
        requests += line.tickets;
    }
    assert_eq!(views.requests_behind(&whole, at).unwrap().requests.len() as u64, requests);
}

const LINES: [Line; 11] = [
    Line::Met,
    Line::Breached,
    Line::OpenNotDue,
    Line::PausedOpen,
    Line::NotApplicable,
    Line::Superseded,
    Line::Cancelled(Cancelling::Withdrawn),
    Line::Cancelled(Cancelling::Merged),
    Line::Cancelled(Cancelling::Closed),
    Line::Gap,
    Line::Excluded,
];

/// In the order of the lines.
fn counts(it: &Tally) -> [u64; 11] {
    [
        it.met,
        it.breached,
        it.open_not_due,
        it.paused_open,
        it.not_applicable,
        it.superseded,
        it.cancelled.withdrawn,
        it.cancelled.merged,
        it.cancelled.closed,
        it.gap,
        it.excluded,
    ]
}

fn workload_adds_up(views: &Views, period: Period, at: At) {
    let civil = CivilTime { zone: Zone("Europe/Moscow".to_owned()), tzdb: newest() };
    let query = WorkloadQuery { client: None, from: period.from, to: period.to, civil };
    let found = views.workload(&query, at).unwrap();
    let list = |part, counted| -> Vec<TicketId> {
        let tickets = views.workload_behind(&query, part, counted, at).unwrap();
        assert_eq!(tickets.iter().collect::<BTreeSet<_>>().len(), tickets.len(), "each once");
        tickets
    };
    let same = |part, counted, number: u64| {
        assert_eq!(list(part, counted).len() as u64, number, "{part:?} {counted:?}");
    };
    let work = |part, it: Work| {
        same(part, Counted::Requested, it.requested);
        same(part, Counted::Open, it.open);
        same(part, Counted::Closed, it.closed);
    };
    work(Part::Total, found.total);
    for AgentWork { agent, open, taken, answered, resolved, .. } in &found.agents {
        same(Part::Agent(*agent), Counted::Open, *open);
        same(Part::Agent(*agent), Counted::Taken, *taken);
        same(Part::Agent(*agent), Counted::Answered, *answered);
        same(Part::Agent(*agent), Counted::Resolved, *resolved);
    }
    same(Part::Nobody, Counted::Open, found.unassigned);
    let with_agents: u64 = found.agents.iter().map(|it| it.open).sum();
    assert_eq!(with_agents + found.unassigned, found.total.open);
    for (hour, it) in (0..).zip(&found.hours).filter(|it| *it.1 != HourWork::default()) {
        same(Part::Hour(hour), Counted::Requested, it.requested);
        same(Part::Hour(hour), Counted::Taken, it.taken);
        same(Part::Hour(hour), Counted::Answered, it.answered);
        same(Part::Hour(hour), Counted::Resolved, it.resolved);
    }
    found.types.iter().for_each(|TypeWork { request_type, work: it }| {
        work(Part::Type(*request_type), *it);
    });
    found.clients.iter().for_each(|ClientWork { client, work: it, .. }| {
        assert_eq!(*client, ROM);
        work(Part::Client(*client), *it);
    });
}
