//! Gather: what do views and log tell of a notice that is to be said?

use super::{Failure, Sender};
use crate::lists::{self, Asked};
use crate::render::{BOARD_LINES_MAX, Board, LISTED_MAX, Scene, SeenIn, Subject};
use crate::times::Times;
use crate::{canned, promised, updates};
use chrono::{DateTime, Utc};
use commands::ticket::reopen;
use commands::transact::{self, Error};
use domain::along::Along;
use domain::cause::not_ahead;
use domain::chat::{self, MessageAccounted};
use domain::client::Zone;
use domain::desk::Desk;
use domain::notice::Kind;
use domain::policy::Whom;
use domain::ticket::{Status, Ticket};
use domain::{
    Actor, ChatId, ClientCode, Event, Field, Language, MessageRef, PersonId, Role, TicketId,
    TicketNumber, conversation, people, ticket,
};
use projections::rows::{
    BoardFilter, CalledUpon, ChatPlace, MessageBelongs, PendingNotice, TicketRow,
};
use std::convert::Infallible;
use store::codec;
use store::port::{Revision, StreamName};
use store::stream::Stream;
use store::vault::VaultError;
use thiserror::Error as ThisError;

/// The most tickets that are looked at for a list.
pub(super) const TICKETS_MAX: usize = 50;

/// Why a notice could not be put together now.
#[derive(Debug, ThisError)]
pub(super) enum Obstacle {
    /// It may be gone a little later.
    #[error(transparent)]
    Passing(Failure),
    /// What is recorded cannot be understood: going on would hide it.
    #[error(transparent)]
    Lasting(Failure),
}

impl From<projections::ViewError> for Obstacle {
    fn from(error: projections::ViewError) -> Self {
        Self::Passing(Failure::View(error))
    }
}

impl From<Error<Infallible>> for Obstacle {
    fn from(error: Error<Infallible>) -> Self {
        let may_pass = match &error {
            Error::Rejected(never) => match *never {},
            Error::Contended(_) | Error::Read(_) => true,
            Error::Append(it) => it.may_retry(),
            // The keys may lie where the log lies: on a cluster that is away.
            Error::Vault(it) => matches!(it, VaultError::Key(_)),
            Error::Decode(_) => false,
        };
        let failure = Failure::Record(error);
        if may_pass { Self::Passing(failure) } else { Self::Lasting(failure) }
    }
}

impl Sender {
    /// All that a notice is made of, as of now.
    pub(super) async fn scene(&self, notice: &PendingNotice) -> Result<Scene, Obstacle> {
        let is_card = matches!(notice.kind, Kind::Card | Kind::StaffCard);
        let subject = if is_card { None } else { Some(self.subject(&notice.subject).await?) };
        let chat = match self.views.chat(notice.chat)? {
            None => self.alone(notice, subject.as_ref())?,
            linked => linked,
        };
        // In private only staff are told of their work, and people of what they asked; of whom nothing is known, a rating.
        let of_desk =
            matches!(notice.chat, ChatId::Private(_)) && notice.kind != Kind::RatingQuestion;
        let place = chat.as_ref().map(|it| it.place.clone());
        let place = place.or_else(|| of_desk.then_some(ChatPlace::Staff));
        let keeps_board = chat.as_ref().is_some_and(|it| it.board);
        let (language, zone) = match &chat {
            Some(row) => (row.language, row.zone.clone()),
            None => self.agreed(notice).await?,
        };
        let mut scene = Scene {
            notice: notice.clone(),
            times: Times::new(language, &zone, self.house.clock.now()),
            place,
            sees: chat.and_then(|it| it.sees),
            ticket: match notice.ticket {
                Some(ticket) => self.views.ticket(ticket)?,
                None => None,
            },
            linked: Vec::new(),
            incidents: Vec::new(),
            promises: None,
            held: None,
            holders: Vec::new(),
            called: None,
            called_upon: CalledUpon::default(),
            about: person_in(&notice.subject.0),
            staff_card: None,
            merged_into: None,
            over: false,
            continues: None,
            announcement: self.announcement(notice).await?.map(|it| it.1),
            similar: None,
            subject,
            seen_in: seen_in(&notice.subject.0),
            people: crate::render::People::new(),
            named: None,
            tickets: Vec::new(),
            board: None,
            seen_with: Vec::new(),
            clients: Vec::new(),
            list: None,
            client_title: self.client_title(&notice.subject.0)?,
            code: None,
            staff_group: None,
            waited: None,
            digest: None,
            deliveries: Vec::new(),
            replies: Vec::new(),
            works_at: match notice.ticket {
                Some(ticket) if notice.kind == Kind::StaffCard => self.works_at(ticket)?,
                Some(_) | None => None,
            },
            imported: None,
            along: self.along(notice).await?,
        };
        if let (Kind::Alarm, Some(seen_in)) = (notice.kind, &scene.seen_in) {
            // What is alarming happened in another group than the one where it is told.
            let there = self.views.chat(seen_in.chat)?;
            if there.as_ref().is_some_and(|it| it.place == ChatPlace::Staff) {
                let title = self.views.group(seen_in.chat)?.map(|it| it.title);
                scene.staff_group = Some(title.unwrap_or_default());
            }
            scene.sees = there.and_then(|it| it.sees);
        }
        self.add_tickets(&mut scene).await?;
        if notice.kind == Kind::GroupCard && keeps_board {
            scene.board = Some(self.board(notice.chat, scene.times.now).await?);
        }
        self.add_other_life(&mut scene).await?;
        self.add_similar(&mut scene)?;
        self.add_promises(&mut scene).await?;
        self.add_routing(&mut scene)?;
        self.add_words(&mut scene)?;
        self.add_people(&mut scene)?;
        self.add_day(&mut scene).await?;
        Ok(scene)
    }

