//! Heartbeat: until when did we certainly hear everything?
//!
//! Telegram keeps what we did not fetch for a day. Away for longer, we may have missed messages: that is recorded.

use crate::patience::patiently;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use commands::House;
use commands::chat::note_gap;
use commands::ticket;
use commands::transact::transact;
use domain::chat::{ChatMonth, month_of};
use domain::ticket::Ticket;
use domain::{Actor, Cause, ChatId, Trigger};
use projections::Views;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::stream::Stream;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// How long Telegram keeps updates.
const RETENTION: TimeDelta = TimeDelta::hours(24);
/// How often it is written down that we hear.
const BEAT_EVERY: Duration = Duration::from_mins(1);
/// Less than this is no gap worth noting: it is what passes between asking and hearing.
const GAP_MIN: TimeDelta = TimeDelta::minutes(1);
const FILE: &str = "heard-until";
/// The most open tickets of one chat of which a gap is noted.
const OPEN_TICKETS_MAX: usize = 100_000;

/// The file that says until when everything was heard.
#[derive(Clone)]
pub(crate) struct Heartbeat {
    path: PathBuf,
    is_shared: bool,
    lag: TimeDelta,
}

impl Heartbeat {
    /// * `is_shared`: whether another node may have heard what came before.
    pub(crate) fn of(folder: &Path, is_shared: bool) -> Self {
        Self { path: folder.join(FILE), is_shared, lag: TimeDelta::zero() }
    }

    /// The same where it is learnt so much later that everything was heard. What Telegram gave up since then was lost
    /// before that instant and not after it.
    pub(crate) fn lagging(self, lag: TimeDelta) -> Self {
        Self { lag, ..self }
    }

    /// Records a gap if we were away for longer than Telegram waits, and answers until when everything is accounted for,
    /// as far as that is known: heard, or known to be missing.
    ///
    /// # Errors
    ///
    /// A failure of the store or the views.
    pub(crate) async fn note_gap(
        &self,
        house: &House,
        views: &Views,
    ) -> Result<Option<DateTime<Utc>>> {
        let Some(heard) = self.heard_until(house).await? else { return Ok(None) };
        match gap(heard, house.clock.now()) {
            None => Ok(Some(heard)),
            Some(gap) => {
                note(house, views, gap).await?;
                Ok(Some(gap.1))
            }
        }
    }

    /// Passes on up to when everything is heard, once what was lost in a long silence of Telegram is recorded.
    ///
    /// * `heard`: until when everything is accounted for, and news of up to when nothing more is missing.
    ///
    /// # Errors
    ///
    /// A failure of the store, the views or the disk.
    pub(crate) async fn cover(
        &self,
        (house, views): (&House, &Views),
        (mut heard, mut drained): (Option<DateTime<Utc>>, watch::Receiver<Option<DateTime<Utc>>>),
        covered: watch::Sender<Option<DateTime<Utc>>>,
        cancel: CancellationToken,
    ) -> Result<()> {
        loop {
            let now = *drained.borrow_and_update();
            if let Some(gap) = heard.zip(now).and_then(|(heard, now)| gap(heard, now + self.lag)) {
                let attempt = || note(house, views, gap);
                let Some(()) = patiently("coverage", &cancel, attempt).await? else {
                    return Ok(());
                };
                // So that the next start does not note it again, a little longer.
                self.write(gap.1).await?;
            }
            heard = now.or(heard);
            covered.send_replace(now);
            tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                news = drained.changed() => news.context("the poll is gone")?,
            }
        }
    }

    /// Writes down, now and then, until when everything was heard.
    pub(crate) async fn beat(
        self,
        drained: watch::Receiver<Option<DateTime<Utc>>>,
        cancel: CancellationToken,
    ) -> Result<()> {
        loop {
            let stop = tokio::select! {
                () = cancel.cancelled() => true,
                () = tokio::time::sleep(BEAT_EVERY) => false,
            };
            let heard = *drained.borrow();
            if let Some(at) = heard {
                self.write(at).await?;
            }
            if stop {
                return Ok(());
            }
        }
    }

    async fn write(&self, at: DateTime<Utc>) -> Result<()> {
        let beside = self.path.with_extension("new");
        let failed = || format!("failed to write {}", self.path.display());
        tokio::fs::write(&beside, at.to_rfc3339()).await.with_context(failed)?;
        tokio::fs::rename(&beside, &self.path).await.with_context(failed)
    }

    /// Until when everything was heard. Where the file does not say so, the log does: then something was heard still.
    async fn heard_until(&self, house: &House) -> Result<Option<DateTime<Utc>>> {
        let heard = match std::fs::read_to_string(&self.path) {
            Ok(text) => text.trim().parse().map_err(anyhow::Error::new),
            // The node that had the bot before knew it.
            Err(it) if it.kind() == ErrorKind::NotFound && self.is_shared => {
                return last_recorded(house).await;
            }
            Err(it) if it.kind() == ErrorKind::NotFound => return Ok(None),
            Err(it) => Err(it.into()),
        };
        match heard {
            Ok(heard) => Ok(Some(heard)),
            Err(error) => {
                let error = format!("{error:#}");
                warn!(file = %self.path.display(), %error, "until when all was heard cannot be read");
                last_recorded(house).await
            }
        }
    }
}

