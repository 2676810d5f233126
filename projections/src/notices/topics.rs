//! Where can nothing be said: in which topics, and in which groups at all?

use super::{Said, say, tell_staff_of_chat};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::taken::Taken;
use domain::notice::Kind;
use rusqlite::params;

/// The general topic, which has no number.
const GENERAL: i64 = 0;

/// A condition on a chat `h`: that the bot may write there, as far as it was told. Where it is no member, that is tried
/// and given up.
pub(crate) const SPEAKS: &str = "(coalesce(h.sees, 0) = 3 OR coalesce(h.rights, 2) & 2 <> 0)";

/// Where something is said that was to be said in a topic: in the general one, if that topic is lost.
///
/// * `chat`, `thread`: columns.
pub(super) fn thread_of(chat: &str, thread: &str) -> String {
    format!(
        "(SELECT {thread} WHERE NOT EXISTS (SELECT 1 FROM lost_topics l \
         WHERE l.chat = {chat} AND l.thread = {thread}))"
    )
}

/// A condition: that something can be said where [`thread_of`] says.
pub(super) fn has_room(chat: &str, thread: &str) -> String {
    format!(
        "({} IS NOT NULL OR NOT EXISTS (SELECT 1 FROM lost_topics l \
         WHERE l.chat = {chat} AND l.thread = {GENERAL}))",
        thread_of(chat, thread)
    )
}

/// The group hears it once. If it is the general topic that is lost, nothing can be said there, and staff hear it.
pub(super) fn lost(
    batch: &mut Batch<'_>,
    taken: &Taken,
    thread: Option<i64>,
) -> Result<(), ViewError> {
    let chat = batch.current_chat(taken.chat()?)?;
    let row = params![chat, thread.unwrap_or(GENERAL)];
    batch.pending.write()?;
    batch.execute("INSERT OR IGNORE INTO lost_topics VALUES (?1, ?2)", row)?;
    match thread {
        Some(_) => say(batch, taken, Said::new(taken, Kind::TopicLost, chat)),
        None => tell_staff_of_chat(batch, taken, Kind::Alarm),
    }
}

pub(super) fn found(
    batch: &mut Batch<'_>,
    taken: &Taken,
    thread: Option<i64>,
) -> Result<(), ViewError> {
    let chat = batch.current_chat(taken.chat()?)?;
    let row = params![chat, thread.unwrap_or(GENERAL)];
    batch.execute("DELETE FROM lost_topics WHERE chat = ?1 AND thread = ?2", row)?;
    Ok(())
}

/// Whoever may manage topics writes in those that are closed.
pub(super) fn all_found(batch: &mut Batch<'_>, chat: ChatKey) -> Result<(), ViewError> {
    batch.execute("DELETE FROM lost_topics WHERE chat = ?1", [chat])?;
    Ok(())
}
