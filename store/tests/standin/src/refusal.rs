//! Refusal: how does the server say no?

use std::net::SocketAddr;
use tonic::{Code, Status};

fn with(code: Code, message: String, said: &[(&'static str, String)]) -> Status {
    let mut status = Status::new(code, message);
    for (key, value) in said {
        // What is no ASCII cannot stand in a header; the real server drops it as well.
        if let Ok(value) = value.parse() {
            status.metadata_mut().insert(*key, value);
        }
    }
    status
}

pub(crate) fn unavailable() -> Status {
    Status::unavailable("Server Is Not Ready")
}

pub(crate) fn not_leader(leader: SocketAddr) -> Status {
    let said = [
        ("exception", "not-leader".to_owned()),
        ("leader-endpoint-host", leader.ip().to_string()),
        ("leader-endpoint-port", leader.port().to_string()),
    ];
    with(Code::NotFound, "Leader info available".to_owned(), &said)
}

pub(crate) fn access_denied() -> Status {
    let said = [("exception", "access-denied".to_owned())];
    with(Code::PermissionDenied, "Access Denied".to_owned(), &said)
}

pub(crate) fn unauthenticated() -> Status {
    Status::unauthenticated("Bad HTTP status code: 401")
}

pub(crate) fn stream_deleted(stream: &str) -> Status {
    let said = [("exception", "stream-deleted".to_owned()), ("stream-name", stream.to_owned())];
    with(Code::FailedPrecondition, format!("Event stream '{stream}' is deleted."), &said)
}

pub(crate) fn wrong_expected(stream: &str, expected: i64, actual: i64) -> Status {
    let said = [
        ("exception", "wrong-expected-version".to_owned()),
        ("stream-name", stream.to_owned()),
        ("expected-version", expected.to_string()),
        ("actual-version", actual.to_string()),
    ];
    let message = format!(
        "Delete failed due to WrongExpectedVersion. Stream: {stream}, Expected version: {expected}, \
         Actual version: {actual}"
    );
    with(Code::FailedPrecondition, message, &said)
}

pub(crate) fn append_too_large(bytes_max: usize) -> Status {
    let said = [
        ("exception", "maximum-append-size-exceeded".to_owned()),
        ("maximum-append-size", bytes_max.to_string()),
    ];
    with(Code::InvalidArgument, format!("Maximum Append Size of {bytes_max} Exceeded."), &said)
}

pub(crate) fn missing_property(name: &str) -> Status {
    let said = [
        ("exception", "missing-required-metadata-property".to_owned()),
        ("required-metadata-properties", "type,content-type".to_owned()),
    ];
    let message = format!("Required Metadata Property '{name}' is missing");
    with(Code::InvalidArgument, message, &said)
}

pub(crate) fn invalid_position() -> Status {
    Status::invalid_argument("Trying to read from an invalid position.")
}
