//! New request: whoever asks for one without a word is asked what happened, as by the button.

use crate::reception::{Failure, Reception, Somebody};
use commands::conversation::start;
use commands::transact::{Happened, transact};
use domain::chat::Event;
use domain::conversation::{Conversation, Purpose, Started};
use domain::intake::ASKS_RULE;
use domain::{Actor, Cause, ConversationId, MessageRef};
use projections::rows::{ChatPlace, ChatRow};
use store::stream::Stream;

/// Asks the author of a command what happened, where the rules say so.
pub(crate) async fn asked(
    reception: &Reception,
    chat: &ChatRow,
    (at, told_in): (MessageRef, i64),
    somebody: &Somebody,
    (happened, cause): (&Happened<Event>, &Cause),
) -> Result<(), Failure> {
    let Event::MessageAccounted(it) = &happened.event else { return Ok(()) };
    let ChatPlace::Client { client, .. } = &chat.place else { return Ok(()) };
    if it.rule.as_str() != ASKS_RULE {
        return Ok(());
    }
    let id = ConversationId(cause.new_id("conversation"));
    let started = Started {
        chat: at.chat,
        thread: it.thread,
        owner: somebody.id,
        purpose: Purpose::Request(*client),
        pressed: at.message,
    };
    let decide = |it: &Conversation| start::decide(it, &started, happened.occurred_at);
    let (stream, actor) = (Stream::Conversation(id), Actor::Person(somebody.id));
    let done = transact(&reception.house, &stream, actor, cause, decide).await?;
    reception.wrote(told_in, done.position);
    Ok(())
}
