//! How much was there to do, and who did it?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, OLGA, ROM, in_group, in_staff, monday, relayed_words, staff_words,
    ticket_id,
};
use crate::promises::{DAY, days, minute};
use domain::chat::Decision;
use domain::civil::CivilTime;
use domain::client::Zone;
use domain::ticket::{self, Event};
use domain::zone::newest;
use domain::{Priority, RequestType, TicketId};
use projections::rows::{Counted, HourWork, Part, WEEK_HOURS, Work, Workload, WorkloadQuery};

fn query() -> WorkloadQuery {
    let period = days(0, 1);
    let civil = CivilTime { zone: Zone("Europe/Moscow".to_owned()), tzdb: newest() };
    WorkloadQuery { client: None, from: period.from, to: period.to, civil }
}

fn workload(desk: &Desk, at: i64) -> Workload {
    desk.views.workload(&query(), minute(at)).unwrap()
}

fn behind(desk: &Desk, part: Part, what: Counted, at: i64) -> Vec<TicketId> {
    desk.views.workload_behind(&query(), part, what, minute(at)).unwrap()
}

/// Olga takes two, answers both and resolves one; a third is given to Boris and cancelled.
async fn a_day() -> Desk {
    let mut desk = Desk::promising().await;
    for ticket in 1..=3 {
        desk.asked(ticket, 0, Priority::Normal).await;
    }
    for ticket in [1, 2] {
        desk.taken(10, ticket).await;
        desk.answered(70, ticket).await;
        desk.answered(75, ticket).await;
    }
    let how = ticket::Assignment::Given;
    desk.at(20, 3, Event::Assigned(ticket::Assigned { agent: BORIS, how })).await;
    desk.at(80, 3, Event::Cancelled(ticket::Cancelled {})).await;
    let fault =
        ticket::Reclassified { request_type: Some(RequestType::Fault), priority: Priority::Normal };
    desk.at(90, 1, Event::Reclassified(fault)).await;
    desk
}

#[tokio::test]
async fn what_each_agent_did_counts_tickets_once() {
    let desk = a_day().await;
    let agents = workload(&desk, 100).agents;
    let shown: Vec<_> = agents
        .iter()
        .map(|it| (it.name.as_str(), it.open, it.taken, it.answered, it.resolved))
        .collect();
    assert_eq!(shown, [("Boris", 0, 1, 0, 0), ("Olga", 2, 2, 2, 0)]);
}

#[tokio::test]
async fn work_is_told_in_all_by_type_and_by_client() {
    let mut desk = a_day().await;
    let work = Work { requested: 3, open: 2, closed: 1 };
    let whole = workload(&desk, 100);
    assert_eq!(whole.total, work);
    assert_eq!((whole.clients[0].client, whole.clients[0].work), (ROM, work));
    let types: Vec<_> = whole.types.iter().map(|it| (it.request_type, it.work.open)).collect();
    assert_eq!(types, [(None, 1), (Some(RequestType::Fault), 1)]);
    assert_eq!(whole.oldest_open.unwrap().ticket, ticket_id(1));
    // On the next day nothing is asked; what is open still is.
    desk.now = 2 * DAY;
    let tuesday = WorkloadQuery { from: days(1, 2).from, to: days(1, 2).to, ..query() };
    let next = desk.views.workload(&tuesday, minute(2 * DAY)).unwrap();
    assert_eq!(next.total, Work { requested: 0, open: 2, closed: 0 });
}

#[tokio::test]
async fn hours_of_the_week_are_those_of_the_place() {
    let desk = a_day().await;
    let hours = workload(&desk, 100).hours;
    assert_eq!(hours.len(), WEEK_HOURS);
    // Nine o'clock on Monday is noon in Moscow.
    assert_eq!(hours[12], HourWork { requested: 3, taken: 3, ..HourWork::default() });
    assert_eq!(hours[13], HourWork { answered: 2, ..HourWork::default() });
    assert!(hours[14..].iter().all(|it| *it == HourWork::default()));
}

#[tokio::test]
async fn each_number_opens_into_its_tickets() {
    let desk = a_day().await;
    let both = [ticket_id(1), ticket_id(2)];
    assert_eq!(behind(&desk, Part::Agent(OLGA), Counted::Answered, 100), both);
    assert_eq!(behind(&desk, Part::Total, Counted::Closed, 100), [ticket_id(3)]);
    assert_eq!(behind(&desk, Part::Hour(13), Counted::Answered, 100), both);
    assert_eq!(behind(&desk, Part::Hour(12), Counted::Taken, 100).len(), 3);
    assert_eq!(behind(&desk, Part::Type(None), Counted::Open, 100), [ticket_id(2)]);
    assert_eq!(behind(&desk, Part::Client(ROM), Counted::Open, 100), both);
    assert_eq!(behind(&desk, Part::Agent(ANNA), Counted::Open, 100), []);
}

#[tokio::test]
async fn what_is_open_is_with_somebody_or_with_nobody() {
    let mut desk = a_day().await;
    desk.asked(4, 91, Priority::Normal).await;
    desk.at(95, 2, Event::Unassigned(ticket::Unassigned { agent: OLGA })).await;
    // Taken back and forth within the hour: still one ticket.
    desk.taken(96, 2).await;
    desk.at(97, 2, Event::Unassigned(ticket::Unassigned { agent: OLGA })).await;
    let found = workload(&desk, 100);
    let with_somebody: u64 = found.agents.iter().map(|it| it.open).sum();
    assert_eq!((with_somebody, found.unassigned, found.total.open), (1, 2, 3));
    let nobody = behind(&desk, Part::Nobody, Counted::Open, 100);
    assert_eq!(nobody, [ticket_id(2), ticket_id(4)]);
    assert_eq!(found.hours[13].taken, 1);
}

#[tokio::test]
async fn a_workload_as_of_then_is_the_one_that_was_shown_then() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.taken(10, 1).await;
    let then = workload(&desk, 10);
    desk.resolved(20, 1).await;
    desk.at(30, 1, Event::Closed(ticket::Closed { how: ticket::Closure::Staff })).await;
    assert_eq!(workload(&desk, 10), then);
    assert_eq!(workload(&desk, 30).total, Work { requested: 1, open: 0, closed: 1 });
    assert_eq!(workload(&desk, -60).total, Work::default());
}

#[tokio::test]
async fn a_relayed_answer_counts_for_its_author_once_the_client_has_seen_it() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.now = 5;
    desk.accounted(in_staff(70), Decision::Skipped).await;
    desk.at(5, 1, Event::MessageAdded(relayed_words(70))).await;
    assert_eq!(workload(&desk, 6).agents, []);
    let delivered =
        ticket::ReplyDelivered { of: in_staff(70), delivered: in_group(71), at: monday(7) };
    desk.at(8, 1, Event::ReplyDelivered(delivered)).await;
    let agents = workload(&desk, 10).agents;
    assert_eq!((agents[0].agent, agents[0].answered), (OLGA, 1));
    assert_eq!(in_group(71).chat, GROUP);
}

#[tokio::test]
async fn what_became_known_later_was_not_counted_then() {
    let mut desk = Desk::promising().await;
    desk.asked(1, 0, Priority::Normal).await;
    desk.late(60, 20, 1, Event::MessageAdded(staff_words(12))).await;
    assert_eq!(workload(&desk, 40).agents, []);
    assert_eq!(workload(&desk, 60).agents[0].answered, 1);
}
