//! What is promised, as clients and staff read it, and what staff are told when time runs out.

use crate::stage::{
    ANNA, OLGA, STAFF, VIKTOR, accounted, at_staff, check, check_all, monday, scene, subject,
    taken, ticket,
};
use bot::render::lists::{Item, List, Next};
use bot::render::{Hours, Pointless, Promises, Scene, render, summary};
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::{Binding, Clock, ClockRef, Fact, FactKey, Kind as ClockKind, Measured, State};
use domain::notice::Kind;
use domain::people::Role;
use domain::policy::{Pause, Target, Whom};
use domain::ticket::{
    Assigned, Assignment, Breached, Escalated, EscalationExhausted, Event, Status, ThresholdPassed,
};
use domain::{At, ChatId, Field, PersonId, Priority, RequestType};
use projections::rows::TicketRow;

const HOUR_S: i64 = 3_600;

fn binding() -> Binding {
    Binding {
        policy: "standard@2".parse().unwrap(),
        row: "fault-normal".parse().unwrap(),
        calendar: "office@1".parse().unwrap(),
    }
}

/// It is 14:00.
fn now() -> At {
    At::from(monday("14:00"))
}

fn of(kind: ClockKind) -> ClockRef {
    ClockRef { kind, n: 1 }
}

/// A clock that has run since 12:00.
fn clock(kind: ClockKind, state: State, deadline: Option<DateTime<Utc>>) -> Clock {
    Clock {
        clock: of(kind),
        binding: binding(),
        state,
        start: At::from(monday("12:00")),
        started_by: 0,
        target: Target::Seconds(4 * 3600),
        target_version: 1,
        deadline: deadline.map(At::from),
        stop: None,
        stopped_by: None,
        by_resolution: false,
        elapsed_s: 2 * HOUR_S,
        remaining_s: None,
        overrun_s: 0,
        overrun_wall_s: 0,
        thresholds: vec![],
        verdict_at: None,
        corrections: vec![],
        evidence_deleted: false,
        steps: vec![],
    }
}

/// To be answered by 15:20.
fn response() -> Clock {
    let running = clock(ClockKind::FirstResponse, State::Running, Some(monday("15:20")));
    Clock { remaining_s: Some(80 * 60), ..running }
}

fn answered() -> Clock {
    Clock { state: State::Met, stop: Some(now()), ..response() }
}

/// It was to be answered by 13:48.
fn unanswered() -> Clock {
    let missed = clock(ClockKind::FirstResponse, State::Breached, Some(monday("13:48")));
    Clock { remaining_s: Some(0), overrun_s: 720, overrun_wall_s: 720, ..missed }
}

/// To be done tomorrow at noon.
fn resolution() -> Clock {
    let tomorrow = monday("12:00") + TimeDelta::days(1);
    let running = clock(ClockKind::Resolution, State::Running, Some(tomorrow));
    Clock { remaining_s: Some(7 * HOUR_S), ..running }
}

fn paused(why: Pause) -> Clock {
    let resting = clock(ClockKind::Resolution, State::Paused(why), None);
    Clock { remaining_s: Some(3 * HOUR_S), ..resting }
}

fn promises(clocks: Vec<Clock>) -> Promises {
    Promises {
        measured: Measured { clocks, ..Measured::default() },
        shown: true,
        clients_may_raise: true,
        ..Promises::default()
    }
}

fn promised(kind: Kind, ticket: TicketRow, promises: Promises) -> Scene {
    Scene { ticket: Some(ticket), promises: Some(promises), ..scene(kind) }
}

fn outside(promises: Promises) -> Promises {
    let opens = monday("09:00") + TimeDelta::days(1);
    Promises { hours: Hours::ClosedUntil(At::from(opens)), ..promises }
}

fn hidden(promises: Promises) -> Promises {
    Promises { shown: false, ..promises }
}

fn by_class(promises: Promises) -> Promises {
    Promises { by_class: true, ..promises }
}

/// Held for a reason, with a clock that rests or runs.
fn held(kind: Kind, why: Pause, clocks: Vec<Clock>) -> Scene {
    Scene { held: Some(why), ..promised(kind, taken(Status::OnHold), promises(clocks)) }
}

