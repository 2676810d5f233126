//! What does whoever sees a ticket get of its files, and what does nobody get?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::file::{Fate, Kept, Left, Why};
use domain::ticket::{Event, FileSettled, MessageAdded};
use domain::{
    Actor, Attachment, Awaits, Draft, EventRef, Field, Language, MediaKind, Owner, PersonId,
    Priority, Side, TicketId, Visibility,
};
use house::{Answer, Company, House, asking, at};
use store::files::For;
use store::keyring::KeyOwner;
use store::port::Revision;
use store::stream::Stream;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";

/// A house with one ticket of Anna's, whose stream holds its registration.
struct Desk {
    house: House,
    rom: Company,
    anna: PersonId,
    ticket: TicketId,
}

impl Desk {
    async fn open() -> Self {
        let house = House::new();
        let zone = (Language::Ru, "Europe/Moscow");
        let rom = house.company("ROM", "Ромашка", -1_001_234_567_890, zone).await;
        let anna = house.person("Анна").await;
        let ticket = house.register(&rom, anna, at("10:00"), Priority::Normal, "Сканы").await;
        Self { house, rom, anna, ticket }
    }

    /// Anna sends a file; answers with the event that brings it, and its revision.
    async fn sends(&self, media: MediaKind, name: &str) -> (EventRef, u64) {
        let added = MessageAdded {
            message: self.house.message(&self.rom),
            author: self.anna,
            side: Side::Client,
            visibility: Visibility::Public,
            awaits: Awaits::Answer,
            rule: "reply".parse().unwrap(),
            relayed: false,
            reply_to: None,
            attachments: vec![Attachment { media, size: Some(10) }],
        };
        let draft = Draft::<Event>::new(Event::MessageAdded(added), at("10:05"));
        let draft = draft.with(Field::FileName, self.owner(), name);
        self.record(draft.with(Field::FileId, self.owner(), "AgACAgI")).await
    }

    async fn settles(&self, of: EventRef, fate: Fate, sha256: &str) {
        let settled = Event::FileSettled(FileSettled { of, nth: 1, fate });
        let draft = Draft::<Event>::new(settled, at("10:06"));
        self.record(draft.with(Field::FileHash, self.owner(), sha256)).await;
        self.house.settle().await;
    }

    /// The file lies in its place, and its event is recorded.
    async fn keeps(&self, of: EventRef, content: &[u8]) {
        let scope = Stream::Ticket(self.ticket).name().to_string();
        let owner = KeyOwner { owner: self.anna.to_string(), scope };
        let key = self.house.vault.keyring().sealing_key(&owner).await.unwrap();
        let mut incoming = self.house.files.begin(key).unwrap();
        incoming.write(content).unwrap();
        let landed = incoming.land(&For { ticket: self.ticket, of, nth: 1 }).unwrap();
        self.settles(of, Fate::Kept(landed.kept), &landed.sha256).await;
    }

    async fn kept(&self, media: MediaKind, name: &str, content: &[u8]) -> String {
        let (of, revision) = self.sends(media, name).await;
        self.keeps(of, content).await;
        format!("/api/v1/tickets/ROM-1/files/{revision}-1")
    }

    async fn record(&self, draft: Draft<Event>) -> (EventRef, u64) {
        let stream = Stream::Ticket(self.ticket);
        self.house.record(&stream, Actor::Person(self.anna), draft).await;
        let all = self.house.api().store.read(&stream.name(), Revision(0), 100).await.unwrap();
        let last = all.last().unwrap();
        (EventRef(last.event.id.0), last.revision.0)
    }

    fn owner(&self) -> Owner {
        Owner::Person(self.anna)
    }
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, detail: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.body.contains(detail), "{}", answer.body);
    assert_eq!(answer.header("content-disposition"), "");
}

