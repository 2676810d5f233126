//! Standing links: does whoever looks at a client's link all day long see one, and a good one?

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod chance;

use chance::Counter;
use chrono::{DateTime, TimeDelta, Utc};
use commands::House;
use commands::client::id_of;
use commands::links::claim::{Claim, claim};
use commands::links::standing::{Standing, of_today};
use commands::links::{Holder, offer};
use commands::transact::ask;
use domain::client::Client;
use domain::link::OFFERS_MAX;
use domain::people::Person;
use domain::{Actor, Cause, ChatId, ClientId, PersonId, Trigger};
use std::sync::Arc;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::stream::Stream;
use store::vault::Vault;
use store::world::WallClock;

struct Noon;

impl WallClock for Noon {
    fn now(&self) -> DateTime<Utc> {
        noon()
    }
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn rom() -> ClientId {
    id_of(&"ROM".parse().unwrap())
}

fn house() -> House {
    let chance = Arc::new(Counter::from(1));
    let vault = Vault::new(Arc::new(MemoryKeyring::new(chance.clone())), chance);
    House::new(Arc::new(MemoryStore::default()), vault, Arc::new(Noon))
}

async fn at(house: &House, now: DateTime<Utc>) -> Standing {
    of_today(house, rom(), Actor::Operator, now).await.unwrap()
}

async fn offers(house: &House) -> usize {
    ask(house, &Stream::Client(rom()), |it: &Client| it.links.offers.len()).await.unwrap()
}

async fn use_up(house: &House, token: &str) {
    let claimed = Claim {
        token: offer::hash(house.vault.keyring().as_ref(), token),
        chat: ChatId::Group(-1001),
        title: "Ромашка".to_owned(),
        by: PersonId([1; 16]),
    };
    let cause = Cause::new(Trigger::Request { key: "claim".to_owned() }, noon());
    claim(house, Holder::Client(rom()), (&claimed, &Person::default()), &cause).await.unwrap();
}

#[tokio::test]
async fn a_link_is_the_same_all_day_and_good_for_two_days_at_least() {
    let house = house();
    let first = at(&house, noon()).await;
    assert_eq!(first.good_until, Some(noon() + TimeDelta::days(3)));
    for hours in [1, 11] {
        assert_eq!(at(&house, noon() + TimeDelta::hours(hours)).await, first);
    }
    assert_eq!(offers(&house).await, 1);
    let next_day = at(&house, noon() + TimeDelta::hours(12)).await;
    assert_ne!(next_day.token, first.token);
    assert_eq!(offers(&house).await, 2);
}

#[tokio::test]
async fn a_link_that_a_group_has_used_makes_room_for_another_of_the_day() {
    let house = house();
    let first = at(&house, noon()).await;
    use_up(&house, &first.token).await;
    let second = at(&house, noon()).await;
    assert_ne!(second.token, first.token);
    assert!(second.good_until.is_some());
    assert_eq!(at(&house, noon()).await, second);
}

#[tokio::test]
async fn a_link_that_made_room_for_many_others_is_told_anew() {
    let house = house();
    let first = at(&house, noon()).await;
    for nth in 0..OFFERS_MAX {
        let later = noon() + TimeDelta::minutes(1);
        let cause = Cause::new(Trigger::Request { key: format!("offer {nth}") }, later);
        offer::offer(&house, Holder::Client(rom()), Actor::Operator, &cause).await.unwrap();
    }
    let second = at(&house, noon() + TimeDelta::minutes(2)).await;
    assert_ne!(second.token, first.token);
    assert!(second.good_until.is_some());
}
