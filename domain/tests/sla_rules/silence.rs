//! Silence: when does a ticket close by itself?

use super::words::{at, book, check_facts, history, promised};
use domain::Side;
use domain::clock::Kind::Resolution;
use domain::clock::{FactKey, Placed, What, measure};
use domain::policy::{ResolutionStops, Rules};
use domain::ticket::{Closed, Closure, Event};

const OPENED: What = What::Opened(Side::Client);
const WANTS: What = What::ClientSaid { awaits: true };
const THANKS: What = What::ClientSaid { awaits: false };

fn rules() -> Rules {
    Rules { close_after_s: Some(3600), ..promised(&[(Resolution, 600)]) }
}

fn told(then: &[(&str, What)]) -> Vec<(&'static str, What)> {
    let then = then.iter().map(|(time, what)| {
        let time: &'static str = Box::leak((*time).to_owned().into_boxed_str());
        (time, what.clone())
    });
    [("10:00", OPENED), ("11:00", What::Resolved)].into_iter().chain(then).collect()
}

#[test]
fn a_ticket_closes_by_itself_once_its_client_was_silent_for_long_enough() {
    check_facts(&rules(), &told(&[]), "11:59", &["wake 12:00"]);
    check_facts(&rules(), &told(&[]), "12:00", &["12:00 closed by itself"]);
    let waits = Rules { close_after_s: None, ..rules() };
    check_facts(&waits, &told(&[]), "18:00", &[]);
}

#[test]
fn only_hours_of_service_count_as_silence() {
    let given = [("10:00", OPENED), ("17:30", What::Resolved)];
    check_facts(&rules(), &given, "17:40", &["wake tue 09:30"]);
}

#[test]
fn thanks_are_silence_and_words_that_want_an_answer_are_not() {
    check_facts(&rules(), &told(&[("11:30", THANKS)]), "11:59", &["wake 12:00"]);
    check_facts(&rules(), &told(&[("11:30", WANTS)]), "18:00", &[]);
    check_facts(&rules(), &told(&[("12:00", WANTS)]), "18:00", &[]);
    check_facts(&rules(), &told(&[("12:01", WANTS)]), "18:00", &["12:00 closed by itself"]);
}

#[test]
fn what_is_closed_or_opened_again_does_not_close_by_itself() {
    for what in [What::Confirmed, What::Reopened] {
        let given = told(&[("11:30", what)]);
        let facts = measure(&history(&given), &book(&rules()), at("13:00")).facts;
        assert!(!facts.iter().any(|it| matches!(it.key, FactKey::Expired { .. })), "{facts:?}");
    }
    let again = told(&[("11:30", What::Reopened), ("12:30", What::Resolved)]);
    check_facts(&rules(), &again, "13:29", &["wake 13:30"]);
}

#[test]
fn where_a_confirmation_is_what_stops_the_clock_silence_is_one() {
    let rules = Rules { resolution_stops: ResolutionStops::Confirmed, ..rules() };
    let measured = measure(&history(&told(&[])), &book(&rules), at("14:00"));
    assert_eq!(measured.clocks[0].stop, Some(at("12:00")));
}

#[test]
fn recorded_or_not_a_ticket_has_closed_by_itself_and_late_words_undo_it() {
    let record = |given: &[(&str, What)]| {
        let mut recorded = history(given);
        let closed = Event::Closed(Closed { how: Closure::Expired });
        let (occurred_at, recorded_at) = (at("12:00").utc(), at("12:20").utc());
        recorded.read(&closed, Placed { revision: 90, occurred_at, recorded_at });
        recorded
    };
    let (book, late) = (book(&rules()), at("18:00"));
    let plain = told(&[]);
    assert_eq!(measure(&history(&plain), &book, late), measure(&record(&plain), &book, late));
    assert!(record(&plain).noted().contains_key(&FactKey::Expired { at: at("12:00") }));
    let spoken = told(&[("11:50", WANTS)]);
    assert_eq!(measure(&record(&spoken), &book, late).facts, []);
}
