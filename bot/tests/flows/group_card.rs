//! The card of a group: what can be done here, and what the bot sees.

use crate::desk::{Desk, group};
use emulator::{ChatId, Right, Standing};

const SEES_ALL: &str = "Вижу все сообщения этого чата.";
const SEES_COMMANDS: &str = "Вижу команды и ответы на мои сообщения.";

async fn linked(desk: &Desk, standing: Standing) -> ChatId {
    let other = group(&desk.tg, "Склад", &[desk.irina, desk.anna]);
    let token = desk.offered("/link ROM").await;
    desk.tg.add_bot(desk.irina, other).unwrap();
    desk.tg.promote(desk.irina, other, desk.tg.bot(), standing).unwrap();
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    desk.hears(other, "Заявки · Ромашка").await;
    desk.settle().await;
    other
}

#[tokio::test]
async fn a_bot_that_may_pin_pins_the_card_and_says_that_it_sees_all() {
    let desk = Desk::open().await;
    let other = linked(&desk, Standing::administrator([Right::PinMessages])).await;
    let card = desk.hears(other, SEES_ALL).await;
    assert!(card.pinned && card.silent);
}

#[tokio::test]
async fn a_bot_that_may_not_pin_leaves_the_card_where_it_is() {
    let desk = Desk::open().await;
    let other = linked(&desk, Standing::Member).await;
    let card = desk.hears(other, SEES_COMMANDS).await;
    assert!(!card.pinned);
    desk.presses(desk.anna, (other, card.message), "Как это работает").await;
}

#[tokio::test]
async fn the_card_says_what_the_bot_sees_from_now_on() {
    let desk = Desk::open().await;
    let other = linked(&desk, Standing::Member).await;
    let card = desk.hears(other, SEES_COMMANDS).await;
    let admin = Standing::administrator([Right::PinMessages]);
    desk.tg.promote(desk.irina, other, desk.tg.bot(), admin).unwrap();
    let now = desk.hears(other, SEES_ALL).await;
    assert_eq!(now.message, card.message, "the card is edited in place");
    desk.settle().await;
    assert!(desk.line(other, card.message).pinned);
    desk.tg.promote(desk.irina, other, desk.tg.bot(), Standing::Member).unwrap();
    desk.hears(other, SEES_COMMANDS).await;
    assert_eq!(desk.said(other).len(), 1);
}

#[tokio::test]
async fn a_bot_thrown_out_and_brought_back_goes_on() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.staff, card.message, "Смотрим");
    desk.hears(desk.staff, "Не доставлено в группу").await;
    desk.settle().await;

    desk.bot_is_admin(desk.anna, desk.rom);
    let asked = desk.says(desk.anna, desk.rom, "/new Есть кто?");
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-2 зарегистрирована").await;
    desk.settle().await;
    assert!(desk.hears(desk.rom, SEES_ALL).await.pinned);
}

#[tokio::test]
async fn an_english_group_has_an_english_card() {
    let desk = Desk::open().await;
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[desk.irina, desk.anna]);
    desk.bot_is_admin(desk.irina, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    let card = desk.hears(acme, "Requests · Acme Ltd").await;
    let labels: Vec<_> = card.buttons.iter().flatten().map(|it| it.text.as_str()).collect();
    assert_eq!(labels, ["New request", "My requests", "How it works", "Private request"]);
    let asked = desk.says(desk.anna, acme, "/new The printer is silent");
    desk.hears_in_reply(acme, asked, "Ticket ACM-1 registered").await;
    let card = desk.card(acme, "ACM-1", "New").await;
    let toast = desk.presses(desk.anna, (acme, card.message), "Fault").await;
    assert_eq!(toast.text, "Type: Fault");
}
