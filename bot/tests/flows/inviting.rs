//! Inviting: cards with a code, and who came by which.

use crate::desk::{Desk, group};
use cards::Card;
use domain::chat::{Event as ChatEvent, MemberJoined};
use domain::client::Event;
use domain::invite::InviteNumber;
use domain::{Field, Language};
use emulator::{ChatId, Fault, Line, Profile, Right, Standing, UserId};
use projections::rows::ClientRow;
use std::time::Duration;
use store::codec;
use store::stream::Stream;

const ASKED: &str = "/qr ROM Склад на Северной; Касса 2";

impl Desk {
    pub(crate) fn bot_may_invite(&self) {
        let admin = Standing::administrator([Right::PinMessages, Right::InviteUsers]);
        self.tg.promote(self.anna, self.rom, self.tg.bot(), admin).unwrap();
    }

    /// With a bot that may invite people to the group.
    async fn inviting() -> Self {
        let desk = Self::open().await;
        desk.bot_may_invite();
        desk.settle().await;
        desk
    }

    fn client(&self) -> ClientRow {
        self.at_work.views.client_by_code(&"ROM".parse().unwrap()).unwrap().unwrap()
    }

    /// The kinds of events of the client's that tell of cards, and the links that stand there.
    async fn of_cards(&self) -> Vec<Event> {
        let stream = Stream::Client(self.client().client).name();
        let all = self.recorded().await.into_iter().filter(|it| it.stream == stream);
        let events = all.filter_map(|it| match codec::decode(&it).unwrap() {
            domain::Event::Client(event) => Some(event),
            _ => None,
        });
        let of_cards = |it: &Event| {
            matches!(
                it,
                Event::InviteAsked(_)
                    | Event::InviteMade(_)
                    | Event::InviteRefused(_)
                    | Event::InviteWithdrawn(_)
            )
        };
        events.filter(of_cards).collect()
    }

    async fn joinings(&self) -> Vec<MemberJoined> {
        let all = self.of_chat(self.rom).await.into_iter();
        let joined = all.filter_map(|it| match it.0 {
            ChatEvent::MemberJoined(it) => Some(it),
            _ => None,
        });
        joined.collect()
    }

    /// The files that the bot has sent to a chat, and the words beneath.
    fn cards_in(&self, chat: ChatId) -> Vec<Line> {
        let lines = self.tg.transcript(chat).unwrap().lines;
        lines.into_iter().filter(|it| it.by_bot && !it.files.is_empty()).collect()
    }

    pub(crate) fn link(&self) -> String {
        self.tg.links(self.rom).pop().expect("a link")
    }

    /// What Telegram left in doubt is tried again, as time goes by.
    async fn tries_again(&self) {
        let pending = || !self.at_work.views.pending(1).unwrap().is_empty();
        self.until("a card to be made", || !self.tg.links(self.rom).is_empty()).await;
        for _ in 0..500 {
            if !pending() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.clock.advance(Duration::from_secs(2));
        }
        self.settle().await;
    }

    /// Somebody new, who comes by the last card.
    async fn comes(&self, name: &str) -> UserId {
        let who = self.tg.add_user(Profile::named(name).speaks("ru"));
        self.tg.follow_link(who, &self.link()).unwrap();
        self.settle().await;
        who
    }
}

#[tokio::test]
async fn staff_get_a_card_ready_to_print_that_bears_the_link_and_the_place() {
    let desk = Desk::inviting().await;
    desk.says(desk.olga, desk.staff, ASKED);
    let told = desk.hears(desk.staff, "Карточка 1: Ромашка · Склад на Северной · Касса 2").await;
    assert!(told.text.contains("/qr_off ROM 1"), "{}", told.text);
    desk.settle().await;
    let lines = desk.cards_in(desk.staff);
    let files: Vec<_> = lines.iter().flat_map(|it| &it.files).collect();
    let files: Vec<_> = files.into_iter().map(|it| desk.tg.file(it).unwrap()).collect();
    let card = Card {
        link: desk.link(),
        title: "Ромашка".to_owned(),
        site: "Склад на Северной".to_owned(),
        workplace: "Касса 2".to_owned(),
        number: InviteNumber(1),
        language: Language::Ru,
    };
    assert_eq!(files, [card.svg().unwrap().into_bytes(), card.png().unwrap()]);
    // The client's group reads nothing of it.
    assert_eq!(desk.cards_in(desk.rom).len(), 0);
}

