//! Copy: what was said in one chat, said again in another.

use super::Desk;
use super::markup::Markup;
use super::reach::Access;
use crate::limits::Cost;
use crate::model::{Content, Message, Origin};
use crate::refusal::Refusal;
use crate::world::Draft;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Messages of one `copyMessages`.
const COPIED_MAX: usize = 100;

/// Without a link to the original. A new caption takes the place of the old one.
pub(crate) fn copy_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let markup = desk.markup()?;
    let to = desk.chat(Access::Write)?;
    let from = desk.chat_of("from_chat_id", Access::Read)?;
    let mut content = copied(desk.message(from, "message to copy")?)?;
    if desk.params.text("caption").is_some() && !matches!(content, Content::Text(_)) {
        let caption = desk.caption()?;
        if let Some(words) = content.words_mut() {
            *words = caption;
        }
    }
    desk.thread(to)?;
    desk.medium(to, &content)?;
    let reply_to = desk.reply_to(to)?;
    desk.charge(to, Cost::Send { messages: 1 })?;
    let draft = desk.draft(content, markup, reply_to);
    let id = desk.world.post(desk.now, to, draft);
    Ok(json!({"message_id": id}))
}

/// Messages that are not there are passed over; albums stay together.
pub(crate) fn copy_messages(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let to = desk.chat(Access::Write)?;
    let from = desk.chat_of("from_chat_id", Access::Read)?;
    let ids = desk.message_ids("message identifiers", COPIED_MAX)?;
    let mut contents: Vec<(Content, Option<String>)> = Vec::new();
    for id in ids {
        if let Some(message) = desk.world.message(from, id)
            && let Ok(mut content) = copied(message)
        {
            let bare = desk.params.flag("remove_caption") && !matches!(content, Content::Text(_));
            if let Some(words) = content.words_mut().filter(|_| bare) {
                *words = crate::entities::Text::default();
            }
            contents.push((content, message.album.clone()));
        }
    }
    if contents.is_empty() {
        return Err(Refusal::bad("messages to copy not found"));
    }
    let messages = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    desk.charge(to, Cost::Send { messages })?;

    let mut albums = BTreeMap::new();
    let mut sent = Vec::new();
    for (content, album) in contents {
        let album = album.map(|old| {
            let fresh = || desk.world.chance.below(1 << 53).to_string();
            albums.entry(old).or_insert_with(fresh).clone()
        });
        let draft = Draft { album, ..desk.draft(content, Markup::default(), None) };
        let id = desk.world.post(desk.now, to, draft);
        sent.push(json!({"message_id": id}));
    }
    Ok(Value::Array(sent))
}

/// With the name of who said it first.
pub(crate) fn forward_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let to = desk.chat(Access::Write)?;
    let from = desk.chat_of("from_chat_id", Access::Read)?;
    let message = desk.message(from, "message to forward")?;
    if message.content.words().is_none() {
        return Err(Refusal::bad("message can't be forwarded"));
    }
    let (content, origin) = (message.content.clone(), origin(message));
    desk.thread(to)?;
    desk.charge(to, Cost::Send { messages: 1 })?;
    let draft = desk.draft(content, Markup::default(), None);
    let id = desk.world.post(desk.now, to, Draft { forwarded: Some(origin), ..draft });
    Ok(desk.written(to, id))
}

fn origin(message: &Message) -> Origin {
    match (&message.forwarded, message.sender_chat) {
        (Some(origin), _) => origin.clone(),
        (None, Some(chat)) => Origin::Chat { chat, date: message.date },
        (None, None) => Origin::User { user: message.from, date: message.date },
    }
}

fn copied(message: &Message) -> Result<Content, Refusal> {
    match &message.content {
        Content::Service(_) => Err(Refusal::bad("message can't be copied")),
        content => Ok(content.clone()),
    }
}