#[tokio::test]
async fn a_file_comes_whole_and_as_something_to_be_kept_never_to_be_run() {
    let desk = Desk::open().await;
    let page = "<script>alert(1)</script>".repeat(10_000);
    let name = "счёт\u{202e}.html";
    let path = desk.kept(MediaKind::Document, name, page.as_bytes()).await;
    let answer = desk.house.get(&path).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, page.len()));
    assert!(answer.body == page);
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-length"), page.len().to_string());
    let named =
        "attachment; filename=\"____.html\"; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82.html";
    assert_eq!(answer.header("content-disposition"), named);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn only_its_head_is_sent_where_only_that_is_asked_for() {
    let desk = Desk::open().await;
    let path = desk.kept(MediaKind::Document, "a.txt", b"ten bytes.").await;
    let head = asking(&path).method(Method::HEAD).body(Body::empty()).unwrap();
    let answer = desk.house.ask(head).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(answer.header("content-length"), "10");
}

/// By what it is, and not by what it says of itself.
#[tokio::test]
async fn a_picture_is_shown_on_the_page_and_what_only_pretends_to_be_one_is_not() {
    let desk = Desk::open().await;
    // Bytes of a picture are no text: only the head of it is looked at.
    let picture = desk.kept(MediaKind::Photo, "", PNG).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    let pretender = desk.kept(MediaKind::Document, "photo.png", svg).await;
    for (path, then) in [(&picture, "image/png"), (&pretender, "application/octet-stream")] {
        let head = asking(path).method(Method::HEAD).body(Body::empty()).unwrap();
        let answer = desk.house.ask(head).await;
        assert_eq!(answer.header("content-type"), then);
        assert!(answer.header("content-disposition").starts_with("attachment; "));
    }
    let page = desk.house.page("/tickets/ROM-1?lang=ru").await.body;
    assert!(page.contains(&format!("<img src=\"{picture}\"")), "{page}");
    assert!(!page.contains(&format!("<img src=\"{pretender}\"")));
    assert!(page.contains(&format!("href=\"{pretender}\"")));
    assert!(page.contains("Документ: photo.png"));
}

#[tokio::test]
async fn a_file_without_a_name_is_named_after_its_ticket() {
    let desk = Desk::open().await;
    let cases = [(MediaKind::Photo, PNG, "png"), (MediaKind::Voice, b"OggS", "ogg")];
    for (media, content, ending) in cases {
        let path = desk.kept(media, "", content).await;
        let head = asking(&path).method(Method::HEAD).body(Body::empty()).unwrap();
        let id = path.rsplit_once('/').unwrap().1;
        let name = format!("filename=\"ROM-1-{id}.{ending}\"");
        let answer = desk.house.ask(head).await;
        assert!(answer.header("content-disposition").contains(&name), "{name}");
    }
}

#[tokio::test]
async fn what_stays_in_telegram_is_said_in_both_languages() {
    let desk = Desk::open().await;
    let cases = [
        (
            Why::TooLarge,
            Some(48 << 20),
            "файл 48 МБ остался в Telegram",
            "stays in Telegram (48 MB)",
        ),
        (Why::ClientDay, Some(5), "остался в Telegram: исчерпан предел клиента", "of the day"),
        (Why::FolderFull, None, "остался в Telegram: исчерпан предел папки", "the data folder"),
        (Why::Gone, None, "в Telegram файла больше нет", "Telegram does not have it"),
        (Why::Broken, None, "загрузка каждый раз обрывалась", "every download broke off"),
    ];
    for (why, size, ru, en) in cases {
        let (of, revision) = desk.sends(MediaKind::Document, "dump.zip").await;
        desk.settles(of, Fate::Left(Left { why, size }), "").await;
        for (lang, said) in [("ru", ru), ("en", en)] {
            let page = desk.house.page(&format!("/tickets/ROM-1?lang={lang}")).await.body;
            assert!(page.contains(said), "{said}");
        }
        let path = format!("/api/v1/tickets/ROM-1/files/{revision}-1");
        let answer = desk.house.get(&path).await;
        refused(&answer, StatusCode::NOT_FOUND, &format!("it was not fetched: {}", why.name()));
    }
}

