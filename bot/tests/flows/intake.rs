//! What becomes of words that nobody wrote a command for, and how people set that right.

use crate::crashing::breakable;
use crate::desk::Desk;
use crate::strangers::anonymous;
use commands::client::set_intake;
use commands::intake::publish::{self, Publish};
use commands::transact::transact;
use domain::chat::{Decision, DecisionCorrected, Event as ChatEvent, Outcome};
use domain::intake::{Intake, RuleSet};
use domain::ticket::Status;
use domain::{Actor, Cause, Trigger};
use emulator::{Line, MessageId};
use serde_json::json;
use std::time::Duration;
use store::stream::Stream;

const HOW: &str = "Оформить заявку? Ответьте на своё сообщение командой /ticket.";

impl Desk {
    /// Ромашка's words are taken in by a rule set of this mode; "не …" and "not" look like requests.
    pub(crate) async fn takes_in(&self, mode: &str) {
        let rule = json!({"name": "fault", "then": "request", "patterns": ["^не ", "not "]});
        let set = json!({"mode": mode, "quiet_s": 600, "otherwise": "talk", "rules": [rule]});
        let set: RuleSet = serde_json::from_value(set).unwrap();
        let (house, name) = (&self.at_work.house, "standard".parse().unwrap());
        let cause = |what: &str| {
            let key = format!("{what} {mode}");
            Cause::new(Trigger::Request { key }, self.clock.now())
        };
        let publish = Publish { set, effective_from: None };
        let decide = |it: &Intake| publish::decide(it, &publish, self.clock.now());
        let (stream, by) = (Stream::Intake("standard".parse().unwrap()), Actor::Operator);
        transact(house, &stream, by, &cause("publish"), decide).await.unwrap();
        let rom = commands::client::id_of(&"ROM".parse().unwrap());
        set_intake::set_intake(house, rom, &name, (by, &cause("give"))).await.unwrap();
        self.settle().await;
    }

    async fn corrections(&self) -> Vec<DecisionCorrected> {
        self.settle().await;
        let of = |(event, _)| match event {
            ChatEvent::DecisionCorrected(it) => Some(it),
            _ => None,
        };
        self.of_chat(self.rom).await.into_iter().filter_map(of).collect()
    }

    /// By which rules messages were corrected, in order.
    async fn rules(&self) -> Vec<String> {
        self.corrections().await.iter().map(|it| it.rule.to_string()).collect()
    }

    fn reacts(&self, who: emulator::UserId, to: MessageId, emoji: &str) {
        self.tg.react(who, self.rom, to, emoji).unwrap();
    }
}

fn labels(line: &Line) -> Vec<&str> {
    line.buttons.iter().flatten().map(|it| it.text.as_str()).collect()
}

#[tokio::test]
async fn words_that_look_like_a_request_become_one_by_their_authors_tap_with_their_own_time() {
    let desk = Desk::open().await;
    desk.takes_in("suggest").await;
    let said = desk.says(desk.anna, desk.rom, "не печатает принтер");
    let said_at = desk.clock.now();
    let nudge = desk.hears_in_reply(desk.rom, said, HOW).await;
    assert_eq!(labels(&nudge), ["Оформить заявку"]);
    desk.clock.advance(Duration::from_mins(20));
    let on = (desk.rom, nudge.message);
    let toast = desk.presses(desk.boris, on, "Оформить заявку").await;
    assert_eq!(toast.text, "Это может автор заявки или сотрудник поддержки");
    let toast = desk.presses(desk.anna, on, "Оформить заявку").await;
    assert_eq!(toast.text, "Заявка № ROM-1 зарегистрирована");
    desk.hears_in_reply(desk.rom, said, "Заявка № ROM-1 зарегистрирована").await;
    // Whoever presses after that is told of the same one.
    for who in [desk.anna, desk.olga] {
        let toast = desk.presses(who, on, "Оформить заявку").await;
        assert_eq!(toast.text, "Заявка № ROM-1 зарегистрирована");
    }
    desk.settle().await;
    let row = desk.ticket("ROM-1");
    assert_eq!((row.reported_at, row.requester_name.as_str()), (said_at, "Анна"));
    assert_eq!((row.summary.as_str(), desk.numbers().await.len()), ("не печатает принтер", 1));
    let corrected = desk.corrections().await;
    assert_eq!(desk.rules().await, ["suggestion_taken"]);
    assert_eq!(corrected[0].from, Outcome::Suggested);
}

