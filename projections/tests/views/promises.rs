//! What is promised in these tests: hours from nine to five, and a few targets.

use crate::desk::{ANNA, Desk, OLGA, monday, registered, staff_words, ticket_id};
use chrono::{DateTime, Utc};
use domain::calendar::{self, Hours, Week, Weekly, Windows};
use domain::client::Zone;
use domain::clock::{Binding, ClockRef, Kind};
use domain::compliance::Period;
use domain::policy::{
    self, Anchor, Chain, Counted, Level, Pause, ReopenMode, ResolutionStarts, ResolutionStops,
    Responds, Retarget, Row, Rules, Target, Whom,
};
use domain::ticket::{self, Event, Seal};
use domain::{At, Field, Owner, Priority, Slug, zone};
use store::stream::Stream;

pub(crate) const DAY: i64 = 24 * 60;

/// The instant of so many minutes since Monday, nine o'clock.
pub(crate) fn minute(minutes: i64) -> At {
    At::from(monday(minutes))
}

/// So many days from the midnight before Monday, nine o'clock.
pub(crate) fn days(from: i64, to: i64) -> Period {
    let midnight = |day: i64| minute(day * DAY - 9 * 60);
    Period { from: midnight(from), to: midnight(to) }
}

pub(crate) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

pub(crate) fn clock(kind: Kind, n: u32) -> ClockRef {
    ClockRef { kind, n }
}

fn minutes(minutes: u32) -> Target {
    Target::Seconds(minutes * 60)
}

fn row(name: &str, priorities: Vec<Priority>, response: u32, resolution: u32) -> Row {
    Row {
        name: slug(name),
        types: vec![],
        priorities,
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response: Some(minutes(response)),
        next_response: Some(minutes(2 * response)),
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: Some(minutes(resolution)),
    }
}

/// An answer within two hours and a solution within eight; half of that for what is urgent. A manager hears of a breached
/// response half an hour later.
pub(crate) fn rules() -> Rules {
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
        after_s: 1_800,
        counted: Counted::Wall,
        condition: None,
        notify: vec![Whom::Role(domain::Role::Manager)],
    };
    Rules {
        rows: vec![row("urgent", vec![Priority::Urgent], 60, 240), row("all", vec![], 120, 480)],
        first_response: Responds::Reply,
        resolution_starts: ResolutionStarts::Report,
        resolution_stops: ResolutionStops::Resolved,
        clients_may_raise: true,
        deadlines_shown: false,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: vec![50, 75, 90],
        grace_s: 60,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: vec![chain],
        levels: vec![level],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    }
}

pub(crate) fn policy(version: u32, rules: Rules, from: DateTime<Utc>) -> policy::Event {
    let published =
        policy::Published { version, effective_from: from, content: "aa".to_owned(), rules };
    policy::Event::Published(Box::new(published))
}

pub(crate) fn calendar(version: u32, windows: &str, from: DateTime<Utc>) -> calendar::Event {
    let day: Windows = windows.parse().unwrap();
    let week = Week {
        mon: day.clone(),
        tue: day.clone(),
        wed: day.clone(),
        thu: day.clone(),
        fri: day,
        ..Week::default()
    };
    let zone = Zone("UTC".to_owned());
    let weekly = Weekly { zone, tzdb: zone::newest(), week, overrides: vec![], blackouts: vec![] };
    let (hours, content) = (Hours::Weekly(weekly), "bb".to_owned());
    let published = calendar::Published { version, effective_from: from, hours, content };
    calendar::Event::Published(Box::new(published))
}

pub(crate) fn binding(row: &str) -> Binding {
    Binding {
        policy: "standard@1".parse().unwrap(),
        row: slug(row),
        calendar: "days@1".parse().unwrap(),
    }
}

pub(crate) fn seal() -> Seal {
    Seal { policy: "aa".to_owned(), calendar: "bb".to_owned(), tzdb: Some(zone::newest()) }
}

