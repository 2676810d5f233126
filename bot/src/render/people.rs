//! People: what are staff told of whoever joins them?

use super::html::title;
use super::{Pointless, Rendered, Scene};
use crate::buttons::Press;
use domain::PersonId;
use store::stream::Stream;

/// The most tickets, or clients, that one message names.
const NAMED_MAX: usize = 20;

/// Is this person one of staff? An admin says so by a button.
pub(super) fn question(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, person) = (scene.texts(), whom(scene)?);
    let name = ("name", scene.mention(person).into());
    let keyboard = vec![vec![
        (texts.text("button-confirm-staff"), Press::ConfirmStaff(person)),
        (texts.text("button-decline-staff"), Press::DeclineStaff(person)),
    ]];
    let html = texts.with("staff-question", [name]);
    Ok(Rendered { html, keyboard, ..Rendered::default() })
}

/// Said where all of staff read it, also whoever was waiting for it.
pub(super) fn confirmed(scene: &Scene) -> Result<Rendered, Pointless> {
    let person = whom(scene)?;
    let by = scene.subject()?.actor.ok_or(Pointless)?;
    let arguments = [("name", scene.mention(person).into()), ("by", scene.name_of(by).into())];
    let html = scene.texts().with("staff-confirmed", arguments);
    Ok(Rendered { html, ..Rendered::default() })
}

/// What is to be done now that somebody is of staff no more.
pub(super) fn left(scene: &Scene) -> Result<Rendered, Pointless> {
    let (texts, person) = (scene.texts(), whom(scene)?);
    let mut lines = vec![texts.with("staff-left", [("name", scene.name_of(person).into())])];
    let numbers = scene.tickets.iter().map(|it| scene.number(&it.number)).collect();
    lines.push(match listed(scene, numbers) {
        Some(numbers) => texts.with("staff-left-tickets", [("numbers", numbers.into())]),
        None => texts.text("staff-left-no-tickets"),
    });
    let titles = scene.seen_with.iter().map(|it| title(it)).collect();
    if let Some(titles) = listed(scene, titles) {
        lines.push(texts.with("staff-left-groups", [("titles", titles.into())]));
    }
    if scene.holders.iter().all(|it| it.1.is_empty()) {
        lines.push(texts.text("staff-left-no-admin"));
    }
    let mut keyboard = vec![];
    if !scene.tickets.is_empty() {
        keyboard.push(vec![(texts.text("button-hand-all"), Press::HandAllWhom(person))]);
    }
    Ok(Rendered { html: lines.join("\n"), keyboard, ..Rendered::default() })
}

/// As many as are told, and how many more there are. None of nothing.
fn listed(scene: &Scene, mut all: Vec<String>) -> Option<String> {
    let more = all.len().saturating_sub(NAMED_MAX);
    all.truncate(NAMED_MAX);
    let list = all.join(", ");
    match (all.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(list),
        (false, count) => {
            let arguments = [("list", list.into()), ("count", count.into())];
            Some(scene.texts().with("list-more", arguments))
        }
    }
}

/// Whom it is about. Nobody is told of those who were erased.
fn whom(scene: &Scene) -> Result<PersonId, Pointless> {
    match Stream::parse(&scene.notice.subject.0) {
        Some(Stream::Person(person)) if scene.people.contains_key(&person) => Ok(person),
        _ => Err(Pointless),
    }
}
