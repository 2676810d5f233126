//! What must still be said to staff?

use crate::desk::{
    Desk, GROUP, OLGA, STAFF, accounted, client_words, in_group, monday, staff_words, ticket_id,
};
use domain::chat::{self, Decision, MessageAccounted, NoticeFailed, Undeliverable, UpdateParked};
use domain::link::{ChatMigrated, ChatUnlinked};
use domain::notice::Kind;
use domain::ticket::{self, Event};
use domain::{ChatId, MessageId, Side, desk};
use projections::rows::PendingNotice;
use store::stream::Stream;

const SECOND: ChatId = ChatId::Group(-901);

async fn told() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    desk
}

fn of(desk: &Desk, chat: ChatId) -> Vec<PendingNotice> {
    desk.views.pending_in(chat, 100).unwrap()
}

fn kinds(desk: &Desk, chat: ChatId) -> Vec<Kind> {
    of(desk, chat).iter().map(|it| it.kind).collect()
}

async fn unlink(desk: &mut Desk, chat: ChatId) {
    let unlinked = desk::Event::ChatUnlinked(ChatUnlinked { chat });
    desk.happens(Stream::Desk, unlinked).await;
}

#[tokio::test]
async fn staff_get_a_card_of_each_ticket_and_the_clients_words_in_reply_to_it() {
    let mut desk = Desk::open().await;
    desk.deliver_all(40).await;
    desk.asks(1, 11, "Help").await;
    assert_eq!(kinds(&desk, STAFF), [Kind::StaffCard]);
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    let before = of(&desk, STAFF);
    assert_eq!(kinds(&desk, STAFF), [Kind::StaffCard, Kind::ClientWords]);
    assert_eq!((before[1].ticket, before[1].reply_to), (Some(ticket_id(1)), None));
    desk.deliver(&before[0], 77).await;
    assert_eq!(of(&desk, STAFF)[0].reply_to, Some(MessageId(77)));
}

#[tokio::test]
async fn staff_see_what_a_client_changes_and_why_a_ticket_is_reopened() {
    let mut desk = told().await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    desk.of_ticket(1, Event::MessageAdded(staff_words(13))).await;
    desk.deliver_all(50).await;
    for message in [12, 13] {
        let message = in_group(message);
        let edited = ticket::MessageEdited { message, edited_at: monday(9) };
        desk.of_ticket(1, Event::MessageEdited(edited)).await;
    }
    assert_eq!(kinds(&desk, STAFF), [Kind::ClientWords]);
    let reopened = ticket::Reopened { times: 1, message: Some(in_group(14)) };
    desk.of_ticket(1, Event::Reopened(reopened)).await;
    let expected = [Kind::ClientWords, Kind::StaffCard, Kind::ReopenedWords];
    assert_eq!(kinds(&desk, STAFF), expected);
}

#[tokio::test]
async fn staff_are_asked_which_ticket_their_words_belong_to() {
    let mut desk = told().await;
    let words = MessageAccounted {
        author: OLGA,
        side: Side::Staff,
        ..accounted(in_group(20), Decision::Which)
    };
    desk.of_chat(GROUP, chat::Event::MessageAccounted(words)).await;
    assert_eq!(kinds(&desk, STAFF), [Kind::WhichTicket]);
    assert_eq!(kinds(&desk, GROUP), []);
}

#[tokio::test]
async fn staff_are_told_what_could_not_be_delivered_unless_nobody_misses_it() {
    let failing = |notice: &PendingNotice, why| {
        chat::Event::NoticeFailed(NoticeFailed {
            notice: notice.notice,
            kind: notice.kind,
            why,
            ticket: notice.ticket,
            of: notice.of,
            shown: notice.want,
        })
    };
    for (why, expected) in [
        (Undeliverable::Forbidden, vec![Kind::Alarm]),
        (Undeliverable::Refused, vec![Kind::Alarm]),
        (Undeliverable::Pointless, vec![]),
    ] {
        let mut desk = told().await;
        desk.asks(2, 12, "More help").await;
        let receipt = of(&desk, GROUP).into_iter().find(|it| it.kind == Kind::Receipt).unwrap();
        desk.of_chat(GROUP, failing(&receipt, why)).await;
        let mut alarms = of(&desk, STAFF);
        alarms.retain(|it| it.kind == Kind::Alarm);
        assert_eq!(alarms.iter().map(|it| it.kind).collect::<Vec<_>>(), expected);
        assert!(alarms.iter().all(|it| it.ticket == Some(ticket_id(2))));
        assert!(!kinds(&desk, GROUP).contains(&Kind::Receipt));
    }
    let mut desk = told().await;
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    desk.deliver_all(90).await;
    let alarm = PendingNotice { kind: Kind::Alarm, ..some_notice(&mut desk).await };
    desk.of_chat(STAFF, failing(&alarm, Undeliverable::Refused)).await;
    assert_eq!(kinds(&desk, STAFF), []);
}

