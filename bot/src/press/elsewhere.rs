//! Elsewhere: what does a button ask for in a group that is not linked, and in private?

use crate::buttons::Press;
use crate::group;
use crate::reception::{Failure, Reception, Refused, Somebody, refused};
use crate::texts::Toast;
use crate::updates::Author;
use commands::links::{self, Holder, confirm};
use commands::people::find;
use commands::ticket::{By, rate};
use commands::transact::transact;
use domain::ticket::Ticket;
use domain::ticket::rights::Refusal;
use domain::{Actor, Cause, ChatId, Language, TicketId};
use projections::rows::{ChatPlace, ChatRow};
use store::stream::Stream;

/// Staff who are told something in private act there as in the staff chat. None for anybody else, and for buttons that
/// are never said in private.
pub(super) async fn in_private(
    reception: &Reception,
    author: &Author,
    press: &Press,
) -> Result<Option<ChatRow>, Failure> {
    let for_staff = matches!(
        press,
        Press::Take(_)
            | Press::Acknowledge(_)
            | Press::HandAllWhom(_)
            | Press::HandAllTo(..)
            | Press::HandAll(..)
    );
    if !for_staff {
        return Ok(None);
    }
    let (person, known) = find::by_telegram_id(&reception.house, author.id).await?;
    if !known.is_staff() {
        return Ok(None);
    }
    let staff = reception.views.staff_chats()?.into_iter().next();
    let chat = ChatId::Private(person);
    Ok(staff.map(|it| ChatRow { chat, place: ChatPlace::Staff, ..it }))
}

/// Stars for a ticket that was closed, by whoever asked for it; and the language of their client.
pub(super) async fn rate(
    reception: &Reception,
    author: &Author,
    (ticket, stars): (TicketId, u8),
    cause: &Cause,
) -> Result<(Option<Language>, Toast), Failure> {
    let Some(row) = reception.views.ticket(ticket)? else { return Ok((None, Toast::Stale)) };
    let language = reception.views.client(row.client)?.map(|it| it.language);
    let (person, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let by = By { actor: Actor::Person(person), known: &known, at: cause.at };
    let decide = |it: &Ticket| rate::decide(it, stars, &by);
    let (house, stream) = (&reception.house, Stream::Ticket(ticket));
    let said = match transact(house, &stream, by.actor, cause, decide).await.map_err(refused) {
        Ok(_) => Toast::Rated,
        Err(Refused::Failed(failure)) => return Err(failure),
        Err(Refused::Rejected(rate::Rejection::Refused(Refusal::NotYours(_)))) => {
            Toast::RatingNotYours
        }
        Err(Refused::Rejected(_)) => Toast::Stale,
    };
    Ok((language, said))
}

/// In a chat that is not linked yet there is one question: is this the right one?
pub(super) async fn linking(
    reception: &Reception,
    chat: i64,
    press: &Press,
    author: &Author,
    cause: &Cause,
) -> Result<Toast, Failure> {
    let holder = |client: &Option<_>| client.map_or(Holder::Desk, Holder::Client);
    // Nobody is recorded for pressing a button of a group that is nothing to us.
    let (id, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let somebody = Somebody { id, known };
    match press {
        Press::LinkConfirm(client) => {
            match group::confirmed(reception, holder(client), chat, &somebody, cause).await? {
                None => Ok(Toast::LinkConfirmed),
                Some(confirm::Rejection::NotAdmin) => Ok(Toast::OnlyAdmin),
                Some(confirm::Rejection::NotClaimed) => Ok(Toast::Stale),
            }
        }
        Press::LinkRefuse(client) => {
            refuse(reception, holder(client), ChatId::Group(chat), &somebody, cause).await
        }
        // A button of a chat that was linked once.
        Press::Take(_)
        | Press::Unassign(_)
        | Press::Ask(_)
        | Press::Resolve(_)
        | Press::Hold(_)
        | Press::HoldFor(..)
        | Press::Resume(_)
        | Press::Workaround(_)
        | Press::Acknowledge(_)
        | Press::Type(..)
        | Press::Urgent(_)
        | Press::Confirm(_)
        | Press::Close(_)
        | Press::NotSolved(_)
        | Press::Reopen(_)
        | Press::NewRequest
        | Press::Anew(..)
        | Press::MyRequests
        | Press::HowItWorks
        | Press::ConfirmStaff(_)
        | Press::DeclineStaff(_)
        | Press::Rate(..)
        | Press::SetUpHere
        | Press::SetUp(_)
        | Press::Bind { .. }
        | Press::More(_)
        | Press::Back(_)
        | Press::HandOver(_)
        | Press::GiveTo(..)
        | Press::Note(_)
        | Press::Merge(_)
        | Press::Relate(_)
        | Press::Priority(..)
        | Press::Announce { .. }
        | Press::Withhold { .. }
        | Press::KeepQuiet
        | Press::MakeTicket(_)
        | Press::AddWhich(_)
        | Press::AddTo(..)
        | Press::NotRequest(_)
        | Press::NotATicket(_)
        | Press::SameAs(..)
        | Press::Replies(_)
        | Press::Preview(..)
        | Press::SendReply(..)
        | Press::Resend(_)
        | Press::Incident(_)
        | Press::LinkIncident(..)
        | Press::UnlinkIncident(..)
        | Press::NewIncident(_)
        | Press::HandAllWhom(_)
        | Press::HandAllTo(..)
        | Press::HandAll(..)
        | Press::Private(_) => Ok(Toast::Stale),
    }
}

async fn refuse(
    reception: &Reception,
    holder: Holder,
    chat: ChatId,
    somebody: &Somebody,
    cause: &Cause,
) -> Result<Toast, Failure> {
    let by = (Actor::Person(somebody.id), &somebody.known);
    match links::unlink::unlink(&reception.house, holder, chat, by, cause).await.map_err(refused) {
        Ok(_) => Ok(Toast::LinkRefused),
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(links::unlink::Rejection::NotAdmin)) => Ok(Toast::OnlyAdmin),
    }
}
