//! How an admin makes a group a client's with `/setup`, and what is told of the bot's rights.

use crate::desk::{Desk, group};
use crate::terms::rules;
use domain::{Event, Role, chat, client};
use emulator::{ChatId, Line, Profile, Right, Standing, UserId};
use projections::rows::ClientRow;
use serde_json::json;
use store::codec;

impl Desk {
    fn rows_of(line: &Line) -> Vec<Vec<String>> {
        line.buttons.iter().map(|row| row.iter().map(|it| it.text.clone()).collect()).collect()
    }

    fn client_of(&self, code: &str) -> Option<ClientRow> {
        self.at_work.views.client_by_code(&code.parse().unwrap()).unwrap()
    }

    /// With the bot's name: in privacy mode it is not shown the bare word.
    async fn types_set_up(&self, who: UserId, chat: ChatId) -> emulator::MessageId {
        let me = self.api.get_me().await.unwrap();
        self.says(who, chat, &format!("/setup@{}", me.username))
    }

    /// Types `/setup` in a group, and sees the card in private.
    async fn sets_up(&self, who: UserId, chat: ChatId, words: &str) -> Line {
        self.types_set_up(who, chat).await;
        self.hears(who.private(), words).await
    }

    async fn kinds(&self, prefix: &str) -> Vec<String> {
        self.settle().await;
        let kinds = self.recorded().await.into_iter().map(|it| it.event.kind.to_string());
        kinds.filter(|it| it.starts_with(prefix)).collect()
    }
}

#[tokio::test]
async fn an_admin_sets_a_group_up_in_private_and_the_group_reads_nothing_of_it() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.tg.start(desk.irina, "").unwrap();
    let other = group(&desk.tg, "Василёк × Сервис", &[desk.anna, desk.irina]);
    desk.bot_is_admin(desk.anna, other);
    let before = desk.said(other).len();
    let card = desk.sets_up(desk.irina, other, "Подключение группы «Василёк × Сервис»").await;
    for words in [
        "Клиент: Василёк (VAS), новый",
        "Язык: русский",
        "Политика: standard",
        "Календарь: нет",
        "Приём: нет",
        "Без политики и календаря сроки не отсчитываются.",
    ] {
        assert!(card.text.contains(words), "{words}\n{}", card.text);
    }
    assert_eq!(Desk::rows_of(&card)[0], ["Подтвердить", "Отмена"]);
    desk.settle().await;
    assert_eq!(desk.said(other).len(), before);
    assert_eq!(desk.client_of("VAS"), None);

    let private = desk.irina.private();
    let on = (private, card.message);
    desk.presses(desk.irina, on, "Календарь…").await;
    let shown = |words: &'static str| move |it: &Line| it.text.contains(words);
    desk.shows(private, "calendars", |it| {
        Desk::rows_of(it).concat().contains(&"office".to_owned())
    })
    .await;
    desk.presses(desk.irina, on, "office").await;
    desk.shows(private, "the choice", shown("Календарь: office")).await;
    desk.presses(desk.irina, on, "Язык: английский").await;
    desk.shows(private, "the choice", shown("Язык: английский")).await;
    assert_eq!(desk.presses(desk.irina, on, "Подтвердить").await.text, "Сохранено");
    let done = desk.shows(private, "the end", shown("подключена: Василёк (VAS).")).await;
    assert!(done.text.contains("✔ Может закреплять сообщения"), "{}", done.text);
    assert!(done.text.contains("✖ Не может создавать ссылки-приглашения"), "{}", done.text);
    assert!(done.buttons.is_empty());

    let client = desk.client_of("VAS").unwrap();
    assert_eq!((client.title.as_str(), client.chats.len()), ("Василёк", 1));
    assert_eq!(client.policy.unwrap().as_str(), "standard");
    assert_eq!(client.calendar.unwrap().as_str(), "office");
    // The group is spoken to in its own language.
    desk.hears(other, "Requests · Василёк").await;
    assert_eq!(desk.at_work.views.set_up(domain::ChatId::Group(other.0)).unwrap(), None);
}

