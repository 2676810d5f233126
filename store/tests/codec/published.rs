//! Policies, calendars and the events of clocks: what do their golden files say?

use crate::events::{ANNA, BORIS, MESSAGE, later, noon, slug};
use domain::calendar::{self, Hours, Week, Weekly};
use domain::client::Zone;
use domain::clock::{Binding, ClockRef, Kind};
use domain::policy::{
    self, Anchor, Chain, Condition, Counted, Level, Pause, ReopenMode, ResolutionStarts,
    ResolutionStops, Responds, Retarget, RetargetMode, Rota, Row, Rules, Target, Team, TypeMatch,
    Whom,
};
use domain::ticket::{self, Event as OfTicket, Retargeting, Seal, Verdict};
use domain::zone::Release;
use domain::{Event, MediaKind, Priority};

const NEXT: ClockRef = ClockRef { kind: Kind::NextResponse, n: 2 };

fn release() -> Release {
    "2026f".parse().unwrap()
}

fn content(digit: char) -> String {
    std::iter::repeat_n(digit, 64).collect()
}

fn binding(version: u32) -> Binding {
    Binding {
        policy: format!("standard@{version}").parse().unwrap(),
        row: slug("fault.urgent"),
        calendar: "ru-8x5@3".parse().unwrap(),
    }
}

fn seal() -> Seal {
    Seal { policy: content('a'), calendar: content('b'), tzdb: Some(release()) }
}

/// What a ticket's stream says of promises and of time, every field in it.
pub(crate) fn of_clocks() -> impl Iterator<Item = OfTicket> {
    [
        OfTicket::ClockBound(ticket::ClockBound { to: binding(2), seal: seal() }),
        OfTicket::Retargeted(ticket::Retargeted {
            from: binding(2),
            to: binding(3),
            seal: seal(),
            why: Retargeting::Reclassified,
        }),
        OfTicket::TakingShown(ticket::TakingShown { message: MESSAGE, at: noon() }),
        OfTicket::WorkaroundGiven(ticket::WorkaroundGiven {}),
        OfTicket::ThresholdPassed(ticket::ThresholdPassed {
            clock: NEXT,
            target_version: 2,
            percent: 75,
            deadline: later(),
        }),
        OfTicket::Breached(ticket::Breached { clock: NEXT, target_version: 2, deadline: noon() }),
        OfTicket::Escalated(ticket::Escalated {
            chain: slug("late"),
            clock: NEXT,
            round: 1,
            level: 2,
            notify: vec![Whom::Rota(slug("duty")), Whom::Person(BORIS), Whom::Assignee],
        }),
        OfTicket::EscalationExhausted(ticket::EscalationExhausted {
            chain: slug("late"),
            clock: NEXT,
        }),
        OfTicket::EscalationAcknowledged(ticket::EscalationAcknowledged { by: BORIS }),
        OfTicket::VerdictCorrected(ticket::VerdictCorrected {
            clock: NEXT,
            from: Verdict::Breached,
            to: Verdict::Excluded,
            approved_by: vec![ANNA, BORIS],
        }),
        OfTicket::MeasurementGap(ticket::MeasurementGap { from: noon(), to: later() }),
    ]
    .into_iter()
}

fn target(text: &str) -> Option<Target> {
    text.parse().ok()
}

