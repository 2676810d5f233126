//! Which keys live, as far as this node has heard?
//!
//! All of them are in memory, wrapped, so that opening one asks nobody.

use super::form::StreamKey;
use crate::keyring::{KeyId, KeyOwner};
use crate::keys::wrapped::Wrapped;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

/// How many keys are looked through at once, for whoever opens one waits meanwhile.
const WALK_MAX: usize = 10_000;

#[derive(Default)]
pub(super) struct Living {
    by_id: HashMap<KeyId, Key>,
    by_stream: HashMap<StreamKey, KeyId>,
    by_place: BTreeMap<Place, KeyId>,
    /// Streams that a key is just being written to, and whether they were deleted meanwhile.
    in_making: HashMap<StreamKey, bool>,
    names: HashSet<Arc<str>>,
}

struct Key {
    wrapped: Wrapped,
    stream: StreamKey,
    place: Place,
}

/// A scope and an owner, in the order in which keys are listed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(Arc<str>, Arc<str>);

/// Whose keys are meant.
pub(super) enum Whose<'a> {
    Owner(&'a str),
    Scope(&'a str),
}

impl Living {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn of_id(&self, id: KeyId) -> Option<&Wrapped> {
        self.by_id.get(&id).map(|it| &it.wrapped)
    }

    pub(super) fn of_owner(&self, owner: &KeyOwner) -> Option<KeyId> {
        // Without a name there is no key, and nothing to be made for the look-up.
        let name = |it: &str| self.names.get(it).cloned();
        let place = Place(name(&owner.scope)?, name(&owner.owner)?);
        self.by_place.get(&place).copied()
    }

    /// The streams of the keys of somebody among the next [`WALK_MAX`] behind a place, and where to go
    /// on from; `None` at the end.
    pub(super) fn streams(
        &self,
        whose: &Whose<'_>,
        after: Option<Place>,
    ) -> (Vec<StreamKey>, Option<Place>) {
        let from = match (after, whose) {
            (Some(after), _) => Bound::Excluded(after),
            (None, Whose::Scope(scope)) => Bound::Included(Place((*scope).into(), "".into())),
            (None, Whose::Owner(_)) => Bound::Unbounded,
        };
        let mut range = self.by_place.range((from, Bound::Unbounded));
        let (mut streams, mut last) = (vec![], None);
        for (place, id) in range.by_ref().take(WALK_MAX) {
            let is_meant = match *whose {
                Whose::Owner(owner) => &*place.1 == owner,
                Whose::Scope(scope) if &*place.0 == scope => true,
                // Nothing of the scope comes behind another one.
                Whose::Scope(_) => return (streams, None),
            };
            if is_meant {
                streams.push(self.by_id[id].stream);
            }
            last = Some(place);
        }
        // In letters of its own: a name is forgotten once nobody but the keys has it.
        let last = last.filter(|_| range.next().is_some());
        (streams, last.map(|it| Place((*it.0).into(), (*it.1).into())))
    }

    /// The scopes that begin with a prefix, in order.
    pub(super) fn scopes(&self, prefix: &str) -> Vec<String> {
        let from = Place(prefix.into(), "".into());
        let mut scopes: Vec<String> = Vec::new();
        for Place(scope, _) in self.by_place.range(from..).map(|(place, _)| place) {
            if !scope.starts_with(prefix) {
                break;
            }
            if scopes.last().is_none_or(|it| **it != **scope) {
                scopes.push(scope.to_string());
            }
        }
        scopes
    }

    /// Some keys behind an owner and scope, in order.
    pub(super) fn page(
        &self,
        after: Option<&KeyOwner>,
        limit: usize,
    ) -> Vec<(KeyOwner, KeyId, Wrapped)> {
        let after = after.map(|it| Place(it.scope.as_str().into(), it.owner.as_str().into()));
        let from = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.by_place.range((from, Bound::Unbounded)).take(limit);
        let owner = |it: &Place| KeyOwner { scope: it.0.to_string(), owner: it.1.to_string() };
        range.map(|(place, &id)| (owner(place), id, self.by_id[&id].wrapped)).collect()
    }

    /// From now on it is noted if this stream is deleted, until [`Self::made`] or [`Self::not_made`].
    pub(super) fn begin(&mut self, stream: StreamKey) {
        self.in_making.insert(stream, false);
    }

    pub(super) fn not_made(&mut self, stream: StreamKey) {
        self.in_making.remove(&stream);
    }

    /// Takes a key in that was written or read since [`Self::begin`], and says whether it lives.
    pub(super) fn made(
        &mut self,
        stream: StreamKey,
        owner: &KeyOwner,
        id: KeyId,
        wrapped: Wrapped,
    ) -> bool {
        let lives = self.in_making.remove(&stream) != Some(true);
        if lives {
            self.add(stream, owner, id, wrapped);
        }
        lives
    }

    /// A key that lives. One that is known already is nothing.
    pub(super) fn add(&mut self, stream: StreamKey, owner: &KeyOwner, id: KeyId, wrapped: Wrapped) {
        if self.by_stream.contains_key(&stream) {
            return;
        }
        let place = Place(self.name(&owner.scope), self.name(&owner.owner));
        // Of one owner and scope there is but one: whoever makes the next has seen the end of the last.
        if let Some(old) = self.by_place.insert(place.clone(), id)
            && let Some(old) = self.by_id.remove(&old)
        {
            self.by_stream.remove(&old.stream);
        }
        self.by_stream.insert(stream, id);
        self.by_id.insert(id, Key { wrapped, stream, place });
    }

    /// The key of a stream is gone for good. Says whether it was known.
    pub(super) fn forget(&mut self, stream: StreamKey) -> bool {
        if let Some(is_deleted) = self.in_making.get_mut(&stream) {
            *is_deleted = true;
        }
        let Some(id) = self.by_stream.remove(&stream) else { return false };
        let Some(Key { place, .. }) = self.by_id.remove(&id) else { return false };
        let Place(scope, owner) = place.clone();
        if let Entry::Occupied(it) = self.by_place.entry(place) {
            it.remove();
        }
        for name in [scope, owner] {
            // Ours, and that of all names.
            if Arc::strong_count(&name) == 2 {
                self.names.remove(&name);
            }
        }
        true
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        self.names.insert(Arc::clone(&new));
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::wrapped::WRAPPED_BYTES;
    use uuid::Uuid;

    fn owner(owner: &str, scope: &str) -> KeyOwner {
        KeyOwner { owner: owner.into(), scope: scope.into() }
    }

    fn stream(number: u8) -> StreamKey {
        StreamKey([number; 16])
    }

    fn id(number: u8) -> KeyId {
        KeyId(Uuid::from_bytes([number; 16]))
    }

    fn add(living: &mut Living, number: u8, of: &KeyOwner) {
        living.add(stream(number), of, id(number), [number; WRAPPED_BYTES]);
    }

    #[test]
    fn the_streams_of_somebody_are_found_a_stretch_at_a_time() {
        let mut living = Living::default();
        let count = WALK_MAX as u64 + 5;
        for number in 0..count {
            let who = if number % 2 == 0 { "anna" } else { "boris" };
            let key = StreamKey(u128::from(number).to_be_bytes());
            let id = KeyId(Uuid::from_u128(number.into()));
            living.add(key, &owner(who, &format!("t-{number}")), id, [0; WRAPPED_BYTES]);
        }
        let (first, after) = living.streams(&Whose::Owner("anna"), None);
        let (second, end) = living.streams(&Whose::Owner("anna"), after);
        assert!(!first.is_empty() && !second.is_empty() && end.is_none());
        let all: HashSet<_> = first.iter().chain(&second).copied().collect();
        assert_eq!(all.len() as u64, count.div_ceil(2));
        let (of_scope, end) = living.streams(&Whose::Scope("t-10"), None);
        assert_eq!(of_scope, [StreamKey(10_u128.to_be_bytes())]);
        assert!(end.is_none());
    }

    #[test]
    fn a_stream_deleted_while_its_key_is_made_leaves_no_key() {
        let mut living = Living::default();
        let anna = owner("anna", "t-1");
        living.begin(stream(1));
        add(&mut living, 1, &anna);
        assert!(living.forget(stream(1)));
        assert!(!living.made(stream(1), &anna, id(1), [1; WRAPPED_BYTES]));
        assert_eq!((living.len(), living.of_id(id(1))), (0, None));
        assert!(living.in_making.is_empty());
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace_but_other_keys_of_its_owner() {
        let mut living = Living::default();
        add(&mut living, 1, &owner("anna", "t-1"));
        add(&mut living, 2, &owner("anna", "t-2"));
        assert!(living.forget(stream(1)));
        assert!(!living.forget(stream(1)));
        assert_eq!(living.of_owner(&owner("anna", "t-1")), None);
        assert_eq!(living.of_owner(&owner("anna", "t-2")), Some(id(2)));
        let mut names: Vec<_> = living.names.iter().map(|it| &**it).collect();
        names.sort_unstable();
        assert_eq!(names, ["anna", "t-2"]);
    }

    #[test]
    fn the_end_of_a_former_key_heard_late_does_not_touch_the_next() {
        let mut living = Living::default();
        let anna = owner("anna", "t-1");
        add(&mut living, 1, &anna);
        add(&mut living, 2, &anna);
        assert_eq!(living.of_id(id(1)), None);
        assert!(!living.forget(stream(1)));
        assert_eq!(living.of_owner(&anna), Some(id(2)));
    }
}
