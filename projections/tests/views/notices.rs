//! What must still be said to clients?

use crate::desk::{
    ANNA, Desk, GROUP, ROM, SUPERGROUP, client_words, delivered, in_group, in_staff, photo,
    relayed_words, skipped, ticket_id,
};
use domain::chat::{self, MessageAccounted, NoticeFailed, Undeliverable};
use domain::client::{self, AgreementChanged, Renamed, Zone};
use domain::conversation::{self, Purpose, Started};
use domain::link::{ChatLinked, ChatUnlinked, LinkClaimed};
use domain::notice::Kind;
use domain::ticket::{self, Event};
use domain::{ChatId, ConversationId, Language, MessageId, PersonId, desk};
use projections::rows::PendingNotice;
use store::port::Revision;
use store::stream::Stream;
use uuid::Uuid;

/// A ticket of which all is said, but for what the staff chat gets.
async fn told() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    desk
}

fn in_the_group(desk: &Desk) -> Vec<PendingNotice> {
    desk.views.pending_in(GROUP, 100).unwrap()
}

fn kinds(desk: &Desk) -> Vec<Kind> {
    in_the_group(desk).iter().map(|it| it.kind).collect()
}

fn failed(notice: &PendingNotice, why: Undeliverable) -> chat::Event {
    chat::Event::NoticeFailed(NoticeFailed {
        notice: notice.notice,
        kind: notice.kind,
        why,
        ticket: notice.ticket,
        of: notice.of,
        shown: notice.want,
    })
}

#[tokio::test]
async fn a_claimed_chat_asks_to_be_linked_and_then_gets_its_card() {
    let mut desk = Desk::empty();
    desk.client(ROM, "ROM", "Romashka").await;
    let claimed = LinkClaimed { token: ANNA, chat: GROUP, by: ANNA };
    desk.of_client(ROM, client::Event::LinkClaimed(claimed.clone())).await;
    assert_eq!(kinds(&desk), [Kind::LinkQuestion]);
    desk.link(ROM, GROUP).await;
    assert_eq!(kinds(&desk), [Kind::GroupCard]);
    desk.of_client(ROM, client::Event::ChatUnlinked(ChatUnlinked { chat: GROUP })).await;
    assert_eq!(kinds(&desk), []);
    desk.happens(Stream::Desk, desk::Event::LinkClaimed(claimed)).await;
    assert_eq!(kinds(&desk), [Kind::LinkQuestion]);
    desk.happens(Stream::Desk, desk::Event::ChatLinked(ChatLinked { chat: GROUP })).await;
    assert_eq!(kinds(&desk), [Kind::StaffWelcome]);
}

#[tokio::test]
async fn a_groups_card_is_edited_whenever_it_would_show_something_else() {
    let mut desk = told().await;
    let agreed = AgreementChanged { language: Language::En, zone: Zone::default() };
    let sees = chat::VisibilityChanged { sees: chat::Visibility::All };
    desk.of_client(ROM, client::Event::AgreementChanged(agreed)).await;
    let first = in_the_group(&desk);
    desk.of_client(ROM, client::Event::Renamed(Renamed {})).await;
    desk.of_chat(GROUP, chat::Event::VisibilityChanged(sees)).await;
    let last = in_the_group(&desk);
    assert_eq!(kinds(&desk), [Kind::GroupCard]);
    assert_eq!((first[0].want, last[0].want), (2, 4));
    assert_eq!(first[0].notice, last[0].notice);
    assert!(last[0].message.is_some());
    // The edit that was on its way showed an older state.
    desk.deliver(&first[0], 99).await;
    assert_eq!(kinds(&desk), [Kind::GroupCard]);
    desk.deliver(&last[0], 99).await;
    assert_eq!(kinds(&desk), []);
}

