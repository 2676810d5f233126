//! Render: how is each notice said in its chat's language?
//!
//! Pure: what views and log tell is gathered before, in a [`Scene`].

mod along;
mod announcement;
mod asks;
mod board;
mod by_colleague;
mod cards;
mod digests;
mod handed;
mod handed_over;
mod hints;
mod html;
mod imported;
pub(crate) mod keyboard;
pub mod lists;
mod mute;
mod of_time;
mod outcome;
mod people;
mod private;
mod promises;
mod receipt;
pub(crate) mod rules;
pub(crate) mod suggestions;
mod summary;
mod tells;
mod undelivered;
mod words;

pub use announcement::Announcement;
pub(crate) use announcement::{Framed, Said};
pub use board::Board;
pub(crate) use board::LINES_MAX as BOARD_LINES_MAX;
pub(crate) use digests::{DIGEST_LINES_MAX, WORDS_MAX};
pub use digests::{Digest, Due, Waited};
pub use html::People;
pub(crate) use html::escape;
pub use promises::{Hours, Promises};
pub use rules::rules as client_rules;
pub(crate) use summary::SENT_AGAIN_MAX;
pub use summary::summary;
pub(crate) use tells::{LISTED_MAX, LISTED_UNITS_MAX};

use crate::buttons::Press;
use crate::texts::{Reader, Texts};
use crate::times::Times;
use chrono::{DateTime, Utc};
use domain::along::Along;
use domain::chat::Visibility;
use domain::notice::Kind;
use domain::policy::Pause;
use domain::{
    ChatId, ClientCode, ClientId, Event, Field, MessageId, MessageRef, PersonId, Role, TicketNumber,
};
use projections::rows::{
    CalledUpon, ChatPlace, DeliveryRow, ImportedRow, IncidentRow, PendingNotice, TicketRow,
};
use thiserror::Error;

/// A button: what it says, and what it asks for.
pub type Button = (String, Press);

/// A notice as it is to be said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// At most 4096 UTF-16 units once its tags are read.
    pub html: String,
    pub keyboard: Vec<Vec<Button>>,
    pub reply_to: Option<MessageId>,
    /// Opens the reply field of those who are mentioned, with this in it.
    pub force_reply: Option<String>,
    /// Without a sound.
    pub silent: bool,
    pub pin: bool,
    /// The message whose files follow.
    pub files: Option<MessageRef>,
    /// True where there are no words beside the files: `html` goes beneath the first of them.
    pub wordless: bool,
}

/// There is nothing to be said any more: what it would be about is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is nothing to be said any more")]
pub struct Pointless;

/// The event that calls for a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub event: Event,
    pub occurred_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    /// Who did it, where a person did.
    pub actor: Option<PersonId>,
    /// Its private texts; what was erased is absent.
    pub texts: domain::Texts,
}

/// All that a notice is made of.
#[derive(Debug, Clone)]
pub struct Scene {
    pub notice: PendingNotice,
    pub times: Times,
    /// Whose chat it is said in; none before a link is confirmed, and in private.
    pub place: Option<ChatPlace>,
    pub sees: Option<Visibility>,
    /// The ticket it is about.
    pub ticket: Option<TicketRow>,
    /// The tickets that it has to do with.
    pub linked: Vec<TicketNumber>,
    /// The incidents that it has to do with.
    pub incidents: Vec<IncidentRow>,
    /// What is promised on it, as of now; none where nothing is.
    pub promises: Option<Promises>,
    /// For what it rests, while it is held.
    pub held: Option<Pause>,
    /// Everybody of a role that is told of it.
    pub holders: Vec<(Role, Vec<PersonId>)>,
    /// Who is to be called upon about it: whoever has it and is there, else who answers for its client.
    pub called: Option<PersonId>,
    /// Who answers for the ticket's client, and who is on duty, where a level of a chain asks for them.
    pub called_upon: CalledUpon,
    /// The person in whose stream the subject stands.
    pub about: Option<PersonId>,
    /// The staff card of it.
    pub staff_card: Option<MessageRef>,
    /// The ticket in which that one goes on.
    pub merged_into: Option<TicketNumber>,
    /// Whether it was done too long ago for its client to open it again.
    pub over: bool,
    /// The ticket that it goes on from.
    pub continues: Option<TicketNumber>,
    /// What many clients are told at once.
    pub announcement: Option<Announcement>,
    /// An open ticket of the same chat that asks for the same, as it seems.
    pub similar: Option<Box<TicketRow>>,
    /// None of a ticket's card: the row says all.
    pub subject: Option<Subject>,
    /// Where the subject happened, if it happened in a chat.
    pub seen_in: Option<SeenIn>,
    pub people: People,
    /// The number that a question about one ticket names.
    pub named: Option<TicketNumber>,
    /// Tickets to choose from, or to list.
    pub tickets: Vec<TicketRow>,
    /// Of a card that is a board: what it shows.
    pub board: Option<Board>,
    /// Clients in whose groups somebody was seen who is of staff no more.
    pub seen_with: Vec<String>,
    /// The clients whose somebody is who is alone with the bot.
    pub clients: Vec<(ClientId, String)>,
    /// What an agent asked for.
    pub list: Option<lists::List>,
    /// A client that the subject is about.
    pub client_title: Option<String>,
    /// The title of the group of staff that the subject happened in, where it is alarming.
    pub staff_group: Option<String>,
    /// A client's code, for examples.
    pub code: Option<ClientCode>,
    /// How long words waited that nobody has taken up.
    pub waited: Option<Waited>,
    /// How the day stands.
    pub digest: Option<Digest>,
    /// What became of the words that staff wrote elsewhere for its client.
    pub deliveries: Vec<DeliveryRow>,
    /// The names of the replies that the desk keeps.
    pub replies: Vec<String>,
    /// Of a staff card: where whoever asked works.
    pub works_at: Option<String>,
    /// What the ticket was in the table that it comes out of.
    pub imported: Option<ImportedRow>,
    /// Of a staff card: what the request brought along.
    pub along: Along,
}

