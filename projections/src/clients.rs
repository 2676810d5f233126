//! Clients: who are they, what was agreed, and which links were offered?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::ClientKey;
use crate::rows::{ClientRow, OfferRow, Offerer};
use crate::taken::Taken;
use crate::words::{Parsed, Word, signed};
use domain::client::{Shown, Zone};
use domain::link::{LinkClaimed, LinkOffered, OFFERS_MAX, TokenHash};
use domain::{ClientCode, ClientId, Event, Field, Language, Slug, client, desk};
use rusqlite::{Connection, OptionalExtension, params};

/// A client as a row keeps one.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) key: ClientKey,
    code: ClientCode,
    title: String,
    language: Language,
    zone: Zone,
    /// Whether its chats are shown a board, and no card of each ticket.
    board: bool,
    /// Whether its people are asked how well it was done.
    pub(crate) rating: bool,
    /// False while only a ticket's number has told of it.
    registered: bool,
    policy: Option<Slug>,
    calendar: Option<Slug>,
    intake: Option<Slug>,
}

impl Client {
    pub(crate) fn mentioned(key: ClientKey, code: ClientCode) -> Self {
        let (language, zone) = (Language::default(), Zone::default());
        let (board, rating) = (false, false);
        Self {
            key,
            code,
            title: String::new(),
            language,
            zone,
            board,
            rating,
            registered: false,
            policy: None,
            calendar: None,
            intake: None,
        }
    }
}

impl Row for Client {
    type Key = ClientId;

    fn load(connection: &Connection, key: &ClientId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT key, code, title, language, zone, registered, board, rating, policy, \
                   calendar, intake \
                   FROM clients WHERE client = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                key: row.get(0)?,
                code: row.get::<_, Parsed<_>>(1)?.0,
                title: row.get(2)?,
                language: row.get::<_, Word<_>>(3)?.0,
                zone: Zone(row.get(4)?),
                registered: row.get(5)?,
                board: row.get(6)?,
                rating: row.get(7)?,
                policy: slug(row, 8)?,
                calendar: slug(row, 9)?,
                intake: slug(row, 10)?,
            })
        };
        statement.query_row([Word(key.0)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &ClientId, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO clients VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \
                   ?11, ?12)";
        let mut statement = connection.prepare_cached(sql)?;
        let row = params![
            self.key,
            Word(key.0),
            self.code.as_str(),
            self.title,
            Word(self.language),
            self.zone.0,
            self.registered,
            self.board,
            self.rating,
            self.policy.as_ref().map(Slug::as_str),
            self.calendar.as_ref().map(Slug::as_str),
            self.intake.as_ref().map(Slug::as_str),
        ];
        statement.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &ClientId) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached("DELETE FROM clients WHERE client = ?1")?;
        statement.execute([Word(key.0)]).map(drop)
    }
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Client(event) => of_client(batch, taken, event),
        Event::Desk(desk::Event::LinkOffered(it)) => Ok(offer(batch, None, it)?),
        Event::Desk(desk::Event::LinkClaimed(it)) => Ok(claim(batch, it)?),
        Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Conversation(_)
        | Event::Person(_) => Ok(()),
    }
}

fn of_client(batch: &mut Batch<'_>, taken: &Taken, event: &client::Event) -> Result<(), ViewError> {
    let id = taken.client()?;
    if let client::Event::Registered(it) = event {
        batch.client(id, &it.code)?;
    }
    // A client is registered before anything else happens to it.
    let Some(client) = batch.clients.get(&id)? else { return Err(taken.misplaced()) };
    let key = client.key;
    match event {
        client::Event::Registered(it) => {
            let title = title_of(taken);
            let code = it.code.clone();
            change(batch, id, |client| {
                *client = Client { code, title, registered: true, ..client.clone() };
            })?;
        }
        client::Event::Renamed(_) => {
            let title = title_of(taken);
            change(batch, id, |client| client.title = title)?;
        }
        client::Event::AgreementChanged(it) => change(batch, id, |client| {
            client.language = it.language;
            client.zone.clone_from(&it.zone);
        })?,
        client::Event::NoticesChosen(it) => change(batch, id, |client| {
            (client.board, client.rating) = (it.tickets == Shown::Board, it.rating);
        })?,
        client::Event::TermsChanged(it) => change(batch, id, |client| {
            client.policy = Some(it.policy.clone());
            client.calendar = Some(it.calendar.clone());
        })?,
        client::Event::IntakeChanged(it) => {
            change(batch, id, |client| client.intake = Some(it.intake.clone()))?;
        }
        client::Event::LinkOffered(it) => offer(batch, Some(key), it)?,
        client::Event::LinkClaimed(it) => claim(batch, it)?,
        // What happens to its chats is theirs; no view lists sites, workplaces and responsible people yet.
        client::Event::ChatLinked(_)
        | client::Event::ChatUnlinked(_)
        | client::Event::ChatMigrated(_)
        | client::Event::SiteAdded(_)
        | client::Event::WorkplaceAdded(_)
        | client::Event::ResponsibleChanged(_)
        | client::Event::RoutingChanged(_)
        | client::Event::InviteAsked(_)
        | client::Event::InviteMade(_)
        | client::Event::InviteRefused(_)
        | client::Event::InviteWithdrawn(_) => (),
    }
    Ok(())
}

