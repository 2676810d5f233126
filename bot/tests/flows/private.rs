//! Private requests: who sees them, who never hears of them, and how they are made.

use crate::desk::Desk;
use crate::terms::rules;
use domain::Role;
use domain::ticket::{Closure, Event as TicketEvent};
use emulator::{ChatId, Fault, Line, MessageId, UserId};

/// The words of the request, which nobody but Анна and staff may read.
const WORDS: &str = "Не пускают в папку Оклады";

impl Desk {
    /// Somebody presses the button in the group, and follows the address that opens.
    async fn opens_privately(&self, who: UserId) -> MessageId {
        let card = self.group_card().await;
        let toast = self.presses(who, (self.rom, card.message), "Личная заявка").await;
        let address = toast.opens.unwrap();
        let (name, payload) = address.split_once("?start=").unwrap();
        assert_eq!(name, "https://t.me/desk_bot");
        let before = self.said_alone(who).last().map(|it| it.message);
        self.tg.start(who, payload).unwrap();
        let question = |it: &Line| it.asks && Some(it.message) > before;
        self.shows(who.private(), "a question", question).await.message
    }

    async fn group_card(&self) -> Line {
        self.hears(self.rom, "Заявки · Ромашка").await
    }

    fn said_alone(&self, who: UserId) -> Vec<Line> {
        let lines = self.tg.transcript(who.private()).map(|it| it.lines).unwrap_or_default();
        lines.into_iter().filter(|it| it.by_bot && !it.service).collect()
    }

    /// A private request of somebody who wrote in the group before, in one line.
    pub(crate) async fn asks_privately(&self, who: UserId, words: &str) -> (MessageId, Line) {
        let asked = self.says(who, who.private(), &format!("/private {words}"));
        let receipt = self.hears_in_reply(who.private(), asked, "зарегистрирована").await;
        self.settle().await;
        (asked, receipt)
    }

    pub(crate) async fn is_known(&self, who: UserId) {
        self.says(who, self.rom, "Доброе утро");
        self.settle().await;
    }

    /// Everything that a chat has ever shown: words, buttons, what popped up, and what stood there before an edit.
    fn all_of(&self, chat: ChatId) -> String {
        self.tg.transcript(chat).unwrap().to_string()
    }
}

fn hides(desk: &Desk, chat: ChatId, secrets: &[&str]) {
    let all = desk.all_of(chat);
    for secret in secrets {
        assert!(!all.contains(secret), "{secret} in\n{all}");
    }
}

#[tokio::test]
async fn a_button_in_the_group_opens_the_private_chat_where_the_request_is_made() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    // Виктор has never written a word in the group.
    let prompt = desk.opens_privately(desk.viktor).await;
    let shown = desk.line(desk.viktor.private(), prompt).text;
    assert!(shown.contains("Личная заявка, Ромашка"), "{shown}");
    desk.replies(desk.viktor, desk.viktor.private(), prompt, WORDS);
    let receipt = desk.hears(desk.viktor.private(), "Заявка № ROM-1 зарегистрирована").await;
    assert!(receipt.text.contains("её видите только вы и сотрудники"), "{}", receipt.text);
    let card = desk.card(desk.viktor.private(), "ROM-1", WORDS).await;
    assert!(card.text.contains("Исполнитель не назначен"), "{}", card.text);
    let staff = desk.card(desk.staff, "ROM-1", WORDS).await;
    assert!(staff.text.contains("её видят только автор и сотрудники"), "{}", staff.text);
    // From now on he is known.
    let (_, again) = desk.asks_privately(desk.viktor, "Ещё одно").await;
    assert!(again.text.contains("№ ROM-2"), "{}", again.text);
    desk.settle().await;
    hides(&desk, desk.rom, &["ROM-1", "ROM-2", WORDS, "Ещё одно"]);
}

