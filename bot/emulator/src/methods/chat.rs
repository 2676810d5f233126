//! Chat: what the bot may know of a chat, and how it leaves one.

use super::Desk;
use super::reach::Access;
use crate::ids::UserId;
use crate::model::{ChatKind, MembersSend, Service, Standing};
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// What a bot may be seen doing.
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(crate) fn get_chat(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Read)?;
    let place = desk.place(chat);
    let mut json = desk.world.chat_json(place);
    json["accent_color_id"] = json!(0);
    json["max_reaction_count"] = json!(11);
    json["accepted_gift_types"] = json!({
        "unlimited_gifts": false,
        "limited_gifts": false,
        "unique_gifts": false,
        "premium_subscription": false,
        "gifts_from_channels": false,
    });
    if place.kind != ChatKind::Private {
        json["permissions"] = permissions(place.members_send);
    }
    let pinned = place.pinned.last().and_then(|it| place.messages.get(it));
    if let Some(pinned) = pinned {
        json["pinned_message"] = desk.world.message_json(place, pinned);
    }
    Ok(json)
}

/// What every member may do.
fn permissions(send: MembersSend) -> Value {
    let mut json = json!({"can_change_info": false, "can_invite_users": true, "can_pin_messages": false, "can_manage_topics": false});
    for may in ["can_send_messages", "can_add_web_page_previews"] {
        json[may] = json!(send != MembersSend::Nothing);
    }
    for may in [
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
    ] {
        json[may] = json!(send == MembersSend::All);
    }
    json
}

/// Of others, Telegram promises an answer only to administrators.
pub(crate) fn get_chat_member(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Read)?;
    let user = desk.user()?;
    let place = desk.place(chat);
    let bot = desk.world.bot.id;
    let may_ask = place.is_private() || user == bot || place.standing(bot).is_administrator();
    if !may_ask {
        return Err(Refusal::bad("member list is inaccessible"));
    }
    Ok(desk.world.member_json(user, place.standing(user)))
}

pub(crate) fn get_chat_administrators(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Read)?;
    let place = desk.place(chat);
    if place.is_private() {
        return Err(Refusal::bad("there are no administrators in the private chat"));
    }
    let bot = desk.world.bot.id;
    let other_bot =
        |user: UserId| user != bot && desk.world.people.get(&user).is_some_and(|it| it.is_bot);
    let administrators =
        place.members.iter().filter(|(user, it)| it.is_administrator() && !other_bot(**user));
    Ok(administrators.map(|(&user, standing)| desk.world.member_json(user, standing)).collect())
}

pub(crate) fn get_chat_member_count(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Read)?;
    let inside = desk.place(chat).members.values().filter(|it| it.is_inside()).count();
    Ok(json!(inside))
}

pub(crate) fn leave_chat(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    if desk.place(chat).is_private() {
        return Err(Refusal::bad("chat member status can't be changed in private chats"));
    }
    let bot = desk.world.bot.id;
    desk.world.announce(desk.now, chat, bot, Service::Left(bot));
    desk.world.stand(desk.now, chat, bot, bot, Standing::Left);
    Ok(json!(true))
}

pub(crate) fn send_chat_action(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let action = desk.params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    desk.chat(Access::Write)?;
    Ok(json!(true))
}
