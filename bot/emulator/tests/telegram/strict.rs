//! Strict: does every wrong call get Telegram's own words?

use crate::house::{House, house};
use serde_json::{Value, json};

#[tokio::test]
async fn a_wrong_token_is_not_authorized_and_a_malformed_one_is_not_found() {
    let house = house().await;
    for (token, status) in [("bot7000000001:wrong", 401), ("botwrong", 404), ("wrong", 404)] {
        let url = format!("{}/{token}/getMe", house.url);
        assert_eq!(house.http.get(url).send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn an_unknown_method_is_not_found() {
    let house = house().await;
    house.call("sendTelepathy", json!({})).await.refused(404, "Not Found");
}

#[tokio::test]
async fn a_chat_must_be_given_and_known() {
    let house = house().await;
    check(&house, "sendMessage", json!({"text": "x"}), "chat_id is empty").await;
    for chat in [json!(-1), json!("@nobody"), json!("x"), json!(99)] {
        let call = json!({"chat_id": chat, "text": "x"});
        check(&house, "sendMessage", call, "chat not found").await;
    }
}

#[tokio::test]
async fn a_text_must_be_there_and_within_4096_units_after_its_markup() {
    let house = house().await;
    let text = |text: &str| json!({"chat_id": house.group, "text": text, "parse_mode": "HTML"});
    check(&house, "sendMessage", text("  \n"), "message text is empty").await;
    check(&house, "sendMessage", text("<b></b>"), "message text is empty").await;
    check(&house, "sendMessage", text(&"я".repeat(4097)), "message is too long").await;
    check(&house, "sendMessage", text(&"🖨".repeat(2049)), "message is too long").await;
    house.call("sendMessage", text(&format!("<b>{}</b>", "я".repeat(4096)))).await.result();
    house.call("sendMessage", text(&"🖨".repeat(2048))).await.result();
}

#[tokio::test]
async fn markup_must_be_well_formed() {
    let house = house().await;
    let call = json!({"chat_id": house.group, "text": "<b>x", "parse_mode": "HTML"});
    let words = "can't parse entities: Can't find end tag corresponding to start tag \"b\"";
    check(&house, "sendMessage", call, words).await;
    let call = json!({"chat_id": house.group, "text": "x", "parse_mode": "Klingon"});
    check(&house, "sendMessage", call, "unsupported parse_mode").await;
    let outside = json!([{"type": "bold", "offset": 0, "length": 2}]);
    let call = json!({"chat_id": house.group, "text": "x", "entities": outside});
    check(&house, "sendMessage", call, "ENTITY_BOUNDS_INVALID").await;
}

#[tokio::test]
async fn a_button_carries_1_to_64_bytes() {
    let house = house().await;
    for (data, then) in [
        ("d".repeat(64), None),
        ("d".repeat(65), Some("BUTTON_DATA_INVALID")),
        ("я".repeat(33), Some("BUTTON_DATA_INVALID")),
        (String::new(), Some("BUTTON_DATA_INVALID")),
    ] {
        let call = buttons(&house, &json!([[{"text": "x", "callback_data": data}]]));
        match then {
            Some(words) => check(&house, "sendMessage", call, words).await,
            None => assert_eq!(house.call("sendMessage", call).await.status, 200),
        }
    }
    let bare = buttons(&house, &json!([[{"text": "x"}]]));
    let words = "can't parse inline keyboard button: Text buttons are unallowed in the inline \
                 keyboard";
    check(&house, "sendMessage", bare, words).await;
}

#[tokio::test]
async fn a_reply_needs_its_message_unless_it_may_go_without() {
    let house = house().await;
    let reply = |may: bool| {
        let to = json!({"message_id": 77, "allow_sending_without_reply": may});
        json!({"chat_id": house.group, "text": "x", "reply_parameters": to})
    };
    check(&house, "sendMessage", reply(false), "message to be replied not found").await;
    let sent = house.call("sendMessage", reply(true)).await;
    assert!(sent.result().get("reply_to_message").is_none());
}

#[tokio::test]
async fn a_topic_is_not_found_where_there_are_none() {
    let house = house().await;
    let call = json!({"chat_id": house.group, "text": "x", "message_thread_id": 5});
    check(&house, "sendMessage", call, "message thread not found").await;
}

#[tokio::test]
async fn a_reply_in_a_supergroup_names_the_thread_that_is_no_topic() {
    let house = house().await;
    let group = house.tg.add_supergroup(house.anna, "Big").unwrap();
    house.tg.add_bot(house.anna, group).unwrap();
    let root = house.say(group, "card").await.message();
    let reply = house.tg.reply(house.anna, group, root, "more").unwrap();
    house.confirm_all().await;
    house.tg.reply(house.anna, group, reply, "/new@desk_bot").unwrap();
    let message = house.updates().await[0]["message"].clone();
    assert_eq!(message["message_thread_id"], json!(root));
    assert!(message.get("is_topic_message").is_none());
    let call = json!({"chat_id": group, "text": "x", "message_thread_id": root});
    house.call("sendMessage", call).await.result();
}

#[tokio::test]
async fn an_edit_must_change_something_of_the_bots_own() {
    let house = house().await;
    let markup = json!({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]});
    let card = json!({"chat_id": house.group, "text": "card", "reply_markup": markup});
    let card = house.call("sendMessage", card).await.message();
    let annas = house.tg.say(house.anna, house.group, "hello").unwrap();
    let edit = |message: Value, text: &str| {
        json!({"chat_id": house.group, "message_id": message, "text": text,
            "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}})
    };
    let same = "message is not modified: specified new message content and reply markup are \
                exactly the same as a current content and reply markup of the message";
    check(&house, "editMessageText", edit(json!(card), "card"), same).await;
    let method = "editMessageText";
    check(&house, method, edit(json!(99), "new"), "message to edit not found").await;
    check(&house, method, edit(json!(annas), "new"), "message can't be edited").await;
    check(&house, method, edit(Value::Null, "new"), "message identifier is not specified").await;
    check(&house, method, edit(json!(card), &"x".repeat(4097)), "MESSAGE_TOO_LONG").await;
    house.call(method, edit(json!(card), "new")).await.result();
    assert!(house.tg.transcript(house.group).unwrap().by_bots().any(|it| it.edited));
}

#[tokio::test]
async fn an_edit_without_buttons_takes_them_away() {
    let house = house().await;
    let card = buttons(&house, &json!([[{"text": "Take", "callback_data": "t"}]]));
    let card = house.call("sendMessage", card).await.message();
    let edit = json!({"chat_id": house.group, "message_id": card, "text": "taken"});
    let edited = house.call("editMessageText", edit).await;
    assert!(edited.result().get("reply_markup").is_none());

    let markup = json!({"inline_keyboard": [[{"text": "Done", "callback_data": "d"}]]});
    let edit = json!({"chat_id": house.group, "message_id": card, "reply_markup": markup});
    house.call("editMessageReplyMarkup", edit).await.result();
    let transcript = house.tg.transcript(house.group).unwrap();
    assert_eq!(transcript.last().unwrap().buttons[0][0].text, "Done");
}

#[tokio::test]
async fn a_press_is_answered_in_time_and_in_200_characters() {
    let house = house().await;
    let card = buttons(&house, &json!([[{"text": "Take", "callback_data": "t"}]]));
    let card = house.call("sendMessage", card).await.message();
    let press = house.tg.press(house.anna, house.group, card, "Take").unwrap();
    let answer = |text: String| json!({"callback_query_id": press, "text": text});
    let method = "answerCallbackQuery";
    check(&house, method, answer("я".repeat(201)), "MESSAGE_TOO_LONG").await;

    house.tg.clock().advance(emulator::ANSWER_WITHIN);
    let too_old = "query is too old and response timeout expired or query ID is invalid";
    check(&house, method, answer("я".repeat(200)), too_old).await;
    check(&house, method, json!({"callback_query_id": "1"}), too_old).await;
}

#[tokio::test]
async fn a_reaction_is_one_known_emoji() {
    let house = house().await;
    let said = house.tg.say(house.anna, house.group, "hello").unwrap();
    let react = |list: Value| json!({"chat_id": house.group, "message_id": said, "reaction": list});
    let one = |emoji: &str| json!({"type": "emoji", "emoji": emoji});
    let method = "setMessageReaction";
    check(&house, method, react(json!([one("🎫")])), "REACTION_INVALID").await;
    check(&house, method, react(json!([one("👌"), one("👀")])), "REACTIONS_TOO_MANY").await;
    house.call(method, react(json!([one("👌")]))).await.result();
    assert_eq!(house.tg.transcript(house.group).unwrap().last().unwrap().reactions, ["👌"]);
    house.call(method, react(json!([]))).await.result();
    assert!(house.tg.transcript(house.group).unwrap().last().unwrap().reactions.is_empty());
}

#[tokio::test]
async fn the_bot_deletes_its_own_for_two_days_and_others_with_the_right() {
    let house = house().await;
    let own = house.say(house.group, "own").await.message();
    let old = house.say(house.group, "old").await.message();
    let annas = house.tg.say(house.anna, house.group, "hello").unwrap();
    let delete = |message: Value| json!({"chat_id": house.group, "message_id": message});
    let method = "deleteMessage";
    check(&house, method, delete(json!(99)), "message to delete not found").await;
    check(&house, method, delete(json!(annas)), "message can't be deleted").await;
    house.call(method, delete(json!(own))).await.result();
    check(&house, method, delete(json!(own)), "message to delete not found").await;

    house.tg.clock().advance(std::time::Duration::from_hours(48));
    check(&house, method, delete(json!(old)), "message can't be deleted").await;
    house.make_admin();
    house.call(method, delete(json!(old))).await.result();
    house.call(method, delete(json!(annas))).await.result();
}

#[tokio::test]
async fn a_menu_belongs_to_a_scope_and_a_language() {
    let house = house().await;
    let menu = |name: &str| json!([{"command": name, "description": "A new request"}]);
    let chat = json!({"type": "chat", "chat_id": house.group});
    let set = json!({"commands": menu("new"), "scope": chat, "language_code": "ru"});
    house.call("setMyCommands", set).await.result();
    let asked = json!({"scope": chat, "language_code": "ru"});
    assert_eq!(*house.call("getMyCommands", asked).await.result(), menu("new"));
    assert_eq!(*house.call("getMyCommands", json!({})).await.result(), json!([]));

    let wrong = json!({"commands": menu("New")});
    check(&house, "setMyCommands", wrong, "BOT_COMMAND_INVALID").await;
    let many = vec![json!({"command": "a", "description": "b"}); 101];
    check(&house, "setMyCommands", json!({"commands": many}), "BOT_COMMANDS_TOO_MUCH").await;
    let wrong = json!({"commands": menu("new"), "language_code": "russian"});
    check(&house, "setMyCommands", wrong, "invalid language code specified").await;
}

fn buttons(house: &House, rows: &Value) -> Value {
    json!({"chat_id": house.group, "text": "card", "reply_markup": {"inline_keyboard": rows}})
}

async fn check(house: &House, method: &str, call: Value, then: &str) {
    house.call(method, call).await.refused(400, &format!("Bad Request: {then}"));
}
