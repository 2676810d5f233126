//! What people attach: what of it is fetched and kept, what stays in Telegram, and what a crash or an erasure leaves.

use crate::desk::Desk;
use async_trait::async_trait;
use bot::files::{Fetcher, Limits, Pauses};
use chrono::{DateTime, Utc};
use commands::House;
use commands::people::{erase, find};
use domain::file::{Fate, Picture, Why};
use domain::ticket::{Event, FileSettled};
use domain::{Actor, Cause, Field, Texts, Trigger};
use emulator::{Attachment, Fault};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::files::{Files, For, parse_hex};
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};
use store::sealed;
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSES: Pauses = Pauses { first: Duration::from_millis(2), most: Duration::from_millis(10) };

/// The folder of files of a desk.
struct Shelf {
    data: tempfile::TempDir,
    files: Arc<Files>,
}

impl Shelf {
    fn of(desk: &Desk) -> Self {
        let data = tempfile::tempdir().unwrap();
        let files = Files::open(data.path(), Arc::clone(desk.vault.chance())).unwrap();
        Self { data, files: Arc::new(files) }
    }

    /// The process ends, and another one opens the same folder.
    fn reopen(&mut self, desk: &Desk) {
        let files = Files::open(self.data.path(), Arc::clone(desk.vault.chance())).unwrap();
        self.files = Arc::new(files);
    }

    fn fetcher(&self, desk: &Desk, house: House, limits: Limits) -> Fetcher {
        let kept = (Arc::clone(&self.files), Arc::clone(&desk.bookmarks) as _);
        Fetcher::new(house, desk.api.clone(), kept, (limits, PAUSES))
    }

    fn fetch(&self, desk: &Desk, limits: Limits) -> AtWork {
        let fetcher = self.fetcher(desk, desk.at_work.house.clone(), limits);
        AtWork(tokio::spawn(async move { fetcher.run().await.map_or((), drop) }))
    }

    /// Everything that lies in its place.
    fn stored(&self) -> Vec<PathBuf> {
        let listed = |it: PathBuf| std::fs::read_dir(it).unwrap().map(|it| it.unwrap().path());
        let folders = listed(self.data.path().join("files"));
        let folders = folders.filter(|it| it.is_dir() && it.file_name().unwrap().len() == 2);
        folders.flat_map(listed).collect()
    }

    /// The content of a kept file, whole, or why it cannot be read.
    fn content(&self, desk: &Desk, it: &Settled) -> Option<Vec<u8>> {
        let hash = parse_hex(it.texts.get(Field::FileHash)?).unwrap();
        let sealed = sealed::parse(&it.recorded.event.private).unwrap();
        let key = desk.vault.keyring().opening_key(sealed[0].key).unwrap()?;
        let mut reading = self.files.read(&key, &hash).unwrap()?.checked(&hash).unwrap();
        let mut content = Vec::new();
        while let Some(bytes) = reading.next_piece().unwrap() {
            content.extend(bytes);
        }
        Some(content)
    }
}

