//! What does the desk keep ready, and what became of what staff said?

use crate::desk::{Desk, GROUP, OLGA, STAFF, in_group, in_staff, monday, relayed_words, ticket_id};
use domain::chat::Undeliverable;
use domain::desk::{Event as DeskEvent, ReplyDropped, ReplyKept, ReplyName};
use domain::notice::Kind;
use domain::ticket::{self, Event};
use domain::{Field, Language, Owner};
use projections::rows::{DeliveryState, PendingNotice};
use store::stream::Stream;

async fn keep(desk: &mut Desk, name: &str, language: Language, text: &str) {
    let reply = name.parse::<ReplyName>().unwrap().id();
    let kept = DeskEvent::ReplyKept(ReplyKept { reply, language });
    let texts = [(Field::Name, Owner::Desk, name), (Field::Body, Owner::Desk, text)];
    desk.says(Stream::Desk, kept, &texts).await;
}

fn kept(desk: &Desk) -> Vec<(String, Language, String)> {
    let replies = desk.views.replies().unwrap().into_iter();
    replies.map(|it| (it.name, it.language, it.text)).collect()
}

#[tokio::test]
async fn a_reply_is_there_in_its_languages_as_it_was_last_kept_until_it_is_dropped() {
    let mut desk = Desk::open().await;
    assert!(!desk.views.has_replies().unwrap());
    keep(&mut desk, "сброс", Language::Ru, "Сбросили.").await;
    keep(&mut desk, "сброс", Language::En, "Reset.").await;
    keep(&mut desk, "vpn", Language::Ru, "Включите VPN.").await;
    keep(&mut desk, "сброс", Language::Ru, "Готово.").await;
    let of = |name: &str, language, text: &str| (name.to_owned(), language, text.to_owned());
    let vpn = of("vpn", Language::Ru, "Включите VPN.");
    let both = [of("сброс", Language::Ru, "Готово."), of("сброс", Language::En, "Reset.")];
    assert_eq!(kept(&desk), [&[vpn.clone()][..], &both].concat());
    let reply = "сброс".parse::<ReplyName>().unwrap().id();
    desk.happens(Stream::Desk, DeskEvent::ReplyDropped(ReplyDropped { reply })).await;
    assert_eq!(kept(&desk), [vpn]);
    assert!(desk.views.has_replies().unwrap());
}

/// Olga has answered, and all but the answer was said.
async fn answered() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(5))).await;
    desk
}

fn failed(message: i64) -> Event {
    let (of, why) = (in_staff(message), Undeliverable::Forbidden);
    Event::ReplyFailed(ticket::ReplyFailed { of, why })
}

fn retried(message: i64) -> Event {
    Event::ReplyRetried(ticket::ReplyRetried { of: in_staff(message) })
}

fn arrived(message: i64) -> Event {
    let (of, at) = (in_staff(message), monday(30));
    Event::ReplyDelivered(ticket::ReplyDelivered { of, delivered: in_group(message + 50), at })
}

fn alarms(desk: &Desk) -> Vec<PendingNotice> {
    let pending = desk.views.pending_in(STAFF, 100).unwrap().into_iter();
    pending.filter(|it| it.kind == Kind::Undelivered).collect()
}

fn states(desk: &Desk) -> Vec<DeliveryState> {
    desk.views.deliveries(ticket_id(1)).unwrap().into_iter().map(|it| it.state).collect()
}

#[tokio::test]
async fn an_answer_waits_until_it_is_delivered_or_could_not_be() {
    let mut desk = answered().await;
    assert_eq!(states(&desk), [DeliveryState::Waiting]);
    desk.of_ticket(1, failed(5)).await;
    let why = Undeliverable::Forbidden;
    assert!(matches!(states(&desk)[..], [DeliveryState::Failed { why: it, .. }] if it == why));
    desk.of_ticket(1, retried(5)).await;
    assert_eq!(states(&desk), [DeliveryState::Waiting]);
    desk.of_ticket(1, arrived(5)).await;
    let row = desk.views.deliveries(ticket_id(1)).unwrap().remove(0);
    assert_eq!(row.state, DeliveryState::Delivered { at: monday(30) });
    assert_eq!((row.of, row.author, row.has_failed), (in_staff(5), Some(OLGA), true));
}

#[tokio::test]
async fn words_that_are_tried_again_are_the_same_words_and_bring_the_same_message() {
    let mut desk = answered().await;
    let first = desk.views.pending_in(GROUP, 10).unwrap().remove(0);
    desk.deliver_all(60).await;
    desk.of_ticket(1, failed(5)).await;
    desk.of_ticket(1, retried(5)).await;
    let again = desk.views.pending_in(GROUP, 10).unwrap();
    let [again] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!((again.kind, again.of, &again.subject), (first.kind, first.of, &first.subject));
    assert_ne!(again.notice, first.notice);
}

#[tokio::test]
async fn words_that_did_not_arrive_raise_one_alarm_which_is_mended_when_they_do() {
    let mut desk = answered().await;
    desk.deliver_all(60).await;
    assert_eq!(alarms(&desk), []);
    desk.of_ticket(1, failed(5)).await;
    assert_eq!(alarms(&desk).iter().map(|it| it.message).collect::<Vec<_>>(), [None]);
    desk.deliver_all(70).await;
    let message = desk.views.pending_in(STAFF, 10).unwrap();
    assert_eq!(message, []);
    // A second one of the same agent is told of in the same message.
    desk.of_ticket(1, Event::MessageAdded(relayed_words(6))).await;
    desk.of_ticket(1, failed(6)).await;
    assert!(alarms(&desk)[0].message.is_some());
    desk.deliver_all(80).await;
    for event in [retried(5), retried(6), arrived(5), arrived(6)] {
        desk.of_ticket(1, event).await;
        assert!(alarms(&desk)[0].message.is_some());
        desk.deliver_all(90).await;
    }
    // What fails after all was well calls anew.
    desk.of_ticket(1, Event::MessageAdded(relayed_words(7))).await;
    desk.of_ticket(1, failed(7)).await;
    assert_eq!(alarms(&desk)[0].message, None);
}

#[tokio::test]
async fn what_was_erased_alarms_nobody_and_what_arrives_at_once_neither() {
    let mut desk = answered().await;
    desk.deliver_all(60).await;
    let (of, why) = (in_staff(5), Undeliverable::Pointless);
    desk.of_ticket(1, Event::ReplyFailed(ticket::ReplyFailed { of, why })).await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(6))).await;
    desk.of_ticket(1, arrived(6)).await;
    assert_eq!(alarms(&desk), []);
}

#[tokio::test]
async fn the_days_count_of_what_was_not_delivered_forgets_what_arrived_later() {
    let mut desk = answered().await;
    let day = (monday(0).into(), monday(600).into());
    desk.of_ticket(1, failed(5)).await;
    assert_eq!(desk.views.undelivered(day).unwrap(), 1);
    desk.of_ticket(1, retried(5)).await;
    assert_eq!(desk.views.undelivered(day).unwrap(), 1);
    desk.of_ticket(1, arrived(5)).await;
    assert_eq!(desk.views.undelivered(day).unwrap(), 0);
}
