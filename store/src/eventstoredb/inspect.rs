//! Inspect: may we do on this cluster what we shall have to, and do its clocks go right?

use super::EventStoreDb;
use super::connection::{CONNECT, Connection};
use super::error::EventStoreDbError;
use super::names::{self, Client, Error, EventData, Member, ReadStreamOptions, StreamPosition};
use crate::world::{Chance, WallClock};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::{Builder, Uuid};

/// What a cluster says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The version of the server that leads.
    pub version: String,
    /// Which node that is: it was asked as the leader, and took a write. `None` if that is not told.
    pub leader: Option<String>,
    /// All nodes as the leader knows them. `None` where it does not tell, as behind a certificate of an
    /// authority that the machine does not know: this is asked by HTTP, without `tlsCaFile`.
    pub nodes: Option<Vec<Node>>,
    /// How far the server's clock is ahead of ours, beyond what the question took; negative: behind.
    pub clock_ahead: TimeDelta,
}

/// A node of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name or number, and port.
    pub address: String,
    /// Such as `Leader` or `Follower`, in the server's words.
    pub role: String,
    pub is_alive: bool,
}

impl EventStoreDb {
    /// Reads the log, writes beside it and reads that, in a stream that keeps the last such event only;
    /// begins and ends a stream of one event, as keys are.
    ///
    /// # Errors
    ///
    /// What stands against using the cluster, such as a right that the login has not.
    pub async fn inspect(
        &self,
        clock: &dyn WallClock,
        chance: &dyn Chance,
    ) -> Result<Inspection, EventStoreDbError> {
        let connection = &self.log.connection;
        let version = connection
            .ask(CONNECT, "", |client: Client| async move { client.server_info().await })
            .await?
            .version()
            .to_string();
        self.log.head().await?;
        let stream = format!("{}_check", self.log.prefix);
        let kept = event("$metadata", &json!({"$maxCount": 1}), chance);
        connection.begin(&format!("$${stream}"), &kept).await?;

        let checked = event("log.checked", &json!({}), chance);
        let before = clock.now();
        let created = connection
            .ask("write to streams", &stream, |client| write(client, &stream, &checked))
            .await?;
        let clock_ahead = ahead(created, before, clock.now());
        end_one(connection, &format!("{stream}-"), chance).await?;
        let (leader, nodes) = nodes(connection).await;
        Ok(Inspection { version, leader, nodes, clock_ahead })
    }
}

/// Begins a stream that nobody had before, and ends it for good.
async fn end_one(
    connection: &Connection,
    begins: &str,
    chance: &dyn Chance,
) -> Result<(), EventStoreDbError> {
    let mut number = [0; 16];
    chance.fill(&mut number);
    let stream = format!("{begins}{:032x}", u128::from_le_bytes(number));
    connection.begin(&stream, &event("log.checked", &json!({}), chance)).await?;
    let end = |client: Client| {
        let stream = stream.as_str();
        async move {
            match client.tombstone_stream(stream, &names::tombstone_options()).await {
                // Where a first answer was lost, it had ended already.
                Ok(_) | Err(Error::ResourceDeleted) => Ok(()),
                Err(error) => Err(error),
            }
        }
    };
    connection.ask("delete streams", &stream, end).await
}

/// The node that a client is led to, and all that it knows.
async fn nodes(connection: &Connection) -> (Option<String>, Option<Vec<Node>>) {
    let settings = connection.settings();
    let Ok(asks) = names::operations(settings) else { return (None, None) };
    let leader = connection.told(asks.current_selected_node()).await;
    let nodes = connection.told(asks.read_gossip()).await;
    let node = |it: Member| Node {
        address: format!("{}:{}", it.http_end_point.host, it.http_end_point.port),
        role: format!("{:?}", it.state),
        is_alive: it.is_alive,
    };
    let leader = leader.map(|it| format!("{}:{}", it.host, it.port));
    (leader, nodes.map(|it| it.into_iter().map(node).collect()))
}

fn event(kind: &str, data: &serde_json::Value, chance: &dyn Chance) -> EventData {
    let mut id = [0; 16];
    chance.fill(&mut id);
    let id: Uuid = Builder::from_random_bytes(id).into_uuid();
    EventData::json(kind, data).expect("a value is JSON").id(id)
}

/// When the server took an event in.
async fn write(client: Client, stream: &str, event: &EventData) -> Result<DateTime<Utc>, Error> {
    let options = names::append_options(names::any());
    client.append_to_stream(stream, &options, event.clone()).await?;
    let options = ReadStreamOptions::default().backwards().position(StreamPosition::End);
    let mut read = client.read_stream(stream, &options.max_count(1)).await?;
    let last = read.next().await?.and_then(|it| it.event);
    last.map(|it| it.created).ok_or(Error::ResourceNotFound)
}

/// How far an instant lies outside of a span.
fn ahead(created: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
    if created > to {
        created - to
    } else if created < from {
        created - from
    } else {
        TimeDelta::zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_by_what_the_question_cannot_have_taken() {
        let at = |millis| DateTime::from_timestamp_millis(millis).unwrap();
        for (created, then) in [(99, -1), (100, 0), (150, 0), (200, 0), (260, 60)] {
            let ahead = ahead(at(created), at(100), at(200));
            assert_eq!(ahead, TimeDelta::milliseconds(then), "{created}");
        }
    }
}