/// The fetching process; it ends when dropped, as in a crash.
struct AtWork(JoinHandle<()>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Settled {
    event: FileSettled,
    texts: Texts,
    recorded: Recorded,
}

impl Settled {
    fn why(&self) -> Option<(Why, Option<u64>)> {
        match self.event.fate {
            Fate::Kept(_) => None,
            Fate::Left(left) => Some((left.why, left.size)),
        }
    }
}

impl Desk {
    async fn settled_now(&self, number: &str) -> Vec<Settled> {
        let all = self.of_ticket(number).await.into_iter();
        let settled = all.filter_map(|(event, texts, recorded)| match event {
            Event::FileSettled(event) => Some(Settled { event, texts, recorded }),
            _ => None,
        });
        settled.collect()
    }

    /// What became of the files of a ticket, once it is known of so many.
    async fn settled(&self, number: &str, count: usize) -> Vec<Settled> {
        let waiting = async {
            loop {
                let settled = self.settled_now(number).await;
                if settled.len() >= count {
                    return settled;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let settled = tokio::time::timeout(PATIENCE, waiting).await.expect("files are settled");
        assert_eq!(settled.len(), count);
        settled
    }

    /// Anna sends a file in reply to her request.
    fn sends(&self, asked: emulator::MessageId, files: &[Attachment]) {
        self.tg.send_files(self.anna, self.rom, files, "", Some(asked)).unwrap();
    }
}

#[tokio::test]
async fn a_document_and_an_album_are_kept_whole_and_sealed() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let bill = [b"%PDF-1.7 ".as_slice(), &vec![7; 300_000]].concat();
    desk.sends(asked, &[Attachment::document("счёт.pdf", "application/pdf", &bill)]);
    desk.sends(asked, &[1, 2, 3].map(Attachment::photo));
    let settled = desk.settled("ROM-1", 4).await;
    assert_eq!(shelf.content(&desk, &settled[0]).unwrap(), bill);
    for photo in &settled[1..] {
        let Fate::Kept(kept) = photo.event.fate else { panic!("{:?}", photo.event) };
        assert_eq!(kept.picture, Some(Picture::Png));
        let content = shelf.content(&desk, photo).unwrap();
        assert_eq!(content.len() as u64, kept.size);
    }
    assert_eq!(shelf.stored().len(), 4);
    for path in shelf.stored() {
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(4).any(|it| it == b"%PDF" || it == b"\x89PNG"));
    }
    assert!(shelf.files.unconfirmed().unwrap().is_empty());
}

#[tokio::test]
async fn a_photo_that_comes_with_a_request_is_kept_and_the_same_one_again_only_once() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let photo = [Attachment::photo(7)];
    let asked = desk.tg.send_files(desk.anna, desk.rom, &photo, "/new Вот", None).unwrap()[0];
    desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    desk.sends(asked, &photo);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 2).await;
    assert_eq!(shelf.content(&desk, &settled[0]), shelf.content(&desk, &settled[1]));
    assert!(shelf.content(&desk, &settled[0]).is_some());
    assert_eq!(shelf.stored().len(), 1);
}

#[tokio::test]
async fn a_file_that_is_too_large_stays_in_telegram_and_the_ticket_says_how_large() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let large = Attachment::document("dump.zip", "application/zip", b"PK").of_size(25 << 20);
    let small = Attachment::document("log.txt", "text/plain", b"1234567890");
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[large]);
    desk.sends(asked, &[small]);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 2).await;
    assert_eq!(settled[0].why(), Some((Why::TooLarge, Some(25 << 20))));
    assert_eq!(settled[1].why(), None);
}

/// A Bot API server that gives larger files would be asked; Telegram's own refuses.
#[tokio::test]
async fn a_file_that_telegram_does_not_give_to_bots_is_too_large_whatever_our_limit() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let large = Attachment::document("dump.zip", "application/zip", b"PK").of_size(25 << 20);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[large]);
    let limits = Limits { file_bytes_max: 100 << 20, ..Limits::default() };
    let _at_work = shelf.fetch(&desk, limits);
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(settled[0].why(), Some((Why::TooLarge, Some(25 << 20))));
}

#[tokio::test]
async fn a_file_that_telegram_has_lost_is_left_and_those_behind_it_come() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"lost")]);
    desk.settle().await;
    desk.tg.forget_files();
    desk.sends(asked, &[Attachment::document("b.txt", "text/plain", b"there")]);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 2).await;
    assert_eq!(settled[0].why().map(|it| it.0), Some(Why::Gone));
    assert_eq!(shelf.content(&desk, &settled[1]).unwrap(), b"there");
}

