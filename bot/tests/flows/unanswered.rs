//! Words of clients that nobody has taken up: the alarm with its buttons, and the digests of a day.

use crate::desk::{Desk, group};
use bot::reception::Effect;
use chrono::{DateTime, Utc};
use commands::chat::note_unanswered::{Words, note_unanswered};
use commands::desk::note_digest::note_digest;
use domain::MessageId;
use domain::chat::{DecisionCorrected, Event as ChatEvent, month_of};
use domain::desk::{DigestDue, Which};
use domain::ticket::Status;
use emulator::Line;
use serde_json::json;
use std::time::Duration;

pub(crate) const MAKE: &str = "Оформить заявку";
pub(crate) const ADD: &str = "Добавить к заявке";
pub(crate) const NOT: &str = "Не заявка";

impl Desk {
    /// So much time goes by, and what it brings about of words of clients is recorded.
    pub(crate) async fn waits(&self, hours: u64) {
        self.settle().await;
        self.clock.advance(Duration::from_hours(hours));
        let now = self.clock.now();
        for row in self.at_work.views.waiting(None, DateTime::UNIX_EPOCH.into(), 100).unwrap() {
            let (chat, message) = (row.at.chat, row.at.message);
            let words =
                Words { chat, month: row.month, message, said: row.said, client: row.client };
            note_unanswered(&self.at_work.house, &words, now.into()).await.unwrap();
        }
        self.settle().await;
    }

    /// A message in Ромашка's group, and the alarm that nobody takes it up.
    async fn alarmed(&self, text: &str) -> (MessageId, DateTime<Utc>, Line) {
        let said = self.says(self.anna, self.rom, text);
        let at = self.clock.now();
        self.waits(1).await;
        let alarm = self.hears(self.staff, text).await;
        (MessageId(said.0), at, alarm)
    }

    /// The corrections of Ромашка's messages.
    pub(crate) async fn set_right(&self) -> Vec<DecisionCorrected> {
        self.settle().await;
        let of = |(event, _)| match event {
            ChatEvent::DecisionCorrected(it) => Some(it),
            _ => None,
        };
        self.of_chat(self.rom).await.into_iter().filter_map(of).collect()
    }

    pub(crate) async fn without_buttons(&self, alarm: &Line) {
        let bare = || self.line(self.staff, alarm.message).buttons.is_empty();
        self.until("no buttons", bare).await;
    }

    /// The digest of the present day falls due.
    pub(crate) async fn digest(&self, which: Which) {
        let now = self.clock.now();
        let due = DigestDue { date: now.date_naive(), which, skipped: 0 };
        note_digest(&self.at_work.house, due, now.into()).await.unwrap();
        self.settle().await;
    }
}

pub(crate) fn labels(line: &Line) -> Vec<&str> {
    line.buttons.iter().flatten().map(|it| it.text.as_str()).collect()
}

#[tokio::test]
async fn one_tap_under_the_alarm_makes_the_words_a_ticket_with_their_own_time_and_once() {
    let desk = Desk::open().await;
    let (said, at, alarm) = desk.alarmed("Принтер мигает").await;
    assert!(alarm.text.contains("Без ответа"), "{}", alarm.text);
    assert_eq!(labels(&alarm), [MAKE, ADD, NOT]);
    let on = (desk.staff, alarm.message);
    let (one, other) =
        tokio::join!(desk.presses(desk.olga, on, MAKE), desk.presses(desk.peter, on, MAKE));
    assert_eq!([one.text.as_str(), &other.text], ["Заявка № ROM-1 зарегистрирована"; 2]);
    desk.without_buttons(&alarm).await;
    let became = format!("{}\n\n✓ Заявка № ROM-1 зарегистрирована", alarm.text);
    assert_eq!(desk.line(desk.staff, alarm.message).text, became);
    let row = desk.ticket("ROM-1");
    assert_eq!((row.reported_at, row.requester_name.as_str()), (at, "Анна"));
    assert_eq!(row.source.map(|it| it.message), Some(said));
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    let corrected = desk.set_right().await;
    assert_eq!((corrected.len(), corrected[0].rule.as_str()), (1, "corrected"));
}

