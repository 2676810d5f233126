//! All that one agent has goes to another: by buttons, by handles, and for somebody who has left.

use crate::desk::Desk;
use domain::Role;
use emulator::{ChatId, Line, MessageId, Profile, UserId};

fn labels(line: &Line) -> Vec<&str> {
    line.buttons.iter().flatten().map(|it| it.text.as_str()).collect()
}

impl Desk {
    /// Somebody asks for something, and an agent takes it.
    async fn takes_one(&self, who: UserId, number: &str) {
        self.requests(self.anna, "Не печатает").await;
        let taken = self.says(who, self.staff, &format!("/take {number}"));
        self.card(self.staff, number, "Исполнитель").await;
        self.settle().await;
        assert!(taken.0 > 0);
    }

    /// One more agent, who can be named by a handle.
    async fn agent_called(&self, name: &str, handle: &str) -> UserId {
        let agent = self.tg.add_user(Profile::named(name).username(handle).speaks("ru"));
        self.tg.invite(self.irina, self.staff, agent).unwrap();
        self.has_role(agent, Role::Agent).await;
        self.says(agent, self.staff, "Я тут");
        self.settle().await;
        agent
    }

    /// Ольга wants to hand everything over to somebody; the question for her note.
    async fn asked_for_a_note(&self, to: &str) -> MessageId {
        let asked = self.says(self.olga, self.staff, "/handover");
        let choice = self.hears_in_reply(self.staff, asked, "Кому передать").await;
        self.presses(self.olga, (self.staff, choice.message), to).await;
        let wanted = format!("Исполнителем станет {to}");
        self.settle().await;
        self.hears(self.staff, &wanted).await.message
    }

    async fn shows_buttons(&self, on: (ChatId, MessageId), then: &[&str]) {
        let shown = || labels(&self.line(on.0, on.1)) == then;
        self.until(&format!("{then:?}"), shown).await;
    }
}

#[tokio::test]
async fn what_somebody_has_who_left_goes_over_by_a_button_of_an_admin() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    desk.takes_one(desk.olga, "ROM-2").await;
    desk.tg.leave(desk.olga, desk.staff).unwrap();
    let alarm = desk.hears(desk.staff, "Больше не сотрудник поддержки: Ольга").await;
    let on = (desk.staff, alarm.message);
    assert_eq!(labels(&alarm), ["Передать заявки"]);
    let toast = desk.presses(desk.peter, on, "Передать заявки").await;
    assert_eq!(toast.text, "Это может администратор или руководитель.");
    desk.presses(desk.irina, on, "Передать заявки").await;
    desk.shows_buttons(on, &["Ирина", "Пётр"]).await;
    let toast = desk.presses(desk.irina, on, "Пётр").await;
    assert!(toast.text.starts_with("Все открытые заявки перейдут сразу") && toast.alert);
    desk.shows_buttons(on, &["Без комментария: Пётр", "Назад"]).await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
    let toast = desk.presses(desk.irina, on, "Без комментария: Пётр").await;
    assert_eq!(toast.text, "Переданы 2 заявки. Исполнитель: Пётр");
    desk.shows_buttons(on, &[]).await;
    let told = desk.hears(desk.staff, "🤝 Пётр: переданы 2 заявки. От кого: Ольга").await;
    assert!(told.text.contains("Кто передаёт: Ирина"), "{}", told.text);
    desk.settle().await;
    for number in ["ROM-1", "ROM-2"] {
        assert_eq!(desk.ticket(number).assignee_name.as_deref(), Some("Пётр"));
        let life = desk.life_of(number).await;
        assert_eq!(life.iter().filter(|it| *it == "assigned").count(), 2, "{life:?}");
    }
}

#[tokio::test]
async fn whoever_left_is_named_by_their_handle_and_the_note_is_the_admins() {
    let desk = Desk::open().await;
    let zoya = desk.agent_called("Зоя", "zoya").await;
    desk.agent_called("Глеб", "gleb").await;
    desk.takes_one(zoya, "ROM-1").await;
    desk.tg.leave(zoya, desk.staff).unwrap();
    desk.hears(desk.staff, "Больше не сотрудник поддержки: Зоя").await;
    let command = "/handover @zoya @Gleb ключ у охраны";
    let asked = desk.says(desk.peter, desk.staff, command);
    desk.hears_in_reply(desk.staff, asked, "администратор или руководитель").await;
    let asked = desk.says(desk.irina, desk.staff, "/handover @nobody @gleb");
    desk.hears_in_reply(desk.staff, asked, "@nobody: такого сотрудника нет").await;
    let asked = desk.says(desk.irina, desk.staff, "/handover @zoya @nobody");
    desk.hears_in_reply(desk.staff, asked, "Сотрудника @nobody нет").await;
    let asked = desk.says(desk.irina, desk.staff, command);
    desk.hears_in_reply(desk.staff, asked, "Передана 1 заявка. Исполнитель: Глеб").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Глеб"));
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["ключ у охраны"]);
    let asked = desk.says(desk.irina, desk.staff, command);
    desk.hears_in_reply(desk.staff, asked, "@zoya: такого сотрудника нет").await;
}