/// A chat's month in which a message was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenIn {
    pub chat: ChatId,
    pub month: String,
}

/// How a notice is said.
///
/// # Errors
///
/// [`Pointless`] if what it is about is gone.
pub fn render(scene: &Scene) -> Result<Rendered, Pointless> {
    match scene.notice.kind {
        Kind::Receipt => receipt::receipt(scene),
        Kind::Card => cards::card(scene),
        Kind::StaffCard => cards::staff_card(scene),
        Kind::GroupCard => cards::group_card(scene),
        Kind::Answer => words::answer(scene),
        Kind::Question => words::question(scene),
        Kind::Resolution => words::resolution(scene),
        Kind::ClientWords => words::client_words(scene),
        Kind::ReopenedWords => words::reopened_words(scene),
        Kind::ReopenOffer => asks::reopen_offer(scene),
        Kind::Prompt => asks::prompt(scene),
        Kind::LinkQuestion => asks::link_question(scene),
        Kind::WhichTicket => asks::which_ticket(scene),
        Kind::StaffWelcome => Ok(tells::staff_welcome(scene)),
        Kind::StatusAnswer => tells::status_answer(scene),
        Kind::Hint => hints::hint(scene),
        Kind::Alarm => tells::alarm(scene),
        Kind::Warning => of_time::warning(scene),
        Kind::Breach => of_time::breach(scene),
        Kind::Escalation => of_time::escalation(scene),
        Kind::Taken => words::taken(scene),
        Kind::StaffQuestion => people::question(scene),
        Kind::StaffConfirmed => people::confirmed(scene),
        Kind::HandedOver => handed::handed_over(scene),
        Kind::Outcome => outcome::outcome(scene),
        Kind::RatingQuestion => asks::rating(scene),
        Kind::Announcement => announcement::announcement(scene),
        Kind::StaffLeft => people::left(scene),
        Kind::AllHandedOver => handed_over::handed_over(scene),
        Kind::Unanswered => digests::unanswered(scene),
        Kind::Digest => digests::digest(scene),
        Kind::Undelivered => undelivered::undelivered(scene),
        // These bear files of ours, and are said by hand.
        Kind::InviteCard | Kind::InviteEnded => Err(Pointless),
        Kind::PrivateWhich => private::which(scene),
        Kind::TicketsImported => imported::told(scene),
        Kind::TopicLost => Ok(mute::topic_lost(scene)),
        Kind::Waits => mute::waits(scene),
        Kind::ByColleague => by_colleague::told(scene),
    }
}

impl Scene {
    fn texts(&self) -> Texts {
        Texts(self.times.language)
    }

    /// Whether words of staff about its ticket are known not to have arrived, and are not on their way again.
    pub(crate) fn is_undelivered(&self) -> bool {
        !undelivered::lost(self).is_empty()
    }

    fn reader(&self) -> Reader {
        match self.place {
            Some(ChatPlace::Staff) => Reader::Staff,
            Some(ChatPlace::Client { .. }) | None => Reader::Client,
        }
    }

    fn ticket(&self) -> Result<&TicketRow, Pointless> {
        self.ticket.as_ref().ok_or(Pointless)
    }

    fn subject(&self) -> Result<&Subject, Pointless> {
        self.subject.as_ref().ok_or(Pointless)
    }

    fn number(&self, number: &TicketNumber) -> String {
        self.texts().number(number)
    }

    /// What the chat is called in which the subject happened: by its client, or by its title among staff.
    fn chat_title(&self) -> String {
        let staff = self.staff_group.as_ref().filter(|it| !it.is_empty());
        match (self.client_title.as_ref().or(staff), &self.seen_in) {
            (Some(it), _) => html::title(it),
            (None, Some(seen_in)) => seen_in.chat.to_string(),
            (None, None) => "?".to_owned(),
        }
    }

    fn name_of(&self, person: PersonId) -> String {
        html::name_of(self.texts(), &self.people, person)
    }

    fn mention(&self, person: PersonId) -> String {
        html::mention(self.texts(), &self.people, person)
    }
}

impl Subject {
    /// The words of the event; without any, what is shown in their place.
    fn words(&self, field: Field, files: bool, texts: Texts) -> String {
        match self.texts.get(field) {
            Some(words) => words.to_owned(),
            None if files => texts.text("no-words"),
            None => texts.text("erased"),
        }
    }
}

/// Where a message of a supergroup can be read by its members; basic groups have no such addresses.
fn link_to(at: MessageRef, thread: Option<i64>) -> Option<String> {
    /// Supergroups are numbered from here on, downwards.
    const SUPERGROUPS: i64 = -1_000_000_000_000;
    match at.chat {
        ChatId::Group(number) if number < SUPERGROUPS => {
            let bare = SUPERGROUPS - number;
            let message = at.message.0;
            Some(match thread {
                Some(thread) => format!("https://t.me/c/{bare}/{thread}/{message}"),
                None => format!("https://t.me/c/{bare}/{message}"),
            })
        }
        ChatId::Group(_) | ChatId::Private(_) => None,
    }
}