/// Пётр's screen still shows the buttons when Ольга's tap has taken them away.
#[tokio::test]
async fn a_tap_that_comes_too_late_undoes_nothing() {
    let desk = Desk::open().await;
    let (said, _, alarm) = desk.alarmed("Принтер мигает").await;
    desk.presses(desk.olga, (desk.staff, alarm.message), MAKE).await;
    desk.without_buttons(&alarm).await;
    let from = json!({"id": desk.peter.0, "is_bot": false, "first_name": "Пётр"});
    let chat = json!({"id": desk.staff.0, "type": "supergroup"});
    let message = json!({"message_id": alarm.message.0, "date": 1, "chat": chat});
    let month = month_of(desk.clock.now());
    let update = json!({"update_id": 900_001, "callback_query": {
        "id": "77", "from": from, "message": message,
        "data": format!("v1|nr|{}|{month}|{}", desk.rom.0, said.0),
    }});
    let effects = desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    let toast = effects.iter().find_map(|it| match it {
        Effect::Toast { text, .. } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(toast, Some("Сообщение уже в заявке № ROM-1"));
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").status, Status::New);
    assert_eq!(desk.set_right().await.len(), 1);
}

#[tokio::test]
async fn the_words_go_to_a_ticket_that_is_chosen_beneath_the_alarm() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "Нет доступа").await;
    let (_, at, alarm) = desk.alarmed("Теперь мигает красным").await;
    let on = (desk.staff, alarm.message);
    let toast = desk.presses(desk.olga, on, ADD).await;
    assert_eq!(toast.text, "К какой заявке добавить?");
    let offers = |it: &Line| labels(it).iter().any(|it| it.contains("№ ROM-1"));
    let offered = desk.shows(desk.staff, "tickets", offers).await;
    assert_eq!(offered.message, alarm.message);
    assert_eq!(labels(&offered).len(), 4, "{:?}", labels(&offered));
    let toast = desk.presses(desk.peter, on, "№ ROM-1 · Не печатает").await;
    assert_eq!(toast.text, "Добавлено к заявке № ROM-1");
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Теперь мигает красным"]);
    let added = desk.of_ticket("ROM-1").await.into_iter();
    let added = added.map(|it| it.2.event).find(|it| it.kind.ends_with("message_added")).unwrap();
    assert_eq!(added.occurred_at, at, "with its own time");
    assert_eq!(desk.set_right().await.len(), 1);
}

#[tokio::test]
async fn without_an_open_ticket_there_is_none_to_choose_and_the_other_buttons_stay() {
    let desk = Desk::open().await;
    let (said, _, alarm) = desk.alarmed("Спасибо всем за помощь вчера").await;
    let on = (desk.staff, alarm.message);
    let toast = desk.presses(desk.olga, on, ADD).await;
    assert_eq!(toast.text, "В этом чате нет открытых заявок");
    assert_eq!(labels(&desk.line(desk.staff, alarm.message)), [MAKE, ADD, NOT]);
    let toast = desk.presses(desk.olga, on, NOT).await;
    assert_eq!(toast.text, "Отмечено: не заявка");
    desk.without_buttons(&alarm).await;
    let corrected = desk.set_right().await;
    assert_eq!((corrected.len(), corrected[0].message), (1, said));
    desk.clock.advance(Duration::from_hours(9));
    desk.digest(Which::Evening).await;
    desk.hears(desk.staff, "Без ответа: 0").await;
}

