//! Words for tests: people, messages and events of one fixed Monday, and the `check` of every ticket command.

use crate::promises::Promises;
use crate::ticket::{By, Words};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::along::Along;
use domain::book::Book;
use domain::calendar::{self, Hours};
use domain::client::TermsChanged;
use domain::clock::{Binding, ClockRef, Placed};
use domain::people::{Basis, Event as PersonEvent, Person, RoleGranted};
use domain::policy::{self, Pause, ReopenMode, Responds, Retarget, Row, Rules};
use domain::ticket::{
    Assigned, Assignment, Breached, ClockBound, Closed, Closure, Event, MessageAdded, OnHold,
    Reclassified, Registered, Reopened, Resolved, Resumed, Resumption, Retargeted, Retargeting,
    Seal, Ticket, WaitingForClient, WorkStarted,
};
use domain::{
    Actor, At, Awaits, Channel, ChatId, ClientId, Draft, MessageId, MessageRef, PersonId, Priority,
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
        along: Along::default(),
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
        claimed_at: None,
        request_type: None,
        priority: Priority::Normal,
        site: None,
        workplace: None,
        attachments: vec![],
    })
}

/// The same request, made in another chat.
pub(crate) fn in_chat(chat: ChatId) -> Event {
    let Event::Registered(it) = registered() else {
        unreachable!("the fixture is a registration");
    };
    Event::Registered(Registered { chat, ..it })
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

/// A row for these priorities: first and next response in so many hours, resolution in twice as many.
fn row(name: &str, priorities: &[Priority], hours: u32) -> Row {
    let target = |hours| Some(policy::Target::Seconds(hours * 3600));
    Row {
        name: name.parse().unwrap(),
        types: vec![],
        priorities: priorities.to_vec(),
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response: target(hours),
        next_response: target(hours),
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: target(2 * hours),
    }
}

/// Urgent tickets: an hour to answer and two to resolve. All others: four and eight.
pub(crate) fn rules() -> Rules {
    Rules {
        rows: vec![row("urgent", &[Priority::Urgent], 1), row("rest", &[], 4)],
        first_response: Responds::default(),
        resolution_starts: policy::ResolutionStarts::default(),
        resolution_stops: policy::ResolutionStops::default(),
        clients_may_raise: false,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: vec![50],
        grace_s: 60,
        reopen: ReopenMode::default(),
        reopen_window_s: Some(3600),
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: vec![],
        levels: vec![],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    }
}

/// What is promised by versions of one policy, each effective from a time of that Monday, round the clock.
pub(crate) fn promised(versions: &[(&str, Rules)]) -> Promises {
    let (policy, calendar) = (standard(), slug("always"));
    let mut book = Book::default();
    let (midnight, content) = (monday("00:00"), "hours".to_owned());
    let hours = Hours::Always {};
    let always = calendar::Published { version: 1, effective_from: midnight, hours, content };
    book.take_calendar(&calendar, &always, midnight.into());
    for (version, (effective, rules)) in (1..).zip(versions) {
        let (effective_from, rules) = (monday(effective), rules.clone());
        let content = format!("rules {version}");
        let published = policy::Published { version, effective_from, content, rules };
        book.take_policy(&policy, &published, midnight.into());
    }
    Promises { terms: Some(TermsChanged { policy, calendar }), book: book.into() }
}

pub(crate) fn standard() -> domain::Slug {
    slug("standard")
}

pub(crate) fn slug(text: &str) -> domain::Slug {
    text.parse().unwrap()
}

pub(crate) fn clock(text: &str) -> ClockRef {
    text.parse().unwrap()
}

/// A row of a version of the policy, round the clock.
pub(crate) fn binding(version: u32, row: &str) -> Binding {
    let policy = policy::PolicyRef { policy: standard(), version };
    Binding { policy, row: slug(row), calendar: "always@1".parse().unwrap() }
}

fn seal(version: u32) -> Seal {
    Seal { policy: format!("rules {version}"), calendar: "hours".to_owned(), tzdb: None }
}

pub(crate) fn bound(version: u32, row: &str) -> Event {
    Event::ClockBound(ClockBound { to: binding(version, row), seal: seal(version) })
}

pub(crate) fn retargeted(from: (u32, &str), to: (u32, &str), why: Retargeting) -> Event {
    let (from, to, seal) = (binding(from.0, from.1), binding(to.0, to.1), seal(to.0));
    Event::Retargeted(Retargeted { from, to, seal, why })
}

pub(crate) fn breached(of: &str, deadline: &str) -> Event {
    let (clock, deadline) = (clock(of), monday(deadline));
    Event::Breached(Breached { clock, target_version: 1, deadline })
}

pub(crate) fn reclassified(priority: Priority) -> Event {
    Event::Reclassified(Reclassified { request_type: None, priority })
}

/// A ticket after these events, each recorded when it occurred: `11:00`, or `11:00 at 12:00` for later.
pub(crate) fn lived(given: &[(&str, Event)]) -> Ticket {
    let mut ticket = Ticket::Unregistered;
    for (revision, (times, event)) in (0..).zip(given) {
        let (occurred, recorded) = times.split_once(" at ").unwrap_or((times, times));
        let (occurred_at, recorded_at) = (monday(occurred), monday(recorded));
        ticket = ticket.evolve_at(event, Placed { revision, occurred_at, recorded_at });
    }
    ticket
}

/// What was decided, with its times.
pub(crate) fn told(drafts: &[Draft<Event>]) -> Vec<(String, Event)> {
    let told = |it: &Draft<Event>| (it.occurred_at.format("%H:%M").to_string(), it.event.clone());
    drafts.iter().map(told).collect()
}

/// The same as it is expected.
pub(crate) fn events(then: &[(&str, Event)]) -> Vec<(String, Event)> {
    then.iter().map(|it| (it.0.to_owned(), it.1.clone())).collect()
}

pub(crate) fn instant(time: &str) -> At {
    monday(time).into()
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
    check_lived(apply(given), when, person, then);
}

/// The same of a ticket whose events have their times.
#[track_caller]
pub(crate) fn check_lived<R: Debug + PartialEq>(
    ticket: Ticket,
    when: impl Fn(&Ticket, &By<'_>) -> Result<Vec<Draft<Event>>, R>,
    person: PersonId,
    then: Result<&[Event], &R>,
) {
    let known = known(person);
    let by = by(person, &known);
    let decided = when(&ticket, &by);
    let events: Result<Vec<Event>, _> =
        decided.as_ref().map(|it| it.iter().map(|it| it.event.clone()).collect());
    assert_eq!(events.as_deref(), then.as_ref().map(|it| *it).map_err(|it| &**it).as_deref());

    if let Ok(drafts) = decided {
        let ticket = (1_000..).zip(&drafts).fold(ticket, |it, (revision, draft)| {
            let (occurred_at, recorded_at) = (draft.occurred_at, draft.occurred_at.max(by.at));
            it.evolve_at(&draft.event, Placed { revision, occurred_at, recorded_at })
        });
        let again = when(&ticket, &by);
        assert!(again.is_err() || again == Ok(vec![]), "asked twice, it happens twice");
    }
}
