//! Rights: what may the bot do in each group, and what does each missing right cost?

use crate::client::{Api, CallError, Doubt};
use crate::reception::{Failure, Reception};
use crate::texts::Texts;
use crate::{group, wire};
use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::Visibility;
use domain::group_rights::{GroupRights, Lack};
use domain::{Cause, ChatId, Trigger};
use projections::rows::GroupRow;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// The rights that a link asks for: to pin the group's card, to invite by link, to make topics. Never to delete messages.
const ASKED_FOR: &str = "pin_messages+invite_users+manage_topics";
/// The rest between two questions to Telegram: a start with hundreds of groups must not fill its limits.
const REST: Duration = Duration::from_millis(50);
/// How soon it is looked for groups that were linked meanwhile, and how soon Telegram is asked again in vain.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// How often Telegram is asked about a group in which the bot may not write: that all members may again is told by no
/// update.
const MUTE_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);

/// The link that adds the bot to a group with the rights that it needs, and posts the token there.
pub fn start_group_link(username: &str, token: &str) -> String {
    format!("https://t.me/{username}?startgroup={token}&admin={ASKED_FOR}")
}

/// The link that adds the bot to a group with the rights that it needs, and says no more: it is no secret, and whose the
/// group is must be said there.
pub fn bring_link(username: &str) -> String {
    format!("https://t.me/{username}?startgroup&admin={ASKED_FOR}")
}

/// What an administrator, or somebody restricted, may do; all that is unsaid is not allowed.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of Telegram's")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Flags {
    #[serde(default)]
    pub can_pin_messages: bool,
    #[serde(default)]
    pub can_invite_users: bool,
    #[serde(default)]
    pub can_manage_topics: bool,
    #[serde(default)]
    pub can_send_messages: bool,
    /// Of somebody restricted: whether they are in the group.
    #[serde(default)]
    pub is_member: bool,
}

/// What a bot of this standing may do.
pub fn rights_of(status: &str, flags: Flags) -> GroupRights {
    let Flags { can_pin_messages, can_invite_users, can_manage_topics, .. } = flags;
    match status {
        "creator" => {
            GroupRights { admin: true, write: true, pin: true, invite: true, topics: true }
        }
        "administrator" => GroupRights {
            admin: true,
            write: true,
            pin: can_pin_messages,
            invite: can_invite_users,
            topics: can_manage_topics,
        },
        "member" => GroupRights { write: true, ..GroupRights::default() },
        "restricted" => GroupRights {
            write: flags.is_member && flags.can_send_messages,
            ..GroupRights::default()
        },
        _ => GroupRights::default(),
    }
}

/// What is there and what is missing, each with what it costs, in lines.
pub fn checklist(texts: Texts, rights: GroupRights, sees: Option<Visibility>) -> String {
    let lacks = rights.lacks(sees);
    if lacks == [Lack::Inside] {
        return texts.text("rights-lack-inside");
    }
    let line = |lack: Lack| {
        let state = if lacks.contains(&lack) { "lack" } else { "has" };
        let name = lack.name().replace('_', "-");
        texts.text(&format!("rights-{state}-{name}"))
    };
    let told = Lack::ALL.into_iter().filter(|it| *it != Lack::Inside).map(line);
    let mut lines: Vec<String> = told.collect();
    if !lacks.is_empty() {
        lines.push(texts.text("rights-how"));
    }
    lines.join("\n")
}

/// The checklist of a linked group, as Telegram last told.
pub(crate) fn checklist_of(texts: Texts, group: Option<&GroupRow>) -> String {
    match group.and_then(|it| it.rights.map(|rights| (rights, it.sees))) {
        Some((rights, sees)) => checklist(texts, rights, sees),
        None => texts.text("rights-unknown"),
    }
}

/// Asks Telegram what the bot may do: in all groups at start, in each that is linked later. What changes meanwhile is
/// told by updates.
pub struct Watch {
    reception: Arc<Reception>,
    api: Api,
}

impl Watch {
    pub fn new(reception: Arc<Reception>, api: Api) -> Self {
        Self { reception, api }
    }

    /// Asks until cancelled.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut asked = BTreeMap::new();
        let mut troubled = false;
        loop {
            let rest = match self.look(&mut asked).await {
                Ok(()) => {
                    troubled = false;
                    LOOK_EVERY
                }
                Err(trouble) => {
                    if !troubled {
                        warn!(error = %trouble, "what the bot may do in a group is not known; asking again");
                    }
                    troubled = true;
                    match trouble {
                        Trouble::Call(CallError::RetryAfter(it)) => it,
                        Trouble::Call(_) | Trouble::Record(_) => AGAIN_AFTER,
                    }
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(rest) => (),
            }
        }
    }

