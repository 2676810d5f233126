//! Likeness: which open ticket of the chat asks for the same, as it seems?
//!
//! The words are compared here and now, in memory: none of this is recorded.

use super::Sender;
use super::gather::{Obstacle, TICKETS_MAX};
use crate::render::Scene;
use domain::intake::similar::{Said, most_similar};
use domain::notice::Kind;
use domain::ticket::Status;
use domain::{Event, Field, chat};
use projections::rows::TicketRow;

impl Sender {
    /// Of words whose author is asked whether they are a request, and of a ticket that nobody works on yet.
    pub(super) fn add_similar(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let subject = scene.subject.as_ref();
        let event = subject.map(|it| &it.event);
        match (scene.notice.kind, event, &scene.ticket) {
            (Kind::Hint, Some(Event::Chat(chat::Event::MessageAccounted(it))), _) => {
                let nudge = it.intake.as_ref().is_some_and(|it| it.nudge);
                let words = subject.and_then(|it| it.texts.get(Field::Body));
                let Some((text, at)) = words.zip(subject.map(|it| it.occurred_at)) else {
                    return Ok(());
                };
                if nudge {
                    let said = Said { text, author: it.author, at };
                    let tickets = self.open_tickets(scene)?;
                    scene.similar = most_like(said, tickets).map(Box::new);
                }
            }
            (Kind::Card, _, Some(ticket)) if ticket.status == Status::New => {
                let (author, at) = (ticket.requester, ticket.reported_at);
                let said = Said { text: &ticket.summary, author, at };
                let mut tickets = self.open_tickets(scene)?;
                // Of two, the later one is the second.
                tickets.retain(|it| it.client == ticket.client && is_before(it, ticket));
                scene.similar = most_like(said, tickets).map(Box::new);
            }
            (_, _, _) => (),
        }
        Ok(())
    }

    fn open_tickets(&self, scene: &Scene) -> Result<Vec<TicketRow>, Obstacle> {
        let mut tickets = self.views.tickets_of_chat(scene.notice.chat, None, TICKETS_MAX)?;
        tickets.retain(|it| it.status.is_open() && !it.summary.is_empty());
        // Of equals, the first is proposed.
        tickets.sort_by_key(|it| it.number.number);
        Ok(tickets)
    }
}

fn is_before(one: &TicketRow, other: &TicketRow) -> bool {
    one.number.number < other.number.number
}

fn most_like(said: Said<'_>, mut tickets: Vec<TicketRow>) -> Option<TicketRow> {
    let of = |it: &TicketRow| (it.requester, it.reported_at);
    let known: Vec<_> = tickets
        .iter()
        .map(|it| Said { text: &it.summary, author: of(it).0, at: of(it).1 })
        .collect();
    let place = most_similar(said, &known)?;
    Some(tickets.swap_remove(place))
}
