//! Who comes in by which link?

use crate::house::house;
use emulator::{Impossible, Profile, Right, Standing};
use serde_json::json;

#[tokio::test]
async fn whoever_follows_a_link_is_told_of_with_it_to_an_administrator() {
    let house = house().await;
    let group = house.group;
    let refused = house.call("createChatInviteLink", json!({"chat_id": group})).await;
    let why = "Bad Request: not enough rights to manage chat invite link";
    assert_eq!(refused.body["description"], why);

    let admin = Standing::administrator([Right::InviteUsers]);
    house.tg.promote(house.anna, group, house.tg.bot(), admin).expect("Anna may");
    let long = json!({"chat_id": group, "name": "x".repeat(33)});
    assert_eq!(house.call("createChatInviteLink", long).await.body["ok"], false);
    let asked = json!({"chat_id": group, "name": "ROM 1"});
    let made = house.call("createChatInviteLink", asked).await.result().clone();
    assert_eq!((&made["name"], &made["is_revoked"]), (&json!("ROM 1"), &json!(false)));
    let link = made["invite_link"].as_str().expect("a link").to_owned();
    assert_eq!(house.tg.links(group), std::slice::from_ref(&link));

    let kinds = json!({"allowed_updates": ["chat_member"], "timeout": 0});
    house.call("getUpdates", kinds).await;
    let carl = house.tg.add_user(Profile::named("Carl"));
    house.tg.follow_link(carl, &link).expect("the link works");
    house.tg.follow_link(carl, &link).expect("it is harmless again");
    let dora = house.tg.add_user(Profile::named("Dora"));
    house.tg.invite(house.anna, group, dora).expect("Anna may");
    let told: Vec<_> =
        house.updates().await.into_iter().filter_map(|it| it.get("chat_member").cloned()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0]["invite_link"], made);
    assert_eq!(told[0]["new_chat_member"]["status"], "member");
    assert!(told[1].get("invite_link").is_none());

    let revoked = json!({"chat_id": group, "invite_link": link});
    let revoked = house.call("revokeChatInviteLink", revoked).await.result().clone();
    assert_eq!(revoked["is_revoked"], true);
    let late = house.tg.add_user(Profile::named("Eve"));
    assert_eq!(house.tg.follow_link(late, &link), Err(Impossible::NoLink));
    assert!(house.tg.links(group).is_empty());
    assert_eq!(house.tg.departures(), Vec::<String>::new());
}