#[tokio::test]
async fn an_agent_chooses_in_private_to_whom_everything_goes_and_who_is_away_is_not_offered() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    let alone = desk.olga.private();
    desk.tg.start(desk.olga, "").unwrap();
    let asked = desk.says(desk.olga, alone, "/handover");
    let choice = desk.hears_in_reply(alone, asked, "Кому передать все ваши заявки?").await;
    assert_eq!(labels(&choice), ["Ирина", "Пётр"]);
    let on = (alone, choice.message);
    desk.presses(desk.olga, on, "Пётр").await;
    desk.shows_buttons(on, &["Без комментария: Пётр", "Назад"]).await;
    // Meanwhile he has gone.
    desk.says(desk.peter, desk.staff, "/away");
    desk.hears(desk.staff, "Отсутствие отмечено").await;
    let toast = desk.presses(desk.olga, on, "Без комментария: Пётр").await;
    assert_eq!(toast.text, "Пётр отсутствует: передайте заявки кому-то другому.");
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
    desk.presses(desk.olga, on, "Назад").await;
    desk.shows_buttons(on, &["Ирина"]).await;
    desk.presses(desk.olga, on, "Ирина").await;
    desk.shows_buttons(on, &["Без комментария: Ирина", "Назад"]).await;
    let toast = desk.presses(desk.olga, on, "Без комментария: Ирина").await;
    assert_eq!(toast.text, "Передана 1 заявка. Исполнитель: Ирина");
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ирина"));
}

#[tokio::test]
async fn a_button_that_is_older_than_an_absence_gives_nothing_away() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    let card = desk.card(desk.staff, "ROM-1", "Исполнитель: Ольга").await;
    let on = (desk.staff, card.message);
    desk.presses(desk.olga, on, "Ещё…").await;
    desk.until("hand over", || labels(&desk.line(on.0, on.1)).contains(&"Передать")).await;
    desk.presses(desk.olga, on, "Передать").await;
    desk.until("Пётр", || labels(&desk.line(on.0, on.1)).contains(&"Пётр")).await;
    desk.says(desk.peter, desk.staff, "/away");
    desk.hears(desk.staff, "Отсутствие отмечено").await;
    let toast = desk.presses(desk.olga, on, "Пётр").await;
    assert_eq!(toast.text, "Сейчас отсутствует. Ничего не передано: выберите другого");
    desk.is_no_agent(desk.peter).await;
    let toast = desk.presses(desk.olga, on, "Пётр").await;
    assert_eq!(
        toast.text,
        "Это больше не сотрудник поддержки. Ничего не передано: выберите другого"
    );
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
    assert_eq!(desk.life_of("ROM-1").await.iter().filter(|it| *it == "assigned").count(), 1);
}

#[tokio::test]
async fn a_note_is_asked_for_and_goes_along_in_the_one_message() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    desk.takes_one(desk.olga, "ROM-2").await;
    let asked = desk.says(desk.olga, desk.staff, "/handover");
    let choice = desk.hears_in_reply(desk.staff, asked, "Кому передать все ваши заявки?").await;
    let on = (desk.staff, choice.message);
    let toast = desk.presses(desk.olga, on, "Пётр").await;
    assert!(toast.text.contains("Ответьте на моё сообщение комментарием"), "{}", toast.text);
    let prompt = desk.hears(desk.staff, "Ольга, что передать вместе с заявками?").await;
    assert!(prompt.text.contains("Исполнителем станет Пётр") && prompt.asks);
    // Nobody else answers for her, and a command is no note.
    desk.replies(desk.irina, desk.staff, prompt.message, "И от меня привет");
    desk.replies(desk.olga, desk.staff, prompt.message, "/my");
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Ольга"));
    let note = desk.replies(desk.olga, desk.staff, prompt.message, "Ключ у охраны");
    desk.hears_in_reply(desk.staff, note, "Переданы 2 заявки. Исполнитель: Пётр").await;
    let told = desk.hears(desk.staff, "🤝 Пётр: переданы 2 заявки. От кого: Ольга").await;
    assert!(told.text.contains("Комментарий: Ключ у охраны"), "{}", told.text);
    desk.shows_buttons(on, &[]).await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "🤝"), 1);
    assert_eq!(desk.words_of("ROM-2", "message_added").await, ["Ключ у охраны"]);
    assert_eq!(desk.count(desk.rom, "Ключ у охраны"), 0, "it is among staff");
    // A second thought is told that the question is over, and becomes no words to a client.
    let late = desk.replies(desk.olga, desk.staff, prompt.message, "И ещё одно");
    desk.hears_in_reply(desk.staff, late, "Этот вопрос больше не действует").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.rom, "И ещё одно"), 0);
    desk.follows_nothing_again().await;
}

