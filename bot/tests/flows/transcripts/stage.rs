//! Stage: what do people see, one after the other, while a conversation is played?

use crate::desk::{Desk, group};
use crate::people::PATIENCE;
use crate::terms::rules;
use chrono::{DateTime, FixedOffset, Utc};
use domain::Role;
use domain::policy::Rules;
use emulator::{ChatId, Label, Line, MessageId, Profile, Toast, UserId};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::memory::MemoryStore;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Ru,
    En,
}

/// What was last seen of a message: its words, its buttons, and what people set on it.
type Seen = (String, Vec<Vec<Label>>, Vec<String>);

/// A desk on which a conversation is played in one language, and what was seen of it so far.
pub(super) struct Stage {
    pub(super) desk: Desk,
    tongue: Tongue,
    /// The chats that are looked at, each with what it is called.
    places: Vec<(ChatId, &'static str)>,
    seen: BTreeMap<(ChatId, MessageId), Seen>,
    written: String,
}

impl Stage {
    /// A client's group and a staff chat in which people of that language are, with these rules.
    pub(super) async fn opens(tongue: Tongue, rules: Rules) -> Self {
        let store = Arc::new(MemoryStore::skipping());
        let none = (emulator::Limits::NONE, bot::pace::Limits::NONE);
        let mut desk = Desk::bare(store, |it| it, none).await;
        let pick = |ru: &'static str, en: &'static str| tongue.of(ru, en);
        if tongue == Tongue::En {
            let person = |name| desk.tg.add_user(Profile::named(name).speaks("en"));
            [desk.irina, desk.olga, desk.peter] = ["Irina", "Olga", "Peter"].map(person);
            [desk.anna, desk.boris, desk.viktor] = ["Anna", "Boris", "Victor"].map(person);
            desk.has_role(desk.irina, Role::Admin).await;
            desk.has_role(desk.olga, Role::Agent).await;
            desk.has_role(desk.peter, Role::Agent).await;
            desk.staff = group(&desk.tg, "Support", &[desk.irina, desk.olga, desk.peter]);
            let clients = [desk.anna, desk.boris, desk.viktor, desk.irina, desk.olga];
            desk.rom = group(&desk.tg, "Romashka and support", &clients);
        }
        desk.link_staff().await;
        if tongue == Tongue::En {
            desk.says(desk.irina, desk.staff, "/language en");
            desk.hears(desk.staff, "Language of the chat: English").await;
        }
        let token = desk.offered(pick("/client ROM Ромашка", "/client ROM en Romashka")).await;
        desk.bot_is_admin(desk.anna, desk.rom);
        desk.tg.start_group(desk.irina, desk.rom, &token).unwrap();
        desk.hears(desk.rom, pick("Заявки · Ромашка", "Requests · Romashka")).await;
        desk.settle().await;
        desk.promises(rules).await;
        desk.clock.advance(Duration::from_mins(3));
        let places =
            vec![(desk.rom, pick("[клиент]", "[client]")), (desk.staff, pick("[свои]", "[staff]"))];
        let seen = BTreeMap::new();
        let mut stage = Self { desk, tongue, places, seen, written: String::new() };
        stage.sees().await;
        stage.written.clear();
        stage
    }

    /// Looks at one more chat, from now on: what was said there so far is not told.
    pub(super) async fn looks_at(&mut self, chat: ChatId, ru: &'static str, en: &'static str) {
        let told = std::mem::take(&mut self.written);
        self.places.push((chat, self.of(ru, en)));
        self.sees().await;
        self.written = told;
    }

    /// The same on a desk with the usual rules.
    pub(super) async fn usual(tongue: Tongue) -> Self {
        Self::opens(tongue, rules()).await
    }

    /// Whichever of the two this conversation is in.
    pub(super) fn of(&self, ru: &'static str, en: &'static str) -> &'static str {
        self.tongue.of(ru, en)
    }

    pub(super) async fn says(&mut self, who: UserId, chat: ChatId, text: &str) -> MessageId {
        let said = self.desk.says(who, chat, text);
        self.sees().await;
        said
    }

    pub(super) async fn replies(
        &mut self,
        who: UserId,
        (chat, to): (ChatId, MessageId),
        text: &str,
    ) -> MessageId {
        let said = self.desk.replies(who, chat, to, text);
        self.sees().await;
        said
    }

    /// Somebody presses a button, and sees what pops up.
    pub(super) async fn presses(
        &mut self,
        who: UserId,
        on: (ChatId, MessageId),
        label: &str,
    ) -> Toast {
        self.desk.clock.advance(Duration::from_secs(1));
        let press = self.desk.tg.press(who, on.0, on.1, label);
        let press = press.unwrap_or_else(|it| panic!("{label}: {it:?}\n{}", self.written));
        let toast = self.desk.tg.toast_within(&press, PATIENCE).await.unwrap();
        let (at, name) = (self.now(), self.name(who));
        let kind = if toast.alert { "⧉" } else { "→" };
        let place = self.place(on.0);
        write!(self.written, "{at} {place} {name} 👆 [{label}]").unwrap();
        if !toast.text.is_empty() {
            write!(self.written, " {kind} «{}»", toast.text.replace('\n', "\n      ")).unwrap();
        }
        if let Some(opens) = &toast.opens {
            let (address, _) = opens.split_once('?').unwrap();
            write!(self.written, " → {address}").unwrap();
        }
        self.written.push('\n');
        self.sees().await;
        toast
    }

