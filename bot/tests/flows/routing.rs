//! Who of staff is told of a ticket, and where: teams, people who answer, absence, private chats, and handing over.

use crate::crashing::breakable;
use crate::desk::{Desk, group};
use commands::people::{find, revoke};
use commands::transact::transact;
use domain::people::Person;
use domain::{Actor, Cause, Role, Trigger};
use emulator::{ChatId, MessageId};
use store::stream::Stream;

impl Desk {
    /// An agent's words in the staff chat, to reply to.
    fn word_of(&self, who: emulator::UserId) -> MessageId {
        self.says(who, self.staff, "Я тут")
    }

    pub(crate) async fn is_no_agent(&self, who: emulator::UserId) {
        let house = &self.at_work.house;
        let (person, _) = find::by_telegram_id(house, who.0).await.unwrap();
        let now = self.clock.now();
        let cause = Cause::new(Trigger::Request { key: "out".to_owned() }, now);
        let decide = |it: &Person| revoke::decide(it, Role::Agent, None, now);
        let stream = Stream::Person(person);
        transact(house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        self.settle().await;
    }

    /// A second staff group.
    pub(crate) async fn second_group(&self) -> ChatId {
        let networks = group(&self.tg, "Сети", &[self.irina, self.peter]);
        let token = self.staff_token().await;
        self.bot_is_admin(self.irina, networks);
        self.tg.start_group(self.irina, networks, &token).unwrap();
        self.hears(networks, "Чат сотрудников подключён").await;
        networks
    }

    async fn olga_is_told_in_private(&self) -> ChatId {
        let alone = self.olga.private();
        self.tg.start(self.olga, "").unwrap();
        let chosen = self.says(self.olga, alone, "/private");
        self.hears_in_reply(alone, chosen, "теперь приходят сюда").await;
        alone
    }

    /// Анна's request, which Ольга takes.
    async fn olga_takes(&self, number: &str) -> MessageId {
        let asked = self.requests(self.anna, "Не печатает").await;
        self.says(self.olga, self.staff, &format!("/take {number}"));
        self.card(self.staff, number, "Исполнитель: Ольга").await;
        self.settle().await;
        asked
    }

    /// Ольга has two tickets and hands them over to Пётр.
    fn olga_hands_over(&self) -> MessageId {
        let word = self.word_of(self.peter);
        self.replies(self.olga, self.staff, word, "/handover ключ у охраны")
    }

    async fn check_handed_over(&self, number: &str) {
        let life = self.life_of(number).await;
        assert_eq!(self.ticket(number).assignee_name.as_deref(), Some("Пётр"), "{life:?}");
        assert_eq!(life.iter().filter(|it| *it == "assigned").count(), 2, "{life:?}");
        assert_eq!(self.words_of(number, "message_added").await, ["ключ у охраны"]);
    }
}

#[tokio::test]
async fn a_clients_team_is_told_in_its_own_group() {
    let desk = Desk::open().await;
    let networks = desk.second_group().await;
    let set = desk.says(desk.irina, desk.staff, "/team add network Сети");
    desk.hears_in_reply(desk.staff, set, "Команда network: Сети").await;
    let set = desk.says(desk.irina, networks, "/team here network");
    desk.hears_in_reply(networks, set, "для команды network").await;
    let set = desk.says(desk.irina, desk.staff, "/team ROM network");
    desk.hears_in_reply(desk.staff, set, "Команда: network").await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    desk.card(networks, "ROM-1", "Новая").await;
    desk.replies(desk.boris, desk.rom, asked, "И у меня");
    desk.hears(networks, "Борис: И у меня").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "ROM-1"), 0);
    assert_eq!(desk.count(desk.staff, "Борис"), 0);
    let listed = desk.says(desk.olga, desk.staff, "/team");
    desk.hears_in_reply(desk.staff, listed, "network · Сети · групп: 1").await;
}

#[tokio::test]
async fn only_admins_say_who_answers_for_a_client() {
    let desk = Desk::open().await;
    let word = desk.word_of(desk.peter);
    let set = desk.replies(desk.olga, desk.staff, word, "/responsible ROM");
    desk.hears_in_reply(desk.staff, set, "администратор").await;
    let set = desk.says(desk.irina, desk.staff, "/route ROM team=nowhere");
    desk.hears_in_reply(desk.staff, set, "Такой команды нет").await;
}

