//! Transcripts: how does each conversation read, from its first word to its last?
//!
//! They lie in `bot/golden/transcripts`, in both languages; `UPDATE_GOLDEN=1` writes them anew.

mod alarms;
mod incidents;
mod of_desk;
mod onboarding;
mod said_plainly;
mod stage;

use crate::terms::rules;
use domain::policy::Rules;
use emulator::Attachment;
use stage::{Stage, Tongue};

const TONGUES: [Tongue; 2] = [Tongue::Ru, Tongue::En];

#[tokio::test]
async fn two_people_create_tickets_at_once() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, rom) = (it.desk.anna, it.desk.boris, it.desk.rom);
        let words =
            it.of("Не печатает принтер в бухгалтерии", "The printer in accounting does not print");
        it.says(anna, rom, &format!("/new@desk_bot {words}")).await;
        let pinned = it.told(rom, it.of("Заявки · Ромашка", "Requests · Romashka"));
        it.presses(boris, pinned, it.of("Новая заявка", "New request")).await;
        let card = it.told(rom, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.presses(anna, card, it.of("Не работает", "Fault")).await;
        it.presses(boris, card, it.of("Срочно", "Urgent")).await;
        let prompt = it.told(rom, it.of("что случилось", "what happened"));
        let words = it.of(
            "VPN не пускает с утра, скрин ниже",
            "VPN has been down since morning, see the screenshot",
        );
        let photo = [Attachment::photo(1)];
        it.desk.clock.advance(std::time::Duration::from_secs(1));
        it.desk.tg.send_files(boris, rom, &photo, words, Some(prompt.1)).unwrap();
        it.sees().await;
        it.presses(anna, card, it.of("Срочно", "Urgent")).await;
        it.says(
            anna,
            rom,
            it.of("а у кого ключи от серверной?", "who has the keys to the server room?"),
        )
        .await;
        it.check("two_at_once");
    }
}

#[tokio::test]
async fn somebodys_message_becomes_a_ticket() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, viktor, rom) = (it.desk.anna, it.desk.boris, it.desk.viktor, it.desk.rom);
        let words = it.of(
            "Коллеги, опять 1С виснет при проведении",
            "Colleagues, the ledger hangs again on posting",
        );
        let said = it.says(viktor, rom, words).await;
        it.replies(anna, (rom, said), "/ticket@desk_bot").await;
        it.replies(boris, (rom, said), "/ticket@desk_bot").await;
        let receipt = it.told(rom, it.of("зарегистрирована", "registered"));
        it.replies(
            anna,
            receipt,
            it.of("У меня тоже, со вчерашнего дня", "Same here, since yesterday"),
        )
        .await;
        it.says(anna, rom, "/ticket").await;
        it.check("somebodys_message");
    }
}

#[tokio::test]
async fn an_agent_takes_it_and_the_client_is_asked() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, peter, rom, staff) =
            (it.desk.anna, it.desk.olga, it.desk.peter, it.desk.rom, it.desk.staff);
        let words =
            it.of("Не печатает принтер в бухгалтерии", "The printer in accounting does not print");
        it.says(anna, rom, &format!("/new {words}")).await;
        it.passes(5).await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.presses(olga, card, it.of("Взять в работу", "Take")).await;
        let pressed = it.desk.tg.press(peter, staff, card.1, it.of("Взять в работу", "Take"));
        assert!(pressed.is_err(), "who has it is seen on the card");
        it.replies(peter, card, "/take").await;
        it.passes(1).await;
        it.replies(
            olga,
            card,
            it.of("/ask Какая модель? Мигает ли лампа?", "/ask Which model? Does the lamp blink?"),
        )
        .await;
        it.passes(1).await;
        let question = it.told(rom, it.of("Какая модель?", "Which model?"));
        it.replies(anna, question, it.of("HP 1020, мигает", "HP 1020, it blinks")).await;
        it.passes(30).await;
        it.replies(
            olga,
            card,
            it.of("Спасибо, будем через час", "Thank you, we will be there in an hour"),
        )
        .await;
        it.passes(30).await;
        it.check("taken_and_asked");
    }
}