    /// So much time goes by.
    pub(super) async fn passes(&mut self, minutes: u64) {
        self.desk.minutes_later(minutes).await;
        self.sees().await;
    }

    /// An hour goes by, in which nobody takes up what clients said.
    pub(super) async fn waits(&mut self) {
        self.desk.waits(1).await;
        self.sees().await;
    }

    /// The label of a button with these words.
    pub(super) fn button(&self, on: (ChatId, MessageId), words: &str) -> String {
        let labels = self.desk.labels(on);
        labels.into_iter().find(|it| it.contains(words)).expect("a button with these words")
    }

    pub(super) async fn becomes(&mut self, day: u32, clock: &str) {
        self.desk.becomes(day, clock).await;
        writeln!(
            self.written,
            "\n== {} ==\n",
            self.desk.clock.now().with_timezone(&moscow()).format("%d.%m")
        )
        .unwrap();
        self.sees().await;
    }

    /// The newest message of the bot with these words.
    pub(super) fn told(&self, chat: ChatId, words: &str) -> (ChatId, MessageId) {
        let said = self.desk.said(chat);
        let found = said.iter().rev().find(|it| it.text.contains(words));
        let found = found.unwrap_or_else(|| panic!("nobody said {words}\n{}", self.written));
        (chat, found.message)
    }

    /// All that is new is written down: what people said, then what the bot said and changed, chat by chat.
    pub(super) async fn sees(&mut self) {
        self.desk.settle().await;
        // Nearly everything that people do is done in some conversation: after none of it anything is done twice.
        self.desk.follows_nothing_again().await;
        let (mut people, mut bot) = (String::new(), String::new());
        for chat in self.places.iter().map(|it| it.0).collect::<Vec<_>>() {
            let lines = self.desk.tg.transcript(chat).map(|it| it.lines);
            for line in lines.unwrap_or_default() {
                let now = (line.text.clone(), line.buttons.clone(), line.reactions.clone());
                let before = self.seen.insert((chat, line.message), now.clone());
                let whose = if line.by_bot { &mut bot } else { &mut people };
                match before {
                    None => {
                        whose.push_str(&self.fresh(chat, &line));
                        if !line.reactions.is_empty() {
                            bot.push_str(&self.reacted(chat, &line));
                        }
                    }
                    Some(before) if before != now => {
                        bot.push_str(&self.changed(chat, &line, &before));
                    }
                    Some(_) => (),
                }
            }
        }
        self.written.push_str(&people);
        self.written.push_str(&bot);
    }

    fn fresh(&self, chat: ChatId, line: &Line) -> String {
        if line.service {
            return String::new();
        }
        let (at, place) = (clock(line.at), self.place(chat));
        let name = if line.by_bot { self.of("Бот", "Bot") } else { &line.name };
        let mut told = format!("{at} {place} {name}");
        if let Some(quote) = &line.reply_to {
            let begin: String =
                quote.text.lines().next().unwrap_or_default().chars().take(30).collect();
            write!(told, " ↩ «{begin}»").unwrap();
        }
        let silent = if line.by_bot && line.silent { " 🔕" } else { "" };
        write!(told, "{silent}: {}", body(line)).unwrap();
        if line.asks {
            told.truncate(told.trim_end().len());
            told.push_str(" ⌨\n");
        }
        told
    }

    fn changed(&self, chat: ChatId, line: &Line, before: &Seen) -> String {
        let (at, place) = (self.now(), self.place(chat));
        if line.reactions != before.2 {
            return self.reacted(chat, line);
        }
        format!("{at} {place} ✎ {}", body(line))
    }

    fn reacted(&self, chat: ChatId, line: &Line) -> String {
        let (at, place) = (self.now(), self.place(chat));
        let begin: String = line.text.chars().take(30).collect();
        format!("{at} {place} {} ↩ «{begin}»\n", line.reactions.concat())
    }

    fn place(&self, chat: ChatId) -> &'static str {
        self.places.iter().find(|it| it.0 == chat).expect("only what is looked at is told").1
    }

    fn name(&self, who: UserId) -> String {
        self.desk.tg.person(who).unwrap().name()
    }

    fn now(&self) -> String {
        clock(self.desk.clock.now())
    }

    /// Compares what was seen with the golden file of a name. `UPDATE_GOLDEN=1` writes it anew.
    #[track_caller]
    pub(super) fn check(&self, name: &str) {
        let tag = self.of("ru", "en");
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/transcripts").join(tag);
        let path = folder.join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &self.written).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(self.written, golden, "{}; UPDATE_GOLDEN=1 writes it", path.display());
    }
}

impl Tongue {
    fn of(self, ru: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}

/// The words of a message and the buttons under it.
fn body(line: &Line) -> String {
    let files = if line.files.is_empty() { "" } else { "📎 " };
    // What a link carries is a secret, and another each time.
    let text = if line.text.starts_with("/start ") { "/start …" } else { line.text.as_str() };
    let mut body = format!("{files}{}\n", text.replace('\n', "\n      "));
    for row in &line.buttons {
        let row: Vec<_> = row.iter().map(|it| format!("[{}]", it.text)).collect();
        writeln!(body, "      {}", row.join(" ")).unwrap();
    }
    body
}

fn moscow() -> FixedOffset {
    FixedOffset::east_opt(3 * 3600).unwrap()
}

fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&moscow()).format("%H:%M").to_string()
}
