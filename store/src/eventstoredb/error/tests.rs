//! What does each error of the clients mean, and may it pass?

use super::*;
use crate::eventstoredb::names::client::{self, CurrentRevision, GrpcConnectionError};
use crate::eventstoredb::names::no_stream;

#[test]
fn what_the_client_says_is_said_so_that_an_operator_can_do_something() {
    let server = |text: &str| Error::ServerError(text.to_owned());
    let connect =
        |text: &str| Error::GrpcConnectionError(GrpcConnectionError::Grpc(text.to_owned()));
    let endpoint = client::Endpoint { host: "two".to_owned(), port: 2113 };
    let conflict =
        Error::WrongExpectedVersion { expected: no_stream(), current: CurrentRevision::NoStream };
    let tries = GrpcConnectionError::MaxDiscoveryAttemptReached(3);
    // What was said, the words that tell it, whether the client is broken, whether it may pass.
    let table = [
        (server("status: Unavailable"), "broke off", true, true),
        (Error::ConnectionClosed, "broke off", true, true),
        (connect("connection refused"), "no node", true, true),
        (Error::GrpcConnectionError(tries), "no node", true, true),
        (Error::InitializationError("x".to_owned()), "no node", true, true),
        (Error::DeadlineExceeded, "in time", true, true),
        (Error::NotLeaderException(endpoint), "not the leader", true, true),
        (Error::AccessDenied, "may not read $all", false, false),
        (Error::ResourceDeleted, "desk.ticket-1 was deleted", false, false),
        (Error::UnsupportedFeature, "cannot read $all", false, false),
        (Error::ResourceNotFound, "refused to read $all", false, false),
        (Error::ResourceAlreadyExists, "refused to read $all", false, false),
        (Error::InternalClientError, "refused to read $all", false, false),
        (conflict, "refused to read $all", false, false),
    ];
    for (said, words, is_broken, may_pass) in table {
        let error = EventStoreDbError::of("read $all", "desk.ticket-1", said.clone());
        assert!(error.to_string().contains(words), "{said:?}: {error}");
        assert_eq!((error.is_broken(), error.may_pass()), (is_broken, may_pass), "{said:?}");
        assert!(!error.to_string().contains("status"), "the source is shown elsewhere: {error}");
    }
}

#[test]
fn a_code_without_a_kind_passes_only_where_the_same_question_may_be_answered_later() {
    let table = [
        ("cancelled", 1, true),
        ("invalid argument", 3, false),
        ("resource exhausted", 8, true),
        ("failed precondition", 9, false),
        ("aborted", 10, true),
        ("out of range", 11, false),
    ];
    for (code, number, may_pass) in table {
        let said = Error::Grpc { code: number.into(), message: "it was said so".to_owned() };
        let error = EventStoreDbError::of("follow the log", "", said);
        // Who asks again does so with another client.
        assert_eq!((error.may_pass(), error.is_broken()), (may_pass, may_pass), "{code}");
        assert!(!error.to_string().contains("said"), "{error}");
    }
}

#[test]
fn an_append_is_too_large_by_the_words_of_either_side() {
    let table = [
        (3, "Maximum Append Size of 1048576 Exceeded.", true),
        (8, "Received message exceeds the maximum configured message size.", true),
        (3, "the stream's name is empty", false),
        (8, "too many streams", false),
        (3, "a message has no id", false),
        (13, "Maximum Append Size of 1048576 Exceeded.", false),
    ];
    for (code, message, then) in table {
        assert_eq!(is_too_large(code, message), then, "{code} {message}");
    }
}
