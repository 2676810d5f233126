//! Anew: words that were written to an old ticket become a ticket of their own, which goes on from it.

use crate::follow::{self, Followed};
use crate::house::House;
use crate::transact::{self, Error, Happened, happened_before, transact};
use domain::chat::Registration;
use domain::register::{self, Entered, Register};
use domain::ticket::rights::Refusal;
use domain::ticket::{self, MessageAdded, Status, Ticket};
use domain::{
    Actor, Cause, Channel, ClientId, Draft, Event, Field, MessageId, Owner, PersonId, Side, Texts,
    TicketId, TicketNumber,
};
use std::convert::Infallible;
use store::codec;
use store::port::{PAGE_MAX, Revision};
use store::stream::Stream;

/// A client's message that is part of a ticket, and who wants another ticket of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anew {
    /// The ticket that the message is part of.
    pub old: TicketId,
    pub message: MessageId,
    pub thread: Option<i64>,
    pub by: PersonId,
}

/// Registers the words of a message of an old ticket, as whose they are, as they read by now, and with their own date.
/// None if that ticket has no such words of a client's, or they were erased. Asked again, whoever asks, it is the same
/// ticket.
///
/// # Errors
///
/// [`Error::Rejected`] if the old ticket was opened again: its words are seen to there. Failures as in
/// [`transact::transact`].
pub async fn register(
    house: &House,
    Anew { old, message, thread, by }: Anew,
    cause: &Cause,
) -> Result<Option<Followed>, Error<Refusal>> {
    let standing = |it: &Ticket| it.life().map(|it| (it.client, it.status));
    let standing = transact::ask(house, &Stream::Ticket(old), standing).await.map_err(ours)?;
    let words = words(house, old, message).await.map_err(ours)?;
    let Some(((client, status), words)) = standing.zip(words) else {
        return Ok(None);
    };
    let done = matches!(status, Status::Resolved | Status::Closed | Status::Cancelled);
    let source = words.event.message;
    let code = follow::code_of(house, client).await.map_err(ours)?;
    let stream = Stream::Register(client);
    let (fresh, at) = (TicketId(cause.new_id("ticket")), house.clock.now());
    let decide = |register: &Register| {
        if register.by_source.contains_key(&source) {
            return Ok(vec![]);
        }
        if !done {
            return Err(Refusal::NotNow(status));
        }
        let registration = Registration {
            ticket: fresh,
            client,
            chat: source.chat,
            thread,
            source: Some(source),
            requester: words.event.author,
            registered_by: by,
            channel: Channel::Button,
            reported_at: words.occurred_at,
            conversation: None,
            continues: Some(old),
        };
        let entered = Entered {
            number: TicketNumber { code: code.clone(), number: register.entries + 1 },
            registration,
            decided: None,
            attachments: words.event.attachments.clone(),
            imported: None,
        };
        let owner = Owner::Person(words.event.author);
        let draft = Draft::new(register::Event::Entered(entered), at);
        let texts = words.texts.0.iter();
        Ok(vec![texts.fold(draft, |draft, (field, text)| draft.with(*field, owner, text.as_str()))])
    };
    let done = transact(house, &stream, Actor::Person(by), cause, decide).await?;
    let Some(entry) = done.events.first() else {
        return registered_before(house, client, words.event).await.map(Some).map_err(ours);
    };
    let register::Event::Entered(entered) = &entry.event;
    let registered = follow::registered(house, entered, entry).await.map_err(ours)?;
    Ok(Some(Followed {
        ticket: Some(entered.registration.ticket),
        number: Some(entered.number.clone()),
        position: registered.position.or(done.position),
    }))
}

/// A failure of a step that refuses nothing.
fn ours(error: Error<Infallible>) -> Error<Refusal> {
    error.map(|never| match never {})
}

/// The ticket that the message became when somebody else asked for it.
async fn registered_before(
    house: &House,
    client: ClientId,
    words: MessageAdded,
) -> Result<Followed, Error<Infallible>> {
    let code = follow::code_of(house, client).await?;
    let known = |it: &Register| it.by_source.get(&words.message).copied();
    let known = transact::ask(house, &Stream::Register(client), known).await?;
    let number = known.map(|it| TicketNumber { code, number: it.1 });
    Ok(Followed { ticket: known.map(|it| it.0), number, position: None })
}

/// A client's message as it was added to a ticket. A group may have changed its number since.
async fn words(
    house: &House,
    ticket: TicketId,
    message: MessageId,
) -> Result<Option<Happened<MessageAdded>>, Error<Infallible>> {
    let stream = Stream::Ticket(ticket).name();
    let (mut from, mut found) = (0, None);
    loop {
        let page =
            house.store.read(&stream, Revision(from), PAGE_MAX).await.map_err(Error::Read)?;
        for recorded in &page {
            let Event::Ticket(event) = codec::decode(recorded).map_err(Error::Decode)? else {
                continue;
            };
            match event {
                ticket::Event::MessageAdded(it)
                    if it.message.message == message && it.side == Side::Client =>
                {
                    found = Some(happened_before(house, recorded, it)?);
                }
                ticket::Event::MessageEdited(it) => {
                    if let Some(words) =
                        found.as_mut().filter(|was| was.event.message == it.message)
                    {
                        let edited: Happened<_> = happened_before(house, recorded, ())?;
                        reword(words, edited.texts);
                    }
                }
                ticket::Event::Registered(_)
                | ticket::Event::MessageAdded(_)
                | ticket::Event::ReplyDelivered(_)
                | ticket::Event::DetailsChanged(_)
                | ticket::Event::Reclassified(_)
                | ticket::Event::Assigned(_)
                | ticket::Event::Unassigned(_)
                | ticket::Event::WorkStarted(_)
                | ticket::Event::WaitingForClient(_)
                | ticket::Event::OnHold(_)
                | ticket::Event::Resumed(_)
                | ticket::Event::Resolved(_)
                | ticket::Event::Confirmed(_)
                | ticket::Event::Reopened(_)
                | ticket::Event::Closed(_)
                | ticket::Event::Cancelled(_)
                | ticket::Event::Linked(_)
                | ticket::Event::Merged(_)
                | ticket::Event::Rated(_)
                | ticket::Event::AttachmentAdded(_)
                | ticket::Event::FileSettled(_)
                | ticket::Event::EvidenceDeleted(_)
                | ticket::Event::Correction(_)
                | ticket::Event::DataErased(_)
                | ticket::Event::ClockBound(_)
                | ticket::Event::Retargeted(_)
                | ticket::Event::TakingShown(_)
                | ticket::Event::WorkaroundGiven(_)
                | ticket::Event::ThresholdPassed(_)
                | ticket::Event::Breached(_)
                | ticket::Event::Escalated(_)
                | ticket::Event::EscalationExhausted(_)
                | ticket::Event::EscalationAcknowledged(_)
                | ticket::Event::VerdictCorrected(_)
                | ticket::Event::MeasurementGap(_)
                | ticket::Event::ReplyFailed(_)
                | ticket::Event::ReplyRetried(_)
                | ticket::Event::Disputed(_) => (),
            }
        }
        if page.len() < PAGE_MAX {
            return Ok(found.filter(|it| !it.texts.0.is_empty()));
        }
        from += PAGE_MAX as u64;
    }
}

/// Its files stay, and its words are others.
fn reword(words: &mut Happened<MessageAdded>, edited: Texts) {
    words.texts.0.retain(|it| it.0 != Field::Body);
    words.texts.0.extend(edited.0.into_iter().filter(|it| it.0 == Field::Body));
}
