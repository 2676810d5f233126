//! No words of clients in any log line.

use crate::desk::Desk;
use std::io::Write;
use std::sync::{Mutex, Once, PoisonError};

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

struct Captured;

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From now on every line that any room of ours would log is kept.
pub(crate) fn listen() {
    LISTENING.call_once(|| {
        let filter = "warn,bot=trace,commands=trace,store=trace,projections=trace,domain=trace";
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
        lines.with_writer(|| Captured).init();
    });
}

/// Every line of a warning or worse, of all tests of this run.
pub(crate) fn troubles() -> String {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let lines = String::from_utf8_lossy(&lines).into_owned();
    let told = |it: &&str| it.contains("WARN") || it.contains("ERROR");
    lines.lines().filter(told).collect::<Vec<_>>().join("\n")
}

/// With requests, answers, edits, files, refusals and an update that cannot be understood.
#[tokio::test]
async fn words_and_names_of_people_are_in_no_log_line() {
    let desk = Desk::open().await;
    let asked = desk.requests(desk.anna, "криптофлоксин не печатает").await;
    desk.says(desk.boris, desk.rom, "болтофлоксин");
    desk.tg.edit(desk.anna, desk.rom, asked, "/new криптофлоксин заедает").unwrap();
    desk.tg.send_photo(desk.anna, desk.rom, "/new криптофлоксин на фото").unwrap();
    let card = desk.card(desk.staff, "ROM-1", "Новая").await;
    desk.replies(desk.olga, desk.staff, card.message, "смотрим криптофлоксин");
    desk.replies(desk.anna, desk.rom, asked, "/take криптофлоксин");
    let odd = serde_json::json!({
        "chat": {"id": desk.rom}, "date": desk.clock.now().timestamp(), "message_id": "криптофлоксин",
    });
    desk.tg.inject_update("message", odd);
    desk.settle().await;

    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.contains("bot"), "nothing was listened to");
    for secret in ["флоксин", "Анна", "Ромашка"] {
        assert!(!lines.contains(secret), "{secret}");
    }
}

/// Every line that was logged by any test of this run.
pub(crate) fn lines() -> String {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    String::from_utf8_lossy(&lines).into_owned()
}
