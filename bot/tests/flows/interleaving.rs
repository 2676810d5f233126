//! Interleaving: in whatever order people talk to the bot and to each other, whose ticket do their words land in?

mod model;

use crate::desk::Desk;
use crate::dice::Dice;
use emulator::MessageId;
use model::{Expected, Home, Kind, Spot, Talk};
use serde_json::json;

/// How many interleavings there are on one desk.
const OF_DESK: usize = 6;
/// How many desks there are in one run of the tests, and in a long one.
const SHORT: usize = 10;
const LONG: usize = 200;
/// How many talks each of the two has in one interleaving.
const TALKS: usize = 2;

#[tokio::test]
async fn whatever_the_order_nobodys_words_land_in_anothers_ticket() {
    let (mut words, mut over) = (0, 0);
    for seed in (Dice::seed()..).take(if Dice::is_long() { LONG } else { SHORT }) {
        println!("PROOFDESK_SEED={seed}");
        let desk = Desk::open().await;
        let mut dice = Dice::new(seed);
        let mut model = Expected::default();
        for _ in 0..OF_DESK {
            interleaved(&desk, &mut dice, &mut model).await;
            model.holds(&desk).await;
        }
        words += model.words.len();
        over += model.talks.iter().filter(|it| it.came_to_its_end()).count();
        // An answer to a resolution that is nobody's any more ends a talk early; else this would show little.
        assert!(over * 10 >= model.talks.len() * 9, "{over} of {} talks", model.talks.len());
    }
    println!("{words} messages with words, {over} talks to their end");
}

/// Анна and Борис each begin what is to be asked and answered; whoever is to go on is left to chance, and in between
/// others talk.
async fn interleaved(desk: &Desk, dice: &mut Dice, model: &mut Expected) {
    let kinds = [Kind::Button, Kind::Question, Kind::NotSolved, Kind::Somebodys];
    let mut open = Vec::new();
    for owner in [desk.anna, desk.boris] {
        for _ in 0..TALKS {
            open.push(model.begins(owner, *dice.any(&kinds)));
        }
    }
    while !open.is_empty() {
        if dice.one_in(3) {
            talks_along(desk, dice, model).await;
            continue;
        }
        let nth = dice.below(open.len());
        if goes_on(desk, dice, model, open[nth]).await {
            open.swap_remove(nth);
        }
    }
}

/// The next step of a talk; whether it was the last one.
async fn goes_on(desk: &Desk, dice: &mut Dice, model: &mut Expected, nth: usize) -> bool {
    let Talk { owner, kind, stage, .. } = model.talks[nth];
    model.talks[nth].stage += 1;
    match (kind, stage) {
        (Kind::Button, 0) => {
            let card = desk.hears(desk.rom, "Заявки · Ромашка").await.message;
            let prompt = desk.is_asked(owner, (desk.rom, card), "Новая заявка").await;
            model.is_asked(nth, prompt);
        }
        (Kind::Somebodys, 0) => {
            let others = [desk.anna, desk.boris, desk.viktor];
            let author = *dice.any(&others);
            let home = model.plain_home(author);
            let said = model.says(desk, author, desk.rom, home, "Опять виснет");
            if home != Home::Nowhere {
                // It is of another talk; what this one is about is still to be said.
                model.talks[nth].stage -= 1;
                return false;
            }
            model.talks[nth].source = Some(said);
            model.talks[nth].author = author;
        }
        (_, 0) => {
            let said = model.says(desk, owner, desk.rom, Home::Of(nth), "/new Не печатает");
            model.talks[nth].source = Some(said);
        }
        (Kind::Button, 1) => {
            let prompt = model.talks[nth].prompt.unwrap();
            if dice.one_in(3) {
                // It is no answer: the question stays.
                desk.tg.send(owner, desk.rom, (&sticker(), ""), Some(prompt)).unwrap();
            }
            let said = model.replies(desk, owner, (desk.rom, prompt), Home::Of(nth), "VPN молчит");
            model.talks[nth].source = Some(said);
            model.talks[nth].answered = true;
        }
        (Kind::Button, _) => {
            let prompt = model.talks[nth].prompt.unwrap();
            model.replies(desk, owner, (desk.rom, prompt), Home::Of(nth), "И почта тоже");
            return true;
        }
        (Kind::Somebodys, 1) => {
            let source = model.talks[nth].source.unwrap();
            desk.replies(owner, desk.rom, source, "/ticket");
            model.are_of((desk.rom, source), nth);
            if dice.one_in(3) {
                desk.replies(desk.viktor, desk.rom, source, "/ticket");
            }
        }
        (Kind::Somebodys, _) => {
            let receipt = model.receipt(desk, nth).await;
            model.replies(desk, owner, (desk.rom, receipt), Home::Of(nth), "Сегодня тоже");
            return true;
        }
        (Kind::Question, 1) => {
            let asked = staff_write(desk, dice, model, (nth, "/ask Какая модель?")).await;
            model.talks[nth].prompt = Some(asked);
        }
        (Kind::Question, _) => {
            let asked = model.talks[nth].prompt.unwrap();
            model.replies(desk, owner, (desk.rom, asked), Home::Of(nth), "Номер на корпусе");
            return true;
        }
        (Kind::NotSolved, 1) => {
            staff_write(desk, dice, model, (nth, "/resolve Заменили картридж")).await;
        }
        (Kind::NotSolved, 2) => {
            let number = model.number(desk, nth).await;
            let told = desk.hears(desk.rom, &format!("✅ № {number}:")).await.message;
            model.places.push((told, Spot::Ticket(nth)));
            // Nobody else is asked what is wrong.
            let toast = desk.presses(desk.viktor, (desk.rom, told), "Не решено").await;
            assert!(!toast.text.contains("Что не получилось"), "{}", toast.text);
            let before = desk.said(desk.rom).last().map(|it| it.message);
            let toast = desk.presses(owner, (desk.rom, told), "Не решено").await;
            if !toast.text.contains("Что не получилось") {
                return true;
            }
            let question = |it: &emulator::Line| it.asks && Some(it.message) > before;
            let prompt = desk.shows(desk.rom, "what is wrong", question).await.message;
            model.is_asked(nth, prompt);
        }
        (Kind::NotSolved, _) => {
            let prompt = model.talks[nth].prompt.unwrap();
            // Whoever was asked something else since must reply.
            if dice.one_in(2) && !model.talks[nth].answered {
                let home = model.plain_home(owner);
                model.says(desk, owner, desk.rom, home, "Опять мигает");
            }
            if !model.talks[nth].answered || dice.one_in(2) {
                model.replies(desk, owner, (desk.rom, prompt), Home::Of(nth), "И шумит");
                model.talks[nth].answered = true;
            }
            return true;
        }
    }
    false
}

