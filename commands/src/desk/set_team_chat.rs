//! Set team chat: a chat of the desk is one team's, or everybody's.

use chrono::{DateTime, Utc};
use domain::desk::{Desk, Event, TeamChatSet};
use domain::{ChatId, Draft, Slug};
use thiserror::Error;

/// Why a chat was given to no team. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the chat is not linked to the desk")]
    NotLinked,
    #[error("there is no such team")]
    NoSuchTeam,
}

/// What it makes of the desk that a chat is a team's, or everybody's. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    desk: &Desk,
    chat: ChatId,
    team: Option<&Slug>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !desk.links.chats.contains(&chat) {
        return Err(Rejection::NotLinked);
    }
    if team.is_some_and(|it| !desk.teams.contains(it)) {
        return Err(Rejection::NoSuchTeam);
    }
    if desk.team_chats.get(&chat) == team {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::TeamChatSet(TeamChatSet { chat, team: team.cloned() }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{STAFF_CHAT, monday};
    use domain::link::{ChatLinked, ChatMigrated};

    #[test]
    fn a_linked_chat_is_given_to_a_team_and_back_and_moves_with_it() {
        let network: Slug = "network".parse().unwrap();
        let at = monday("12:00");
        let desk = Desk { teams: [network.clone()].into(), ..Desk::default() };
        let given = decide(&desk, STAFF_CHAT, Some(&network), at);
        assert_eq!(given, Err(Rejection::NotLinked));
        let desk = desk.evolve(&Event::ChatLinked(ChatLinked { chat: STAFF_CHAT }));
        let other = "other".parse().unwrap();
        let given = decide(&desk, STAFF_CHAT, Some(&other), at);
        assert_eq!(given, Err(Rejection::NoSuchTeam));
        let given = decide(&desk, STAFF_CHAT, Some(&network), at).unwrap();
        let desk = desk.evolve(&given[0].event);
        assert_eq!(decide(&desk, STAFF_CHAT, Some(&network), at), Ok(vec![]));
        let to = ChatId::Group(-100_777);
        let moved = ChatMigrated { from: STAFF_CHAT, to };
        let desk = desk.evolve(&Event::ChatMigrated(moved));
        assert_eq!(desk.team_chats, [(to, network)].into());
        let back = decide(&desk, to, None, at).unwrap();
        assert!(desk.evolve(&back[0].event).team_chats.is_empty());
    }
}
