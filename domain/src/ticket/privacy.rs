//! Privacy: who may see a private ticket, and what may it be tied to?
//!
//! A ticket is private if it lives in a private chat: then it is its author's, and staff see it. For everybody else on the
//! client's side there is no such ticket, lead or not.

use super::Life;
use crate::people::Person;
use crate::{Actor, ChatId};

impl Life {
    pub fn is_private(&self) -> bool {
        self.chat.is_private()
    }

    /// Whether an actor may know that there is such a ticket.
    pub fn is_seen_by(&self, actor: Actor, known: &Person) -> bool {
        match (self.chat, actor) {
            (ChatId::Private(author), Actor::Person(person)) => {
                author == person || known.is_staff()
            }
            (ChatId::Group(_), _) | (_, Actor::Reaction | Actor::Sender | Actor::Operator) => true,
        }
    }
}

/// Whether a ticket may be spoken of in a chat of its client's.
///
/// * `lives`: the chat that the ticket lives in.
pub fn is_told_in(lives: ChatId, chat: ChatId) -> bool {
    !lives.is_private() || lives == chat
}

/// Whether two tickets of one client may be merged or linked: the words and the number of a private one are not brought
/// before others, nor those of another person's to its author.
pub fn may_meet(one: ChatId, other: ChatId) -> bool {
    one == other || !one.is_private() && !other.is_private()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Basis, Event as PersonEvent, Role, RoleGranted};
    use crate::ticket::rights::{Act, Refusal, permit};
    use crate::ticket::{Event, Registered, Ticket};
    use crate::{Channel, ClientId, PersonId, Priority, TicketNumber};
    use chrono::DateTime;
    use uuid::Uuid;

    const AUTHOR: PersonId = PersonId([1; 16]);
    const OURS: ClientId = ClientId(Uuid::from_u128(1));
    const OTHER: ClientId = ClientId(Uuid::from_u128(2));

    fn ticket(chat: ChatId) -> Ticket {
        Ticket::Unregistered.evolve(&Event::Registered(Registered {
            number: TicketNumber { code: "ROM".parse().unwrap(), number: 1 },
            client: OURS,
            chat,
            thread: None,
            source: None,
            requester: AUTHOR,
            registered_by: AUTHOR,
            channel: Channel::Command,
            reported_at: DateTime::UNIX_EPOCH,
            claimed_at: None,
            request_type: None,
            priority: Priority::Normal,
            site: None,
            workplace: None,
            attachments: vec![],
        }))
    }

    fn with(role: Option<(Role, Option<ClientId>)>) -> Person {
        let Some((role, client)) = role else { return Person::default() };
        let granted = RoleGranted { role, client, basis: Basis::Admin };
        Person::default().evolve(&PersonEvent::RoleGranted(granted))
    }

    fn is_found(chat: ChatId, act: Act, actor: Actor, known: &Person) -> bool {
        !matches!(permit(&ticket(chat), act, actor, known), Err(Refusal::Unregistered))
    }

    /// Of each person, whether there is a private ticket for them at all, and whether there is one of the group.
    #[test]
    fn for_all_but_its_author_and_staff_there_is_no_private_ticket() {
        let other = PersonId([2; 16]);
        for (who, person, role, there_is) in [
            ("author", AUTHOR, None, true),
            ("colleague", other, None, false),
            ("lead", other, Some((Role::ClientLead, Some(OURS))), false),
            ("lead of another client", other, Some((Role::ClientLead, Some(OTHER))), false),
            ("auditor", other, Some((Role::Auditor, None)), false),
            ("agent", other, Some((Role::Agent, None)), true),
            ("manager", other, Some((Role::Manager, None)), true),
            ("admin", other, Some((Role::Admin, None)), true),
        ] {
            let (actor, known) = (Actor::Person(person), with(role));
            for act in [Act::Say, Act::Confirm, Act::Cancel, Act::Merge, Act::Rate, Act::Take] {
                let private = is_found(ChatId::Private(AUTHOR), act, actor, &known);
                assert_eq!(private, there_is, "{who} {act:?}");
                assert!(is_found(ChatId::Group(-1), act, actor, &known), "{who} {act:?}");
            }
        }
        let (private, nobody) = (ChatId::Private(AUTHOR), Person::default());
        assert!(is_found(private, Act::Close, Actor::Reaction, &nobody));
    }

    #[test]
    fn a_private_ticket_is_told_of_and_tied_to_others_in_its_own_chat_alone() {
        let group = ChatId::Group(-1);
        let other_group = ChatId::Group(-2);
        let [anna, boris] = [1, 2].map(|it| ChatId::Private(PersonId([it; 16])));
        // Where a ticket lives, another chat: whether it is told there, and whether tickets of both may meet.
        for (lives, chat, told, meet) in [
            (group, group, true, true),
            (group, other_group, true, true),
            (group, anna, true, false),
            (anna, group, false, false),
            (anna, boris, false, false),
            (anna, anna, true, true),
        ] {
            assert_eq!(is_told_in(lives, chat), told, "{lives} {chat}");
            assert_eq!(may_meet(lives, chat), meet, "{lives} {chat}");
            assert_eq!(may_meet(chat, lives), meet, "{chat} {lives}");
        }
    }
}