/// Staff write a command of a ticket, here or there; where it is seen in the client's chat.
async fn staff_write(
    desk: &Desk,
    dice: &mut Dice,
    model: &mut Expected,
    (nth, command): (usize, &str),
) -> MessageId {
    let number = model.number(desk, nth).await;
    if dice.one_in(2) {
        let source = model.talks[nth].source.unwrap();
        return model.replies(desk, desk.olga, (desk.rom, source), Home::Of(nth), command);
    }
    let card = desk.card(desk.staff, &number, "").await.message;
    model.replies(desk, desk.peter, (desk.staff, card), Home::Of(nth), command);
    let token = model.last_token();
    let told = desk.hears(desk.rom, &token).await.message;
    model.places.push((told, Spot::Ticket(nth)));
    told
}

/// Somebody says something that has to do with no talk, or with another's.
async fn talks_along(desk: &Desk, dice: &mut Dice, model: &mut Expected) {
    let clients = [desk.anna, desk.boris, desk.viktor, desk.viktor];
    let who = *dice.any(&clients);
    // What was said long ago is spoken of, too, but less; and most of all what another is asked.
    let back = dice.below(model.places.len().min(12));
    let open = model.open_prompt().filter(|_| dice.one_in(2));
    let to = open.or_else(|| model.places.iter().rev().nth(back).copied());
    match (dice.below(8), to) {
        (0, Some((to, _))) => {
            let reply_to = dice.one_in(2).then_some(to);
            desk.tg.send(who, desk.rom, (&sticker(), ""), reply_to).unwrap();
        }
        (1..=3, Some((to, spot))) if !model.is_asked_of(spot, who) => {
            let home = model.home(spot);
            model.replies(desk, who, (desk.rom, to), home, "И у меня так");
        }
        (4, Some((to, spot))) => {
            let home = match model.home(spot) {
                // Staff's words may be an answer to the one who waits.
                Home::Nowhere => Home::Anywhere,
                home => home,
            };
            model.replies(desk, desk.olga, (desk.rom, to), home, "Смотрим");
        }
        (5, Some((_, Spot::Ticket(nth)))) => {
            let number = model.number(desk, nth).await;
            let card = desk.card(desk.staff, &number, "").await.message;
            let words = *dice.any(&["Уже едем", "/note Картридж заказан"]);
            model.replies(desk, desk.peter, (desk.staff, card), Home::Of(nth), words);
        }
        (6, _) if dice.one_in(2) => {
            model.says(desk, desk.olga, desk.rom, Home::Anywhere, "Добрый день, разбираемся");
        }
        (6, _) => {
            model.says(desk, desk.peter, desk.staff, Home::Nowhere, "Кто сегодня дежурит");
        }
        _ => {
            let home = model.plain_home(who);
            model.says(desk, who, desk.rom, home, "А у кого ключи от серверной");
        }
    }
}

fn sticker() -> serde_json::Value {
    json!({"sticker": {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512,
        "is_animated": false, "is_video": false,
    }})
}
