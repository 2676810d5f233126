//! Correct verdict: two people set right what a clock says. Both numbers stay.

use crate::promises::Promises;
use crate::ticket::By;
use domain::clock::{Clock, ClockRef, State};
use domain::people::Person;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket, Verdict, VerdictCorrected};
use domain::{Actor, Draft, Field, Owner, PersonId};
use thiserror::Error;

/// Which clock, what holds instead, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectVerdict {
    pub clock: ClockRef,
    pub to: Verdict,
    pub reason: String,
}

/// Somebody who stands for the correction, and what is known of them.
pub type Approver<'a> = (PersonId, &'a Person);

/// Why a verdict stays as it is. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("two different people stand for a correction")]
    OnePerson,
    #[error("a correction says why")]
    WithoutReason,
    #[error("the ticket has no such clock")]
    NoSuchClock,
    #[error("the clock has no verdict yet")]
    Undecided,
}

/// What a correction makes of a ticket. A verdict that is so already stays.
///
/// # Errors
///
/// [`Rejection`], the first that applies. Whoever asks, and each of the two, must be allowed to correct verdicts.
pub fn decide(
    ticket: &Ticket,
    correct: &CorrectVerdict,
    approvers: [Approver<'_>; 2],
    promises: &Promises,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::CorrectVerdict, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    for (person, known) in approvers {
        permit(ticket, Act::CorrectVerdict, Actor::Person(person), known)?;
    }
    let [(first, _), (second, _)] = approvers;
    if first == second {
        return Err(Rejection::OnePerson);
    }
    if correct.reason.trim().is_empty() {
        return Err(Rejection::WithoutReason);
    }
    let measured = promises.measure(&life.history, by.at.into());
    let clock = measured.clock(correct.clock).ok_or(Rejection::NoSuchClock)?;
    let from = verdict(clock).ok_or(Rejection::Undecided)?;
    if from == correct.to {
        return Ok(vec![]);
    }
    let (clock, to, approved_by) = (correct.clock, correct.to, vec![first, second]);
    let corrected = VerdictCorrected { clock, from, to, approved_by };
    let draft = by.draft(Event::VerdictCorrected(corrected));
    Ok(vec![draft.with(Field::Reason, Owner::Person(life.requester), correct.reason.trim())])
}

/// What a clock says by now, if it says anything.
fn verdict(clock: &Clock) -> Option<Verdict> {
    match clock.state {
        State::Met => Some(Verdict::Met),
        State::Breached => Some(Verdict::Breached),
        // Neither met nor breached: people may rule all the same.
        State::Gap | State::Excluded => Some(Verdict::Excluded),
        State::Running
        | State::Paused(_)
        | State::Superseded
        | State::Cancelled(_)
        | State::NotApplicable => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ADMIN, MARIA, OLGA, apply, bound, check_lived, clock, known, lived, message_added,
        promised, registered, rules,
    };
    use domain::{Awaits, Side};

    /// Registered at six: the first response was due at ten, and given at eleven.
    fn late() -> Ticket {
        let mut registered = registered();
        if let Event::Registered(it) = &mut registered {
            it.reported_at = crate::testing::monday("06:00");
        }
        let answered = message_added(OLGA, 12, Side::Staff, Awaits::Nothing);
        lived(&[("06:00", registered), ("06:00", bound(1, "rest")), ("11:00", answered)])
    }

    fn correct(of: &str, to: Verdict, reason: &str) -> CorrectVerdict {
        CorrectVerdict { clock: clock(of), to, reason: reason.to_owned() }
    }

    #[track_caller]
    fn check(
        ticket: Ticket,
        correct: &CorrectVerdict,
        (first, second): (PersonId, PersonId),
        then: Result<&[Event], &Rejection>,
    ) {
        let promises = promised(&[("00:00", rules())]);
        let (one, other) = (known(first), known(second));
        let approvers = [(first, &one), (second, &other)];
        let decide = |it: &Ticket, by: &By<'_>| decide(it, correct, approvers, &promises, by);
        check_lived(ticket, decide, MARIA, then);
    }

    #[test]
    fn two_people_set_a_verdict_right_and_both_numbers_stay() {
        let correct = correct("first_response.1", Verdict::Excluded, "связь была оборвана");
        let (clock, approved_by) = (correct.clock, vec![MARIA, ADMIN]);
        let (from, to) = (Verdict::Breached, Verdict::Excluded);
        let then = [Event::VerdictCorrected(VerdictCorrected { clock, from, to, approved_by })];
        check(late(), &correct, (MARIA, ADMIN), Ok(&then));
    }

    #[test]
    fn one_person_is_not_enough_and_neither_is_somebody_who_may_not() {
        let correct = correct("first_response.1", Verdict::Met, "ошибка");
        check(late(), &correct, (MARIA, MARIA), Err(&Rejection::OnePerson));
        let refused = Rejection::Refused(Refusal::NotYours(Act::CorrectVerdict));
        check(late(), &correct, (MARIA, OLGA), Err(&refused));
    }

    #[test]
    fn a_correction_says_why_and_is_of_a_verdict_that_there_is() {
        let both = (MARIA, ADMIN);
        let silent = correct("first_response.1", Verdict::Met, " ");
        check(late(), &silent, both, Err(&Rejection::WithoutReason));
        let elsewhere = correct("first_response.2", Verdict::Met, "ошибка");
        check(late(), &elsewhere, both, Err(&Rejection::NoSuchClock));
        let running = correct("resolution.1", Verdict::Met, "ошибка");
        check(late(), &running, both, Err(&Rejection::Undecided));
        let unregistered = Rejection::Refused(Refusal::Unregistered);
        check(apply(&[]), &running, both, Err(&unregistered));
    }

    #[test]
    fn a_verdict_that_is_so_already_stays() {
        let same = correct("first_response.1", Verdict::Breached, "ошибка");
        check(late(), &same, (MARIA, ADMIN), Ok(&[]));
    }
}
