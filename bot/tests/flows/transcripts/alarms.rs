//! What staff are told when nobody acts, morning and evening, and where the bot may not write.

use super::TONGUES;
use super::stage::Stage;
use domain::desk::Which;
use emulator::Standing;

const MUTE: Standing = Standing::Restricted { may_write: false };

#[tokio::test]
async fn words_that_nobody_took_up_are_set_right_by_three_buttons() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, viktor) = (it.desk.anna, it.desk.boris, it.desk.viktor);
        let (olga, rom, staff) = (it.desk.olga, it.desk.rom, it.desk.staff);
        for words in [
            it.of("Принтер в бухгалтерии мигает красным", "The printer in accounting blinks red"),
            it.of("Бумагу добавили, не помогло", "We added paper, it did not help"),
            it.of("А отчёт нужен сегодня", "And the report is due today"),
        ] {
            it.says(anna, rom, words).await;
        }
        it.waits().await;
        let alarm = it.told(staff, "🔔");
        it.presses(olga, alarm, it.of("Оформить заявку", "Make it a ticket")).await;
        it.says(boris, rom, it.of("И у нас тот же принтер", "It is our printer, too")).await;
        it.waits().await;
        let alarm = it.told(staff, "🔔");
        it.presses(olga, alarm, it.of("Добавить к заявке", "Add to ticket")).await;
        let ticket = it.button(alarm, "ROM-1");
        it.presses(olga, alarm, &ticket).await;
        it.says(viktor, rom, it.of("Всем хорошего дня", "Have a good day, everybody")).await;
        it.waits().await;
        let alarm = it.told(staff, "🔔");
        it.presses(olga, alarm, it.of("Не заявка", "Not a request")).await;
        it.check("unanswered");
    }
}

#[tokio::test]
async fn a_day_is_told_in_the_evening_and_the_next_one_in_the_morning() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, olga) = (it.desk.anna, it.desk.boris, it.desk.olga);
        let (rom, staff) = (it.desk.rom, it.desk.staff);
        it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.says(olga, staff, "/take ROM-1").await;
        let done = it.of("/resolve ROM-1 Заменили картридж", "/resolve ROM-1 Cartridge replaced");
        it.says(olga, staff, done).await;
        it.says(boris, rom, it.of("/new VPN не пускает", "/new VPN is down")).await;
        it.says(anna, rom, it.of("А когда обновят 1С?", "When will the ERP be updated?")).await;
        it.waits().await;
        it.becomes(23, "18:00").await;
        it.desk.digest(Which::Evening).await;
        it.sees().await;
        it.becomes(23, "22:30").await;
        it.says(boris, rom, it.of("Сервер шумит", "The server is noisy")).await;
        it.says(anna, rom, it.of("Да, слышно", "Yes, we hear it")).await;
        it.becomes(24, "09:00").await;
        it.desk.digest(Which::Morning).await;
        it.sees().await;
        it.check("digests");
    }
}

#[tokio::test]
async fn what_is_said_for_a_mute_group_waits_and_staff_hear_of_it() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, irina, olga) = (it.desk.anna, it.desk.irina, it.desk.olga);
        let (rom, staff, bot) = (it.desk.rom, it.desk.staff, it.desk.tg.bot());
        it.desk.tg.start(irina, "").unwrap();
        it.looks_at(irina.private(), "[Ирине лично]", "[Irina alone]").await;
        it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.passes(1).await;
        it.desk.tg.promote(irina, rom, bot, MUTE).unwrap();
        it.sees().await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.replies(olga, card, it.of("Смотрим", "We are looking into it")).await;
        it.passes(30).await;
        it.desk.tg.promote(irina, rom, bot, Standing::Member).unwrap();
        it.sees().await;
        it.passes(5).await;
        it.desk.tg.promote(irina, staff, bot, MUTE).unwrap();
        it.sees().await;
        it.replies(
            anna,
            it.told(rom, it.of("Смотрим", "looking into it")),
            it.of("Ждём", "We wait"),
        )
        .await;
        it.passes(5).await;
        it.desk.tg.promote(irina, staff, bot, Standing::Member).unwrap();
        it.sees().await;
        it.check("mute");
    }
}
