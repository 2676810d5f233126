//! Correct: a person sets right what became of a client's message, with a tap, a command or a reaction.

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::corrected::Said;
use crate::texts::{Reader, Texts, Toast};
use crate::{updates, wire};
use commands::chat::correct::{self as command, Correction, Rejection, To, Way};
use domain::chat::month_of;
use domain::intake::{Typed, number_first};
use domain::ticket::rights::Refusal;
use domain::{Cause, ChatId, ClientCode, ClientId, MessageId, TicketId, TicketNumber, Trigger};
use projections::rows::{ChatPlace, ChatRow};

/// What a correction came to, and the ticket that the message is or belongs to.
pub(crate) type Came = (Result<Said, Toast>, Option<TicketId>);

/// Follows a correction, asked for in a chat. What the rules refuse is said as of any ticket.
pub(crate) async fn correct(
    reception: &Reception,
    asked_in: i64,
    correction: &Correction,
    by: &Somebody,
    cause: &Cause,
) -> Result<Result<Said, Toast>, Failure> {
    Ok(correct_to(reception, asked_in, correction, by, cause).await?.0)
}

/// The same, and which ticket it is about.
pub(crate) async fn correct_to(
    reception: &Reception,
    asked_in: i64,
    correction: &Correction,
    by: &Somebody,
    cause: &Cause,
) -> Result<Came, Failure> {
    let person = (by.id, &by.known);
    let rejection = match command::correct(&reception.house, correction, person, cause).await {
        Ok(done) => {
            reception.wrote(asked_in, done.position);
            if let ChatId::Group(chat) = correction.chat {
                reception.wrote(chat, done.position);
            }
            return Ok(match (correction.to, done.ticket) {
                (To::Ticket, Some((id, number))) => (Ok(Said::Registered(number)), Some(id)),
                (To::PartOf(_), Some((id, number))) => (Ok(Said::AddedTo(number)), Some(id)),
                (To::NotARequest, _) => (Ok(Said::NotARequest), None),
                (To::Ticket | To::PartOf(_), None) => (Err(Toast::Stale), None),
            });
        }
        Err(error) => match refused(error) {
            Refused::Rejected(rejection) => rejection,
            Refused::Failed(failure) => return Err(failure),
        },
    };
    if let Some(said) = Said::of(&rejection) {
        return Ok((Ok(said), None));
    }
    let came = match rejection {
        Rejection::PartOf(ticket) => {
            let said = number_of(reception, ticket)?.map(Said::PartOf).ok_or(Toast::Stale);
            return Ok((said, Some(ticket)));
        }
        Rejection::NotYours => Err(Toast::OnlyAuthorOrStaff),
        Rejection::OnlyStaff => Err(Toast::OnlyStaff),
        Rejection::Refused(Refusal::NotNow(status)) => Err(Toast::NotNow(status)),
        Rejection::Refused(refusal) => Err(refusal.into()),
        Rejection::Unknown
        | Rejection::Forgotten
        | Rejection::NotClients
        | Rejection::OtherClient => Err(Toast::Stale),
    };
    Ok((came, None))
}

fn number_of(reception: &Reception, ticket: TicketId) -> Result<Option<TicketNumber>, Failure> {
    Ok(reception.views.ticket(ticket)?.map(|it| it.number))
}

/// Follows a command of staff in reply to a client's message; any other is left to the intake.
///
/// # Errors
///
/// [`Failure`].
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Vec<Effect>, Failure> {
    let ChatPlace::Client { client, code, .. } = &chat.place else { return Ok(vec![]) };
    if !somebody.known.is_staff() || !matches!(typed.name.as_str(), "add" | "skip") {
        return Ok(vec![]);
    }
    let texts = Texts(chat.language);
    let say = |text| {
        let reply_to = MessageId(it.message_id);
        Ok(vec![Effect::Reply { chat: it.chat.id, reply_to, text }])
    };
    let replied = updates::replied(it);
    let (to, replied) = match (typed.name.as_str(), replied) {
        ("add", Some(replied)) => match number_in(typed, code) {
            None => return say(Said::HowToAdd.text(texts)),
            Some(number) => match named(reception, (*client, chat.chat), &number)? {
                Some(ticket) => (To::PartOf(ticket), replied),
                None => return say(texts.text("reply-no-such-ticket")),
            },
        },
        (_, Some(replied)) => (To::NotARequest, replied),
        ("add", None) => return say(Said::HowToAdd.text(texts)),
        (_, None) => return say(Said::HowToSkip.text(texts)),
    };
    let correction = Correction {
        chat: ChatId::Group(it.chat.id),
        message: MessageId(replied.message_id),
        month: Some(month_of(updates::instant(replied.date))),
        client: *client,
        to,
        way: Way::Corrected,
    };
    // The command itself is accounted for in the same stream.
    let key = format!("correct {}", cause.id());
    let cause = cause.also(Trigger::Request { key });
    match correct(reception, it.chat.id, &correction, somebody, &cause).await? {
        Ok(said) => say(said.text(texts)),
        Err(toast) => say(toast.text(chat.language, Reader::Staff)),
    }
}

/// The number that a command begins with: whole, or without the code of the chat's client.
fn number_in(typed: &Typed, code: &ClientCode) -> Option<TicketNumber> {
    let bare = || {
        let word = typed.rest.split_whitespace().next()?;
        format!("{code}-{word}").parse().ok()
    };
    number_first(typed).map(|it| it.0).or_else(bare)
}

fn named(
    reception: &Reception,
    (client, chat): (ClientId, ChatId),
    number: &TicketNumber,
) -> Result<Option<TicketId>, Failure> {
    let row = reception.views.ticket_by_number(number)?;
    Ok(row.filter(|it| it.client == client && it.is_told_in(chat)).map(|it| it.ticket))
}
