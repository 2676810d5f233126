//! Reading: what does an event of a ticket mean to its clocks?

use super::history::{Cancelling, FactKey, History, Moment, What};
use crate::policy::{Pause, Traits};
use crate::ticket::{Closure, Event, MessageAdded, Registered, ReplyDelivered, Resumption};
use crate::{At, Awaits, MessageRef, Side, Visibility};
use chrono::{DateTime, Utc};

/// Where an event stands: in its stream and in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub revision: u64,
    pub occurred_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

impl History {
    /// Takes in what an event means to clocks, if anything.
    pub fn read(&mut self, event: &Event, placed: Placed) {
        let now = At::from(placed.occurred_at);
        match event {
            Event::Registered(it) => self.opened(it, placed),
            Event::MessageAdded(it) => self.said(it, now, placed),
            Event::ReplyDelivered(it) => self.seen(it, placed),
            Event::TakingShown(it) => {
                self.show(What::TakingShown, it.at.into(), Some(it.message), placed);
            }
            Event::DetailsChanged(it) => {
                self.traits.site.clone_from(&it.site);
                self.put(What::Classified(self.traits.clone()), now, placed);
            }
            Event::Reclassified(it) => {
                self.traits.request_type = it.request_type;
                self.traits.priority = it.priority;
                self.put(What::Classified(self.traits.clone()), now, placed);
            }
            Event::Assigned(_) => self.put(What::Assigned, now, placed),
            Event::Unassigned(_) => self.put(What::Unassigned, now, placed),
            Event::WaitingForClient(it) => {
                // A question that the client cannot see yet pauses nothing yet.
                if self.on_their_way.contains(&it.question) {
                    self.question = Some(it.question);
                } else {
                    self.put(What::Paused(Pause::ClientWaiting), now, placed);
                }
            }
            Event::OnHold(it) => self.put(What::Paused(it.why), now, placed),
            Event::Resumed(it) => {
                self.question = None;
                match it.why {
                    // Computed wherever clocks are measured: recorded or not, it is the same.
                    Resumption::PauseMax => {
                        self.note(FactKey::PauseEnded { at: now }, placed.recorded_at.into());
                    }
                    Resumption::ClientAnswered | Resumption::Staff => {
                        self.put(What::Resumed, now, placed);
                    }
                }
            }
            Event::Resolved(it) => match it.message.filter(|_| it.relayed) {
                // What was done counts as said when the client has been told.
                Some(message) => {
                    self.on_their_way.insert(message);
                    self.resolution = Some(message);
                }
                None => self.show(What::Resolved, now, it.message, placed),
            },
            Event::Confirmed(_) => self.put(What::Confirmed, now, placed),
            Event::Reopened(it) => {
                self.resolution = None;
                self.put(What::Reopened, now, placed);
                // The words that say why are the client's, and await an answer.
                if let Some(message) = it.message.filter(|it| !self.is_of_staff(*it)) {
                    let what = What::ClientSaid { awaits: true };
                    self.show(what, now, Some(message), placed);
                }
            }
            Event::Closed(it) => match it.how {
                Closure::Confirmed | Closure::Staff => self.put(What::Confirmed, now, placed),
                // Computed wherever clocks are measured, as the end of a pause is.
                Closure::Expired => {
                    self.note(FactKey::Expired { at: now }, placed.recorded_at.into());
                }
                Closure::Merged => (),
            },
            Event::Cancelled(_) => self.put(What::Cancelled(Cancelling::Withdrawn), now, placed),
            Event::Merged(_) => self.put(What::Cancelled(Cancelling::Merged), now, placed),
            Event::EvidenceDeleted(it) => {
                self.show(What::EvidenceDeleted, now, Some(it.message), placed);
            }
            Event::ClockBound(it) => self.put(What::Bound(it.to.clone()), now, placed),
            Event::Retargeted(it) => self.put(What::Retargeted(it.to.clone()), now, placed),
            Event::WorkaroundGiven(_) => self.put(What::WorkaroundGiven, now, placed),
            Event::MeasurementGap(it) => {
                self.put(What::Gap { to: it.to.into() }, it.from.into(), placed);
            }
            // A button says it as well as words do.
            Event::Disputed(_) => self.put(What::ClientSaid { awaits: true }, now, placed),
            Event::EscalationAcknowledged(it) => self.put(What::Acknowledged(it.by), now, placed),
            Event::VerdictCorrected(it) => {
                let by_people = !it.approved_by.is_empty();
                let corrected =
                    What::Corrected { clock: it.clock, from: it.from, to: it.to, by_people };
                self.put(corrected, now, placed);
            }
            Event::ThresholdPassed(it) => {
                let (clock, target_version, percent) = (it.clock, it.target_version, it.percent);
                let fact = FactKey::Threshold { clock, target_version, percent };
                self.note(fact, placed.recorded_at.into());
            }
            Event::Breached(it) => {
                let (clock, target_version) = (it.clock, it.target_version);
                let fact = FactKey::Breach { clock, target_version };
                self.note(fact, placed.recorded_at.into());
            }
            Event::Escalated(it) => {
                let (chain, clock) = (it.chain.clone(), it.clock);
                let fact = FactKey::Level { chain, clock, round: it.round, level: it.level };
                self.note(fact, placed.recorded_at.into());
            }
            Event::EscalationExhausted(it) => {
                let fact = FactKey::Exhausted { chain: it.chain.clone(), clock: it.clock };
                self.note(fact, placed.recorded_at.into());
            }
            // These say nothing to a clock.
            Event::MessageEdited(_)
            | Event::WorkStarted(_)
            // Words that are not there yet answer nothing.
            | Event::ReplyFailed(_)
            | Event::ReplyRetried(_)
            | Event::Linked(_)
            | Event::Rated(_)
            | Event::AttachmentAdded(_)
            | Event::FileSettled(_)
            | Event::Correction(_)
            | Event::DataErased(_) => (),
        }
    }

