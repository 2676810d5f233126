//! Lane: what is to be said next in one chat?

use super::alarms::{Alarms, Told};
use super::deliver::Begun;
use crate::pace::Call;
use crate::render::SENT_AGAIN_MAX;
use chrono::{DateTime, Utc};
use domain::notice::Kind;
use domain::{ChatId, MessageId, NoticeId};
use projections::rows::PendingNotice;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use teloxide::types::InlineKeyboardMarkup;

/// The most replies that wait in one chat; older ones are of no use to anybody.
pub(super) const ASIDES_MAX: usize = 20;

/// Something that is not recorded.
#[derive(Debug, Clone)]
pub(super) struct Aside {
    pub(super) what: What,
    pub(super) since: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Reply {
        reply_to: Option<MessageId>,
        text: String,
        /// None below most replies.
        buttons: Option<InlineKeyboardMarkup>,
        /// Whether the text is markup.
        html: bool,
    },
    /// Other words in the place of a message that is there, with no buttons.
    Instead(MessageId, String),
    /// Other buttons under a message that is there.
    Buttons(MessageId, InlineKeyboardMarkup),
    /// The sign on somebody's message that it has arrived.
    Delivered(MessageId),
}

/// One chat, by Telegram's number of it.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// As views call it; none while only asides are to be said.
    pub(super) chat: Option<ChatId>,
    pub(super) asides: VecDeque<Aside>,
    pub(super) flying: bool,
    /// What was said and is not recorded yet.
    pub(super) begun: HashMap<NoticeId, Begun>,
    /// What was done last, with the state that it was to show.
    pub(super) done: Option<(NoticeId, u64)>,
    /// What staff must know soon, and is told here one by one or together.
    pub(super) alarms: Alarms,
    /// How many times in a row nobody knew the outcome.
    pub(super) doubts: u32,
    /// Not before this instant is anything tried here again: since when, and until when.
    pub(super) shut: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When to look again.
    pub(super) wake: Option<DateTime<Utc>>,
}

/// Something that may be said next.
#[derive(Debug, Clone)]
pub(super) enum Next {
    Notice(PendingNotice),
    /// Many alarms in one message. Never empty.
    Summary(Vec<PendingNotice>),
    Aside,
}

impl Next {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::Notice(it) if it.message.is_some() => Call::Edit(it.notice),
            Self::Notice(_) | Self::Summary(_) | Self::Aside => Call::Send,
        }
    }
}

/// How soon people must notice it: the smaller, the sooner.
fn urgency(notice: &PendingNotice) -> u8 {
    match notice.kind {
        // Whoever looks for an answer in the topic learns first where it is.
        Kind::Receipt | Kind::TopicLost => 1,
        Kind::Answer
        | Kind::Question
        | Kind::Resolution
        | Kind::ClientWords
        | Kind::ReopenedWords
        | Kind::ReopenOffer
        | Kind::Prompt
        | Kind::LinkQuestion
        | Kind::StaffWelcome
        | Kind::WhichTicket
        | Kind::StatusAnswer
        | Kind::Hint
        | Kind::Alarm
        | Kind::Warning
        | Kind::Breach
        | Kind::Escalation
        | Kind::Taken
        | Kind::StaffQuestion
        | Kind::StaffConfirmed
        | Kind::HandedOver
        | Kind::Announcement
        | Kind::StaffLeft
        | Kind::AllHandedOver
        | Kind::Unanswered
        | Kind::Digest
        | Kind::InviteCard
        | Kind::InviteEnded
        | Kind::PrivateWhich
        | Kind::TicketsImported
        | Kind::Waits
        | Kind::ByColleague => WORDS,
        // What is asked in private may wait for what is answered.
        Kind::Undelivered if notice.message.is_none() => WORDS,
        Kind::RatingQuestion => ASIDE + 1,
        Kind::Card | Kind::StaffCard | Kind::GroupCard if notice.message.is_none() => ASIDE + 1,
        Kind::StaffCard if notice.over => ASIDE + 3,
        Kind::Card | Kind::StaffCard | Kind::GroupCard | Kind::Outcome | Kind::Undelivered => {
            ASIDE + 2
        }
    }
}

/// In the order of the log.
const LOGGED: Reverse<u64> = Reverse(0);

