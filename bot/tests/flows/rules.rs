//! Rules: what does a group read that asks how it is served?

use crate::desk::{Desk, group};
use crate::terms::{escalating, rules};
use emulator::Profile;

#[tokio::test]
async fn a_group_reads_its_rules_in_its_language_from_the_versions_in_force() {
    let desk = Desk::open().await;
    desk.promises(escalating()).await;
    let asked = desk.says(desk.anna, desk.rom, "/rules");
    let told = desk.hears_in_reply(desk.rom, asked, "Как мы работаем · Ромашка").await;
    for line in [
        "• любая заявка: первый ответ 40 мин, следующий ответ 1 ч, выполнение 8 ч",
        "• Пн–Пт 09:00–18:00 (МСК)",
        "• первый ответ, срок наступил, через 5 мин → руководство поддержки",
        "Действует сейчас: политика standard@1, часы обслуживания, версия 1",
    ] {
        assert!(told.text.contains(line), "{line}: {}", told.text);
    }
    // What is published next holds as soon as it is in force.
    let mut next = rules();
    next.rows[0].first_response = "10m".parse().ok();
    desk.minutes_later(1).await;
    desk.promises(next).await;
    let asked = desk.says(desk.boris, desk.rom, "/rules");
    let told = desk.hears_in_reply(desk.rom, asked, "первый ответ 10 мин").await;
    assert!(told.text.contains("политика standard@2"), "{}", told.text);
    desk.settle().await;
    assert!(desk.at_work.views.ticket_by_number(&"ROM-1".parse().unwrap()).unwrap().is_none());
}

#[tokio::test]
async fn an_english_group_without_terms_is_told_so_and_what_to_write() {
    let desk = Desk::open().await;
    let eve = desk.tg.add_user(Profile::named("Eve").speaks("en"));
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = group(&desk.tg, "Acme", &[eve, desk.irina]);
    desk.bot_is_admin(eve, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    desk.hears(acme, "Acme Ltd").await;
    let asked = desk.says(eve, acme, "/rules");
    let told = desk.hears_in_reply(acme, asked, "How we work · Acme Ltd").await;
    assert!(told.text.contains("• No deadlines are agreed yet."), "{}", told.text);
    assert!(told.text.contains("• New request: the button on the pinned card"), "{}", told.text);
}

#[tokio::test]
async fn staff_read_the_rules_of_a_client_that_they_name() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let asked = desk.says(desk.olga, desk.staff, "/rules rom");
    let told = desk.hears_in_reply(desk.staff, asked, "Как мы работаем · Ромашка").await;
    assert!(told.text.contains("политика standard@1"), "{}", told.text);
    let asked = desk.says(desk.olga, desk.staff, "/rules");
    desk.hears_in_reply(desk.staff, asked, "/rules и код клиента").await;
    let asked = desk.says(desk.olga, desk.staff, "/rules XYZ");
    desk.hears_in_reply(desk.staff, asked, "XYZ").await;
}

#[tokio::test]
async fn help_names_the_rules_wherever_they_can_be_asked_for_in_both_languages() {
    let desk = Desk::open().await;
    for (language, client, staff) in [
        ("ru", "Сроки и порядок: /rules", "/rules КОД"),
        ("en", "Deadlines and order: /rules", "/rules CODE"),
    ] {
        for (chat, words) in [(desk.rom, client), (desk.staff, staff)] {
            desk.says(desk.irina, chat, &format!("/language {language}"));
            desk.settle().await;
            let asked = desk.says(desk.irina, chat, "/help");
            desk.hears_in_reply(chat, asked, words).await;
        }
    }
}
