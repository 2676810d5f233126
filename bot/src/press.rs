//! Press: somebody pressed a button.

mod announced;
mod canned;
mod corrected;
mod elsewhere;
mod hand_all;
mod incident_of;
mod menu;
mod staff;

use crate::buttons::Press;
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::render::keyboard::{self, Hold, Offered};
use crate::texts::{Line, Reader, Texts, Toast};
use crate::times::Times;
use crate::{group, message, onboard, private_request, promised, updates, wire};
use chrono::{DateTime, Utc};
use commands::anew::{self, Anew};
use commands::chat::bind;
use commands::chat::correct::To;
use commands::conversation::start;
use commands::follow;
use commands::promises::{self, Promises};
use commands::ticket::{self, By, reclassify, reopen, take};
use commands::transact::{self, transact};
use commands::{chat, reactions};
use domain::chat::{ChatMonth, Event as ChatEvent};
use domain::conversation::{Conversation, Purpose, Started};
use domain::intake::Sender;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket};
use domain::{
    Actor, Cause, ChatId, ConversationId, Draft, MessageId, Priority, TicketId, TicketNumber,
    Trigger,
};
use incident_of::Chosen;
use projections::rows::{ChatPlace, ChatRow, TicketRow};
use store::stream::Stream;

/// The most requests that are listed, or counted.
pub(crate) const REQUESTS_MAX: usize = 100;

