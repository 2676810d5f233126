//! Awaits: does a text want an answer?

use crate::Awaits;

/// Whether a text wants an answer, and by which rule.
pub fn awaits(text: &str) -> (Awaits, &'static str) {
    const THANKS: [&str; 14] = [
        "спасибо",
        "благодарю",
        "спс",
        "ок",
        "окей",
        "хорошо",
        "понял",
        "поняла",
        "принято",
        "thanks",
        "thank",
        "you",
        "ok",
        "okay",
    ];
    const FILLERS: [&str; 8] = ["большое", "всё", "все", "вам", "много", "very", "much", "so"];
    let lower = text.to_lowercase();
    let mut words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    if lower.trim().is_empty() {
        return (Awaits::Answer, "without_words");
    }
    if lower.chars().all(|it| !it.is_alphanumeric()) {
        return (Awaits::Nothing, "emoji");
    }
    if words.all(|it| THANKS.contains(&it) || FILLERS.contains(&it)) {
        return (Awaits::Nothing, "thanks");
    }
    (Awaits::Answer, "words")
}
