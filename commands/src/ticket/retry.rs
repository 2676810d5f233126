//! Retry: what could not be brought to the client's chat is to be brought there after all.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal};
use domain::ticket::{Event, ReplyRetried, Ticket};

/// What that makes of a ticket: each of its words that failed is on its way again, in the order in which they failed. A
/// ticket without any is left as it is. In whatever state it is: they were said when that was permitted.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let life = ticket.life().ok_or(Refusal::Unregistered)?;
    if by.is_of_the_client() {
        return Err(Refusal::NotYours(Act::Answer));
    }
    let retried = |of: &_| by.draft(Event::ReplyRetried(ReplyRetried { of: *of }));
    Ok(life.failed.iter().map(retried).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, PETER, STAFF_CHAT, check, registered, relayed};
    use domain::chat::Undeliverable;
    use domain::ticket::ReplyFailed;
    use domain::{MessageId, MessageRef};

    fn of(message: i64) -> MessageRef {
        MessageRef { chat: STAFF_CHAT, message: MessageId(message) }
    }

    fn failed(message: i64) -> Event {
        let why = Undeliverable::Forbidden;
        Event::ReplyFailed(ReplyFailed { of: of(message), why })
    }

    #[test]
    fn all_that_failed_is_tried_again_in_the_order_in_which_it_failed() {
        let given = [registered(), relayed(OLGA, 3), relayed(OLGA, 4), failed(4), failed(3)];
        let again = |message| Event::ReplyRetried(ReplyRetried { of: of(message) });
        check(&given, decide, PETER, Ok(&[again(4), again(3)]));
    }

    #[test]
    fn what_is_on_its_way_is_not_sent_a_second_time() {
        check(&[registered(), relayed(OLGA, 3)], decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_sends_no_words_of_staff() {
        let given = [registered(), relayed(OLGA, 3), failed(3)];
        check(&given, decide, ANNA, Err(&Refusal::NotYours(Act::Answer)));
    }
}
