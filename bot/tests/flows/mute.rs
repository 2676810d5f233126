//! Where the bot may not write: groups in which it is mute, topics that are closed or gone.

use crate::desk::{Desk, group};
use domain::chat::Event as ChatEvent;
use emulator::{ChatId, Fault, MessageId, Right, Standing};
use std::time::Duration;

const MUTE: Standing = Standing::Restricted { may_write: false };
const ALARM: &str = "бот может меньше, чем раньше";

impl Desk {
    fn bot_becomes(&self, standing: Standing) {
        self.clock.advance(Duration::from_secs(5));
        self.tg.promote(self.irina, self.rom, self.tg.bot(), standing).unwrap();
    }

    async fn is_answered(&self, number: &str, words: &str) {
        let card = self.card(self.staff, number, "").await;
        self.replies(self.olga, self.staff, card.message, words);
        self.settle().await;
    }

    /// Telegram is asked what the bot may do, where it is asked again and again.
    async fn is_asked_again(&self) {
        let faults = self.tg.faults();
        let before = faults.count();
        // An answer that comes at once is none the worse, and is counted.
        faults.next("getChatMember", Fault::Slow(Duration::ZERO));
        self.clock.advance(Duration::from_mins(2));
        self.until("asked again", || faults.count() > before).await;
        self.settle().await;
    }

    async fn count_of(&self, chat: ChatId, so: fn(&ChatEvent) -> bool) -> usize {
        self.of_chat(chat).await.into_iter().filter(|it| so(&it.0)).count()
    }
}

fn is_failure(it: &ChatEvent) -> bool {
    matches!(it, ChatEvent::NoticeFailed(_))
}

fn is_silence(it: &ChatEvent) -> bool {
    matches!(it, ChatEvent::RightsChanged(it) if !it.rights.write)
}

/// The client's group as a forum with a topic, in which Anna has asked for something. The bot is a member like others.
async fn asked_in_a_topic() -> (Desk, MessageId) {
    let mut desk = Desk::open().await;
    desk.rom = desk.tg.migrate(desk.rom).unwrap();
    desk.hears(desk.rom, "Заявки · Ромашка").await;
    let topic = desk.tg.open_topic(desk.anna, desk.rom, "Принтеры").unwrap();
    desk.tg.say_in_topic(desk.anna, desk.rom, topic, "/new Не печатает").unwrap();
    desk.card(desk.rom, "ROM-1", "Новая").await;
    desk.settle().await;
    desk.bot_becomes(Standing::administrator([]));
    desk.settle().await;
    (desk, topic)
}

#[tokio::test]
async fn what_is_said_for_a_group_in_which_the_bot_is_mute_waits_until_it_may_write() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.bot_becomes(MUTE);
    let alarm = desk.hears(desk.staff, ALARM).await;
    assert!(alarm.text.contains("ждут: они уйдут, когда"), "{}", alarm.text);
    desk.is_answered("ROM-1", "Смотрим").await;
    desk.hears(desk.staff, "№ ROM-1 · Ромашка: сообщение ждёт").await;
    desk.says(desk.anna, desk.rom, "/status");
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Смотрим"), 0);
    assert_eq!(desk.count(desk.staff, ALARM), 1);
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 0);
    let said = desk.said(desk.rom).len();
    desk.bot_becomes(Standing::Member);
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    desk.settle().await;
    assert!(desk.life_of("ROM-1").await.iter().any(|it| it == "reply_delivered"));
    // Of the moment was the status that was asked for, and that has passed.
    let now: Vec<_> = desk.said(desk.rom).into_iter().skip(said).map(|it| it.text).collect();
    assert_eq!(now.len(), 1, "{now:?}");
}

