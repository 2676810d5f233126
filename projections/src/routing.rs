//! Routing: in which chat are staff told of a ticket, and who of them is there?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{ChatKey, ClientKey, PersonKey};
use crate::notices;
use crate::people;
use crate::rows::{AgentRow, CalledUpon, RouteRow, TeamRow, ToldOf};
use crate::taken::Taken;
use crate::words::{Parsed, Word, signed};
use chrono::{DateTime, Utc};
use domain::people::Event as PersonEvent;
use domain::routing::{Asked, Away, DUTIES_MAX, Delivery, Duty, Place, Route};
use domain::{ChatId, ClientId, Event, Field, PersonId, Role, Slug, TicketId, client, desk};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Client(client::Event::RoutingChanged(it)) => {
            let client = key_of(batch, taken)?;
            let sql = "INSERT OR REPLACE INTO routes VALUES (?1, ?2, ?3, ?4)";
            let (responsible, deputy) = (it.route.responsible.map(Word), it.route.deputy.map(Word));
            let team = it.route.team.as_ref().map(Slug::as_str);
            batch.execute(sql, params![client, team, responsible, deputy])?;
            batch.settle()?;
            notices::routed_anew(batch, taken)
        }
        Event::Client(client::Event::ResponsibleChanged(it)) => {
            let client = key_of(batch, taken)?;
            let sql = "INSERT INTO routes VALUES (?1, NULL, ?2, NULL) \
                       ON CONFLICT (client) DO UPDATE SET responsible = excluded.responsible";
            batch.execute(sql, params![client, it.agent.map(Word)])?;
            Ok(())
        }
        Event::Desk(event) => of_desk(batch, taken, event),
        Event::Person(event) => of_person(batch, taken, event),
        Event::Client(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Incident(_)
        | Event::Intake(_)
        | Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Conversation(_) => Ok(()),
    }
}

fn key_of(batch: &mut Batch<'_>, taken: &Taken) -> Result<ClientKey, ViewError> {
    // Its own view has made sure that it is registered.
    let client = batch.clients.get(&taken.client()?)?.map(|it| it.key);
    client.ok_or_else(|| taken.misplaced())
}

fn of_desk(batch: &mut Batch<'_>, taken: &Taken, event: &desk::Event) -> Result<(), ViewError> {
    match event {
        desk::Event::TeamSet(it) => {
            let title = taken.texts.get(Field::Name).unwrap_or_default();
            let sql = "INSERT OR REPLACE INTO teams VALUES (?1, ?2)";
            batch.execute(sql, params![it.team.as_str(), title])?;
        }
        desk::Event::TeamChatSet(it) => {
            let chat = batch.current_chat(it.chat)?;
            unlinked(batch, chat)?;
            if let Some(team) = &it.team {
                let sql = "INSERT INTO team_chats VALUES (?1, ?2)";
                batch.execute(sql, params![chat, team.as_str()])?;
            }
            batch.settle()?;
            notices::routed_anew(batch, taken)?;
        }
        desk::Event::DutySet(it) => {
            let it = &it.duty;
            let sql = "INSERT INTO duties VALUES (?1, ?2, ?3, ?4, ?5)";
            let (team, agent) = (it.team.as_ref().map(Slug::as_str), it.agent.map(Word));
            let position = signed(taken.position.0);
            batch.execute(sql, params![position, team, agent, Word(it.from), Word(it.until)])?;
            // As the desk's own fold: the turn that ends first makes room.
            let sql = "DELETE FROM duties WHERE (SELECT count(*) FROM duties) > ?1 AND position = \
                       (SELECT position FROM duties ORDER BY ends, position LIMIT 1)";
            batch.execute(sql, [signed(DUTIES_MAX as u64)])?;
        }
        desk::Event::SettingsChanged(_)
        | desk::Event::IncidentDeclared(_)
        | desk::Event::DigestsSet(_)
        | desk::Event::DigestDue(_)
        | desk::Event::SetUpAsked(_)
        | desk::Event::SetUpEnded(_)
        | desk::Event::ReplyKept(_)
        | desk::Event::ReplyDropped(_)
        | desk::Event::TicketsImported(_)
        | desk::Event::LinkOffered(_)
        | desk::Event::LinkClaimed(_)
        | desk::Event::ChatLinked(_)
        | desk::Event::ChatUnlinked(_)
        | desk::Event::ChatMigrated(_) => (),
    }
    Ok(())
}

