//! Mute: that nothing can be said somewhere becomes an event, so that what is pending there waits or goes elsewhere.

use super::{Failure, Sender};
use commands::chat::{note_rights, note_topic};
use domain::chat::ChatMonth;
use domain::{Cause, ChatId, Trigger};
use tracing::warn;

impl Sender {
    /// Records that words were refused, so that the bot may not write in a linked group. Answers whether that was news: if
    /// it was, what is pending there waits until the bot may. Of a file that is refused, nothing follows for words.
    pub(super) async fn record_silence(&self, chat: ChatId) -> Result<bool, Failure> {
        let Some(group) = self.views.group(chat).map_err(Failure::View)? else {
            return Ok(false);
        };
        let at = self.house.clock.now();
        let cause = Cause::new(Trigger::Request { key: format!("mute {chat} {at}") }, at);
        let rights = group.rights.unwrap_or_default();
        let decide = |month: &ChatMonth| note_rights::refused(month, rights, at);
        let noted = self.record(chat, at, &cause, &decide).await?;
        let is_news = !noted.events.is_empty();
        if is_news {
            warn!(%chat, "the bot may not write in a group; what is to be said there waits");
        }
        self.wait_for(noted.position).await;
        Ok(is_news)
    }

    /// Records that nothing can be said in a topic. Answers whether that was news: if it was, what is pending there goes to
    /// the general topic, or waits if it is that.
    pub(super) async fn record_lost_topic(
        &self,
        chat: ChatId,
        thread: Option<i64>,
    ) -> Result<bool, Failure> {
        let at = self.house.clock.now();
        let key = format!("topic {chat} {thread:?} {at}");
        let cause = Cause::new(Trigger::Request { key }, at);
        let decide = |month: &ChatMonth| note_topic::decide(month, (thread, false), at);
        let noted = self.record(chat, at, &cause, &decide).await?;
        self.wait_for(noted.position).await;
        Ok(!noted.events.is_empty())
    }
}