/// A policy with everything that one may have.
pub(crate) fn policy() -> Event {
    let row = Row {
        name: slug("fault.urgent"),
        types: vec![TypeMatch::Fault, TypeMatch::Unclassified],
        priorities: vec![Priority::Urgent],
        requesters: vec![ANNA],
        sites: vec![slug("till-2")],
        calendar: Some(slug("ru-24x7")),
        first_response: target("15m"),
        next_response: target("30m"),
        periodic_update: target("1h30m"),
        acceptance: target("90s"),
        workaround: target("4h"),
        resolution: target("end_of_business_day+1"),
    };
    let retarget = |mode, min_grace_s| Retarget { mode, min_grace_s };
    let chain = Chain {
        name: slug("late"),
        clock: Kind::FirstResponse,
        anchor: Anchor::Threshold,
        percent: Some(90),
        rounds: 3,
        ack_timeout_s: Some(1_800),
    };
    let level = Level {
        chain: slug("late"),
        after_s: 600,
        counted: Counted::Wall,
        condition: Some(Condition::Unacknowledged),
        notify: vec![Whom::Role(domain::Role::Manager), Whom::Team(slug("network"))],
    };
    let rota = Rota {
        name: slug("duty"),
        people: vec![BORIS, ANNA],
        zone: Zone("Europe/Moscow".to_owned()),
        tzdb: release(),
        from: "2026-11-23T09:00:00".parse().unwrap(),
        turn_days: 7,
        hours: Some(slug("ru-8x5")),
    };
    let rules = Rules {
        rows: vec![row],
        first_response: Responds::Either,
        resolution_starts: ResolutionStarts::Acceptance,
        resolution_stops: ResolutionStops::Confirmed,
        clients_may_raise: true,
        deadlines_shown: false,
        pauses: Pause::ALL.to_vec(),
        update_pauses: vec![Pause::ClientHold],
        pause_max_s: Some(259_200),
        thresholds: vec![50, 75, 90],
        grace_s: 60,
        reopen: ReopenMode::NewCycle,
        reopen_window_s: Some(86_400),
        close_after_s: None,
        raise: retarget(RetargetMode::Carry, 900),
        lower: retarget(RetargetMode::Restart, 0),
        migrate_running: true,
        chains: vec![chain],
        levels: vec![level],
        teams: vec![Team { name: slug("network"), people: vec![ANNA, BORIS] }],
        rotas: vec![rota],
        told_in: Some(slug("ru-8x5")),
    };
    published_policy(rules)
}

fn published_policy(rules: Rules) -> Event {
    let (version, effective_from, content) = (2, noon(), content('a'));
    let it = policy::Published { version, effective_from, content, rules };
    Event::Policy(policy::Event::Published(Box::new(it)))
}

fn published_calendar(hours: Hours) -> Event {
    let (version, effective_from, content) = (3, later(), content('b'));
    let it = calendar::Published { version, effective_from, hours, content };
    Event::Calendar(calendar::Event::Published(Box::new(it)))
}

/// A rule set with everything that one may have.
pub(crate) fn intake() -> Event {
    use domain::intake::{Looks, Mode, Rule, RuleSet, Small};
    let rule = Rule {
        name: slug("fault"),
        then: Looks::Request,
        patterns: vec!["не (работает|печатает)".to_owned()],
        only: vec![Small::Greeting, Small::Thanks, Small::Signs],
        chars_min: Some(5),
        chars_max: Some(4_020),
        media: vec![MediaKind::Photo, MediaKind::Voice],
        mentions: vec!["proofdesk_bot".to_owned()],
        hours: Some("18:00-09:00".parse().unwrap()),
    };
    published_intake(RuleSet {
        mode: Mode::Suggest,
        quiet_s: 600,
        otherwise: Looks::Talk,
        rules: vec![rule],
        zone: Some(Zone("Europe/Moscow".to_owned())),
        tzdb: Some(release()),
        unanswered_s: None,
    })
}

fn published_intake(set: domain::intake::RuleSet) -> Event {
    let (version, effective_from, content) = (2, noon(), content('c'));
    let it = domain::intake::Published { version, effective_from, content, set };
    Event::Intake(domain::intake::Event::Published(Box::new(it)))
}

fn bare_intake() -> Event {
    use domain::intake::{Looks, Mode, Rule, RuleSet};
    let rule = Rule {
        name: slug("short"),
        then: Looks::Talk,
        patterns: vec![],
        only: vec![],
        chars_min: None,
        chars_max: None,
        media: vec![],
        mentions: vec![],
        hours: None,
    };
    published_intake(RuleSet {
        mode: Mode::EveryMessage,
        quiet_s: 60,
        otherwise: Looks::Request,
        rules: vec![rule],
        zone: None,
        tzdb: None,
        unanswered_s: None,
    })
}

