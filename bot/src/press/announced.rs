//! Announced: drafted words go out, or stay unsaid, and the message that showed them says so.

use super::{Pressed, Shown};
use crate::incident::preview;
use crate::incident::{by, groups};
use crate::reception::{Effect, Failure, Refused, refused};
use crate::texts::previews::Became;
use crate::texts::{Texts, Toast};
use crate::times::Times;
use chrono::{DateTime, Utc};
use commands::incident::{Rejection, announce, withhold};
use commands::transact::{self, Happened, transact};
use domain::incident::{Audience, Event, Incident};
use domain::{IncidentId, MessageId, PersonId};
use projections::rows::ChatPlace;
use store::stream::Stream;

/// How often it is asked anew where everybody is, where tickets are linked meanwhile.
const LOOKS_MAX: usize = 3;

impl Pressed<'_> {
    /// Sends them.
    pub(super) async fn announce(
        &self,
        of: (IncidentId, u64),
        to: Audience,
    ) -> Result<Shown, Failure> {
        if self.chat.place != ChatPlace::Staff {
            return Ok((Toast::OnlyStaff, None));
        }
        let (house, stream) = (&self.reception.house, Stream::Incident(of.0));
        let by = by(self.somebody, self.cause);
        let mut rejection = Rejection::Unknown;
        for _ in 0..LOOKS_MAX {
            let groups = groups::of(self.reception, of.0).await?;
            let asked = announce::Announce { draft: of.1, to, groups: &groups };
            let decide = |it: &Incident| announce::decide(it, &asked, &by);
            match transact(house, &stream, by.actor, self.cause, decide).await.map_err(refused) {
                Ok(done) => {
                    self.reception.wrote(self.message.chat.id, done.position);
                    return Ok((sent(&done.events), self.went(of).await?));
                }
                Err(Refused::Failed(failure)) => return Err(failure),
                // Somebody linked a ticket after it was asked where everybody is.
                Err(Refused::Rejected(it @ Rejection::Unplaced(_))) => rejection = it,
                Err(Refused::Rejected(it)) => {
                    rejection = it;
                    break;
                }
            }
        }
        self.refused(of, rejection).await
    }

    /// Leaves them unsaid.
    pub(super) async fn withhold(&self, of: (IncidentId, u64)) -> Result<Shown, Failure> {
        if self.chat.place != ChatPlace::Staff {
            return Ok((Toast::OnlyStaff, None));
        }
        let (house, stream) = (&self.reception.house, Stream::Incident(of.0));
        let by = by(self.somebody, self.cause);
        let decide = |it: &Incident| withhold::decide(it, of.1, &by);
        let done = match transact(house, &stream, by.actor, self.cause, decide).await {
            Ok(done) => done,
            Err(error) => match refused(error) {
                Refused::Failed(failure) => return Err(failure),
                Refused::Rejected(rejection) => return self.refused(of, rejection).await,
            },
        };
        self.reception.wrote(self.message.chat.id, done.position);
        let declared = |it: &Incident| it.declared.as_ref().map(|it| it.number);
        let number = transact::ask(house, &stream, declared).await?.unwrap_or_default();
        let (toast, became) = if done.events.is_empty() {
            (Toast::KeptQuiet, Became::Withheld)
        } else {
            (Toast::Withdrawn(number), Became::Withdrawn)
        };
        Ok((toast, self.became(of, became, (self.somebody.id, self.cause.at)).await?))
    }

    async fn refused(&self, of: (IncidentId, u64), why: Rejection) -> Result<Shown, Failure> {
        Ok(match why {
            Rejection::NotStaff => (Toast::OnlyStaff, None),
            Rejection::Over => {
                let by = (self.somebody.id, self.cause.at);
                let went = match self.went(of).await? {
                    Some(went) => Some(went),
                    None => self.became(of, Became::Over, by).await?,
                };
                (Toast::IncidentOver, went)
            }
            Rejection::Told => (Toast::AlreadyAnnounced, self.went(of).await?),
            // It can be pressed again.
            Rejection::Unplaced(_) => (Toast::LinkedMeanwhile, None),
            // So can the choice of fewer, as long as it is there.
            Rejection::TooMany => (Toast::TooManyGroups, None),
            Rejection::Unknown
            | Rejection::WithoutWords
            | Rejection::Nobody
            | Rejection::Linked
            | Rejection::Private => (Toast::Stale, Some(self.show(vec![]))),
        })
    }

    /// To whom they went, by whom and when, however long ago; none where they did not.
    async fn went(&self, of: (IncidentId, u64)) -> Result<Option<Effect>, Failure> {
        let Some((by, at)) = preview::went(self.reception, of).await? else { return Ok(None) };
        self.became(of, Became::Sent, (by, at)).await
    }

    async fn became(
        &self,
        of: (IncidentId, u64),
        became: Became,
        (by, at): (PersonId, DateTime<Utc>),
    ) -> Result<Option<Effect>, Failure> {
        let Some(preview) = preview::of(self.reception, of, None).await? else {
            return Ok(Some(self.show(vec![])));
        };
        let name = self.reception.views.person(by)?.map(|it| it.name).unwrap_or_default();
        let at = Times::new(self.chat.language, &self.chat.zone, self.now()).short(at);
        let text = preview.became(Texts(self.chat.language), became, (&name, &at));
        let message = MessageId(self.message.message_id);
        Ok(Some(Effect::Instead { chat: self.message.chat.id, message, text }))
    }
}

fn sent(events: &[Happened<Event>]) -> Toast {
    let told = events.iter().filter_map(|it| match &it.event {
        Event::Announced(it) => Some(it.to.iter().filter(|it| !it.further).count()),
        _ => None,
    });
    match told.sum() {
        0 => Toast::AlreadyAnnounced,
        groups => Toast::Announced { groups },
    }
}
