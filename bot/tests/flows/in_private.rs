//! An agent at work in their own chat with the bot: what is followed there, and where the rest is written.

use crate::desk::Desk;
use domain::ticket::Status;

#[tokio::test]
async fn tickets_are_worked_on_in_private_as_in_the_staff_group() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let alone = desk.olga.private();
    desk.tg.start(desk.olga, "").unwrap();
    desk.hears(alone, "работают почти все команды").await;
    desk.says(desk.olga, alone, "/take ROM-1");
    desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    desk.says(desk.olga, alone, "/note ROM-1 Картридж на складе");
    desk.says(desk.olga, alone, "/ask ROM-1 Какой кабинет?");
    desk.hears(desk.rom, "Какой кабинет?").await;
    let asked = desk.says(desk.olga, alone, "/status ROM-1");
    desk.hears_in_reply(alone, asked, "Ждём клиента").await;
    desk.says(desk.olga, alone, "/resolve ROM-1 Картридж заменён");
    desk.hears(desk.rom, "Картридж заменён").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").status, Status::Resolved);
    assert_eq!(desk.count(desk.rom, "на складе"), 0);
    let asked = desk.says(desk.olga, alone, "/take ROM-99");
    desk.hears_in_reply(alone, asked, "Такой заявки").await;
    let asked = desk.says(desk.olga, alone, "/rules ROM");
    desk.hears_in_reply(alone, asked, "Как мы работаем · Ромашка").await;
    let asked = desk.says(desk.olga, alone, "/help");
    desk.hears_in_reply(alone, asked, "взять /take").await;
}

#[tokio::test]
async fn what_concerns_everybody_is_written_in_the_staff_group_and_that_is_said() {
    let desk = Desk::open().await;
    let alone = desk.irina.private();
    desk.tg.start(desk.irina, "").unwrap();
    for command in [
        "/client ACM Acme",
        "/link ROM",
        "/team",
        "/route ROM team=network",
        "/duty @olga",
        "/digest off",
        "/incident Нет связи",
        "/language en",
    ] {
        let asked = desk.says(desk.irina, alone, command);
        desk.hears_in_reply(alone, asked, "пишут в группе сотрудников").await;
    }
    desk.settle().await;
    assert_eq!(desk.at_work.views.clients().unwrap().len(), 1);
    // Nobody else learns what staff can do.
    desk.tg.start(desk.anna, "").unwrap();
    desk.says(desk.anna, desk.anna.private(), "/take ROM-1");
    desk.settle().await;
    assert_eq!(desk.count(desk.anna.private(), "группе сотрудников"), 0);
}

/// The link that the staff group is given to open the private chat gives nothing out.
#[tokio::test]
async fn our_own_link_to_the_private_chat_greets_staff_and_tells_a_client_nothing_of_staff() {
    let desk = Desk::open().await;
    desk.says(desk.olga, desk.staff, "/private");
    desk.hears(desk.staff, "?start=desk").await;
    desk.tg.start(desk.olga, "desk").unwrap();
    desk.hears(desk.olga.private(), "работают почти все команды").await;
    desk.tg.start(desk.anna, "desk").unwrap();
    desk.settle().await;
    for alone in [desk.olga.private(), desk.anna.private()] {
        assert_eq!(desk.count(alone, "уже использована"), 0);
    }
    assert_eq!(desk.count(desk.anna.private(), "работают почти все команды"), 0);
}
