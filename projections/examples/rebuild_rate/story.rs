//! What happens in eleven events a ticket? Every tenth is answered too late, which makes four more.

use crate::promises;
use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::{Decision, MessageAccounted, NoticeDelivered, Registration};
use domain::link::ChatLinked;
use domain::notice::Kind;
use domain::{
    Awaits, Cause, Channel, ChatId, ClientId, Event, Field, MessageId, MessageRef, NoticeId, Owner,
    PersonId, Priority, Side, TicketId, TicketNumber, Trigger, Visibility, cause, chat, client,
    desk, people, register, ticket,
};
use store::stream::Stream;
use uuid::Uuid;

pub(crate) const STAFF: ChatId = ChatId::Group(-1_000_000_000_001);
const AGENT: PersonId = PersonId([0xEE; 16]);
/// How many people write in a chat.
const PEOPLE: u64 = 8;
/// Message numbers that a ticket takes in its chat.
const MESSAGES: i64 = 5;

/// An event on its way into the log.
pub(crate) struct Happening {
    pub(crate) stream: Stream,
    pub(crate) event: Event,
    pub(crate) at: DateTime<Utc>,
    pub(crate) key: String,
    pub(crate) texts: Vec<(Field, Owner, String)>,
}

pub(crate) struct Staff;

impl Staff {
    /// The staff chat, the one agent, and what is promised to everybody.
    pub(crate) fn begins() -> Vec<Happening> {
        let linked = desk::Event::ChatLinked(ChatLinked { chat: STAFF });
        let welcome = happening(Stream::Desk, linked, begin(), "staff");
        let notice = notice_of(&welcome, "desk.chat_linked", Kind::StaffWelcome, STAFF);
        let said = delivered(notice, Kind::StaffWelcome, None, 1, 0);
        let seen = people::Event::Seen(people::Seen { profile: AGENT });
        let mut agent = happening(Stream::Person(AGENT), seen, begin(), "agent");
        agent.texts = vec![(Field::Name, Owner::Person(AGENT), "Olga".to_owned())];
        let said = happening(month(STAFF), said, begin(), "welcome");
        vec![welcome, said, agent, promises::calendar(), promises::policy()]
    }
}

/// A chat of a client, and how much is to happen in it.
#[derive(Clone, Copy)]
pub(crate) struct Chat {
    pub(crate) number: u64,
    pub(crate) tickets: u64,
    pub(crate) open: u64,
}

impl Chat {
    fn id(self) -> ChatId {
        ChatId::Group(-1_000_000_001_000 - signed(self.number))
    }

    fn client(self) -> ClientId {
        ClientId(Uuid::from_u128(0xC11E_0000 + u128::from(self.number)))
    }

    fn person(self, nth: u64) -> PersonId {
        PersonId((u128::from(self.number * PEOPLE + nth % PEOPLE + 1) << 40).to_be_bytes())
    }

    fn number_of(self, nth: u64) -> TicketNumber {
        let code = format!("C{}", self.number).parse().expect("a short code");
        TicketNumber { code, number: nth + 1 }
    }

    fn at(self, nth: u64) -> DateTime<Utc> {
        begin() + TimeDelta::seconds(signed(60 + nth * 600 + self.number))
    }

    fn key(self, nth: u64, what: &str) -> String {
        format!("{what} {nth} of {}", self.number)
    }

    fn ticket_id(self, nth: u64) -> TicketId {
        let trigger = Trigger::Request { key: self.key(nth, "request") };
        TicketId(Cause::new(trigger, self.at(nth)).new_id("ticket"))
    }

    pub(crate) fn begins(self) -> Vec<Happening> {
        let code = self.number_of(0).code;
        let registered = client::Event::Registered(client::Registered { code });
        let linked = client::Event::ChatLinked(ChatLinked { chat: self.id() });
        let stream = Stream::Client(self.client());
        let mut first = happening(stream.clone(), registered, begin(), &self.key(0, "client"));
        first.texts = vec![(Field::Name, Owner::Client, format!("Client {}", self.number))];
        let linked = happening(stream, linked, begin(), &self.key(0, "link"));
        let notice = NoticeId(cause::derive(DateTime::UNIX_EPOCH, &["group card"]));
        let card = delivered(notice, Kind::GroupCard, None, 1, 1);
        let card = happening(month(self.id()), card, begin(), &self.key(0, "group card"));
        let people = (0..PEOPLE).map(|nth| {
            let person = self.person(nth);
            let seen = people::Event::Seen(people::Seen { profile: person });
            let key = self.key(nth, "seen");
            let mut seen = happening(Stream::Person(person), seen, begin(), &key);
            seen.texts = vec![(Field::Name, Owner::Person(person), format!("Person {nth}"))];
            seen
        });
        [first, linked, card].into_iter().chain(people).collect()
    }

