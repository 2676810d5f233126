//! Outages at their edges: many tickets of one group, half of a command refused, links that were a mistake.

use crate::desk::Desk;
use crate::incidents::sends;

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
