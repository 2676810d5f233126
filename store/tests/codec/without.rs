//! Without: what is left of an event when all that may be absent is?

use crate::events::{KEPT, PLACE, TICKET};
use domain::chat::{self, Decision};
use domain::file::{Fate, Kept};
use domain::ticket;

pub(crate) fn of_chat(event: chat::Event) -> Option<chat::Event> {
    use chat::Event as It;
    Some(match event {
        It::MessageAccounted(it) => It::MessageAccounted(chat::MessageAccounted {
            thread: None,
            reply_to: None,
            album: None,
            edited_at: None,
            decision: Decision::Unanswered,
            attachments: vec![],
            ..it
        }),
        It::MessageBound(it) => It::MessageBound(chat::MessageBound { ticket: None, ..it }),
        It::NoticeDelivered(it) => It::NoticeDelivered(chat::NoticeDelivered {
            ticket: None,
            conversation: None,
            of: None,
            ..it
        }),
        It::NoticeFailed(it) => {
            It::NoticeFailed(chat::NoticeFailed { ticket: None, of: None, ..it })
        }
        It::DecisionCorrected(it) => It::DecisionCorrected(chat::DecisionCorrected {
            from: chat::Outcome::Ticket(TICKET),
            to: Decision::Skipped,
            ..it
        }),
        It::UnansweredNoted(it) => It::UnansweredNoted(chat::UnansweredNoted {
            thread: None,
            more: vec![],
            calendar: None,
            ..it
        }),
        It::TopicLost(_) => It::TopicLost(chat::TopicLost { thread: None }),
        It::TopicFound(_) => It::TopicFound(chat::TopicFound { thread: None }),
        It::Renamed(_)
        | It::VisibilityChanged(_)
        | It::CoverageGap(_)
        | It::Migrated(_)
        | It::UpdateParked(_)
        | It::RightsChanged(_)
        | It::MemberLeft(_) => return None,
        It::MemberJoined(it) => It::MemberJoined(chat::MemberJoined { invite: None, ..it }),
    })
}

pub(crate) fn of_ticket(event: ticket::Event) -> Option<ticket::Event> {
    use ticket::Event as It;
    Some(match event {
        It::Registered(it) => It::Registered(ticket::Registered {
            thread: None,
            source: None,
            request_type: None,
            site: None,
            workplace: None,
            attachments: vec![],
            ..it
        }),
        It::MessageAdded(it) => {
            It::MessageAdded(ticket::MessageAdded { reply_to: None, attachments: vec![], ..it })
        }
        It::DetailsChanged(_) => {
            It::DetailsChanged(ticket::DetailsChanged { site: None, workplace: None })
        }
        It::Reclassified(it) => It::Reclassified(ticket::Reclassified { request_type: None, ..it }),
        It::Resolved(it) => It::Resolved(ticket::Resolved { message: None, ..it }),
        It::Reopened(it) => It::Reopened(ticket::Reopened { message: None, ..it }),
        It::FileSettled(it) => {
            let fate = Fate::Kept(Kept { picture: None, ..KEPT });
            It::FileSettled(ticket::FileSettled { fate, ..it })
        }
        It::AttachmentAdded(it) => {
            It::AttachmentAdded(ticket::AttachmentAdded { attachment: PLACE, ..it })
        }
        _ => return None,
    })
}
