//! Which cards does a client have, who came by them, and where do those work who ask?

use crate::desk::{ANNA, BORIS, Desk, GROUP, OLGA, ROM, STAFF, SUPERGROUP, monday, ticket_id};
use domain::chat::{self, MemberJoined};
use domain::client::Event;
use domain::invite::{
    AskedIn, InviteAsked, InviteMade, InviteNumber, InviteRef, InviteRefused, InviteWithdrawn,
    WhyNot,
};
use domain::link::{ChatMigrated, ChatUnlinked};
use domain::notice::Kind;
use domain::{Field, MessageId, Owner, PersonId};
use store::stream::Stream;

const ASKED_IN: AskedIn = AskedIn { chat: STAFF, thread: None, message: MessageId(77) };
const LINK: &str = "https://t.me/+secretsecret";

fn invite(number: u32) -> InviteRef {
    InviteRef { client: ROM, number: InviteNumber(number) }
}

impl Desk {
    async fn card_asked(&mut self, number: u32, site: &str, workplace: &str) {
        let number = InviteNumber(number);
        let asked = InviteAsked { number, chat: GROUP, by: OLGA, asked_in: ASKED_IN };
        let owner = Owner::Client;
        let texts = [(Field::Site, owner, site), (Field::Workplace, owner, workplace)];
        self.says(Stream::Client(ROM), Event::InviteAsked(asked), &texts).await;
    }

    async fn card_made(&mut self, number: u32, site: &str, workplace: &str) {
        self.card_asked(number, site, workplace).await;
        let number = InviteNumber(number);
        let made = Event::InviteMade(InviteMade { number, link: PersonId([7; 16]) });
        let texts = [(Field::Link, Owner::Client, LINK)];
        self.says(Stream::Client(ROM), made, &texts).await;
    }

    async fn joins(&mut self, person: PersonId, by: Option<u32>) {
        let joined = MemberJoined { person, invite: by.map(invite) };
        self.of_chat(GROUP, chat::Event::MemberJoined(joined)).await;
    }

    /// Where whoever asked for a ticket works.
    fn place(&self, ticket: u64) -> Option<String> {
        self.views.place_of(ticket_id(ticket)).unwrap().and_then(|it| it.line())
    }

    /// Of each card: its number, whether it may be printed, and how many came by it.
    fn cards(&self) -> Vec<(u32, bool, u64)> {
        let cards = self.views.invites(ROM).unwrap().into_iter();
        cards.map(|it| (it.invite.number.0, it.link().is_some(), it.joined)).collect()
    }
}

#[tokio::test]
async fn a_ticket_shows_where_the_card_hung_by_which_its_author_had_come() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "Склад", "Касса 2").await;
    desk.card_made(2, "", "Приёмная").await;
    desk.card_made(3, "", "").await;
    desk.asks(1, 11, "Не печатает").await;
    desk.joins(ANNA, Some(1)).await;
    desk.joins(BORIS, Some(2)).await;
    desk.asks(2, 12, "Не печатает").await;
    desk.joins(ANNA, Some(2)).await;
    desk.asks(3, 13, "Не печатает").await;
    desk.joins(ANNA, Some(3)).await;
    desk.asks(4, 14, "Не печатает").await;
    let places: Vec<_> = (1..=4).map(|it| desk.place(it)).collect();
    let some = |it: &str| Some(it.to_owned());
    assert_eq!(places, [None, some("Склад · Касса 2"), some("Приёмная"), None]);
    assert_eq!(desk.cards(), [(1, true, 0), (2, true, 1), (3, true, 1)]);
}

#[tokio::test]
async fn whoever_came_by_no_card_the_last_time_works_nobody_knows_where() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "Склад", "").await;
    desk.joins(ANNA, Some(1)).await;
    desk.joins(ANNA, None).await;
    desk.asks(1, 11, "Не печатает").await;
    assert_eq!((desk.place(1), desk.cards()), (None, vec![(1, true, 0)]));
}

#[tokio::test]
async fn a_card_is_pending_where_it_was_asked_for_and_again_when_it_is_asked_for_again() {
    let mut desk = Desk::open().await;
    desk.deliver_all(1).await;
    desk.card_asked(1, "Склад", "").await;
    assert_eq!(desk.pending(), [(Kind::InviteCard, STAFF)]);
    assert_eq!(desk.cards(), [(1, false, 0)], "nothing to print before the link is made");
    desk.card_made(1, "Склад", "").await;
    let pending = desk.views.pending(9).unwrap();
    assert_eq!(pending.len(), 2);
    assert!(pending.iter().all(|it| it.reply_to == Some(ASKED_IN.message)));
    assert_eq!(desk.views.invites(ROM).unwrap()[0].asked_at, monday(desk.now - 2));
    desk.deliver_all(9).await;
    let number = InviteNumber(1);
    let refused = InviteRefused { number, why: WhyNot::NoRight, asked_in: ASKED_IN };
    desk.of_client(ROM, Event::InviteRefused(refused)).await;
    assert_eq!(desk.pending(), [(Kind::InviteEnded, STAFF)]);
    assert_eq!(desk.cards(), []);
}

#[tokio::test]
async fn a_card_that_is_withdrawn_is_printed_no_more_and_tickets_still_show_its_place() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "Склад", "").await;
    desk.joins(ANNA, Some(1)).await;
    desk.asks(1, 11, "Не печатает").await;
    desk.deliver_all(9).await;
    let number = InviteNumber(1);
    let withdrawn = InviteWithdrawn { number, by: OLGA, asked_in: ASKED_IN };
    desk.of_client(ROM, Event::InviteWithdrawn(withdrawn)).await;
    assert_eq!(desk.pending(), [(Kind::InviteEnded, STAFF)]);
    assert_eq!(desk.cards(), [(1, false, 1)]);
    assert_eq!(desk.place(1).as_deref(), Some("Склад"));
}

#[tokio::test]
async fn cards_go_with_their_group_and_end_with_it() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "", "").await;
    let migrated = ChatMigrated { from: GROUP, to: SUPERGROUP };
    desk.of_client(ROM, Event::ChatMigrated(migrated)).await;
    assert_eq!(desk.views.invite(invite(1)).unwrap().unwrap().chat, SUPERGROUP);
    desk.of_client(ROM, Event::ChatUnlinked(ChatUnlinked { chat: SUPERGROUP })).await;
    assert_eq!(desk.cards(), [(1, false, 0)]);
}

#[tokio::test]
async fn of_a_person_erased_nobody_knows_any_more_where_they_work() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "Склад", "").await;
    for person in [ANNA, BORIS] {
        desk.joins(person, Some(1)).await;
    }
    desk.asks(1, 11, "Не печатает").await;
    desk.person_erased(ANNA).await;
    desk.asks(2, 12, "Не печатает").await;
    assert_eq!((desk.place(1), desk.place(2), desk.cards()), (None, None, vec![(1, true, 1)]));
    let before = desk.views.digest().unwrap();
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(desk.views.digest().unwrap(), before);
}

#[tokio::test]
async fn no_debug_shows_a_link() {
    let mut desk = Desk::open().await;
    desk.card_made(1, "Склад", "").await;
    assert!(!format!("{:?}", desk.views.invites(ROM).unwrap()).contains("t.me"));
}
