//! How agents send what the desk keeps ready, and learn whether their words have reached the client.

use crate::desk::{Desk, group};
use crate::people::PATIENCE;
use domain::ticket::Event as TicketEvent;
use emulator::{Fault, Line, MessageId};

/// A desk that keeps one reply.
async fn with_reply(text: &str) -> Desk {
    let desk = Desk::open().await;
    let kept = desk.says(desk.irina, desk.staff, &format!("/reply add Сброс {text}"));
    desk.hears_in_reply(desk.staff, kept, "Готовый ответ «сброс» (ru) сохранён").await;
    desk
}

/// How often each of these is among what happened to a ticket.
async fn counts<const N: usize>(desk: &Desk, number: &str, kinds: [&str; N]) -> [usize; N] {
    let life = desk.life_of(number).await;
    kinds.map(|kind| life.iter().filter(|it| *it == kind).count())
}

fn labels(line: &Line) -> Vec<&str> {
    line.buttons.iter().flatten().map(|it| it.text.as_str()).collect()
}

#[tokio::test]
async fn a_reply_is_sent_by_its_name_as_the_agents_own_answer() {
    let desk = with_reply("{номер}: пароль сброшен.\nВойдите заново.").await;
    let asked = desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    let answer = desk.replies(desk.olga, desk.staff, card.message, "/r СБРОС Если что, пишите");
    let copy = desk.hears_in_reply(desk.rom, asked, "пароль сброшен").await;
    let words = "Ольга по № ROM-1: № ROM-1: пароль сброшен.\nВойдите заново.\nЕсли что, пишите";
    assert!(copy.text.starts_with(words), "{}", copy.text);
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "пароль сброшен"), 1);
    assert_eq!(desk.rule_of(desk.staff, answer).await, "command.canned");
    assert_eq!(
        counts(&desk, "ROM-1", ["assigned", "message_added", "reply_delivered"]).await,
        [1; 3]
    );
    assert_eq!(desk.ticket("ROM-1").answered_at, Some(copy.at));
}

#[tokio::test]
async fn a_reply_answers_the_clients_words_and_goes_by_number_too() {
    let desk = with_reply("Пароль сброшен.").await;
    let asked = desk.requests(desk.anna, "Не пускает").await;
    desk.replies(desk.boris, desk.rom, asked, "И меня");
    let words = desk.hears(desk.staff, "Борис: И меня").await;
    desk.replies(desk.olga, desk.staff, words.message, "/r сброс");
    desk.hears(desk.rom, "Ольга по № ROM-1: Пароль сброшен.").await;
    desk.says(desk.peter, desk.staff, "/r ROM-1 сброс Готово и у Бориса");
    desk.hears(desk.rom, "Пётр по № ROM-1: Пароль сброшен.\nГотово и у Бориса").await;
}

#[tokio::test]
async fn the_number_may_follow_the_name_and_in_a_reply_it_is_one_of_the_words() {
    let desk = with_reply("Пароль сброшен.").await;
    desk.requests(desk.anna, "Не пускает").await;
    desk.requests(desk.anna, "И почта").await;
    desk.says(desk.olga, desk.staff, "/r сброс ROM-2 Проверьте");
    desk.hears(desk.rom, "Ольга по № ROM-2: Пароль сброшен.\nПроверьте").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.peter, desk.staff, card.message, "/r сброс ROM-2 тоже");
    desk.hears(desk.rom, "Пётр по № ROM-1: Пароль сброшен.\nROM-2 тоже").await;
    let mistyped = desk.says(desk.olga, desk.staff, "/r сбос ROM-2");
    desk.hears_in_reply(desk.staff, mistyped, "Готового ответа «сбос» нет").await;
    let unknown = desk.says(desk.olga, desk.staff, "/r сброс ROM-99");
    desk.hears_in_reply(desk.staff, unknown, "Такой заявки нет").await;
}

#[tokio::test]
async fn a_mistyped_name_sends_nothing_until_it_is_mended() {
    let desk = with_reply("Пароль сброшен.").await;
    desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let typed = desk.replies(desk.olga, desk.staff, card.message, "/r сбос и пишите");
    let hint = desk.hears_in_reply(desk.staff, typed, "Готового ответа «сбос» нет").await;
    assert!(hint.text.contains("ничего не отправлено") && hint.text.contains("Есть: сброс"));
    desk.settle().await;
    assert_eq!(counts(&desk, "ROM-1", ["message_added"]).await, [0]);
    desk.tg.edit(desk.olga, desk.staff, typed, "/r сброс и пишите").unwrap();
    desk.hears(desk.rom, "Пароль сброшен.\nи пишите").await;
    desk.settle().await;
    assert_eq!(counts(&desk, "ROM-1", ["message_added", "reply_delivered"]).await, [1, 1]);
    let nameless = desk.replies(desk.olga, desk.staff, card.message, "/r");
    desk.hears_in_reply(desk.staff, nameless, "Назовите готовый ответ").await;
}

