//! Draft: words for many clients, which somebody looks at once more before they go out.

use super::{By, Rejection, of_open};
use domain::incident::{CHOSEN_MAX, Declared, Drafted, Event, Groups, Incident, Nature, possible};
use domain::{ClientId, Draft as Decided, Field, MessageRef, Owner};
use std::collections::BTreeSet;

/// What is to be announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub words: String,
    /// True where they say that it is over.
    pub ends: bool,
    /// Whom they are for; none where that is chosen later.
    pub clients: BTreeSet<ClientId>,
    /// Where staff wrote them.
    pub message: MessageRef,
}

/// What a draft makes of an incident. Words that nobody would read are not drafted.
///
/// * `groups`: where everybody is at present.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    incident: &Incident,
    asked: &Draft,
    groups: &Groups,
    by: &By<'_>,
) -> Result<Vec<Decided<Event>>, Rejection> {
    let person = of_open(incident, by)?;
    let words = asked.words.trim();
    if words.is_empty() {
        return Err(Rejection::WithoutWords);
    }
    if asked.clients.len() > CHOSEN_MAX {
        return Err(Rejection::TooMany);
    }
    let Draft { ends, message, .. } = *asked;
    let drafted = Drafted { ends, clients: asked.clients.clone(), message, by: person };
    if possible(incident, &drafted, groups).map_err(Rejection::Unplaced)?.is_empty() {
        return Err(Rejection::Nobody);
    }
    let draft = Decided::new(Event::Drafted(drafted), by.at);
    Ok(vec![draft.with(Field::Body, Owner::Desk, words)])
}

/// Whether an incident may be declared together with a draft of its words: what nobody would hear of is not declared.
///
/// # Errors
///
/// As [`decide`].
pub fn permitted(
    nature: Nature,
    asked: &Draft,
    groups: &Groups,
    by: &By<'_>,
) -> Result<(), Rejection> {
    let declared = Declared { number: 1, nature, by: super::staff(by)? };
    let incident = Incident::default().evolve(&Event::Declared(declared));
    decide(&incident, asked, groups, by).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, person};
    use super::*;
    use crate::testing::{CHAT, CLIENT, OLGA, STAFF_CHAT};
    use domain::MessageId;
    use uuid::Uuid;

    fn groups() -> Groups {
        Groups { of_clients: vec![(CLIENT, CHAT)], ..Groups::default() }
    }

    fn draft(words: &str) -> Draft {
        let message = MessageRef { chat: STAFF_CHAT, message: MessageId(30) };
        Draft { words: words.to_owned(), ends: false, clients: BTreeSet::new(), message }
    }

    #[test]
    fn words_are_drafted_with_their_text_sealed_for_the_desk() {
        let olga = person(OLGA);
        let decided =
            decide(&after(&[declared()]), &draft(" Чиним "), &groups(), &by(OLGA, &olga)).unwrap();
        assert_eq!(decided[0].event, drafted(false));
        let text = &decided[0].texts[0];
        assert_eq!((text.owner, text.value.as_str()), (Owner::Desk, "Чиним"));
    }

    #[test]
    fn nothing_is_drafted_without_words() {
        let olga = person(OLGA);
        let decided = decide(&after(&[declared()]), &draft(" \n"), &groups(), &by(OLGA, &olga));
        assert_eq!(decided, Err(Rejection::WithoutWords));
    }

    #[test]
    fn words_that_nobody_would_read_are_not_drafted() {
        let olga = person(OLGA);
        let stranger =
            Draft { clients: [ClientId(Uuid::from_u128(9))].into(), ..draft("Чиним") };
        for (asked, groups, then) in [
            (draft("Чиним"), groups(), Ok(())),
            (draft("Чиним"), Groups::default(), Err(Rejection::Nobody)),
            (stranger, groups(), Err(Rejection::Nobody)),
        ] {
            let decided = decide(&after(&[declared()]), &asked, &groups, &by(OLGA, &olga));
            assert_eq!(decided.map(drop), then);
            assert_eq!(permitted(Nature::Outage, &asked, &groups, &by(OLGA, &olga)), then);
        }
    }
}
