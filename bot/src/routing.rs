//! Routing: staff arrange by commands who answers for whom, who is there, and where they are told.

mod asked;
mod away;

use crate::hand_all::{self, Wanted};
use crate::reception::{Effect, Failure, Reception, Refused, Somebody, refused};
use crate::texts::routing::{RoutingReply as Reply, TeamLine};
use crate::times::Times;
use crate::{updates, wire};
use asked::{Routed, Words};
use chrono::{DateTime, TimeDelta, Utc};
use commands::client::route;
use commands::desk::{set_duty, set_team, set_team_chat};
use commands::people::{choose_delivery, find};
use commands::transact::transact;
use domain::desk::Desk;
use domain::intake::{Sender, Typed};
use domain::people::Person;
use domain::people::rights::Matter;
use domain::routing::{Delivery, Duty};
use domain::{
    Actor, Cause, ChatId, ClientCode, ClientId, MessageId, MessageRef, PersonId, Slug, Trigger,
};
use projections::rows::{ChatPlace, ChatRow, PersonRow};
use store::stream::Stream;

/// How long somebody is on duty if nobody says until when.
const DUTY_OTHERWISE: TimeDelta = TimeDelta::hours(24);

/// Follows a command of this kind; answers nothing to any other, and to those who are none of staff.
pub(crate) async fn typed(
    reception: &Reception,
    chat: &ChatRow,
    it: &wire::Message,
    somebody: &Somebody,
    typed: &Typed,
    cause: &Cause,
) -> Result<Option<Effect>, Failure> {
    if chat.place != ChatPlace::Staff || !somebody.known.is_staff() {
        return Ok(None);
    }
    let asked = Asked { reception, chat, it, somebody, cause };
    let in_group = matches!(chat.chat, ChatId::Group(_));
    let rest = typed.rest.as_str();
    let reply = match typed.name.as_str() {
        "team" if in_group => asked.team(rest).await?,
        "route" | "responsible" | "deputy" | "duty" if in_group && !asked.may_arrange() => {
            Reply::OnlyAdmin
        }
        "route" if in_group => asked.route(rest).await?,
        "responsible" if in_group => asked.named(rest, Routed::Responsible).await?,
        "deputy" if in_group => asked.named(rest, Routed::Deputy).await?,
        "duty" if in_group => asked.duty(rest).await?,
        "away" => asked.away(rest).await?,
        "back" => asked.absence(None).await?,
        "private" => asked.delivery(Delivery::Private).await?,
        "group" => asked.delivery(Delivery::Group).await?,
        "handover" => return asked.hand_over(rest).await.map(Some),
        _ => return Ok(None),
    };
    Ok(Some(asked.reply(&reply)))
}

struct Asked<'a> {
    reception: &'a Reception,
    chat: &'a ChatRow,
    it: &'a wire::Message,
    somebody: &'a Somebody,
    cause: &'a Cause,
}

