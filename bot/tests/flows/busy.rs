//! A day: many groups, and one morning on which many write at once, of one outage. Telegram keeps its limits.
//!
//! `PROOFDESK_LONG=1` plays 200 groups and 2,000 tickets.

#![expect(clippy::print_stdout, reason = "the figures are to be read")]

mod outage;

use crate::desk::{Desk, group};
use bot::pace;
use chrono::{DateTime, TimeDelta, Utc};
use commands::client::{id_of, register};
use commands::links::{self, Holder};
use commands::transact::transact;
use domain::chat::Event as ChatEvent;
use domain::client::{Client, Zone};
use domain::notice::Kind;
use domain::ticket::Event as TicketEvent;
use domain::{Actor, Cause, Event, Language, TicketId, Trigger};
use emulator::{ChatId, MessageId, Profile, UserId};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::codec;
use store::memory::MemoryStore;
use store::stream::Stream;

#[derive(Debug, Clone, Copy)]
enum Act {
    New,
    Take,
    Resolve,
    Confirm,
    /// Staff declare the outage, link its tickets, write what is told to their groups, send that, and write of its end.
    Declare,
    Link,
    Announce,
    Finish,
    Send,
}

/// How big the day is.
struct Day {
    groups: usize,
    tickets: usize,
    /// How many of them are written within ten minutes, of the outage.
    outage: usize,
}

struct Group {
    code: String,
    chat: ChatId,
    person: UserId,
    tickets: usize,
}

/// The slowest there was, in seconds.
#[derive(Debug, Default)]
struct Slowest {
    receipt: i64,
    words: i64,
    client_edit: i64,
    /// Of tickets that are open, or were when it was due.
    staff_edit: i64,
    staff_edit_of_closed: i64,
    /// How many edits staff saw.
    staff_edits: usize,
}

impl Desk {
    /// It becomes that time; whatever may be said on the way is said.
    async fn until_then(&self, then: DateTime<Utc>) {
        let mut rests = self.at_work.sender.rests();
        loop {
            self.until("updates", || self.tg.unconfirmed() == 0).await;
            if let Some(head) = self.log.head().await.unwrap() {
                assert!(self.at_work.views.wait_for(head, crate::people::PATIENCE).await);
            }
            // The sender has heard of it.
            tokio::time::sleep(Duration::from_millis(2)).await;
            let now = self.clock.now();
            let waits = rests.wait_for(|it| it.is_some_and(|it| it > now));
            let wake = tokio::time::timeout(crate::people::PATIENCE, waits).await;
            let wake = wake.expect("the sender rests").unwrap().unwrap_or(then);
            if now >= then {
                return;
            }
            self.clock.advance((wake.min(then) - now).to_std().unwrap());
        }
    }

    async fn joins(&self, nth: usize) -> Group {
        let letter = |of: usize| char::from(b'A' + u8::try_from(of % 26).unwrap());
        let code = String::from_iter([letter(nth / 676), letter(nth / 26), letter(nth)]);
        let person = self.tg.add_user(Profile::named(&format!("Клиент {nth}")).speaks("ru"));
        let chat = group(&self.tg, &code, &[person, self.irina]);
        let register = register::Register {
            code: code.parse().unwrap(),
            title: format!("Клиент {code}"),
            language: Language::Ru,
            zone: Zone::default(),
        };
        let id = id_of(&register.code);
        let (house, at) = (&self.at_work.house, self.clock.now());
        let cause = |what: &str| Cause::new(Trigger::Request { key: format!("{what} {code}") }, at);
        let decide = |it: &Client| register::decide(it, &register, at);
        let (stream, by) = (Stream::Client(id), Actor::Operator);
        transact(house, &stream, by, &cause("client"), decide).await.unwrap();
        let offered = links::offer::offer(house, Holder::Client(id), by, &cause("link")).await;
        self.tg.start_group(self.irina, chat, &offered.unwrap()).unwrap();
        self.until_then(self.clock.now() + TimeDelta::seconds(3)).await;
        Group { code, chat, person, tickets: 0 }
    }

