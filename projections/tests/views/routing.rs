//! In which chat are staff told of a ticket?

use crate::desk::{ANNA, BORIS, Desk, OLGA, ROM, STAFF, client_words, in_group, monday, ticket_id};
use domain::chat::{self, NoticeFailed, Undeliverable};
use domain::client::{self, RoutingChanged};
use domain::desk::{DutySet, Event as DeskEvent, TeamChatSet, TeamSet};
use domain::link::ChatMigrated;
use domain::notice::Kind;
use domain::people::{self, AbsenceNoted, Basis, DeliveryChosen, HandedOver, RoleGranted};
use domain::policy::Pause;
use domain::routing::{Delivery, Duty, Route};
use domain::ticket::{self, Assigned, Assignment, Event, OnHold, Reopened, Unassigned};
use domain::{Actor, ChatId, Field, Owner, PersonId, Role, Slug};
use store::stream::Stream;

const NETWORKS: ChatId = ChatId::Group(-901);
const ALONE: ChatId = ChatId::Private(OLGA);

fn network() -> Slug {
    "network".parse().unwrap()
}

impl Desk {
    async fn of_person(&mut self, person: PersonId, event: people::Event) {
        self.happens(Stream::Person(person), event).await;
    }

    async fn agent(&mut self, person: PersonId, name: &str) {
        self.seen(person, name).await;
        let granted = RoleGranted { role: Role::Agent, client: None, basis: Basis::Admin };
        self.of_person(person, people::Event::RoleGranted(granted)).await;
    }

    async fn routed(&mut self, route: Route) {
        self.of_client(ROM, client::Event::RoutingChanged(RoutingChanged { route })).await;
    }

    async fn told_in(&mut self, delivery: Delivery, refused: bool) {
        let chosen = DeliveryChosen { delivery, refused };
        self.of_person(OLGA, people::Event::DeliveryChosen(chosen)).await;
    }

    async fn team(&mut self) {
        let title = [(Field::Name, Owner::Desk, "Сети")];
        self.says(Stream::Desk, DeskEvent::TeamSet(TeamSet { team: network() }), &title).await;
        let set = TeamChatSet { chat: NETWORKS, team: Some(network()) };
        self.happens(Stream::Desk, DeskEvent::TeamChatSet(set)).await;
    }

    fn kinds(&self, chat: ChatId) -> Vec<Kind> {
        self.views.pending_in(chat, 100).unwrap().iter().map(|it| it.kind).collect()
    }
}

/// A desk with two staff chats in which Olga has the first ticket; all that was to be said is said.
async fn desk() -> Desk {
    let mut desk = Desk::open().await;
    desk.link_staff(NETWORKS).await;
    desk.agent(OLGA, "Ольга").await;
    desk.agent(BORIS, "Борис").await;
    desk.asks(1, 11, "Help").await;
    let assigned = Assigned { agent: OLGA, how: Assignment::Taken };
    desk.of_ticket(1, Event::Assigned(assigned)).await;
    desk.deliver_all(40).await;
    desk
}

#[tokio::test]
async fn cards_of_open_tickets_follow_their_client_to_its_team_and_its_chat() {
    let mut desk = desk().await;
    desk.team().await;
    assert_eq!((desk.kinds(STAFF), desk.kinds(NETWORKS)), (vec![], vec![]));
    desk.routed(Route { team: Some(network()), ..Route::default() }).await;
    assert_eq!((desk.kinds(STAFF), desk.kinds(NETWORKS)), (vec![], vec![Kind::StaffCard]));
    desk.deliver_all(60).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    assert_eq!(desk.kinds(NETWORKS), [Kind::ClientWords]);
    // What is not said yet goes along with the team's chat when it moves, and back when it is everybody's.
    let to = ChatId::Group(-1_000_000_000_901);
    let moved = ChatMigrated { from: NETWORKS, to };
    desk.happens(Stream::Desk, DeskEvent::ChatMigrated(moved)).await;
    assert_eq!(desk.views.teams().unwrap()[0].chats, [to]);
    assert_eq!(desk.kinds(to), [Kind::ClientWords, Kind::StaffCard]);
    let back = TeamChatSet { chat: to, team: None };
    desk.happens(Stream::Desk, DeskEvent::TeamChatSet(back)).await;
    assert_eq!(desk.views.teams().unwrap()[0].chats, []);
    desk.deliver_all(80).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(13))).await;
    assert_eq!(desk.kinds(STAFF), [Kind::ClientWords]);
}

#[tokio::test]
async fn whoever_has_a_ticket_hears_the_clients_words_where_they_chose() {
    let mut desk = desk().await;
    desk.told_in(Delivery::Private, false).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    let reopened = Reopened { times: 1, message: Some(in_group(14)) };
    desk.of_ticket(1, Event::Reopened(reopened)).await;
    assert_eq!(desk.kinds(ALONE), [Kind::ClientWords, Kind::ReopenedWords]);
    assert_eq!(desk.kinds(STAFF), [Kind::StaffCard]);
    desk.deliver_all(60).await;
    let away = AbsenceNoted { away: true, until: None };
    desk.of_person(OLGA, people::Event::AbsenceNoted(away)).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(15))).await;
    assert_eq!((desk.kinds(ALONE), desk.kinds(STAFF)), (vec![], vec![Kind::ClientWords]));
}

