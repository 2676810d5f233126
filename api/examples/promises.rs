//! The pages with a made-up week of promises: `cargo run -p api --example promises [PORT]`.

#![expect(clippy::unwrap_used, reason = "an example that cannot go on has failed")]

#[path = "../tests/house/mod.rs"]
mod house;

use house::{House, promised};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let house = House::new();
    promised::play(&house).await;
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    api::serve(listener, api::router(house.api()), house.cancel.clone()).await.unwrap();
}
