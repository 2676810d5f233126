//! Talk: does a conversation go as with Telegram?

use crate::house::{self, house};
use emulator::{Impossible, Profile, Toast};
use serde_json::json;

#[tokio::test]
async fn the_bot_introduces_itself_in_any_case_of_letters() {
    let house = house().await;
    for method in ["getMe", "GetMe", "getme"] {
        let me = house.call(method, json!({})).await;
        let me = me.result();
        assert_eq!(me["username"], "desk_bot");
        assert_eq!(me["can_read_all_group_messages"], false);
        assert_eq!(me["has_main_web_app"], false);
    }
}

#[tokio::test]
async fn json_forms_and_query_strings_say_the_same() {
    let house = house().await;
    let url = format!("{}/bot{}/sendMessage", house.url, house.tg.token());
    let chat = house.group.to_string();
    let form = house.http.post(&url);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(format!("chat_id={chat}&text=one+%26+two"));
    let parts = reqwest::multipart::Form::new().text("chat_id", chat.clone()).text("text", "three");
    for request in [form, house.http.post(&url).multipart(parts)] {
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    house.http.get(format!("{url}?chat_id={chat}&text=four")).send().await.unwrap();

    let transcript = house.tg.transcript(house.group).unwrap();
    let said: Vec<_> = transcript.by_bots().map(|it| it.text.as_str()).collect();
    assert_eq!(said, ["one & two", "three", "four"]);
}

#[tokio::test]
async fn a_command_reaches_the_bot_and_its_reply_reaches_the_chat() {
    let house = house().await;
    house.confirm_all().await;
    let asked = house.tg.say(house.anna, house.group, "/new@desk_bot Printer").unwrap();

    let updates = house.updates().await;
    let message = &updates[0]["message"];
    assert_eq!(message["text"], "/new@desk_bot Printer");
    assert_eq!(message["from"]["last_name"], "Petrova");
    assert_eq!(message["from"]["language_code"], "ru");
    assert_eq!(message["chat"]["type"], "group");
    assert_eq!(message["entities"][0]["type"], "bot_command");

    let sent = house
        .call(
            "sendMessage",
            json!({
                "chat_id": house.group,
                "text": "<b>№ ROM-57</b> accepted",
                "parse_mode": "HTML",
                "reply_parameters": {"message_id": asked},
                "reply_markup": {"inline_keyboard": [[{"text": "Fault", "callback_data": "f"}]]},
            }),
        )
        .await;
    assert_eq!(sent.result()["reply_to_message"]["message_id"], json!(asked));
    assert_eq!(sent.result()["entities"][0]["length"], 8);

    let transcript = house.tg.transcript(house.group).unwrap();
    let line = transcript.last().unwrap();
    assert_eq!((line.message, line.html.as_str()), (sent.message(), "<b>№ ROM-57</b> accepted"));
    assert_eq!(line.reply_to.as_ref().unwrap().name, "Anna Petrova");
    assert_eq!(line.buttons[0][0].text, "Fault");
}

#[tokio::test]
async fn a_reply_embeds_one_level() {
    let house = house().await;
    let first = house.say(house.group, "first").await.message();
    let second = house.tg.reply(house.anna, house.group, first, "second").unwrap();
    house.confirm_all().await;
    let boris = house.tg.add_user("Boris");
    house.tg.invite(house.anna, house.group, boris).unwrap();
    house.tg.reply(boris, house.group, first, "third").unwrap();
    house.tg.reply(boris, house.group, second, "/ticket@desk_bot").unwrap();

    let updates = house.updates().await;
    assert_eq!(updates[1]["message"]["reply_to_message"]["text"], "first");
    let embedded = &updates[2]["message"]["reply_to_message"];
    assert_eq!(embedded["text"], "second");
    assert!(embedded.get("reply_to_message").is_none());
}

#[tokio::test]
async fn a_press_is_answered_once_and_seen_by_the_presser() {
    let house = house().await;
    let markup = json!({"inline_keyboard": [[{"text": "Take", "callback_data": "v1|take"}]]});
    let card = json!({"chat_id": house.group, "text": "card", "reply_markup": markup});
    let card = house.call("sendMessage", card).await.message();
    house.confirm_all().await;
    let press = house.tg.press(house.anna, house.group, card, "Take").unwrap();

    let query = house.updates().await[0]["callback_query"].clone();
    assert_eq!(query["data"], "v1|take");
    assert_eq!(query["id"], json!(press));
    assert_eq!(query["from"]["id"], json!(house.anna));
    assert_eq!(query["message"]["message_id"], json!(card));
    assert_eq!(house.tg.toast(&press), None);

    let answer = json!({"callback_query_id": press, "text": "Yours", "show_alert": true});
    house.call("answerCallbackQuery", answer.clone()).await.result();
    assert_eq!(
        house.tg.toast(&press),
        Some(Toast { text: "Yours".to_owned(), alert: true, opens: None })
    );

    let too_old =
        "Bad Request: query is too old and response timeout expired or query ID is invalid";
    house.call("answerCallbackQuery", answer).await.refused(400, too_old);
    let shown = house.tg.transcript(house.group).unwrap().to_string();
    assert!(shown.contains("[Take]") && shown.contains("Yours"), "{shown}");
}

#[tokio::test]
async fn people_can_do_only_what_their_application_offers() {
    let house = house().await;
    let boris = house.tg.add_user(Profile::named("Boris"));
    let said = house.tg.say(house.anna, house.group, "hello").unwrap();
    let outside = Impossible::NotInside { person: boris, chat: house.group };
    assert_eq!(house.tg.say(boris, house.group, "hello"), Err(outside));
    assert_eq!(house.tg.say(house.anna, house.group, "  "), Err(Impossible::Empty));
    let button = house.tg.press(house.anna, house.group, said, "Take");
    assert_eq!(button, Err(Impossible::NoSuchButton(said)));
    house.tg.invite(house.anna, house.group, boris).unwrap();
    let edited = house.tg.edit(boris, house.group, said, "bye");
    assert_eq!(edited, Err(Impossible::NotTheirs(said)));
}

#[tokio::test]
async fn a_start_link_opens_a_private_chat_that_the_bot_cannot_open_itself() {
    let house = house().await;
    let private = house.anna.private();
    let first = "Forbidden: bot can't initiate conversation with a user";
    house.say(private, "hello").await.refused(403, first);
    house.confirm_all().await;

    house.tg.start(house.anna, "token").unwrap();

    let message = house.updates().await[0]["message"].clone();
    assert_eq!(message["text"], "/start token");
    assert_eq!(message["chat"]["type"], "private");
    house.say(private, "hello").await.result();

    house.tg.block_bot(house.anna).unwrap();
    house.say(private, "hello").await.refused(403, "Forbidden: bot was blocked by the user");
}

#[tokio::test]
async fn a_startgroup_link_brings_the_bot_in_and_posts_the_token() {
    let house = house().await;
    let staff = house.tg.add_group(house.anna, "Staff").unwrap();
    house.confirm_all().await;
    house.tg.start_group(house.anna, staff, "Abc-123").unwrap();

    let updates = house.updates().await;
    let change = &updates[0]["my_chat_member"];
    assert_eq!(change["old_chat_member"]["status"], "left");
    assert_eq!(change["new_chat_member"]["status"], "member");
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["username"], "desk_bot");
    assert_eq!(updates[2]["message"]["text"], "/start@desk_bot Abc-123");
}

#[tokio::test]
async fn an_edit_by_a_person_comes_with_its_date_and_a_deletion_does_not_come() {
    let house = house().await;
    let said = house.tg.say(house.anna, house.group, "/new@desk_bot Printer").unwrap();
    house.confirm_all().await;
    house.tg.clock().advance(std::time::Duration::from_mins(1));
    house.tg.edit(house.anna, house.group, said, "/new@desk_bot Printer 2").unwrap();
    house.tg.delete(house.anna, house.group, said).unwrap();

    let updates = house.updates().await;
    assert_eq!(updates.len(), 1);
    let edited = &updates[0]["edited_message"];
    assert_eq!(edited["text"], "/new@desk_bot Printer 2");
    assert_eq!(edited["edit_date"].as_i64(), Some(house::monday().timestamp() + 60));
    assert_eq!(edited["date"].as_i64(), Some(house::monday().timestamp()));
}
