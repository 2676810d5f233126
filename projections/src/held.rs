//! Which rows does a batch of events hold, and which of them must be written?

use rusqlite::Connection;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// A row that is loaded, changed in memory, and written once.
pub(crate) trait Row: Sized {
    type Key: Clone + Eq + Ord + Hash;

    fn load(connection: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self>>;

    /// Writes the row; `stored` says whether an earlier state of it is in the file.
    fn save(&self, connection: &Connection, key: &Self::Key, stored: bool) -> rusqlite::Result<()>;

    fn delete(connection: &Connection, key: &Self::Key) -> rusqlite::Result<()>;
}

/// The rows of one table that a batch has touched.
pub(crate) struct Rows<'c, R: Row> {
    connection: &'c Connection,
    slots: HashMap<R::Key, Slot<R>>,
}

struct Slot<R> {
    row: Option<R>,
    /// Whether the file has a row of this key, in whatever state.
    stored: bool,
    changed: bool,
}

impl<'c, R: Row> Rows<'c, R> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, slots: HashMap::new() }
    }

    /// The row as it is now.
    pub(crate) fn get(&mut self, key: &R::Key) -> rusqlite::Result<Option<&R>> {
        Ok(self.slot(key)?.row.as_ref())
    }

    /// The row, to be changed.
    pub(crate) fn change(&mut self, key: &R::Key) -> rusqlite::Result<Option<&mut R>> {
        let slot = self.slot(key)?;
        slot.changed |= slot.row.is_some();
        Ok(slot.row.as_mut())
    }

    /// Puts a row in the place of what is there, if anything.
    pub(crate) fn put(&mut self, key: &R::Key, row: R) -> rusqlite::Result<()> {
        let slot = self.slot(key)?;
        slot.row = Some(row);
        slot.changed = true;
        Ok(())
    }

    /// Takes a row away. Whether the file has it, the deletion itself finds out.
    pub(crate) fn remove(&mut self, key: R::Key) {
        let slot = self.slots.entry(key).or_insert(Slot { row: None, stored: true, changed: true });
        slot.row = None;
        slot.changed = true;
    }

    fn slot(&mut self, key: &R::Key) -> rusqlite::Result<&mut Slot<R>> {
        match self.slots.entry(key.clone()) {
            Entry::Occupied(it) => Ok(it.into_mut()),
            Entry::Vacant(it) => {
                let row = R::load(self.connection, key)?;
                let stored = row.is_some();
                Ok(it.insert(Slot { row, stored, changed: false }))
            }
        }
    }

    /// Writes what was changed, in the order of the keys, and holds nothing any more.
    pub(crate) fn write(&mut self) -> rusqlite::Result<()> {
        let mut changed: Vec<_> = self.slots.drain().filter(|it| it.1.changed).collect();
        changed.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (key, slot) in changed {
            match (slot.row, slot.stored) {
                (Some(row), stored) => row.save(self.connection, &key, stored)?,
                (None, true) => R::delete(self.connection, &key)?,
                (None, false) => (),
            }
        }
        Ok(())
    }
}
