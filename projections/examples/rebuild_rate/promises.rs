//! What is promised: an answer within four working hours, a solution within sixteen.

use crate::story::{Happening, begin, happening};
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{self, Hours, Week, Weekly, Windows};
use domain::client::Zone;
use domain::clock::{Binding, ClockRef, Kind};
use domain::policy::{
    self, Pause, ReopenMode, ResolutionStarts, ResolutionStops, Responds, Retarget, Row, Rules,
    Target,
};
use domain::ticket::{self, Seal};
use domain::{Slug, zone};
use store::stream::Stream;

fn slug(text: &str) -> Slug {
    text.parse().expect("a short name")
}

fn hours(hours: u32) -> Target {
    Target::Seconds(hours * 3_600)
}

/// Every day round the clock, so that tickets of every hour are measured alike; with some days off in later years.
pub(crate) fn calendar() -> Happening {
    let day: Windows = "00:00-24:00".parse().expect("a window");
    let week = Week {
        mon: day.clone(),
        tue: day.clone(),
        wed: day.clone(),
        thu: day.clone(),
        fri: day.clone(),
        sat: day.clone(),
        sun: day,
    };
    let holidays = (0..60).map(|nth| {
        let date = begin().date_naive() + TimeDelta::days(400 + 17 * nth);
        calendar::Override { date, open: Windows::default() }
    });
    let weekly = Weekly {
        zone: Zone("Europe/Moscow".to_owned()),
        tzdb: zone::newest(),
        week,
        overrides: holidays.collect(),
        blackouts: vec![],
    };
    let published = calendar::Published {
        version: 1,
        effective_from: begin(),
        hours: Hours::Weekly(weekly),
        content: "0".repeat(64),
    };
    let event = calendar::Event::Published(Box::new(published));
    happening(Stream::Calendar(slug("days")), event, begin(), "calendar")
}

pub(crate) fn policy() -> Happening {
    let row = Row {
        name: slug("all"),
        types: vec![],
        priorities: vec![],
        requesters: vec![],
        sites: vec![],
        calendar: None,
        first_response: Some(hours(4)),
        next_response: Some(hours(4)),
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: Some(hours(16)),
    };
    let rules = Rules {
        rows: vec![row],
        first_response: Responds::Reply,
        resolution_starts: ResolutionStarts::Report,
        resolution_stops: ResolutionStops::Resolved,
        clients_may_raise: true,
        deadlines_shown: false,
        pauses: vec![Pause::ClientWaiting],
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
        chains: vec![],
        levels: vec![],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    };
    let (version, effective_from, content) = (1, begin(), "0".repeat(64));
    let published = policy::Published { version, effective_from, content, rules };
    let event = policy::Event::Published(Box::new(published));
    happening(Stream::Policy(slug("standard")), event, begin(), "policy")
}

pub(crate) fn bound() -> ticket::Event {
    let to = Binding {
        policy: "standard@1".parse().expect("a version"),
        row: slug("all"),
        calendar: "days@1".parse().expect("a version"),
    };
    let hash = "0".repeat(64);
    let seal = Seal { policy: hash.clone(), calendar: hash, tzdb: Some(zone::newest()) };
    ticket::Event::ClockBound(ticket::ClockBound { to, seal })
}

/// What time brings about when nobody answers until the deadline.
pub(crate) fn missed(deadline: DateTime<Utc>) -> Vec<(&'static str, ticket::Event)> {
    let (clock, target_version) = (ClockRef { kind: Kind::FirstResponse, n: 1 }, 1);
    let share = |percent| {
        let passed = ticket::ThresholdPassed { clock, target_version, percent, deadline };
        ticket::Event::ThresholdPassed(passed)
    };
    let breached = ticket::Event::Breached(ticket::Breached { clock, target_version, deadline });
    vec![
        ("half", share(50)),
        ("most", share(75)),
        ("nearly all", share(90)),
        ("breached", breached),
    ]
}