/// Of what all members may do, no update tells.
#[tokio::test]
async fn a_group_in_which_nobody_may_write_is_found_by_trying_and_asked_until_it_may_be_written_in()
{
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.bot_becomes(Standing::Member);
    desk.settle().await;
    desk.hears(desk.staff, ALARM).await;
    let alarms = desk.count(desk.staff, ALARM);
    desk.tg.hush(desk.irina, desk.rom, true).unwrap();
    desk.is_answered("ROM-1", "Смотрим").await;
    desk.until("the alarm", || desk.count(desk.staff, ALARM) == alarms + 1).await;
    desk.is_answered("ROM-1", "Ещё смотрим").await;
    desk.hears(desk.staff, "№ ROM-1 · Ромашка: сообщение ждёт").await;
    // What follows from the first answer has followed when the second question is asked.
    for _ in 0..2 {
        desk.is_asked_again().await;
    }
    assert_eq!(desk.count(desk.staff, ALARM), alarms + 1, "it is alarmed once");
    assert_eq!(desk.count(desk.rom, "Смотрим"), 0);
    desk.tg.hush(desk.irina, desk.rom, false).unwrap();
    desk.clock.advance(Duration::from_mins(2));
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    desk.hears(desk.rom, "Ольга по № ROM-1: Ещё смотрим").await;
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 0);
}

#[tokio::test]
async fn rights_that_are_lost_are_told_once_and_what_was_lost_may_be_given_back() {
    let desk = Desk::open().await;
    desk.settle().await;
    for _ in 0..2 {
        desk.bot_becomes(Standing::Member);
        desk.settle().await;
        desk.bot_becomes(Standing::Member);
        desk.settle().await;
        desk.clock.advance(Duration::from_secs(5));
        desk.bot_is_admin(desk.irina, desk.rom);
        desk.settle().await;
    }
    assert_eq!(desk.count(desk.staff, ALARM), 2);
    desk.requests(desk.anna, "Не печатает").await;
}

#[tokio::test]
async fn a_closed_topic_goes_on_in_the_general_one_with_a_word_and_comes_back() {
    let (desk, topic) = asked_in_a_topic().await;
    desk.tg.close_topic(desk.irina, desk.rom, topic).unwrap();
    desk.is_answered("ROM-1", "Смотрим").await;
    let word = desk.hears(desk.rom, "Тема закрыта или удалена").await;
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    assert_eq!((word.topic, told.topic), (None, None));
    assert!(word.message < told.message, "the word goes first");
    desk.is_answered("ROM-1", "Ещё смотрим").await;
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Ещё смотрим").await;
    assert_eq!(told.topic, None);
    assert_eq!(desk.count(desk.rom, "Тема закрыта или удалена"), 1);
    desk.tg.reopen_topic(desk.irina, desk.rom, topic).unwrap();
    desk.settle().await;
    desk.is_answered("ROM-1", "Готово почти").await;
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Готово почти").await;
    assert_eq!(told.topic, Some(topic));
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 0);
}

#[tokio::test]
async fn a_deleted_topic_is_told_of_once() {
    let (desk, topic) = asked_in_a_topic().await;
    desk.tg.delete_topic(desk.anna, desk.rom, topic).unwrap();
    for words in ["Смотрим", "Ещё смотрим"] {
        desk.is_answered("ROM-1", words).await;
        let told = desk.hears(desk.rom, &format!("Ольга по № ROM-1: {words}")).await;
        assert_eq!(told.topic, None);
    }
    assert_eq!(desk.count(desk.rom, "Тема закрыта или удалена"), 1);
}

#[tokio::test]
async fn what_belongs_in_a_hidden_general_topic_waits_and_staff_hear_it_once() {
    let (desk, topic) = asked_in_a_topic().await;
    desk.says(desk.boris, desk.rom, "/new VPN не пускает");
    desk.card(desk.rom, "ROM-2", "Новая").await;
    desk.settle().await;
    desk.tg.hide_general(desk.irina, desk.rom, true).unwrap();
    desk.is_answered("ROM-2", "Смотрим").await;
    desk.hears(desk.staff, "общая тема группы скрыта или закрыта").await;
    desk.is_answered("ROM-2", "Ещё смотрим").await;
    desk.is_answered("ROM-1", "И здесь").await;
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: И здесь").await;
    assert_eq!(told.topic, Some(topic), "other topics are none the worse");
    assert_eq!(desk.count(desk.rom, "Смотрим"), 0);
    assert_eq!(desk.count(desk.staff, "общая тема группы"), 1);
    desk.tg.hide_general(desk.irina, desk.rom, false).unwrap();
    desk.hears(desk.rom, "Ольга по № ROM-2: Смотрим").await;
    desk.hears(desk.rom, "Ольга по № ROM-2: Ещё смотрим").await;
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 0);
}

