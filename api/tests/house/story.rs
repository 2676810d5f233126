//! A made-up day of two clients: tickets in every state.

use super::{Company, House, at};
use chrono::{DateTime, Utc};
use domain::ticket::{
    Assigned, Assignment, AttachmentAdded, Closed, Closure, Event, EvidenceDeleted, MessageAdded,
    MessageEdited, OnHold, Reclassified, ReplyDelivered, Resolved, WaitingForClient, WorkStarted,
};
use domain::{
    Actor, Attachment, Awaits, Field, Language, MediaKind, MessageRef, PersonId, Priority,
    RequestType, Side, TicketId, Visibility,
};

/// Who takes part in the story.
pub(crate) struct Cast {
    pub(crate) rom: Company,
    pub(crate) acme: Company,
    pub(crate) anna: PersonId,
    pub(crate) boris: PersonId,
    pub(crate) john: PersonId,
    pub(crate) olga: PersonId,
    pub(crate) igor: PersonId,
}

/// One ticket of the story and who asked.
pub(crate) struct Thread<'a> {
    pub(crate) house: &'a House,
    pub(crate) company: &'a Company,
    pub(crate) ticket: TicketId,
    pub(crate) requester: PersonId,
}

/// Plays the whole day: seven tickets, six of them open.
pub(crate) async fn play(house: &House) -> Cast {
    let cast = people(house).await;
    printer(house, &cast).await;
    access(house, &cast).await;
    question(house, &cast).await;
    scanner(house, &cast).await;
    password(house, &cast).await;
    invoices(house, &cast).await;
    vpn(house, &cast).await;
    house.settle().await;
    cast
}

async fn people(house: &House) -> Cast {
    let russian = (Language::Ru, "Europe/Moscow");
    let rom = house.company("ROM", "ООО «Ромашка»", -1_001_234_567_890, russian).await;
    let english = (Language::En, "Europe/London");
    let acme = house.company("ACME", "Acme Ltd", -1_009_876_543_210, english).await;
    Cast {
        rom,
        acme,
        anna: house.person("Анна Смирнова").await,
        boris: house.person("Борис").await,
        john: house.person("John Doe").await,
        olga: house.person("Ольга").await,
        igor: house.person("Игорь Петров").await,
    }
}

/// ROM-1: the long one, with everything that can be shown.
async fn printer(house: &House, cast: &Cast) {
    let text = "Не печатает принтер в бухгалтерии: пишет «замятие бумаги», \
        но бумаги внутри нет. Завтра сдаём отчётность!";
    let it = Thread::new(house, &cast.rom, cast.anna, at("09:12"), Priority::Urgent, text).await;
    it.classify(at("09:13"), RequestType::Fault, Priority::Urgent).await;
    it.take(at("09:20"), cast.olga).await;
    let text = "Здравствуйте! Откройте заднюю крышку и пришлите, пожалуйста, фото.";
    let first = it.answer(at("09:24"), cast.olga, text).await;
    it.deliver(at("09:24"), first).await;
    let reply = it.say(at("09:41"), "Вот фото, там какой-то обрывок").await;
    it.attach(at("09:41"), reply, "IMG_2034.jpg").await;
    it.edit(at("09:43"), reply, "Вот фото, там обрывок бумаги у левого ролика").await;
    let text = "Если ролик сломан, модель HP M404: запчасть на складе, полка 3.";
    it.note(at("09:50"), cast.olga, text).await;
    it.answer(at("09:58"), cast.olga, "Потяните обрывок вниз двумя руками. Получилось?").await;
    it.say(at("10:15"), "Обрывок снаружи, но теперь мигает оранжевая лампочка").await;
}

/// ROM-2 is new and nobody has it.
async fn access(house: &House, cast: &Cast) {
    let text = "Нужен доступ к общей папке «Договоры» для нового сотрудника";
    Thread::new(house, &cast.rom, cast.boris, at("14:17"), Priority::Normal, text).await;
}

/// ROM-3 waits for the client.
async fn question(house: &House, cast: &Cast) {
    let text = "Как настроить автоответ на время отпуска?";
    let it = Thread::new(house, &cast.rom, cast.anna, at("11:02"), Priority::Low, text).await;
    it.classify(at("11:03"), RequestType::Question, Priority::Low).await;
    it.take(at("11:10"), cast.igor).await;
    it.ask(at("11:12"), cast.igor, "В какой программе вы читаете почту?").await;
}

/// ROM-4 is on hold.
async fn scanner(house: &House, cast: &Cast) {
    let text = "Касса № 2 не видит сканер штрих-кодов";
    let it = Thread::new(house, &cast.rom, cast.boris, at("10:30"), Priority::Normal, text).await;
    it.take(at("10:41"), cast.igor).await;
    let text = "Сканер вышел из строя, заказываем новый.";
    let answered = it.answer(at("10:44"), cast.igor, text).await;
    it.deliver(at("10:44"), answered).await;
    let reason = [(Field::Reason, cast.boris, "Ждём поставку сканера до 25.11")];
    it.happen(
        at("10:50"),
        cast.igor,
        Event::OnHold(OnHold { why: domain::policy::Pause::Own }),
        &reason,
    )
    .await;
}

/// ROM-5 is over.
async fn password(house: &House, cast: &Cast) {
    let text = "Пароль от 1С не подходит";
    let it = Thread::new(house, &cast.rom, cast.boris, at("09:00"), Priority::Normal, text).await;
    it.take(at("09:01"), cast.olga).await;
    it.resolve(at("09:10"), cast.olga, "Пароль сброшен, новый выдан лично").await;
    let closed = Event::Closed(Closed { how: Closure::Confirmed });
    it.happen(at("09:15"), cast.boris, closed, &[]).await;
}

