//! Buttons: what does a button ask for, and how is that written in 64 bytes?

use crate::onboard::Choice;
use crate::private_request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::incident::Audience;
use domain::policy::Pause;
use domain::{
    ChatId, ClientId, IncidentId, MessageId, PersonId, Priority, ReplyId, RequestType, TicketId,
};
use uuid::Uuid;

/// The most bytes of a button's data, by the Bot API.
pub const DATA_BYTES_MAX: usize = 64;
const FORM: &str = "v1";
/// Before the reason for which a ticket is held.
const HOLD: &str = "hold-";

/// A message as a button names it: where it was written, and in which month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrote {
    pub chat: ChatId,
    pub month: String,
    pub message: MessageId,
}

/// What a button asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    Take(TicketId),
    Unassign(TicketId),
    Ask(TicketId),
    Resolve(TicketId),
    /// Whoever presses it is asked why.
    Hold(TicketId),
    HoldFor(TicketId, Pause),
    Resume(TicketId),
    /// The client can work again.
    Workaround(TicketId),
    /// The escalation was seen.
    Acknowledge(TicketId),
    Type(TicketId, RequestType),
    Urgent(TicketId),
    Confirm(TicketId),
    /// By staff, where nobody confirms.
    Close(TicketId),
    NotSolved(TicketId),
    Reopen(TicketId),
    NewRequest,
    /// These words of a client's to an old ticket become a ticket of their own.
    Anew(TicketId, MessageId),
    MyRequests,
    HowItWorks,
    /// How well it was done, in stars: by whoever asked, in private.
    Rate(TicketId, u8),
    /// The claiming chat is this client's, or, without one, the desk's.
    LinkConfirm(Option<ClientId>),
    LinkRefuse(Option<ClientId>),
    /// This person is one of staff.
    ConfirmStaff(PersonId),
    DeclineStaff(PersonId),
    /// Whoever presses it sets up the group it stands in.
    SetUpHere,
    /// In an admin's private chat: how a group is to be set up.
    SetUp(Choice),
    /// A staff member's message belongs to this ticket, or to none.
    Bind {
        chat: ChatId,
        month: String,
        message: MessageId,
        ticket: Option<TicketId>,
    },
    /// The rest of what staff may do, in the place of the usual.
    More(TicketId),
    /// The usual again.
    Back(TicketId),
    /// Whoever presses it is asked to whom.
    HandOver(TicketId),
    GiveTo(TicketId, PersonId),
    Note(TicketId),
    Merge(TicketId),
    Relate(TicketId),
    Priority(TicketId, Priority),
    /// Drafted words go out.
    Announce {
        incident: IncidentId,
        draft: u64,
        to: Audience,
    },
    /// Whoever presses it is asked to which incident a ticket belongs.
    Incident(TicketId),
    /// The ticket has to do with the incident of this number.
    LinkIncident(TicketId, u32),
    UnlinkIncident(TicketId, u32),
    /// It is the first ticket of a new one.
    NewIncident(TicketId),
    /// They stay unsaid.
    Withhold {
        incident: IncidentId,
        draft: u64,
    },
    /// What was shown is not sent.
    KeepQuiet,
    /// A client's message becomes a ticket.
    MakeTicket(Wrote),
    /// Whoever presses it is asked to which ticket a client's message belongs.
    AddWhich(Wrote),
    AddTo(Wrote, TicketId),
    /// A client's message is no request.
    NotRequest(Wrote),
    /// The ticket was made by mistake.
    NotATicket(TicketId),
    /// The first ticket asks for the same as the second.
    SameAs(TicketId, TicketId),
    /// The replies that the desk keeps, in the place of the usual.
    Replies(TicketId),
    /// Whoever presses it reads what the client would get.
    Preview(TicketId, ReplyId),
    /// That is sent: the reply that stands there in the desk's stream.
    SendReply(TicketId, u64),
    /// What did not reach the client is sent again.
    Resend(TicketId),
    /// Whoever presses it is asked to whom all tickets of this person go.
    HandAllWhom(PersonId),
    /// All tickets of the first are to go to the second, once that is confirmed.
    HandAllTo(PersonId, PersonId),
    HandAll(PersonId, PersonId),
    /// Of requests that the group does not see.
    Private(private_request::Choice),
}