#[test]
fn a_receipt_says_until_when_there_will_be_an_answer() {
    let workaround = clock(ClockKind::Workaround, State::Running, Some(monday("18:00")));
    let acceptance = clock(ClockKind::Acceptance, State::Running, Some(monday("14:15")));
    let both = vec![response(), resolution()];
    let classified = TicketRow { request_type: Some(RequestType::Fault), ..ticket() };
    let all = vec![resolution(), workaround, response(), acceptance];
    let of_class = by_class(promises(both.clone()));
    let cases = [
        ("response and resolution", ticket(), promises(both.clone())),
        ("all of them", ticket(), promises(all)),
        ("outside service hours", ticket(), outside(promises(both.clone()))),
        ("by class", ticket(), of_class.clone()),
        ("by class, classified", classified, of_class.clone()),
        ("by class, hidden", ticket(), hidden(of_class)),
        ("hidden", ticket(), hidden(promises(both))),
    ];
    let cases = cases.into_iter().map(|(case, row, it)| (case, promised(Kind::Receipt, row, it)));
    check("receipt_promised", &cases.collect::<Vec<_>>());
}

#[test]
fn a_card_shows_what_is_still_to_come_and_admits_nothing() {
    let card = |ticket, promises| promised(Kind::Card, ticket, promises);
    let working = || taken(Status::InProgress);
    let update = clock(ClockKind::PeriodicUpdate, State::Running, Some(monday("16:00")));
    let again = clock(ClockKind::NextResponse, State::Running, Some(monday("14:30")));
    let waits = vec![answered(), paused(Pause::ClientWaiting)];
    let staff_raise =
        Promises { clients_may_raise: false, ..promises(vec![response(), resolution()]) };
    let done = Clock { state: State::Met, stop: Some(now()), ..resolution() };
    let classified = TicketRow { request_type: Some(RequestType::Fault), ..ticket() };
    let mut cases = vec![
        ("new", card(classified.clone(), promises(vec![response(), resolution()]))),
        ("answered", card(working(), promises(vec![answered(), resolution(), update]))),
        ("asked again", card(working(), promises(vec![answered(), resolution(), again]))),
        ("waiting", card(taken(Status::WaitingForClient), promises(waits))),
        ("at their request", held(Kind::Card, Pause::ClientHold, vec![paused(Pause::ClientHold)])),
        ("on hold, the clock runs on", held(Kind::Card, Pause::Own, vec![resolution()])),
        ("missed", card(working(), promises(vec![unanswered(), resolution()]))),
        ("hidden", card(working(), hidden(promises(vec![answered(), paused(Pause::Own)])))),
        ("only staff raise", card(classified, staff_raise)),
    ];
    // Together they are too many for the stack.
    cases.push(("resolved", card(taken(Status::Resolved), promises(vec![answered(), done]))));
    check("card_promised", &cases);
}

/// A level of the chain of unanswered tickets.
fn level(level: u32, at: &str, notify: Vec<Whom>) -> Fact {
    let (chain, clock) = ("unanswered".parse().unwrap(), of(ClockKind::FirstResponse));
    let at = At::from(monday(at));
    Fact { key: FactKey::Level { chain, clock, round: 1, level }, at, deadline: at, notify }
}

fn escalated() -> Promises {
    let mut promises = promises(vec![unanswered(), resolution()]);
    let team = Whom::Team("network".parse().unwrap());
    promises.measured.facts = vec![
        level(1, "13:49", vec![Whom::Person(OLGA), team]),
        level(2, "13:54", vec![Whom::Role(Role::Manager)]),
    ];
    promises
}

