//! Note time: what time has brought about on a ticket is recorded, at its true instant and once.
//!
//! The present time asks, it never decides: whatever is due by the watermark follows from the history. Late, repeated or
//! by two nodes at once, the same facts are recorded once.

use crate::house::House;
use crate::promises::{self, Promises, due_corrections};
use crate::transact::{self, Done, Error};
use domain::clock::{Correction, Fact, FactKey};
use domain::ticket::{
    Breached, Closed, Closure, Escalated, EscalationExhausted, Event, Resumed, Resumption,
    ThresholdPassed, Ticket,
};
use domain::{Actor, At, Cause, Draft, TicketId, Trigger};
use std::convert::Infallible;
use store::port::APPEND_EVENTS_MAX;
use store::stream::Stream;

/// What time makes of a ticket by an instant: the facts that are not recorded yet, in the order in which they fell due,
/// and the verdicts that late words have set right. All of them together, so that people are told of the
/// highest only; at most [`APPEND_EVENTS_MAX`], the rest when asked again.
///
/// * `watermark`: the instant up to which all chats are known complete.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    ticket: &Ticket,
    promises: &Promises,
    watermark: At,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let due = due(ticket, promises, watermark).into_iter().map(|it| draft(&it));
    let corrected = due_corrections(ticket, promises, Some(watermark)).into_iter().map(|it| it.1);
    Ok(due.chain(corrected).take(APPEND_EVENTS_MAX).collect())
}

/// Records what time has brought about on a ticket by the watermark.
///
/// # Errors
///
/// Failures as in [`transact::transact`]; asking again is harmless.
pub async fn note_time(
    house: &House,
    ticket: TicketId,
    watermark: At,
) -> Result<Done<Event>, Error<Infallible>> {
    let promises = promises::of_ticket(house, ticket).await?;
    let stream = Stream::Ticket(ticket);
    let first = |it: &Ticket| first(it, &promises, watermark);
    let Some((fact, at)) = transact::ask(house, &stream, first).await? else {
        return Ok(Done::nothing());
    };
    // The first of what is due names them all: once that is recorded, it is never the first again.
    let cause = Cause::new(Trigger::Time { ticket, fact }, at.utc());
    let decide = |it: &Ticket| decide(it, &promises, watermark);
    transact::transact(house, &stream, Actor::Reaction, &cause, decide).await
}

/// The name and the instant of the first thing that is to be recorded.
fn first(ticket: &Ticket, promises: &Promises, watermark: At) -> Option<(String, At)> {
    if let Some(fact) = due(ticket, promises, watermark).first() {
        return Some((name(&fact.key), fact.at));
    }
    let corrections = due_corrections(ticket, promises, Some(watermark));
    corrections.first().map(|(it, draft)| (corrected_name(it), draft.occurred_at.into()))
}

/// What has come about and is not recorded.
fn due(ticket: &Ticket, promises: &Promises, watermark: At) -> Vec<Fact> {
    let Some(life) = ticket.life() else {
        return vec![];
    };
    let measured = promises.measure(&life.history, watermark);
    let noted = life.history.noted();
    measured.facts.into_iter().filter(|it| !noted.contains_key(&it.key)).collect()
}

fn draft(fact: &Fact) -> Draft<Event> {
    let deadline = fact.deadline.utc();
    let event = match fact.key.clone() {
        FactKey::Threshold { clock, target_version, percent } => {
            Event::ThresholdPassed(ThresholdPassed { clock, target_version, percent, deadline })
        }
        FactKey::Breach { clock, target_version } => {
            Event::Breached(Breached { clock, target_version, deadline })
        }
        FactKey::Level { chain, clock, round, level } => {
            Event::Escalated(Escalated { chain, clock, round, level, notify: fact.notify.clone() })
        }
        FactKey::Exhausted { chain, clock } => {
            Event::EscalationExhausted(EscalationExhausted { chain, clock })
        }
        FactKey::PauseEnded { .. } => Event::Resumed(Resumed { why: Resumption::PauseMax }),
        FactKey::Expired { .. } => Event::Closed(Closed { how: Closure::Expired }),
    };
    Draft::new(event, fact.at.utc())
}

/// The name of a fact among those of its ticket.
fn name(key: &FactKey) -> String {
    match key {
        FactKey::Threshold { clock, target_version, percent } => {
            format!("threshold {clock} {target_version} {percent}")
        }
        FactKey::Breach { clock, target_version } => format!("breach {clock} {target_version}"),
        FactKey::Level { chain, clock, round, level } => {
            format!("level {chain} {clock} {round} {level}")
        }
        FactKey::Exhausted { chain, clock } => format!("exhausted {chain} {clock}"),
        FactKey::PauseEnded { at } => format!("pause ended {at}"),
        FactKey::Expired { at } => format!("expired {at}"),
    }
}