#[tokio::test]
async fn a_choice_and_a_note_that_come_twice_ask_once_and_hand_over_once() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    let asked = desk.says(desk.olga, desk.staff, "/handover");
    let choice = desk.hears_in_reply(desk.staff, asked, "Кому передать все ваши заявки?").await;
    let peter = choice.buttons.iter().flatten().find(|it| it.text == "Пётр").unwrap();
    let from = serde_json::json!({"id": desk.olga, "is_bot": false, "first_name": "Ольга"});
    let chat = serde_json::json!({"id": desk.staff, "type": "group"});
    let press = serde_json::json!({
        "id": "91", "data": peter.data, "from": from,
        "message": {"message_id": choice.message, "date": 1, "chat": chat},
    });
    for _ in 0..2 {
        desk.tg.inject_update("callback_query", press.clone());
    }
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "что передать вместе с заявками"), 1);
    let prompt = desk.hears(desk.staff, "что передать вместе с заявками").await;
    let note = serde_json::json!({
        "message_id": 9_001, "date": desk.clock.now().timestamp(), "chat": chat, "from": from,
        "text": "Ключ у охраны",
        "reply_to_message": {
            "message_id": prompt.message, "date": prompt.at.timestamp(), "chat": chat,
            "from": {"id": prompt.author, "is_bot": true, "first_name": "Desk"}, "text": "?",
        },
    });
    for _ in 0..2 {
        desk.tg.inject_update("message", note.clone());
    }
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Пётр"));
    assert_eq!(desk.count(desk.staff, "🤝"), 1);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Ключ у охраны"]);
    // Once more, when there is something to hand over again: it was done with, and nobody is told that it came too late.
    desk.takes_one(desk.olga, "ROM-2").await;
    desk.tg.inject_update("message", note);
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").assignee_name.as_deref(), Some("Ольга"));
    assert_eq!(desk.count(desk.staff, "больше не действует"), 0);
}

#[tokio::test]
async fn a_later_reply_to_the_question_of_a_hand_over_that_was_done_gives_nothing_away() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    let monday = desk.asked_for_a_note("Пётр").await;
    let note = desk.replies(desk.olga, desk.staff, monday, "Ключ у охраны");
    desk.hears_in_reply(desk.staff, note, "Передана 1 заявка. Исполнитель: Пётр").await;
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_hours(24));
    desk.takes_one(desk.olga, "ROM-2").await;
    let late = desk.replies(desk.olga, desk.staff, monday, "Ключ вернули");
    let told = desk.hears_in_reply(desk.staff, late, "Этот вопрос больше не действует").await;
    assert!(told.text.contains("ничего не передано") && told.text.contains("/handover"));
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").assignee_name.as_deref(), Some("Ольга"));
    assert_eq!(desk.count(desk.staff, "🤝"), 1);
    assert_eq!(desk.count(desk.rom, "Ключ вернули"), 0, "it stays among staff");
    // Asked anew, it is a question again; and the one before it is over even while nothing was answered.
    let tuesday = desk.asked_for_a_note("Пётр").await;
    desk.clock.advance(std::time::Duration::from_mins(1));
    let newer = desk.asked_for_a_note("Ирина").await;
    let late = desk.replies(desk.olga, desk.staff, tuesday, "Ключ у охраны");
    desk.hears_in_reply(desk.staff, late, "Этот вопрос больше не действует").await;
    assert_eq!(desk.ticket("ROM-2").assignee_name.as_deref(), Some("Ольга"));
    let note = desk.replies(desk.olga, desk.staff, newer, "Ключ у Петра");
    desk.hears_in_reply(desk.staff, note, "Передана 1 заявка. Исполнитель: Ирина").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").assignee_name.as_deref(), Some("Ирина"));
    desk.follows_nothing_again().await;
}

#[tokio::test]
async fn a_press_without_a_note_ends_the_question_for_one() {
    let desk = Desk::open().await;
    desk.takes_one(desk.olga, "ROM-1").await;
    let prompt = desk.asked_for_a_note("Пётр").await;
    let choice = desk.hears(desk.staff, "Кому передать все ваши заявки?").await;
    desk.presses(desk.olga, (desk.staff, choice.message), "Без комментария: Пётр").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").assignee_name.as_deref(), Some("Пётр"));
    desk.takes_one(desk.olga, "ROM-2").await;
    let late = desk.replies(desk.olga, desk.staff, prompt, "Ключ у охраны");
    desk.hears_in_reply(desk.staff, late, "Этот вопрос больше не действует").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").assignee_name.as_deref(), Some("Ольга"));
    assert_eq!(desk.words_of("ROM-1", "message_added").await, Vec::<String>::new());
}
