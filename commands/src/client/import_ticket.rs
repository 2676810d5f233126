//! Import ticket: an open request that was kept in a table goes on here.

use crate::follow;
use crate::house::House;
use crate::people::{find, see};
use crate::transact::{Error, ask, transact};
use chrono::DateTime;
use domain::chat::Registration;
use domain::register::{self, Entered, Imported, Register};
use domain::ticket::Ticket;
use domain::{
    Actor, Cause, Channel, ChatId, ClientCode, ClientId, Draft, Field, Owner, PersonId, TicketId,
    TicketNumber, Trigger,
};
use std::convert::Infallible;
use std::fmt;
use store::port::Position;
use store::stream::Stream;

/// A request as a table has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    pub client: ClientId,
    pub code: ClientCode,
    /// The client's chat that the ticket is to live in.
    pub chat: ChatId,
    /// The number that it had in the table.
    pub outside: Option<String>,
    pub text: String,
    /// Who asked, by name, and by their Telegram id where the table has it.
    pub requester: String,
    pub requester_id: Option<i64>,
    /// How it stands, for staff.
    pub note: Option<String>,
    pub imported: Imported,
}

/// Shows whose it is, never what anybody wrote.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("code", &self.code).finish_non_exhaustive()
    }
}

/// A ticket that is here now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    pub number: TicketNumber,
    pub position: Option<Position>,
}

/// Makes a request a ticket of its client. None if it was imported before: it goes on here, whatever the table says of it
/// by now.
///
/// Which ticket it is follows from the client and the number it had there; of one without a number, from its words, who
/// asked, and when.
///
/// # Errors
///
/// Failures as in [`transact`]; asked again, it goes on where it stopped.
pub async fn import(house: &House, it: &Request) -> Result<Option<Here>, Error<Infallible>> {
    let cause = cause_of(house, it);
    let ticket = TicketId(cause.new_id("ticket"));
    let lives = |it: &Ticket| it.life().is_some();
    if ask(house, &Stream::Ticket(ticket), lives).await? {
        return Ok(None);
    }
    let (requester, at) = (requester(house, it, &cause).await?, house.clock.now());
    let registration = Registration {
        ticket,
        client: it.client,
        chat: it.chat,
        thread: None,
        source: None,
        requester,
        registered_by: requester,
        channel: Channel::Import,
        reported_at: at,
        conversation: None,
        continues: None,
    };
    let decide = |register: &Register| {
        let number = TicketNumber { code: it.code.clone(), number: register.entries + 1 };
        let entered = Entered {
            number,
            registration: registration.clone(),
            decided: None,
            attachments: vec![],
            imported: Some(it.imported.clone()),
        };
        let owner = Owner::Person(requester);
        let draft = Draft::new(register::Event::Entered(entered), at)
            .with(Field::Body, owner, &*it.text)
            .with(Field::Reason, owner, it.note.as_deref().unwrap_or_default())
            .with(Field::OutsideNumber, owner, it.outside.as_deref().unwrap_or_default());
        Ok(vec![draft])
    };
    let stream = Stream::Register(it.client);
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    let entry = done.events.first().expect("an entry is never refused");
    let register::Event::Entered(entered) = &entry.event;
    let registered = follow::registered(house, entered, entry).await?;
    let position = registered.position.or(done.position);
    Ok(Some(Here { number: entered.number.clone(), position }))
}

/// The same for the same request of a table. What it says is hashed with a key: it must not be guessed from an id.
fn cause_of(house: &House, it: &Request) -> Cause {
    let what = if let Some(outside) = &it.outside {
        format!("number {outside}")
    } else {
        let claimed = it.imported.claimed_at.map(|it| it.to_rfc3339()).unwrap_or_default();
        format!("words {}\n{}\n{claimed}", it.text, it.requester)
    };
    let text = format!("imported {} {what}", it.client);
    let key = PersonId(house.vault.keyring().pseudonym(&text));
    let trigger = Trigger::Request { key: format!("import {key}") };
    Cause::new(trigger, DateTime::UNIX_EPOCH)
}

/// Who asked. Whoever has no Telegram id in the table is a person of that client by that name, and nobody's Telegram
/// account; all their requests are theirs.
async fn requester(
    house: &House,
    it: &Request,
    cause: &Cause,
) -> Result<PersonId, Error<Infallible>> {
    let (person, known) = match it.requester_id {
        Some(user) => find::by_telegram_id(house, user).await?,
        None => find::by_name(house, it.client, &it.requester).await?,
    };
    // Whoever was seen in Telegram is called as there.
    if known.profile.is_none() {
        let profile =
            see::Profile { telegram_id: it.requester_id, name: it.requester.clone(), handle: None };
        let at = house.clock.now();
        see::by_operator(house, person, &profile, (cause, at)).await?;
    }
    Ok(person)
}
