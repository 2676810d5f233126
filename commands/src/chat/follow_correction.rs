//! Follow correction: what does a correction ask of register and tickets?

use super::seen;
use crate::follow;
use crate::house::House;
use crate::people::find;
use crate::promises;
use crate::ticket::reopen::Reopen;
use crate::ticket::{self, By};
use crate::transact::{self, Error, Happened};
use domain::chat::{Decision, DecisionCorrected, Event, MessageBound, Outcome, Part, Step};
use domain::people::Person;
use domain::register::Register;
use domain::ticket::{Event as TicketEvent, Status, Ticket};
use domain::{Actor, ChatId, ClientId, MessageRef, Side, TicketId};
use std::convert::Infallible;
use store::port::Position;
use store::stream::Stream;
use tracing::debug;

/// Follows a correction in a chat's month, and the other parts of an album that go along. Answers the last position that
/// was written. A step that a ticket's rules refuse by now is not taken: whoever asked can see that.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn follow(
    house: &House,
    (chat, month): (ChatId, &str),
    happened: &Happened<Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    match &happened.event {
        Event::DecisionCorrected(it) => corrected(house, (chat, month), it, happened).await,
        Event::MessageBound(it) => bound(house, (chat, month), it, happened).await.map(|()| None),
        Event::MessageAccounted(_)
        | Event::VisibilityChanged(_)
        | Event::CoverageGap(_)
        | Event::UnansweredNoted(_)
        | Event::RightsChanged(_)
        | Event::MemberJoined(_)
        | Event::MemberLeft(_)
        | Event::TopicLost(_)
        | Event::TopicFound(_)
        | Event::Renamed(_)
        | Event::Migrated(_)
        | Event::NoticeDelivered(_)
        | Event::NoticeFailed(_)
        | Event::UpdateParked(_) => Ok(None),
    }
}

async fn corrected(
    house: &House,
    (chat, month): (ChatId, &str),
    it: &DecisionCorrected,
    happened: &Happened<Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let Some(seen) = seen::find(house, (chat, it.message), Some(month)).await? else {
        return Ok(None);
    };
    let follow = Follow { house, it, happened };
    match (&it.to, it.from) {
        (Decision::Register(registration), from) => {
            let words = Happened { texts: seen.texts, ..happened.clone() };
            let entered = follow::entered(house, registration, &seen.accounted, &words).await?;
            match (entered.ticket, from) {
                (None, Outcome::Skipped) => follow.again(registration.client, chat).await,
                (_, _) => Ok(entered.position),
            }
        }
        (Decision::Part(part), from) => {
            if let Outcome::Ticket(old) = from {
                follow.merge(old, part.ticket).await?;
            }
            let words = Happened { texts: seen.texts, occurred_at: seen.at, ..happened.clone() };
            let said = follow::step(house, chat, part, &seen.accounted, &words).await;
            Ok(tolerate(said)?.and_then(|it| it.position))
        }
        (Decision::Skipped, Outcome::Ticket(old)) => follow.cancel(old).await,
        (Decision::Skipped | Decision::Unanswered | Decision::Which, _) => Ok(None),
    }
}

async fn bound(
    house: &House,
    (chat, month): (ChatId, &str),
    it: &MessageBound,
    happened: &Happened<Event>,
) -> Result<(), Error<Infallible>> {
    let Some(ticket) = it.ticket else { return Ok(()) };
    let Some(seen) = seen::find(house, (chat, it.message), Some(month)).await? else {
        return Ok(());
    };
    let step = match seen.accounted.side {
        Side::Staff => Step::Answer,
        Side::Client => Step::Say,
    };
    let part = Part { ticket, step, relayed: false, conversation: None };
    let words = Happened { texts: seen.texts, occurred_at: seen.at, ..happened.clone() };
    tolerate(follow::step(house, chat, &part, &seen.accounted, &words).await).map(drop)
}

struct Follow<'a> {
    house: &'a House,
    it: &'a DecisionCorrected,
    happened: &'a Happened<Event>,
}

