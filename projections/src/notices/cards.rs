//! Cards: which state does each of them show, and which should it show?

use super::board;
use super::of_ticket::Standing;
use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::{ChatKey, ClientKey};
use crate::routing;
use crate::taken::Taken;
use crate::words::{Parsed, Place, Word, counted, signed};
use chrono::DateTime;
use domain::chat::NoticeDelivered;
use domain::notice::Kind;
use domain::{At, ChatId, ClientId, MessageId, MessageRef, NoticeId, TicketId, cause};
use rusqlite::{Connection, OptionalExtension, params};
use store::port::{Position, Revision, StreamName};

/// How long what a card shows of a message that has just been said may wait: most of it is overtaken meanwhile, and each
/// edit costs the chat as much as a message.
const SAID_RESTS_S: i64 = 30 * 60;
/// The same of what leaves everybody with what they had to do, or with nothing: it goes with the next change.
const QUIET_RESTS_S: i64 = 24 * 3600;

/// How soon the client's chat is to see that a ticket has changed. An edit belongs to a change of who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Soon {
    /// Somebody else must act from now on, or nobody; or what is shown must go.
    AtOnce,
    /// It is the same side that must act. The card shows it at once; a board, when something else changes on it.
    OnCard,
    /// A message has just said so.
    Said,
}

/// A card as a row keeps it: said again, in place, for as long as its ticket or group lives.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// None while there is no staff chat for a staff card.
    chat: Option<ChatKey>,
    pub(crate) message: Option<MessageId>,
    pub(crate) shown: u64,
    pub(super) want: u64,
    /// The position of the event that last raised what is wanted.
    raised: Position,
    /// Of a group's card: that event itself. Of an outcome: the resolution. A ticket's is told by what is wanted.
    pub(super) subject: Option<(StreamName, Revision)>,
    /// Of a group's card: whether it is a board of the open tickets, which then have no cards of their own.
    pub(super) board: bool,
    /// It is not edited earlier: a message has just said the same.
    not_before: Option<At>,
}

/// The key of the ticket or of the chat that a card is of, and its kind.
pub(crate) type CardKey = (i64, Kind);

impl Row for Card {
    type Key = CardKey;

    fn load(connection: &Connection, key: &CardKey) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT chat, message, shown, want, raised, stream, revision, board, \
                   not_before FROM cards WHERE of = ?1 AND kind = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let subject = match row.get_ref(5)?.as_str_or_null()? {
                Some(stream) => {
                    Some((super::said::stream_name(stream)?, Revision(counted(row.get(6)?)?)))
                }
                None => None,
            };
            Ok(Self {
                chat: row.get(0)?,
                message: row.get::<_, Option<i64>>(1)?.map(MessageId),
                shown: counted(row.get(2)?)?,
                want: counted(row.get(3)?)?,
                raised: Position(counted(row.get(4)?)?),
                subject,
                board: row.get(7)?,
                not_before: row.get::<_, Option<Word<_>>>(8)?.map(|it| it.0),
            })
        };
        statement.query_row(params![key.0, Word(key.1)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &CardKey, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO cards \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let row = params![
            key.0,
            Word(key.1),
            self.chat,
            self.message.map(|it| it.0),
            signed(self.shown),
            signed(self.want),
            signed(self.raised.0),
            self.subject.as_ref().map(|it| it.0.as_str()),
            self.subject.as_ref().map(|it| signed(it.1.0)),
            self.board,
            self.not_before.map(Word),
        ];
        connection.prepare_cached(sql)?.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &CardKey) -> rusqlite::Result<()> {
        let sql = "DELETE FROM cards WHERE of = ?1 AND kind = ?2";
        connection.prepare_cached(sql)?.execute(params![key.0, Word(key.1)]).map(drop)
    }
}

impl Card {
    /// Whether it was told among others, so that it has no message of its own.
    pub(super) fn is_told_among_others(&self) -> bool {
        self.message.is_none() && self.shown >= self.want
    }

