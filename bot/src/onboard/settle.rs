//! Settle: what is recorded when an admin confirms a set-up?
//!
//! Only what other commands record, too: a client, its agreement, terms and rule set, a link that is given out and used
//! at once. Each has a cause of its own that follows from the press, so that a press taken in twice settles once.

use super::card::title_of_new;
use super::choice::Choice;
use crate::group::{also, note_met};
use crate::reception::{Failure, Reception, Refused, Somebody, refused};
use crate::texts::{Texts, undirected};
use commands::client::{self, agree, register, set_intake, set_terms};
use commands::desk::set_up;
use commands::links::{Holder, claim, offer};
use commands::transact::{ask, transact};
use domain::client::{Client, TermsChanged, Zone};
use domain::desk::Desk;
use domain::{Actor, Cause, ChatId, ClientId, Language};
use projections::rows::{ChatPlace, SetUpRow};
use store::stream::Stream;

/// Settles what was chosen; answers what is said of it, or why it cannot be.
pub(super) async fn confirmed(
    reception: &Reception,
    choice: &Choice,
    row: &SetUpRow,
    (somebody, language): (&Somebody, Language),
    cause: &Cause,
) -> Result<Result<String, String>, Failure> {
    let texts = Texts(language);
    let client = client::id_of(&choice.code);
    let linked = reception.chat(choice.chat).await?;
    let theirs = linked
        .is_none_or(|it| matches!(it.place, ChatPlace::Client { client: of, .. } if of == client));
    if !theirs {
        return Ok(Err(texts.text("onboard-other-client")));
    }
    let settling = Settling { reception, choice, client, by: somebody, cause };
    if !settling.registered(&title_of_new(row)).await? {
        let code = [("code", choice.code.as_str().into())];
        return Ok(Err(texts.with("onboard-code-taken", code)));
    }
    settling.promised().await?;
    settling.taken_in().await?;
    // Before the link, so that the group's first card says at once what we see.
    note_met(reception, choice.chat, cause).await?;
    settling.linked(&row.title).await?;
    reception.has_recorded(choice.chat);
    ended(reception, row.chat, cause).await?;
    reception.see_all().await?;
    let name = reception.views.client(client)?.map(|it| it.title).unwrap_or_default();
    let arguments = [
        ("title", undirected(&row.title).into()),
        ("name", undirected(&name).into()),
        ("code", choice.code.as_str().into()),
    ];
    Ok(Ok(texts.with("onboard-done", arguments)))
}

/// Nobody is asked about the group any more.
pub(super) async fn ended(
    reception: &Reception,
    chat: ChatId,
    cause: &Cause,
) -> Result<(), Failure> {
    let cause = also(cause, "ended");
    let decide = |it: &Desk| set_up::end(it, chat, cause.at);
    let house = &reception.house;
    transact(house, &Stream::Desk, Actor::Reaction, &cause, decide).await?;
    Ok(())
}

struct Settling<'a> {
    reception: &'a Reception,
    choice: &'a Choice,
    client: ClientId,
    by: &'a Somebody,
    cause: &'a Cause,
}

impl Settling<'_> {
    /// Registers a new client, or agrees with a known one on the language. False if another has the code.
    async fn registered(&self, title: &str) -> Result<bool, Failure> {
        let (house, stream) = (&self.reception.house, Stream::Client(self.client));
        let (code, language) = (self.choice.code.clone(), self.choice.language);
        if self.choice.new {
            let zone = ask(house, &Stream::Desk, |it: &Desk| it.zone.clone()).await?;
            // A group without words in its title, and a client needs some.
            let title = if title.trim().is_empty() { code.to_string() } else { title.to_owned() };
            let register = register::Register { code, title, language, zone };
            let cause = also(self.cause, "registered");
            let decide = |it: &Client| register::decide(it, &register, cause.at);
            let done = transact(house, &stream, self.actor(), &cause, decide).await;
            return match done.map_err(refused) {
                Ok(_) => Ok(true),
                Err(Refused::Rejected(_)) => Ok(false),
                Err(Refused::Failed(failure)) => Err(failure),
            };
        }
        let zone: Zone = ask(house, &stream, |it: &Client| it.zone.clone()).await?;
        let cause = also(self.cause, "agreed");
        let decide = |it: &Client| agree::decide(it, language, &zone, cause.at);
        let done = transact(house, &stream, self.actor(), &cause, decide).await;
        match done.map_err(refused) {
            Ok(_) => Ok(true),
            Err(Refused::Rejected(agree::Rejection::Unregistered)) => Ok(false),
            Err(Refused::Failed(failure)) => Err(failure),
        }
    }

    async fn promised(&self) -> Result<(), Failure> {
        let views = &self.reception.views;
        let (policies, calendars) = (views.policy_names()?, views.calendar_names()?);
        let policy = self.choice.policy.and_then(|it| it.among(&policies));
        let calendar = self.choice.calendar.and_then(|it| it.among(&calendars));
        let (Some(policy), Some(calendar)) = (policy, calendar) else { return Ok(()) };
        let terms = TermsChanged { policy: policy.clone(), calendar: calendar.clone() };
        let cause = also(self.cause, "terms");
        let by = (self.actor(), &cause);
        let done = set_terms::set_terms(&self.reception.house, self.client, &terms, by).await;
        failed(done)
    }

    async fn taken_in(&self) -> Result<(), Failure> {
        let names = self.reception.views.intake_names()?;
        let Some(name) = self.choice.intake.and_then(|it| it.among(&names)) else { return Ok(()) };
        let cause = also(self.cause, "intake");
        let by = (self.actor(), &cause);
        failed(set_intake::set_intake(&self.reception.house, self.client, name, by).await)
    }

    /// A token is given out and used at once, by an admin.
    async fn linked(&self, title: &str) -> Result<(), Failure> {
        let (house, holder) = (&self.reception.house, Holder::Client(self.client));
        let cause = also(self.cause, "offered");
        let token = offer::offer(house, holder, self.actor(), &cause).await?;
        let claim = claim::Claim {
            token: offer::hash(house.vault.keyring().as_ref(), &token),
            chat: ChatId::Group(self.choice.chat),
            title: title.to_owned(),
            by: self.by.id,
        };
        let cause = also(self.cause, "linked");
        let done = claim::claim(house, holder, (&claim, &self.by.known), &cause).await;
        match done.map_err(refused) {
            Ok(position) => {
                self.reception.wrote(self.choice.chat, position);
                Ok(())
            }
            // It was offered a moment ago: somebody else has linked the group in between.
            Err(Refused::Rejected(_)) => Ok(()),
            Err(Refused::Failed(failure)) => Err(failure),
        }
    }

    fn actor(&self) -> Actor {
        Actor::Person(self.by.id)
    }
}

/// What was published a moment ago still is, and the client was registered: only the world can have broken.
fn failed<T, R: std::error::Error + 'static>(
    done: Result<T, commands::transact::Error<R>>,
) -> Result<(), Failure> {
    match done.map_err(refused) {
        Ok(_) | Err(Refused::Rejected(_)) => Ok(()),
        Err(Refused::Failed(failure)) => Err(failure),
    }
}
