//! How do keys come from another keyring, and go to one?

use super::keeper::KeepError;
use super::shared::Shared;
use super::{CACHE_KIB, slots};
use crate::keyring::{DataKey, KEYS_PAGE_MAX, KeyId, KeyOwner, OwnedKey, is_here};
use crate::keys::wrapped::{Epochs, Wrapped};
use crate::sqlite::file;
use crate::world::Chance;
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;
use uuid::Uuid;

/// Takes keys in within a transaction, and says how many were new.
pub(super) fn take_in(
    connection: &Connection,
    keys: &[OwnedKey],
    epochs: &Epochs,
    chance: &dyn Chance,
) -> Result<u64, KeepError> {
    const FIND: &str = "SELECT id FROM keys JOIN slots ON slot = number
         WHERE scope = ?1 AND owner = ?2";
    const ADD: &str = "INSERT INTO keys (scope, owner, slot) VALUES (?1, ?2, ?3)";
    let mut count = 0;
    for coming in keys {
        let OwnedKey { owner, key } = coming;
        let of_owner: Option<[u8; 16]> = connection
            .prepare_cached(FIND)?
            .query_row((&owner.scope, &owner.owner), |row| row.get(0))
            .optional()?;
        let of_owner = of_owner.map(|it| KeyId(Uuid::from_bytes(it)));
        let of_id: Option<DataKey> = slots::find(connection, key.id)?
            .map(|wrapped| epochs.unwrap(key.id, &wrapped))
            .transpose()?;
        if is_here(coming, of_owner, of_id.as_ref())? {
            continue;
        }
        let slot = slots::take(connection)?;
        slots::fill(connection, slot, key.id, &epochs.wrap(key, chance))?;
        connection.prepare_cached(ADD)?.execute((&owner.scope, &owner.owner, slot))?;
        count += 1;
    }
    Ok(count)
}

/// The living keys behind an owner and scope.
pub(super) fn page(
    path: &Path,
    shared: &Shared,
    after: Option<&KeyOwner>,
    limit: usize,
) -> Result<Vec<OwnedKey>, KeepError> {
    const PAGE: &str = "SELECT scope, owner, id, wrapped FROM keys JOIN slots ON slot = number
         WHERE (scope, owner) > (?1, ?2) ORDER BY scope, owner LIMIT ?3";
    // Held until the keys are unwrapped.
    let epochs = shared.epochs();
    let reader = file::open_reader(path, CACHE_KIB)?;
    let mut statement = reader.prepare(PAGE)?;
    let (scope, owner) = after.map_or(("", ""), |it| (&it.scope, &it.owner));
    let rows = statement.query_map((scope, owner, limit.min(KEYS_PAGE_MAX)), |row| {
        let owner = KeyOwner { scope: row.get(0)?, owner: row.get(1)? };
        Ok((owner, KeyId(Uuid::from_bytes(row.get(2)?)), row.get::<_, Wrapped>(3)?))
    })?;
    rows.map(|row| {
        let (owner, id, wrapped) = row?;
        Ok(OwnedKey { owner, key: epochs.unwrap(id, &wrapped)? })
    })
    .collect()
}
