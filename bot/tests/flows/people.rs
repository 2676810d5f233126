//! What people do in a chat, and what they wait to see there.

use crate::desk::Desk;
use emulator::{ChatId, Line, MessageId, Toast, UserId};
use std::time::Duration;

/// How long anything may take in real time before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How much later the next thing happens.
const MOMENT: Duration = Duration::from_secs(1);

impl Desk {
    pub(crate) fn says(&self, who: UserId, chat: ChatId, text: &str) -> MessageId {
        self.clock.advance(MOMENT);
        self.tg.say(who, chat, text).unwrap()
    }

    pub(crate) fn replies(
        &self,
        who: UserId,
        chat: ChatId,
        to: MessageId,
        text: &str,
    ) -> MessageId {
        self.clock.advance(MOMENT);
        self.tg.reply(who, chat, to, text).unwrap()
    }

    /// Presses a button by its label, and sees what pops up.
    pub(crate) async fn presses(&self, who: UserId, on: (ChatId, MessageId), label: &str) -> Toast {
        self.clock.advance(MOMENT);
        let press = self.tg.press(who, on.0, on.1, label).unwrap();
        let toast = self.tg.toast_within(&press, PATIENCE).await;
        toast.unwrap_or_else(|| panic!("no answer to {label}\n{}", self.transcripts()))
    }

    /// Presses a button that has the bot ask for words, and sees the question.
    pub(crate) async fn is_asked(
        &self,
        who: UserId,
        on: (ChatId, MessageId),
        label: &str,
    ) -> MessageId {
        let before = self.said(on.0).last().map(|it| it.message);
        self.presses(who, on, label).await;
        let question = |it: &Line| it.asks && Some(it.message) > before;
        self.shows(on.0, "a question", question).await.message
    }

    /// The newest message of the bot with these words, as soon as there is one.
    pub(crate) async fn hears(&self, chat: ChatId, words: &str) -> Line {
        self.shows(chat, words, |it| it.text.contains(words)).await
    }

    /// The bot's reply to a message, with these words.
    pub(crate) async fn hears_in_reply(&self, chat: ChatId, to: MessageId, words: &str) -> Line {
        let replies = |it: &Line| it.reply_to.as_ref().is_some_and(|it| it.message == to);
        self.shows(chat, words, |it| replies(it) && it.text.contains(words)).await
    }

    /// The newest message of the bot that is so, as soon as there is one.
    pub(crate) async fn shows(&self, chat: ChatId, what: &str, so: impl Fn(&Line) -> bool) -> Line {
        let found = || self.said(chat).into_iter().rev().find(&so);
        self.until(what, || found().is_some()).await;
        found().unwrap()
    }

    /// The card of a ticket in a chat, with these words on it.
    pub(crate) async fn card(&self, chat: ChatId, number: &str, words: &str) -> Line {
        let head = format!(" · № {number}");
        let english = format!(" · {number}");
        let is_card = |it: &Line| {
            let first = it.text.lines().next().unwrap_or_default();
            first.contains(&head) || first.contains(&english)
        };
        self.shows(chat, &format!("{number}: {words}"), |it| is_card(it) && it.text.contains(words))
            .await
    }

    /// A person's request becomes a ticket; its first words are told by the client's card.
    pub(crate) async fn requests(&self, who: UserId, text: &str) -> MessageId {
        let asked = self.says(who, self.rom, &format!("/new {text}"));
        self.hears_in_reply(self.rom, asked, "зарегистрирована").await;
        self.settle().await;
        asked
    }

    /// What the bot said in a chat, oldest first.
    pub(crate) fn said(&self, chat: ChatId) -> Vec<Line> {
        let lines = self.tg.transcript(chat).unwrap().lines;
        lines.into_iter().filter(|it| it.by_bot && !it.service).collect()
    }

    /// How often the bot said something with these words in a chat.
    pub(crate) fn count(&self, chat: ChatId, words: &str) -> usize {
        self.said(chat).iter().filter(|it| it.text.contains(words)).count()
    }

    pub(crate) fn line(&self, chat: ChatId, message: MessageId) -> Line {
        let lines = self.tg.transcript(chat).unwrap().lines;
        lines.into_iter().find(|it| it.message == message).unwrap()
    }

    /// What a message has said is now shown on cards as well.
    pub(crate) async fn rests(&self) {
        self.settle().await;
        self.clock.advance(Duration::from_mins(30));
        self.settle().await;
    }

    /// Everything that has happened is taken in, and all that follows from it is said.
    pub(crate) async fn settle(&self) {
        let views = &self.at_work.views;
        let quiet = || views.chats_with_ready(self.clock.now().into()).unwrap().is_empty();
        for _ in 0..2 {
            self.until("rest", || self.tg.unconfirmed() == 0 && quiet()).await;
            if let Some(head) = self.log.head().await.unwrap() {
                assert!(views.wait_for(head, PATIENCE).await);
            }
        }
        // What is not recorded is no less on its way.
        let rests = self.at_work.sender.rests();
        self.until("rest", || quiet() && rests.borrow().is_some()).await;
    }

    /// Waits until it is so.
    pub(crate) async fn until(&self, what: &str, so: impl Fn() -> bool) {
        let (mut told, mut seen) = (self.tg.changes(), self.at_work.views.changes());
        let waiting = async {
            while !so() {
                // What the bot has confirmed is told by no change.
                let look_again = tokio::time::sleep(Duration::from_millis(5));
                tokio::select! {
                    _ = told.changed() => (),
                    _ = seen.changed() => (),
                    () = look_again => (),
                }
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(in_time, "not in time: {what}\n{}", self.transcripts());
    }

    fn transcripts(&self) -> String {
        let chats = [self.rom, self.staff].map(|it| self.tg.transcript(it).unwrap().to_string());
        format!("{}\n{}", chats.join("\n"), crate::secrecy::troubles())
    }
}
