//! Effective: from when does a version that is published now hold?

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// From the instant that was asked for, but never from before it is published: what has passed stays judged as it was.
/// Without an instant from its publication on. Clocks count whole seconds, so a begun one still belongs to what held
/// before.
pub(crate) fn from(asked: Option<DateTime<Utc>>, published: DateTime<Utc>) -> DateTime<Utc> {
    whole(asked.unwrap_or(published)).max(whole(published))
}

/// The first whole second at or after an instant.
fn whole(at: DateTime<Utc>) -> DateTime<Utc> {
    let second = at.trunc_subsecs(0);
    if second < at { second + TimeDelta::seconds(1) } else { second }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn nothing_holds_before_it_is_published() {
        let (now, tomorrow) = (monday("12:00"), monday("12:00") + TimeDelta::days(1));
        assert_eq!(from(None, now), now);
        assert_eq!(from(Some(monday("11:59")), now), now);
        assert_eq!(from(Some(tomorrow), now), tomorrow);
    }

    #[test]
    fn a_begun_second_still_belongs_to_what_held_before() {
        let now = monday("12:00") + TimeDelta::milliseconds(1);
        assert_eq!(from(None, now), monday("12:00") + TimeDelta::seconds(1));
    }
}
