//! Library: does teloxide, which the real bot uses, understand every answer?

use crate::house::{House, house};
use emulator::Attachment;
use serde_json::json;
use teloxide::prelude::*;
use teloxide::types::{
    AllowedUpdate, ChatMemberKind, InlineKeyboardButton, InlineKeyboardMarkup, InputFile,
    InputMedia, InputMediaDocument, MessageKind, ParseMode, ReactionType, ReplyParameters,
    UpdateKind,
};

#[tokio::test]
async fn every_answer_is_understood() {
    let house = house().await;
    house.make_admin();
    let bot = bot(&house);
    let chat = ChatId(house.group.0);
    assert_eq!(bot.get_me().await.unwrap().username(), "desk_bot");

    let rows = [[InlineKeyboardButton::callback("Take", "t")]];
    let card = bot.send_message(chat, "<b>card</b>").parse_mode(ParseMode::Html);
    let card = card.reply_markup(InlineKeyboardMarkup::new(rows)).await.unwrap();
    assert_eq!(card.text(), Some("card"));
    let reply = bot.send_message(chat, "more").reply_parameters(ReplyParameters::new(card.id));
    assert_eq!(reply.await.unwrap().reply_to_message().unwrap().id, card.id);
    assert!(bot.edit_message_text(chat, card.id, "new").await.unwrap().edit_date().is_some());
    bot.pin_chat_message(chat, card.id).await.unwrap();
    let emoji = ReactionType::Emoji { emoji: "👌".to_owned() };
    bot.set_message_reaction(chat, card.id).reaction([emoji]).await.unwrap();

    let full = bot.get_chat(chat).await.unwrap();
    assert_eq!(full.title(), Some("ACME"));
    assert_eq!(full.pinned_message.unwrap().id, card.id);
    let me = bot.get_chat_member(chat, UserId(7_000_000_001)).await.unwrap();
    assert!(matches!(me.kind, ChatMemberKind::Administrator(it) if it.can_pin_messages));
    assert_eq!(bot.get_chat_administrators(chat).await.unwrap().len(), 2);

    let file = || InputFile::memory("hello").file_name("log.txt");
    let sent = bot.send_document(chat, file()).caption("log").await.unwrap();
    let id = sent.document().unwrap().file.id.clone();
    assert_eq!(bot.get_file(id).await.unwrap().size, 5);
    house.tg.clock().advance(std::time::Duration::from_mins(2));
    let item = || InputMedia::Document(InputMediaDocument::new(file()));
    assert_eq!(bot.send_media_group(chat, [item(), item()]).await.unwrap().len(), 2);
    bot.copy_message(chat, chat, sent.id).await.unwrap();
    bot.delete_message(chat, sent.id).await.unwrap();
}

#[tokio::test]
async fn every_update_is_understood() {
    let house = house().await;
    house.make_admin();
    let bot = bot(&house);
    let all = [
        AllowedUpdate::Message,
        AllowedUpdate::EditedMessage,
        AllowedUpdate::CallbackQuery,
        AllowedUpdate::MyChatMember,
        AllowedUpdate::ChatMember,
        AllowedUpdate::MessageReaction,
    ];
    bot.get_updates().allowed_updates(all).await.unwrap();
    let (tg, anna, group) = (&house.tg, house.anna, house.group);
    let boris = tg.add_user("Boris");
    tg.invite(anna, group, boris).unwrap();
    let said = tg.say(anna, group, "/new@desk_bot https://x.yz #tag @anna").unwrap();
    tg.edit(anna, group, said, "other").unwrap();
    tg.react(anna, group, said, "👍").unwrap();
    let files = [Attachment::photo(1), Attachment::document("a", "text/plain", b"a")];
    tg.send_files(anna, group, &files, "caption", Some(said)).unwrap();
    tg.pin(anna, group, said).unwrap();
    tg.retitle(anna, group, "New").unwrap();
    tg.start(anna, "token").unwrap();
    tg.block_bot(anna).unwrap();
    let markup = json!({"inline_keyboard": [[{"text": "Take", "callback_data": "t"}]]});
    let card = json!({"chat_id": group, "text": "card", "reply_markup": markup});
    let card = house.call("sendMessage", card).await.message();
    tg.press(anna, group, card, "Take").unwrap();
    tg.leave(boris, group).unwrap();
    tg.migrate(group).unwrap();

    let updates = bot.get_updates().await.unwrap();
    assert!(updates.len() > 18, "{}", updates.len());
    for update in updates {
        match update.kind {
            UpdateKind::Error(raw) => panic!("not understood: {raw}"),
            UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => {
                assert!(!matches!(message.kind, MessageKind::Empty {}), "{message:?}");
            }
            _ => (),
        }
    }
}

#[tokio::test]
async fn refusals_become_the_errors_of_the_library() {
    use teloxide::{ApiError, RequestError};
    let house = house().await;
    let bot = bot(&house);
    let unknown = bot.send_message(ChatId(-1), "x").await.unwrap_err();
    assert!(matches!(unknown, RequestError::Api(ApiError::ChatNotFound)), "{unknown:?}");
    let new = house.tg.migrate(house.group).unwrap();
    let moved = bot.send_message(ChatId(house.group.0), "x").await.unwrap_err();
    assert!(matches!(moved, RequestError::MigrateToChatId(to) if to.0 == new.0), "{moved:?}");
    let until = house.tg.clock().now() + chrono::TimeDelta::seconds(7);
    house.tg.faults().flood(new, until);
    let wait = bot.send_message(ChatId(new.0), "x").await.unwrap_err();
    assert!(matches!(wait, RequestError::RetryAfter(it) if it.seconds() == 7), "{wait:?}");
}

fn bot(house: &House) -> Bot {
    Bot::new(house.tg.token()).set_api_url(house.url.parse().expect("an address"))
}
