//! Workload: how much was there to do, and who did it?

mod deeds;
mod story;

pub(crate) use deeds::{assignee_at, take_in};

use crate::keys::{ClientKey, PersonKey, TicketKey};
use crate::rows::{
    AgentWork, BEHIND_MAX, ClientWork, Counted, HourWork, OpenTicket, Part, TypeWork, WEEK_HOURS,
    Work, Workload, WorkloadQuery,
};
use crate::words::{Parsed, Word, counted};
use domain::{At, ClientId, PersonId, TicketId, TicketNumber};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use story::{Done, Place, Story, Week};

/// How many tickets each number counts.
type Numbers = BTreeMap<(Place, Counted), u64>;

pub(crate) fn workload(
    connection: &Connection,
    query: &WorkloadQuery,
    at: At,
) -> rusqlite::Result<Workload> {
    let mut numbers = Numbers::new();
    let mut oldest: Option<(At, Story)> = None;
    each_story(connection, query, at, |story| {
        for number in story.numbers() {
            *numbers.entry(number).or_default() += 1;
        }
        if let Some(since) = story.requested.filter(|_| story.open)
            && oldest.as_ref().is_none_or(|it| since < it.0)
        {
            oldest = Some((since, story));
        }
    })?;
    let number = |place, what| numbers.get(&(place, what)).copied().unwrap_or_default();
    let work = |place| Work {
        requested: number(place, Counted::Requested),
        open: number(place, Counted::Open),
        closed: number(place, Counted::Closed),
    };
    let (mut agents, mut clients, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for place in numbers.keys().map(|it| it.0).collect::<BTreeSet<_>>() {
        match place {
            Place::Total | Place::Nobody | Place::Hour(_) => (),
            Place::Agent(key) => {
                let (agent, name) = person(connection, key)?;
                agents.push(AgentWork {
                    agent,
                    name,
                    open: number(place, Counted::Open),
                    taken: number(place, Counted::Taken),
                    answered: number(place, Counted::Answered),
                    resolved: number(place, Counted::Resolved),
                });
            }
            Place::Type(request_type) => types.push(TypeWork { request_type, work: work(place) }),
            Place::Client(key) => {
                let (client, title) = client(connection, key)?;
                clients.push(ClientWork { client, title, work: work(place) });
            }
        }
    }
    agents.sort_by(|a, b| (&a.name, a.agent).cmp(&(&b.name, b.agent)));
    clients.sort_by(|a, b| (&a.title, a.client).cmp(&(&b.title, b.client)));
    let hour = |hour| HourWork {
        requested: number(Place::Hour(hour), Counted::Requested),
        taken: number(Place::Hour(hour), Counted::Taken),
        answered: number(Place::Hour(hour), Counted::Answered),
        resolved: number(Place::Hour(hour), Counted::Resolved),
    };
    let hours = (0..WEEK_HOURS).filter_map(|it| u8::try_from(it).ok()).map(hour).collect();
    let oldest_open = match oldest {
        Some((_, story)) => open_ticket(connection, &story)?,
        None => None,
    };
    let (total, unassigned) = (work(Place::Total), number(Place::Nobody, Counted::Open));
    Ok(Workload { at, total, unassigned, agents, hours, types, clients, oldest_open })
}

/// The tickets that a number of a workload counts, in the order in which they were registered; at most [`BEHIND_MAX`].
pub(crate) fn workload_behind(
    connection: &Connection,
    query: &WorkloadQuery,
    part: Part,
    what: Counted,
    at: At,
) -> rusqlite::Result<Vec<TicketId>> {
    let Some(place) = place_of(connection, part)? else { return Ok(Vec::new()) };
    let mut keys = Vec::new();
    each_story(connection, query, at, |story| {
        if keys.len() < BEHIND_MAX && story.numbers().contains(&(place, what)) {
            keys.push(story.ticket);
        }
    })?;
    let mut statement = connection.prepare_cached("SELECT ticket FROM tickets WHERE key = ?1")?;
    let mut id = |key| statement.query_row([key], |row| Ok(TicketId(row.get::<_, Word<_>>(0)?.0)));
    keys.into_iter().map(&mut id).collect()
}

/// Every ticket with anything in the time, or open at its end, as recorded by an instant.
fn each_story(
    connection: &Connection,
    query: &WorkloadQuery,
    at: At,
    mut told: impl FnMut(Story),
) -> rusqlite::Result<()> {
    let week = Week::of(query);
    // What is closed by now was open then only if something was recorded of it since.
    let sql = "WITH some AS (SELECT ticket FROM deeds WHERE at >= ?1 AND at < ?2 \
               UNION SELECT key FROM tickets WHERE open = 1 \
               UNION SELECT ticket FROM histories INDEXED BY histories_by_end \
               WHERE until >= min(?2, ?3) AND opened < ?2) \
               SELECT d.ticket, h.client, d.at, d.revision, d.deed, d.person, d.request_type \
               FROM some s JOIN histories h ON h.ticket = s.ticket \
               JOIN clients c ON c.key = h.client CROSS JOIN deeds d ON d.ticket = s.ticket \
               WHERE d.at < ?2 AND d.at <= ?3 AND d.recorded <= ?3 \
               AND (?4 IS NULL OR c.client = ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    let client = query.client.map(|it| Word(it.0));
    let mut rows = statement.query(params![Word(query.from), Word(query.to), Word(at), client])?;
    // Put in order here: the rows of one ticket are few.
    let mut all: BTreeMap<TicketKey, (ClientKey, Vec<Done>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let done = Done {
            at: row.get::<_, Word<_>>(2)?.0,
            revision: row.get(3)?,
            deed: row.get::<_, Word<_>>(4)?.0,
            by: row.get(5)?,
            request_type: row.get::<_, Option<Word<_>>>(6)?.map(|it| it.0),
        };
        let (ticket, client) = (row.get(0)?, row.get(1)?);
        all.entry(ticket).or_insert_with(|| (client, Vec::new())).1.push(done);
    }
    for (ticket, (client, mut deeds)) in all {
        deeds.sort_unstable_by_key(|it| (it.at, it.revision));
        let mut story = Story::new(ticket, client);
        for done in deeds {
            story.take_in(done, query, &week);
        }
        told(story);
    }
    Ok(())
}

fn place_of(connection: &Connection, part: Part) -> rusqlite::Result<Option<Place>> {
    Ok(match part {
        Part::Total => Some(Place::Total),
        Part::Nobody => Some(Place::Nobody),
        Part::Hour(hour) => Some(Place::Hour(hour)),
        Part::Type(request_type) => Some(Place::Type(request_type)),
        Part::Agent(agent) => {
            let sql = "SELECT key FROM people WHERE person = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row([Word(agent)], |row| row.get(0)).optional()?.map(Place::Agent)
        }
        Part::Client(client) => {
            let sql = "SELECT key FROM clients WHERE client = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row([Word(client.0)], |row| row.get(0)).optional()?.map(Place::Client)
        }
    })
}

fn person(connection: &Connection, key: PersonKey) -> rusqlite::Result<(PersonId, String)> {
    let sql = "SELECT person, name FROM people WHERE key = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Word<_>>(0)?.0, row.get(1)?));
    connection.prepare_cached(sql)?.query_row([key], read)
}

fn client(connection: &Connection, key: ClientKey) -> rusqlite::Result<(ClientId, String)> {
    let sql = "SELECT client, title FROM clients WHERE key = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((ClientId(row.get::<_, Word<_>>(0)?.0), row.get(1)?));
    connection.prepare_cached(sql)?.query_row([key], read)
}

fn open_ticket(connection: &Connection, story: &Story) -> rusqlite::Result<Option<OpenTicket>> {
    let sql = "SELECT t.ticket, c.code, t.number, t.reported_at FROM tickets t \
               JOIN clients c ON c.key = t.client WHERE t.key = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let number = counted(row.get(2)?)?;
        Ok(OpenTicket {
            ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
            number: TicketNumber { code: row.get::<_, Parsed<_>>(1)?.0, number },
            reported_at: row.get::<_, Word<_>>(3)?.0,
        })
    };
    connection.prepare_cached(sql)?.query_row([story.ticket], read).optional()
}
