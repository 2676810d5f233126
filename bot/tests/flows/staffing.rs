//! Who is of staff: an admin says so, and until then nobody answers a client.

use crate::desk::Desk;
use domain::Role;
use domain::ticket::Status;
use emulator::{Fault, Profile, UserId};
use std::time::Duration;

/// Somebody who has just been let into the staff chat.
fn newcomer(desk: &Desk, name: &str) -> UserId {
    let newcomer = desk.tg.add_user(Profile::named(name).speaks("ru"));
    desk.tg.invite(desk.irina, desk.staff, newcomer).unwrap();
    newcomer
}

#[tokio::test]
async fn an_admin_is_asked_once_and_nobody_else_may_answer() {
    let desk = Desk::open().await;
    let zoya = newcomer(&desk, "Зоя");
    desk.says(zoya, desk.staff, "Всем привет");
    desk.says(zoya, desk.staff, "Я новенькая");
    let question = desk.hears(desk.staff, "Это сотрудник поддержки?").await;
    assert!(question.text.starts_with("Зоя"));
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 1);

    let on = (desk.staff, question.message);
    let toast = desk.presses(desk.olga, on, "Это сотрудник").await;
    assert_eq!(toast.text, "Это может администратор");
    let toast = desk.presses(zoya, on, "Это сотрудник").await;
    assert!(toast.text.starts_with("Вас ещё не подтвердили") && toast.alert);
    assert!(!desk.roles(zoya).await.contains(&Role::Agent));

    let toast = desk.presses(desk.irina, on, "Это сотрудник").await;
    assert_eq!(toast.text, "Подтверждение записано: Зоя");
    assert!(desk.roles(zoya).await.contains(&Role::Agent));
    let told = desk.hears(desk.staff, "Новый сотрудник поддержки: Зоя").await;
    assert!(told.text.contains("Подтверждение: Ирина"));
    desk.until("no buttons", || desk.line(desk.staff, question.message).buttons.is_empty()).await;
}

#[tokio::test]
async fn until_then_words_reach_no_client_and_buttons_do_nothing() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let zoya = newcomer(&desk, "Зоя");
    let toast = desk.presses(zoya, (desk.staff, card.message), "Взять в работу").await;
    assert!(toast.text.starts_with("Вас ещё не подтвердили"));
    let answer = desk.replies(zoya, desk.staff, card.message, "Сейчас приду");
    desk.hears_in_reply(desk.staff, answer, "Вас ещё не подтвердил администратор").await;
    let typed = desk.says(zoya, desk.staff, "/language en");
    desk.hears_in_reply(desk.staff, typed, "Вас ещё не подтвердил администратор").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Сейчас приду"), 0);
    assert_eq!(desk.rule_of(desk.staff, answer).await, "unconfirmed_staff");
    assert_eq!(desk.ticket("ROM-1").status, Status::New);

    let question = desk.hears(desk.staff, "Это сотрудник поддержки?").await;
    desk.presses(desk.irina, (desk.staff, question.message), "Это сотрудник").await;
    desk.replies(zoya, desk.staff, card.message, "Теперь приду");
    desk.hears(desk.rom, "Теперь приду").await;
}

#[tokio::test]
async fn whoever_was_turned_down_is_asked_about_again_only_after_the_named_time() {
    let desk = Desk::open().await;
    let zoya = newcomer(&desk, "Зоя");
    desk.says(zoya, desk.staff, "Всем привет");
    let question = desk.hears(desk.staff, "Это сотрудник поддержки?").await;
    let on = (desk.staff, question.message);
    let toast = desk.presses(desk.irina, on, "Не сотрудник").await;
    assert_eq!(toast.text, "Отказ записан: Зоя");
    desk.says(zoya, desk.staff, "А теперь?");
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 1);
    desk.clock.advance(Duration::from_hours(30 * 24));
    desk.says(zoya, desk.staff, "Прошёл месяц");
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 2);

    // The operator has the last word, whenever.
    desk.has_role(zoya, Role::Agent).await;
    assert!(desk.roles(zoya).await.contains(&Role::Agent));
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Новый сотрудник поддержки"), 0);
}

#[tokio::test]
async fn an_update_that_comes_again_asks_no_second_time() {
    let desk = Desk::open().await;
    let zoya = newcomer(&desk, "Зоя");
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    desk.says(zoya, desk.staff, "Всем привет");
    desk.hears(desk.staff, "Это сотрудник поддержки?").await;
    desk.settle().await;
    assert_eq!(desk.kinds_of(zoya).await, ["seen", "confirmation_asked"]);
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 1);
}

#[tokio::test]
async fn an_anonymous_admin_of_the_staff_chat_is_told_how_to_answer() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let anonymous = crate::strangers::anonymous();
    desk.tg.promote(desk.irina, desk.staff, desk.olga, anonymous).unwrap();
    let answer = desk.replies(desk.olga, desk.staff, card.message, "Сейчас приду");
    desk.hears_in_reply(desk.staff, answer, "Снимите анонимность").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Сейчас приду"), 0);
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 0);
}

