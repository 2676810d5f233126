//! Waiting: which words of clients has nobody taken up, which of them were told of, and what was never delivered?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::notices;
use crate::rows::{Missed, MissedWords, TogetherRow, ToldOf, WaitingRow};
use crate::taken::Taken;
use crate::words::{Parsed, Word, capped, counted, signed};
use chrono::TimeDelta;
use domain::chat::{
    self, Answers, Decision, MessageAccounted, NoticeFailed, TOGETHER_S, UnansweredNoted,
    Undeliverable, answers,
};
use domain::notice::Kind;
use domain::{At, ClientId, Event, MessageId, MessageRef, NoticeId, Side};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use store::port::{Position, Revision, StreamName};
use store::stream::Stream;
use uuid::Uuid;

/// What is noted later than this after it fell due raises no alarm: whoever was away for so long reads the list.
const ALARM_LATE_MAX: TimeDelta = TimeDelta::hours(24);

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Chat(event) = &taken.event else { return Ok(()) };
    let chat = batch.chat(taken.chat()?)?;
    match event {
        chat::Event::MessageAccounted(it) => accounted(batch, taken, chat, it),
        chat::Event::MessageBound(it) => take_up(batch, taken, chat, it.message),
        chat::Event::DecisionCorrected(it) => take_up(batch, taken, chat, it.message),
        chat::Event::UnansweredNoted(it) => noted(batch, taken, chat, it),
        chat::Event::NoticeFailed(it) => failed(batch, taken, chat, it),
        chat::Event::VisibilityChanged(_)
        | chat::Event::RightsChanged(_)
        | chat::Event::MemberJoined(_)
        | chat::Event::MemberLeft(_)
        | chat::Event::TopicLost(_)
        | chat::Event::TopicFound(_)
        | chat::Event::Renamed(_)
        | chat::Event::CoverageGap(_)
        | chat::Event::Migrated(_)
        | chat::Event::NoticeDelivered(_)
        | chat::Event::UpdateParked(_) => Ok(()),
    }
}

fn accounted(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    it: &MessageAccounted,
) -> Result<(), ViewError> {
    match &it.decision {
        Decision::Register(registration) => {
            take_up(batch, taken, chat, it.message)?;
            if let Some(source) = registration.source.filter(|source| source.message != it.message)
            {
                take_up(batch, taken, chat, source.message)?;
            }
        }
        Decision::Part(_) => take_up(batch, taken, chat, it.message)?,
        Decision::Unanswered if it.side == Side::Client && it.edited_at.is_none() => {
            wait(batch, taken, chat, it)?;
        }
        Decision::Skipped | Decision::Unanswered | Decision::Which => (),
    }
    let at = Word(At::from(taken.occurred_at));
    match answers(it) {
        Some(Answers::Reply(to)) => {
            take_up(batch, taken, chat, to)?;
            let sql = "UPDATE waiting SET ended = ?3 WHERE chat = ?1 AND ended IS NULL AND \
                       said <= ?3 AND EXISTS (SELECT 1 FROM waiting o WHERE o.chat = ?1 AND \
                       o.message = ?2 AND o.author = waiting.author AND \
                       o.thread IS waiting.thread) RETURNING chat, first";
            end(batch, sql, params![chat, to.0, at])
        }
        Some(Answers::Everybody) => {
            let sql = "UPDATE waiting SET ended = ?4 WHERE ended IS NULL AND thread IS ?3 AND \
                       ((chat = ?1 AND message < ?2) OR (chat <> ?1 AND said <= ?4 AND chat IN \
                       (SELECT key FROM chats WHERE current = ?1))) RETURNING chat, first";
            end(batch, sql, params![chat, it.message.0, it.thread, at])
        }
        None => Ok(()),
    }
}

