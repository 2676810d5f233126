//! The conversation: who said what, and what became of those words?

use crate::delivery::why_key;
use crate::history::{Entry, Names};
use crate::pages::along::Brought;
use crate::pages::files::{FileLine, Shelf};
use crate::pages::{name_or_none, sentences};
use crate::wire::link_to;
use crate::words::Words;
use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::ticket::Event;
use domain::{Channel, Field, MessageRef, Side, Visibility};

/// One thing that was said.
pub(super) struct Saying {
    /// `client`, `staff` or `note`, for its look.
    pub(super) side: &'static str,
    pub(super) side_name: String,
    pub(super) author: String,
    pub(super) at: String,
    /// What these words are in the ticket's life, where they are more than a message.
    pub(super) role: Option<String>,
    /// `None` where it was erased, or there were only files.
    pub(super) text: Option<String>,
    /// What it said before each edit, oldest first.
    pub(super) earlier: Vec<String>,
    pub(super) edited: Option<String>,
    pub(super) files: Vec<FileLine>,
    pub(super) along: Brought,
    pub(super) link: Option<String>,
    /// Whether the client's chat has seen it, where that is in question.
    pub(super) delivery: Option<Delivery>,
    pub(super) is_deleted: bool,
    message: Option<MessageRef>,
}

pub(super) struct Delivery {
    pub(super) done: bool,
    pub(super) text: String,
}

/// Puts a conversation together, event by event.
pub(super) struct Conversation<'a> {
    words: Words,
    zone: &'a Zone,
    names: &'a Names,
    shelf: Shelf<'a>,
    sayings: Vec<Saying>,
}

/// Whose words, in the reader's language.
#[derive(Clone, Copy)]
enum Voice {
    Client,
    Staff,
    Note,
}

impl<'a> Conversation<'a> {
    pub(super) fn of(
        words: Words,
        zone: &'a Zone,
        (ticket, entries): (&'a str, &'a [Entry]),
        names: &'a Names,
    ) -> Vec<Saying> {
        let shelf = Shelf::of(words, ticket, entries);
        let mut it = Self { words, zone, names, shelf, sayings: Vec::new() };
        for entry in entries {
            it.take(entry);
        }
        it.sayings
    }