    /// All events but [`Self::told_to_staff`].
    pub(crate) fn ticket(self, nth: u64) -> Vec<Happening> {
        let message = 10 + signed(nth) * MESSAGES;
        let id = self.ticket_id(nth);
        let (chat, life) = (month(self.id()), Stream::Ticket(id));
        let owner = Owner::Person(self.person(nth));
        let words = format!(
            "The printer on floor {nth} does not print: it blinks, asks for paper and has some"
        );
        let body = vec![(Field::Body, owner, words)];
        let late = nth % 10 == 9;
        // Working minutes after the request; every tenth is answered an hour too late.
        let after = |what| match what {
            "half" => 120,
            "most" => 180,
            "nearly all" => 216,
            "breached" => 240,
            "answered" | "started" | "resolved" | "resolution" if late => 300,
            "answered" => 20 + nth % 90,
            "started" | "resolved" | "resolution" => 30 + nth % 80,
            "closed" | "card" => 310,
            _ => 0,
        };
        let tell = |stream: &Stream, event: Event, what, texts: &[_]| {
            let at = self.at(nth) + TimeDelta::minutes(signed(after(what)));
            let key = self.key(nth, what);
            Happening { stream: stream.clone(), event, at, key, texts: texts.to_vec() }
        };
        let accounted = chat::Event::MessageAccounted(self.accounted(nth, message));
        let entered = register::Event::Entered(register::Entered {
            number: self.number_of(nth),
            registration: self.registration(nth, message),
            decided: None,
            attachments: Vec::new(),
            imported: None,
        });
        let registered = ticket::Event::Registered(self.registered(nth, message));
        let register = Stream::Register(self.client());
        let registered = tell(&life, registered.into(), "registered", &body);
        let receipt = notice_of(&registered, "ticket.registered", Kind::Receipt, self.id());
        let receipt = delivered(receipt, Kind::Receipt, Some(id), message + 1, 0);
        let how = ticket::Assignment::Taken;
        let assigned = ticket::Event::Assigned(ticket::Assigned { agent: AGENT, how });
        let mut all = vec![
            tell(&chat, accounted.into(), "accounted", &body),
            tell(&register, entered.into(), "entered", &body),
            registered,
            tell(&chat, receipt.into(), "receipt", &[]),
            tell(&life, promises::bound().into(), "bound", &[]),
            tell(&life, assigned.into(), "assigned", &[]),
        ];
        if late {
            let deadline = self.at(nth) + TimeDelta::minutes(240);
            let facts = promises::missed(deadline).into_iter();
            all.extend(facts.map(|(what, fact)| tell(&life, fact.into(), what, &[])));
        }
        // Half of the tickets are answered in the group, half are resolved.
        let last = if nth.is_multiple_of(2) {
            let added = ticket::Event::MessageAdded(self.answer(message + 2));
            all.push(tell(&life, added.into(), "answered", &body));
            let started = ticket::Event::WorkStarted(ticket::WorkStarted {});
            tell(&life, started.into(), "started", &[])
        } else {
            let resolved =
                ticket::Event::Resolved(ticket::Resolved { message: None, relayed: false });
            let resolved = tell(&life, resolved.into(), "resolved", &body);
            let said = notice_of(&resolved, "ticket.resolved", Kind::Resolution, self.id());
            let said = delivered(said, Kind::Resolution, Some(id), message + 2, 0);
            all.push(resolved);
            tell(&chat, said.into(), "resolution", &[])
        };
        all.push(last);
        if nth < self.tickets - self.open {
            let closed = ticket::Event::Closed(ticket::Closed { how: ticket::Closure::Staff });
            all.push(tell(&life, closed.into(), "closed", &[]));
        }
        let shown = self.events_of(nth);
        let card = NoticeId(cause::derive(DateTime::UNIX_EPOCH, &["card"]));
        let card = delivered(card, Kind::Card, Some(id), message + 3, shown);
        all.push(tell(&chat, card.into(), "card", &[]));
        all
    }

