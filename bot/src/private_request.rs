//! Private request: what does somebody on a client's side want, alone with the bot?

mod choice;
mod link;
mod pressed;

pub use choice::{Choice, Words};
pub(crate) use pressed::{Pressed, chat_of_press, pressed};

use crate::buttons::Press;
use crate::reception::{Effect, Failure, Reception, Somebody};
use crate::texts::{Texts, cut, undirected};
use crate::updates::{self, Author};
use crate::{group, message, wire};
use commands::conversation::start;
use commands::people::find;
use commands::transact::transact;
use domain::conversation::{Conversation, Purpose, Started};
use domain::intake::{Alone, Belongs, Sender, Typed, number_first};
use domain::{
    Actor, Cause, ChatId, ClientId, ConversationId, MessageId, MessageRef, PersonId, Role, Side,
    TicketId,
};
use projections::rows::{ChatPlace, ChatRow, ClientRow};
use store::stream::Stream;

/// The most clients that one person chooses from.
const CLIENTS_MAX: usize = 20;
/// The most open private tickets of one person that are looked at.
const OPEN_MAX: usize = 20;
/// The most UTF-16 units of a client's title on a button.
const TITLE_UNITS_MAX: usize = 40;

/// What becomes of words in a private chat.
pub(crate) enum Heard {
    /// They are accounted for in this chat, as a client's place.
    In(ChatRow),
    /// They are answered at once: nothing was asked for yet.
    Said(Vec<Effect>),
}

/// What somebody on a client's side writes to the bot alone. None of whatever is nothing of the kind.
pub(crate) async fn heard(
    reception: &Reception,
    it: &wire::Message,
) -> Result<Option<Heard>, Failure> {
    let author = updates::author(it).filter(|it| it.sender == Sender::Person);
    let (true, false, Some(author)) = (it.chat.is_private(), it.is_service(), author) else {
        return Ok(None);
    };
    let (id, known) = find::by_telegram_id(&reception.house, author.id).await?;
    let alone = Lone { reception, it, author, somebody: Somebody { id, known } };
    if let Some(client) = alone.belongs().await? {
        return alone.in_chat_of(client);
    }
    let staff = alone.somebody.known.is_staff();
    if it.edit_date.is_some() {
        return alone.edited().await;
    }
    let Some(typed) = updates::command(updates::text(it), &reception.me.username) else {
        return if staff { alone.reason().await } else { alone.words().await };
    };
    match typed.name.as_str() {
        "start" if typed.rest == link::OPEN => alone.asks("").await.map(Some),
        "start" => alone.follows(&typed.rest).await,
        // One of staff says so where they want to be told of tickets.
        "private" if !staff => alone.asks(&typed.rest).await.map(Some),
        "new" if !staff && !clients_of(reception, &alone.somebody).await?.is_empty() => {
            alone.asks(&typed.rest).await.map(Some)
        }
        "status" | "cancel" | "reopen" => alone.of_number(&typed),
        _ => Ok(None),
    }
}

/// What the intake must know of somebody who is alone with the bot.
pub(crate) async fn alone(
    reception: &Reception,
    chat: &ChatRow,
    somebody: &Somebody,
) -> Result<Option<Alone>, Failure> {
    if !is_alone(chat) {
        return Ok(None);
    }
    let tickets = reception.views.tickets_of_chat(chat.chat, Some(somebody.id), OPEN_MAX)?;
    let open = tickets.into_iter().filter(|it| it.status.is_open()).map(|it| it.ticket);
    let clients = clients_of(reception, somebody).await?.into_iter().map(|it| it.client);
    Ok(Some(Alone { open: open.collect(), clients: clients.collect() }))
}

/// Whether it is the private chat of somebody on a client's side.
pub(crate) fn is_alone(chat: &ChatRow) -> bool {
    chat.chat.is_private() && matches!(chat.place, ChatPlace::Client { .. })
}

/// Whoever is alone with the bot there is so on the client's side, whatever else they are.
pub(crate) fn on_side(chat: &ChatRow, somebody: Somebody) -> Somebody {
    if !is_alone(chat) {
        return somebody;
    }
    Somebody { known: somebody.known.on(Side::Client), ..somebody }
}

