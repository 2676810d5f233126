//! Hand all: somebody's tickets go to a colleague who is chosen by buttons.

use super::Pressed;
use crate::hand_all::{self, Wanted};
use crate::reception::{Effect, Failure};
use crate::texts::routing::RoutingReply;
use crate::texts::{Texts, Toast};
use domain::conversation::Purpose;
use domain::people::rights::Matter;
use domain::routing::NotAvailable;
use domain::{Actor, PersonId};
use projections::rows::ChatPlace;

/// What a press comes to: what is said of it, and the buttons that stand there from now on.
type Shown = (Toast, Option<Effect>);

impl Pressed<'_> {
    /// Those to whom everything may go, one button each.
    pub(super) fn hand_all_whom(&self, from: PersonId) -> Result<Shown, Failure> {
        if let Some(refusal) = self.may_not_hand_over(from) {
            return Ok((refusal, None));
        }
        let colleagues = hand_all::colleagues(self.reception, from, self.now())?;
        if colleagues.is_empty() {
            return Ok((Toast::NoColleagues, None));
        }
        Ok((Toast::ToWhom, Some(self.show(hand_all::to_whom(from, &colleagues)))))
    }

    /// Everything would go at once: whoever pressed is asked for a note, and may go on without.
    pub(super) async fn hand_all_to(&self, from: PersonId, to: PersonId) -> Result<Shown, Failure> {
        if let Some(refusal) = self.may_not_hand_over(from) {
            return Ok((refusal, None));
        }
        let colleagues = hand_all::colleagues(self.reception, from, self.now())?;
        let Some(colleague) = colleagues.iter().find(|it| it.person == to) else {
            let buttons = hand_all::to_whom(from, &colleagues);
            return Ok((Toast::NotAvailable(NotAvailable::Away), Some(self.show(buttons))));
        };
        let buttons = hand_all::to_be_sure(Texts(self.chat.language), from, colleague);
        self.start(Purpose::HandOver { from, to }).await?;
        Ok((Toast::HandAll, Some(self.show(buttons))))
    }

    pub(super) async fn hand_all(&self, from: PersonId, to: PersonId) -> Result<Shown, Failure> {
        if let Some(refusal) = self.may_not_hand_over(from) {
            return Ok((refusal, None));
        }
        let wanted = Wanted { by: self.somebody.id, from, to, note: None, answers: None };
        let at = (self.message.chat.id, self.cause);
        let said = hand_all::hand_all(self.reception, wanted, at).await?;
        let over = hand_all::is_over(&said);
        Ok((Toast::Routing(said), over.then(|| self.show(vec![]))))
    }

    /// There is none of these buttons in a client's chat, whatever a button's data say; and what somebody else has, only
    /// those hand over who arrange the work.
    fn may_not_hand_over(&self, from: PersonId) -> Option<Toast> {
        let known = &self.somebody.known;
        if self.chat.place != ChatPlace::Staff || !known.is_staff() {
            return Some(Toast::Stale);
        }
        let matter = Matter::handing_over(from, Actor::Person(self.somebody.id));
        (!known.may(matter, None)).then_some(Toast::Routing(RoutingReply::OnlyAdmin))
    }
}
