//! Settle: what becomes of one file, and how is that recorded?

use super::brought::Brought;
use super::fetch::{Came, Room};
use super::{Failure, Fetcher, blocking};
use chrono::{DateTime, Utc};
use commands::ticket::settle_file::{self, Settle};
use commands::transact::{ask, transact};
use domain::file::{Fate, Left, Why};
use domain::ticket::Ticket;
use domain::{Actor, Cause, ClientId, EventRef, PersonId, TicketId};
use std::sync::Arc;
use store::files::{FileError, For, Landed};
use store::keyring::KeyOwner;
use store::port::Recorded;
use store::stream::Stream;
use tracing::{debug, warn};

impl Fetcher {
    /// Whether an event says of a file that it is kept here.
    pub(super) async fn is_kept(&self, it: For) -> Result<bool, Failure> {
        let kept = |ticket: &Ticket| {
            let fate = ticket.life().and_then(|life| life.files.get(&(it.of, it.nth)).copied());
            matches!(fate, Some(Fate::Kept(_)))
        };
        ask(&self.house, &Stream::Ticket(it.ticket), kept).await.map_err(Failure::Record)
    }

    /// Fetches a file, or finds that it stays where it is, and records which. One that was settled before is left alone.
    pub(super) async fn settle(
        &self,
        ticket: TicketId,
        recorded: &Recorded,
        file: &Brought,
    ) -> Result<(), Failure> {
        let whose = For { ticket, of: EventRef(recorded.event.id.0), nth: file.nth };
        let open = |it: &Ticket| {
            let life = it.life()?;
            let is_open = !life.files.contains_key(&(whose.of, whose.nth));
            is_open.then_some((life.client, life.requester))
        };
        let open = ask(&self.house, &Stream::Ticket(ticket), open).await;
        let Some((client, requester)) = open.map_err(Failure::Record)? else { return Ok(()) };
        let owner = file.owner.unwrap_or(requester);
        let (mut tries, mut pause) = (0, self.pauses.first);
        loop {
            let now = self.house.clock.now();
            match self.attempt((client, owner), &whose, file, now).await? {
                Ok(Came::Landed(landed)) => {
                    return self.kept(client, owner, (whose, landed), recorded, now).await;
                }
                Ok(Came::Left(left)) => return self.left(owner, whose, left, recorded, now).await,
                Ok(Came::Broken(why)) => {
                    tries += 1;
                    if tries >= super::fetch::TRIES_MAX {
                        let left = Left { why, size: file.size };
                        return self.left(owner, whose, left, recorded, now).await;
                    }
                    debug!(tries, "a file did not come whole; trying again");
                }
                Ok(Came::Away(wait)) => pause = pause.max(wait.unwrap_or_default()),
                Err(error) => {
                    let chain = std::error::Error::source(&error).map(ToString::to_string);
                    let cause = chain.unwrap_or_default();
                    warn!(%error, cause, "a file cannot be kept; trying again");
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(self.pauses.most);
        }
    }

    async fn attempt(
        &self,
        (client, owner): (ClientId, PersonId),
        whose: &For,
        file: &Brought,
        now: DateTime<Utc>,
    ) -> Result<Result<Came, FileError>, Failure> {
        let room = self.room(client, now);
        if let Some(why) = file.size.and_then(|it| room.lacks(it)) {
            return Ok(Ok(Came::Left(Left { why, size: file.size })));
        }
        let scope = Stream::Ticket(whose.ticket).name().to_string();
        let owner = KeyOwner { owner: owner.to_string(), scope };
        let key = self.house.vault.keyring().sealing_key(&owner).await.map_err(Failure::Key)?;
        Ok(self.fetch(key, whose, file, room).await)
    }

    /// How much may come now.
    fn room(&self, client: ClientId, now: DateTime<Utc>) -> Room {
        let today = self.files.fetched(client, now.date_naive());
        Room {
            file: self.limits.file_bytes_max,
            day: self.limits.client_day_bytes_max.saturating_sub(today),
            folder: self.limits.total_bytes_max.saturating_sub(self.files.bytes()),
        }
    }

    async fn kept(
        &self,
        client: ClientId,
        owner: PersonId,
        (whose, landed): (For, Landed),
        recorded: &Recorded,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let (files, size) = (Arc::clone(&self.files), landed.kept.size);
        let noted = blocking(move || files.note_fetched(client, now.date_naive(), size)).await;
        if let Err(error) = noted {
            warn!(%error, "what was fetched today is not noted");
        }
        let (of, nth) = (whose.of, whose.nth);
        let sha256 = landed.sha256;
        let settle = Settle { of, nth, fate: Fate::Kept(landed.kept), owner, sha256 };
        self.record(whose.ticket, settle, recorded, now).await?;
        if let Some(name) = landed.unconfirmed {
            let files = Arc::clone(&self.files);
            blocking(move || files.confirm(&name)).await.map_err(Failure::Tidy)?;
        }
        Ok(())
    }

    async fn left(
        &self,
        owner: PersonId,
        whose: For,
        left: Left,
        recorded: &Recorded,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        match left.why {
            Why::FolderFull | Why::ClientDay => {
                warn!(
                    why = left.why.name(),
                    "a file stays in telegram: a limit of ours is reached"
                );
            }
            Why::TooLarge | Why::Gone | Why::Broken => {
                debug!(why = left.why.name(), "a file stays in telegram");
            }
        }
        let (of, nth, sha256) = (whose.of, whose.nth, String::new());
        let settle = Settle { of, nth, fate: Fate::Left(left), owner, sha256 };
        self.record(whose.ticket, settle, recorded, now).await
    }

    async fn record(
        &self,
        ticket: TicketId,
        settle: Settle,
        recorded: &Recorded,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let event = &recorded.event;
        let of = (settle.of, settle.nth);
        let cause = Cause::of_file(of, event.occurred_at, event.correlation);
        let decide = |it: &Ticket| settle_file::decide(it, &settle, now);
        let stream = Stream::Ticket(ticket);
        let done = transact(&self.house, &stream, Actor::Reaction, &cause, decide).await;
        done.map(drop).map_err(Failure::Record)
    }
}
