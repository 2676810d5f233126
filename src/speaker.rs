//! Speaker: what need not be recorded is said at once; and does that get said beside all else, without anybody waiting?

use anyhow::{Result, anyhow};
use bot::client::{Api as Telegram, CallError};
use bot::door::Says;
use bot::reception::Effect;
use bot::sender::Sender;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The most answers to presses, and words of set-ups, that are on their way at once; more are not said, but counted.
const TOASTS_MAX: usize = 256;

/// Something to say, and the place that it takes until it is said.
type Answer = (BoxFuture<'static, ()>, OwnedSemaphorePermit);

/// Says at once what need not be recorded.
pub(crate) struct Speaker {
    telegram: Telegram,
    sender: Arc<Sender>,
    answers: Begin,
}

/// Where answers are begun.
struct Begin {
    places: Arc<Semaphore>,
    begun: mpsc::Sender<Answer>,
    /// How many found no place since the process began.
    left_out: AtomicU64,
}

impl Begin {
    fn new() -> (Self, Answers) {
        let (begun, taken) = mpsc::channel(TOASTS_MAX);
        let places = Arc::new(Semaphore::new(TOASTS_MAX));
        (Self { places, begun, left_out: AtomicU64::new(0) }, Answers { begun: taken })
    }

    /// Says it beside all else, if there is a place.
    fn begin(&self, answer: impl Future<Output = ()> + Send + 'static) {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            // Told at the first, the second, the fourth and so on: a flood of them is no flood of lines.
            let left_out = self.left_out.fetch_add(1, Ordering::Relaxed) + 1;
            if left_out.is_power_of_two() {
                tracing::warn!(left_out, "too many answers at once: some were not said");
            }
            return;
        };
        // There is room for as many as have places; and whoever is told to stop says nothing more.
        let _: Result<(), _> = self.begun.try_send((answer.boxed(), place));
    }
}

/// The answers that are on their way.
pub(crate) struct Answers {
    begun: mpsc::Receiver<Answer>,
}

impl Answers {
    /// Sees every answer to its end, until cancelled.
    ///
    /// # Errors
    ///
    /// One of them panicked: we broke, and nobody else would hear of it.
    pub(crate) async fn run(mut self, cancel: CancellationToken) -> Result<()> {
        let mut on_their_way = JoinSet::new();
        loop {
            tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                Some((answer, place)) = self.begun.recv() => {
                    on_their_way.spawn(async move {
                        answer.await;
                        drop(place);
                    });
                }
                Some(said) = on_their_way.join_next() => {
                    said.map_err(|panic| anyhow!("an answer panicked: {panic}"))?;
                }
                else => cancel.cancelled().await,
            }
        }
    }
}

impl Speaker {
    pub(crate) fn new(telegram: Telegram, sender: Arc<Sender>) -> (Self, Answers) {
        let (begin, answers) = Begin::new();
        (Self { telegram, sender, answers: begin }, answers)
    }

    /// Answers a press beside all else.
    fn answer<F>(&self, answered: impl FnOnce(Telegram) -> F)
    where
        F: Future<Output = Result<(), CallError>> + Send + 'static,
    {
        let answered = answered(self.telegram.clone());
        self.answers.begin(async move {
            if let Err(error) = answered.await {
                tracing::debug!(%error, "an answer to a press was not said");
            }
        });
    }
}

impl Says for Speaker {
    fn say(&self, effect: Effect) {
        match effect {
            Effect::Reply { chat, reply_to, text } => {
                self.sender.transient(chat, Some(reply_to), text);
            }
            Effect::Choice { chat, reply_to, text, buttons } => {
                self.sender.offer(chat, reply_to, text, &buttons);
            }
            Effect::Html { chat, reply_to, html } => {
                self.sender.transient_html(chat, Some(reply_to), html);
            }
            Effect::Tell { chat, text } => self.sender.transient(chat, None, text),
            Effect::Buttons { chat, message, buttons } => {
                self.sender.show_buttons(chat, message, &buttons);
            }
            Effect::Instead { chat, message, text } => self.sender.instead(chat, message, text),
            Effect::SetUp(said) => {
                let telegram = self.telegram.clone();
                self.answers.begin(async move { bot::onboard::say(&telegram, said).await });
            }
            Effect::Toast { callback, text, alert } => {
                self.answer(|telegram| async move {
                    telegram.answer_callback(&callback, &text, alert).await
                });
            }
            Effect::Open { callback, url } => {
                self.answer(|telegram| async move { telegram.open_chat(&callback, &url).await });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn an_answer_that_panics_ends_its_part_and_the_others_were_said() {
        let (begin, answers) = Begin::new();
        let running = tokio::spawn(answers.run(CancellationToken::new()));
        let (say, said) = oneshot::channel();
        begin.begin(async move { say.send(()).unwrap() });
        said.await.unwrap();
        assert!(!running.is_finished());
        begin.begin(async { panic!("on purpose") });
        let ended = running.await.unwrap().unwrap_err().to_string();
        assert!(ended.contains("an answer panicked"), "{ended}");
    }

    #[tokio::test]
    async fn answers_give_their_places_back_and_no_more_are_on_their_way_than_there_are() {
        let (begin, answers) = Begin::new();
        let cancel = CancellationToken::new();
        let running = tokio::spawn(answers.run(cancel.clone()));
        let hold = CancellationToken::new();
        for _ in 0..TOASTS_MAX + 10 {
            let hold = hold.clone();
            begin.begin(async move { hold.cancelled().await });
        }
        assert_eq!(begin.places.available_permits(), 0);
        assert_eq!(begin.left_out.load(Ordering::Relaxed), 10);
        hold.cancel();
        let free = async {
            while begin.places.available_permits() < TOASTS_MAX {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), free).await.unwrap();
        cancel.cancel();
        running.await.unwrap().unwrap();
    }
}