#[tokio::test]
async fn in_a_clients_group_and_in_private_staff_need_no_more_words_and_others_get_nothing() {
    let desk = Desk::inviting().await;
    desk.says(desk.olga, desk.rom, "/qr ; Приёмная");
    desk.hears(desk.rom, "Карточка 1: Ромашка · Приёмная").await;
    let asked = desk.says(desk.anna, desk.rom, "/qr Склад");
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.rom, asked).await, "command.unknown");
    desk.tg.start(desk.olga, "").unwrap();
    desk.says(desk.olga, desk.olga.private(), "/qr rom Склад");
    desk.hears(desk.olga.private(), "Карточка 2: Ромашка · Склад").await;
    desk.settle().await;
    assert_eq!(desk.tg.links(desk.rom).len(), 2);
}

#[tokio::test]
async fn without_the_right_staff_are_told_what_to_do_and_the_next_wish_succeeds() {
    let desk = Desk::open().await;
    desk.says(desk.olga, desk.staff, ASKED);
    let told = desk.hears(desk.staff, "Карточки 1 не будет").await;
    assert!(told.text.contains("«Добавление участников»"), "{}", told.text);
    desk.settle().await;
    assert!(matches!(desk.of_cards().await[..], [Event::InviteAsked(_), Event::InviteRefused(_)]));
    desk.bot_may_invite();
    desk.says(desk.olga, desk.staff, ASKED);
    desk.hears(desk.staff, "Карточка 2: Ромашка").await;
}

#[tokio::test]
async fn what_comes_twice_or_is_cut_makes_one_card() {
    let desk = Desk::inviting().await;
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    desk.tg.faults().next("sendMediaGroup", Fault::CutBefore);
    desk.says(desk.olga, desk.staff, ASKED);
    desk.tries_again().await;
    assert_eq!(desk.count(desk.staff, "Карточка 1: Ромашка"), 1);
    assert!(matches!(desk.of_cards().await[..], [Event::InviteAsked(_), Event::InviteMade(_)]));
    assert_eq!((desk.tg.links(desk.rom).len(), desk.cards_in(desk.staff).len()), (1, 2));
}

#[tokio::test]
async fn the_same_place_is_the_same_card() {
    let desk = Desk::inviting().await;
    for _ in 0..2 {
        desk.says(desk.olga, desk.staff, ASKED);
        desk.settle().await;
    }
    assert_eq!(desk.count(desk.staff, "Карточка 1: Ромашка"), 2);
    assert_eq!(desk.tg.links(desk.rom).len(), 1);
    desk.says(desk.olga, desk.staff, "/qr ROM Склад на Северной; Касса 3");
    desk.hears(desk.staff, "Карточка 2: Ромашка").await;
}

#[tokio::test]
async fn who_came_by_a_card_is_recorded_once_and_their_tickets_show_the_place() {
    let desk = Desk::inviting().await;
    desk.says(desk.olga, desk.staff, ASKED);
    desk.hears(desk.staff, "Карточка 1").await;
    desk.settle().await;
    desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    assert!(!card.text.contains("Место"), "{}", card.text);

    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    let gleb = desk.comes("Глеб").await;
    let client = desk.client().client;
    let joinings = desk.joinings().await;
    assert_eq!(joinings.len(), 1);
    let invite = joinings[0].invite.unwrap();
    assert_eq!((invite.client, invite.number), (client, InviteNumber(1)));
    desk.requests(gleb, "Касса не включается").await;
    let card = desk.card(desk.staff, "ROM-2", "Новая").await;
    assert!(card.text.contains("Место: Склад на Северной · Касса 2"), "{}", card.text);

    // Brought in by somebody, nobody knows where they work.
    desk.tg.leave(gleb, desk.rom).unwrap();
    desk.tg.invite(desk.anna, desk.rom, gleb).unwrap();
    desk.settle().await;
    assert_eq!(desk.joinings().await.iter().filter(|it| it.invite.is_none()).count(), 1);
    desk.requests(gleb, "Не открывается программа").await;
    let card = desk.card(desk.staff, "ROM-3", "Новая").await;
    assert!(!card.text.contains("Место"), "{}", card.text);
}

