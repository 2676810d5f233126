//! Press: somebody pressed a button.

use crate::buttons::Press;
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::{Line, Reader, Toast};
use crate::times::Times;
use crate::updates::Author;
use crate::{group, message, updates, wire};
use commands::chat::bind;
use commands::conversation::start;
use commands::links::{self, Holder, confirm};
use commands::people::find;
use commands::ticket::{self, By, take};
use commands::transact::{self, transact};
use commands::{chat, reactions};
use domain::chat::{ChatMonth, Event as ChatEvent};
use domain::conversation::{Conversation, Purpose, Started};
use domain::intake::Sender;
use domain::policy::Pause;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket};
use domain::{
    Actor, Cause, ChatId, ConversationId, Draft, MessageId, Priority, TicketId, TicketNumber,
    Trigger,
};
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
    let cause = Cause::new(trigger, updates::instant(message.date));
    let author = updates::user(&it.from);
    let Some(chat) = reception.chat(message.chat.id).await? else {
        let said = linking(reception, message.chat.id, &press, &author, &cause).await?;
        return toast(theirs, Reader::Client, &said);
    };
    if author.sender != Sender::Person {
        return toast(chat.language, message::reader(&chat), &Toast::Unverifiable);
    }
    let somebody = reception.somebody(&author, Some(&chat.place), &cause).await?;
    let pressed = Pressed { reception, chat: &chat, message, somebody: &somebody, cause: &cause };
    let said = pressed.follow(press).await?;
    toast(chat.language, message::reader(&chat), &said)
}

