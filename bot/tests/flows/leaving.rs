//! Leaving: whoever is gone from a client's group asks nothing in private in its name.

use crate::desk::Desk;
use domain::chat::Event as ChatEvent;
use emulator::{Fault, UserId};
use std::time::Duration;

impl Desk {
    /// Asks for something in private. Answers how many requests somebody has made there by now.
    async fn receipts_alone(&self, who: UserId, words: &str) -> usize {
        self.says(who, who.private(), &format!("/private {words}"));
        self.settle().await;
        self.count(who.private(), "зарегистрирована")
    }

    async fn leavings(&self) -> usize {
        let all = self.of_chat(self.rom).await.into_iter();
        all.filter(|it| matches!(it.0, ChatEvent::MemberLeft(_))).count()
    }
}

#[tokio::test]
async fn whoever_left_the_group_or_was_thrown_out_asks_nothing_in_private_until_they_are_back() {
    let desk = Desk::open().await;
    desk.says(desk.boris, desk.rom, "Доброе утро");
    desk.settle().await;
    desk.tg.start(desk.boris, "").unwrap();
    assert_eq!(desk.receipts_alone(desk.boris, "Первое").await, 1);
    desk.clock.advance(Duration::from_mins(5));
    // Both ways in which Telegram tells it come, and one of them twice.
    desk.tg.faults().next("getUpdates", Fault::Duplicate);
    desk.tg.kick(desk.irina, desk.rom, desk.boris).unwrap();
    desk.settle().await;
    assert_eq!(desk.leavings().await, 1);
    // What he asked in private before proves nothing more.
    assert_eq!(desk.receipts_alone(desk.boris, "Второе").await, 1);
    desk.clock.advance(Duration::from_mins(5));
    desk.tg.invite(desk.irina, desk.rom, desk.boris).unwrap();
    desk.settle().await;
    assert_eq!(desk.receipts_alone(desk.boris, "Третье").await, 2);
    desk.clock.advance(Duration::from_mins(5));
    desk.tg.leave(desk.boris, desk.rom).unwrap();
    desk.settle().await;
    assert_eq!(desk.leavings().await, 2);
    assert_eq!(desk.receipts_alone(desk.boris, "Четвёртое").await, 2);
}