    fn take(&mut self, entry: &Entry) {
        let at = entry.recorded.event.occurred_at;
        match &entry.event {
            Event::Registered(it) => {
                let mut saying = self.say(Voice::Client, entry, it.source, it.reported_at);
                saying.author = match it.channel {
                    // Whoever took the call is not who asks.
                    Channel::OnBehalf => self.words.text("channel-on-behalf"),
                    Channel::Command
                    | Channel::Reply
                    | Channel::Button
                    | Channel::Api
                    | Channel::Message
                    | Channel::Import => name_or_none(self.words, self.names.get(it.requester)),
                };
                saying.role = Some(self.words.text("words-request"));
                saying.files = self.shelf.files(entry);
                self.sayings.push(saying);
            }
            Event::MessageAdded(it) => {
                let voice = match (it.visibility, it.side) {
                    (Visibility::Internal, Side::Client | Side::Staff) => Voice::Note,
                    (Visibility::Public, Side::Client) => Voice::Client,
                    (Visibility::Public, Side::Staff) => Voice::Staff,
                };
                let mut saying = self.say(voice, entry, Some(it.message), at);
                saying.author = name_or_none(self.words, self.names.get(it.author));
                saying.files = self.shelf.files(entry);
                saying.delivery = it.relayed.then(|| self.waiting());
                self.sayings.push(saying);
            }
            Event::Resolved(it) => {
                let role = self.words.text("words-resolution");
                self.add_role(Voice::Staff, entry, it.message, role);
                if it.relayed
                    && let Some(last) = self.sayings.last_mut()
                {
                    let text = self.words.text("words-waiting");
                    last.delivery = Some(Delivery { done: false, text });
                }
            }
            Event::Reopened(it) => {
                let role = self.words.text("words-reopening");
                self.add_role(Voice::Client, entry, it.message, role);
            }
            Event::ReplyDelivered(it) => {
                let at = self.words.instant(it.at, self.zone);
                let text = self.words.with("words-delivered", "at", at);
                let link = link_to(it.delivered);
                if let Some(saying) = self.find(it.of) {
                    saying.delivery = Some(Delivery { done: true, text });
                    saying.link = link.or_else(|| saying.link.take());
                }
            }
            Event::ReplyFailed(it) => {
                let words = self.words;
                let at = words.instant(at, self.zone);
                let why = words.text(why_key(it.why));
                let text = words.with_all("words-failed", [("at", at.into()), ("why", why.into())]);
                if let Some(saying) = self.find(it.of) {
                    saying.delivery = Some(Delivery { done: false, text });
                }
            }
            Event::ReplyRetried(it) => {
                let waiting = self.waiting();
                if let Some(saying) = self.find(it.of) {
                    saying.delivery = Some(waiting);
                }
            }
            Event::MessageEdited(it) => {
                let at = self.words.instant(it.edited_at, self.zone);
                let edited = Some(self.words.with("words-edited", "at", at));
                let text = entry.texts.get(Field::Body).map(str::to_owned);
                if let Some(saying) = self.find(it.message) {
                    saying.earlier.extend(saying.text.take());
                    saying.text = text;
                    saying.edited = edited;
                }
            }
            Event::AttachmentAdded(it) => {
                let files = self.shelf.files(entry);
                if let Some(saying) = self.find(it.message) {
                    saying.files.extend(files);
                } else {
                    let mut saying = self.say(Voice::Client, entry, Some(it.message), at);
                    saying.files = files;
                    self.sayings.push(saying);
                }
            }
            Event::EvidenceDeleted(it) => {
                if let Some(saying) = self.find(it.message) {
                    saying.is_deleted = true;
                }
            }
            // Decisions, not words: they stand in the list of events.
            Event::DetailsChanged(_)
            | Event::Reclassified(_)
            | Event::Assigned(_)
            | Event::Unassigned(_)
            | Event::WorkStarted(_)
            | Event::WaitingForClient(_)
            | Event::OnHold(_)
            | Event::Resumed(_)
            | Event::Confirmed(_)
            | Event::Closed(_)
            | Event::Cancelled(_)
            | Event::Linked(_)
            | Event::Merged(_)
            | Event::Rated(_)
            | Event::FileSettled(_)
            | Event::Correction(_)
            | Event::DataErased(_)
            | Event::TakingShown(_)
            | Event::ClockBound(_)
            | Event::Retargeted(_)
            | Event::WorkaroundGiven(_)
            | Event::ThresholdPassed(_)
            | Event::Breached(_)
            | Event::Escalated(_)
            | Event::EscalationExhausted(_)
            | Event::EscalationAcknowledged(_)
            | Event::VerdictCorrected(_)
            | Event::MeasurementGap(_)
            | Event::Disputed(_) => (),
        }
    }

    /// Words that may stand here already as a message: then they only get their role.
    fn add_role(&mut self, voice: Voice, entry: &Entry, message: Option<MessageRef>, role: String) {
        if let Some(saying) = message.and_then(|it| self.find(it)) {
            saying.role = Some(role);
            return;
        }
        let mut saying = self.say(voice, entry, message, entry.recorded.event.occurred_at);
        if message.is_none() && saying.text.is_none() {
            return;
        }
        saying.role = Some(role);
        self.sayings.push(saying);
    }

    fn say(
        &self,
        voice: Voice,
        entry: &Entry,
        message: Option<MessageRef>,
        at: DateTime<Utc>,
    ) -> Saying {
        let (side, key) = match voice {
            Voice::Client => ("client", "side-client"),
            Voice::Staff => ("staff", "side-staff"),
            Voice::Note => ("note", "side-note"),
        };
        let text = entry.texts.get(Field::Body).or_else(|| entry.texts.get(Field::Reason));
        Saying {
            side,
            side_name: self.words.text(key),
            author: sentences::who(self.words, entry.actor, self.names),
            at: self.words.instant(at, self.zone),
            role: None,
            text: text.map(str::to_owned),
            earlier: Vec::new(),
            edited: None,
            files: Vec::new(),
            along: Brought::of(self.words, self.zone, &entry.texts),
            link: message.and_then(link_to),
            delivery: None,
            is_deleted: false,
            message,
        }
    }

    fn find(&mut self, message: MessageRef) -> Option<&mut Saying> {
        self.sayings.iter_mut().rev().find(|it| it.message == Some(message))
    }

    fn waiting(&self) -> Delivery {
        Delivery { done: false, text: self.words.text("words-waiting") }
    }
}
