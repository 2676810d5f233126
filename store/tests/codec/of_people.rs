//! Which events of people are there to be stored?

use crate::events::{BORIS, CLIENT, GROUP, MESSAGE, TICKET, later};
use domain::Role;
use domain::people::{self, Basis};
use domain::routing::Delivery;

pub(crate) fn full() -> impl Iterator<Item = people::Event> {
    use people::Event as It;
    [
        It::Seen(people::Seen { profile: BORIS }),
        It::RoleGranted(people::RoleGranted {
            role: Role::ClientLead,
            client: Some(CLIENT),
            basis: Basis::Operator,
        }),
        It::RoleRevoked(people::RoleRevoked { role: Role::ClientLead, client: Some(CLIENT) }),
        It::Erased(people::PersonErased {}),
        It::ConfirmationAsked(people::ConfirmationAsked { chat: GROUP, thread: Some(7) }),
        It::ConfirmationDeclined(people::ConfirmationDeclined { until: later() }),
        It::StaffChatEntered(people::StaffChatEntered { chat: GROUP }),
        It::StaffChatLeft(people::StaffChatLeft { chat: GROUP }),
        It::AbsenceNoted(people::AbsenceNoted { away: true, until: Some(later()) }),
        It::DeliveryChosen(people::DeliveryChosen { delivery: Delivery::Group, refused: true }),
        It::HandedOver(people::HandedOver {
            to: BORIS,
            tickets: vec![TICKET],
            said: Some(MESSAGE),
            question: None,
        }),
    ]
    .into_iter()
}
