//! The desk as an aggregate: how does cqrs-es see a ticket?

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};
use work::{Command, Event, Rejection, Ticket, ticket};

/// A ticket that cqrs-es can load.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Desk(Ticket);

/// An event that cqrs-es can store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fact(pub(crate) Event);

impl DomainEvent for Fact {
    fn event_type(&self) -> String {
        self.0.kind().to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Desk {
    const TYPE: &'static str = "ticket";
    type Command = Command;
    type Event = Fact;
    type Error = Rejection;
    type Services = ();

    async fn handle(
        &mut self,
        command: Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Rejection> {
        let event = ticket::decide(self.0, command)?;
        sink.write(Fact(event), self).await;
        Ok(())
    }

    fn apply(&mut self, event: Fact) {
        self.0 = self.0.evolve(&event.0);
    }
}
