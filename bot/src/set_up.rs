//! Set up: what admins and staff arrange by commands: clients, links, leads, languages.

mod notices;

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::rights::start_group_link;
use crate::texts::set_up::SetUpReply as Reply;
use crate::texts::{Reply as CommonReply, Texts};
use crate::{
    canned, digest_command, invite, message, open_list, routing, rules, staffing, updates, wire,
};
use commands::client::{self, agree};
use commands::desk::{set_digests, settle};
use commands::links::{Holder, offer};
use commands::people::grant;
use commands::transact::{ask, transact};
use domain::client::{Client, Zone};
use domain::desk::Desk;
use domain::intake::Typed;
use domain::people::rights::Matter;
use domain::people::{Basis, Person};
use domain::{Actor, Cause, ClientCode, ClientId, Language, MessageId, Role, Trigger};
use projections::rows::{ChatPlace, ChatRow};
use store::port::Position;
use store::stream::Stream;

/// Follows a command that sets something up; any other is left to the intake.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Vec<Effect>, Failure> {
    if let Some(said) = routing::typed(reception, chat, it, somebody, typed, cause).await? {
        return Ok(vec![said]);
    }
    if let Some(said) = canned::typed(reception, chat, it, somebody, typed, cause).await? {
        return Ok(vec![said]);
    }
    if let Some(said) = rules::typed(reception, chat, it, typed).await? {
        return Ok(vec![said]);
    }
    if let Some(said) = invite::typed(reception, chat, it, somebody, typed, cause).await? {
        return Ok(said);
    }
    let set_up = SetUp { reception, chat, it, somebody, cause };
    let may = |matter, client| somebody.known.may(matter, client);
    let reply = match (typed.name.as_str(), &chat.place) {
        ("client" | "link" | "remove" | "digest", ChatPlace::Staff)
            if !may(Matter::Chats, None) =>
        {
            Answer::SetUp(Reply::OnlyAdmin)
        }
        ("digest", ChatPlace::Staff) => Answer::Text(set_up.digest(&typed.rest).await?),
        ("client", ChatPlace::Staff) => Answer::SetUp(set_up.client(&typed.rest).await?),
        ("link", ChatPlace::Staff) => Answer::SetUp(set_up.link(&typed.rest).await?),
        ("open", ChatPlace::Client { client, code, .. }) => {
            let of = (*client, code, chat.language);
            return Ok(vec![open_list::in_group(reception, of, somebody, it)?]);
        }
        ("remove", ChatPlace::Staff) => {
            Answer::Text(staffing::remove(reception, chat, it, (somebody, cause)).await?)
        }
        ("lead" | "language", ChatPlace::Client { client, .. })
            if !may(Matter::Leads, Some(*client)) =>
        {
            Answer::OnlyStaff
        }
        ("notices" | "rating", ChatPlace::Client { client, .. })
            if !may(Matter::Notices, Some(*client)) =>
        {
            Answer::SetUp(Reply::OnlyAdminOrLead)
        }
        ("notices", ChatPlace::Client { client, .. }) => {
            Answer::SetUp(set_up.notices(*client, &typed.rest).await?)
        }
        ("rating", ChatPlace::Client { client, .. }) => {
            Answer::SetUp(set_up.rating(*client, &typed.rest).await?)
        }
        ("lead", ChatPlace::Client { client, .. }) => Answer::SetUp(set_up.lead(*client).await?),
        ("language", place) => Answer::SetUp(set_up.language(place, &typed.rest).await?),
        ("setup" | "rights", _) if somebody.known.is_staff() => {
            Answer::SetUp(set_up.rights(&typed.name)?)
        }
        // Clients need not know how we set up; the intake calls it unknown.
        ("client" | "link", ChatPlace::Client { .. }) if !somebody.known.is_staff() => {
            return Ok(vec![]);
        }
        ("client" | "link", ChatPlace::Client { .. })
        | ("lead" | "notices" | "rating", ChatPlace::Staff) => Answer::SetUp(Reply::WrongChat),
        (_, ChatPlace::Client { .. } | ChatPlace::Staff) => return Ok(vec![]),
    };
    let text = match reply {
        Answer::SetUp(reply) => reply.text(chat.language),
        Answer::Text(text) => text,
        Answer::OnlyStaff => CommonReply::OnlyStaff.text(chat.language, message::reader(chat)),
    };
    Ok(vec![Effect::Reply { chat: it.chat.id, reply_to: MessageId(it.message_id), text }])
}