impl Press {
    /// The data of the button, at most [`DATA_BYTES_MAX`].
    pub fn data(&self) -> String {
        let of = |verb: &str, ticket: &TicketId| format!("{FORM}|{verb}|{}", short(ticket.0));
        match self {
            Self::Take(it) => of("take", it),
            Self::Unassign(it) => of("drop", it),
            Self::Ask(it) => of("ask", it),
            Self::Resolve(it) => of("resolve", it),
            Self::Hold(it) => of("hold", it),
            Self::HoldFor(it, why) => of(&format!("{HOLD}{}", why.name()), it),
            Self::Resume(it) => of("resume", it),
            Self::Workaround(it) => of("workaround", it),
            Self::Acknowledge(it) => of("ack", it),
            Self::Type(it, RequestType::Fault) => of("fault", it),
            Self::Type(it, RequestType::Question) => of("question", it),
            Self::Type(it, RequestType::Access) => of("access", it),
            Self::Urgent(it) => of("urgent", it),
            Self::Confirm(it) => of("confirm", it),
            Self::Close(it) => of("close", it),
            Self::NotSolved(it) => of("unsolved", it),
            Self::Reopen(it) => of("reopen", it),
            Self::More(it) => of("more", it),
            Self::Back(it) => of("back", it),
            Self::HandOver(it) => of("hand", it),
            Self::GiveTo(it, to) => format!("{}|{}", of("give", it), URL_SAFE_NO_PAD.encode(to.0)),
            Self::Note(it) => of("note", it),
            Self::Merge(it) => of("merge", it),
            Self::Relate(it) => of("relate", it),
            Self::Priority(it, Priority::Low) => of("low", it),
            Self::Priority(it, Priority::Normal) => of("normal", it),
            Self::Priority(it, Priority::Urgent) => of("high", it),
            Self::NewRequest => format!("{FORM}|new"),
            Self::Anew(old, message) => format!("{FORM}|anew|{}|{}", short(old.0), message.0),
            Self::MyRequests => format!("{FORM}|my"),
            Self::HowItWorks => format!("{FORM}|how"),
            Self::Rate(it, stars) => format!("{FORM}|rate|{}|{stars}", short(it.0)),
            Self::LinkConfirm(it) => format!("{FORM}|link|{}", holder(*it)),
            Self::LinkRefuse(it) => format!("{FORM}|nolink|{}", holder(*it)),
            Self::ConfirmStaff(it) => format!("{FORM}|staff|{}", short(Uuid::from_bytes(it.0))),
            Self::DeclineStaff(it) => format!("{FORM}|nostaff|{}", short(Uuid::from_bytes(it.0))),
            Self::SetUpHere => format!("{FORM}|setup"),
            Self::SetUp(choice) => format!("{FORM}|su|{choice}"),
            Self::Bind { chat, month, message, ticket } => {
                let ticket = ticket.map(|it| short(it.0)).unwrap_or_default();
                format!("{FORM}|b|{chat}|{month}|{}|{ticket}", message.0)
            }
            Self::Announce { incident, draft, to } => {
                format!("{FORM}|tell|{}|{draft}|{}", short(incident.0), letter(*to))
            }
            Self::Withhold { incident, draft } => {
                format!("{FORM}|hush|{}|{draft}", short(incident.0))
            }
            Self::Incident(it) => of("inc", it),
            Self::LinkIncident(it, number) => format!("{}|{number}", of("inc", it)),
            Self::UnlinkIncident(it, number) => format!("{}|{number}", of("noinc", it)),
            Self::NewIncident(it) => of("newinc", it),
            Self::KeepQuiet => format!("{FORM}|quiet"),
            Self::MakeTicket(it) => it.data("mk"),
            Self::AddWhich(it) => it.data("aw"),
            Self::AddTo(it, ticket) => format!("{}|{}", it.data("a"), short(ticket.0)),
            Self::NotRequest(it) => it.data("nr"),
            Self::NotATicket(it) => of("mistake", it),
            Self::HandAllWhom(from) => format!("{FORM}|hw|{}", person(*from)),
            Self::HandAllTo(from, to) => format!("{FORM}|ht|{}|{}", person(*from), person(*to)),
            Self::HandAll(from, to) => format!("{FORM}|hn|{}|{}", person(*from), person(*to)),
            Self::SameAs(new, old) => format!("{FORM}|same|{}|{}", short(new.0), short(old.0)),
            Self::Replies(it) => of("replies", it),
            Self::Preview(it, reply) => format!("{}|{}", of("reply", it), short(reply.0)),
            Self::SendReply(it, revision) => format!("{}|{revision}", of("answer", it)),
            Self::Resend(it) => of("resend", it),
            Self::Private(choice) => format!("{FORM}|pr{choice}"),
        }
    }

