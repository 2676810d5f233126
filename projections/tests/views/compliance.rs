//! Of the promises that fell due in a period, how many were kept?

use crate::desk::{BORIS, Desk, GROUP, OLGA, ROM, monday, staff_words, ticket_id};
use crate::promises::{DAY, breached, calendar, clock, days, minute, policy, rules, slug};
use domain::calendar::{self, Hours};
use domain::client::Zone;
use domain::clock::{Cancelling, Kind, State};
use domain::compliance::{Line, Tally};
use domain::policy::{Pause, Rules, Target};
use domain::ticket::{self, Event, Verdict};
use domain::{ClientId, Priority};
use projections::rows::{
    CLOSING_S, ClocksBehind, ComplianceQuery, Elapsed, Figures, RULES_NUMBER, Report, ReportNumber,
};
use store::port::EventStore;
use store::stream::Stream;
use uuid::Uuid;

/// From when on Monday is closed: Wednesday, one o'clock.
const CLOSED: i64 = 15 * 60 + 25 * 60;

fn monday_of() -> ComplianceQuery {
    ComplianceQuery { period: days(0, 1), client: Some(ROM), kind: None, priority: None }
}

fn report(desk: &Desk, query: &ComplianceQuery, at: i64) -> Report {
    desk.views.compliance(query, minute(at)).unwrap()
}

fn behind(desk: &Desk, query: &ComplianceQuery, line: Line, at: i64) -> ClocksBehind {
    desk.views.clocks_behind(query, line, minute(at)).unwrap()
}

fn figures(report: &Report, kind: Kind, priority: Priority) -> Figures {
    let line = |it: &&projections::rows::ComplianceLine| it.kind == kind && it.priority == priority;
    report.compliance.lines.iter().find(line).unwrap().figures.clone()
}

/// On Monday, one is answered and resolved in time, one is answered late and stays open, one is cancelled and one is asked
/// in the evening.
async fn a_day() -> Desk {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.asked(2, 0, Priority::Urgent).await;
    desk.answered(30, 1).await;
    desk.asked(3, 35, Priority::Normal).await;
    desk.at(40, 3, Event::Cancelled(ticket::Cancelled {})).await;
    desk.resolved(60, 1).await;
    desk.at(62, 2, breached(Kind::FirstResponse, 60)).await;
    desk.answered(120, 2).await;
    desk.at(242, 2, breached(Kind::Resolution, 240)).await;
    desk.asked(4, 460, Priority::Normal).await;
    desk
}

#[tokio::test]
async fn each_clock_stands_on_one_line_of_its_client_kind_and_priority() {
    let desk = a_day().await;
    let report = report(&desk, &monday_of(), CLOSED);
    assert_eq!(report.compliance.lines.len(), 4);
    let normal = figures(&report, Kind::FirstResponse, Priority::Normal);
    let cancelled = domain::compliance::CancelledTally { withdrawn: 1, ..Default::default() };
    let expected = Tally { met: 1, open_not_due: 1, touched: 3, cancelled, ..Tally::default() };
    assert_eq!(normal.tally, expected);
    assert!(normal.tally.adds_up());
    assert_eq!(normal.tally.compliance().unwrap().to_string(), "100.00");
    let urgent = figures(&report, Kind::FirstResponse, Priority::Urgent);
    assert_eq!(urgent.tally, Tally { breached: 1, touched: 1, ..Tally::default() });
    let exact = |seconds| Some(Elapsed { seconds, at_least: false });
    assert_eq!((urgent.elapsed.n, urgent.elapsed.p50), (1, exact(7_200)));
    // Two hours were open on Monday, and eight on Tuesday until it was closed.
    let still_open = figures(&report, Kind::Resolution, Priority::Urgent);
    assert_eq!(still_open.elapsed.max, Some(Elapsed { seconds: 16 * 3_600, at_least: true }));
    let responses = &report.compliance.totals[0];
    let tally = &responses.figures.tally;
    assert_eq!((responses.kind, tally.met, tally.breached), (Kind::FirstResponse, 1, 1));
    assert_eq!((responses.figures.elapsed.p50, tally.touched), (exact(1_800), 4));
    let requests: Vec<_> =
        report.compliance.workload.iter().map(|it| (it.priority, it.tickets)).collect();
    assert_eq!(requests, [(Priority::Normal, 3), (Priority::Urgent, 1)]);
}

