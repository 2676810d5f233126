//! Errors: what went wrong with the cluster, and what can its operator do?

use super::names::Error;
use thiserror::Error as ThisError;

/// The oldest server that tells a reader that it has seen all there is: 23.10.
pub const SERVER_MIN: (usize, usize) = (23, 10);

/// gRPC's numbers of the answers "it was called off", "this request makes no sense", "there is no room
/// for this" and "something else came between".
const CANCELLED: i32 = 1;
const INVALID_ARGUMENT: i32 = 3;
const RESOURCE_EXHAUSTED: i32 = 8;
const ABORTED: i32 = 10;

/// Why a cluster could not be asked, or answered what must not be used.
#[derive(Debug, Clone, ThisError)]
#[non_exhaustive]
pub enum EventStoreDbError {
    #[error(
        "no node of the cluster can be reached; see that it runs, the address in `store` (a server \
         without TLS wants tls=false), and whether its tlsCaFile and userCertFile are those of the cluster"
    )]
    Unreachable { source: Said },
    #[error("the cluster broke off; see that a majority of its nodes runs")]
    BrokenOff { source: Said },
    #[error("the cluster did not answer in time; see how busy it is")]
    Deadline,
    #[error("the node that answered is not the leader; see that the cluster has one")]
    NotLeader,
    #[error("access denied: the login may not {doing}; see the user, its password and its rights")]
    AccessDenied { doing: &'static str },
    #[error("the server takes no append of this size; raise its MaxAppendSize")]
    TooLarge,
    #[error("stream {stream} was deleted on the server; restore it from a backup")]
    Deleted { stream: String },
    #[error(
        "events of stream {stream} are missing: {found} stands where {expected} should; see its \
         metadata for $maxAge, $maxCount and $tb, and restore it from a backup"
    )]
    Missing { stream: String, expected: u64, found: u64 },
    #[error(
        "stream {stream} is hidden: it was deleted, or is older than its $maxAge; take $tb and \
         $maxAge out of its metadata, or restore it from a backup"
    )]
    Hidden { stream: String },
    #[error("event {revision} of stream {stream} is not one of ours: {reason}")]
    Malformed { stream: String, revision: u64, reason: &'static str },
    #[error("the server is version {found}; 23.10 or newer is needed")]
    TooOld { found: String },
    #[error(
        "this is not the log it was: the last event known no longer stands where it stood; the \
         cluster holds another or an older log, lost data, or the address leads elsewhere"
    )]
    Lost,
    #[error("there is no log of ours under the prefix {prefix}; see the address in `store`")]
    NoLog { prefix: String },
    #[error(
        "position {position} lies beyond the end of the log; what remembers it belongs to another \
         log"
    )]
    Beyond { position: u64 },
    #[error(
        "what reads the log stood still too often, though others took its place; start the program \
         again and report its log"
    )]
    Stuck,
    #[error("no thread can be started; see the limits set for the process")]
    NoThread,
    #[error("the server cannot {doing}; see its version")]
    Unsupported { doing: &'static str },
    #[error(
        "another part of the program set up TLS first, which this client does not survive; use a \
         build with the feature `kurrentdb`"
    )]
    ProviderTaken,
    #[error("the connection was closed")]
    Closed,
    #[error("the client broke over an answer of the server; see its version")]
    Panicked,
    #[error("the server refused to {doing}")]
    Unexpected { doing: &'static str, source: Said },
}

/// What a client said, without the tail in which it lists what no operator needs.
#[derive(Debug, Clone, ThisError)]
#[error("{0}")]
pub struct Said(String);

impl From<Error> for Said {
    fn from(error: Error) -> Self {
        let said = error.to_string();
        let end = said.find(", details: ").unwrap_or(said.len());
        Self(said[..end].to_owned())
    }
}

impl EventStoreDbError {
    /// What an error of the client means for what was being done, in words after "may not".
    pub(crate) fn of(doing: &'static str, stream: &str, error: Error) -> Self {
        match error {
            Error::NotLeaderException(_) => Self::NotLeader,
            Error::AccessDenied => Self::AccessDenied { doing },
            Error::ResourceDeleted => Self::Deleted { stream: stream.to_owned() },
            Error::UnsupportedFeature => Self::Unsupported { doing },
            Error::DeadlineExceeded => Self::Deadline,
            Error::Grpc { code, ref message } if is_too_large(i32::from(code), message) => {
                Self::TooLarge
            }
            Error::GrpcConnectionError(_) | Error::InitializationError(_) => {
                Self::Unreachable { source: error.into() }
            }
            // What a server says when it is going down, or has too much to do.
            Error::Grpc { code, .. }
                if matches!(i32::from(code), CANCELLED | RESOURCE_EXHAUSTED | ABORTED) =>
            {
                Self::BrokenOff { source: error.into() }
            }
            Error::ServerError(_) | Error::ConnectionClosed => {
                Self::BrokenOff { source: error.into() }
            }
            Error::Grpc { .. }
            | Error::InternalParsingError(_)
            | Error::ResourceAlreadyExists
            | Error::ResourceNotFound
            | Error::InternalClientError
            | Error::IllegalStateError(_)
            | Error::WrongExpectedVersion { .. } => {
                Self::Unexpected { doing, source: error.into() }
            }
        }
    }

    /// Whether the client that met this is of no use any more.
    pub fn is_broken(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::BrokenOff { .. }
            | Self::Deadline
            | Self::NotLeader
            | Self::Panicked => true,
            Self::AccessDenied { .. }
            | Self::TooLarge
            | Self::Deleted { .. }
            | Self::Missing { .. }
            | Self::Hidden { .. }
            | Self::Malformed { .. }
            | Self::TooOld { .. }
            | Self::Lost
            | Self::NoLog { .. }
            | Self::Beyond { .. }
            | Self::Stuck
            | Self::NoThread
            | Self::Unsupported { .. }
            | Self::ProviderTaken
            | Self::Closed
            | Self::Unexpected { .. } => false,
        }
    }

    /// Whether the same question, asked again a little later, may find an answer.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::BrokenOff { .. }
            | Self::Deadline
            | Self::NotLeader
            | Self::Panicked => true,
            Self::AccessDenied { .. }
            | Self::TooLarge
            | Self::Deleted { .. }
            | Self::Missing { .. }
            | Self::Hidden { .. }
            | Self::Malformed { .. }
            | Self::TooOld { .. }
            | Self::Lost
            | Self::NoLog { .. }
            | Self::Beyond { .. }
            | Self::Stuck
            | Self::NoThread
            | Self::Unsupported { .. }
            | Self::ProviderTaken
            | Self::Closed
            | Self::Unexpected { .. } => false,
        }
    }
}

fn is_too_large(code: i32, message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    code == RESOURCE_EXHAUSTED && message.contains("message")
        || code == INVALID_ARGUMENT && message.contains("append size")
}

#[cfg(test)]
mod tests;
