//! Story: what has happened in the groups before the visitor comes?
//!
//! Nothing is put into the log: people write and press, the bot answers, and each step waits for what it leads to.

use super::cast::Cast;
use super::days::{Days, instant};
use super::deeds::Deeds;
use super::stage::{Stage, token_in};
use super::terms::Terms;
use anyhow::{Context, Result};
use bot::buttons::Press;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::RequestType;
use domain::policy::Pause;
use domain::ticket::Status;

/// When the story begins: in the morning before its weekend.
pub(super) fn beginning(days: &Days) -> DateTime<Utc> {
    instant(days.friday, (9, 30))
}

/// Plays the whole story. Afterwards the demo's time is the present.
///
/// * `desk_token`: of the link that brings the bot to the staff's group.
///
/// # Errors
///
/// Which step was not followed by what it should lead to.
pub(super) async fn play(
    stage: &Stage,
    cast: &Cast,
    (days, terms): (&Days, &Terms),
    desk_token: &str,
) -> Result<()> {
    let deeds = Deeds { stage, cast };
    let story = Story { stage, cast, deeds: &deeds, days, present: stage.passing.present() };
    story.groups_are_linked(terms, desk_token).await.context("failed to link the groups")?;
    story.friday().await.context("failed to play the day before the weekend")?;
    story.monday().await.context("failed to play the morning after the weekend")?;
    story.pause().await.context("failed to play the question")?;
    story.eve().await.context("failed to play the day before")?;
    story.just_now().await.context("failed to play the last hours")?;
    stage.passing.until(stage.passing.present()).await?;
    deeds.passed_over(cast.staff, cast.maria, "Коллеги, кто возьмёт ROM-4?").await
}

struct Story<'a> {
    stage: &'a Stage,
    cast: &'a Cast,
    deeds: &'a Deeds<'a>,
    days: &'a Days,
    present: DateTime<Utc>,
}

