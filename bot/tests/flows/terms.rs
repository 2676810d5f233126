//! What is promised to the client of these tests, and how its time runs out.

use crate::desk::Desk;
use chrono::{DateTime, TimeDelta, Utc};
use commands::client::set_terms::set_terms;
use commands::ticket::note_time::note_time;
use commands::transact::transact;
use commands::{calendar, client, policy};
use domain::calendar::{Hours, Week, Weekly, Windows};
use domain::client::{TermsChanged, Zone};
use domain::clock::Kind;
use domain::policy::{
    Anchor, Chain, Counted, Level, Pause, ReopenMode, ResolutionStarts, ResolutionStops, Responds,
    Retarget, Row, Rules, Target, Whom,
};
use domain::{Actor, Cause, Slug, Trigger, zone};
use std::time::Duration;
use store::stream::Stream;

/// The most tickets whose time is looked at at once.
const TICKETS_MAX: usize = 100;

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn target(text: &str) -> Option<Target> {
    text.parse().ok()
}

/// An answer within forty minutes, a solution within eight hours; both are shown.
pub(crate) fn rules() -> Rules {
    let row = Row {
        name: slug("all"),
        types: vec![],
        priorities: vec![],
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response: target("40m"),
        next_response: target("1h"),
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: target("8h"),
    };
    Rules {
        rows: vec![row],
        first_response: Responds::Reply,
        resolution_starts: ResolutionStarts::Report,
        resolution_stops: ResolutionStops::Resolved,
        clients_may_raise: true,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: vec![75],
        grace_s: 60,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: vec![],
        levels: vec![],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    }
}

/// The same, and a missed answer goes to managers after five minutes, and once more after five more.
pub(crate) fn escalating() -> Rules {
    let chain = Chain {
        name: slug("late"),
        clock: Kind::FirstResponse,
        anchor: Anchor::Breach,
        percent: None,
        rounds: 1,
        ack_timeout_s: None,
    };
    let level = Level {
        chain: slug("late"),
        after_s: 300,
        counted: Counted::Wall,
        condition: None,
        notify: vec![Whom::Role(domain::Role::Manager)],
    };
    Rules { chains: vec![chain], levels: vec![level.clone(), level], ..rules() }
}

/// From nine to six, Monday to Friday, as Moscow has it.
fn office() -> Hours {
    let day: Windows = "09:00-18:00".parse().unwrap();
    let [mon, tue, wed, thu, fri] = [(); 5].map(|()| day.clone());
    let week = Week { mon, tue, wed, thu, fri, ..Week::default() };
    let zone = Zone("Europe/Moscow".to_owned());
    Hours::Weekly(Weekly { zone, tzdb: zone::newest(), week, overrides: vec![], blackouts: vec![] })
}

impl Desk {
    /// These rules hold for Ромашка from now on, in office hours.
    pub(crate) async fn promises(&self, rules: Rules) {
        self.promises_by("office", rules).await;
    }

    /// The same by another calendar: `office` or `always`.
    pub(crate) async fn promises_by(&self, hours: &str, rules: Rules) {
        for (name, hours) in [("office", office()), ("always", Hours::Always {})] {
            let publish = calendar::publish::Publish { hours, effective_from: None };
            let book = domain::book::Book::default();
            let (house, at) = (&self.at_work.house, self.clock.now());
            let decide = |it: &_| calendar::publish::decide(it, &publish, &book, at);
            let stream = Stream::Calendar(slug(name));
            transact(house, &stream, Actor::Operator, &self.arranged(name), decide).await.unwrap();
        }
        let publish = policy::publish::Publish { rules, effective_from: None };
        let (house, at) = (&self.at_work.house, self.clock.now());
        let decide = |it: &_| policy::publish::decide(it, &publish, |_| true, at);
        let (stream, cause) = (Stream::Policy(slug("standard")), self.arranged("policy"));
        transact(house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        let terms = TermsChanged { policy: slug("standard"), calendar: slug(hours) };
        let by = (Actor::Operator, &self.arranged("terms"));
        let client = client::id_of(&"ROM".parse().unwrap());
        set_terms(house, client, &terms, by).await.unwrap();
        self.settle().await;
    }

    fn arranged(&self, what: &str) -> Cause {
        let now = self.clock.now();
        Cause::new(Trigger::Request { key: format!("{what} {now}") }, now)
    }

    /// Time goes by, and what it has brought about is recorded.
    pub(crate) async fn minutes_later(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
        self.looks_at_the_time().await;
    }

    /// It becomes that time of a November day, as Moscow has it, and what time has brought about is recorded.
    pub(crate) async fn becomes(&self, day: u32, clock: &str) {
        self.jumps_to(day, clock);
        self.looks_at_the_time().await;
    }

    pub(crate) fn jumps_to(&self, day: u32, clock: &str) {
        let at: DateTime<Utc> =
            format!("2026-11-{day:02}T{clock}:00+03:00").parse::<DateTime<Utc>>().unwrap();
        let by: TimeDelta = at - self.clock.now();
        self.clock.advance(by.to_std().unwrap());
    }

    /// All that time has brought about is recorded, as the house does it.
    pub(crate) async fn looks_at_the_time(&self) {
        let (house, views) = (&self.at_work.house, &self.at_work.views);
        loop {
            let head = self.log.head().await.unwrap().unwrap();
            assert!(views.wait_for(head, crate::people::PATIENCE).await);
            let now = self.clock.now().into();
            let due = views.due(now, TICKETS_MAX).unwrap();
            if due.is_empty() {
                return;
            }
            for ticket in due {
                note_time(house, ticket, now).await.unwrap();
            }
        }
    }
}
