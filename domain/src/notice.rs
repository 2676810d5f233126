//! Notices: what must the bot say because of what happened?

use serde::{Deserialize, Serialize};

/// What kind of thing is said, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Client's chat: the ticket is registered under this number. Never edited.
    Receipt,
    /// Client's chat: the state of the ticket, edited in place.
    Card,
    /// Staff chat: the same with the staff's buttons.
    StaffCard,
    /// Client's chat: a staff member's words.
    Answer,
    /// Client's chat: a staff member's question.
    Question,
    /// Client's chat: what was done, and whether it is solved.
    Resolution,
    /// Staff chat: the client's words.
    ClientWords,
    /// Staff chat: not solved, and why.
    ReopenedWords,
    /// Client's chat: the ticket is over; open it again, or make a new one?
    ReopenOffer,
    /// Wherever a button was pressed: what is to be answered.
    Prompt,
    /// Client's chat: the card of the group, pinned.
    GroupCard,
    /// The chat that claimed a link: an admin is asked to confirm.
    LinkQuestion,
    /// Staff chat just linked: what can be done here.
    StaffWelcome,
    /// Staff chat: which ticket do these words belong to?
    WhichTicket,
    /// Wherever it was asked: how the ticket stands, or which ones there are.
    StatusAnswer,
    /// Wherever a command could not be followed: how to do it right.
    Hint,
    /// Staff chat: something could not be delivered, or could not be understood.
    Alarm,
    /// Staff chat: a good part of a target is used up.
    Warning,
    /// Staff chat: a deadline has passed.
    Breach,
    /// Staff chat, and the private chats of those to be told: a level of a chain was reached.
    Escalation,
    /// Client's chat: who has taken the ticket.
    Taken,
    /// Staff chat: is this person one of staff?
    StaffQuestion,
    /// Staff chat: this person is one of staff now.
    StaffConfirmed,
    /// Staff chat: whose the ticket is from now on, by somebody else's doing.
    HandedOver,
    /// Client's chat: the resolution again, once it is over, with how it ended. Only ever an edit.
    Outcome,
    /// The private chat of whoever asked: how well was it done?
    RatingQuestion,
    /// Client's chat: what many clients are told of an incident at once.
    Announcement,
    /// Staff chat: this person is of staff no more, and what is to be done about it.
    StaffLeft,
    /// Where an agent is told: what another has handed over to them.
    AllHandedOver,
    /// Staff chat: nobody has taken up a client's words.
    Unanswered,
    /// Staff chat: how the day stands, in the morning or in the evening.
    Digest,
    /// Staff chat: a staff member's words did not reach the client, and what became of them since. Edited in place.
    Undelivered,
    /// Wherever it was asked for: a card with a code, ready to print.
    InviteCard,
    /// Wherever it was asked for: why there is no such card, or that it is withdrawn.
    InviteEnded,
    /// A private chat of the client's side: what do these words belong to?
    PrivateWhich,
    /// Staff chat: how many open tickets of a table were imported.
    TicketsImported,
    /// The group itself: a topic is closed or gone, and its requests are spoken of in the general one.
    TopicLost,
    /// Staff chat: words for a client wait until the bot may write in their group.
    Waits,
    /// Where an agent is told: what a colleague has done to a ticket of theirs.
    ByColleague,
}

impl Kind {
    pub const ALL: [Self; 39] = [
        Self::Receipt,
        Self::Card,
        Self::StaffCard,
        Self::Answer,
        Self::Question,
        Self::Resolution,
        Self::ClientWords,
        Self::ReopenedWords,
        Self::ReopenOffer,
        Self::Prompt,
        Self::GroupCard,
        Self::LinkQuestion,
        Self::StaffWelcome,
        Self::WhichTicket,
        Self::StatusAnswer,
        Self::Hint,
        Self::Alarm,
        Self::Warning,
        Self::Breach,
        Self::Escalation,
        Self::Taken,
        Self::StaffQuestion,
        Self::StaffConfirmed,
        Self::HandedOver,
        Self::Outcome,
        Self::RatingQuestion,
        Self::Announcement,
        Self::StaffLeft,
        Self::AllHandedOver,
        Self::Unanswered,
        Self::Digest,
        Self::Undelivered,
        Self::InviteCard,
        Self::InviteEnded,
        Self::PrivateWhich,
        Self::TicketsImported,
        Self::TopicLost,
        Self::Waits,
        Self::ByColleague,
    ];

