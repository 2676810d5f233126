//! How people ask how things stand, and how a chat is spoken to.

use crate::desk::{Desk, group};

#[tokio::test]
async fn a_status_is_told_of_ones_own_client_only() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[desk.irina, desk.boris]);
    desk.bot_is_admin(desk.irina, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    desk.hears(acme, "Requests · Acme Ltd").await;

    let asked = desk.says(desk.boris, acme, "/status ROM-1");
    desk.hears_in_reply(acme, asked, "There is no such ticket").await;
    let asked = desk.says(desk.boris, acme, "/take ROM-1");
    desk.hears_in_reply(acme, asked, "for support staff").await;
    let asked = desk.says(desk.boris, acme, "/cancel ROM-1");
    desk.hears_in_reply(acme, asked, "There is no such ticket").await;
    desk.settle().await;
    assert_eq!(desk.count(acme, "печатает"), 0);

    let asked = desk.says(desk.boris, desk.rom, "/status ROM-1");
    desk.hears_in_reply(desk.rom, asked, "Новая · № ROM-1").await;
    let asked = desk.says(desk.boris, desk.rom, "/status ROM-77");
    desk.hears_in_reply(desk.rom, asked, "Такой заявки нет").await;
    for typed in ["/status blah", "/cancel ROM-77"] {
        let asked = desk.says(desk.boris, desk.rom, typed);
        desk.hears_in_reply(desk.rom, asked, "Такой заявки нет").await;
    }
    let asked = desk.says(desk.boris, desk.rom, "/cancel");
    desk.hears_in_reply(desk.rom, asked, "/cancel ROM-57").await;
    let asked = desk.says(desk.boris, desk.rom, "/client XX Чужие");
    desk.hears_in_reply(desk.rom, asked, "Не знаю такой команды").await;
}

#[tokio::test]
async fn ones_own_requests_are_listed_and_nobody_elses() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    for command in ["/my", "/status"] {
        let asked = desk.says(desk.anna, desk.rom, command);
        let list = desk.hears_in_reply(desk.rom, asked, "Открыта 1 заявка").await;
        assert!(list.text.contains("ROM-1") && !list.text.contains("ROM-2"), "{}", list.text);
    }
    let asked = desk.says(desk.viktor, desk.rom, "/my");
    desk.hears_in_reply(desk.rom, asked, "У вас нет открытых заявок").await;
}

#[tokio::test]
async fn the_window_of_ones_requests_fits() {
    let desk = Desk::open().await;
    let card = desk.hears(desk.rom, "Заявки · Ромашка").await;
    let on = (desk.rom, card.message);
    let toast = desk.presses(desk.anna, on, "Мои заявки").await;
    assert_eq!((toast.text.as_str(), toast.alert), ("У вас нет открытых заявок", true));
    for n in 1..=25 {
        desk.says(desk.anna, desk.rom, &format!("/new Заявка {n}"));
    }
    desk.hears(desk.rom, "ROM-25 зарегистрирована").await;
    desk.settle().await;
    let toast = desk.presses(desk.anna, on, "Мои заявки").await;
    assert!(toast.alert && toast.text.encode_utf16().count() <= 200, "{}", toast.text);
    assert!(toast.text.contains("№ ROM-25: Новая"), "{}", toast.text);
    // All of them are told of, by name or by number.
    let named = toast.text.matches("ROM-").count();
    assert!(toast.text.contains(&format!("ещё {}", 25 - named)), "{}", toast.text);
}

#[tokio::test]
async fn a_chats_language_is_set_by_those_who_speak_for_it() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, "/language en");
    desk.hears_in_reply(desk.rom, asked, "Эта команда для сотрудников поддержки").await;
    let words = desk.says(desk.anna, desk.rom, "Всем привет");
    desk.replies(desk.olga, desk.rom, words, "/lead");
    desk.hears(desk.rom, "Анна: теперь представляет клиента").await;
    let asked = desk.says(desk.anna, desk.rom, "/language en");
    desk.hears_in_reply(desk.rom, asked, "Language of the chat: English").await;
    desk.hears(desk.rom, "Requests · Ромашка").await;
    let asked = desk.says(desk.boris, desk.rom, "/new The printer is silent");
    desk.hears_in_reply(desk.rom, asked, "Ticket ROM-1 registered").await;
    desk.card(desk.staff, "ROM-1", "Новая").await;

    // Whoever leads the client may do what the author may.
    let card = desk.card(desk.rom, "ROM-1", "New").await;
    let toast = desk.presses(desk.anna, (desk.rom, card.message), "Urgent").await;
    assert_eq!(toast.text, "Priority: Urgent");
    let asked = desk.says(desk.anna, desk.rom, "/language de");
    desk.hears_in_reply(desk.rom, asked, "/language").await;
    desk.says(desk.olga, desk.staff, "/language en");
    desk.hears(desk.staff, "Language of the chat: English").await;
}