#[tokio::test]
async fn a_report_says_what_it_rests_on() {
    let desk = a_day().await;
    let early = report(&desk, &monday_of(), 300).compliance.header;
    assert_eq!((early.preliminary, early.cut_off), (true, minute(300)));
    let open = report(&desk, &monday_of(), CLOSED - 1).compliance.header;
    assert!(open.preliminary);
    let closed = report(&desk, &monday_of(), 9 * DAY).compliance.header;
    assert_eq!((closed.preliminary, closed.cut_off), (false, days(0, 1).to.plus(CLOSING_S)));
    assert_eq!((closed.rules, closed.query), (RULES_NUMBER, monday_of()));
    assert_eq!(closed.position, desk.store.head().await.unwrap());
    let empty = Desk::empty();
    assert_eq!(report(&empty, &monday_of(), 0).compliance.header.position, None);
}

#[tokio::test]
async fn a_number_opens_into_the_clocks_behind_it() {
    let desk = a_day().await;
    let responses = ComplianceQuery { kind: Some(Kind::FirstResponse), ..monday_of() };
    let tickets = |line| {
        let found = behind(&desk, &responses, line, CLOSED);
        found.clocks.iter().map(|it| it.ticket).collect::<Vec<_>>()
    };
    assert_eq!(tickets(Line::Met), [ticket_id(1)]);
    assert_eq!(tickets(Line::Breached), [ticket_id(2)]);
    assert_eq!(tickets(Line::OpenNotDue), [ticket_id(4)]);
    assert_eq!(tickets(Line::Cancelled(Cancelling::Withdrawn)), [ticket_id(3)]);
    assert_eq!(tickets(Line::Gap), []);
    let late = behind(&desk, &responses, Line::Breached, CLOSED);
    let row = &late.clocks[0];
    assert_eq!(
        (row.number.to_string(), row.clock),
        ("ROM-2".to_owned(), clock(Kind::FirstResponse, 1))
    );
    assert_eq!((row.state, row.priority), (State::Breached, Priority::Urgent));
    assert_eq!((row.deadline, row.stop), (Some(minute(60)), Some(minute(120))));
    assert_eq!((row.overrun_s, row.elapsed.seconds), (3_600, 7_200));
    let (first, last) = row.messages.unwrap();
    assert_eq!((first.at, last.at), (row.start, minute(120)), "what was asked, and the answer");
    assert_eq!((row.line, first.message.chat), (Line::Breached, GROUP));
    assert_ne!(first.message, last.message);
    assert_eq!(
        (row.policy.to_string(), row.row.to_string()),
        ("standard@1".into(), "urgent".into())
    );
    assert!(!late.cut);
}

#[tokio::test]
async fn the_requests_made_open_into_the_tickets_of_their_priority_then() {
    let mut desk = a_day().await;
    let normal = ComplianceQuery { priority: Some(Priority::Normal), ..monday_of() };
    let tickets = |desk: &Desk| {
        let found = desk.views.requests_behind(&normal, minute(9 * DAY)).unwrap();
        found.requests.iter().map(|it| it.ticket).collect::<Vec<_>>()
    };
    let then = [ticket_id(1), ticket_id(3), ticket_id(4)];
    assert_eq!(tickets(&desk), then);
    let urgent = ticket::Reclassified { request_type: None, priority: Priority::Urgent };
    desk.at(CLOSED + 1, 1, Event::Reclassified(urgent)).await;
    assert_eq!(tickets(&desk), then, "what was set after the closing");
}

#[tokio::test]
async fn a_query_narrows_a_report_to_what_it_names() {
    let desk = a_day().await;
    let lines = |query: ComplianceQuery| report(&desk, &query, CLOSED).compliance.lines.len();
    assert_eq!(lines(ComplianceQuery { client: None, ..monday_of() }), 4);
    assert_eq!(lines(ComplianceQuery { client: Some(ClientId(Uuid::nil())), ..monday_of() }), 0);
    assert_eq!(lines(ComplianceQuery { kind: Some(Kind::Resolution), ..monday_of() }), 2);
    assert_eq!(lines(ComplianceQuery { priority: Some(Priority::Urgent), ..monday_of() }), 2);
    assert_eq!(lines(ComplianceQuery { period: days(-3, -1), ..monday_of() }), 0);
}

#[tokio::test]
async fn a_promise_counts_in_the_period_in_which_it_fell_due_and_in_no_other() {
    let desk = a_day().await;
    let tuesday = ComplianceQuery { period: days(1, 2), ..monday_of() };
    let report = report(&desk, &tuesday, 9 * DAY);
    let due: u64 = report.compliance.totals.iter().map(|it| it.figures.tally.breached).sum();
    // What was asked on Monday evening, and never answered or resolved.
    assert_eq!(due, 2);
    let touched: u64 = report.compliance.totals.iter().map(|it| it.figures.tally.touched).sum();
    assert_eq!(touched, 2);
}

