//! Already: what is said to whoever asks of a ticket for what it is already?

use crate::promised;
use crate::reception::{Failure, Reception};
use crate::texts::Reply;
use commands::follow::Followed;
use commands::transact::Happened;
use domain::chat::{Decision, Event as ChatEvent, Step};
use domain::intake::Incoming;

/// What is said to whoever types a command that changes nothing: they hold what rests, let go on what does, take what is
/// theirs, give back what is nobody's, withdraw what is withdrawn, reopen what is open. Of a command that was followed
/// before, nothing; and of words that only go along with such a step, nothing, either.
pub(crate) async fn so_already(
    reception: &Reception,
    incoming: &Incoming,
    happened: &Happened<ChatEvent>,
    followed: &Followed,
) -> Result<Option<Reply>, Failure> {
    let ChatEvent::MessageAccounted(it) = &happened.event else { return Ok(None) };
    let Decision::Part(part) = &it.decision else { return Ok(None) };
    if followed.position.is_some() || incoming.command.is_none() {
        return Ok(None);
    }
    let reply = match part.step {
        Step::Hold | Step::HoldForClient | Step::HoldForThirdParty => {
            let why = promised::held(&reception.house, part.ticket).await?;
            let number = reception.views.ticket(part.ticket)?.map(|it| it.number);
            return Ok(number.zip(why).map(|(number, why)| Reply::AlreadyHeld { number, why }));
        }
        Step::Resume => Reply::NotHeld,
        Step::Take => Reply::AlreadyYours,
        Step::Unassign => Reply::Nobodys,
        Step::Cancel => Reply::AlreadyCancelled,
        Step::Reopen => Reply::NotOver,
        // What was said is kept anew each time; what is over, resolved or joined already is refused, and told so.
        Step::Say
        | Step::Answer
        | Step::Note
        | Step::Ask
        | Step::Resolve
        | Step::Workaround
        | Step::Close
        | Step::Edit
        | Step::MergeInto(_)
        | Step::LinkWith(_) => return Ok(None),
    };
    Ok(reception.views.ticket(part.ticket)?.map(|it| reply(it.number)))
}
