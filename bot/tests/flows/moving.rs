//! A group becomes a supergroup while its tickets are open.

use crate::desk::Desk;

#[tokio::test]
async fn everything_goes_on_in_the_supergroup() {
    let mut desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let staff_card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.settle().await;
    let old = desk.rom;
    let before = desk.said(old).len();
    desk.rom = desk.tg.migrate(old).unwrap();
    desk.card(desk.rom, "ROM-1", "Не печатает").await;
    desk.hears(desk.rom, "Заявки · Ромашка").await;

    let answer = desk.replies(desk.olga, desk.staff, staff_card.message, "Смотрим");
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    desk.replies(desk.anna, desk.rom, told.message, "Ждём");
    desk.hears(desk.staff, "Анна: Ждём").await;
    let plain = desk.says(desk.olga, desk.rom, "Идём");
    assert_eq!(desk.rule_of(desk.rom, plain).await, "only_waiting");
    let asked = desk.says(desk.boris, desk.rom, "/new VPN не пускает");
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-2 зарегистрирована").await;
    let status = desk.says(desk.boris, desk.rom, "/status ROM-1");
    desk.hears_in_reply(desk.rom, status, "№ ROM-1").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Идём"), 0, "staff's words are not copied back");
    assert_eq!(desk.said(old).len(), before, "nothing more is said in the old group");
    assert_eq!(desk.count(desk.rom, "Заявки · Ромашка"), 1);
    assert_eq!(desk.account_of(desk.staff, answer).await.rule.as_str(), "reply");
    assert_eq!(desk.count(desk.staff, "⚠️"), 0);
}

#[tokio::test]
async fn the_staff_chat_moves_as_well() {
    let mut desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.staff = desk.tg.migrate(desk.staff).unwrap();
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    desk.card(desk.rom, "ROM-1", "Исполнитель: Ольга").await;
    desk.replies(desk.olga, desk.staff, card.message, "Смотрим");
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
}

/// Somebody asks in the new group before the bot has read that it moved.
#[tokio::test]
async fn a_request_right_behind_the_move_is_not_lost() {
    let mut desk = Desk::open().await;
    desk.rom = desk.tg.migrate(desk.rom).unwrap();
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
}
