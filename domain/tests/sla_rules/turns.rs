//! Turns: what starts, stops and cancels which clock?

use super::words::{at, book, check, history, line, promised, to};
use domain::clock::Kind::{
    Acceptance, FirstResponse, NextResponse, PeriodicUpdate, Resolution, Workaround,
};
use domain::clock::{Cancelling, History, Placed, What, measure};
use domain::policy::{ResolutionStarts, ResolutionStops, Responds, Rules};
use domain::ticket::{Event, MessageAdded, ReplyDelivered};
use domain::{Awaits, ChatId, MessageId, MessageRef, PersonId, Side, Visibility};

const OPENED: What = What::Opened(Side::Client);
const ASKED: What = What::ClientSaid { awaits: true };
const THANKED: What = What::ClientSaid { awaits: false };

#[test]
fn the_clients_earliest_message_starts_the_clock_also_where_it_is_found_later() {
    let given = [("10:00", OPENED), ("09:40", ASKED), ("10:20", What::StaffSaid)];
    let rules = promised(&[(FirstResponse, 60)]);
    check(&rules, &given, "11:00", &["first_response.1 met at 10:20, due 10:40, used 40m"]);
}

#[test]
fn what_stops_the_first_response_is_for_the_policy_to_say() {
    let given = [("10:00", OPENED), ("10:10", What::TakingShown), ("10:20", What::StaffSaid)];
    for (responds, stop) in [
        (Responds::Reply, "met at 10:20, due 11:00, used 20m"),
        (Responds::Taken, "met at 10:10, due 11:00, used 10m"),
        (Responds::Either, "met at 10:10, due 11:00, used 10m"),
    ] {
        let rules = Rules { first_response: responds, ..promised(&[(FirstResponse, 60)]) };
        check(&rules, &given, "12:00", &[&format!("first_response.1 {stop}")]);
    }
    let rules = Rules { first_response: Responds::Taken, ..promised(&[(FirstResponse, 60)]) };
    let given = [("10:00", OPENED), ("10:20", What::StaffSaid)];
    check(&rules, &given, "10:30", &["first_response.1 running, due 11:00, used 30m"]);
}

#[test]
fn an_answer_at_the_deadline_is_in_time_and_a_second_later_is_not() {
    let rules = promised(&[(FirstResponse, 60)]);
    let given = [("10:00", OPENED), ("11:00", What::StaffSaid)];
    check(&rules, &given, "12:00", &["first_response.1 met at 11:00, due 11:00, used 60m"]);
    let given = [("10:00", OPENED), ("11:00:01", What::StaffSaid)];
    check(&rules, &given, "12:00", &["first_response.1 breached at 11:00:01, due 11:00, used 60m"]);
    check(&rules, &given, "11:00", &["first_response.1 running, due 11:00, used 60m"]);
}

#[test]
fn used_up_at_closing_time_is_due_at_closing_time() {
    let rules = promised(&[(FirstResponse, 60)]);
    let given = [("17:00", OPENED), ("20:00", What::StaffSaid)];
    let measured = measure(&history(&given), &book(&rules), at("21:00"));
    let clock = &measured.clocks[0];
    assert_eq!(line(clock), "first_response.1 breached at 20:00, due 18:00, used 60m");
    assert_eq!((clock.overrun_s, clock.overrun_wall_s), (0, 7200));
}

#[test]
fn one_clock_of_response_runs_at_a_time_and_later_questions_do_not_move_it() {
    let rules = promised(&[(FirstResponse, 60), (NextResponse, 30)]);
    let given = [
        ("10:00", OPENED),
        ("10:05", ASKED),
        ("10:10", What::StaffSaid),
        ("10:20", THANKED),
        ("10:30", ASKED),
        ("10:50", ASKED),
        ("11:10", What::StaffSaid),
        ("11:30", ASKED),
    ];
    let then = [
        "first_response.1 met at 10:10, due 11:00, used 10m",
        "next_response.1 breached at 11:10, due 11:00, used 40m",
        "next_response.2 running, due 12:00, used 10m",
    ];
    check(&rules, &given, "11:40", &then);
}

#[test]
fn staff_who_speak_first_owe_no_first_response() {
    let rules = promised(&[(FirstResponse, 60), (NextResponse, 30), (PeriodicUpdate, 120)]);
    let given = [("10:00", What::Opened(Side::Staff)), ("10:30", ASKED)];
    let then = [
        "first_response.1 not applicable, used 0m",
        "periodic_update.1 running, due 12:00, used 40m",
        "next_response.1 running, due 11:00, used 10m",
    ];
    check(&rules, &given, "10:40", &then);
}

