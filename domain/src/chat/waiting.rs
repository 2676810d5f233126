//! Waiting: which words of clients has nobody taken up, and by which instant is that to be told?
//!
//! An alarm must not depend on when it is asked for: words that were taken up late stay, with the instant at which they
//! were.

use super::{Decision, Event, MessageAccounted, UnansweredNoted};
use crate::{At, MessageId, PersonId, Side};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How long words of a client may wait for an answer, in seconds of working time, where nothing else was published.
pub const UNANSWERED_S_DEFAULT: u32 = 30 * 60;
/// The real seconds after somebody's first words in which their next ones are told of together with those.
pub const TOGETHER_S: i64 = 600;
/// The most words of a month that are remembered; the oldest make room.
pub const WAITING_MAX: usize = 2_000;
/// The most words of earlier months of which a month remembers that they were taken up.
const EARLIER_MAX: usize = 200;

/// Words of a client that belonged to nothing when they were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub author: PersonId,
    pub thread: Option<i64>,
    pub said: At,
    /// When they were answered, or became part of a ticket.
    pub ended: Option<At>,
    /// When the first of the words was said together with which these are told of.
    pub noted: Option<At>,
}

/// The words of a month that wait, or have waited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingWords {
    words: BTreeMap<MessageId, Waiting>,
    /// Words of an earlier month, and when they were taken up.
    earlier: BTreeMap<MessageId, At>,
    /// When staff first said something in each topic, to nobody in particular.
    spoken: BTreeMap<Option<i64>, At>,
}

impl WaitingWords {
    /// What one more event of the month, that occurred at an instant, makes of them.
    pub(super) fn take_in(&mut self, event: &Event, at: DateTime<Utc>) {
        let at = At::from(at);
        match event {
            Event::MessageAccounted(it) => self.accounted(it, at),
            Event::MessageBound(it) => self.take_up(it.message, at),
            // Whatever it was set right to: somebody has looked at it.
            Event::DecisionCorrected(it) => self.take_up(it.message, at),
            Event::UnansweredNoted(it) => self.noted(it),
            // Neither what we said nor what became of the chat answers anybody.
            Event::VisibilityChanged(_)
            | Event::RightsChanged(_)
            | Event::MemberJoined(_)
            | Event::MemberLeft(_)
            | Event::TopicLost(_)
            | Event::TopicFound(_)
            | Event::Renamed(_)
            | Event::CoverageGap(_)
            | Event::Migrated(_)
            | Event::NoticeDelivered(_)
            | Event::NoticeFailed(_)
            | Event::UpdateParked(_) => (),
        }
    }

    fn accounted(&mut self, it: &MessageAccounted, at: At) {
        match &it.decision {
            Decision::Register(registration) => {
                self.take_up(it.message, at);
                if let Some(source) = registration.source {
                    self.take_up(source.message, at);
                }
            }
            Decision::Part(_) => self.take_up(it.message, at),
            Decision::Unanswered if it.side == Side::Client && it.edited_at.is_none() => {
                self.wait(it, at);
            }
            Decision::Skipped | Decision::Unanswered | Decision::Which => (),
        }
        match answers(it) {
            Some(Answers::Reply(to)) => self.answer(to, at),
            Some(Answers::Everybody) => {
                let waiting = self.words.range_mut(..it.message).map(|it| it.1);
                let here = waiting.filter(|waiting| waiting.thread == it.thread);
                here.for_each(|it| it.ended = it.ended.or(Some(at)));
                self.spoken.entry(it.thread).or_insert(at);
            }
            None => (),
        }
    }

    fn wait(&mut self, it: &MessageAccounted, said: At) {
        if self.words.len() >= WAITING_MAX {
            self.words.pop_first();
        }
        let own = self.words.values().filter(|own| own.is_of(it.author, it.thread));
        let noted = own.filter_map(|it| it.noted).find(|first| said.since(*first) < TOGETHER_S);
        let (author, thread) = (it.author, it.thread);
        let waiting = Waiting { author, thread, said, ended: None, noted };
        self.words.entry(it.message).or_insert(waiting);
    }