#[test]
fn a_staff_card_shows_each_clock_and_who_was_told() {
    let card = |ticket, promises| promised(Kind::StaffCard, ticket, promises);
    let working =
        || TicketRow { request_type: Some(RequestType::Fault), ..taken(Status::InProgress) };
    let days = Clock {
        target: Target::EndOfBusinessDay(1),
        remaining_s: None,
        ..clock(ClockKind::Resolution, State::Running, Some(monday("18:00") + TimeDelta::days(1)))
    };
    let workaround = clock(ClockKind::Workaround, State::Running, Some(monday("18:00")));
    let workaround = Clock { remaining_s: Some(30), ..workaround };
    let acknowledged =
        Promises { acknowledged: Some((VIKTOR, At::from(monday("13:56")))), ..escalated() };
    let long_ago =
        Promises { acknowledged: Some((VIKTOR, At::from(monday("12:30")))), ..escalated() };
    let mut in_vain = escalated();
    let (chain, clock) = ("unanswered".parse().unwrap(), of(ClockKind::FirstResponse));
    let (key, at) = (FactKey::Exhausted { chain, clock }, At::from(monday("13:59")));
    in_vain.measured.facts.push(Fact { key, at, deadline: at, notify: vec![] });
    let rested = Promises {
        resumed_by_time: Some(At::from(monday("13:10"))),
        ..promises(vec![answered(), resolution()])
    };
    let cases = vec![
        ("new", card(ticket(), promises(vec![response(), resolution()]))),
        ("answered, by days", card(working(), promises(vec![answered(), days]))),
        (
            "waiting",
            card(taken(Status::WaitingForClient), promises(vec![paused(Pause::ClientWaiting)])),
        ),
        (
            "a third party",
            held(Kind::StaffCard, Pause::ThirdParty, vec![paused(Pause::ThirdParty)]),
        ),
        ("on hold, the clock runs on", held(Kind::StaffCard, Pause::Own, vec![resolution()])),
        (
            "on hold, one of two rests",
            held(Kind::StaffCard, Pause::Own, vec![response(), paused(Pause::Own)]),
        ),
        (
            "on hold, nothing promised",
            Scene { promises: None, ..held(Kind::StaffCard, Pause::ClientHold, vec![]) },
        ),
        ("a workaround", card(working(), promises(vec![answered(), workaround, resolution()]))),
        ("outside service hours", card(ticket(), outside(promises(vec![response()])))),
        ("escalated", card(ticket(), escalated())),
        ("acknowledged", card(working(), acknowledged)),
        ("acknowledged before", card(working(), long_ago)),
        ("in vain", card(ticket(), in_vain)),
        ("rested too long", card(working(), rested)),
        ("hidden from clients", card(ticket(), hidden(promises(vec![response()])))),
    ];
    check("staff_card_promised", &cases);
}

fn told(kind: Kind, event: Event, ticket: TicketRow, promises: Promises) -> Scene {
    let mut scene = promised(kind, ticket, promises);
    scene.subject = Some(subject(event, OLGA, &[]));
    scene
}

fn threshold(kind: ClockKind, deadline: DateTime<Utc>) -> Event {
    Event::ThresholdPassed(ThresholdPassed {
        clock: of(kind),
        target_version: 1,
        percent: 75,
        deadline,
    })
}

/// A quarter of an hour is left to answer.
fn warned(ticket: TicketRow) -> Scene {
    let near = clock(ClockKind::FirstResponse, State::Running, Some(monday("14:15")));
    let near = Clock { remaining_s: Some(900), ..near };
    let event = threshold(ClockKind::FirstResponse, monday("14:15"));
    told(Kind::Warning, event, ticket, promises(vec![near]))
}

#[test]
fn staff_are_warned_with_what_is_left_and_whose_it_is() {
    let days = Clock {
        target: Target::EndOfBusinessDay(0),
        ..clock(ClockKind::Resolution, State::Running, Some(monday("18:00")))
    };
    let by_days = threshold(ClockKind::Resolution, monday("18:00"));
    let erased = TicketRow { summary: String::new(), ..ticket() };
    let by_days = told(Kind::Warning, by_days, taken(Status::InProgress), promises(vec![days]));
    check(
        "warning",
        &[
            ("not taken", warned(ticket())),
            ("taken", warned(taken(Status::InProgress))),
            ("erased", warned(erased)),
            ("by days", by_days),
        ],
    );
}

fn missed() -> Event {
    let clock = of(ClockKind::FirstResponse);
    Event::Breached(Breached { clock, target_version: 1, deadline: monday("13:59") })
}

fn breached(ticket: TicketRow) -> Scene {
    let on_call = vec![VIKTOR];
    let deadline = Some(At::from(monday("13:59")));
    let clock = Clock { deadline, overrun_s: 60, overrun_wall_s: 60, ..unanswered() };
    told(Kind::Breach, missed(), ticket, Promises { on_call, ..promises(vec![clock]) })
}