pub(crate) fn bound(row: &str) -> Event {
    Event::ClockBound(ticket::ClockBound { to: binding(row), seal: seal() })
}

pub(crate) fn breached(kind: Kind, deadline: i64) -> Event {
    let deadline = monday(deadline);
    Event::Breached(ticket::Breached { clock: clock(kind, 1), target_version: 1, deadline })
}

pub(crate) fn threshold(kind: Kind, percent: u8, deadline: i64) -> Event {
    let (clock, deadline) = (clock(kind, 1), monday(deadline));
    Event::ThresholdPassed(ticket::ThresholdPassed { clock, target_version: 1, percent, deadline })
}

impl Desk {
    /// A desk whose client is promised what [`rules`] say, at nine on a Monday.
    pub(crate) async fn promising() -> Self {
        Self::promising_by(rules()).await
    }

    pub(crate) async fn promising_by(rules: Rules) -> Self {
        let mut desk = Self::open().await;
        desk.now = -30;
        let calendar = calendar(1, "09:00-17:00", monday(-30));
        desk.happens(Stream::Calendar(slug("days")), calendar).await;
        desk.happens(Stream::Policy(slug("standard")), policy(1, rules, monday(-30))).await;
        desk.now = 0;
        desk
    }

    /// Anna asks at a minute, and the ticket is bound to the row of its priority.
    pub(crate) async fn asked(&mut self, ticket: u64, at: i64, priority: Priority) {
        self.now = at;
        let message = i64::try_from(ticket).unwrap() * 100;
        let reported_at = monday(at);
        let it = ticket::Registered { priority, reported_at, ..registered(ticket, message) };
        let body = [(Field::Body, Owner::Person(ANNA), "Help")];
        self.record(Stream::Ticket(ticket_id(ticket)), Event::Registered(it), &body).await;
        let row = if priority == Priority::Urgent { "urgent" } else { "all" };
        self.now = at;
        self.of_ticket(ticket, bound(row)).await;
    }

    /// Something happens to a ticket at a minute.
    pub(crate) async fn at(&mut self, minute: i64, ticket: u64, event: Event) {
        self.now = minute;
        self.of_ticket(ticket, event).await;
    }

    /// Something that happened at a minute becomes known at another.
    pub(crate) async fn late(&mut self, known: i64, happened: i64, ticket: u64, event: Event) {
        self.now = known;
        let stream = Stream::Ticket(ticket_id(ticket));
        self.record_late(stream, event, &[], monday(happened)).await;
        self.views.catch_up().await.unwrap();
    }

    /// Olga answers in the client's group at a minute.
    pub(crate) async fn answered(&mut self, minute: i64, ticket: u64) {
        let message = 1_000 + minute;
        self.at(minute, ticket, Event::MessageAdded(staff_words(message))).await;
    }

    pub(crate) async fn resolved(&mut self, minute: i64, ticket: u64) {
        let resolved = ticket::Resolved { message: None, relayed: false };
        self.at(minute, ticket, Event::Resolved(resolved)).await;
    }

    pub(crate) async fn taken(&mut self, minute: i64, ticket: u64) {
        let how = ticket::Assignment::Taken;
        self.at(minute, ticket, Event::Assigned(ticket::Assigned { agent: OLGA, how })).await;
    }
}

#[tokio::test]
async fn what_is_published_is_in_the_book_once_and_since_it_was_recorded() {
    let mut desk = Desk::promising().await;
    let again = policy(1, Rules { grace_s: 7, ..rules() }, monday(0));
    desk.happens(Stream::Policy(slug("standard")), again).await;
    let book = desk.views.book().unwrap();
    let standard = book.policy(&"standard@1".parse().unwrap()).unwrap();
    assert_eq!(standard.rules.grace_s, 60);
    assert!(book.working_time(&slug("days")).unwrap().is_open(minute(0)));
    assert!(book.as_of(minute(-31)).working_time(&slug("days")).is_none());
    assert!(book.policy(&"standard@2".parse().unwrap()).is_none());
}
