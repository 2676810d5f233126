//! How does it read when something befalls many clients, and when nobody answers one of them?

use super::TONGUES;
use super::stage::Stage;
use crate::desk::group;
use crate::terms::escalating;
use domain::Role;
use emulator::{ChatId, Line, MessageId, Profile, UserId};

/// A second client with a group of its own.
async fn another(it: &mut Stage) -> (ChatId, UserId) {
    let desk = &it.desk;
    let vera = desk.tg.add_user(Profile::named(it.of("Вера", "Vera")).speaks(it.of("ru", "en")));
    let token = desk.offered(it.of("/client ACM Лютик", "/client ACM en Buttercup")).await;
    let title = it.of("Лютик и поддержка", "Buttercup and support");
    let other = group(&desk.tg, title, &[vera, desk.irina]);
    desk.bot_is_admin(vera, other);
    desk.tg.start_group(desk.irina, other, &token).unwrap();
    desk.hears(other, it.of("Заявки · Лютик", "Requests · Buttercup")).await;
    desk.settle().await;
    it.looks_at(other, "[другой клиент]", "[another client]").await;
    (other, vera)
}

/// What somebody asked in the staff chat is answered, and seen.
async fn is_told(it: &mut Stage, asked: MessageId) {
    it.desk.hears_in_reply(it.desk.staff, asked, "").await;
    it.sees().await;
}

/// A button stands under a message in the staff chat, and is seen.
async fn offers(it: &mut Stage, label: &'static str) {
    let so = |line: &Line| line.buttons.iter().flatten().any(|it| it.text == label);
    it.desk.shows(it.desk.staff, label, so).await;
    it.sees().await;
}

#[tokio::test]
async fn a_mass_outage_is_announced_and_ends() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (other, vera) = another(&mut it).await;
        let (anna, boris, olga, rom, staff) =
            (it.desk.anna, it.desk.boris, it.desk.olga, it.desk.rom, it.desk.staff);
        it.says(anna, rom, it.of("/new 1С не открывается", "/new The ledger does not open")).await;
        let words = it.of("/new Не входит в 1С", "/new Cannot sign in to the ledger");
        it.says(vera, other, words).await;
        it.passes(2).await;
        let card = it.told(staff, "ROM-1");
        let words = it.of("/incident Сервер 1С недоступен", "/incident The ledger server is down");
        let asked = it.replies(olga, card, words).await;
        is_told(&mut it, asked).await;
        let asked = it.says(olga, staff, "/incident 1 ACM-1").await;
        is_told(&mut it, asked).await;
        let words = it.of(
            "/announce 1 Сервер 1С недоступен, восстанавливаем. Следующее сообщение до 13:00",
            "/announce 1 The ledger server is down, we are restoring it. The next word by 13:00",
        );
        let asked = it.says(olga, staff, words).await;
        is_told(&mut it, asked).await;
        let draft = it.told(staff, it.of("Кому отправить?", "Who is to be told?"));
        it.presses(olga, draft, it.of("2 группам с заявками", "2 groups with tickets")).await;
        it.passes(5).await;
        it.says(boris, rom, it.of("/new И у меня 1С", "/new The same here")).await;
        let card = it.told(staff, "ROM-2");
        it.presses(olga, card, it.of("Ещё…", "More…")).await;
        let label = it.of("Инцидент", "Incident");
        offers(&mut it, label).await;
        it.presses(olga, card, it.of("Инцидент", "Incident")).await;
        let to = it.of("№ 1: Сервер 1С недоступен", "1: The ledger server is down");
        offers(&mut it, to).await;
        it.presses(olga, card, to).await;
        it.passes(20).await;
        let words = it.of(
            "/finish 1 Диск сервера заменён, 1С работает",
            "/finish 1 The server has a new disk, the ledger works",
        );
        let asked = it.says(olga, staff, words).await;
        is_told(&mut it, asked).await;
        let draft = it.told(staff, it.of("Кому отправить?", "Who is to be told?"));
        it.presses(olga, draft, it.of("2 группам с заявками", "2 groups with tickets")).await;
        it.passes(1).await;
        let told = it.told(rom, it.of("Диск сервера заменён", "a new disk"));
        it.presses(boris, told, it.of("№ ROM-1: да, закрыть", "ROM-1: yes, close")).await;
        it.presses(anna, told, it.of("№ ROM-1: да, закрыть", "ROM-1: yes, close")).await;
        let told = it.told(other, it.of("Диск сервера заменён", "a new disk"));
        it.presses(vera, told, it.of("Да, закрыть", "Yes, close")).await;
        it.passes(1).await;
        let asked = it.says(olga, staff, "/incident 1").await;
        is_told(&mut it, asked).await;
        it.check("outage");
    }
}

