//! What becomes of a views' file that is of no use?

use crate::desk::{Desk, registered, ticket_id};
use domain::ticket::Event;
use projections::rows::BoardFilter;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::stream::Stream;
use tokio_util::sync::CancellationToken;

/// A desk with some tickets, whose views are closed.
async fn closed() -> (Desk, projections::Digest, PathBuf) {
    let mut desk = Desk::open().await;
    for number in 1..=300 {
        let message = i64::try_from(number).unwrap();
        let event = Event::Registered(registered(number, message));
        desk.record(Stream::Ticket(ticket_id(number)), event, &[]).await;
    }
    desk.views.catch_up().await.unwrap();
    let digest = desk.views.digest().unwrap();
    let path = desk.folder.path().join("views.db");
    let elsewhere = Desk::empty();
    desk.views = Arc::clone(&elsewhere.views);
    (desk, digest, path)
}

#[tokio::test]
async fn a_file_that_is_not_ours_or_cut_short_is_thrown_away_and_made_anew() {
    let strangers = |path: &Path| {
        fs::remove_file(path).unwrap();
        let other = rusqlite::Connection::open(path).unwrap();
        other.execute_batch("CREATE TABLE tickets (key INTEGER)").unwrap();
    };
    let spoilings: [&dyn Fn(&Path); 6] = [
        &|path| fs::write(path, b"").unwrap(),
        &|path| fs::write(path, "not a database at all ".repeat(100)).unwrap(),
        &|path| fs::write(path, &fs::read(path).unwrap()[..5_000]).unwrap(),
        &|path| fs::remove_file(path).unwrap(),
        &strangers,
        &|path| {
            let ours = rusqlite::Connection::open(path).unwrap();
            ours.execute_batch("DROP INDEX tickets_open").unwrap();
        },
    ];
    for (at, spoil) in spoilings.iter().enumerate() {
        let (mut desk, digest, path) = closed().await;
        spoil(&path);
        desk.reopen();
        assert_eq!(desk.views.position(), None, "{at}");
        desk.views.catch_up().await.unwrap();
        assert_eq!(desk.views.digest().unwrap(), digest, "{at}");
    }
}

fn damage_a_page_of_tickets(path: &Path) {
    const PAGE_BYTES: usize = 8_192;
    let ours = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'tickets_open'";
    let page: usize = ours.query_row(sql, [], |row| row.get(0)).unwrap();
    ours.close().unwrap();
    let mut bytes = fs::read(path).unwrap();
    bytes[(page - 1) * PAGE_BYTES..page * PAGE_BYTES].fill(0xFF);
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_page_that_is_damaged_is_met_by_a_reader_and_mended_by_the_follower() {
    let (mut desk, digest, path) = closed().await;
    damage_a_page_of_tickets(&path);
    desk.reopen();
    let damaged = desk.views.board(&BoardFilter::default()).unwrap_err();
    assert!(damaged.is_damage(), "{damaged:?}");
    let cancel = CancellationToken::new();
    let (views, token) = (Arc::clone(&desk.views), cancel.clone());
    let running = tokio::spawn(async move { views.run(token).await });
    let mended = async {
        while desk.views.digest().is_ok_and(|it| it == digest).then_some(()).is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), mended).await.unwrap();
    cancel.cancel();
    running.await.unwrap().unwrap();
}
