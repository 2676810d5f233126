//! Access: who may read and write?

use crate::refusal;
use tonic::Status;
use tonic::metadata::MetadataMap;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whom a server lets in.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Access {
    /// Everybody, as a server that was started insecurely.
    #[default]
    Open,
    /// Who knows the user and the password.
    Password {
        user: String,
        password: String,
        /// Whether this user may read `$all`, which is the right of operators unless it was given away.
        reads_all: bool,
    },
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => f.write_str("Open"),
            Self::Password { reads_all, .. } => {
                f.debug_struct("Password").field("reads_all", reads_all).finish_non_exhaustive()
            }
        }
    }
}

impl Access {
    /// Whether a call with these headers is let in.
    pub(crate) fn check(&self, headers: &MetadataMap, whole_log: bool) -> Result<(), Status> {
        let Self::Password { user, password, reads_all } = self else { return Ok(()) };
        let Some(said) = headers.get("authorization") else {
            return Err(refusal::access_denied());
        };
        let expected = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
        if said.as_bytes() != expected.as_bytes() {
            return Err(refusal::unauthenticated());
        }
        if whole_log && !reads_all {
            return Err(refusal::access_denied());
        }
        Ok(())
    }
}

fn base64(bytes: &[u8]) -> String {
    let letter = |bits: u32| char::from(LETTERS[(bits & 63) as usize]);
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        text.push(letter(bits >> 18));
        text.push(letter(bits >> 12));
        text.push(if group.len() > 1 { letter(bits >> 6) } else { '=' });
        text.push(if group.len() > 2 { letter(bits) } else { '=' });
    }
    text
}
