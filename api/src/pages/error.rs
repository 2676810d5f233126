//! The page of an error: what went wrong, and where to go on?

use crate::pages::{Frame, Place, Words};
use crate::problem::{Kind, Problem};
use askama::Template;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    status: u16,
    hint: String,
    /// What exactly is to be mended, where we know.
    detail: Option<&'a str>,
    request_id: &'a str,
}

/// The page of a problem. Falls back to its title where even that cannot be rendered.
pub(crate) fn html(words: Words, problem: &Problem, request_id: &str) -> String {
    let key = key_of(problem.kind);
    let page = ErrorPage {
        frame: Frame::new(words, Place::Elsewhere, words.text(key), "/"),
        status: problem.kind.status().as_u16(),
        hint: words.text(&format!("{key}-hint")),
        detail: problem.detail.as_deref(),
        request_id,
    };
    page.render().unwrap_or_else(|_| problem.kind.code().to_owned())
}

fn key_of(kind: Kind) -> &'static str {
    match kind {
        Kind::NotFound => "problem-not-found",
        Kind::TicketUnknown => "problem-ticket-unknown",
        Kind::ClientUnknown => "problem-client-unknown",
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
