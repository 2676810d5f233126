//! Story: what has happened in the groups before the visitor comes?
//!
//! Nothing is put into the log: people write and press, the bot answers, and each step waits for what it leads to.

use super::cast::Cast;
use super::stage::{Stage, token_in};
use anyhow::{Context, Result};
use bot::buttons::Press;
use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::ticket::Status;
use domain::{RequestType, TicketId, TicketNumber};
use emulator::{ChatId, MessageId, UserId};
use projections::rows::TicketRow;

/// The zone in which the demo's people live.
pub(super) const ZONE: Tz = Tz::Europe__Moscow;

/// When the story begins: in the morning, two days before.
pub(super) fn beginning(present: DateTime<Utc>) -> DateTime<Utc> {
    morning(present, 2, (9, 30))
}

/// Plays the whole story. Afterwards the demo's time is the present.
///
/// # Errors
///
/// Which step was not followed by what it should lead to.
pub(super) async fn play(stage: &Stage, cast: &Cast, desk_token: &str) -> Result<()> {
    let story = Story { stage, cast, present: stage.time.present() };
    story.groups_are_linked(desk_token).await.context("failed to link the groups")?;
    story.day_before_yesterday().await.context("failed to play the first day")?;
    story.yesterday().await.context("failed to play the second day")?;
    story.just_now().await.context("failed to play the last hours")?;
    // The last words are said now, so that the bot has heard everything up to now.
    stage.time.catch_up();
    story.passed_over(cast.staff, cast.maria, "Коллеги, кто возьмёт ROM-3?").await
}

struct Story<'a> {
    stage: &'a Stage,
    cast: &'a Cast,
    present: DateTime<Utc>,
}

