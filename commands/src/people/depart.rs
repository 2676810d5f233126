//! Depart: somebody is no longer in a staff chat.

use super::dismiss::revoked;
use crate::house::House;
use crate::transact::{Done, Error, ask, transact};
use chrono::{DateTime, Utc};
use domain::desk::Desk;
use domain::people::{Event, Person, StaffChatLeft};
use domain::{Actor, Cause, ChatId, Draft, PersonId};
use std::collections::BTreeSet;
use std::convert::Infallible;
use store::stream::Stream;

/// What leaving a staff chat makes of a person: whoever was seen in another one stays what they are, anybody else is no
/// longer of staff. Of whoever was nothing to us it makes nothing.
///
/// * `linked`: the staff chats there are now.
///
/// # Errors
///
/// None.
pub fn decide(
    person: &Person,
    chat: ChatId,
    linked: &BTreeSet<ChatId>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let left = || Draft::new(Event::StaffChatLeft(StaffChatLeft { chat }), at);
    let mut still = person.staff_chats.iter().filter(|it| **it != chat && linked.contains(it));
    let stays = still.next().is_some();
    if person.staff_chats.contains(&chat) || (person.is_staff() && !stays) {
        let roles = if stays { vec![] } else { revoked(person, at) };
        return Ok(std::iter::once(left()).chain(roles).collect());
    }
    Ok(vec![])
}

/// Records that somebody left a staff chat.
///
/// # Errors
///
/// As [`transact`].
pub async fn depart(
    house: &House,
    person: PersonId,
    chat: ChatId,
    cause: &Cause,
) -> Result<Done<Event>, Error<Infallible>> {
    let linked = ask(house, &Stream::Desk, |it: &Desk| it.links.chats.clone()).await?;
    let decide = |it: &Person| decide(it, chat, &linked, cause.at);
    transact(house, &Stream::Person(person), Actor::Reaction, cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, CHAT, OLGA, known, monday};
    use domain::people::{Confirmation, RoleRevoked, StaffChatEntered};
    use domain::{PersonId, Role};

    const OTHER: ChatId = ChatId::Group(-77);

    fn leaves(person: &Person, linked: &[ChatId]) -> (Vec<Event>, Person) {
        let linked = linked.iter().copied().collect();
        let decided = decide(person, CHAT, &linked, monday("12:00")).unwrap();
        let events: Vec<_> = decided.into_iter().map(|it| it.event).collect();
        let after = events.iter().fold(person.clone(), Person::evolve);
        assert_eq!(decide(&after, CHAT, &linked, monday("12:00")), Ok(vec![]), "it happens once");
        (events, after)
    }

    fn seen_in(person: PersonId, chats: &[ChatId]) -> Person {
        let enter = |it: Person, chat: &ChatId| {
            it.evolve(&Event::StaffChatEntered(StaffChatEntered { chat: *chat }))
        };
        chats.iter().fold(known(person), enter)
    }

    #[test]
    fn whoever_leaves_the_only_staff_chat_is_of_staff_no_more() {
        let (events, after) = leaves(&seen_in(OLGA, &[CHAT]), &[CHAT]);
        let revoked = Event::RoleRevoked(RoleRevoked { role: Role::Agent, client: None });
        assert_eq!(events, [Event::StaffChatLeft(StaffChatLeft { chat: CHAT }), revoked]);
        assert!(!after.is_staff());
        // Also whoever never wrote there, and an admin.
        assert!(!leaves(&known(ADMIN), &[CHAT]).1.is_staff());
    }

    #[test]
    fn whoever_stays_in_another_staff_chat_stays_of_staff() {
        let both = seen_in(OLGA, &[CHAT, OTHER]);
        let (events, after) = leaves(&both, &[CHAT, OTHER]);
        assert_eq!(events, [Event::StaffChatLeft(StaffChatLeft { chat: CHAT })]);
        assert!(after.is_staff());
        // The other one is no staff chat any more.
        assert!(!leaves(&both, &[CHAT]).1.is_staff());
    }

    #[test]
    fn about_whoever_left_and_comes_back_an_admin_is_asked_again() {
        let asked = Person {
            confirmation: Confirmation::Asked,
            staff_chats: [CHAT].into(),
            ..Person::default()
        };
        assert_eq!(leaves(&asked, &[CHAT]).1.confirmation, Confirmation::NotAsked);
        assert_eq!(leaves(&Person::default(), &[CHAT]).0, []);
    }
}