/// Of the cards in a busy staff chat, those that changed last are looked at.
fn newness(notice: &PendingNotice) -> Reverse<u64> {
    match notice.kind {
        Kind::StaffCard if notice.message.is_some() => Reverse(notice.position.0),
        _ => LOGGED,
    }
}

/// Words that people are to hear.
const WORDS: u8 = 2;
/// Asides go after what is recorded and before cards.
const ASIDE: u8 = 3;

/// Whether it tells staff that something needs them soon. Of words that did not arrive, the first message does; what
/// becomes of them is shown by its edits.
pub(super) fn is_alarm(notice: &PendingNotice) -> bool {
    match notice.kind {
        Kind::Undelivered => notice.message.is_none(),
        kind => kind.is_alarm(),
    }
}

/// As many of these as one summary has buttons for; the others wait for the next one.
fn with_room(mut alarms: Vec<PendingNotice>) -> Vec<PendingNotice> {
    let mut room = SENT_AGAIN_MAX;
    alarms.retain(|it| {
        let fits = it.kind != Kind::Undelivered || room > 0;
        room = room.saturating_sub(usize::from(it.kind == Kind::Undelivered));
        fits
    });
    alarms
}

impl Lane {
    /// What may be said, the most urgent first.
    ///
    /// Words that stand beneath a card wait for the card; what was begun goes first. Alarms wait for a moment, so
    /// that many of them are told together.
    pub(super) fn candidates(
        &mut self,
        mut pending: Vec<PendingNotice>,
        now: DateTime<Utc>,
    ) -> Vec<Next> {
        let new_card = |it: &PendingNotice| it.kind == Kind::StaffCard && it.message.is_none();
        let cards: Vec<_> = pending.iter().filter(|it| new_card(it)).map(|it| it.ticket).collect();
        let beneath = |it: &PendingNotice| {
            let stands_beneath = matches!(it.kind, Kind::ClientWords | Kind::ReopenedWords);
            (stands_beneath || it.kind.is_of_time()) && cards.contains(&it.ticket)
        };
        pending.retain(|it| !beneath(it));
        let (alarms, pending): (Vec<_>, Vec<_>) = pending
            .into_iter()
            .partition(|it| is_alarm(it) && !self.begun.contains_key(&it.notice));
        let alarms = match self.alarms.next(alarms, now) {
            Told::Nothing => vec![],
            Told::Later(at) => {
                self.wake = Some(self.wake.map_or(at, |it| it.min(at)));
                vec![]
            }
            Told::Singly(them) => them.into_iter().map(Next::Notice).collect(),
            Told::Together(them) => vec![Next::Summary(with_room(them))],
        };
        let mut ordered: Vec<((u8, Reverse<u64>), Next)> = pending
            .into_iter()
            .map(|it| {
                let begun = self.begun.contains_key(&it.notice);
                (if begun { (0, LOGGED) } else { (urgency(&it), newness(&it)) }, Next::Notice(it))
            })
            .chain(alarms.into_iter().map(|it| ((WORDS, LOGGED), it)))
            .collect();
        if !self.asides.is_empty() {
            ordered.push(((ASIDE, LOGGED), Next::Aside));
        }
        // Stable: within an urgency, the order of the log.
        ordered.sort_by_key(|it| it.0);
        ordered.into_iter().map(|it| it.1).collect()
    }

    /// Whether this is what was done last. Asked again, it is not.
    pub(super) fn said_already(&mut self, next: &Next) -> bool {
        match next {
            Next::Notice(it) => self.was_done(it),
            Next::Summary(them) => them.first().is_some_and(|it| self.was_done(it)),
            Next::Aside => false,
        }
    }

    fn was_done(&mut self, it: &PendingNotice) -> bool {
        let done = self.done == Some((it.notice, it.want));
        if done {
            self.done = None;
        }
        done
    }

    /// Whether nothing need be remembered of this chat.
    pub(super) fn is_idle(&self, now: DateTime<Utc>) -> bool {
        let nothing_waits = self.asides.is_empty() && self.begun.is_empty();
        !self.flying && nothing_waits && self.shut.is_none() && self.alarms.is_idle(now)
    }

    pub(super) fn say_aside(&mut self, aside: Aside) {
        if self.asides.len() < ASIDES_MAX {
            self.asides.push_back(aside);
        }
    }

