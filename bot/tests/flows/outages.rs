//! Outages at their edges: many tickets of one group, half of a command refused, links that were a mistake.

use crate::desk::Desk;
use crate::incidents::{looks_for_incidents, of_incidents, outage, sends};
use commands::links::{Holder, unlink::unlink};
use domain::people::Person;
use domain::{Actor, ChatId};

/// What stands before the two buttons of each ticket.
const NOT: &str = ": не решено";

#[tokio::test]
async fn whoever_has_no_button_of_their_own_at_the_end_is_told_what_to_write_and_it_works() {
    let desk = Desk::open().await;
    for nth in 1..=20 {
        desk.requests(desk.anna, &format!("Не открывается 1С, место {nth}")).await;
    }
    desk.requests(desk.viktor, "И у меня 1С").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident Сервер 1С недоступен");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1").await;
    let numbers: Vec<_> = (1..=21).map(|it| format!("ROM-{it}")).collect();
    let asked = desk.says(desk.olga, desk.staff, &format!("/incident 1 {}", numbers.join(" ")));
    desk.hears_in_reply(desk.staff, asked, "21 заявка").await;
    sends(&desk, "/finish 1 Сервер заменён", "1 группе с заявками").await;
    let told = desk.hears(desk.rom, "Массовый сбой устранён").await;
    assert!(told.text.contains("№ ROM-19, № ROM-20, № ROM-21. "), "{}", told.text);
    assert!(told.text.ends_with(": /reopen ROM-21"), "{}", told.text);
    let labels = told.buttons.iter().map(|it| it[1].text.clone()).collect::<Vec<_>>();
    let named = numbers[..20].iter().map(|it| format!("№ {it}{NOT}")).collect::<Vec<_>>();
    assert_eq!(labels, named, "the first twenty, in their order");
    desk.settle().await;
    assert_eq!(desk.life_of("ROM-21").await.last().unwrap(), "resolved");
    desk.says(desk.viktor, desk.rom, "/reopen ROM-21");
    desk.settle().await;
    assert!(desk.life_of("ROM-21").await.contains(&"reopened".to_owned()));
}

#[tokio::test]
async fn a_command_that_is_refused_leaves_no_half_of_itself_behind() {
    let desk = Desk::open().await;
    desk.offered("/client ACM en Acme Ltd").await;
    desk.is_known(desk.anna).await;
    desk.requests(desk.boris, "1С висит").await;
    desk.asks_privately(desk.anna, "Не пускают в папку").await;
    let card = desk.card(desk.staff, "ROM-2", "Новая").await;
    for _ in 0..2 {
        let asked = desk.replies(desk.olga, desk.staff, card.message, "/incident Нет доступа");
        desk.hears_in_reply(desk.staff, asked, "Личную заявку нельзя привязать").await;
    }
    let asked = desk.says(desk.olga, desk.staff, "/planned 25.11 22:00-23:30 ACM: Замена");
    desk.hears_in_reply(desk.staff, asked, "Некому отправлять").await;
    assert_eq!(of_incidents(&desk).await, [""; 0]);

    let asked = desk.says(desk.olga, desk.staff, "/incident Сервер 1С недоступен");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident 1 ROM-1");
    desk.hears_in_reply(desk.staff, asked, "1 заявка").await;
    let before = of_incidents(&desk).await;
    for (refused, told) in [
        ("/incident 1 -ROM-1 ROM-2", "Личную заявку нельзя привязать"),
        ("/announce 1 ACM: Чиним", "Некому отправлять"),
    ] {
        let asked = desk.says(desk.olga, desk.staff, refused);
        desk.hears_in_reply(desk.staff, asked, told).await;
        assert_eq!(of_incidents(&desk).await, before, "{refused}");
    }
}

#[tokio::test]
async fn a_ticket_that_was_taken_out_of_one_outage_begins_another() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не открывается 1С").await;
    for number in [1, 2] {
        let on = looks_for_incidents(&desk, "ROM-1").await;
        let toast = desk.presses(desk.olga, on, "Новый сбой по этой заявке").await;
        let opened = format!("Объявлен массовый сбой № {number}");
        assert!(toast.text.starts_with(&opened), "{}", toast.text);
        desk.settle().await;
        let on = looks_for_incidents(&desk, "ROM-1").await;
        let out = format!("Убрать из № {number}: По заявке № ROM-1");
        let toast = desk.presses(desk.olga, on, &out).await;
        assert_eq!(toast.text, format!("Убрана из № {number}"));
        desk.settle().await;
    }
    let asked = desk.says(desk.olga, desk.staff, "/finish 2");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 2. Завершено").await;
    let on = looks_for_incidents(&desk, "ROM-1").await;
    let toast = desk.presses(desk.olga, on, "Новый сбой по этой заявке").await;
    assert!(toast.text.starts_with("Объявлен массовый сбой № 3"), "{}", toast.text);
}

#[tokio::test]
async fn tickets_of_a_group_that_is_its_clients_no_more_stay_open_and_staff_read_which() {
    let (desk, ..) = outage().await;
    let asked = desk.says(desk.olga, desk.staff, "/incident Сервер 1С недоступен");
    desk.hears_in_reply(desk.staff, asked, "Массовый сбой № 1").await;
    let asked = desk.says(desk.olga, desk.staff, "/incident 1 ROM-1 ROM-2 ACM-1");
    desk.hears_in_reply(desk.staff, asked, "3 заявки").await;
    let (house, client) = (&desk.at_work.house, desk.ticket("ROM-1").client);
    let (chat, operator) = (ChatId::Group(desk.rom.0), (Actor::Operator, &Person::default()));
    let cause = desk.asked("unlink");
    unlink(house, Holder::Client(client), chat, operator, &cause).await.unwrap();
    desk.settle().await;
    let stay = "⚠️ Останутся открытыми № ROM-1, № ROM-2: ";
    let asked = desk.says(desk.olga, desk.staff, "/finish 1 Сервер заменён");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    assert!(draft.text.contains(stay), "{}", draft.text);
    desk.presses(desk.olga, (desk.staff, draft.message), "1 группе с заявками").await;
    let sent = |it: &emulator::Line| it.message == draft.message && it.buttons.is_empty();
    let sent = desk.shows(desk.staff, "sent", sent).await;
    assert!(sent.text.contains(stay) && sent.text.contains("Acme Ltd"), "{}", sent.text);
    desk.settle().await;
    assert_eq!(desk.life_of("ACM-1").await.last().unwrap(), "resolved");
    assert!(!desk.life_of("ROM-1").await.contains(&"resolved".to_owned()));
}
