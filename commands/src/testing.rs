//! Words for tests: people, messages and events of one fixed Monday, and the `check` of every ticket command.

use crate::ticket::{By, Words};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::people::{Basis, Event as PersonEvent, Person, RoleGranted};
use domain::ticket::{
    Assigned, Assignment, Closed, Closure, Event, MessageAdded, OnHold, Registered, Reopened,
    Resolved, Resumed, Resumption, Ticket, WaitingForClient, WorkStarted,
};
use domain::{
    Actor, Awaits, Channel, ChatId, ClientId, Draft, MessageId, MessageRef, PersonId, Priority,
    Role, Side, TicketId, TicketNumber, Visibility,
};
use std::fmt::Debug;
use uuid::Uuid;

pub(crate) const ANNA: PersonId = PersonId([1; 16]);
pub(crate) const BORIS: PersonId = PersonId([2; 16]);
pub(crate) const OLGA: PersonId = PersonId([3; 16]);
pub(crate) const PETER: PersonId = PersonId([4; 16]);
pub(crate) const MARIA: PersonId = PersonId([5; 16]);
pub(crate) const ADMIN: PersonId = PersonId([6; 16]);
pub(crate) const CLIENT: ClientId = ClientId(Uuid::from_u128(1));
pub(crate) const OTHER: TicketId = TicketId(Uuid::from_u128(77));
pub(crate) const CHAT: ChatId = ChatId::Group(-1001);
pub(crate) const STAFF_CHAT: ChatId = ChatId::Group(-2002);

pub(crate) fn monday(time: &str) -> DateTime<Utc> {
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
    date.and_time(time).and_utc()
}

pub(crate) fn at(message: i64) -> MessageRef {
    MessageRef { chat: CHAT, message: MessageId(message) }
}

pub(crate) fn number(number: u64) -> TicketNumber {
    TicketNumber { code: "ROM".parse().unwrap(), number }
}

pub(crate) fn known(person: PersonId) -> Person {
    let role = match person {
        OLGA | PETER => Role::Agent,
        MARIA => Role::Manager,
        ADMIN => Role::Admin,
        _ => return Person::default(),
    };
    let granted = RoleGranted { role, client: None, basis: Basis::Admin };
    Person::default().evolve(&PersonEvent::RoleGranted(granted))
}

pub(crate) fn by(person: PersonId, known: &Person) -> By<'_> {
    By { actor: Actor::Person(person), known, at: monday("12:00") }
}

pub(crate) fn words(author: PersonId, message: i64, text: &str) -> Words {
    Words {
        message: at(message),
        author,
        text: text.to_owned(),
        awaits: Awaits::Answer,
        rule: "reply".parse().unwrap(),
        relayed: false,
        reply_to: None,
        attachments: vec![],
        files: vec![],
    }
}

pub(crate) fn registered() -> Event {
    Event::Registered(Registered {
        number: number(1),
        client: CLIENT,
        chat: CHAT,
        thread: None,
        source: Some(at(10)),
        requester: ANNA,
        registered_by: ANNA,
        channel: Channel::Command,
        reported_at: monday("11:00"),
        request_type: None,
        priority: Priority::Normal,
        site: None,
        workplace: None,
        attachments: vec![],
    })
}

/// A call that Olga registered on the client's behalf.
pub(crate) fn called() -> Event {
    let Event::Registered(mut it) = registered() else {
        unreachable!("the fixture is a registration");
    };
    (it.requester, it.registered_by) = (OLGA, OLGA);
    (it.channel, it.source) = (Channel::OnBehalf, None);
    Event::Registered(it)
}

pub(crate) fn message_added(author: PersonId, message: i64, side: Side, awaits: Awaits) -> Event {
    Event::MessageAdded(MessageAdded {
        message: at(message),
        author,
        side,
        visibility: Visibility::Public,
        awaits,
        rule: "reply".parse().unwrap(),
        relayed: false,
        reply_to: None,
        attachments: vec![],
    })
}

pub(crate) fn question(author: PersonId, message: i64) -> Event {
    let Event::MessageAdded(mut it) = message_added(author, message, Side::Staff, Awaits::Nothing)
    else {
        unreachable!("the fixture is a message");
    };
    it.rule = "question".parse().unwrap();
    Event::MessageAdded(it)
}

pub(crate) fn relayed(author: PersonId, message: i64) -> Event {
    let Event::MessageAdded(mut it) = message_added(author, message, Side::Staff, Awaits::Nothing)
    else {
        unreachable!("the fixture is a message");
    };
    it.message = MessageRef { chat: STAFF_CHAT, message: MessageId(message) };
    it.relayed = true;
    Event::MessageAdded(it)
}

pub(crate) fn taken(agent: PersonId) -> Event {
    Event::Assigned(Assigned { agent, how: Assignment::Taken })
}

pub(crate) fn given_to(agent: PersonId) -> Event {
    Event::Assigned(Assigned { agent, how: Assignment::Given })
}

pub(crate) fn started() -> Event {
    Event::WorkStarted(WorkStarted {})
}

pub(crate) fn asked(_by: PersonId, question: i64) -> Event {
    Event::WaitingForClient(WaitingForClient { question: at(question) })
}

pub(crate) fn held() -> Event {
    Event::OnHold(OnHold { why: domain::policy::Pause::Own })
}

pub(crate) fn resumed(why: Resumption) -> Event {
    Event::Resumed(Resumed { why })
}

pub(crate) fn resolved(message: i64) -> Event {
    Event::Resolved(Resolved { message: Some(at(message)), relayed: false })
}

pub(crate) fn reopened(times: u32) -> Event {
    Event::Reopened(Reopened { times, message: None })
}

pub(crate) fn closed() -> Event {
    Event::Closed(Closed { how: Closure::Confirmed })
}

pub(crate) fn apply(given: &[Event]) -> Ticket {
    given.iter().fold(Ticket::Unregistered, Ticket::evolve)
}

/// Given these events, when this person asks at noon, then these events or this rejection. Asked twice, it happens
/// once.
#[track_caller]
pub(crate) fn check<R: Debug + PartialEq>(
    given: &[Event],
    when: impl Fn(&Ticket, &By<'_>) -> Result<Vec<Draft<Event>>, R>,
    person: PersonId,
    then: Result<&[Event], &R>,
) {
    let (ticket, known) = (apply(given), known(person));
    let by = by(person, &known);
    let decided = when(&ticket, &by);
    let events: Result<Vec<Event>, _> =
        decided.as_ref().map(|it| it.iter().map(|it| it.event.clone()).collect());
    assert_eq!(events.as_deref(), then.as_ref().map(|it| *it).map_err(|it| &**it).as_deref());

    if let Ok(events) = events {
        let ticket = events.iter().fold(ticket, Ticket::evolve);
        let again = when(&ticket, &by);
        assert!(again.is_err() || again == Ok(vec![]), "asked twice, it happens twice");
    }
}