#[tokio::test]
async fn a_reply_is_chosen_on_the_card_read_and_sent_once() {
    let desk = with_reply("{номер}: пароль сброшен.").await;
    desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    desk.presses(desk.olga, on, "Ответы").await;
    desk.shows(desk.staff, "the names", |it| labels(it) == ["сброс", "Назад"]).await;
    desk.presses(desk.olga, on, "сброс").await;
    let preview = desk.hears(desk.staff, "Клиент получит от вашего имени").await;
    assert!(preview.text.ends_with("№ ROM-1: пароль сброшен."), "{}", preview.text);
    assert_eq!(desk.count(desk.rom, "пароль сброшен"), 0, "nothing is sent before it was read");
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    let data = preview.buttons[0][0].data.clone().unwrap();
    let on = (desk.staff, preview.message);
    let toast = desk.presses(desk.olga, on, "Отправить клиенту").await;
    assert_eq!(toast.text, "Ответ по № ROM-1 отправлен в группу клиента");
    let copy = desk.hears(desk.rom, "Ольга по № ROM-1: № ROM-1: пароль сброшен.").await;
    // Somebody else had the buttons before their eyes.
    let late = desk.tg.press(desk.peter, desk.staff, preview.message, &data);
    if let Ok(press) = late {
        desk.tg.toast_within(&press, PATIENCE).await.unwrap();
    }
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "пароль сброшен"), 1);
    assert_eq!(counts(&desk, "ROM-1", ["message_added", "reply_delivered"]).await, [1, 1]);
    assert_eq!(desk.ticket("ROM-1").answered_at, Some(copy.at));
    assert_eq!(labels(&desk.line(desk.staff, preview.message)), [""; 0]);
}

#[tokio::test]
async fn what_was_changed_after_it_was_read_is_not_sent() {
    let desk = with_reply("Пароль сброшен.").await;
    desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Ответы").await;
    desk.shows(desk.staff, "the names", |it| labels(it).contains(&"сброс")).await;
    desk.presses(desk.olga, (desk.staff, card.message), "сброс").await;
    let preview = desk.hears(desk.staff, "Клиент получит от вашего имени").await;
    let kept = desk.says(desk.irina, desk.staff, "/reply add сброс Иначе.");
    desk.hears_in_reply(desk.staff, kept, "сохранён").await;
    let toast = desk.presses(desk.olga, (desk.staff, preview.message), "Отправить клиенту").await;
    assert!(toast.text.starts_with("Этот ответ изменён"), "{}", toast.text);
    desk.settle().await;
    assert_eq!(counts(&desk, "ROM-1", ["message_added"]).await, [0]);
}

#[tokio::test]
async fn a_client_reads_the_reply_in_their_language_and_else_in_the_other() {
    let desk = with_reply("{номер}: пароль сброшен.").await;
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[desk.irina, desk.anna]);
    desk.bot_is_admin(desk.irina, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    desk.hears(acme, "Requests · Acme Ltd").await;
    desk.says(desk.anna, acme, "/new I cannot log in");
    let card = desk.card(desk.staff, "ACM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Ответы").await;
    desk.shows(desk.staff, "in which language", |it| labels(it).contains(&"сброс (ru)")).await;
    desk.replies(desk.olga, desk.staff, card.message, "/r сброс");
    desk.hears(acme, "№ ACM-1: пароль сброшен.").await;
    let kept = desk.says(desk.irina, desk.staff, "/reply add сброс en {number}: password reset.");
    desk.hears_in_reply(desk.staff, kept, "«сброс» (en) сохранён").await;
    desk.replies(desk.olga, desk.staff, card.message, "/r сброс");
    desk.hears(acme, "ACM-1: password reset.").await;
    let listed = desk.says(desk.olga, desk.staff, "/reply");
    desk.hears_in_reply(desk.staff, listed, "сброс (ru, en): {номер}: пароль сброшен.").await;
}

#[tokio::test]
async fn only_those_who_arrange_the_desk_keep_and_drop_replies() {
    let desk = with_reply("Пароль сброшен.").await;
    let told = |said: MessageId, words: &'static str| desk.hears_in_reply(desk.staff, said, words);
    told(desk.says(desk.olga, desk.staff, "/reply add vpn Включите"), "администратор и менеджер")
        .await;
    told(desk.says(desk.olga, desk.staff, "/reply drop сброс"), "администратор и менеджер").await;
    let named = desk.says(desk.irina, desk.staff, "/reply add привет Здравствуйте, {имя}!");
    told(named, "Не знаю, что подставить вместо {имя}").await;
    told(desk.says(desk.irina, desk.staff, "/reply add сброс"), "Добавьте текст").await;
    told(desk.says(desk.irina, desk.staff, "/reply add r/2 Текст"), "одно слово").await;
    told(desk.says(desk.olga, desk.staff, "/reply сброс"), "Пароль сброшен.").await;
    told(desk.says(desk.irina, desk.staff, "/reply drop сбро"), "нет.\nЕсть: сброс").await;
    told(desk.says(desk.irina, desk.staff, "/reply drop сброс"), "удалён").await;
    told(desk.says(desk.olga, desk.staff, "/reply"), "Готовых ответов пока нет").await;
    let in_group = desk.says(desk.olga, desk.rom, "/reply");
    desk.hears_in_reply(desk.rom, in_group, "работает в чате сотрудников").await;
}

