//! Which events of imported tickets are there to be stored?

use crate::events::{BORIS, full, later, noon, slug};
use domain::chat::Registration;
use domain::register::{self, Entered, Imported};
use domain::{Channel, Event, Priority, RequestType, ticket};

/// All that a table may say.
pub(crate) fn entered() -> Event {
    of(Imported {
        claimed_at: Some(noon()),
        request_type: Some(RequestType::Fault),
        priority: Priority::Urgent,
        site: Some(slug("north")),
        agent: Some(BORIS),
    })
}

pub(crate) fn entered_min() -> Event {
    let (claimed_at, request_type, priority) = (None, None, Priority::Normal);
    of(Imported { claimed_at, request_type, priority, site: None, agent: None })
}

fn of(imported: Imported) -> Event {
    let entered = full().into_iter().find_map(|it| match it {
        Event::Register(register::Event::Entered(it)) => Some(it),
        _ => None,
    });
    let it = entered.expect("the register has one kind");
    let registration = Registration {
        source: None,
        thread: None,
        conversation: None,
        channel: Channel::Import,
        ..it.registration
    };
    let (decided, attachments, imported) = (None, vec![], Some(imported));
    let it = Entered { registration, decided, attachments, imported, ..it };
    Event::Register(register::Event::Entered(it))
}

pub(crate) fn registered() -> Event {
    let registered = full().into_iter().find_map(|it| match it {
        Event::Ticket(ticket::Event::Registered(it)) => Some(it),
        _ => None,
    });
    let it = registered.expect("a ticket begins with its registration");
    Event::Ticket(ticket::Event::Registered(ticket::Registered {
        channel: Channel::Import,
        source: None,
        thread: None,
        claimed_at: Some(later()),
        attachments: vec![],
        ..it
    }))
}
