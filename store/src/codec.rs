//! The codec: how is each event written down, and how is what was written read again?
//!
//! The only place that knows stored forms. A form that was ever written stays readable: an older one is lifted to
//! the newest, by a pure function, on reading. Each (kind, form) has a golden file that is never edited.

use crate::canonical::{self, NotCanonical};
use crate::lifts;
use crate::port::Recorded;
use domain::{
    Event, calendar, chat, client, conversation, desk, incident, intake, invite, link, people,
    policy, register, ticket,
};
use serde::de::{self, DeserializeOwned};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use thiserror::Error;

/// The key under which facts hold the commitments of private texts.
pub const COMMITMENTS: &str = "c";

/// A field's name, such as `file_name_2`, and the commitment of its text.
pub type Commitment = (Cow<'static, str>, String);

/// Why an event cannot be written down, or what is written cannot be read.
#[derive(Debug, Error)]
pub enum CodecError {
    /// A kind or form of a newer version. Skipping it would make a quiet lie.
    #[error("{kind} in form {form} is not known to this version: use a newer one")]
    Unknown { kind: String, form: u16 },
    #[error("the facts of {kind} are not what its form says")]
    Malformed { kind: String, source: serde_json::Error },
    #[error("{kind} cannot be written as facts")]
    NotFacts { kind: String, source: NotCanonical },
}

macro_rules! codec {
    (
        $($room:ident $module:ident $variant:ident $payload:ty, $kind:literal, $form:literal;)+
        = $($old_room:ident $old_module:ident $old_variant:ident $old:ty, $old_kind:literal, $old_form:literal;)+
    ) => {
        /// Every kind with its newest form.
        pub const KINDS: &[(&str, u16)] = &[$(($kind, $form)),+];

        /// The kind of an event, and the form it is written in.
        pub fn kind_of(event: &Event) -> (&'static str, u16) {
            match event {
                $(Event::$room($module::Event::$variant(_)) => ($kind, $form),)+
            }
        }

        /// The facts of an event, with the commitments of its private texts, as they are stored and hashed.
        ///
        /// # Errors
        ///
        /// [`CodecError::NotFacts`] if the event holds what no fact may hold.
        pub fn write(event: &Event, commitments: &[Commitment]) -> Result<Vec<u8>, CodecError> {
            match event {
                $(Event::$room($module::Event::$variant(it)) => to_facts($kind, it, commitments),)+
            }
        }

        /// The event that a kind, a form and facts say.
        ///
        /// # Errors
        ///
        /// [`CodecError::Unknown`] for a kind or form of a newer version, [`CodecError::Malformed`] for facts that
        /// are not of their form. The reader stops; nothing is skipped.
        pub fn read(kind: &str, form: u16, facts: &[u8]) -> Result<Event, CodecError> {
            match (kind, form) {
                $(($kind, $form) => {
                    let it: $payload = from_facts(kind, facts)?;
                    Ok(Event::$room($module::Event::$variant(it)))
                })+
                $(($old_kind, $old_form) => {
                    let it: $old = from_facts(kind, facts)?;
                    Ok(Event::$old_room($old_module::Event::$old_variant(it.lift())))
                })+
                _ => Err(CodecError::Unknown { kind: kind.to_owned(), form }),
            }
        }
    };
}

// Each line: where the event stands in the domain, and the name and form under which it is kept.
#[rustfmt::skip]
codec! {
    Chat chat MessageAccounted chat::MessageAccounted, "chat.message_accounted", 1;
    Chat chat MessageBound chat::MessageBound, "chat.message_bound", 1;
    Chat chat VisibilityChanged chat::VisibilityChanged, "chat.visibility_changed", 1;
    Chat chat CoverageGap chat::CoverageGap, "chat.coverage_gap", 1;
    Chat chat Migrated chat::Migrated, "chat.migrated", 1;
    Chat chat NoticeDelivered chat::NoticeDelivered, "chat.notice_delivered", 1;
    Chat chat NoticeFailed chat::NoticeFailed, "chat.notice_failed", 1;
    Chat chat UpdateParked chat::UpdateParked, "chat.update_parked", 1;
    Chat chat DecisionCorrected chat::DecisionCorrected, "chat.decision_corrected", 1;
    Chat chat UnansweredNoted chat::UnansweredNoted, "chat.unanswered_noted", 1;
    Chat chat RightsChanged chat::RightsChanged, "chat.rights_changed", 1;
    Chat chat MemberJoined chat::MemberJoined, "chat.member_joined", 1;
    Chat chat MemberLeft chat::MemberLeft, "chat.member_left", 1;
    Chat chat TopicLost chat::TopicLost, "chat.topic_lost", 1;
    Chat chat TopicFound chat::TopicFound, "chat.topic_found", 1;
    Chat chat Renamed chat::Renamed, "chat.renamed", 1;
    Register register Entered register::Entered, "register.entered", 1;
    Ticket ticket Registered ticket::Registered, "ticket.registered", 1;
    Ticket ticket MessageAdded ticket::MessageAdded, "ticket.message_added", 1;
    Ticket ticket ReplyDelivered ticket::ReplyDelivered, "ticket.reply_delivered", 1;
    Ticket ticket MessageEdited ticket::MessageEdited, "ticket.message_edited", 1;
    Ticket ticket DetailsChanged ticket::DetailsChanged, "ticket.details_changed", 1;
    Ticket ticket Reclassified ticket::Reclassified, "ticket.reclassified", 1;
    Ticket ticket Assigned ticket::Assigned, "ticket.assigned", 1;
    Ticket ticket Unassigned ticket::Unassigned, "ticket.unassigned", 1;
    Ticket ticket WorkStarted ticket::WorkStarted, "ticket.work_started", 1;
    Ticket ticket WaitingForClient ticket::WaitingForClient, "ticket.waiting_for_client", 1;
    Ticket ticket OnHold ticket::OnHold, "ticket.on_hold", 2;
    Ticket ticket Resumed ticket::Resumed, "ticket.resumed", 1;
    Ticket ticket Resolved ticket::Resolved, "ticket.resolved", 1;
    Ticket ticket Confirmed ticket::Confirmed, "ticket.confirmed", 1;
    Ticket ticket Reopened ticket::Reopened, "ticket.reopened", 1;
    Ticket ticket Closed ticket::Closed, "ticket.closed", 1;
    Ticket ticket Cancelled ticket::Cancelled, "ticket.cancelled", 1;
    Ticket ticket Linked ticket::Linked, "ticket.linked", 1;
    Ticket ticket Merged ticket::Merged, "ticket.merged", 1;
    Ticket ticket Rated ticket::Rated, "ticket.rated", 1;
    Ticket ticket AttachmentAdded ticket::AttachmentAdded, "ticket.attachment_added", 1;
    Ticket ticket FileSettled ticket::FileSettled, "ticket.file_settled", 1;
    Ticket ticket EvidenceDeleted ticket::EvidenceDeleted, "ticket.evidence_deleted", 1;
    Ticket ticket Correction ticket::Correction, "ticket.correction", 1;
    Ticket ticket DataErased ticket::DataErased, "ticket.data_erased", 1;
    Ticket ticket ClockBound ticket::ClockBound, "ticket.clock_bound", 1;
    Ticket ticket Retargeted ticket::Retargeted, "ticket.retargeted", 1;
    Ticket ticket TakingShown ticket::TakingShown, "ticket.taking_shown", 1;
    Ticket ticket WorkaroundGiven ticket::WorkaroundGiven, "ticket.workaround_given", 1;
    Ticket ticket ThresholdPassed ticket::ThresholdPassed, "ticket.threshold_passed", 1;
    Ticket ticket Breached ticket::Breached, "ticket.breached", 1;
    Ticket ticket Escalated ticket::Escalated, "ticket.escalated", 1;
    Ticket ticket EscalationExhausted ticket::EscalationExhausted, "ticket.escalation_exhausted", 1;
    Ticket ticket EscalationAcknowledged ticket::EscalationAcknowledged, "ticket.escalation_acknowledged", 1;
    Ticket ticket VerdictCorrected ticket::VerdictCorrected, "ticket.verdict_corrected", 1;
    Ticket ticket MeasurementGap ticket::MeasurementGap, "ticket.measurement_gap", 1;
    Ticket ticket ReplyFailed ticket::ReplyFailed, "ticket.reply_failed", 1;
    Ticket ticket ReplyRetried ticket::ReplyRetried, "ticket.reply_retried", 1;
    Ticket ticket Disputed ticket::Disputed, "ticket.disputed", 1;
    Client client Registered client::Registered, "client.registered", 1;
    Client client Renamed client::Renamed, "client.renamed", 1;
    Client client AgreementChanged client::AgreementChanged, "client.agreement_changed", 1;
    Client client TermsChanged client::TermsChanged, "client.terms_changed", 1;
    Client client IntakeChanged client::IntakeChanged, "client.intake_changed", 1;
    Client client NoticesChosen client::NoticesChosen, "client.notices_chosen", 1;
    Client client SiteAdded client::SiteAdded, "client.site_added", 1;
    Client client WorkplaceAdded client::WorkplaceAdded, "client.workplace_added", 1;
    Client client ResponsibleChanged client::ResponsibleChanged, "client.responsible_changed", 1;
    Client client LinkOffered link::LinkOffered, "client.link_offered", 1;
    Client client LinkClaimed link::LinkClaimed, "client.link_claimed", 1;
    Client client ChatLinked link::ChatLinked, "client.chat_linked", 1;
    Client client ChatUnlinked link::ChatUnlinked, "client.chat_unlinked", 1;
    Client client ChatMigrated link::ChatMigrated, "client.chat_migrated", 1;
    Client client RoutingChanged client::RoutingChanged, "client.routing_changed", 1;
    Client client InviteAsked invite::InviteAsked, "client.invite_asked", 1;
    Client client InviteMade invite::InviteMade, "client.invite_made", 1;
    Client client InviteRefused invite::InviteRefused, "client.invite_refused", 1;
    Client client InviteWithdrawn invite::InviteWithdrawn, "client.invite_withdrawn", 1;
    Desk desk SettingsChanged desk::SettingsChanged, "desk.settings_changed", 1;
    Desk desk LinkOffered link::LinkOffered, "desk.link_offered", 1;
    Desk desk LinkClaimed link::LinkClaimed, "desk.link_claimed", 1;
    Desk desk ChatLinked link::ChatLinked, "desk.chat_linked", 1;
    Desk desk ChatUnlinked link::ChatUnlinked, "desk.chat_unlinked", 1;
    Desk desk ChatMigrated link::ChatMigrated, "desk.chat_migrated", 1;
    Desk desk TeamSet desk::TeamSet, "desk.team_set", 1;
    Desk desk TeamChatSet desk::TeamChatSet, "desk.team_chat_set", 1;
    Desk desk DutySet desk::DutySet, "desk.duty_set", 1;
    Desk desk DigestsSet desk::DigestsSet, "desk.digests_set", 1;
    Desk desk DigestDue desk::DigestDue, "desk.digest_due", 1;
    Desk desk SetUpAsked desk::SetUpAsked, "desk.setup_asked", 1;
    Desk desk SetUpEnded desk::SetUpEnded, "desk.setup_ended", 1;
    Desk desk ReplyKept desk::ReplyKept, "desk.reply_kept", 1;
    Desk desk ReplyDropped desk::ReplyDropped, "desk.reply_dropped", 1;
    Desk desk TicketsImported desk::TicketsImported, "desk.tickets_imported", 1;
    Conversation conversation Started conversation::Started, "conversation.started", 1;
    Conversation conversation Answered conversation::Answered, "conversation.answered", 1;
    Person people Seen people::Seen, "person.seen", 1;
    Person people RoleGranted people::RoleGranted, "person.role_granted", 1;
    Person people RoleRevoked people::RoleRevoked, "person.role_revoked", 1;
    Person people Erased people::PersonErased, "person.erased", 1;
    Person people ConfirmationAsked people::ConfirmationAsked, "person.confirmation_asked", 1;
    Person people ConfirmationDeclined people::ConfirmationDeclined, "person.confirmation_declined", 1;
    Person people StaffChatEntered people::StaffChatEntered, "person.staff_chat_entered", 1;
    Person people StaffChatLeft people::StaffChatLeft, "person.staff_chat_left", 1;
    Person people AbsenceNoted people::AbsenceNoted, "person.absence_noted", 1;
    Person people DeliveryChosen people::DeliveryChosen, "person.delivery_chosen", 1;
    Person people HandedOver people::HandedOver, "person.handed_over", 1;
    Policy policy Published Box<policy::Published>, "policy.published", 1;
    Calendar calendar Published Box<calendar::Published>, "calendar.published", 1;
    Intake intake Published Box<intake::Published>, "intake.published", 1;
    Desk desk IncidentDeclared desk::IncidentDeclared, "desk.incident_declared", 1;
    Incident incident Declared incident::Declared, "incident.declared", 1;
    Incident incident TicketLinked incident::TicketLinked, "incident.ticket_linked", 1;
    Incident incident TicketUnlinked incident::TicketUnlinked, "incident.ticket_unlinked", 1;
    Incident incident Drafted incident::Drafted, "incident.drafted", 1;
    Incident incident Announced incident::Announced, "incident.announced", 1;
    Incident incident Ended incident::Ended, "incident.ended", 1;
    // Older forms, and what lifts them.
    = Ticket ticket OnHold lifts::OnHold1, "ticket.on_hold", 1;
}

/// The event that was recorded. Its private texts stay sealed.
///
/// # Errors
///
/// As [`read`].
pub fn decode(recorded: &Recorded) -> Result<Event, CodecError> {
    read(&recorded.event.kind, recorded.event.form, &recorded.event.facts)
}

fn to_facts(
    kind: &str,
    payload: &impl Serialize,
    commitments: &[Commitment],
) -> Result<Vec<u8>, CodecError> {
    let written = if commitments.is_empty() {
        canonical::write(payload)
    } else {
        canonical::write_with(payload, COMMITMENTS, &ByField(commitments))
    };
    written.map_err(|source| CodecError::NotFacts { kind: kind.to_owned(), source })
}

struct ByField<'a>(&'a [Commitment]);

impl Serialize for ByField<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, it)| (field, it)))
    }
}

fn from_facts<T: DeserializeOwned>(kind: &str, facts: &[u8]) -> Result<T, CodecError> {
    let malformed = |source| CodecError::Malformed { kind: kind.to_owned(), source };
    // Checked as a whole, it is not checked text by text.
    let facts = std::str::from_utf8(facts).map_err(|it| malformed(de::Error::custom(it)))?;
    serde_json::from_str(facts).map_err(malformed)
}