    fn take_up(&mut self, message: MessageId, at: At) {
        if let Some(it) = self.words.get_mut(&message) {
            it.ended = it.ended.or(Some(at));
            return;
        }
        if self.earlier.len() >= EARLIER_MAX {
            self.earlier.pop_first();
        }
        self.earlier.entry(message).or_insert(at);
    }

    /// Whoever is answered is answered in all that they have said so far.
    fn answer(&mut self, message: MessageId, at: At) {
        let answered = self.words.get(&message).map(|it| (it.author, it.thread));
        self.take_up(message, at);
        let Some((author, thread)) = answered else { return };
        let own = self.words.values_mut().filter(|it| it.is_of(author, thread) && it.said <= at);
        own.for_each(|it| it.ended = it.ended.or(Some(at)));
    }

    fn noted(&mut self, it: &UnansweredNoted) {
        let Some(first) = self.words.get(&it.message).map(|it| it.said) else { return };
        for message in std::iter::once(&it.message).chain(&it.more) {
            if let Some(waiting) = self.words.get_mut(message) {
                waiting.noted = Some(first);
            }
        }
    }

    pub fn get(&self, message: MessageId) -> Option<&Waiting> {
        self.words.get(&message)
    }

    /// What is told together with words that nobody has taken up by the instant at which they fall due: the same
    /// person's, that nobody has taken up either and that were said shortly after or fall due by then too. None
    /// where there is nothing to tell.
    ///
    /// * `due`: when words fall due that were said at an instant.
    /// * `later`: the months in which they may have been taken up since.
    pub fn unanswered(
        &self,
        message: MessageId,
        due: impl Fn(At) -> Option<At>,
        later: &[Self],
    ) -> Option<Unanswered> {
        let first = self.words.get(&message)?;
        let by = due(first.said)?;
        let open = |of: MessageId, it: &Waiting| {
            it.noted.is_none()
                && it.ended.is_none_or(|it| it > by)
                && !later.iter().any(|month| month.took_up(of, it.thread, by))
        };
        if !open(message, first) {
            return None;
        }
        let more = self.words.range(message..).skip(1).filter(|(of, it)| {
            let near = it.said.since(first.said) < TOGETHER_S && it.said <= by;
            it.is_of(first.author, first.thread)
                && (near || due(it.said).is_some_and(|it| it <= by))
                && open(**of, it)
        });
        Some(Unanswered { at: by, more: more.map(|it| *it.0).collect() })
    }

    fn took_up(&self, message: MessageId, thread: Option<i64>, by: At) -> bool {
        let taken_up = self.earlier.get(&message).into_iter().chain(self.spoken.get(&thread));
        taken_up.into_iter().any(|it| *it <= by)
    }
}

/// Words that nobody has taken up in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The instant at which they fell due.
    pub at: At,
    /// What the same person has said besides.
    pub more: Vec<MessageId>,
}

impl Waiting {
    fn is_of(&self, author: PersonId, thread: Option<i64>) -> bool {
        self.author == author && self.thread == thread
    }
}

/// Whom words of staff answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// The author of this message.
    Reply(MessageId),
    /// Everybody who has said something in the topic and waits.
    Everybody,
}

/// Whom a message answers, if it is words of staff that all can see. A command speaks to us, and not to the client,
/// unless it replies to the client's words.
pub fn answers(it: &MessageAccounted) -> Option<Answers> {
    if it.side != Side::Staff || it.edited_at.is_some() {
        return None;
    }
    match it.reply_to {
        Some(message) => Some(Answers::Reply(message)),
        None if it.rule.as_str().starts_with("command.") => None,
        None => Some(Answers::Everybody),
    }
}
