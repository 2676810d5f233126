//! Texts of canned replies: what are staff told when they ask for them, arrange them or send them?

use super::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use domain::desk::{REPLIES_MAX, REPLY_UNITS_MAX, ReplyName};
use domain::{Language, TicketNumber};
use projections::rows::ReplyRow;

/// The most UTF-16 units of a reply's text in a list.
const LISTED_UNITS_MAX: usize = 60;

/// One reply in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) languages: Vec<Language>,
    /// In the first of them.
    pub(crate) text: String,
}

/// The answer to `/reply`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CannedReply {
    OnlyAdmin,
    BadName,
    WithoutText(ReplyName),
    TooLong,
    TooMany,
    UnknownPlaceholder(String),
    Listed(Vec<Kept>),
    /// One reply in each of its languages.
    Shown(Vec<ReplyRow>),
    NoneSuch {
        name: String,
        names: Vec<String>,
    },
    Kept {
        name: ReplyName,
        language: Language,
    },
    Dropped(ReplyName),
}

impl CannedReply {
    /// The words, without any markup, at most [`MESSAGE_UNITS_MAX`] UTF-16 units.
    pub(crate) fn text(&self, language: Language) -> String {
        let texts = Texts(language);
        let named = |key, name: &ReplyName| texts.with(key, [("name", name.to_string().into())]);
        let text = match self {
            Self::OnlyAdmin => texts.text("canned-only-admin"),
            Self::BadName => texts.text("canned-bad-name"),
            Self::WithoutText(name) => named("canned-without-text", name),
            Self::TooLong => texts.with("canned-too-long", [("max", REPLY_UNITS_MAX.into())]),
            Self::TooMany => texts.with("canned-too-many", [("max", REPLIES_MAX.into())]),
            Self::UnknownPlaceholder(word) => {
                texts.with("canned-unknown-placeholder", [("word", word.as_str().into())])
            }
            Self::Listed(all) if all.is_empty() => {
                format!("{}\n{}", texts.text("canned-none"), texts.text("canned-arrange"))
            }
            Self::Listed(all) => listed(texts, all),
            Self::Shown(replies) => {
                let line = |it: &ReplyRow| {
                    let language = ("language", code(it.language).into());
                    let head =
                        texts.with("canned-head", [("name", it.name.as_str().into()), language]);
                    format!("{head}\n{}", undirected(&it.text))
                };
                replies.iter().map(line).collect::<Vec<_>>().join("\n\n")
            }
            Self::NoneSuch { name, names } => {
                let none = texts.with("canned-none-such", [("name", undirected(name).into())]);
                [Some(none), there_are(texts, names)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Self::Kept { name, language } => {
                let arguments =
                    [("name", name.to_string().into()), ("language", code(*language).into())];
                texts.with("canned-kept", arguments)
            }
            Self::Dropped(name) => named("canned-dropped", name),
        };
        cut(&text, MESSAGE_UNITS_MAX)
    }
}

/// As many lines as fit before what can be done with them.
fn listed(texts: Texts, all: &[Kept]) -> String {
    let head = texts.with("canned-title", [("count", all.len().into())]);
    let foot = format!("\n{}\n{}", texts.text("canned-send"), texts.text("canned-arrange"));
    let mut text = head;
    for it in all {
        let languages: Vec<_> = it.languages.iter().map(|it| code(*it)).collect();
        let words = cut(&undirected(&it.text).replace('\n', " "), LISTED_UNITS_MAX);
        let line = format!("\n{} ({}): {words}", it.name, languages.join(", "));
        if units(&text) + units(&line) + units(&foot) > MESSAGE_UNITS_MAX {
            break;
        }
        text.push_str(&line);
    }
    text + &foot
}

/// Which replies there are, or come near; none of none.
pub(crate) fn there_are(texts: Texts, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| texts.with("canned-names", [("names", names.join(", ").into())]))
}

pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::Ru => "ru",
        Language::En => "en",
    }
}

/// The answer to a press that is about a reply, or about words that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The replies stand on the card now.
    Choose,
    NoneKept,
    /// What the client would read stands below.
    Read,
    Sent(TicketNumber),
    /// It says something else by now, or is gone.
    Changed,
    Resent(TicketNumber),
    NothingToResend,
}

impl Said {
    pub(crate) fn text(&self, texts: Texts) -> String {
        let of =
            |key, number: &TicketNumber| texts.with(key, [("number", texts.number(number).into())]);
        match self {
            Self::Choose => texts.text("toast-replies"),
            Self::NoneKept => texts.text("toast-no-replies"),
            Self::Read => texts.text("toast-reply-read"),
            Self::Sent(number) => of("toast-reply-sent", number),
            Self::Changed => texts.text("toast-reply-changed"),
            Self::Resent(number) => of("toast-resent", number),
            Self::NothingToResend => texts.text("toast-nothing-to-resend"),
        }
    }
}
