//! What joins a ticket: replies, files, and other words for what was said.

use crate::desk::Desk;
use emulator::Attachment;

#[tokio::test]
async fn a_reply_to_any_message_of_a_ticket_joins_it() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let receipt = desk.hears(desk.rom, "Заявка № ROM-1 зарегистрирована").await;
    let card = desk.card(desk.rom, "ROM-1", "Новая").await;
    let staff_card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.staff, staff_card.message, "Какой кабинет?");
    let answer = desk.hears(desk.rom, "Ольга по № ROM-1: Какой кабинет?").await;
    desk.settle().await;
    let to = [asked, receipt.message, card.message, answer.message];
    for (n, message) in to.into_iter().enumerate() {
        let reply = desk.replies(desk.boris, desk.rom, message, &format!("кабинет {n}"));
        assert_eq!(desk.rule_of(desk.rom, reply).await, "reply");
    }
    let own = desk.replies(desk.anna, desk.rom, receipt.message, "двадцатый");
    desk.replies(desk.viktor, desk.rom, own, "первый этаж");
    desk.hears(desk.staff, "Виктор: первый этаж").await;
    let words = desk.words_of("ROM-1", "message_added").await;
    let expected = [
        "Какой кабинет?",
        "кабинет 0",
        "кабинет 1",
        "кабинет 2",
        "кабинет 3",
        "двадцатый",
        "первый этаж",
    ];
    assert_eq!(words, expected);
}

#[tokio::test]
async fn files_in_reply_join_the_ticket_each_once() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let photos = [1, 2, 3].map(Attachment::photo);
    desk.tg.send_files(desk.anna, desk.rom, &photos, "вот", Some(asked)).unwrap();
    let bill = Attachment::document("счёт.pdf", "application/pdf", b"%PDF");
    desk.tg.send_files(desk.anna, desk.rom, &[bill], "", Some(asked)).unwrap();
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").attachments, 4);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["вот", "", "", ""]);
    let files = desk.said(desk.staff).iter().filter(|it| !it.files.is_empty()).count();
    assert_eq!(files, 4);
}

#[tokio::test]
async fn other_words_are_kept_beside_the_first_and_staff_are_told() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "HP 1020 не печатает").await;
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.tg.edit(desk.anna, desk.rom, asked, "/new HP 2030 не печатает").unwrap();
    desk.hears(desk.staff, "✏️ Анна: HP 2030 не печатает").await;
    assert_eq!(desk.words_of("ROM-1", "registered").await, ["HP 1020 не печатает"]);
    assert_eq!(desk.words_of("ROM-1", "message_edited").await, ["HP 2030 не печатает"]);
    desk.card(desk.rom, "ROM-1", "HP 2030").await;
    desk.card(desk.staff, "ROM-1", "HP 2030").await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

/// Telegram tells of an edit also when something that we do not read has changed.
#[tokio::test]
async fn the_same_words_again_are_no_edit() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let more = desk.replies(desk.anna, desk.rom, asked, "и не сканирует");
    desk.settle().await;
    desk.tg.edit(desk.anna, desk.rom, asked, "/new Не печатает").unwrap();
    desk.tg.edit(desk.anna, desk.rom, more, "и не сканирует").unwrap();
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.rom, asked).await, "edit_without_change");
    assert_eq!(desk.words_of("ROM-1", "message_edited").await, [""; 0]);
    assert_eq!(desk.count(desk.staff, "✏️"), 0);

    for words in ["и не копирует", "и не сканирует"] {
        desk.clock.advance(std::time::Duration::from_secs(5));
        desk.tg.edit(desk.anna, desk.rom, more, words).unwrap();
    }
    let edits = desk.words_of("ROM-1", "message_edited").await;
    assert_eq!(edits, ["и не копирует", "и не сканирует"]);
}

#[tokio::test]
async fn other_words_of_mere_talk_change_nothing() {
    let desk = Desk::open().await;
    let talk = desk.says(desk.boris, desk.rom, "Всем доброе утро");
    desk.settle().await;
    desk.tg.edit(desk.boris, desk.rom, talk, "Всем добрый день").unwrap();
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.rom, talk).await, "edit_of_chatter");
    let accounting = desk.at_work.views.accounting(domain::ChatId::Group(desk.rom.0)).unwrap();
    assert_eq!((accounting.unanswered, desk.said(desk.rom).len()), (1, 1));
}
