//! Invite: staff ask for cards with a code by `/qr`, and withdraw them by `/qr_off`.

use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::Texts;
use crate::{updates, wire};
use commands::client::{ask_invite, withdraw_invite};
use commands::transact::transact;
use domain::client::Client;
use domain::intake::Typed;
use domain::invite::{AskedIn, InviteNumber, PLACE_CHARS_MAX, STANDING_MAX};
use domain::{Actor, Cause, ChatId, ClientCode, MessageId};
use projections::rows::{ChatPlace, ChatRow, ClientRow};
use store::stream::Stream;

/// What stands between a site and a workplace.
const BETWEEN: char = ';';

/// Follows a command of this kind. None for any other, and for those who are none of staff. What was asked for is told by
/// a notice, and why it was not, at once.
///
/// # Errors
///
/// [`Failure`]; the message was not acknowledged and comes again.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Option<Vec<Effect>>, Failure> {
    let withdraws = match typed.name.as_str() {
        "qr" => false,
        "qr_off" => true,
        _ => return Ok(None),
    };
    if !somebody.known.is_staff() {
        return Ok(None);
    }
    // It may be about what was set up or asked for just before, elsewhere.
    reception.see_all().await?;
    let asked = Asked { reception, chat, it, somebody, cause, texts: Texts(chat.language) };
    let said = match asked.client(&typed.rest)? {
        Err(said) => Some(said),
        Ok((client, rest)) if withdraws => asked.withdraw(&client, rest).await?,
        Ok((client, rest)) => asked.ask(&client, rest).await?,
    };
    let (chat, reply_to) = (it.chat.id, MessageId(it.message_id));
    Ok(Some(said.map(|text| Effect::Reply { chat, reply_to, text }).into_iter().collect()))
}

struct Asked<'a> {
    reception: &'a Reception,
    chat: &'a ChatRow,
    it: &'a wire::Message,
    somebody: &'a Somebody,
    cause: &'a Cause,
    texts: Texts,
}

impl Asked<'_> {
    /// The client meant, and what was said beyond its code; or what is answered instead.
    fn client<'w>(&self, words: &'w str) -> Result<Result<(ClientRow, &'w str), String>, Failure> {
        let words = words.trim();
        if let ChatPlace::Client { client, .. } = self.chat.place {
            let row = self.reception.views.client(client)?;
            return Ok(row.map(|it| (it, words)).ok_or_else(|| self.texts.text("invite-how")));
        }
        let (code, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let Ok(code) = code.to_uppercase().parse::<ClientCode>() else {
            return Ok(Err(self.texts.text("invite-how")));
        };
        let row = self.reception.views.client_by_code(&code)?;
        Ok(row.map(|it| (it, rest.trim())).ok_or_else(|| {
            let code = [("code", code.as_str().into())];
            self.texts.with("setup-no-such-client", code)
        }))
    }

    /// `/qr ROM Склад; Касса 2`. Answers why not.
    async fn ask(&self, client: &ClientRow, words: &str) -> Result<Option<String>, Failure> {
        let group = match (&self.chat.place, client.chats.as_slice()) {
            (ChatPlace::Client { .. }, _) => ChatId::Group(self.it.chat.id),
            (ChatPlace::Staff, [only]) => *only,
            (ChatPlace::Staff, []) => return Ok(Some(self.texts.text("invite-no-group"))),
            (ChatPlace::Staff, _) => return Ok(Some(self.texts.text("invite-which-group"))),
        };
        let (site, workplace) = place(words);
        let cards = self.reception.views.invites(client.client)?.into_iter();
        let same = |it: &projections::rows::InviteRow| {
            !it.withdrawn && it.chat == group && it.site == site && it.workplace == workplace
        };
        let again = cards.filter(same).map(|it| it.invite.number).next_back();
        let asked_in = self.asked_in();
        let ask = ask_invite::Ask { chat: group, site, workplace, again, asked_in };
        let by = (self.somebody.id, &self.somebody.known);
        let decide = |it: &Client| ask_invite::decide(it, &ask, by, self.cause.at);
        let (house, stream) = (&self.reception.house, Stream::Client(client.client));
        let actor = Actor::Person(self.somebody.id);
        match transact(house, &stream, actor, self.cause, decide).await.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.it.chat.id, done.position);
                Ok(None)
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(rejection)) => Ok(Some(self.refusal(rejection))),
        }
    }

    fn refusal(&self, rejection: ask_invite::Rejection) -> String {
        use ask_invite::Rejection as R;
        match rejection {
            R::TooLong => self.texts.with("invite-too-long", [("max", PLACE_CHARS_MAX.into())]),
            R::TooMany => self.texts.with("invite-too-many", [("max", STANDING_MAX.into())]),
            R::NotLinked => self.texts.text("invite-no-group"),
            R::NotStaff | R::Unregistered => self.texts.text("invite-how"),
        }
    }

    /// `/qr_off ROM 3`. Answers why not.
    async fn withdraw(&self, client: &ClientRow, words: &str) -> Result<Option<String>, Failure> {
        let Ok(number) = words.parse().map(InviteNumber) else {
            return Ok(Some(self.texts.text("invite-off-how")));
        };
        let by = (self.somebody.id, &self.somebody.known);
        let told = (self.asked_in(), self.cause.at);
        let decide = |it: &Client| withdraw_invite::decide(it, number, by, told);
        let (house, stream) = (&self.reception.house, Stream::Client(client.client));
        let actor = Actor::Person(self.somebody.id);
        match transact(house, &stream, actor, self.cause, decide).await.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.it.chat.id, done.position);
                Ok(None)
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(withdraw_invite::Rejection::NotStaff)) => {
                Ok(Some(self.texts.text("invite-how")))
            }
            Err(Refused::Rejected(withdraw_invite::Rejection::NoSuchCard)) => {
                let number = [("number", number.to_string().into())];
                Ok(Some(self.texts.with("invite-no-such", number)))
            }
        }
    }

    fn asked_in(&self) -> AskedIn {
        let chat = match self.chat.chat {
            ChatId::Private(_) => self.chat.chat,
            ChatId::Group(_) => ChatId::Group(self.it.chat.id),
        };
        let message = MessageId(self.it.message_id);
        AskedIn { chat, thread: updates::thread(self.it), message }
    }
}

/// Site and workplace, each on one line.
fn place(words: &str) -> (String, String) {
    let (site, workplace) = words.split_once(BETWEEN).unwrap_or((words, ""));
    let line = |it: &str| {
        let seen = crate::texts::undirected(it);
        seen.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (line(site), line(workplace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workplace_stands_behind_the_site() {
        for (words, site, workplace) in [
            ("Склад; Касса 2", "Склад", "Касса 2"),
            ("Склад  на\nСеверной", "Склад на Северной", ""),
            ("; Касса 2", "", "Касса 2"),
            ("Склад; Касса; 2", "Склад", "Касса; 2"),
            ("", "", ""),
            ("Скл\u{202e}ад", "Склад", ""),
        ] {
            assert_eq!(place(words), (site.to_owned(), workplace.to_owned()), "{words}");
        }
    }
}
