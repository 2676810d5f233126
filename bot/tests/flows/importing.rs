//! Importing: what do people meet of a ticket that comes out of a table?

use crate::desk::Desk;
use commands::client::{id_of, import_ticket};
use commands::desk::note_import;
use commands::transact::transact;
use domain::desk::{Desk as State, TicketsImported};
use domain::register::Imported;
use domain::{Actor, Cause, ChatId, Priority, Trigger};
use store::stream::Stream;

fn request(desk: &Desk) -> import_ticket::Request {
    let code = "ROM".parse().unwrap();
    import_ticket::Request {
        client: id_of(&code),
        code,
        chat: ChatId::Group(desk.rom.0),
        outside: Some("HD-1204".to_owned()),
        text: "Не печатает принтер".to_owned(),
        requester: "Анна Петрова".to_owned(),
        requester_id: None,
        note: None,
        imported: Imported {
            claimed_at: Some("2026-11-20T11:20:00Z".parse().unwrap()),
            request_type: None,
            priority: Priority::Normal,
            site: None,
            agent: None,
        },
    }
}

async fn imported() -> Desk {
    let desk = Desk::open().await;
    let house = &desk.at_work.house;
    import_ticket::import(house, &request(&desk)).await.unwrap().unwrap();
    let it = TicketsImported { tickets: 1, assigned: 0, clients: 1 };
    let at = house.clock.now();
    let cause = Cause::new(Trigger::Request { key: "import".to_owned() }, at);
    let decide = |desk: &State| note_import::decide(desk, &it, at);
    transact(house, &Stream::Desk, Actor::Operator, &cause, decide).await.unwrap();
    desk
}

#[tokio::test]
async fn a_group_reads_nothing_of_an_import_until_somebody_takes_the_ticket() {
    let desk = imported().await;
    let before = desk.said(desk.rom).len();
    let told = desk.hears(desk.staff, "Из таблицы перенесена 1 заявка").await;
    assert!(told.text.contains("/queue") && told.text.contains("Клиентов: 1"), "{}", told.text);
    desk.settle().await;
    assert_eq!(desk.said(desk.rom).len(), before);
    assert_eq!(desk.count(desk.staff, "ROM-1"), 0);

    let asked = desk.says(desk.olga, desk.staff, "/find hd-1204");
    desk.hears_in_reply(desk.staff, asked, "№ ROM-1").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    let card = desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    assert!(card.text.contains("Прежний номер: HD-1204"), "{}", card.text);
    assert!(card.text.contains("время обращения по таблице: 20.11 14:20"), "{}", card.text);
    assert!(card.text.contains("Анна Петрова"), "{}", card.text);
    let card = desk.card(desk.rom, "ROM-1", "Прежний номер: HD-1204").await;
    assert!(!card.text.contains("20.11"), "{}", card.text);
}

#[tokio::test]
async fn anybody_of_the_client_stands_in_for_whom_a_table_names() {
    let desk = imported().await;
    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    let card = desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    desk.replies(desk.olga, desk.staff, card.message, "/resolve Заменили картридж");
    let told = desk.hears(desk.rom, "✅ № ROM-1").await;
    let toast = desk.presses(desk.viktor, (desk.rom, told.message), "Да, закрыть").await;
    assert_eq!(toast.text, "Заявка № ROM-1 закрыта. Спасибо!");
}
