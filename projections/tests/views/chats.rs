//! Whose is a chat, and what was agreed?

use crate::desk::{Desk, GROUP, ROM, STAFF, SUPERGROUP, monday};
use domain::client::{AgreementChanged, Event, Renamed, Zone};
use domain::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, OFFERS_MAX};
use domain::{ChatId, ClientId, Field, Language, Owner, PersonId, chat, desk};
use projections::rows::{ChatPlace, OfferRow, Offerer};
use store::stream::Stream;
use uuid::Uuid;

const OTHER: ClientId = ClientId(Uuid::from_u128(0xB));

fn code_of(desk: &Desk, chat: ChatId) -> Option<String> {
    match desk.views.chat(chat).unwrap()?.place {
        ChatPlace::Client { code, .. } => Some(code.to_string()),
        ChatPlace::Staff => Some("staff".to_owned()),
    }
}

#[tokio::test]
async fn a_linked_chat_is_its_clients_with_what_was_agreed() {
    let mut desk = Desk::open().await;
    let zone = Zone("Europe/Berlin".to_owned());
    let agreed = AgreementChanged { language: Language::En, zone: zone.clone() };
    desk.of_client(ROM, Event::AgreementChanged(agreed)).await;
    let sees = chat::Visibility::Commands;
    desk.of_chat(GROUP, chat::Event::VisibilityChanged(chat::VisibilityChanged { sees })).await;
    let row = desk.views.chat(GROUP).unwrap().unwrap();
    assert_eq!((row.chat, row.language, row.zone), (GROUP, Language::En, zone));
    assert_eq!(row.sees, Some(sees));
    let title = "Romashka".to_owned();
    let code = "ROM".parse().unwrap();
    assert_eq!(row.place, ChatPlace::Client { client: ROM, code, title });
}

#[tokio::test]
async fn a_chat_never_linked_or_unlinked_again_is_nobodys() {
    let mut desk = Desk::open().await;
    assert_eq!(code_of(&desk, ChatId::Group(-77)), None);
    desk.of_client(ROM, Event::ChatUnlinked(ChatUnlinked { chat: GROUP })).await;
    assert_eq!(code_of(&desk, GROUP), None);
    assert_eq!(desk.views.client(ROM).unwrap().unwrap().chats, []);
}

#[tokio::test]
async fn a_chat_is_linked_to_one_at_a_time_and_an_old_owner_cannot_unlink_it() {
    let mut desk = Desk::open().await;
    desk.client(OTHER, "OTHER", "Other").await;
    desk.link(OTHER, GROUP).await;
    desk.of_client(ROM, Event::ChatUnlinked(ChatUnlinked { chat: GROUP })).await;
    assert_eq!(code_of(&desk, GROUP).as_deref(), Some("OTHER"));
}

#[tokio::test]
async fn staff_chats_come_in_the_order_of_their_links() {
    let mut desk = Desk::open().await;
    let second = ChatId::Group(-901);
    desk.link_staff(second).await;
    let linked = desk::Event::ChatLinked(ChatLinked { chat: STAFF });
    desk.happens(Stream::Desk, linked).await;
    let chats = |desk: &Desk| -> Vec<_> {
        desk.views.staff_chats().unwrap().into_iter().map(|it| it.chat).collect()
    };
    assert_eq!(chats(&desk), [STAFF, second]);
    let settings = desk::SettingsChanged { language: Language::En, zone: Zone::default() };
    desk.happens(Stream::Desk, desk::Event::SettingsChanged(settings)).await;
    assert_eq!(desk.views.chat(second).unwrap().unwrap().language, Language::En);
    let unlinked = desk::Event::ChatUnlinked(ChatUnlinked { chat: STAFF });
    desk.happens(Stream::Desk, unlinked).await;
    assert_eq!(chats(&desk), [second]);
}

#[tokio::test]
async fn clients_are_listed_by_code_under_their_last_titles() {
    let mut desk = Desk::open().await;
    desk.client(OTHER, "ACME", "Acme").await;
    let texts = [(Field::Name, Owner::Client, "Acme Ltd")];
    desk.says(Stream::Client(OTHER), Event::Renamed(Renamed {}), &texts).await;
    let clients = desk.views.clients().unwrap();
    let found: Vec<_> = clients.iter().map(|it| (it.code.as_str(), it.title.as_str())).collect();
    assert_eq!(found, [("ACME", "Acme Ltd"), ("ROM", "Romashka")]);
    assert_eq!(clients[1].chats, [GROUP]);
    let code = "ACME".parse().unwrap();
    assert_eq!(desk.views.client_by_code(&code).unwrap(), Some(clients[0].clone()));
    assert_eq!(desk.views.client_by_code(&"NONE".parse().unwrap()).unwrap(), None);
}

