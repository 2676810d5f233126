//! Heartbeat: until when did we certainly hear everything?
//!
//! Telegram keeps what we did not fetch for a day. Away for longer, we may have missed messages: that is recorded.

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
const FILE: &str = "heard-until";
/// The most open tickets of one chat of which a gap is noted.
const OPEN_TICKETS_MAX: usize = 100_000;

/// The file that says until when everything was heard.
#[derive(Clone)]
pub(crate) struct Heartbeat(PathBuf);

impl Heartbeat {
    pub(crate) fn of(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }

    /// Records a gap for every linked chat and every open ticket, if we were away for longer than Telegram waits.
    ///
    /// # Errors
    ///
    /// A failure of the store or the views.
    pub(crate) async fn note_gap(&self, house: &House, views: &Views) -> Result<()> {
        let now = house.clock.now();
        let Some((from, to)) = self.heard_until().and_then(|it| gap(it, now)) else {
            return Ok(());
        };
        warn!(%from, %to, "away for longer than telegram keeps updates: messages may be missing");
        let clients: Vec<ChatId> = views.clients()?.into_iter().flat_map(|it| it.chats).collect();
        let staff = views.staff_chats()?.into_iter().map(|it| it.chat);
        for chat in clients.iter().copied().chain(staff) {
            let key = format!("gap {chat} {}", from.timestamp_millis());
            let cause = Cause::new(Trigger::Request { key }, to);
            let stream = Stream::Chat(chat, month_of(to));
            let decide = |it: &ChatMonth| note_gap::decide(it, (from, to));
            transact(house, &stream, Actor::Operator, &cause, decide).await?;
        }
        for chat in clients {
            note_on_tickets(house, views, chat, (from, to)).await?;
        }
        Ok(())
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
        let beside = self.0.with_extension("new");
        let failed = || format!("failed to write {}", self.0.display());
        tokio::fs::write(&beside, at.to_rfc3339()).await.with_context(failed)?;
        tokio::fs::rename(&beside, &self.0).await.with_context(failed)
    }

    fn heard_until(&self) -> Option<DateTime<Utc>> {
        std::fs::read_to_string(&self.0).ok()?.trim().parse().ok()
    }
}

/// A reply, too, may be among what is missing: no open ticket of the chat has a verdict that falls into the gap.
async fn note_on_tickets(
    house: &House,
    views: &Views,
    chat: ChatId,
    gap: (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let tickets = views.tickets_of_chat(chat, None, OPEN_TICKETS_MAX)?;
    for row in tickets.into_iter().take_while(|it| it.status.is_open()) {
        let (ticket, fact) = (row.ticket, format!("gap {}", gap.0.timestamp_millis()));
        let cause = Cause::new(Trigger::Time { ticket, fact }, gap.1);
        let decide = |it: &Ticket| ticket::note_gap::decide(it, gap);
        transact(house, &Stream::Ticket(ticket), Actor::Operator, &cause, decide).await?;
    }
    Ok(())
}

/// From when to when messages may be missing: from what was heard last, to what Telegram still keeps.
fn gap(heard: DateTime<Utc>, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let kept_from = now - RETENTION;
    (heard < kept_from).then_some((heard, kept_from))
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
        let heartbeat = Heartbeat::of(folder.path());
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