async fn some_notice(desk: &mut Desk) -> PendingNotice {
    desk.of_ticket(1, Event::MessageAdded(client_words(30))).await;
    of(desk, STAFF).pop().unwrap()
}

#[tokio::test]
async fn updates_that_are_not_understood_raise_one_alarm_an_hour_and_chat() {
    let mut desk = told().await;
    let parked = |update| chat::Event::UpdateParked(UpdateParked { update });
    desk.now = 600;
    desk.of_chat(GROUP, parked(1)).await;
    desk.of_chat(GROUP, parked(2)).await;
    assert_eq!(kinds(&desk, STAFF), [Kind::Alarm]);
    desk.deliver_all(80).await;
    desk.of_chat(GROUP, parked(3)).await;
    assert_eq!(kinds(&desk, STAFF), []);
    desk.of_chat(STAFF, parked(4)).await;
    desk.now = 660;
    desk.of_chat(GROUP, parked(5)).await;
    assert_eq!(kinds(&desk, STAFF), [Kind::Alarm, Kind::Alarm]);
}

#[tokio::test]
async fn open_tickets_get_their_staff_cards_once_there_is_a_staff_chat() {
    let mut desk = Desk::empty();
    desk.client(crate::desk::ROM, "ROM", "Romashka").await;
    desk.link(crate::desk::ROM, GROUP).await;
    desk.asks(1, 11, "Help").await;
    desk.asks(2, 12, "More help").await;
    desk.of_ticket(2, Event::Cancelled(ticket::Cancelled {})).await;
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    assert_eq!(desk.views.chats_with_pending().unwrap(), [GROUP]);
    desk.link_staff(STAFF).await;
    let said = of(&desk, STAFF);
    assert_eq!(kinds(&desk, STAFF), [Kind::StaffCard, Kind::StaffWelcome]);
    assert_eq!((said[0].ticket, said[0].want), (Some(ticket_id(1)), 2));
    // The other one comes when it is open again.
    let reopened = ticket::Reopened { times: 1, message: None };
    desk.of_ticket(2, Event::Reopened(reopened)).await;
    let ids: Vec<_> = of(&desk, STAFF).iter().filter_map(|it| it.ticket).collect();
    assert_eq!(ids, [ticket_id(1), ticket_id(2), ticket_id(2)]);
}

#[tokio::test]
async fn the_first_staff_chat_is_told_and_the_next_one_takes_over_when_it_goes() {
    let mut desk = told().await;
    desk.link_staff(SECOND).await;
    desk.deliver_all(60).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    assert_eq!(kinds(&desk, STAFF), [Kind::ClientWords]);
    assert_eq!(kinds(&desk, SECOND), []);
    unlink(&mut desk, STAFF).await;
    assert_eq!(kinds(&desk, STAFF), []);
    assert_eq!(kinds(&desk, SECOND), [Kind::ClientWords, Kind::StaffCard]);
    assert!(of(&desk, SECOND).iter().all(|it| it.message.is_none() && it.reply_to.is_none()));
    desk.deliver_all(80).await;
    unlink(&mut desk, SECOND).await;
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(13))).await;
    assert_eq!(desk.views.chats_with_pending().unwrap(), [GROUP]);
}

#[tokio::test]
async fn staff_cards_are_sent_anew_where_the_staff_chat_went() {
    let mut desk = told().await;
    let to = ChatId::Group(-1_000_000_000_900);
    let migrated = desk::Event::ChatMigrated(ChatMigrated { from: STAFF, to });
    desk.happens(Stream::Desk, migrated).await;
    let said = of(&desk, to);
    assert_eq!(said.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::StaffCard]);
    assert_eq!(said[0].message, None);
    assert_eq!(desk.views.staff_chats().unwrap()[0].chat, to);
}

#[tokio::test]
async fn where_much_is_pending_words_are_looked_at_first_and_then_what_changed_last() {
    let mut desk = Desk::open().await;
    for n in 1..=4 {
        desk.asks(n, 10 + i64::try_from(n).unwrap(), "Help").await;
    }
    desk.deliver_all(40).await;
    for n in 1..=4 {
        let how = ticket::Assignment::Taken;
        desk.of_ticket(n, Event::Assigned(ticket::Assigned { agent: OLGA, how })).await;
    }
    // Nothing more is to be done about the last of them.
    let closed = ticket::Closed { how: ticket::Closure::Staff };
    desk.of_ticket(4, Event::Closed(closed)).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(21))).await;
    let looked_at = |limit: usize| -> Vec<_> {
        let pending = desk.views.pending_in(STAFF, limit).unwrap();
        pending.into_iter().map(|it| (it.kind, it.ticket.unwrap(), it.over)).collect()
    };
    let words = (Kind::ClientWords, ticket_id(1), false);
    let card = |n| (Kind::StaffCard, ticket_id(n), n == 4);
    assert_eq!(looked_at(1), [words]);
    assert_eq!(looked_at(2), [card(3), words]);
    assert_eq!(looked_at(4), [card(1), card(2), card(3), words]);
    assert_eq!(looked_at(9), [card(1), card(2), card(3), card(4), words]);
}
