//! Deliver: one call for one notice, and what became of it.

use super::gather::{Obstacle, dated};
use super::record::Said;
use super::{Failure, Sender};
use crate::client::{Beneath, CallError, Copied, Markup, Outgoing};
use crate::render::{Button, Rendered, render};
use domain::chat::Undeliverable;
use domain::notice::Kind;
use domain::{MessageId, MessageRef};
use projections::rows::PendingNotice;
use std::time::Duration;
use teloxide::types::{ForceReply, InlineKeyboardButton, InlineKeyboardMarkup};
use tracing::warn;

/// What was said of a notice already, and what is still to be done before it counts as delivered.
///
/// Kept in memory only: after a crash the notice is said again, which is the one repeat that is promised.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    said: Said,
    files: Option<MessageRef>,
    pin: bool,
}

#[cfg(test)]
impl Begun {
    /// Words that were said, with a pin still to come.
    pub(super) fn to_be_pinned() -> Self {
        let (message, at) = (MessageId(1), chrono::DateTime::UNIX_EPOCH);
        Self { said: Said { message, at, shown: 1, edited: false }, files: None, pin: true }
    }
}

/// How one turn of a chat ended.
#[derive(Debug)]
pub(super) struct Turn {
    /// How many calls beyond the first were made.
    pub(super) extra_calls: u32,
    pub(super) end: End,
}

#[derive(Debug)]
pub(super) enum End {
    /// It is recorded, as said or as never to be said.
    Done,
    /// One more call is to be made for the same notice.
    More(Begun),
    /// It cannot be said where it was tried, which is recorded: it waits, or is said elsewhere.
    Elsewhere,
    /// Telegram asks to leave this chat alone.
    Hold(Duration, Option<Begun>),
    /// Nobody knows whether it was done, or it cannot be done now.
    Doubt(CallError, Option<Begun>),
    /// Views or store do not answer now.
    Later(Failure),
    Failed(Failure),
}

/// The chat's number at Telegram, and how many calls were made in it.
pub(super) struct Line {
    pub(super) chat: i64,
    pub(super) calls: u32,
}

impl Sender {
    /// Says a notice, or goes on with what was begun, by one call if all is well.
    pub(super) async fn turn(
        &self,
        chat: i64,
        notice: &PendingNotice,
        begun: Option<Begun>,
    ) -> Turn {
        let mut line = Line { chat, calls: 0 };
        let end = match begun {
            Some(begun) => self.go_on(&mut line, notice, begun).await,
            None => self.begin(&mut line, notice).await,
        };
        Turn { extra_calls: line.calls.saturating_sub(1), end: end.unwrap_or_else(|it| it) }
    }

    async fn begin(&self, line: &mut Line, notice: &PendingNotice) -> Result<End, End> {
        match notice.kind {
            Kind::InviteCard => return self.send_invite(line, notice).await,
            Kind::InviteEnded => return self.end_invite(line, notice).await,
            _ => (),
        }
        let scene = self.scene(notice).await.map_err(|obstacle| match obstacle {
            Obstacle::Passing(failure) => End::Later(failure),
            Obstacle::Lasting(failure) => End::Failed(failure),
        })?;
        let shown = match notice.kind {
            // The card shows the ticket as it is, be that newer than what called for it.
            Kind::Card | Kind::StaffCard => {
                scene.ticket.as_ref().map_or(notice.want, |it| it.events.max(notice.want))
            }
            _ => notice.want,
        };
        let Ok(rendered) = render(&scene) else {
            return self.give_up(notice, Undeliverable::Pointless, shown).await;
        };
        if rendered.wordless
            && let Some(end) = self.only_files(line, notice, &rendered, shown).await?
        {
            return Ok(end);
        }
        let said = match notice.message {
            Some(message) => self.edit(line, notice, (message, &rendered), shown).await,
            None => self.send(line, outgoing(notice, &rendered), shown).await,
        };
        match said {
            Ok(said) => {
                let begun = Begun { said, files: rendered.files, pin: rendered.pin };
                self.advance(notice, begun).await
            }
            Err(error) => self.refused(notice, shown, error).await,
        }
    }