    /// What the request of a staff card brought along: it stands in the first event of its ticket.
    async fn along(&self, notice: &PendingNotice) -> Result<Along, Obstacle> {
        let Some(ticket) = notice.ticket.filter(|_| notice.kind == Kind::StaffCard) else {
            return Ok(Along::default());
        };
        let first = self.subject(&(Stream::Ticket(ticket).name(), Revision(0))).await?;
        Ok(Along::of(&first.texts))
    }

    /// The event at a place, with its texts opened.
    pub(super) async fn subject(&self, at: &(StreamName, Revision)) -> Result<Subject, Obstacle> {
        let page = self.house.store.read(&at.0, at.1, 1).await;
        let page = page.map_err(|it| Obstacle::Passing(Failure::Read(it)))?;
        let Some(recorded) = page.first() else {
            return Err(Obstacle::Lasting(Failure::Missing { stream: at.0.clone() }));
        };
        let decoded = codec::decode(recorded);
        let event = decoded.map_err(|it| Obstacle::Lasting(Failure::Decode(it)))?;
        let opened = self.house.vault.open(recorded);
        let texts = opened.map_err(|it| Obstacle::Lasting(Failure::Vault(it)))?;
        let actor = Actor::parse(&recorded.event.actor).and_then(Actor::person);
        let (occurred_at, recorded_at) = (recorded.event.occurred_at, recorded.recorded_at);
        Ok(Subject { event, occurred_at, recorded_at, actor, texts })
    }

    /// How people are spoken to where no chat is linked: before a link as whoever wants it agreed, and in private, where
    /// only staff are told anything, as the desk did.
    async fn agreed(&self, notice: &PendingNotice) -> Result<(Language, Zone), Obstacle> {
        if let (Kind::RatingQuestion, Some(ticket)) = (notice.kind, notice.ticket)
            && let Some(ticket) = self.views.ticket(ticket)?
        {
            let client = self.views.client(ticket.client)?;
            return Ok(client.map(|it| (it.language, it.zone)).unwrap_or_default());
        }
        let of_desk = matches!(notice.chat, ChatId::Private(_));
        match Stream::parse(&notice.subject.0) {
            Some(Stream::Client(client)) => {
                let client = self.views.client(client)?;
                Ok(client.map(|it| (it.language, it.zone)).unwrap_or_default())
            }
            stream if of_desk || stream == Some(Stream::Desk) => {
                let settled = |it: &Desk| (it.language, it.zone.clone());
                Ok(transact::ask(&self.house, &Stream::Desk, settled).await?)
            }
            Some(_) | None => Ok((Language::default(), Zone::default())),
        }
    }

    /// Where whoever asked for a ticket works.
    fn works_at(&self, ticket: TicketId) -> Result<Option<String>, Obstacle> {
        Ok(self.views.place_of(ticket)?.and_then(|it| it.line()))
    }

    /// The title of the client in whose stream, or chat, the subject stands.
    fn client_title(&self, stream: &StreamName) -> Result<Option<String>, Obstacle> {
        Ok(match Stream::parse(stream) {
            Some(Stream::Client(client)) => self.views.client(client)?.map(|it| it.title),
            Some(Stream::Chat(chat, _)) => match self.views.chat(chat)?.map(|it| it.place) {
                Some(ChatPlace::Client { title, .. }) => Some(title),
                Some(ChatPlace::Staff) | None => None,
            },
            _ => None,
        })
    }