fn wait(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    it: &MessageAccounted,
) -> Result<(), ViewError> {
    let author = batch.person(it.author)?;
    let said = At::from(taken.occurred_at);
    // What follows on the heels of words that are told of already is told of with those.
    let sql = "INSERT OR IGNORE INTO waiting \
               SELECT ?1, ?2, ?3, ?4, ?5, ?6, NULL, f.message, f.noted, NULL, ?7, ?8 FROM (SELECT 1) \
               LEFT JOIN (SELECT message, noted FROM waiting WHERE chat = ?1 AND author = ?4 \
               AND thread IS ?5 AND noted IS NOT NULL AND first = message AND said > ?9 \
               ORDER BY message LIMIT 1) f";
    let row = params![
        chat,
        it.message.0,
        signed(taken.position.0),
        author,
        it.thread,
        Word(said),
        taken.name.as_str(),
        signed(taken.revision.0),
        Word(said.plus(-TOGETHER_S)),
    ];
    batch.execute(sql, row)?;
    Ok(())
}

fn take_up(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    message: MessageId,
) -> Result<(), ViewError> {
    let sql = "UPDATE waiting SET ended = ?3 \
               WHERE chat = ?1 AND message = ?2 AND ended IS NULL RETURNING chat, first";
    end(batch, sql, params![chat, message.0, Word(At::from(taken.occurred_at))])
}

/// Ends what waits; once nothing of what is told together waits any more, it is said no more.
fn end(batch: &mut Batch<'_>, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<(), ViewError> {
    let ended = {
        let mut statement = batch.connection.prepare_cached(sql)?;
        let ended = statement.query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?;
        ended.collect::<rusqlite::Result<BTreeSet<(i64, Option<i64>)>>>()?
    };
    let sql = "SELECT notice FROM waiting w WHERE chat = ?1 AND first = ?2 AND notice IS NOT NULL \
               AND NOT EXISTS (SELECT 1 FROM waiting o WHERE o.chat = w.chat \
               AND o.first = w.first AND o.ended IS NULL)";
    let mut statement = batch.connection.prepare_cached(sql)?;
    for (chat, first) in ended {
        let Some(first) = first else { continue };
        let notices = statement.query_map([chat, first], |row| row.get::<_, Word<Uuid>>(0))?;
        for notice in notices.collect::<rusqlite::Result<Vec<_>>>()? {
            batch.pending.remove(NoticeId(notice.0));
        }
    }
    Ok(())
}

fn noted(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    it: &UnansweredNoted,
) -> Result<(), ViewError> {
    let at = Word(At::from(taken.occurred_at));
    for message in std::iter::once(&it.message).chain(&it.more) {
        let sql = "UPDATE waiting SET first = ?3, noted = ?4 WHERE chat = ?1 AND message = ?2";
        batch.execute(sql, params![chat, message.0, it.message.0, at])?;
    }
    let sql = "SELECT stream, revision FROM waiting \
               WHERE chat = ?1 AND first = ?2 AND ended IS NULL ORDER BY message LIMIT 1";
    let mut statement = batch.connection.prepare_cached(sql)?;
    let words = statement.query_map(params![chat, it.message.0], subject_of)?;
    let words = words.collect::<rusqlite::Result<Vec<_>>>()?;
    drop(statement);
    // Whoever was answered meanwhile waits no longer.
    let Some(subject) = words.into_iter().next() else { return Ok(()) };
    if taken.recorded_at - taken.occurred_at > ALARM_LATE_MAX {
        return Ok(());
    }
    if let Some(notice) = notices::tell_of_words(batch, taken, subject)? {
        let sql = "UPDATE waiting SET notice = ?3 WHERE chat = ?1 AND message = ?2";
        batch.execute(sql, params![chat, it.message.0, Word(notice.0)])?;
    }
    Ok(())
}

fn subject_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<(StreamName, Revision)> {
    let stream = notices::stream_name(row.get_ref(0)?.as_str()?)?;
    Ok((stream, Revision(counted(row.get(1)?)?)))
}