#[tokio::test]
async fn what_could_not_be_said_in_private_and_what_waits_there_goes_to_the_group() {
    let mut desk = desk().await;
    desk.told_in(Delivery::Private, false).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(12))).await;
    desk.of_ticket(1, Event::MessageAdded(client_words(13))).await;
    let first = desk.views.pending_in(ALONE, 10).unwrap().remove(0);
    let failed = NoticeFailed {
        notice: first.notice,
        kind: first.kind,
        why: Undeliverable::Forbidden,
        ticket: first.ticket,
        of: None,
        shown: 0,
    };
    desk.of_chat(ALONE, chat::Event::NoticeFailed(failed)).await;
    assert_eq!((desk.kinds(ALONE).len(), desk.kinds(STAFF)), (1, vec![Kind::ClientWords]));
    let instead = desk.views.pending_in(STAFF, 10).unwrap().remove(0);
    assert_eq!((instead.subject, instead.ticket), (first.subject, first.ticket));
    desk.told_in(Delivery::Group, true).await;
    assert_eq!(desk.kinds(ALONE), []);
    let mut kinds = desk.kinds(STAFF);
    kinds.sort();
    assert_eq!(kinds, [Kind::ClientWords, Kind::ClientWords, Kind::Alarm]);
    let rebuilt = desk.views.digest().unwrap();
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(desk.views.digest().unwrap(), rebuilt);
}

#[tokio::test]
async fn what_is_handed_over_is_told_once_where_the_receiver_is_told() {
    let mut desk = desk().await;
    desk.told_in(Delivery::Private, false).await;
    let handed = HandedOver { to: OLGA, tickets: vec![ticket_id(1)], said: None, question: None };
    desk.of_person(BORIS, people::Event::HandedOver(handed.clone())).await;
    assert_eq!(desk.kinds(ALONE), [Kind::AllHandedOver]);
    let handed = HandedOver { to: BORIS, ..handed };
    desk.of_person(OLGA, people::Event::HandedOver(handed)).await;
    assert_eq!(desk.kinds(STAFF), [Kind::AllHandedOver]);
}

#[tokio::test]
async fn whoever_has_a_ticket_hears_what_a_colleague_does_to_it_and_nothing_of_their_own_doing() {
    let deeds =
        [Event::OnHold(OnHold { why: Pause::Own }), Event::Unassigned(Unassigned { agent: OLGA })];
    for event in deeds {
        let mut own = desk().await;
        own.actor = Actor::Person(OLGA);
        own.of_ticket(1, event.clone()).await;
        assert_eq!(own.kinds(STAFF), [Kind::StaffCard], "{event:?}");
        for delivery in [Delivery::Group, Delivery::Private] {
            let mut desk = desk().await;
            desk.told_in(delivery, false).await;
            desk.actor = Actor::Person(BORIS);
            desk.of_ticket(1, event.clone()).await;
            let (of_group, alone) = match delivery {
                Delivery::Group => (vec![Kind::StaffCard, Kind::ByColleague], vec![]),
                Delivery::Private => (vec![Kind::StaffCard], vec![Kind::ByColleague]),
            };
            assert_eq!((desk.kinds(STAFF), desk.kinds(ALONE)), (of_group, alone), "{event:?}");
        }
    }
}

#[tokio::test]
async fn who_is_mentioned_follows_from_route_absence_and_duty() {
    let mut desk = desk().await;
    let route = Route { responsible: Some(OLGA), deputy: Some(BORIS), team: None };
    desk.routed(route.clone()).await;
    assert_eq!(desk.views.route(ROM).unwrap().route, route);
    let mentioned = |desk: &Desk| desk.views.mentioned((ROM, None), monday(500)).unwrap();
    assert_eq!(mentioned(&desk), Some(OLGA));
    let away = AbsenceNoted { away: true, until: Some(monday(600)) };
    desk.of_person(OLGA, people::Event::AbsenceNoted(away.clone())).await;
    assert_eq!(mentioned(&desk), Some(BORIS));
    desk.of_person(BORIS, people::Event::AbsenceNoted(away)).await;
    assert_eq!(mentioned(&desk), None);
    desk.agent(ANNA, "Анна").await;
    let duty = Duty { team: None, agent: Some(ANNA), from: monday(0), until: monday(900) };
    desk.happens(Stream::Desk, DeskEvent::DutySet(DutySet { duty })).await;
    assert_eq!(mentioned(&desk), Some(ANNA));
    // The absence is over by itself.
    assert_eq!(desk.views.mentioned((ROM, None), monday(600)).unwrap(), Some(OLGA));
    let there: Vec<_> = desk.views.agents().unwrap().iter().map(|it| it.person.person).collect();
    assert_eq!(there.len(), 3);
}

#[tokio::test]
async fn a_note_that_is_part_of_many_tickets_names_none_of_them() {
    let mut desk = desk().await;
    let note = ticket::MessageAdded {
        rule: "handed_over".parse().unwrap(),
        message: in_group(99),
        ..crate::desk::staff_words(99)
    };
    desk.of_ticket(1, Event::MessageAdded(note)).await;
    assert_eq!(desk.views.message(in_group(99)).unwrap(), None);
}
