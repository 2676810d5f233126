//! What was recorded: of a chat, of a ticket, and with which words.

use crate::desk::Desk;
use commands::people::find;
use domain::chat::{Event as ChatEvent, MessageAccounted};
use domain::{ChatId, Event, Field, Role, Texts, ticket};
use projections::rows::TicketRow;
use store::codec;
use store::port::{PAGE_MAX, Recorded};
use store::stream::Stream;

impl Desk {
    /// The whole log, oldest first.
    pub(crate) async fn recorded(&self) -> Vec<Recorded> {
        let (mut all, mut after) = (vec![], None);
        loop {
            let page = self.log.read_all(after, PAGE_MAX).await.unwrap();
            let Some(last) = page.last() else { return all };
            after = Some(last.position);
            all.extend(page);
        }
    }

    /// What happened in a chat, with its texts.
    pub(crate) async fn of_chat(&self, chat: emulator::ChatId) -> Vec<(ChatEvent, Texts)> {
        let here = ChatId::Group(chat.0);
        let all = self.recorded().await.into_iter().filter_map(|it| {
            match (Stream::parse(&it.stream), codec::decode(&it).unwrap()) {
                (Some(Stream::Chat(chat, _)), Event::Chat(event)) if chat == here => {
                    Some((event, self.vault.open(&it).unwrap()))
                }
                _ => None,
            }
        });
        all.collect()
    }

    /// How the messages of a chat are accounted for, oldest first.
    pub(crate) async fn accounted(&self, chat: emulator::ChatId) -> Vec<MessageAccounted> {
        let accounted = |(event, _)| match event {
            ChatEvent::MessageAccounted(it) => Some(it),
            _ => None,
        };
        self.of_chat(chat).await.into_iter().filter_map(accounted).collect()
    }

    /// How one message is accounted for, the last time that it was.
    pub(crate) async fn account_of(
        &self,
        chat: emulator::ChatId,
        message: emulator::MessageId,
    ) -> MessageAccounted {
        self.settle().await;
        let mut all = self.accounted(chat).await;
        all.retain(|it| it.message.0 == message.0);
        all.pop().unwrap()
    }

    /// The rule under which one message is accounted for.
    pub(crate) async fn rule_of(
        &self,
        chat: emulator::ChatId,
        message: emulator::MessageId,
    ) -> String {
        self.account_of(chat, message).await.rule.as_str().to_owned()
    }

    pub(crate) fn ticket(&self, number: &str) -> TicketRow {
        let row = self.at_work.views.ticket_by_number(&number.parse().unwrap()).unwrap();
        row.unwrap_or_else(|| panic!("no ticket {number}"))
    }

    /// What happened to a ticket, with its texts.
    pub(crate) async fn of_ticket(&self, number: &str) -> Vec<(ticket::Event, Texts, Recorded)> {
        self.settle().await;
        let id = self.ticket(number).ticket;
        let all = self.recorded().await.into_iter().filter_map(|it| {
            match (Stream::parse(&it.stream), codec::decode(&it).unwrap()) {
                (Some(Stream::Ticket(of)), Event::Ticket(event)) if of == id => {
                    Some((event, self.vault.open(&it).unwrap(), it))
                }
                _ => None,
            }
        });
        all.collect()
    }

    /// The kinds of a ticket's events, without the room's name.
    pub(crate) async fn life_of(&self, number: &str) -> Vec<String> {
        let kind = |it: &Recorded| it.event.kind.trim_start_matches("ticket.").to_owned();
        self.of_ticket(number).await.iter().map(|it| kind(&it.2)).collect()
    }

    /// The words of a ticket's events of a kind, in order.
    pub(crate) async fn words_of(&self, number: &str, kind: &str) -> Vec<String> {
        let all = self.of_ticket(number).await;
        let of_kind = all.iter().filter(|it| it.2.event.kind.ends_with(&format!(".{kind}")));
        let words = |texts: &Texts| {
            let reason = || texts.get(Field::Reason);
            texts.get(Field::Body).or_else(reason).unwrap_or_default().to_owned()
        };
        of_kind.map(|it| words(&it.1)).collect()
    }

    /// The roles that somebody has now.
    pub(crate) async fn roles(&self, who: emulator::UserId) -> Vec<Role> {
        let known = find::by_telegram_id(&self.at_work.house, who.0).await.unwrap().1;
        known.roles.into_iter().map(|it| it.0).collect()
    }

    /// The kinds of what is recorded of a person, without the room's name.
    pub(crate) async fn kinds_of(&self, who: emulator::UserId) -> Vec<String> {
        let person = find::by_telegram_id(&self.at_work.house, who.0).await.unwrap().0;
        let name = Stream::Person(person).name();
        let all = self.recorded().await.into_iter().filter(|it| it.stream == name);
        all.map(|it| it.event.kind.trim_start_matches("person.").to_owned()).collect()
    }

    /// The numbers given out to a client, in order.
    pub(crate) async fn numbers(&self) -> Vec<String> {
        let all =
            self.recorded().await.into_iter().filter_map(|it| match codec::decode(&it).unwrap() {
                Event::Register(domain::register::Event::Entered(it)) => {
                    Some(it.number.to_string())
                }
                _ => None,
            });
        all.collect()
    }
}
