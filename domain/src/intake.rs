//! Intake: what is to become of a message?
//!
//! One pure function. The shell parses and looks up; a look-up may propose a ticket, whose stream decides.

mod alone;
mod among_staff;
mod anew;
mod answered;
mod awaits;
mod by_set;
mod canned;
mod fit;
mod judge;
mod numbers;
mod on_behalf;
mod pressed;
mod rule_set;
pub mod similar;
mod small;
mod two;

pub use alone::{Alone, WHICH_RULE};
pub use answered::{HandOverNote, hand_over_note};
pub use awaits::awaits;
pub use canned::Canned;
pub use fit::{
    OF_RULE_MAX, PATTERN_CHARS_MAX, Problem, QUIET_S_MAX, QUIET_S_MIN, RULES_MAX, UNANSWERED_S_MAX,
    UNANSWERED_S_MIN, check,
};
pub use judge::{Judge, Judged, PATTERN_BYTES_MAX, Quiet};
pub use numbers::{number_after_name, number_first};
pub use on_behalf::{Caller, code_first};
pub use pressed::{PRESSED_S_MAX, Pressed};
pub use rule_set::{
    Event, Intake, IntakeRef, Looks, Mode, NOTHING_IN_IT, OTHERWISE, Published, QUIET_S_DEFAULT,
    Rule, RuleSet,
};
pub use small::{Small, is_only};

use crate::chat::{Decision, Part, Registration, Step};
use crate::conversation::{Purpose, Started};
use crate::notice::Kind;
use crate::people::Person;
use crate::{
    Attachment, Awaits, Channel, ClientId, ConversationId, MediaKind, MessageId, MessageRef,
    PersonId, Slug, TicketId,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// The version of the rules in this file, recorded with each decision.
pub const RULES: u32 = 8;
/// The rule under which whoever asks for a ticket without a word is asked what happened.
pub const ASKS_RULE: &str = "command.new_asks";
/// What may be asked in a staff chat by whoever is not of staff, or not yet.
const ASKED_BY_ANYBODY: [&str; 5] = ["status", "my", "help", "start", "@other"];

/// What stands behind a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Person,
    /// An anonymous admin or a channel: nobody can tell who it is.
    Unverifiable,
    /// Another bot.
    Bot,
}

/// A command as it was typed, without its slash and the bot's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    /// What follows the command, trimmed.
    pub rest: String,
}

/// The message that another one replies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replied {
    pub message: MessageId,
    pub author: PersonId,
    pub from_us: bool,
    pub from_staff: bool,
    pub text: String,
    pub date: DateTime<Utc>,
    pub album: Option<Slug>,
    pub attachments: Vec<Attachment>,
}

/// A message, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    pub at: MessageRef,
    pub author: PersonId,
    pub sender: Sender,
    pub date: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    /// By how many seconds its date lay ahead of our clock, where it is not told as it was.
    pub ahead_s: Option<u64>,
    pub text: String,
    pub command: Option<Typed>,
    pub reply_to: Option<Replied>,
    pub thread: Option<i64>,
    pub album: Option<Slug>,
    pub attachments: Vec<Attachment>,
}

/// Where a message was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    ClientChat(ClientId),
    StaffChat,
}

/// What a message belongs to, as a view proposes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Belongs {
    #[default]
    Nothing,
    Ticket(TicketId),
    Conversation(ConversationId, Started),
}

/// The ticket whose number the words of a command begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Named {
    /// They begin with no number.
    #[default]
    Nothing,
    /// With a number that no ticket has, as far as this chat may know.
    Unknown,
    /// With that of a ticket; the rest of the words follows.
    Ticket(TicketId, String),
}