/// After Monday is closed: a late reply dated in time, a ruling, a reopening, other policies and calendars, some of them
/// dated back.
async fn later(desk: &mut Desk) {
    let known = CLOSED + 60;
    desk.late(known, 50, 2, Event::MessageAdded(staff_words(12))).await;
    let met = ticket::VerdictCorrected {
        clock: clock(Kind::FirstResponse, 1),
        from: Verdict::Breached,
        to: Verdict::Met,
        approved_by: vec![],
    };
    desk.at(known + 1, 2, Event::VerdictCorrected(met)).await;
    let reopened = ticket::Reopened { times: 1, message: None };
    desk.at(known + 2, 1, Event::Reopened(reopened)).await;
    let reclassified = ticket::Reclassified { request_type: None, priority: Priority::Urgent };
    desk.at(known + 3, 1, Event::Reclassified(reclassified)).await;
    let hours = calendar(2, "12:00-13:00", monday(known + 4));
    desk.happens(Stream::Calendar(slug("days")), hours).await;
    let mut strict = rules();
    strict.rows.truncate(1);
    let strict = policy(2, strict, monday(known + 5));
    desk.happens(Stream::Policy(slug("standard")), strict).await;
    // Dated back to before it all: other hours, in another zone by an older release of its rules, and other targets.
    let mut elsewhere = calendar(3, "03:00-04:00", monday(-9 * DAY));
    let calendar::Event::Published(it) = &mut elsewhere;
    if let Hours::Weekly(weekly) = &mut it.hours {
        weekly.zone = Zone("America/Vancouver".to_owned());
        weekly.tzdb = domain::zone::RELEASES[0];
    }
    desk.happens(Stream::Calendar(slug("days")), elsewhere).await;
    let mut lax = rules();
    for row in &mut lax.rows {
        row.first_response = Some(Target::Seconds(90 * 3_600));
        row.resolution = Some(Target::Seconds(90 * 3_600));
    }
    let lax = policy(3, Rules { migrate_running: true, ..lax }, monday(-9 * DAY));
    desk.happens(Stream::Policy(slug("standard")), lax).await;
    desk.resolved(known + 100, 2).await;
}

#[tokio::test]
async fn nothing_that_is_recorded_later_changes_a_byte_of_a_closed_period() {
    let mut desk = a_day().await;
    let bytes = |desk: &Desk, at| format!("{:?}", report(desk, &monday_of(), at).compliance);
    let rows = |desk: &Desk, at, line| format!("{:?}", behind(desk, &monday_of(), line, at));
    let closed = bytes(&desk, CLOSED);
    let lines = [Line::Met, Line::Breached, Line::OpenNotDue];
    let details = lines.map(|it| rows(&desk, CLOSED, it));
    let last = CLOSED + 9 * DAY;
    later(&mut desk).await;
    assert_eq!(bytes(&desk, last), closed);
    assert_eq!(lines.map(|it| rows(&desk, last, it)), details);
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(bytes(&desk, last), closed);
    assert_eq!(lines.map(|it| rows(&desk, last, it)), details);
}

