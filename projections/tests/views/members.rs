//! In which clients' groups is a person met on the client's side?

use crate::desk::{
    ANNA, BORIS, Desk, GROUP, OLGA, ROM, SUPERGROUP, accounted, in_group, registered,
};
use domain::chat::{self, Decision, MessageAccounted};
use domain::client;
use domain::conversation::{self, Purpose, Started};
use domain::link::ChatUnlinked;
use domain::ticket::{self, Event};
use domain::{ChatId, ConversationId, MessageId, PersonId, Side, TicketId};
use store::stream::Stream;
use uuid::Uuid;

const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(0xC0));

impl Desk {
    async fn writes(&mut self, who: PersonId, side: Side, message: i64) {
        let it = accounted(in_group(message), Decision::Skipped);
        let said = MessageAccounted { author: who, side, ..it };
        self.of_chat(GROUP, chat::Event::MessageAccounted(said)).await;
    }

    async fn presses_new(&mut self, who: PersonId, chat: ChatId) {
        let (purpose, pressed) = (Purpose::Request(ROM), MessageId(1));
        let started = Started { chat, thread: None, owner: who, purpose, pressed };
        let stream = Stream::Conversation(CONVERSATION);
        self.happens(stream, conversation::Event::Started(started)).await;
    }
}

#[track_caller]
fn check(desk: &Desk, who: PersonId, codes: &[&str]) {
    let found = desk.views.clients_of_member(who).unwrap();
    let found: Vec<_> = found.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(found, codes);
}

#[tokio::test]
async fn whoever_writes_or_presses_in_a_group_is_its_clients_and_staff_are_not() {
    let mut desk = Desk::open().await;
    desk.writes(ANNA, Side::Client, 11).await;
    desk.writes(OLGA, Side::Staff, 12).await;
    desk.presses_new(BORIS, GROUP).await;
    for (who, codes) in [(ANNA, &["ROM"][..]), (BORIS, &["ROM"]), (OLGA, &[])] {
        check(&desk, who, codes);
    }
    desk.of_chat(GROUP, chat::Event::Migrated(chat::Migrated { from: GROUP, to: SUPERGROUP }))
        .await;
    check(&desk, ANNA, &["ROM"]);
}

#[tokio::test]
async fn a_group_that_is_nobodys_counts_for_nothing_and_an_erased_person_is_forgotten() {
    let mut desk = Desk::open().await;
    desk.writes(ANNA, Side::Client, 11).await;
    desk.writes(BORIS, Side::Client, 12).await;
    desk.person_erased(BORIS).await;
    check(&desk, BORIS, &[]);
    let unlinked = client::Event::ChatUnlinked(ChatUnlinked { chat: GROUP });
    desk.of_client(ROM, unlinked).await;
    check(&desk, ANNA, &[]);
}

#[tokio::test]
async fn whoever_has_asked_in_private_is_known_by_that_and_by_nothing_else_there() {
    let mut desk = Desk::open().await;
    let alone = ChatId::Private(ANNA);
    desk.presses_new(ANNA, alone).await;
    check(&desk, ANNA, &[]);
    let private = ticket::Registered { chat: alone, source: None, ..registered(1, 11) };
    let stream = Stream::Ticket(TicketId(Uuid::from_u128(0x7001)));
    desk.happens(stream, Event::Registered(private)).await;
    check(&desk, ANNA, &["ROM"]);
    check(&desk, BORIS, &[]);
    let of_group = desk.views.tickets_of_chat(GROUP, None, 10).unwrap();
    assert_eq!(of_group, []);
}
