//! What is a message part of, and how is it accounted for?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, OLGA, ROM, SUPERGROUP, accounted, client_words, in_group, in_staff,
    monday, part, registered, registration, relayed_words, skipped, staff_words, ticket_id,
};
use domain::chat::{
    self, Decision, DecisionCorrected, MessageAccounted, MessageBound, Outcome, Part, Registration,
    Step,
};
use domain::conversation::{self, Purpose, Started};
use domain::notice::Kind;
use domain::ticket::{self, Event};
use domain::{ConversationId, MessageId, MessageRef, Side, Visibility};
use projections::rows::{Accounting, MessageBelongs, MessageRow};
use store::stream::Stream;
use uuid::Uuid;

fn belongs(desk: &Desk, at: MessageRef) -> MessageBelongs {
    desk.views.message(at).unwrap().expect("the message is known").belongs
}

fn of_ticket(number: u64) -> MessageBelongs {
    MessageBelongs::Ticket(ticket_id(number))
}

#[tokio::test]
async fn a_request_belongs_to_its_ticket_from_the_decision_on() {
    let mut desk = Desk::open().await;
    desk.accounted(in_group(11), Decision::Register(registration(1, 11))).await;
    let row = MessageRow {
        at: in_group(11),
        author: Some(ANNA),
        side: Some(Side::Client),
        belongs: MessageBelongs::Ticket(ticket_id(1)),
        rule: Some("reply".to_owned()),
        notice: None,
        internal: false,
    };
    assert_eq!(desk.views.message(in_group(11)).unwrap(), Some(row));
    assert_eq!(desk.views.message(in_group(12)).unwrap(), None);
    assert_eq!(desk.views.message(in_staff(11)).unwrap(), None);
}

#[tokio::test]
async fn our_own_messages_belong_to_the_ticket_they_speak_of() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    for notice in desk.deliver_all(50).await.iter().filter(|it| it.ticket.is_some()) {
        let message = desk.views.tickets_of_chat(GROUP, None, 1).unwrap()[0].ticket;
        assert_eq!(notice.ticket, Some(message));
    }
    let ours: Vec<_> =
        (50..60).filter_map(|it| desk.views.message(in_group(it)).unwrap()).collect();
    let kinds: Vec<_> = ours.iter().filter_map(|it| it.notice).collect();
    assert_eq!(kinds, [Kind::GroupCard, Kind::Receipt, Kind::Card]);
    assert_eq!(ours[0].belongs, MessageBelongs::Nothing);
    assert_eq!(ours[1].belongs, of_ticket(1));
    assert!(ours.iter().all(|it| it.author.is_none() && it.rule.is_none()));
}

#[tokio::test]
async fn a_message_that_only_a_reply_told_of_belongs_to_the_ticket_made_of_it() {
    let mut desk = Desk::open().await;
    desk.accounted(in_group(11), Decision::Unanswered).await;
    for (ticket, source) in [(1, 11), (2, 5)] {
        let command = in_group(20 + source);
        desk.accounted(command, Decision::Register(registration(ticket, source))).await;
        desk.of_ticket(ticket, Event::Registered(registered(ticket, source))).await;
        assert_eq!(belongs(&desk, in_group(source)), of_ticket(ticket));
        assert_eq!(belongs(&desk, command), of_ticket(ticket));
    }
    // Message 5 was never shown to us: it is known, and not accounted for.
    check(&desk, Accounting { registered: 3, ..Accounting::default() });
}

#[tokio::test]
async fn whatever_a_ticket_names_is_part_of_it() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    let delivered =
        ticket::ReplyDelivered { of: in_staff(30), delivered: in_group(31), at: monday(9) };
    let events = [
        (Event::MessageAdded(staff_words(21)), in_group(21)),
        (Event::ReplyDelivered(delivered), in_group(31)),
        (
            Event::WaitingForClient(ticket::WaitingForClient { question: in_staff(22) }),
            in_staff(22),
        ),
        (
            Event::Resolved(ticket::Resolved { message: Some(in_staff(23)), relayed: true }),
            in_staff(23),
        ),
        (Event::Reopened(ticket::Reopened { times: 1, message: Some(in_group(24)) }), in_group(24)),
    ];
    for (event, at) in events {
        desk.of_ticket(1, event).await;
        assert_eq!(belongs(&desk, at), of_ticket(1));
    }
}