/// A ticket of Анна's is done: by the button, and the words that answer the question.
async fn done(it: &mut Stage) {
    let (anna, olga, rom, staff) = (it.desk.anna, it.desk.olga, it.desk.rom, it.desk.staff);
    it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print")).await;
    let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
    it.presses(olga, card, it.of("Взять в работу", "Take")).await;
    it.passes(20).await;
    it.presses(olga, card, it.of("Отметить выполненной", "Mark resolved")).await;
    let prompt = it.told(staff, it.of("что сделано", "what was done"));
    it.replies(olga, prompt, it.of("Заменили картридж", "Cartridge replaced")).await;
    it.passes(1).await;
}

fn closing_by_itself() -> Rules {
    Rules { close_after_s: Some(16 * 3600), reopen_window_s: Some(9 * 3600), ..rules() }
}

#[tokio::test]
async fn what_is_resolved_is_confirmed() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, closing_by_itself()).await;
        done(&mut it).await;
        let (anna, boris, rom) = (it.desk.anna, it.desk.boris, it.desk.rom);
        let told = it.told(rom, it.of("Заменили картридж", "Cartridge replaced"));
        it.presses(boris, told, it.of("Да, закрыть", "Yes, close")).await;
        it.presses(anna, told, it.of("Да, закрыть", "Yes, close")).await;
        it.passes(1).await;
        it.replies(anna, told, it.of("Спасибо!", "Thank you!")).await;
        it.replies(
            anna,
            told,
            it.of("Снова полосы на листе", "There are stripes on the paper again"),
        )
        .await;
        let offer = it.told(rom, it.of("Сообщение сохранено", "The message is kept"));
        it.presses(anna, offer, it.of("Вернуть в работу", "Reopen")).await;
        it.passes(1).await;
        it.check("confirmed");
    }
}

#[tokio::test]
async fn what_is_not_solved_goes_on() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, closing_by_itself()).await;
        done(&mut it).await;
        let (anna, rom) = (it.desk.anna, it.desk.rom);
        let told = it.told(rom, it.of("Заменили картридж", "Cartridge replaced"));
        it.presses(anna, told, it.of("Не решено", "Not solved")).await;
        let prompt = it.told(rom, it.of("что не получилось", "what is still wrong"));
        it.replies(anna, prompt, it.of("опять мигает", "it blinks again")).await;
        it.passes(1).await;
        it.check("not_solved");
    }
}

#[tokio::test]
async fn what_nobody_confirms_closes_by_itself() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, closing_by_itself()).await;
        done(&mut it).await;
        it.becomes(25, "12:00").await;
        let (anna, rom) = (it.desk.anna, it.desk.rom);
        let told = it.told(rom, it.of("Заменили картридж", "Cartridge replaced"));
        it.becomes(27, "12:00").await;
        it.replies(anna, told, it.of("опять мигает", "it blinks again")).await;
        it.check("closed_by_itself");
    }
}

#[tokio::test]
async fn staff_are_warned_and_the_client_is_not() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (boris, olga, rom, staff) = (it.desk.boris, it.desk.olga, it.desk.rom, it.desk.staff);
        it.says(boris, rom, it.of("/new VPN не пускает", "/new VPN is down")).await;
        it.passes(31).await;
        it.passes(11).await;
        let breach = it.told(staff, "🔴");
        it.presses(olga, breach, it.of("Взять", "Take")).await;
        it.says(olga, staff, "/due").await;
        it.replies(olga, breach, it.of("Уже смотрим", "We are on it")).await;
        it.passes(30).await;
        it.check("warned");
    }
}

#[tokio::test]
async fn many_deadlines_are_told_at_once() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, olga) = (it.desk.anna, it.desk.boris, it.desk.olga);
        let (rom, staff) = (it.desk.rom, it.desk.staff);
        let failure = it.of("/new Не открывается 1С", "/new The ERP does not open");
        for who in [anna, boris, anna] {
            it.says(who, rom, failure).await;
        }
        it.passes(10).await;
        for who in [boris, anna, boris, anna] {
            it.says(who, rom, failure).await;
        }
        it.says(olga, staff, "/take ROM-2").await;
        // Some were due a minute ago, others will be soon.
        it.passes(31).await;
        it.check("many_deadlines");
    }
}

