//! Crowds: what of a ticket in which more is said than anybody reads?

use super::words::{at, book, history, line, promised};
use domain::clock::Kind::{FirstResponse, NextResponse};
use domain::clock::{History, MOMENTS_KEPT_MAX, MOMENTS_MAX, Moment, What, measure};
use domain::{At, Side};

const ASKED: What = What::ClientSaid { awaits: true };
const THANKED: What = What::ClientSaid { awaits: false };

/// A ticket opened at 10:00 of which so many words of the client follow, a second apart.
fn crowded(words: usize) -> History {
    let mut told = history(&[("10:00", What::Opened(Side::Client))]);
    for second in 1..=words {
        take_in(&mut told, second, ASKED);
    }
    told
}

fn take_in(told: &mut History, second: usize, what: What) {
    let at = at("10:00").plus(i64::try_from(second).unwrap());
    let revision = u64::try_from(second + 10).unwrap();
    told.take_in(Moment { at, revision, recorded: at, message: None, what });
}

#[track_caller]
fn check(told: &History, until: At, then: &[&str]) {
    let rules = promised(&[(FirstResponse, 480), (NextResponse, 480)]);
    let lines = measure(told, &book(&rules), until).clocks;
    assert_eq!(lines.iter().map(line).collect::<Vec<_>>(), then);
}

#[test]
fn an_answer_counts_however_much_was_said_before_it() {
    let mut told = crowded(3 * MOMENTS_MAX);
    assert_eq!(told.moments().len(), MOMENTS_MAX);
    take_in(&mut told, 5 * 3600, What::StaffSaid);
    take_in(&mut told, 6 * 3600, THANKED);
    take_in(&mut told, 6 * 3600 + 1, ASKED);
    take_in(&mut told, 6 * 3600 + 2, THANKED);
    let then = [
        "first_response.1 met at 15:00, due 18:00, used 300m",
        "next_response.1 running, due tue 15:00:01, used 9m",
    ];
    check(&told, at("16:10"), &then);
}

#[test]
fn what_was_kept_is_put_back_as_it_was() {
    let mut told = crowded(MOMENTS_MAX);
    take_in(&mut told, 5 * 3600, What::StaffSaid);
    let (moments, noted) = (told.moments().to_vec(), told.noted().clone());
    assert_eq!(History::of_parts(moments, noted, told.rest()), told);
}

#[test]
fn no_ticket_grows_without_a_limit() {
    let mut told = crowded(1);
    for second in 2..=MOMENTS_KEPT_MAX + 10 {
        take_in(&mut told, second, if second % 2 == 0 { What::StaffSaid } else { ASKED });
    }
    assert_eq!(told.moments().len(), MOMENTS_KEPT_MAX);
}
