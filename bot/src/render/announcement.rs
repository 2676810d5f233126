//! Announcement: what are many clients told at once, and which of their tickets does it answer?

use super::html::{bold, escape, fit};
use super::{Button, Pointless, Rendered, Scene};
use crate::buttons::Press;
use crate::texts::incidents::window;
use crate::texts::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use crate::times::Times;
use domain::incident::Nature;
use domain::{Event, Field, TicketNumber, incident};
use projections::rows::TicketRow;

/// The most tickets of one group that get buttons of their own, two each: more of them than that are hard to find one's own
/// in. Whoever has none is told what to write.
const BUTTONS_MAX: usize = 20;
/// The most tickets of one group that are named: the words are to have most of the message.
const NAMED_MAX: usize = 100;

/// What is known of an announcement in one group.
#[derive(Debug, Clone)]
pub struct Announcement {
    pub nature: Nature,
    /// The group's own tickets that it answers.
    pub tickets: Vec<TicketRow>,
}

/// What words about an incident say: that it is so, or that it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) nature: Nature,
    pub(crate) ends: bool,
}

/// What stands round the words in one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Framed {
    pub(crate) title: String,
    /// When works last, as the group's clock has it.
    pub(crate) window: Option<String>,
    /// The group's tickets that are answered.
    pub(crate) tickets: Option<String>,
}

impl Said {
    pub(crate) fn framed<'a>(
        self,
        texts: Texts,
        times: &Times,
        numbers: impl IntoIterator<Item = &'a TicketNumber>,
    ) -> Framed {
        let title = texts.text(match (self.nature, self.ends) {
            (Nature::Outage, false) => "announcement-outage",
            (Nature::Planned { .. }, false) => "announcement-planned",
            (Nature::Outage, true) => "announcement-outage-over",
            (Nature::Planned { .. }, true) => "announcement-planned-over",
        });
        let window = match (self.nature, self.ends) {
            (Nature::Planned { from, until }, false) => Some(window(texts, times, from, until)),
            (Nature::Planned { .. }, true) | (Nature::Outage, _) => None,
        };
        let numbers: Vec<_> = numbers.into_iter().collect();
        Framed { title, window, tickets: self.answers(texts, &numbers) }
    }

    /// Which tickets of a group the words answer, and what their authors do who disagree. None where there are none.
    fn answers(self, texts: Texts, numbers: &[&TicketNumber]) -> Option<String> {
        let first = numbers.first()?;
        let named = numbers.iter().take(NAMED_MAX).map(|it| texts.number(it));
        let mut list = named.collect::<Vec<_>>().join(", ");
        if let Some(more @ 1..) = numbers.len().checked_sub(NAMED_MAX) {
            list = texts.with("list-more", [("list", list.into()), ("count", more.into())]);
        }
        let without = numbers.get(BUTTONS_MAX);
        let key = match (self.ends, without) {
            (false, _) => "announcement-tickets",
            (true, None) => "announcement-tickets-done",
            (true, Some(_)) => "announcement-tickets-done-many",
        };
        let example = without.unwrap_or(first).to_string();
        Some(texts.with(key, [("numbers", list.into()), ("example", example.into())]))
    }
}

impl Framed {
    /// The whole message without its markup, as it is read.
    pub(crate) fn plain(&self, words: &str) -> String {
        let around = |words: &str| {
            joined([Some(&self.title), self.window.as_ref()], words, self.tickets.as_deref())
        };
        let room = MESSAGE_UNITS_MAX.saturating_sub(units(&around("")));
        around(&undirected(&cut(words, room)))
    }
}

fn joined(before: [Option<&String>; 2], words: &str, after: Option<&str>) -> String {
    let before = before.into_iter().flatten().map(String::as_str);
    before.chain([words]).chain(after).collect::<Vec<_>>().join("\n")
}

pub(super) fn announcement(scene: &Scene) -> Result<Rendered, Pointless> {
    let texts = scene.texts();
    let (subject, told) = (scene.subject()?, scene.announcement.as_ref().ok_or(Pointless)?);
    let Event::Incident(incident::Event::Drafted(draft)) = &subject.event else {
        return Err(Pointless);
    };
    let words = subject.texts.get(Field::Body).ok_or(Pointless)?;
    let about = Said { nature: told.nature, ends: draft.ends };
    let numbers = told.tickets.iter().map(|it| &it.number);
    let Framed { title, window, tickets } = about.framed(texts, &scene.times, numbers);
    let html = fit(words, |words| {
        joined([Some(&bold(&title)), window.as_ref()], words, tickets.as_deref())
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