#[tokio::test]
async fn a_migrated_chat_is_found_by_both_numbers_whoever_tells_of_it() {
    for told_twice in [false, true] {
        let mut desk = Desk::open().await;
        let (from, to) = (GROUP, SUPERGROUP);
        if told_twice {
            desk.of_chat(to, chat::Event::Migrated(chat::Migrated { from, to })).await;
        }
        desk.of_client(ROM, Event::ChatMigrated(ChatMigrated { from, to })).await;
        desk.of_chat(from, chat::Event::Migrated(chat::Migrated { from, to })).await;
        for number in [from, to] {
            assert_eq!(desk.views.current_chat(number).unwrap(), to);
            assert_eq!(desk.views.chat(number).unwrap().unwrap().chat, to);
        }
        assert_eq!(desk.views.client(ROM).unwrap().unwrap().chats, [to]);
        desk.of_client(ROM, Event::ChatUnlinked(ChatUnlinked { chat: from })).await;
        assert_eq!(code_of(&desk, to), None);
    }
}

#[tokio::test]
async fn a_chat_that_migrates_twice_is_found_by_all_its_numbers() {
    let mut desk = Desk::open().await;
    let last = ChatId::Group(-1_000_000_000_200);
    for (from, to) in [(GROUP, SUPERGROUP), (SUPERGROUP, last), (last, GROUP)] {
        desk.of_chat(from, chat::Event::Migrated(chat::Migrated { from, to })).await;
    }
    for number in [GROUP, SUPERGROUP, last] {
        assert_eq!(desk.views.current_chat(number).unwrap(), last);
    }
    let unknown = ChatId::Group(-77);
    assert_eq!(desk.views.current_chat(unknown).unwrap(), unknown);
}

fn offered(token: u8) -> LinkOffered {
    LinkOffered { token: PersonId([token; 16]), expires_at: monday(i64::from(token)) }
}

#[tokio::test]
async fn an_offer_is_there_until_it_is_claimed() {
    let mut desk = Desk::open().await;
    desk.of_client(ROM, Event::LinkOffered(offered(1))).await;
    desk.happens(Stream::Desk, desk::Event::LinkOffered(offered(2))).await;
    let (first, second) = (PersonId([1; 16]), PersonId([2; 16]));
    let offer = OfferRow { token: first, offerer: Offerer::Client(ROM), expires_at: monday(1) };
    assert_eq!(desk.views.offer(&first).unwrap(), Some(offer));
    let offer = OfferRow { token: second, offerer: Offerer::Desk, expires_at: monday(2) };
    assert_eq!(desk.views.offer(&second).unwrap(), Some(offer));
    let claimed = LinkClaimed { token: first, chat: SUPERGROUP, by: PersonId([5; 16]) };
    desk.of_client(ROM, Event::LinkClaimed(claimed)).await;
    assert_eq!(desk.views.offer(&first).unwrap(), None);
    assert_eq!(desk.views.offer(&PersonId([3; 16])).unwrap(), None);
}

#[tokio::test]
async fn the_oldest_offer_makes_room_for_one_too_many_of_the_same_client() {
    let mut desk = Desk::open().await;
    desk.happens(Stream::Desk, desk::Event::LinkOffered(offered(100))).await;
    for token in 1..=u8::try_from(OFFERS_MAX).unwrap() + 1 {
        desk.of_client(ROM, Event::LinkOffered(offered(token))).await;
    }
    let is_open = |token| desk.views.offer(&PersonId([token; 16])).unwrap().is_some();
    assert!(!is_open(1) && is_open(2) && is_open(100));
}

#[tokio::test]
async fn an_event_of_a_client_nobody_registered_stops_the_views_loudly() {
    let mut desk = Desk::open().await;
    let linked = Event::ChatLinked(ChatLinked { chat: GROUP });
    desk.record(Stream::Client(OTHER), linked, &[]).await;
    let error = desk.views.catch_up().await.unwrap_err();
    assert!(error.to_string().starts_with("client.chat_linked stands in client-"), "{error}");
}