    /// Whether a later state of the same notice takes the place of an earlier one.
    pub fn is_card(self) -> bool {
        match self {
            Self::Card | Self::StaffCard | Self::GroupCard | Self::Outcome | Self::Undelivered => {
                true
            }
            Self::Receipt
            | Self::Answer
            | Self::Question
            | Self::Resolution
            | Self::ClientWords
            | Self::ReopenedWords
            | Self::ReopenOffer
            | Self::Prompt
            | Self::LinkQuestion
            | Self::StaffWelcome
            | Self::WhichTicket
            | Self::StatusAnswer
            | Self::Hint
            | Self::Alarm
            | Self::Warning
            | Self::Breach
            | Self::Escalation
            | Self::Taken
            | Self::StaffQuestion
            | Self::StaffConfirmed
            | Self::HandedOver
            | Self::RatingQuestion
            | Self::Announcement
            | Self::StaffLeft
            | Self::AllHandedOver
            | Self::Unanswered
            | Self::Digest
            | Self::InviteCard
            | Self::InviteEnded
            | Self::PrivateWhich
            | Self::TicketsImported
            | Self::TopicLost
            | Self::Waits
            | Self::ByColleague => false,
        }
    }

    /// Whether it tells what time has brought about. Of a ticket, only the newest of these is told, and only within
    /// the hours in which its policy lets people be told.
    pub fn is_of_time(self) -> bool {
        match self {
            Self::Warning | Self::Breach | Self::Escalation => true,
            Self::Receipt
            | Self::Card
            | Self::StaffCard
            | Self::Answer
            | Self::Question
            | Self::Resolution
            | Self::ClientWords
            | Self::ReopenedWords
            | Self::ReopenOffer
            | Self::Prompt
            | Self::GroupCard
            | Self::LinkQuestion
            | Self::StaffWelcome
            | Self::WhichTicket
            | Self::StatusAnswer
            | Self::Hint
            | Self::Alarm
            | Self::Taken
            | Self::StaffQuestion
            | Self::StaffConfirmed
            | Self::HandedOver
            | Self::Outcome
            | Self::RatingQuestion
            | Self::Announcement
            | Self::StaffLeft
            | Self::AllHandedOver
            | Self::Unanswered
            | Self::Digest
            | Self::Undelivered
            | Self::InviteCard
            | Self::InviteEnded
            | Self::PrivateWhich
            | Self::TicketsImported
            | Self::TopicLost
            | Self::Waits
            | Self::ByColleague => false,
        }
    }

    /// Whether it tells staff that something needs them soon. Many of these at once are told in one message.
    pub fn is_alarm(self) -> bool {
        match self {
            Self::Alarm
            | Self::Warning
            | Self::Breach
            | Self::Escalation
            | Self::StaffLeft
            | Self::Unanswered => true,
            Self::Receipt
            | Self::Card
            | Self::StaffCard
            | Self::Answer
            | Self::Question
            | Self::Resolution
            | Self::ClientWords
            | Self::ReopenedWords
            | Self::ReopenOffer
            | Self::Prompt
            | Self::GroupCard
            | Self::LinkQuestion
            | Self::StaffWelcome
            | Self::WhichTicket
            | Self::StatusAnswer
            | Self::Hint
            | Self::Taken
            | Self::StaffQuestion
            | Self::StaffConfirmed
            | Self::HandedOver
            | Self::Outcome
            | Self::RatingQuestion
            | Self::Announcement
            | Self::AllHandedOver
            | Self::Digest
            // It is edited in place: a message of its own.
            | Self::Undelivered
            | Self::InviteCard
            | Self::InviteEnded
            | Self::PrivateWhich
            | Self::TicketsImported
            | Self::TopicLost
            | Self::Waits
            | Self::ByColleague => false,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Card => "card",
            Self::StaffCard => "staff_card",
            Self::Answer => "answer",
            Self::Question => "question",
            Self::Resolution => "resolution",
            Self::ClientWords => "client_words",
            Self::ReopenedWords => "reopened_words",
            Self::ReopenOffer => "reopen_offer",
            Self::Prompt => "prompt",
            Self::GroupCard => "group_card",
            Self::LinkQuestion => "link_question",
            Self::StaffWelcome => "staff_welcome",
            Self::WhichTicket => "which_ticket",
            Self::StatusAnswer => "status_answer",
            Self::Hint => "hint",
            Self::Alarm => "alarm",
            Self::Warning => "warning",
            Self::Breach => "breach",
            Self::Escalation => "escalation",
            Self::Taken => "taken",
            Self::StaffQuestion => "staff_question",
            Self::StaffConfirmed => "staff_confirmed",
            Self::HandedOver => "handed_over",
            Self::Outcome => "outcome",
            Self::RatingQuestion => "rating_question",
            Self::Announcement => "announcement",
            Self::StaffLeft => "staff_left",
            Self::AllHandedOver => "all_handed_over",
            Self::Unanswered => "unanswered",
            Self::Digest => "digest",
            Self::Undelivered => "undelivered",
            Self::InviteCard => "invite_card",
            Self::InviteEnded => "invite_ended",
            Self::PrivateWhich => "private_which",
            Self::TicketsImported => "tickets_imported",
            Self::TopicLost => "topic_lost",
            Self::Waits => "waits",
            Self::ByColleague => "by_colleague",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}
