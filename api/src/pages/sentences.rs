//! Sentences: what is one event called in a reader's language?

use crate::delivery::why_key;
use crate::history::{Entry, Names};
use crate::pages::kept::Kept;
use crate::pages::{name_or_none, priority_key, promises, type_key};
use crate::words::Words;
use domain::client::Zone;
use domain::file::Fate;
use domain::policy::Pause;
use domain::ticket::{Assignment, Closure, Event, Resumption};
use domain::{Actor, PersonId, Side, Visibility};

/// What happened, in a few words.
pub(super) fn what(words: Words, zone: &Zone, entry: &Entry, names: &Names) -> String {
    let about = |key: &str, person: PersonId| {
        words.with(key, "name", name_or_none(words, names.get(person)))
    };
    let kept = Kept { words, zone, names };
    let key = match &entry.event {
        Event::Reclassified(it) => {
            let request_type = words.text(type_key(it.request_type));
            let priority = words.text(priority_key(it.priority));
            let parts = [("type", request_type.into()), ("priority", priority.into())];
            return words.with_all("event-reclassified", parts);
        }
        Event::Assigned(it) => {
            return match it.how {
                Assignment::Taken => about("event-assigned-taken", it.agent),
                Assignment::Given | Assignment::HandedOver => {
                    about("event-assigned-given", it.agent)
                }
            };
        }
        Event::Unassigned(it) => return about("event-unassigned", it.agent),
        Event::Linked(it) => return words.with("event-linked", "number", it.number.to_string()),
        Event::Merged(it) => return words.with("event-merged", "number", it.number.to_string()),
        Event::Rated(it) => return words.with("event-rated", "stars", it.stars),
        Event::Registered(_) => "event-registered",
        Event::MessageAdded(it) => match (it.visibility, it.side) {
            (Visibility::Internal, Side::Client | Side::Staff) => "event-message-note",
            (Visibility::Public, Side::Client) => "event-message-client",
            (Visibility::Public, Side::Staff) => "event-message-staff",
        },
        Event::ReplyDelivered(_) => "event-reply-delivered",
        Event::ReplyFailed(it) => {
            let why = words.text(why_key(it.why));
            return words.with("event-reply-failed", "why", why);
        }
        Event::ReplyRetried(_) => "event-reply-retried",
        Event::MessageEdited(_) => "event-message-edited",
        Event::DetailsChanged(_) => "event-details-changed",
        Event::WorkStarted(_) => "event-work-started",
        Event::WaitingForClient(_) => "event-waiting-for-client",
        Event::OnHold(it) => match it.why {
            // The reason in people's own words stands beside it.
            Pause::Own => "event-on-hold",
            Pause::ClientWaiting | Pause::ClientHold | Pause::ThirdParty => {
                let why = words.text(promises::pause_key(it.why));
                return words.with("event-on-hold-why", "why", why);
            }
        },
        Event::Resumed(it) => match it.why {
            Resumption::ClientAnswered => "event-resumed-client",
            Resumption::Staff => "event-resumed-staff",
            Resumption::PauseMax => "event-resumed-pause-max",
        },
        Event::Resolved(_) => "event-resolved",
        Event::Confirmed(_) => "event-confirmed",
        Event::Reopened(_) => "event-reopened",
        Event::Closed(it) => match it.how {
            Closure::Confirmed => "event-closed-confirmed",
            Closure::Staff => "event-closed-staff",
            Closure::Merged => "event-closed-merged",
            Closure::Expired => "event-closed-expired",
        },
        Event::Cancelled(_) => "event-cancelled",
        Event::AttachmentAdded(_) => "event-attachment-added",
        Event::FileSettled(it) => match it.fate {
            Fate::Kept(_) => "event-file-kept",
            Fate::Left(_) => "event-file-left",
        },
        Event::EvidenceDeleted(_) => "event-evidence-deleted",
        Event::Correction(_) => "event-correction",
        Event::DataErased(_) => "event-data-erased",
        Event::TakingShown(_) => "event-taking-shown",
        Event::WorkaroundGiven(_) => "event-workaround-given",
        Event::EscalationAcknowledged(it) => return about("event-escalation-acknowledged", it.by),
        Event::Disputed(it) => return about("event-disputed", it.by),
        Event::ClockBound(it) => return kept.bound(it),
        Event::Retargeted(it) => return kept.retargeted(it),
        Event::ThresholdPassed(it) => return kept.threshold(it),
        Event::Breached(it) => return kept.breached(it),
        Event::Escalated(it) => return kept.escalated(it),
        Event::EscalationExhausted(it) => return kept.exhausted(it),
        Event::VerdictCorrected(it) => return kept.corrected(it),
        Event::MeasurementGap(it) => return kept.gap(it),
    };
    words.text(key)
}

/// What an event of a kind is called, where nothing more of it is at hand; its technical name if it never explains one.
pub(super) fn of_kind(words: Words, kind: &str) -> String {
    let key = match kind {
        "ticket.registered" => "event-registered",
        "ticket.message_added" => "event-message",
        "ticket.reply_delivered" => "event-reply-delivered",
        "ticket.taking_shown" => "event-taking-shown",
        "ticket.details_changed" => "event-details-changed",
        "ticket.reclassified" => "event-reclassified-only",
        "ticket.retargeted" => "event-retargeted-only",
        "ticket.clock_bound" => "event-bound-only",
        "ticket.assigned" => "event-assigned-only",
        "ticket.unassigned" => "event-unassigned-only",
        "ticket.waiting_for_client" => "event-waiting-for-client",
        "ticket.on_hold" => "event-on-hold",
        "ticket.resumed" => "event-resumed-staff",
        "ticket.resolved" => "event-resolved",
        "ticket.confirmed" => "event-confirmed",
        "ticket.reopened" => "event-reopened",
        "ticket.cancelled" => "event-cancelled",
        "ticket.closed" => "event-closed-only",
        "ticket.workaround_given" => "event-workaround-given",
        other => return other.to_owned(),
    };
    words.text(key)
}

/// Who did it.
pub(super) fn who(words: Words, actor: Actor, names: &Names) -> String {
    match actor {
        Actor::Person(person) => name_or_none(words, names.get(person)),
        Actor::Reaction => words.text("actor-reaction"),
        Actor::Sender => words.text("actor-sender"),
        Actor::Operator => words.text("actor-operator"),
    }
}