#[tokio::test]
async fn two_who_press_at_once_make_one_ticket() {
    let desk = Desk::open().await;
    desk.takes_in("suggest").await;
    let said = desk.says(desk.anna, desk.rom, "не печатает принтер");
    let nudge = desk.hears_in_reply(desk.rom, said, HOW).await;
    let on = (desk.rom, nudge.message);
    let (one, other) = tokio::join!(
        desk.presses(desk.anna, on, "Оформить заявку"),
        desk.presses(desk.olga, on, "Оформить заявку"),
    );
    assert_eq!([one.text.as_str(), &other.text], ["Заявка № ROM-1 зарегистрирована"; 2]);
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    assert_eq!(desk.rules().await.len(), 1);
}

#[tokio::test]
async fn the_nudge_speaks_english_where_the_client_does() {
    let desk = Desk::open().await;
    desk.takes_in("suggest").await;
    desk.says(desk.olga, desk.rom, "/language en");
    desk.settle().await;
    let said = desk.says(desk.anna, desk.rom, "the printer does not print");
    let nudge = desk.hears_in_reply(desk.rom, said, "Make it a ticket?").await;
    assert_eq!(labels(&nudge), ["Make it a ticket"]);
    let toast = desk.presses(desk.anna, (desk.rom, nudge.message), "Make it a ticket").await;
    assert_eq!(toast.text, "Ticket ROM-1 is registered");
    let again = desk.says(desk.boris, desk.rom, "printer is not printing");
    let nudge = desk.hears_in_reply(desk.rom, again, "Looks like ROM-1: “the printer").await;
    assert_eq!(labels(&nudge), ["Add to ticket", "New request"]);
    let toast = desk.presses(desk.boris, (desk.rom, nudge.message), "Add to ticket").await;
    assert_eq!(toast.text, "Added to ROM-1");
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["printer is not printing"]);
}

#[tokio::test]
async fn a_similar_open_ticket_is_offered_before_a_second_one_is_made() {
    let desk = Desk::open().await;
    desk.takes_in("suggest").await;
    desk.requests(desk.anna, "Не печатает принтер в бухгалтерии").await;
    desk.requests(desk.anna, "Нет доступа к папке").await;
    let said = desk.says(desk.boris, desk.rom, "не печатает опять принтер у бухгалтерии!");
    let said_at = desk.clock.now();
    let offer = desk.hears_in_reply(desk.rom, said, "Похоже на № ROM-1: «Не печатает").await;
    assert_eq!(labels(&offer), ["Добавить к заявке", "Новая заявка"]);
    desk.clock.advance(Duration::from_mins(3));
    let toast = desk.presses(desk.boris, (desk.rom, offer.message), "Добавить к заявке").await;
    assert_eq!(toast.text, "Добавлено к заявке № ROM-1");
    let added = desk.of_ticket("ROM-1").await.pop().unwrap();
    assert_eq!(added.2.event.occurred_at, said_at, "with its own time");
    assert_eq!(desk.words_of("ROM-1", "message_added").await.len(), 1);
    // What is part of a ticket is no second one.
    let toast = desk.presses(desk.boris, (desk.rom, offer.message), "Новая заявка").await;
    assert_eq!(toast.text, "Сообщение уже в заявке № ROM-1");
    assert_eq!((desk.numbers().await.len(), desk.rules().await), (2, vec!["similar".to_owned()]));
}

#[tokio::test]
async fn whoever_asks_for_a_second_ticket_gets_it_and_may_join_it_to_the_first() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает принтер в бухгалтерии").await;
    let asked = desk.requests(desk.boris, "принтер в бухгалтерии не печатает").await;
    let card = desk.card(desk.rom, "ROM-2", "Похоже на № ROM-1").await;
    let label = "То же, что № ROM-1";
    let toast = desk.presses(desk.viktor, (desk.rom, card.message), label).await;
    assert_eq!(toast.text, "Это может автор заявки или сотрудник поддержки");
    let toast = desk.presses(desk.boris, (desk.rom, card.message), label).await;
    assert_eq!(toast.text, "Добавлено к заявке № ROM-1");
    desk.card(desk.rom, "ROM-2", "Объединена с № ROM-1").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").status, Status::Closed);
    assert_eq!(
        desk.words_of("ROM-1", "message_added").await,
        ["принтер в бухгалтерии не печатает"]
    );
    desk.check_linked_once("ROM-1").await;
    // Replies go on where the request does.
    desk.replies(desk.boris, desk.rom, asked, "и на втором этаже");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "message_added").await.len(), 2);
}