/// The name of a correction among those of its ticket.
fn corrected_name(it: &Correction) -> String {
    match it.nth {
        // As it was written before there were others.
        1 => format!("corrected {}", it.clock),
        nth => format!("corrected {} {nth}", it.clock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, OLGA, asked, bound, breached, check_lived, clock, closed, events, held, instant,
        lived, message_added, monday, promised, registered, resolved, resumed, rules, slug, taken,
        told,
    };
    use domain::clock::Placed;
    use domain::policy::{Anchor, Chain, Counted, Level, Pause, Rules, Whom};
    use domain::ticket::{Status, Verdict, VerdictCorrected};
    use domain::{Awaits, Side};

    fn escalating() -> Rules {
        let (name, clock) = (slug("late"), domain::clock::Kind::FirstResponse);
        let (anchor, counted) = (Anchor::Breach, Counted::Wall);
        let level = |after_s| {
            let notify = vec![Whom::Assignee];
            Level { chain: slug("late"), after_s, counted, condition: None, notify }
        };
        Rules {
            chains: vec![Chain {
                name,
                clock,
                anchor,
                percent: None,
                rounds: 1,
                ack_timeout_s: None,
            }],
            levels: vec![level(0), level(1800)],
            pauses: vec![Pause::Own],
            pause_max_s: Some(600),
            ..rules()
        }
    }

    fn threshold(of: &str, deadline: &str) -> Event {
        let (clock, deadline) = (clock(of), monday(deadline));
        Event::ThresholdPassed(ThresholdPassed { clock, target_version: 1, percent: 50, deadline })
    }

    fn escalated(level: u32) -> Event {
        let (chain, clock, notify) =
            (slug("late"), clock("first_response.1"), vec![Whom::Assignee]);
        Event::Escalated(Escalated { chain, clock, round: 1, level, notify })
    }

    /// Given these events, by this watermark time has made of the ticket what `then` says.
    #[track_caller]
    fn check(given: &[(&str, Event)], watermark: &str, then: &[(&str, Event)]) {
        let promises = promised(&[("00:00", escalating())]);
        let until = instant(watermark);
        let decided = decide(&lived(given), &promises, until).unwrap();
        assert_eq!(told(&decided), events(then));
        let then: Vec<Event> = then.iter().map(|it| it.1.clone()).collect();
        check_lived(lived(given), |it, _| decide(it, &promises, until), ANNA, Ok(&then));
    }

    fn begun() -> [(&'static str, Event); 3] {
        [("11:00", registered()), ("11:00", bound(1, "rest")), ("11:00", taken(OLGA))]
    }

    fn after<'a>(more: &[(&'a str, Event)]) -> Vec<(&'a str, Event)> {
        begun().into_iter().chain(more.iter().cloned()).collect()
    }

    #[test]
    fn what_is_due_is_recorded_at_its_own_instants_in_order_however_late() {
        check(&begun(), "12:59", &[]);
        let half = ("13:00", threshold("first_response.1", "15:00"));
        check(&begun(), "13:00", std::slice::from_ref(&half));
        let late = [
            half,
            ("15:00", threshold("resolution.1", "19:00")),
            ("15:00", breached("first_response.1", "15:00")),
            ("15:00", escalated(1)),
            ("15:30", escalated(2)),
        ];
        check(&begun(), "15:00", &late[..2]);
        check(&begun(), "15:01", &late[..4]);
        let exhausted =
            EscalationExhausted { chain: slug("late"), clock: clock("first_response.1") };
        let then = [late.as_slice(), &[("16:00", Event::EscalationExhausted(exhausted))]].concat();
        check(&begun(), "18:00", &then);
    }

    #[test]
    fn a_reply_by_then_leaves_nothing_to_record_of_what_would_have_been_due() {
        let given = after(&[("12:30", message_added(OLGA, 12, Side::Staff, Awaits::Nothing))]);
        check(&given, "14:59", &[]);
    }

    #[test]
    fn a_fact_that_is_recorded_is_not_recorded_again() {
        let given = after(&[("13:00 at 13:01", threshold("first_response.1", "15:00"))]);
        check(&given, "14:00", &[]);
    }

    #[test]
    fn too_long_a_pause_ends_at_its_own_instant() {
        let given = after(&[("12:00", held())]);
        check(&given, "12:09", &[]);
        check(&given, "12:11", &[("12:10", resumed(Resumption::PauseMax))]);
    }

    #[test]
    fn a_breach_that_a_late_reply_has_set_right_is_corrected_should_nobody_have_done_so() {
        let given = after(&[
            ("13:00", threshold("first_response.1", "15:00")),
            ("15:00 at 15:02", breached("first_response.1", "15:00")),
            ("14:59 at 15:05", message_added(OLGA, 12, Side::Staff, Awaits::Nothing)),
        ]);
        let (clock, approved_by) = (clock("first_response.1"), vec![]);
        let (from, to) = (Verdict::Breached, Verdict::Met);
        let corrected = VerdictCorrected { clock, from, to, approved_by };
        let half = threshold("resolution.1", "19:00");
        let then = [("15:00", half), ("15:02", Event::VerdictCorrected(corrected))];
        check(&given, "15:10", &then);
    }

    /// How a ticket stands once time was noted on it, after these events.
    #[track_caller]
    fn stands(given: &[(&str, Event)], then: Status) {
        let (promises, ticket) = (promised(&[("00:00", escalating())]), lived(&after(given)));
        let decided = decide(&ticket, &promises, instant("12:50")).unwrap();
        let ended = resumed(Resumption::PauseMax);
        assert_eq!(decided[0].event, ended, "the pause was too long");
        let noted = (100..).zip(&decided).fold(ticket, |it, (revision, draft)| {
            let (occurred_at, recorded_at) = (draft.occurred_at, monday("12:50"));
            it.evolve_at(&draft.event, Placed { revision, occurred_at, recorded_at })
        });
        assert_eq!(noted.life().unwrap().status, then);
    }

    #[test]
    fn a_pause_that_is_noted_late_as_ended_moves_nothing_that_people_did_since() {
        let pause = || ("12:00", held());
        stands(&[pause()], Status::InProgress);
        stands(&[pause(), ("12:20", resolved(14))], Status::Resolved);
        stands(&[pause(), ("12:20", resolved(14)), ("12:30", closed())], Status::Closed);
        let resumed = ("12:20", resumed(Resumption::Staff));
        stands(&[pause(), resumed, ("12:45", held())], Status::OnHold);
        stands(&[pause(), ("12:45", asked(OLGA, 12))], Status::WaitingForClient);
    }
}
