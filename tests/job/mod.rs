//! The main job: what comes of people's writing while everything dies now and then?

mod cluster;
mod held;

pub(crate) use cluster::{Cluster, serve_where_told};

use crate::house::House;
use emulator::{ChatId, Fault, Limits, MessageId, UserId};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::port::EventStore;
use store::sqlite::SqliteStore;

/// How big a run is.
pub(crate) struct Size {
    pub(crate) chats: usize,
    pub(crate) updates: usize,
    /// Ends of the binary, at once.
    pub(crate) kills: usize,
    /// What goes wrong with Telegram.
    pub(crate) faults: usize,
    /// What goes wrong with the server of the log, if there is one.
    pub(crate) shocks: usize,
}

/// Where the log lies.
pub(crate) enum Log {
    Folder,
    Cluster(Cluster),
}

/// How updates come to the house.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Polling,
    Webhook,
    /// The other way after each end of the binary.
    Changing,
}

/// A small generator, so that a seed tells a run again.
pub(crate) struct Dice(u64);

impl Dice {
    /// As `PROOFDESK_SEED` says, or always the same.
    pub(crate) fn seeded() -> Self {
        let seed = std::env::var("PROOFDESK_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(7);
        println!("PROOFDESK_SEED={seed}");
        Self(seed)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn millis(&mut self, most: usize) -> Duration {
        Duration::from_millis(self.roll(most) as u64)
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

impl Log {
    fn setting(&self) -> Option<String> {
        match self {
            Self::Folder => None,
            Self::Cluster(cluster) => Some(cluster.setting()),
        }
    }

    async fn open(&self, house: &House) -> Arc<dyn EventStore> {
        match self {
            Self::Folder => Arc::new(SqliteStore::open(&house.data()).unwrap()),
            Self::Cluster(cluster) => cluster.open().await,
        }
    }
}

/// Lets people write while the binary is killed and the world below and above it fails; then holds the log against
/// what the people did.
pub(crate) async fn run(size: Size, log: Log) {
    run_by(Delivery::Polling, size, log).await;
}

/// The same with updates that come in a certain way.
pub(crate) async fn run_by(delivery: Delivery, size: Size, mut log: Log) {
    let mut dice = Dice::seeded();
    let mut house = House::open(Limits::NONE, log.setting()).await;
    let mut groups = vec![];
    for at in 0..size.chats {
        let chat = house.client(&format!("C{at:02}"), &format!("Клиент {at}")).await;
        let people = ["Анна", "Борис", "Виктор"].map(|it| house.member(chat, it)).to_vec();
        groups.push(Group { chat, people, requests: vec![], shown: vec![] });
    }
    if delivery == Delivery::Webhook {
        assert!(house.stop().await.success());
        house.is_sent_to = true;
        house.start();
    }
    let mut kills = spread(size.kills, size.updates, &mut dice);
    let mut faults = spread(size.faults, size.updates, &mut dice);
    let mut shocks = spread(size.shocks, size.updates, &mut dice);
    for update in 0..size.updates {
        let at = dice.roll(groups.len());
        write(&house, &mut groups[at], update, &mut dice);
        if kills.remove(&update) {
            tokio::time::sleep(dice.millis(80)).await;
            house.kill();
            if delivery == Delivery::Changing {
                house.is_sent_to = !house.is_sent_to;
            }
            tokio::time::sleep(dice.millis(20)).await;
            house.start();
        }
        if faults.remove(&update) {
            house.tg.faults().next_of_any(fault(&mut dice));
        }
        if shocks.remove(&update)
            && let Log::Cluster(cluster) = &mut log
        {
            cluster.shock(&mut dice).await;
        }
        tokio::time::sleep(dice.millis(30)).await;
    }
    if let Log::Cluster(cluster) = &mut log {
        cluster.calm();
    }
    everything_answered(&house, &groups).await;
    assert!(house.stop().await.success());

    let recorded = held::read_log(&*log.open(&house).await).await;
    let tickets = held::every_request_is_exactly_one_ticket(&recorded, &groups);
    held::numbers_have_no_gaps(&recorded);
    held::every_message_is_accounted_for_once(&recorded, &groups);
    held::every_notice_was_delivered(&recorded, &tickets);
    let breaks = size.kills + size.faults + size.shocks;
    let repeats = held::repeats_are_few(&house, &groups, breaks);
    println!(
        "{} updates, {} kills, {} faults of Telegram, {} of the log's server: {} tickets, {repeats} messages said twice",
        size.updates,
        size.kills,
        size.faults,
        size.shocks,
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