impl Desk {
    async fn check_linked_once(&self, number: &str) {
        let life = self.life_of(number).await;
        assert_eq!(life.iter().filter(|it| *it == "linked").count(), 1, "{life:?}");
    }
}

#[tokio::test]
async fn a_card_of_something_else_offers_nothing() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает принтер").await;
    desk.requests(desk.anna, "Нет доступа к папке").await;
    let card = desk.card(desk.rom, "ROM-2", "Нет доступа").await;
    assert!(!card.text.contains("Похоже"), "{}", card.text);
}

#[tokio::test]
async fn staff_add_words_to_a_ticket_and_pass_over_others_by_replying() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let said = desk.says(desk.boris, desk.rom, "и сканер тоже");
    let talk = desk.says(desk.boris, desk.rom, "кто идёт обедать");
    desk.settle().await;
    let theirs = desk.replies(desk.anna, desk.rom, said, "/add 1");
    desk.hears_in_reply(desk.rom, theirs, "Эта команда для сотрудников").await;
    let bare = desk.replies(desk.olga, desk.rom, said, "/add");
    desk.hears_in_reply(desk.rom, bare, "назовите заявку: /add 57").await;
    let none = desk.replies(desk.olga, desk.rom, said, "/add 7");
    desk.hears_in_reply(desk.rom, none, "Такой заявки нет").await;
    let added = desk.replies(desk.olga, desk.rom, said, "/add 1");
    desk.hears_in_reply(desk.rom, added, "Добавлено к заявке № ROM-1").await;
    let skipped = desk.replies(desk.olga, desk.rom, talk, "/skip");
    desk.hears_in_reply(desk.rom, skipped, "Отмечено: не заявка").await;
    assert_eq!(desk.rule_of(desk.rom, skipped).await, "command.corrects");
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["и сканер тоже"]);
    assert_eq!(desk.rules().await, ["corrected"; 2]);
    let unanswered = desk.at_work.views.unanswered(domain::ChatId::Group(desk.rom.0), 9).unwrap();
    assert_eq!(unanswered, []);
    // It was no request, and then it is one after all.
    let after_all = desk.replies(desk.olga, desk.rom, talk, "/add ROM-1");
    desk.hears_in_reply(desk.rom, after_all, "Добавлено к заявке № ROM-1").await;
    let corrected = desk.corrections().await;
    assert_eq!((corrected.len(), corrected[2].from), (3, Outcome::Skipped));
}

#[tokio::test]
async fn a_ticket_that_is_no_request_is_cancelled_and_keeps_its_number() {
    let desk = Desk::open().await;
    desk.takes_in("every_message").await;
    let said = desk.says(desk.anna, desk.rom, "не приду сегодня");
    let said_at = desk.clock.now();
    desk.hears_in_reply(desk.rom, said, "Заявка № ROM-1 зарегистрирована").await;
    let card = desk.card(desk.staff, "ROM-1", "не приду сегодня").await;
    let on = (desk.staff, card.message);
    let toast = desk.presses(desk.olga, on, "Не заявка").await;
    assert_eq!(toast.text, "№ ROM-1: не заявка. Номер остаётся в журнале");
    desk.card(desk.rom, "ROM-1", "Отменена").await;
    desk.settle().await;
    let corrected = desk.corrections().await;
    let ticket = desk.ticket("ROM-1");
    let (from, to) = (&corrected[0].from, &corrected[0].to);
    assert_eq!((from, to), (&Outcome::Ticket(ticket.ticket), &Decision::Skipped));
    assert_eq!(corrected[0].message.0, said.0);
    desk.clock.advance(Duration::from_mins(30));
    let next = desk.says(desk.boris, desk.rom, "не печатает");
    desk.hears_in_reply(desk.rom, next, "Заявка № ROM-2 зарегистрирована").await;
    // A second thought: it is the same ticket again, since the emoji says that it is one.
    desk.reacts(desk.olga, said, "✍");
    desk.card(desk.rom, "ROM-1", "Возвращена в работу").await;
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"]);
    let ticket = desk.ticket("ROM-1");
    assert_eq!((ticket.status.is_open(), ticket.reported_at), (true, said_at));
    assert_eq!(desk.rules().await, ["corrected", "reaction"]);
}