#[test]
fn a_breach_is_told_to_whoever_has_the_ticket_or_is_on_call() {
    let told_late = |minutes| {
        let mut scene = breached(ticket());
        scene.subject.as_mut().unwrap().recorded_at = now().utc() - TimeDelta::minutes(minutes);
        scene
    };
    let mut nobody = breached(ticket());
    nobody.promises.as_mut().unwrap().on_call.clear();
    check(
        "breach",
        &[
            ("on call", breached(ticket())),
            ("taken", breached(taken(Status::InProgress))),
            ("nobody", nobody),
            ("recorded at once", told_late(1)),
            ("told hours later", told_late(60)),
        ],
    );
}

fn reached(level: u32, notify: Vec<Whom>) -> Event {
    let (chain, clock) = ("unanswered".parse().unwrap(), of(ClockKind::FirstResponse));
    Event::Escalated(Escalated { chain, clock, round: 1, level, notify })
}

fn exhausted() -> Event {
    let (chain, clock) = ("unanswered".parse().unwrap(), of(ClockKind::FirstResponse));
    Event::EscalationExhausted(EscalationExhausted { chain, clock })
}

#[test]
fn an_escalation_names_whoever_is_told_and_can_be_acknowledged() {
    let escalation = |event, ticket| told(Kind::Escalation, event, ticket, escalated());
    let people = vec![Whom::Person(VIKTOR), Whom::Person(OLGA), Whom::Role(Role::Manager)];
    let working = || taken(Status::InProgress);
    let mut before = escalation(reached(2, vec![Whom::Assignee]), working());
    before.subject.as_mut().unwrap().recorded_at = monday("13:58");
    let mut private = escalation(reached(2, vec![Whom::Role(Role::Manager)]), working());
    private.notice.chat = ChatId::Private(VIKTOR);
    private.staff_card = Some(at_staff(77));
    check(
        "escalation",
        &[
            ("to people", escalation(reached(1, people), ticket())),
            ("to whoever has it", escalation(reached(2, vec![Whom::Assignee]), working())),
            ("told a little later", before),
            ("in private", private),
            ("exhausted", escalation(exhausted(), ticket())),
        ],
    );
}

#[test]
fn what_was_done_in_the_meantime_leaves_nothing_to_be_told() {
    let late = Clock { stop: Some(now()), ..unanswered() };
    let resting = Clock { state: State::Paused(Pause::ClientWaiting), ..response() };
    for (kind, event, clock) in [
        (Kind::Warning, threshold(ClockKind::FirstResponse, monday("15:20")), answered()),
        (Kind::Warning, threshold(ClockKind::FirstResponse, monday("15:20")), resting),
        (Kind::Warning, threshold(ClockKind::FirstResponse, monday("13:48")), unanswered()),
        (Kind::Breach, missed(), late.clone()),
        (Kind::Escalation, reached(1, vec![]), late),
    ] {
        let scene = told(kind, event, ticket(), promises(vec![clock]));
        assert_eq!(render(&scene), Err(Pointless), "{kind:?}");
    }
}

#[test]
fn the_client_is_told_who_has_taken_the_ticket() {
    let event = Event::Assigned(Assigned { agent: OLGA, how: Assignment::Taken });
    let mut scene = promised(Kind::Taken, taken(Status::InProgress), promises(vec![response()]));
    scene.subject = Some(subject(event, OLGA, &[]));
    scene.notice.reply_to = Some(domain::MessageId(11));
    check("taken", &[("taken", scene)]);
}

/// The same of another ticket.
fn number(n: u32, scene: Scene) -> Scene {
    let number = format!("ROM-{n}").parse().unwrap();
    Scene { ticket: scene.ticket.map(|it| TicketRow { number, ..it }), ..scene }
}