impl Story<'_> {
    async fn groups_are_linked(&self, desk_token: &str) -> Result<()> {
        let Self { stage, cast, .. } = *self;
        let Cast { anna, maria, emma, rom, acm, staff, .. } = *cast;
        stage.bring_bot(maria, maria, staff, desk_token)?;
        let linked = || Ok((!stage.views.staff_chats()?.is_empty()).then_some(()));
        stage.until("the staff group to be linked", linked).await?;
        stage.rest().await?;

        stage.say(maria, staff, "/client ROM Ромашка")?;
        let link = stage.hears(staff, "ROM").await?;
        stage.rest().await?;
        // Brought by the client, confirmed by the contractor's admin.
        stage.bring_bot(anna, anna, rom, &token_in(&link.text)?)?;
        let client = commands::client::id_of(&"ROM".parse()?);
        stage.press(maria, rom, &Press::LinkConfirm(Some(client))).await?;
        self.has_its_card(rom).await?;

        stage.say(maria, staff, "/client ACM en Acme")?;
        let link = stage.hears(staff, "ACM").await?;
        stage.rest().await?;
        stage.bring_bot(maria, emma, acm, &token_in(&link.text)?)?;
        self.has_its_card(acm).await
    }

    /// ROM-1 is solved, is not, and is at last. ACM-1 comes to rest.
    async fn day_before_yesterday(&self) -> Result<()> {
        let Self { stage, cast, .. } = *self;
        let Cast { anna, emma, olga, pyotr, maria, rom, acm, staff, .. } = *cast;
        self.on_day(2, (10, 4));
        stage.say(anna, rom, "/new Не печатает принтер в бухгалтерии, мигает красная лампа")?;
        let printer = self.registered("ROM-1").await?;
        self.typed(&printer, anna, RequestType::Fault).await?;
        self.taken(&printer, olga).await?;
        self.answered(&printer, olga, "Заканчивается картридж. Буду у вас в 11:00 с новым").await?;
        self.on_day(2, (11, 15));
        self.resolved(&printer, olga, "Картридж заменён, пробная страница в порядке").await?;
        let why = stage.press_to_say(anna, rom, &Press::NotSolved(printer.ticket)).await?;
        stage.reply(anna, rom, why, "Печатает, но на каждой странице полосы")?;
        stage.stands(&printer.number, |it| it.reopened == 1).await?;
        self.on_day(2, (12, 40));
        self.resolved(&printer, olga, "Барабан почищен, полос больше нет").await?;
        stage.press(anna, rom, &Press::Confirm(printer.ticket)).await?;
        stage.stands(&printer.number, |it| it.status == Status::Closed).await?;
        self.passed_over(rom, anna, "Спасибо большое!").await?;

        self.on_day(2, (15, 2));
        stage.say(emma, acm, "/new Please give Lucy access to the Sales folder")?;
        let folder = self.registered("ACM-1").await?;
        self.typed(&folder, emma, RequestType::Access).await?;
        self.taken(&folder, pyotr).await?;
        let words = "On it. The folder's owner has to approve, I have written to him";
        self.answered(&folder, pyotr, words).await?;
        let card = stage.offers(staff, &Press::Resolve(folder.ticket)).await?;
        stage.reply(maria, staff, card, "/note Владелец папки в отпуске до пятницы")?;
        stage.stands(&folder.number, |it| it.messages > folder.messages + 1).await?;
        stage.press(pyotr, staff, &Press::Hold(folder.ticket)).await?;
        stage.stands(&folder.number, |it| it.status == Status::OnHold).await?;
        Ok(())
    }

    /// ACM-2 is resolved and waits to be confirmed. ROM-2, asked by one and registered by another, is in work.
    async fn yesterday(&self) -> Result<()> {
        let Self { stage, cast, .. } = *self;
        let Cast { anna, viktor, emma, olga, pyotr, rom, acm, .. } = *cast;
        self.on_day(1, (9, 41));
        stage.say(emma, acm, "/new How do I set an out-of-office reply?")?;
        let reply = self.registered("ACM-2").await?;
        self.typed(&reply, emma, RequestType::Question).await?;
        self.taken(&reply, pyotr).await?;
        let words = "In Outlook: File, Automatic Replies, then choose the dates";
        self.resolved(&reply, pyotr, words).await?;

        self.on_day(1, (11, 12));
        let asked = stage.say(viktor, rom, "Коллеги, опять 1С виснет при проведении документов")?;
        self.accounted(rom, asked).await?;
        stage.reply(anna, rom, asked, "/ticket")?;
        let freeze = self.registered("ROM-2").await?;
        self.typed(&freeze, viktor, RequestType::Fault).await?;
        self.taken(&freeze, olga).await?;
        let words = "Вижу блокировки на сервере. Пришлите, пожалуйста, снимок экрана";
        let answer = self.answered(&freeze, olga, words).await?;
        let picture = [emulator::Attachment::photo(7)];
        stage.telegram.send_files(viktor, rom, &picture, "Вот что на экране", Some(answer))?;
        stage.stands(&freeze.number, |it| it.attachments == 1).await?;
        let words = "Спасибо, по снимку понятно. Ночью обновим сервер, утром проверьте";
        self.answered(&freeze, olga, words).await?;
        Ok(())
    }

    /// ACM-3 waits for the client. People talk. ROM-3 is new.
    async fn just_now(&self) -> Result<()> {
        let Self { stage, cast, .. } = *self;
        let Cast { anna, boris, james, pyotr, rom, acm, staff, .. } = *cast;
        self.before(95);
        let prompt = stage.press_to_say(james, acm, &Press::NewRequest).await?;
        let picture = [emulator::Attachment::photo(11)];
        let words = "The VPN drops every ten minutes since this morning";
        stage.telegram.send_files(james, acm, &picture, words, Some(prompt))?;
        let vpn = self.registered("ACM-3").await?;
        self.typed(&vpn, james, RequestType::Fault).await?;
        self.taken(&vpn, pyotr).await?;
        let prompt = stage.press_to_say(pyotr, staff, &Press::Ask(vpn.ticket)).await?;
        let question = "Are you on Wi-Fi or on a cable when it drops?";
        stage.reply(pyotr, staff, prompt, question)?;
        stage.stands(&vpn.number, |it| it.status == Status::WaitingForClient).await?;
        stage.hears(acm, question).await?;

        self.before(40);
        self.passed_over(rom, boris, "А у кого ключи от серверной?").await?;
        self.passed_over(rom, anna, "Хорошо").await?;
        self.passed_over(staff, pyotr, "Отойду на полчаса, VPN за мной").await?;

        self.before(12);
        stage.say(boris, rom, "/new Не открывается общий диск, пишет «нет доступа»")?;
        let drive = self.registered("ROM-3").await?;
        stage.press(boris, rom, &Press::Urgent(drive.ticket)).await?;
        stage.stands(&drive.number, |it| it.priority == domain::Priority::Urgent).await?;
        Ok(())
    }

    /// The group's own card is there and pinned: the group is linked.
    async fn has_its_card(&self, chat: ChatId) -> Result<()> {
        self.stage.offers(chat, &Press::NewRequest).await?;
        let pinned = || Ok(self.stage.newest(chat, |it| it.pinned)?.map(drop));
        self.stage.until("the group's card to be pinned", pinned).await?;
        self.stage.rest().await
    }

    async fn registered(&self, number: &str) -> Result<TicketRow> {
        let number: TicketNumber = number.parse()?;
        let row = self.stage.stands(&number, |_| true).await?;
        // Staff see it, too.
        self.stage.offers(self.cast.staff, &Press::Take(row.ticket)).await?;
        Ok(row)
    }

    async fn typed(&self, ticket: &TicketRow, by: UserId, to: RequestType) -> Result<()> {
        let chat = self.chat_of(ticket.ticket)?;
        self.stage.press(by, chat, &Press::Type(ticket.ticket, to)).await?;
        self.stage.stands(&ticket.number, |it| it.request_type == Some(to)).await?;
        Ok(())
    }

    async fn taken(&self, ticket: &TicketRow, agent: UserId) -> Result<()> {
        self.stage.press(agent, self.cast.staff, &Press::Take(ticket.ticket)).await?;
        self.stage.stands(&ticket.number, |it| it.assignee.is_some()).await?;
        Ok(())
    }

    /// An agent answers by a reply to the staff's card, and the client's group gets the words.
    async fn answered(&self, ticket: &TicketRow, agent: UserId, words: &str) -> Result<MessageId> {
        let (stage, staff) = (self.stage, self.cast.staff);
        let card = stage.offers(staff, &Press::Resolve(ticket.ticket)).await?;
        stage.reply(agent, staff, card, words)?;
        let said = stage.hears(self.chat_of(ticket.ticket)?, words).await?;
        let answered = |it: &TicketRow| it.answered_at.is_some() && !it.awaits_answer;
        stage.stands(&ticket.number, answered).await?;
        Ok(said.message)
    }

    async fn resolved(&self, ticket: &TicketRow, agent: UserId, words: &str) -> Result<()> {
        let (stage, staff) = (self.stage, self.cast.staff);
        let prompt = stage.press_to_say(agent, staff, &Press::Resolve(ticket.ticket)).await?;
        stage.reply(agent, staff, prompt, words)?;
        stage.stands(&ticket.number, |it| it.status == Status::Resolved).await?;
        stage.hears(self.chat_of(ticket.ticket)?, words).await?;
        Ok(())
    }

    /// Somebody says what becomes no ticket.
    async fn passed_over(&self, chat: ChatId, who: UserId, words: &str) -> Result<()> {
        let said = self.stage.say(who, chat, words)?;
        self.accounted(chat, said).await
    }

    async fn accounted(&self, chat: ChatId, message: MessageId) -> Result<()> {
        let chat = domain::ChatId::Group(chat.0);
        let at = domain::MessageRef { chat, message: domain::MessageId(message.0) };
        let seen = || Ok(self.stage.views.message(at)?.map(drop));
        self.stage.until("a message to be accounted for", seen).await?;
        self.stage.rest().await
    }

    fn chat_of(&self, ticket: TicketId) -> Result<ChatId> {
        let row = self.stage.views.ticket(ticket)?.context("a ticket of the story is gone")?;
        match row.chat {
            domain::ChatId::Group(chat) => Ok(ChatId(chat)),
            domain::ChatId::Private(_) => anyhow::bail!("a ticket of the story lives in private"),
        }
    }

    fn on_day(&self, days_before: u64, time: (u32, u32)) {
        self.stage.time.until(morning(self.present, days_before, time));
    }

    fn before(&self, minutes: i64) {
        self.stage.time.until(self.present - TimeDelta::minutes(minutes));
    }
}

/// A time of day some days before, as the people of the demo count days.
fn morning(present: DateTime<Utc>, days_before: u64, (hour, minute): (u32, u32)) -> DateTime<Utc> {
    let day = present.with_timezone(&ZONE).date_naive();
    let day = day.checked_sub_days(Days::new(days_before)).unwrap_or(day);
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    // Moscow's clocks are not changed; where they were, an hour earlier is no harm.
    let local = ZONE.from_local_datetime(&day.and_time(time)).earliest();
    local.map_or(present, |it| it.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_begins_two_days_before_in_the_morning() {
        check("2026-11-23T12:00:00Z", "2026-11-21T06:30:00Z");
        // Late in the evening by UTC it is the next day already in Moscow.
        check("2026-11-23T22:00:00Z", "2026-11-22T06:30:00Z");
    }

    #[track_caller]
    fn check(present: &str, then: &str) {
        let then: DateTime<Utc> = then.parse().unwrap();
        assert_eq!(beginning(present.parse().unwrap()), then);
    }
}