#[tokio::test]
async fn the_alarm_and_the_digest_speak_the_language_of_the_staff() {
    let desk = Desk::open().await;
    desk.says(desk.irina, desk.staff, "/language en");
    desk.settle().await;
    let (_, _, alarm) = desk.alarmed("Принтер мигает").await;
    assert_eq!(labels(&alarm), ["Make it a ticket", "Add to ticket", "Not a request"]);
    desk.clock.advance(Duration::from_hours(8));
    desk.digest(Which::Evening).await;
    desk.hears(desk.staff, "Unanswered: 1").await;
    desk.presses(desk.olga, (desk.staff, alarm.message), "Not a request").await;
    desk.clock.advance(Duration::from_hours(24));
    desk.digest(Which::Evening).await;
    desk.hears(desk.staff, "Unanswered: 0").await;
}

#[tokio::test]
async fn the_evening_digest_says_what_was_done_and_what_nobody_answered_and_comes_once() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.staff, card.message, "/resolve Готово");
    desk.alarmed("Теперь мигает красным").await;
    desk.clock.advance(Duration::from_hours(8));
    desk.digest(Which::Evening).await;
    desk.digest(Which::Evening).await;
    let digest = desk.hears(desk.staff, "Итоги суток").await;
    for line in ["Зарегистрировано: 1 заявка", "Выполнено: 1 заявка", "Без ответа: 1"]
    {
        assert!(digest.text.contains(line), "{}", digest.text);
    }
    assert!(digest.text.contains("Ромашка · Анна"), "{}", digest.text);
    assert_eq!(desk.count(desk.staff, "Итоги суток"), 1);
}

#[tokio::test]
async fn the_group_of_a_team_hears_of_its_own_clients_and_the_general_one_of_all() {
    let desk = Desk::open().await;
    let lut = group(&desk.tg, "Лютик", &[desk.viktor, desk.irina]);
    let token = desk.offered("/client LUT Лютик").await;
    desk.bot_is_admin(desk.viktor, lut);
    desk.tg.start_group(desk.irina, lut, &token).unwrap();
    desk.hears(lut, "Заявки · Лютик").await;
    let networks = desk.second_group().await;
    for (chat, command) in [
        (desk.staff, "/team add network Сети"),
        (networks, "/team here network"),
        (desk.staff, "/team ROM network"),
    ] {
        desk.says(desk.irina, chat, command);
        desk.settle().await;
    }
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.viktor, lut, "Ау");
    desk.waits(1).await;
    desk.says(desk.boris, desk.rom, "Сканер гудит");
    desk.says(desk.anna, desk.rom, "А у нас нет");
    desk.waits(8).await;
    desk.digest(Which::Evening).await;
    let team = desk.hears(networks, "Итоги суток").await;
    assert!(team.text.contains("Зарегистрировано: 1 заявка"), "{}", team.text);
    assert!(team.text.contains("Без ответа: 2") && !team.text.contains("Лютик"), "{}", team.text);
    let all = desk.hears(desk.staff, "Итоги суток").await;
    assert!(all.text.contains("Без ответа: 3"), "{}", all.text);
    assert!(all.text.contains("Лютик") && all.text.contains("Ромашка"), "{}", all.text);
}

#[tokio::test]
async fn the_morning_digest_counts_what_was_said_at_night_and_need_not_be_answered_yet() {
    let desk = Desk::open().await;
    desk.clock.advance(Duration::from_hours(13));
    desk.says(desk.anna, desk.rom, "Не печатает принтер");
    desk.says(desk.boris, desk.rom, "И сканер не видит");
    desk.settle().await;
    desk.clock.advance(Duration::from_hours(8));
    desk.digest(Which::Morning).await;
    let digest = desk.hears(desk.staff, "План на").await;
    assert!(digest.text.contains("Без ответа: 0"), "{}", digest.text);
    assert!(digest.text.contains("Ждут с ночи: 2 сообщения"), "{}", digest.text);
    desk.says(desk.olga, desk.rom, "Уже смотрим");
    desk.settle().await;
    desk.clock.advance(Duration::from_hours(24));
    desk.digest(Which::Morning).await;
    let answered = |it: &Line| it.text.contains("План на") && !it.text.contains("Ждут с ночи");
    desk.shows(desk.staff, "nobody waits", answered).await;
}
