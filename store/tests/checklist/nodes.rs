//! Nodes: which node of a cluster answers, and what are the others?

use crate::server::{self, System};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use standin::{Cluster, Standin};
use std::net::SocketAddr;
use store::eventstoredb::{Inspection, Node};
use store::world::WallClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

struct Wall;

impl WallClock for Wall {
    #[expect(clippy::disallowed_methods, reason = "the server beside us asks the machine too")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

async fn inspect(address: &str) -> Inspection {
    server::open(address).await.inspect(&Wall, &System).await.unwrap()
}

/// One port that speaks to browsers as well, as the real server's does: it tells them of its nodes.
async fn with_pages(server: SocketAddr, nodes: serde_json::Value) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let page = json!({ "members": nodes }).to_string();
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            let page = page.clone();
            tokio::spawn(async move {
                let mut begin = [0; 12];
                if line.peek(&mut begin).await.is_ok() && begin.starts_with(b"GET /gossip ") {
                    let mut asked = [0; 4_096];
                    let _ = line.read(&mut asked).await;
                    let head =
                        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
                    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{page}", page.len());
                    let _ = line.write_all(answer.as_bytes()).await;
                    return;
                }
                let mut inner = TcpStream::connect(server).await.unwrap();
                let _ = copy_bidirectional(&mut line, &mut inner).await;
            });
        }
    });
    address
}

/// A node as the server's page has it.
fn told(host: &str, role: &str, is_alive: bool) -> serde_json::Value {
    let none = "00000000-0000-0000-0000-000000000000";
    json!({
        "instanceId": none, "timeStamp": "2026-03-02T09:00:00.1234567Z", "state": role,
        "isAlive": is_alive, "internalTcpIp": host, "internalTcpPort": 1112,
        "internalSecureTcpPort": 0, "externalTcpIp": host, "externalTcpPort": 1113,
        "externalSecureTcpPort": 0, "httpEndPointIp": host, "httpEndPointPort": 2113,
        "lastCommitPosition": 1_024,
        // The server's word for how far it has come.
        (concat!("writerCheck", "point")): 2_048,
        (concat!("chaserCheck", "point")): 2_048,
        "epochPosition": 0, "epochNumber": 3, "epochId": none, "nodePriority": 0,
    })
}

#[tokio::test]
async fn the_node_that_leads_is_named_whoever_of_the_others_is_asked() {
    let servers = Cluster::start(3);
    for leader in [0, 2] {
        servers.elect(leader);
        let found = inspect(&servers.address()).await;
        assert_eq!(found.leader, Some(servers.node(leader).socket().to_string()));
    }
}

#[tokio::test]
async fn the_roles_of_all_nodes_are_told_where_the_server_tells_them() {
    let server = Standin::start();
    let nodes = json!([told("one", "Leader", true), told("two", "CatchingUp", false)]);
    let address = with_pages(server.socket(), nodes).await;
    let found = inspect(&format!("esdb://{address}?tls=false")).await;
    let node = |host: &str, role: &str, is_alive| Node {
        address: format!("{host}:2113"),
        role: role.to_owned(),
        is_alive,
    };
    let nodes = [node("one", "Leader", true), node("two", "CatchingUp", false)];
    assert_eq!(found.nodes.as_deref(), Some(&nodes[..]));
    assert_eq!(found.leader, Some(address.to_string()));
}

#[tokio::test]
async fn where_the_roles_are_not_told_all_else_is_found_out_nevertheless() {
    // The stand-in has no pages.
    let server = Standin::start();
    let found = inspect(&server.address()).await;
    assert_eq!(found.nodes, None);
    assert_eq!(found.leader, Some(server.socket().to_string()));
    assert_eq!(found.version, "24.10.0");
    assert!(found.clock_ahead.abs() < TimeDelta::seconds(5));
}