#[test]
fn a_resolution_stops_every_clock() {
    let all = [Acceptance, FirstResponse, Workaround, Resolution].map(|it| (it, 60));
    let given = [("10:00", OPENED), ("10:30", What::Resolved)];
    let measured = measure(&history(&given), &book(&promised(&all)), at("15:00"));
    for clock in &measured.clocks {
        let then = format!("{} met at 10:30, due 11:00, used 30m", clock.clock);
        assert_eq!(line(clock), then);
        assert_eq!(clock.by_resolution, clock.clock.kind != Resolution);
    }
    assert_eq!(measured.clocks.len(), 4);
    let rules = promised(&[(NextResponse, 30), (PeriodicUpdate, 120)]);
    let given = [
        ("10:00", OPENED),
        ("10:10", What::StaffSaid),
        ("10:20", ASKED),
        ("10:30", What::Resolved),
    ];
    let then = [
        "periodic_update.1 met at 10:30, due 12:10, used 20m",
        "next_response.1 met at 10:30, due 10:50, used 10m",
    ];
    check(&rules, &given, "15:00", &then);
}

#[test]
fn every_public_message_of_staff_begins_the_next_update_until_all_is_resolved() {
    let rules = promised(&[(PeriodicUpdate, 120)]);
    let given = [
        ("10:00", OPENED),
        ("10:30", What::StaffSaid),
        ("13:00", What::StaffSaid),
        ("14:00", What::Resolved),
        ("14:30", What::StaffSaid),
    ];
    let then = [
        "periodic_update.1 breached at 13:00, due 12:30, used 150m",
        "periodic_update.2 met at 14:00, due 15:00, used 60m",
    ];
    check(&rules, &given, "17:00", &then);
}

#[test]
fn acceptance_begins_again_when_nobody_has_the_ticket_any_more() {
    let given = [
        ("10:00", OPENED),
        ("10:10", What::Assigned),
        ("10:20", What::Assigned),
        ("11:00", What::Unassigned),
        ("11:40", What::Assigned),
    ];
    let then = [
        "acceptance.1 met at 10:10, due 10:30, used 10m",
        "acceptance.2 breached at 11:40, due 11:30, used 40m",
    ];
    check(&promised(&[(Acceptance, 30)]), &given, "12:00", &then);
}

#[test]
fn resolution_may_be_promised_from_acceptance_on() {
    let rules = promised(&[(Resolution, 120)]);
    let rules = Rules { resolution_starts: ResolutionStarts::Acceptance, ..rules };
    let given = [("10:00", OPENED), ("10:30", What::Assigned), ("10:40", What::Assigned)];
    check(&rules, &given[..1], "10:20", &[]);
    check(&rules, &given, "10:50", &["resolution.1 running, due 12:30, used 20m"]);
}

#[test]
fn resolution_may_be_promised_until_it_is_confirmed() {
    let rules = promised(&[(Resolution, 120)]);
    let rules = Rules { resolution_stops: ResolutionStops::Confirmed, ..rules };
    let given = [("10:00", OPENED), ("11:00", What::Resolved), ("11:50", What::Confirmed)];
    check(&rules, &given[..2], "11:30", &["resolution.1 running, due 12:00, used 90m"]);
    check(&rules, &given, "15:00", &["resolution.1 met at 11:50, due 12:00, used 110m"]);
}

#[test]
fn a_workaround_has_a_clock_of_its_own() {
    let rules = promised(&[(Workaround, 60), (Resolution, 120)]);
    let given = [("10:00", OPENED), ("10:30", What::WorkaroundGiven)];
    let then = [
        "workaround.1 met at 10:30, due 11:00, used 30m",
        "resolution.1 running, due 12:00, used 60m",
    ];
    check(&rules, &given, "11:00", &then);
}

#[test]
fn what_is_withdrawn_merged_or_closed_before_it_is_due_has_no_verdict() {
    let rules = promised(&[(FirstResponse, 60)]);
    for (what, why) in [
        (What::Cancelled(Cancelling::Withdrawn), "withdrawn"),
        (What::Cancelled(Cancelling::Merged), "merged"),
        (What::Confirmed, "closed"),
    ] {
        let given = [("10:00", OPENED), ("11:00", what.clone()), ("12:00", What::StaffSaid)];
        let then = format!("first_response.1 cancelled {why} at 11:00, due 11:00, used 60m");
        check(&rules, &given, "13:00", &[&then]);
        let given = [("10:00", OPENED), ("11:00:01", what)];
        let then = "first_response.1 breached at 11:00:01, due 11:00, used 60m";
        check(&rules, &given, "13:00", &[then]);
    }
}

