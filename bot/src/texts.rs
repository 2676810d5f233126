//! Texts: what does the bot say, in the language of whoever reads it?

pub(crate) mod canned;
pub(crate) mod corrected;
mod cut;
pub(crate) mod dates;
pub(crate) mod incidents;
pub(crate) mod previews;
pub(crate) mod promises;
mod reply;
pub mod routing;
pub mod set_up;
mod toast;

pub(crate) use cut::cut;
pub use reply::Reply;
pub use toast::Toast;

use domain::policy::Pause;
use domain::ticket::Status;
use domain::{Language, Priority, RequestType, TicketNumber};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};
use projections::rows::TicketRow;
use std::borrow::Cow;
use std::collections::HashMap;

/// The most UTF-16 units of a message, by the Bot API.
pub const MESSAGE_UNITS_MAX: usize = 4096;
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
        self.with_all(key, arguments)
    }

    /// The same with as many arguments as there are.
    pub(crate) fn with_all<'a>(
        self,
        key: &str,
        arguments: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>,
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

impl Line {
    /// The line of a ticket as it stands.
    pub fn of(ticket: TicketRow) -> Self {
        Self { number: ticket.number, status: ticket.status, assignee: ticket.assignee_name }
    }
}

fn already_taken(texts: Texts, name: &str, time: Option<&str>) -> String {
    let name = ("name", undirected(name).into());
    match time {
        Some(time) => texts.with("toast-already-taken", [name, ("time", time.into())]),
        None => texts.with("toast-already-taken-bare", [name]),
    }
}

fn already_held(texts: Texts, number: &TicketNumber, why: Pause) -> String {
    let arguments = [("number", texts.number(number).into()), ("why", texts.pause(why).into())];
    texts.with("already-held", arguments)
}

/// As many lines as fit, and how many did not.
/// Lines after a head of so many UTF-16 units, as many as one message holds.
pub(crate) fn list_of(texts: Texts, reader: Reader, lines: &[Line], head_units: usize) -> String {
    list(texts, reader, lines, MESSAGE_UNITS_MAX.saturating_sub(head_units))
}

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
                texts.with("line-assignee", [number, state, ("name", undirected(name).into())])
            }
            None => texts.with("line", [number, state]),
        }
    }
}

/// People's words without the marks that turn the direction of a text: they would turn our own words round them.
pub(crate) fn undirected(text: &str) -> String {
    text.replace(|it| matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'), "")
}

/// How long a text is as Telegram counts.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod plurals;