    /// How long everything took, by what is recorded.
    async fn slowest(&self, staff: ChatId) -> (usize, Slowest) {
        let (mut asked, mut events, mut receipts) = (BTreeMap::new(), BTreeMap::new(), 0);
        let mut closed: BTreeMap<TicketId, u64> = BTreeMap::new();
        let mut slowest = Slowest::default();
        for it in self.recorded().await {
            match (Stream::parse(&it.stream), codec::decode(&it).unwrap()) {
                (Some(Stream::Ticket(ticket)), Event::Ticket(event)) => {
                    let rests =
                        matches!(event, TicketEvent::Resolved(_) | TicketEvent::ReplyDelivered(_));
                    if let TicketEvent::Registered(it) = &event {
                        asked.insert(ticket, it.reported_at);
                    }
                    let state = it.revision.0 + 1;
                    if matches!(event, TicketEvent::Closed(_)) {
                        closed.insert(ticket, state);
                    }
                    events.insert((ticket, state), (it.recorded_at, rests));
                }
                (Some(Stream::Chat(chat, _)), Event::Chat(ChatEvent::NoticeDelivered(said))) => {
                    let ticket: Option<TicketId> = said.ticket;
                    let since = |at: DateTime<Utc>| (said.at - at).num_seconds();
                    let change = ticket.and_then(|it| events.get(&(it, said.shown)));
                    let at_staff = chat == domain::ChatId::Group(staff.0);
                    match (said.kind, change) {
                        (Kind::Receipt, _) => {
                            receipts += 1;
                            let took = since(asked[&ticket.unwrap()]);
                            slowest.receipt = slowest.receipt.max(took);
                        }
                        (Kind::Resolution, _) => {
                            let resolved =
                                events.iter().find(|it| Some(it.0.0) == ticket && it.1.1);
                            let took = since(resolved.unwrap().1.0);
                            slowest.words = slowest.words.max(took);
                        }
                        (kind, Some((at, rests))) if kind.is_card() => {
                            slowest.staff_edits += usize::from(at_staff && said.edited);
                            let over = ticket
                                .and_then(|it| closed.get(&it))
                                .is_some_and(|it| said.shown >= *it);
                            let slot = match (at_staff, over) {
                                (true, true) => &mut slowest.staff_edit_of_closed,
                                (true, false) => &mut slowest.staff_edit,
                                (false, _) => &mut slowest.client_edit,
                            };
                            // What rests in a client's chat is not late.
                            if at_staff || !rests {
                                *slot = (*slot).max(since(*at));
                            }
                        }
                        _ => (),
                    }
                }
                (_, Event::Chat(ChatEvent::NoticeFailed(it))) => {
                    panic!("{} was not delivered: {:?}", it.kind.name(), it.why);
                }
                _ => (),
            }
        }
        (receipts, slowest)
    }
}

/// Somewhere in a span, the same on every run.
fn somewhere(nth: usize, salt: usize, span_s: i64) -> i64 {
    let mixed = (nth + 1).wrapping_mul(2_654_435_761).wrapping_add(salt * 40_503) >> 4;
    i64::try_from(mixed % 1_000_003).unwrap() * span_s / 1_000_003
}

impl Day {
    /// What people do, by the second of the day.
    fn script(&self) -> Vec<(i64, usize, Act)> {
        let hour = 3_600;
        let of = |nth: usize| {
            let in_outage = nth < self.outage;
            let new = if in_outage {
                outage::BEGINS_S + somewhere(nth, 1, outage::LASTS_S)
            } else {
                somewhere(nth, 1, 8 * hour)
            };
            let take = new + 120 + somewhere(nth, 2, 1_200);
            let resolve = take + 600 + somewhere(nth, 3, 2 * hour);
            let done = if in_outage { outage::ENDS_S } else { resolve };
            let confirm = done + 300 + somewhere(nth, 4, hour);
            // Those are answered and resolved all at once.
            let alone = |act| (!in_outage).then_some(act);
            let (take, resolve) = ((take, nth, Act::Take), (resolve, nth, Act::Resolve));
            let confirm = (!nth.is_multiple_of(3)).then_some((confirm, nth, Act::Confirm));
            [Some((new, nth, Act::New)), alone(take), alone(resolve), confirm]
        };
        let mut script: Vec<_> = (0..self.tickets).flat_map(of).flatten().collect();
        script.extend(outage::script());
        script.sort_by_key(|it| (it.0, it.1));
        script
    }