#[tokio::test]
async fn a_registered_ticket_gets_its_receipt_before_its_card() {
    let mut desk = Desk::open().await;
    desk.deliver_all(40).await;
    desk.asks(1, 11, "Help").await;
    let said = in_the_group(&desk);
    assert_eq!(kinds(&desk), [Kind::Receipt, Kind::Card]);
    let subject = (Stream::Ticket(ticket_id(1)).name(), Revision(0));
    for notice in &said {
        assert_eq!(notice.ticket, Some(ticket_id(1)));
        assert_eq!(notice.subject, subject);
        assert_eq!(Some(notice.position), desk.views.position());
    }
    assert_eq!(said[0].reply_to, Some(MessageId(11)));
    assert_eq!((said[0].want, said[1].want), (0, 1));
    desk.deliver(&said[0], 50).await;
    assert_eq!(kinds(&desk), [Kind::Card]);
    desk.deliver(&said[1], 51).await;
    assert_eq!(kinds(&desk), []);
    assert!(!desk.views.chats_with_pending().unwrap().contains(&GROUP));
}

#[tokio::test]
async fn a_card_shows_the_newest_state_in_its_own_message() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    let said = desk.deliver_all(40).await;
    let card = said.iter().find(|it| it.kind == Kind::Card).unwrap();
    desk.of_ticket(1, Event::WorkStarted(ticket::WorkStarted {})).await;
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    let edits = in_the_group(&desk);
    assert_eq!(kinds(&desk), [Kind::Card]);
    assert_eq!((edits[0].want, edits[0].notice), (3, card.notice));
    assert_eq!(edits[0].subject.1, Revision(2));
    let shown = desk.views.message(in_group(edits[0].message.unwrap().0)).unwrap().unwrap();
    assert_eq!(shown.notice, Some(Kind::Card));
    desk.deliver(&edits[0], 99).await;
    assert_eq!(kinds(&desk), []);
}

#[tokio::test]
async fn a_card_is_not_touched_by_what_it_does_not_show() {
    let mut desk = told().await;
    desk.of_ticket(1, Event::Rated(ticket::Rated { stars: 5 })).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    assert_eq!(kinds(&desk), []);
    let photos = ticket::MessageAdded { attachments: vec![photo()], ..client_words(13) };
    desk.of_ticket(1, Event::MessageAdded(photos)).await;
    assert_eq!(kinds(&desk), [Kind::Card]);
}

#[tokio::test]
async fn staff_words_are_brought_to_the_client_in_reply_to_the_last_words() {
    let mut desk = told().await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(70))).await;
    let question = ticket::MessageAdded { rule: "question".parse().unwrap(), ..relayed_words(71) };
    desk.of_ticket(1, Event::MessageAdded(question)).await;
    let said = in_the_group(&desk);
    assert_eq!(kinds(&desk), [Kind::Answer, Kind::Question]);
    assert_eq!(
        said.iter().map(|it| it.of).collect::<Vec<_>>(),
        [Some(in_staff(70)), Some(in_staff(71))]
    );
    assert!(said.iter().all(|it| it.reply_to == Some(MessageId(12))));
    assert!(said[0].notice != said[1].notice);
    desk.deliver_all(80).await;
    assert_eq!(kinds(&desk), []);
}

#[tokio::test]
async fn a_resolution_is_said_with_its_words_where_they_are_relayed() {
    for (relayed, message, of) in
        [(true, in_staff(70), Some(in_staff(70))), (false, in_group(70), None)]
    {
        let mut desk = told().await;
        let resolved = ticket::Resolved { message: Some(message), relayed };
        desk.of_ticket(1, Event::Resolved(resolved)).await;
        let said = in_the_group(&desk);
        assert_eq!(kinds(&desk), [Kind::Card, Kind::Resolution]);
        assert_eq!(said[1].of, of);
    }
}

