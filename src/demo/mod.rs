//! Demo: the house with a simulated Telegram, a story already played, and a page to take part in it.

mod cast;
mod clock;
mod cluster;
mod controls;
mod days;
mod deeds;
mod opening;
mod page;
mod passing;
mod place;
mod stage;
mod story;
mod terms;
#[cfg(test)]
mod tests;
mod words;

use crate::cli::Demo as Asked;
use crate::log_address::LogAddress;
use crate::wall_clock::SystemClock;
use crate::{serve, signals};
use anyhow::{Context, Result};
use opening::{Demo, loopback};
use place::Place;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use store::world::WallClock;

/// Plays a contractor, two clients and their groups, until told to stop.
///
/// # Errors
///
/// A port or a folder that cannot be had: with what to do. A story that does not go on, a part that died.
pub(crate) async fn demo(asked: &Asked) -> Result<()> {
    let cancel = signals::until_told_to_stop()?;
    let listener = serve::listen(loopback(asked.port)).await?;
    let address = listener.local_addr().context("failed to learn the port")?;
    let log = cluster::log_of(asked.store.as_deref())?;
    let place = Place::prepare(asked.data.as_deref())?;
    say("Proofdesk: готовим демо… / preparing the demo…");

    let system = Arc::new(|| SystemClock.now());
    let Some(demo) = Demo::open((place.path(), &log), listener, system, &cancel).await? else {
        return Ok(());
    };
    demo.run(&cancel, || welcome(address, &place, &log)).await?;
    say("\nДемо остановлено. / The demo has stopped.");
    Ok(())
}

fn welcome(address: SocketAddr, place: &Place, log: &LogAddress) {
    let (ru, en) = match place {
        Place::Passing(_) => ("удалятся вместе с демо", "deleted when the demo ends"),
        Place::Kept(_) => ("останутся", "kept"),
    };
    let folder = place.path().display();
    let left = cluster::left_behind(log);
    say(&format!(
        "
  Чаты и доска / Chats and board   http://{address}/demo
  Доска / Board                    http://{address}/
  Данные / Data                    {folder}
                                   ({ru} / {en})
{left}
  Остановить: Ctrl-C / Ctrl-C stops it.
"
    ));
}

fn say(text: &str) {
    // Whoever started us without a terminal still gets the demo.
    let _: std::io::Result<()> = writeln!(std::io::stdout(), "{text}");
}