fn slug(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<Slug>> {
    Ok(row.get::<_, Option<Parsed<_>>>(column)?.map(|it| it.0))
}

fn title_of(taken: &Taken) -> String {
    taken.texts.get(Field::Name).unwrap_or_default().to_owned()
}

fn change(
    batch: &mut Batch<'_>,
    client: ClientId,
    change: impl FnOnce(&mut Client),
) -> rusqlite::Result<()> {
    if let Some(client) = batch.clients.change(&client)? {
        change(client);
    }
    Ok(())
}

/// The newest offers stay, as many as the domain keeps open.
fn offer(batch: &Batch<'_>, client: Option<ClientKey>, it: &LinkOffered) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO offers VALUES (?1, ?2, ?3)";
    batch.execute(sql, params![Word(it.token), client, Word(it.expires_at)])?;
    let sql = "DELETE FROM offers WHERE client IS ?1 AND token NOT IN (SELECT token FROM offers \
               WHERE client IS ?1 ORDER BY expires_at DESC, token DESC LIMIT ?2)";
    batch.execute(sql, params![client, signed(OFFERS_MAX as u64)])?;
    Ok(())
}

fn claim(batch: &Batch<'_>, it: &LinkClaimed) -> rusqlite::Result<()> {
    batch.execute("DELETE FROM offers WHERE token = ?1", [Word(it.token)]).map(drop)
}

fn client_row(connection: &Connection, row: &rusqlite::Row<'_>) -> rusqlite::Result<ClientRow> {
    let sql = "SELECT chat FROM chats WHERE place = 1 AND client = ?1 ORDER BY linked";
    let mut statement = connection.prepare_cached(sql)?;
    let chats = statement
        .query_map([row.get::<_, ClientKey>(0)?], |it| Ok(it.get::<_, Parsed<_>>(0)?.0))?;
    Ok(ClientRow {
        client: ClientId(row.get::<_, Word<_>>(1)?.0),
        code: row.get::<_, Parsed<_>>(2)?.0,
        title: row.get(3)?,
        language: row.get::<_, Word<_>>(4)?.0,
        zone: Zone(row.get(5)?),
        policy: slug(row, 6)?,
        calendar: slug(row, 7)?,
        intake: slug(row, 8)?,
        chats: chats.collect::<Result<_, _>>()?,
    })
}

const CLIENT_COLUMNS: &str =
    "key, client, code, title, language, zone, policy, calendar, intake FROM clients";

/// All clients by code.
pub(crate) fn clients(connection: &Connection) -> rusqlite::Result<Vec<ClientRow>> {
    let sql = format!("SELECT {CLIENT_COLUMNS} WHERE registered = 1 ORDER BY code, key");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map([], |row| client_row(connection, row))?.collect()
}

pub(crate) fn client(
    connection: &Connection,
    client: ClientId,
) -> rusqlite::Result<Option<ClientRow>> {
    let sql = format!("SELECT {CLIENT_COLUMNS} WHERE registered = 1 AND client = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([Word(client.0)], |row| client_row(connection, row)).optional()
}

pub(crate) fn client_by_code(
    connection: &Connection,
    code: &ClientCode,
) -> rusqlite::Result<Option<ClientRow>> {
    let sql =
        format!("SELECT {CLIENT_COLUMNS} WHERE registered = 1 AND code = ?1 ORDER BY key LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([code.as_str()], |row| client_row(connection, row)).optional()
}

/// An open offer by its token's hash, in time or not.
pub(crate) fn offer_of(
    connection: &Connection,
    token: TokenHash,
) -> rusqlite::Result<Option<OfferRow>> {
    let sql = "SELECT o.expires_at, c.client FROM offers o \
               LEFT JOIN clients c ON c.key = o.client WHERE o.token = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let client = row.get::<_, Option<Word<_>>>(1)?;
        let offerer = client.map_or(Offerer::Desk, |it| Offerer::Client(ClientId(it.0)));
        Ok(OfferRow { token, offerer, expires_at: row.get::<_, Word<_>>(0)?.0 })
    };
    connection.prepare_cached(sql)?.query_row([Word(token)], read).optional()
}
