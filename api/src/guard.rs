//! The guard: for whom is a request meant, and who sends it?
//!
//! A page of a foreign site can make a browser ask us, under a name that it points at 127.0.0.1, or across origins.
//! Only our own names are answered, and only requests of our own pages.

use crate::{Kind, Problem, Shared};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Lets a request pass that names one of our hosts and comes from nowhere else.
pub(crate) async fn pass(State(app): State<Shared>, request: Request, next: Next) -> Response {
    match check(&app.api.hosts, request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(kind) => Problem::of(kind).into_response(),
    }
}

fn check(extra: &[String], uri: &Uri, headers: &HeaderMap) -> Result<(), Kind> {
    let host = host_of(uri, headers).ok_or(Kind::ForeignHost)?;
    let name = host.host();
    let is_ours = LOOPBACK.iter().any(|it| it.eq_ignore_ascii_case(name))
        || extra.iter().any(|it| it.eq_ignore_ascii_case(name));
    if !is_ours {
        return Err(Kind::ForeignHost);
    }
    if headers.get_all(header::ORIGIN).iter().all(|it| is_same(it.as_bytes(), &host)) {
        Ok(())
    } else {
        Err(Kind::ForeignOrigin)
    }
}

/// The one host that a request names; `None` where it names none, several, or nonsense.
fn host_of(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok()?.parse::<Authority>().ok()?,
        (None, None) => uri.authority()?.clone(),
        (Some(_) | None, Some(_)) => return None,
    };
    // "user@127.0.0.1" is no host.
    (!host.as_str().contains('@')).then_some(host)
}

/// Whether an origin is the very host (and port) that was asked.
fn is_same(origin: &[u8], host: &Authority) -> bool {
    let Ok(origin) = std::str::from_utf8(origin) else { return false };
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|it| it.eq_ignore_ascii_case(host.as_str()))
}
