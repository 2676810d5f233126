//! The pages with a made-up day: `cargo run -p api --example board [PORT]`.

#[path = "../tests/house/mod.rs"]
mod house;

use house::{House, story};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let house = House::new();
    story::play(&house).await;
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let cancel = house.cancel.clone();
    axum::serve(listener, api::router(house.api()))
        .with_graceful_shutdown(cancel.cancelled_owned())
        .await
}
