//! The pages with a made-up day: `cargo run -p api --example board [PORT]`. Each line typed becomes a ticket.

#![expect(clippy::unwrap_used, reason = "an example that cannot go on has failed")]

#[path = "../tests/house/mod.rs"]
mod house;

use domain::Priority;
use house::{House, at, story};
use std::io::BufRead as _;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[tokio::main]
async fn main() {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let house = House::new();
    let cast = story::play(&house).await;
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    let server = tokio::spawn(api::serve(listener, api::router(house.api()), house.cancel.clone()));
    let (lines, mut typed) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            lines.blocking_send(line.unwrap()).unwrap();
        }
    });
    while let Some(line) = typed.recv().await {
        house.register(&cast.rom, cast.anna, at("14:59"), Priority::Normal, &line).await;
    }
    // Nothing more will be typed: the day stays as it is.
    server.await.unwrap().unwrap();
}
