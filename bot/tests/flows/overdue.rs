//! What staff are told when time runs out: once, in hours, and many things at once in one message.

use crate::desk::Desk;
use crate::terms::{escalating, rules};
use commands::people::{find, grant};
use commands::transact::transact;
use domain::chat::Event as ChatEvent;
use domain::desk::Which;
use domain::notice::Kind;
use domain::people::{Basis, Person};
use domain::policy::Rules;
use domain::{Actor, Cause, Role, Trigger};
use emulator::Line;
use store::stream::Stream;

/// The messages that tell what time has brought about, in the staff chat.
fn told(desk: &Desk) -> Vec<Line> {
    let marks = ["⏳", "🔴", "⏫", "🔔"];
    let of_time = |it: &Line| marks.iter().any(|mark| it.text.starts_with(mark));
    desk.said(desk.staff).into_iter().filter(of_time).collect()
}

#[tokio::test]
async fn a_reply_to_a_note_that_the_button_asked_for_stays_among_staff() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    desk.presses(desk.olga, on, "Ещё…").await;
    let labels = || desk.line(on.0, on.1).buttons.concat();
    desk.until("more", || labels().iter().any(|it| it.text == "Внутренний комментарий")).await;
    let prompt = desk.is_asked(desk.olga, on, "Внутренний комментарий").await;
    let note = desk.replies(desk.olga, desk.staff, prompt, "Склад пуст");
    let said = desk.replies(desk.peter, desk.staff, note, "Опять воруют");
    desk.hears_in_reply(desk.staff, said, "Клиенту ничего не отправлено").await;
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.staff, said).await, "reply_among_staff");
    assert!(!desk.said(desk.rom).iter().any(|it| it.text.contains("воруют")));
}

#[tokio::test]
async fn staff_are_warned_of_a_deadline_that_comes_near_and_can_take_the_ticket() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.minutes_later(31).await;
    let words = "⏳ До срока ответа 9 мин: № ROM-1 · Не печатает (Ромашка, Анна), не взята";
    let warning = desk.hears(desk.staff, words).await;
    assert!(warning.text.ends_with("Ответить до 12:40 (МСК)"), "{}", warning.text);
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    assert_eq!(warning.reply_to.map(|it| it.message), Some(card.message));
    let toast = desk.presses(desk.olga, (desk.staff, warning.message), "Взять").await;
    assert_eq!(toast.text, "Заявка № ROM-1 за вами. Ответить до 12:40 (МСК)");
    // A reply to it comments on it; the client is answered by a reply to the card.
    let said = desk.replies(desk.olga, desk.staff, warning.message, "Опять Ольга спит");
    desk.hears_in_reply(desk.staff, said, "Клиенту ничего не отправлено").await;
    assert_eq!(desk.rule_of(desk.staff, said).await, "reply_among_staff");
    desk.replies(desk.olga, desk.staff, card.message, "Уже смотрим");
    desk.hears(desk.rom, "Ольга по № ROM-1: Уже смотрим").await;
    assert!(!desk.said(desk.rom).iter().any(|it| it.text.contains("спит")));
    desk.minutes_later(20).await;
    desk.settle().await;
    assert_eq!(told(&desk).len(), 1, "it was answered in time");
}

#[tokio::test]
async fn a_breach_is_told_once_to_staff_and_never_to_the_client() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.settle().await;
    let said = desk.said(desk.rom).len();
    desk.minutes_later(42).await;
    let breach =
        desk.hears(desk.staff, "🔴 Срок ответа нарушен на 2 мин раб. времени: № ROM-1").await;
    desk.card(desk.staff, "ROM-1", "🔴 Срок ответа нарушен · срок был 23.11 12:40 (МСК)").await;
    desk.settle().await;
    desk.minutes_later(5).await;
    desk.settle().await;
    assert_eq!(told(&desk).len(), 1);
    assert_eq!(desk.said(desk.rom).len(), said, "no message more");
    let card = desk.card(desk.rom, "ROM-1", "Плановый срок выполнения").await;
    assert!(!card.text.contains("Срок ответа"), "{}", card.text);
    let toast = desk.presses(desk.peter, (desk.staff, breach.message), "Взять").await;
    assert_eq!(toast.text, "Заявка № ROM-1 за вами");
    let due = desk.says(desk.olga, desk.staff, "/due");
    let due = desk.hears_in_reply(desk.staff, due, "Ближайшие сроки (1):").await;
    let first = "№ ROM-1 · Ромашка · В работе · исполнитель Пётр · 🔴 Срок ответа нарушен на 7 мин";
    assert!(due.text.lines().nth(1).unwrap().starts_with(first), "{}", due.text);
    let elsewhere = desk.says(desk.olga, desk.rom, "/due");
    desk.hears_in_reply(desk.rom, elsewhere, "Эту команду пишут в чате сотрудников").await;
}

