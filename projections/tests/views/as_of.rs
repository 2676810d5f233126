//! Does every question answer of a past instant what it answered then?

use crate::desk::{ANNA, Desk, ROM, monday, registered, ticket_id};
use crate::promises::{self, days, minute, slug};
use crate::slicing::{event_of_time, pick, ticket_event};
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::compliance::Line;
use domain::ticket::Event;
use domain::zone::newest;
use domain::{At, Field, Owner, Priority};
use projections::Views;
use projections::rows::{ComplianceQuery, ReportNumber, RiskFilter, WorkloadQuery};
use proptest::prelude::*;
use store::stream::Stream;

pub(crate) const TICKETS: u64 = 4;

/// What happens next to which ticket: the kind of thing, two choices within it, and how many minutes go by.
pub(crate) type Turn = (u8, u8, u8, u8);

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_was_answered_once_is_answered_again_as_of_then(
        before in prop::collection::vec(any::<Turn>(), 1..60),
        after in prop::collection::vec(any::<Turn>(), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&before, &after));
    }
}

async fn check(before: &[Turn], after: &[Turn]) {
    let mut desk = Desk::promising().await;
    live(&mut desk, 1, before).await;
    desk.views.catch_up().await.unwrap();
    let then = minute(desk.now - 1);
    let answers = answers(&desk.views, then);
    live(&mut desk, 1 + TICKETS / 2, after).await;
    desk.views.catch_up().await.unwrap();
    let again = self::answers(&desk.views, then);
    for ((what, answer), (_, again)) in answers.iter().zip(&again) {
        assert_eq!(answer, again, "{what}");
    }
}

/// Half of the tickets are asked for, and then things happen to any of those.
pub(crate) async fn live(desk: &mut Desk, first: u64, turns: &[Turn]) {
    for ticket in first..first + TICKETS / 2 {
        let (reported_at, priority) = (monday(desk.now), Priority::Normal);
        let message = i64::try_from(ticket).unwrap();
        let it =
            domain::ticket::Registered { reported_at, priority, ..registered(ticket, message) };
        let body = [(Field::Body, Owner::Person(ANNA), "Help")];
        desk.record(Stream::Ticket(ticket_id(ticket)), Event::Registered(it), &body).await;
        desk.record(Stream::Ticket(ticket_id(ticket)), promises::bound("all"), &[]).await;
    }
    for (kind, b, c, minutes) in turns {
        desk.now += i64::from(*minutes) * 3;
        if kind.is_multiple_of(16) {
            republish(desk, *b).await;
            continue;
        }
        let known = first + TICKETS / 2 - 1;
        let stream = Stream::Ticket(ticket_id(u64::from(*kind) % known + 1));
        let event = match kind % 4 {
            0 => event_of_time(*b, *c),
            _ => ticket_event(*b, *c),
        };
        // Nothing happens after it was recorded.
        let happened = monday(desk.now - i64::from(c % 5) * 20);
        if !matches!(&event, Event::ReplyDelivered(_) | Event::TakingShown(_)) {
            desk.record_late(stream, event, &[], happened).await;
        }
    }
}

async fn republish(desk: &mut Desk, b: u8) {
    let version = u32::from(b) % 5 + 2;
    let from = monday(desk.now + i64::from(b) % 90);
    let windows = pick(&["09:00-17:00", "10:00-11:00", "00:00-24:00"], b);
    let event = promises::calendar(version, windows, from);
    desk.record(Stream::Calendar(slug("days")), event, &[]).await;
}

/// Every answer as it would be shown, but for names, which are always today's.
fn answers(views: &Views, at: At) -> Vec<(&'static str, String)> {
    let mut answers = Vec::new();
    let mut push = |what, answer: String| answers.push((what, answer));
    for number in 1..=TICKETS {
        push(
            "clocks",
            format!(
                "{:?}",
                views.clocks_of(ticket_id(number), at).unwrap().filter(|it| !it.clocks.is_empty())
            ),
        );
    }
    push("timeline", format!("{:?}", views.timeline(ROM, days(0, 3), at).unwrap()));
    push("at risk", format!("{:?}", views.at_risk(&RiskFilter::default(), at).unwrap()));
    for period in [days(0, 1), days(0, 2), days(-1, 30)] {
        let query = ComplianceQuery { period, client: None, kind: None, priority: None };
        push("report", format!("{:?}", views.compliance(&query, at).unwrap()));
        for line in [Line::Met, Line::Breached, Line::OpenNotDue, Line::PausedOpen] {
            let behind = views.clocks_behind(&query, line, at).unwrap();
            push("behind", format!("{behind:?}"));
        }
        let corrected = views.clocks_behind(&query, ReportNumber::Corrected, at).unwrap();
        push("corrected", format!("{corrected:?}"));
        push("requests", format!("{:?}", views.requests_behind(&query, at).unwrap()));
        let civil = CivilTime { zone: Zone("UTC".to_owned()), tzdb: newest() };
        let query = WorkloadQuery { client: None, from: period.from, to: period.to, civil };
        push("workload", format!("{:?}", views.workload(&query, at).unwrap()));
    }
    answers
}