    /// What the data of a pressed button asks for; `None` for data that is not ours.
    pub fn parse(data: &str) -> Option<Self> {
        let parts: Vec<&str> = data.split('|').collect();
        match *parts.as_slice() {
            [FORM, "new"] => Some(Self::NewRequest),
            [FORM, "my"] => Some(Self::MyRequests),
            [FORM, "how"] => Some(Self::HowItWorks),
            [FORM, "quiet"] => Some(Self::KeepQuiet),
            [FORM, "tell", incident, draft, to] => Some(Self::Announce {
                incident: IncidentId(long(incident)?),
                draft: draft.parse().ok()?,
                to: Audience::ALL.into_iter().find(|it| letter(*it) == to)?,
            }),
            [FORM, "hush", incident, draft] => Some(Self::Withhold {
                incident: IncidentId(long(incident)?),
                draft: draft.parse().ok()?,
            }),
            [FORM, verb @ ("inc" | "noinc"), ticket, number] => {
                let (ticket, number) = (TicketId(long(ticket)?), number.parse().ok()?);
                Some(match verb {
                    "inc" => Self::LinkIncident(ticket, number),
                    _ => Self::UnlinkIncident(ticket, number),
                })
            }
            [FORM, "setup"] => Some(Self::SetUpHere),
            [FORM, "link", "desk"] => Some(Self::LinkConfirm(None)),
            [FORM, "link", client] => Some(Self::LinkConfirm(Some(ClientId(long(client)?)))),
            [FORM, "nolink", "desk"] => Some(Self::LinkRefuse(None)),
            [FORM, "nolink", client] => Some(Self::LinkRefuse(Some(ClientId(long(client)?)))),
            [FORM, "hw", from] => Some(Self::HandAllWhom(person_of(from)?)),
            [FORM, "ht", from, to] => Some(Self::HandAllTo(person_of(from)?, person_of(to)?)),
            [FORM, "hn", from, to] => Some(Self::HandAll(person_of(from)?, person_of(to)?)),
            [FORM, "staff", person] => Some(Self::ConfirmStaff(person_of(person)?)),
            [FORM, "nostaff", person] => Some(Self::DeclineStaff(person_of(person)?)),
            [FORM, "anew", old, message] => {
                Some(Self::Anew(TicketId(long(old)?), MessageId(message.parse().ok()?)))
            }
            [FORM, "give", ticket, to] => {
                let to = URL_SAFE_NO_PAD.decode(to).ok()?;
                Some(Self::GiveTo(TicketId(long(ticket)?), PersonId(to.try_into().ok()?)))
            }
            [FORM, "rate", ticket, stars] => {
                Some(Self::Rate(TicketId(long(ticket)?), stars.parse().ok()?))
            }
            [FORM, "reply", ticket, reply] => {
                Some(Self::Preview(TicketId(long(ticket)?), ReplyId(long(reply)?)))
            }
            [FORM, "answer", ticket, revision] => {
                Some(Self::SendReply(TicketId(long(ticket)?), revision.parse().ok()?))
            }
            [FORM, "same", new, old] => {
                Some(Self::SameAs(TicketId(long(new)?), TicketId(long(old)?)))
            }
            [FORM, verb @ ("mk" | "aw" | "nr"), chat, month, message] => {
                let wrote = Wrote::parse(chat, month, message)?;
                Some(match verb {
                    "mk" => Self::MakeTicket(wrote),
                    "aw" => Self::AddWhich(wrote),
                    _ => Self::NotRequest(wrote),
                })
            }
            [FORM, "a", chat, month, message, ticket] => {
                let wrote = Wrote::parse(chat, month, message)?;
                Some(Self::AddTo(wrote, TicketId(long(ticket)?)))
            }
            [FORM, "pr", ref parts @ ..] => {
                private_request::Choice::parse(parts).map(Self::Private)
            }
            [FORM, verb, ticket] => Self::of_ticket(verb, TicketId(long(ticket)?)),
            [FORM, "su", ref parts @ ..] => Choice::parse(parts).map(Self::SetUp),
            [FORM, "b", chat, month, message, ticket] => Some(Self::Bind {
                chat: chat.parse().ok()?,
                month: month_of(month)?,
                message: MessageId(message.parse().ok()?),
                ticket: if ticket.is_empty() { None } else { Some(TicketId(long(ticket)?)) },
            }),
            _ => None,
        }
    }