async fn manages(desk: &Desk, who: emulator::UserId) {
    let house = &desk.at_work.house;
    let (person, _) = find::by_telegram_id(house, who.0).await.unwrap();
    let grant = grant::Grant { role: Role::Manager, client: None, basis: Basis::Operator };
    let decide = |it: &Person| grant::decide(it, grant, desk.clock.now());
    let cause = Cause::new(Trigger::Request { key: "manager".to_owned() }, desk.clock.now());
    let stream = Stream::Person(person);
    transact(house, &stream, Actor::Operator, &cause, decide).await.unwrap();
}

#[tokio::test]
async fn a_manager_is_told_in_private_and_acknowledges() {
    let mut desk = Desk::open().await;
    // Messages of a supergroup have addresses.
    desk.staff = desk.tg.migrate(desk.staff).unwrap();
    desk.settle().await;
    manages(&desk, desk.irina).await;
    let private = desk.irina.private();
    desk.tg.start(desk.irina, "").unwrap();
    desk.hears(private, "работают почти все команды").await;
    desk.promises(escalating()).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.minutes_later(42).await;
    desk.hears(desk.staff, "🔴 Срок ответа нарушен").await;
    desk.settle().await;
    desk.minutes_later(4).await;
    let group = desk.hears(desk.staff, "⏫ Передано на 1-й уровень: № ROM-1").await;
    assert!(group.text.ends_with("→ Ирина"), "{}", group.text);
    let alone = desk.hears(private, "⏫ Передано на 1-й уровень: № ROM-1").await;
    assert!(alone.text.contains("Карточка заявки"), "{}", alone.text);
    desk.settle().await;
    let told = desk.said(desk.rom).len();
    let said = desk.replies(desk.irina, private, alone.message, "Опять Ольга спит");
    desk.hears_in_reply(private, said, "Клиенту ничего не отправлено").await;
    desk.settle().await;
    assert_eq!(desk.said(desk.rom).len(), told, "it is between the manager and the desk");
    let toast = desk.presses(desk.irina, (private, alone.message), "Принято").await;
    assert_eq!(toast.text, "Принято: № ROM-1");
    let card = desk.card(desk.staff, "ROM-1", "Принято: Ирина (23.11 12:46)").await;
    assert!(
        card.text.contains("Передано на 1-й уровень (23.11 12:45): руководители"),
        "{}",
        card.text
    );
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life.iter().filter(|it| *it == "escalation_acknowledged").count(), 1);
    // Whoever acknowledges in the staff chat afterwards is not recorded as the first.
    let toast = desk.presses(desk.olga, (desk.staff, group.message), "Принято").await;
    assert_eq!(toast.text, "Уже принято: Ирина (12:46)");
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life.iter().filter(|it| *it == "escalation_acknowledged").count(), 1);
}

#[tokio::test]
async fn a_manager_is_told_in_the_language_of_the_desk() {
    let desk = Desk::open().await;
    manages(&desk, desk.irina).await;
    let private = desk.irina.private();
    desk.tg.start(desk.irina, "").unwrap();
    desk.says(desk.irina, desk.staff, "/language en");
    desk.settle().await;
    desk.promises(escalating()).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.minutes_later(46).await;
    desk.hears(private, "⏫ Escalated to level 1: ROM-1").await;
}

#[tokio::test]
async fn nobody_but_staff_acknowledges_in_private() {
    let desk = Desk::open().await;
    manages(&desk, desk.irina).await;
    let private = desk.irina.private();
    desk.tg.start(desk.irina, "").unwrap();
    desk.promises(escalating()).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.minutes_later(46).await;
    let told = desk.hears(private, "Передано на 1-й уровень").await;
    let data = told.buttons[0].last().unwrap().data.clone().unwrap();
    let press = serde_json::json!({
        "id": "79", "data": data,
        "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
        "message": {"message_id": 1, "date": 1, "chat": {"id": desk.anna, "type": "private"}},
    });
    desk.tg.inject_update("callback_query", press);
    desk.settle().await;
    assert!(!desk.life_of("ROM-1").await.contains(&"escalation_acknowledged".to_owned()));
}

#[tokio::test]
async fn more_than_five_deadlines_at_once_are_one_message() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    for _ in 0..7 {
        desk.requests(desk.anna, "Не печатает").await;
    }
    desk.minutes_later(42).await;
    let summary = desk.hears(desk.staff, "🔴 Срок ответа нарушен · 7 заявок: № ROM-1").await;
    desk.settle().await;
    for n in 1..=7 {
        assert!(summary.text.contains(&format!("№ ROM-{n}")), "{}", summary.text);
    }
    assert_eq!(told(&desk).len(), 1);
    let delivered = desk.of_chat(desk.staff).await.into_iter().filter_map(|it| match it.0 {
        ChatEvent::NoticeDelivered(it) if it.kind == Kind::Breach => Some(it.message.0),
        _ => None,
    });
    assert_eq!(delivered.collect::<Vec<_>>(), [summary.message.0; 7]);
    // It is about nobody's ticket in particular, and for staff: whoever replies is told so.
    let talk = desk.replies(desk.olga, desk.staff, summary.message, "Сейчас разберу");
    assert_eq!(desk.rule_of(desk.staff, talk).await, "reply_among_staff");
    assert_eq!(desk.count(desk.rom, "Сейчас разберу"), 0);
}