#[tokio::test]
async fn words_after_the_end_are_offered_a_way_on_and_thanks_are_not() {
    let mut desk = told().await;
    desk.of_ticket(1, Event::Closed(ticket::Closed { how: ticket::Closure::Staff })).await;
    desk.deliver_all(60).await;
    let thanks = ticket::MessageAdded { awaits: domain::Awaits::Nothing, ..client_words(12) };
    desk.of_ticket(1, Event::MessageAdded(thanks)).await;
    assert_eq!(kinds(&desk), []);
    desk.of_ticket(1, Event::MessageAdded(client_words(13))).await;
    assert_eq!(kinds(&desk), [Kind::ReopenOffer]);
    assert_eq!(in_the_group(&desk)[0].reply_to, Some(MessageId(13)));
}

#[tokio::test]
async fn a_conversation_is_opened_with_a_question_where_the_button_was_pressed() {
    let mut desk = told().await;
    let id = ConversationId(Uuid::from_u128(0xC0));
    let purpose = Purpose::NotSolved(ticket_id(1));
    let (owner, pressed) = (ANNA, MessageId(40));
    let started = Started { chat: GROUP, thread: Some(7), owner, purpose, pressed };
    let event = conversation::Event::Started(started);
    desk.happens(Stream::Conversation(id), event).await;
    let said = in_the_group(&desk);
    assert_eq!(kinds(&desk), [Kind::Prompt]);
    assert_eq!((said[0].conversation, said[0].ticket), (Some(id), Some(ticket_id(1))));
    assert_eq!(said[0].thread, Some(7));
}

#[tokio::test]
async fn what_is_asked_by_command_is_answered_and_what_is_wrong_gets_a_hint() {
    let cases = [
        ("command.status", Some(Kind::StatusAnswer)),
        ("command.my", Some(Kind::StatusAnswer)),
        ("already_registered", Some(Kind::StatusAnswer)),
        ("command.help", Some(Kind::Hint)),
        ("command.new_without_text", Some(Kind::Hint)),
        ("command.unknown", Some(Kind::Hint)),
        ("command.no_such_ticket", Some(Kind::Hint)),
        ("command.no_such_client", Some(Kind::Hint)),
        ("command.client_without_chat", Some(Kind::Hint)),
        ("command.note_to_all", Some(Kind::Hint)),
        ("command.linked_already", Some(Kind::Hint)),
        ("unverifiable_actor", Some(Kind::Hint)),
        ("answer_without_words", Some(Kind::Hint)),
        ("thanks", None),
        ("staff_talk", None),
    ];
    for (rule, kind) in cases {
        let mut desk = told().await;
        let asked = MessageAccounted {
            reply_to: Some(MessageId(11)),
            thread: Some(7),
            ..skipped(in_group(30), rule)
        };
        desk.of_chat(GROUP, chat::Event::MessageAccounted(asked)).await;
        let said = in_the_group(&desk);
        assert_eq!(said.first().map(|it| it.kind), kind, "{rule}");
        if let Some(said) = said.first() {
            assert_eq!((said.reply_to, said.thread), (Some(MessageId(30)), Some(7)));
            let ticket = (said.kind == Kind::StatusAnswer).then_some(ticket_id(1));
            assert_eq!(said.ticket, ticket);
        }
        desk.deliver_all(60).await;
        assert_eq!(kinds(&desk), []);
    }
}

#[tokio::test]
async fn what_cannot_be_delivered_is_not_pending_any_more() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    for notice in in_the_group(&desk) {
        desk.of_chat(GROUP, failed(&notice, Undeliverable::Refused)).await;
    }
    assert_eq!(kinds(&desk), []);
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    assert_eq!(kinds(&desk), [Kind::Card]);
}

#[tokio::test]
async fn a_chat_that_takes_nothing_gets_no_edits_until_something_new_happens() {
    for why in [Undeliverable::Forbidden, Undeliverable::ChatGone] {
        let mut desk = told().await;
        desk.asks(2, 12, "More help").await;
        desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
        let said = in_the_group(&desk);
        assert_eq!(kinds(&desk), [Kind::Receipt, Kind::Card, Kind::Card]);
        desk.of_chat(GROUP, failed(&said[0], why)).await;
        assert_eq!(kinds(&desk), []);
        let why = ticket::Resumption::Staff;
        desk.of_ticket(1, Event::Resumed(ticket::Resumed { why })).await;
        assert_eq!(kinds(&desk), [Kind::Card]);
    }
}