#[tokio::test]
async fn planned_works_are_announced_and_done() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        another(&mut it).await;
        let (olga, staff) = (it.desk.olga, it.desk.staff);
        let wrong = it.of(
            "/planned 31.02 22:00-23:30 Замена роутера",
            "/planned 31.02 22:00-23:30 New router",
        );
        let asked = it.says(olga, staff, wrong).await;
        is_told(&mut it, asked).await;
        let words = it.of(
            "/planned завтра с 22:00 до 23:30 Замена роутера, связь будет прерываться",
            "/planned tomorrow from 22:00 to 23:30 New router, the connection will be interrupted",
        );
        let asked = it.says(olga, staff, words).await;
        is_told(&mut it, asked).await;
        let draft = it.told(staff, it.of("Кому отправить?", "Who is to be told?"));
        it.presses(olga, draft, it.of("Всем: 2 группы", "All: 2 groups")).await;
        it.passes(1).await;
        it.becomes(25, "09:05").await;
        let words = it.of(
            "/finish 1 Роутер заменён, связь есть",
            "/finish 1 The router is new, the connection is back",
        );
        let asked = it.says(olga, staff, words).await;
        is_told(&mut it, asked).await;
        let draft = it.told(staff, it.of("Кому отправить?", "Who is to be told?"));
        it.presses(olga, draft, it.of("Всем: 2 группы", "All: 2 groups")).await;
        it.passes(1).await;
        let words = it.of(
            "/planned завтра с 22:00 до 23:00 ROM: Обновление 1С",
            "/planned tomorrow from 22:00 to 23:00 ROM: New ledger",
        );
        let asked = it.says(olga, staff, words).await;
        is_told(&mut it, asked).await;
        let asked = it.says(olga, staff, "/incident").await;
        is_told(&mut it, asked).await;
        let draft = it.told(staff, it.of("Кому отправить?", "Who is to be told?"));
        it.presses(olga, draft, it.of("Не отправлять", "Do not send")).await;
        it.passes(1).await;
        for command in ["/incident", "/finish 1"] {
            let asked = it.says(olga, staff, command).await;
            is_told(&mut it, asked).await;
        }
        it.check("planned");
    }
}

#[tokio::test]
async fn what_nobody_answers_is_escalated() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, escalating()).await;
        let (anna, irina, olga, rom, staff) =
            (it.desk.anna, it.desk.irina, it.desk.olga, it.desk.rom, it.desk.staff);
        it.desk.has_role(irina, Role::Manager).await;
        it.desk.tg.start(irina, "").unwrap();
        it.desk.settle().await;
        it.looks_at(irina.private(), "[руководитель]", "[manager]").await;
        it.says(anna, rom, it.of("/new Не работает касса", "/new The till does not work")).await;
        it.passes(31).await;
        it.passes(10).await;
        it.passes(5).await;
        it.passes(5).await;
        let told = it.told(irina.private(), "ROM-1");
        it.presses(irina, told, it.of("Принято", "Acknowledge")).await;
        let told = it.told(staff, "⏫");
        it.presses(olga, told, it.of("Принято", "Acknowledge")).await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.presses(olga, card, it.of("Взять в работу", "Take")).await;
        it.passes(1).await;
        it.check("escalated");
    }
}
