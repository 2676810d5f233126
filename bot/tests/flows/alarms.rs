//! Alarms that fall together: one message for many of them, whatever they are about, and each recorded once.

use crate::crashing::breakable;
use crate::desk::Desk;
use crate::people::PATIENCE;
use crate::terms::{escalating, rules};
use chrono::TimeDelta;
use commands::chat::note_unanswered::{Words, note_unanswered};
use commands::people::{find, revoke};
use commands::transact::transact;
use domain::chat::{Event as ChatEvent, NoticeDelivered};
use domain::notice::Kind;
use domain::people::Person;
use domain::{Actor, At, Cause, Role, Trigger};
use emulator::{Line, Profile, Standing, UserId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::stream::Stream;

const MANY: &str = "требуют внимания";

impl Desk {
    /// What staff were told of alarms, by message, and of which alarms.
    async fn alarms(&self) -> BTreeMap<i64, Vec<NoticeDelivered>> {
        let mut told: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for it in self.of_chat(self.staff).await {
            match it.0 {
                ChatEvent::NoticeDelivered(it) if it.kind.is_alarm() => {
                    told.entry(it.message.0).or_default().push(it);
                }
                _ => (),
            }
        }
        told
    }

    /// Another agent, by the operator's word, whom staff have heard of.
    async fn another_agent(&self, name: &str) -> UserId {
        let who = self.tg.add_user(Profile::named(name).speaks("ru"));
        self.has_role(who, Role::Agent).await;
        self.tg.invite(self.irina, self.staff, who).unwrap();
        self.says(who, self.staff, "Доброе утро");
        self.settle().await;
        who
    }

    /// An agent is one no more.
    async fn dismisses(&self, who: UserId) {
        let house = &self.at_work.house;
        let (person, _) = find::by_telegram_id(house, who.0).await.unwrap();
        let decide = |it: &Person| revoke::decide(it, Role::Agent, None, self.clock.now());
        let key = format!("dismiss {}", who.0);
        let cause = Cause::new(Trigger::Request { key }, self.clock.now());
        let stream = Stream::Person(person);
        transact(house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    }

    /// Nobody has taken up what clients said so far, and that is recorded.
    async fn words_are_missed(&self) {
        let now = At::from(self.clock.now());
        for it in self.at_work.views.waiting(None, now.plus(-86_400), 100).unwrap() {
            let (chat, message) = (it.at.chat, it.at.message);
            let words = Words { chat, month: it.month, message, said: it.said, client: it.client };
            note_unanswered(&self.at_work.house, &words, now).await.unwrap();
        }
    }

    fn summaries(&self) -> Vec<Line> {
        let many = |it: &Line| it.text.contains(MANY);
        self.said(self.staff).into_iter().filter(many).collect()
    }

    async fn manages(&self, who: UserId) {
        self.has_role(who, Role::Manager).await;
        self.tg.start(who, "").unwrap();
        self.settle().await;
    }
}

/// Every alarm was told by one message, and once.
fn each_once(told: &BTreeMap<i64, Vec<NoticeDelivered>>) -> usize {
    let all: Vec<_> = told.values().flatten().map(|it| it.notice).collect();
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!(all.len(), different.len(), "told twice");
    all.len()
}

#[tokio::test]
async fn thirty_alarms_of_every_kind_within_a_minute_are_at_most_five_messages() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let requests = 18;
    for n in 1..=requests {
        desk.requests(desk.anna, &format!("Не печатает {n}")).await;
    }
    let mut agents = vec![];
    for name in ["Семён", "Фёдор", "Глеб", "Лев", "Марк"] {
        agents.push(desk.another_agent(name).await);
    }
    for who in [desk.anna, desk.boris, desk.viktor] {
        desk.says(who, desk.rom, "Коллеги, второй день нет почты");
    }
    desk.settle().await;
    // What is said from now on cannot be delivered: the bot was thrown out.
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    let before = desk.alarms().await;
    assert_eq!(before.values().map(Vec::len).collect::<Vec<_>>(), [1], "the bot is not inside");
    desk.clock.advance(Duration::from_mins(42));
    // One of them, by itself; then all at once.
    desk.dismisses(agents[0]).await;
    desk.settle().await;
    for n in 1..=4 {
        desk.says(desk.olga, desk.staff, &format!("/new ROM Звонили, {n}"));
    }
    desk.looks_at_the_time().await;
    desk.words_are_missed().await;
    for who in &agents[1..] {
        desk.dismisses(*who).await;
    }
    desk.settle().await;
    // Whatever came a moment too late for the first summary is told when the minute is over.
    desk.clock.advance(Duration::from_secs(61));
    desk.settle().await;
    let mut told = desk.alarms().await;
    told.retain(|message, _| !before.contains_key(message));
    let of = |kind| told.values().flatten().filter(|it| it.kind == kind).count();
    let counts = [Kind::StaffLeft, Kind::Breach, Kind::Unanswered, Kind::Alarm].map(of);
    assert_eq!(counts, [5, requests, 3, 4]);
    assert_eq!(each_once(&told), 30);
    assert!(told.len() <= 5, "{} messages", told.len());
    let kinds: BTreeSet<_> = told.values().flatten().map(|it| it.kind).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    let said: Vec<_> = desk.summaries().into_iter().map(|it| it.text).collect();
    let all = said.join("\n");
    for words in ["Срок ответа нарушен · ", "Без ответа · ", "Не доставлено", "Больше не в числе"]
    {
        assert!(all.contains(words), "{all}");
    }
    // Nobody is told of it again.
    desk.clock.advance(Duration::from_mins(3));
    desk.settle().await;
    assert_eq!(desk.alarms().await.len(), told.len() + before.len());
}

#[tokio::test]
async fn who_must_act_is_called_upon_by_a_summary_and_told_in_private_by_one_of_their_own() {
    let desk = Desk::open().await;
    desk.manages(desk.irina).await;
    desk.promises(escalating()).await;
    for n in 1..=7 {
        desk.requests(desk.anna, &format!("Не печатает {n}")).await;
    }
    desk.settle().await;
    desk.minutes_later(46).await;
    let group = desk.hears(desk.staff, MANY).await;
    assert!(group.text.contains("⏫ Передано на 1-й уровень · 7 заявок: № ROM-1"), "{group:?}");
    assert!(group.text.ends_with("→ Ирина"), "{}", group.text);
    assert!(group.html.contains("text_mention"), "{}", group.html);
    let private = desk.hears(desk.irina.private(), "7 заявок").await;
    assert!(private.text.contains("№ ROM-7"), "{}", private.text);
    desk.settle().await;
    let private = desk.said(desk.irina.private());
    assert_eq!(private.iter().filter(|it| it.text.contains("⏫")).count(), 1, "{private:?}");
}

/// Whatever the append before which the power goes out: a summary is repeated once at most, and each alarm told once by
/// what is recorded.
#[tokio::test]
async fn a_crash_between_a_summary_and_its_record_repeats_it_once_and_records_each_once() {
    let mut repeated = 0;
    for appends in [0, 7, 8] {
        let (mut desk, breaking) = breakable().await;
        desk.promises(rules()).await;
        for n in 1..=8 {
            desk.requests(desk.anna, &format!("Не печатает {n}")).await;
        }
        desk.settle().await;
        // Telegram has staff wait until all is recorded that is to be told.
        desk.tg.faults().flood(desk.staff, desk.clock.now() + TimeDelta::minutes(50));
        desk.minutes_later(42).await;
        desk.dismisses(desk.peter).await;
        let head = desk.log.head().await.unwrap().unwrap();
        assert!(desk.at_work.views.wait_for(head, PATIENCE).await);
        let now = desk.clock.now();
        let waits = || desk.at_work.sender.rests().borrow().is_some_and(|it| it > now);
        desk.until("the sender waits", waits).await;
        breaking.breaks_after(appends);
        desk.tg.faults().stop();
        desk.clock.advance(Duration::from_mins(30));
        desk.until("the power is out", || breaking.is_broken()).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.rests().await;
        desk.clock.advance(Duration::from_mins(3));
        desk.rests().await;
        let told = desk.alarms().await;
        assert_eq!((told.len(), each_once(&told)), (1, 9), "after {appends}");
        let summaries = desk.summaries().len();
        assert!((1..=2).contains(&summaries), "after {appends}: {summaries}");
        repeated += summaries - 1;
    }
    assert!(repeated > 0, "the power never went out between a summary and its record");
}

#[tokio::test]
async fn a_right_that_is_lost_in_one_group_is_told_at_once_and_alone() {
    let desk = Desk::open().await;
    desk.tg.promote(desk.anna, desk.rom, desk.tg.bot(), Standing::Member).unwrap();
    desk.hears(desk.staff, "бот может меньше").await;
    desk.settle().await;
    let told = desk.alarms().await;
    assert_eq!((told.len(), each_once(&told)), (1, 1));
    assert_eq!(desk.summaries().len(), 0);
}

/// The bot was thrown out, and Ольга answers seven tickets all the same.
#[tokio::test]
async fn many_answers_that_do_not_arrive_are_told_in_one_message_and_each_can_be_sent_again() {
    let desk = Desk::open().await;
    for n in 1..=7 {
        desk.requests(desk.anna, &format!("Не печатает, случай {n}")).await;
    }
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    for n in 1..=7 {
        desk.says(desk.olga, desk.staff, &format!("/take ROM-{n}"));
        desk.settle().await;
    }
    desk.clock.advance(Duration::from_mins(2));
    for n in 1..=7 {
        let card = desk.card(desk.staff, &format!("ROM-{n}"), "Ольга").await;
        desk.tg.reply(desk.olga, desk.staff, card.message, &format!("Смотрим {n}")).unwrap();
    }
    desk.settle().await;
    let summary = desk.hears(desk.staff, "Не доставлено").await;
    assert_eq!(desk.count(desk.staff, "Не доставлено"), 1, "{}", summary.text);
    assert!(summary.text.contains("7 сообщений"), "{}", summary.text);
    assert!(summary.text.contains("Ольга"), "{}", summary.text);
    let labels: Vec<_> = summary.buttons.iter().flatten().map(|it| it.text.as_str()).collect();
    let all: Vec<_> = (1..=7).map(|n| format!("Ещё раз: № ROM-{n}")).collect();
    assert_eq!(labels, all);
    desk.bot_is_admin(desk.anna, desk.rom);
    desk.settle().await;
    for n in [1, 2] {
        let label = format!("Ещё раз: № ROM-{n}");
        desk.presses(desk.olga, (desk.staff, summary.message), &label).await;
        desk.hears(desk.rom, &format!("Смотрим {n}")).await;
    }
    desk.settle().await;
    desk.clock.advance(Duration::from_mins(2));
    desk.settle().await;
    // It stays what it was, and nobody is told by a message that the words have arrived.
    assert_eq!(desk.line(desk.staff, summary.message).text, summary.text);
    assert_eq!(desk.count(desk.staff, "клиент получил"), 0);
    assert_eq!(desk.count(desk.rom, "Смотрим"), 2);
    // What fails once more alarms once more, by itself.
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    let label = "Ещё раз: № ROM-3";
    desk.presses(desk.olga, (desk.staff, summary.message), label).await;
    let alone = |it: &emulator::Line| {
        it.message > summary.message
            && it.text.contains("Не доставлено")
            && it.text.contains("ROM-3")
    };
    desk.shows(desk.staff, "ROM-3 alone", alone).await;
}