enum Answer {
    SetUp(Reply),
    Text(String),
    OnlyStaff,
}

struct SetUp<'a> {
    reception: &'a Reception,
    chat: &'a ChatRow,
    it: &'a wire::Message,
    somebody: &'a Somebody,
    cause: &'a Cause,
}

impl SetUp<'_> {
    /// `/client ROM Ромашка`, with `en` before the title for a client spoken to in English.
    async fn client(&self, words: &str) -> Result<Reply, Failure> {
        let (code, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let Ok(code) = code.to_uppercase().parse::<ClientCode>() else {
            return Ok(Reply::ClientHow);
        };
        let Some((language, title)) = language_before(rest.trim(), self.chat.language) else {
            return Ok(Reply::ClientHow);
        };
        let zone = self.chat.zone.clone();
        let register = client::register::Register { code, title: title.to_owned(), language, zone };
        let id = client::id_of(&register.code);
        let at = self.cause.at;
        let decide = |it: &Client| client::register::decide(it, &register, at);
        let (house, stream) = (&self.reception.house, Stream::Client(id));
        match transact(house, &stream, self.actor(), self.cause, decide).await.map_err(refused) {
            Ok(done) => {
                self.wrote(done.position);
                self.offered(Holder::Client(id), &register.code).await
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(client::register::Rejection::CodeTaken)) => {
                Ok(Reply::CodeTaken(register.code.clone()))
            }
            Err(Refused::Rejected(client::register::Rejection::WithoutTitle)) => {
                Ok(Reply::ClientHow)
            }
        }
    }

    /// `/link ROM`: another group for a client that is registered.
    async fn link(&self, words: &str) -> Result<Reply, Failure> {
        let Ok(code) = words.trim().to_uppercase().parse::<ClientCode>() else {
            return Ok(Reply::ClientHow);
        };
        match self.reception.views.client_by_code(&code)? {
            Some(client) => self.offered(Holder::Client(client.client), &code).await,
            None => Ok(Reply::NoSuchClient(code)),
        }
    }

    async fn offered(&self, holder: Holder, code: &ClientCode) -> Result<Reply, Failure> {
        let cause = self.also("offer");
        let token = offer::offer(&self.reception.house, holder, self.actor(), &cause).await?;
        let link = start_group_link(&self.reception.me.username, &token);
        Ok(Reply::LinkOffered { code: code.clone(), link })
    }

    /// `/rights`: what the bot may do here. A group that is linked is not set up again.
    fn rights(&self, command: &str) -> Result<Reply, Failure> {
        if command == "setup" {
            return Ok(Reply::LinkedAlready);
        }
        let group = self.reception.views.group(self.chat.chat)?;
        let title = self.it.chat.title.clone().unwrap_or_default();
        Ok(Reply::Rights { title, group })
    }

    /// `/lead` in reply to somebody: that person speaks for the client.
    async fn lead(&self, client: ClientId) -> Result<Reply, Failure> {
        let Some(author) = updates::replied(self.it).and_then(updates::author) else {
            return Ok(Reply::LeadHow);
        };
        if author.sender != domain::intake::Sender::Person {
            return Ok(Reply::LeadHow);
        }
        let lead = self.reception.somebody(&author, None, &self.also("seen")).await?;
        let basis = Basis::Admin;
        let grant = grant::Grant { role: Role::ClientLead, client: Some(client), basis };
        let decide = |it: &Person| grant::decide(it, grant, self.cause.at);
        let (house, stream) = (&self.reception.house, Stream::Person(lead.id));
        let cause = self.also("lead");
        match transact(house, &stream, self.actor(), &cause, decide).await.map_err(refused) {
            Ok(_) => Ok(Reply::LeadSet { name: author.name }),
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(grant::Rejection::Erased | grant::Rejection::WrongClient)) => {
                Ok(Reply::LeadHow)
            }
        }
    }

    /// `/digest`, `/digest 9:00 18:00`, `/digest off`: when staff are told how the day stands.
    async fn digest(&self, words: &str) -> Result<String, Failure> {
        let (house, texts) = (&self.reception.house, Texts(self.chat.language));
        match digest_command::asked(words) {
            Ok(Some(digests)) => {
                let decide = |it: &Desk| set_digests::decide(it, digests, self.cause.at);
                let done = transact(house, &Stream::Desk, self.actor(), self.cause, decide).await?;
                self.wrote(done.position);
                Ok(digest_command::set(texts, digests))
            }
            Ok(None) => {
                let now = ask(house, &Stream::Desk, |it: &Desk| it.digests).await?;
                Ok(digest_command::now(texts, now))
            }
            Err(wrong) => Ok(digest_command::wrong(texts, &wrong)),
        }
    }

    /// `/language ru` or `/language en`: how this chat is spoken to.
    async fn language(&self, place: &ChatPlace, words: &str) -> Result<Reply, Failure> {
        let Some(language) = language(words.trim()) else {
            return Ok(Reply::LanguageHow);
        };
        let ChatRow { zone, .. } = self.chat;
        match place {
            ChatPlace::Client { client, .. } => self.agree(*client, language, zone).await,
            ChatPlace::Staff => {
                let decide = |it: &Desk| settle::decide(it, language, zone, self.cause.at);
                let house = &self.reception.house;
                let done = transact(house, &Stream::Desk, self.actor(), self.cause, decide).await?;
                self.wrote(done.position);
                Ok(Reply::LanguageSet(language))
            }
        }
    }

    async fn agree(
        &self,
        client: ClientId,
        language: Language,
        zone: &Zone,
    ) -> Result<Reply, Failure> {
        let decide = |it: &Client| agree::decide(it, language, zone, self.cause.at);
        let (house, stream) = (&self.reception.house, Stream::Client(client));
        match transact(house, &stream, self.actor(), self.cause, decide).await.map_err(refused) {
            Ok(done) => {
                self.wrote(done.position);
                Ok(Reply::LanguageSet(language))
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(agree::Rejection::Unregistered)) => Ok(Reply::WrongChat),
        }
    }

    /// The next update of this chat sees what was arranged here.
    fn wrote(&self, position: Option<Position>) {
        self.reception.wrote(self.it.chat.id, position);
    }

    fn actor(&self) -> Actor {
        Actor::Person(self.somebody.id)
    }

    /// The cause of a second command that the same message leads to on the same stream.
    fn also(&self, what: &str) -> Cause {
        let key = format!("{what} {}", self.cause.id());
        self.cause.also(Trigger::Request { key })
    }
}

