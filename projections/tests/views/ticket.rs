//! How does a ticket stand?

use crate::desk::{
    ANNA, Desk, GROUP, OLGA, ROM, client_words, in_group, in_staff, monday, number, photo,
    relayed_words, staff_words, ticket_id,
};
use domain::ticket::{self, Event, Status};
use domain::{Awaits, Channel, Field, Owner, Priority, RequestType, Visibility};
use projections::rows::{SUMMARY_CHARS_MAX, TicketRow};
use store::stream::Stream;

async fn asked() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "The printer\ndoes  not print").await;
    desk
}

fn row(desk: &Desk) -> TicketRow {
    desk.views.ticket(ticket_id(1)).unwrap().expect("the ticket is registered")
}

#[tokio::test]
async fn a_registered_ticket_is_new_and_waits_for_an_answer() {
    let desk = asked().await;
    let row = row(&desk);
    assert_eq!(desk.views.ticket_by_number(&number(1)).unwrap(), Some(row.clone()));
    let registered_at = row.registered_at;
    let expected = TicketRow {
        ticket: ticket_id(1),
        number: number(1),
        client: ROM,
        client_title: "Romashka".to_owned(),
        chat: GROUP,
        thread: None,
        source: Some(in_group(11)),
        requester: ANNA,
        requester_name: "Anna".to_owned(),
        registered_by: ANNA,
        registered_by_name: "Anna".to_owned(),
        channel: Channel::Command,
        status: Status::New,
        request_type: None,
        priority: Priority::Normal,
        assignee: None,
        assignee_name: None,
        assigned_at: None,
        summary: "The printer does not print".to_owned(),
        attachments: 0,
        messages: 1,
        reopened: 0,
        reported_at: monday(0),
        registered_at,
        updated_at: registered_at,
        answered_at: None,
        resolved_at: None,
        closed_at: None,
        awaits_answer: true,
        events: 1,
        position: desk.views.position().unwrap(),
    };
    assert_eq!(row, expected);
}

#[tokio::test]
async fn nothing_is_known_of_a_ticket_that_is_not_registered() {
    let mut desk = asked().await;
    let note = Event::Rated(ticket::Rated { stars: 5 });
    desk.of_ticket(2, note).await;
    assert_eq!(desk.views.ticket(ticket_id(2)).unwrap(), None);
    assert_eq!(desk.views.ticket_by_number(&number(2)).unwrap(), None);
}

#[tokio::test]
async fn an_assignee_comes_and_goes() {
    let mut desk = asked().await;
    let how = ticket::Assignment::Taken;
    desk.of_ticket(1, Event::Assigned(ticket::Assigned { agent: OLGA, how })).await;
    let taken = row(&desk);
    assert_eq!(taken.assignee_name.as_deref(), Some("Olga"));
    assert_eq!(taken.assigned_at, Some(taken.updated_at));
    desk.of_ticket(1, Event::Unassigned(ticket::Unassigned { agent: OLGA })).await;
    let left = row(&desk);
    assert_eq!((left.assignee, left.assignee_name, left.assigned_at), (None, None, None));
    assert_eq!(left.events, 3);
}

#[tokio::test]
async fn the_status_follows_the_life_of_the_ticket() {
    let steps = [
        (Event::WorkStarted(ticket::WorkStarted {}), Status::InProgress),
        (
            Event::WaitingForClient(ticket::WaitingForClient { question: in_staff(5) }),
            Status::WaitingForClient,
        ),
        (
            Event::Resumed(ticket::Resumed { why: ticket::Resumption::ClientAnswered }),
            Status::InProgress,
        ),
        (Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own }), Status::OnHold),
        (Event::Resolved(ticket::Resolved { message: None, relayed: false }), Status::Resolved),
        (Event::Reopened(ticket::Reopened { times: 1, message: None }), Status::New),
        (Event::Closed(ticket::Closed { how: ticket::Closure::Confirmed }), Status::Closed),
    ];
    let mut desk = asked().await;
    for (event, status) in steps {
        desk.of_ticket(1, event).await;
        assert_eq!(row(&desk).status, status);
    }
    let end = row(&desk);
    assert_eq!((end.closed_at, end.resolved_at), (Some(end.updated_at), None));
    assert_eq!(end.reopened, 1);
}

#[tokio::test]
async fn a_ticket_waits_until_staff_answer_in_the_chat_itself() {
    let mut desk = asked().await;
    desk.of_ticket(1, Event::MessageAdded(staff_words(20))).await;
    let answered = row(&desk);
    assert!(!answered.awaits_answer);
    assert_eq!(answered.answered_at, Some(answered.updated_at));
    desk.of_ticket(1, Event::MessageAdded(client_words(21))).await;
    let again = row(&desk);
    assert!(again.awaits_answer);
    assert_eq!(again.answered_at, answered.answered_at);
}