/// The private chat of a person as a place of a client's.
pub(crate) fn chat_row(person: PersonId, client: ClientRow) -> ChatRow {
    let ClientRow { client, code, title, language, zone, .. } = client;
    let place = ChatPlace::Client { client, code, title };
    ChatRow { chat: ChatId::Private(person), place, language, zone, sees: None, board: false }
}

/// The clients in whose groups somebody is, or whom they lead, by code.
pub(crate) async fn clients_of(
    reception: &Reception,
    somebody: &Somebody,
) -> Result<Vec<ClientRow>, Failure> {
    let found = known_clients(reception, somebody)?;
    if !found.is_empty() {
        return Ok(found);
    }
    // They may have shown themselves in a group just now.
    reception.see_all().await?;
    known_clients(reception, somebody)
}

fn known_clients(reception: &Reception, somebody: &Somebody) -> Result<Vec<ClientRow>, Failure> {
    let mut clients = reception.views.clients_of_member(somebody.id)?;
    for (role, client) in &somebody.known.roles {
        let Some(client) = client.filter(|_| *role == Role::ClientLead) else { continue };
        if clients.iter().all(|it| it.client != client) {
            clients.extend(reception.views.client(client)?);
        }
    }
    clients.sort_by(|one, other| one.code.cmp(&other.code));
    clients.truncate(CLIENTS_MAX);
    Ok(clients)
}

/// Words that somebody wrote to the bot alone.
struct Lone<'a> {
    reception: &'a Reception,
    it: &'a wire::Message,
    author: Author,
    somebody: Somebody,
}

