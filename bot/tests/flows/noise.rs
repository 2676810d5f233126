//! Noise: how much does each thing cost a client's group, by the emulator's own meter?
//!
//! The table stands in `docs/noise.md`; `UPDATE_GOLDEN=1` writes it.

#![expect(clippy::print_stdout, reason = "the figures are to be read")]

use crate::desk::Desk;
use crate::terms::rules;
use domain::chat::Event as ChatEvent;
use domain::policy::Rules;
use emulator::MessageId;
use std::fmt::Write as _;
use std::time::Duration;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/noise.md");
const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- end -->\n";
/// What a typical ticket may cost over its whole life: messages, then edits.
const TYPICAL_MAX: (usize, usize) = (4, 5);

/// What people do in a row. The second word says how much time goes by between the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    New,
    Dialogue,
    OfAMessage,
    Take,
    Question,
    Confirmed,
    Silence,
    NotSolved,
    Mine,
    Missed,
    Typical,
    Slow,
    Slower,
}

const FLOWS: [(Flow, &str); 13] = [
    (Flow::New, "`/new` with words, and nothing else"),
    (Flow::Dialogue, "the button, then the words"),
    (Flow::OfAMessage, "`/ticket` in reply to a message"),
    (Flow::Take, "an agent takes it"),
    (Flow::Question, "a question and its answer"),
    (Flow::Confirmed, "resolved and confirmed"),
    (Flow::Silence, "resolved, and closed by itself"),
    (Flow::NotSolved, "resolved and not solved"),
    (Flow::Mine, "\"my requests\" by the button"),
    (Flow::Missed, "a deadline that is shown is missed"),
    (Flow::Typical, "**a typical ticket, its whole life**, in minutes"),
    (Flow::Slow, "**the same**, a good half hour between the steps"),
    (Flow::Slower, "**the same**, five hours between the steps"),
];

/// What holds while people do this: whatever is no matter of deadlines keeps them all.
fn terms(flow: Flow) -> Rules {
    let mut rules = rules();
    if flow == Flow::Silence {
        rules.close_after_s = Some(3600);
    }
    if flow != Flow::Missed {
        for row in &mut rules.rows {
            let long = "300h".parse().ok();
            (row.first_response, row.next_response, row.resolution) = (long, long, long);
        }
    }
    rules
}

impl Desk {
    /// A request of Анна's, by its number.
    async fn a_request(&self) -> (String, MessageId) {
        let asked = self.requests(self.anna, "Не печатает").await;
        (self.numbers().await.pop().unwrap(), asked)
    }

    async fn later(&self, minutes: u64) {
        self.settle().await;
        self.clock.advance(Duration::from_mins(minutes));
        self.looks_at_the_time().await;
        self.settle().await;
    }

    /// So much time goes by that whatever waits to be shown is shown.
    async fn all_is_shown(&self) {
        self.settle().await;
        self.clock.advance(Duration::from_hours(25));
        self.settle().await;
    }

    async fn question(&self, number: &str, minutes: u64) {
        let card = self.card(self.staff, number, "").await;
        self.replies(self.olga, self.staff, card.message, &format!("/ask Какая модель, {number}?"));
        let question = self.hears(self.rom, &format!("Какая модель, {number}?")).await;
        self.later(minutes).await;
        self.replies(self.anna, self.rom, question.message, "HP 1020");
        self.settle().await;
    }

    async fn resolved(&self, number: &str) -> MessageId {
        self.says(self.olga, self.staff, &format!("/resolve {number} Готово, {number}"));
        let told = self.hears(self.rom, &format!("Готово, {number}")).await;
        self.settle().await;
        told.message
    }

    async fn is_taken(&self, number: &str) {
        self.says(self.olga, self.staff, &format!("/take {number}"));
        self.settle().await;
        assert!(self.ticket(number).assignee.is_some());
    }

    async fn confirmed(&self, number: &str, minutes: u64) {
        let told = self.resolved(number).await;
        self.later(minutes).await;
        self.presses(self.anna, (self.rom, told), "Да, закрыть").await;
        self.settle().await;
        let line = self.line(self.rom, told);
        assert!(line.buttons.is_empty() && line.text.contains("🔒 Закрыта"), "{}", line.text);
    }

    async fn whole_life(&self, minutes: u64) {
        let (number, _) = self.a_request().await;
        self.later(minutes).await;
        self.is_taken(&number).await;
        self.later(minutes).await;
        self.question(&number, minutes).await;
        self.later(minutes).await;
        self.confirmed(&number, minutes).await;
    }

    async fn play(&self, flow: Flow, pinned: MessageId) {
        match flow {
            Flow::New => drop(self.a_request().await),
            // They need a ticket that is there.
            Flow::Take | Flow::Question | Flow::Confirmed => (),
            Flow::Dialogue => {
                let prompt = self.is_asked(self.anna, (self.rom, pinned), "Новая заявка").await;
                self.replies(self.anna, self.rom, prompt, "Не печатает");
            }
            Flow::OfAMessage => {
                let said = self.says(self.boris, self.rom, "Опять не печатает");
                self.replies(self.anna, self.rom, said, "/ticket");
            }
            Flow::Silence | Flow::NotSolved => {
                let (number, _) = self.a_request().await;
                let told = self.resolved(&number).await;
                if flow == Flow::Silence {
                    self.later(61).await;
                    assert!(!self.ticket(&number).status.is_open(), "{number} is not closed");
                } else {
                    let on = (self.rom, told);
                    let prompt = self.is_asked(self.anna, on, "Не решено").await;
                    self.replies(self.anna, self.rom, prompt, "опять мигает");
                }
            }
            Flow::Mine => {
                let toast = self.presses(self.anna, (self.rom, pinned), "Мои заявки").await;
                assert!(toast.text.contains("ROM-"), "{}", toast.text);
            }
            Flow::Missed => {
                self.a_request().await;
                self.later(31).await;
                self.later(10).await;
            }
            Flow::Typical => self.whole_life(5).await,
            Flow::Slow => self.whole_life(35).await,
            Flow::Slower => self.whole_life(300).await,
        }
        self.settle().await;
    }