#[tokio::test]
async fn each_message_is_accounted_for_in_one_way() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.accounted(in_group(12), part(1, Step::Say)).await;
    desk.of_chat(GROUP, chat::Event::MessageAccounted(skipped(in_group(13), "thanks"))).await;
    desk.accounted(in_group(14), Decision::Unanswered).await;
    desk.accounted(in_group(15), Decision::Unanswered).await;
    check(&desk, Accounting { registered: 1, part_of_ticket: 1, skipped: 1, unanswered: 2 });
    let found = |limit| -> Vec<_> {
        desk.views.unanswered(GROUP, limit).unwrap().into_iter().map(|it| it.at).collect()
    };
    assert_eq!(found(10), [in_group(14), in_group(15)]);
    assert_eq!(found(1), [in_group(14)]);
    desk.of_ticket(1, Event::MessageAdded(client_words(14))).await;
    check(&desk, Accounting { registered: 1, part_of_ticket: 2, skipped: 1, unanswered: 1 });
}

#[tokio::test]
async fn words_whose_ticket_is_asked_for_wait_until_they_are_bound() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    for (message, ticket) in [(20, Some(ticket_id(1))), (21, None)] {
        let words = MessageAccounted {
            author: OLGA,
            side: Side::Staff,
            ..accounted(in_group(message), Decision::Which)
        };
        desk.of_chat(GROUP, chat::Event::MessageAccounted(words)).await;
        assert_eq!(desk.views.unanswered(GROUP, 10).unwrap().len(), 1);
        let bound = MessageBound { message: MessageId(message), ticket };
        desk.of_chat(GROUP, chat::Event::MessageBound(bound)).await;
    }
    assert_eq!(belongs(&desk, in_group(20)), of_ticket(1));
    assert_eq!(belongs(&desk, in_group(21)), MessageBelongs::Nothing);
    check(&desk, Accounting { registered: 1, part_of_ticket: 1, skipped: 1, unanswered: 0 });
}

#[tokio::test]
async fn a_message_is_accounted_for_as_it_was_corrected_last() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.accounted(in_group(14), Decision::Unanswered).await;
    let correct = |from, to| {
        let (message, rule) = (MessageId(14), "corrected".parse().unwrap());
        let it = DecisionCorrected { message, from, to, by: OLGA, rule };
        chat::Event::DecisionCorrected(it)
    };
    desk.of_chat(GROUP, correct(Outcome::Unanswered, Decision::Skipped)).await;
    check(&desk, Accounting { registered: 1, part_of_ticket: 0, skipped: 1, unanswered: 0 });
    assert_eq!(desk.views.unanswered(GROUP, 10).unwrap(), []);
    let rule = |desk: &Desk| desk.views.message(in_group(14)).unwrap().unwrap().rule.unwrap();
    assert_eq!(rule(&desk), "corrected");
    desk.of_chat(GROUP, correct(Outcome::Skipped, part(1, Step::Say))).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(14))).await;
    check(&desk, Accounting { registered: 1, part_of_ticket: 1, skipped: 0, unanswered: 0 });
    assert_eq!(belongs(&desk, in_group(14)), of_ticket(1));
}

#[tokio::test]
async fn an_edit_changes_nothing_of_how_a_message_is_accounted_for() {
    let mut desk = Desk::open().await;
    desk.accounted(in_group(14), Decision::Unanswered).await;
    let edit =
        MessageAccounted { edited_at: Some(monday(9)), ..skipped(in_group(14), "edit_of_chatter") };
    desk.of_chat(GROUP, chat::Event::MessageAccounted(edit)).await;
    check(&desk, Accounting { unanswered: 1, ..Accounting::default() });
}

const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(0xC0));

async fn prompted(purpose: Purpose) -> (Desk, Started) {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    let started =
        Started { chat: GROUP, thread: None, owner: ANNA, purpose, pressed: MessageId(40) };
    let event = conversation::Event::Started(started.clone());
    desk.happens(Stream::Conversation(CONVERSATION), event).await;
    desk.deliver_all(60).await;
    (desk, started)
}

#[tokio::test]
async fn our_question_belongs_to_its_conversation_until_the_answer_became_a_ticket() {
    let (mut desk, started) = prompted(Purpose::Request(ROM)).await;
    let open = MessageBelongs::Conversation(CONVERSATION, started);
    assert_eq!(belongs(&desk, in_group(60)), open);
    let conversation = Some(CONVERSATION);
    let answer = Decision::Register(Registration { conversation, ..registration(2, 61) });
    desk.accounted(in_group(61), answer).await;
    assert_eq!(belongs(&desk, in_group(60)), of_ticket(2));
}

