//! Whatever people send: each kind of message of Telegram's, in a ticket and on its own.

use crate::desk::Desk;
use domain::chat::Decision;
use domain::{Awaits, MediaKind};
use emulator::Attachment;
use serde_json::{Value, json};

fn file(more: &Value) -> Value {
    let mut file = json!({"file_id": "f1", "file_unique_id": "u1", "file_size": 1000});
    for (name, value) in more.as_object().unwrap() {
        file[name] = value.clone();
    }
    file
}

fn moving() -> Value {
    file(&json!({"width": 320, "height": 240, "duration": 5}))
}

/// Every kind that people can send, and as what it is kept.
fn kinds() -> Vec<(Value, MediaKind)> {
    let place = json!({"latitude": 55.75, "longitude": 37.62});
    let origin = json!({"id": -1_001_234, "type": "channel", "title": "Канал"});
    let poll = json!({
        "id": "1", "question": "Когда приехать?", "options": [], "total_voter_count": 0, "is_closed": false,
        "is_anonymous": true, "type": "regular", "allows_multiple_answers": false, "allows_revoting": true,
        "members_only": false,
    });
    vec![
        (json!({"voice": file(&json!({"duration": 5}))}), MediaKind::Voice),
        (json!({"video_note": file(&json!({"length": 240, "duration": 5}))}), MediaKind::VideoNote),
        (json!({"video": moving()}), MediaKind::Video),
        (json!({"audio": file(&json!({"duration": 5}))}), MediaKind::Audio),
        (json!({"animation": moving(), "document": file(&json!({}))}), MediaKind::Animation),
        (json!({"contact": {"phone_number": "+7", "first_name": "Пётр"}}), MediaKind::Contact),
        (json!({"location": place}), MediaKind::Location),
        (
            json!({"venue": {"location": place, "title": "Офис", "address": "Дом 1"}, "location": place}),
            MediaKind::Location,
        ),
        (json!({"poll": poll}), MediaKind::Other),
        (json!({"dice": {"emoji": "🎲", "value": 6}}), MediaKind::Other),
        (json!({"story": {"chat": origin, "id": 7}}), MediaKind::Other),
    ]
}

fn sticker() -> Value {
    let more = json!({
        "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
    });
    json!({"sticker": file(&more)})
}

#[tokio::test]
async fn whatever_is_sent_in_reply_joins_the_ticket_and_reaches_staff() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.card(desk.staff, "ROM-1", "Новая").await;
    for (n, (what, media)) in kinds().into_iter().enumerate() {
        let sent = desk.tg.send(desk.anna, desk.rom, (&what, ""), Some(asked)).unwrap();
        let account = desk.account_of(desk.rom, sent).await;
        assert!(matches!(account.decision, Decision::Part(_)), "{what}: {account:?}");
        let kept: Vec<_> = account.attachments.iter().map(|it| it.media).collect();
        assert_eq!(kept, [media], "{what}");
        let sorts = desk.said(desk.staff).into_iter().filter_map(|it| it.sort);
        let sorts: Vec<_> = sorts.collect();
        assert_eq!(sorts.len(), n + 1, "{what}");
        assert!(what.get(&sorts[n]).is_some(), "{sorts:?}");
    }
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn whatever_is_sent_on_its_own_waits_for_an_answer_and_makes_nothing() {
    let desk = Desk::open().await;
    for (what, media) in kinds() {
        let sent = desk.tg.send(desk.boris, desk.rom, (&what, ""), None).unwrap();
        let account = desk.account_of(desk.rom, sent).await;
        assert_eq!(account.decision, Decision::Unanswered, "{what}");
        assert_eq!(account.attachments[0].media, media);
    }
    assert!(desk.numbers().await.is_empty());
}