impl Follow<'_> {
    /// What was a ticket, and then none, is that ticket again.
    async fn again(
        &self,
        client: ClientId,
        chat: ChatId,
    ) -> Result<Option<Position>, Error<Infallible>> {
        let source = MessageRef { chat, message: self.it.message };
        let known = |it: &Register| it.by_source.get(&source).map(|it| it.0);
        let stream = Stream::Register(client);
        let Some(ticket) = transact::ask(self.house, &stream, known).await? else {
            return Ok(None);
        };
        let known = find::known(self.house, self.it.by).await?;
        let by = self.by(&known);
        let reopen = Reopen { author: self.it.by, reason: String::new(), message: None };
        let promises = promises::of_ticket(self.house, ticket).await?;
        let decide = |it: &Ticket| match it.life().map(|it| it.status) {
            Some(Status::Cancelled) => ticket::reopen::decide(it, &reopen, &promises, &by),
            Some(_) | None => Ok(vec![]),
        };
        let caused = (by.actor, &follow::cause_of(self.happened));
        let done = promises::transact(self.house, ticket, &promises, caused, decide).await;
        Ok(tolerate(done)?.and_then(|it| it.position))
    }

    async fn cancel(&self, ticket: TicketId) -> Result<Option<Position>, Error<Infallible>> {
        let known = find::known(self.house, self.it.by).await?;
        let by = self.by(&known);
        let promises = promises::of_ticket(self.house, ticket).await?;
        let decide = |it: &Ticket| ticket::cancel::decide(it, "", &by);
        let caused = (by.actor, &follow::cause_of(self.happened));
        let done = promises::transact(self.house, ticket, &promises, caused, decide).await;
        Ok(tolerate(done)?.and_then(|it| it.position))
    }

    async fn merge(&self, old: TicketId, into: TicketId) -> Result<(), Error<Infallible>> {
        let known = find::known(self.house, self.it.by).await?;
        let by = self.by(&known);
        let of =
            |it: &Ticket| it.life().map(|it| (it.number.clone(), it.client, it.chat, it.status));
        let (house, stream) = (self.house, Stream::Ticket(old));
        let own = transact::ask(house, &stream, of).await?;
        let other = transact::ask(house, &Stream::Ticket(into), of).await?;
        let (Some((own, ..)), Some((number, client, chat, status))) = (own, other) else {
            return Ok(());
        };
        let into = ticket::merge::Into { ticket: into, number, client, chat, status };
        let decide = |it: &Ticket| ticket::merge::decide(it, &into, &by);
        let promises = promises::of_ticket(house, old).await?;
        let caused = (by.actor, &follow::cause_of(self.happened));
        let done = promises::transact(house, old, &promises, caused, decide).await;
        let Some(done) = tolerate(done)? else { return Ok(()) };
        for happened in done.events.iter().filter(|it| is_merged(&it.event)) {
            tolerate(follow::merged(house, (old, &own), into.ticket, happened).await)?;
        }
        Ok(())
    }

    fn by<'b>(&self, known: &'b Person) -> By<'b> {
        By { actor: Actor::Person(self.it.by), known, at: self.happened.occurred_at }
    }
}

fn is_merged(event: &TicketEvent) -> bool {
    matches!(event, TicketEvent::Merged(_))
}

/// A refusal by a ticket's rules is the end of a step and no failure.
fn tolerate<T, R: std::error::Error + 'static>(
    result: Result<T, Error<R>>,
) -> Result<Option<T>, Error<Infallible>> {
    match result {
        Ok(it) => Ok(Some(it)),
        Err(Error::Rejected(rejection)) => {
            debug!(%rejection, "a step was refused");
            Ok(None)
        }
        Err(Error::Contended(it)) => Err(Error::Contended(it)),
        Err(Error::Read(it)) => Err(Error::Read(it)),
        Err(Error::Append(it)) => Err(Error::Append(it)),
        Err(Error::Decode(it)) => Err(Error::Decode(it)),
        Err(Error::Vault(it)) => Err(Error::Vault(it)),
    }
}