#[tokio::test]
async fn an_address_is_of_no_use_to_anybody_but_whoever_pressed() {
    let desk = Desk::open().await;
    let card = desk.group_card().await;
    let toast = desk.presses(desk.viktor, (desk.rom, card.message), "Личная заявка").await;
    let address = toast.opens.unwrap();
    let (_, payload) = address.split_once("?start=").unwrap();
    let stranger = desk.tg.add_user(emulator::Profile::named("Чужой").speaks("ru"));
    desk.tg.start(stranger, payload).unwrap();
    desk.settle().await;
    assert!(desk.said_alone(stranger).iter().all(|it| !it.asks));
    let toast = desk.presses(desk.olga, (desk.rom, card.message), "Личная заявка").await;
    assert_eq!((toast.opens, toast.text.as_str()), (None, "Личную заявку оформляют люди клиента."));
}

#[tokio::test]
async fn a_person_of_no_client_is_told_what_to_do() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.boris, desk.boris.private(), "/private Оклад");
    let told = desk.hears_in_reply(desk.boris.private(), asked, "Не вижу, в группе").await;
    assert!(told.text.contains("напишите там /my"), "{}", told.text);
    let seen = desk.says(desk.boris, desk.rom, "/my");
    desk.hears_in_reply(desk.rom, seen, "нет").await;
    let (_, receipt) = desk.asks_privately(desk.boris, "Оклад").await;
    assert!(receipt.text.contains("№ ROM-1"), "{}", receipt.text);
}

#[tokio::test]
async fn in_the_group_private_is_explained_and_makes_no_ticket() {
    let desk = Desk::open().await;
    let asked = desk.says(desk.anna, desk.rom, &format!("/private {WORDS}"));
    desk.hears_in_reply(desk.rom, asked, "В группе это видят все").await;
    desk.settle().await;
    assert_eq!(desk.count(desk.staff, WORDS), 0);
}

/// The whole life of a private ticket, and the group hears neither its number nor a word of it.
#[tokio::test]
async fn the_group_finds_out_nothing_of_a_private_ticket_in_its_whole_life() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let (anna, alone) = (desk.anna, desk.anna.private());
    desk.is_known(anna).await;
    desk.is_known(desk.boris).await;
    let (asked, _) = desk.asks_privately(anna, WORDS).await;
    let card = desk.card(alone, "ROM-1", WORDS).await;
    desk.presses(anna, (alone, card.message), "Срочно").await;
    desk.settle().await;
    let staff = desk.card(desk.staff, "ROM-1", "Приоритет").await;
    desk.presses(desk.olga, (desk.staff, staff.message), "Взять в работу").await;
    desk.replies(desk.olga, desk.staff, staff.message, "Какая именно папка?");
    let answer = desk.hears(alone, "Какая именно папка?").await;
    desk.replies(anna, alone, answer.message, "Та, что на диске Зарплата");
    desk.hears(desk.staff, "Та, что на диске Зарплата").await;
    desk.tg.edit(anna, alone, asked, &format!("/private {WORDS} 2026")).unwrap();
    desk.hears(desk.staff, &format!("{WORDS} 2026")).await;

    // Others ask for it in every way they can.
    let boris = desk.says(desk.boris, desk.rom, "Так точно");
    desk.replies(desk.irina, desk.rom, boris, "/lead");
    desk.settle().await;
    for question in ["/status ROM-1", "/status 1", "/my", "/cancel ROM-1", "/reopen ROM-1"] {
        let asked = desk.says(desk.boris, desk.rom, question);
        desk.shows(desk.rom, question, |it| {
            it.reply_to.as_ref().is_some_and(|it| it.message == asked)
        })
        .await;
    }
    desk.says(desk.boris, desk.rom, "/open");
    desk.hears(desk.rom, "?start=open-ROM").await;
    for who in [desk.boris, desk.viktor] {
        for question in ["/my", "/open", "/status ROM-1", "/cancel ROM-1"] {
            desk.says(who, who.private(), question);
            desk.settle().await;
        }
    }
    // Staff in the group are as careful as everybody there.
    for command in ["/take ROM-1", "/resolve ROM-1 Готово", "/note ROM-1 Тайна"] {
        desk.says(desk.olga, desk.rom, command);
        desk.settle().await;
    }
    let similar = desk.says(desk.boris, desk.rom, &format!("/new {WORDS}"));
    desk.hears_in_reply(desk.rom, similar, "№ ROM-2").await;
    desk.settle().await;
    for command in ["/merge ROM-1 ROM-2", "/merge ROM-2 ROM-1", "/relate ROM-1 ROM-2"] {
        let asked = desk.says(desk.olga, desk.staff, command);
        desk.hears_in_reply(desk.staff, asked, "нельзя объединить или связать").await;
    }

    desk.says(desk.olga, desk.staff, "/resolve ROM-1 Дали доступ к окладам");
    let told = desk.hears(alone, "Дали доступ к окладам").await;
    let prompt = desk.is_asked(anna, (alone, told.message), "Не решено").await;
    desk.replies(anna, alone, prompt, "Папка всё ещё пуста");
    desk.hears(desk.staff, "Папка всё ещё пуста").await;
    desk.settle().await;
    desk.says(desk.olga, desk.staff, "/resolve ROM-1 Теперь точно дали");
    let told = desk.hears(alone, "Теперь точно дали").await;
    desk.presses(anna, (alone, told.message), "Да, закрыть").await;
    desk.rests().await;
    let closed = desk.of_ticket("ROM-1").await.into_iter().find_map(|it| match it.0 {
        TicketEvent::Closed(it) => Some(it.how),
        _ => None,
    });
    assert_eq!(closed, Some(Closure::Confirmed));

    let of_group = desk.tg.transcript(desk.rom).unwrap().lines;
    let by_people = ["/status ROM-1", "/cancel ROM-1", "/reopen ROM-1", "/take ROM-1"];
    for line in of_group.iter().filter(|it| it.by_bot) {
        // What Борис has written himself may be quoted to him.
        let shown = format!("{:?}", (&line.text, &line.html, &line.buttons, &line.toasts));
        for secret in ["ROM-1", "Зарплата", "окладам", "ещё пуста", "точно дали", "папка?"]
        {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        let of_boris = shown.contains("ROM-2") || line.reply_to.is_some();
        assert!(of_boris || !shown.contains(WORDS), "{shown}");
    }
    assert!(
        of_group.iter().any(|it| !it.by_bot && by_people.iter().any(|its| it.text.contains(its)))
    );
    for who in [desk.boris, desk.viktor] {
        for line in desk.said_alone(who) {
            let shown = (&line.text, &line.html, &line.buttons, &line.toasts);
            assert!(!format!("{shown:?}").contains("ROM-1"), "{line:?}");
        }
    }
}

