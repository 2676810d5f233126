//! Note unanswered: words of a client that nobody has taken up in time are recorded, at the instant at which they fell
//! due and once.
//!
//! The present time asks, it never decides: words that were answered too late are recorded all the same.

use crate::book;
use crate::house::House;
use crate::intake::publish;
use crate::transact::{self, Done, Error};
use chrono::{DateTime, Datelike, Utc};
use domain::book::Book;
use domain::calendar::{CalendarRef, WorkingTime};
use domain::chat::{
    ChatMonth, Event, UNANSWERED_S_DEFAULT, UnansweredNoted, WaitingWords, month_of,
};
use domain::client::{Client, Zone};
use domain::desk::Desk;
use domain::{Actor, At, Cause, ChatId, ClientId, Draft, MessageId, Slug, Trigger};
use std::convert::Infallible;
use std::sync::Arc;
use store::stream::Stream;

/// The most months after the one in which words were said that are asked whether they were taken up since.
const MONTHS_MAX: usize = 3;

/// How long a client's words may wait.
#[derive(Debug, Clone)]
pub struct Patience {
    service: WorkingTime,
    /// The client's own calendar; none where the desk's usual hours stand in.
    calendar: Option<(Slug, Arc<Book>)>,
    within_s: u32,
}

impl Patience {
    pub fn new(
        service: WorkingTime,
        calendar: Option<(Slug, Arc<Book>)>,
        within_s: Option<u32>,
    ) -> Self {
        Self { service, calendar, within_s: within_s.unwrap_or(UNANSWERED_S_DEFAULT) }
    }

    /// When words fall due that were said at an instant. None if no service is given for years.
    pub fn due(&self, said: At) -> Option<At> {
        self.service.add(said, self.within_s.into())
    }

    /// How long words may wait, in minutes of working time.
    pub fn minutes(&self) -> u64 {
        u64::from(self.within_s / 60)
    }

    fn version(&self, at: At) -> Option<CalendarRef> {
        let (slug, book) = self.calendar.as_ref()?;
        Some(book.calendar_at(slug, at)?.0)
    }
}

/// How long a client's words may wait that are said at an instant: by the client's rule set and calendar, or else by the
/// desk's usual hours. None where the zone of the desk is not known.
///
/// # Errors
///
/// As [`transact::ask`].
pub async fn patience(
    house: &House,
    client: ClientId,
    said: DateTime<Utc>,
) -> Result<Option<Patience>, Error<Infallible>> {
    let agreed = |it: &Client| (it.intake.clone(), it.terms.as_ref().map(|it| it.calendar.clone()));
    let (intake, calendar) = transact::ask(house, &Stream::Client(client), agreed).await?;
    let within_s = match intake {
        Some(name) => {
            let versions = publish::versions(house, &name).await?;
            versions.at(said).and_then(|it| it.set.unanswered_s)
        }
        None => None,
    };
    if let Some(calendar) = calendar {
        let book = book::with(house, [], [calendar.clone()]).await?;
        if let Some(service) = book.working_time(&calendar) {
            return Ok(Some(Patience::new(service, Some((calendar, book)), within_s)));
        }
    }
    let zone: Zone = transact::ask(house, &Stream::Desk, |it: &Desk| it.zone.clone()).await?;
    Ok(house.book.usual(&zone).map(|it| Patience::new(it, None, within_s)))
}

/// What time makes of a chat's month: words that nobody has taken up by when they fell due, if that is by the watermark.
///
/// * `later`: the months in which they may have been taken up since.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    month: &ChatMonth,
    message: MessageId,
    patience: &Patience,
    later: &[WaitingWords],
    watermark: At,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let waiting = &month.waiting;
    let unanswered = waiting.unanswered(message, |said| patience.due(said), later);
    let (Some(unanswered), Some(words)) = (unanswered, waiting.get(message)) else {
        return Ok(vec![]);
    };
    if unanswered.at > watermark {
        return Ok(vec![]);
    }
    let noted = UnansweredNoted {
        message,
        author: words.author,
        thread: words.thread,
        more: unanswered.more,
        within_s: patience.within_s,
        calendar: patience.version(unanswered.at),
    };
    Ok(vec![Draft::new(Event::UnansweredNoted(noted), unanswered.at.utc())])
}

/// Words that wait in a month of a client's chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub chat: ChatId,
    /// As the stream's name has it.
    pub month: String,
    pub message: MessageId,
    pub said: DateTime<Utc>,
    pub client: ClientId,
}

/// Records that nobody has taken up a client's words by when they fell due, if nobody has and that is by the watermark.
///
/// # Errors
///
/// Failures as in [`transact::transact`]; asking again is harmless.
pub async fn note_unanswered(
    house: &House,
    of: &Words,
    watermark: At,
) -> Result<Done<Event>, Error<Infallible>> {
    let Some(patience) = patience(house, of.client, of.said).await? else {
        return Ok(Done::nothing());
    };
    let Some(due) = patience.due(of.said.into()).filter(|it| *it <= watermark) else {
        return Ok(Done::nothing());
    };
    let later = later(house, of, due).await?;
    let cause = Cause::new(Trigger::Waiting { chat: of.chat, message: of.message }, of.said);
    let stream = Stream::Chat(of.chat, of.month.clone());
    let decide = |it: &ChatMonth| decide(it, of.message, &patience, &later, watermark);
    transact::transact(house, &stream, Actor::Reaction, &cause, decide).await
}

/// Where words may have been taken up later than in their own month: in the next ones, and in the chat that this one
/// became.
async fn later(house: &House, of: &Words, due: At) -> Result<Vec<WaitingWords>, Error<Infallible>> {
    let own = Stream::Chat(of.chat, of.month.clone());
    let became = transact::ask(house, &own, |it: &ChatMonth| it.migrated_to).await?;
    let next = months(of.said, due.utc());
    let mut streams = vec![];
    for month in next {
        streams.extend(became.map(|chat| Stream::Chat(chat, month.clone())));
        if month != of.month {
            streams.push(Stream::Chat(of.chat, month));
        }
    }
    let mut later = vec![];
    for stream in streams {
        later.push(transact::ask(house, &stream, |it: &ChatMonth| it.waiting.clone()).await?);
    }
    Ok(later)
}

/// The months from one instant to another, as stream names carry them.
fn months(from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<String> {
    let last = month_of(to);
    let (mut year, mut month) = (from.year(), from.month());
    let mut months = vec![format!("{year:04}{month:02}")];
    while months.len() <= MONTHS_MAX && months.last() != Some(&last) {
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        months.push(format!("{year:04}{month:02}"));
    }
    months
}

#[cfg(test)]
mod tests;
