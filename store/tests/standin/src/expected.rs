//! Expected: may these events be appended to this stream?

use crate::log::Log;
use crate::meta::meta_of;
use uuid::Uuid;

/// What a writer believes of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Any,
    NoStream,
    StreamExists,
    Revision(u64),
}

impl Expected {
    /// As the server's older protocols, and its texts, have it.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::NoStream => -1,
            Self::Any => -2,
            Self::StreamExists => -4,
            Self::Revision(it) => i64::try_from(it).unwrap_or(i64::MAX),
        }
    }
}

/// What comes of an append.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It may be written; a stream that was softly deleted begins anew with it.
    Write {
        undelete: bool,
    },
    /// The very same events stand there already, the last at this revision.
    Repeated {
        last: u64,
    },
    /// The stream's last revision is this one.
    Wrong {
        current: Option<u64>,
    },
    Deleted,
}

/// Decides as the server's index does.
pub(crate) fn decide(log: &Log, name: &str, expected: Expected, ids: &[Uuid]) -> Decision {
    let stream = log.stream(name);
    if stream.is_some_and(|it| it.tombstoned) {
        return Decision::Deleted;
    }
    let current = stream.and_then(|it| it.last);
    let undelete = stream.is_some_and(|it| it.meta.is_deleted());
    let wrong = Decision::Wrong { current };
    match expected {
        Expected::StreamExists if undelete => Decision::Deleted,
        Expected::StreamExists
            if current.is_none()
                && log.stream(&meta_of(name)).is_none_or(|it| it.last.is_none()) =>
        {
            wrong
        }
        Expected::Any | Expected::StreamExists => blind(log, name, ids, undelete).unwrap_or(wrong),
        Expected::NoStream | Expected::Revision(_) => {
            exact(log, name, expected, ids, undelete).unwrap_or(wrong)
        }
    }
}

/// With nothing exact to go by, only what was appended lately is recognised.
fn blind(log: &Log, name: &str, ids: &[Uuid], undelete: bool) -> Option<Decision> {
    let known = |id: &Uuid| log.recent(id).filter(|it| &*it.0 == name).map(|it| it.1);
    let Some(first) = ids.first() else { return Some(Decision::Write { undelete }) };
    if known(first).is_none() {
        return Some(Decision::Write { undelete });
    }
    let revisions: Option<Vec<u64>> = ids.iter().map(known).collect();
    revisions.and_then(|it| it.last().copied()).map(|last| Decision::Repeated { last })
}

fn exact(
    log: &Log,
    name: &str,
    expected: Expected,
    ids: &[Uuid],
    undelete: bool,
) -> Option<Decision> {
    let stream = log.stream(name);
    let current = stream.and_then(|it| it.last);
    let next = match expected {
        Expected::Revision(it) => it + 1,
        _ => 0,
    };
    let end = current.map_or(0, |it| it + 1);
    if next == end {
        return Some(Decision::Write { undelete });
    }
    if next > end {
        return None;
    }
    let stands = |(revision, id): (u64, &Uuid)| {
        let recent = log.recent(id).is_some_and(|it| &*it.0 == name && it.1 == revision);
        recent || stream.and_then(|it| log.at(it, revision)).is_some_and(|it| it.id == *id)
    };
    let first = ids.first()?;
    if !stands((next, first)) {
        let anew = expected == Expected::NoStream && undelete;
        return anew.then_some(Decision::Write { undelete });
    }
    let all = (next..).zip(ids).all(stands);
    all.then(|| Decision::Repeated { last: next + ids.len() as u64 - 1 })
}