/// What must be known to decide.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    pub place: Place,
    pub author: &'a Person,
    /// What the replied message belongs to.
    pub replied: Belongs,
    /// What the author was asked last in this chat upon a press, while it is not answered.
    pub pressed: Option<Pressed>,
    /// Which of our notices the replied message is, if it is one.
    pub told: Option<Kind>,
    /// Whether the replied message is a note of a ticket, in whatever way it was written.
    pub note: bool,
    /// What this very message belongs to already: of an edit, or of a second registration.
    pub itself: Belongs,
    /// What an edited message says so far, where it is part of a ticket.
    pub wording: Option<String>,
    /// The ticket of the album this message is part of.
    pub album: Option<TicketId>,
    /// Those tickets it may be part of that were done too long ago for the client to open them again.
    pub over: Vec<TicketId>,
    pub named: Named,
    /// The ticket whose number comes after that one, or answers our question for one.
    pub other: Named,
    /// Open tickets of this chat in which the client waits for an answer.
    pub waiting: Vec<TicketId>,
    /// What is known of an author who is alone with the bot on the client's side. None in groups, and of staff.
    pub alone: Option<Alone>,
    /// The client whose code the words of a command begin with, if there is such a client.
    pub caller: Option<Caller>,
    /// What a reply that is named stands for.
    pub canned: Canned,
    /// The client's rule set, in the version that holds when the message is written. None while it has none.
    pub judge: Option<Arc<Judge>>,
    /// What the author's words shortly before have led to, by that rule set.
    pub quiet: Quiet,
    /// The identity of the ticket, should there be one.
    pub fresh: TicketId,
}

/// What was decided, by which rule, with the words that go along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub decision: Decision,
    pub rule: Slug,
    pub awaits: Awaits,
    /// Whose words they are, and the words.
    pub body: (PersonId, String),
    /// A remark by whoever registers another's words.
    pub remark: Option<String>,
    pub attachments: Vec<Attachment>,
    /// What the client's rule set said, where it was asked.
    pub judged: Option<Judged>,
    /// What the author is asked for then.
    pub asks: Option<Purpose>,
}

/// Decides what is to become of a message.
pub fn decide(message: &Incoming, known: &Known<'_>) -> Decided {
    let case = Case { message, known };
    case.with_quiet(case.decided())
}

struct Case<'a> {
    message: &'a Incoming,
    known: &'a Known<'a>,
}

