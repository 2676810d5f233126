//! People: what are staff told of whoever joins them?

use super::{Pointless, Rendered, Scene};
use crate::buttons::Press;
use domain::PersonId;
use store::stream::Stream;

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

/// Whom it is about. Nobody is told of those who were erased.
fn whom(scene: &Scene) -> Result<PersonId, Pointless> {
    match Stream::parse(&scene.notice.subject.0) {
        Some(Stream::Person(person)) if scene.people.contains_key(&person) => Ok(person),
        _ => Err(Pointless),
    }
}