    /// Whether a message is known as words of staff.
    fn is_of_staff(&self, message: MessageRef) -> bool {
        let mut said = self.moments().iter().filter(|it| it.what == What::StaffSaid);
        self.on_their_way.contains(&message) || said.any(|it| it.message == Some(message))
    }

    fn opened(&mut self, it: &Registered, placed: Placed) {
        let at = At::from(it.reported_at);
        self.traits = Traits {
            request_type: it.request_type,
            priority: it.priority,
            requester: Some(it.requester),
            site: it.site.clone(),
        };
        self.show(What::Opened(Side::Client), at, it.source, placed);
        self.put(What::Classified(self.traits.clone()), at, placed);
    }

    fn said(&mut self, it: &MessageAdded, at: At, placed: Placed) {
        match (it.side, it.visibility) {
            (_, Visibility::Internal) => (),
            (Side::Client, Visibility::Public) => {
                let what = What::ClientSaid { awaits: it.awaits == Awaits::Answer };
                self.show(what, at, Some(it.message), placed);
            }
            (Side::Staff, Visibility::Public) if it.relayed => {
                self.on_their_way.insert(it.message);
            }
            (Side::Staff, Visibility::Public) => {
                self.show(What::StaffSaid, at, Some(it.message), placed);
            }
        }
    }

    fn seen(&mut self, it: &ReplyDelivered, placed: Placed) {
        let (message, shown, at) = (it.of, Some(it.delivered), At::from(it.at));
        self.on_their_way.remove(&message);
        if self.resolution == Some(message) {
            self.resolution = None;
            self.show(What::Resolved, at, shown, placed);
        } else {
            self.show(What::StaffSaid, at, shown, placed);
        }
        if self.question == Some(message) {
            self.question = None;
            self.show(What::Paused(Pause::ClientWaiting), at, shown, placed);
        }
    }

    fn put(&mut self, what: What, at: At, placed: Placed) {
        self.show(what, at, None, placed);
    }

    fn show(&mut self, what: What, at: At, message: Option<MessageRef>, placed: Placed) {
        let (revision, recorded) = (placed.revision, At::from(placed.recorded_at));
        self.take_in(Moment { at, revision, recorded, message, what });
    }
}
