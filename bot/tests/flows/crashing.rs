//! What goes wrong: updates that cannot be read, come twice, make us panic, or meet a process that dies.

use crate::desk::Desk;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::chat::Event as ChatEvent;
use emulator::Fault;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::memory::MemoryStore;
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};

/// A log that can be told to break down after so many appends.
pub(crate) struct Breaking {
    log: Arc<dyn EventStore>,
    left: AtomicI64,
    /// How many times a message that is accounted for makes it panic.
    panics: AtomicI64,
}

#[async_trait]
impl EventStore for Breaking {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.log.read(stream, from, limit).await
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        let told = ["chat.message_accounted", "ticket.assigned"];
        let is_told_of = events.iter().any(|it| told.contains(&&*it.kind));
        assert!(!is_told_of || self.panics.fetch_sub(1, Ordering::SeqCst) <= 0, "as told");
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            let source = "the power is out".into();
            return Err(AppendError::Unavailable { stream: stream.clone(), source });
        }
        self.log.append(stream, expected, recorded_at, events).await
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.log.read_all(after, limit).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        self.log.head().await
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        self.log.subscribe(after).await
    }
}

/// A desk whose log can break down.
pub(crate) async fn breakable() -> (Desk, Arc<Breaking>) {
    let mut breaking = None;
    let wrap = |log| {
        let it = Arc::new(Breaking { log, left: AtomicI64::new(i64::MAX), panics: 0.into() });
        breaking = Some(Arc::clone(&it));
        it as Arc<dyn EventStore>
    };
    let desk = Desk::open_on(Arc::new(MemoryStore::new()), wrap).await;
    desk.settle().await;
    (desk, breaking.unwrap())
}

impl Breaking {
    /// The next so many times that a message is accounted for, or a ticket taken, it panics.
    pub(crate) fn panics_at(&self, times: i64) {
        self.panics.store(times, Ordering::SeqCst);
    }

    /// The power goes out before the append after `appends` more.
    pub(crate) fn breaks_after(&self, appends: i64) {
        self.left.store(appends, Ordering::SeqCst);
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }

    /// The power is out now, or will never be.
    pub(crate) async fn is_out(&self, desk: &Desk) -> bool {
        let out = || self.left.load(Ordering::SeqCst) < 0;
        let idle = || desk.tg.unconfirmed() == 0;
        desk.until("the power is out", || out() || idle()).await;
        out()
    }
}

/// Whoever sends nothing but the command is asked what happened, once, whatever the append before which the power goes
/// out.
#[tokio::test]
async fn a_crash_before_the_question_for_a_request_leaves_one_question() {
    for appends in 0..3 {
        let (mut desk, breaking) = breakable().await;
        let before = desk.count(desk.rom, "что случилось");
        breaking.breaks_after(appends);
        desk.says(desk.viktor, desk.rom, "/new");
        desk.until("the power is out", || breaking.left.load(Ordering::SeqCst) < 0).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.hears(desk.rom, "что случилось").await;
        desk.settle().await;
        assert_eq!(desk.count(desk.rom, "что случилось"), before + 1, "after {appends}");
        desk.follows_nothing_again().await;
    }
}

/// Whatever the append before which the power goes out: after the next start there is exactly one ticket.
#[tokio::test]
async fn a_crash_between_any_two_appends_leaves_one_ticket() {
    for appends in 0..6 {
        let (mut desk, breaking) = breakable().await;
        breaking.breaks_after(appends);
        let asked = desk.says(desk.viktor, desk.rom, "/new Не печатает");
        desk.until("the power is out", || breaking.left.load(Ordering::SeqCst) < 0).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["ROM-1"], "after {appends}");
        assert_eq!(desk.life_of("ROM-1").await, ["registered"], "after {appends}");
        let accounted = desk.accounted(desk.rom).await;
        let of_it = accounted.iter().filter(|it| it.message.0 == asked.0);
        assert_eq!(of_it.count(), 1, "after {appends}");
        assert!(desk.count(desk.rom, "зарегистрирована") <= 2, "after {appends}");
    }
}

