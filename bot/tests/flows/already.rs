//! Commands that change nothing: whoever types one is told why.

use crate::desk::Desk;
use domain::ticket::Status;
use emulator::Fault;

/// Commands of Ольга in the staff chat about a new ticket, and what she is told of the last of them.
async fn told(commands: &[&str], then: &str) -> Desk {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let (last, before) = commands.split_last().unwrap();
    for command in before {
        // The call that waits already brings the plain words, the next one the command, and twice.
        desk.tg.faults().next("getUpdates", Fault::Duplicate);
        desk.says(desk.olga, desk.staff, "Смотрю");
        desk.settle().await;
        desk.says(desk.olga, desk.staff, command);
        desk.settle().await;
    }
    let asked = desk.says(desk.olga, desk.staff, last);
    desk.hears_in_reply(desk.staff, asked, then).await;
    desk.settle().await;
    assert_eq!(
        desk.count(desk.staff, then),
        1,
        "the command that did something is silent when it comes again"
    );
    desk
}

#[tokio::test]
async fn whoever_takes_their_own_ticket_is_told_that_it_is_theirs() {
    let desk = told(&["/take ROM-1", "/take ROM-1"], "Заявка № ROM-1 уже за вами").await;
    assert!(desk.ticket("ROM-1").assignee.is_some());
}

#[tokio::test]
async fn whoever_gives_back_a_ticket_that_nobody_has_is_told_so() {
    told(&["/drop ROM-1"], "У заявки № ROM-1 нет исполнителя: снимать не с кого").await;
    let given_back = ["/take ROM-1", "/drop ROM-1", "/drop ROM-1"];
    told(&given_back, "У заявки № ROM-1 нет исполнителя").await;
}

#[tokio::test]
async fn whoever_cancels_a_ticket_again_is_told_that_it_is_cancelled() {
    let again = ["/cancel ROM-1 ошибка", "/cancel ROM-1"];
    let desk = told(&again, "Заявка № ROM-1 уже отменена").await;
    assert_eq!(desk.ticket("ROM-1").status, Status::Cancelled);
}

#[tokio::test]
async fn whoever_reopens_an_open_ticket_is_told_that_it_is_open() {
    let desk = told(&["/reopen ROM-1"], "Заявка № ROM-1 открыта").await;
    assert_eq!(desk.ticket("ROM-1").status, Status::New);
    let reopened = ["/resolve ROM-1 Готово", "/reopen ROM-1", "/reopen ROM-1 опять"];
    told(&reopened, "Заявка № ROM-1 открыта: возвращать её в работу не нужно").await;
}