#[test]
fn many_deadlines_are_told_in_one_message() {
    let escalation = |notify| told(Kind::Escalation, reached(2, notify), ticket(), escalated());
    let of_resolution = threshold(ClockKind::Resolution, monday("18:00"));
    let resolution = told(Kind::Warning, of_resolution, ticket(), promises(vec![resolution()]));
    let all = vec![
        number(42, warned(ticket())),
        number(50, warned(ticket())),
        number(39, breached(ticket())),
        number(51, resolution),
        number(44, breached(taken(Status::InProgress))),
        number(40, escalation(vec![Whom::Person(OLGA), Whom::Role(Role::Manager)])),
        number(41, told(Kind::Escalation, exhausted(), ticket(), escalated())),
    ];
    let hundred = (1..=100).map(|n| number(n, breached(ticket()))).collect();
    check_all("summary", &[("of every kind", all), ("very many", hundred)], summary);
    assert_eq!(summary(&[]), Err(Pointless));
}

#[test]
fn a_summary_of_as_many_people_as_there_may_be_fits_into_a_message() {
    let name = "Ж".repeat(64);
    let scenes: Vec<Scene> = (1..=200)
        .map(|n| {
            let person = PersonId([u8::try_from(n).unwrap(); 16]);
            let mut scene = number(n + 1_000_000, breached(ticket()));
            scene.promises.as_mut().unwrap().on_call = vec![person];
            let row = scene.people[&VIKTOR].clone();
            let row = projections::rows::PersonRow { person, name: name.clone(), ..row };
            scene.people.insert(person, row);
            scene
        })
        .collect();
    let html = summary(&scenes).unwrap().html;
    let seen: String = html.split('<').map(|it| it.split_once('>').map_or(it, |it| it.1)).collect();
    assert!(seen.encode_utf16().count() <= 4096, "{}", seen.len());
}

fn asked(rule: &str, staff: bool) -> Scene {
    let mut scene = scene(Kind::StatusAnswer);
    scene.ticket = None;
    if staff {
        scene.notice.chat = STAFF;
        scene.place = Some(projections::rows::ChatPlace::Staff);
    }
    scene.subject = Some(subject(accounted(rule, ANNA), ANNA, &[(Field::Body, "/due")]));
    scene
}

#[test]
fn staff_ask_which_deadlines_come_next() {
    let due = |n: u32, deadline: &str, (overrun_s, left_s)| Item {
        ticket: TicketRow {
            number: format!("ROM-{n}").parse().unwrap(),
            summary: "Не печатает <принтер>\nвторая строка".to_owned(),
            ..ticket()
        },
        next: Some(Next {
            clock: ClockKind::FirstResponse,
            deadline: At::from(monday(deadline)),
            overrun_s,
            left_s,
        }),
        card: Some(at_staff(31)),
    };
    let of = |list| Scene { list: Some(list), ..asked("command.due", true) };
    let some = vec![
        due(39, "13:48", (Some(720), None)),
        due(57, "15:20", (None, Some(4_800))),
        Item { next: None, card: None, ticket: taken(Status::OnHold) },
    ];
    let many: Vec<Item> = (1..=15).map(|n| due(n, "15:20", (None, Some(4_800)))).collect();
    let mut cases = vec![
        ("some", of(List::Due(some.clone(), 3))),
        ("many", of(List::Due(many, 22))),
        ("none", of(List::Due(vec![], 0))),
        ("the queue", of(List::Queue(some.clone(), 21))),
        ("nothing to take", of(List::Queue(vec![], 0))),
        ("one's own", of(List::Mine(some.clone(), 3))),
        ("nothing of one's own", of(List::Mine(vec![], 0))),
        ("found", of(List::Found(some, 5))),
        ("not found", of(List::Found(vec![], 0))),
    ];
    cases.push(("nothing to look for", of(List::FindHow)));
    check("due", &cases);
}

#[test]
fn whoever_asks_of_one_ticket_is_told_its_deadlines() {
    let status = |staff| Scene {
        ticket: Some(TicketRow { priority: Priority::Urgent, ..taken(Status::InProgress) }),
        promises: Some(promises(vec![unanswered(), resolution()])),
        ..asked("command.status", staff)
    };
    let rests = Scene {
        held: Some(Pause::ThirdParty),
        ticket: Some(taken(Status::OnHold)),
        promises: Some(promises(vec![resolution()])),
        ..asked("command.status", true)
    };
    check(
        "status_promised",
        &[("a client", status(false)), ("staff", status(true)), ("on hold", rests)],
    );
}
