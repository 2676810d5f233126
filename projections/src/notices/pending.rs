//! Pending notices: what is to be said next, in each chat and in all?

use super::cards;
use super::said::stream_name;
use super::topics::{SPEAKS, has_room, thread_of};
use crate::chats;
use crate::rows::PendingNotice;
use crate::words::{Parsed, Word, capped, counted};
use domain::notice::Kind;
use domain::{At, ChatId, ConversationId, MessageId, MessageRef, NoticeId, TicketId};
use rusqlite::{Connection, params};
use store::port::{Position, Revision};
use store::stream::Stream;

/// With the key of its chat, by which notices are ordered.
type Ordered = (i64, PendingNotice);

fn said_sql() -> String {
    format!(
        "SELECT p.chat, h.chat, p.notice, p.kind, {}, p.ticket, p.conversation, \
         p.stream, p.revision, p.of_message, o.chat, p.position, coalesce(p.reply_to, s.message) \
         FROM pending p JOIN chats h ON h.key = p.chat LEFT JOIN chats o ON o.key = p.of_chat \
         LEFT JOIN tickets t ON t.ticket = p.ticket AND p.kind IN (7, 8, 18, 19, 20, 27, 52, 55) \
         LEFT JOIN cards s ON s.of = t.key AND s.kind = 3 AND s.chat = p.chat",
        thread_of("p.chat", "p.thread")
    )
}

/// The topic of a card: only a client's card stands in its ticket's.
const CARD_THREAD: &str = "CASE d.kind WHEN 2 THEN t.thread END";

fn cards_sql() -> String {
    format!(
        "SELECT d.chat, h.chat, d.kind, t.ticket, \
         {}, d.stream, d.revision, d.want, d.message, d.raised, t.open IS 0 \
         FROM cards d JOIN chats h ON h.key = d.chat \
         LEFT JOIN tickets t ON t.key = d.of AND d.kind <> 11 \
         WHERE d.want > d.shown AND d.chat IS NOT NULL",
        thread_of("d.chat", CARD_THREAD)
    )
}

/// Which cards are looked at where there are more than can be: new ones, the oldest first; then edits of what is still to
/// be done something about, the newest first, since that is what people look at.
const WORTH: &str = "ORDER BY d.message IS NOT NULL, t.open IS 0, \
     CASE WHEN d.message IS NULL THEN d.raised ELSE -d.raised END, d.kind";

/// What is to be said in all chats, at most `limit`: by chat, then in the order of the log.
pub(crate) fn pending(
    connection: &Connection,
    limit: usize,
) -> rusqlite::Result<Vec<PendingNotice>> {
    let limit_ = params![capped(limit as u64)];
    let said = format!("{} ORDER BY p.chat, p.position, p.kind LIMIT ?1", said_sql());
    let due = format!("{} ORDER BY d.chat, d.raised, d.kind LIMIT ?1", cards_sql());
    merged(connection, [(&said, limit_), (&due, limit_)], (limit, Least::Late))
}

/// What is to be said in one chat, also by the number it had before it migrated.
pub(crate) fn pending_in(
    connection: &Connection,
    chat: ChatId,
    limit: usize,
) -> rusqlite::Result<Vec<PendingNotice>> {
    in_chat(connection, chat, None, limit)
}

/// What may be said in one chat by an instant.
pub(crate) fn ready_in(
    connection: &Connection,
    chat: ChatId,
    now: At,
    limit: usize,
) -> rusqlite::Result<Vec<PendingNotice>> {
    in_chat(connection, chat, Some(now), limit)
}

fn in_chat(
    connection: &Connection,
    chat: ChatId,
    ready_by: Option<At>,
    limit: usize,
) -> rusqlite::Result<Vec<PendingNotice>> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else { return Ok(Vec::new()) };
    let (limit_, ready_by) = (capped(limit as u64), ready_by.map(Word));
    let said = format!(
        "{} WHERE p.chat = ?1 AND (?3 IS NULL OR ((p.not_before IS NULL OR p.not_before <= ?3) \
         AND {SPEAKS} AND {})) ORDER BY p.position, p.kind LIMIT ?2",
        said_sql(),
        has_room("p.chat", "p.thread"),
    );
    let due = format!(
        "{} AND d.chat = ?1 AND (?3 IS NULL OR ((d.not_before IS NULL OR d.not_before <= ?3) \
         AND {SPEAKS} AND (d.message IS NOT NULL OR {}))) {WORTH} LIMIT ?2",
        cards_sql(),
        has_room("d.chat", CARD_THREAD),
    );
    let params = params![current, limit_, ready_by];
    merged(connection, [(&said, params), (&due, params)], (limit, Least::Worth))
}

/// The chats in which something is to be said.
pub(crate) fn chats_with_pending(connection: &Connection) -> rusqlite::Result<Vec<ChatId>> {
    let sql = "SELECT chat FROM chats WHERE key IN (SELECT chat FROM pending UNION \
               SELECT chat FROM cards WHERE want > shown AND chat IS NOT NULL) ORDER BY key";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], |row| Ok(row.get::<_, Parsed<_>>(0)?.0))?.collect()
}

