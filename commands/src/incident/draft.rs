//! Draft: words for many clients, which somebody looks at once more before they go out.

use super::{By, Rejection, of_open};
use domain::incident::{CHOSEN_MAX, Drafted, Event, Incident};
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

/// What a draft makes of an incident.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    incident: &Incident,
    asked: &Draft,
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
    let draft = Decided::new(Event::Drafted(drafted), by.at);
    Ok(vec![draft.with(Field::Body, Owner::Desk, words)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, person};
    use super::*;
    use crate::testing::{OLGA, STAFF_CHAT};
    use domain::MessageId;

    fn draft(words: &str) -> Draft {
        let message = MessageRef { chat: STAFF_CHAT, message: MessageId(30) };
        Draft { words: words.to_owned(), ends: false, clients: BTreeSet::new(), message }
    }

    #[test]
    fn words_are_drafted_with_their_text_sealed_for_the_desk() {
        let olga = person(OLGA);
        let decided = decide(&after(&[declared()]), &draft(" Чиним "), &by(OLGA, &olga)).unwrap();
        assert_eq!(decided[0].event, drafted(false));
        let text = &decided[0].texts[0];
        assert_eq!((text.owner, text.value.as_str()), (Owner::Desk, "Чиним"));
    }

    #[test]
    fn nothing_is_drafted_without_words() {
        let olga = person(OLGA);
        let decided = decide(&after(&[declared()]), &draft(" \n"), &by(OLGA, &olga));
        assert_eq!(decided, Err(Rejection::WithoutWords));
    }
}
