//! Note topic: whether anything can be said in a topic has changed.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, Event, TopicFound, TopicLost};
use std::convert::Infallible;

/// What a topic makes of a chat's month in which the bot can say something now, or nothing any more. The same again makes
/// nothing of it.
///
/// * `topic`: the topic, none of the general one, and whether something can be said in it.
///
/// # Errors
///
/// None.
pub fn decide(
    month: &ChatMonth,
    topic: (Option<i64>, bool),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let (thread, found) = topic;
    if month.topics.get(&thread) == Some(&found) {
        return Ok(vec![]);
    }
    let event = if found {
        Event::TopicFound(TopicFound { thread })
    } else {
        Event::TopicLost(TopicLost { thread })
    };
    Ok(vec![Draft::new(event, at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::chat::RightsChanged;
    use domain::group_rights::GroupRights;

    fn after(month: ChatMonth, topic: (Option<i64>, bool)) -> (ChatMonth, usize) {
        let noted = decide(&month, topic, monday("12:00")).unwrap();
        (noted.iter().fold(month, |month, it| month.evolve(&it.event)), noted.len())
    }

    #[test]
    fn a_topic_is_lost_once_and_may_be_lost_again_when_it_was_found() {
        let mut month = ChatMonth::default();
        for (topic, then) in [
            ((Some(9), false), 1),
            ((Some(9), false), 0),
            ((None, false), 1),
            ((Some(9), true), 1),
            ((Some(9), true), 0),
            ((Some(9), false), 1),
            ((None, false), 0),
        ] {
            let (next, noted) = after(month, topic);
            assert_eq!(noted, then, "{topic:?}");
            month = next;
        }
    }

    #[test]
    fn whoever_may_manage_topics_writes_in_closed_ones() {
        let (month, _) = after(ChatMonth::default(), (Some(9), false));
        let rights = GroupRights { topics: true, ..GroupRights::default() };
        let month = month.evolve(&Event::RightsChanged(RightsChanged { rights }));
        assert_eq!(after(month, (Some(9), false)).1, 1, "it can be lost anew");
    }
}
