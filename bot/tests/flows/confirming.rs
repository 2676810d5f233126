//! The end of a ticket: resolved, confirmed or not, opened again, and words that come after.

use crate::desk::Desk;
use emulator::MessageId;

async fn resolved(desk: &Desk) -> MessageId {
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    let on = (desk.staff, card.message);
    let prompt = desk.is_asked(desk.olga, on, "Отметить выполненной").await;
    desk.replies(desk.olga, desk.staff, prompt, "Заменили картридж");
    let told = desk.hears_in_reply(desk.rom, asked, "✅ № ROM-1: Заменили картридж").await;
    assert!(told.text.contains("Анна, всё работает?"), "{}", told.text);
    desk.rests().await;
    desk.card(desk.rom, "ROM-1", "Выполнена, подтвердите").await;
    desk.settle().await;
    told.message
}

#[tokio::test]
async fn the_client_confirms_and_a_colleague_does_not() {
    let desk = Desk::open().await;
    let told = resolved(&desk).await;
    let on = (desk.rom, told);
    let toast = desk.presses(desk.boris, on, "Да, закрыть").await;
    assert_eq!(toast.text, "Подтвердить может автор заявки или представитель клиента");
    let toast = desk.presses(desk.anna, on, "Да, закрыть").await;
    assert_eq!(toast.text, "Заявка № ROM-1 закрыта. Спасибо!");
    desk.card(desk.rom, "ROM-1", "Закрыта").await;
    desk.card(desk.staff, "ROM-1", "Закрыта").await;
    let life = desk.life_of("ROM-1").await;
    assert_eq!(life[life.len() - 2..], ["confirmed", "closed"]);
}

#[tokio::test]
async fn what_is_not_solved_is_opened_again_and_staff_are_told_why() {
    let desk = Desk::open().await;
    let told = resolved(&desk).await;
    let prompt = desk.is_asked(desk.anna, (desk.rom, told), "Не решено").await;
    assert!(desk.line(desk.rom, prompt).text.starts_with("Анна, что не получилось"));
    desk.replies(desk.anna, desk.rom, prompt, "опять мигает");
    let words = desk.hears(desk.staff, "♻️ № ROM-1 возвращена в работу · Анна: опять мигает").await;
    assert!(words.text.contains("Ольга"), "whoever works on it is named");
    desk.card(desk.rom, "ROM-1", "Возвращена в работу").await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, ["опять мигает"]);
}

#[tokio::test]
async fn plain_words_soon_after_the_press_say_what_is_not_solved() {
    let desk = Desk::open().await;
    let told = resolved(&desk).await;
    desk.is_asked(desk.anna, (desk.rom, told), "Не решено").await;
    desk.says(desk.boris, desk.rom, "А у меня работает");
    desk.says(desk.anna, desk.rom, "опять мигает");
    desk.hears(desk.staff, "♻️ № ROM-1 возвращена в работу · Анна: опять мигает").await;
    // What they say next is talk again.
    desk.says(desk.anna, desk.rom, "У кого ключи от серверной");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, ["опять мигает"]);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, [""; 0]);
}

#[tokio::test]
async fn whoever_presses_not_solved_and_says_nothing_is_heard_all_the_same() {
    let desk = Desk::open().await;
    let mut rules = crate::terms::rules();
    rules.close_after_s = Some(3600);
    desk.promises_by("always", rules).await;
    let told = resolved(&desk).await;
    desk.is_asked(desk.anna, (desk.rom, told), "Не решено").await;
    let heard = desk.hears(desk.staff, "♻️ № ROM-1: «Не решено» · Анна").await;
    assert!(heard.text.contains("Ольга"), "whoever works on it is named");
    desk.presses(desk.anna, (desk.rom, told), "Не решено").await;
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_hours(3));
    desk.looks_at_the_time().await;
    desk.settle().await;
    assert!(desk.ticket("ROM-1").status.is_open(), "it does not close by itself");
    assert_eq!(desk.count(desk.staff, "«Не решено» · Анна"), 1);
    // Too late to be the answer without a reply.
    desk.says(desk.anna, desk.rom, "опять мигает");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, [""; 0]);
}

#[tokio::test]
async fn a_restart_between_the_press_and_the_words_loses_nothing() {
    let mut desk = Desk::open().await;
    let told = resolved(&desk).await;
    desk.is_asked(desk.anna, (desk.rom, told), "Не решено").await;
    desk.settle().await;
    desk.crash(|| ()).await;
    desk.says(desk.anna, desk.rom, "опять мигает");
    desk.hears(desk.staff, "♻️ № ROM-1 возвращена в работу · Анна: опять мигает").await;
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, ["опять мигает"]);
}