#[tokio::test]
async fn words_are_kept_and_the_author_says_which_ticket_they_belong_to() {
    let desk = Desk::open().await;
    let (anna, alone) = (desk.anna, desk.anna.private());
    desk.is_known(anna).await;
    // Nothing is open: they may be a request.
    desk.says(anna, alone, "Нужен доступ к VPN");
    let which = desk.hears(alone, "Оформить это как личную заявку?").await;
    desk.presses(anna, (alone, which.message), "Личная заявка · Ромашка").await;
    desk.hears(alone, "Заявка № ROM-1 зарегистрирована").await;
    desk.settle().await;
    // One is open: they belong to it.
    desk.says(anna, alone, "С ноутбука");
    desk.hears(desk.staff, "С ноутбука").await;
    desk.asks_privately(anna, "Повысить оклад").await;
    // Two are open: it is asked, once.
    desk.says(anna, alone, "Ну что там?");
    let which = desk.hears(alone, "К какой заявке добавить эти слова?").await;
    assert_eq!(desk.count(desk.staff, "Ну что там?"), 0);
    let pressed = desk.presses(anna, (alone, which.message), "№ ROM-2 · Повысить оклад").await;
    assert!(pressed.text.contains("ROM-2"), "{}", pressed.text);
    desk.hears(desk.staff, "Ну что там?").await;
    desk.settle().await;
    let added = desk.of_ticket("ROM-2").await;
    let of = |it: &TicketEvent| matches!(it, TicketEvent::MessageAdded(_));
    assert_eq!(added.iter().filter(|it| of(&it.0)).count(), 1);
    assert_eq!(desk.count(alone, "К какой заявке"), 1);
}