impl Story<'_> {
    async fn groups_are_linked(&self, terms: &Terms, desk_token: &str) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { anna, maria, emma, irina, rom, acm, staff, lyu, .. } = *cast;
        stage.bring_bot(maria, maria, staff, desk_token)?;
        let linked = || Ok((!stage.views.staff_chats()?.is_empty()).then_some(()));
        stage.until("the staff group to be linked", linked).await?;
        stage.rest().await?;
        // The bot can only write to those who have written to it.
        stage.say(maria, maria.private(), "/start")?;
        stage.rest().await?;

        stage.say(maria, staff, "/client ROM Ромашка")?;
        let link = stage.hears(staff, "ROM").await?;
        stage.rest().await?;
        // Brought by the client, confirmed by the contractor's admin.
        stage.bring_bot(anna, anna, rom, &token_in(&link.text)?)?;
        let client = commands::client::id_of(&"ROM".parse()?);
        stage.press(maria, rom, &Press::LinkConfirm(Some(client))).await?;
        deeds.has_its_card(rom).await?;

        stage.say(maria, staff, "/client ACM en Acme")?;
        let link = stage.hears(staff, "ACM").await?;
        stage.rest().await?;
        stage.bring_bot(maria, emma, acm, &token_in(&link.text)?)?;
        deeds.has_its_card(acm).await?;
        for code in ["ROM", "ACM"] {
            terms.agree(&stage.house, &code.parse()?).await?;
        }
        // Nobody's yet: a visitor makes it a client's with /setup.
        stage.seat_bot(irina, lyu)?;
        stage.rest().await
    }

    /// ROM-1 is solved, is not, and is at last. ROM-2 comes too late to be answered before the weekend.
    async fn friday(&self) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { anna, boris, olga, maria, rom, .. } = *cast;
        self.on(self.days.friday, (10, 4)).await?;
        let asked =
            stage.say(anna, rom, "/new Не печатает принтер в бухгалтерии, мигает красная лампа")?;
        let printer = deeds.registered("ROM-1").await?;
        // From now on she speaks for all of «Ромашка».
        stage.reply(maria, rom, asked, "/lead")?;
        stage.rest().await?;
        deeds.typed(&printer, anna, RequestType::Fault).await?;
        deeds.taken(&printer, olga).await?;
        let words = "Заканчивается картридж. Буду у вас в 11:00 с новым";
        deeds.answered(&printer, olga, words).await?;
        self.on(self.days.friday, (11, 15)).await?;
        deeds.resolved(&printer, olga, "Картридж заменён, пробная страница в порядке").await?;
        let why = stage.press_to_say(anna, rom, &Press::NotSolved(printer.ticket)).await?;
        stage.reply(anna, rom, why, "Печатает, но на каждой странице полосы")?;
        stage.stands(&printer.number, |it| it.reopened == 1).await?;
        self.on(self.days.friday, (12, 20)).await?;
        deeds.resolved(&printer, olga, "Барабан почищен, полос больше нет").await?;
        deeds.confirmed(&printer, anna).await?;
        deeds.passed_over(rom, anna, "Спасибо большое!").await?;

        self.on(self.days.friday, (16, 20)).await?;
        stage.say(boris, rom, "/new Нужен доступ к папке «Договоры» для новой сотрудницы")?;
        let access = deeds.registered("ROM-2").await?;
        deeds.typed(&access, boris, RequestType::Access).await
    }

    /// ROM-2 is answered in time after all. ACM-1 is not: it goes up to the manager, who sees to it.
    async fn monday(&self) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { boris, emma, olga, pyotr, maria, acm, staff, .. } = *cast;
        self.on(self.days.monday, (9, 4)).await?;
        let access = deeds.registered("ROM-2").await?;
        deeds.taken(&access, olga).await?;
        deeds.answered(&access, olga, "Доброе утро! Оформляю, будет через полчаса").await?;
        self.on(self.days.monday, (9, 50)).await?;
        deeds.resolved(&access, olga, "Доступ к папке «Договоры» есть, проверьте вход").await?;
        deeds.confirmed(&access, boris).await?;

        self.on(self.days.monday, (10, 5)).await?;
        stage.say(emma, acm, "/new Nobody in sales can open the CRM")?;
        let crm = deeds.registered("ACM-1").await?;
        deeds.typed(&crm, emma, RequestType::Fault).await?;
        // Nobody takes it: an hour goes by, and half an hour after it.
        self.on(self.days.monday, (11, 37)).await?;
        stage.press(maria, maria.private(), &Press::Acknowledge(crm.ticket)).await?;
        stage.rest().await?;
        deeds.passed_over(staff, maria, "Пётр, возьмите, пожалуйста, ACM-1 прямо сейчас").await?;
        deeds.taken(&crm, pyotr).await?;
        let words = "The database had run out of disk space. I am making room now";
        deeds.answered(&crm, pyotr, words).await?;
        self.on(self.days.monday, (12, 15)).await?;
        deeds
            .resolved(&crm, pyotr, "There is room again, and an alarm before it gets tight")
            .await?;
        deeds.confirmed(&crm, emma).await
    }

    /// ACM-2 rests while the client is asked, goes on, and waits to be confirmed: if nobody does, until it closes by itself.
    async fn pause(&self) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { emma, pyotr, acm, .. } = *cast;
        self.on(self.days.eve, (12, 30)).await?;
        stage.say(emma, acm, "/new How do I set an out-of-office reply?")?;
        let reply = deeds.registered("ACM-2").await?;
        deeds.typed(&reply, emma, RequestType::Question).await?;
        deeds.taken(&reply, pyotr).await?;
        let asked = deeds.asked(&reply, pyotr, "In Outlook, or in the browser?").await?;
        self.on(self.days.eve, (14, 20)).await?;
        stage.reply(emma, acm, asked, "In Outlook, on my laptop")?;
        stage.stands(&reply.number, |it| it.status == Status::InProgress).await?;
        let words = "In Outlook: File, Automatic Replies, then choose the dates";
        deeds.resolved(&reply, pyotr, words).await
    }

    /// ACM-3 comes to rest. ROM-3, asked by one and registered by another, is in work.
    async fn eve(&self) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { anna, viktor, emma, olga, pyotr, maria, rom, acm, staff, .. } = *cast;
        self.on(self.days.eve, (14, 45)).await?;
        stage.say(emma, acm, "/new Please give Lucy access to the Sales folder")?;
        let folder = deeds.registered("ACM-3").await?;
        deeds.typed(&folder, emma, RequestType::Access).await?;
        deeds.taken(&folder, pyotr).await?;
        let words = "On it. The folder is Grace's: may I ask her, or will you?";
        let asked = deeds.answered(&folder, pyotr, words).await?;
        stage.reply(emma, acm, asked, "I will. Please wait, she is away for some days")?;
        stage.stands(&folder.number, |it| it.awaits_answer).await?;
        deeds.answered(&folder, pyotr, "All right, tell me as soon as she agrees").await?;
        deeds.held(&folder, pyotr, Pause::ClientHold).await?;
        let card = stage.offers(staff, &Press::Resume(folder.ticket)).await?;
        stage.reply(maria, staff, card, "/note Владелица папки в отпуске, вернётся в четверг")?;
        stage.rest().await?;

        self.on(self.days.eve, (15, 12)).await?;
        let asked = stage.say(viktor, rom, "Коллеги, опять 1С виснет при проведении документов")?;
        deeds.accounted(rom, asked).await?;
        stage.reply(anna, rom, asked, "/ticket")?;
        let freeze = deeds.registered("ROM-3").await?;
        deeds.typed(&freeze, viktor, RequestType::Fault).await?;
        deeds.taken(&freeze, olga).await?;
        let words = "Вижу блокировки на сервере. Пришлите, пожалуйста, снимок экрана";
        let answer = deeds.answered(&freeze, olga, words).await?;
        let picture = [emulator::Attachment::photo(7)];
        stage.telegram.send_files(viktor, rom, &picture, "Вот что на экране", Some(answer))?;
        stage.stands(&freeze.number, |it| it.attachments == 1).await?;
        let words = "Спасибо, по снимку понятно. Ночью обновим сервер, утром проверьте";
        deeds.answered(&freeze, olga, words).await?;
        Ok(())
    }

    /// ACM-4 waits for the client. People talk. ROM-4 is urgent, and its clock runs.
    async fn just_now(&self) -> Result<()> {
        let Self { stage, cast, deeds, .. } = *self;
        let Cast { anna, boris, james, pyotr, rom, acm, staff, .. } = *cast;
        self.before(95).await?;
        let prompt = stage.press_to_say(james, acm, &Press::NewRequest).await?;
        let picture = [emulator::Attachment::photo(11)];
        let words = "The VPN drops every ten minutes since this morning";
        stage.telegram.send_files(james, acm, &picture, words, Some(prompt))?;
        let vpn = deeds.registered("ACM-4").await?;
        deeds.typed(&vpn, james, RequestType::Fault).await?;
        deeds.taken(&vpn, pyotr).await?;
        deeds.asked(&vpn, pyotr, "Are you on Wi-Fi or on a cable when it drops?").await?;

        self.before(40).await?;
        deeds.passed_over(rom, boris, "А у кого ключи от серверной?").await?;
        deeds.passed_over(rom, anna, "Хорошо").await?;
        deeds.passed_over(staff, pyotr, "Отойду на полчаса, VPN за мной").await?;

        self.before(12).await?;
        stage.say(boris, rom, "/new Не открывается общий диск, пишет «нет доступа»")?;
        let drive = deeds.registered("ROM-4").await?;
        stage.press(boris, rom, &Press::Urgent(drive.ticket)).await?;
        stage.stands(&drive.number, |it| it.priority == domain::Priority::Urgent).await?;
        Ok(())
    }

    async fn on(&self, day: NaiveDate, time: (u32, u32)) -> Result<()> {
        Ok(self.stage.passing.until(instant(day, time)).await?)
    }

    async fn before(&self, minutes: i64) -> Result<()> {
        Ok(self.stage.passing.until(self.present - TimeDelta::minutes(minutes)).await?)
    }
}