#[tokio::test]
async fn what_is_pending_follows_the_group_and_cards_of_open_tickets_are_sent_anew() {
    let mut desk = told().await;
    desk.asks(2, 12, "More help").await;
    desk.deliver_all(60).await;
    desk.of_ticket(2, Event::Cancelled(ticket::Cancelled {})).await;
    desk.deliver_all(70).await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(75))).await;
    let before = in_the_group(&desk);
    assert_eq!((before.len(), before[0].reply_to), (1, Some(MessageId(11))));
    let migrated = chat::Event::Migrated(chat::Migrated { from: GROUP, to: SUPERGROUP });
    desk.of_chat(GROUP, migrated.clone()).await;
    let after = desk.views.pending_in(SUPERGROUP, 100).unwrap();
    assert_eq!(after, in_the_group(&desk));
    let expected = [Kind::Answer, Kind::Card, Kind::GroupCard];
    assert_eq!(after.iter().map(|it| it.kind).collect::<Vec<_>>(), expected);
    assert!(after.iter().all(|it| it.chat == SUPERGROUP));
    assert_eq!((after[0].notice, after[0].reply_to), (before[0].notice, None));
    assert_eq!((after[1].ticket, after[1].message), (Some(ticket_id(1)), None));
    // What was sent to the old chat, and noted late, is not what the new chat shows.
    let late = PendingNotice { chat: GROUP, ..after[1].clone() };
    desk.deliver(&late, 76).await;
    assert_eq!(in_the_group(&desk).len(), 3);
    desk.deliver_all(90).await;
    assert_eq!(desk.pending(), []);
    // Told of it by the other chat as well, nobody gets anything again.
    desk.of_chat(SUPERGROUP, migrated).await;
    assert_eq!(desk.pending(), []);
}

#[tokio::test]
async fn a_notice_has_one_id_however_often_the_view_is_made() {
    let mut desk = told().await;
    desk.of_ticket(1, Event::MessageAdded(relayed_words(70))).await;
    desk.of_ticket(1, Event::OnHold(ticket::OnHold { why: domain::policy::Pause::Own })).await;
    let before = desk.views.pending(100).unwrap();
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(desk.views.pending(100).unwrap(), before);
    let other = tempfile::tempdir().unwrap();
    assert_eq!(desk.other_views(&other).await.pending(100).unwrap(), before);
}

#[tokio::test]
async fn a_repeated_delivery_changes_nothing() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    let said = in_the_group(&desk);
    desk.deliver_all(40).await;
    for notice in &said {
        let again = delivered(notice, 40, crate::desk::monday(0));
        desk.of_chat(GROUP, chat::Event::NoticeDelivered(again)).await;
    }
    assert_eq!(desk.pending(), []);
}

#[tokio::test]
async fn chats_are_asked_apart_and_in_pages() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    let private = ChatId::Private(PersonId([3; 16]));
    desk.of_chat(private, chat::Event::MessageAccounted(skipped(in_group(1), "command.help")))
        .await;
    let all = desk.views.pending(100).unwrap();
    assert_eq!(desk.views.pending(2).unwrap(), all[..2]);
    let chats = desk.views.chats_with_pending().unwrap();
    assert_eq!(chats, [crate::desk::STAFF, GROUP, private]);
    let apart: Vec<_> =
        chats.iter().flat_map(|it| desk.views.pending_in(*it, 100).unwrap()).collect();
    assert_eq!(apart, all);
    assert_eq!(desk.views.pending_in(ChatId::Group(-77), 100).unwrap(), []);
}
