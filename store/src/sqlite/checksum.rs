//! Is an event still what was written?

use crate::port::Recorded;

/// A CRC-32 of everything that an event is, names instead of their numbers: a flipped bit anywhere
/// is noticed when the event is read.
pub(super) fn checksum(it: &Recorded) -> u32 {
    let event = &it.event;
    let mut fixed = [0; 98];
    let mut rest = &mut fixed[..];
    let mut put = |bytes: &[u8]| {
        let (now, later) = std::mem::take(&mut rest).split_at_mut(bytes.len());
        now.copy_from_slice(bytes);
        rest = later;
    };
    put(&it.position.0.to_le_bytes());
    put(&it.revision.0.to_le_bytes());
    put(event.id.0.as_bytes());
    put(&event.form.to_le_bytes());
    put(event.correlation.as_bytes());
    put(event.causation.as_bytes());
    put(&event.occurred_at.timestamp_millis().to_le_bytes());
    put(&it.recorded_at.timestamp_millis().to_le_bytes());
    // Lengths, so that no byte can move from one part to the next.
    for part in [it.stream.as_str().len(), event.kind.len(), event.actor.len(), event.facts.len()] {
        put(&u32::try_from(part).unwrap_or(u32::MAX).to_le_bytes());
    }
    let mut crc = crc32fast::Hasher::new();
    crc.update(&fixed);
    crc.update(it.stream.as_str().as_bytes());
    crc.update(event.kind.as_bytes());
    crc.update(event.actor.as_bytes());
    crc.update(&event.facts);
    crc.update(&event.private);
    crc.finalize()
}
