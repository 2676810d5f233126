//! Tzdb: which releases are at hand, and which zones does each have?

use super::{Release, ZoneRules, tzif};
use crate::client::Zone;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Every release that was ever shipped, the newest last.
pub const RELEASES: [Release; 2] = [Release::of(2025, b'b'), Release::of(2026, b'f')];

/// The releases' files, in the same order.
const FILES: [&[u8]; RELEASES.len()] =
    [include_bytes!("../../tzdb/2025b"), include_bytes!("../../tzdb/2026f")];

const HEADER_LENGTH: usize = 24;
const ENTRY_LENGTH: usize = 52;
const NAME_LENGTH: usize = 40;

/// The zones that were asked for, parsed. There are never more than the releases have.
type Parsed = HashMap<(Release, Zone), Arc<dyn ZoneRules>>;

static PARSED: LazyLock<Mutex<Parsed>> = LazyLock::new(Mutex::default);

/// The release that times are shown by.
pub fn newest() -> Release {
    RELEASES[RELEASES.len() - 1]
}

/// A zone's rules as a release has them. None if the release is not at hand or has no such zone.
pub fn rules(release: Release, zone: &Zone) -> Option<Arc<dyn ZoneRules>> {
    let key = (release, zone.clone());
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = parsed.get(&key) {
        return Some(Arc::clone(known));
    }
    let file = FILES[RELEASES.iter().position(|it| *it == release)?];
    let rules = tzif::read(&zone.0, find(file, &zone.0)?)?;
    parsed.insert(key, Arc::clone(&rules));
    Some(rules)
}

/// Whether the newest release has the zone.
pub fn is_known(zone: &Zone) -> bool {
    rules(newest(), zone).is_some()
}

/// The bytes of a zone in a release's file; its form is told in `tzdb/README.md`.
fn find<'a>(file: &'a [u8], zone: &str) -> Option<&'a [u8]> {
    let number = |place: usize| {
        let bytes = file.get(place..place + 4)?;
        usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
    };
    let data = number(16)?;
    let (index, _) = file.get(HEADER_LENGTH..data)?.as_chunks::<ENTRY_LENGTH>();
    let name = |entry: &[u8; ENTRY_LENGTH]| {
        entry[..NAME_LENGTH].iter().copied().take_while(|it| *it != 0).collect::<Vec<u8>>()
    };
    let place = index.binary_search_by(|it| name(it).as_slice().cmp(zone.as_bytes())).ok()?;
    let entry = HEADER_LENGTH + place * ENTRY_LENGTH + NAME_LENGTH;
    let from = data + number(entry)?;
    file.get(from..from + number(entry + 4)?)
}