#[tokio::test]
async fn an_answered_question_about_a_ticket_belongs_to_the_ticket() {
    let (mut desk, started) = prompted(Purpose::NotSolved(ticket_id(1))).await;
    let open = MessageBelongs::Conversation(CONVERSATION, started);
    assert_eq!(belongs(&desk, in_group(60)), open);
    let answer = Part {
        ticket: ticket_id(1),
        step: Step::Reopen,
        relayed: false,
        conversation: Some(CONVERSATION),
    };
    desk.accounted(in_group(61), Decision::Part(answer)).await;
    let answered = conversation::Answered { message: MessageId(61), ticket: ticket_id(1) };
    let event = conversation::Event::Answered(answered);
    desk.happens(Stream::Conversation(CONVERSATION), event).await;
    assert_eq!(belongs(&desk, in_group(60)), of_ticket(1));
}

#[tokio::test]
async fn what_somebody_was_asked_last_is_known_by_chat_and_person() {
    let (mut desk, started) = prompted(Purpose::NotSolved(ticket_id(1))).await;
    let last = |desk: &Desk, chat, who| {
        desk.views.last_asked(chat, who).unwrap().map(|it| (it.conversation, it.started))
    };
    assert_eq!(last(&desk, GROUP, ANNA), Some((CONVERSATION, started.clone())));
    assert_eq!(last(&desk, GROUP, BORIS), None);
    assert_eq!(last(&desk, SUPERGROUP, ANNA), None);
    let later = ConversationId(Uuid::from_u128(0xC1));
    let again = Started { purpose: Purpose::Request(ROM), ..started };
    desk.happens(Stream::Conversation(later), conversation::Event::Started(again.clone())).await;
    assert_eq!(last(&desk, GROUP, ANNA), Some((later, again)));
}

#[tokio::test]
async fn the_last_note_for_a_hand_over_that_somebody_was_asked_for_is_known_in_whatever_chat() {
    let of = |to| Purpose::HandOver { from: ANNA, to };
    let (mut desk, first) = prompted(of(BORIS)).await;
    let last = |desk: &Desk, who| {
        desk.views.last_note_asked(who).unwrap().map(|it| (it.conversation, it.started))
    };
    assert_eq!(last(&desk, ANNA), Some((CONVERSATION, first.clone())));
    assert_eq!(last(&desk, BORIS), None);
    let (newer, other) = (ConversationId(Uuid::from_u128(0xC1)), Uuid::from_u128(0xC2));
    let again = Started { purpose: of(OLGA), ..first.clone() };
    desk.happens(Stream::Conversation(newer), conversation::Event::Started(again.clone())).await;
    let request = Started { purpose: Purpose::Request(ROM), ..first };
    let other = Stream::Conversation(ConversationId(other));
    desk.happens(other, conversation::Event::Started(request)).await;
    assert_eq!(last(&desk, ANNA), Some((newer, again)));
}

#[tokio::test]
async fn a_note_is_known_as_one_and_other_words_of_staff_are_not() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    for (message, visibility) in [(20, Visibility::Internal), (21, Visibility::Public)] {
        let words = ticket::MessageAdded { visibility, relayed: false, ..relayed_words(message) };
        desk.of_ticket(1, Event::MessageAdded(words)).await;
        let row = desk.views.message(in_staff(message)).unwrap().unwrap();
        assert_eq!(row.internal, visibility == Visibility::Internal);
    }
}

#[tokio::test]
async fn messages_of_before_a_migration_are_found_and_counted() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.accounted(in_group(12), Decision::Unanswered).await;
    let migrated = chat::Migrated { from: GROUP, to: SUPERGROUP };
    desk.of_chat(GROUP, chat::Event::Migrated(migrated)).await;
    let there = MessageRef { chat: SUPERGROUP, message: MessageId(12) };
    desk.accounted(there, Decision::Unanswered).await;
    assert_eq!(belongs(&desk, in_group(11)), of_ticket(1));
    assert_eq!(belongs(&desk, there), MessageBelongs::Nothing);
    let expected = Accounting { registered: 1, unanswered: 2, ..Accounting::default() };
    for chat in [GROUP, SUPERGROUP] {
        assert_eq!(desk.views.accounting(chat).unwrap(), expected);
        assert_eq!(desk.views.unanswered(chat, 10).unwrap().len(), 2);
    }
}

#[track_caller]
fn check(desk: &Desk, then: Accounting) {
    assert_eq!(desk.views.accounting(GROUP).unwrap(), then);
    let unanswered = desk.views.unanswered(GROUP, 100).unwrap().len();
    assert_eq!(unanswered as u64, then.unanswered);
}
