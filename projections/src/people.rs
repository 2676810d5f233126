//! People: what is a person called?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::PersonKey;
use crate::rows::PersonRow;
use crate::taken::Taken;
use crate::words::Word;
use domain::{Event, Field, PersonId, people};
use rusqlite::{Connection, OptionalExtension, params};

/// A person as a row keeps one. Without a name where nobody was seen, or all was erased.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) key: PersonKey,
    name: String,
    handle: Option<String>,
    telegram_id: Option<i64>,
}

impl Person {
    pub(crate) fn unseen(key: PersonKey) -> Self {
        Self { key, name: String::new(), handle: None, telegram_id: None }
    }
}

impl Row for Person {
    type Key = PersonId;

    fn load(connection: &Connection, key: &PersonId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT key, name, handle, telegram_id FROM people WHERE person = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                key: row.get(0)?,
                name: row.get(1)?,
                handle: row.get(2)?,
                telegram_id: row.get(3)?,
            })
        };
        statement.query_row([Word(*key)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &PersonId, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = connection.prepare_cached(sql)?;
        let row = params![self.key, Word(*key), self.name, self.handle, self.telegram_id];
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
            let seen = Person {
                key,
                name: text(Field::Name).unwrap_or_default().to_owned(),
                handle: text(Field::Handle).map(str::to_owned),
                telegram_id: text(Field::TelegramId).and_then(|it| it.parse().ok()),
            };
            batch.people.put(&person, seen)?;
        }
        people::Event::Erased(_) => {
            batch.people.put(&person, Person::unseen(key))?;
            batch.erased = true;
        }
        // Roles are decided on the person's stream; no view lists them yet.
        people::Event::RoleGranted(_) | people::Event::RoleRevoked(_) => (),
    }
    Ok(())
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