    /// A card of this state that is to be said at once.
    pub(super) fn new(chat: Option<ChatKey>, want: u64, raised: Position) -> Self {
        let (message, shown, subject) = (None, 0, None);
        Self { chat, message, shown, want, raised, subject, board: false, not_before: None }
    }

    /// Another state is to be shown.
    ///
    /// * `rests_until`: how long that may wait, since a message says the same; what waits already waits no longer for it.
    pub(super) fn want(&mut self, want: u64, raised: Position, rests_until: Option<At>) {
        let (waits, before) = (self.want > self.shown, self.not_before);
        self.not_before = match rests_until {
            Some(until) if waits => before.map(|it| it.min(until)),
            until => until.filter(|_| self.message.is_some()),
        };
        (self.want, self.raised) = (want, raised);
    }
}

/// The one id of a card in a chat, for all its states. It has no instant of its own.
pub(super) fn id_of(kind: Kind, ticket: Option<TicketId>, chat: ChatId) -> NoticeId {
    let of = ticket.map(|it| it.to_string()).unwrap_or_default();
    let parts = [kind.name(), &of, &chat.to_string()];
    NoticeId(cause::derive(DateTime::UNIX_EPOCH, &parts))
}

/// Where the staff card of a ticket stands, once it was said.
pub(crate) fn staff_card(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Option<MessageRef>> {
    let sql = "SELECT h.chat, d.message FROM cards d JOIN tickets t ON t.key = d.of \
               JOIN chats h ON h.key = d.chat \
               WHERE t.ticket = ?1 AND d.kind = ?2 AND d.message IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let chat = row.get::<_, Parsed<ChatId>>(0)?.0;
        Ok(MessageRef { chat, message: MessageId(row.get(1)?) })
    };
    statement.query_row(params![Word(ticket.0), Word(Kind::StaffCard)], read).optional()
}

/// A ticket gets its cards.
pub(super) fn begin(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    let staff_chat = routing::group_of(batch, Some(standing.ticket))?;
    let on_board = board::is_kept(batch, standing.chat)?;
    let card = (!on_board).then_some((Kind::Card, Some(standing.chat)));
    for (kind, chat) in card.into_iter().chain([(Kind::StaffCard, staff_chat)]) {
        let card = Card::new(chat, standing.events, taken.position);
        batch.cards.put(&(standing.key.0, kind), card)?;
    }
    // The receipt says the same.
    board::raise(batch, taken, standing.chat, Some(after(taken, SAID_RESTS_S)))
}

/// A ticket out of a table has no cards until somebody does something about it: only a board shows it.
pub(super) fn sleep(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    board::raise(batch, taken, standing.chat, None)
}

/// Whether a ticket has no cards yet.
pub(super) fn is_asleep(batch: &mut Batch<'_>, standing: &Standing) -> Result<bool, ViewError> {
    Ok(batch.cards.get(&(standing.key.0, Kind::StaffCard))?.is_none())
}

/// What a ticket's cards show has changed.
pub(super) fn raise(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    raise_by(batch, taken, standing, Soon::AtOnce)
}

/// The same, where those who had to act still have to.
pub(super) fn raise_on_card(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    raise_by(batch, taken, standing, Soon::OnCard)
}

/// The same, where a message tells the client of it: what they see besides may follow later, with what happens meanwhile.
pub(super) fn raise_after_words(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    raise_by(batch, taken, standing, Soon::Said)
}

fn raise_by(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    soon: Soon,
) -> Result<(), ViewError> {
    // The message that tells of a resolution asks the client itself, and bears how it ends.
    let said_s = if standing.is_resolved() { QUIET_RESTS_S } else { SAID_RESTS_S };
    let (card_s, board_s) = match soon {
        Soon::AtOnce => (None, None),
        Soon::OnCard => (None, Some(QUIET_RESTS_S)),
        Soon::Said => (Some(said_s), Some(said_s)),
    };
    if is_asleep(batch, standing)? {
        // What an import itself brings along, and what time does, wakes nothing.
        return match taken.by {
            Some(_) => begin(batch, taken, standing),
            None => board::raise(batch, taken, standing.chat, board_s.map(|it| after(taken, it))),
        };
    }
    if let Some(card) = batch.cards.change(&(standing.key.0, Kind::Card))? {
        card.want(standing.events, taken.position, card_s.map(|it| after(taken, it)));
    }
    board::raise(batch, taken, standing.chat, board_s.map(|it| after(taken, it)))?;
    raise_for_staff(batch, taken, standing)
}

