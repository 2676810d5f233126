//! Bind: under which version of a policy and calendar does a clock start?

use super::retarget::is_left;
use super::{Promises, bound_at};
use domain::policy::Traits;
use domain::ticket::{ClockBound, Event, Ticket};
use domain::{At, Awaits, Draft, Side, Visibility};

/// What must be recorded with an event that starts a clock: what that is measured against, unless the ticket is bound
/// to the same already.
pub(super) fn before(
    draft: &Draft<Event>,
    ticket: &Ticket,
    promises: &Promises,
) -> Option<Draft<Event>> {
    let at = starts_at(draft)?;
    let (traits, held) = match (&draft.event, ticket) {
        (Event::Registered(it), _) => {
            let traits = Traits {
                request_type: it.request_type,
                priority: it.priority,
                requester: Some(it.requester),
                site: it.site.clone(),
            };
            (traits, None)
        }
        (_, Ticket::Registered(life)) => (life.history.traits_at(at), bound_at(&life.history, at)),
        (_, Ticket::Unregistered) => return None,
    };
    let (to, seal) = promises.bind(&traits, at)?;
    // Reopened under another row, its clocks are moved there afterwards, all of them.
    let is_reopened = matches!(draft.event, Event::Reopened(_));
    let is_moved = is_reopened && held.is_some_and(|it| is_left(it, &traits, promises));
    if held == Some(&to) || is_moved {
        return None;
    }
    Some(Draft::new(Event::ClockBound(ClockBound { to, seal }), at.utc()))
}

/// When an event starts a clock, if it may.
fn starts_at(draft: &Draft<Event>) -> Option<At> {
    match &draft.event {
        Event::Registered(it) => Some(it.reported_at.into()),
        Event::MessageAdded(it) => {
            let seen = it.visibility == Visibility::Public && !it.relayed;
            let starts = match it.side {
                Side::Client => it.awaits == Awaits::Answer,
                Side::Staff => true,
            };
            (seen && starts).then(|| draft.occurred_at.into())
        }
        Event::ReplyDelivered(it) => Some(it.at.into()),
        Event::TakingShown(it) => Some(it.at.into()),
        // Resolution may start with acceptance, and acceptance anew with nobody.
        Event::Assigned(_) | Event::Unassigned(_) | Event::Reopened(_) => {
            Some(draft.occurred_at.into())
        }
        Event::MessageEdited(_)
        | Event::DetailsChanged(_)
        | Event::Reclassified(_)
        | Event::WorkStarted(_)
        | Event::WaitingForClient(_)
        | Event::OnHold(_)
        | Event::Resumed(_)
        | Event::Resolved(_)
        | Event::Confirmed(_)
        | Event::Closed(_)
        | Event::Cancelled(_)
        | Event::Linked(_)
        | Event::Merged(_)
        | Event::Rated(_)
        | Event::AttachmentAdded(_)
        | Event::FileSettled(_)
        | Event::EvidenceDeleted(_)
        | Event::Correction(_)
        | Event::DataErased(_)
        | Event::ClockBound(_)
        | Event::Retargeted(_)
        | Event::WorkaroundGiven(_)
        | Event::ThresholdPassed(_)
        | Event::Breached(_)
        | Event::Escalated(_)
        | Event::EscalationExhausted(_)
        | Event::EscalationAcknowledged(_)
        | Event::VerdictCorrected(_)
        | Event::MeasurementGap(_)
        | Event::ReplyFailed(_)
        | Event::ReplyRetried(_)
        | Event::Disputed(_) => None,
    }
}