/// Follows a press. The toast is said when all it leads to is durable.
pub(crate) async fn pressed(
    reception: &Reception,
    it: wire::CallbackQuery,
) -> Result<Vec<Effect>, Failure> {
    let (Some(message), Some(data)) = (&it.message, &it.data) else {
        reception.count_stranger();
        return Ok(vec![]);
    };
    let toast = |language, reader, toast: &Toast| {
        let (text, alert) = (toast.text(language, reader), toast.is_alert());
        Ok(vec![Effect::Toast { callback: it.id.clone(), text, alert }])
    };
    let theirs = group::language_of(Some(&it.from));
    let Some(press) = Press::parse(data) else {
        return toast(theirs, Reader::Client, &Toast::Stale);
    };
    let trigger = Trigger::Button { bot: reception.me.id, callback: it.id.clone() };
    let cause = reception.taken_in(trigger, updates::instant(message.date), message.chat.id);
    let author = updates::user(&it.from);
    if let (Press::Rate(id, stars), true) = (&press, message.chat.is_private()) {
        let (language, said) = elsewhere::rate(reception, &author, (*id, *stars), &cause).await?;
        let mut effects = toast(language.unwrap_or(theirs), Reader::Client, &said)?;
        let (chat, buttons) = (message.chat.id, vec![]);
        effects.push(Effect::Buttons { chat, message: MessageId(message.message_id), buttons });
        return Ok(effects);
    }
    if let Press::SetUpHere | Press::SetUp(_) = &press {
        let pressed = onboard::Pressed { callback: &it, message, author: &author, cause: &cause };
        return onboard::pressed(reception, &pressed, press).await;
    }
    if let Press::Private(choice) = press {
        let (callback, author, cause) = (&it, &author, &cause);
        let pressed = private_request::Pressed { callback, message, author, cause, theirs };
        return private_request::pressed(reception, &pressed, choice).await;
    }
    let linked = match reception.chat(message.chat.id).await? {
        None if message.chat.is_private() => {
            match private_request::chat_of_press(reception, &author, &press).await? {
                None => elsewhere::in_private(reception, &author, &press).await?,
                own => own,
            }
        }
        linked => linked,
    };
    let Some(chat) = linked else {
        let chat = message.chat.id;
        let said = elsewhere::linking(reception, chat, &press, &author, &cause).await?;
        return toast(theirs, Reader::Client, &said);
    };
    if author.sender != Sender::Person {
        return toast(chat.language, message::reader(&chat), &Toast::Unverifiable);
    }
    let seen_in = (&chat, updates::thread(message));
    let somebody = reception.somebody(&author, Some(seen_in), &cause).await?;
    let somebody = private_request::on_side(&chat, somebody);
    if chat.place == ChatPlace::Staff && !somebody.known.is_staff() {
        return toast(chat.language, Reader::Staff, &Toast::Unconfirmed);
    }
    let pressed = Pressed { reception, chat: &chat, message, somebody: &somebody, cause: &cause };
    let (said, buttons) = match press {
        Press::Hold(id) => pressed.why_hold(id).await?,
        Press::ConfirmStaff(it) => staff::confirm(&pressed, it).await?,
        Press::DeclineStaff(it) => staff::decline(&pressed, it).await?,
        Press::More(id) => pressed.more(id).await?,
        Press::Back(id) => pressed.back(id).await?,
        Press::HandOver(id) => pressed.to_whom(id).await?,
        Press::Note(id) => pressed.asks(id, (Act::Note, Purpose::Note(id))).await?,
        Press::Merge(id) => pressed.asks(id, (Act::Merge, Purpose::Merge(id))).await?,
        Press::Relate(id) => pressed.asks(id, (Act::Link, Purpose::Relate(id))).await?,
        Press::Replies(id) => pressed.replies(id).await?,
        Press::Preview(id, reply) => pressed.preview(id, reply).await?,
        Press::SendReply(id, revision) => pressed.send_reply(id, revision).await?,
        Press::Resend(id) => pressed.resend(id).await?,
        Press::Announce { incident, draft, to } => pressed.announce((incident, draft), to).await?,
        Press::Withhold { incident, draft } => pressed.withhold((incident, draft)).await?,
        Press::KeepQuiet => (Toast::KeptQuiet, Some(pressed.show(vec![]))),
        Press::AddWhich(wrote) => pressed.add_which(&wrote)?,
        Press::HandAllWhom(from) => pressed.hand_all_whom(from)?,
        Press::HandAllTo(from, to) => pressed.hand_all_to(from, to).await?,
        Press::HandAll(from, to) => pressed.hand_all(from, to).await?,
        Press::MakeTicket(wrote) => pressed.correct(wrote, To::Ticket).await?,
        Press::AddTo(wrote, ticket) => pressed.correct(wrote, To::PartOf(ticket)).await?,
        Press::NotRequest(wrote) => pressed.correct(wrote, To::NotARequest).await?,
        Press::Incident(id) => pressed.which_incident(id)?,
        Press::LinkIncident(id, number) => pressed.of_incident(id, Chosen::In(number)).await?,
        Press::UnlinkIncident(id, number) => pressed.of_incident(id, Chosen::Out(number)).await?,
        Press::NewIncident(id) => pressed.of_incident(id, Chosen::New).await?,
        press => (pressed.follow(press).await?, None),
    };
    let mut effects = toast(chat.language, message::reader(&chat), &said)?;
    effects.extend(buttons);
    Ok(effects)
}

/// What a press comes to: what is said of it, and the buttons that stand there from now on, or words that follow.
type Shown = (Toast, Option<Effect>);

/// What has become of a press.
enum Acted {
    Done(TicketNumber),
    /// It was so already.
    Nothing(TicketNumber),
    Not(Toast),
}

struct Pressed<'a> {
    reception: &'a Reception,
    chat: &'a ChatRow,
    message: &'a wire::Message,
    somebody: &'a Somebody,
    cause: &'a Cause,
}

