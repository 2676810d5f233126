//! How ready is each client, and what waits to be set up?

use crate::desk::{Desk, GROUP, ROM};
use domain::chat::{Event as ChatEvent, RightsChanged, Visibility, VisibilityChanged};
use domain::client::{Event, IntakeChanged, TermsChanged};
use domain::group_rights::{GroupRights, Lack};
use domain::notice::Kind;
use projections::rows::Missing;

const ALL: GroupRights =
    GroupRights { admin: true, write: true, pin: true, invite: true, topics: true };

fn of(desk: &Desk) -> (Vec<Missing>, bool) {
    let all = desk.views.readiness().unwrap();
    let row = all.into_iter().find(|it| it.client.client == ROM).unwrap();
    (row.missing(), row.is_ready())
}

#[tokio::test]
async fn a_client_is_ready_once_nothing_is_missing_that_weighs() {
    let mut desk = Desk::open().await;
    let then = (vec![Missing::Terms, Missing::Intake, Missing::RightsUnknown], false);
    assert_eq!(of(&desk), then);
    let terms =
        TermsChanged { policy: "standard".parse().unwrap(), calendar: "always".parse().unwrap() };
    desk.of_client(ROM, Event::TermsChanged(terms)).await;
    let intake = IntakeChanged { intake: "standard".parse().unwrap() };
    desk.of_client(ROM, Event::IntakeChanged(intake)).await;
    let sees = Visibility::All;
    desk.of_chat(GROUP, ChatEvent::VisibilityChanged(VisibilityChanged { sees })).await;
    let rights = GroupRights { pin: false, ..ALL };
    desk.of_chat(GROUP, ChatEvent::RightsChanged(RightsChanged { rights })).await;
    assert_eq!(of(&desk), (vec![Missing::Right(Lack::Pin)], true));
    let rights = GroupRights { write: false, ..ALL };
    desk.of_chat(GROUP, ChatEvent::RightsChanged(RightsChanged { rights })).await;
    assert_eq!(of(&desk), (vec![Missing::Right(Lack::Write)], false));
}

#[tokio::test]
async fn staff_hear_once_of_what_was_lost_and_never_of_what_was_gained() {
    let mut desk = Desk::open().await;
    for rights in [GroupRights { admin: false, ..ALL }, ALL, GroupRights { pin: false, ..ALL }] {
        desk.of_chat(GROUP, ChatEvent::RightsChanged(RightsChanged { rights })).await;
    }
    let alarms = |desk: &Desk| {
        let pending = desk.views.pending(100).unwrap();
        pending.into_iter().filter(|it| it.kind == Kind::Alarm).count()
    };
    assert_eq!(alarms(&desk), 0);
    let rights = GroupRights { admin: false, ..ALL };
    desk.of_chat(GROUP, ChatEvent::RightsChanged(RightsChanged { rights })).await;
    assert_eq!(alarms(&desk), 1);
}