#[tokio::test]
async fn the_same_in_english_with_a_client_of_ours() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let john = desk.tg.add_user(Profile::named("John").speaks("en"));
    desk.has_role(john, Role::Admin).await;
    desk.tg.start(john, "").unwrap();
    let other = group(&desk.tg, "Ромашка support", &[john, desk.anna]);
    desk.tg.add_bot(john, other).unwrap();
    let card = desk.sets_up(john, other, "Connecting the group “Ромашка support”").await;
    for words in
        ["Client: Ромашка (ROM)\n", "Language: Russian", "Policy: standard", "Calendar: office"]
    {
        assert!(card.text.contains(words), "{words}\n{}", card.text);
    }
    let on = (john.private(), card.message);
    desk.presses(john, on, "Another client…").await;
    desk.shows(john.private(), "clients", |it| {
        Desk::rows_of(it).concat().contains(&"New client: Ромашка".to_owned())
    })
    .await;
    desk.presses(john, on, "ROM · Ромашка").await;
    assert_eq!(desk.presses(john, on, "Confirm").await.text, "Saved");
    let end = "The group “Ромашка support” is connected: Ромашка (ROM).";
    let done = desk.hears(john.private(), end).await;
    assert!(done.text.contains("✖ No administrator"), "{}", done.text);
    assert_eq!(desk.client_of("ROM").unwrap().chats.len(), 2);
    desk.hears(other, "Заявки · Ромашка").await;
    let asked = desk.types_set_up(john, other).await;
    desk.hears_in_reply(other, asked, "Эта группа уже подключена").await;
}

#[tokio::test]
async fn whoever_is_not_known_learns_nothing_and_leaves_no_trace() {
    let desk = Desk::open().await;
    desk.tg.start(desk.irina, "").unwrap();
    let other = group(&desk.tg, "Ромашка, склад", &[desk.anna, desk.irina]);
    desk.tg.add_bot(desk.anna, other).unwrap();
    let before = desk.recorded().await.len();
    let typed = desk.types_set_up(desk.anna, other).await;
    let hint = desk.hears_in_reply(other, typed, "Группу подключает администратор").await;
    assert!(!hint.text.contains("Ромашка") && !hint.text.contains("ROM"), "{}", hint.text);
    // Asked again, it is not said again.
    desk.types_set_up(desk.anna, other).await;
    desk.settle().await;
    assert_eq!(desk.count(other, "Группу подключает администратор"), 1);
    assert_eq!(desk.recorded().await.len(), before);

    let on = (other, hint.message);
    let toast = desk.presses(desk.anna, on, "Я администратор").await;
    assert_eq!(toast.text, "Это может администратор");
    assert_eq!(desk.recorded().await.len(), before);
    let toast = desk.presses(desk.irina, on, "Я администратор").await;
    assert_eq!(toast.text, "Отправлено в личный чат");
    desk.hears(desk.irina.private(), "Клиент: Ромашка (ROM)").await;
    desk.settle().await;
    assert_eq!(desk.count(other, "ROM"), 0);
}

#[tokio::test]
async fn an_admin_whom_the_bot_may_not_write_to_comes_by_a_link_that_is_good_once() {
    let desk = Desk::open().await;
    let other = group(&desk.tg, "Василёк", &[desk.irina, desk.anna]);
    desk.tg.add_bot(desk.irina, other).unwrap();
    desk.types_set_up(desk.irina, other).await;
    let line = desk.hears(other, "?start=").await;
    assert!(!line.text.contains("VAS"), "{}", line.text);
    let (_, token) = line.text.split_once("?start=").unwrap();
    let token = token.trim();
    assert_eq!(token.len(), 32);

    desk.tg.start(desk.anna, token).unwrap();
    desk.hears(desk.anna.private(), "Эта ссылка уже использована или не выдавалась").await;
    desk.tg.start(desk.irina, token).unwrap();
    let card = desk.hears(desk.irina.private(), "Клиент: Василёк (VAS), новый").await;
    desk.tg.start(desk.irina, token).unwrap();
    desk.hears(desk.irina.private(), "Эта ссылка уже использована или не выдавалась").await;

    let on = (desk.irina.private(), card.message);
    desk.presses(desk.irina, on, "Отмена").await;
    desk.hears(desk.irina.private(), "Группа «Василёк» не подключена.").await;
    assert_eq!(desk.client_of("VAS"), None);
    assert_eq!(
        desk.kinds("desk.setup").await,
        ["desk.setup_asked", "desk.setup_asked", "desk.setup_ended"]
    );
}