#[tokio::test]
async fn a_blocked_bot_raises_the_alarm_of_what_was_not_delivered() {
    let desk = Desk::open().await;
    let anna = desk.anna;
    desk.is_known(anna).await;
    desk.asks_privately(anna, WORDS).await;
    desk.tg.block_bot(anna).unwrap();
    let staff = desk.card(desk.staff, "ROM-1", WORDS).await;
    desk.replies(desk.olga, desk.staff, staff.message, "Готово");
    let alarm = desk.hears(desk.staff, "Не доставлено в личный чат автора").await;
    assert!(alarm.text.contains("№ ROM-1") && alarm.text.contains("Ромашка"), "{}", alarm.text);
    desk.settle().await;
    hides(&desk, desk.rom, &["ROM-1", WORDS, "Готово"]);
}

#[tokio::test]
async fn whatever_comes_twice_is_one_request_and_one_message() {
    let desk = Desk::open().await;
    let (anna, alone) = (desk.anna, desk.anna.private());
    desk.is_known(anna).await;
    let twice = || desk.tg.faults().next("getUpdates", Fault::Duplicate);
    twice();
    let asked = desk.says(anna, alone, "/private");
    desk.settle().await;
    let prompts: Vec<_> = desk.said_alone(anna).into_iter().filter(|it| it.asks).collect();
    assert_eq!(prompts.len(), 1, "{asked:?}");
    twice();
    desk.replies(anna, alone, prompts[0].message, WORDS);
    desk.settle().await;
    desk.asks_privately(anna, "Повысить оклад").await;
    twice();
    desk.says(anna, alone, "Ну что там?");
    let which = desk.hears(alone, "К какой заявке добавить").await;
    desk.settle().await;
    assert_eq!(desk.count(alone, "К какой заявке добавить"), 1);
    twice();
    desk.presses(anna, (alone, which.message), "Личная заявка · Ромашка").await;
    desk.hears(alone, "№ ROM-3").await;
    desk.settle().await;
    let receipts = desk.said_alone(anna);
    let receipts = receipts.iter().filter(|it| it.text.contains("зарегистрирована"));
    assert_eq!(receipts.count(), 3);
}

#[tokio::test]
async fn one_of_staff_who_presses_not_solved_in_their_own_private_request_is_heard() {
    let desk = Desk::open().await;
    let (anna, alone) = (desk.anna, desk.anna.private());
    desk.is_known(anna).await;
    desk.asks_privately(anna, WORDS).await;
    desk.has_role(anna, Role::Agent).await;
    desk.says(desk.olga, desk.staff, "/resolve ROM-1 Дали доступ");
    let told = desk.hears(alone, "Дали доступ").await;
    desk.is_asked(anna, (alone, told.message), "Не решено").await;
    desk.hears(desk.staff, "♻️ № ROM-1: «Не решено» · Анна").await;
    desk.says(anna, alone, "Папка всё ещё пуста");
    desk.hears(desk.staff, "♻️ № ROM-1 возвращена в работу · Анна: Папка всё ещё пуста").await;
    // What they write next is a colleague's again, and no request.
    let heard = desk.said_alone(anna).len();
    desk.says(anna, alone, "Спасибо");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, ["Папка всё ещё пуста"]);
    assert_eq!(desk.words_of("ROM-1", "message_added").await, [""; 0]);
    assert!(desk.said_alone(anna)[heard..].iter().all(|it| it.buttons.is_empty()));
}

#[tokio::test]
async fn plain_words_of_staff_long_after_the_press_are_no_answer() {
    let desk = Desk::open().await;
    let (anna, alone) = (desk.anna, desk.anna.private());
    desk.is_known(anna).await;
    desk.asks_privately(anna, WORDS).await;
    desk.has_role(anna, Role::Agent).await;
    desk.says(desk.olga, desk.staff, "/resolve ROM-1 Дали доступ");
    let told = desk.hears(alone, "Дали доступ").await;
    desk.is_asked(anna, (alone, told.message), "Не решено").await;
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_mins(11));
    desk.says(anna, alone, "Папка всё ещё пуста");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-1", "reopened").await, [""; 0]);
    assert!(desk.life_of("ROM-1").await.iter().any(|it| it == "disputed"));
}