#[tokio::test]
async fn people_ask_how_things_stand() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, rom, staff) = (it.desk.anna, it.desk.olga, it.desk.rom, it.desk.staff);
        let pinned = it.told(rom, it.of("Заявки · Ромашка", "Requests · Romashka"));
        let my = it.of("Мои заявки", "My requests");
        it.presses(anna, pinned, my).await;
        it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.says(
            anna,
            rom,
            it.of("/new Нужен доступ в архив", "/new Access to the archive, please"),
        )
        .await;
        it.says(olga, staff, "/take ROM-1").await;
        it.says(olga, staff, it.of("/ask ROM-2 На кого оформить?", "/ask ROM-2 For whom?")).await;
        it.passes(2).await;
        it.presses(anna, pinned, my).await;
        it.says(anna, rom, "/my").await;
        it.says(anna, rom, "/status@desk_bot ROM-1").await;
        it.says(anna, rom, "/status 99").await;
        it.presses(anna, pinned, it.of("Как это работает", "How it works")).await;
        it.says(anna, rom, "/help").await;
        it.check("status");
    }
}

#[tokio::test]
async fn an_agent_sends_what_the_desk_keeps_ready() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, irina, olga) = (it.desk.anna, it.desk.irina, it.desk.olga);
        let (rom, staff) = (it.desk.rom, it.desk.staff);
        let add = it.of(
            "/reply add сброс Пароль сброшен, временный в письме. Если не пускает, ответьте здесь по {номер}.",
            "/reply add reset The password is reset, the new one is in your mail. If it fails, answer here on {number}.",
        );
        it.says(irina, staff, add).await;
        it.says(olga, staff, "/reply").await;
        it.says(anna, rom, it.of("/new Забыла пароль", "/new I forgot my password")).await;
        it.passes(1).await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.replies(olga, card, it.of("/r сбор", "/r rest")).await;
        it.presses(olga, card, it.of("Ответы", "Replies")).await;
        it.presses(olga, card, it.of("сброс", "reset")).await;
        let preview = it.told(staff, it.of("от вашего имени", "in your name"));
        it.presses(olga, preview, it.of("Отправить клиенту", "Send to the client")).await;
        it.passes(5).await;
        it.replies(
            olga,
            card,
            it.of("/r сброс Письмо уже ушло", "/r reset The mail is on its way"),
        )
        .await;
        it.check("canned");
    }
}

#[tokio::test]
async fn an_answer_does_not_arrive_and_is_sent_again() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, rom, staff) = (it.desk.anna, it.desk.olga, it.desk.rom, it.desk.staff);
        it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.passes(1).await;
        it.desk.tg.kick(anna, rom, it.desk.tg.bot()).unwrap();
        it.sees().await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.replies(olga, card, it.of("Смотрим", "We are looking into it")).await;
        it.passes(20).await;
        it.desk.bot_is_admin(anna, rom);
        it.sees().await;
        let alarm = it.told(staff, "⚠️");
        it.presses(olga, alarm, it.of("Отправить ещё раз", "Send again")).await;
        it.passes(1).await;
        it.check("undelivered");
    }
}

#[tokio::test]
async fn a_private_request_is_made_answered_and_closed() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, rom) = (it.desk.anna, it.desk.olga, it.desk.rom);
        let (alone, staff) = (anna.private(), it.desk.staff);
        let pinned = it.told(rom, it.of("Заявки · Ромашка", "Requests · Romashka"));
        it.looks_at(alone, "[лично]", "[alone]").await;
        let toast = it.presses(anna, pinned, it.of("Личная заявка", "Private request")).await;
        let opens = toast.opens.unwrap();
        it.desk.tg.start(anna, opens.split_once("?start=").unwrap().1).unwrap();
        it.sees().await;
        let prompt = it.told(alone, it.of("Что нужно?", "What do you need?"));
        let words = it.of("Не открывается папка «Оклады»", "The folder “Salaries” does not open");
        it.replies(anna, prompt, words).await;
        let card = it.told(staff, it.of("Новая · № ROM-1", "New · ROM-1"));
        it.presses(olga, card, it.of("Взять в работу", "Take")).await;
        it.replies(olga, card, it.of("На каком компьютере?", "On which computer?")).await;
        it.says(anna, alone, it.of("На ноутбуке", "On the laptop")).await;
        it.says(anna, rom, it.of("/status ROM-1", "/status ROM-1")).await;
        it.says(olga, staff, it.of("/resolve ROM-1 Дали доступ", "/resolve ROM-1 Access given"))
            .await;
        let told = it.told(alone, it.of("Дали доступ", "Access given"));
        it.presses(anna, told, it.of("Да, закрыть", "Yes, close")).await;
        it.check("private");
    }
}
