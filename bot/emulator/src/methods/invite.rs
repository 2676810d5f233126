//! Invite: the links of the bot's by which people come into a group.

use super::Desk;
use super::reach::Access;
use crate::invites::InviteLink;
use crate::model::{ChatKind, Right};
use crate::refusal::Refusal;
use serde_json::Value;

/// The most characters of a link's name.
const NAME_CHARS_MAX: usize = 32;

pub(crate) fn create_chat_invite_link(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    desk.may_invite(chat)?;
    for missing in ["expire_date", "member_limit", "creates_join_request"] {
        if desk.params.text(missing).is_some_and(|it| !["", "0", "false"].contains(&it.trim())) {
            return Err(Refusal::bad(format!("{missing} is not imitated here")));
        }
    }
    let name = desk.params.text("name").unwrap_or_default();
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(Refusal::bad("invite link name is too long"));
    }
    let link = format!("https://t.me/+{}", desk.world.chance.token(16));
    let made = InviteLink { link, name, is_revoked: false };
    let json = desk.world.invite_json(&made);
    if let Some(place) = desk.world.chats.get_mut(&chat) {
        place.invites.push(made);
    }
    Ok(json)
}

pub(crate) fn revoke_chat_invite_link(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    desk.may_invite(chat)?;
    let link = desk.params.text("invite_link").unwrap_or_default();
    let place = desk.world.chats.get_mut(&chat);
    let found = place.and_then(|it| it.invites.iter_mut().find(|it| it.link == link));
    let Some(found) = found else { return Err(Refusal::bad("INVITE_HASH_EXPIRED")) };
    found.is_revoked = true;
    let found = found.clone();
    Ok(desk.world.invite_json(&found))
}

impl Desk<'_> {
    fn may_invite(&self, chat: crate::ids::ChatId) -> Result<(), Refusal> {
        let place = self.place(chat);
        if place.kind == ChatKind::Private {
            return Err(Refusal::bad("chat must be a group"));
        }
        if place.standing(self.world.bot.id).may(Right::InviteUsers) {
            return Ok(());
        }
        Err(Refusal::bad("not enough rights to manage chat invite link"))
    }
}