impl Pressed<'_> {
    async fn follow(&self, press: Press) -> Result<Toast, Failure> {
        let agent = self.somebody.id;
        match press {
            Press::Take(id) => self.take(id).await,
            Press::Unassign(id) => {
                self.act(id, Toast::LetGo, plain(ticket::unassign::decide)).await
            }
            // Other buttons, or a question, come first.
            Press::Hold(_)
            // Nobody is asked for it in a group.
            | Press::Rate(..)
            | Press::AddWhich(_)
            | Press::HandAllWhom(_)
            | Press::HandAllTo(..)
            | Press::HandAll(..)
            | Press::MakeTicket(_)
            | Press::AddTo(..)
            | Press::NotRequest(_)
            | Press::Incident(_)
            | Press::LinkIncident(..)
            | Press::UnlinkIncident(..)
            | Press::NewIncident(_)
            | Press::ConfirmStaff(_)
            | Press::DeclineStaff(_)
            | Press::More(_)
            | Press::Back(_)
            | Press::HandOver(_)
            | Press::Note(_)
            | Press::Merge(_)
            | Press::Relate(_)
            | Press::Replies(_)
            | Press::Preview(..)
            | Press::SendReply(..)
            | Press::Resend(_)
            | Press::Announce { .. }
            | Press::Withhold { .. }
            | Press::KeepQuiet
            // Followed before it was asked whose chat this is.
            | Press::SetUpHere
            | Press::SetUp(_)
            | Press::Private(_) => Ok(Toast::Stale),
            Press::GiveTo(id, to) => self.give(id, to).await,
            Press::Priority(id, to) => self.set_priority(id, to).await,
            Press::HoldFor(id, why) => {
                let decide = |it: &Ticket, by: &By<'_>| ticket::hold::decide(it, (why, ""), by);
                self.hold(id, plain(decide)).await
            }
            Press::Resume(id) => self.act(id, Toast::Resumed, plain(ticket::resume::decide)).await,
            Press::Workaround(id) => {
                let decide = plain(ticket::give_workaround::decide);
                self.act(id, Toast::WorkaroundGiven, decide).await
            }
            Press::Acknowledge(id) => self.acknowledge(id).await,
            Press::Type(id, kind) => {
                let to = reclassify::Reclassify::Type(kind);
                let decide = |it: &Ticket, promises: &Promises, by: &By<'_>| {
                    reclassify::decide(it, to, promises, by)
                };
                self.act(id, |_| Toast::TypeSet(kind), decide).await
            }
            Press::Urgent(id) => self.set_priority(id, Priority::Urgent).await,
            Press::Confirm(id) => {
                self.act(id, Toast::Confirmed, plain(ticket::confirm::decide)).await
            }
            Press::Close(id) => self.act(id, Toast::Confirmed, plain(ticket::close::decide)).await,
            Press::Reopen(id) => {
                let reason = String::new();
                let reopen = reopen::Reopen { author: agent, reason, message: None };
                let decide = |it: &Ticket, promises: &Promises, by: &By<'_>| {
                    reopen::decide(it, &reopen, promises, by)
                };
                self.act(id, Toast::Reopened, decide).await
            }
            Press::Ask(id) => self.converse(id, Act::Ask, Purpose::Ask(id)).await,
            Press::Resolve(id) => self.converse(id, Act::Resolve, Purpose::Resolve(id)).await,
            Press::NotSolved(id) => self.converse(id, Act::Reopen, Purpose::NotSolved(id)).await,
            Press::NewRequest => self.new_request().await,
            Press::Anew(old, message) => self.anew(old, message).await,
            Press::MyRequests => self.my_requests(),
            Press::HowItWorks => Ok(Toast::HowItWorks),
            // The chat is linked already: nobody is asked any more.
            Press::LinkConfirm(_) | Press::LinkRefuse(_) => Ok(Toast::LinkGone),
            Press::Bind { chat, month, message, ticket } => {
                self.bind((chat, month), message, ticket).await
            }
            Press::NotATicket(id) => self.not_a_ticket(id).await,
            Press::SameAs(id, other) => self.same_as(id, other).await,
        }
    }

    async fn take(&self, id: TicketId) -> Result<Toast, Failure> {
        let agent = self.somebody.id;
        let Some(row) = self.ticket(id)? else {
            return Ok(Toast::Stale);
        };
        let (by, house) = (self.by(), &self.reception.house);
        let decide = |it: &Ticket| take::decide(it, agent, &by);
        let promises = promises::of_ticket(house, id).await?;
        let caused = (by.actor, self.cause);
        let done = promises::transact(house, id, &promises, caused, decide).await;
        match done.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.message.chat.id, done.position);
                let due = self.due(id).await?;
                Ok(Toast::Taken { number: row.number, due })
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(take::Rejection::Refused(refusal))) => Ok(refusal.into()),
            Err(Refused::Rejected(take::Rejection::AlreadyTaken { by: first })) => {
                let name =
                    self.reception.views.person(first)?.map(|it| it.name).unwrap_or_default();
                let times = Times::new(self.chat.language, &self.chat.zone, by.at);
                let time = row.assigned_at.map(|it| times.short(it));
                Ok(Toast::AlreadyTaken { name, time })
            }
        }
    }

    /// Until when a client is to be answered whose ticket was just taken.
    async fn due(&self, id: TicketId) -> Result<Option<String>, Failure> {
        let times = Times::new(self.chat.language, &self.chat.zone, self.now());
        let promises = promised::on(&self.reception.house, id, times.now).await?;
        Ok(promises.and_then(|it| it.response_due(&times)))
    }

    /// Puts the reasons for which a ticket may rest in the place of the button that was pressed.
    async fn why_hold(&self, id: TicketId) -> Result<(Toast, Option<Effect>), Failure> {
        let Some(row) = self.ticket(id)? else {
            return Ok((Toast::Stale, None));
        };
        let by = self.by();
        let permitted =
            |it: &Ticket| permit(it, Act::Hold, by.actor, by.known).map(|it| it.is_some());
        let house = &self.reception.house;
        match transact::ask(house, &Stream::Ticket(id), permitted).await? {
            Ok(true) => (),
            Ok(false) => return Ok((self.held_already(id, row.number).await?, None)),
            Err(refusal) => return Ok((refusal.into(), None)),
        }
        let offered = Offered { hold: Hold::Why, ..self.offered(&row, by.at).await? };
        let buttons = keyboard::of_staff(Texts(self.chat.language), &row, offered);
        Ok((Toast::WhyHold, Some(self.show(buttons))))
    }

    /// Acts on a ticket of this chat, or of any where staff press.
    async fn act<R: std::error::Error + Into<Toast> + 'static>(
        &self,
        id: TicketId,
        done: impl FnOnce(TicketNumber) -> Toast,
        decide: impl Fn(&Ticket, &Promises, &By<'_>) -> Result<Vec<Draft<Event>>, R>,
    ) -> Result<Toast, Failure> {
        Ok(match self.acted(id, decide).await? {
            Acted::Done(number) | Acted::Nothing(number) => done(number),
            Acted::Not(toast) => toast,
        })
    }

    async fn hold(
        &self,
        id: TicketId,
        decide: impl Fn(&Ticket, &Promises, &By<'_>) -> Result<Vec<Draft<Event>>, Refusal>,
    ) -> Result<Toast, Failure> {
        match self.acted(id, decide).await? {
            Acted::Done(number) => Ok(Toast::Held(number)),
            Acted::Nothing(number) => self.held_already(id, number).await,
            Acted::Not(toast) => Ok(toast),
        }
    }

    async fn held_already(&self, id: TicketId, number: TicketNumber) -> Result<Toast, Failure> {
        let why = promised::held(&self.reception.house, id).await?;
        Ok(why.map_or(Toast::Stale, |why| Toast::AlreadyHeld { number, why }))
    }

    async fn acknowledge(&self, id: TicketId) -> Result<Toast, Failure> {
        let number = match self.acted(id, plain(ticket::acknowledge::decide)).await? {
            Acted::Done(number) => return Ok(Toast::Acknowledged(number)),
            Acted::Nothing(number) => number,
            Acted::Not(toast) => return Ok(toast),
        };
        let first = promised::acknowledged_by(&self.reception.house, id).await?;
        let Some((by, at)) = first.filter(|it| it.0 != self.somebody.id) else {
            return Ok(Toast::Acknowledged(number));
        };
        let name = self.reception.views.person(by)?.map(|it| it.name).unwrap_or_default();
        let times = Times::new(self.chat.language, &self.chat.zone, self.now());
        Ok(Toast::AlreadyAcknowledged { name, time: times.short(at.utc()) })
    }

    async fn acted<R: std::error::Error + Into<Toast> + 'static>(
        &self,
        id: TicketId,
        decide: impl Fn(&Ticket, &Promises, &By<'_>) -> Result<Vec<Draft<Event>>, R>,
    ) -> Result<Acted, Failure> {
        let Some(row) = self.ticket(id)? else {
            return Ok(Acted::Not(Toast::Stale));
        };
        let (house, by) = (&self.reception.house, self.by());
        let promises = promises::of_ticket(house, id).await?;
        let decide = |it: &Ticket| decide(it, &promises, &by);
        let caused = (by.actor, self.cause);
        let acted = promises::transact(house, id, &promises, caused, decide).await;
        match acted.map_err(refused) {
            Ok(it) => {
                self.reception.wrote(self.message.chat.id, it.position);
                let nothing = it.events.is_empty();
                Ok(if nothing { Acted::Nothing(row.number) } else { Acted::Done(row.number) })
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(rejection)) => Ok(Acted::Not(rejection.into())),
        }
    }

    /// Asks whoever pressed for words, if they may do what the words are for.
    async fn converse(&self, id: TicketId, act: Act, purpose: Purpose) -> Result<Toast, Failure> {
        if self.ticket(id)?.is_none() {
            return Ok(Toast::Stale);
        }
        let by = self.by();
        let permitted = |it: &Ticket| match permit(it, act, by.actor, by.known) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Toast::Stale),
            Err(refusal) => Err(refusal.into()),
        };
        let stream = Stream::Ticket(id);
        match transact::ask(&self.reception.house, &stream, permitted).await? {
            Ok(()) => self.start(purpose).await,
            Err(toast) => Ok(toast),
        }
    }

    async fn new_request(&self) -> Result<Toast, Failure> {
        match &self.chat.place {
            ChatPlace::Client { client, .. } => self.start(Purpose::Request(*client)).await,
            ChatPlace::Staff => Ok(Toast::Stale),
        }
    }

    /// The words that were written become a ticket: nobody is asked for them again.
    async fn anew(&self, old: TicketId, message: MessageId) -> Result<Toast, Failure> {
        if self.ticket(old)?.is_none() {
            return Ok(Toast::Stale);
        }
        let (thread, by) = (updates::thread(self.message), self.somebody.id);
        let asked = Anew { old, message, thread, by };
        let followed = match anew::register(&self.reception.house, asked, self.cause).await {
            Ok(followed) => followed,
            Err(error) => match refused(error) {
                Refused::Rejected(refusal) => return Ok(refusal.into()),
                Refused::Failed(failure) => return Err(failure),
            },
        };
        let Some(number) = followed.as_ref().and_then(|it| it.number.clone()) else {
            return Ok(Toast::Stale);
        };
        self.reception.wrote(self.message.chat.id, followed.and_then(|it| it.position));
        Ok(Toast::Registered(number))
    }

    async fn start(&self, purpose: Purpose) -> Result<Toast, Failure> {
        let id = ConversationId(self.cause.new_id("conversation"));
        let started = Started {
            chat: self.chat.chat,
            thread: updates::thread(self.message),
            owner: self.somebody.id,
            purpose,
            pressed: MessageId(self.message.message_id),
        };
        let at = self.reception.house.clock.now();
        let decide = |it: &Conversation| start::decide(it, &started, at);
        let (stream, actor) = (Stream::Conversation(id), Actor::Person(self.somebody.id));
        let house = &self.reception.house;
        let done = transact(house, &stream, actor, self.cause, decide).await?;
        // The next words in this chat may be the answer.
        self.reception.wrote(self.message.chat.id, done.position);
        for happened in &done.events {
            let house = house.following(done.position);
            let position = follow::asked(&house, &started, happened).await?;
            self.reception.wrote(self.message.chat.id, position);
        }
        Ok(match started.purpose {
            Purpose::NotSolved(_) => Toast::ReopenedAsk,
            Purpose::Request(_)
            | Purpose::Ask(_)
            | Purpose::Resolve(_)
            | Purpose::Note(_)
            | Purpose::Merge(_)
            | Purpose::Relate(_)
            | Purpose::HandOver { .. } => Toast::AnswerMyPrompt,
        })
    }

    fn my_requests(&self) -> Result<Toast, Failure> {
        let (chat, person) = (self.chat.chat, Some(self.somebody.id));
        let tickets = self.reception.views.tickets_of_chat(chat, person, REQUESTS_MAX)?;
        let open = tickets.into_iter().filter(|it| it.status.is_open());
        Ok(Toast::MyRequests(open.map(Line::of).collect()))
    }

    async fn bind(
        &self,
        (chat, month): (ChatId, String),
        message: MessageId,
        ticket: Option<TicketId>,
    ) -> Result<Toast, Failure> {
        if self.chat.place != ChatPlace::Staff {
            return Ok(Toast::Stale);
        }
        let row = match ticket {
            Some(id) => self.ticket(id)?,
            None => None,
        };
        if row.as_ref().map(|it| it.ticket) != ticket {
            return Ok(Toast::Stale);
        }
        let (house, by) = (&self.reception.house, self.by());
        let decide = |it: &ChatMonth| bind::decide(it, message, ticket, (by.known, by.at));
        let stream = Stream::Chat(chat, month.clone());
        let bound = transact(house, &stream, by.actor, self.cause, decide).await;
        let done = match bound.map_err(refused) {
            Ok(done) => done,
            Err(Refused::Failed(failure)) => return Err(failure),
            Err(Refused::Rejected(chat::bind::Rejection::NotStaff)) => {
                return Ok(Toast::OnlyStaff);
            }
            Err(Refused::Rejected(chat::bind::Rejection::NotAsked)) => return Ok(Toast::Stale),
        };
        for happened in &done.events {
            if let ChatEvent::MessageBound(it) = &happened.event {
                reactions::bound(house, (chat, month.clone()), it, happened)
                    .await
                    .map_err(Failure::Follow)?;
            }
        }
        Ok(row.map_or(Toast::NotBound, |it| Toast::Bound(it.number)))
    }

    /// A ticket that may be acted on here: the docs of the Bot API warn that a button's data may be made up.
    fn ticket(&self, id: TicketId) -> Result<Option<TicketRow>, Failure> {
        let row = self.reception.views.ticket(id)?;
        Ok(row.filter(|it| match &self.chat.place {
            ChatPlace::Client { client, .. } => {
                it.client == *client && it.is_told_in(self.chat.chat)
            }
            ChatPlace::Staff => true,
        }))
    }

    fn by(&self) -> By<'_> {
        let (actor, known) = (Actor::Person(self.somebody.id), &self.somebody.known);
        By { actor, known, at: self.now() }
    }

    fn now(&self) -> DateTime<Utc> {
        self.reception.house.clock.now()
    }
}

