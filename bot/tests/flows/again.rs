//! Again: what becomes of a log whose reactions are gone through once more?

use crate::desk::Desk;

#[tokio::test]
async fn what_was_refused_is_not_done_later_because_things_have_changed_since() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    let card = desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    let on = (desk.staff, card.message);
    let late = desk.says(desk.peter, desk.staff, "/take ROM-1");
    desk.hears_in_reply(desk.staff, late, "Ольга").await;
    desk.presses(desk.olga, on, "Ещё…").await;
    let labels = || desk.line(on.0, on.1).buttons.concat();
    desk.until("more", || labels().iter().any(|it| it.text == "Снять с себя")).await;
    desk.presses(desk.olga, on, "Снять с себя").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name, None);
    desk.follows_nothing_again().await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name, None);
}
