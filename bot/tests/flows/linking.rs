//! How a group becomes a client's: by a token that an admin gave out, confirmed by an admin.

use crate::desk::{Desk, group};

#[tokio::test]
async fn an_admins_own_token_links_at_once() {
    let desk = Desk::open().await;
    assert_eq!(desk.count(desk.rom, "Подтвердить может администратор"), 0);
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let labels: Vec<_> = card.buttons.iter().flatten().map(|it| it.text.as_str()).collect();
    assert_eq!(labels, ["Новая заявка", "Мои заявки", "Как это работает", "Личная заявка"]);
}

#[tokio::test]
async fn anybody_elses_token_waits_for_an_admins_button() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Ромашка, склад", &[desk.anna, desk.irina]);
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.anna, other, &token).unwrap();
    let question = desk.hears(other, "Этот чат станет чатом клиента: Ромашка").await;
    assert!(question.text.contains("Запрос: Анна"));

    let on = (other, question.message);
    let toast = desk.presses(desk.anna, on, "Подтвердить").await;
    assert_eq!(toast.text, "Это может администратор");
    desk.settle().await;
    assert_eq!(desk.count(other, "Заявки · Ромашка"), 0);

    let toast = desk.presses(desk.irina, on, "Подтвердить").await;
    assert_eq!(toast.text, "Чат подключён");
    desk.hears(other, "Заявки · Ромашка").await;
    desk.settle().await;
    for button in ["Подтвердить", "Отклонить"] {
        let toast = desk.presses(desk.anna, on, button).await;
        assert_eq!(toast.text, "Этот запрос уже не действует");
    }
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    desk.hears(other, "Этот чат уже подключён").await;
}

/// The bot is made an administrator while an admin is still being asked.
#[tokio::test]
async fn the_first_card_says_what_the_bot_sees_by_then() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Склад", &[desk.anna, desk.irina]);
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.anna, other, &token).unwrap();
    let question = desk.hears(other, "Подтвердить может администратор").await;
    let pins = emulator::Standing::administrator([emulator::Right::PinMessages]);
    desk.tg.promote(desk.anna, other, desk.tg.bot(), pins).unwrap();
    desk.settle().await;
    desk.presses(desk.irina, (other, question.message), "Подтвердить").await;
    let card = desk.hears(other, "Вижу все сообщения этого чата").await;
    desk.settle().await;
    assert!(desk.line(other, card.message).pinned);
}

#[tokio::test]
async fn an_anonymous_admins_token_waits_for_an_admins_button() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Склад", &[desk.anna, desk.irina]);
    let anonymous = crate::strangers::anonymous();
    desk.tg.promote(desk.anna, other, desk.irina, anonymous).unwrap();
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    let question = desk.hears(other, "Подтвердить может администратор").await;
    desk.settle().await;
    assert_eq!(desk.count(other, "Заявки · Ромашка"), 0);
    let on = (other, question.message);
    assert_eq!(desk.presses(desk.irina, on, "Подтвердить").await.text, "Чат подключён");
}

#[tokio::test]
async fn an_admin_may_refuse_a_group() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Чужие", &[desk.anna, desk.irina]);
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.anna, other, &token).unwrap();
    let question = desk.hears(other, "Подтвердить может администратор").await;
    let on = (other, question.message);
    assert_eq!(desk.presses(desk.irina, on, "Отклонить").await.text, "Подключение отклонено");
    assert_eq!(desk.presses(desk.irina, on, "Подтвердить").await.text, "Карточка устарела");
    desk.settle().await;
    assert_eq!(desk.count(other, "Заявки"), 0);
}

#[tokio::test]
async fn a_token_is_good_for_one_group() {
    let desk = Desk::open().await;
    let [first, second] = ["Склад", "Цех"].map(|it| group(&desk.tg, it, &[desk.irina]));
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.irina, first, &token).unwrap();
    desk.hears(first, "Заявки · Ромашка").await;
    desk.tg.start_group(desk.irina, second, &token).unwrap();
    desk.hears(second, "Эта ссылка уже использована или не выдавалась. Попросите новую.").await;
}