    /// The kinds of all that was said in Ромашка's group, and when.
    async fn told(&self) -> Vec<String> {
        let told = self.of_chat(self.rom).await.into_iter().filter_map(|it| match it.0 {
            ChatEvent::NoticeDelivered(it) => {
                Some(format!("{} {}", it.at.format("%H:%M:%S"), it.kind.name()))
            }
            _ => None,
        });
        told.collect()
    }

    /// What a flow costs Ромашка's group: messages and edits.
    async fn cost(&self, flow: Flow, pinned: MessageId) -> (usize, usize) {
        // Of what follows upon a ticket, its registration is no part.
        let number = match flow {
            Flow::Take | Flow::Question | Flow::Confirmed | Flow::Mine => {
                Some(self.a_request().await.0)
            }
            _ => None,
        };
        if matches!(flow, Flow::Question | Flow::Confirmed) {
            self.is_taken(number.as_deref().unwrap()).await;
        }
        self.all_is_shown().await;
        let before = self.tg.meter(self.rom);
        match (flow, number.as_deref()) {
            (Flow::Take, Some(number)) => self.is_taken(number).await,
            (Flow::Question, Some(number)) => self.question(number, 5).await,
            (Flow::Confirmed, Some(number)) => self.confirmed(number, 5).await,
            _ => self.play(flow, pinned).await,
        }
        self.all_is_shown().await;
        let after = self.tg.meter(self.rom);
        assert_eq!(after.refused, 0);
        (after.sends - before.sends, after.edits - before.edits)
    }
}

async fn measured(mode: &str) -> Vec<(usize, usize)> {
    let mut costs = Vec::new();
    for (flow, what) in FLOWS {
        let desk = Desk::open().await;
        desk.promises_by("always", terms(flow)).await;
        let chosen = desk.says(desk.irina, desk.rom, &format!("/notices {mode}"));
        desk.hears_in_reply(desk.rom, chosen, "Теперь").await;
        desk.settle().await;
        let pinned = desk.hears(desk.rom, "Заявки · Ромашка").await.message;
        let cost = desk.cost(flow, pinned).await;
        println!("{mode}: {what}: {cost:?}: {:?}", desk.told().await);
        costs.push(cost);
    }
    costs
}

#[tokio::test]
async fn a_typical_ticket_costs_its_group_at_most_four_messages_and_five_edits() {
    let (cards, board) = (measured("cards").await, measured("board").await);
    let mut table = "| What people do | card: messages | edits | board: messages | edits |\n\
                     |---|---|---|---|---|\n"
        .to_owned();
    for ((flow, what), (card, board)) in FLOWS.iter().zip(cards.iter().zip(&board)) {
        writeln!(table, "| {what} | {} | {} | {} | {} |", card.0, card.1, board.0, board.1)
            .unwrap();
        if matches!(flow, Flow::Typical | Flow::Slow | Flow::Slower) {
            for cost in [card, board] {
                assert!(cost.0 <= TYPICAL_MAX.0 && cost.1 <= TYPICAL_MAX.1, "{what}: {cost:?}");
            }
        }
        if *flow == Flow::Mine {
            assert_eq!((card, board), (&(0, 0), &(0, 0)), "a toast costs nothing");
        }
    }
    print!("{table}");
    let written = std::fs::read_to_string(DOCUMENT).unwrap();
    let (head, rest) = written.split_once(BEGIN).unwrap();
    let (was, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(DOCUMENT, format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
    } else {
        assert_eq!(was, table, "docs/noise.md tells otherwise; UPDATE_GOLDEN=1 writes it");
    }
}

#[tokio::test]
async fn a_card_never_says_new_above_a_question() {
    let desk = Desk::open().await;
    let (number, _) = desk.a_request().await;
    let card = desk.card(desk.rom, &number, "Новая").await;
    desk.says(desk.olga, desk.staff, &format!("/ask {number} Какая модель?"));
    desk.hears(desk.rom, "Какая модель?").await;
    desk.settle().await;
    let text = desk.line(desk.rom, card.message).text;
    assert!(text.contains("Нужен ваш ответ") && text.contains("Ольга"), "{text}");
}

#[tokio::test]
async fn a_resolution_that_nobody_confirms_is_on_the_card_after_a_day() {
    let desk = Desk::open().await;
    let (number, _) = desk.a_request().await;
    desk.is_taken(&number).await;
    let card = desk.card(desk.rom, &number, "Ольга").await;
    desk.resolved(&number).await;
    desk.rests().await;
    let shown = || desk.line(desk.rom, card.message).text;
    assert!(shown().contains("В работе"), "{}", shown());
    desk.clock.advance(Duration::from_hours(24));
    desk.settle().await;
    assert!(shown().contains("Выполнена, подтвердите"), "{}", shown());
}