fn of_person(batch: &mut Batch<'_>, taken: &Taken, event: &PersonEvent) -> Result<(), ViewError> {
    let key = batch.person(taken.person()?)?;
    match event {
        PersonEvent::AbsenceNoted(it) => {
            let sql = "INSERT INTO agents VALUES (?1, ?2, ?3, 1) \
                       ON CONFLICT (person) DO UPDATE SET away = ?2, until = ?3";
            batch.execute(sql, params![key, it.away, it.until.map(Word)])?;
        }
        PersonEvent::DeliveryChosen(it) => {
            let sql = "INSERT INTO agents VALUES (?1, 0, NULL, ?2) \
                       ON CONFLICT (person) DO UPDATE SET delivery = ?2";
            batch.execute(sql, params![key, Word(it.delivery)])?;
        }
        PersonEvent::Erased(_) => {
            batch.execute("DELETE FROM agents WHERE person = ?1", [key])?;
        }
        PersonEvent::Seen(_)
        | PersonEvent::RoleGranted(_)
        | PersonEvent::RoleRevoked(_)
        | PersonEvent::HandedOver(_)
        | PersonEvent::ConfirmationAsked(_)
        | PersonEvent::ConfirmationDeclined(_)
        | PersonEvent::StaffChatEntered(_)
        | PersonEvent::StaffChatLeft(_) => (),
    }
    Ok(())
}

/// A chat is no team's any more.
pub(crate) fn unlinked(batch: &Batch<'_>, chat: ChatKey) -> rusqlite::Result<()> {
    batch.execute("DELETE FROM team_chats WHERE chat = ?1", [chat]).map(drop)
}

/// A team's chat goes on under another number.
pub(crate) fn migrated(batch: &Batch<'_>, old: ChatKey, new: ChatKey) -> rusqlite::Result<()> {
    let sql = "UPDATE OR REPLACE team_chats SET chat = ?2 WHERE chat = ?1";
    batch.execute(sql, [old, new]).map(drop)
}

/// The chat in which staff are told of a client: its team's, else one of no team, else any.
pub(crate) fn home(
    connection: &Connection,
    client: Option<ClientKey>,
) -> rusqlite::Result<Option<ChatKey>> {
    let sql = "SELECT h.key FROM chats h LEFT JOIN team_chats t ON t.chat = h.key \
               WHERE h.place = 2 ORDER BY t.team IS (SELECT team FROM routes WHERE client = ?1) \
               DESC, t.team IS NULL DESC, h.linked LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([client], |row| row.get(0)).optional()
}

/// Where staff are told of what happens to a ticket: whoever has it in private, if they chose that and are there; else
/// their group. None while there is no such chat.
pub(crate) fn place_of(
    batch: &mut Batch<'_>,
    taken: &Taken,
    ticket: TicketId,
) -> Result<Option<ChatKey>, ViewError> {
    Ok(match private_place(batch, taken, ticket)? {
        Some(private) => Some(private),
        None => group_of(batch, Some(ticket))?,
    })
}

/// The group in which staff are told of a ticket, or of what concerns none.
pub(crate) fn group_of(
    batch: &mut Batch<'_>,
    ticket: Option<TicketId>,
) -> Result<Option<ChatKey>, ViewError> {
    let client = match ticket {
        Some(ticket) => batch.tickets.get(&ticket)?.map(|it| it.client),
        None => None,
    };
    Ok(batch.home(client)?)
}

/// The private chat of whoever has a ticket, if they chose to be told there and are there.
pub(crate) fn private_place(
    batch: &mut Batch<'_>,
    taken: &Taken,
    ticket: TicketId,
) -> Result<Option<ChatKey>, ViewError> {
    let assignee = batch.tickets.get(&ticket)?.and_then(|it| it.assignee);
    let Some(assignee) = assignee else { return Ok(None) };
    let Some((_, Delivery::Private)) = agent(batch.connection, assignee)? else { return Ok(None) };
    let Some(person) = batch.person_of(assignee)? else { return Ok(None) };
    private_chat(batch, person, taken.recorded_at)
}

/// The private chat of somebody of staff, if they chose to be told there and are there at an instant.
pub(crate) fn private_chat(
    batch: &mut Batch<'_>,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<Option<ChatKey>, ViewError> {
    let is_there = is_available(batch, person, at)?;
    let key = batch.person(person)?;
    let delivery = agent(batch.connection, key)?.map_or(Delivery::Group, |it| it.1);
    let route = Route::default();
    let asked = Asked { route: &route, duties: &[], assignee: Some((person, delivery)), at };
    match asked.told(|_| is_there).place {
        Place::Private(person) => Ok(Some(batch.current_chat(ChatId::Private(person))?)),
        Place::Group(_) => Ok(None),
    }
}

