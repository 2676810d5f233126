//! Arrive: somebody writes or presses in a staff chat.

use chrono::{DateTime, Utc};
use domain::people::{ConfirmationAsked, Event, Person, StaffChatEntered};
use domain::{ChatId, Draft};
use std::convert::Infallible;

/// What being seen in a staff chat makes of a person: an admin is asked about whoever is not of staff, once; of staff
/// it is remembered in which of their chats they are.
///
/// # Errors
///
/// None.
pub fn decide(
    person: &Person,
    (chat, thread): (ChatId, Option<i64>),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if person.erased {
        return Ok(vec![]);
    }
    if !person.is_staff() {
        let asked = Event::ConfirmationAsked(ConfirmationAsked { chat, thread });
        let ask = person.confirmation.is_to_be_asked(at);
        return Ok(ask.then(|| Draft::new(asked, at)).into_iter().collect());
    }
    if person.staff_chats.contains(&chat) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::StaffChatEntered(StaffChatEntered { chat }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::decline;
    use crate::testing::{ADMIN, CHAT, OLGA, known, monday};
    use chrono::TimeDelta;
    use domain::Actor;
    use domain::people::{Confirmation, DECLINED_DAYS, PersonErased};

    fn arrives(person: &Person, at: DateTime<Utc>) -> Vec<Event> {
        let decided = decide(person, (CHAT, None), at).unwrap();
        decided.into_iter().map(|it| it.event).collect()
    }

    #[test]
    fn an_admin_is_asked_once_about_whoever_is_not_of_staff() {
        let asked = arrives(&Person::default(), monday("12:00"));
        let expected = Event::ConfirmationAsked(ConfirmationAsked { chat: CHAT, thread: None });
        assert_eq!(asked, [expected]);
        let person = Person::default().evolve(&asked[0]);
        assert!(!person.is_staff());
        assert_eq!(arrives(&person, monday("18:00")), []);
    }

    #[test]
    fn who_was_turned_down_is_asked_about_again_only_after_the_named_days() {
        let asked = Person { confirmation: Confirmation::Asked, ..Person::default() };
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        let declined = decline::decide(&asked, by, monday("12:00")).unwrap();
        let person = asked.evolve(&declined[0].event);
        let again = monday("12:00") + TimeDelta::days(DECLINED_DAYS);
        assert_eq!(arrives(&person, again - TimeDelta::milliseconds(1)), []);
        assert_eq!(arrives(&person, again).len(), 1);
    }

    #[test]
    fn of_staff_it_is_remembered_once_in_which_chat_they_are() {
        let entered = arrives(&known(OLGA), monday("12:00"));
        assert_eq!(entered, [Event::StaffChatEntered(StaffChatEntered { chat: CHAT })]);
        let olga = known(OLGA).evolve(&entered[0]);
        assert_eq!(arrives(&olga, monday("12:01")), []);
        let other = decide(&olga, (ChatId::Group(-77), None), monday("12:02")).unwrap();
        assert_eq!(other.len(), 1);
    }

    #[test]
    fn nobody_is_asked_about_the_erased() {
        let erased = Person::default().evolve(&Event::Erased(PersonErased {}));
        assert_eq!(arrives(&erased, monday("12:00")), []);
    }
}
