//! Other: which second ticket does somebody name, and why may it not be?

use crate::message::named;
use crate::reception::{Failure, Reception};
use crate::texts::Reply;
use commands::ticket::{link, merge};
use domain::conversation::Purpose;
use domain::intake::{Belongs, Incoming, Named, Place, Typed};
use domain::ticket::rights::Refusal;

/// The ticket whose number comes after the first of a command about two, or answers our question for one.
pub(crate) fn of(
    reception: &Reception,
    place: Place,
    incoming: &Incoming,
    (replied, first): (&Belongs, &Named),
) -> Result<Named, Failure> {
    let words = match (&incoming.command, first, replied) {
        (Some(typed), Named::Ticket(_, rest), _)
            if matches!(typed.name.as_str(), "merge" | "relate") =>
        {
            rest
        }
        (None, _, Belongs::Conversation(_, started))
            if matches!(started.purpose, Purpose::Merge(_) | Purpose::Relate(_)) =>
        {
            &incoming.text
        }
        _ => return Ok(Named::Nothing),
    };
    named(
        reception,
        (place, incoming.at.chat),
        &Typed { name: String::new(), rest: words.trim().to_owned() },
    )
}

/// What is said of two tickets that are not merged; a refusal for the one is told as ever.
pub(crate) fn merge_refused(rejection: merge::Rejection) -> Result<Refusal, Reply> {
    match rejection {
        merge::Rejection::Refused(refusal) => Ok(refusal),
        merge::Rejection::OtherClient => Err(Reply::OtherClient),
        merge::Rejection::Private => Err(Reply::OtherPrivate),
        merge::Rejection::Itself => Err(Reply::Itself),
        merge::Rejection::Over(status) => Err(Reply::OtherOver(status)),
    }
}

/// The same of two that are not linked.
pub(crate) fn link_refused(rejection: link::Rejection) -> Result<Refusal, Reply> {
    match rejection {
        link::Rejection::Refused(refusal) => Ok(refusal),
        link::Rejection::OtherClient => Err(Reply::OtherClient),
        link::Rejection::Private => Err(Reply::OtherPrivate),
        link::Rejection::Itself => Err(Reply::Itself),
    }
}