/// The chats in which something may be said by an instant.
pub(crate) fn chats_with_ready(connection: &Connection, now: At) -> rusqlite::Result<Vec<ChatId>> {
    let sql = format!(
        "SELECT h.chat FROM chats h WHERE {SPEAKS} AND h.key IN (SELECT p.chat FROM pending p \
         WHERE (p.not_before IS NULL OR p.not_before <= ?1) AND {} UNION \
         SELECT d.chat FROM cards d LEFT JOIN tickets t ON t.key = d.of AND d.kind <> 11 \
         WHERE d.want > d.shown AND d.chat IS NOT NULL \
         AND (d.not_before IS NULL OR d.not_before <= ?1) \
         AND (d.message IS NOT NULL OR {})) ORDER BY h.key",
        has_room("p.chat", "p.thread"),
        has_room("d.chat", CARD_THREAD),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map([Word(now)], |row| Ok(row.get::<_, Parsed<_>>(0)?.0))?.collect()
}

/// The next instant after this one at which something more may be said; `None` if nothing waits for its hour.
pub(crate) fn next_not_before(connection: &Connection, now: At) -> rusqlite::Result<Option<At>> {
    let sql = "SELECT min(at) FROM (SELECT min(not_before) AS at FROM pending \
               WHERE not_before > ?1 UNION ALL SELECT min(not_before) FROM cards \
               WHERE not_before > ?1 AND want > shown AND chat IS NOT NULL)";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([Word(now)], |row| Ok(row.get::<_, Option<Word<_>>>(0)?.map(|it| it.0)))
}

/// What is left out where there is more than can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Least {
    /// The cards that matter least.
    Worth,
    /// Whatever came last.
    Late,
}

fn merged(
    connection: &Connection,
    [said, due]: [(&str, &[&dyn rusqlite::ToSql]); 2],
    (limit, least): (usize, Least),
) -> rusqlite::Result<Vec<PendingNotice>> {
    let mut statement = connection.prepare_cached(said.0)?;
    let mut all = statement.query_map(said.1, said_row)?.collect::<Result<Vec<_>, _>>()?;
    let mut statement = connection.prepare_cached(due.0)?;
    let cards = statement.query_map(due.1, card_row)?.collect::<Result<Vec<_>, _>>()?;
    match least {
        // Nothing that people must hear waits for a card.
        Least::Worth => all.extend(cards.into_iter().take(limit.saturating_sub(all.len()))),
        Least::Late => all.extend(cards),
    }
    all.sort_by_key(|(chat, it)| (*chat, it.position, it.kind));
    all.truncate(limit);
    Ok(all.into_iter().map(|it| it.1).collect())
}

fn said_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Ordered> {
    let of = match row.get::<_, Option<Parsed<_>>>(10)? {
        Some(chat) => Some(MessageRef { chat: chat.0, message: MessageId(row.get(9)?) }),
        None => None,
    };
    let notice = PendingNotice {
        notice: NoticeId(row.get::<_, Word<_>>(2)?.0),
        kind: row.get::<_, Word<_>>(3)?.0,
        chat: row.get::<_, Parsed<_>>(1)?.0,
        thread: row.get(4)?,
        ticket: row.get::<_, Option<Word<_>>>(5)?.map(|it| TicketId(it.0)),
        conversation: row.get::<_, Option<Word<_>>>(6)?.map(|it| ConversationId(it.0)),
        subject: (stream_name(row.get_ref(7)?.as_str()?)?, Revision(counted(row.get(8)?)?)),
        reply_to: row.get::<_, Option<i64>>(12)?.map(MessageId),
        of,
        want: 0,
        message: None,
        over: false,
        position: Position(counted(row.get(11)?)?),
    };
    Ok((row.get(0)?, notice))
}

fn card_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Ordered> {
    let kind: Kind = row.get::<_, Word<_>>(2)?.0;
    let chat: ChatId = row.get::<_, Parsed<_>>(1)?.0;
    let ticket = row.get::<_, Option<Word<_>>>(3)?.map(|it| TicketId(it.0));
    let want = counted(row.get(7)?)?;
    let subject = match ticket {
        // The event that made the ticket what the card is to show.
        Some(ticket) if kind != Kind::Outcome => {
            (Stream::Ticket(ticket).name(), Revision(want.saturating_sub(1)))
        }
        Some(_) | None => {
            (stream_name(row.get_ref(5)?.as_str()?)?, Revision(counted(row.get(6)?)?))
        }
    };
    let notice = PendingNotice {
        notice: cards::id_of(kind, ticket, chat),
        kind,
        chat,
        thread: row.get(4)?,
        ticket,
        conversation: None,
        subject,
        reply_to: None,
        of: None,
        want,
        message: row.get::<_, Option<i64>>(8)?.map(MessageId),
        over: row.get(10)?,
        position: Position(counted(row.get(9)?)?),
    };
    Ok((row.get(0)?, notice))
}