/// ACME-1 is resolved and not confirmed yet.
async fn invoices(house: &House, cast: &Cast) {
    let text = "Invoices are not sent since this morning";
    let it = Thread::new(house, &cast.acme, cast.john, at("12:20"), Priority::Normal, text).await;
    it.classify(at("12:21"), RequestType::Fault, Priority::Normal).await;
    it.take(at("12:25"), cast.igor).await;
    let text = "The mail queue was full. It is empty again, all invoices are out.";
    it.resolve(at("13:40"), cast.igor, text).await;
}

/// ACME-2 is in progress; a stray message of its client was deleted.
async fn vpn(house: &House, cast: &Cast) {
    let text = "VPN drops every ten minutes in the Leeds office";
    let it = Thread::new(house, &cast.acme, cast.john, at("13:05"), Priority::Urgent, text).await;
    it.classify(at("13:06"), RequestType::Fault, Priority::Urgent).await;
    it.take(at("13:08"), cast.olga).await;
    let text = "We see it too and are on the line with the provider.";
    let answered = it.answer(at("13:09"), cast.olga, text).await;
    it.deliver(at("13:09"), answered).await;
    let stray = it.say(at("13:12"), "wrong chat, sorry").await;
    let deleted = Event::EvidenceDeleted(EvidenceDeleted { message: stray });
    it.happen(at("13:13"), cast.john, deleted, &[]).await;
}

impl<'a> Thread<'a> {
    pub(crate) async fn new(
        house: &'a House,
        company: &'a Company,
        requester: PersonId,
        at: DateTime<Utc>,
        priority: Priority,
        text: &str,
    ) -> Self {
        let ticket = house.register(company, requester, at, priority, text).await;
        Self { house, company, ticket, requester }
    }

    pub(crate) async fn happen(
        &self,
        at: DateTime<Utc>,
        person: PersonId,
        event: Event,
        texts: &[(Field, PersonId, &str)],
    ) {
        self.house.happen(self.ticket, Actor::Person(person), at, event, texts).await;
    }

    pub(crate) async fn classify(
        &self,
        at: DateTime<Utc>,
        request_type: RequestType,
        it: Priority,
    ) {
        let now = Reclassified { request_type: Some(request_type), priority: it };
        self.happen(at, self.requester, Event::Reclassified(now), &[]).await;
    }

    pub(crate) async fn take(&self, at: DateTime<Utc>, agent: PersonId) {
        let assigned = Event::Assigned(Assigned { agent, how: Assignment::Taken });
        self.happen(at, agent, assigned, &[]).await;
        self.happen(at, agent, Event::WorkStarted(WorkStarted {}), &[]).await;
    }

    pub(crate) async fn say(&self, at: DateTime<Utc>, text: &str) -> MessageRef {
        let open = (Visibility::Public, Awaits::Answer);
        self.add(at, self.requester, Side::Client, open, text).await
    }

    pub(crate) async fn answer(
        &self,
        at: DateTime<Utc>,
        agent: PersonId,
        text: &str,
    ) -> MessageRef {
        self.add(at, agent, Side::Staff, (Visibility::Public, Awaits::Nothing), text).await
    }

    pub(crate) async fn note(&self, at: DateTime<Utc>, agent: PersonId, text: &str) {
        self.add(at, agent, Side::Staff, (Visibility::Internal, Awaits::Nothing), text).await;
    }

    pub(crate) async fn ask(&self, at: DateTime<Utc>, agent: PersonId, text: &str) {
        let question = self.answer(at, agent, text).await;
        self.deliver(at, question).await;
        let waiting = Event::WaitingForClient(WaitingForClient { question });
        self.happen(at, agent, waiting, &[]).await;
    }

    pub(crate) async fn deliver(&self, at: DateTime<Utc>, of: MessageRef) {
        let delivered = self.house.message(self.company);
        let event = Event::ReplyDelivered(ReplyDelivered { of, delivered, at });
        self.house.happen(self.ticket, Actor::Sender, at, event, &[]).await;
    }

    pub(crate) async fn edit(&self, edited_at: DateTime<Utc>, message: MessageRef, text: &str) {
        let event = Event::MessageEdited(MessageEdited { message, edited_at });
        let texts = [(Field::Body, self.requester, text)];
        self.happen(edited_at, self.requester, event, &texts).await;
    }

    pub(crate) async fn attach(&self, at: DateTime<Utc>, message: MessageRef, name: &str) {
        let attachment = Attachment { media: MediaKind::Photo, size: Some(120_000) };
        let event = Event::AttachmentAdded(AttachmentAdded { message, attachment });
        let texts = [(Field::FileName, self.requester, name)];
        self.happen(at, self.requester, event, &texts).await;
    }

    pub(crate) async fn resolve(&self, at: DateTime<Utc>, agent: PersonId, text: &str) {
        let message = self.house.message(self.company);
        let event = Event::Resolved(Resolved { message: Some(message), relayed: true });
        self.happen(at, agent, event, &[(Field::Body, self.requester, text)]).await;
        self.deliver(at, message).await;
    }

    async fn add(
        &self,
        at: DateTime<Utc>,
        author: PersonId,
        side: Side,
        (visibility, awaits): (Visibility, Awaits),
        text: &str,
    ) -> MessageRef {
        let message = self.house.message(self.company);
        let event = Event::MessageAdded(MessageAdded {
            message,
            author,
            side,
            visibility,
            awaits,
            rule: "reply".parse().expect("a short technical name"),
            relayed: side == Side::Staff && visibility == Visibility::Public,
            reply_to: None,
            attachments: vec![],
        });
        self.happen(at, author, event, &[(Field::Body, self.requester, text)]).await;
        message
    }
}
