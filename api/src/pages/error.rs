//! The page of an error: what went wrong, and where to go on?

use crate::pages::{Frame, Place, Words};
use crate::problem::{Kind, Problem};
use crate::refused::{Refused, Why};
use askama::Template;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    status: u16,
    hint: String,
    /// Which parameter is to be mended, and how, where we know.
    refused: Option<String>,
    /// What else is to be mended, in English.
    detail: Option<&'a str>,
    request_id: &'a str,
}

/// The page of a problem. Falls back to its title where even that cannot be rendered.
pub(crate) fn html(words: Words, problem: &Problem, request_id: &str) -> String {
    let key = key_of(problem.kind);
    let refused = problem.refused.as_ref().map(|it| told(words, it));
    let page = ErrorPage {
        frame: Frame::new(words, Place::Elsewhere, words.text(key), "/"),
        status: problem.kind.status().as_u16(),
        hint: words.text(&format!("{key}-hint")),
        detail: problem.detail.as_deref().filter(|_| refused.is_none()),
        refused,
        request_id,
    };
    page.render().unwrap_or_else(|_| problem.kind.code().to_owned())
}

/// Which parameter is wrong, and what is accepted.
fn told(words: Words, it: &Refused) -> String {
    let parts = [("parameter", it.parameter.as_str().into()), ("why", why(words, it).into())];
    words.with_all("refused", parts)
}

fn why(words: Words, Refused { parameter, why }: &Refused) -> String {
    match why {
        Why::Form(form) => match form_key(parameter) {
            Some(key) => words.text(key),
            None => form.clone(),
        },
        Why::OneOf(names) => words.with("refused-one-of", "names", names.as_str()),
        Why::Between(min, max) => {
            // As text: a number of an address is written without separators.
            let parts = [("min", min.to_string().into()), ("max", max.to_string().into())];
            words.with_all("refused-between", parts)
        }
        Why::NoClient => words.text("refused-no-client"),
        Why::Future => words.text("refused-future"),
        Why::Missing => words.text("refused-missing"),
        Why::Alone => words.text("refused-alone"),
        Why::BesidePeriod => words.text("refused-beside-period"),
        Why::Order => words.text("refused-order"),
        Why::TooLong(days) => words.with("refused-too-long", "days", *days),
        Why::Twice => words.text("refused-twice"),
        Why::Stray => words.text("refused-stray"),
        Why::ManyParts => words.text("refused-many-parts"),
        Why::NotCounted(name) => words.with("refused-not-counted", "name", *name),
        Why::NotOpen(name) => words.with("refused-not-open", "name", *name),
    }
}

/// What a parameter is to look like.
fn form_key(parameter: &str) -> Option<&'static str> {
    match parameter {
        "month" => Some("accepts-month"),
        "from" | "to" => Some("accepts-day"),
        "as_of" => Some("accepts-instant"),
        "client" | "of" => Some("accepts-client"),
        "agent" | "assignee" => Some("accepts-person"),
        "after" => Some("accepts-place"),
        "limit" | "hour" => Some("accepts-number"),
        "status" => Some("accepts-status"),
        "lang" => Some("accepts-language"),
        _ => None,
    }
}

fn key_of(kind: Kind) -> &'static str {
    match kind {
        Kind::NotFound | Kind::FileUnknown => "problem-not-found",
        Kind::TicketUnknown => "problem-ticket-unknown",
        Kind::ClientUnknown => "problem-client-unknown",
        Kind::IncidentUnknown => "problem-incident-unknown",
        Kind::WrongMethod => "problem-wrong-method",
        Kind::BadPath => "problem-bad-path",
        Kind::BadQuery => "problem-bad-query",
        Kind::TooLarge => "problem-too-large",
        Kind::ForeignHost | Kind::ForeignOrigin => "problem-foreign",
        Kind::ViewBehind | Kind::TooManyStreams | Kind::NotReady | Kind::TimedOut => "problem-busy",
        Kind::Internal => "problem-internal",
        Kind::BadHeader | Kind::Bare(_) => "problem-refused",
    }
}
