//! A made-up week with promises: kept, missed, paused, and one that is told of too late.

use super::promises::Promises;
use super::story::Thread;
use super::{Company, House, on};
use chrono::{DateTime, Utc};
use domain::clock::{ClockRef, Kind};
use domain::policy::{Pause, Whom};
use domain::ticket::{
    Breached, Cancelled, Escalated, Event, MessageAdded, OnHold, Reopened, Resumed, Resumption,
};
use domain::{Actor, Awaits, Draft, Language, PersonId, Priority, Role, Side, Visibility, ticket};
use store::stream::Stream;

/// Who takes part in the week.
pub(crate) struct Week {
    pub(crate) rom: Company,
    pub(crate) acme: Company,
    pub(crate) anna: PersonId,
    pub(crate) olga: PersonId,
    pub(crate) igor: PersonId,
    pub(crate) promises: Promises,
}

/// Plays Monday to Wednesday, 14:00 in Moscow: seven tickets of the week, and one of October.
pub(crate) async fn play(house: &House) -> Week {
    let russian = (Language::Ru, "Europe/Moscow");
    let promises = house.publish().await;
    let rom = house.company("ROM", "ООО «Ромашка»", -1_001_234_567_890, russian).await;
    let english = (Language::En, "Europe/London");
    let acme = house.company("ACME", "Acme Ltd", -1_009_876_543_210, english).await;
    house.promise(&rom).await;
    house.promise(&acme).await;
    let week = Week {
        anna: house.person("Анна Смирнова").await,
        olga: house.person("Ольга").await,
        igor: house.person("Игорь Петров").await,
        rom,
        acme,
        promises,
    };
    october(house, &week).await;
    kept(house, &week).await;
    missed(house, &week).await;
    running(house, &week).await;
    held(house, &week).await;
    reopened(house, &week).await;
    house.set_now(on("25T14:00"));
    house.settle().await;
    week
}

async fn asked<'a>(
    house: &'a House,
    week: &'a Week,
    company: &'a Company,
    at: DateTime<Utc>,
    (priority, text): (Priority, &str),
) -> Thread<'a> {
    let it = Thread::new(house, company, week.anna, at, priority, text).await;
    house.bind(&week.promises, it.ticket, (priority, at)).await;
    it
}

/// ROM-1, of October: answered in time, which we hear of only in November.
async fn october(house: &House, week: &Week) {
    let asked_at: DateTime<Utc> = "2026-10-20T10:00:00+03:00".parse().unwrap();
    let text = "Не приходит почта";
    let it = asked(house, week, &week.rom, asked_at, (Priority::Urgent, text)).await;
    let told = asked_at + chrono::TimeDelta::minutes(30);
    let message = house.message(&week.rom);
    let answer = Event::MessageAdded(MessageAdded {
        message,
        author: week.olga,
        side: Side::Staff,
        visibility: Visibility::Public,
        awaits: Awaits::Nothing,
        rule: super::promises::slug("reply"),
        relayed: false,
        reply_to: None,
        attachments: vec![],
    });
    let draft = Draft::<ticket::Event>::new(answer, told);
    let stream = Stream::Ticket(it.ticket);
    house.record_at(&stream, Actor::Person(week.olga), draft, on("05T12:00")).await;
}

/// ROM-2: answered, paused over a night, resolved; all in time.
async fn kept(house: &House, week: &Week) {
    let text = "Касса № 1 не печатает чеки";
    let it = asked(house, week, &week.rom, on("23T10:00"), (Priority::Urgent, text)).await;
    it.take(on("23T10:10"), week.olga).await;
    let answer = it.answer(on("23T10:30"), week.olga, "Смотрю.").await;
    it.deliver(on("23T10:30"), answer).await;
    it.ask(on("23T11:00"), week.olga, "Какая лампочка мигает?").await;
    it.say(on("24T12:00"), "Красная").await;
    let resumed = Event::Resumed(Resumed { why: Resumption::ClientAnswered });
    it.happen(on("24T12:00"), week.anna, resumed, &[]).await;
    it.resolve(on("24T12:30"), week.olga, "Заменили ленту").await;
}

/// ROM-3: the first answer came too late; its resolution is at risk.
async fn missed(house: &House, week: &Week) {
    let text = "Нет доступа к 1С";
    let it = asked(house, week, &week.rom, on("23T17:00"), (Priority::Normal, text)).await;
    let clock = ClockRef { kind: Kind::FirstResponse, n: 1 };
    let breached = Breached { clock, target_version: 1, deadline: on("24T12:00") };
    let by_time = |event| house.happen(it.ticket, Actor::Reaction, on("24T12:00"), event, &[]);
    by_time(Event::Breached(breached)).await;
    by_time(Event::Escalated(Escalated {
        chain: super::promises::slug("late"),
        clock,
        round: 1,
        level: 1,
        notify: vec![Whom::Role(Role::Manager)],
    }))
    .await;
    it.take(on("24T14:50"), week.igor).await;
    let answer = it.answer(on("24T15:00"), week.igor, "Проверяем права.").await;
    it.deliver(on("24T15:00"), answer).await;
}

/// ROM-4 is missed and still open, ROM-5 runs.
async fn running(house: &House, week: &Week) {
    let text = "Не открывается сайт";
    asked(house, week, &week.rom, on("25T12:30"), (Priority::Urgent, text)).await;
    let text = "Нужна мышь";
    asked(house, week, &week.rom, on("25T13:00"), (Priority::Normal, text)).await;
}

/// ROM-6 rests at the client's request.
async fn held(house: &House, week: &Week) {
    let text = "Перенести рабочее место";
    let it = asked(house, week, &week.rom, on("24T10:00"), (Priority::Normal, text)).await;
    it.take(on("24T10:20"), week.igor).await;
    let answer = it.answer(on("24T10:30"), week.igor, "Когда удобно?").await;
    it.deliver(on("24T10:30"), answer).await;
    let hold = Event::OnHold(OnHold { why: Pause::ClientHold });
    it.happen(on("24T12:00"), week.igor, hold, &[]).await;
}

/// ACME-1 was resolved twice, ACME-2 withdrawn.
async fn reopened(house: &House, week: &Week) {
    let text = "Printer on floor 2 is offline";
    let it = asked(house, week, &week.acme, on("24T09:30"), (Priority::Urgent, text)).await;
    it.take(on("24T09:40"), week.igor).await;
    let answer = it.answer(on("24T09:45"), week.igor, "On it.").await;
    it.deliver(on("24T09:45"), answer).await;
    it.resolve(on("24T11:00"), week.igor, "Restarted the queue").await;
    let message = Some(house.message(&week.acme));
    let again = Event::Reopened(Reopened { times: 1, message });
    it.happen(on("24T14:00"), week.anna, again, &[]).await;
    it.resolve(on("24T15:00"), week.igor, "Replaced the cable").await;
    let text = "Never mind";
    let it = asked(house, week, &week.acme, on("25T10:00"), (Priority::Normal, text)).await;
    it.happen(on("25T10:05"), week.anna, Event::Cancelled(Cancelled {}), &[]).await;
}
