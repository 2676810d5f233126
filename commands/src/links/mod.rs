//! How a chat becomes a client's, or the desk's: offered, claimed, confirmed.

pub mod claim;
pub mod confirm;
pub mod migrate;
pub mod offer;
pub mod standing;
pub mod unlink;

use crate::folds::Folding;
use crate::house::House;
use crate::transact::{Error, transact};
use domain::client::{self, Client};
use domain::desk::{self, Desk};
use domain::link::{ChatLinked, ChatMigrated, ChatUnlinked, LinkClaimed, LinkOffered, Links};
use domain::{Actor, Cause, ClientId, Draft};
use store::port::Position;
use store::stream::Stream;

/// Who may have chats: a client, or the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Client(ClientId),
    Desk,
}

/// What can happen to the chats of either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Offered(LinkOffered),
    Claimed(LinkClaimed),
    Linked(ChatLinked),
    Unlinked(ChatUnlinked),
    Migrated(ChatMigrated),
}

impl From<Event> for client::Event {
    fn from(event: Event) -> Self {
        match event {
            Event::Offered(it) => Self::LinkOffered(it),
            Event::Claimed(it) => Self::LinkClaimed(it),
            Event::Linked(it) => Self::ChatLinked(it),
            Event::Unlinked(it) => Self::ChatUnlinked(it),
            Event::Migrated(it) => Self::ChatMigrated(it),
        }
    }
}

impl From<Event> for desk::Event {
    fn from(event: Event) -> Self {
        match event {
            Event::Offered(it) => Self::LinkOffered(it),
            Event::Claimed(it) => Self::LinkClaimed(it),
            Event::Linked(it) => Self::ChatLinked(it),
            Event::Unlinked(it) => Self::ChatUnlinked(it),
            Event::Migrated(it) => Self::ChatMigrated(it),
        }
    }
}

/// Decides on the chats of a holder and records what was decided; answers the position to wait for in a view.
async fn on_links<R: std::error::Error + 'static>(
    house: &House,
    holder: Holder,
    actor: Actor,
    cause: &Cause,
    decide: impl Fn(&Links) -> Result<Vec<Draft<Event>>, R>,
) -> Result<Option<Position>, Error<R>> {
    match holder {
        Holder::Client(client) => {
            let stream = Stream::Client(client);
            let decide = |it: &Client| decide(&it.links).map(wrapped::<Client>);
            Ok(transact::<Client, R>(house, &stream, actor, cause, decide).await?.position)
        }
        Holder::Desk => {
            let decide = |it: &Desk| decide(&it.links).map(wrapped::<Desk>);
            Ok(transact::<Desk, R>(house, &Stream::Desk, actor, cause, decide).await?.position)
        }
    }
}

fn wrapped<S: Folding>(drafts: Vec<Draft<Event>>) -> Vec<Draft<S::Event>>
where
    S::Event: From<Event>,
{
    let wrap = |it: Draft<Event>| Draft {
        event: it.event.into(),
        occurred_at: it.occurred_at,
        texts: it.texts,
    };
    drafts.into_iter().map(wrap).collect()
}