    /// How many events the ticket's own stream has in the end.
    fn events_of(self, nth: u64) -> u64 {
        let answered = if nth.is_multiple_of(2) { 5 } else { 4 };
        let missed = if nth % 10 == 9 { 4 } else { 0 };
        answered + missed + u64::from(nth < self.tickets - self.open)
    }

    pub(crate) fn told_to_staff(self, nth: u64) -> Happening {
        let message = 10 + signed(nth * 1_000 + self.number);
        let id = self.ticket_id(nth);
        let card = NoticeId(cause::derive(DateTime::UNIX_EPOCH, &["staff card"]));
        let card = delivered(card, Kind::StaffCard, Some(id), message, self.events_of(nth));
        happening(month(STAFF), card, self.at(nth), &self.key(nth, "staff card"))
    }

    fn registration(self, nth: u64, message: i64) -> Registration {
        let requester = self.person(nth);
        Registration {
            ticket: self.ticket_id(nth),
            client: self.client(),
            chat: self.id(),
            thread: None,
            source: Some(MessageRef { chat: self.id(), message: MessageId(message) }),
            requester,
            registered_by: requester,
            channel: Channel::Command,
            reported_at: self.at(nth),
            conversation: None,
            continues: None,
        }
    }

    fn accounted(self, nth: u64, message: i64) -> MessageAccounted {
        MessageAccounted {
            message: MessageId(message),
            author: self.person(nth),
            side: Side::Client,
            thread: None,
            reply_to: None,
            album: None,
            edited_at: None,
            decision: Decision::Register(self.registration(nth, message)),
            rule: "command.new".parse().expect("a slug"),
            rules: 1,
            awaits: Awaits::Answer,
            attachments: Vec::new(),
            clock_ahead_s: None,
            intake: None,
            asks: None,
        }
    }

    fn registered(self, nth: u64, message: i64) -> ticket::Registered {
        let it = self.registration(nth, message);
        ticket::Registered {
            number: self.number_of(nth),
            client: it.client,
            chat: it.chat,
            thread: it.thread,
            source: it.source,
            requester: it.requester,
            registered_by: it.registered_by,
            channel: it.channel,
            reported_at: it.reported_at,
            claimed_at: None,
            request_type: None,
            priority: if nth % 4 == 3 { Priority::Urgent } else { Priority::Normal },
            site: None,
            workplace: None,
            attachments: Vec::new(),
        }
    }

    fn answer(self, message: i64) -> ticket::MessageAdded {
        ticket::MessageAdded {
            message: MessageRef { chat: self.id(), message: MessageId(message) },
            author: AGENT,
            side: Side::Staff,
            visibility: Visibility::Public,
            awaits: Awaits::Nothing,
            rule: "reply".parse().expect("a slug"),
            relayed: false,
            reply_to: None,
            attachments: Vec::new(),
        }
    }
}

/// Monday, 2026-03-02 09:00 UTC.
pub(crate) fn begin() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_442_000, 0).expect("a Monday")
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("a small number")
}

fn month(chat: ChatId) -> Stream {
    Stream::Chat(chat, "202603".to_owned())
}

pub(crate) fn happening(
    stream: Stream,
    event: impl Into<Event>,
    at: DateTime<Utc>,
    key: &str,
) -> Happening {
    Happening { stream, event: event.into(), at, key: key.to_owned(), texts: Vec::new() }
}

/// The id that the views give to what an event calls for.
fn notice_of(happening: &Happening, event: &str, kind: Kind, chat: ChatId) -> NoticeId {
    let cause = Cause::new(Trigger::Request { key: happening.key.clone() }, happening.at);
    let id = cause.event_id(happening.stream.name().as_str(), event, 0);
    NoticeId(cause::derive(happening.at, &[&id.to_string(), kind.name(), &chat.to_string()]))
}

fn delivered(
    notice: NoticeId,
    kind: Kind,
    ticket: Option<TicketId>,
    message: i64,
    shown: u64,
) -> chat::Event {
    chat::Event::NoticeDelivered(NoticeDelivered {
        notice,
        kind,
        message: MessageId(message),
        at: begin(),
        ticket,
        conversation: None,
        of: None,
        announcement: None,
        shown,
        edited: false,
    })
}