    async fn add_tickets(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        if let Some(ticket) = scene.ticket.as_ref().filter(|it| it.status == Status::Closed) {
            let stream = Stream::Ticket(ticket.ticket);
            let into = |it: &Ticket| it.life().and_then(|it| it.merged_into);
            if let Some(into) = transact::ask(&self.house, &stream, into).await? {
                scene.merged_into = self.views.ticket(into)?.map(|it| it.number);
            }
        }
        if let (Kind::Card | Kind::StaffCard, Some(ticket)) = (scene.notice.kind, &scene.ticket) {
            scene.imported = self.views.imported(ticket.ticket)?;
        }
        match scene.notice.kind {
            Kind::WhichTicket => {
                if let Some(seen_in) = &scene.seen_in {
                    let tickets = self.views.tickets_of_chat(seen_in.chat, None, TICKETS_MAX)?;
                    scene.tickets = open(tickets);
                }
            }
            Kind::PrivateWhich => self.add_choices(scene)?,
            Kind::StaffLeft => {
                if let Some(person) = person_in(&scene.notice.subject.0) {
                    let filter = BoardFilter { assignee: Some(person), ..BoardFilter::default() };
                    scene.tickets = self.views.board(&filter)?.tickets;
                    scene.seen_with = self.views.clients_seen_with(person)?;
                    scene.holders.push((Role::Admin, self.views.holders(Role::Admin)?));
                }
            }
            Kind::StatusAnswer if scene.ticket.is_none() => self.add_asked(scene)?,
            Kind::Hint => {
                scene.code = self.views.clients()?.into_iter().next().map(|it| it.code);
                scene.linked.extend(self.replied_about(scene)?);
            }
            _ => (),
        }
        Ok(())
    }

    /// The ticket of the message that the subject replies to.
    fn replied_about(&self, scene: &Scene) -> Result<Option<TicketNumber>, Obstacle> {
        let Some(Event::Chat(chat::Event::MessageAccounted(it))) =
            scene.subject.as_ref().map(|it| &it.event)
        else {
            return Ok(None);
        };
        let Some((seen_in, message)) = scene.seen_in.as_ref().zip(it.reply_to) else {
            return Ok(None);
        };
        let to = self.views.message(MessageRef { chat: seen_in.chat, message })?;
        let ticket = match to.map(|it| it.belongs) {
            Some(MessageBelongs::Ticket(ticket)) => Some(ticket),
            Some(MessageBelongs::Conversation(_, started)) => started.purpose.ticket(),
            Some(MessageBelongs::Nothing) | None => None,
        };
        let Some(ticket) = ticket else { return Ok(None) };
        Ok(self.views.ticket(ticket)?.map(|it| it.number))
    }

    /// The open tickets of a chat, the oldest first.
    async fn board(&self, chat: ChatId, now: DateTime<Utc>) -> Result<Board, Obstacle> {
        let (oldest, count) = self.views.open_in_chat(chat, BOARD_LINES_MAX)?;
        let more = count.saturating_sub(oldest.len());
        let mut lines = Vec::new();
        for ticket in oldest {
            let promises = promised::on(&self.house, ticket.ticket, now).await?;
            lines.push((ticket, promises));
        }
        Ok(Board { lines, more })
    }

    /// Which ticket this one goes on from, and whether it could be opened again.
    async fn add_other_life(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let Some(ticket) = &scene.ticket else { return Ok(()) };
        match scene.notice.kind {
            Kind::ReopenOffer => {
                let (of, at) = ((ticket.ticket, ticket.client), scene.times.now.into());
                scene.over = reopen::over(&self.house, of, at).await?;
            }
            Kind::StaffCard => {
                let linked = |it: &Ticket| it.life().map(|it| it.linked.clone());
                let stream = Stream::Ticket(ticket.ticket);
                for other in transact::ask(&self.house, &stream, linked).await?.unwrap_or_default()
                {
                    scene.linked.extend(self.views.ticket(other)?.map(|it| it.number));
                }
                scene.linked.sort();
                scene.incidents = self.views.incidents_of_ticket(ticket.ticket)?;
            }
            Kind::Receipt => {
                // When it is registered, it has no other links.
                let linked = |it: &Ticket| it.life().and_then(|it| it.linked.first().copied());
                let stream = Stream::Ticket(ticket.ticket);
                if let Some(other) = transact::ask(&self.house, &stream, linked).await? {
                    scene.continues = self.views.ticket(other)?.map(|it| it.number);
                }
            }
            _ => (),
        }
        Ok(())
    }