#[tokio::test]
async fn staff_make_a_ticket_by_a_reaction_and_never_twice() {
    let desk = Desk::open().await;
    let said = desk.says(desk.anna, desk.rom, "Принтер мигает");
    let said_at = desk.clock.now();
    desk.settle().await;
    desk.clock.advance(Duration::from_mins(20));
    desk.reacts(desk.boris, said, "✍");
    desk.reacts(desk.olga, said, "👍");
    desk.settle().await;
    assert_eq!(desk.numbers().await, [""; 0], "neither a client's reaction nor another emoji");
    desk.reacts(desk.olga, said, "✍");
    let receipt = desk.hears_in_reply(desk.rom, said, "Заявка № ROM-1 зарегистрирована").await;
    assert!(receipt.text.contains("Автор: Анна"), "{}", receipt.text);
    desk.reacts(desk.olga, said, "");
    desk.reacts(desk.olga, said, "✍");
    desk.reacts(desk.irina, said, "✍");
    desk.settle().await;
    assert_eq!((desk.numbers().await, desk.rules().await.len()), (vec!["ROM-1".to_owned()], 1));
    let row = desk.ticket("ROM-1");
    assert_eq!((row.reported_at, row.summary.as_str()), (said_at, "Принтер мигает"));
    assert!(row.status.is_open());
}

#[tokio::test]
async fn what_was_edited_before_the_tap_becomes_a_ticket_as_it_reads_now() {
    let desk = Desk::open().await;
    let said = desk.says(desk.anna, desk.rom, "Принтер");
    desk.settle().await;
    desk.tg.edit(desk.anna, desk.rom, said, "Принтер мигает красным").unwrap();
    desk.settle().await;
    desk.reacts(desk.olga, said, "✍");
    desk.card(desk.rom, "ROM-1", "Принтер мигает красным").await;
}

#[tokio::test]
async fn of_a_message_that_is_not_on_record_whoever_reacts_is_told_once() {
    let desk = Desk::open().await;
    let group = crate::desk::group(&desk.tg, "Лютик", &[desk.anna, desk.irina, desk.olga]);
    let before = desk.says(desk.anna, group, "Не печатает");
    let token = desk.offered("/client LUT Лютик").await;
    desk.bot_is_admin(desk.anna, group);
    desk.tg.start_group(desk.irina, group, &token).unwrap();
    desk.hears(group, "Заявки · Лютик").await;
    desk.settle().await;
    for emoji in ["✍", "", "✍"] {
        desk.tg.react(desk.olga, group, before, emoji).unwrap();
    }
    let told = "Ольга: сообщения, отмеченного реакцией в группе «Лютик», нет в журнале";
    desk.hears(desk.staff, told).await;
    desk.settle().await;
    assert_eq!((desk.count(desk.staff, told), desk.numbers().await.len()), (1, 0));
    // What the bot says itself is nobody's request.
    let card = desk.hears(group, "Заявки · Лютик").await;
    desk.tg.react(desk.olga, group, card.message, "✍").unwrap();
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "нет в журнале"), 1);
}

#[tokio::test]
async fn a_reaction_of_nobody_in_particular_is_none() {
    let desk = Desk::open().await;
    let said = desk.says(desk.anna, desk.rom, "Принтер мигает");
    desk.settle().await;
    let update = json!({"update_id": 900_001, "message_reaction": {
        "chat": {"id": desk.rom.0, "type": "supergroup"}, "message_id": said.0,
        "actor_chat": {"id": desk.rom.0, "type": "supergroup"},
        "date": desk.clock.now().timestamp(), "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "✍"}],
    }});
    desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    desk.tg.promote(desk.anna, desk.rom, desk.olga, anonymous()).unwrap();
    desk.settle().await;
    assert_eq!(desk.numbers().await, [""; 0]);
}