    /// * `asked`: when each group was asked about.
    async fn look(&self, asked: &mut BTreeMap<ChatId, DateTime<Utc>>) -> Result<(), Trouble> {
        let linked = self.reception.views.linked_groups().map_err(Failure::from)?;
        let now = self.reception.house.clock.now();
        // A group that comes back is asked for again.
        asked.retain(|it, _| linked.contains_key(it));
        let mut troubled = None;
        for (chat, is_mute) in linked {
            let ChatId::Group(number) = chat else { continue };
            if let Some(at) = asked.get(&chat)
                && (now - *at < MUTE_AGAIN_AFTER || !is_mute)
            {
                continue;
            }
            match self.ask(number).await {
                Ok(()) => drop(asked.insert(chat, now)),
                // Others may be answered all the same; this one is asked about again.
                Err(Trouble::Call(
                    error @ CallError::Unknown(Doubt::Server(_) | Doubt::Garbled),
                )) => {
                    troubled = Some(Trouble::Call(error));
                }
                // Asking again is of no use until something about the group changes.
                Err(Trouble::Call(error)) if !error.may_retry() => {
                    if asked.insert(chat, now).is_none() {
                        warn!(%chat, %error, "telegram does not say what the bot may do in a group");
                    }
                }
                Err(trouble) => return Err(trouble),
            }
            tokio::time::sleep(REST).await;
        }
        troubled.map_or(Ok(()), Err)
    }

    async fn ask(&self, chat: i64) -> Result<(), Trouble> {
        let me = &self.reception.me;
        let mut member = match self.api.get_chat_member(chat, me.id).await {
            Ok(it) => wire::ChatMember { status: it.status, flags: it.flags },
            Err(CallError::Forbidden | CallError::Outside | CallError::ChatGone) => {
                wire::ChatMember::default()
            }
            // Its new number is told by an update, and is linked then.
            Err(CallError::Migrated(_)) => return Ok(()),
            Err(error) => return Err(Trouble::Call(error)),
        };
        // What holds for all members holds for the bot.
        if matches!(member.status.as_str(), "member" | "restricted") {
            let may_write = self.api.members_may_write(chat).await.map_err(Trouble::Call)?;
            if !may_write {
                "restricted".clone_into(&mut member.status);
                member.flags.is_member = true;
                member.flags.can_send_messages = false;
            }
        }
        let now = self.reception.house.clock.now();
        let cause = Cause::new(Trigger::Request { key: format!("rights {chat} {now}") }, now);
        let sees = group::visibility(me, &member);
        let rights = rights_of(&member.status, member.flags);
        let known = self.reception.views.group(ChatId::Group(chat)).map_err(Failure::from)?;
        if known.as_ref().is_none_or(|it| it.sees != Some(sees)) {
            group::note(&self.reception, chat, sees, &cause).await?;
        }
        if known.is_none_or(|it| it.rights != Some(rights)) {
            group::note_rights(&self.reception, chat, rights, &group::also(&cause, "rights"))
                .await?;
        }
        Ok(())
    }
}

/// Why what the bot may do is not known.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Call(CallError),
    #[error(transparent)]
    Record(#[from] Failure),
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn rights_follow_from_the_standing() {
        let all = Flags {
            can_pin_messages: true,
            can_invite_users: true,
            can_manage_topics: true,
            can_send_messages: true,
            is_member: true,
        };
        let none = Flags::default();
        let may = |it: GroupRights| (it.admin, it.write, it.pin, it.invite, it.topics);
        for (status, flags, then) in [
            ("creator", none, (true, true, true, true, true)),
            ("administrator", all, (true, true, true, true, true)),
            ("administrator", none, (true, true, false, false, false)),
            ("member", all, (false, true, false, false, false)),
            ("restricted", all, (false, true, false, false, false)),
            (
                "restricted",
                Flags { can_send_messages: false, ..all },
                (false, false, false, false, false),
            ),
            ("restricted", Flags { is_member: false, ..all }, (false, false, false, false, false)),
            ("left", all, (false, false, false, false, false)),
            ("kicked", all, (false, false, false, false, false)),
        ] {
            assert_eq!(may(rights_of(status, flags)), then, "{status} {flags:?}");
        }
    }

    #[test]
    fn the_checklist_says_what_each_missing_right_costs() {
        let member = rights_of("member", Flags::default());
        for (language, lacks, has, out) in [
            (Language::Ru, "✖ Не администратор", "✔ Может писать", "Бота нет в этой группе"),
            (Language::En, "✖ No administrator", "✔ May write", "The bot is not in this group"),
        ] {
            let texts = Texts(language);
            let told = checklist(texts, member, Some(Visibility::Commands));
            assert!(told.contains(lacks) && told.contains(has), "{told}");
            assert_eq!(told.lines().count(), 7, "{told}");
            let gone = checklist(texts, GroupRights::default(), Some(Visibility::Nothing));
            assert!(gone.starts_with(out), "{gone}");
            let all =
                checklist(texts, rights_of("creator", Flags::default()), Some(Visibility::All));
            assert_eq!(all.matches('✔').count(), 6, "{all}");
        }
    }

    #[test]
    fn a_link_asks_for_rights_and_never_for_that_to_delete() {
        let link = start_group_link("desk_bot", "TOKEN");
        let asks =
            "https://t.me/desk_bot?startgroup=TOKEN&admin=pin_messages+invite_users+manage_topics";
        assert_eq!(link, asks);
        assert!(!link.contains("delete"));
    }
}