#[tokio::test]
async fn whoever_leaves_the_staff_group_is_of_staff_no_more_and_staff_are_told_what_to_do() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    desk.says(desk.olga, desk.rom, "Уже еду");
    desk.settle().await;
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    desk.tg.leave(desk.olga, desk.staff).unwrap();
    let told = desk.hears(desk.staff, "Больше не сотрудник поддержки: Ольга").await;
    assert!(told.text.contains("нужно передать: № ROM-1"), "{}", told.text);
    assert!(told.text.contains("из групп клиентов: Ромашка"), "{}", told.text);
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Больше не сотрудник"), 1);
    assert_eq!(desk.roles(desk.olga).await, []);

    // Still in the client's group, Olga is one of the client's people now.
    let before = desk.ticket("ROM-1").answered_at;
    let words = desk.says(desk.olga, desk.rom, "Всё готово");
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.rom, words).await, "plain_message");
    assert_eq!(desk.ticket("ROM-1").answered_at, before);
}

#[tokio::test]
async fn an_admin_takes_somebody_out_of_staff_and_is_not_asked_at_once() {
    let desk = Desk::open().await;
    let words = desk.says(desk.peter, desk.staff, "Доброе утро");
    let typed = desk.replies(desk.olga, desk.staff, words, "/remove");
    desk.hears_in_reply(desk.staff, typed, "Это может только администратор").await;
    assert_eq!(desk.roles(desk.peter).await, [Role::Agent]);
    let typed = desk.replies(desk.irina, desk.staff, words, "/remove");
    desk.hears_in_reply(desk.staff, typed, "Роль снята: Пётр").await;
    let told = desk.hears(desk.staff, "Больше не сотрудник поддержки: Пётр").await;
    assert!(told.text.contains("Открытых заявок нет"));
    assert_eq!(desk.roles(desk.peter).await, []);
    desk.says(desk.peter, desk.staff, "А я?");
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Это сотрудник поддержки?"), 0);
}

#[tokio::test]
async fn whoever_leads_a_client_is_the_clients_in_its_groups_though_of_staff() {
    let desk = Desk::open().await;
    let words = desk.says(desk.olga, desk.rom, "Всем привет");
    let typed = desk.replies(desk.irina, desk.rom, words, "/lead");
    desk.hears_in_reply(desk.rom, typed, "Ольга").await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.rom, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.rom, asked, "И сканер тоже не работает");
    desk.settle().await;
    // It was no answer.
    assert_eq!(desk.ticket("ROM-1").answered_at, None);
    let toast = desk.presses(desk.olga, (desk.rom, card.message), "Срочно").await;
    assert_eq!(toast.text, "Приоритет: Срочно");
    let staff_card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, staff_card.message), "Взять в работу").await;
    let resolved = desk.replies(desk.olga, desk.staff, staff_card.message, "/resolve Готово");
    let offer = desk.shows(desk.rom, "an offer", |it| {
        it.buttons.iter().flatten().any(|it| it.text == "Да, закрыть")
    });
    let offer = offer.await;
    assert!(resolved.0 > 0);
    let toast = desk.presses(desk.olga, (desk.rom, offer.message), "Да, закрыть").await;
    assert_eq!(toast.text, "Заявка № ROM-1 закрыта. Спасибо!");
}

#[tokio::test]
async fn a_clients_lead_sees_all_open_requests_of_the_client_and_nobody_else_does() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.viktor, "Не сканирует").await;
    let words = desk.says(desk.boris, desk.rom, "Всем привет");
    let refused = desk.says(desk.boris, desk.rom, "/open");
    desk.hears_in_reply(desk.rom, refused, "видит его представитель").await;
    let typed = desk.replies(desk.irina, desk.rom, words, "/lead");
    desk.hears_in_reply(desk.rom, typed, "Борис").await;
    // A bot never writes first: the group gets one line with the way to the list, and no list.
    let asked = desk.says(desk.boris, desk.rom, "/open");
    desk.hears(desk.rom, "приходит в личный чат").await;
    assert_eq!(desk.rule_of(desk.rom, asked).await, "command.set_up");
    let way = desk.said(desk.rom).into_iter().find(|it| it.text.contains("?start=open-ROM"));
    assert!(way.is_some());
    desk.says(desk.boris, desk.boris.private(), "/start open-ROM");
    let told = desk.hears(desk.boris.private(), "Открытые заявки: 2").await;
    assert!(told.text.contains("№ ROM-1: Новая") && told.text.contains("№ ROM-2: Новая"));
    // From now on it may write to him, and the group reads nothing.
    let (in_group, in_private) = (desk.said(desk.rom).len(), desk.said(desk.boris.private()).len());
    desk.says(desk.boris, desk.rom, "/open");
    desk.until("a list in private", || desk.said(desk.boris.private()).len() > in_private).await;
    desk.settle().await;
    assert_eq!(desk.said(desk.rom).len(), in_group);
    assert_eq!(desk.count(desk.rom, "Открытые заявки"), 0);
    desk.says(desk.boris, desk.boris.private(), "/open");
    desk.hears(desk.boris.private(), "№ ROM-2: Новая").await;
    // The way there opens nothing to anybody else.
    desk.says(desk.viktor, desk.viktor.private(), "/start open-ROM");
    desk.hears(desk.viktor.private(), "видит его представитель").await;
    desk.says(desk.anna, desk.anna.private(), "/open");
    desk.hears(desk.anna.private(), "видит его представитель").await;
}
