//! Media: do files, albums and copies come out as they went in?

use crate::house::{House, house};
use emulator::Attachment;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

#[tokio::test]
async fn a_photo_comes_in_sizes_that_can_be_downloaded() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    house.tg.send_photo(house.anna, house.group, "/new@desk_bot Printer").unwrap();
    let message = house.updates().await[0]["message"].clone();
    assert_eq!(message["caption"], "/new@desk_bot Printer");
    assert_eq!(message["caption_entities"][0]["type"], "bot_command");
    let sizes = message["photo"].as_array().unwrap();
    assert!(sizes[0]["width"].as_u64() < sizes[1]["width"].as_u64());

    let id = &sizes[1]["file_id"];
    let file = house.call("getFile", json!({"file_id": id})).await;
    let path = file.result()["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{}/{path}", house.url, house.tg.token());
    let bytes = house.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(Some(bytes.len() as u64), sizes[1]["file_size"].as_u64());
    assert!(bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_file_over_20_megabytes_cannot_be_downloaded() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    let file = Attachment::document("dump.zip", "application/zip", b"PK");
    let size = 20 * 1024 * 1024 + 1;
    house.tg.send_files(house.anna, house.group, &[file.of_size(size)], "", None).unwrap();
    let document = house.updates().await[0]["message"]["document"].clone();
    assert_eq!(document["file_name"], "dump.zip");
    assert_eq!(document["file_size"], size);
    let call = json!({"file_id": document["file_id"]});
    house.call("getFile", call).await.refused(400, "Bad Request: file is too big");
    let call = json!({"file_id": "x"});
    house.call("getFile", call).await.refused(400, "Bad Request: invalid file_id");
}

#[tokio::test]
async fn an_album_comes_as_updates_of_one_group_without_an_end() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    let files = [Attachment::photo(1), Attachment::photo(2), Attachment::photo(3)];
    house.tg.send_files(house.anna, house.group, &files, "three", None).unwrap();
    let updates = house.updates().await;
    assert_eq!(updates.len(), 3);
    let album = &updates[0]["message"]["media_group_id"];
    assert!(album.is_string());
    assert!(updates.iter().all(|it| it["message"]["media_group_id"] == *album));
    assert_eq!(updates[0]["message"]["caption"], "three");
    assert!(updates[1]["message"].get("caption").is_none());
}

#[tokio::test]
async fn more_than_ten_files_are_several_albums() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    let files: Vec<_> = (0..12).map(Attachment::photo).collect();
    house.tg.send_files(house.anna, house.group, &files, "", None).unwrap();
    let updates = house.updates().await;
    let albums: Vec<_> = updates.iter().map(|it| &it["message"]["media_group_id"]).collect();
    assert_eq!(albums.len(), 12);
    assert_eq!((albums[0], albums[10]), (albums[9], albums[11]));
    assert_ne!(albums[9], albums[10]);
}

#[tokio::test]
async fn the_bot_sends_what_it_uploads_and_what_it_was_sent() {
    let house = house().await;
    let bytes = Part::bytes(b"hello".to_vec()).file_name("log.txt").mime_str("text/plain").unwrap();
    let sent = upload(&house, "sendDocument", "document", bytes).await;
    let document = &sent["result"]["document"];
    assert_eq!(document["file_name"], "log.txt");
    assert_eq!(document["mime_type"], "text/plain");

    let again =
        json!({"chat_id": house.group, "document": document["file_id"], "caption": "again"});
    let again = house.call("sendDocument", again).await;
    assert_eq!(again.result()["document"]["file_unique_id"], document["file_unique_id"]);

    let wrong = json!({"chat_id": house.group, "photo": document["file_id"]});
    let words = "Bad Request: can't use file of type Document as Photo";
    house.call("sendPhoto", wrong).await.refused(400, words);
    let none = json!({"chat_id": house.group});
    let words = "Bad Request: there is no photo in the request";
    house.call("sendPhoto", none).await.refused(400, words);
    let text = Part::bytes(b"no picture".to_vec()).file_name("x.png");
    let refused = upload(&house, "sendPhoto", "photo", text).await;
    assert_eq!(refused["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    let long = json!({"chat_id": house.group, "document": document["file_id"],
        "caption": "я".repeat(1025)});
    let words = "Bad Request: message caption is too long";
    house.call("sendDocument", long).await.refused(400, words);
}