#[tokio::test]
async fn a_download_that_breaks_off_is_begun_anew_and_nothing_of_the_half_stays() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let content = vec![9; 200_000];
    desk.sends(asked, &[Attachment::document("a.bin", "text/plain", &content)]);
    for fault in [Fault::Truncated, Fault::CutBefore, Fault::ServerError] {
        desk.tg.faults().next("download", fault);
    }
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(shelf.content(&desk, &settled[0]).unwrap(), content);
    assert_eq!(std::fs::read_dir(shelf.data.path().join("files/coming")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_that_never_comes_whole_is_given_up_and_said_so() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.bin", "text/plain", &[9; 100])]);
    for _ in 0..5 {
        desk.tg.faults().next("download", Fault::Truncated);
    }
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(settled[0].why(), Some((Why::Broken, Some(100))));
    assert_eq!(shelf.stored().len(), 0);
}

#[tokio::test]
async fn telegram_may_be_away_for_as_long_as_it_likes() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"late")]);
    for fault in [Fault::ServerError, Fault::CutBefore, Fault::Truncated].repeat(8) {
        desk.tg.faults().next("getFile", fault);
    }
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(shelf.content(&desk, &settled[0]).unwrap(), b"late");
}

#[tokio::test]
async fn each_limit_leaves_what_is_beyond_it_and_a_restart_does_not_begin_the_day_anew() {
    let desk = Desk::open().await;
    let mut shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let send = |byte: u8| {
        desk.sends(asked, &[Attachment::document("a.bin", "text/plain", &[byte; 100])]);
    };
    let limits = Limits { client_day_bytes_max: 150, ..Limits::default() };
    send(1);
    send(2);
    let at_work = shelf.fetch(&desk, limits);
    let settled = desk.settled("ROM-1", 2).await;
    assert_eq!(settled[0].why(), None);
    assert_eq!(settled[1].why(), Some((Why::ClientDay, Some(100))));
    drop(at_work);

    shelf.reopen(&desk);
    send(3);
    let at_work = shelf.fetch(&desk, limits);
    let settled = desk.settled("ROM-1", 3).await;
    assert_eq!(settled[2].why(), Some((Why::ClientDay, Some(100))));
    drop(at_work);

    desk.clock.advance(Duration::from_hours(24));
    send(4);
    let at_work = shelf.fetch(&desk, limits);
    assert_eq!(desk.settled("ROM-1", 4).await[3].why(), None);
    drop(at_work);

    send(5);
    let full = Limits { total_bytes_max: shelf.files.bytes() + 50, ..Limits::default() };
    let _at_work = shelf.fetch(&desk, full);
    let settled = desk.settled("ROM-1", 5).await;
    assert_eq!(settled[4].why(), Some((Why::FolderFull, Some(100))));
}

#[tokio::test]
async fn a_file_whose_event_a_crash_took_is_removed_at_start_and_fetched_again() {
    let desk = Desk::open().await;
    let mut shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"twice")]);
    desk.settle().await;
    crash_before_the_event(&desk, &shelf).await;
    assert_eq!(desk.settled_now("ROM-1").await.len(), 0);
    assert_eq!((shelf.stored().len(), shelf.files.unconfirmed().unwrap().len()), (1, 1));

    shelf.reopen(&desk);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(shelf.content(&desk, &settled[0]).unwrap(), b"twice");
    assert_eq!(shelf.stored().len(), 1);
}

#[tokio::test]
async fn an_orphan_that_telegram_has_lost_meanwhile_does_not_stay() {
    let desk = Desk::open().await;
    let mut shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"orphan")]);
    desk.settle().await;
    crash_before_the_event(&desk, &shelf).await;
    desk.tg.forget_files();
    shelf.reopen(&desk);
    let _at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    assert_eq!(settled[0].why().map(|it| it.0), Some(Why::Gone));
    assert_eq!((shelf.stored().len(), shelf.files.bytes()), (0, 0));
}

