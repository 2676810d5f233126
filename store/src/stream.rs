//! Streams: which stream holds what, and what is it called?

use crate::port::StreamName;
use domain::{ChatId, ClientId, ConversationId, IncidentId, PersonId, Slug, TicketId};
use uuid::Uuid;

/// A stream, by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stream {
    /// A chat in a calendar month, UTC: `202611`.
    Chat(ChatId, String),
    Register(ClientId),
    Ticket(TicketId),
    Client(ClientId),
    Conversation(ConversationId),
    Person(PersonId),
    Desk,
    Policy(Slug),
    Calendar(Slug),
    /// The published rules by which clients' words are taken in.
    Intake(Slug),
    Incident(IncidentId),
}

impl Stream {
    pub fn name(&self) -> StreamName {
        let name = match self {
            Self::Chat(chat, month) => format!("chat-{chat}-{month}"),
            Self::Register(client) => format!("register-{client}"),
            Self::Ticket(ticket) => format!("ticket-{ticket}"),
            Self::Client(client) => format!("client-{client}"),
            Self::Conversation(conversation) => format!("conversation-{conversation}"),
            Self::Person(person) => format!("person-{person}"),
            Self::Desk => "desk".to_owned(),
            Self::Policy(policy) => format!("policy-{policy}"),
            Self::Calendar(calendar) => format!("calendar-{calendar}"),
            Self::Intake(intake) => format!("intake-{intake}"),
            Self::Incident(incident) => format!("incident-{incident}"),
        };
        StreamName::parse(&name).expect("ids and slugs are written in a-z, 0-9, -, _ and .")
    }

    /// The stream of a name; `None` for a name that none of ours has.
    pub fn parse(name: &StreamName) -> Option<Self> {
        if name.as_str() == "desk" {
            return Some(Self::Desk);
        }
        let (kind, rest) = name.as_str().split_once('-')?;
        let uuid = || Uuid::parse_str(rest).ok();
        match kind {
            "chat" => {
                let (chat, month) = rest.rsplit_once('-')?;
                Some(Self::Chat(chat.parse().ok()?, month.to_owned()))
            }
            "register" => uuid().map(|it| Self::Register(ClientId(it))),
            "ticket" => uuid().map(|it| Self::Ticket(TicketId(it))),
            "client" => uuid().map(|it| Self::Client(ClientId(it))),
            "conversation" => uuid().map(|it| Self::Conversation(ConversationId(it))),
            "person" => rest.parse().ok().map(Self::Person),
            "policy" => rest.parse().ok().map(Self::Policy),
            "calendar" => rest.parse().ok().map(Self::Calendar),
            "intake" => rest.parse().ok().map(Self::Intake),
            "incident" => uuid().map(|it| Self::Incident(IncidentId(it))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_found_again_by_its_name() {
        let id = Uuid::from_u128(7);
        let person = PersonId([1; 16]);
        let all = [
            Stream::Chat(ChatId::Group(-1_001_234_567_890), "202611".to_owned()),
            Stream::Chat(ChatId::Private(person), "202612".to_owned()),
            Stream::Register(ClientId(id)),
            Stream::Ticket(TicketId(id)),
            Stream::Client(ClientId(id)),
            Stream::Conversation(ConversationId(id)),
            Stream::Person(person),
            Stream::Desk,
            Stream::Policy("standard".parse().unwrap()),
            Stream::Calendar("ru_8x5.cash-desk".parse().unwrap()),
            Stream::Intake("standard".parse().unwrap()),
            Stream::Incident(IncidentId(id)),
        ];
        for stream in all {
            assert_eq!(Stream::parse(&stream.name()), Some(stream));
        }
        assert_eq!(Stream::parse(&StreamName::parse("order-1").unwrap()), None);
    }
}