fn after(taken: &Taken, seconds: i64) -> At {
    At::from(taken.recorded_at).plus(seconds)
}

/// What the staff's card of a ticket shows has changed, and nothing that the client's card shows.
pub(super) fn raise_for_staff(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    let key = (standing.key.0, Kind::StaffCard);
    let chat = batch.cards.get(&key)?.and_then(|it| it.chat);
    let at_home = match chat {
        Some(chat) => place_of(batch, chat)? == Place::Staff,
        None => false,
    };
    let staff_chat = routing::group_of(batch, Some(standing.ticket))?;
    if let Some(card) = batch.cards.change(&key)? {
        // What it shows of incidents changes without an event of the ticket.
        card.want(standing.events.max(card.want + 1), taken.position, None);
        if !at_home {
            card.chat = staff_chat;
            card.message = None;
            card.shown = 0;
        }
    }
    Ok(())
}

fn place_of(batch: &mut Batch<'_>, chat: ChatKey) -> rusqlite::Result<Place> {
    let id = batch.chat_id(chat)?;
    Ok(batch.chats.get(&id)?.map_or(Place::Nowhere, |it| it.place))
}

/// What a group's card shows has changed.
pub(super) fn raise_group(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatKey,
) -> Result<(), ViewError> {
    let key = (chat.0, Kind::GroupCard);
    let before = batch.cards.get(&key)?.cloned();
    let mut card = before.unwrap_or_else(|| Card::new(Some(chat), 0, taken.position));
    card.want(card.want + 1, taken.position, None);
    card.chat = Some(chat);
    card.subject = Some((taken.name.clone(), taken.revision));
    card.board = board::is_agreed(batch, chat)?;
    batch.cards.put(&key, card)?;
    Ok(())
}

/// What the cards of a client's groups show has changed.
pub(super) fn raise_groups_of(
    batch: &mut Batch<'_>,
    taken: &Taken,
    client: ClientId,
) -> Result<(), ViewError> {
    batch.settle()?;
    let chats = {
        let sql = "SELECT h.key FROM chats h JOIN clients c ON c.key = h.client \
                   WHERE h.place = 1 AND c.client = ?1 ORDER BY h.key";
        let mut statement = batch.connection.prepare_cached(sql)?;
        let chats = statement.query_map([Word(client.0)], |row| row.get(0))?;
        chats.collect::<rusqlite::Result<Vec<ChatKey>>>()?
    };
    chats.into_iter().try_for_each(|chat| raise_group(batch, taken, chat))
}

/// A group is no longer a client's: its card is left as it is.
pub(super) fn forget_group(batch: &Batch<'_>, chat: ChatKey) -> rusqlite::Result<()> {
    let sql = "UPDATE cards SET shown = want WHERE of = ?1 AND kind = ?2";
    batch.execute(sql, params![chat, Word(Kind::GroupCard)]).map(drop)
}

/// Staff cards of open tickets go where staff are told of their clients; those that stand in a chat of the same team, or
/// of none where that is the place, stay.
pub(super) fn bring_home(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let clients = {
        let sql = "SELECT DISTINCT client FROM tickets WHERE open = 1 ORDER BY client";
        let mut statement = batch.connection.prepare_cached(sql)?;
        let clients = statement.query_map([], |row| row.get(0))?;
        clients.collect::<rusqlite::Result<Vec<ClientKey>>>()?
    };
    let sql = "UPDATE cards SET chat = ?1, message = NULL, shown = 0, raised = ?2 \
               WHERE kind = ?3 AND of IN (SELECT key FROM tickets WHERE open = 1 AND client = ?4) \
               AND (chat IS NULL OR NOT EXISTS (SELECT 1 FROM chats h \
                 LEFT JOIN team_chats t ON t.chat = h.key WHERE h.key = cards.chat \
                 AND h.place = 2 AND t.team IS (SELECT team FROM team_chats WHERE chat = ?1)))";
    for client in clients {
        let home = batch.home(Some(client))?;
        let row = params![home, signed(taken.position.0), Word(Kind::StaffCard), client];
        batch.execute(sql, row)?;
    }
    Ok(())
}

