//! Record: that a notice was said, or never can be, becomes an event.

use super::gather::Obstacle;
use super::lane::What;
use super::{Failure, Sender};
use chrono::{DateTime, Utc};
use commands::chat::{note_migration, record_delivery, record_failure};
use commands::follow;
use commands::links::{Holder, migrate};
use commands::people::choose_delivery;
use commands::transact::{Done, transact};
use domain::chat::{
    ChatMonth, Event as ChatEvent, NoticeDelivered, NoticeFailed, Undeliverable, month_of,
};
use domain::{Actor, Cause, ChatId, Draft, MessageRef, TicketId, Trigger};
use projections::rows::{ChatPlace, PendingNotice};
use std::convert::Infallible;
use std::time::Duration;
use store::port::{APPEND_EVENTS_MAX, Position};
use store::stream::Stream;
use tracing::{error, info, warn};

/// The longest pause between two attempts: the store may be back at any moment.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How long views may take before we look again whether to stop.
const VIEWS_WITHIN: Duration = Duration::from_secs(5);

/// What is made of a chat's month; nothing refuses a fact.
pub(super) type Decide<'a> =
    dyn Fn(&ChatMonth) -> Result<Vec<Draft<ChatEvent>>, Infallible> + Send + Sync + 'a;

/// What the record says of a delivery beside the notice itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) message: domain::MessageId,
    pub(super) at: DateTime<Utc>,
    /// Of a card: the state it shows, as a count of the ticket's events.
    pub(super) shown: u64,
    pub(super) edited: bool,
}

impl Sender {
    /// Records that a notice was said, follows it into the ticket, and waits until the views know.
    pub(super) async fn record_delivery(
        &self,
        notice: &PendingNotice,
        said: Said,
    ) -> Result<(), Failure> {
        let announcement = self.insist(|| self.announcement(notice)).await?;
        // A reply to it belongs to a ticket only where it can be but one.
        let only = announcement.as_ref().and_then(|it| match it.1.tickets.as_slice() {
            [only] => Some(only.ticket),
            _ => None,
        });
        let delivered = NoticeDelivered {
            notice: notice.notice,
            kind: notice.kind,
            message: said.message,
            at: said.at,
            ticket: notice.ticket.or(only),
            conversation: notice.conversation,
            of: notice.of,
            announcement: announcement.map(|it| it.0),
            shown: said.shown,
            edited: said.edited,
        };
        let decide = |month: &ChatMonth| record_delivery::decide(month, &delivered);
        let cause = cause(notice, said.at, said.shown);
        let done = self.record(notice.chat, said.at, &cause, &decide).await?;
        let mut last = done.position;
        if let Some(happened) = done.events.first() {
            let follow = || follow::delivered(&self.house, notice.chat, &delivered, happened);
            last = last.max(self.insist(follow).await?);
        }
        self.wait_for(last).await;
        if let Some(of) = notice.of {
            self.show_delivered(of)?;
        }
        Ok(())
    }

    /// Shows the author of words that they have arrived. If that is lost, the ticket's page tells it all the same.
    fn show_delivered(&self, of: MessageRef) -> Result<(), Failure> {
        let chat = self.views.current_chat(of.chat).map_err(Failure::View)?;
        // Numbers of before a migration mean nothing in the chat that goes on.
        if chat == of.chat
            && let Some(number) = self.number_of(chat).map_err(Failure::View)?
        {
            self.aside(number, What::Delivered(of.message));
        }
        Ok(())
    }

    /// Records that one message said many notices, upon none of which anything follows, and waits until the views know.
    /// A crash meanwhile leaves all of them recorded, or as many as fit into an append.
    ///
    /// * `only`: the ticket that the message is about, if it is about one.
    pub(super) async fn record_deliveries(
        &self,
        notices: &[PendingNotice],
        only: Option<TicketId>,
        said: Said,
    ) -> Result<(), Failure> {
        let mut last = None;
        for notices in notices.chunks(APPEND_EVENTS_MAX) {
            let Some(first) = notices.first() else { continue };
            let delivered = notices.iter().map(|it| NoticeDelivered {
                notice: it.notice,
                kind: it.kind,
                message: said.message,
                at: said.at,
                ticket: only,
                conversation: it.conversation,
                of: it.of,
                announcement: None,
                // A card that is told among others shows no more than it was to show.
                shown: it.want,
                edited: said.edited,
            });
            let delivered: Vec<_> = delivered.collect();
            let decide = |month: &ChatMonth| record_delivery::decide_all(month, &delivered);
            // Of this message alone: what any of them was recorded with by itself must not be taken for it.
            let key = format!("summary {} {}", first.notice, said.message.0);
            let cause = Cause::new(Trigger::Request { key }, said.at);
            last = last.max(self.record(first.chat, said.at, &cause, &decide).await?.position);
        }
        self.wait_for(last).await;
        Ok(())
    }

