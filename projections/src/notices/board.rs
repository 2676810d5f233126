//! Board: does a chat show its open tickets on its pinned card, and when does that change?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::taken::Taken;
use domain::At;
use domain::notice::Kind;
use rusqlite::OptionalExtension;

/// Whether a chat's card is a board.
pub(super) fn is_kept(batch: &mut Batch<'_>, chat: ChatKey) -> rusqlite::Result<bool> {
    Ok(batch.cards.get(&(chat.0, Kind::GroupCard))?.is_some_and(|it| it.board))
}

/// Whether a chat's card is to be a board, as its client has agreed.
pub(super) fn is_agreed(batch: &mut Batch<'_>, chat: ChatKey) -> rusqlite::Result<bool> {
    batch.settle()?;
    let sql = "SELECT c.board FROM chats h JOIN clients c ON c.key = h.client WHERE h.key = ?1";
    let board = batch.connection.prepare_cached(sql)?.query_row([chat], |row| row.get(0));
    Ok(board.optional()?.unwrap_or_default())
}

/// A ticket of a chat has changed: a board shows it.
///
/// * `rests_until`: how long that may wait.
pub(super) fn raise(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    rests_until: Option<At>,
) -> Result<(), ViewError> {
    if !is_kept(batch, chat)? {
        return Ok(());
    }
    if let Some(card) = batch.cards.change(&(chat.0, Kind::GroupCard))? {
        card.want(card.want + 1, taken.position, rests_until);
        card.subject = Some((taken.name.clone(), taken.revision));
    }
    Ok(())
}
