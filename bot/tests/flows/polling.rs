//! Up to when is nothing missing?

use crate::desk::Desk;
use std::time::Duration;

/// The most updates of one batch, by the Bot API.
const BATCH_MAX: usize = 100;
/// Far less than a long poll lasts.
const AT_ONCE: Duration = Duration::from_secs(8);

#[tokio::test]
async fn behind_a_full_batch_more_may_be_missing() {
    let mut desk = Desk::open().await;
    let (tg, anna, rom) = (desk.tg.clone(), desk.anna, desk.rom);
    let before = desk.accounted(rom).await.len();
    let many = BATCH_MAX + 50;
    desk.crash(|| {
        for _ in 0..many {
            tg.say(anna, rom, "Принтер не печатает").unwrap();
        }
    })
    .await;
    let mut drained = desk.at_work.poll.drained();
    drained.wait_for(Option::is_some).await.unwrap();
    assert_eq!(desk.accounted(rom).await.len() - before, many);
}

#[tokio::test]
async fn whoever_must_know_up_to_now_does_not_wait_for_the_poll_to_end() {
    let desk = Desk::open().await;
    desk.settle().await;
    let mut drained = desk.at_work.poll.drained();
    for _ in 0..3 {
        drained.mark_unchanged();
        desk.at_work.poll.hurry();
        tokio::time::timeout(AT_ONCE, drained.changed()).await.unwrap().unwrap();
    }
}
