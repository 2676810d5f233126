//! Pauses: what rests, for which reason, and until when?

use super::words::{at, book, check, check_facts, history, line, promised};
use domain::Side;
use domain::clock::Kind::{FirstResponse, PeriodicUpdate, Resolution, Workaround};
use domain::clock::{FactKey, Placed, What, measure};
use domain::policy::{Pause, Rules, Target};
use domain::ticket::{Event, Resumed, Resumption};

const OPENED: What = What::Opened(Side::Client);
const ASKED: What = What::ClientSaid { awaits: true };
const WAITING: What = What::Paused(Pause::ClientWaiting);
const HOLD: What = What::Paused(Pause::ClientHold);
const SUPPLIER: What = What::Paused(Pause::ThirdParty);

#[test]
fn only_the_reasons_that_the_policy_lists_pause_a_clock() {
    let rules = promised(&[(Resolution, 60), (Workaround, 60)]);
    let given = [("10:00", OPENED), ("10:20", SUPPLIER)];
    let then =
        ["workaround.1 running, due 11:00, used 40m", "resolution.1 running, due 11:00, used 40m"];
    check(&rules, &given, "10:40", &then);
    let given = [("10:00", OPENED), ("10:20", HOLD)];
    let then =
        ["workaround.1 paused client_hold, used 20m", "resolution.1 paused client_hold, used 20m"];
    check(&rules, &given, "10:40", &then);
}

#[test]
fn no_clock_of_response_is_paused_by_what_staff_say() {
    let rules = promised(&[(FirstResponse, 60)]);
    let given = [("10:00", OPENED), ("10:20", WAITING)];
    check(&rules, &given, "10:40", &["first_response.1 running, due 11:00, used 40m"]);
}

#[test]
fn an_update_is_paused_by_reasons_of_its_own() {
    let rules = promised(&[(PeriodicUpdate, 60)]);
    let given = [("10:00", OPENED), ("10:10", What::StaffSaid), ("10:20", SUPPLIER)];
    check(&rules, &given, "10:40", &["periodic_update.1 running, due 11:10, used 30m"]);
    let rules = Rules { update_pauses: vec![Pause::ThirdParty], ..rules };
    check(&rules, &given, "10:40", &["periodic_update.1 paused third_party, used 10m"]);
}

#[test]
fn the_clients_answer_ends_what_waited_for_the_client_and_nothing_else() {
    let rules = promised(&[(Resolution, 60)]);
    let given = [("10:00", OPENED), ("10:10", WAITING), ("10:20", HOLD), ("mon 20:00", ASKED)];
    check(&rules, &given, "20:30", &["resolution.1 running, due tue 09:50, used 10m"]);
    let thanked =
        [("10:00", OPENED), ("10:10", WAITING), ("10:30", What::ClientSaid { awaits: false })];
    check(&rules, &thanked, "10:40", &["resolution.1 running, due 11:20, used 20m"]);

    let rules = Rules { pauses: Pause::ALL.to_vec(), ..rules };
    let given = [("10:00", OPENED), ("10:10", WAITING), ("10:20", SUPPLIER), ("10:30", ASKED)];
    check(&rules, &given, "10:40", &["resolution.1 paused third_party, used 10m"]);
    let given = [&given[..], &[("10:50", What::Resumed)]].concat();
    check(&rules, &given, "11:00", &["resolution.1 running, due 11:40, used 20m"]);
}

#[test]
fn reasons_that_overlap_pause_once_and_each_second_has_one_of_them() {
    let rules = promised(&[(Resolution, 60)]);
    let given = [
        ("10:00", OPENED),
        ("10:10", WAITING),
        ("10:20", HOLD),
        ("10:30", What::PauseOver(Pause::ClientWaiting)),
        ("10:40", What::PauseOver(Pause::ClientHold)),
    ];
    let measured = measure(&history(&given), &book(&rules), at("10:50"));
    assert_eq!(line(&measured.clocks[0]), "resolution.1 running, due 11:30, used 20m");
    let steps = measured.clocks[0].steps.iter().map(|it| (it.to.since(it.from) / 60, it.cause));
    assert_eq!(steps.collect::<Vec<_>>(), [(10, 0), (20, 1), (10, 3), (10, 4)]);
}