/// The same of an answer to a question of the bot's, and of a tap that binds words.
#[tokio::test]
async fn a_crash_cuts_no_conversation_short() {
    for appends in 0..5 {
        let (mut desk, breaking) = breakable().await;
        let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
        let question = desk.is_asked(desk.boris, (desk.rom, card.message), "Новая заявка").await;
        desk.settle().await;
        breaking.breaks_after(appends);
        desk.replies(desk.boris, desk.rom, question, "VPN не пускает");
        breaking.is_out(&desk).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
        desk.settle().await;
        assert_eq!(desk.life_of("ROM-1").await, ["registered"], "after {appends}");
        let more = desk.replies(desk.boris, desk.rom, question, "И почта");
        assert_eq!(desk.rule_of(desk.rom, more).await, "reply", "after {appends}");
        assert_eq!(desk.numbers().await, ["ROM-1"], "after {appends}");
    }
    for appends in 0..3 {
        let (mut desk, breaking) = breakable().await;
        desk.requests(desk.anna, "Не печатает").await;
        desk.requests(desk.boris, "VPN не пускает").await;
        desk.says(desk.olga, desk.rom, "Проверьте теперь");
        let question = desk.hears(desk.staff, "к какой заявке относится").await;
        desk.settle().await;
        breaking.breaks_after(appends);
        let data = question.buttons[0][0].data.clone().unwrap();
        desk.tg.press(desk.olga, desk.staff, question.message, &data).unwrap();
        breaking.is_out(&desk).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.settle().await;
        let bound = [
            desk.words_of("ROM-1", "message_added").await,
            desk.words_of("ROM-2", "message_added").await,
        ];
        assert_eq!(bound.concat(), ["Проверьте теперь"], "after {appends}");
    }
}

/// The same of words that make a new ticket of an old one: by themselves, or with a tap.
#[tokio::test]
async fn a_crash_leaves_no_new_ticket_without_its_link() {
    for (appends, taps) in (0..5).flat_map(|it| [(it, false), (it, true)]) {
        let (mut desk, breaking) = breakable().await;
        let asked = desk.done_on_monday().await;
        if taps {
            desk.replies(desk.anna, desk.rom, asked, "опять");
            let offer = desk.hears(desk.rom, "Вернуть её в работу").await;
            desk.settle().await;
            breaking.breaks_after(appends);
            desk.tg.press(desk.anna, desk.rom, offer.message, "Новая заявка").unwrap();
        } else {
            desk.jumps_to(26, "12:00");
            breaking.breaks_after(appends);
            desk.replies(desk.anna, desk.rom, asked, "опять");
        }
        breaking.is_out(&desk).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.hears(desk.rom, "Заявка № ROM-2 зарегистрирована").await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"], "after {appends}");
        desk.check_linked("ROM-1", "ROM-2").await;
    }
}

#[tokio::test]
async fn an_update_that_makes_us_panic_is_kept_and_those_behind_it_go_on() {
    let (desk, breaking) = breakable().await;
    breaking.panics_at(2);
    desk.says(desk.boris, desk.rom, "/new Яд");
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.hears(desk.staff, "не удалось разобрать. Оно сохранено").await;
    desk.settle().await;
    let parked = desk.of_chat(desk.rom).await;
    let parked = parked.iter().find(|it| matches!(it.0, ChatEvent::UpdateParked(_))).unwrap();
    assert!(parked.1.get(domain::Field::Raw).unwrap().contains("Яд"));
}

#[tokio::test]
async fn a_press_that_makes_us_panic_is_kept_and_whoever_pressed_is_told() {
    let (desk, breaking) = breakable().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.settle().await;
    breaking.panics_at(2);
    let toast = desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    assert!(toast.text.starts_with("Не получилось по нашей вине, нажатие сохранено"), "{toast:?}");
    assert!(toast.alert, "it stays until it is read");
    desk.hears(desk.staff, "не удалось разобрать. Оно сохранено").await;
    // The next one goes on.
    desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    desk.settle().await;
    assert!(desk.ticket("ROM-1").assignee.is_some());
}

