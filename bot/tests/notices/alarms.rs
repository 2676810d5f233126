//! Many alarms at once, as staff read them.

use crate::stage::{
    ANNA, GROUP, OLGA, VIKTOR, accounted, at_staff, check_all, monday, scene, seen_in, subject,
    ticket,
};
use bot::render::{Scene, Waited, summary};
use domain::chat::{
    CoverageGap, Event as ChatEvent, NoticeFailed, RightsChanged, Undeliverable, UpdateParked,
};
use domain::group_rights::GroupRights;
use domain::notice::Kind;
use domain::people::{DeliveryChosen, Event as PersonEvent, RoleRevoked};
use domain::routing::Delivery;
use domain::{ChatId, NoticeId, PersonId, Role};

fn of(kind: Kind, event: impl Into<domain::Event>) -> Scene {
    let mut scene = scene(kind);
    scene.client_title = Some("ООО «Ромашка»".to_owned());
    scene.seen_in = Some(seen_in(GROUP));
    scene.subject = Some(subject(event, ANNA, &[]));
    scene
}

fn of_nobody(kind: Kind, event: impl Into<domain::Event>) -> Scene {
    Scene { ticket: None, ..of(kind, event) }
}

fn undelivered(kind: Kind) -> Scene {
    let (why, of_words) = (Undeliverable::Forbidden, Some(at_staff(31)));
    let notice = NoticeId(uuid::Uuid::from_u128(2));
    let ticket = Some(crate::stage::TICKET);
    let failed = NoticeFailed { notice, kind, why, ticket, of: of_words, shown: 0 };
    let mut scene = of(Kind::Alarm, ChatEvent::NoticeFailed(failed));
    scene.staff_card = Some(at_staff(77));
    scene
}

fn unanswered() -> Scene {
    let waited = Some(Waited { minutes: 30, further: vec![], more: 1 });
    let mut scene = of_nobody(Kind::Unanswered, accounted("plain_message", ANNA));
    scene.waited = waited;
    scene
}

fn left(person: PersonId, tickets: usize) -> Scene {
    let revoked = RoleRevoked { role: Role::Agent, client: None };
    let mut scene = of_nobody(Kind::StaffLeft, PersonEvent::RoleRevoked(revoked));
    scene.about = Some(person);
    scene.tickets = vec![ticket(); tickets];
    scene
}

fn other_alarms() -> Vec<Scene> {
    let parked = ChatEvent::UpdateParked(UpdateParked { update: 700_000_001 });
    let gap = CoverageGap { from: monday("02:00"), to: monday("09:30") };
    let rights = RightsChanged { rights: GroupRights::default() };
    let refused = DeliveryChosen { delivery: Delivery::Group, refused: true };
    let mut alone = of_nobody(Kind::Alarm, PersonEvent::DeliveryChosen(refused));
    alone.about = Some(OLGA);
    let mut unlinked = of_nobody(Kind::Alarm, parked);
    (unlinked.client_title, unlinked.seen_in) = (None, Some(seen_in(ChatId::Group(-5))));
    vec![
        left(VIKTOR, 2),
        left(OLGA, 0),
        unanswered(),
        of_nobody(Kind::Alarm, ChatEvent::RightsChanged(rights)),
        unlinked,
        of_nobody(Kind::Alarm, ChatEvent::CoverageGap(gap)),
        alone,
        undelivered(Kind::Answer),
        undelivered(Kind::Receipt),
    ]
}

#[test]
fn alarms_of_every_other_kind_are_told_in_one_message_the_most_urgent_first() {
    let numbers = [1, 2, 5, 21].map(|n| vec![unanswered(); n]);
    let [one, two, five, many] = numbers;
    check_all(
        "alarms",
        &[
            ("of every kind", other_alarms()),
            ("one", one),
            ("two", two),
            ("five", five),
            ("twenty-one", many),
        ],
        summary,
    );
}

#[test]
fn every_line_names_something_however_many_are_more_urgent() {
    let mut all = vec![unanswered(); 100];
    all.extend(vec![left(VIKTOR, 0); 5]);
    let html = summary(&all).unwrap().html;
    assert_eq!(html.matches("Виктор").count(), 3, "{html}");
    assert!(
        html.contains("105") && html.contains("и ещё 60") && html.ends_with("и ещё 2"),
        "{html}"
    );
}
