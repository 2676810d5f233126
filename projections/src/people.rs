//! People: what is a person called, and who has which role?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::PersonKey;
use crate::rows::PersonRow;
use crate::taken::Taken;
use crate::words::{Numbered, Word};
use domain::{Event, Field, PersonId, Role, people};
use rusqlite::{Connection, OptionalExtension, params};

/// A person as a row keeps one. Without a name where nobody was seen, or all was erased.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) key: PersonKey,
    name: String,
    handle: Option<String>,
    pub(crate) telegram_id: Option<i64>,
    /// A bit for each role that is not for one client only.
    roles: i64,
}

impl Person {
    /// Whether the person is of staff and can be written to.
    pub(crate) fn is_known_staff(&self) -> bool {
        let staff =
            Role::ALL.into_iter().filter(|it| it.is_staff()).any(|it| self.roles & bit(it) != 0);
        staff && self.telegram_id.is_some()
    }

    pub(crate) fn unseen(key: PersonKey) -> Self {
        Self { key, name: String::new(), handle: None, telegram_id: None, roles: 0 }
    }
}

pub(crate) fn bit(role: Role) -> i64 {
    1 << role.number()
}

impl Row for Person {
    type Key = PersonId;

    fn load(connection: &Connection, key: &PersonId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT key, name, handle, telegram_id, roles FROM people WHERE person = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                key: row.get(0)?,
                name: row.get(1)?,
                handle: row.get(2)?,
                telegram_id: row.get(3)?,
                roles: row.get(4)?,
            })
        };
        statement.query_row([Word(*key)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &PersonId, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut statement = connection.prepare_cached(sql)?;
        let (name, handle) = (&self.name, &self.handle);
        let row = params![self.key, Word(*key), name, handle, self.telegram_id, self.roles];
        statement.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &PersonId) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached("DELETE FROM people WHERE person = ?1")?;
        statement.execute([Word(*key)]).map(drop)
    }
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Person(event) = &taken.event else { return Ok(()) };
    let person = taken.person()?;
    let key = batch.person(person)?;
    match event {
        people::Event::Seen(_) => {
            let text = |field| taken.texts.get(field);
            let roles = batch.people.get(&person)?.map_or(0, |it| it.roles);
            let seen = Person {
                key,
                name: text(Field::Name).unwrap_or_default().to_owned(),
                handle: text(Field::Handle).map(str::to_owned),
                telegram_id: text(Field::TelegramId).and_then(|it| it.parse().ok()),
                roles,
            };
            batch.people.put(&person, seen)?;
            if roles != 0 {
                batch.settle()?;
            }
        }
        people::Event::Erased(_) => {
            batch.people.put(&person, Person::unseen(key))?;
            batch.erased = true;
            batch.settle()?;
        }
        people::Event::RoleGranted(it) if it.client.is_none() => {
            change_roles(batch, person, |roles| roles | bit(it.role))?;
        }
        people::Event::RoleRevoked(it) if it.client.is_none() => {
            change_roles(batch, person, |roles| roles & !bit(it.role))?;
        }
        // Who speaks for a client is decided on the person's stream; no view lists them yet.
        people::Event::RoleGranted(_)
        | people::Event::RoleRevoked(_)
        // How far it is with making somebody one of staff is decided on the person's stream, too.
        | people::Event::ConfirmationAsked(_)
        | people::Event::ConfirmationDeclined(_)
        | people::Event::StaffChatEntered(_)
        | people::Event::StaffChatLeft(_)
        // Routing keeps whether somebody is there, and where they are told.
        | people::Event::AbsenceNoted(_)
        | people::Event::DeliveryChosen(_)
        | people::Event::HandedOver(_) => (),
    }
    Ok(())
}

fn change_roles(
    batch: &mut Batch<'_>,
    person: PersonId,
    change: impl Fn(i64) -> i64,
) -> rusqlite::Result<()> {
    if let Some(row) = batch.people.change(&person)? {
        row.roles = change(row.roles);
    }
    batch.settle()
}

/// Whether a person has any role of staff.
pub(crate) fn is_staff(batch: &mut Batch<'_>, person: PersonId) -> rusqlite::Result<bool> {
    let roles = batch.people.get(&person)?.map_or(0, |it| it.roles);
    Ok(Role::ALL.into_iter().any(|it| it.is_staff() && roles & bit(it) != 0))
}

/// Everybody who has a role and is known by a Telegram id.
pub(crate) fn holders(connection: &Connection, role: Role) -> rusqlite::Result<Vec<PersonId>> {
    let sql = "SELECT person FROM people WHERE roles & ?1 <> 0 AND telegram_id IS NOT NULL \
               ORDER BY key";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([bit(role)], |row| Ok(row.get::<_, Word<_>>(0)?.0))?.collect()
}

/// Whether somebody is of staff and can be written to.
pub(crate) fn is_known_staff(connection: &Connection, person: PersonId) -> rusqlite::Result<bool> {
    Ok(Person::load(connection, &person)?.is_some_and(|it| it.is_known_staff()))
}

/// What is known of a person; `None` if nobody was seen, or all was erased.
pub(crate) fn person(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Option<PersonRow>> {
    let found = Person::load(connection, &person)?.map(|it| PersonRow {
        person,
        name: it.name,
        handle: it.handle,
        telegram_id: it.telegram_id,
    });
    let known =
        |it: &PersonRow| !it.name.is_empty() || it.handle.is_some() || it.telegram_id.is_some();
    Ok(found.filter(known))
}