#[tokio::test]
async fn a_ticket_is_resolved_by_a_command_in_the_clients_group() {
    let desk = Desk::open().await;
    let first = desk.requests(desk.anna, "Не печатает").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    let bare = desk.replies(desk.olga, desk.rom, first, "/resolve");
    desk.hears_in_reply(desk.rom, bare, "Добавьте текст после команды").await;
    desk.replies(desk.olga, desk.rom, first, "/resolve Заменили картридж");
    desk.hears(desk.rom, "✅ № ROM-1: выполнена").await;
    desk.says(desk.olga, desk.rom, "/done ROM-2 Открыли доступ");
    desk.hears(desk.rom, "✅ № ROM-2: выполнена").await;
    assert_eq!(desk.words_of("ROM-1", "resolved").await, ["Заменили картридж"]);
    assert_eq!(desk.words_of("ROM-2", "resolved").await, ["Открыли доступ"]);
}

#[tokio::test]
async fn words_to_a_closed_ticket_are_kept_and_a_way_on_is_offered() {
    let desk = Desk::open().await;
    let told = resolved(&desk).await;
    desk.presses(desk.anna, (desk.rom, told), "Да, закрыть").await;
    desk.settle().await;
    let thanks = desk.replies(desk.anna, desk.rom, told, "Спасибо!");
    desk.settle().await;
    assert_eq!(desk.account_of(desk.rom, thanks).await.awaits, domain::Awaits::Nothing);
    assert_eq!(desk.count(desk.rom, "Сообщение сохранено"), 0);

    desk.replies(desk.anna, desk.rom, told, "Снова полосы");
    let offer = desk.hears(desk.rom, "Сообщение сохранено. Вернуть её в работу или").await;
    assert_eq!(desk.words_of("ROM-1", "message_added").await, ["Спасибо!", "Снова полосы"]);
    let on = (desk.rom, offer.message);
    let toast = desk.presses(desk.boris, on, "Вернуть в работу").await;
    assert_eq!(toast.text, "Это может автор заявки или сотрудник поддержки");
    let toast = desk.presses(desk.anna, on, "Вернуть в работу").await;
    assert_eq!(toast.text, "Заявка № ROM-1 возвращена в работу");
    desk.hears(desk.staff, "♻️ № ROM-1 возвращена в работу").await;

    // These words are seen to already.
    let toast = desk.presses(desk.boris, on, "Новая заявка").await;
    assert_eq!(toast.text, "Сейчас это нельзя: В работе");
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn a_client_cancels_and_opens_again_their_own_ticket_only() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "Не печатает").await;
    let meddling = desk.replies(desk.boris, desk.rom, asked, "/cancel");
    desk.hears_in_reply(desk.rom, meddling, "Это может автор заявки или сотрудник").await;
    desk.replies(desk.anna, desk.rom, asked, "/cancel само прошло");
    desk.card(desk.rom, "ROM-1", "Отменена").await;
    desk.says(desk.anna, desk.rom, "/reopen ROM-1 не прошло");
    desk.hears(desk.staff, "возвращена в работу · Анна: не прошло").await;
}

#[tokio::test]
async fn an_english_ticket_lives_its_life_in_english() {
    let desk = Desk::open().await;
    let token = desk.offered("/client ACM en Acme Ltd").await;
    let acme = crate::desk::group(&desk.tg, "Acme", &[desk.irina, desk.anna, desk.boris]);
    desk.bot_is_admin(desk.irina, acme);
    desk.tg.start_group(desk.irina, acme, &token).unwrap();
    let group_card = desk.hears(acme, "Requests · Acme Ltd").await;
    desk.says(desk.anna, acme, "/new");
    desk.hears(acme, "what happened").await;
    let question = desk.is_asked(desk.anna, (acme, group_card.message), "New request").await;
    let asked = desk.replies(desk.anna, acme, question, "The printer is silent");
    desk.hears_in_reply(acme, asked, "Ticket ACM-1 registered").await;
    let card = desk.card(acme, "ACM-1", "New · ACM-1").await;
    assert!(!card.text.chars().any(|it| ('а'..='я').contains(&it)), "{}", card.text);
    let staff_card = desk.card(desk.staff, "ACM-1", "Новая").await;

    desk.replies(desk.olga, desk.staff, staff_card.message, "/ask Which model?");
    let question = desk.hears(acme, "Which model?").await;
    assert!(question.text.contains("please reply to this message"), "{}", question.text);
    desk.rests().await;
    desk.card(acme, "ACM-1", "Waiting for you").await;
    desk.replies(desk.anna, acme, question.message, "HP 1020");
    desk.card(acme, "ACM-1", "In progress").await;
    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/resolve ACM-1 Cartridge replaced");
    let told = desk.hears(acme, "✅ ACM-1: Cartridge replaced").await;
    let toast = desk.presses(desk.boris, (acme, told.message), "Not solved").await;
    assert_eq!(toast.text, "Only the author or staff may do this");
    let prompt = desk.is_asked(desk.anna, (acme, told.message), "Not solved").await;
    desk.replies(desk.anna, acme, prompt, "it blinks");
    desk.card(acme, "ACM-1", "Reopened").await;
    desk.hears(desk.staff, "it blinks").await;
    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/resolve ACM-1 Once more");
    let told = desk.hears(acme, "✅ ACM-1: Once more").await;
    let toast = desk.presses(desk.anna, (acme, told.message), "Yes, close").await;
    assert_eq!(toast.text, "ACM-1 is closed. Thank you!");
    desk.card(acme, "ACM-1", "Closed").await;
}