#[tokio::test]
async fn a_redelivered_reaction_and_a_redelivered_command_record_nothing_twice() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    let said = desk.says(desk.boris, desk.rom, "и сканер");
    let other = desk.says(desk.boris, desk.rom, "монитор мигает");
    desk.settle().await;
    let (rom, at) = (desk.rom.0, desk.clock.now().timestamp());
    let chat = json!({"id": rom, "type": "supergroup"});
    let user = |id: i64, name| json!({"id": id, "is_bot": false, "first_name": name});
    let reaction = json!({"update_id": 900_001, "message_reaction": {
        "chat": chat, "message_id": other.0, "user": user(desk.olga.0, "Ольга"), "date": at,
        "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "✍\u{fe0f}"}],
    }});
    let replied = json!({"message_id": said.0, "date": at, "chat": chat,
        "from": user(desk.boris.0, "Борис"), "text": "и сканер"});
    let command = json!({"update_id": 900_002, "message": {
        "message_id": 9_001, "date": at, "chat": chat, "from": user(desk.olga.0, "Ольга"),
        "text": "/add 1", "reply_to_message": replied,
    }});
    for update in [&reaction, &command, &reaction, &command] {
        desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    }
    assert_eq!(desk.rules().await, ["reaction", "corrected"]);
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"]);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["и сканер"]);
}

#[tokio::test]
async fn a_crash_between_any_two_appends_of_a_correction_loses_and_doubles_nothing() {
    for appends in 0..4 {
        let (mut desk, log) = breakable().await;
        let said = desk.says(desk.anna, desk.rom, "Принтер мигает");
        desk.settle().await;
        let before = desk.recorded().await.len();
        log.breaks_after(appends);
        desk.reacts(desk.olga, said, "✍");
        log.is_out(&desk).await;
        desk.crash(|| log.breaks_after(i64::MAX)).await;
        desk.hears_in_reply(desk.rom, said, "Заявка № ROM-1 зарегистрирована").await;
        assert_eq!(desk.rules().await, ["reaction"], "after {appends}");
        assert_eq!(desk.numbers().await, ["ROM-1"], "after {appends}");
        assert_eq!(desk.life_of("ROM-1").await, ["registered"], "after {appends}");
        assert!(desk.recorded().await.len() > before + 2);
    }
}

#[tokio::test]
async fn a_button_of_another_clients_words_does_nothing() {
    let desk = Desk::open().await;
    let said = desk.says(desk.anna, desk.rom, "Принтер мигает");
    desk.settle().await;
    let group = crate::desk::group(&desk.tg, "Лютик", &[desk.viktor, desk.irina]);
    let token = desk.offered("/client LUT Лютик").await;
    desk.bot_is_admin(desk.viktor, group);
    desk.tg.start_group(desk.irina, group, &token).unwrap();
    let card = desk.hears(group, "Заявки · Лютик").await;
    desk.settle().await;
    let data = format!("v1|mk|{}|202611|{}", desk.rom.0, said.0);
    let from = json!({"id": desk.irina.0, "is_bot": false, "first_name": "Ирина"});
    let chat = json!({"id": group.0, "type": "supergroup"});
    let message = json!({"message_id": card.message.0, "date": 1, "chat": chat});
    let update = json!({"update_id": 900_003, "callback_query": {
        "id": "77", "from": from, "message": message, "data": data,
    }});
    desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.numbers().await, [""; 0]);
}

#[tokio::test]
async fn a_reaction_in_the_name_of_the_group_makes_no_ticket_and_staff_are_told_how_once() {
    let desk = Desk::open().await;
    let said = desk.says(desk.anna, desk.rom, "Принтер мигает");
    desk.tg.promote(desk.anna, desk.rom, desk.olga, anonymous()).unwrap();
    desk.reacts(desk.olga, said, "👍");
    desk.reacts(desk.olga, said, "✍");
    let told = desk.hears(desk.staff, "реакция от имени чата").await;
    assert!(told.text.contains("«Ромашка»") && told.text.contains("/ticket"), "{}", told.text);
    desk.reacts(desk.olga, said, "");
    desk.reacts(desk.olga, said, "✍");
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "реакция от имени чата"), 1);
    assert_eq!((desk.numbers().await.len(), desk.rules().await.len()), (0, 0));
    // By name it counts.
    desk.tg.promote(desk.anna, desk.rom, desk.olga, emulator::Standing::administrator([])).unwrap();
    desk.reacts(desk.olga, said, "");
    desk.reacts(desk.olga, said, "✍");
    desk.settle().await;
    assert_eq!(
        (desk.numbers().await, desk.rules().await),
        (vec!["ROM-1".to_owned()], vec!["reaction".to_owned()])
    );
}

#[test]
fn bot_and_emulator_know_the_same_reactions() {
    let sorted = |all: &[&'static str]| {
        let mut all = all.to_vec();
        all.sort_unstable();
        all
    };
    assert_eq!(sorted(&bot::reaction::EMOJI), sorted(&emulator::EMOJI));
}