    /// A file with our words beneath it, in one message; `None` if the file is gone and words must do.
    async fn only_files(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
        rendered: &Rendered,
        shown: u64,
    ) -> Result<Option<End>, End> {
        let Some(files) = rendered.files else { return Ok(None) };
        line.calls += 1;
        let beneath =
            Beneath { thread: notice.thread, reply_to: rendered.reply_to, html: &rendered.html };
        match self.copy(line.chat, files, &beneath).await {
            Ok(copied) => {
                // Telegram does not tell the date of a copy. Staff read this one: no clock hangs on it.
                let at = self.house.clock.now();
                let said = Said { message: copied.message, at, shown, edited: false };
                self.record_delivery(notice, said).await.map_err(End::Failed)?;
                Ok(Some(End::Done))
            }
            // Where words are permitted and files are not, words must do.
            Err(
                CallError::SourceLost
                | CallError::ReplyLost
                | CallError::Forbidden
                | CallError::Refused { .. },
            ) => Ok(None),
            Err(error) => self.refused(notice, shown, error).await.map(Some),
        }
    }

    /// New words for a card; where the card is gone, a new one is sent.
    async fn edit(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
        (message, rendered): (MessageId, &Rendered),
        shown: u64,
    ) -> Result<Said, CallError> {
        line.calls += 1;
        let buttons = markup(&rendered.keyboard);
        let said = |at| Said { message, at, shown, edited: true };
        match self.api.edit(line.chat, message, &rendered.html, buttons).await {
            Ok(edited) => Ok(said(dated(edited.edit_date, self.house.clock.now()))),
            Err(CallError::NotModified) => Ok(said(self.house.clock.now())),
            // Nobody misses the end of what is gone.
            Err(CallError::EditLost) if notice.kind == Kind::Outcome => {
                Ok(said(self.house.clock.now()))
            }
            Err(CallError::EditLost) => self.send(line, outgoing(notice, rendered), shown).await,
            Err(error) => Err(error),
        }
    }

