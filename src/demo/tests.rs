//! Does the story tell what it should, whenever the demo is started, and what does time bring about then?

use super::clock::System;
use super::controls::{AHEAD_MAX, MOVES};
use super::days::instant;
use super::opening::{Demo, loopback};
use super::passing::Stuck;
use super::stage::Stage;
use super::terms::Terms;
use crate::log_address::LogAddress;
use crate::wall_clock::SystemClock;
use chrono::{DateTime, Utc};
use domain::clock::{Clock, Kind, Phase, State};
use domain::desk::{Event as DeskEvent, Which};
use domain::policy::Pause;
use domain::ticket::Event as TicketEvent;
use domain::{At, Event, TicketId};
use emulator::UserId;
use std::sync::Arc;
use store::codec;
use store::port::{PAGE_MAX, Revision};
use store::stream::Stream;
use store::world::WallClock;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn the_story_can_lead_up_to_a_saturday_night() {
    check("2026-11-21T20:45:00Z").await;
}

#[tokio::test]
async fn the_story_can_lead_up_to_a_monday_before_work() {
    check("2026-11-23T05:30:00Z").await;
}

#[tokio::test]
async fn the_story_can_lead_up_to_the_day_after_its_own_monday() {
    check("2026-11-24T09:00:00Z").await;
}

#[tokio::test]
async fn the_story_can_lead_up_to_the_first_of_january() {
    check("2026-12-31T21:10:00Z").await;
}

#[tokio::test]
async fn the_story_can_lead_up_to_the_day_after_the_holidays() {
    check("2027-01-11T12:00:00Z").await;
}

#[tokio::test]
async fn nobody_moves_the_clock_before_the_story_is_played() {
    let (demo, _folder, _cancel) = open("2026-11-23T05:30:00Z".parse().unwrap()).await;
    let (_, _, goal) = MOVES[0];
    let moved = demo.stage.passing.visit(goal, AHEAD_MAX).await;
    assert!(matches!(moved, Err(Stuck::NotYet)), "{moved:?}");
}

/// Starts a demo at an instant, looks at what its clocks read, and moves its time until the manager knows.
async fn check(present: &str) {
    let visit = Visit::at(present.parse().unwrap()).await;

    let weekend = visit.clock("ROM-2", Kind::FirstResponse);
    assert_eq!(weekend.state, State::Met);
    let waited = weekend.stop.unwrap().since(weekend.start);
    assert!(waited > 2 * 24 * 3600 && weekend.elapsed_s < 4 * 3600, "{weekend:?}");

    assert_eq!(visit.clock("ACM-1", Kind::FirstResponse).state, State::Breached);
    let late = ["warned", "breached", "level 1", "level 2", "acknowledged"];
    assert_eq!(visit.course("ACM-1").await, late);

    let paused = visit.clock("ACM-2", Kind::Resolution);
    let rests = |it: &domain::clock::Step| it.phase == Phase::Paused(Pause::ClientWaiting);
    assert!(paused.state == State::Met && paused.steps.iter().any(rests), "{paused:?}");

    let running = visit.clock("ROM-4", Kind::FirstResponse);
    let left = running.deadline.unwrap().since(visit.now());
    assert!(running.state == State::Running && (15 * 60..30 * 60).contains(&left), "{left}");
    assert_eq!(visit.course("ROM-4").await, [""; 0]);

    visit.moves("15m").await;
    assert_eq!(visit.course("ROM-4").await, ["warned"]);
    visit.moves("15m").await;
    let course = visit.course("ROM-4").await;
    assert!(course.starts_with(&["warned".into(), "breached".into()]), "{course:?}");
    assert!(!visit.knows("ROM-4"));
    visit.moves("1h").await;
    let course = ["warned", "breached", "level 1", "level 2", "exhausted"];
    assert_eq!(visit.course("ROM-4").await, course);
    assert!(visit.knows("ROM-4"));

    visit.moves("monday").await;
    let monday = visit.now().utc().format("%a %H:%M:%S").to_string();
    assert_eq!(monday, "Mon 06:00:00", "nine in Moscow");
    visit.is_told_of_each_day().await;
    visit.end().await;
}

/// A demo whose house is at work at an instant, and whose story is not played.
async fn open(present: DateTime<Utc>) -> (Demo, TempDir, CancellationToken) {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind(loopback(0)).await.unwrap();
    let start = SystemClock.now();
    let system: System = Arc::new(move || present + (SystemClock.now() - start));
    let cancel = CancellationToken::new();
    let opened =
        Demo::open((folder.path(), &LogAddress::Folder(None)), listener, system, &cancel).await;
    (opened.unwrap().unwrap(), folder, cancel)
}