#[tokio::test]
async fn whoever_answers_for_a_client_is_mentioned_and_the_deputy_while_they_are_away() {
    let desk = Desk::open().await;
    for (who, command) in [(desk.olga, "/responsible ROM"), (desk.peter, "/deputy ROM")] {
        let word = desk.word_of(who);
        let set = desk.replies(desk.irina, desk.staff, word, command);
        desk.hears_in_reply(desk.staff, set, "Ответственный: Ольга").await;
    }
    desk.requests(desk.anna, "Не печатает").await;
    desk.card(desk.staff, "ROM-1", "Отвечает: Ольга").await;
    let away = desk.says(desk.olga, desk.staff, "/away until 25.11 09:00");
    desk.hears_in_reply(desk.staff, away, "отмечено до 25.11 09:00").await;
    desk.requests(desk.anna, "Не сканирует").await;
    desk.card(desk.staff, "ROM-2", "Отвечает: Пётр").await;
    let away = desk.says(desk.peter, desk.staff, "/away");
    desk.hears_in_reply(desk.staff, away, "Отсутствие отмечено").await;
    let word = desk.word_of(desk.irina);
    let duty = desk.replies(desk.irina, desk.staff, word, "/duty");
    desk.hears_in_reply(desk.staff, duty, "Дежурство (общая группа): Ирина").await;
    desk.requests(desk.anna, "Не включается").await;
    desk.card(desk.staff, "ROM-3", "Отвечает: Ирина").await;
    desk.says(desk.olga, desk.staff, "/back");
    desk.hears(desk.staff, "С возвращением").await;
    desk.requests(desk.anna, "Не выключается").await;
    desk.card(desk.staff, "ROM-4", "Отвечает: Ольга").await;
}

#[tokio::test]
async fn an_agent_is_told_in_private_and_answers_from_there() {
    let desk = Desk::open().await;
    let alone = desk.olga_is_told_in_private().await;
    let asked = desk.olga_takes("ROM-1").await;
    desk.replies(desk.boris, desk.rom, asked, "И у меня");
    let words = desk.hears(alone, "№ ROM-1 · Борис: И у меня").await;
    desk.replies(desk.olga, alone, words.message, "Смотрим оба");
    desk.hears(desk.rom, "Ольга по № ROM-1: Смотрим оба").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "И у меня"), 0);
    let back = desk.says(desk.olga, alone, "/group");
    desk.hears_in_reply(alone, back, "приходят в группу").await;
    desk.replies(desk.boris, desk.rom, asked, "Всё ещё");
    desk.hears(desk.staff, "Борис: Всё ещё").await;
}

#[tokio::test]
async fn whoever_is_of_staff_no_more_answers_nobody_from_their_private_chat() {
    let desk = Desk::open().await;
    let alone = desk.olga_is_told_in_private().await;
    let asked = desk.olga_takes("ROM-1").await;
    desk.replies(desk.boris, desk.rom, asked, "И у меня");
    let words = desk.hears(alone, "№ ROM-1 · Борис: И у меня").await;
    desk.is_no_agent(desk.olga).await;
    desk.replies(desk.olga, alone, words.message, "Секрет");
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "Секрет"), 0);
    desk.replies(desk.boris, desk.rom, asked, "Ау");
    desk.hears(desk.staff, "Борис: Ау").await;
}

#[tokio::test]
async fn what_cannot_be_said_in_private_is_said_in_the_group_and_that_once() {
    let desk = Desk::open().await;
    let alone = desk.olga_is_told_in_private().await;
    let asked = desk.olga_takes("ROM-1").await;
    desk.tg.block_bot(desk.olga).unwrap();
    desk.replies(desk.boris, desk.rom, asked, "И у меня");
    desk.hears(desk.staff, "Борис: И у меня").await;
    desk.hears(desk.staff, "не может написать в личный чат: Ольга").await;
    desk.replies(desk.boris, desk.rom, asked, "Всё ещё");
    desk.hears(desk.staff, "Борис: Всё ещё").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "не может написать в личный чат"), 1);
    assert_eq!(desk.count(alone, "Борис"), 0);
    desk.tg.unblock_bot(desk.olga).unwrap();
    desk.olga_is_told_in_private().await;
    desk.replies(desk.boris, desk.rom, asked, "Ну что там");
    desk.hears(alone, "Борис: Ну что там").await;
}

