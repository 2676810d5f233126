//! Toasts: what pops up for whoever pressed a button?

use super::canned;
use super::corrected::Said;
use super::incidents::AtCard;
use super::routing::RoutingReply;
use super::{
    Line, Reader, TOAST_UNITS_MAX, Texts, already_held, already_taken, cut, list, undirected,
};
use domain::incident::GROUPS_MAX;
use domain::policy::Pause;
use domain::routing::NotAvailable;
use domain::ticket::Status;
use domain::{Language, Priority, RequestType, TicketNumber};

/// The answer to a press, which only whoever pressed sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toast {
    /// `due`: until when the client is to be answered.
    Taken {
        number: TicketNumber,
        due: Option<String>,
    },
    /// `time` as [`crate::times::Times`] writes it.
    AlreadyTaken {
        name: String,
        time: Option<String>,
    },
    TypeSet(RequestType),
    PriorityRaised,
    PrioritySet(Priority),
    /// More buttons stand on the card now, or the usual ones again.
    More,
    Back,
    /// Colleagues stand on the card now.
    ToWhom,
    NoColleagues,
    /// `name`: whose it is from now on.
    Given {
        number: TicketNumber,
        name: String,
    },
    /// Nothing is given to somebody who is not there, or no longer of staff.
    NotAvailable(NotAvailable),
    /// All tickets of somebody are handed over, or why not.
    Routing(RoutingReply),
    /// Everything is to go over: once more, to be sure.
    HandAll,
    /// By what is promised, clients do not raise it.
    PriorityByStaff,
    OnlyAuthorOrStaff,
    OnlyAuthor,
    OnlyStaff,
    OnlyAdmin,
    Confirmed(TicketNumber),
    /// What is still wrong? The prompt follows.
    ReopenedAsk,
    Reopened(TicketNumber),
    /// Words that were there already are a ticket now.
    Registered(TicketNumber),
    AnswerMyPrompt,
    Cancelled(TicketNumber),
    /// The reasons stand on the card now.
    WhyHold,
    Held(TicketNumber),
    /// It rests for a reason already.
    AlreadyHeld {
        number: TicketNumber,
        why: Pause,
    },
    Resumed(TicketNumber),
    LetGo(TicketNumber),
    WorkaroundGiven(TicketNumber),
    Acknowledged(TicketNumber),
    /// Somebody else came first.
    AlreadyAcknowledged {
        name: String,
        time: String,
    },
    /// The window has closed in which the client may reopen.
    TooLate,
    /// To how many groups drafted words go.
    Announced {
        groups: usize,
    },
    AlreadyAnnounced,
    IncidentOver,
    LinkedMeanwhile,
    /// The works of this number, of which nobody has heard.
    Withdrawn(u32),
    /// Of a ticket and an incident.
    AtCard(AtCard),
    KeptQuiet,
    LinkConfirmed,
    LinkRefused,
    /// The claim was decided already, or the token is too old.
    LinkGone,
    MyRequests(Vec<Line>),
    NoRequests,
    HowItWorks,
    /// The button speaks of what is no longer so.
    Stale,
    /// An anonymous admin: nobody can tell who pressed.
    Unverifiable,
    /// Nobody of staff yet: an admin is asked.
    Unconfirmed,
    StaffConfirmed(String),
    StaffDeclined(String),
    Bound(TicketNumber),
    NotBound,
    Rated,
    /// Somebody else has asked for it.
    RatingNotYours,
    NotNow(Status),
    /// A client's message was set right, or could not be.
    Corrected(Said),
    /// Of a reply that the desk keeps, or of words that did not arrive.
    Canned(canned::Said),
    /// One of staff has pressed what is for the client's people.
    PrivateOfClients,
    /// Our fault, with the id under which the log tells why.
    Failed(String),
    /// The same, and it was kept to be looked at: to press again is of no use.
    NotDone(String),
    /// An announcement would go to more groups than one may.
    TooManyGroups,
}