#[tokio::test]
async fn what_falls_into_quiet_hours_is_told_when_they_end() {
    let desk = Desk::open().await;
    let told_in = "office".parse().ok();
    desk.promises_by("always", Rules { told_in, ..rules() }).await;
    desk.jumps_to(23, "17:30");
    desk.requests(desk.anna, "Не печатает").await;
    desk.settle().await;
    // The warning fell before six, the breach after it.
    desk.becomes(23, "18:15").await;
    let views = &desk.at_work.views;
    let waits = || views.next_not_before(desk.clock.now().into()).unwrap().is_some();
    desk.until("something waits", waits).await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(told(&desk).len(), 0, "{:?}", told(&desk));
    // Nothing happens overnight; the clock alone says that it is time.
    desk.jumps_to(24, "09:00");
    // The request came some seconds after half past five: the last minute has not gone by.
    desk.hears(desk.staff, "🔴 Срок ответа нарушен на 14 ч 49 мин раб. времени: № ROM-1").await;
    desk.settle().await;
    assert_eq!(told(&desk).len(), 1);
}

#[tokio::test]
async fn a_night_makes_nothing_later_and_all_that_staff_read_says_the_same() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.jumps_to(23, "17:00");
    desk.requests(desk.anna, "Не печатает").await;
    desk.becomes(23, "17:50").await;
    desk.hears(desk.staff, "🔴 Срок ответа нарушен на 9 мин раб. времени: № ROM-1").await;
    desk.becomes(24, "09:10").await;
    desk.clock.advance(std::time::Duration::from_secs(30));
    let late = "Срок ответа нарушен на 30 мин раб. времени";
    for list in ["/due", "/queue", "/find Не печатает"] {
        let asked = desk.says(desk.olga, desk.staff, list);
        let told = desk.hears_in_reply(desk.staff, asked, "ROM-1").await;
        assert!(told.text.contains(late), "{list}: {}", told.text);
    }
    desk.digest(Which::Morning).await;
    let digest = desk.hears(desk.staff, "План на").await;
    // It is the plan as of nine o'clock.
    assert!(digest.text.contains("нарушен на 19 мин раб. времени"), "{}", digest.text);
}

#[tokio::test]
async fn after_a_long_downtime_each_ticket_is_told_of_once() {
    let desk = Desk::open().await;
    desk.promises(escalating()).await;
    for _ in 0..2 {
        desk.requests(desk.anna, "Не печатает").await;
    }
    let answered = desk.requests(desk.boris, "VPN не пускает").await;
    desk.replies(desk.olga, desk.rom, answered, "Смотрим");
    desk.settle().await;
    desk.becomes(24, "10:00").await;
    desk.hears(desk.staff, "⏫ Передано на 2-й уровень: № ROM-1").await;
    desk.hears(desk.staff, "⏫ Передано на 2-й уровень: № ROM-2").await;
    desk.settle().await;
    assert_eq!(told(&desk).iter().filter(|it| it.text.contains("№ ROM-1")).count(), 1);
    assert_eq!(told(&desk).iter().filter(|it| it.text.contains("№ ROM-2")).count(), 1);
    assert_eq!(told(&desk).iter().filter(|it| it.text.contains("ответа")).count(), 2);
    let life = desk.life_of("ROM-1").await;
    let facts: Vec<&str> = life
        .iter()
        .map(String::as_str)
        .filter(|it| ["threshold_passed", "breached", "escalated"].contains(it))
        .collect();
    assert_eq!(
        facts,
        ["threshold_passed", "breached", "escalated", "escalated", "threshold_passed"]
    );
}

#[tokio::test]
async fn what_was_answered_before_it_was_told_is_not_told() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.tg.faults().flood(desk.staff, desk.clock.now() + chrono::TimeDelta::hours(1));
    desk.minutes_later(42).await;
    desk.replies(desk.olga, desk.rom, asked, "Простите, смотрим");
    let head = desk.log.head().await.unwrap().unwrap();
    assert!(desk.at_work.views.wait_for(head, crate::people::PATIENCE).await);
    let answered = || desk.ticket("ROM-1").answered_at.is_some();
    desk.until("the answer", answered).await;
    desk.clock.advance(std::time::Duration::from_hours(2));
    desk.card(desk.staff, "ROM-1", "Выполнить до").await;
    desk.settle().await;
    assert_eq!(told(&desk).len(), 0, "{:?}", told(&desk));
}

#[tokio::test]
async fn what_is_overdue_by_one_clock_and_falls_due_today_by_another_is_in_both_lists_of_the_plan()
{
    let desk = Desk::open().await;
    desk.promises_by("always", rules()).await;
    desk.jumps_to(24, "08:00");
    desk.requests(desk.anna, "Не печатает").await;
    desk.becomes(24, "09:00").await;
    desk.hears(desk.staff, "Срок ответа нарушен").await;
    desk.digest(Which::Morning).await;
    let digest = desk.hears(desk.staff, "План на").await;
    assert!(digest.text.contains("Срок нарушен: 1 заявка"), "{}", digest.text);
    assert!(digest.text.contains("Срок сегодня: 1 заявка"), "{}", digest.text);
}