#[test]
fn nothing_starts_once_all_is_over() {
    let rules = promised(&[(NextResponse, 30), (PeriodicUpdate, 30), (Acceptance, 30)]);
    for over in [What::Cancelled(Cancelling::Withdrawn), What::Confirmed] {
        let given = [
            ("10:00", OPENED),
            ("10:00", What::Assigned),
            ("10:10", over),
            ("10:20", ASKED),
            ("10:30", What::StaffSaid),
            ("10:40", What::Unassigned),
        ];
        check(&rules, &given, "12:00", &["acceptance.1 met at 10:00, due 10:30, used 0m"]);
    }
}

#[test]
fn of_what_happened_in_the_same_second_what_was_recorded_first_came_first() {
    let rules = promised(&[(NextResponse, 30)]);
    let given = [("10:00", OPENED), ("10:10", What::StaffSaid), ("10:20", ASKED)];
    let answered = [("10:20", What::StaffSaid)];
    let then = "next_response.1 met at 10:20, due 10:50, used 0m";
    check(&rules, &[&given[..], &answered].concat(), "11:00", &[then]);
    let given = [("10:00", OPENED), ("10:10", What::StaffSaid), ("10:20", What::StaffSaid)];
    let asked = [("10:20", ASKED)];
    let then = "next_response.1 breached, due 10:50, used 40m";
    check(&rules, &[&given[..], &asked].concat(), "11:00", &[then]);
}

#[test]
fn a_clock_keeps_the_terms_it_started_under() {
    let rules = promised(&[(FirstResponse, 60), (NextResponse, 60)]);
    let usual = super::words::row("quick", &[(NextResponse, 10)]);
    let rules = Rules { rows: [rules.rows.clone(), vec![usual]].concat(), ..rules };
    let given = [
        ("10:00", What::Bound(to("usual", "office"))),
        ("10:00", OPENED),
        ("10:10", What::Bound(to("quick", "always"))),
        ("10:20", What::StaffSaid),
        ("20:00", ASKED),
    ];
    let then = [
        "first_response.1 met at 10:20, due 11:00, used 20m",
        "next_response.1 running, due 20:10, used 5m",
    ];
    check(&rules, &given, "20:05", &then);
}

#[test]
fn what_the_book_does_not_know_is_not_measured() {
    let given = [("10:00", What::Bound(to("unheard-of", "office"))), ("10:00", OPENED)];
    check(&promised(&[(FirstResponse, 60)]), &given, "12:00", &[]);
    let given = [("10:00", What::Bound(to("usual", "unheard-of"))), ("10:00", OPENED)];
    check(&promised(&[(FirstResponse, 60)]), &given, "12:00", &[]);
    check(&promised(&[(FirstResponse, 60)]), &[], "12:00", &[]);
}

#[test]
fn an_answer_that_must_be_brought_stops_the_clock_when_the_client_sees_it() {
    let message = |number| MessageRef { chat: ChatId::Group(-1), message: MessageId(number) };
    let mut told = history(&[("10:00", OPENED)]);
    let placed = |revision, at| Placed { revision, occurred_at: at, recorded_at: at };
    let added = MessageAdded {
        message: message(5),
        author: PersonId([2; 16]),
        side: Side::Staff,
        visibility: Visibility::Public,
        awaits: Awaits::Nothing,
        rule: super::words::slug("reply"),
        relayed: true,
        reply_to: None,
        attachments: Vec::new(),
    };
    let read = |it: &History| {
        let measured = measure(it, &book(&promised(&[(FirstResponse, 60)])), at("10:40"));
        line(&measured.clocks[0])
    };
    told.read(&Event::MessageAdded(added), placed(7, at("10:20").utc()));
    assert_eq!(read(&told), "first_response.1 running, due 11:00, used 40m");
    let seen_at = at("10:25").utc();
    let delivered = ReplyDelivered { of: message(5), delivered: message(6), at: seen_at };
    told.read(&Event::ReplyDelivered(delivered), placed(8, at("10:30").utc()));
    assert_eq!(read(&told), "first_response.1 met at 10:25, due 11:00, used 25m");
}
