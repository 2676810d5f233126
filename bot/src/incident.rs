//! Incident: how do staff declare what befell many clients, link tickets to it, and tell everybody at once?

pub(crate) mod groups;
pub(crate) mod on_card;
pub(crate) mod preview;

use crate::buttons::Press;
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::render::Button;
use crate::texts::Texts;
use crate::texts::incidents::IncidentReply as Reply;
use crate::times::Times;
use crate::{updates, wire};
use commands::incident::declare::{self, Declare};
use commands::incident::draft::{self, Draft};
use commands::incident::link::{self, Change, Link};
use commands::incident::{By, Rejection, end};
use commands::transact::{self, transact};
use domain::dates::{self, Unread, Wall};
use domain::incident::{Audience, Incident, Nature, possible, told};
use domain::intake::Typed;
use domain::{Actor, Cause, ChatId, ClientId, IncidentId, MessageId, MessageRef, Trigger};
use domain::{ClientCode, TicketNumber};
use projections::rows::{ChatPlace, ChatRow, IncidentRow, MessageBelongs};
use std::collections::BTreeSet;
use store::stream::Stream;

/// The most incidents that one answer lists.
const LISTED_MAX: usize = 10;

/// Follows a command about incidents in a staff chat. None for any other command, and for people who are not staff.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Option<Vec<Effect>>, Failure> {
    if chat.place != ChatPlace::Staff || !somebody.known.is_staff() {
        return Ok(None);
    }
    let desk = AtDesk { reception, chat, it, somebody, cause };
    let said = match typed.name.as_str() {
        "incident" => desk.incident(typed.rest.trim()).await,
        "planned" => desk.planned(typed.rest.trim()).await,
        "announce" => desk.words(typed.rest.trim(), false).await,
        "finish" => desk.words(typed.rest.trim(), true).await,
        _ => return Ok(None),
    };
    let (reply, buttons) = match said {
        Ok(said) => said,
        Err(Stopped::Failed(failure)) => return Err(failure),
        Err(Stopped::Said(reply)) => (*reply, vec![]),
    };
    let times = Times::new(chat.language, &chat.zone, reception.house.clock.now());
    let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
    let apart = reply.apart(&times).into_iter();
    let mut effects: Vec<_> = apart.map(|text| Effect::Reply { chat, reply_to, text }).collect();
    let text = reply.text(&times);
    effects.push(if buttons.is_empty() {
        Effect::Reply { chat, reply_to, text }
    } else {
        Effect::Choice { chat, reply_to, text, buttons }
    });
    Ok(Some(effects))
}

/// A reply, and the buttons under it.
type Said = (Reply, Vec<Vec<Button>>);

/// Why a command came to nothing.
enum Stopped {
    /// In a box: what is answered is far larger than a failure.
    Said(Box<Reply>),
    Failed(Failure),
}

impl Stopped {
    fn said(reply: Reply) -> Self {
        Self::Said(Box::new(reply))
    }
}

impl<F: Into<Failure>> From<F> for Stopped {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

/// A refusal as it is told; a failure stays one.
fn stopped(error: transact::Error<Rejection>) -> Stopped {
    match refused(error) {
        Refused::Failed(failure) => Stopped::Failed(failure),
        Refused::Rejected(rejection) => Stopped::said(Reply::Refused(rejection)),
    }
}

struct AtDesk<'a> {
    reception: &'a Reception,
    chat: &'a ChatRow,
    it: &'a wire::Message,
    somebody: &'a Somebody,
    cause: &'a Cause,
}