#[tokio::test]
async fn what_came_to_be_known_later_is_an_addendum_with_both_numbers() {
    let mut desk = a_day().await;
    assert_eq!(report(&desk, &monday_of(), CLOSED).addendum, []);
    later(&mut desk).await;
    let report = report(&desk, &monday_of(), CLOSED + 9 * DAY);
    let shown = report.addendum.iter().map(|it| {
        let line = |it: Option<(Line, i64)>| it.map(|it| it.0);
        (it.ticket, it.clock.kind, line(it.old), line(it.new))
    });
    let expected = [
        (ticket_id(1), Kind::Resolution, Some(Line::Met), Some(Line::OpenNotDue)),
        (ticket_id(2), Kind::FirstResponse, Some(Line::Breached), Some(Line::Met)),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!(report.addendum[1].old.map(|it| it.1), Some(7_200));
    assert_eq!(report.addendum[1].new.map(|it| it.1), Some(3_000));
    assert!(!report.addendum_cut);
}

#[tokio::test]
async fn what_was_set_right_before_the_closing_is_counted_and_shown_as_that() {
    let mut desk = a_day().await;
    desk.late(CLOSED - 60, 50, 2, Event::MessageAdded(staff_words(12))).await;
    let met = ticket::VerdictCorrected {
        clock: clock(Kind::FirstResponse, 1),
        from: Verdict::Breached,
        to: Verdict::Met,
        approved_by: vec![],
    };
    desk.at(CLOSED - 59, 2, Event::VerdictCorrected(met)).await;
    let report = report(&desk, &monday_of(), CLOSED);
    let urgent = figures(&report, Kind::FirstResponse, Priority::Urgent);
    assert_eq!((urgent.tally.met, urgent.tally.breached, urgent.corrected), (1, 0, 1));
    let corrected =
        desk.views.clocks_behind(&monday_of(), ReportNumber::Corrected, minute(CLOSED)).unwrap();
    let [row] = corrected.clocks.as_slice() else { panic!("{corrected:?}") };
    assert_eq!((row.ticket, row.line), (ticket_id(2), Line::Met));
    assert_eq!(row.corrected_from, Some(Verdict::Breached));
}

#[tokio::test]
async fn what_is_overdue_and_waits_for_nothing_more_is_counted_up_to_the_cut_off() {
    let silent = Rules { thresholds: vec![], chains: vec![], levels: vec![], ..rules() };
    let mut desk = Desk::promising_by(silent).await;
    desk.asked(1, 0, Priority::Urgent).await;
    desk.at(62, 1, breached(Kind::FirstResponse, 60)).await;
    desk.at(242, 1, breached(Kind::Resolution, 240)).await;
    assert_eq!(desk.views.next_wake().unwrap(), None);
    let elapsed = |at| {
        let report = report(&desk, &monday_of(), at);
        figures(&report, Kind::FirstResponse, Priority::Urgent).elapsed.max.unwrap().seconds / 60
    };
    // Eight hours of Monday and eight of Tuesday.
    assert_eq!([elapsed(300), elapsed(400), elapsed(CLOSED)], [300, 400, 960]);
}

#[tokio::test]
async fn what_rested_at_the_closing_and_ended_later_is_no_addendum() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.answered(10, 1).await;
    desk.at(20, 1, Event::OnHold(ticket::OnHold { why: Pause::ClientHold })).await;
    assert_eq!(behind(&desk, &monday_of(), Line::PausedOpen, CLOSED).clocks.len(), 1);
    desk.resolved(CLOSED + 60, 1).await;
    assert_eq!(report(&desk, &monday_of(), CLOSED + DAY).addendum, []);
}

#[tokio::test]
async fn what_runs_on_after_its_verdict_was_set_right_is_no_addendum() {
    let silent = Rules { thresholds: vec![], chains: vec![], levels: vec![], ..rules() };
    let mut desk = Desk::promising_by(silent).await;
    desk.asked(1, 0, Priority::Urgent).await;
    desk.answered(30, 1).await;
    desk.at(242, 1, breached(Kind::Resolution, 240)).await;
    let met = ticket::VerdictCorrected {
        clock: clock(Kind::Resolution, 1),
        from: Verdict::Breached,
        to: Verdict::Met,
        approved_by: vec![BORIS, OLGA],
    };
    desk.at(300, 1, Event::VerdictCorrected(met)).await;
    let at_closing = report(&desk, &monday_of(), CLOSED);
    let resolution = figures(&at_closing, Kind::Resolution, Priority::Urgent);
    assert_eq!((resolution.tally.met, resolution.corrected), (1, 1));
    assert_eq!(resolution.elapsed.max, Some(Elapsed { seconds: 16 * 3_600, at_least: true }));
    let addenda = |desk: &Desk| report(desk, &monday_of(), CLOSED + 2 * DAY).addendum;
    assert_eq!(addenda(&desk), []);
    desk.at(CLOSED + DAY, 1, Event::WorkStarted(ticket::WorkStarted {})).await;
    assert_eq!(addenda(&desk), []);
    desk.resolved(CLOSED + DAY + 60, 1).await;
    assert_eq!(addenda(&desk), []);
}

#[tokio::test]
async fn late_words_alone_change_nothing_of_a_closed_period() {
    let mut desk = a_day().await;
    let closed = report(&desk, &monday_of(), CLOSED).compliance;
    desk.late(CLOSED + 60, 470, 4, Event::MessageAdded(staff_words(12))).await;
    let later = report(&desk, &monday_of(), CLOSED + DAY);
    assert_eq!(later.compliance, closed);
    let [line] = later.addendum.as_slice() else { panic!("{:?}", later.addendum) };
    assert_eq!((line.ticket, line.clock), (ticket_id(4), clock(Kind::FirstResponse, 1)));
    assert_eq!(
        (line.old.map(|it| it.0), line.new.map(|it| it.0)),
        (Some(Line::OpenNotDue), Some(Line::Met))
    );
}
