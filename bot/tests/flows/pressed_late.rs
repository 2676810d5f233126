//! Pressed late: when does something happen by a button that stood for long, or by words that were long on their way?

use crate::desk::{Desk, group};
use crate::incidents::{declared, looks_for_incidents, of_incidents, outage, sends};
use chrono::{DateTime, Utc};
use domain::incident::{Nature, Stage};
use serde_json::json;
use std::time::Duration;

fn moscow(written: &str) -> DateTime<Utc> {
    format!("2026-11-{written}:00+03:00").parse().unwrap()
}

#[tokio::test]
async fn a_ticket_that_joins_an_incident_by_an_old_card_is_answered_when_it_joins() {
    let (desk, ..) = outage().await;
    declared(&desk).await;
    sends(&desk, "/announce 1 Восстанавливаем связь", "2 группам с заявками").await;
    let asked = desk.requests(desk.viktor, "И у меня 1С").await;
    desk.card(desk.staff, "ROM-3", "Новая").await;
    desk.settle().await;
    desk.jumps_to(23, "17:00");
    let on = looks_for_incidents(&desk, "ROM-3").await;
    let toast = desk.presses(desk.olga, on, "№ 1: Сервер 1С недоступен").await;
    assert_eq!(toast.text, "Добавлена в № 1");
    desk.hears_in_reply(desk.rom, asked, "Восстанавливаем связь").await;
    desk.settle().await;
    let joined = moscow("23T17:00");
    assert!(desk.ticket("ROM-3").answered_at.unwrap() >= joined);
    let of_it = desk.of_ticket("ROM-3").await;
    let when: Vec<_> =
        of_it.iter().map(|it| (it.2.event.kind.to_string(), it.2.event.occurred_at)).collect();
    assert_eq!(when.iter().position(|it| it.1 >= joined), Some(1), "{when:?}");
    assert!(when.len() > 3 && when[1..].is_sorted_by_key(|it| it.1), "{when:?}");
}

#[tokio::test]
async fn works_whose_end_is_drafted_before_they_begin_are_over_and_not_withdrawn() {
    let (desk, ..) = outage().await;
    sends(&desk, "/planned 25.11 22:00-23:30 Замена роутера", "Всем: 2 группы").await;
    desk.jumps_to(25, "21:50");
    let asked = desk.says(desk.olga, desk.staff, "/finish 1 Роутер новый");
    let draft = desk.hears_in_reply(desk.staff, asked, "Кому отправить?").await;
    desk.jumps_to(25, "23:20");
    let toast = desk.presses(desk.olga, (desk.staff, draft.message), "Всем: 2 группы").await;
    assert_eq!(toast.text, "Отправляем в 2 группы");
    desk.settle().await;
    let row = desk.at_work.views.incident(1).unwrap().unwrap();
    let ended = row.ended.map(|it| it.0);
    assert!(ended >= Some(moscow("25T23:20")), "{ended:?}");
    assert_eq!(row.nature.stage(ended, desk.clock.now()), Stage::Over);
    let asked = desk.says(desk.olga, desk.staff, "/incident 1");
    desk.hears_in_reply(desk.staff, asked, "Завершен").await;
}

#[tokio::test]
async fn whoever_was_away_when_a_notice_came_is_handed_over_to_by_it_once_they_are_back() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    desk.card(desk.staff, "ROM-1", "Исполнитель").await;
    let away = desk.says(desk.peter, desk.staff, "/away until 25.11 09:00");
    desk.hears_in_reply(desk.staff, away, "Отсутствие отмечено").await;
    desk.tg.leave(desk.olga, desk.staff).unwrap();
    let notice = desk.hears(desk.staff, "Больше не сотрудник поддержки: Ольга").await;
    desk.settle().await;
    desk.jumps_to(26, "12:00");
    let on = (desk.staff, notice.message);
    for (pressed, then) in [("Передать заявки", "Пётр"), ("Пётр", "Без комментария: Пётр")]
    {
        desk.presses(desk.irina, on, pressed).await;
        let shown = || desk.line(on.0, on.1).buttons.concat().iter().any(|it| it.text == then);
        desk.until(then, shown).await;
    }
    let toast = desk.presses(desk.irina, on, "Без комментария: Пётр").await;
    assert_eq!(toast.text, "Передана 1 заявка. Исполнитель: Пётр");
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Пётр"));
}

#[tokio::test]
async fn a_set_up_that_is_asked_for_by_an_old_message_is_offered_from_then_on() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Василёк", &[desk.anna, desk.irina]);
    desk.tg.add_bot(desk.anna, other).unwrap();
    let me = desk.api.get_me().await.unwrap();
    let typed = desk.says(desk.anna, other, &format!("/setup@{}", me.username));
    let hint = desk.hears_in_reply(other, typed, "Группу подключает администратор").await;
    desk.clock.advance(Duration::from_hours(4 * 24));
    desk.presses(desk.irina, (other, hint.message), "Я администратор").await;
    let line = desk.hears(other, "?start=").await;
    let (_, token) = line.text.split_once("?start=").unwrap();
    desk.tg.start(desk.irina, token.trim()).unwrap();
    desk.hears(desk.irina.private(), "Клиент: Василёк (VAS), новый").await;
}

#[tokio::test]
async fn a_press_that_comes_again_an_hour_later_records_nothing_again() {
    let (desk, ..) = outage().await;
    let on = looks_for_incidents(&desk, "ROM-1").await;
    let buttons = desk.line(on.0, on.1).buttons.concat();
    let opens = buttons.into_iter().find(|it| it.text.starts_with("Новый сбой")).unwrap();
    let press = json!({"update_id": 900_002, "callback_query": {
        "id": "502", "data": opens.data.unwrap(),
        "from": {"id": desk.olga, "is_bot": false, "first_name": "Ольга"},
        "message": {"message_id": on.1, "date": 1_795_000_000,
            "chat": {"id": on.0, "type": "supergroup", "title": "x"}},
    }});
    let pressed = desk.clock.now();
    for _ in 0..3 {
        desk.at_work.reception.receive(&press.to_string()).await.unwrap();
        desk.settle().await;
        desk.clock.advance(Duration::from_hours(1));
    }
    let once = ["desk.incident_declared", "incident.declared", "incident.ticket_linked"];
    assert_eq!(of_incidents(&desk).await, once);
    let row = desk.at_work.views.incident(1).unwrap().unwrap();
    assert_eq!(row.declared_at, pressed);
}

#[tokio::test]
async fn works_of_tomorrow_are_those_of_the_day_after_the_words_were_written() {
    let desk = Desk::open().await;
    desk.jumps_to(23, "23:58");
    let written = desk.clock.now();
    desk.jumps_to(24, "00:03");
    let message = json!({
        "message_id": 9_000, "date": written.timestamp(),
        "text": "/planned завтра 22:00-23:30 Замена роутера",
        "chat": {"id": desk.staff, "type": "supergroup"},
        "from": {"id": desk.olga, "is_bot": false, "first_name": "Ольга"},
    });
    let update = json!({"update_id": 900_003, "message": message}).to_string();
    desk.at_work.reception.receive(&update).await.unwrap();
    desk.settle().await;
    let row = desk.at_work.views.incident(1).unwrap().unwrap();
    let (from, until) = (moscow("24T22:00"), moscow("24T23:30"));
    assert_eq!((row.nature, row.declared_at), (Nature::Planned { from, until }, written));
}
