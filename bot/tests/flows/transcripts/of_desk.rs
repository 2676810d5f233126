//! How does it read when staff arrange their day, and when people come or write without a command?

use super::TONGUES;
use super::stage::Stage;
use emulator::Profile;

#[tokio::test]
async fn a_message_that_looks_like_a_request_gets_a_button() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        it.desk.takes_in("suggest").await;
        it.sees().await;
        let (anna, boris, olga, rom) = (it.desk.anna, it.desk.boris, it.desk.olga, it.desk.rom);
        it.says(anna, rom, it.of("Доброе утро!", "Good morning!")).await;
        let words =
            it.of("не печатает принтер в бухгалтерии", "the printer in accounting does not print");
        it.says(anna, rom, words).await;
        let nudge = it.told(rom, it.of("Оформить заявку?", "Make it a ticket?"));
        it.presses(anna, nudge, it.of("Оформить заявку", "Make it a ticket")).await;
        it.passes(1).await;
        let words = it.of("не работает VPN с утра", "the VPN does not work since morning");
        let said = it.says(boris, rom, words).await;
        it.replies(olga, (rom, said), "/skip").await;
        it.passes(1).await;
        it.check("suggested");
    }
}

#[tokio::test]
async fn everything_is_handed_over_and_a_colleague_lends_a_hand() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, peter) = (it.desk.anna, it.desk.olga, it.desk.peter);
        let (rom, staff) = (it.desk.rom, it.desk.staff);
        let peters = it.of("Пётр", "Peter");
        // Where he is told alone, each chat has one order of its own.
        let alone = peter.private();
        it.desk.tg.start(peter, "").unwrap();
        it.looks_at(alone, "[Пётр, лично]", "[Peter, alone]").await;
        it.says(peter, alone, "/private").await;
        for text in [
            it.of("/new Не печатает принтер", "/new The printer does not print"),
            it.of("/new Нужен доступ в архив", "/new Access to the archive, please"),
        ] {
            it.says(anna, rom, text).await;
        }
        it.says(olga, staff, "/take ROM-1").await;
        it.says(olga, staff, "/take ROM-2").await;
        it.passes(1).await;
        it.says(olga, staff, "/handover").await;
        let choice = it.told(staff, it.of("Кому передать все", "Who gets all your tickets?"));
        it.presses(olga, choice, peters).await;
        let prompt = it.told(staff, it.of("что передать вместе", "go along with the tickets"));
        it.replies(olga, prompt, it.of("Ключ у охраны", "The guard has the key")).await;
        it.passes(1).await;
        it.says(peter, staff, "/handover").await;
        let choice = it.told(staff, it.of("Кому передать все", "Who gets all your tickets?"));
        it.presses(peter, choice, it.of("Ольга", "Olga")).await;
        let label = it.of("Без комментария: Ольга", "Without a note: Olga");
        it.presses(peter, choice, label).await;
        it.passes(1).await;
        it.says(peter, staff, "/hold ROM-1").await;
        let hold = it.of("/hold ROM-1 ждём деталь", "/hold ROM-1 waiting for a part");
        it.says(peter, staff, hold).await;
        it.says(peter, staff, "/resume ROM-1").await;
        it.says(peter, staff, "/drop ROM-2").await;
        it.passes(1).await;
        it.check("handed_over");
    }
}

#[tokio::test]
async fn an_agent_goes_away_and_comes_back() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, irina, olga, peter) = (it.desk.anna, it.desk.irina, it.desk.olga, it.desk.peter);
        let (rom, staff) = (it.desk.rom, it.desk.staff);
        it.says(anna, rom, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.says(olga, staff, "/take ROM-1").await;
        it.says(olga, staff, "/away").await;
        it.says(olga, staff, "/back").await;
        for (who, command) in [(olga, "/responsible ROM"), (peter, "/deputy ROM")] {
            let here = it.says(who, staff, it.of("Я тут", "I am here")).await;
            it.replies(irina, (staff, here), command).await;
        }
        it.says(olga, staff, "/away 31.02").await;
        it.says(olga, staff, it.of("/away до 25.11 09:00", "/away until 25.11 09:00")).await;
        it.says(anna, rom, it.of("/new Не сканирует", "/new It does not scan")).await;
        it.passes(1).await;
        it.says(olga, staff, "/back").await;
        it.check("away");
    }
}

#[tokio::test]
async fn a_client_reads_how_it_is_served() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, olga, rom, staff) = (it.desk.anna, it.desk.olga, it.desk.rom, it.desk.staff);
        it.says(anna, rom, "/rules@desk_bot").await;
        it.says(olga, staff, "/rules").await;
        it.says(olga, staff, "/rules XXX").await;
        it.check("rules");
    }
}

#[tokio::test]
async fn a_card_with_a_code_brings_somebody_in() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (olga, rom, staff) = (it.desk.olga, it.desk.rom, it.desk.staff);
        it.desk.bot_may_invite();
        it.sees().await;
        it.says(olga, staff, "/qr").await;
        let asked = it.of("/qr ROM Склад на Северной; Касса 2", "/qr ROM North store; Till 2");
        it.says(olga, staff, asked).await;
        it.passes(1).await;
        let (name, speaks) = (it.of("Зоя", "Zoe"), it.of("ru", "en"));
        let zoya = it.desk.tg.add_user(Profile::named(name).speaks(speaks));
        it.desk.tg.follow_link(zoya, &it.desk.link()).unwrap();
        it.sees().await;
        it.says(zoya, rom, it.of("/new Касса не включается", "/new The till does not start")).await;
        it.passes(1).await;
        it.check("card");
    }
}