impl Case<'_> {
    fn decided(&self) -> Decided {
        match self.message.sender {
            Sender::Bot => self.skip("other_bot"),
            Sender::Unverifiable | Sender::Person if self.message.edited_at.is_some() => {
                self.edited()
            }
            Sender::Unverifiable => match self.message.command {
                Some(_) => self.skip("unverifiable_actor"),
                None => self.plain(),
            },
            Sender::Person => match &self.message.command {
                Some(typed) => self.command(typed),
                None => self.plain(),
            },
        }
    }

    fn command(&self, typed: &Typed) -> Decided {
        let staff = self.known.author.is_staff();
        let unconfirmed = !staff && self.known.place == Place::StaffChat;
        if unconfirmed && !ASKED_BY_ANYBODY.contains(&typed.name.as_str()) {
            return self.skip("unconfirmed_staff");
        }
        if let (Some(alone), "private" | "new") = (&self.known.alone, typed.name.as_str()) {
            return self.private_request(alone, &typed.rest);
        }
        match (typed.name.as_str(), self.known.place) {
            ("new", Place::ClientChat(client)) => self.new_request(client, typed),
            ("new", Place::StaffChat) => self.on_behalf(typed),
            ("ticket", Place::ClientChat(client)) => self.somebodys_message(client, typed),
            ("status", _) => self.skip("command.status"),
            ("my", _) => self.skip("command.my"),
            ("rules", _) => self.skip("command.rules"),
            // What is asked for before everybody is no secret any more: whoever wants one is told where.
            ("private", Place::ClientChat(_)) => self.skip("command.private_in_group"),
            ("start", _) if !typed.rest.is_empty() => self.skip("command.linked_already"),
            ("help" | "start", _) => self.skip("command.help"),
            ("@other", _) => self.skip("command.other_bot"),
            // Clients need not know how we set up.
            ("client" | "link" | "setup" | "rights" | "qr" | "qr_off", Place::ClientChat(_))
                if !staff =>
            {
                self.skip("command.unknown")
            }
            ("incident" | "announce" | "planned" | "finish", Place::StaffChat) if staff => {
                self.skip("command.incident")
            }
            (
                "client" | "link" | "lead" | "language" | "notices" | "rating" | "setup" | "rights"
                | "qr" | "qr_off",
                _,
            )
            | ("open", Place::ClientChat(_))
            | (
                "remove" | "digest" | "team" | "route" | "responsible" | "deputy" | "duty" | "away"
                | "back" | "private" | "group" | "handover" | "reply",
                Place::StaffChat,
            ) => self.skip("command.set_up"),
            ("take", _) if staff => self.step(Step::Take, typed),
            ("drop", _) if staff => self.step(Step::Unassign, typed),
            ("hold", _) if staff => self.hold(typed),
            ("workaround", _) if staff => self.workaround(typed),
            ("due", Place::StaffChat) if staff => self.skip("command.due"),
            ("queue", Place::StaffChat) if staff => self.skip("command.queue"),
            ("find", Place::StaffChat) if staff => self.skip("command.find"),
            ("resume", _) if staff => self.step(Step::Resume, typed),
            ("close", _) if staff => self.step(Step::Close, typed),
            ("note", Place::StaffChat) if staff => self.step_with_words(Step::Note, typed),
            // What is among staff is not for everybody's eyes.
            ("note" | "due", Place::ClientChat(_)) if staff => self.skip("command.note_to_all"),
            ("merge", Place::StaffChat) if staff => self.two(Step::MergeInto),
            ("relate", Place::StaffChat) if staff => self.two(Step::LinkWith),
            ("r", Place::StaffChat) if staff => self.canned(typed),
            ("merge" | "relate" | "queue" | "find" | "r" | "reply", Place::ClientChat(_))
                if staff =>
            {
                self.skip("command.staff_chat_only")
            }
            ("ask", _) if staff => self.step_with_words(Step::Ask, typed),
            ("resolve" | "done", _) if staff => self.step_with_words(Step::Resolve, typed),
            // The shell sets right what had become of the replied message; the command itself is no request.
            ("add" | "skip", Place::ClientChat(_)) if staff => self.skip("command.corrects"),
            ("reopen", _) => self.step(Step::Reopen, typed),
            ("cancel", _) => self.step(Step::Cancel, typed),
            (
                "take" | "drop" | "hold" | "resume" | "workaround" | "close" | "note" | "ask"
                | "resolve" | "done" | "due" | "merge" | "relate" | "queue" | "find" | "add"
                | "skip",
                Place::ClientChat(_) | Place::StaffChat,
            ) => self.skip("command.staff_only"),
            (_, Place::ClientChat(_) | Place::StaffChat) => self.skip("command.unknown"),
        }
    }

    fn new_request(&self, client: ClientId, typed: &Typed) -> Decided {
        match (&self.message.reply_to, typed.rest.is_empty() && self.message.attachments.is_empty())
        {
            (Some(_), true) => self.somebodys_message(client, typed),
            (None, true) if self.message.edited_at.is_some() => {
                self.skip("command.new_without_text")
            }
            // The menu of commands on a phone sends nothing but the command.
            (None, true) => {
                Decided { asks: Some(Purpose::Request(client)), ..self.skip(ASKS_RULE) }
            }
            (Some(_) | None, false) => self.register(client, Channel::Command, &typed.rest, None),
        }
    }

    fn somebodys_message(&self, client: ClientId, typed: &Typed) -> Decided {
        let Some(replied) = &self.message.reply_to else {
            return self.skip("command.ticket_without_reply");
        };
        if let Belongs::Ticket(_) = self.known.replied {
            return self.skip("already_registered");
        }
        if replied.from_us {
            return self.skip("command.ticket_of_the_bot");
        }
        let remark = (!typed.rest.is_empty()).then(|| typed.rest.clone());
        let by_staff = self.known.author.is_staff() && !replied.from_staff;
        let registration = Registration {
            ticket: self.known.fresh,
            client,
            chat: self.message.at.chat,
            thread: self.message.thread,
            source: Some(MessageRef { chat: self.message.at.chat, message: replied.message }),
            requester: replied.author,
            registered_by: self.message.author,
            channel: Channel::Reply,
            reported_at: replied.date,
            conversation: None,
            continues: None,
        };
        Decided {
            decision: Decision::Register(registration),
            rule: slug(if by_staff { "command.ticket_by_staff" } else { "command.ticket" }),
            awaits: Awaits::Answer,
            body: (replied.author, replied.text.clone()),
            remark,
            attachments: replied.attachments.clone(),
            judged: None,
            asks: None,
        }
    }

    fn step(&self, step: Step, typed: &Typed) -> Decided {
        match (&self.known.named, &self.known.replied) {
            (Named::Ticket(ticket, rest), _) => self.part(*ticket, step, "command.by_number", rest),
            // Where no words go along, a number can only mean a ticket; else it may be of a printer.
            (Named::Unknown, _)
                if matches!(
                    step,
                    Step::Take | Step::Unassign | Step::Resume | Step::Workaround
                ) =>
            {
                self.skip("command.no_such_ticket")
            }
            (Named::Nothing | Named::Unknown, Belongs::Ticket(ticket)) => {
                self.part(*ticket, step, "command.in_reply", &typed.rest)
            }
            (Named::Unknown, Belongs::Nothing | Belongs::Conversation(..)) => {
                self.skip("command.no_such_ticket")
            }
            (Named::Nothing, Belongs::Nothing | Belongs::Conversation(..)) => {
                self.skip("command.which_ticket")
            }
        }
    }

    /// `/hold reason`, `/hold client reason`, `/hold third reason`: for whom the ticket rests decides which clocks rest.
    fn hold(&self, typed: &Typed) -> Decided {
        let mut decided = self.step(Step::Hold, typed);
        let Decision::Part(part) = &mut decided.decision else { return decided };
        if let Some((step, _, reason)) = numbers::hold_kind(&decided.body.1) {
            let reason = reason.to_owned();
            part.step = step;
            decided.body.1 = reason;
        }
        // Nobody could say later for what it rested.
        if decided.body.1.is_empty() { self.skip("command.hold_without_reason") } else { decided }
    }

    /// Its words would reach nobody: what was done is told to the client by an answer.
    fn workaround(&self, typed: &Typed) -> Decided {
        let decided = self.step(Step::Workaround, typed);
        if matches!(decided.decision, Decision::Part(_)) && !decided.body.1.is_empty() {
            return self.skip("command.workaround_with_text");
        }
        decided
    }

    fn step_with_words(&self, step: Step, typed: &Typed) -> Decided {
        let decided = self.step(step, typed);
        if decided.body.1.is_empty() && matches!(decided.decision, Decision::Part(_)) {
            return self.skip("command.without_text");
        }
        decided
    }

    fn edited(&self) -> Decided {
        match (&self.known.itself, &self.message.command) {
            // Telegram tells of an edit also when something has changed that we do not read.
            (Belongs::Ticket(ticket), _) => match self.words_now() {
                Some(words) if self.known.wording.as_deref() != Some(words) => {
                    self.part(*ticket, Step::Edit, "edit", words)
                }
                Some(_) | None => self.skip("edit_without_change"),
            },
            // Whoever is told what a command lacks may add it to the message itself.
            (Belongs::Nothing | Belongs::Conversation(..), Some(typed))
                if self.message.sender == Sender::Person
                    && matches!(typed.name.as_str(), "new" | "r") =>
            {
                self.command(typed)
            }
            (Belongs::Nothing | Belongs::Conversation(..), _) => self.skip("edit_of_chatter"),
        }
    }

    fn plain(&self) -> Decided {
        let staff = self.known.author.is_staff() && self.message.sender == Sender::Person;
        if let Some(pressed) = self.words_after_press() {
            return self.after_press(pressed);
        }
        match (&self.known.replied, self.known.place) {
            (Belongs::Conversation(id, started), _) if started.owner == self.message.author => {
                self.answered(*id, started)
            }
            (Belongs::Ticket(ticket), Place::StaffChat) if staff => self.reply_of_staff(*ticket),
            // They would wait in vain for their words to reach the client.
            (Belongs::Ticket(_), Place::StaffChat) => match self.message.sender {
                Sender::Unverifiable => self.skip("unverifiable_actor"),
                Sender::Person | Sender::Bot => self.skip("unconfirmed_staff"),
            },
            // Kept for all to see; but nobody in particular sets no work going.
            (Belongs::Ticket(ticket), Place::ClientChat(_))
                if self.message.sender == Sender::Unverifiable =>
            {
                let words = self.part(*ticket, Step::Say, "unverifiable_words", self.words());
                Decided { awaits: Awaits::Nothing, ..words }
            }
            (Belongs::Ticket(ticket), Place::ClientChat(_)) => {
                let step = if staff { Step::Answer } else { Step::Say };
                self.part(*ticket, step, "reply", &self.message.text)
            }
            (Belongs::Nothing | Belongs::Conversation(..), place) => self.unbound(place, staff),
        }
    }

    fn unbound(&self, place: Place, staff: bool) -> Decided {
        if let Some(ticket) = self.known.album {
            let step = if staff { Step::Answer } else { Step::Say };
            return self.part(ticket, step, "album", &self.message.text);
        }
        if let Some(alone) = &self.known.alone {
            return self.words_alone(alone);
        }
        match (place, staff) {
            (Place::StaffChat, _) => self.staff_talk(),
            (Place::ClientChat(_), true) => match self.known.waiting.as_slice() {
                [] => self.skip("staff_talk"),
                [only] => self.part(*only, Step::Answer, "only_waiting", &self.message.text),
                [_, _, ..] => Decided {
                    decision: Decision::Which,
                    rule: slug("several_waiting"),
                    ..self.skip("several_waiting")
                },
            },
            (Place::ClientChat(_), false) if self.is_sticker() => self.skip("sticker"),
            (Place::ClientChat(client), false) => {
                self.by_set(client).unwrap_or_else(|| self.without_set())
            }
        }
    }

    fn without_set(&self) -> Decided {
        match awaits(&self.message.text) {
            (Awaits::Nothing, rule) => self.skip(rule),
            (Awaits::Answer, _) => Decided {
                decision: Decision::Unanswered,
                awaits: Awaits::Answer,
                ..self.skip("plain_message")
            },
        }
    }

    fn register(
        &self,
        client: ClientId,
        channel: Channel,
        text: &str,
        conversation: Option<ConversationId>,
    ) -> Decided {
        let registration = Registration {
            ticket: self.known.fresh,
            client,
            chat: self.message.at.chat,
            thread: self.message.thread,
            source: Some(self.message.at),
            requester: self.message.author,
            registered_by: self.message.author,
            channel,
            reported_at: self.message.edited_at.unwrap_or(self.message.date),
            conversation,
            continues: None,
        };
        Decided {
            decision: Decision::Register(registration),
            rule: slug(if conversation.is_some() { "answer_to_prompt" } else { "command.new" }),
            awaits: Awaits::Answer,
            body: (self.message.author, text.to_owned()),
            remark: None,
            attachments: self.message.attachments.clone(),
            judged: None,
            asks: None,
        }
    }

    fn part(&self, ticket: TicketId, step: Step, rule: &str, text: &str) -> Decided {
        if let Some(decided) = self.anew(ticket, step, text) {
            return decided;
        }
        let relayed = self.known.place == Place::StaffChat;
        let awaits = match step {
            Step::Say if self.is_sticker() => Awaits::Nothing,
            Step::Say => awaits(text).0,
            Step::Reopen => Awaits::Answer,
            Step::Answer
            | Step::Note
            | Step::Ask
            | Step::Resolve
            | Step::Take
            | Step::Unassign
            | Step::Hold
            | Step::HoldForClient
            | Step::HoldForThirdParty
            | Step::Workaround
            | Step::Resume
            | Step::Cancel
            | Step::Close
            | Step::Edit
            | Step::MergeInto(_)
            | Step::LinkWith(_) => Awaits::Nothing,
        };
        Decided {
            decision: Decision::Part(Part { ticket, step, relayed, conversation: None }),
            rule: slug(rule),
            awaits,
            body: (self.message.author, text.to_owned()),
            remark: None,
            attachments: self.message.attachments.clone(),
            judged: None,
            asks: None,
        }
    }

    fn skip(&self, rule: &str) -> Decided {
        Decided {
            decision: Decision::Skipped,
            rule: slug(rule),
            awaits: Awaits::Nothing,
            body: (self.message.author, self.message.text.clone()),
            remark: None,
            attachments: self.message.attachments.clone(),
            judged: None,
            asks: None,
        }
    }

    /// Whether it is a sticker and nothing else: a gesture, as an emoji is.
    fn is_sticker(&self) -> bool {
        let all = &self.message.attachments;
        let stickers = all.iter().all(|it| it.media == MediaKind::Sticker);
        self.message.text.is_empty() && !all.is_empty() && stickers
    }

    /// The words of the message; of a command, what follows it.
    fn words(&self) -> &str {
        self.message.command.as_ref().map_or(&self.message.text, |it| &it.rest)
    }
}

fn slug(rule: &str) -> Slug {
    rule.parse().expect("a rule's name is a slug")
}
