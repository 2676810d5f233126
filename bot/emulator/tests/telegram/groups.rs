//! Groups: what does the bot learn of its standing, and what may it do then?

use crate::house::house;
use emulator::{Right, Standing};
use serde_json::{Value, json};

#[tokio::test]
async fn a_bot_thrown_out_is_told_so_by_update_and_by_refusal() {
    let house = house().await;
    house.confirm_all().await;
    house.tg.kick(house.anna, house.group, house.tg.bot()).unwrap();
    let updates = house.updates().await;
    let change = updates.last().unwrap()["my_chat_member"].clone();
    assert_eq!(change["old_chat_member"]["status"], "member");
    assert_eq!(change["new_chat_member"]["status"], "kicked");
    let kicked = "Forbidden: bot was kicked from the group chat";
    house.say(house.group, "x").await.refused(403, kicked);

    house.confirm_all().await;
    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    assert!(house.updates().await.is_empty());
    house.tg.add_bot(house.anna, house.group).unwrap();
    house.say(house.group, "x").await.result();
}

#[tokio::test]
async fn a_bot_that_left_is_not_a_member() {
    let house = house().await;
    let group = house.tg.add_supergroup(house.anna, "Big").unwrap();
    house.tg.add_bot(house.anna, group).unwrap();
    house.call("leaveChat", json!({"chat_id": group})).await.result();
    let left = "Forbidden: bot is not a member of the supergroup chat";
    house.say(group, "x").await.refused(403, left);
}

#[tokio::test]
async fn a_promotion_is_told_and_the_bot_then_sees_all() {
    let house = house().await;
    house.confirm_all().await;
    house.make_admin();
    let change = house.updates().await[0]["my_chat_member"].clone();
    assert_eq!(change["new_chat_member"]["status"], "administrator");
    assert_eq!(change["new_chat_member"]["can_pin_messages"], true);
}

#[tokio::test]
async fn pinning_needs_the_right_and_tells_the_chat() {
    let house = house().await;
    let card = house.say(house.group, "card").await.message();
    let pin = json!({"chat_id": house.group, "message_id": card});
    let words = "Bad Request: not enough rights to manage pinned messages in the chat";
    house.call("pinChatMessage", pin.clone()).await.refused(400, words);
    let admin = Standing::administrator([Right::PinMessages]);
    house.tg.promote(house.anna, house.group, house.tg.bot(), admin).unwrap();
    house.confirm_all().await;

    house.call("pinChatMessage", pin.clone()).await.result();
    house.call("pinChatMessage", pin.clone()).await.result();

    let updates = house.updates().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["message"]["pinned_message"]["message_id"], json!(card));
    let chat = house.call("getChat", json!({"chat_id": house.group})).await;
    assert_eq!(chat.result()["pinned_message"]["text"], "card");
    house.call("unpinChatMessage", pin.clone()).await.result();
    assert!(!house.tg.transcript(house.group).unwrap().lines.iter().any(|it| it.pinned));
    let missing = json!({"chat_id": house.group, "message_id": 99});
    let words = "Bad Request: message to pin not found";
    house.call("pinChatMessage", missing).await.refused(400, words);
}

#[tokio::test]
async fn of_others_the_bot_learns_as_administrator() {
    let house = house().await;
    let ask = |user: Value| json!({"chat_id": house.group, "user_id": user});
    let anna = json!(house.anna);
    let words = "Bad Request: member list is inaccessible";
    house.call("getChatMember", ask(anna.clone())).await.refused(400, words);
    let own = house.call("getChatMember", ask(json!(house.tg.bot()))).await;
    assert_eq!(own.result()["status"], "member");
    let admins = house.call("getChatAdministrators", json!({"chat_id": house.group})).await;
    assert_eq!(admins.result()[0]["user"]["first_name"], "Anna");
    assert_eq!(admins.result()[0]["status"], "creator");

    house.make_admin();
    let told = house.call("getChatMember", ask(anna)).await;
    assert_eq!(told.result()["status"], "creator");
    let stranger = house.tg.add_user("Boris");
    let told = house.call("getChatMember", ask(json!(stranger))).await;
    assert_eq!(told.result()["status"], "left");
    house.call("getChatMember", ask(json!(1))).await.refused(400, "Bad Request: user not found");
    let admins = house.call("getChatAdministrators", json!({"chat_id": house.group})).await;
    assert_eq!(admins.result().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_gets_another_id_and_numbers_from_one() {
    let house = house().await;
    let old = house.group;
    let card = house.say(old, "card").await.message();
    house.confirm_all().await;
    let new = house.tg.migrate(old).unwrap();
    assert!(new.to_string().starts_with("-100"), "{new}");

    let updates = house.updates().await;
    assert_eq!(updates[0]["message"]["chat"]["id"], json!(old));
    assert_eq!(updates[0]["message"]["migrate_to_chat_id"], json!(new));
    assert_eq!(updates[1]["message"]["chat"]["id"], json!(new));
    assert_eq!(updates[1]["message"]["chat"]["type"], "supergroup");
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], json!(old));
    assert_eq!(updates[1]["message"]["message_id"], 1);

    let edit = json!({"chat_id": old, "message_id": card, "text": "new"});
    for answer in [house.say(old, "x").await, house.call("editMessageText", edit).await] {
        let words = "Bad Request: group chat was upgraded to a supergroup chat";
        answer.refused(400, words);
        assert_eq!(answer.body["parameters"], json!({"migrate_to_chat_id": new}));
    }
    assert_eq!(house.say(new, "x").await.message().0, 2);
    let moved = house.tg.say(house.anna, old, "x");
    assert_eq!(moved, Err(emulator::Impossible::Migrated(new)));
    let edit = json!({"chat_id": new, "message_id": card, "text": "new"});
    let words = "Bad Request: message to edit not found";
    house.call("editMessageText", edit).await.refused(400, words);
}
