//! Announcement: what are many clients told at once, and which of their tickets does it answer?

use super::html::{bold, escape, fit};
use super::{Button, Pointless, Rendered, Scene};
use crate::buttons::Press;
use crate::texts::incidents::window;
use domain::incident::Nature;
use domain::{Event, Field, incident};
use projections::rows::TicketRow;

/// The most tickets of one group that get buttons of their own.
const BUTTONS_MAX: usize = 5;

/// What is known of an announcement in one group.
#[derive(Debug, Clone)]
pub struct Announcement {
    pub nature: Nature,
    /// The group's own tickets that it answers.
    pub tickets: Vec<TicketRow>,
}

pub(super) fn announcement(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let (subject, told) = (scene.subject()?, scene.announcement.as_ref().ok_or(Pointless)?);
    let Event::Incident(incident::Event::Drafted(draft)) = &subject.event else {
        return Err(Pointless);
    };
    let words = subject.texts.get(Field::Body).ok_or(Pointless)?;
    let title = texts.text(match (told.nature, draft.ends) {
        (Nature::Outage, false) => "announcement-outage",
        (Nature::Planned { .. }, false) => "announcement-planned",
        (Nature::Outage, true) => "announcement-outage-over",
        (Nature::Planned { .. }, true) => "announcement-planned-over",
    });
    let mut before = vec![bold(&title)];
    if let (Nature::Planned { from, until }, false) = (told.nature, draft.ends) {
        before.push(window(texts, &scene.times, from, until));
    }
    let numbers: Vec<_> = told.tickets.iter().map(|it| scene.number(&it.number)).collect();
    let after = (!numbers.is_empty()).then(|| {
        let key = if draft.ends { "announcement-tickets-done" } else { "announcement-tickets" };
        texts.with(key, [("numbers", numbers.join(", ").into())])
    });
    let html = fit(words, |words| {
        let lines = before.iter().map(String::as_str).chain([words]).chain(after.as_deref());
        lines.collect::<Vec<_>>().join("\n")
    });
    let keyboard = if draft.ends { confirm(scene, &told.tickets) } else { vec![] };
    Ok(Rendered { html, keyboard, ..Rendered::default() })
}

fn confirm(scene: &Scene, tickets: &[TicketRow]) -> Vec<Vec<Button>> {
    let texts = scene.texts();
    if let [only] = tickets {
        return vec![vec![
            (texts.text("button-confirm"), Press::Confirm(only.ticket)),
            (texts.text("button-not-solved"), Press::NotSolved(only.ticket)),
        ]];
    }
    let row = |it: &TicketRow| {
        let label = |key| texts.with(key, [("number", escape(&scene.number(&it.number)).into())]);
        vec![
            (label("announcement-confirm"), Press::Confirm(it.ticket)),
            (label("announcement-not-solved"), Press::NotSolved(it.ticket)),
        ]
    };
    tickets.iter().take(BUTTONS_MAX).map(row).collect()
}