/// A demo whose story is played, and somebody who looks on.
struct Visit {
    stage: Stage,
    maria: UserId,
    cancel: CancellationToken,
    running: JoinHandle<anyhow::Result<()>>,
    _folder: TempDir,
}

impl Visit {
    async fn at(present: DateTime<Utc>) -> Self {
        let (demo, folder, cancel) = open(present).await;
        let (stage, maria) = (demo.stage.clone(), demo.cast.maria);
        let (say, said) = oneshot::channel();
        let running = tokio::spawn({
            let cancel = cancel.clone();
            async move { demo.run(&cancel, || say.send(()).unwrap()).await }
        });
        assert!(said.await.is_ok(), "{:?}", running.await);
        Self { stage, maria, cancel, running, _folder: folder }
    }

    fn now(&self) -> At {
        self.stage.house.clock.now().into()
    }

    fn ticket(&self, number: &str) -> TicketId {
        let row = self.stage.views.ticket_by_number(&number.parse().unwrap());
        row.unwrap().unwrap().ticket
    }

    /// The first clock of a kind.
    fn clock(&self, number: &str, kind: Kind) -> Clock {
        let measured = self.stage.views.clocks_of(self.ticket(number), self.now());
        let clocks = measured.unwrap().unwrap().clocks;
        clocks.into_iter().find(|it| it.clock.kind == kind).unwrap()
    }

    /// What is recorded of the clock of the first response, in order.
    async fn course(&self, number: &str) -> Vec<String> {
        let stream = Stream::Ticket(self.ticket(number)).name();
        let recorded = self.stage.house.store.read(&stream, Revision(0), PAGE_MAX).await.unwrap();
        let told = |event: Event| {
            let Event::Ticket(event) = event else { return None };
            let (kind, told) = match event {
                TicketEvent::ThresholdPassed(it) => (it.clock.kind, "warned".to_owned()),
                TicketEvent::Breached(it) => (it.clock.kind, "breached".to_owned()),
                TicketEvent::Escalated(it) => (it.clock.kind, format!("level {}", it.level)),
                TicketEvent::EscalationExhausted(it) => (it.clock.kind, "exhausted".to_owned()),
                TicketEvent::EscalationAcknowledged(_) => {
                    (Kind::FirstResponse, "acknowledged".to_owned())
                }
                _ => return None,
            };
            (kind == Kind::FirstResponse).then_some(told)
        };
        recorded.iter().filter_map(|it| told(codec::decode(it).unwrap())).collect()
    }

    /// Staff are told of each day of work since the story began, morning and evening, and none is left out.
    async fn is_told_of_each_day(&self) {
        let stream = Stream::Desk.name();
        let recorded = self.stage.house.store.read(&stream, Revision(0), PAGE_MAX).await.unwrap();
        let told = recorded.iter().filter_map(|it| match codec::decode(it).unwrap() {
            Event::Desk(DeskEvent::DigestDue(it)) => Some(it),
            _ => None,
        });
        let told: Vec<_> = told.inspect(|it| assert_eq!(it.skipped, 0, "{it:?}")).collect();
        let (first, terms) = (told[0].date, Terms::read().unwrap());
        let days = first.iter_days().skip(1).take_while(|it| *it < self.now().utc().date_naive());
        let of_work = days.filter(|it| terms.work_at(instant(*it, (10, 0))));
        for day in of_work {
            for which in Which::ALL {
                let times = told.iter().filter(|it| (it.date, it.which) == (day, which)).count();
                assert_eq!(times, 1, "{day} {which:?}");
            }
        }
    }

    /// Whether the manager was told of a ticket in private, and once.
    fn knows(&self, number: &str) -> bool {
        let told = self.stage.telegram.transcript(self.maria.private()).unwrap();
        let told = told.by_bots().filter(|it| it.text.contains(number)).count();
        assert!(told <= 1, "{told} times");
        told == 1
    }

    async fn moves(&self, by: &str) {
        let goal = MOVES.into_iter().find(|it| it.0 == by).unwrap().2;
        self.stage.passing.visit(goal, AHEAD_MAX).await.unwrap();
    }

    async fn end(self) {
        self.cancel.cancel();
        self.running.await.unwrap().unwrap();
    }
}