impl Lone<'_> {
    fn chat(&self) -> ChatId {
        ChatId::Private(self.somebody.id)
    }

    /// Whose private ticket, or whose question for one, these words reply to or are part of.
    async fn belongs(&self) -> Result<Option<ClientId>, Failure> {
        let belongs = match updates::replied(self.it) {
            Some(to) => message::belongs_of_message(self.reception, self.chat(), to).await?,
            None if self.it.edit_date.is_some() => {
                message::belongs(self.reception, self.at()).await?
            }
            None => Belongs::Nothing,
        };
        let ticket = match belongs {
            Belongs::Ticket(ticket) => ticket,
            Belongs::Conversation(_, started) if started.chat == self.chat() => {
                match started.purpose {
                    Purpose::Request(client) => return Ok(Some(client)),
                    Purpose::NotSolved(ticket) => ticket,
                    // These are asked of staff.
                    Purpose::Ask(_)
                    | Purpose::Resolve(_)
                    | Purpose::Note(_)
                    | Purpose::Merge(_)
                    | Purpose::Relate(_)
                    | Purpose::HandOver { .. } => return Ok(None),
                }
            }
            Belongs::Conversation(..) | Belongs::Nothing => return Ok(None),
        };
        self.client_of(ticket)
    }

    /// The client of a private ticket that is the author's own.
    fn client_of(&self, ticket: TicketId) -> Result<Option<ClientId>, Failure> {
        let row = self.reception.views.ticket(ticket)?;
        Ok(row.filter(|it| it.chat == self.chat()).map(|it| it.client))
    }

    fn at(&self) -> MessageRef {
        MessageRef { chat: self.chat(), message: MessageId(self.it.message_id) }
    }

    fn in_chat_of(&self, client: ClientId) -> Result<Option<Heard>, Failure> {
        let client = self.reception.views.client(client)?;
        Ok(client.map(|it| Heard::In(chat_row(self.somebody.id, it))))
    }

    async fn in_any_chat(&self) -> Result<Option<Heard>, Failure> {
        let client = clients_of(self.reception, &self.somebody).await?.into_iter().next();
        Ok(client.map(|it| Heard::In(chat_row(self.somebody.id, it))))
    }

    /// Other words for what is accounted for, and part of nothing yet.
    async fn edited(&self) -> Result<Option<Heard>, Failure> {
        match self.reception.views.message(self.at())? {
            Some(it) if it.side == Some(Side::Client) => self.in_any_chat().await,
            Some(_) | None => Ok(None),
        }
    }

    /// Words that reply to nothing, of somebody who is known.
    async fn words(&self) -> Result<Option<Heard>, Failure> {
        if known_clients(self.reception, &self.somebody)?.is_empty() {
            return Ok(None);
        }
        self.in_any_chat().await
    }

    /// Plain words of one of staff: a client's where they say what is still wrong with a private ticket of their own,
    /// which they have just been asked.
    async fn reason(&self) -> Result<Option<Heard>, Failure> {
        if updates::replied(self.it).is_some() {
            return Ok(None);
        }
        let asked = message::asked_last(self.reception, (self.chat(), self.somebody.id)).await?;
        let place = (self.chat(), updates::thread(self.it));
        let date = self.reception.believed(self.it.date);
        let asked = asked.filter(|it| it.is_answered_by(self.somebody.id, place, date));
        let Some(ticket) = asked.and_then(|it| it.started.purpose.ticket()) else {
            return Ok(None);
        };
        match self.client_of(ticket)? {
            Some(client) => self.in_chat_of(client),
            None => Ok(None),
        }
    }

    /// A command that begins with the number of one's own private ticket.
    fn of_number(&self, typed: &Typed) -> Result<Option<Heard>, Failure> {
        let Some((number, _)) = number_first(typed) else { return Ok(None) };
        let row = self.reception.views.ticket_by_number(&number)?;
        match row.filter(|it| it.chat == self.chat()) {
            Some(row) => self.in_chat_of(row.client),
            None => Ok(None),
        }
    }

    /// `/private`, with words or without.
    async fn asks(&self, words: &str) -> Result<Heard, Failure> {
        let mut clients = clients_of(self.reception, &self.somebody).await?;
        let wordless = words.is_empty() && updates::attachments(self.it).is_empty();
        let language = clients.first().map(|it| it.language);
        let texts = Texts(language.unwrap_or(group::language_of(self.it.from.as_ref())));
        if clients.is_empty() {
            let (chat, reply_to) = (self.it.chat.id, MessageId(self.it.message_id));
            let text = texts.text("private-nobody");
            return Ok(Heard::Said(vec![Effect::Reply { chat, reply_to, text }]));
        }
        if wordless && clients.len() > 1 {
            let button = |it: ClientRow| {
                let title = cut(&undirected(&it.title), TITLE_UNITS_MAX);
                vec![(title, Press::Private(Choice::Of(it.client)))]
            };
            return Ok(Heard::Said(vec![Effect::Choice {
                chat: self.it.chat.id,
                reply_to: MessageId(self.it.message_id),
                text: texts.text("private-whose"),
                buttons: clients.into_iter().map(button).collect(),
            }]));
        }
        let client = clients.swap_remove(0);
        if wordless { self.prompted(client).await } else { Ok(self.kept(client)) }
    }

    fn kept(&self, client: ClientRow) -> Heard {
        Heard::In(chat_row(self.somebody.id, client))
    }

    /// `/start` and what a button in a group has proven.
    async fn follows(&self, token: &str) -> Result<Option<Heard>, Failure> {
        let keyring = self.reception.house.vault.keyring().as_ref();
        let proven = (self.somebody.id, token);
        let Some(client) = link::client_of(keyring, proven, self.reception.house.clock.now())
        else {
            return Ok(None);
        };
        match self.reception.views.client(client)? {
            Some(client) => self.prompted(client).await.map(Some),
            None => Ok(None),
        }
    }

    /// Asks for the words.
    async fn prompted(&self, client: ClientRow) -> Result<Heard, Failure> {
        let of = client.client;
        let chat = chat_row(self.somebody.id, client);
        let cause = message::cause(self.reception, &chat, self.it);
        // Where they can be written to must be known.
        self.reception.somebody(&self.author, None, &cause).await?;
        let message = MessageId(self.it.message_id);
        begin(self.reception, (self.somebody.id, of), (self.it.chat.id, message), &cause).await?;
        Ok(Heard::Said(vec![]))
    }
}

/// Begins the conversation that ends in a private ticket: the prompt follows from it.
async fn begin(
    reception: &Reception,
    (person, client): (PersonId, ClientId),
    (number, pressed): (i64, MessageId),
    cause: &Cause,
) -> Result<(), Failure> {
    let id = ConversationId(cause.new_id("conversation"));
    let chat = ChatId::Private(person);
    let purpose = Purpose::Request(client);
    let started = Started { chat, thread: None, owner: person, purpose, pressed };
    let at = reception.house.clock.now();
    let decide = |it: &Conversation| start::decide(it, &started, at);
    let (stream, actor) = (Stream::Conversation(id), Actor::Person(person));
    let done = transact(&reception.house, &stream, actor, cause, decide).await?;
    reception.wrote(number, done.position);
    Ok(())
}