/// In a chat that is not linked yet there is one question: is this the right one?
async fn linking(
    reception: &Reception,
    chat: i64,
    press: &Press,
    author: &Author,
    cause: &Cause,
) -> Result<Toast, Failure> {
    let holder = |client: &Option<_>| client.map_or(Holder::Desk, Holder::Client);
    // Nobody is recorded for pressing a button of a group that is nothing to us.
    let (id, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let somebody = Somebody { id, known };
    match press {
        Press::LinkConfirm(client) => {
            match group::confirmed(reception, holder(client), chat, &somebody, cause).await? {
                None => Ok(Toast::LinkConfirmed),
                Some(confirm::Rejection::NotAdmin) => Ok(Toast::OnlyAdmin),
                Some(confirm::Rejection::NotClaimed) => Ok(Toast::Stale),
            }
        }
        Press::LinkRefuse(client) => {
            refuse(reception, holder(client), ChatId::Group(chat), &somebody, cause).await
        }
        // A button of a chat that was linked once.
        Press::Take(_)
        | Press::Unassign(_)
        | Press::Ask(_)
        | Press::Resolve(_)
        | Press::Hold(_)
        | Press::Resume(_)
        | Press::Type(..)
        | Press::Urgent(_)
        | Press::Confirm(_)
        | Press::Close(_)
        | Press::NotSolved(_)
        | Press::Reopen(_)
        | Press::NewRequest
        | Press::MyRequests
        | Press::HowItWorks
        | Press::Bind { .. } => Ok(Toast::Stale),
    }
}

async fn refuse(
    reception: &Reception,
    holder: Holder,
    chat: ChatId,
    somebody: &Somebody,
    cause: &Cause,
) -> Result<Toast, Failure> {
    let by = (Actor::Person(somebody.id), &somebody.known);
    match links::unlink::unlink(&reception.house, holder, chat, by, cause).await.map_err(refused) {
        Ok(_) => Ok(Toast::LinkRefused),
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::Rejected(links::unlink::Rejection::NotAdmin)) => Ok(Toast::OnlyAdmin),
    }
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
            Press::Unassign(id) => self.act(id, Toast::LetGo, ticket::unassign::decide).await,
            Press::Hold(id) => {
                self.act(id, Toast::Held, |it, by| ticket::hold::decide(it, (Pause::Own, ""), by))
                    .await
            }
            Press::Resume(id) => self.act(id, Toast::Resumed, ticket::resume::decide).await,
            Press::Type(id, kind) => {
                let to = ticket::reclassify::Reclassify::Type(kind);
                let decide = |it: &Ticket, by: &By<'_>| ticket::reclassify::decide(it, to, by);
                self.act(id, |_| Toast::TypeSet(kind), decide).await
            }
            Press::Urgent(id) => {
                let to = ticket::reclassify::Reclassify::Priority(Priority::Urgent);
                let decide = |it: &Ticket, by: &By<'_>| ticket::reclassify::decide(it, to, by);
                self.act(id, |_| Toast::PriorityRaised, decide).await
            }
            Press::Confirm(id) => self.act(id, Toast::Confirmed, ticket::confirm::decide).await,
            Press::Close(id) => self.act(id, Toast::Confirmed, ticket::close::decide).await,
            Press::Reopen(id) => {
                let reason = String::new();
                let reopen = ticket::reopen::Reopen { author: agent, reason, message: None };
                let decide = |it: &Ticket, by: &By<'_>| ticket::reopen::decide(it, &reopen, by);
                self.act(id, Toast::Reopened, decide).await
            }
            Press::Ask(id) => self.converse(id, Act::Ask, Purpose::Ask(id)).await,
            Press::Resolve(id) => self.converse(id, Act::Resolve, Purpose::Resolve(id)).await,
            Press::NotSolved(id) => self.converse(id, Act::Reopen, Purpose::NotSolved(id)).await,
            Press::NewRequest => self.new_request().await,
            Press::MyRequests => self.my_requests(),
            Press::HowItWorks => Ok(Toast::HowItWorks),
            // The chat is linked already: nobody is asked any more.
            Press::LinkConfirm(_) | Press::LinkRefuse(_) => Ok(Toast::LinkGone),
            Press::Bind { chat, month, message, ticket } => {
                self.bind((chat, month), message, ticket).await
            }
        }
    }

    async fn take(&self, id: TicketId) -> Result<Toast, Failure> {
        let agent = self.somebody.id;
        let Some(row) = self.ticket(id)? else {
            return Ok(Toast::Stale);
        };
        let by = self.by();
        let decide = |it: &Ticket| take::decide(it, agent, &by);
        let (house, stream) = (&self.reception.house, Stream::Ticket(id));
        let done = transact(house, &stream, by.actor, self.cause, decide).await;
        match done.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.message.chat.id, done.position);
                Ok(Toast::Taken(row.number))
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(take::Rejection::Refused(refusal))) => Ok(not_done(refusal)),
            Err(Refused::Rejected(take::Rejection::AlreadyTaken { by: first })) => {
                let name =
                    self.reception.views.person(first)?.map(|it| it.name).unwrap_or_default();
                let times = Times::new(self.chat.language, &self.chat.zone, by.at);
                let time = row.assigned_at.map(|it| times.short(it));
                Ok(Toast::AlreadyTaken { name, time })
            }
        }
    }

    /// Acts on a ticket of this chat, or of any where staff press.
    async fn act(
        &self,
        id: TicketId,
        done: impl FnOnce(TicketNumber) -> Toast,
        decide: impl Fn(&Ticket, &By<'_>) -> Result<Vec<Draft<Event>>, Refusal>,
    ) -> Result<Toast, Failure> {
        let Some(row) = self.ticket(id)? else {
            return Ok(Toast::Stale);
        };
        let (house, stream, by) = (&self.reception.house, Stream::Ticket(id), self.by());
        let decide = |it: &Ticket| decide(it, &by);
        let acted = transact(house, &stream, by.actor, self.cause, decide).await;
        match acted.map_err(refused) {
            Ok(it) => {
                self.reception.wrote(self.message.chat.id, it.position);
                Ok(done(row.number))
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(refusal)) => Ok(not_done(refusal)),
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
            Err(refusal) => Err(not_done(refusal)),
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
        transact(&self.reception.house, &stream, actor, self.cause, decide).await?;
        Ok(match started.purpose {
            Purpose::NotSolved(_) => Toast::ReopenedAsk,
            Purpose::Request(_) | Purpose::Ask(_) | Purpose::Resolve(_) => Toast::AnswerMyPrompt,
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
            ChatPlace::Client { client, .. } => it.client == *client,
            ChatPlace::Staff => true,
        }))
    }

    fn by(&self) -> By<'_> {
        By {
            actor: Actor::Person(self.somebody.id),
            known: &self.somebody.known,
            at: self.reception.house.clock.now(),
        }
    }
}

fn not_done(refusal: Refusal) -> Toast {
    match refusal {
        Refusal::Unregistered => Toast::Stale,
        Refusal::NotYours(Act::Confirm) => Toast::OnlyAuthor,
        Refusal::NotYours(act) if act.is_for_staff() => Toast::OnlyStaff,
        Refusal::NotYours(_) => Toast::OnlyAuthorOrStaff,
        Refusal::NotNow(status) => Toast::NotNow(status),
    }
}