/// When something was recorded last.
async fn last_recorded(house: &House) -> Result<Option<DateTime<Utc>>> {
    Ok(house.store.last().await?.map(|it| it.recorded_at))
}

/// Records a gap for every linked chat, and every open ticket of a client's.
async fn note(house: &House, views: &Views, gap: (DateTime<Utc>, DateTime<Utc>)) -> Result<()> {
    let (from, to) = gap;
    warn!(%from, %to, "away for longer than telegram keeps updates: messages may be missing");
    let clients: Vec<ChatId> = views.clients()?.into_iter().flat_map(|it| it.chats).collect();
    let staff = views.staff_chats()?.into_iter().map(|it| it.chat);
    for chat in clients.iter().copied().chain(staff) {
        let key = format!("gap {chat} {}", name(gap));
        let cause = Cause::new(Trigger::Request { key }, to);
        let stream = Stream::Chat(chat, month_of(to));
        let decide = |it: &ChatMonth| note_gap::decide(it, gap);
        transact(house, &stream, Actor::Operator, &cause, decide).await?;
    }
    for chat in clients {
        note_on_tickets(house, views, chat, gap).await?;
    }
    Ok(())
}

/// The name of a gap: one that grows is another.
fn name((from, to): (DateTime<Utc>, DateTime<Utc>)) -> String {
    format!("{} {}", from.timestamp_millis(), to.timestamp_millis())
}