#[tokio::test]
async fn relayed_words_answer_when_they_are_delivered_and_at_their_date() {
    let mut desk = asked().await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(20))).await;
    assert!(row(&desk).awaits_answer);
    let at = monday(500);
    let delivered = ticket::ReplyDelivered { of: in_staff(20), delivered: in_group(21), at };
    desk.of_ticket(1, Event::ReplyDelivered(delivered)).await;
    let answered = row(&desk);
    assert!(!answered.awaits_answer);
    assert_eq!(answered.answered_at, Some(at));
}

#[tokio::test]
async fn a_note_among_staff_and_thanks_change_nothing_of_who_waits() {
    let mut desk = asked().await;
    let note = ticket::MessageAdded {
        visibility: Visibility::Internal,
        relayed: false,
        ..relayed_words(20)
    };
    desk.of_ticket(1, Event::MessageAdded(note)).await;
    assert!(row(&desk).awaits_answer);
    desk.of_ticket(1, Event::MessageAdded(staff_words(21))).await;
    let thanks = ticket::MessageAdded { awaits: Awaits::Nothing, ..client_words(22) };
    desk.of_ticket(1, Event::MessageAdded(thanks)).await;
    assert!(!row(&desk).awaits_answer);
}

#[tokio::test]
async fn a_resolved_ticket_waits_for_nothing() {
    let mut desk = asked().await;
    let resolved = ticket::Resolved { message: Some(in_staff(20)), relayed: true };
    desk.of_ticket(1, Event::Resolved(resolved)).await;
    let row = row(&desk);
    assert!(!row.awaits_answer);
    assert_eq!((row.resolved_at, row.answered_at), (Some(row.updated_at), None));
}

#[tokio::test]
async fn type_priority_and_wording_are_the_last_ones() {
    let mut desk = asked().await;
    let reclassified =
        ticket::Reclassified { request_type: Some(RequestType::Fault), priority: Priority::Urgent };
    desk.of_ticket(1, Event::Reclassified(reclassified)).await;
    let changed = ticket::DetailsChanged { site: None, workplace: None };
    let texts = [(Field::Body, Owner::Person(ANNA), "The new printer")];
    desk.says(Stream::Ticket(ticket_id(1)), Event::DetailsChanged(changed), &texts).await;
    let row = row(&desk);
    assert_eq!((row.request_type, row.priority), (Some(RequestType::Fault), Priority::Urgent));
    assert_eq!(row.summary, "The new printer");
}

#[tokio::test]
async fn an_edit_of_the_request_rewords_it_and_an_edit_of_other_words_does_not() {
    let mut desk = asked().await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    for (message, text) in [(12, "Never mind"), (11, "Two printers")] {
        let edited = ticket::MessageEdited { message: in_group(message), edited_at: monday(30) };
        let texts = [(Field::Body, Owner::Person(ANNA), text)];
        desk.says(Stream::Ticket(ticket_id(1)), Event::MessageEdited(edited), &texts).await;
        let expected = if message == 11 { "Two printers" } else { "The printer does not print" };
        assert_eq!(row(&desk).summary, expected);
    }
}

#[tokio::test]
async fn messages_and_attachments_are_counted() {
    let mut desk = asked().await;
    let with_photos =
        ticket::MessageAdded { attachments: vec![photo(), photo()], ..client_words(12) };
    desk.of_ticket(1, Event::MessageAdded(with_photos)).await;
    let added = ticket::AttachmentAdded { message: in_group(13), attachment: photo() };
    desk.of_ticket(1, Event::AttachmentAdded(added)).await;
    let row = row(&desk);
    assert_eq!((row.messages, row.attachments), (2, 3));
}

#[tokio::test]
async fn a_long_request_is_shortened_between_characters() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, &"я".repeat(SUMMARY_CHARS_MAX)).await;
    assert_eq!(row(&desk).summary, "я".repeat(SUMMARY_CHARS_MAX));
    desk.asks(2, 12, &"я".repeat(SUMMARY_CHARS_MAX + 1)).await;
    let long = desk.views.ticket(ticket_id(2)).unwrap().unwrap().summary;
    assert_eq!(long, format!("{}…", "я".repeat(SUMMARY_CHARS_MAX - 1)));
}

#[tokio::test]
async fn an_event_out_of_its_stream_stops_the_views_loudly() {
    let mut desk = asked().await;
    desk.record(Stream::Desk, Event::Rated(ticket::Rated { stars: 5 }), &[]).await;
    let error = desk.views.catch_up().await.unwrap_err();
    assert_eq!(error.to_string(), "ticket.rated stands in desk, where it has no meaning");
}