    /// Sends, without the reply where that is gone.
    pub(super) async fn send(
        &self,
        line: &mut Line,
        mut message: Outgoing,
        shown: u64,
    ) -> Result<Said, CallError> {
        loop {
            line.calls += 1;
            match self.api.send(line.chat, &message).await {
                Ok(sent) => {
                    let (message, at) = (sent.message, sent.date);
                    return Ok(Said { message, at, shown, edited: false });
                }
                Err(CallError::ReplyLost) if message.reply_to.is_some() => message.reply_to = None,
                // A reply goes where that is which it replies to.
                Err(CallError::ThreadLost)
                    if message.thread.is_none() && message.reply_to.is_some() =>
                {
                    message.reply_to = None;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// What comes after the words: files, then a pin, each by a call of its own.
    async fn go_on(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
        mut begun: Begun,
    ) -> Result<End, End> {
        line.calls += 1;
        let done = if let Some(files) = begun.files {
            let reply_to = Some(begun.said.message);
            let beneath = Beneath { thread: notice.thread, reply_to, html: "" };
            self.copy(line.chat, files, &beneath).await.map(drop)
        } else {
            self.api.pin(line.chat, begun.said.message).await
        };
        match done {
            Err(CallError::RetryAfter(wait)) => return Ok(End::Hold(wait, Some(begun))),
            Err(error) if error.may_retry() => return Ok(End::Doubt(error, Some(begun))),
            Err(error) => {
                // The words are there; what went with them is not worth saying them again.
                let (kind, chat) = (notice.kind.name(), notice.chat);
                warn!(notice = %notice.notice, kind, %chat, %error, "files or pin were refused");
            }
            Ok(()) => (),
        }
        if begun.files.take().is_none() {
            begun.pin = false;
        }
        self.advance(notice, begun).await
    }

    async fn copy(
        &self,
        chat: i64,
        files: MessageRef,
        beneath: &Beneath<'_>,
    ) -> Result<Copied, CallError> {
        // Numbers of before a migration mean nothing in the chat that goes on.
        let moved = self.views.current_chat(files.chat).ok() != Some(files.chat);
        let from = self.number_of(files.chat).ok().flatten().filter(|_| !moved);
        let from = from.ok_or(CallError::SourceLost)?;
        self.api.copy(chat, (from, files.message), beneath).await
    }

    /// Records the delivery once nothing is left to be done for it.
    async fn advance(&self, notice: &PendingNotice, begun: Begun) -> Result<End, End> {
        if begun.files.is_some() || begun.pin {
            return Ok(End::More(begun));
        }
        self.record_delivery(notice, begun.said).await.map_err(End::Failed)?;
        Ok(End::Done)
    }

    pub(super) async fn refused(
        &self,
        notice: &PendingNotice,
        shown: u64,
        error: CallError,
    ) -> Result<End, End> {
        match error {
            CallError::RetryAfter(wait) => Ok(End::Hold(wait, None)),
            CallError::Migrated(to) => {
                self.record_migration(notice, to).await.map_err(End::Failed)?;
                Ok(End::Done)
            }
            CallError::Forbidden => {
                if self.record_silence(notice.chat).await.map_err(End::Failed)? {
                    return Ok(End::Elsewhere);
                }
                self.give_up(notice, Undeliverable::Forbidden, shown).await
            }
            CallError::ThreadLost
                if self
                    .record_lost_topic(notice.chat, notice.thread)
                    .await
                    .map_err(End::Failed)? =>
            {
                Ok(End::Elsewhere)
            }
            CallError::Outside => self.give_up(notice, Undeliverable::Forbidden, shown).await,
            CallError::ChatGone => self.give_up(notice, Undeliverable::ChatGone, shown).await,
            CallError::Conflict | CallError::Unauthorized | CallError::Unknown(_) => {
                Ok(End::Doubt(error, None))
            }
            CallError::NotModified
            | CallError::EditLost
            | CallError::ReplyLost
            | CallError::ThreadLost
            | CallError::SourceLost
            | CallError::PressTooOld
            | CallError::Refused { .. } => {
                let (kind, chat) = (notice.kind.name(), notice.chat);
                warn!(notice = %notice.notice, kind, %chat, %error, "telegram refuses a message");
                self.give_up(notice, Undeliverable::Refused, shown).await
            }
        }
    }

    pub(super) async fn give_up(
        &self,
        notice: &PendingNotice,
        why: Undeliverable,
        shown: u64,
    ) -> Result<End, End> {
        self.record_failure(notice, why, shown).await.map_err(End::Failed)?;
        Ok(End::Done)
    }
}

pub(super) fn outgoing(notice: &PendingNotice, rendered: &Rendered) -> Outgoing {
    let markup = match &rendered.force_reply {
        Some(placeholder) => {
            let reply = ForceReply::new().input_field_placeholder(placeholder.clone()).selective();
            Some(Markup::Reply(reply))
        }
        None if rendered.keyboard.is_empty() => None,
        None => Some(Markup::Buttons(markup(&rendered.keyboard))),
    };
    Outgoing {
        text: rendered.html.clone(),
        html: true,
        thread: notice.thread,
        reply_to: rendered.reply_to,
        markup,
        silent: rendered.silent,
    }
}

pub(crate) fn markup(rows: &[Vec<Button>]) -> InlineKeyboardMarkup {
    let button =
        |(label, press): &Button| InlineKeyboardButton::callback(label.clone(), press.data());
    InlineKeyboardMarkup::new(rows.iter().map(|row| row.iter().map(button)))
}
