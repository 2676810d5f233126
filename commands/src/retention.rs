//! Retention: which months of chats are to be forgotten by now?
//!
//! What was said in a chat is sealed with keys of its month. Once a month is older than the agreement keeps, its keys
//! are destroyed; tickets have keys of their own and stay readable.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use std::sync::Arc;
use store::keyring::{KeyError, Keyring};

/// How long words of a chat that belong to no ticket are kept, in days, unless a setting says otherwise.
pub const CHAT_DAYS: u32 = 90;

/// The scopes whose month ended longer ago than `days`.
pub fn due(scopes: &[String], days: u32, now: DateTime<Utc>) -> Vec<&str> {
    let ended = |scope: &str| {
        let month = scope.rsplit_once('-')?.1;
        let first = NaiveDate::parse_from_str(&format!("{month}01"), "%Y%m%d").ok()?;
        first.checked_add_months(Months::new(1))
    };
    let kept_from = now.date_naive().checked_sub_days(Days::new(u64::from(days)));
    let is_due = |scope: &&String| {
        scope.starts_with("chat-") && ended(scope).zip(kept_from).is_some_and(|it| it.0 <= it.1)
    };
    scopes.iter().filter(is_due).map(String::as_str).collect()
}

/// Destroys the keys of all months that are due, and answers how many keys that were.
///
/// # Errors
///
/// [`KeyError`]; asking again goes on.
pub async fn enforce(
    keyring: &Arc<dyn Keyring>,
    days: u32,
    now: DateTime<Utc>,
) -> Result<u64, KeyError> {
    let scopes = keyring.scopes("chat-").await?;
    let mut destroyed = 0;
    for scope in due(&scopes, days, now) {
        destroyed += keyring.destroy_scope(scope).await?;
    }
    Ok(destroyed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scope: &str, today: &str, then: bool) {
        let now = format!("{today}T12:00:00Z").parse().unwrap();
        assert_eq!(due(&[scope.to_owned()], CHAT_DAYS, now).len(), usize::from(then));
    }

    #[test]
    fn a_month_is_due_ninety_days_after_its_end() {
        check("chat--1001-202608", "2026-11-29", false);
        check("chat--1001-202608", "2026-11-30", true);
        check("chat--1001-202612", "2027-03-31", false);
        check("chat--1001-202612", "2027-04-01", true);
    }

    #[test]
    fn tickets_and_people_are_never_due() {
        check("ticket-00000000-0000-0000-0000-000000000001", "2036-01-01", false);
        check("person-202001", "2036-01-01", false);
        check("chat-odd", "2036-01-01", false);
    }
}
