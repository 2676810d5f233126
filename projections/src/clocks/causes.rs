//! Causes: which kind of event stands at each revision of a ticket's stream?
//!
//! One byte an event. New kinds are added at the end; another order needs a new `VIEWS_NUMBER`.

const KINDS: [&str; 39] = [
    "ticket.registered",
    "ticket.message_added",
    "ticket.reply_delivered",
    "ticket.message_edited",
    "ticket.details_changed",
    "ticket.reclassified",
    "ticket.assigned",
    "ticket.unassigned",
    "ticket.work_started",
    "ticket.waiting_for_client",
    "ticket.on_hold",
    "ticket.resumed",
    "ticket.resolved",
    "ticket.confirmed",
    "ticket.reopened",
    "ticket.closed",
    "ticket.cancelled",
    "ticket.linked",
    "ticket.merged",
    "ticket.rated",
    "ticket.attachment_added",
    "ticket.evidence_deleted",
    "ticket.correction",
    "ticket.data_erased",
    "ticket.clock_bound",
    "ticket.retargeted",
    "ticket.taking_shown",
    "ticket.workaround_given",
    "ticket.threshold_passed",
    "ticket.breached",
    "ticket.escalated",
    "ticket.escalation_exhausted",
    "ticket.escalation_acknowledged",
    "ticket.verdict_corrected",
    "ticket.measurement_gap",
    "ticket.file_settled",
    "ticket.reply_failed",
    "ticket.reply_retried",
    "ticket.disputed",
];

/// The kinds of a ticket's events, by revision.
#[derive(Debug, Clone, Default)]
pub(super) struct Causes(pub(super) Vec<u8>);

impl Causes {
    pub(super) fn note(&mut self, revision: u64, kind: &str) {
        // The next revision of a stream is the count of its events; a view never skips one.
        let known = KINDS.iter().position(|it| *it == kind).and_then(|it| u8::try_from(it).ok());
        self.0.truncate(usize::try_from(revision).unwrap_or(usize::MAX));
        self.0.push(known.unwrap_or(u8::MAX));
    }

    pub(super) fn kind(&self, revision: u64) -> &'static str {
        let number = usize::try_from(revision).ok().and_then(|it| self.0.get(it));
        number.and_then(|it| KINDS.get(usize::from(*it))).copied().unwrap_or("ticket")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::codec;

    #[test]
    fn every_kind_that_a_ticket_may_have_is_told_by_its_revision() {
        let mut causes = Causes::default();
        let kinds = codec::KINDS.iter().map(|it| it.0).filter(|it| it.starts_with("ticket."));
        for (revision, kind) in kinds.enumerate() {
            causes.note(revision as u64, kind);
            assert_eq!(causes.kind(revision as u64), kind);
        }
    }
}
