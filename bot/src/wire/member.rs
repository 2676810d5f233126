//! Member: somebody else than the bot came into a chat, left it, or stands otherwise in it.

use super::{Chat, User};
use serde::Deserialize;

/// The standing of somebody in a chat has changed; told to administrators only.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MemberChanged {
    pub(crate) chat: Chat,
    pub(crate) date: i64,
    old_chat_member: Standing,
    new_chat_member: Standing,
    invite_link: Option<InviteLink>,
}

#[derive(Debug, Clone, Deserialize)]
struct Standing {
    status: String,
    user: User,
    /// Of somebody restricted: whether they are in the group.
    #[serde(default)]
    is_member: bool,
}

#[derive(Clone, Deserialize)]
struct InviteLink {
    invite_link: String,
}

/// Without the link, which belongs in no log line.
impl std::fmt::Debug for InviteLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteLink(..)")
    }
}

/// What somebody has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Came,
    Went,
    /// Only what they may do is another.
    Stayed,
}

impl MemberChanged {
    pub(crate) fn who(&self) -> &User {
        &self.new_chat_member.user
    }

    /// By which link they came, if Telegram says so.
    pub(crate) fn link(&self) -> Option<&str> {
        self.invite_link.as_ref().map(|it| it.invite_link.as_str())
    }

    pub(crate) fn moved(&self) -> Move {
        match (self.old_chat_member.is_inside(), self.new_chat_member.is_inside()) {
            (false, true) => Move::Came,
            (true, false) => Move::Went,
            (true, true) | (false, false) => Move::Stayed,
        }
    }
}

impl Standing {
    fn is_inside(&self) -> bool {
        match self.status.as_str() {
            "creator" | "administrator" | "member" => true,
            "restricted" => self.is_member,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_inside_afterwards_and_was_not_before_came() {
        let restricted = r#""status":"restricted","is_member":true"#;
        let shut_out = r#""status":"restricted","is_member":false"#;
        let of = |status: &str| format!(r#""status":"{status}""#);
        for (before, after, then) in [
            (of("left"), of("member"), Move::Came),
            (of("kicked"), of("administrator"), Move::Came),
            (shut_out.to_owned(), restricted.to_owned(), Move::Came),
            (of("member"), of("left"), Move::Went),
            (of("creator"), of("kicked"), Move::Went),
            (of("member"), restricted.to_owned(), Move::Stayed),
            (of("member"), of("administrator"), Move::Stayed),
            (of("left"), of("kicked"), Move::Stayed),
        ] {
            let user = r#""user":{"id":5,"is_bot":false,"first_name":"A"}"#;
            let raw = format!(
                r#"{{"chat":{{"id":-5,"type":"supergroup"}},"date":1,"from":{{"id":5}},
                "old_chat_member":{{{before},{user}}},"new_chat_member":{{{after},{user}}},
                "invite_link":{{"invite_link":"https://t.me/+x","name":"ROM 1"}}}}"#
            );
            let changed: MemberChanged = serde_json::from_str(&raw).unwrap();
            assert_eq!(changed.moved(), then, "{before} {after}");
            assert_eq!(changed.link(), Some("https://t.me/+x"));
            assert!(!format!("{changed:?}").contains("t.me"));
        }
    }
}