    fn of_ticket(verb: &str, ticket: TicketId) -> Option<Self> {
        Some(match verb {
            "take" => Self::Take(ticket),
            "drop" => Self::Unassign(ticket),
            "ask" => Self::Ask(ticket),
            "resolve" => Self::Resolve(ticket),
            "hold" => Self::Hold(ticket),
            "resume" => Self::Resume(ticket),
            "workaround" => Self::Workaround(ticket),
            "ack" => Self::Acknowledge(ticket),
            "fault" => Self::Type(ticket, RequestType::Fault),
            "question" => Self::Type(ticket, RequestType::Question),
            "access" => Self::Type(ticket, RequestType::Access),
            "urgent" => Self::Urgent(ticket),
            "confirm" => Self::Confirm(ticket),
            "close" => Self::Close(ticket),
            "unsolved" => Self::NotSolved(ticket),
            "reopen" => Self::Reopen(ticket),
            "more" => Self::More(ticket),
            "back" => Self::Back(ticket),
            "hand" => Self::HandOver(ticket),
            "note" => Self::Note(ticket),
            "merge" => Self::Merge(ticket),
            "relate" => Self::Relate(ticket),
            "low" => Self::Priority(ticket, Priority::Low),
            "normal" => Self::Priority(ticket, Priority::Normal),
            "high" => Self::Priority(ticket, Priority::Urgent),
            "mistake" => Self::NotATicket(ticket),
            "replies" => Self::Replies(ticket),
            "resend" => Self::Resend(ticket),
            "inc" => Self::Incident(ticket),
            "newinc" => Self::NewIncident(ticket),
            _ => {
                let why = verb.strip_prefix(HOLD)?;
                let why = Pause::ALL.into_iter().find(|it| it.name() == why)?;
                Self::HoldFor(ticket, why)
            }
        })
    }
}

impl Wrote {
    fn data(&self, verb: &str) -> String {
        format!("{FORM}|{verb}|{}|{}|{}", self.chat, self.month, self.message.0)
    }

    fn parse(chat: &str, month: &str, message: &str) -> Option<Self> {
        let message = MessageId(message.parse().ok()?);
        Some(Self { chat: chat.parse().ok()?, month: month_of(month)?, message })
    }
}

fn letter(audience: Audience) -> &'static str {
    match audience {
        Audience::Linked => "l",
        Audience::All => "a",
        Audience::Chosen => "c",
    }
}

fn month_of(text: &str) -> Option<String> {
    let fits = text.len() == 6 && text.bytes().all(|it| it.is_ascii_digit());
    fits.then(|| text.to_owned())
}

fn holder(client: Option<ClientId>) -> String {
    client.map_or_else(|| "desk".to_owned(), |it| short(it.0))
}

fn person(id: PersonId) -> String {
    short(Uuid::from_bytes(id.0))
}

fn person_of(text: &str) -> Option<PersonId> {
    Some(PersonId(long(text)?.into_bytes()))
}

fn short(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}