#[tokio::test]
async fn a_group_that_is_renamed_is_shown_by_its_new_title_and_its_client_keeps_its_name() {
    let desk = Desk::open().await;
    desk.settle().await;
    let title = || {
        let here = domain::ChatId::Group(desk.rom.0);
        desk.at_work.views.group(here).unwrap().unwrap().title
    };
    let before = title();
    desk.clock.advance(Duration::from_secs(5));
    desk.tg.retitle(desk.anna, desk.rom, "Ромашка, новое имя").unwrap();
    desk.settle().await;
    assert_ne!(title(), before);
    assert_eq!(title(), "Ромашка, новое имя");
    assert_eq!(desk.count_of(desk.rom, |it| matches!(it, ChatEvent::Renamed(_))).await, 1);
    let named =
        |it: &store::port::Recorded| String::from_utf8_lossy(&it.event.facts).contains("новое");
    assert!(!desk.recorded().await.iter().any(named), "a title is no fact");
    let client = desk.at_work.views.clients().unwrap().remove(0);
    assert_eq!(client.title, "Ромашка");
    let other = group(&desk.tg, "Чужая", &[desk.irina]);
    desk.tg.retitle(desk.irina, other, "Другая").unwrap();
    desk.settle().await;
    assert_eq!(desk.of_chat(other).await.len(), 0, "what is not ours is nothing to us");
}

/// What is refused of files says nothing of words.
#[tokio::test]
async fn a_group_that_forbids_only_files_gets_words_and_is_never_mute() {
    let desk = Desk::open().await;
    desk.clock.advance(Duration::from_secs(5));
    let may_invite = Standing::administrator([Right::PinMessages, Right::InviteUsers]);
    desk.tg.promote(desk.anna, desk.rom, desk.tg.bot(), may_invite).unwrap();
    desk.tg.promote(desk.olga, desk.staff, desk.tg.bot(), Standing::Member).unwrap();
    desk.settle().await;
    desk.tg.bar_files(desk.olga, desk.staff, true).unwrap();
    desk.says(desk.olga, desk.staff, "/qr ROM Склад");
    let told = desk.hears(desk.staff, "Карточка 1 готова, но").await;
    assert!(told.text.contains("/qr_off ROM 1"), "{}", told.text);
    assert!(told.files.is_empty());
    desk.tg.send_photo(desk.anna, desk.rom, "/new Не печатает").unwrap();
    desk.card(desk.staff, "ROM-1", "").await;
    for _ in 0..3 {
        desk.clock.advance(Duration::from_mins(2));
        desk.settle().await;
    }
    assert_eq!(desk.count_of(desk.staff, is_silence).await, 0);
    assert_eq!(desk.count_of(desk.staff, is_failure).await, 0);
    assert_eq!(desk.count(desk.staff, "Карточка 1 готова, но"), 1);
}

/// Telegram says that the bot may write, and refuses what it writes.
#[tokio::test]
async fn words_that_are_refused_against_what_telegram_says_wait_once_and_are_then_given_up() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.settle().await;
    desk.tg.faults().shut(desk.rom);
    desk.is_answered("ROM-1", "Смотрим").await;
    desk.hears(desk.staff, ALARM).await;
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 0);
    desk.is_asked_again().await;
    desk.hears(desk.staff, "Не доставлено").await;
    for _ in 0..2 {
        desk.clock.advance(Duration::from_mins(2));
        desk.settle().await;
    }
    assert_eq!(desk.count_of(desk.rom, is_silence).await, 1, "it waits once");
    assert_eq!(desk.count(desk.staff, ALARM), 1);
    assert_eq!(desk.count_of(desk.rom, is_failure).await, 1);
    assert_eq!(desk.life_of("ROM-1").await.iter().filter(|it| *it == "reply_failed").count(), 1);
    assert_eq!(desk.count(desk.rom, "Смотрим"), 0);
}

#[tokio::test]
async fn a_group_about_which_telegram_says_nothing_hides_no_other_one() {
    let mut desk = Desk::open().await;
    let faults = desk.tg.faults();
    let before = faults.count();
    // At a start, all groups are asked about.
    desk.crash(|| {
        faults.next("getChatMember", Fault::ServerError);
        faults.next("getChatMember", Fault::Slow(Duration::ZERO));
    })
    .await;
    // The first one is asked about again only much later.
    desk.until("the other one is asked about", || faults.count() == before + 2).await;
}
