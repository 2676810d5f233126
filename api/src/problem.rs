//! Problems: what does a caller learn when there is no answer?
//!
//! One type for every error, written as RFC 9457 says. The caller learns what to mend; what broke on our side is
//! logged once, by the edge, under the id that the caller gets.

use crate::refused::Refused;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::any::Any;
use std::error::Error;
use std::fmt::Write as _;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong, by its stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    NotFound,
    TicketUnknown,
    FileUnknown,
    ClientUnknown,
    IncidentUnknown,
    WrongMethod,
    BadPath,
    BadQuery,
    BadHeader,
    TooLarge,
    ForeignHost,
    ForeignOrigin,
    /// The views have not come to the asked-for position yet.
    ViewBehind,
    TooManyStreams,
    NotReady,
    TimedOut,
    /// Something broke on our side.
    Internal,
    /// What a layer below says with a bare status.
    Bare(StatusCode),
}

impl Kind {
    fn row(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::NotFound => (S::NOT_FOUND, "not_found", "Nothing is here"),
            Self::TicketUnknown => (S::NOT_FOUND, "ticket_unknown", "There is no such ticket"),
            Self::FileUnknown => (S::NOT_FOUND, "file_unknown", "There is no such file here"),
            Self::ClientUnknown => (S::NOT_FOUND, "client_unknown", "There is no such client"),
            Self::IncidentUnknown => {
                (S::NOT_FOUND, "incident_unknown", "There is no such incident")
            }
            Self::WrongMethod => (S::METHOD_NOT_ALLOWED, "wrong_method", "Not with this method"),
            Self::BadPath => (S::BAD_REQUEST, "bad_path", "The path cannot be understood"),
            Self::BadQuery => (S::BAD_REQUEST, "bad_query", "The query cannot be understood"),
            Self::BadHeader => (S::BAD_REQUEST, "bad_header", "A header cannot be understood"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too_large", "The request is too large"),
            Self::ForeignHost => {
                (S::MISDIRECTED_REQUEST, "foreign_host", "This host name is not served here")
            }
            Self::ForeignOrigin => {
                (S::FORBIDDEN, "foreign_origin", "Requests from other sites are refused")
            }
            Self::ViewBehind => {
                (S::SERVICE_UNAVAILABLE, "view_behind", "The views are not there yet")
            }
            Self::TooManyStreams => {
                (S::SERVICE_UNAVAILABLE, "too_many_streams", "Too many live streams are open")
            }
            Self::NotReady => (S::SERVICE_UNAVAILABLE, "not_ready", "Not ready"),
            Self::TimedOut => (S::SERVICE_UNAVAILABLE, "timed_out", "The answer took too long"),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "internal", "Something broke on our side"),
            Self::Bare(status) => {
                (status, "refused", status.canonical_reason().unwrap_or("Refused"))
            }
        }
    }

    pub fn status(self) -> StatusCode {
        self.row().0
    }

    /// The code that programs may rely on.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            // Nothing of ours answers so without a problem: it is the layer that keeps the time.
            StatusCode::SERVICE_UNAVAILABLE => Self::TimedOut,
            StatusCode::INTERNAL_SERVER_ERROR => Self::Internal,
            other => Self::Bare(other),
        }
    }

    /// Seconds after which asking again makes sense.
    fn retry_after(self) -> Option<u32> {
        match self {
            Self::ViewBehind | Self::NotReady | Self::TimedOut => Some(1),
            Self::TooManyStreams => Some(15),
            Self::NotFound
            | Self::TicketUnknown
            | Self::FileUnknown
            | Self::ClientUnknown
            | Self::IncidentUnknown
            | Self::WrongMethod
            | Self::BadPath
            | Self::BadQuery
            | Self::BadHeader
            | Self::TooLarge
            | Self::ForeignHost
            | Self::ForeignOrigin
            | Self::Internal
            | Self::Bare(_) => None,
        }
    }
}

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem {
    pub kind: Kind,
    /// What to mend, in English; never a client's words.
    pub detail: Option<String>,
    /// Further members of the body.
    pub more: Map<String, Value>,
    /// The parameter to mend, for pages in a reader's own language.
    pub(crate) refused: Option<Box<Refused>>,
    /// For the log only: the failure and what led to it.
    pub(crate) chain: Option<String>,
}

impl Problem {
    pub fn of(kind: Kind) -> Self {
        Self { kind, detail: None, more: Map::new(), refused: None, chain: None }
    }

    pub fn because(kind: Kind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::of(kind) }
    }

    /// A failure of ours: the caller gets an id, the log gets the whole chain.
    pub fn ours(failure: &(dyn Error + 'static)) -> Self {
        Self { chain: Some(chain_of(failure)), ..Self::of(Kind::Internal) }
    }

    /// The problem that a response stands for: its own, or what its status says. `None` where it is no error, and
    /// where whoever answered has written a problem already.
    pub(crate) fn of_response(response: &mut Response) -> Option<Self> {
        let status = response.status();
        let own = response.extensions_mut().remove::<Self>();
        let is_bare = is_error(status) && !is_problem(response);
        own.or_else(|| is_bare.then(|| Self::of(Kind::of_status(status))))
    }

    pub(crate) fn body(&self, request_id: &str) -> Value {
        let (status, code, title) = self.kind.row();
        let mut body = json!({
            "type": format!("urn:proofdesk:problem:{code}"),
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "request_id": request_id,
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.detail.clone().map(|it| ("detail".to_owned(), it.into())));
            members.extend(self.more.clone());
        }
        body
    }
}

impl IntoResponse for Problem {
    /// The bare status, with the problem beside it: the edge gives it the body that the caller can read.
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        if let Some(seconds) = self.kind.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What a panic in a handler becomes. Its words may be a client's: they stay in the panic hook.
pub(crate) fn of_panic(_: Box<dyn Any + Send>) -> Response<Body> {
    let chain = Some("a handler panicked".to_owned());
    Problem { chain, ..Problem::of(Kind::Internal) }.into_response()
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|it| it == MEDIA_TYPE)
}

/// A failure and what led to it, for the log.
pub(crate) fn chain_of(failure: &(dyn Error + 'static)) -> String {
    let mut chain = failure.to_string();
    let mut cause = failure.source();
    while let Some(it) = cause {
        // A String takes everything.
        let _ = write!(chain, ": {it}");
        cause = it.source();
    }
    chain
}