#[tokio::test]
async fn an_album_of_the_bot_has_two_to_ten_items_of_one_kind() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    house.tg.send_photo(house.anna, house.group, "").unwrap();
    let photo = house.updates().await[0]["message"]["photo"][1]["file_id"].clone();
    let album = |count: usize| {
        let items = vec![json!({"type": "photo", "media": photo, "caption": "x"}); count];
        json!({"chat_id": house.group, "media": items})
    };
    let few = "Bad Request: there are not enough messages to send as an album";
    house.call("sendMediaGroup", album(1)).await.refused(400, few);
    let many = "Bad Request: too many messages to send as an album";
    house.call("sendMediaGroup", album(11)).await.refused(400, many);
    let sent = house.call("sendMediaGroup", album(3)).await;
    let sent = sent.result().as_array().unwrap();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0]["media_group_id"], sent[2]["media_group_id"]);
    assert_eq!(house.tg.budget(house.group).sends, 3);
}

#[tokio::test]
async fn a_copy_has_no_origin_and_a_forward_has_one() {
    let house = house().await;
    let staff = house.tg.add_group(house.anna, "Staff").unwrap();
    house.tg.add_bot(house.anna, staff).unwrap();
    let said = house.tg.say(house.anna, house.group, "It blinks").unwrap();
    let call = |message: Value| json!({"chat_id": staff, "from_chat_id": house.group, "message_id": message});

    let copy = house.call("copyMessage", call(json!(said))).await.message();
    let forward = house.call("forwardMessage", call(json!(said))).await;
    let origin = &forward.result()["forward_origin"];
    assert_eq!(origin["sender_user"]["first_name"], "Anna");

    let transcript = house.tg.transcript(staff).unwrap();
    let line = transcript.lines.iter().find(|it| it.message == copy).unwrap();
    assert_eq!((line.text.as_str(), line.name.as_str()), ("It blinks", "Desk"));
    let words = "Bad Request: message to copy not found";
    house.call("copyMessage", call(json!(99))).await.refused(400, words);
    let words = "Bad Request: message can't be copied";
    house.call("copyMessage", call(json!(1))).await.refused(400, words);
    let words = "Bad Request: message to forward not found";
    house.call("forwardMessage", call(json!(99))).await.refused(400, words);
}

#[tokio::test]
async fn an_album_is_copied_as_an_album() {
    let house = house().await;
    let files = [Attachment::photo(1), Attachment::photo(2)];
    let album = house.tg.send_files(house.anna, house.group, &files, "two", None).unwrap();
    let private = house.anna.private();
    house.tg.start(house.anna, "").unwrap();
    let ids = json!([album[0], album[1], 99]);
    let call = json!({"chat_id": private, "from_chat_id": house.group, "message_ids": ids});
    let copied = house.call("copyMessages", call).await;
    assert_eq!(copied.result().as_array().unwrap().len(), 2);
    let transcript = house.tg.transcript(private).unwrap();
    let lines: Vec<_> = transcript.by_bots().collect();
    assert_eq!(lines[0].text, "two");
    assert!(lines.iter().all(|it| it.files.len() == 1));

    let back = json!([album[1], album[0]]);
    let call = json!({"chat_id": private, "from_chat_id": house.group, "message_ids": back});
    let words = "Bad Request: message identifiers must be in a strictly increasing order";
    house.call("copyMessages", call).await.refused(400, words);
}

async fn upload(house: &House, method: &str, field: &'static str, part: Part) -> Value {
    let form = Form::new().text("chat_id", house.group.to_string()).part(field, part);
    let url = format!("{}/bot{}/{method}", house.url, house.tg.token());
    let answer = house.http.post(url).multipart(form).send().await.expect("an answer");
    answer.json().await.expect("JSON")
}
