//! Outage: what staff do on the day on which many write at once, and did everybody hear of it?

use super::{Act, Group};
use crate::desk::Desk;
use chrono::{DateTime, Utc};
use domain::chat::Event as ChatEvent;
use domain::incident::Event as IncidentEvent;
use domain::ticket::Event as TicketEvent;
use domain::{Event, TicketId};
use emulator::{Label, Line};
use std::collections::{BTreeMap, BTreeSet};
use store::codec;
use store::stream::Stream;

/// When the first of them write, by the second of the day, and how long it goes on.
pub(super) const BEGINS_S: i64 = 2 * 3_600;
pub(super) const LASTS_S: i64 = 600;
/// When its end is sent.
pub(super) const ENDS_S: i64 = BEGINS_S + LASTS_S + 1_500;
/// What groups read at the end.
const OVER: &str = "Связь восстановлена";

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) tickets: usize,
    pub(super) announcements: usize,
    /// To how many groups they went, together, and how many of those have heard.
    pub(super) sent: usize,
    pub(super) heard: usize,
    /// In seconds.
    pub(super) slowest: i64,
    /// Of tickets that were not answered once and resolved once.
    pub(super) otherwise: Vec<TicketId>,
}

/// What staff do, by the second of the day.
pub(super) fn script() -> [(i64, usize, Act); 6] {
    [
        (BEGINS_S + 120, 0, Act::Declare),
        (BEGINS_S + LASTS_S + 60, 0, Act::Link),
        (BEGINS_S + LASTS_S + 180, 0, Act::Announce),
        (BEGINS_S + LASTS_S + 360, 0, Act::Send),
        (ENDS_S - 180, 0, Act::Finish),
        (ENDS_S, 0, Act::Send),
    ]
}

impl Desk {
    /// Staff write of it.
    pub(super) fn writes_of_outage(&self, act: Act, numbers: &[&str]) {
        let words = match act {
            Act::Declare => "/incident Нет связи".to_owned(),
            Act::Link => format!("/incident 1 {}", numbers.join(" ")),
            Act::Announce => "/announce 1 Связи нет, чиним".to_owned(),
            Act::Finish => format!("/finish 1 {OVER}"),
            Act::New | Act::Take | Act::Resolve | Act::Confirm | Act::Send => return,
        };
        self.tg.say(self.olga, self.staff, &words).unwrap();
    }

    /// They have looked at it, and send it to the groups with tickets.
    pub(super) fn sends_what_it_looked_at(&self) {
        let asked = |it: &Line| it.text.ends_with("Кому отправить?") && !it.buttons.is_empty();
        let preview = self.said(self.staff).into_iter().rev().find(asked);
        let preview = preview.expect("the look was shown in time");
        let label = &preview.buttons[0][0].text;
        assert!(label.contains("с заявками"), "{label}");
        self.tg.press(self.olga, self.staff, preview.message, label).unwrap();
    }

    /// Whoever asked confirms one ticket by a button under the end.
    pub(super) fn confirms_the_end(&self, here: &Group, number: &str) {
        let over = |it: &Line| it.text.contains(OVER);
        let told = self.said(here.chat).into_iter().rev().find(over);
        let told = told.unwrap_or_else(|| panic!("the end was not told in {} in time", here.code));
        let buttons = || told.buttons.iter().flatten();
        let own = |it: &&Label| it.text.contains(&format!("№ {number}: да"));
        let button = buttons().find(own).or_else(|| buttons().find(|it| it.text == "Да, закрыть"));
        let label = &button.expect("the end has buttons").text;
        self.tg.press(here.person, here.chat, told.message, label).unwrap();
    }

    /// Who was told of it, and how its tickets fared, by what is recorded.
    pub(super) async fn told_of_outage(&self) -> Told {
        let mut told = Told::default();
        let mut sent: BTreeMap<u64, DateTime<Utc>> = BTreeMap::new();
        let mut linked: BTreeSet<TicketId> = BTreeSet::new();
        let mut fared: BTreeMap<TicketId, [usize; 2]> = BTreeMap::new();
        for it in self.recorded().await {
            match (Stream::parse(&it.stream), codec::decode(&it).unwrap()) {
                (_, Event::Incident(IncidentEvent::TicketLinked(it))) => {
                    linked.insert(it.ticket);
                }
                (_, Event::Incident(IncidentEvent::Announced(announced))) => {
                    told.sent += announced.to.iter().filter(|it| !it.further).count();
                    sent.insert(announced.draft, it.recorded_at);
                }
                (_, Event::Chat(ChatEvent::NoticeDelivered(said))) => {
                    let Some(of) = said.announcement else { continue };
                    told.heard += 1;
                    let took = (said.at - sent[&of.draft]).num_seconds();
                    told.slowest = told.slowest.max(took);
                }
                (Some(Stream::Ticket(ticket)), Event::Ticket(event)) => match event {
                    TicketEvent::MessageAdded(_) => fared.entry(ticket).or_default()[0] += 1,
                    TicketEvent::Resolved(_) => fared.entry(ticket).or_default()[1] += 1,
                    _ => (),
                },
                _ => (),
            }
        }
        told.tickets = linked.len();
        told.announcements = sent.len();
        let fared_well = |it: &TicketId| fared.get(it) == Some(&[1, 1]);
        told.otherwise = linked.into_iter().filter(|it| !fared_well(it)).collect();
        told
    }
}