/// What a client was to be told and never was.
fn failed(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
    it: &NoticeFailed,
) -> Result<(), ViewError> {
    let lost = matches!(
        it.kind,
        Kind::Receipt | Kind::Answer | Kind::Question | Kind::Resolution | Kind::Taken
    );
    // Of a staff member's words, their ticket tells, and whether they arrived later.
    if lost && it.of.is_none() && it.why != Undeliverable::Pointless {
        let sql = "INSERT INTO undelivered VALUES (?1, ?2, ?3)";
        let at = Word(At::from(taken.occurred_at));
        batch.execute(sql, params![signed(taken.position.0), at, chat])?;
    }
    Ok(())
}

/// The words that were accounted for after a position and said since an instant, and that were not told of, in the order
/// of the log, at most `limit`; those that were taken up meanwhile say so.
pub(crate) fn waiting(
    connection: &Connection,
    after: Option<Position>,
    since: At,
    limit: usize,
) -> rusqlite::Result<Vec<WaitingRow>> {
    let sql = "SELECT w.position, h.chat, w.message, w.said, w.ended, w.stream, c.client \
               FROM waiting w JOIN chats h ON h.key = w.chat JOIN chats n ON n.key = h.current \
               JOIN clients c ON c.key = n.client \
               WHERE w.position > ?1 AND w.said >= ?2 AND w.noted IS NULL AND n.place = 1 \
               ORDER BY w.position LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let after = after.map_or(-1, |it| signed(it.0));
    let read = |row: &rusqlite::Row<'_>| {
        let stream = notices::stream_name(row.get_ref(5)?.as_str()?)?;
        let month = month_of_stream(&stream);
        Ok(WaitingRow {
            position: Position(counted(row.get(0)?)?),
            at: MessageRef { chat: row.get::<_, Parsed<_>>(1)?.0, message: MessageId(row.get(2)?) },
            month,
            said: row.get::<_, Word<At>>(3)?.0.utc(),
            ended: row.get::<_, Option<Word<_>>>(4)?.map(|it| it.0),
            client: ClientId(row.get::<_, Word<_>>(6)?.0),
        })
    };
    statement.query_map(params![after, Word(since), capped(limit as u64)], read)?.collect()
}

/// Groups of words that were told of by an instant and were not all taken up by then. The first of each that waits.
const MISSED: &str = "FROM (SELECT chat, first, min(message) AS message, count(*) AS n, \
     min(said) AS said FROM waiting WHERE noted <= ?1 AND (ended IS NULL OR ended > ?1) \
     GROUP BY chat, first) g JOIN chats h ON h.key = g.chat JOIN chats n ON n.key = h.current \
     JOIN clients c ON c.key = n.client WHERE n.place = 1";

/// What nobody had taken up by an instant though it was told of, the oldest first, at most `limit` of it.
pub(crate) fn missed(
    connection: &Connection,
    told: &ToldOf,
    at: At,
    limit: usize,
) -> rusqlite::Result<Missed> {
    let count = format!("SELECT c.client, count(*) {MISSED} GROUP BY c.key");
    let count = sum(connection, &count, params![Word(at)], told)?;
    let list = format!(
        "SELECT h.chat, g.message, w.thread, p.person, p.name, c.title, g.said, g.n, c.client \
         {} ORDER BY g.said, g.chat, g.message",
        MISSED.replace(
            " WHERE n.place",
            " JOIN waiting w ON w.chat = g.chat AND w.message = g.message \
             JOIN people p ON p.key = w.author WHERE n.place"
        )
    );
    let mut statement = connection.prepare_cached(&list)?;
    let mut rows = statement.query(params![Word(at)])?;
    let mut words = Vec::new();
    while words.len() < limit {
        let Some(row) = rows.next()? else { break };
        if !told.includes(ClientId(row.get::<_, Word<_>>(8)?.0)) {
            continue;
        }
        words.push(MissedWords {
            at: MessageRef { chat: row.get::<_, Parsed<_>>(0)?.0, message: MessageId(row.get(1)?) },
            thread: row.get(2)?,
            author: row.get::<_, Word<_>>(3)?.0,
            author_name: row.get(4)?,
            client_title: row.get(5)?,
            said: row.get::<_, Word<_>>(6)?.0,
            count: counted(row.get(7)?)?,
        });
    }
    Ok(Missed { count, words })
}