    /// Records that a notice can never be said, and waits until the views know.
    pub(super) async fn record_failure(
        &self,
        notice: &PendingNotice,
        why: Undeliverable,
        shown: u64,
    ) -> Result<(), Failure> {
        let at = self.house.clock.now();
        let failed = NoticeFailed {
            notice: notice.notice,
            kind: notice.kind,
            why,
            ticket: notice.ticket,
            of: notice.of,
            shown,
        };
        let (kind, chat) = (notice.kind.name(), notice.chat);
        warn!(notice = %notice.notice, kind, %chat, ?why, "a notice cannot be delivered");
        let decide = |month: &ChatMonth| record_failure::decide(month, &failed, at);
        let cause = cause(notice, at, shown);
        let done = self.record(notice.chat, at, &cause, &decide).await?;
        let mut last = done.position;
        if let Some(happened) = done.events.first() {
            let cause = follow::cause_of(happened);
            let caused = (&cause, happened.occurred_at);
            let refused = || choose_delivery::refused(&self.house, notice.chat, &failed, caused);
            last = last.max(self.insist(refused).await?);
            let follow = || follow::failed(&self.house, &failed, happened);
            last = last.max(self.insist(follow).await?);
        }
        self.wait_for(last).await;
        Ok(())
    }

    /// Records that a group goes on under another number, for itself and for whoever it belongs to.
    pub(super) async fn record_migration(
        &self,
        notice: &PendingNotice,
        to: ChatId,
    ) -> Result<(), Failure> {
        let (from, at) = (notice.chat, self.house.clock.now());
        info!(%from, %to, "a group goes on as a supergroup");
        // Not the notice's own cause: its delivery is still to come, and must not be taken for a repeat.
        let cause = Cause::new(Trigger::Request { key: format!("migration {from} {to}") }, at);
        let decide = |month: &ChatMonth| note_migration::decide(month, from, to, at);
        let done = self.record(from, at, &cause, &decide).await?;
        let holder = match self.views.chat(from).map_err(Failure::View)?.map(|it| it.place) {
            Some(ChatPlace::Client { client, .. }) => Some(Holder::Client(client)),
            Some(ChatPlace::Staff) => Some(Holder::Desk),
            None => match Stream::parse(&notice.subject.0) {
                Some(Stream::Client(client)) => Some(Holder::Client(client)),
                Some(Stream::Desk) => Some(Holder::Desk),
                _ => None,
            },
        };
        if let Some(holder) = holder {
            self.insist(|| migrate::migrate(&self.house, holder, (from, to), &cause)).await?;
        }
        self.wait_for(done.position).await;
        Ok(())
    }

    pub(super) async fn record(
        &self,
        chat: ChatId,
        at: DateTime<Utc>,
        cause: &Cause,
        decide: &Decide<'_>,
    ) -> Result<Done<ChatEvent>, Failure> {
        let stream = Stream::Chat(chat, month_of(at));
        self.insist(|| transact(&self.house, &stream, Actor::Sender, cause, decide)).await
    }

    /// Tries again for as long as the store is away: what Telegram has taken in must be recorded. A store that is gone for
    /// good ends the process, and this with it.
    pub(super) async fn insist<T, E: Into<Obstacle>, F: Future<Output = Result<T, E>>>(
        &self,
        attempt: impl Fn() -> F,
    ) -> Result<T, Failure> {
        let mut tried = 0_u32;
        loop {
            let failed = match attempt().await.map_err(E::into) {
                Ok(done) => return Ok(done),
                Err(Obstacle::Lasting(failure)) => return Err(failure),
                Err(Obstacle::Passing(failure)) => failure,
            };
            tried = tried.saturating_add(1);
            if tried == 1 {
                error!(error = &failed as &dyn std::error::Error, "failed to record a delivery");
            }
            tokio::time::sleep(pause(tried).min(PAUSE_MAX)).await;
        }
    }

    /// Waits until the views have taken in what was recorded, so that it is pending no more.
    pub(super) async fn wait_for(&self, position: Option<Position>) {
        if let Some(position) = position {
            while !self.views.wait_for(position, VIEWS_WITHIN).await {}
        }
    }
}

fn cause(notice: &PendingNotice, at: DateTime<Utc>, shown: u64) -> Cause {
    Cause::new(Trigger::Notice { notice: notice.notice, shown }, at)
}

/// Twice as long each time, from a quarter of a second on.
pub(super) fn pause(tried: u32) -> Duration {
    Duration::from_millis(250) * 2_u32.saturating_pow(tried.min(16).saturating_sub(1))
}