    async fn play(&self) {
        let paced =
            pace::Limits { look_again: Duration::from_millis(1), ..pace::Limits::default() };
        let limits = (emulator::Limits::default(), paced);
        let desk = Desk::bare(Arc::new(MemoryStore::skipping()), |it| it, limits).await;
        desk.link_staff_slowly().await;
        let mut groups = Vec::new();
        for nth in 0..self.groups {
            groups.push(desk.joins(nth).await);
        }
        let begins = desk.clock.now() + TimeDelta::minutes(2);
        let mut numbers: BTreeMap<usize, String> = BTreeMap::new();
        let mut confirmed = 0;
        for (second, nth, act) in self.script() {
            desk.until_then(begins + TimeDelta::seconds(second)).await;
            let here = &mut groups[nth % self.groups];
            match act {
                Act::New => {
                    here.tickets += 1;
                    numbers.insert(nth, format!("{}-{}", here.code, here.tickets));
                    desk.tg.say(here.person, here.chat, "/new Не работает связь").unwrap();
                }
                Act::Take => {
                    let take = format!("/take {}", numbers[&nth]);
                    desk.tg.say(desk.olga, desk.staff, &take).unwrap();
                }
                Act::Resolve => {
                    let number = &numbers[&nth];
                    let resolve = format!("/resolve {number} Готово {number}.");
                    desk.tg.say(desk.olga, desk.staff, &resolve).unwrap();
                }
                Act::Declare | Act::Link | Act::Announce | Act::Finish => {
                    let of_outage = numbers.range(..self.outage).map(|it| it.1.as_str());
                    desk.writes_of_outage(act, &of_outage.collect::<Vec<_>>());
                }
                Act::Send => desk.sends_what_it_looked_at(),
                Act::Confirm if nth < self.outage => {
                    desk.confirms_the_end(here, &numbers[&nth]);
                    confirmed += 1;
                }
                Act::Confirm => {
                    let words = format!("Готово {}.", numbers[&nth]);
                    let told = desk.said(here.chat).into_iter().rev();
                    let told: Option<MessageId> = told
                        .filter(|it| it.text.contains(&words) && !it.buttons.is_empty())
                        .map(|it| it.message)
                        .next();
                    let told = told.unwrap_or_else(|| panic!("{words} was not said in time"));
                    desk.tg.press(here.person, here.chat, told, "Да, закрыть").unwrap();
                    confirmed += 1;
                }
            }
        }
        // What nobody confirms is shown a day later.
        desk.until_then(desk.clock.now() + TimeDelta::hours(25)).await;
        let meter = desk.tg.meter_of_all();
        let (receipts, slowest) = desk.slowest(desk.staff).await;
        println!(
            "{} groups, {} tickets, {} of them at once, {confirmed} confirmed: {meter:?}; at most, in seconds: {slowest:?}",
            self.groups, self.tickets, self.outage
        );
        let told = desk.told_of_outage().await;
        println!("of the outage, slowest in seconds: {told:?}");
        assert_eq!(meter.refused, 0, "Telegram asked us to wait");
        assert_eq!((told.tickets, told.announcements), (self.outage, 2));
        assert_eq!(told.heard, told.sent, "an announcement did not arrive");
        assert_eq!(told.sent, 2 * self.outage.min(self.groups));
        assert!(told.otherwise.is_empty(), "not answered once: {:?}", told.otherwise);
        assert!(told.slowest <= 60, "{told:?}");
        assert_eq!(receipts, self.tickets);
        assert!(desk.at_work.views.pending(1).unwrap().is_empty(), "something was not said");
        assert!(slowest.receipt <= 60 && slowest.words <= 60, "{slowest:?}");
    }
}

impl Desk {
    /// As [`Self::link_staff`], while Telegram keeps its limits.
    async fn link_staff_slowly(&self) {
        let token = self.staff_token().await;
        self.bot_is_admin(self.irina, self.staff);
        self.tg.start_group(self.irina, self.staff, &token).unwrap();
        self.until_then(self.clock.now() + TimeDelta::seconds(5)).await;
        for who in [self.olga, self.peter] {
            self.tg.say(who, self.staff, "Доброе утро").unwrap();
        }
        self.until_then(self.clock.now() + TimeDelta::seconds(5)).await;
    }
}

#[tokio::test]
async fn on_a_busy_day_telegram_never_asks_us_to_wait_and_everything_is_said() {
    let long = std::env::var_os("PROOFDESK_LONG").is_some();
    let day = if long {
        Day { groups: 200, tickets: 2_000, outage: 150 }
    } else {
        Day { groups: 20, tickets: 200, outage: 40 }
    };
    day.play().await;
}
