//! Note digest: the time of a digest has come, which is recorded at its own instant and once a day.

use crate::house::House;
use crate::transact::{self, Done, Error};
use chrono::NaiveTime;
use domain::desk::{Desk, DigestDue, Event, at_local};
use domain::{Actor, At, Cause, Draft, Trigger};
use std::convert::Infallible;
use store::stream::Stream;

/// What time makes of the desk: the digest of a day has fallen due, if its time has come by the watermark. A day that was
/// told of, or lies before one that was, is never told of again.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(desk: &Desk, due: DigestDue, watermark: At) -> Result<Vec<Draft<Event>>, Infallible> {
    let Some(minute) = desk.digests.at(due.which) else { return Ok(vec![]) };
    let at = at_local(&desk.zone, due.date, minute.time());
    if at > watermark || desk.digested.last(due.which) >= Some(due.date) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::DigestDue(due), at.utc())])
}

/// Records that the time of a digest has come.
///
/// # Errors
///
/// Failures as in [`transact::transact`]; asking again is harmless.
pub async fn note_digest(
    house: &House,
    due: DigestDue,
    watermark: At,
) -> Result<Done<Event>, Error<Infallible>> {
    // Its time may be changed on the very day: the day alone says which one it is.
    let DigestDue { date, which, .. } = due;
    let midnight = date.and_time(NaiveTime::MIN).and_utc();
    let cause = Cause::new(Trigger::Digest { date, which: which.name() }, midnight);
    let decide = |it: &Desk| decide(it, due, watermark);
    transact::transact(house, &Stream::Desk, Actor::Reaction, &cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::desk::{Digests, DigestsSet, Which};

    fn due() -> DigestDue {
        DigestDue { date: monday("12:00").date_naive(), which: Which::Evening, skipped: 0 }
    }

    /// By the clocks of Moscow, three hours ahead of UTC.
    #[track_caller]
    fn check(desk: &Desk, watermark: &str, then: Option<&str>) {
        let decided = decide(desk, due(), monday(watermark).into()).unwrap();
        let then: Vec<_> =
            then.iter().map(|at| Draft::new(Event::DigestDue(due()), monday(at))).collect();
        assert_eq!(decided, then);
        let after = decided.iter().fold(desk.clone(), |it, draft| it.evolve(&draft.event));
        if !decided.is_empty() {
            assert_eq!(decide(&after, due(), monday("23:00").into()), Ok(vec![]));
        }
    }

    #[test]
    fn a_digest_falls_due_at_its_time_by_the_clocks_of_the_desk() {
        check(&Desk::default(), "14:59", None);
        check(&Desk::default(), "15:00", Some("15:00"));
    }

    #[test]
    fn however_late_it_is_noticed_it_fell_due_at_its_time() {
        check(&Desk::default(), "20:00", Some("15:00"));
    }

    #[test]
    fn a_digest_that_is_off_never_falls_due() {
        let off = Event::DigestsSet(DigestsSet { digests: Digests::OFF });
        check(&Desk::default().evolve(&off), "20:00", None);
    }

    #[test]
    fn a_later_time_on_the_same_day_tells_of_the_day_no_second_time() {
        let told = Desk::default().evolve(&Event::DigestDue(due()));
        let digests = Digests { evening: "19:00".parse().ok(), ..Digests::default() };
        let moved = told.evolve(&Event::DigestsSet(DigestsSet { digests }));
        check(&moved, "20:00", None);
    }
}
