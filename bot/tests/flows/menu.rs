//! Which commands does Telegram offer to people?

use crate::desk::Desk;
use crate::people::PATIENCE;
use bot::menu::Menu;
use emulator::Fault;
use serde::Serialize;
use serde_json::{Value, json};
use teloxide::requests::Payload;
use tokio_util::sync::CancellationToken;

#[derive(Serialize)]
struct GetMyCommands {
    scope: Value,
    language_code: &'static str,
}

impl Payload for GetMyCommands {
    type Output = Vec<Value>;
    const NAME: &'static str = "getMyCommands";
}

impl Desk {
    async fn offered_in(&self, scope: Value, language_code: &'static str) -> Vec<(String, String)> {
        let asked = self.api.call(&GetMyCommands { scope, language_code }).await.unwrap();
        let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
        asked.iter().map(|it| (text(it, "command"), text(it, "description"))).collect()
    }
}

fn names(menu: &[(String, String)]) -> Vec<&str> {
    menu.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn staff_are_offered_other_commands_than_clients() {
    let desk = Desk::open().await;
    let cancel = CancellationToken::new();
    let menu = Menu::new(desk.at_work.views.clone(), desk.api.clone());
    let given = async {
        let scope = json!({ "type": "chat", "chat_id": desk.staff.0 });
        while desk.offered_in(scope.clone(), "ru").await.is_empty() {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    };
    let both = async { tokio::join!(menu.run(cancel.clone()), given) };
    tokio::time::timeout(PATIENCE, both).await.unwrap();

    let groups = json!({ "type": "all_group_chats" });
    let clients = desk.offered_in(groups.clone(), "ru").await;
    let staff = desk.offered_in(json!({ "type": "chat", "chat_id": desk.staff.0 }), "ru").await;
    assert_eq!(clients[0].1, "Новая заявка: напишите, что случилось");
    assert_eq!(desk.offered_in(groups, "").await[0].1, "New request: write what happened");
    assert!(names(&staff).contains(&"queue") && !names(&clients).contains(&"queue"));
    assert!(!names(&staff).contains(&"ticket"));
    let private = desk.offered_in(json!({ "type": "all_private_chats" }), "ru").await;
    assert_eq!(names(&private), ["my", "private", "help"]);
    assert_eq!(desk.offered_in(json!({ "type": "chat", "chat_id": desk.rom.0 }), "ru").await, []);
}

#[tokio::test]
async fn a_place_that_gets_no_menu_hides_no_other_one() {
    let desk = Desk::open().await;
    let cancel = CancellationToken::new();
    let menu = Menu::new(desk.at_work.views.clone(), desk.api.clone());
    // That of all groups comes first.
    desk.tg.faults().next("setMyCommands", Fault::ServerError);
    let given = async {
        let scope = json!({ "type": "chat", "chat_id": desk.staff.0 });
        while desk.offered_in(scope.clone(), "ru").await.is_empty() {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    };
    let both = async { tokio::join!(menu.run(cancel.clone()), given) };
    tokio::time::timeout(PATIENCE, both).await.unwrap();
    assert_eq!(desk.offered_in(json!({ "type": "all_group_chats" }), "ru").await, []);
}

#[tokio::test]
async fn whatever_a_menu_offers_is_understood() {
    let desk = Desk::open().await;
    let unknown = desk
        .hears_in_reply(desk.staff, desk.says(desk.olga, desk.staff, "/nonsense"), "/take")
        .await;
    for command in [
        "queue", "my", "due", "find", "take", "ask", "resolve", "note", "hold", "resume", "drop",
        "handover", "away", "incident", "planned",
    ] {
        let said = desk.says(desk.olga, desk.staff, &format!("/{command}"));
        let answer = desk.hears_in_reply(desk.staff, said, "").await;
        assert_ne!(answer.text, unknown.text, "{command}");
    }
}
