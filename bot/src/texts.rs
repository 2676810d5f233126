//! Texts: what does the bot say, in the language of whoever reads it?

use domain::ticket::Status;
use domain::{Language, Priority, RequestType, TicketNumber};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

pub mod set_up;

/// The most UTF-16 units of an answer to a press, by the Bot API.
pub const TOAST_UNITS_MAX: usize = 200;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "ru",
        // The marks that Fluent puts round arguments would be copied along with names and numbers.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static RU: LanguageIdentifier = langid!("ru");
static EN: LanguageIdentifier = langid!("en");

/// Whose word for a state is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Client,
    Staff,
}

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts(pub Language);

impl Texts {
    /// A text without arguments.
    pub(crate) fn text(self, key: &str) -> String {
        LOCALES.try_lookup(self.identifier(), key).expect("every key is written in both languages")
    }

    /// A text with arguments, each already as it is to be shown.
    pub(crate) fn with<const N: usize>(
        self,
        key: &str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.into_iter().map(|(name, it)| (name.into(), it)).collect();
        LOCALES
            .try_lookup_with_args(self.identifier(), key, &arguments)
            .expect("every key is written in both languages")
    }

    /// A ticket's number: `№ ROM-57` in Russian, `ROM-57` in English.
    pub fn number(self, number: &TicketNumber) -> String {
        self.with("number", [("number", number.to_string().into())])
    }

    /// How many requests, such as `21 заявка`.
    pub fn requests(self, count: usize) -> String {
        self.with("requests-count", [("count", count.into())])
    }

    pub fn status(self, status: Status, reader: Reader) -> String {
        self.text(match (status, reader) {
            (Status::New, _) => "state-new",
            (Status::InProgress, _) => "state-in-progress",
            (Status::WaitingForClient, Reader::Client) => "state-waiting",
            (Status::WaitingForClient, Reader::Staff) => "staff-state-waiting",
            (Status::OnHold, _) => "state-on-hold",
            (Status::Resolved, Reader::Client) => "state-resolved",
            (Status::Resolved, Reader::Staff) => "staff-state-resolved",
            (Status::Closed, _) => "state-closed",
            (Status::Cancelled, _) => "state-cancelled",
        })
    }

    pub fn request_type(self, request_type: RequestType) -> String {
        self.text(match request_type {
            RequestType::Fault => "type-fault",
            RequestType::Question => "type-question",
            RequestType::Access => "type-access",
        })
    }

    pub fn priority(self, priority: Priority) -> String {
        self.text(match priority {
            Priority::Low => "priority-low",
            Priority::Normal => "priority-normal",
            Priority::Urgent => "priority-urgent",
        })
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::Ru => &RU,
            Language::En => &EN,
        }
    }
}

/// One ticket in a list of somebody's requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: TicketNumber,
    pub status: Status,
    pub assignee: Option<String>,
}

/// The answer to a press, which only whoever pressed sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toast {
    Taken(TicketNumber),
    /// `time` as [`crate::times::Times`] writes it.
    AlreadyTaken {
        name: String,
        time: Option<String>,
    },
    TypeSet(RequestType),
    PriorityRaised,
    OnlyAuthorOrStaff,
    OnlyStaff,
    OnlyAdmin,
    Confirmed(TicketNumber),
    /// What is still wrong? The prompt follows.
    ReopenedAsk,
    Reopened(TicketNumber),
    AnswerMyPrompt,
    Cancelled(TicketNumber),
    Held(TicketNumber),
    Resumed(TicketNumber),
    LetGo(TicketNumber),
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
    Bound(TicketNumber),
    NotBound,
    NotNow(Status),
    /// Our fault, with the id under which the log tells why.
    Failed(String),
}

impl Toast {
    /// The words, at most [`TOAST_UNITS_MAX`] UTF-16 units.
    pub fn text(&self, language: Language, reader: Reader) -> String {
        let texts = Texts(language);
        let of =
            |key, number: &TicketNumber| texts.with(key, [("number", texts.number(number).into())]);
        let text = match self {
            Self::Taken(number) => of("toast-taken", number),
            Self::AlreadyTaken { name, time } => already_taken(texts, name, time.as_deref()),
            Self::TypeSet(it) => {
                texts.with("toast-type-set", [("type", texts.request_type(*it).into())])
            }
            Self::PriorityRaised => texts.text("toast-priority-raised"),
            Self::OnlyAuthorOrStaff => texts.text("toast-only-author-or-staff"),
            Self::OnlyStaff => texts.text("toast-only-staff"),
            Self::OnlyAdmin => texts.text("toast-only-admin"),
            Self::Confirmed(number) => of("toast-confirmed", number),
            Self::ReopenedAsk => texts.text("toast-reopened-ask"),
            Self::Reopened(number) => of("toast-reopened", number),
            Self::AnswerMyPrompt => texts.text("toast-answer-my-prompt"),
            Self::Cancelled(number) => of("toast-cancelled", number),
            Self::Held(number) => of("toast-held", number),
            Self::Resumed(number) => of("toast-resumed", number),
            Self::LetGo(number) => of("toast-let-go", number),
            Self::LinkConfirmed => texts.text("toast-link-confirmed"),
            Self::LinkRefused => texts.text("toast-link-refused"),
            Self::LinkGone => texts.text("toast-link-gone"),
            Self::MyRequests(lines) if lines.is_empty() => texts.text("toast-no-requests"),
            Self::MyRequests(lines) => list(texts, reader, lines, TOAST_UNITS_MAX),
            Self::NoRequests => texts.text("toast-no-requests"),
            Self::HowItWorks => texts.text("toast-how"),
            Self::Stale => texts.text("toast-stale"),
            Self::Unverifiable => texts.text("toast-unverifiable"),
            Self::Bound(number) => of("toast-bound", number),
            Self::NotBound => texts.text("toast-not-bound"),
            Self::NotNow(status) => {
                texts.with("toast-not-now", [("state", texts.status(*status, reader).into())])
            }
            Self::Failed(id) => texts.with("toast-failed", [("id", id.as_str().into())]),
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
                | Self::Failed(_)
        )
    }
}