    /// What is promised on the ticket, where that is said of it.
    async fn add_promises(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let kind = scene.notice.kind;
        let tells = matches!(
            kind,
            Kind::Receipt | Kind::Card | Kind::StaffCard | Kind::StatusAnswer | Kind::Resolution
        );
        if let Some(ticket) = scene.ticket.as_ref().filter(|_| tells || kind.is_of_time()) {
            scene.promises = promised::on(&self.house, ticket.ticket, scene.times.now).await?;
            if ticket.status == Status::OnHold {
                scene.held = promised::held(&self.house, ticket.ticket).await?;
            }
        }
        let names_card = kind.is_alarm() || kind == Kind::Undelivered;
        if let Some(ticket) = scene.notice.ticket.filter(|_| names_card) {
            scene.staff_card = self.views.staff_card(ticket)?;
        }
        if let Some(Event::Ticket(ticket::Event::Escalated(it))) =
            scene.subject.as_ref().map(|it| &it.event)
        {
            for role in [Role::Manager, Role::Admin] {
                if it.notify.contains(&Whom::Role(role)) {
                    scene.holders.push((role, self.views.holders(role)?));
                }
            }
            if let Some(ticket) = &scene.ticket
                && it.notify.iter().any(|it| matches!(it, Whom::Responsible | Whom::Duty))
            {
                scene.called_upon = self.views.called_upon(ticket.client, scene.times.now)?;
            }
        }
        Ok(())
    }

    /// Who is to be called upon about a ticket, and what was handed over.
    fn add_routing(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        if let Some(ticket) = &scene.ticket
            && matches!(scene.notice.kind, Kind::StaffCard | Kind::Breach)
        {
            let of = (ticket.client, ticket.assignee);
            scene.called = self.views.mentioned(of, scene.times.now)?;
        }
        if let Some(Event::Person(people::Event::HandedOver(it))) =
            scene.subject.as_ref().map(|it| &it.event)
        {
            for ticket in it.tickets.iter().take(LISTED_MAX) {
                scene.tickets.extend(self.views.ticket(*ticket)?);
            }
        }
        Ok(())
    }

    /// The ticket that somebody asks about, or their own that are open.
    fn add_asked(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let Some(subject) = &scene.subject else { return Ok(()) };
        let Event::Chat(chat::Event::MessageAccounted(asked)) = &subject.event else {
            return Ok(());
        };
        let words = subject.texts.get(Field::Body).unwrap_or_default();
        let code = match &scene.place {
            Some(ChatPlace::Client { code, .. }) => Some(code),
            Some(ChatPlace::Staff) | None => None,
        };
        if scene.place == Some(ChatPlace::Staff)
            && let Some(typed) = updates::typed(words).map(|it| it.0)
            && let Some(asked) = Asked::of(&typed.name, &typed.rest, asked.author)
        {
            scene.list = Some(lists::gather(&self.views, &asked, scene.times.now)?);
            return Ok(());
        }
        if asked.rule.as_str() == "command.status" {
            scene.named = number_in(words, code);
        }
        if let Some(number) = &scene.named {
            let found = self.views.ticket_by_number(number)?;
            scene.ticket = found.filter(|it| may_be_told(scene, it));
            return Ok(());
        }
        scene.tickets = self.own_tickets(scene.place.as_ref(), &scene.notice, asked)?;
        Ok(())
    }

    fn own_tickets(
        &self,
        place: Option<&ChatPlace>,
        notice: &PendingNotice,
        asked: &MessageAccounted,
    ) -> Result<Vec<TicketRow>, Obstacle> {
        Ok(match place {
            Some(ChatPlace::Staff) => {
                let filter = BoardFilter { assignee: Some(asked.author), ..BoardFilter::default() };
                self.views.board(&filter)?.tickets
            }
            Some(ChatPlace::Client { .. }) | None => {
                let author = Some(asked.author);
                open(self.views.tickets_of_chat(notice.chat, author, TICKETS_MAX)?)
            }
        })
    }

    /// What became of what staff said, and what is kept ready to be said.
    fn add_words(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        match (scene.notice.kind, scene.notice.ticket) {
            (Kind::Undelivered, Some(ticket)) => {
                scene.deliveries = self.views.deliveries(ticket)?;
            }
            (Kind::StaffCard, _) => scene.replies = canned::names(self.views.replies()?),
            (Kind::Hint, _) if scene.place == Some(ChatPlace::Staff) => {
                scene.replies = canned::names(self.views.replies()?);
            }
            _ => (),
        }
        Ok(())
    }