#[tokio::test]
async fn a_sticker_alone_makes_no_ticket_and_waits_for_nothing() {
    let desk = Desk::open().await;
    let alone = desk.tg.send(desk.anna, desk.rom, (&sticker(), ""), None).unwrap();
    let account = desk.account_of(desk.rom, alone).await;
    assert_eq!((account.rule.as_str(), account.awaits), ("sticker", Awaits::Nothing));
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let question =
        desk.is_asked(desk.olga, (desk.staff, card.message), "Задать вопрос клиенту").await;
    desk.replies(desk.olga, desk.staff, question, "Какая модель?");
    let question = desk.hears_in_reply(desk.rom, asked, "Какая модель?").await;
    let answer =
        desk.tg.send(desk.anna, desk.rom, (&sticker(), ""), Some(question.message)).unwrap();
    let account = desk.account_of(desk.rom, answer).await;
    assert!(matches!(account.decision, Decision::Part(_)), "{account:?}");
    assert_eq!(account.awaits, Awaits::Nothing);
}

#[tokio::test]
async fn a_command_in_a_caption_takes_the_file_along() {
    let desk = Desk::open().await;
    let photo = [Attachment::photo(1)];
    let sent = desk.tg.send_files(desk.anna, desk.rom, &photo, "/new Вот ошибка", None).unwrap();
    desk.hears_in_reply(desk.rom, sent[0], "Заявка № ROM-1 зарегистрирована").await;
    assert_eq!(desk.ticket("ROM-1").attachments, 1);
    let voice = json!({"voice": file(&json!({"duration": 5}))});
    let sent =
        desk.tg.send(desk.anna, desk.rom, (&voice, "/new@desk_bot Послушайте"), None).unwrap();
    desk.hears_in_reply(desk.rom, sent, "Заявка № ROM-2 зарегистрирована").await;
    assert_eq!(desk.ticket("ROM-2").attachments, 1);
}

#[tokio::test]
async fn an_album_is_one_ticket_with_all_its_files() {
    let desk = Desk::open().await;
    let photos = [1, 2, 3].map(Attachment::photo);
    desk.tg.send_files(desk.anna, desk.rom, &photos, "/new Три снимка", None).unwrap();
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    assert_eq!(desk.ticket("ROM-1").attachments, 3);
}

#[tokio::test]
async fn what_is_forwarded_is_said_by_whoever_forwards_it() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let origin = json!({"forward_origin": {
        "type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Кто-то",
    }});
    let sent =
        desk.tg.send(desk.boris, desk.rom, (&origin, "Ошибка 49 на экране"), Some(asked)).unwrap();
    desk.hears(desk.staff, "Борис: Ошибка 49 на экране").await;
    let (said, asked) =
        (desk.account_of(desk.rom, sent).await, desk.account_of(desk.rom, asked).await);
    assert_ne!(said.author, asked.author);
}

/// A reply with a quote is a reply; one to a message of another chat replies to nothing here.
#[tokio::test]
async fn a_quote_joins_the_ticket_and_words_about_another_chat_do_not() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let quote = json!({"quote": {"text": "печатает", "position": 3, "is_manual": true}});
    desk.tg.send(desk.boris, desk.rom, (&quote, "Совсем не печатает"), Some(asked)).unwrap();
    desk.hears(desk.staff, "Борис: Совсем не печатает").await;
    let elsewhere = json!({"external_reply": {
        "origin": {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Кто-то"},
        "message_id": asked.0,
    }});
    let sent = desk.tg.send(desk.boris, desk.rom, (&elsewhere, "А вот это видели?"), None).unwrap();
    assert_eq!(desk.account_of(desk.rom, sent).await.decision, Decision::Unanswered);
}

#[tokio::test]
async fn the_words_of_a_page_are_words() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let page = json!({"rich_message": {"blocks": [
        {"type": "paragraph", "text": ["Принтер ", {"type": "bold", "text": "HP 1020"}]},
        {"type": "paragraph", "text": "мигает"},
    ]}});
    desk.tg.send(desk.anna, desk.rom, (&page, ""), Some(asked)).unwrap();
    desk.hears(desk.staff, "Анна: Принтер HP 1020\nмигает").await;
}