/// Whether somebody is of staff, can be written to and is not away at an instant.
fn is_available(
    batch: &mut Batch<'_>,
    person: PersonId,
    at: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let Some(row) = batch.people.get(&person)? else { return Ok(false) };
    Ok(row.is_known_staff() && !is_away(batch, person, at)?)
}

/// Whether somebody has said that they are away at an instant.
pub(crate) fn is_away(
    batch: &mut Batch<'_>,
    person: PersonId,
    at: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let Some(key) = batch.people.get(&person)?.map(|it| it.key) else { return Ok(false) };
    let away = agent(batch.connection, key)?.and_then(|it| it.0);
    Ok(away.is_some_and(|it| it.is_away(at)))
}

fn agent(
    connection: &Connection,
    person: PersonKey,
) -> rusqlite::Result<Option<(Option<Away>, Delivery)>> {
    let sql = "SELECT away, until, delivery FROM agents WHERE person = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let until = row.get::<_, Option<Word<_>>>(1)?.map(|it| it.0);
        let away = row.get::<_, bool>(0)?.then_some(Away { until });
        Ok((away, row.get::<_, Word<_>>(2)?.0))
    };
    connection.prepare_cached(sql)?.query_row([person], read).optional()
}

/// Who is mentioned where staff are told of a client's ticket at an instant: whoever has it, else whoever is called upon.
pub(crate) fn mentioned(
    connection: &Connection,
    (client, assignee): (ClientId, Option<PersonId>),
    at: DateTime<Utc>,
) -> rusqlite::Result<Option<PersonId>> {
    let route = route(connection, client)?.route;
    let duties = duties(connection)?;
    let there = there(connection, (&route, &duties), assignee, at)?;
    let assignee = assignee.map(|it| (it, Delivery::Group));
    let asked = Asked { route: &route, duties: &duties, assignee, at };
    Ok(asked.told(|it| there.contains(&it)).mentioned)
}

/// Who is called upon at an instant about the tickets of a client with such a route.
pub(crate) fn called_upon(
    connection: &Connection,
    route: &Route,
    at: DateTime<Utc>,
) -> rusqlite::Result<CalledUpon> {
    let duties = duties(connection)?;
    let there = there(connection, (route, &duties), None, at)?;
    let asked = Asked { route, duties: &duties, assignee: None, at };
    let is_there = |it| there.contains(&it);
    Ok(CalledUpon { responsible: asked.responsible(is_there), duty: asked.duty(is_there) })
}

/// The same of a ticket's client, as the batch knows it.
pub(crate) fn called_upon_of(
    batch: &mut Batch<'_>,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<CalledUpon, ViewError> {
    let client = batch.tickets.get(&ticket)?.map(|it| it.client);
    let sql = "SELECT team, responsible, deputy FROM routes WHERE client = ?1";
    let mut statement = batch.connection.prepare_cached(sql)?;
    let route = statement.query_row([client], route_of).optional()?.unwrap_or_default();
    Ok(called_upon(batch.connection, &route, at)?)
}

/// Who of those that may be called upon is there.
fn there(
    connection: &Connection,
    (route, duties): (&Route, &[Duty]),
    assignee: Option<PersonId>,
    at: DateTime<Utc>,
) -> rusqlite::Result<Vec<PersonId>> {
    let turns = duties.iter().filter_map(|it| it.agent);
    let named = [assignee, route.responsible, route.deputy].into_iter().flatten();
    let mut there = Vec::new();
    for person in named.chain(turns) {
        if !there.contains(&person) && available(connection, person, at)? {
            there.push(person);
        }
    }
    Ok(there)
}

fn route_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Route> {
    let team = row.get::<_, Option<Parsed<Slug>>>(0)?.map(|it| it.0);
    let responsible = row.get::<_, Option<Word<_>>>(1)?.map(|it| it.0);
    let deputy = row.get::<_, Option<Word<_>>>(2)?.map(|it| it.0);
    Ok(Route { team, responsible, deputy })
}

/// Who answers for a client; nobody in particular where nothing was settled.
pub(crate) fn route(connection: &Connection, client: ClientId) -> rusqlite::Result<RouteRow> {
    let sql = "SELECT r.team, r.responsible, r.deputy FROM routes r \
               JOIN clients c ON c.key = r.client WHERE c.client = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([Word(client.0)], route_of).optional()?;
    Ok(RouteRow { client, route: found.unwrap_or_default() })
}