#[tokio::test]
async fn everything_is_handed_over_in_one_step_with_one_message() {
    let desk = Desk::open().await;
    desk.olga_takes("ROM-1").await;
    desk.olga_takes("ROM-2").await;
    let asked = desk.olga_hands_over();
    desk.hears_in_reply(desk.staff, asked, "Переданы 2 заявки. Исполнитель: Пётр").await;
    let told = desk.hears(desk.staff, "🤝 Пётр: переданы 2 заявки. От кого: Ольга").await;
    assert!(told.text.contains("№ ROM-1") && told.text.contains("№ ROM-2"), "{}", told.text);
    assert!(told.text.contains("Комментарий: ключ у охраны"), "{}", told.text);
    desk.settle().await;
    desk.check_handed_over("ROM-1").await;
    desk.check_handed_over("ROM-2").await;
    assert_eq!(desk.count(desk.staff, "🤝"), 1);
    assert_eq!(desk.count(desk.rom, "охраны"), 0);
    let again = desk.olga_hands_over();
    desk.hears_in_reply(desk.staff, again, "нет открытых заявок").await;
}

#[tokio::test]
async fn nothing_is_handed_over_to_somebody_who_is_away() {
    let desk = Desk::open().await;
    desk.olga_takes("ROM-1").await;
    desk.says(desk.peter, desk.staff, "/away");
    desk.hears(desk.staff, "Отсутствие отмечено").await;
    let asked = desk.olga_hands_over();
    desk.hears_in_reply(desk.staff, asked, "Пётр отсутствует").await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
}

/// Whatever the append before which the power goes out: after the next start all is handed over, and nothing twice.
#[tokio::test]
async fn a_crash_in_the_middle_of_handing_over_hands_over_once() {
    for appends in 0..5 {
        let (mut desk, breaking) = breakable().await;
        desk.olga_takes("ROM-1").await;
        desk.olga_takes("ROM-2").await;
        let word = desk.word_of(desk.peter);
        desk.settle().await;
        breaking.breaks_after(appends);
        desk.replies(desk.olga, desk.staff, word, "/handover ключ у охраны");
        desk.until("the power is out", || breaking.is_broken()).await;
        desk.crash(|| breaking.breaks_after(i64::MAX)).await;
        desk.hears(desk.staff, "🤝 Пётр: переданы 2 заявки").await;
        desk.settle().await;
        desk.check_handed_over("ROM-1").await;
        desk.check_handed_over("ROM-2").await;
    }
}

#[tokio::test]
async fn a_ticket_is_handed_over_to_those_of_its_clients_team_and_whoever_answers_for_it_first() {
    let desk = Desk::open().await;
    let networks = desk.second_group().await;
    for (who, words) in [(desk.irina, "Всем привет"), (desk.peter, "И от меня")] {
        desk.says(who, networks, words);
    }
    let set = desk.says(desk.irina, desk.staff, "/team add network Сети");
    desk.hears_in_reply(desk.staff, set, "Команда network: Сети").await;
    let labels = async |number: &str| {
        desk.requests(desk.anna, "Не печатает").await;
        let row = desk.at_work.views.ticket_by_number(&number.parse().unwrap()).unwrap().unwrap();
        desk.until("a card", || desk.at_work.views.staff_card(row.ticket).unwrap().is_some()).await;
        let card = desk.at_work.views.staff_card(row.ticket).unwrap().unwrap();
        let domain::ChatId::Group(chat) = card.chat else { panic!("{card:?}") };
        let (chat, message) = (ChatId(chat), MessageId(card.message.0));
        for label in ["Ещё…", "Передать"] {
            desk.presses(desk.irina, (chat, message), label).await;
            desk.settle().await;
        }
        let line = desk.line(chat, message);
        line.buttons.iter().flatten().map(|it| it.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels("ROM-1").await, ["Ирина", "Ольга", "Пётр", "Назад"]);
    let here = desk.says(desk.irina, networks, "/team here network");
    desk.hears_in_reply(networks, here, "network").await;
    let routed = desk.says(desk.irina, desk.staff, "/team ROM network");
    desk.hears_in_reply(desk.staff, routed, "ROM").await;
    assert_eq!(labels("ROM-2").await, ["Ирина", "Пётр", "Назад"]);
    let word = desk.says(desk.peter, networks, "Я тут");
    let set = desk.replies(desk.irina, networks, word, "/responsible ROM");
    desk.hears_in_reply(networks, set, "Пётр").await;
    assert_eq!(labels("ROM-3").await, ["Пётр", "Ирина", "Назад"]);
}