/// How many messages that were said since an instant nobody had taken up by another one, though that need not be told of yet.
pub(crate) fn waiting_in_time(
    connection: &Connection,
    told: &ToldOf,
    (since, at): (At, At),
) -> rusqlite::Result<u64> {
    let sql = "SELECT c.client, count(*) FROM waiting w JOIN chats h ON h.key = w.chat \
               JOIN chats n ON n.key = h.current JOIN clients c ON c.key = n.client \
               WHERE n.place = 1 AND w.said >= ?1 AND w.said <= ?2 \
               AND (w.ended IS NULL OR w.ended > ?2) AND (w.noted IS NULL OR w.noted > ?2) \
               GROUP BY c.key";
    sum(connection, sql, params![Word(since), Word(at)], told)
}

/// The sum of what a question counts for each client; what is no client's any more is told of everywhere.
fn sum(
    connection: &Connection,
    sql: &str,
    params: &[&dyn rusqlite::ToSql],
    told: &ToldOf,
) -> rusqlite::Result<u64> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        let client = row.get::<_, Option<Word<Uuid>>>(0)?.map(|it| ClientId(it.0));
        if client.is_none_or(|it| told.includes(it)) {
            sum += counted(row.get(1)?)?;
        }
    }
    Ok(sum)
}

/// The messages that were told of together with one, itself included, in the order in which they were written, at most
/// `limit`; those that were taken up meanwhile say so.
pub(crate) fn told_together(
    connection: &Connection,
    at: MessageRef,
    limit: usize,
) -> rusqlite::Result<Vec<TogetherRow>> {
    let sql = "SELECT w.message, w.ended IS NULL, w.stream, w.revision FROM waiting w \
               JOIN chats h ON h.key = w.chat WHERE h.chat = ?1 AND w.first = \
               (SELECT o.first FROM waiting o WHERE o.chat = w.chat AND o.message = ?2) \
               ORDER BY w.message LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let stream = notices::stream_name(row.get_ref(2)?.as_str()?)?;
        Ok(TogetherRow {
            message: MessageId(row.get(0)?),
            month: month_of_stream(&stream),
            waits: row.get(1)?,
            subject: (stream, Revision(counted(row.get(3)?)?)),
        })
    };
    let params = params![Word(at.chat), at.message.0, capped(limit as u64)];
    statement.query_map(params, read)?.collect()
}

/// The month of a chat, as its stream's name has it.
fn month_of_stream(stream: &StreamName) -> String {
    match Stream::parse(stream) {
        Some(Stream::Chat(_, month)) => month,
        _ => String::new(),
    }
}

/// How much clients were to be told in a stretch of time, half-open, and never were.
pub(crate) fn undelivered(
    connection: &Connection,
    told: &ToldOf,
    (from, to): (At, At),
) -> rusqlite::Result<u64> {
    let sql = "SELECT c.client, count(*) FROM undelivered u JOIN chats h ON h.key = u.chat \
               JOIN chats n ON n.key = h.current LEFT JOIN clients c ON c.key = n.client \
               WHERE u.at >= ?1 AND u.at < ?2 GROUP BY c.key";
    let others = sum(connection, sql, params![Word(from), Word(to)], told)?;
    // What staff said may have arrived after all.
    let sql = "SELECT c.client, count(*) FROM relayed r JOIN tickets t ON t.key = r.ticket \
               JOIN clients c ON c.key = t.client WHERE r.failed >= ?1 AND r.failed < ?2 \
               AND r.delivered IS NULL AND r.why IS NOT ?3 GROUP BY c.key";
    let erased = Word(Undeliverable::Pointless);
    let words = sum(connection, sql, params![Word(from.utc()), Word(to.utc()), erased], told)?;
    Ok(others + words)
}