#[tokio::test]
async fn a_file_that_has_not_come_yet_is_said_to_be_on_its_way() {
    let desk = Desk::open().await;
    let (_, revision) = desk.sends(MediaKind::Document, "a.txt").await;
    desk.house.settle().await;
    let page = desk.house.page("/tickets/ROM-1?lang=ru").await.body;
    assert!(page.contains("ещё не загружен"));
    let answer = desk.house.get(&format!("/api/v1/tickets/ROM-1/files/{revision}-1")).await;
    refused(&answer, StatusCode::NOT_FOUND, "it is not fetched yet");
}

#[tokio::test]
async fn a_path_that_names_no_file_of_the_ticket_gets_none() {
    let desk = Desk::open().await;
    let path = desk.kept(MediaKind::Document, "a.txt", b"mine").await;
    let cases = [
        ("0-1", StatusCode::NOT_FOUND),
        ("1-2", StatusCode::NOT_FOUND),
        ("2-1", StatusCode::NOT_FOUND),
        ("99-1", StatusCode::NOT_FOUND),
        ("1-0", StatusCode::BAD_REQUEST),
        ("01-1", StatusCode::BAD_REQUEST),
        ("..%2f1-1", StatusCode::BAD_REQUEST),
    ];
    for (id, status) in cases {
        refused(&desk.house.get(&format!("/api/v1/tickets/ROM-1/files/{id}")).await, status, "");
    }
    let of_other = path.replace("ROM-1", "ROM-2");
    refused(&desk.house.get(&of_other).await, StatusCode::NOT_FOUND, "ticket_unknown");
}

/// Of the same kind as the ticket's page: whoever may not see that gets no file either.
#[tokio::test]
async fn a_foreign_host_and_a_foreign_site_get_no_file() {
    let desk = Desk::open().await;
    let path = desk.kept(MediaKind::Document, "a.txt", b"mine").await;
    let foreign = [("host", "evil.example"), ("origin", "http://evil.example")];
    for (header, value) in foreign {
        let mut request = asking(&path).body(Body::empty()).unwrap();
        request.headers_mut().insert(header, value.parse().unwrap());
        let answer = desk.house.ask(request).await;
        assert!(answer.status.is_client_error() && !answer.body.contains("mine"), "{value}");
    }
}

#[tokio::test]
async fn an_erased_persons_file_is_gone_and_said_to_be() {
    let desk = Desk::open().await;
    let path = desk.kept(MediaKind::Document, "паспорт.pdf", b"mine").await;
    desk.house.vault.keyring().destroy_owner(&desk.anna.to_string()).await.unwrap();
    refused(&desk.house.get(&path).await, StatusCode::NOT_FOUND, "it was erased");
    let page = desk.house.page("/tickets/ROM-1?lang=ru").await.body;
    assert!(page.contains("файл удалён") && !page.contains(&path) && !page.contains("паспорт"));
}

#[tokio::test]
async fn a_file_of_another_node_is_not_here_and_a_forged_one_is_our_fault() {
    let desk = Desk::open().await;
    let (of, revision) = desk.sends(MediaKind::Document, "a.txt").await;
    let kept = Kept { size: 4, picture: None };
    desk.settles(of, Fate::Kept(kept), &"ab".repeat(32)).await;
    let answer = desk.house.get(&format!("/api/v1/tickets/ROM-1/files/{revision}-1")).await;
    refused(&answer, StatusCode::NOT_FOUND, "it does not lie on this node");

    let path = desk.kept(MediaKind::Document, "b.txt", &vec![7; 100_000]).await;
    let stored = desk.house.stored_file();
    let mut bytes = std::fs::read(&stored).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&stored, &bytes).unwrap();
    let answer = desk.house.get(&path).await;
    refused(&answer, StatusCode::INTERNAL_SERVER_ERROR, "internal");
    bytes.truncate(70_000);
    std::fs::write(&stored, &bytes).unwrap();
    refused(&desk.house.get(&path).await, StatusCode::INTERNAL_SERVER_ERROR, "internal");
}