    fn add_people(&self, scene: &mut Scene) -> Result<(), Obstacle> {
        let mut wanted: Vec<PersonId> = Vec::new();
        if let Some(ticket) = &scene.ticket {
            wanted.push(ticket.requester);
            wanted.extend(ticket.assignee);
        }
        wanted.extend(person_in(&scene.notice.subject.0));
        if let Some(subject) = &scene.subject {
            wanted.extend(subject.actor);
            wanted.extend(author_of(&subject.event));
            if let Event::Conversation(conversation::Event::Started(it)) = &subject.event
                && let conversation::Purpose::HandOver { from, to } = it.purpose
            {
                wanted.extend([from, to]);
            }
        }
        if let Some(promises) = &scene.promises {
            wanted.extend(promises.people());
        }
        wanted.extend(scene.deliveries.iter().filter_map(|it| it.author));
        wanted.extend(scene.called);
        wanted.extend(scene.called_upon.responsible);
        wanted.extend(scene.called_upon.duty);
        wanted.extend(scene.about);
        wanted.extend(scene.holders.iter().flat_map(|it| it.1.iter().copied()));
        for person in wanted {
            if scene.people.contains_key(&person) {
                continue;
            }
            if let Some(row) = self.views.person(person)? {
                scene.people.insert(person, row);
            }
        }
        Ok(())
    }
}

pub(super) fn open(mut tickets: Vec<TicketRow>) -> Vec<TicketRow> {
    tickets.retain(|it| it.status.is_open());
    tickets
}

/// Whom an event of a person's own stream is about.
fn person_in(stream: &StreamName) -> Option<PersonId> {
    match Stream::parse(stream) {
        Some(Stream::Person(person)) => Some(person),
        _ => None,
    }
}

fn seen_in(stream: &StreamName) -> Option<SeenIn> {
    match Stream::parse(stream) {
        Some(Stream::Chat(chat, month)) => Some(SeenIn { chat, month }),
        _ => None,
    }
}

/// Staff are told of every ticket, a client's chat of that client's.
fn may_be_told(scene: &Scene, ticket: &TicketRow) -> bool {
    match &scene.place {
        Some(ChatPlace::Staff) => true,
        Some(ChatPlace::Client { client, .. }) => {
            *client == ticket.client && ticket.is_told_in(scene.notice.chat)
        }
        None => false,
    }
}

fn author_of(event: &Event) -> Option<PersonId> {
    match event {
        Event::Ticket(ticket::Event::MessageAdded(it)) => Some(it.author),
        Event::Ticket(ticket::Event::Assigned(it)) => Some(it.agent),
        Event::Ticket(ticket::Event::Unassigned(it)) => Some(it.agent),
        Event::Chat(chat::Event::MessageAccounted(it)) => Some(it.author),
        Event::Conversation(conversation::Event::Started(it)) => Some(it.owner),
        Event::Person(people::Event::HandedOver(it)) => Some(it.to),
        Event::Client(domain::client::Event::LinkClaimed(it))
        | Event::Desk(domain::desk::Event::LinkClaimed(it)) => Some(it.by),
        _ => None,
    }
}

/// The number that words name: whole, or in a client's chat without its code.
fn number_in(words: &str, code: Option<&ClientCode>) -> Option<TicketNumber> {
    words.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|it: char| !it.is_alphanumeric());
        let whole = word.to_uppercase().parse().ok();
        let bare = || format!("{}-{word}", code?).parse().ok();
        whole.or_else(bare)
    })
}

/// When a delivery is recorded to have been: Telegram's date as far as our clock can believe it, else the present.
pub(super) fn dated(told: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    told.map_or(now, |it| not_ahead(it, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_dated_ahead_of_our_clock_was_just_now() {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        assert_eq!(dated(Some(at(90)), at(100)), at(90));
        assert_eq!(dated(Some(at(105)), at(100)), at(105));
        assert_eq!(dated(Some(at(106)), at(100)), at(100));
        assert_eq!(dated(None, at(100)), at(100));
    }

    #[test]
    fn a_ticket_is_named_in_many_ways() {
        let code: ClientCode = "ROM".parse().unwrap();
        let named = |words| number_in(words, Some(&code)).map(|it| it.to_string());
        assert_eq!(named("/status@desk_bot ROM-57").as_deref(), Some("ROM-57"));
        assert_eq!(named("rom-57?").as_deref(), Some("ROM-57"));
        assert_eq!(named("/status № ROM-57").as_deref(), Some("ROM-57"));
        assert_eq!(named("/status 57").as_deref(), Some("ROM-57"));
        assert_eq!(named("/status"), None);
        assert_eq!(named("как там дела"), None);
        assert_eq!(number_in("57", None), None);
    }
}