/// What is decided without a look at promises.
fn plain<R>(
    decide: impl Fn(&Ticket, &By<'_>) -> Result<Vec<Draft<Event>>, R>,
) -> impl Fn(&Ticket, &Promises, &By<'_>) -> Result<Vec<Draft<Event>>, R> {
    move |ticket, _, by| decide(ticket, by)
}

impl From<Refusal> for Toast {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unregistered => Self::Stale,
            Refusal::NotYours(Act::Confirm) => Self::OnlyAuthor,
            Refusal::NotYours(act) if act.is_for_staff() => Self::OnlyStaff,
            Refusal::NotYours(_) => Self::OnlyAuthorOrStaff,
            Refusal::NotNow(status) => Self::NotNow(status),
        }
    }
}

impl From<reclassify::Rejection> for Toast {
    fn from(rejection: reclassify::Rejection) -> Self {
        match rejection {
            reclassify::Rejection::Refused(refusal) => refusal.into(),
            reclassify::Rejection::RaisedByStaffOnly => Self::PriorityByStaff,
        }
    }
}

impl From<reopen::Rejection> for Toast {
    fn from(rejection: reopen::Rejection) -> Self {
        match rejection {
            reopen::Rejection::Refused(refusal) => refusal.into(),
            reopen::Rejection::TooLate => Self::TooLate,
        }
    }
}
