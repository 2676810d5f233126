//! Seen: what is recorded of a message that was written before?

use crate::house::House;
use crate::transact::{Error, Happened, happened_before};
use chrono::{DateTime, Months, Utc};
use domain::chat::{self, Decision, MessageAccounted, Outcome, month_of};
use domain::{ChatId, Event, Field, MessageId, Texts, TicketId};
use std::convert::Infallible;
use store::codec;
use store::port::{PAGE_MAX, Revision};
use store::stream::Stream;

/// In how many months, the present one included, a message is looked for whose month is not known. Older words are
/// forgotten in most houses.
const MONTHS_MAX: u32 = 4;

/// A message as it was accounted for, with its words as they read by now.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The month in whose stream it stands.
    pub month: String,
    pub accounted: MessageAccounted,
    pub texts: Texts,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The ticket that it was bound to after it had been seen.
    pub bound: Option<TicketId>,
}

impl Seen {
    /// What had become of it at first.
    pub fn outcome(&self) -> Outcome {
        if let Some(ticket) = self.bound {
            return Outcome::Part(ticket);
        }
        let nudged = self.accounted.intake.as_ref().is_some_and(|it| it.nudge);
        match &self.accounted.decision {
            Decision::Register(it) => Outcome::Ticket(it.ticket),
            Decision::Part(it) => Outcome::Part(it.ticket),
            Decision::Skipped => Outcome::Skipped,
            Decision::Unanswered if nudged => Outcome::Suggested,
            Decision::Unanswered | Decision::Which => Outcome::Unanswered,
        }
    }

    /// Whether there is nothing left of what it said.
    pub fn is_forgotten(&self) -> bool {
        self.texts.0.is_empty() && self.accounted.attachments.is_empty()
    }

    fn edited(&mut self, later: MessageAccounted, texts: Texts) {
        self.texts.0.retain(|it| it.0 != Field::Body);
        self.texts.0.extend(texts.0.into_iter().filter(|it| it.0 == Field::Body));
        // Whoever is told what a command lacks may add it to the message itself.
        if matches!(later.decision, Decision::Register(_)) {
            self.accounted.decision = later.decision;
        }
    }
}

/// A message of a chat; `month` says in which of its months, where that is known. None if we never saw it.
///
/// # Errors
///
/// Failures as in [`crate::transact::transact`].
pub async fn find(
    house: &House,
    (chat, message): (ChatId, MessageId),
    month: Option<&str>,
) -> Result<Option<Seen>, Error<Infallible>> {
    if let Some(month) = month {
        return in_month(house, (chat, message), month.to_owned()).await;
    }
    let now = house.clock.now();
    for back in 0..MONTHS_MAX {
        let Some(then) = now.checked_sub_months(Months::new(back)) else { break };
        let found = in_month(house, (chat, message), month_of(then)).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn in_month(
    house: &House,
    (chat, message): (ChatId, MessageId),
    month: String,
) -> Result<Option<Seen>, Error<Infallible>> {
    let stream = Stream::Chat(chat, month.clone()).name();
    let (mut from, mut seen) = (0, None::<Seen>);
    loop {
        let page =
            house.store.read(&stream, Revision(from), PAGE_MAX).await.map_err(Error::Read)?;
        for recorded in &page {
            let Event::Chat(event) = codec::decode(recorded).map_err(Error::Decode)? else {
                continue;
            };
            match event {
                chat::Event::MessageAccounted(it) if it.message == message => {
                    let Happened { event, texts, occurred_at, .. } =
                        happened_before(house, recorded, it)?;
                    match &mut seen {
                        Some(seen) if event.edited_at.is_some() => seen.edited(event, texts),
                        Some(_) => (),
                        None => {
                            let (month, at) = (month.clone(), occurred_at);
                            seen = Some(Seen { month, accounted: event, texts, at, bound: None });
                        }
                    }
                }
                chat::Event::MessageBound(it) if it.message == message => {
                    if let Some(seen) = &mut seen {
                        seen.bound = it.ticket;
                    }
                }
                chat::Event::MessageAccounted(_)
                | chat::Event::MessageBound(_)
                | chat::Event::VisibilityChanged(_)
                | chat::Event::CoverageGap(_)
                | chat::Event::Migrated(_)
                | chat::Event::NoticeDelivered(_)
                | chat::Event::NoticeFailed(_)
                | chat::Event::UpdateParked(_)
                | chat::Event::DecisionCorrected(_)
                | chat::Event::UnansweredNoted(_)
                | chat::Event::RightsChanged(_)
                | chat::Event::MemberJoined(_)
                | chat::Event::MemberLeft(_)
                | chat::Event::TopicLost(_)
                | chat::Event::TopicFound(_)
                | chat::Event::Renamed(_) => (),
            }
        }
        if page.len() < PAGE_MAX {
            return Ok(seen);
        }
        from += PAGE_MAX as u64;
    }
}
