//! Pressed: a button about private requests, in a group or in private, and those under a private ticket.

use super::{Choice, Words, begin, chat_row, clients_of, link};
use crate::buttons::Press;
use crate::correct;
use crate::reception::{Effect, Failure, Reception, Somebody};
use crate::texts::{Reader, Toast};
use crate::updates::{self, Author};
use crate::wire;
use commands::chat::correct::{Correction, To, Way};
use commands::people::find;
use domain::intake::Sender;
use domain::{Cause, ChatId, ClientId, Language, MessageId, Side};
use projections::rows::{ChatPlace, ChatRow};

/// A press of a button about private requests.
pub(crate) struct Pressed<'a> {
    pub(crate) callback: &'a wire::CallbackQuery,
    pub(crate) message: &'a wire::Message,
    pub(crate) author: &'a Author,
    pub(crate) cause: &'a Cause,
    /// How whoever pressed is spoken to where nothing was agreed.
    pub(crate) theirs: Language,
}

pub(crate) async fn pressed(
    reception: &Reception,
    it: &Pressed<'_>,
    choice: Choice,
) -> Result<Vec<Effect>, Failure> {
    if it.author.sender != Sender::Person {
        return Ok(vec![it.toast(it.theirs, &Toast::Unverifiable)]);
    }
    match choice {
        Choice::Begin => it.begins(reception).await,
        Choice::Of(client) => it.asks(reception, client).await,
        Choice::New { wrote, client } => it.places(reception, wrote, (client, To::Ticket)).await,
        Choice::Add { wrote, ticket } => {
            let row = reception.views.ticket(ticket)?;
            let (person, _) = find::by_telegram_id(&reception.house, it.author.id).await?;
            match row.filter(|it| it.chat == ChatId::Private(person)) {
                Some(row) => it.places(reception, wrote, (row.client, To::PartOf(ticket))).await,
                None => Ok(vec![it.toast(it.theirs, &Toast::Stale)]),
            }
        }
    }
}

/// The private chat of whoever presses a button under their own private ticket, as a place of its client's.
pub(crate) async fn chat_of_press(
    reception: &Reception,
    author: &Author,
    press: &Press,
) -> Result<Option<ChatRow>, Failure> {
    let (Press::Type(ticket, _)
    | Press::Urgent(ticket)
    | Press::Confirm(ticket)
    | Press::NotSolved(ticket)
    | Press::Reopen(ticket)
    | Press::Anew(ticket, _)
    | Press::SameAs(ticket, _)) = press
    else {
        return Ok(None);
    };
    let (person, _) = find::by_telegram_id(&reception.house, author.id).await?;
    let row = reception.views.ticket(*ticket)?;
    let Some(row) = row.filter(|it| it.chat == ChatId::Private(person)) else { return Ok(None) };
    Ok(reception.views.client(row.client)?.map(|it| chat_row(person, it)))
}

impl Pressed<'_> {
    fn toast(&self, language: Language, toast: &Toast) -> Effect {
        let (text, alert) = (toast.text(language, Reader::Client), toast.is_alert());
        Effect::Toast { callback: self.callback.id.clone(), text, alert }
    }

    /// In a group: the private chat opens, where the rest is asked.
    async fn begins(&self, reception: &Reception) -> Result<Vec<Effect>, Failure> {
        let chat = reception.chat(self.message.chat.id).await?;
        let Some(chat) = chat else { return Ok(vec![self.toast(self.theirs, &Toast::Stale)]) };
        let ChatPlace::Client { client, .. } = chat.place else {
            return Ok(vec![self.toast(chat.language, &Toast::Stale)]);
        };
        let seen_in = (&chat, updates::thread(self.message));
        let somebody = reception.somebody(self.author, Some(seen_in), self.cause).await?;
        if somebody.known.is_staff() {
            return Ok(vec![self.toast(chat.language, &Toast::PrivateOfClients)]);
        }
        let keyring = reception.house.vault.keyring().as_ref();
        let token = link::token(keyring, (somebody.id, client), reception.house.clock.now());
        let url = format!("https://t.me/{}?start={token}", reception.me.username);
        Ok(vec![Effect::Open { callback: self.callback.id.clone(), url }])
    }

    /// Whoever has several clients has said which.
    async fn asks(&self, reception: &Reception, client: ClientId) -> Result<Vec<Effect>, Failure> {
        let Some((somebody, language)) = self.alone(reception, client).await? else {
            return Ok(vec![self.toast(self.theirs, &Toast::Stale)]);
        };
        let here = (self.message.chat.id, MessageId(self.message.message_id));
        begin(reception, (somebody.id, client), here, self.cause).await?;
        Ok(vec![self.toast(language, &Toast::AnswerMyPrompt), self.without_buttons()])
    }

    /// Words that were kept are a request, or a part of one.
    async fn places(
        &self,
        reception: &Reception,
        Words { month, message }: Words,
        (client, to): (ClientId, To),
    ) -> Result<Vec<Effect>, Failure> {
        let Some((somebody, language)) = self.alone(reception, client).await? else {
            return Ok(vec![self.toast(self.theirs, &Toast::Stale)]);
        };
        let chat = ChatId::Private(somebody.id);
        let month = Some(month);
        let correction = Correction { chat, message, month, client, to, way: Way::Chosen };
        let here = self.message.chat.id;
        let said = correct::correct(reception, here, &correction, &somebody, self.cause).await?;
        let toast = said.map_or_else(|it| it, Toast::Corrected);
        Ok(vec![self.toast(language, &toast), self.without_buttons()])
    }

    /// Whoever presses alone with the bot, if they are of this client, and how it is spoken to.
    async fn alone(
        &self,
        reception: &Reception,
        client: ClientId,
    ) -> Result<Option<(Somebody, Language)>, Failure> {
        if !self.message.chat.is_private() {
            return Ok(None);
        }
        let somebody = reception.somebody(self.author, None, self.cause).await?;
        let somebody = Somebody { known: somebody.known.on(Side::Client), ..somebody };
        let clients = clients_of(reception, &somebody).await?;
        let client = clients.into_iter().find(|it| it.client == client);
        Ok(client.map(|it| (somebody, it.language)))
    }

    fn without_buttons(&self) -> Effect {
        let message = MessageId(self.message.message_id);
        Effect::Buttons { chat: self.message.chat.id, message, buttons: vec![] }
    }
}