/// The turns of duty, in the order in which they were given out.
pub(crate) fn duties(connection: &Connection) -> rusqlite::Result<Vec<Duty>> {
    let sql = "SELECT team, agent, begins, ends FROM duties ORDER BY position";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Duty {
            team: row.get::<_, Option<Parsed<_>>>(0)?.map(|it| it.0),
            agent: row.get::<_, Option<Word<_>>>(1)?.map(|it| it.0),
            from: row.get::<_, Word<_>>(2)?.0,
            until: row.get::<_, Word<_>>(3)?.0,
        })
    };
    connection.prepare_cached(sql)?.query_map([], read)?.collect()
}

/// The teams by name, each with the chats that are its own.
pub(crate) fn teams(connection: &Connection) -> rusqlite::Result<Vec<TeamRow>> {
    let mut statement = connection.prepare_cached("SELECT team, title FROM teams ORDER BY team")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Parsed<Slug>>(0)?.0, row.get(1)?));
    let teams = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = "SELECT h.chat FROM team_chats t JOIN chats h ON h.key = t.chat \
               WHERE t.team = ?1 AND h.place = 2 ORDER BY h.linked";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = Vec::with_capacity(teams.len());
    for (team, title) in teams {
        let read = |row: &rusqlite::Row<'_>| Ok(row.get::<_, Parsed<_>>(0)?.0);
        let chats = statement.query_map([team.as_str()], read)?;
        rows.push(TeamRow { chats: chats.collect::<Result<_, _>>()?, team, title });
    }
    Ok(rows)
}

/// Of which clients a staff group is told: of all where it is no team's; else of those that the team answers for, and of
/// those whose staff are told there since there is no other place.
pub(crate) fn told_of(connection: &Connection, chat: ChatId) -> rusqlite::Result<ToldOf> {
    let sql = "SELECT t.chat, t.team FROM chats h JOIN team_chats t ON t.chat = h.key \
               WHERE h.chat = ?1 AND h.place = 2";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, ChatKey>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(sql)?.query_row([Word(chat)], read).optional()?;
    let Some((here, team)) = found else { return Ok(ToldOf::Everybody) };
    let sql = "SELECT c.key, c.client, r.team FROM clients c \
               LEFT JOIN routes r ON r.client = c.key WHERE c.registered = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut clients = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (key, of) = (row.get::<_, ClientKey>(0)?, row.get::<_, Option<String>>(2)?);
        if of.as_ref() == Some(&team) || home(connection, Some(key))? == Some(here) {
            clients.insert(ClientId(row.get::<_, Word<_>>(1)?.0));
        }
    }
    Ok(ToldOf::Clients(clients))
}

/// Everybody of staff who can be written to, in the order in which they were first heard of.
pub(crate) fn agents(connection: &Connection) -> rusqlite::Result<Vec<AgentRow>> {
    let roles: i64 = Role::ALL.into_iter().filter(|it| it.is_staff()).map(people::bit).sum();
    let sql = "SELECT person FROM people WHERE roles & ?1 <> 0 AND telegram_id IS NOT NULL \
               ORDER BY key";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([roles], |row| row.get::<_, Word<PersonId>>(0))?;
    let mut rows = Vec::new();
    for person in found {
        let person = person?.0;
        let Some(row) = people::person(connection, person)? else { continue };
        let (away, delivery) = agent_of(connection, person)?.unwrap_or_default();
        rows.push(AgentRow { person: row, away, delivery });
    }
    Ok(rows)
}

fn available(
    connection: &Connection,
    person: PersonId,
    at: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let is_staff = people::is_known_staff(connection, person)?;
    let away = agent_of(connection, person)?.and_then(|it| it.0);
    Ok(is_staff && !away.is_some_and(|it| it.is_away(at)))
}

fn agent_of(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Option<(Option<Away>, Delivery)>> {
    let sql = "SELECT key FROM people WHERE person = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let key = statement.query_row([Word(person)], |row| row.get(0)).optional()?;
    key.map_or(Ok(None), |key| agent(connection, key))
}

/// The person of a key, as the file knows them.
pub(crate) fn person_of(
    connection: &Connection,
    key: PersonKey,
) -> rusqlite::Result<Option<PersonId>> {
    let mut statement = connection.prepare_cached("SELECT person FROM people WHERE key = ?1")?;
    statement.query_row([key], |row| Ok(row.get::<_, Word<_>>(0)?.0)).optional()
}

/// The client of a chat, as the batch knows it.
pub(crate) fn client_of(
    batch: &mut Batch<'_>,
    chat: ChatId,
) -> rusqlite::Result<Option<ClientKey>> {
    let current = batch.current_chat(chat)?;
    let id = batch.chat_id(current)?;
    Ok(batch.chats.get(&id)?.and_then(|it| it.client))
}
