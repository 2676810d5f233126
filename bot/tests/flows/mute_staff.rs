//! Groups of staff in which the bot can say nothing: who is told of it, and what becomes of the alarms?

use crate::desk::Desk;
use emulator::{ChatId, Standing, UserId};
use std::time::Duration;

const MUTE: Standing = Standing::Restricted { may_write: false };
const MAY_NOT: &str = "Группа сотрудников «Поддержка»: бот не может в ней писать";

impl Desk {
    async fn bot_among_staff_becomes(&self, standing: Standing) {
        self.clock.advance(Duration::from_secs(5));
        self.tg.promote(self.irina, self.staff, self.tg.bot(), standing).unwrap();
        self.settle().await;
    }

    async fn starts_alone(&self, who: UserId) -> ChatId {
        self.tg.start(who, "").unwrap();
        self.settle().await;
        who.private()
    }
}

#[tokio::test]
async fn another_group_of_staff_hears_of_one_that_is_lost_and_nobody_is_told_alone() {
    let desk = Desk::open().await;
    let alone = desk.starts_alone(desk.irina).await;
    let networks = desk.second_group().await;
    desk.bot_among_staff_becomes(MUTE).await;
    let alarm = desk.hears(networks, MAY_NOT).await;
    assert!(alarm.text.contains("ждут: они уйдут, когда"), "{}", alarm.text);
    assert!(!alarm.text.contains("сказано вам лично"), "{}", alarm.text);
    assert_eq!(desk.count(alone, "бот не может"), 0);
    assert_eq!(desk.count(networks, MAY_NOT), 1);
}

#[tokio::test]
async fn without_another_group_admins_are_told_alone_once_each_time_that_it_begins() {
    let desk = Desk::open().await;
    let (irina, olga) = (desk.starts_alone(desk.irina).await, desk.starts_alone(desk.olga).await);
    desk.bot_among_staff_becomes(MUTE).await;
    let alarm = desk.hears(irina, MAY_NOT).await;
    assert!(alarm.text.contains("сказано вам лично"), "{}", alarm.text);
    // What it brings about afterwards is nothing that anybody need hear of once more.
    desk.says(desk.anna, desk.rom, "Не печатает");
    desk.waits(1).await;
    desk.tg.kick(desk.irina, desk.staff, desk.tg.bot()).unwrap();
    desk.settle().await;
    assert_eq!(desk.count(irina, "Группа сотрудников"), 1);
    assert_eq!(desk.count(olga, "Группа сотрудников"), 0, "she is no admin");
    desk.bot_is_admin(desk.irina, desk.staff);
    desk.settle().await;
    desk.bot_among_staff_becomes(MUTE).await;
    desk.until("told again", || desk.count(irina, MAY_NOT) == 2).await;
}

#[tokio::test]
async fn whoever_threw_the_bot_out_of_the_only_group_of_staff_is_told_what_was_lost() {
    let desk = Desk::open().await;
    let alone = desk.starts_alone(desk.irina).await;
    desk.tg.kick(desk.irina, desk.staff, desk.tg.bot()).unwrap();
    let alarm = desk.hears(alone, "Группа сотрудников «Поддержка»: бота в ней больше нет").await;
    assert!(!alarm.text.contains("ждут: они уйдут"), "{}", alarm.text);
}

#[tokio::test]
async fn an_admin_who_never_wrote_to_the_bot_cannot_be_told_and_nothing_else_suffers() {
    let desk = Desk::open().await;
    desk.bot_among_staff_becomes(MUTE).await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.bot_among_staff_becomes(Standing::Member).await;
    desk.card(desk.staff, "ROM-1", "Новая").await;
}

#[tokio::test]
async fn what_was_missed_in_a_mute_group_of_staff_is_one_summary_once_it_speaks_again() {
    let desk = Desk::open().await;
    desk.bot_among_staff_becomes(MUTE).await;
    for n in 1..=7 {
        desk.says(desk.anna, desk.rom, &format!("Не печатает, случай {n}"));
        desk.clock.advance(Duration::from_mins(11));
    }
    desk.waits(1).await;
    assert_eq!(desk.count(desk.staff, "Без ответа"), 0);
    desk.bot_among_staff_becomes(Standing::Member).await;
    let summary = desk.hears(desk.staff, "Без ответа").await;
    assert!(summary.text.contains('7'), "{}", summary.text);
    assert_eq!(desk.count(desk.staff, "случай"), 0, "none of them is told by itself");
}

#[tokio::test]
async fn an_admin_is_told_alone_in_the_language_of_the_desk() {
    let desk = Desk::open().await;
    desk.says(desk.irina, desk.staff, "/language en");
    let alone = desk.starts_alone(desk.irina).await;
    let title = "Staff group “Поддержка”: the bot may not write in it.";
    desk.bot_among_staff_becomes(MUTE).await;
    let alarm = desk.hears(alone, title).await;
    assert!(alarm.text.contains("this is why you are told in private"), "{}", alarm.text);
}
