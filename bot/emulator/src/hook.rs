//! Hook: how does an update reach a bot that does not ask for it?
//!
//! One request per chat at a time, so many side by side as the bot allows. What is not answered with 2xx is sent again.

use crate::Emulator;
use crate::faults::Fault;
use crate::updates::Lane;
use chrono::{DateTime, Utc};
use reqwest::Client;
use reqwest::header::RETRY_AFTER;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";
/// How long an answer is waited for; then the update is sent again.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
/// The pause before a second attempt; each further one is twice as long, up to the longest.
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(4);
/// How many times a pause is doubled.
const DOUBLINGS_MAX: u32 = 6;

/// Where the bot wants its updates to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    /// Each one that is set has its own.
    pub(crate) number: u64,
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    pub(crate) connections: usize,
    /// When a delivery failed last, and in Telegram's words why.
    pub(crate) last_error: Option<(DateTime<Utc>, String)>,
}

/// What a task of a lane has come to.
enum Done {
    Taken(Lane, i64),
    Failed(Lane, Failed),
    Rested(Lane),
}

/// Why an update was not taken.
struct Failed {
    words: String,
    /// How long the bot wants to be left alone.
    wait: Option<Duration>,
}

impl Failed {
    fn new(words: &str) -> Self {
        Self { words: words.to_owned(), wait: None }
    }
}

impl Emulator {
    /// Sends updates to the present web hook until another is set, or none, or `closing` is cancelled.
    pub(crate) fn begin_delivering(&self, closing: CancellationToken) {
        let Some(hook) = self.hook() else { return };
        let telegram = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = closing.cancelled() => (),
                () = deliver(&telegram, hook.number) => (),
            }
        });
    }

    fn hook(&self) -> Option<Hook> {
        self.look(|world, _| world.hook.clone())
    }
}

async fn deliver(telegram: &Emulator, number: u64) {
    let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    let http = http.timeout(ANSWER_WITHIN).build().expect("nothing of it can fail to be set up");
    let mut changes = telegram.changes();
    let mut tasks = JoinSet::new();
    // The lanes of which an update is on its way, or rests, with how many attempts have failed.
    let mut closed = BTreeMap::<Lane, u32>::new();
    let mut failures = BTreeMap::<Lane, u32>::new();
    let mut resting = 0;
    loop {
        changes.mark_unchanged();
        let Some(hook) = telegram.hook().filter(|it| it.number == number) else { return };
        let room = hook.connections.saturating_sub(tasks.len() - resting);
        let heads = telegram
            .quietly(|world, now| world.updates.heads(now, |it| closed.contains_key(&it), room));
        for (id, lane, body) in heads {
            closed.insert(lane, failures.remove(&lane).unwrap_or_default());
            let fault = telegram.faults().take("webhook");
            let (http, hook) = (http.clone(), hook.clone());
            tasks.spawn(async move {
                match send(&http, &hook, &body, fault).await {
                    Ok(()) => Done::Taken(lane, id),
                    Err(failed) => Done::Failed(lane, failed),
                }
            });
        }
        let done = tokio::select! {
            _ = changes.changed() => continue,
            Some(done) = tasks.join_next(), if !tasks.is_empty() => done.expect("no task panics"),
        };
        match done {
            Done::Taken(lane, id) => {
                closed.remove(&lane);
                telegram.quietly(|world, _| world.updates.delivered(id));
            }
            Done::Failed(lane, failed) => {
                let failed_before = closed.get(&lane).copied().unwrap_or_default();
                closed.insert(lane, failed_before + 1);
                let pause = PAUSE_MIN * 2_u32.pow(failed_before.min(DOUBLINGS_MAX));
                let pause = failed.wait.unwrap_or(pause).min(PAUSE_MAX);
                telegram.quietly(|world, now| {
                    if let Some(hook) = &mut world.hook {
                        hook.last_error = Some((now, failed.words));
                    }
                });
                resting += 1;
                tasks.spawn(async move {
                    tokio::time::sleep(pause).await;
                    Done::Rested(lane)
                });
            }
            Done::Rested(lane) => {
                resting -= 1;
                failures.extend(closed.remove(&lane).map(|it| (lane, it)));
            }
        }
    }
}

async fn send(
    http: &Client,
    hook: &Hook,
    update: &Value,
    fault: Option<Fault>,
) -> Result<(), Failed> {
    match fault {
        Some(Fault::CutBefore) => return Err(Failed::new("Connection reset by peer")),
        Some(Fault::ServerError) => {
            return Err(Failed::new("Wrong response from the webhook: 502 Bad Gateway"));
        }
        Some(Fault::RetryAfter(seconds)) => {
            let words = "Wrong response from the webhook: 429 Too Many Requests".to_owned();
            return Err(Failed { words, wait: Some(Duration::from_secs(seconds)) });
        }
        Some(Fault::Slow(by)) => tokio::time::sleep(by).await,
        Some(Fault::Duplicate) => post(http, hook, update).await?,
        Some(Fault::CutAfter | Fault::Truncated) | None => (),
    }
    let posted = post(http, hook, update).await;
    match fault {
        Some(Fault::CutAfter | Fault::Truncated) => Err(Failed::new("Read timeout expired")),
        _ => posted,
    }
}

async fn post(http: &Client, hook: &Hook, update: &Value) -> Result<(), Failed> {
    let mut request = http.post(&hook.url).json(update);
    if let Some(secret) = &hook.secret {
        request = request.header(SECRET_HEADER, secret);
    }
    let response = request.send().await.map_err(|it| {
        Failed::new(if it.is_timeout() {
            "Read timeout expired"
        } else if it.is_connect() {
            "Connection refused"
        } else {
            "Connection reset by peer"
        })
    })?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let wait = response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.parse().ok());
    Err(Failed {
        words: format!("Wrong response from the webhook: {status}"),
        wait: wait.map(Duration::from_secs),
    })
}
