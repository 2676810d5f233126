//! What agents do to each other's tickets, and what they are asked for.

use crate::desk::Desk;
use domain::ticket::Status;
use emulator::UserId;

impl Desk {
    /// Anna asks for something, and Olga takes it.
    async fn olga_has_one(&self) {
        self.requests(self.anna, "Не печатает").await;
        self.says(self.olga, self.staff, "/take ROM-1");
        self.card(self.staff, "ROM-1", "Исполнитель: Ольга").await;
        self.settle().await;
    }

    async fn is_told_alone(&self, agent: UserId) {
        self.tg.start(agent, "").unwrap();
        self.says(agent, agent.private(), "/private");
        self.hears(agent.private(), "теперь приходят сюда").await;
        self.settle().await;
    }
}

#[tokio::test]
async fn whoever_has_a_ticket_is_told_that_a_colleague_held_it_or_gave_it_back() {
    let desk = Desk::open().await;
    desk.olga_has_one().await;
    desk.says(desk.peter, desk.staff, "/hold ROM-1 ждём деталь");
    let held = desk.hears(desk.staff, "ваша заявка № ROM-1 приостановлена: ждём деталь").await;
    assert!(held.text.contains("Кто изменил: Пётр"), "{}", held.text);
    desk.says(desk.peter, desk.staff, "/resume ROM-1");
    desk.settle().await;
    desk.says(desk.peter, desk.staff, "/drop ROM-1");
    let dropped = desk.hears(desk.staff, "Ольга: заявка № ROM-1 больше не за вами").await;
    assert!(dropped.text.contains("Кто изменил: Пётр"), "{}", dropped.text);
    desk.card(desk.staff, "ROM-1", "Исполнитель не назначен").await;
    assert_eq!(desk.count(desk.rom, "Кто изменил"), 0, "the client need not know");
}

#[tokio::test]
async fn whoever_is_told_alone_hears_there_what_a_colleague_did_and_of_their_own_doing_nothing() {
    let desk = Desk::open().await;
    desk.is_told_alone(desk.olga).await;
    desk.olga_has_one().await;
    desk.says(desk.olga, desk.staff, "/hold ROM-1 ждём деталь");
    desk.card(desk.staff, "ROM-1", "Приостановлена").await;
    desk.says(desk.olga, desk.staff, "/resume ROM-1");
    desk.settle().await;
    desk.says(desk.peter, desk.staff, "/drop ROM-1");
    desk.hears(desk.olga.private(), "№ ROM-1 больше не за вами").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.olga.private(), "Кто изменил"), 1);
    assert_eq!(desk.count(desk.staff, "Кто изменил"), 0);
}

#[tokio::test]
async fn a_hold_without_a_reason_is_asked_for_one_and_leaves_the_ticket_as_it_is() {
    let desk = Desk::open().await;
    desk.olga_has_one().await;
    for command in ["/hold ROM-1", "/hold third ROM-1", "/hold ROM-1 client"] {
        let asked = desk.says(desk.olga, desk.staff, command);
        let how = desk.hears_in_reply(desk.staff, asked, "Напишите причину").await;
        assert!(how.text.contains("/hold ROM-1 third ждём провайдера"), "{}", how.text);
    }
    assert_eq!(desk.ticket("ROM-1").status, Status::InProgress);
    desk.says(desk.olga, desk.staff, "/hold ROM-1 ждём деталь");
    desk.card(desk.staff, "ROM-1", "Приостановлена").await;
}

#[tokio::test]
async fn a_hold_without_a_reason_in_reply_is_shown_how_with_the_ticket_that_was_meant() {
    let desk = Desk::open().await;
    desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.anna, "Не пускает").await;
    let card = desk.card(desk.staff, "ROM-2", "Новая").await;
    let asked = desk.replies(desk.olga, desk.staff, card.message, "/hold client");
    let how = desk.hears_in_reply(desk.staff, asked, "Напишите причину").await;
    assert!(how.text.contains("Например: /hold ROM-2 ждём деталь"), "{}", how.text);
}

#[tokio::test]
async fn what_does_not_rest_cannot_go_on_and_whoever_asks_for_it_is_told_so() {
    let desk = Desk::open().await;
    desk.olga_has_one().await;
    let asked = desk.says(desk.peter, desk.staff, "/resume ROM-1");
    desk.hears_in_reply(desk.staff, asked, "Заявка № ROM-1 не приостановлена").await;
    desk.says(desk.olga, desk.staff, "/hold ROM-1 ждём деталь");
    desk.card(desk.staff, "ROM-1", "Приостановлена").await;
    desk.says(desk.peter, desk.staff, "/resume ROM-1");
    desk.card(desk.staff, "ROM-1", "В работе").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, "не приостановлена"), 1);
}

#[tokio::test]
async fn whoever_goes_away_reads_who_stands_in_and_how_many_tickets_stay_theirs() {
    let desk = Desk::open().await;
    desk.olga_has_one().await;
    let away = desk.says(desk.olga, desk.staff, "/away");
    let left = desk.hears_in_reply(desk.staff, away, "Отсутствие отмечено.").await;
    assert!(left.text.contains("Вместо вас: никто"), "{}", left.text);
    assert!(left.text.contains("остаётся 1 открытая заявка. Передать: /handover"), "{}", left.text);
    desk.says(desk.olga, desk.staff, "/back");
    desk.hears(desk.staff, "С возвращением").await;
    for (who, command) in [(desk.olga, "/responsible ROM"), (desk.peter, "/deputy ROM")] {
        let word = desk.says(who, desk.staff, "Я тут");
        let set = desk.replies(desk.irina, desk.staff, word, command);
        desk.hears_in_reply(desk.staff, set, "Ответственный: Ольга").await;
    }
    let away = desk.says(desk.olga, desk.staff, "/away until 25.11 09:00");
    let left = desk.hears_in_reply(desk.staff, away, "отмечено до 25.11 09:00").await;
    assert!(
        left.text.contains("Вместо вас: Пётр") && !left.text.contains("никто"),
        "{}",
        left.text
    );
    let away = desk.says(desk.peter, desk.staff, "/away");
    let left = desk.hears_in_reply(desk.staff, away, "Отсутствие отмечено.").await;
    assert!(left.text.contains("Открытых заявок за вами нет"), "{}", left.text);
    // While Olga is away he was the one called upon.
    assert!(left.text.contains("Вместо вас: никто"), "{}", left.text);
}

#[tokio::test]
async fn a_command_that_cannot_be_followed_names_the_word_that_is_wrong() {
    let desk = Desk::open().await;
    for (command, then) in [
        ("/team XXX network", "Клиента «XXX» нет"),
        ("/team add сети Сети", "«сети» не подходит как код команды"),
        ("/team add network", "Добавьте название команды: /team add network Сети"),
        ("/team ROM сети", "«сети» не подходит как код команды"),
        ("/team here сети", "«сети» не подходит как код команды"),
        ("/team что это такое", "Не удалось понять: «что это такое»"),
        ("/route XXX", "Клиента «XXX» нет"),
        ("/route ROM team:network", "Не удалось понять: «team:network»"),
        ("/responsible XXX @olga", "Клиента «XXX» нет"),
        ("/digest 25:00", "«25:00» не время суток"),
        ("/digest 9:00", "Нужны два времени"),
        ("/digest", "Сейчас: утром 09:00, вечером 18:00"),
    ] {
        let asked = desk.says(desk.irina, desk.staff, command);
        desk.hears_in_reply(desk.staff, asked, then).await;
    }
}
