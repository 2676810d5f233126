//! What happens to a group: topics, other bots, other names, people and bots that come and go.

use crate::desk::Desk;
use domain::chat::{Decision, Event as ChatEvent, Visibility};
use emulator::{Line, MessageId, Profile};
use serde_json::json;

/// The client's group becomes a forum with one topic.
async fn forum() -> (Desk, MessageId) {
    let mut desk = Desk::open().await;
    desk.rom = desk.tg.migrate(desk.rom).unwrap();
    desk.hears(desk.rom, "Заявки · Ромашка").await;
    let topic = desk.tg.open_topic(desk.anna, desk.rom, "Принтеры").unwrap();
    (desk, topic)
}

#[tokio::test]
async fn what_is_asked_in_a_topic_is_answered_there() {
    let (desk, topic) = forum().await;
    let asked = desk.tg.say_in_topic(desk.anna, desk.rom, topic, "/new Не печатает").unwrap();
    let receipt = desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    let card = desk.card(desk.rom, "ROM-1", "Новая").await;
    assert_eq!((receipt.topic, card.topic), (Some(topic), Some(topic)));
    let staff_card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.staff, staff_card.message, "Смотрим");
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    assert_eq!(told.topic, Some(topic));
    let general = desk.says(desk.boris, desk.rom, "/new VPN не пускает");
    let receipt = desk.hears_in_reply(desk.rom, general, "Заявка № ROM-2 зарегистрирована").await;
    assert_eq!(receipt.topic, None);
}

#[tokio::test]
async fn words_in_a_topic_are_no_reply_to_its_opening() {
    let (desk, topic) = forum().await;
    let talk = desk.tg.say_in_topic(desk.boris, desk.rom, topic, "Кто сегодня дежурит?").unwrap();
    let account = desk.account_of(desk.rom, talk).await;
    assert_eq!((account.reply_to, account.thread), (None, Some(topic.0)));
    let empty = desk.tg.say_in_topic(desk.boris, desk.rom, topic, "/ticket").unwrap();
    assert_eq!(desk.rule_of(desk.rom, empty).await, "command.ticket_without_reply");
}

#[tokio::test]
async fn when_a_topic_is_deleted_its_tickets_go_on_in_the_general_one() {
    let (desk, topic) = forum().await;
    desk.tg.say_in_topic(desk.anna, desk.rom, topic, "/new Не печатает").unwrap();
    desk.card(desk.rom, "ROM-1", "Новая").await;
    let staff_card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.settle().await;
    desk.tg.delete_topic(desk.anna, desk.rom, topic).unwrap();
    desk.replies(desk.olga, desk.staff, staff_card.message, "Смотрим");
    let told = desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим").await;
    assert_eq!(told.topic, None);
    desk.settle().await;
    let life = desk.life_of("ROM-1").await;
    assert!(life.iter().any(|it| it == "reply_delivered"), "{life:?}");
}

#[tokio::test]
async fn what_the_chat_tells_is_nobodys_request() {
    let desk = Desk::open().await;
    desk.settle().await;
    let before = desk.accounted(desk.rom).await.len();
    let newcomer = desk.tg.add_user(Profile::named("Глеб").speaks("ru"));
    desk.tg.retitle(desk.anna, desk.rom, "Ромашка, новое имя").unwrap();
    desk.tg.invite(desk.anna, desk.rom, newcomer).unwrap();
    desk.tg.leave(newcomer, desk.rom).unwrap();
    desk.settle().await;
    assert_eq!(desk.accounted(desk.rom).await.len(), before);
    assert!(desk.numbers().await.is_empty());
    desk.requests(desk.anna, "Не печатает").await;
}