#[test]
fn a_pause_ends_by_itself_when_it_has_lasted_as_long_as_it_may() {
    let rules = Rules { pause_max_s: Some(3600), ..promised(&[(Resolution, 60)]) };
    let given = [("10:00", OPENED), ("10:10", WAITING), ("10:40", WAITING)];
    check(&rules, &given, "11:09", &["resolution.1 paused client_waiting, used 10m"]);
    check_facts(&rules, &given, "11:09", &["wake 11:10"]);
    check(&rules, &given, "11:10", &["resolution.1 running, due 12:00, used 10m"]);
    check_facts(&rules, &given, "11:10", &["11:10 pause ended", "wake 12:01"]);

    // Recorded or not, it is the same; and it is known to be recorded.
    let mut recorded = history(&given);
    let ended = Event::Resumed(Resumed { why: Resumption::PauseMax });
    let (occurred_at, recorded_at) = (at("11:10").utc(), at("11:30").utc());
    recorded.read(&ended, Placed { revision: 9, occurred_at, recorded_at });
    let book = book(&rules);
    let (before, after) = (history(&given), recorded);
    assert_eq!(measure(&before, &book, at("12:00")), measure(&after, &book, at("12:00")));
    assert!(after.noted().contains_key(&FactKey::PauseEnded { at: at("11:10") }));
}

#[test]
fn a_pause_that_pauses_nothing_needs_no_end() {
    let rules = Rules { pause_max_s: Some(600), ..promised(&[(Resolution, 60)]) };
    let given = [("10:00", OPENED), ("10:10", SUPPLIER)];
    check_facts(&rules, &given, "10:40", &["wake 11:01"]);
}

#[test]
fn while_paused_there_is_no_deadline_and_nothing_to_wake_for() {
    let rules = Rules { thresholds: vec![50], ..promised(&[(Resolution, 60)]) };
    check_facts(&rules, &[("10:00", OPENED), ("10:10", WAITING)], "17:00", &[]);
}

#[test]
fn a_pause_at_the_deadline_does_not_rescue_but_a_stop_in_that_second_is_in_time() {
    let rules = promised(&[(Resolution, 60)]);
    let given = [("10:00", OPENED), ("11:00", WAITING), ("12:00", ASKED)];
    check(&rules, &given[..2], "11:00", &["resolution.1 paused client_waiting, used 60m"]);
    check_facts(&rules, &given[..2], "11:00", &["wake 11:01"]);
    check(&rules, &given[..2], "11:01", &["resolution.1 breached, used 60m"]);
    check(&rules, &given, "12:30", &["resolution.1 breached, due 11:00, used 90m"]);
    let given = [("10:00", OPENED), ("11:00", WAITING), ("11:00", What::Resolved)];
    check(&rules, &given, "12:30", &["resolution.1 met at 11:00, due 11:00, used 60m"]);
    let given = [("10:00", OPENED), ("10:59:59", WAITING), ("12:00", ASKED)];
    check(&rules, &given, "12:00:01", &["resolution.1 running, due 12:00:01, used 60m"]);
}

#[test]
fn a_clock_stopped_while_it_rests_is_in_time() {
    let rules = promised(&[(Resolution, 60)]);
    let given = [("10:00", OPENED), ("10:30", WAITING), ("17:00", What::Resolved)];
    check(&rules, &given, "18:00", &["resolution.1 met at 17:00, due 17:30, used 30m"]);
}

#[test]
fn a_target_by_days_knows_no_pause() {
    let mut rules = promised(&[]);
    rules.rows[0].resolution = Some(Target::EndOfBusinessDay(1));
    let given = [("10:00", OPENED), ("10:30", WAITING)];
    check(&rules, &given, "12:00", &["resolution.1 running, due tue 18:00, used 120m"]);
}

#[test]
fn what_begins_while_the_ticket_rests_rests_at_once() {
    let rules = promised(&[(PeriodicUpdate, 60)]);
    let rules = Rules { update_pauses: vec![Pause::ClientWaiting], ..rules };
    let given = [("10:00", OPENED), ("10:10", WAITING), ("10:20", What::StaffSaid)];
    check(&rules, &given, "10:40", &["periodic_update.1 paused client_waiting, used 0m"]);
}