    /// Until when nothing is tried here; a clock that jumped back opens it sooner, never later.
    pub(super) fn shut_until(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (since, until) = self.shut?;
        if now >= until || now < since {
            self.shut = None;
        }
        self.shut.map(|it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TicketId;
    use store::port::{Position, Revision, StreamName};
    use uuid::Uuid;

    fn pending(position: u64, kind: Kind, ticket: u128, message: Option<i64>) -> PendingNotice {
        PendingNotice {
            notice: NoticeId(Uuid::from_u128(u128::from(position))),
            kind,
            chat: ChatId::Group(-1),
            thread: None,
            ticket: Some(TicketId(Uuid::from_u128(ticket))),
            conversation: None,
            subject: (StreamName::parse("desk").unwrap(), Revision(0)),
            reply_to: None,
            of: None,
            want: 1,
            message: message.map(MessageId),
            over: false,
            position: Position(position),
        }
    }

    fn order(lane: &mut Lane, pending: Vec<PendingNotice>) -> Vec<u64> {
        let place = |it| match it {
            Next::Notice(it) => it.position.0,
            Next::Summary(them) => them.iter().map(|it| it.position.0).sum(),
            Next::Aside => 0,
        };
        lane.candidates(pending, DateTime::UNIX_EPOCH).into_iter().map(place).collect()
    }

    fn aside() -> Aside {
        let text = "x".to_owned();
        let what = What::Reply { reply_to: None, text, html: false, buttons: None };
        Aside { what, since: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn receipts_go_before_words_and_words_before_cards_and_new_cards_before_edits() {
        let mut lane = Lane::default();
        lane.say_aside(aside());
        let pending = vec![
            pending(1, Kind::Card, 1, Some(9)),
            pending(2, Kind::Card, 2, None),
            pending(3, Kind::Question, 1, None),
            pending(4, Kind::Receipt, 3, None),
            pending(5, Kind::Resolution, 1, None),
            pending(6, Kind::GroupCard, 0, Some(2)),
        ];
        assert_eq!(order(&mut lane, pending), [4, 3, 5, 0, 2, 1, 6]);
    }

    #[test]
    fn of_staffs_cards_those_that_changed_last_go_first_and_those_of_what_is_over_last() {
        let over = |it: PendingNotice| PendingNotice { over: true, ..it };
        let pending = vec![
            pending(1, Kind::StaffCard, 1, Some(9)),
            pending(2, Kind::StaffCard, 2, Some(10)),
            over(pending(3, Kind::StaffCard, 3, Some(11))),
            over(pending(4, Kind::StaffCard, 4, Some(12))),
            pending(5, Kind::StaffCard, 5, None),
            pending(6, Kind::StaffCard, 6, None),
        ];
        assert_eq!(order(&mut Lane::default(), pending), [5, 6, 2, 1, 4, 3]);
    }

    #[test]
    fn words_that_stand_beneath_a_card_wait_for_it() {
        let pending = vec![
            pending(1, Kind::ClientWords, 1, None),
            pending(2, Kind::ClientWords, 2, None),
            pending(3, Kind::StaffCard, 1, None),
            pending(4, Kind::StaffCard, 2, Some(8)),
            pending(5, Kind::Breach, 1, None),
        ];
        assert_eq!(order(&mut Lane::default(), pending), [2, 3, 4]);
    }

    #[test]
    fn what_was_begun_is_finished_first() {
        let mut lane = Lane::default();
        let group_card = pending(2, Kind::GroupCard, 0, None);
        lane.begun.insert(group_card.notice, Begun::to_be_pinned());
        assert_eq!(order(&mut lane, vec![pending(1, Kind::Receipt, 1, None), group_card]), [2, 1]);
    }

    #[test]
    fn what_is_pending_although_it_was_said_is_passed_over_once() {
        let card = pending(2, Kind::Card, 1, None);
        let mut lane = Lane { done: Some((card.notice, card.want)), ..Lane::default() };
        assert!(lane.said_already(&Next::Notice(card.clone())));
        assert!(!lane.said_already(&Next::Notice(card)));
    }

    #[test]
    fn no_more_asides_wait_than_anybody_would_read() {
        let mut lane = Lane::default();
        for _ in 0..ASIDES_MAX + 5 {
            lane.say_aside(aside());
        }
        assert_eq!(lane.asides.len(), ASIDES_MAX);
    }
}