impl Asked<'_> {
    fn may_arrange(&self) -> bool {
        self.somebody.known.may(Matter::Work, None)
    }

    /// `/team`, `/team add network Сети`, `/team here network`, `/team ROM network`.
    async fn team(&self, rest: &str) -> Result<Reply, Failure> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        if words.is_empty() {
            return self.teams();
        }
        if !self.may_arrange() {
            return Ok(Reply::OnlyAdmin);
        }
        match words.as_slice() {
            ["add", team, _, ..] => {
                let title = words[2..].join(" ");
                match team.parse() {
                    Ok(team) => self.set_team(&team, &title).await,
                    Err(_) => Ok(Reply::BadTeam((*team).to_owned())),
                }
            }
            ["add", team] => Ok(Reply::TeamWithoutTitle((*team).to_owned())),
            ["here", word] => match asked::team(word) {
                Ok(team) => self.set_team_chat(team.as_ref()).await,
                Err(asked::NoTeam) => Ok(Reply::BadTeam((*word).to_owned())),
            },
            [code, word] => {
                let client = match self.client(code)? {
                    Ok(client) => client,
                    Err(reply) => return Ok(reply),
                };
                let Ok(team) = asked::team(word) else {
                    return Ok(Reply::BadTeam((*word).to_owned()));
                };
                self.change(client, &route::Change { team: Some(team), ..Default::default() }).await
            }
            _ => Ok(Reply::TeamUnread(rest.to_owned())),
        }
    }

    fn teams(&self) -> Result<Reply, Failure> {
        let teams = self.reception.views.teams()?.into_iter();
        let lines = teams.map(|it| TeamLine {
            here: it.chats.contains(&self.chat.chat),
            groups: it.chats.len(),
            team: it.team,
            title: it.title,
        });
        Ok(Reply::Teams(lines.collect()))
    }

    async fn set_team(&self, team: &Slug, title: &str) -> Result<Reply, Failure> {
        let decide = |it: &Desk| set_team::decide(it, team, title, self.cause.at);
        match self.on_desk(decide).await? {
            Ok(()) => Ok(Reply::TeamSet { team: team.clone(), title: title.to_owned() }),
            Err(set_team::Rejection::TooMany) => Ok(Reply::TooManyTeams),
            Err(set_team::Rejection::WithoutTitle) => Ok(Reply::TeamHow),
        }
    }

    async fn set_team_chat(&self, team: Option<&Slug>) -> Result<Reply, Failure> {
        let chat = self.chat.chat;
        let decide = |it: &Desk| set_team_chat::decide(it, chat, team, self.cause.at);
        match self.on_desk(decide).await? {
            Ok(()) => Ok(Reply::TeamHere(team.cloned())),
            Err(set_team_chat::Rejection::NoSuchTeam) => Ok(Reply::NoSuchTeam),
            Err(set_team_chat::Rejection::NotLinked) => Ok(Reply::TeamHow),
        }
    }

    async fn on_desk<R: std::error::Error + 'static>(
        &self,
        decide: impl Fn(&Desk) -> Result<Vec<domain::Draft<domain::desk::Event>>, R>,
    ) -> Result<Result<(), R>, Failure> {
        let house = &self.reception.house;
        let done = transact(house, &Stream::Desk, self.actor(), self.cause, decide).await;
        match done.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.it.chat.id, done.position);
                Ok(Ok(()))
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(rejection)) => Ok(Err(rejection)),
        }
    }

    /// `/route ROM`, `/route ROM team=network responsible=@olga deputy=@peter`; `-` takes away.
    async fn route(&self, rest: &str) -> Result<Reply, Failure> {
        let mut words = rest.split_whitespace();
        let Some(word) = words.next() else { return Ok(Reply::RouteHow) };
        let client = match self.client(word)? {
            Ok(client) => client,
            Err(reply) => return Ok(reply),
        };
        let mut change = route::Change::default();
        for word in words {
            let Some((what, value)) = asked::setting(word) else {
                return Ok(Reply::RouteUnread(word.to_owned()));
            };
            match what {
                Routed::Team => {
                    let Ok(team) = asked::team(value) else {
                        return Ok(Reply::BadTeam(value.to_owned()));
                    };
                    change.team = Some(team);
                }
                Routed::Responsible | Routed::Deputy => {
                    let person = match value {
                        "-" => None,
                        handle => match self.by_handle(handle)? {
                            Some(person) => Some(person.person),
                            None => return Ok(Reply::NoSuchAgent(handle.to_owned())),
                        },
                    };
                    what.put(&mut change, person);
                }
            }
        }
        self.change(client, &change).await
    }

    /// `/responsible ROM` and `/deputy ROM` in reply to an agent, or followed by a handle or `-`.
    async fn named(&self, rest: &str, what: Routed) -> Result<Reply, Failure> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let Some(word) = words.first() else { return Ok(Reply::RouteHow) };
        let client = match self.client(word)? {
            Ok(client) => client,
            Err(reply) => return Ok(reply),
        };
        let person = match words.get(1) {
            Some(&"-") => None,
            Some(handle) => match self.by_handle(handle)? {
                Some(person) => Some(person.person),
                None => return Ok(Reply::NoSuchAgent((*handle).to_owned())),
            },
            None => match self.replied().await? {
                Some(person) => Some(person),
                None => return Ok(Reply::RouteHow),
            },
        };
        let mut change = route::Change::default();
        what.put(&mut change, person);
        self.change(client, &change).await
    }

    async fn change(
        &self,
        (client, code): (ClientId, ClientCode),
        change: &route::Change,
    ) -> Result<Reply, Failure> {
        let (house, views) = (&self.reception.house, &self.reception.views);
        let done = route::route(house, client, change, (self.actor(), self.cause)).await;
        match done.map_err(refused) {
            Ok(done) => {
                if let Some(position) = done.position {
                    self.reception.see(position).await?;
                }
                let route = views.route(client)?.route;
                let name = |it: Option<PersonId>| self.name(it);
                let (responsible, deputy) = (name(route.responsible)?, name(route.deputy)?);
                Ok(Reply::Route { code, team: route.team, responsible, deputy })
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(route::Rejection::NoSuchTeam)) => Ok(Reply::NoSuchTeam),
            Err(Refused::Rejected(route::Rejection::NotStaff)) => Ok(Reply::NotStaff),
            Err(Refused::Rejected(route::Rejection::Unregistered)) => Ok(Reply::RouteHow),
        }
    }

    /// `/duty` in reply to an agent or followed by a handle; a team and until when may be named. `/duty -` ends it.
    async fn duty(&self, rest: &str) -> Result<Reply, Failure> {
        let words = Words::of(rest);
        let until = match words.end(&self.times()) {
            Ok(until) => until,
            Err(why) => return Ok(Reply::DateHow(Some(why))),
        };
        let agent = match (&words.handle, words.nobody) {
            (_, true) => None,
            (Some(handle), false) => match self.by_handle(handle)? {
                Some(person) => Some(person.person),
                None => return Ok(Reply::NoSuchAgent(handle.clone())),
            },
            (None, false) => match self.replied().await? {
                Some(person) => Some(person),
                None => return Ok(Reply::DutyHow),
            },
        };
        let team = match words.others.as_slice() {
            [] => None,
            [team] => match team.parse() {
                Ok(team) => Some(team),
                Err(_) => return Ok(Reply::BadTeam(team.clone())),
            },
            [_, _, ..] => return Ok(Reply::DutyHow),
        };
        let (at, house) = (self.cause.at, &self.reception.house);
        let until = until.unwrap_or(at + DUTY_OTHERWISE);
        let duty = Duty { team: team.clone(), agent, from: at, until };
        let known = match agent {
            Some(agent) => Some(find::known(house, agent).await?),
            None => None,
        };
        let decide = |it: &Desk| set_duty::decide(it, &duty, known.as_ref(), at);
        match self.on_desk(decide).await? {
            Ok(()) => {
                let until = self.times().dated(until);
                Ok(Reply::Duty { team, name: self.name(agent)?, until })
            }
            Err(set_duty::Rejection::NoSuchTeam) => Ok(Reply::NoSuchTeam),
            Err(set_duty::Rejection::Span) => Ok(Reply::DateHow(None)),
            Err(set_duty::Rejection::NotAvailable(_)) => Ok(Reply::NotStaff),
        }
    }

    async fn delivery(&self, delivery: Delivery) -> Result<Reply, Failure> {
        let decide = |it: &Person| choose_delivery::decide(it, delivery, self.cause.at);
        match self.on_oneself("delivery", decide).await? {
            Ok(()) => Ok(match (delivery, self.chat.chat) {
                (Delivery::Private, ChatId::Private(_)) => Reply::Private,
                (Delivery::Private, ChatId::Group(_)) => {
                    Reply::PrivateByStart(self.reception.me.username.clone())
                }
                (Delivery::Group, _) => Reply::Group,
            }),
            Err(choose_delivery::NotStaff) => Ok(Reply::NotStaff),
        }
    }

    async fn on_oneself<R: std::error::Error + 'static>(
        &self,
        what: &str,
        decide: impl Fn(&Person) -> Result<Vec<domain::Draft<domain::people::Event>>, R>,
    ) -> Result<Result<(), R>, Failure> {
        let (house, stream) = (&self.reception.house, Stream::Person(self.somebody.id));
        let done = transact(house, &stream, self.actor(), &self.also(what), decide).await;
        match done.map_err(refused) {
            Ok(done) => {
                self.reception.wrote(self.it.chat.id, done.position);
                Ok(Ok(()))
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(rejection)) => Ok(Err(rejection)),
        }
    }

    /// `/handover` in reply to a colleague, or followed by a handle; what follows is the note. With two handles an admin
    /// hands over what the first has, who need not be of staff any more. Alone it gives colleagues to choose from.
    async fn hand_over(&self, rest: &str) -> Result<Effect, Failure> {
        let first = asked::handle(rest);
        let (from, to, note) = match first.and_then(|it| Some((it.0, asked::handle(it.1)?))) {
            Some((old, (new, note))) => match self.holder(old)? {
                Some(from) => (from, self.by_handle(new)?.map(|it| it.person).ok_or(new), note),
                None => return Ok(self.reply(&Reply::NoSuchHolder(old.to_owned()))),
            },
            None => match first {
                Some((handle, note)) => {
                    let to = self.by_handle(handle)?.map(|it| it.person).ok_or(handle);
                    (self.somebody.id, to, note)
                }
                None => match self.replied().await? {
                    Some(person) => (self.somebody.id, Ok(person), rest),
                    None => return self.to_whom(),
                },
            },
        };
        let to = match to {
            Ok(to) => to,
            Err(handle) => return Ok(self.reply(&Reply::NoSuchAgent(handle.to_owned()))),
        };
        let said = MessageRef { chat: self.place(), message: MessageId(self.it.message_id) };
        let note = Some((said, note.trim().to_owned())).filter(|it| !it.1.is_empty());
        let wanted = Wanted { by: self.somebody.id, from, to, note, answers: None };
        let at = (self.it.chat.id, self.cause);
        match hand_all::hand_all(self.reception, wanted, at).await? {
            Reply::HandOverHow(_) => self.to_whom(),
            said => Ok(self.reply(&said)),
        }
    }

    /// Colleagues to choose from, and how to write it.
    fn to_whom(&self) -> Result<Effect, Failure> {
        let from = self.somebody.id;
        let colleagues = hand_all::colleagues(self.reception, from, self.cause.at)?;
        let handles = colleagues.iter().filter_map(|it| it.handle.as_ref());
        let handles = handles.map(|it| format!("@{it}")).collect();
        Ok(Effect::Choice {
            chat: self.it.chat.id,
            reply_to: MessageId(self.it.message_id),
            text: Reply::HandOverHow(handles).text(self.chat.language),
            buttons: hand_all::to_whom(from, &colleagues),
        })
    }

    /// Whoever bears a handle: of staff, or with open tickets.
    fn holder(&self, handle: &str) -> Result<Option<PersonId>, Failure> {
        match self.by_handle(handle)? {
            Some(row) => Ok(Some(row.person)),
            None => hand_all::holder(self.reception, handle),
        }
    }

    fn reply(&self, reply: &Reply) -> Effect {
        let reply_to = MessageId(self.it.message_id);
        Effect::Reply { chat: self.it.chat.id, reply_to, text: reply.text(self.chat.language) }
    }

    /// Whoever wrote the message that this one replies to, if that is a person.
    async fn replied(&self) -> Result<Option<PersonId>, Failure> {
        let Some(author) = updates::replied(self.it).and_then(updates::author) else {
            return Ok(None);
        };
        if author.sender != Sender::Person {
            return Ok(None);
        }
        Ok(Some(self.reception.somebody(&author, None, &self.also("seen")).await?.id))
    }

    fn by_handle(&self, handle: &str) -> Result<Option<PersonRow>, Failure> {
        let handle = handle.trim_start_matches('@');
        let named =
            |it: &PersonRow| it.handle.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(handle));
        let mut agents = self.reception.views.agents()?.into_iter().map(|it| it.person);
        Ok(agents.find(named))
    }

    /// The client of a code, or what is said where there is none.
    fn client(&self, word: &str) -> Result<Result<(ClientId, ClientCode), Reply>, Failure> {
        let found = match word.to_uppercase().parse::<ClientCode>() {
            Ok(code) => self.reception.views.client_by_code(&code)?,
            Err(_) => None,
        };
        let none = || Reply::NoSuchClient(word.to_owned());
        Ok(found.map(|it| (it.client, it.code)).ok_or_else(none))
    }

    fn name(&self, person: Option<PersonId>) -> Result<Option<String>, Failure> {
        let row = person.map(|it| self.reception.views.person(it)).transpose()?.flatten();
        Ok(row.map(|it| it.name).filter(|it| !it.is_empty()))
    }

    /// The chat by our own name of it: a private one bears its person's.
    fn place(&self) -> ChatId {
        match self.chat.chat {
            ChatId::Private(_) => self.chat.chat,
            ChatId::Group(_) => ChatId::Group(self.it.chat.id),
        }
    }

    fn times(&self) -> Times {
        Times::new(self.chat.language, &self.chat.zone, self.now())
    }

    fn now(&self) -> DateTime<Utc> {
        self.cause.at
    }

    fn actor(&self) -> Actor {
        Actor::Person(self.somebody.id)
    }

    /// The cause of a further command that the same message leads to, on a stream that it was a cause on already.
    fn also(&self, what: &str) -> Cause {
        let key = format!("{what} {}", self.cause.id());
        self.cause.also(Trigger::Request { key })
    }
}
