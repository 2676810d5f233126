//! Stage: how do the people of the story act, and how is the end of each step awaited?

use super::passing::Passing;
use anyhow::{Context, Result, anyhow, bail};
use bot::buttons::Press;
use chrono::TimeDelta;
use commands::House;
use domain::TicketNumber;
use emulator::{ChatId, Emulator, Line, MessageId, Right, Standing, UserId};
use projections::Views;
use projections::rows::TicketRow;
use std::sync::Arc;
use std::time::Duration;

/// How long a step may take by the real clock.
const STEP_MAX: Duration = Duration::from_secs(30);

/// Telegram with its people on one side, what the house has understood on the other.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) house: House,
    pub(super) telegram: Emulator,
    pub(super) views: Arc<Views>,
    pub(super) passing: Arc<Passing>,
}

impl Stage {
    /// Somebody writes.
    pub(super) fn say(&self, who: UserId, chat: ChatId, text: &str) -> Result<MessageId> {
        Ok(self.telegram.say(who, chat, text)?)
    }

    /// Somebody replies to a message.
    pub(super) fn reply(
        &self,
        who: UserId,
        chat: ChatId,
        to: MessageId,
        text: &str,
    ) -> Result<MessageId> {
        Ok(self.telegram.reply(who, chat, to, text)?)
    }

    /// Somebody presses a button as soon as it is there, and sees what the bot answers.
    pub(super) async fn press(&self, who: UserId, chat: ChatId, button: &Press) -> Result<()> {
        let message = self.offers(chat, button).await?;
        let press = self.telegram.press(who, chat, message, &button.data())?;
        let toast = self.telegram.toast_within(&press, STEP_MAX).await;
        toast.with_context(|| format!("the story waited in vain for an answer to {button:?}"))?;
        Ok(())
    }

    /// Somebody presses a button that has the bot ask for words. The bot's question is answered with `reply`.
    pub(super) async fn press_to_say(
        &self,
        who: UserId,
        chat: ChatId,
        button: &Press,
    ) -> Result<MessageId> {
        let before = self.newest(chat, |_| true)?.map(|it| it.message);
        self.press(who, chat, button).await?;
        let asks = |it: &Line| it.by_bot && it.asks && Some(it.message) > before;
        let question = self.until("a question of the bot", || self.newest(chat, asks)).await?;
        self.rest().await?;
        Ok(question.message)
    }

    /// The newest message with this button.
    pub(super) async fn offers(&self, chat: ChatId, button: &Press) -> Result<MessageId> {
        let data = button.data();
        let has = |it: &Line| {
            it.buttons.iter().flatten().any(|it| it.data.as_deref() == Some(data.as_str()))
        };
        let what = format!("the button {button:?}");
        Ok(self.until(&what, || self.newest(chat, has)).await?.message)
    }

    /// The bot says something with these words.
    pub(super) async fn hears(&self, chat: ChatId, words: &str) -> Result<Line> {
        let says = |it: &Line| it.by_bot && it.text.contains(words);
        self.until(&format!("“{words}”"), || self.newest(chat, says)).await
    }

    /// The house knows the ticket, as it should be, and has told everybody who must know.
    pub(super) async fn stands(
        &self,
        number: &TicketNumber,
        how: impl Fn(&TicketRow) -> bool,
    ) -> Result<TicketRow> {
        let stands = || Ok(self.views.ticket_by_number(number)?.filter(&how));
        let row = self.until(&format!("{number} to go on"), stands).await?;
        self.rest().await?;
        Ok(row)
    }

    /// The bot joins a group as an administrator, by the token of a link that `by` follows.
    pub(super) fn bring_bot(
        &self,
        by: UserId,
        owner: UserId,
        chat: ChatId,
        token: &str,
    ) -> Result<()> {
        self.seat_bot(owner, chat)?;
        self.telegram.start_group(by, chat, token)?;
        Ok(())
    }

    /// The owner of a group brings the bot in as an administrator, and says no more of it.
    pub(super) fn seat_bot(&self, owner: UserId, chat: ChatId) -> Result<()> {
        let telegram = &self.telegram;
        telegram.add_bot(owner, chat)?;
        let rights = Standing::administrator([Right::PinMessages, Right::InviteUsers]);
        telegram.promote(owner, chat, telegram.bot(), rights)?;
        Ok(())
    }

    /// Everything is said, and a moment goes by: people are slower than the bot.
    pub(super) async fn rest(&self) -> Result<()> {
        Ok(self.passing.pass(MOMENT).await?)
    }

    /// As [`Self::rest`]; afterwards everything is said, but for what cards repeat of it later.
    pub(super) async fn settle(&self) -> Result<()> {
        self.rest().await?;
        let quiet = || {
            let now = self.telegram.clock().now();
            Ok(self.views.chats_with_ready(now.into())?.is_empty().then_some(()))
        };
        self.until("everything to be said", quiet).await
    }

    pub(super) fn newest(
        &self,
        chat: ChatId,
        fits: impl Fn(&Line) -> bool,
    ) -> Result<Option<Line>> {
        let lines = self.telegram.transcript(chat)?.lines;
        Ok(lines.into_iter().rev().find(fits))
    }

    pub(super) async fn until<T>(
        &self,
        what: &str,
        see: impl Fn() -> Result<Option<T>>,
    ) -> Result<T> {
        let (mut said, mut seen) = (self.telegram.changes(), self.views.changes());
        let waiting = async {
            loop {
                said.mark_unchanged();
                seen.mark_unchanged();
                if let Some(it) = see()? {
                    return Ok(it);
                }
                tokio::select! {
                    changed = said.changed() => changed.context("the simulated Telegram is gone")?,
                    changed = seen.changed() => changed.context("the views are gone")?,
                }
            }
        };
        match tokio::time::timeout(STEP_MAX, waiting).await {
            Ok(it) => it,
            Err(_) => bail!("the demo's story waited in vain for {what}"),
        }
    }
}

/// How long people take from one thing to the next. In it, all limits of what a bot may say in a minute are over.
const MOMENT: TimeDelta = TimeDelta::seconds(70);

/// The token in a link that brings the bot to a group.
pub(super) fn token_in(text: &str) -> Result<String> {
    let after = text.split("startgroup=").nth(1);
    let token = after.and_then(|it| it.split(|it: char| it.is_whitespace() || it == '&').next());
    token.map(str::to_owned).ok_or_else(|| anyhow!("the bot gave no link"))
}