#[tokio::test]
async fn an_update_that_comes_twice_gives_the_same_log() {
    let desk = Desk::open().await;
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let prompt = desk.is_asked(desk.olga, (desk.staff, card.message), "Отметить выполненной").await;
    desk.replies(desk.olga, desk.staff, prompt, "Готово");
    let link = desk.says(desk.irina, desk.staff, "/link ROM");
    let told = desk.hears_in_reply(desk.staff, link, "startgroup=").await;
    desk.settle().await;
    let before = desk.recorded().await;

    let at = |who: emulator::UserId, name: &str, chat: emulator::ChatId, id: i64, text: &str| {
        json!({
            "message_id": id, "date": desk.line(chat, emulator::MessageId(id)).at.timestamp(),
            "chat": {"id": chat, "type": "group", "title": "?"}, "text": text,
            "from": {"id": who, "is_bot": false, "first_name": name, "language_code": "ru"},
        })
    };
    let registered = before.iter().find(|it| &*it.event.kind == "ticket.registered").unwrap();
    assert_eq!(registered.revision, Revision(0));
    let first = desk.ticket("ROM-1").source.unwrap().message.0;
    let again = [
        at(desk.anna, "Анна", desk.rom, first, "/new Не печатает"),
        at(desk.irina, "Ирина", desk.staff, link.0, "/link ROM"),
    ];
    for message in again {
        desk.tg.inject_update("message", message);
    }
    desk.until("the link is told again", || desk.count(desk.staff, "startgroup=") == 3).await;
    desk.settle().await;
    let after = desk.recorded().await;
    assert_eq!(after.len(), before.len());
    let links: Vec<_> =
        desk.said(desk.staff).into_iter().filter(|it| it.text == told.text).collect();
    assert_eq!(links.len(), 2, "the same link, which is good");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_staff_are_told() {
    let desk = Desk::open().await;
    let date = desk.clock.now().timestamp();
    let chat = json!({"id": desk.rom, "type": "group"});
    desk.tg.inject_update("message", json!({"message_id": "семь", "date": date, "chat": chat}));
    desk.tg.inject_update("guest_message", json!({"message_id": 9, "date": date, "chat": chat}));
    let elsewhere = json!({"id": -77, "type": "group"});
    desk.tg.inject_update("guest_message", json!({"date": date, "chat": elsewhere}));
    desk.tg.inject_update("subscription", json!({"user": {"id": 7}}));
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.hears(desk.staff, "не удалось разобрать. Оно сохранено").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "не удалось разобрать"), 1, "one alarm an hour is enough");
    let parked = desk.of_chat(desk.rom).await;
    let parked = parked.iter().filter(|it| matches!(it.0, ChatEvent::UpdateParked(_)));
    let raw: Vec<_> = parked.map(|it| it.1.get(domain::Field::Raw).unwrap().to_owned()).collect();
    assert_eq!(raw.len(), 2);
    assert!(raw[0].contains("семь"));
}

#[tokio::test]
async fn words_with_unknown_marks_are_kept_whole() {
    let desk = Desk::open().await;
    let marks = json!([{"type": "date_time", "offset": 5, "length": 6, "unix_time": 1}]);
    let asked = desk.tg.say_marked(desk.anna, desk.rom, "/new завтра в 9 не печатает", &marks);
    desk.hears_in_reply(desk.rom, asked.unwrap(), "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").summary, "завтра в 9 не печатает");
}

/// Dates at the ends of what can be written, and numbers beyond what can be recorded.
#[tokio::test]
async fn no_update_stops_those_behind_it() {
    let desk = Desk::open().await;
    let ends = [i64::MAX, i64::MIN, -1, 0, 253_402_300_800, 8_210_266_876_799, 8_334_601_228_800];
    let odd = ends.map(|date| (9_000, date));
    let odd = odd.into_iter().chain([(i64::MAX, 1_795_424_400), (i64::MIN, 1_795_424_400)]);
    for (n, (id, date)) in (0..).zip(odd) {
        let message = json!({
            "message_id": if id == 9_000 { id + n } else { id }, "date": date,
            "text": "/new Из другого времени", "chat": {"id": desk.rom, "type": "group"},
            "from": {"id": desk.boris, "is_bot": false, "first_name": "Борис"},
        });
        desk.tg.inject_update("message", message);
    }
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    desk.hears_in_reply(desk.rom, asked, "зарегистрирована").await;
    desk.hears(desk.staff, "не удалось разобрать. Оно сохранено").await;
    desk.settle().await;
    // Every one that can be kept is, and its cards are shown.
    let registered = desk.numbers().await.len();
    assert_eq!((registered, desk.count(desk.rom, "зарегистрирована")), (8, 8));
    assert_eq!(desk.count(desk.staff, "Борис: Из другого времени"), 7);
}