#[tokio::test]
async fn what_the_bot_is_shown_is_recorded_when_it_is_thrown_out_and_comes_back() {
    let desk = Desk::open().await;
    desk.tg.kick(desk.anna, desk.rom, desk.tg.bot()).unwrap();
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.bot_is_admin(desk.anna, desk.rom);
    desk.settle().await;
    let seen = desk.of_chat(desk.rom).await.into_iter().filter_map(|it| match it.0 {
        ChatEvent::VisibilityChanged(it) => Some(it.sees),
        _ => None,
    });
    let seen: Vec<_> = seen.collect();
    let thrown_out = seen.iter().position(|it| *it == Visibility::Nothing).unwrap();
    assert_eq!(seen.last(), Some(&Visibility::All), "{seen:?}");
    assert!(thrown_out + 1 < seen.len());
    desk.requests(desk.anna, "Не печатает").await;
}

#[tokio::test]
async fn two_bots_in_one_group_never_answer_each_other() {
    let desk = Desk::open().await;
    desk.settle().await;
    let said = desk.said(desk.rom).len();
    // As an administrator's bot would see it, should Telegram ever show other bots' words.
    for (n, text) in ["/new Я бот", "/status@desk_bot ROM-1", "Не печатает"].iter().enumerate()
    {
        desk.tg.inject_update(
            "message",
            json!({
                "message_id": 9_000 + n, "date": desk.clock.now().timestamp(), "text": text,
                "chat": {"id": desk.rom, "type": "group", "title": "Ромашка"},
                "from": {"id": 777, "is_bot": true, "first_name": "Другой"},
            }),
        );
    }
    desk.settle().await;
    let accounts = desk.accounted(desk.rom).await;
    let of_bot: Vec<_> = accounts.iter().filter(|it| it.message.0 >= 9_000).collect();
    assert_eq!(of_bot.len(), 3);
    for it in of_bot {
        assert_eq!((it.rule.as_str(), &it.decision), ("other_bot", &Decision::Skipped));
    }
    assert_eq!(desk.said(desk.rom).len(), said);

    let foreign = desk.says(desk.anna, desk.rom, "/new@other_bot Не печатает");
    assert_eq!(desk.rule_of(desk.rom, foreign).await, "command.other_bot");
    assert!(desk.numbers().await.is_empty());
}

#[tokio::test]
async fn names_that_cannot_be_seen_or_turn_text_round_do_no_harm() {
    let desk = Desk::open().await;
    let name = |it: &str| {
        let who = desk.tg.add_user(Profile::named(it).speaks("ru"));
        desk.tg.invite(desk.anna, desk.rom, who).unwrap();
        who
    };
    let (unseen, turned, emoji) = (name("\u{3164}"), name("\u{202e}аннА\u{2066}"), name("🙂"));
    let asked = desk.requests(unseen, "Не печатает").await;
    desk.hears(desk.staff, "Без имени").await;
    desk.replies(turned, desk.rom, asked, "\u{202e}тавечен и у меня");
    desk.hears(desk.staff, "аннА: тавечен и у меня").await;
    desk.replies(emoji, desk.rom, asked, "🙃");
    desk.hears(desk.staff, "🙂: 🙃").await;
    let ours = desk.said(desk.staff).into_iter().chain(desk.said(desk.rom));
    let odd = |it: &Line| {
        it.text.chars().any(|it| ('\u{2066}'..='\u{2069}').contains(&it) || it == '\u{202e}')
    };
    assert!(!ours.into_iter().any(|it| odd(&it)));
}

#[tokio::test]
async fn a_text_as_long_as_telegram_allows_goes_through_whole_or_cut_between_what_is_seen() {
    let desk = Desk::open().await;
    let family = "👨\u{200D}👩\u{200D}👧";
    // 9 units each: 4,095 units with the command, and full of what HTML must escape.
    let long = format!("/new <&>{}", format!("{family}&").repeat(454));
    let asked = desk.says(desk.anna, desk.rom, &long);
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    let words = desk.words_of("ROM-1", "registered").await;
    assert_eq!(words[0], long.trim_start_matches("/new "));
    desk.replies(desk.boris, desk.rom, asked, &format!("{family}&").repeat(455));
    let told = desk.hears(desk.staff, "Борис: ").await;
    assert!(told.text.encode_utf16().count() <= 4_096);
    let body = told.text.trim_end_matches('…').trim_end_matches('&');
    assert!(body.ends_with(family), "{:?}", &body[body.len() - 60..]);
}