fn language(word: &str) -> Option<Language> {
    match word {
        "ru" => Some(Language::Ru),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The language that words begin with, and the title after it. None where a language stands alone, or where what
/// stands in its place is none of ours: a title must not begin with a slip of the finger.
fn language_before(words: &str, otherwise: Language) -> Option<(Language, &str)> {
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let rest = rest.trim();
    let like_language = first.len() == 2 && first.bytes().all(|it| it.is_ascii_lowercase());
    match language(first) {
        Some(_) if rest.is_empty() => None,
        Some(language) => Some((language, rest)),
        None if like_language && !rest.is_empty() => None,
        None => Some((otherwise, words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_may_stand_before_the_title() {
        let ru = Language::Ru;
        assert_eq!(language_before("en Acme Ltd", ru), Some((Language::En, "Acme Ltd")));
        assert_eq!(language_before("Ромашка", ru), Some((ru, "Ромашка")));
        assert_eq!(language_before("ромашка плюс", ru), Some((ru, "ромашка плюс")));
        assert_eq!(language_before("HP Inc", ru), Some((ru, "HP Inc")));
    }

    #[test]
    fn a_language_alone_or_one_that_we_do_not_speak_is_no_title() {
        assert_eq!(language_before("en", Language::Ru), None);
        assert_eq!(language_before("fr Foo", Language::En), None);
    }
}