/// A reply, too, may be among what is missing: no open ticket of the chat has a verdict that falls into the gap.
async fn note_on_tickets(
    house: &House,
    views: &Views,
    chat: ChatId,
    gap: (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let tickets = views.tickets_of_chat(chat, None, OPEN_TICKETS_MAX)?;
    let open = tickets.into_iter().take_while(|it| it.status.is_open());
    for row in open.filter(|it| it.reported_at < gap.1) {
        let (ticket, fact) = (row.ticket, format!("gap {}", name(gap)));
        let cause = Cause::new(Trigger::Time { ticket, fact }, gap.1);
        let decide = |it: &Ticket| ticket::note_gap::decide(it, gap);
        transact(house, &Stream::Ticket(ticket), Actor::Operator, &cause, decide).await?;
    }
    Ok(())
}

/// From when to when messages may be missing: from what was heard last, to what Telegram still keeps.
fn gap(heard: DateTime<Utc>, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let kept_from = now - RETENTION;
    (heard + GAP_MIN < kept_from).then_some((heard, kept_from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, monday};
    use domain::clock::State;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_gap_is_noted_once_on_every_open_ticket_of_a_linked_chat() {
        let desk = Desk::open().await;
        let tickets = [desk.asks("10:00:00", 1).await, desk.asks("11:00:00", 2).await];
        let folder = tempfile::tempdir().unwrap();
        let heartbeat = Heartbeat::of(folder.path(), false);
        heartbeat.write(monday("12:00:00")).await.unwrap();
        desk.after_days(1, "11:00:00");
        heartbeat.note_gap(&desk.house, &desk.views).await.unwrap();
        assert!(desk.told(tickets[0]).await.is_empty());
        desk.after_days(1, "15:30:00");
        for _ in 0..2 {
            heartbeat.note_gap(&desk.house, &desk.views).await.unwrap();
            desk.shown().await;
        }
        for ticket in tickets {
            assert_eq!(desk.told(ticket).await, ["ticket.measurement_gap 15:30"]);
        }
        // A verdict that falls into the gap is none.
        let now = desk.house.clock.now().into();
        let measured = desk.views.clocks_of(tickets[0], now);
        let measured = measured.unwrap().unwrap();
        assert_eq!(measured.clocks[0].state, State::Gap);
    }

    #[tokio::test]
    async fn a_long_silence_of_telegram_is_noted_before_anything_is_passed_on() {
        let desk = Desk::open().await;
        let ticket = desk.asks("10:00:00", 1).await;
        let folder = tempfile::tempdir().unwrap();
        let heartbeat = Heartbeat::of(folder.path(), false);
        let (drained, covered) = (watch::Sender::new(None), watch::Sender::new(None));
        let (heard, mut passed_on) = (drained.subscribe(), covered.subscribe());
        let cancel = CancellationToken::new();
        let until = cancel.clone();
        let (house, views, beside) = (desk.house.clone(), desk.views.clone(), heartbeat.clone());
        let covering = tokio::spawn(async move {
            beside.cover((&house, &views), (None, heard), covered, until).await
        });
        for (days, time, told) in [(0, "12:00:00", 0), (0, "13:00:00", 0), (1, "15:30:00", 1)] {
            let at = monday(time) + TimeDelta::days(days);
            desk.after_days(days, time);
            drained.send_replace(Some(at));
            passed_on.wait_for(|it| *it == Some(at)).await.unwrap();
            assert_eq!(desk.told(ticket).await.len(), told);
        }
        assert_eq!(desk.told(ticket).await, ["ticket.measurement_gap 15:30"]);
        cancel.cancel();
        covering.await.unwrap().unwrap();
        // Started anew, nothing of it is noted again.
        heartbeat.note_gap(&desk.house, &desk.views).await.unwrap();
        assert_eq!(desk.told(ticket).await.len(), 1);
    }

    /// Updates waited at Telegram until it gave them up: then nothing waits any more, and all seems well.
    #[tokio::test]
    async fn what_telegram_gave_up_while_it_could_not_reach_us_is_noted() {
        let desk = Desk::open().await;
        let ticket = desk.asks("10:00:00", 1).await;
        let folder = tempfile::tempdir().unwrap();
        let heartbeat = Heartbeat::of(folder.path(), false).lagging(TimeDelta::seconds(60));
        let (drained, covered) = (watch::Sender::new(None), watch::Sender::new(None));
        let (heard, mut passed_on) = (drained.subscribe(), covered.subscribe());
        let cancel = CancellationToken::new();
        let until = cancel.clone();
        let (house, views) = (desk.house.clone(), desk.views.clone());
        let covering = tokio::spawn(async move {
            heartbeat.cover((&house, &views), (None, heard), covered, until).await
        });
        // Asked at 12:00:00; a message of 12:00:01 waited for a day and a second.
        for (days, at, told) in [(0, "12:00:00", 0), (1, "12:00:01", 1)] {
            desk.after_days(days, at);
            let at = monday(at) + TimeDelta::days(days) - TimeDelta::seconds(60);
            drained.send_replace(Some(at));
            passed_on.wait_for(|it| *it == Some(at)).await.unwrap();
            assert_eq!(desk.told(ticket).await.len(), told);
        }
        cancel.cancel();
        covering.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_gap_grows_with_more_silence() {
        let desk = Desk::open().await;
        let ticket = desk.asks("10:00:00", 1).await;
        let folder = tempfile::tempdir().unwrap();
        let heartbeat = Heartbeat::of(folder.path(), false);
        heartbeat.write(monday("12:00:00")).await.unwrap();
        for (time, to) in [("15:30:00", "15:30:00"), ("17:00:00", "17:00:00")] {
            desk.after_days(1, time);
            let until = heartbeat.note_gap(&desk.house, &desk.views).await.unwrap();
            assert_eq!(until, Some(monday(to)));
        }
        let grown = ["ticket.measurement_gap 15:30", "ticket.measurement_gap 17:00"];
        assert_eq!(desk.told(ticket).await, grown);
    }

    #[tokio::test]
    async fn where_the_file_says_nothing_the_last_record_tells_when_something_was_heard() {
        let desk = Desk::open().await;
        let folder = tempfile::tempdir().unwrap();
        let heartbeat = Heartbeat::of(folder.path(), false);
        assert_eq!(heartbeat.heard_until(&desk.house).await.unwrap(), None, "it never ran");
        desk.asks("10:00:00", 1).await;
        // The bot has come from another node, whose file is not here.
        let moved = Heartbeat::of(folder.path(), true);
        let heard = moved.heard_until(&desk.house).await.unwrap();
        assert_eq!(heard, Some(monday("10:00:00")));
        std::fs::write(&heartbeat.path, "\0\0\0").unwrap();
        let heard = heartbeat.heard_until(&desk.house).await.unwrap();
        assert_eq!(heard, Some(monday("10:00:00")));
    }

    #[test]
    fn within_a_day_telegram_kept_everything() {
        assert_eq!(gap(at("2026-11-22T12:00:00Z"), at("2026-11-23T12:00:00Z")), None);
    }

    #[test]
    fn after_more_than_a_day_the_first_part_may_be_missing() {
        let gap = gap(at("2026-11-21T12:00:00Z"), at("2026-11-23T12:00:00Z"));
        assert_eq!(gap, Some((at("2026-11-21T12:00:00Z"), at("2026-11-22T12:00:00Z"))));
    }
}
