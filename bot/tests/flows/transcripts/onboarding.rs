//! How does it read when a group becomes a client's?

use super::TONGUES;
use super::stage::Stage;
use crate::desk::group;
use emulator::Line;

#[tokio::test]
async fn an_admin_connects_a_group() {
    for tongue in TONGUES {
        let mut it = Stage::usual(tongue).await;
        let (anna, irina) = (it.desk.anna, it.desk.irina);
        let private = irina.private();
        it.desk.tg.start(irina, "").unwrap();
        let title = it.of("Василёк × Сервис", "Cornflower × Service");
        let other = group(&it.desk.tg, title, &[anna, irina]);
        it.looks_at(other, "[новая группа]", "[new group]").await;
        it.looks_at(private, "[личный чат]", "[private]").await;
        it.desk.bot_is_admin(anna, other);
        it.sees().await;
        it.says(anna, other, "/setup@desk_bot").await;
        it.says(irina, other, "/setup@desk_bot").await;
        let card = it.told(private, title);
        for (label, then) in [
            (it.of("Календарь…", "Calendar…"), "always"),
            ("office", it.of("Календарь: office", "Calendar: office")),
            (it.of("Подтвердить", "Confirm"), it.of("подключена", "is connected")),
        ] {
            it.presses(irina, card, label).await;
            let shown = |line: &Line| {
                let labels = line.buttons.iter().flatten();
                line.text.contains(then) || labels.into_iter().any(|it| it.text == then)
            };
            it.desk.shows(private, then, shown).await;
            it.sees().await;
        }
        it.passes(1).await;
        it.says(anna, other, it.of("/new Не печатает принтер", "/new The printer does not print"))
            .await;
        it.says(irina, other, "/rights@desk_bot").await;
        it.check("connected");
    }
}
