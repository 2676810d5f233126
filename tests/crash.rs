//! Crash: whatever dies whenever, no request is lost and none is doubled.
//!
//! The real binary is killed at random instants while people write and Telegram misbehaves. Afterwards the log is
//! read and held against what the people did. `PROOFDESK_LONG=1` makes it a thousand updates in twenty chats with
//! fifty kills and fifty faults; `PROOFDESK_SEED=n` repeats a run.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod house;

use domain::{Event, MessageRef, TicketId, chat, notice, register, ticket};
use emulator::{ChatId, Fault, Limits, MessageId, UserId};
use house::House;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::codec;
use store::port::{EventStore, PAGE_MAX, Recorded};
use store::sqlite::SqliteStore;
use store::stream::Stream;

/// How big a run is.
struct Size {
    chats: usize,
    updates: usize,
    kills: usize,
    faults: usize,
}

const SHORT: Size = Size { chats: 5, updates: 120, kills: 6, faults: 10 };
const LONG: Size = Size { chats: 20, updates: 1_000, kills: 50, faults: 50 };

/// A small generator, so that a seed tells a run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A client's group with its people, and what they have written.
struct Group {
    chat: ChatId,
    people: Vec<UserId>,
    /// Messages that ask for a ticket.
    requests: Vec<MessageId>,
    /// Every message by people that the bot is shown.
    shown: Vec<MessageId>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled() {
    let size = if std::env::var_os("PROOFDESK_LONG").is_some() { LONG } else { SHORT };
    let seed = std::env::var("PROOFDESK_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(7);
    println!("PROOFDESK_SEED={seed}");
    let mut dice = Dice(seed);
    let mut house = House::open(Limits::NONE).await;
    let mut groups = vec![];
    for at in 0..size.chats {
        let chat = house.client(&format!("C{at:02}"), &format!("Клиент {at}")).await;
        let people = ["Анна", "Борис", "Виктор"].map(|it| house.member(chat, it)).to_vec();
        groups.push(Group { chat, people, requests: vec![], shown: vec![] });
    }
    let mut kills = spread(size.kills, size.updates, &mut dice);
    let mut faults = spread(size.faults, size.updates, &mut dice);
    for update in 0..size.updates {
        let at = dice.roll(groups.len());
        write(&house, &mut groups[at], update, &mut dice);
        if kills.remove(&update) {
            tokio::time::sleep(Duration::from_millis(dice.roll(80) as u64)).await;
            house.kill();
            tokio::time::sleep(Duration::from_millis(dice.roll(20) as u64)).await;
            house.start();
        }
        if faults.remove(&update) {
            house.tg.faults().next_of_any(fault(&mut dice));
        }
        tokio::time::sleep(Duration::from_millis(dice.roll(30) as u64)).await;
    }
    everything_answered(&house, &groups).await;
    assert!(house.stop().await.success());

    let log = read_log(&house).await;
    let tickets = every_request_is_exactly_one_ticket(&log, &groups);
    numbers_have_no_gaps(&log);
    every_message_is_accounted_for_once(&log, &groups);
    every_notice_was_delivered(&log, &tickets);
    let repeats = repeats_are_few(&house, &groups, size.kills + size.faults);
    println!(
        "{} updates, {} kills, {} faults: {} tickets, {repeats} messages said twice",
        size.updates,
        size.kills,
        size.faults,
        tickets.len()
    );
}

/// So many different updates, drawn by lot.
fn spread(count: usize, of: usize, dice: &mut Dice) -> BTreeSet<usize> {
    let mut drawn = BTreeSet::new();
    while drawn.len() < count {
        drawn.insert(dice.roll(of));
    }
    drawn
}

fn fault(dice: &mut Dice) -> Fault {
    match dice.roll(7) {
        0 => Fault::CutBefore,
        1 => Fault::CutAfter,
        2 => Fault::ServerError,
        3 => Fault::Truncated,
        4 => Fault::Duplicate,
        5 => Fault::RetryAfter(1),
        _ => Fault::Slow(Duration::from_millis(200)),
    }
}

/// Somebody writes something: a request, a reply to what the bot said, or a command that asks.
fn write(house: &House, group: &mut Group, update: usize, dice: &mut Dice) {
    let who = group.people[dice.roll(group.people.len())];
    let text = format!("просьба {update}");
    let said_by_bot: Vec<MessageId> =
        house.tg.transcript(group.chat).unwrap().by_bots().map(|it| it.message).collect();
    match dice.roll(4) {
        0 if !said_by_bot.is_empty() => {
            let to = said_by_bot[dice.roll(said_by_bot.len())];
            let message = house.tg.reply(who, group.chat, to, &text).unwrap();
            group.shown.push(message);
        }
        1 => {
            let message = house.tg.say(who, group.chat, "/my@desk_bot").unwrap();
            group.shown.push(message);
        }
        _ => {
            let message = house.tg.say(who, group.chat, &format!("/new@desk_bot {text}")).unwrap();
            group.requests.push(message);
            group.shown.push(message);
        }
    }
}

/// Waits until each request has its receipt in its group: then the house has come to rest.
async fn everything_answered(house: &House, groups: &[Group]) {
    for group in groups {
        for &request in &group.requests {
            house.answer_to(group.chat, request, "зарегистрирована").await;
        }
    }
    house
        .until(|| {
            let settled = groups.iter().all(|group| {
                let transcript = house.tg.transcript(group.chat).unwrap();
                let cards = transcript.by_bots().filter(|it| !it.buttons.is_empty()).count();
                cards > group.requests.len()
            });
            settled.then_some(())
        })
        .await;
    tokio::time::sleep(Duration::from_secs(2)).await;
}

async fn read_log(house: &House) -> Vec<(Recorded, Event)> {
    let store = SqliteStore::open(&house.data()).unwrap();
    let (mut log, mut after) = (vec![], None);
    loop {
        let page = store.read_all(after, PAGE_MAX).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.position);
        for recorded in page {
            let event = codec::decode(&recorded).unwrap();
            log.push((recorded, event));
        }
    }
    log
}

fn every_request_is_exactly_one_ticket(
    log: &[(Recorded, Event)],
    groups: &[Group],
) -> BTreeMap<MessageRef, TicketId> {
    let mut entered = BTreeMap::new();
    let mut registered = BTreeMap::<TicketId, usize>::new();
    for (recorded, event) in log {
        match event {
            Event::Register(register::Event::Entered(it)) => {
                let source = it.registration.source.expect("these come from messages");
                let before = entered.insert(source, it.registration.ticket);
                assert_eq!(before, None, "{source:?} was entered twice");
            }
            Event::Ticket(ticket::Event::Registered(_)) => {
                let Some(Stream::Ticket(id)) = Stream::parse(&recorded.stream) else {
                    panic!("a ticket stands in {}", recorded.stream)
                };
                *registered.entry(id).or_default() += 1;
            }
            _ => (),
        }
    }
    let requests: BTreeSet<MessageRef> = groups
        .iter()
        .flat_map(|group| group.requests.iter().map(|&it| reference(group.chat, it)))
        .collect();
    assert_eq!(entered.keys().copied().collect::<BTreeSet<_>>(), requests);
    let once: BTreeMap<TicketId, usize> = entered.values().map(|&it| (it, 1)).collect();
    assert_eq!(registered, once);
    entered
}

fn numbers_have_no_gaps(log: &[(Recorded, Event)]) {
    let mut next = BTreeMap::<String, u64>::new();
    for (recorded, event) in log {
        if let Event::Register(register::Event::Entered(it)) = event {
            let next = next.entry(it.number.code.to_string()).or_insert(1);
            assert_eq!(it.number.number, *next, "{}", it.number);
            assert_eq!(recorded.revision.0 + 1, *next, "{}", it.number);
            *next += 1;
        }
    }
}

fn every_message_is_accounted_for_once(log: &[(Recorded, Event)], groups: &[Group]) {
    let mut accounted = BTreeMap::<MessageRef, usize>::new();
    for (recorded, event) in log {
        if let (Event::Chat(chat::Event::MessageAccounted(it)), Some(Stream::Chat(chat, _))) =
            (event, Stream::parse(&recorded.stream))
        {
            let at = MessageRef { chat, message: it.message };
            *accounted.entry(at).or_default() += 1;
        }
    }
    for group in groups {
        for &message in &group.shown {
            let at = reference(group.chat, message);
            assert_eq!(accounted.get(&at), Some(&1), "{at:?}");
        }
    }
}

/// Each ticket's receipt and first card, and an answer to each command that asks.
fn every_notice_was_delivered(log: &[(Recorded, Event)], tickets: &BTreeMap<MessageRef, TicketId>) {
    let mut delivered = BTreeMap::<(notice::Kind, TicketId), usize>::new();
    for (_, event) in log {
        if let Event::Chat(chat::Event::NoticeDelivered(it)) = event
            && let Some(ticket) = it.ticket
        {
            *delivered.entry((it.kind, ticket)).or_default() += 1;
        }
    }
    for &ticket in tickets.values() {
        assert_eq!(delivered.get(&(notice::Kind::Receipt, ticket)), Some(&1), "{ticket}");
        for kind in [notice::Kind::Card, notice::Kind::StaffCard] {
            assert!(delivered.contains_key(&(kind, ticket)), "{kind:?} of {ticket}");
        }
    }
}

/// A message that was in flight when something broke may be said again: at most one for each break and chat.
fn repeats_are_few(house: &House, groups: &[Group], breaks: usize) -> usize {
    let mut repeats = 0;
    for group in groups {
        let transcript = house.tg.transcript(group.chat).unwrap();
        let mut said = BTreeMap::<String, usize>::new();
        for line in transcript.by_bots().filter(|it| it.text.contains("зарегистрирована"))
        {
            *said.entry(line.text.clone()).or_default() += 1;
        }
        let again: usize = said.values().map(|it| it - 1).sum();
        assert!(again <= breaks, "{again} receipts were said twice in one chat");
        repeats += again;
    }
    repeats
}

fn reference(chat: ChatId, message: MessageId) -> MessageRef {
    MessageRef { chat: domain::ChatId::Group(chat.0), message: domain::MessageId(message.0) }
}
