//! Events of incidents, as the golden files say them.

use crate::events::{ANNA, MESSAGE, noon};
use domain::incident::{
    Announced, AnnouncementRef, Declared, Drafted, Ended, Event as It, Nature, TicketLinked,
    TicketUnlinked, Told,
};
use domain::{
    ChatId, ClientId, Event, IncidentId, MessageId, NoticeId, TicketId, chat, desk, notice,
};
use uuid::Uuid;

const CLIENT: ClientId = ClientId(Uuid::from_u128(0x71));
const TICKET: TicketId = TicketId(Uuid::from_u128(0x72));
const INCIDENT: IncidentId = IncidentId(Uuid::from_u128(0x73));
const GROUP: ChatId = ChatId::Group(-1_001_234_567_890);

pub(crate) fn full() -> Vec<Event> {
    let number = "ROM-57".parse().unwrap();
    let declared =
        desk::IncidentDeclared { incident: INCIDENT, number: 7, nature: Nature::Outage, by: ANNA };
    let told = Told { client: CLIENT, chat: GROUP, tickets: [TICKET].into(), further: false };
    vec![
        Event::Desk(desk::Event::IncidentDeclared(declared)),
        Event::Incident(It::Declared(Declared { number: 7, nature: Nature::Outage, by: ANNA })),
        Event::Incident(It::TicketLinked(TicketLinked {
            ticket: TICKET,
            number,
            client: CLIENT,
            by: ANNA,
        })),
        Event::Incident(It::TicketUnlinked(TicketUnlinked { ticket: TICKET, by: ANNA })),
        Event::Incident(It::Drafted(Drafted {
            ends: true,
            clients: [CLIENT].into(),
            message: MESSAGE,
            by: ANNA,
        })),
        Event::Incident(It::Announced(Announced {
            draft: 3,
            ends: true,
            to: vec![told],
            by: ANNA,
        })),
        Event::Incident(It::Ended(Ended { by: ANNA })),
    ]
}

/// The same without what may be absent; none of a kind that lacks nothing.
pub(crate) fn without_options(event: &It) -> Option<Event> {
    let bare = match event.clone() {
        It::Drafted(it) => It::Drafted(Drafted { clients: [].into(), ..it }),
        It::Announced(it) => {
            let told = Told { client: CLIENT, chat: GROUP, tickets: [].into(), further: false };
            It::Announced(Announced { to: vec![told], ..it })
        }
        It::Declared(_) | It::TicketLinked(_) | It::TicketUnlinked(_) | It::Ended(_) => {
            return None;
        }
    };
    Some(Event::Incident(bare))
}

/// Works that were planned.
pub(crate) fn planned() -> Event {
    let nature = Nature::Planned { from: noon(), until: noon() + chrono::TimeDelta::hours(2) };
    Event::Incident(It::Declared(Declared { number: 8, nature, by: ANNA }))
}

/// The delivery of an announcement.
pub(crate) fn announced() -> Event {
    let announcement = AnnouncementRef { incident: INCIDENT, draft: 3, chat: GROUP };
    Event::Chat(chat::Event::NoticeDelivered(chat::NoticeDelivered {
        notice: NoticeId(Uuid::from_u128(0x74)),
        kind: notice::Kind::Announcement,
        message: MessageId(4713),
        at: noon(),
        ticket: None,
        conversation: None,
        of: None,
        announcement: Some(announcement),
        shown: 0,
        edited: false,
    }))
}
