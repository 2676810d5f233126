//! Where does a feed go on, and what has it delivered already?

pub(super) use crate::eventstoredb::names::Position as TheirPlace;
use crate::port::Position;

/// An event was prepared at one place and committed at another: none of ours is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Astray;

/// How far a feed has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    delivered: Option<u64>,
    /// Up to where the server said that there is nothing more for us.
    marked: Option<u64>,
}

impl Place {
    pub(super) fn after(position: Option<Position>) -> Self {
        Self { delivered: position.map(|it| it.0), marked: None }
    }

    /// After which position the next subscription begins; `None` for the log's start.
    pub(super) fn resumes_after(self) -> Option<u64> {
        // No event stands at 0 that a subscription from the start would not bring.
        self.delivered.max(self.marked).filter(|it| *it > 0)
    }

    /// Takes note of an event. False if it was delivered before.
    pub(super) fn takes(&mut self, at: TheirPlace) -> Result<bool, Astray> {
        if at.commit != at.prepare {
            return Err(Astray);
        }
        let new = self.delivered.is_none_or(|it| it < at.commit);
        if new {
            self.delivered = Some(at.commit);
        }
        Ok(new)
    }

    /// Takes note of a mark of the server's.
    pub(super) fn marks(&mut self, at: TheirPlace) {
        // What is no plain place is no place to begin from: older logs have such.
        if at.commit == at.prepare && at.commit <= PLACE_MAX {
            self.marked = self.marked.max(Some(at.commit));
        }
    }
}

/// The last place that a log can have: the server counts bytes with a sign.
const PLACE_MAX: u64 = i64::MAX as u64;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(place: u64) -> TheirPlace {
        TheirPlace { commit: place, prepare: place }
    }

    #[track_caller]
    fn check(given: (Option<u64>, &[u64]), marks: &[u64], resumes_after: Option<u64>) {
        let mut place = Place::after(given.0.map(Position));
        for it in given.1 {
            assert_eq!(place.takes(at(*it)), Ok(true));
        }
        for it in marks {
            place.marks(at(*it));
        }
        assert_eq!(place.resumes_after(), resumes_after);
    }

    #[test]
    fn a_feed_goes_on_after_the_last_event_or_the_last_mark_whichever_is_further() {
        check((None, &[]), &[], None);
        check((Some(7), &[]), &[], Some(7));
        check((Some(7), &[10]), &[], Some(10));
        check((None, &[10]), &[1_000], Some(1_000));
        check((None, &[10]), &[1_000, 500], Some(1_000));
        check((None, &[10, 20]), &[15], Some(20));
    }

    #[test]
    fn what_is_no_place_to_begin_from_is_not_begun_from() {
        check((Some(0), &[]), &[], None);
        check((Some(5), &[]), &[u64::MAX], Some(5));
        let mut place = Place::after(Some(Position(5)));
        place.marks(TheirPlace { commit: 9, prepare: 8 });
        assert_eq!(place.resumes_after(), Some(5));
    }

    #[test]
    fn an_event_is_delivered_once_whatever_the_server_sends() {
        let mut place = Place::after(Some(Position(5)));
        let new = [5, 4, 6, 6, 10, 7, 11].map(|it| place.takes(at(it)));
        assert_eq!(new, [false, false, true, false, true, false, true].map(Ok));
    }

    #[test]
    fn an_event_behind_a_mark_that_never_came_is_delivered() {
        let mut place = Place::after(None);
        place.marks(at(100));
        assert_eq!(place.takes(at(50)), Ok(true));
        assert_eq!(place.resumes_after(), Some(100));
    }

    #[test]
    fn an_event_with_two_places_stops_the_reader() {
        let mut place = Place::after(None);
        let astray = place.takes(TheirPlace { commit: 9, prepare: 8 });
        assert_eq!(astray, Err(Astray));
    }
}