/// The cards of open tickets and of the group are sent anew in the chat that goes on.
pub(super) fn migrate(
    batch: &mut Batch<'_>,
    taken: &Taken,
    old: ChatKey,
    new: ChatKey,
) -> Result<(), ViewError> {
    let group = Word(Kind::GroupCard);
    let sql = "UPDATE OR REPLACE cards SET of = ?2 WHERE of = ?1 AND kind = ?3";
    batch.execute(sql, params![old, new, group])?;
    // What was only ever an edit has nothing to be edited there.
    batch.execute(
        "DELETE FROM cards WHERE chat = ?1 AND kind = ?2",
        params![old, Word(Kind::Outcome)],
    )?;
    // Nor need anybody be alarmed a second time.
    batch.execute(
        "DELETE FROM cards WHERE chat = ?1 AND kind = ?2 AND want <= shown",
        params![old, Word(Kind::Undelivered)],
    )?;
    let sql = "UPDATE cards SET chat = ?2, message = NULL, not_before = NULL, raised = ?4, \
               shown = CASE \
               WHEN kind = ?3 AND EXISTS (SELECT 1 FROM chats WHERE key = ?2 AND place = 1) \
                 OR kind <> ?3 AND EXISTS (SELECT 1 FROM tickets WHERE key = of AND open = 1) \
               THEN 0 ELSE want END WHERE chat = ?1";
    batch.execute(sql, params![old, new, group, signed(taken.position.0)])?;
    Ok(())
}

/// Nothing more is edited in a chat that does not take our messages; what happens later is tried again.
pub(super) fn give_up(batch: &mut Batch<'_>, chat: ChatKey) -> Result<(), ViewError> {
    batch.settle()?;
    batch.execute("UPDATE cards SET shown = want WHERE chat = ?1 AND want > shown", [chat])?;
    Ok(())
}

/// The alarm of words that did not arrive was told in one message with others: it has none of its own that could be edited.
pub(super) fn told_among_others(
    batch: &mut Batch<'_>,
    it: &NoticeDelivered,
    chat: ChatKey,
) -> Result<(), ViewError> {
    batch.settle()?;
    let waiting = {
        let sql = "SELECT d.of, t.ticket FROM cards d JOIN tickets t ON t.key = d.of \
                   WHERE d.kind = ?1 AND d.chat = ?2 AND d.want > d.shown";
        let mut statement = batch.connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, i64>(0)?, TicketId(row.get::<_, Word<_>>(1)?.0)))
        };
        let waiting = statement.query_map(params![Word(it.kind), chat], read)?;
        waiting.collect::<rusqlite::Result<Vec<_>>>()?
    };
    let chat = batch.chat_id(chat)?;
    for (of, ticket) in waiting {
        if id_of(it.kind, Some(ticket), chat) == it.notice
            && let Some(card) = batch.cards.change(&(of, it.kind))?
        {
            card.shown = it.shown;
        }
    }
    Ok(())
}

/// Changes the card that was, or could not be, shown in a chat; passed over once it has moved elsewhere.
pub(super) fn change(
    batch: &mut Batch<'_>,
    taken: &Taken,
    kind: Kind,
    ticket: Option<TicketId>,
    chat: ChatKey,
    change: impl FnOnce(&mut Card),
) -> Result<(), ViewError> {
    let of = match (kind, ticket) {
        (Kind::GroupCard, _) => Some(chat.0),
        (_, Some(ticket)) => batch.tickets.get(&ticket)?.map(|it| it.key.0),
        (_, None) => return Err(taken.misplaced()),
    };
    let Some(of) = of else { return Ok(()) };
    if let Some(card) = batch.cards.change(&(of, kind))?
        && card.chat == Some(chat)
    {
        change(card);
    }
    Ok(())
}