#[tokio::test]
async fn an_agent_sees_on_their_own_message_that_it_has_arrived() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let answer = desk.replies(desk.olga, desk.staff, card.message, "Смотрим");
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    desk.settle().await;
    assert_eq!(desk.line(desk.staff, answer).reactions, ["👌"]);
    let note = desk.replies(desk.olga, desk.staff, card.message, "/note Картридж заказан");
    desk.settle().await;
    assert_eq!(desk.line(desk.staff, note).reactions, [""; 0]);
}

#[tokio::test]
async fn an_answer_that_did_not_arrive_calls_its_author_and_is_sent_again_with_one_press() {
    let mut desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    let answer = desk.replies(desk.olga, desk.staff, card.message, "Смотрим");
    let alarm = desk.hears_in_reply(desk.staff, answer, "Не доставлено в группу Ромашка").await;
    assert!(alarm.text.contains("→ Ольга: клиент не получил ответ от 12:0"), "{}", alarm.text);
    assert!(alarm.text.contains("Попросите администратора группы вернуть бота"));
    assert!(alarm.html.contains("\"text_mention\">Ольга"), "{}", alarm.html);
    assert_eq!(desk.line(desk.staff, answer).reactions, [""; 0]);
    // A second one is told of where the first was, and a crash alarms nobody again.
    desk.replies(desk.olga, desk.staff, card.message, "Уже чиним");
    desk.settle().await;
    desk.crash(|| ()).await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Не доставлено в группу"), 1);
    assert_eq!(desk.line(desk.staff, alarm.message).text.matches("не получил ответ").count(), 2);

    // Without the bot in the group it is of no use, and the author is called again.
    let on = (desk.staff, alarm.message);
    desk.presses(desk.peter, on, "Отправить ещё раз").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "Не доставлено в группу"), 1);
    let alarm = desk.hears(desk.staff, "Не доставлено в группу").await;
    desk.bot_is_admin(desk.anna, desk.rom);
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    let on = (desk.staff, alarm.message);
    let toast = desk.presses(desk.peter, on, "Отправить ещё раз").await;
    assert_eq!(toast.text, "№ ROM-1: отправляю клиенту ещё раз");
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    desk.hears(desk.staff, "✅ № ROM-1: клиент получил ответ от 12:0").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Ольга по № ROM-1: Смотрим"), 1);
    assert_eq!(desk.count(desk.rom, "Ольга по № ROM-1: Уже чиним"), 1);
    assert_eq!(desk.line(desk.staff, answer).reactions, ["👌"]);
    let kinds = ["message_added", "reply_failed", "reply_retried", "reply_delivered"];
    assert_eq!(counts(&desk, "ROM-1", kinds).await, [2, 4, 4, 2]);
    let delivered = desk.of_ticket("ROM-1").await.into_iter().find_map(|it| match it.0 {
        TicketEvent::ReplyDelivered(it) => Some(it),
        _ => None,
    });
    let delivered = delivered.unwrap();
    assert_eq!(delivered.of.message.0, answer.0);
    assert_eq!(desk.ticket("ROM-1").answered_at, Some(delivered.at), "what was seen counts");
}

#[tokio::test]
async fn nobody_in_a_clients_group_sends_replies_or_sends_again_by_a_made_up_press() {
    let desk = with_reply("Пароль сброшен.").await;
    desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.presses(desk.olga, (desk.staff, card.message), "Ответы").await;
    let names = desk.shows(desk.staff, "names", |it| labels(it).contains(&"сброс")).await;
    let data = names.buttons[0][0].data.clone().unwrap();
    let made_up = [data.clone(), data.replace("|reply|", "|answer|").replace("reply", "resend")];
    for data in made_up {
        let group = desk.said(desk.rom)[0].message;
        let press = serde_json::json!({
            "id": "77", "data": data,
            "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
            "message": {"message_id": group, "date": 1, "chat": {"id": desk.rom, "type": "group"}},
        });
        desk.tg.inject_update("callback_query", press);
    }
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Клиент получит"), 0);
    assert_eq!(counts(&desk, "ROM-1", ["message_added"]).await, [0]);
}
