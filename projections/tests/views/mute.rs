//! What waits where nothing can be said, and what is told of it?

use crate::desk::{Desk, GROUP, ROM, STAFF, SUPERGROUP, monday, relayed_words};
use domain::chat::{
    Event, Migrated, RightsChanged, TopicFound, TopicLost, Visibility, VisibilityChanged,
};
use domain::client;
use domain::group_rights::GroupRights;
use domain::link::ChatUnlinked;
use domain::notice::Kind;
use domain::ticket;
use domain::{At, ChatId};

const WRITES: GroupRights =
    GroupRights { admin: false, write: true, pin: false, invite: false, topics: false };

fn ready(desk: &Desk, chat: ChatId) -> Vec<(Kind, Option<i64>)> {
    let now = At::from(monday(600));
    let ready = desk.views.ready_in(chat, now, 100).unwrap();
    let listed = desk.views.chats_with_ready(now).unwrap().contains(&chat);
    assert_eq!(listed, !ready.is_empty(), "both ways of asking agree");
    ready.into_iter().map(|it| (it.kind, it.thread)).collect()
}

async fn may_write(desk: &mut Desk, write: bool) {
    let rights = GroupRights { write, ..WRITES };
    desk.of_chat(GROUP, Event::RightsChanged(RightsChanged { rights })).await;
}

async fn told() -> Desk {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    desk
}

#[tokio::test]
async fn what_is_to_be_said_in_a_mute_group_waits_and_staff_hear_of_each_answer() {
    let mut desk = told().await;
    may_write(&mut desk, true).await;
    assert_eq!(ready(&desk, STAFF), []);
    may_write(&mut desk, false).await;
    assert_eq!(ready(&desk, STAFF), [(Kind::Alarm, None)]);
    desk.of_ticket(1, ticket::Event::MessageAdded(relayed_words(75))).await;
    assert_eq!(ready(&desk, GROUP), []);
    let of_staff: Vec<_> = ready(&desk, STAFF).into_iter().map(|it| it.0).collect();
    assert!(of_staff.contains(&Kind::Waits), "{of_staff:?}");
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(ready(&desk, GROUP), []);
    may_write(&mut desk, true).await;
    let said: Vec<_> = ready(&desk, GROUP).into_iter().map(|it| it.0).collect();
    assert!(said.contains(&Kind::Answer), "{said:?}");
}

#[tokio::test]
async fn a_group_of_which_only_that_it_is_mute_was_ever_told_is_alarmed_too() {
    let mut desk = told().await;
    may_write(&mut desk, false).await;
    assert_eq!(ready(&desk, STAFF), [(Kind::Alarm, None)]);
}

#[tokio::test]
async fn what_belongs_in_a_lost_topic_is_said_in_the_general_one_and_waits_if_that_is_lost() {
    let mut desk = told().await;
    may_write(&mut desk, true).await;
    let mut registered = crate::desk::registered(2, 12);
    registered.thread = Some(9);
    desk.of_ticket(2, ticket::Event::Registered(registered)).await;
    let threads = |desk: &Desk| {
        let mut all = ready(desk, GROUP);
        all.sort_by_key(|it| it.0);
        all
    };
    assert_eq!(threads(&desk), [(Kind::Receipt, Some(9)), (Kind::Card, Some(9))]);
    desk.of_chat(GROUP, Event::TopicLost(TopicLost { thread: Some(9) })).await;
    let general = [(Kind::Receipt, None), (Kind::Card, None), (Kind::TopicLost, None)];
    assert_eq!(threads(&desk), general);
    desk.of_chat(GROUP, Event::TopicLost(TopicLost { thread: None })).await;
    assert_eq!(threads(&desk), []);
    assert!(ready(&desk, STAFF).contains(&(Kind::Alarm, None)));
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(threads(&desk), []);
    desk.of_chat(GROUP, Event::TopicFound(TopicFound { thread: None })).await;
    assert_eq!(threads(&desk), general);
    let rights = GroupRights { topics: true, ..WRITES };
    desk.of_chat(GROUP, Event::RightsChanged(RightsChanged { rights })).await;
    assert_eq!(threads(&desk)[..2], [(Kind::Receipt, Some(9)), (Kind::Card, Some(9))]);
}

#[tokio::test]
async fn all_linked_groups_are_known_and_whether_the_bot_is_mute_there() {
    let mut desk = Desk::open().await;
    let groups = |desk: &Desk| {
        let linked = desk.views.linked_groups().unwrap();
        linked.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(groups(&desk), [(STAFF, false), (GROUP, false)], "nobody has told yet");
    may_write(&mut desk, false).await;
    assert_eq!(groups(&desk), [(STAFF, false), (GROUP, true)]);
    // Where the bot is no member it is not mute: a try tells.
    let sees = Visibility::Nothing;
    desk.of_chat(GROUP, Event::VisibilityChanged(VisibilityChanged { sees })).await;
    assert_eq!(groups(&desk), [(STAFF, false), (GROUP, false)]);
    desk.of_chat(ChatId::Group(-77), Event::VisibilityChanged(VisibilityChanged { sees })).await;
    assert_eq!(groups(&desk).len(), 2, "a group of nobody's is none of ours");
    let (from, to) = (GROUP, SUPERGROUP);
    desk.of_chat(GROUP, Event::Migrated(Migrated { from, to })).await;
    assert_eq!(groups(&desk), [(SUPERGROUP, false), (STAFF, false)], "one goes on as another");
    let unlinked = client::Event::ChatUnlinked(ChatUnlinked { chat: SUPERGROUP });
    desk.of_client(ROM, unlinked).await;
    assert_eq!(groups(&desk), [(STAFF, false)]);
}
