//! Listing: what agents see when they ask what there is to do, in the staff chat and in private.

use crate::desk::Desk;
use commands::people::{erase, find};
use domain::{Actor, Cause, Trigger};
use std::time::Duration;

/// ROM-1 is Ольга's, ROM-2 and ROM-3 are nobody's, ROM-4 is resolved by Пётр.
async fn busy() -> Desk {
    let desk = Desk::open().await;
    for (n, words) in ["Не печатает принтер", "VPN не пускает", "Мигает лампа"].iter().enumerate()
    {
        desk.requests([desk.anna, desk.boris, desk.viktor][n], words).await;
    }
    desk.requests(desk.anna, "Пропал звук").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    desk.says(desk.peter, desk.staff, "/done ROM-4 Включили");
    desk.card(desk.rom, "ROM-4", "Выполнена, подтвердите").await;
    desk.settle().await;
    desk
}

#[tokio::test]
async fn the_queue_is_what_nobody_has_taken() {
    let desk = busy().await;
    let asked = desk.says(desk.olga, desk.staff, "/queue");
    let list = desk.hears_in_reply(desk.staff, asked, "Не взято 2 заявки:").await.text;
    let place = |words: &str| list.find(words).unwrap_or_else(|| panic!("{words}: {list}"));
    assert!(place("№ ROM-2 · Ромашка · Новая\nVPN") < place("№ ROM-3"), "{list}");
    assert!(list.contains("VPN не пускает"), "{list}");
    assert!(!list.contains("ROM-1") && !list.contains("ROM-4"), "{list}");
    for number in ["ROM-2", "ROM-3"] {
        desk.says(desk.olga, desk.staff, &format!("/take {number}"));
        desk.card(desk.staff, number, "Исполнитель: Ольга").await;
    }
    desk.settle().await;
    let asked = desk.says(desk.olga, desk.staff, "/queue");
    desk.hears_in_reply(desk.staff, asked, "Все заявки взяты").await;
}

#[tokio::test]
async fn one_sees_ones_own_tickets_and_a_client_sees_no_list() {
    let desk = busy().await;
    let asked = desk.says(desk.peter, desk.staff, "/my");
    let list = desk.hears_in_reply(desk.staff, asked, "За вами 1 заявка:").await.text;
    assert!(list.contains("№ ROM-4") && !list.contains("исполнитель"), "{list}");
    let asked = desk.says(desk.irina, desk.staff, "/my");
    desk.hears_in_reply(desk.staff, asked, "За вами нет открытых заявок").await;
    for command in ["/queue", "/find принтер"] {
        let asked = desk.says(desk.anna, desk.rom, command);
        desk.hears_in_reply(desk.rom, asked, "Эта команда для сотрудников поддержки").await;
        let asked = desk.says(desk.olga, desk.rom, command);
        desk.hears_in_reply(desk.rom, asked, "Эта команда работает в чате сотрудников").await;
    }
}

#[tokio::test]
async fn tickets_are_found_by_number_client_and_words_until_they_are_erased() {
    let desk = busy().await;
    for (words, found) in
        [("ПРИНТЕР не", "ROM-1"), ("rom-3", "ROM-3"), ("ромашка лампа", "ROM-3"), ("vpn", "ROM-2")]
    {
        let asked = desk.says(desk.olga, desk.staff, &format!("/find {words}"));
        let list = desk.hears_in_reply(desk.staff, asked, "Нашлась 1 заявка:").await.text;
        assert!(list.contains(found), "{words}: {list}");
    }
    let asked = desk.says(desk.olga, desk.staff, "/find rom");
    desk.hears_in_reply(desk.staff, asked, "Нашлось 4 заявки:").await;
    let asked = desk.says(desk.olga, desk.staff, "/find");
    desk.hears_in_reply(desk.staff, asked, "Напишите, что искать").await;

    let house = &desk.at_work.house;
    let (boris, _) = find::by_telegram_id(house, desk.boris.0).await.unwrap();
    let cause = Cause::new(Trigger::Request { key: "erase".to_owned() }, desk.clock.now());
    erase::erase(house, boris, Actor::Operator, &cause).await.unwrap();
    let erased = || desk.ticket("ROM-2").summary.is_empty();
    desk.until("the words are gone", erased).await;
    let asked = desk.says(desk.olga, desk.staff, "/find vpn");
    desk.hears_in_reply(desk.staff, asked, "Ничего не нашлось").await;
}

#[tokio::test]
async fn an_agent_asks_in_private_and_nobody_else_is_answered() {
    let desk = busy().await;
    desk.clock.advance(Duration::from_mins(1));
    for who in [desk.olga, desk.anna] {
        desk.tg.start(who, "").unwrap();
    }
    let private = desk.olga.private();
    desk.says(desk.olga, private, "/queue");
    let list = desk.hears(private, "Не взято 2 заявки:").await;
    assert!(list.text.contains("№ ROM-2 · Ромашка"), "{}", list.text);
    desk.says(desk.olga, private, "/my");
    desk.hears(private, "За вами 1 заявка:").await;
    desk.says(desk.olga, private, "/find звук");
    desk.hears(private, "№ ROM-4").await;
    desk.says(desk.olga, private, "/due");
    desk.hears(private, "Ближайших сроков нет").await;
    desk.says(desk.anna, desk.anna.private(), "/queue");
    desk.hears(desk.anna.private(), "Заявки принимаются в группе").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.anna.private(), "ROM-"), 0);
}