#[tokio::test]
async fn a_withdrawn_card_lets_nobody_in() {
    let desk = Desk::inviting().await;
    desk.says(desk.olga, desk.staff, ASKED);
    desk.hears(desk.staff, "Карточка 1:").await;
    desk.says(desk.olga, desk.staff, "/qr_off ROM 1");
    desk.hears(desk.staff, "Карточка 1 (Ромашка) отозвана").await;
    desk.settle().await;
    assert!(desk.tg.links(desk.rom).is_empty());
    let asked = desk.says(desk.olga, desk.staff, "/qr_off ROM 1");
    desk.hears_in_reply(desk.staff, asked, "Карточки 1 нет").await;
    let asked = desk.says(desk.olga, desk.staff, "/qr_off ROM");
    desk.hears_in_reply(desk.staff, asked, "Какую карточку отозвать").await;
}

#[tokio::test]
async fn staff_are_told_how_to_ask_and_why_there_can_be_no_card() {
    let desk = Desk::inviting().await;
    let long = format!("/qr ROM {}", "я".repeat(61));
    let hidden = group(&desk.tg, "Второй склад", &[desk.irina]);
    desk.says(desk.irina, desk.staff, "/client LIP Липа");
    desk.settle().await;
    for (words, then) in [
        ("/qr", "/qr КОД Площадка; рабочее место"),
        ("/qr XYZ Склад", "XYZ"),
        ("/qr LIP Склад", "нет группы"),
        (long.as_str(), "не длиннее 60"),
    ] {
        let asked = desk.says(desk.olga, desk.staff, words);
        desk.hears_in_reply(desk.staff, asked, then).await;
    }
    let token = desk.offered("/link ROM").await;
    desk.bot_is_admin(desk.irina, hidden);
    desk.tg.start_group(desk.irina, hidden, &token).unwrap();
    desk.hears(hidden, "Заявки · Ромашка").await;
    let asked = desk.says(desk.olga, desk.staff, ASKED);
    desk.hears_in_reply(desk.staff, asked, "несколько групп").await;
    assert_eq!(desk.of_cards().await, []);
}

#[tokio::test]
async fn the_link_stands_in_no_fact_and_in_no_log_line() {
    let desk = Desk::inviting().await;
    desk.tg.faults().next("sendMediaGroup", Fault::CutAfter);
    desk.says(desk.olga, desk.staff, ASKED);
    desk.tries_again().await;
    desk.comes("Глеб").await;
    let link = desk.link();
    let secret = link.strip_prefix("https://t.me/+").unwrap();
    for it in desk.recorded().await {
        let facts = String::from_utf8_lossy(&it.event.facts).into_owned();
        assert!(!facts.contains(secret) && !facts.contains("Склад"), "{}", it.event.kind);
    }
    let opened =
        desk.recorded().await.into_iter().filter(|it| &*it.event.kind == "client.invite_made");
    let opened: Vec<_> = opened.map(|it| desk.vault.open(&it).unwrap()).collect();
    assert_eq!(opened[0].get(Field::Link), Some(link.as_str()));
    assert!(!crate::secrecy::lines().contains(secret));
}

/// A supergroup shuts the bot out of what it does not tell as a service message; what comes first counts.
#[tokio::test]
async fn whoever_leaves_the_staff_group_without_a_service_message_is_noticed_all_the_same() {
    let desk = Desk::open().await;
    let user = |who: UserId| serde_json::json!({"id": who, "is_bot": false, "first_name": "Ольга"});
    let standing = |status: &str| serde_json::json!({"status": status, "user": user(desk.olga), "until_date": 0});
    let told = serde_json::json!({
        "chat": {"id": desk.staff, "type": "group", "title": "Поддержка"},
        "from": user(desk.olga),
        "date": desk.clock.now().timestamp(),
        "old_chat_member": standing("member"),
        "new_chat_member": standing("left"),
    });
    for _ in 0..2 {
        desk.tg.inject_update("chat_member", told.clone());
        desk.settle().await;
    }
    assert_eq!(desk.roles(desk.olga).await, []);
    assert_eq!(desk.count(desk.staff, "Больше не сотрудник"), 1);
}