impl Toast {
    /// The words, at most [`TOAST_UNITS_MAX`] UTF-16 units.
    pub fn text(&self, language: Language, reader: Reader) -> String {
        let texts = Texts(language);
        let of =
            |key, number: &TicketNumber| texts.with(key, [("number", texts.number(number).into())]);
        let text = match self {
            Self::Taken { number, due: None } => of("toast-taken", number),
            Self::Taken { number, due: Some(due) } => {
                let number = ("number", texts.number(number).into());
                texts.with("toast-taken-due", [number, ("due", due.as_str().into())])
            }
            Self::AlreadyTaken { name, time } => already_taken(texts, name, time.as_deref()),
            Self::TypeSet(it) => {
                texts.with("toast-type-set", [("type", texts.request_type(*it).into())])
            }
            Self::PriorityRaised => texts.text("toast-priority-raised"),
            Self::PrioritySet(it) => {
                texts.with("toast-priority-set", [("priority", texts.priority(*it).into())])
            }
            Self::More => texts.text("toast-more"),
            Self::Back => texts.text("toast-back"),
            Self::ToWhom => texts.text("toast-to-whom"),
            Self::NoColleagues => texts.text("toast-no-colleagues"),
            Self::Given { number, name } => {
                let number = ("number", texts.number(number).into());
                texts.with("toast-given", [number, ("name", undirected(name).into())])
            }
            Self::NotAvailable(NotAvailable::Away) => texts.text("handover-away"),
            Self::NotAvailable(NotAvailable::NotStaff) => texts.text("handover-no-staff"),
            Self::Routing(it) => it.text(language),
            Self::HandAll => texts.text("handover-sure"),
            Self::PriorityByStaff => texts.text("toast-priority-by-staff"),
            Self::OnlyAuthorOrStaff => texts.text("toast-only-author-or-staff"),
            Self::OnlyAuthor => texts.text("toast-only-author"),
            Self::OnlyStaff => texts.text("toast-only-staff"),
            Self::OnlyAdmin => texts.text("toast-only-admin"),
            Self::Rated => texts.text("rating-thanks"),
            Self::RatingNotYours => texts.text("rating-not-yours"),
            Self::Confirmed(number) => of("toast-confirmed", number),
            Self::ReopenedAsk => texts.text("toast-reopened-ask"),
            Self::Reopened(number) => of("toast-reopened", number),
            Self::Registered(number) => of("toast-registered", number),
            Self::AnswerMyPrompt => texts.text("toast-answer-my-prompt"),
            Self::Cancelled(number) => of("toast-cancelled", number),
            Self::WhyHold => texts.text("toast-why-hold"),
            Self::Held(number) => of("toast-held", number),
            Self::AlreadyHeld { number, why } => already_held(texts, number, *why),
            Self::AlreadyAcknowledged { name, time } => {
                let arguments = [("name", undirected(name).into()), ("time", time.as_str().into())];
                texts.with("toast-already-acknowledged", arguments)
            }
            Self::Resumed(number) => of("toast-resumed", number),
            Self::WorkaroundGiven(number) => of("toast-workaround", number),
            Self::Acknowledged(number) => of("toast-acknowledged", number),
            Self::TooLate => texts.text("toast-too-late"),
            Self::LetGo(number) => of("toast-let-go", number),
            Self::Announced { groups } => {
                texts.with("toast-announced", [("count", (*groups).into())])
            }
            Self::AlreadyAnnounced => texts.text("toast-already-announced"),
            Self::IncidentOver => texts.text("toast-incident-over"),
            Self::Withdrawn(number) => {
                texts.with("toast-withdrawn", [("number", number.to_string().into())])
            }
            Self::AtCard(it) => it.text(texts),
            Self::LinkedMeanwhile => texts.text("incident-linked-meanwhile"),
            Self::KeptQuiet => texts.text("toast-kept-quiet"),
            Self::LinkConfirmed => texts.text("toast-link-confirmed"),
            Self::LinkRefused => texts.text("toast-link-refused"),
            Self::LinkGone => texts.text("toast-link-gone"),
            Self::MyRequests(lines) if lines.is_empty() => texts.text("toast-no-requests"),
            Self::MyRequests(lines) => list(texts, reader, lines, TOAST_UNITS_MAX),
            Self::NoRequests => texts.text("toast-no-requests"),
            Self::HowItWorks => texts.text("toast-how"),
            Self::Stale => texts.text("toast-stale"),
            Self::Unverifiable => texts.text("toast-unverifiable"),
            Self::Unconfirmed => texts.text("toast-unconfirmed"),
            Self::StaffConfirmed(name) => {
                texts.with("toast-staff-confirmed", [("name", undirected(name).into())])
            }
            Self::StaffDeclined(name) => {
                texts.with("toast-staff-declined", [("name", undirected(name).into())])
            }
            Self::Bound(number) => of("toast-bound", number),
            Self::NotBound => texts.text("toast-not-bound"),
            Self::NotNow(status) => {
                texts.with("toast-not-now", [("state", texts.status(*status, reader).into())])
            }
            Self::Corrected(it) => it.text(texts),
            Self::Canned(it) => it.text(texts),
            Self::PrivateOfClients => texts.text("private-of-clients"),
            Self::Failed(id) => texts.with("toast-failed", [("id", id.as_str().into())]),
            Self::NotDone(id) => texts.with("toast-not-done", [("id", id.as_str().into())]),
            Self::TooManyGroups => {
                texts.with("toast-too-many-groups", [("max", GROUPS_MAX.into())])
            }
        };
        cut(&text, TOAST_UNITS_MAX)
    }

    /// Whether it is to stay until it is read.
    pub fn is_alert(&self) -> bool {
        matches!(
            self,
            Self::MyRequests(_)
                | Self::NoRequests
                | Self::HowItWorks
                | Self::Unverifiable
                | Self::Unconfirmed
                | Self::HandAll
                | Self::NotAvailable(_)
                | Self::Failed(_)
                | Self::NotDone(_)
                | Self::TooManyGroups
        )
    }
}
