//! Along: what does a message bring along, in the house's own words?

use crate::reception::{Failure, Reception};
use crate::updates;
use crate::wire::along::{MessageOrigin, Things, Titled};
use crate::wire::{self, along::Lenient};
use commands::people::find;
use domain::PersonId;
use domain::along::{Along, Content, Origin, OriginKind, Quote, Task};

/// What a message brings along, given who wrote the message of the same chat that it replies to.
pub(crate) async fn of(
    reception: &Reception,
    it: &wire::Message,
    replied_to: Option<PersonId>,
) -> Result<Along, Failure> {
    let origin = match read(it.forward_origin.as_ref()) {
        Some(it) => Some(origin(reception, it).await?),
        None => None,
    };
    let text = read(it.quote.as_ref()).map(|it| it.text.clone());
    let quote = match read(it.external_reply.as_ref()) {
        Some(external) => Some(Quote {
            person: None,
            text: text.unwrap_or_default(),
            origin: Some(self::origin(reception, &external.origin).await?),
            content: content(&external.things),
        }),
        None => text.filter(|it| !it.is_empty()).map(|text| Quote {
            person: replied_to,
            text,
            origin: None,
            content: None,
        }),
    };
    Ok(Along { quote, origin, content: content(&it.things()) })
}

async fn origin(reception: &Reception, it: &MessageOrigin) -> Result<Origin, Failure> {
    let at = updates::instant(it.date);
    if let Some(user) = &it.sender_user {
        let (person, _) = find::by_telegram_id(&reception.house, user.id).await?;
        let name = updates::user(user).name;
        return Ok(Origin { kind: OriginKind::Person, person: Some(person), name, at });
    }
    let (kind, named) = match it.kind.as_str() {
        "chat" => (OriginKind::Chat, it.sender_chat.as_ref()),
        "channel" => (OriginKind::Channel, it.chat.as_ref()),
        _ => (OriginKind::Hidden, None),
    };
    let name = named.map_or_else(|| it.sender_user_name.clone().unwrap_or_default(), name_of);
    let name = match &it.author_signature {
        Some(signature) => format!("{name} ({signature})"),
        None => name,
    };
    Ok(Origin { kind, person: None, name, at })
}

fn name_of(it: &Titled) -> String {
    let parts = [&it.title, &it.first_name, &it.last_name];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What it holds that is neither words nor a file. A venue has its place in both of its fields.
fn content(it: &Things) -> Option<Content> {
    let place = |title: &str, address: &str, at: &wire::along::Location| Content::Place {
        title: title.to_owned(),
        address: address.to_owned(),
        latitude: at.latitude.clone(),
        longitude: at.longitude.clone(),
        live: at.live_period.is_some(),
    };
    let contact = read(it.contact.as_ref()).map(|it| {
        let last = it.last_name.as_deref().unwrap_or_default();
        let name = format!("{} {last}", it.first_name).trim().to_owned();
        Content::Contact { name, phone: it.phone_number.clone() }
    });
    let venue = read(it.venue.as_ref()).map(|it| place(&it.title, &it.address, &it.location));
    let location = read(it.location.as_ref()).map(|it| place("", "", it));
    let poll = read(it.poll.as_ref()).map(|it| Content::Poll {
        question: it.question.clone(),
        options: it.options.iter().map(|it| it.text.clone()).collect(),
    });
    let checklist = read(it.checklist.as_ref()).map(|it| {
        let task =
            |it: &wire::along::Line| Task { text: it.text.clone(), done: it.completion_date != 0 };
        Content::Checklist { title: it.title.clone(), tasks: it.tasks.iter().map(task).collect() }
    });
    let dice =
        read(it.dice.as_ref()).map(|it| Content::Dice { emoji: it.emoji.clone(), value: it.value });
    let story = read(it.story.as_ref()).map(|it| Content::Story { name: name_of(&it.chat) });
    let game = read(it.game.as_ref())
        .map(|it| Content::Game { title: it.title.clone(), description: it.description.clone() });
    let invoice = read(it.invoice.as_ref()).map(|it| Content::Invoice {
        title: it.title.clone(),
        description: it.description.clone(),
    });
    let giveaway = read(it.giveaway.as_ref())
        .map(|it| Content::Giveaway { prize: it.prize_description.clone().unwrap_or_default() });
    let any = contact.or(venue).or(location).or(poll).or(checklist).or(dice);
    any.or(story).or(game).or(invoice).or(giveaway)
}

fn read<T>(it: Option<&Lenient<T>>) -> Option<&T> {
    it.and_then(|it| it.0.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_read_is_nothing_and_the_message_goes_on() {
        let raw = r#"{"message_id":7,"date":1,"chat":{"id":-5,"type":"group"},"text":"слова",
            "contact":{"phone_number":7},"quote":5,"forward_origin":{"type":"new"},"venue":[]}"#;
        let it: wire::Message = serde_json::from_str(raw).unwrap();
        assert_eq!(content(&it.things()), None);
        assert!(it.quote.is_some() && read(it.quote.as_ref()).is_none());
        assert!(read(it.forward_origin.as_ref()).is_none());
    }

    #[test]
    fn a_place_with_a_name_is_that_place() {
        let raw = r#"{"location":{"latitude":55.750001,"longitude":-37.5},
            "venue":{"title":"Офис","address":"Дом 1","location":{"latitude":1,"longitude":2}}}"#;
        let things: Things = serde_json::from_str(raw).unwrap();
        let Some(Content::Place { title, address, live, .. }) = content(&things) else {
            panic!("it is a place")
        };
        assert_eq!((title.as_str(), address.as_str(), live), ("Офис", "Дом 1", false));
        let raw = r#"{"location":{"latitude":55.750001,"longitude":-37.5,"live_period":60}}"#;
        let things: Things = serde_json::from_str(raw).unwrap();
        let written = serde_json::to_value(content(&things)).unwrap();
        let then = serde_json::json!({
            "kind": "place", "latitude": 55.750_001, "longitude": -37.5, "live": true,
        });
        assert_eq!(written, then);
    }
}