/// Telegram sends again what was not acknowledged: the same press, after a crash.
#[tokio::test]
async fn a_press_taken_in_twice_settles_once() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    desk.tg.start(desk.irina, "").unwrap();
    let other = group(&desk.tg, "Василёк", &[desk.irina]);
    desk.tg.add_bot(desk.irina, other).unwrap();
    let card = desk.sets_up(desk.irina, other, "Подключение группы").await;
    let data = Desk::rows_of(&card).concat();
    let confirm = card.buttons.concat().into_iter().find(|it| it.text == data[0]).unwrap();
    let message = json!({"message_id": card.message, "date": desk.clock.now().timestamp(),
        "chat": {"id": desk.irina.private(), "type": "private"}});
    let from =
        json!({"id": desk.irina, "is_bot": false, "first_name": "Ирина", "language_code": "ru"});
    let press =
        json!({"id": "4711", "from": from, "message": message, "data": confirm.data.unwrap()});
    desk.tg.inject_update("callback_query", press.clone());
    desk.hears(other, "Заявки · Василёк").await;
    desk.settle().await;
    let before = desk.recorded().await.len();
    desk.tg.inject_update("callback_query", press);
    desk.settle().await;
    assert_eq!(desk.recorded().await.len(), before);
    let kinds = desk.kinds("client.").await;
    assert_eq!(kinds.iter().filter(|it| *it == "client.registered").count(), 2);
}

#[tokio::test]
async fn staff_read_what_the_bot_may_do_and_clients_do_not() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.olga, desk.rom, "/rights");
    let told = desk.hears_in_reply(desk.rom, asked, "Права бота: Ромашка и поддержка").await;
    assert!(told.text.contains("✔ Видит все сообщения\n✔ Может закреплять"), "{}", told.text);
    assert!(told.text.contains("✖ Не может управлять темами"), "{}", told.text);
    let asked = desk.says(desk.anna, desk.rom, "/rights");
    assert_eq!(desk.rule_of(desk.rom, asked).await, "command.unknown");
}

#[tokio::test]
async fn rights_lost_alarm_staff_once_and_rights_given_back_are_noted() {
    let desk = Desk::open().await;
    desk.tg.promote(desk.anna, desk.rom, desk.tg.bot(), Standing::Member).unwrap();
    let alarm = desk.hears(desk.staff, "⚠️ Ромашка: бот может меньше, чем раньше.").await;
    assert!(alarm.text.contains("✖ Не администратор"), "{}", alarm.text);
    let again = Standing::administrator([Right::PinMessages, Right::InviteUsers]);
    desk.tg.promote(desk.anna, desk.rom, desk.tg.bot(), again).unwrap();
    desk.settle().await;
    let group = desk.at_work.views.group(domain::ChatId::Group(desk.rom.0)).unwrap().unwrap();
    let rights = group.rights.unwrap();
    assert!(rights.admin && rights.pin && rights.invite && !rights.topics);
    assert_eq!(desk.count(desk.staff, "бот может меньше"), 1);

    // Made mute, and told so twice.
    let bot = json!({"id": desk.tg.bot(), "is_bot": true, "first_name": "Bot"});
    let member =
        json!({"status": "restricted", "user": bot, "is_member": true, "can_send_messages": false});
    for _ in 0..2 {
        let told = json!({"chat": {"id": desk.rom, "type": "group"}, "from": bot,
            "date": desk.clock.now().timestamp(), "old_chat_member": member, "new_chat_member": member});
        desk.tg.inject_update("my_chat_member", told);
        desk.settle().await;
    }
    desk.hears(desk.staff, "✖ Не может писать").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "бот может меньше"), 2);
    let noted = desk.of_chat(desk.rom).await.into_iter();
    let noted = noted.filter(|it| matches!(it.0, chat::Event::RightsChanged(_))).count();
    assert_eq!(noted, 4);
}

#[tokio::test]
async fn what_telegram_never_told_is_asked_for() {
    let mut desk = Desk::open().await;
    let hidden = group(&desk.tg, "Склад", &[desk.irina]);
    desk.tg.add_bot(desk.irina, hidden).unwrap();
    desk.settle().await;
    // What was told of a group that was nobody's is forgotten with the process.
    desk.crash(|| ()).await;
    let token = desk.offered("/link ROM").await;
    desk.tg.start_group(desk.irina, hidden, &token).unwrap();
    let views = &desk.at_work.views;
    let rights = || views.group(domain::ChatId::Group(hidden.0)).unwrap().and_then(|it| it.rights);
    desk.until("the rights are known", || rights().is_some_and(|it| it.write && !it.admin)).await;
}

#[tokio::test]
async fn every_link_that_is_given_out_asks_for_the_rights() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.irina, desk.staff, "/link ROM");
    let line = desk.hears_in_reply(desk.staff, asked, "startgroup=").await;
    let asks = "&admin=pin_messages+invite_users+manage_topics";
    assert!(line.text.contains(asks) && !line.text.contains("delete_messages"), "{}", line.text);
    let recorded = desk.recorded().await;
    let linked = |it: &&store::port::Recorded| {
        matches!(codec::decode(it).unwrap(), Event::Client(client::Event::LinkOffered(_)))
    };
    assert_eq!(recorded.iter().filter(linked).count(), 2);
}
