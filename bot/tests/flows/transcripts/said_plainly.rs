//! Transcripts of what a phone makes easy: a command without words, words without a reply, stars.

use super::{TONGUES, closing_by_itself, done};
use crate::transcripts::stage::Stage;
use emulator::ChatId;

#[tokio::test]
async fn whoever_sends_the_bare_command_is_asked_what_happened() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, boris, rom) = (it.desk.anna, it.desk.boris, it.desk.rom);
        it.says(anna, rom, "/new@desk_bot").await;
        let prompt = it.told(rom, it.of("что случилось", "what happened"));
        it.replies(boris, prompt, it.of("А у меня всё хорошо", "All is well here")).await;
        let words = it.of("Не печатает принтер", "The printer does not print");
        it.replies(anna, prompt, words).await;
        it.passes(1).await;
        it.check("asked_what");
    }
}

#[tokio::test]
async fn what_is_not_solved_is_said_without_a_reply() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, closing_by_itself()).await;
        done(&mut it).await;
        let (anna, boris, rom) = (it.desk.anna, it.desk.boris, it.desk.rom);
        let told = it.told(rom, it.of("Заменили картридж", "Cartridge replaced"));
        it.presses(anna, told, it.of("Не решено", "Not solved")).await;
        it.passes(1).await;
        it.says(boris, rom, it.of("У меня печатает", "It prints for me")).await;
        it.says(anna, rom, it.of("опять мигает", "it blinks again")).await;
        it.passes(1).await;
        it.says(anna, rom, it.of("Борис, у вас другой", "Boris, yours is another one")).await;
        it.check("not_solved_plainly");
    }
}

#[tokio::test]
async fn whoever_asked_says_in_private_how_well_it_was_done() {
    for tongue in TONGUES {
        let mut it = Stage::opens(tongue, closing_by_itself()).await;
        let (anna, irina, rom) = (it.desk.anna, it.desk.irina, it.desk.rom);
        let private = ChatId(anna.0);
        it.desk.tg.say(anna, private, "/start").unwrap();
        it.desk.settle().await;
        it.looks_at(private, "[личный]", "[private]").await;
        it.says(irina, rom, "/rating on").await;
        done(&mut it).await;
        let told = it.told(rom, it.of("Заменили картридж", "Cartridge replaced"));
        it.presses(anna, told, it.of("Да, закрыть", "Yes, close")).await;
        it.passes(1).await;
        let asked = it.told(private, "ROM-1");
        it.presses(anna, asked, "5 ⭐").await;
        it.passes(1).await;
        it.check("rated");
    }
}