#[tokio::test]
async fn a_token_that_nobody_gave_out_is_answered_in_the_language_of_whoever_brings_it() {
    let desk = Desk::open().await;
    let john = desk.tg.add_user(emulator::Profile::named("John").speaks("en"));
    let other = group(&desk.tg, "Acme", &[john]);
    desk.tg.start_group(john, other, "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH").unwrap();
    desk.hears(other, "Ask for a new one").await;
}

#[tokio::test]
async fn an_old_token_is_refused() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Склад", &[desk.irina]);
    let token = desk.offered("/link ROM").await;
    desk.clock.advance(std::time::Duration::from_hours(73));
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    desk.hears(other, "Срок ссылки вышел. Попросите новую.").await;
}

#[tokio::test]
async fn a_request_right_behind_the_token_is_not_lost() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Склад", &[desk.irina, desk.boris]);
    let token = desk.offered("/link ROM").await;
    desk.bot_is_admin(desk.irina, other);
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    let asked = desk.says(desk.boris, other, "/new Не печатает");
    desk.hears_in_reply(other, asked, "Заявка № ROM-1 зарегистрирована").await;
}

#[tokio::test]
async fn a_group_without_a_token_and_its_strangers_meet_silence() {
    let desk = Desk::open().await;
    let before = desk.recorded().await.len();
    let other = group(&desk.tg, "Чужие", &[desk.boris]);
    desk.bot_is_admin(desk.boris, other);
    for text in ["привет", "/new Не печатает", "/start", "/status", "/client ROM Ромашка"]
    {
        desk.says(desk.boris, other, text);
    }
    desk.says(desk.boris, desk.boris.private(), "кто здесь?");
    desk.settle().await;
    assert_eq!(desk.said(other), []);
    // Nor can strangers make the log grow.
    assert_eq!(desk.recorded().await.len(), before);
    assert!(desk.at_work.reception.strangers() >= 6);
}

#[tokio::test]
async fn in_private_the_bot_says_where_requests_are_taken() {
    let desk = Desk::open().await;
    desk.tg.start(desk.anna, "").unwrap();
    desk.hears(desk.anna.private(), "Заявки принимаются в группе вашей организации").await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.anna, desk.anna.private(), "/my");
    desk.hears(desk.anna.private(), "№ ROM-1: Новая").await;
}

#[tokio::test]
async fn a_code_that_is_taken_and_one_that_nobody_has_are_told() {
    let desk = Desk::open().await;
    let says = |text| desk.says(desk.irina, desk.staff, text);
    let again = says("/client ROM Другая");
    desk.hears_in_reply(desk.staff, again, "Код ROM уже занят").await;
    let nobody = says("/link XYZ");
    desk.hears_in_reply(desk.staff, nobody, "Клиента с кодом XYZ нет").await;
    let bare = says("/client");
    desk.hears_in_reply(desk.staff, bare, "Новый клиент: /client").await;
    let agent = desk.says(desk.olga, desk.staff, "/link ROM");
    desk.hears_in_reply(desk.staff, agent, "Это может только администратор").await;
    let there = desk.says(desk.olga, desk.rom, "/link ROM");
    desk.hears_in_reply(desk.rom, there, "Эта команда для другого чата").await;
    let there = desk.says(desk.anna, desk.rom, "/link ROM");
    desk.hears_in_reply(desk.rom, there, "Не знаю такой команды").await;
}

#[tokio::test]
async fn a_link_right_behind_its_client_is_given_out() {
    let desk = Desk::open().await;
    desk.says(desk.irina, desk.staff, "/client ACM en Acme Ltd");
    let another = desk.says(desk.irina, desk.staff, "/link ACM");
    desk.hears_in_reply(desk.staff, another, "startgroup=").await;
}
