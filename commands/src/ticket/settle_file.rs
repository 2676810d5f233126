//! Settle a file: it was fetched and lies here, or it stays where Telegram keeps it.

use chrono::{DateTime, Utc};
use domain::file::Fate;
use domain::ticket::{Event, FileSettled, Ticket};
use domain::{Draft, EventRef, Field, Owner, PersonId};
use std::convert::Infallible;

/// What became of one file of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    pub of: EventRef,
    /// Which attachment of that event, from 1.
    pub nth: u16,
    pub fate: Fate,
    /// Whose key seals the file, and its hash.
    pub owner: PersonId,
    /// SHA-256 in hex; empty of one that is not kept.
    pub sha256: String,
}

/// What the fate of a file makes of a ticket. The first one stands.
///
/// # Errors
///
/// None: a fact is noted in every state.
pub fn decide(
    ticket: &Ticket,
    it: &Settle,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let is_news = ticket.life().is_some_and(|life| !life.files.contains_key(&(it.of, it.nth)));
    if !is_news {
        return Ok(vec![]);
    }
    let settled = FileSettled { of: it.of, nth: it.nth, fate: it.fate };
    let draft = Draft::new(Event::FileSettled(settled), at);
    Ok(vec![draft.with(Field::FileHash, Owner::Person(it.owner), it.sha256.as_str())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, apply, monday, registered};
    use domain::file::{Kept, Left, Why};
    use uuid::Uuid;

    fn settle(fate: Fate) -> Settle {
        let of = EventRef(Uuid::from_u128(5));
        Settle { of, nth: 1, fate, owner: ANNA, sha256: "ab".repeat(32) }
    }

    #[test]
    fn what_became_of_a_file_is_noted_once_and_the_first_word_stands() {
        let kept = settle(Fate::Kept(Kept { size: 3, picture: None }));
        let drafts = decide(&apply(&[registered()]), &kept, monday("12:00")).unwrap();
        let settled = FileSettled { of: kept.of, nth: 1, fate: kept.fate };
        assert_eq!(drafts[0].event, Event::FileSettled(settled));
        assert_eq!(drafts[0].texts[0].field, Field::FileHash);
        let ticket = apply(&[registered()]).evolve(&drafts[0].event);
        let gone = settle(Fate::Left(Left { why: Why::Gone, size: None }));
        assert_eq!(decide(&ticket, &gone, monday("12:00")), Ok(vec![]));
        let other = Settle { nth: 2, ..gone };
        assert_eq!(decide(&ticket, &other, monday("12:00")).unwrap().len(), 1);
    }

    #[test]
    fn a_ticket_never_registered_has_no_files() {
        let kept = settle(Fate::Kept(Kept { size: 3, picture: None }));
        assert_eq!(decide(&Ticket::Unregistered, &kept, monday("12:00")), Ok(vec![]));
    }
}
