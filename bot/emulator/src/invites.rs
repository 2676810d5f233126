//! Invites: how do people come into a group by a link?

use crate::Emulator;
use crate::ids::{ChatId, UserId};
use crate::model::{Service, Standing};
use crate::people::Impossible;
use crate::world::World;
use serde_json::{Value, json};

/// A link of the bot's into a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InviteLink {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) is_revoked: bool,
}

impl Emulator {
    /// Somebody scans a code or follows a link, and joins the group. Whoever is inside already stays so.
    ///
    /// # Errors
    ///
    /// [`Impossible`] if there is no such person, no group with such a link, or the link was revoked.
    pub fn follow_link(&self, who: UserId, link: &str) -> Result<ChatId, Impossible> {
        self.change(|world, now| {
            if !world.people.contains_key(&who) {
                return Err(Impossible::NoSuchPerson(who));
            }
            let led = world.chats.values().find_map(|place| {
                let invite = place.invites.iter().find(|it| it.link == link && !it.is_revoked)?;
                Some((place.id, invite.clone()))
            });
            let Some((chat, invite)) = led else { return Err(Impossible::NoLink) };
            if !world.chat_of(chat)?.standing(who).is_inside() {
                world.stand_by(now, (chat, who), who, Standing::Member, Some(&invite));
                world.announce(now, chat, who, Service::Joined(vec![who]));
            }
            Ok(chat)
        })
    }

    /// The links of a group that work, oldest first.
    #[must_use]
    pub fn links(&self, group: ChatId) -> Vec<String> {
        self.look(|world, _| {
            let all = world.chats.get(&group).map(|it| it.invites.as_slice()).unwrap_or_default();
            let working = all.iter().filter(|it| !it.is_revoked);
            working.map(|it| it.link.clone()).collect()
        })
    }
}

impl World {
    pub(crate) fn invite_json(&self, it: &InviteLink) -> Value {
        let mut json = json!({
            "invite_link": it.link,
            "creator": self.user_json(self.bot.id),
            "creates_join_request": false,
            "is_primary": false,
            "is_revoked": it.is_revoked,
        });
        if !it.name.is_empty() {
            json["name"] = json!(it.name);
        }
        json
    }
}
