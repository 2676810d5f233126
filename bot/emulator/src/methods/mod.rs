//! Methods: which methods are there, and what do they have in common?

pub(crate) mod callback;
pub(crate) mod chat;
pub(crate) mod commands;
pub(crate) mod copy;
pub(crate) mod delete;
pub(crate) mod edit;
mod invite;
pub(crate) mod markup;
pub(crate) mod media;
pub(crate) mod pin;
pub(crate) mod reach;
pub(crate) mod react;
pub(crate) mod send;
pub(crate) mod updates;
pub(crate) mod webhook;
pub(crate) mod words;

pub use react::EMOJI;

use crate::Emulator;
use crate::faults::Faults;
use crate::ids::ChatId;
use crate::limits::Cost;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::world::World;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// What every method works on.
pub(crate) struct Desk<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) params: &'a Params,
    pub(crate) faults: &'a Faults,
    pub(crate) now: DateTime<Utc>,
}

type Method = fn(&mut Desk<'_>) -> Result<Value, Refusal>;

/// Calls a method by its name in small letters.
pub(crate) fn call(tg: &Emulator, name: &str, params: &Params) -> Result<Value, Refusal> {
    let method = named(name).ok_or_else(Refusal::not_found)?;
    let faults = tg.faults();
    let act = |world: &mut World, now| method(&mut Desk { world, params, faults: &faults, now });
    if name.starts_with("get") { tg.quietly(act) } else { tg.change(act) }
}

fn named(name: &str) -> Option<Method> {
    Some(match name {
        "getme" => get_me,
        "deletewebhook" => webhook::delete_webhook,
        "getwebhookinfo" => webhook::get_webhook_info,
        "setwebhook" => webhook::set_webhook,
        "sendmessage" => send::send_message,
        "sendphoto" => media::send_photo,
        "senddocument" => media::send_document,
        "sendmediagroup" => media::send_media_group,
        "sendchataction" => chat::send_chat_action,
        "editmessagetext" => edit::edit_message_text,
        "editmessagecaption" => edit::edit_message_caption,
        "editmessagereplymarkup" => edit::edit_message_reply_markup,
        "copymessage" => copy::copy_message,
        "copymessages" => copy::copy_messages,
        "forwardmessage" => copy::forward_message,
        "deletemessage" => delete::delete_message,
        "deletemessages" => delete::delete_messages,
        "answercallbackquery" => callback::answer_callback_query,
        "setmessagereaction" => react::set_message_reaction,
        "pinchatmessage" => pin::pin_chat_message,
        "unpinchatmessage" => pin::unpin_chat_message,
        "getchat" => chat::get_chat,
        "getchatmember" => chat::get_chat_member,
        "getchatadministrators" => chat::get_chat_administrators,
        "getchatmembercount" => chat::get_chat_member_count,
        "createchatinvitelink" => invite::create_chat_invite_link,
        "revokechatinvitelink" => invite::revoke_chat_invite_link,
        "leavechat" => chat::leave_chat,
        "getfile" => crate::files::get_file,
        "setmycommands" => commands::set_my_commands,
        "getmycommands" => commands::get_my_commands,
        "deletemycommands" => commands::delete_my_commands,
        _ => return None,
    })
}

impl Desk<'_> {
    /// Pays for a send or an edit, or says when to come back.
    pub(crate) fn charge(&mut self, chat: ChatId, cost: Cost) -> Result<(), Refusal> {
        if let Some(seconds) = self.faults.flooded(self.now, chat) {
            return Err(Refusal::retry_after(seconds));
        }
        let charged = self.world.budget.charge(self.now, chat, cost);
        charged.map_err(|it| Refusal::retry_after(it.seconds))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all methods have one signature")]
fn get_me(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let mut me = desk.world.user_json(desk.world.bot.id);
    me["can_join_groups"] = json!(true);
    me["can_read_all_group_messages"] = json!(desk.world.privacy_off);
    for never in [
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
        "allows_users_to_create_topics",
    ] {
        me[never] = json!(false);
    }
    Ok(me)
}
