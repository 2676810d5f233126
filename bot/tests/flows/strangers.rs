//! Those whom nobody can tell: anonymous administrators, channels, other bots.

use crate::desk::Desk;
use domain::ticket::Status;
use emulator::{Profile, Standing};
use serde_json::json;

pub(crate) fn anonymous() -> Standing {
    let Standing::Administrator { rights, .. } = Standing::administrator([]) else {
        unreachable!("an administrator was asked for");
    };
    Standing::Administrator { rights, anonymous: true }
}

#[tokio::test]
async fn an_anonymous_administrator_never_acts() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.tg.promote(desk.anna, desk.rom, desk.olga, anonymous()).unwrap();
    for command in ["/take", "/resolve Готово", "/language en", "/lead", "/client XX Чужие"]
    {
        let typed = desk.replies(desk.olga, desk.rom, asked, command);
        desk.hears_in_reply(desk.rom, typed, "Снимите анонимность").await;
        desk.settle().await;
        let reply =
            |it: &&emulator::Line| it.reply_to.as_ref().is_some_and(|it| it.message == typed);
        assert_eq!(desk.said(desk.rom).iter().filter(reply).count(), 1, "{command}");
        assert_eq!(desk.rule_of(desk.rom, typed).await, "unverifiable_actor");
    }
    desk.says(desk.olga, desk.rom, "Всем привет");
    let words = desk.replies(desk.olga, desk.rom, asked, "HP 1020");
    assert_eq!(desk.rule_of(desk.rom, words).await, "unverifiable_words");
    assert_eq!(desk.life_of("ROM-1").await, ["registered", "message_added"]);
    assert_eq!(desk.ticket("ROM-1").status, Status::New);
}

#[tokio::test]
async fn a_press_by_nobody_in_particular_does_nothing() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let new = card.buttons[0][0].data.clone().unwrap();
    let before = desk.recorded().await.len();
    let message = json!({
        "message_id": card.message, "date": 1, "chat": {"id": desk.rom, "type": "group"},
    });
    let group_bot = json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group"});
    let press = json!({"id": "77", "from": group_bot, "message": message, "data": new});
    desk.tg.inject_update("callback_query", press);
    desk.settle().await;
    assert_eq!(desk.recorded().await.len(), before);
}

#[tokio::test]
async fn other_bots_are_not_answered() {
    let desk = Desk::open().await;
    let robot = desk.tg.add_user(Profile::named("Робот").bot());
    let before = desk.said(desk.rom).len();
    for (n, text) in ["/new Не печатает", "/language en", "/status", "привет"].iter().enumerate()
    {
        let from = json!({"id": robot, "is_bot": true, "first_name": "Робот"});
        let message = json!({
            "message_id": 9_000 + n, "date": desk.clock.now().timestamp(), "from": from,
            "chat": {"id": desk.rom, "type": "group"}, "text": text,
        });
        desk.tg.inject_update("message", message);
    }
    desk.settle().await;
    let after = desk.says(desk.anna, desk.rom, "/my");
    desk.hears_in_reply(desk.rom, after, "У вас нет открытых заявок").await;
    assert_eq!(desk.said(desk.rom).len(), before + 1);
    let rules = desk.accounted(desk.rom).await;
    assert_eq!(rules.iter().filter(|it| it.rule.as_str() == "other_bot").count(), 4);
}

/// What is said at once is not remembered, so that a reply to it waits in vain for its delivery to be known.
#[tokio::test]
async fn replies_to_what_the_bot_does_not_remember_keep_nobody_waiting() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, "/language en");
    let refused = desk.hears_in_reply(desk.rom, asked, "для сотрудников").await;
    for n in 0..30 {
        desk.replies(desk.anna, desk.rom, refused.message, &format!("почему? {n}"));
    }
    desk.says(desk.olga, desk.staff, "/status");
    desk.hears(desk.staff, "У вас нет открытых заявок").await;
    // Nor those who come next: a batch ends with its slowest chat.
    desk.settle().await;
}

#[tokio::test]
async fn what_telegram_tells_of_the_chat_is_nobodys_request() {
    let desk = Desk::open().await;
    let said = [
        ("new_chat_photo", json!([])),
        ("video_chat_started", json!({})),
        ("message_auto_delete_timer_changed", json!({"message_auto_delete_time": 60})),
        ("boost_added", json!({"boost_count": 1})),
    ];
    for (n, (kind, content)) in said.into_iter().enumerate() {
        let mut message = json!({
            "message_id": 9_000 + n, "date": desk.clock.now().timestamp(),
            "chat": {"id": desk.rom, "type": "group"},
            "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
        });
        message[kind] = content;
        desk.tg.inject_update("message", message);
    }
    desk.settle().await;
    assert_eq!(desk.accounted(desk.rom).await, []);
}