fn long(text: &str) -> Option<Uuid> {
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written_and_fits() {
        let it = TicketId(Uuid::from_u128(u128::MAX));
        let wrote = || Wrote {
            chat: ChatId::Group(-1_009_999_999_999),
            month: "202611".to_owned(),
            message: MessageId(9_999_999_999),
        };
        let private = Press::Private;
        let words = || private_request::Words {
            month: "202611".to_owned(),
            message: MessageId(9_999_999_999),
        };
        let bind = |ticket| Press::Bind {
            chat: ChatId::Group(-1_009_999_999_999),
            month: "202611".to_owned(),
            message: MessageId(9_999_999_999),
            ticket,
        };
        let all = [
            Press::Take(it),
            Press::Unassign(it),
            Press::Ask(it),
            Press::Resolve(it),
            Press::Hold(it),
            Press::HoldFor(it, Pause::ClientHold),
            Press::HoldFor(it, Pause::ThirdParty),
            Press::HoldFor(it, Pause::Own),
            Press::Resume(it),
            Press::Workaround(it),
            Press::Acknowledge(it),
            Press::Type(it, RequestType::Fault),
            Press::Type(it, RequestType::Question),
            Press::Type(it, RequestType::Access),
            Press::Urgent(it),
            Press::Confirm(it),
            Press::Close(it),
            Press::NotSolved(it),
            Press::Reopen(it),
            Press::NewRequest,
            Press::Anew(it, MessageId(9_999_999_999)),
            Press::MyRequests,
            Press::HowItWorks,
            Press::SetUpHere,
            Press::SetUp(Choice::longest()),
            Press::LinkConfirm(None),
            Press::LinkConfirm(Some(ClientId(Uuid::from_u128(5)))),
            Press::LinkRefuse(None),
            Press::LinkRefuse(Some(ClientId(Uuid::from_u128(5)))),
            Press::ConfirmStaff(PersonId([0xff; 16])),
            Press::DeclineStaff(PersonId([7; 16])),
            Press::MakeTicket(wrote()),
            Press::AddWhich(wrote()),
            Press::AddTo(wrote(), it),
            Press::NotRequest(wrote()),
            Press::NotATicket(it),
            Press::SameAs(it, TicketId(Uuid::from_u128(7))),
            Press::Replies(it),
            Press::Preview(it, ReplyId(Uuid::from_u128(u128::MAX))),
            Press::SendReply(it, u64::MAX),
            Press::Resend(it),
            Press::HandAllWhom(PersonId([0xff; 16])),
            Press::HandAllTo(PersonId([0xff; 16]), PersonId([7; 16])),
            Press::HandAll(PersonId([0xff; 16]), PersonId([7; 16])),
            bind(None),
            bind(Some(it)),
            Press::More(it),
            Press::Back(it),
            Press::HandOver(it),
            Press::GiveTo(it, PersonId([255; 16])),
            Press::Note(it),
            Press::Merge(it),
            Press::Relate(it),
            Press::Priority(it, Priority::Low),
            Press::Priority(it, Priority::Normal),
            Press::Priority(it, Priority::Urgent),
            Press::Announce { incident: IncidentId(it.0), draft: u64::MAX, to: Audience::Chosen },
            Press::Incident(it),
            Press::LinkIncident(it, u32::MAX),
            Press::UnlinkIncident(it, u32::MAX),
            Press::NewIncident(it),
            Press::Withhold { incident: IncidentId(it.0), draft: u64::MAX },
            Press::KeepQuiet,
            private(private_request::Choice::Begin),
            private(private_request::Choice::Of(ClientId(it.0))),
            private(private_request::Choice::New { wrote: words(), client: ClientId(it.0) }),
            private(private_request::Choice::Add { wrote: words(), ticket: it }),
        ];
        for press in all {
            let data = press.data();
            assert!(data.len() <= DATA_BYTES_MAX, "{data}");
            assert_eq!(Press::parse(&data), Some(press));
        }
    }

    #[test]
    fn what_is_not_ours_is_nothing() {
        for data in [
            "",
            "v1",
            "v2|new",
            "v1|take|x",
            "v1|b|x|202611|1|",
            "v1|new|",
            "v1|b|-1|x|1|",
            "v1|give|x|y",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