#[tokio::test]
async fn a_file_whose_event_is_recorded_stays_though_a_crash_left_its_mark() {
    let desk = Desk::open().await;
    let mut shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"stays")]);
    let at_work = shelf.fetch(&desk, Limits::default());
    let settled = desk.settled("ROM-1", 1).await;
    drop(at_work);
    let stored = shelf.stored().remove(0);
    let (of, nth) = (settled[0].event.of, settled[0].event.nth);
    let whose = For { ticket: desk.ticket("ROM-1").ticket, of, nth };
    let mark = shelf.data.path().join("files/new").join(stored.file_name().unwrap());
    std::fs::write(mark, serde_json::to_vec(&whose).unwrap()).unwrap();

    shelf.reopen(&desk);
    let _at_work = shelf.fetch(&desk, Limits::default());
    desk.sends(asked, &[Attachment::document("b.txt", "text/plain", b"behind it")]);
    desk.settled("ROM-1", 2).await;
    assert!(shelf.files.unconfirmed().unwrap().is_empty());
    assert_eq!(shelf.content(&desk, &settled[0]).unwrap(), b"stays");
}

#[tokio::test]
async fn an_erased_persons_files_are_gone_and_others_stay() {
    let desk = Desk::open().await;
    let shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"of anna")]);
    let boris = [Attachment::document("b.txt", "text/plain", b"of boris")];
    desk.tg.send_files(desk.boris, desk.rom, &boris, "", Some(asked)).unwrap();
    let _at_work = shelf.fetch(&desk, Limits::default());
    desk.settled("ROM-1", 2).await;
    assert_eq!(shelf.stored().len(), 2);

    let house = &desk.at_work.house;
    let (anna, _) = find::by_telegram_id(house, desk.anna.0).await.unwrap();
    let cause = Cause::new(Trigger::Request { key: "erase".to_owned() }, desk.clock.now());
    erase::erase(house, anna, Actor::Operator, &cause).await.unwrap();
    desk.until("the file is gone", || shelf.stored().len() == 1).await;
    let settled = desk.settled("ROM-1", 2).await;
    assert_eq!(shelf.content(&desk, &settled[0]), None);
    assert_eq!(shelf.content(&desk, &settled[1]).unwrap(), b"of boris");
}

/// Whoever was erased while nothing was at work: their files are found at start, by their keys.
#[tokio::test]
async fn files_whose_keys_are_gone_are_removed_at_start() {
    let desk = Desk::open().await;
    let mut shelf = Shelf::of(&desk);
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.sends(asked, &[Attachment::document("a.txt", "text/plain", b"of anna")]);
    let at_work = shelf.fetch(&desk, Limits::default());
    desk.settled("ROM-1", 1).await;
    drop(at_work);
    let house = &desk.at_work.house;
    let (anna, _) = find::by_telegram_id(house, desk.anna.0).await.unwrap();
    desk.vault.keyring().destroy_owner(&anna.to_string()).await.unwrap();
    shelf.reopen(&desk);
    let _at_work = shelf.fetch(&desk, Limits::default());
    desk.until("the file is gone", || shelf.stored().is_empty()).await;
}

/// Fetches on a log that takes everything but what became of a file: the process dies there.
async fn crash_before_the_event(desk: &Desk, shelf: &Shelf) {
    let store = Arc::new(Unsettling(Arc::clone(&desk.log)));
    let clock = Arc::clone(&desk.at_work.house.clock);
    let house = House::new(store, desk.vault.clone(), clock);
    let fetcher = shelf.fetcher(desk, house, Limits::default());
    let died = fetcher.run();
    assert!(tokio::time::timeout(PATIENCE, died).await.unwrap().is_err());
}

struct Unsettling(Arc<dyn EventStore>);

#[async_trait]
impl EventStore for Unsettling {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.0.read(stream, from, limit).await
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        if events.iter().any(|it| &*it.kind == "ticket.file_settled") {
            let source = "the power is out".into();
            return Err(AppendError::Unavailable { stream: stream.clone(), source });
        }
        self.0.append(stream, expected, recorded_at, events).await
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.0.read_all(after, limit).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        self.0.head().await
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        self.0.subscribe(after).await
    }
}