/// A short reply to a command that was typed. Not recorded, and not repeated if it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    NotNow {
        number: Option<TicketNumber>,
        status: Status,
    },
    NotYours,
    OnlyStaff,
    AlreadyTaken {
        name: String,
        time: Option<String>,
    },
    NoSuchTicket,
    Unverifiable,
    /// The group belongs to nobody yet.
    NotLinked,
    LinkUsed,
    LinkExpired,
    /// What can be done in a private chat.
    PrivateHelp,
    MyRequests(Vec<Line>),
    Failed(String),
}

/// The most UTF-16 units of a message, by the Bot API.
pub const MESSAGE_UNITS_MAX: usize = 4096;

impl Reply {
    /// The words, without any markup, at most [`MESSAGE_UNITS_MAX`] UTF-16 units.
    pub fn text(&self, language: Language, reader: Reader) -> String {
        let texts = Texts(language);
        let text = match self {
            Self::NotNow { number, status } => {
                let state = texts.status(*status, reader);
                match number {
                    Some(number) => {
                        let number = texts.number(number);
                        let arguments = [("number", number.into()), ("state", state.into())];
                        texts.with("reply-not-now", arguments)
                    }
                    None => texts.with("reply-not-now-bare", [("state", state.into())]),
                }
            }
            Self::NotYours => texts.text("toast-only-author-or-staff"),
            Self::OnlyStaff => texts.text("hint-staff-only"),
            Self::AlreadyTaken { name, time } => already_taken(texts, name, time.as_deref()),
            Self::NoSuchTicket => texts.text("reply-no-such-ticket"),
            Self::Unverifiable => texts.text("reply-unverifiable"),
            Self::NotLinked => texts.text("reply-not-linked"),
            Self::LinkUsed => texts.text("reply-link-used"),
            Self::LinkExpired => texts.text("reply-link-expired"),
            Self::PrivateHelp => texts.text("reply-private"),
            Self::MyRequests(lines) if lines.is_empty() => texts.text("status-none"),
            Self::MyRequests(lines) => list(texts, reader, lines, MESSAGE_UNITS_MAX),
            Self::Failed(id) => texts.with("toast-failed", [("id", id.as_str().into())]),
        };
        cut(&text, MESSAGE_UNITS_MAX)
    }
}

fn already_taken(texts: Texts, name: &str, time: Option<&str>) -> String {
    match time {
        Some(time) => {
            texts.with("toast-already-taken", [("name", name.into()), ("time", time.into())])
        }
        None => texts.with("toast-already-taken-bare", [("name", name.into())]),
    }
}

/// As many lines as fit, and how many did not.
fn list(texts: Texts, reader: Reader, lines: &[Line], units_max: usize) -> String {
    let written: Vec<String> = lines.iter().map(|it| it.text(texts, reader)).collect();
    let with_rest = |shown: usize| {
        let mut shown_lines = written[..shown].to_vec();
        if shown < written.len() {
            let rest = [("count", (written.len() - shown).into())];
            shown_lines.push(texts.with("line-more", rest));
        }
        shown_lines.join("\n")
    };
    let fits = |shown: &usize| units(&with_rest(*shown)) <= units_max;
    let shown = (1..=written.len()).rev().find(fits).unwrap_or(0);
    with_rest(shown)
}

impl Line {
    /// `№ ROM-57: В работе, Ольга`.
    pub fn text(&self, texts: Texts, reader: Reader) -> String {
        let number = ("number", texts.number(&self.number).into());
        let state = ("state", texts.status(self.status, reader).into());
        match &self.assignee {
            Some(name) => {
                texts.with("line-assignee", [number, state, ("name", name.as_str().into())])
            }
            None => texts.with("line", [number, state]),
        }
    }
}

/// How long a text is as Telegram counts.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text, or as much of it as fits with an ellipsis, by UTF-16 units; never half a character.
pub(crate) fn cut(text: &str, units_max: usize) -> String {
    if units(text) <= units_max {
        return text.to_owned();
    }
    let mut left = units_max.saturating_sub(1);
    let fits = |it: &char| {
        let fits = it.len_utf16() <= left;
        left = left.saturating_sub(it.len_utf16());
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    if units_max == 0 { String::new() } else { format!("{}…", kept.trim_end()) }
}

#[cfg(test)]
mod tests;