impl AtDesk<'_> {
    /// `/incident`, `/incident TEXT`, `/incident 7`, `/incident 7 ROM-57 -ACM-3`; under a ticket's message, that one too.
    async fn incident(&self, words: &str) -> Result<Said, Stopped> {
        let replied = self.replied()?;
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        if words.is_empty() {
            return Ok((Reply::List(self.reception.views.open_incidents(LISTED_MAX)?), vec![]));
        }
        if let Ok(number) = first.parse::<u32>() {
            let row = self.row(number)?;
            if row.ended.is_some() && !(rest.trim().is_empty() && replied.is_none()) {
                return self.over(row);
            }
            let (mut add, mut remove) = (Vec::from_iter(replied), Vec::new());
            for word in rest.split([' ', ',', '\n']).filter(|it| !it.is_empty()) {
                match word.strip_prefix('-') {
                    Some(word) => remove.push(self.ticket(word)?.ticket),
                    None => add.push(self.ticket(word)?),
                }
            }
            self.link(row.incident, &add, &remove).await?;
            return self.card(number);
        }
        let declared = self.declare(Nature::Outage, words, replied.clone()).await?;
        self.link(declared.0, &Vec::from_iter(replied), &[]).await?;
        self.card(declared.1)
    }

    /// `/planned 25.11 22:00-23:30 ROM: TEXT`: works that are announced before they begin, with codes as in `/announce`.
    async fn planned(&self, words: &str) -> Result<Said, Stopped> {
        // A message that is taken in late means the days as its author did.
        let wall = Wall { now: self.cause.at, zone: &self.chat.zone };
        let how = |why| Stopped::said(Reply::PlannedHow(why));
        let (from, until, rest) = dates::span(words, wall).map_err(how)?;
        let (clients, text) = self.clients_first(rest)?;
        if text.is_empty() {
            return Err(how(Unread::Missing));
        }
        let nature = Nature::Planned { from, until };
        let asked = self.asked((text, false, clients));
        let groups = groups::anywhere(self.reception)?;
        let permitted = draft::permitted(nature, &asked, &groups, &self.by());
        permitted.map_err(|it| Stopped::said(Reply::Refused(it)))?;
        let (incident, _) = self.declare(nature, text, None).await?;
        self.draft(incident, asked).await
    }

    /// `/announce 7 TEXT` and `/finish 7 TEXT`, with codes of clients before the text where only those are told.
    async fn words(&self, words: &str, ends: bool) -> Result<Said, Stopped> {
        let how = || Stopped::said(if ends { Reply::FinishHow(None) } else { Reply::AnnounceHow });
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let number = first.parse::<u32>().map_err(|_| how())?;
        let row = self.row(number)?;
        let (clients, text) = self.clients_first(rest.trim())?;
        if text.is_empty() && ends {
            return self.end(&row).await;
        }
        if row.ended.is_some() {
            return self.over(row);
        }
        if text.is_empty() {
            return Err(how());
        }
        self.draft(row.incident, self.asked((text, ends, clients))).await
    }

    /// An end that is told to nobody, where nobody was told of the beginning.
    async fn end(&self, row: &IncidentRow) -> Result<Said, Stopped> {
        let stream = Stream::Incident(row.incident);
        let by = self.by();
        let decide = |it: &Incident| end::decide(it, &by);
        let done = transact(&self.reception.house, &stream, by.actor, self.cause, decide).await;
        let done = match done {
            Ok(done) => done,
            Err(error) => match refused(error) {
                Refused::Rejected(why @ (Rejection::Told | Rejection::Linked)) => {
                    return Err(Stopped::said(Reply::FinishHow(Some((row.number, why)))));
                }
                Refused::Rejected(why) => return Err(Stopped::said(Reply::Refused(why))),
                Refused::Failed(failure) => return Err(Stopped::Failed(failure)),
            },
        };
        self.wrote(done.position).await?;
        let row = self.row(row.number)?;
        if done.events.is_empty() { self.over(row) } else { Ok((Reply::Ended(row), vec![])) }
    }

    /// Nothing becomes of it any more.
    fn over(&self, row: IncidentRow) -> Result<Said, Stopped> {
        let by = match row.ended {
            Some((_, by)) => self.reception.views.person(by)?.map(|it| it.name),
            None => None,
        };
        Ok((Reply::Over(row, by.unwrap_or_default()), vec![]))
    }

    async fn declare(
        &self,
        nature: Nature,
        title: &str,
        first: Option<Link>,
    ) -> Result<(IncidentId, u32), Stopped> {
        let asked = Declare { nature, title: title.to_owned(), first };
        let house = &self.reception.house;
        let declared = declare::declare(house, &asked, &self.by(), self.cause).await;
        let (it, begun) = declared.map_err(stopped)?;
        self.wrote(begun.position).await?;
        Ok((it.incident, it.number))
    }

    async fn link(
        &self,
        incident: IncidentId,
        add: &[Link],
        remove: &[domain::TicketId],
    ) -> Result<(), Stopped> {
        let (change, by) = (Change { add, remove }, self.by());
        let cause = self.also("link");
        let done = link::change(&self.reception.house, incident, change, &by, &cause).await;
        self.wrote(done.map_err(stopped)?.position).await?;
        Ok(())
    }

    /// Words as they are to be drafted.
    fn asked(&self, (text, ends, clients): (&str, bool, BTreeSet<ClientId>)) -> Draft {
        let message = MessageRef { chat: self.chat.chat, message: MessageId(self.it.message_id) };
        Draft { words: text.to_owned(), ends, clients, message }
    }

    async fn draft(&self, incident: IncidentId, asked: Draft) -> Result<Said, Stopped> {
        let (house, stream, by) = (&self.reception.house, Stream::Incident(incident), self.by());
        let here = asked.message;
        // The same update is answered with the draft that it made, wherever that stands now.
        let cause = self.also("draft");
        let groups = groups::of(self.reception, incident).await?;
        let decide = |it: &Incident| draft::decide(it, &asked, &groups, &by);
        let done = transact(house, &stream, by.actor, &cause, decide).await.map_err(stopped)?;
        self.wrote(done.position).await?;
        let newest =
            |it: &Incident| it.drafts.iter().rev().find(|it| it.1.message == here).map(|it| *it.0);
        let Some(draft) = transact::ask(house, &stream, newest).await? else {
            return Err(Stopped::said(Reply::Refused(Rejection::Unknown)));
        };
        let to = |it: &Incident| {
            let Some(drafted) = it.drafts.get(&draft) else { return Ok((vec![], vec![])) };
            let possible = possible(it, drafted, &groups)?;
            // The last of them has the others in it.
            let widest = possible.last().map(|widest| told(it, drafted, widest.0, &groups));
            Ok((possible, widest.transpose()?.unwrap_or_default()))
        };
        let to = transact::ask(house, &stream, to).await?;
        let (possible, widest) =
            to.map_err(|it| Stopped::said(Reply::Refused(Rejection::Unplaced(it))))?;
        let Some(preview) = preview::of(self.reception, (incident, draft), Some(widest)).await?
        else {
            return Err(Stopped::said(Reply::Refused(Rejection::Unknown)));
        };
        if possible.is_empty() {
            return Err(Stopped::said(Reply::Refused(Rejection::Nobody)));
        }
        let texts = Texts(self.chat.language);
        let offer = |(to, groups): (Audience, usize)| {
            vec![(Reply::button(texts, to, groups), Press::Announce { incident, draft, to })]
        };
        let mut buttons: Vec<Vec<Button>> = possible.into_iter().map(offer).collect();
        let withhold = Press::Withhold { incident, draft };
        buttons.push(vec![(texts.text("incident-keep-quiet"), withhold)]);
        Ok((Reply::Draft(Box::new(preview)), buttons))
    }

    fn card(&self, number: u32) -> Result<Said, Stopped> {
        let row = self.row(number)?;
        let mut numbers = Vec::new();
        for ticket in self.reception.views.tickets_of_incident(number)? {
            numbers.extend(self.reception.views.ticket(ticket)?.map(|it| it.number));
        }
        Ok((Reply::Card(row, numbers), vec![]))
    }

    /// The incident of a number, as of everything that was written just now.
    fn row(&self, number: u32) -> Result<IncidentRow, Stopped> {
        let row = self.reception.views.incident(number)?;
        row.ok_or_else(|| Stopped::said(Reply::NoSuchIncident(number)))
    }

    /// The ticket that a word names.
    fn ticket(&self, word: &str) -> Result<Link, Stopped> {
        let unknown = || Stopped::said(Reply::NoSuchTicket(word.to_owned()));
        let number: TicketNumber = word.to_uppercase().parse().map_err(|_| unknown())?;
        let row = self.reception.views.ticket_by_number(&number)?.ok_or_else(unknown)?;
        Ok(Link { ticket: row.ticket, number: row.number, client: row.client, chat: row.chat })
    }

    /// The ticket whose message is replied to.
    fn replied(&self) -> Result<Option<Link>, Stopped> {
        let Some(replied) = updates::replied(self.it) else { return Ok(None) };
        let at = MessageRef {
            chat: ChatId::Group(self.it.chat.id),
            message: MessageId(replied.message_id),
        };
        let Some(MessageBelongs::Ticket(ticket)) =
            self.reception.views.message(at)?.map(|it| it.belongs)
        else {
            return Ok(None);
        };
        let row = self.reception.views.ticket(ticket)?;
        Ok(row.map(|it| Link { ticket, number: it.number, client: it.client, chat: it.chat }))
    }

    /// The clients whose codes stand before a text, as `ROM, ACM: text`.
    fn clients_first<'w>(&self, words: &'w str) -> Result<(BTreeSet<ClientId>, &'w str), Stopped> {
        let Some((codes, text)) = words.split_once(':') else {
            return Ok((BTreeSet::new(), words));
        };
        let mut clients = BTreeSet::new();
        for code in codes.split([' ', ',']).filter(|it| !it.is_empty()) {
            // Words with a colon are no list of codes.
            let upper = code.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
            let Some(code) = code.parse::<ClientCode>().ok().filter(|_| upper) else {
                return Ok((BTreeSet::new(), words));
            };
            let Some(client) = self.reception.views.client_by_code(&code)? else {
                return Err(Stopped::said(Reply::NoSuchClient(code)));
            };
            clients.insert(client.client);
        }
        Ok((clients, text.trim()))
    }

    async fn wrote(&self, position: Option<store::port::Position>) -> Result<(), Failure> {
        self.reception.wrote(self.it.chat.id, position);
        match position {
            Some(position) => self.reception.see(position).await,
            None => Ok(()),
        }
    }

    fn by(&self) -> By<'_> {
        by(self.somebody, self.cause)
    }

    fn also(&self, what: &str) -> Cause {
        self.cause.also(Trigger::Request { key: format!("incident {what} {}", self.cause.id()) })
    }
}

pub(crate) fn by<'a>(somebody: &'a Somebody, cause: &Cause) -> By<'a> {
    By { actor: Actor::Person(somebody.id), known: &somebody.known, at: cause.at }
}