fn weekly() -> Weekly {
    let nine_to_six: calendar::Windows = "09:00-13:00 14:00-18:00".parse().unwrap();
    Weekly {
        zone: Zone("Europe/Moscow".to_owned()),
        tzdb: release(),
        week: Week {
            mon: nine_to_six.clone(),
            tue: nine_to_six.clone(),
            wed: nine_to_six.clone(),
            thu: nine_to_six,
            fri: "09:00-24:00".parse().unwrap(),
            sat: "22:00-06:00".parse().unwrap(),
            sun: "00:00-02:00".parse().unwrap(),
        },
        overrides: vec![
            "2026-04-30 09:00-13:00 14:00-17:00".parse().unwrap(),
            "2026-05-01 closed".parse().unwrap(),
        ],
        blackouts: vec!["2026-11-17T00:00/2026-11-18T06:30".parse().unwrap()],
    }
}

/// A calendar with everything that one may have.
pub(crate) fn calendar() -> Event {
    published_calendar(Hours::Weekly(weekly()))
}

pub(crate) fn always() -> Event {
    published_calendar(Hours::Always {})
}

pub(crate) fn both() -> Event {
    published_calendar(Hours::Both(vec!["ru-8x5@3".parse().unwrap(), "de-8x5@1".parse().unwrap()]))
}

pub(crate) fn either() -> Event {
    published_calendar(Hours::Either(vec![
        "ru-8x5@3".parse().unwrap(),
        "de-8x5@1".parse().unwrap(),
    ]))
}

/// The same without the fields that one of these may lack; `None` of a kind that lacks nothing, or is none of them.
pub(crate) fn without_options(event: &Event) -> Option<Event> {
    Some(match event {
        Event::Policy(policy::Event::Published(it)) => published_policy(bare_rules(&it.rules)),
        Event::Intake(_) => bare_intake(),
        Event::Calendar(_) => published_calendar(Hours::Weekly(Weekly {
            week: Week { wed: "09:00-18:00".parse().unwrap(), ..Week::default() },
            overrides: vec![],
            blackouts: vec![],
            ..weekly()
        })),
        Event::Ticket(OfTicket::ClockBound(it)) => {
            let seal = Seal { tzdb: None, ..seal() };
            let bound = ticket::ClockBound { seal, ..it.clone() };
            Event::Ticket(OfTicket::ClockBound(bound))
        }
        Event::Ticket(OfTicket::VerdictCorrected(it)) => {
            let late = ticket::VerdictCorrected {
                from: Verdict::Breached,
                to: Verdict::Met,
                approved_by: vec![],
                ..it.clone()
            };
            Event::Ticket(OfTicket::VerdictCorrected(late))
        }
        _ => return None,
    })
}

fn bare_rules(rules: &Rules) -> Rules {
    let rows = rules.rows.iter().map(|it| Row {
        types: vec![],
        priorities: vec![],
        requesters: vec![],
        sites: vec![],
        calendar: None,
        next_response: None,
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: None,
        ..it.clone()
    });
    let chains = rules.chains.iter().map(|it| Chain {
        anchor: Anchor::Breach,
        percent: None,
        ack_timeout_s: None,
        ..it.clone()
    });
    let levels = rules.levels.iter().map(|it| Level { condition: None, ..it.clone() });
    let rotas = rules.rotas.iter().map(|it| Rota { hours: None, ..it.clone() });
    Rules {
        rows: rows.collect(),
        chains: chains.collect(),
        levels: levels.collect(),
        rotas: rotas.collect(),
        teams: vec![],
        update_pauses: vec![],
        pause_max_s: None,
        reopen_window_s: None,
        close_after_s: None,
        told_in: None,
        ..rules.clone()
    }
}

#[test]
fn the_rules_of_a_policy_are_hashed_without_its_version() {
    let Event::Policy(policy::Event::Published(it)) = policy() else { unreachable!() };
    let written = String::from_utf8(store::canonical::write(&it.rules).unwrap()).unwrap();
    assert!(written.starts_with("{\"chains\":[{") && !written.contains("\"version\""), "{written}");
}
