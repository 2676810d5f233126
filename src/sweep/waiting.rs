//! Waiting: which words of clients fall due that nobody has taken up?
//!
//! The views tell which words there are; whether they were taken up, and by when they had to be, follows from the streams.

use super::{Failure, Sweep};
use chrono::{DateTime, Utc};
use commands::chat::note_unanswered::{Patience, Words, note_unanswered, patience};
use commands::transact::Error;
use domain::{At, ClientId};
use projections::rows::WaitingRow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use store::port::Position;

/// How far back a first look goes, in seconds: what waited longer than that is history.
const LOOK_BACK_S: i64 = 7 * 24 * 3_600;
/// The most words that are taken from the views at once.
const WORDS_PAGE_MAX: usize = 1_000;
/// The most words that are remembered until they fall due; the rest stays with the views until there is room.
const WORDS_HELD_MAX: usize = 100_000;

/// The words that may fall due, by when and by where they stand in the log.
#[derive(Default)]
pub(super) struct Watch {
    after: Option<Position>,
    held: BTreeMap<(At, Position), Words>,
}

/// How long the words of each client may wait, as far as one look has asked.
type Asked = HashMap<ClientId, Option<Patience>>;

impl Sweep {
    /// Records what has fallen due by the watermark, and answers when the next words do.
    pub(super) async fn note_words(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        let mut asked = Asked::new();
        self.hold_new(watermark, &mut asked).await?;
        let mut failure = None;
        let mut again = vec![];
        while let Some(first) = self.waiting.held.first_entry() {
            if first.key().0 > watermark {
                break;
            }
            let ((_, position), words) = first.remove_entry();
            match self.note_one(&words, watermark, &mut asked).await {
                Ok(None) => (),
                Ok(Some(later)) => again.push(((later, position), words)),
                // The others are recorded all the same.
                Err(error) => {
                    again.push(((watermark, position), words));
                    failure = Some(error);
                }
            }
        }
        self.waiting.held.extend(again);
        let next = self.waiting.held.keys().next().map(|it| it.0);
        failure.map_or(Ok(next), |it| Err(it.into()))
    }

    /// Answers when the words fall due, if by now that is after the watermark.
    async fn note_one(
        &self,
        words: &Words,
        watermark: At,
        asked: &mut Asked,
    ) -> Result<Option<At>, Error<Infallible>> {
        match self.due(words.client, words.said, asked).await? {
            Some(due) if due > watermark => Ok(Some(due)),
            Some(_) => note_unanswered(&self.house, words, watermark).await.map(|_| None),
            None => Ok(None),
        }
    }

    async fn hold_new(&mut self, watermark: At, asked: &mut Asked) -> Result<(), Failure> {
        let since = watermark.plus(-LOOK_BACK_S);
        while self.waiting.held.len() < WORDS_HELD_MAX {
            let rows = self.views.waiting(self.waiting.after, since, WORDS_PAGE_MAX)?;
            let more = rows.len() == WORDS_PAGE_MAX;
            for it in rows {
                let due = self.due(it.client, it.said, asked).await?;
                self.waiting.after = Some(it.position);
                // What was taken up in time never falls due.
                let due = due.filter(|due| it.ended.is_none_or(|ended| ended > *due));
                if let Some(due) = due {
                    self.waiting.held.insert((due, it.position), words(it));
                }
            }
            if !more {
                break;
            }
        }
        Ok(())
    }

    async fn due(
        &self,
        client: ClientId,
        said: DateTime<Utc>,
        asked: &mut Asked,
    ) -> Result<Option<At>, Error<Infallible>> {
        let patience = match asked.entry(client) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(it) => it.insert(patience(&self.house, client, said).await?),
        };
        Ok(patience.as_ref().and_then(|it| it.due(said.into())))
    }
}

fn words(it: WaitingRow) -> Words {
    let WaitingRow { at, month, said, client, .. } = it;
    Words { chat: at.chat, month, message: at.message, said, client }
}
