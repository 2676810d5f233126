//! Small: are words nothing but a greeting, thanks, or signs?

use serde::{Deserialize, Serialize};

/// Words that want nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Small {
    Greeting,
    /// Thanks, and that something was understood.
    Thanks,
    /// Emoji and signs, with no letter and no digit.
    Signs,
}

impl Small {
    pub const ALL: [Self; 3] = [Self::Greeting, Self::Thanks, Self::Signs];

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Greeting => &GREETINGS,
            Self::Thanks => &THANKS,
            Self::Signs => &[],
        }
    }
}

const GREETINGS: [&str; 24] = [
    "здравствуйте",
    "здравствуй",
    "здрасте",
    "привет",
    "приветствую",
    "доброе",
    "добрый",
    "доброго",
    "утро",
    "утра",
    "утром",
    "день",
    "дня",
    "вечер",
    "вечера",
    "времени",
    "суток",
    "hello",
    "hi",
    "hey",
    "good",
    "morning",
    "afternoon",
    "evening",
];
const THANKS: [&str; 22] = [
    "спасибо",
    "спасибочки",
    "благодарю",
    "благодарим",
    "спс",
    "ок",
    "окей",
    "хорошо",
    "отлично",
    "понял",
    "поняла",
    "поняли",
    "понятно",
    "принято",
    "ясно",
    "thanks",
    "thank",
    "you",
    "ok",
    "okay",
    "great",
    "understood",
];
/// What may stand beside them. Alone they say something.
const BESIDE: [&str; 19] = [
    "большое",
    "огромное",
    "всем",
    "всё",
    "все",
    "вам",
    "тебе",
    "коллеги",
    "уважаемые",
    "очень",
    "много",
    "very",
    "much",
    "so",
    "all",
    "everyone",
    "team",
    "colleagues",
    "a",
];

/// Whether a text is nothing but small words of these kinds.
pub fn is_only(kinds: &[Small], text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words =
        lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).peekable();
    if words.peek().is_none() {
        return kinds.contains(&Small::Signs) && !lower.trim().is_empty();
    }
    let is_small = |word: &str| kinds.iter().any(|it| it.words().contains(&word));
    let mut says_one = false;
    for word in words {
        if is_small(word) {
            says_one = true;
        } else if !BESIDE.contains(&word) {
            return false;
        }
    }
    says_one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, then: &[Small]) {
        let of: Vec<_> = Small::ALL.into_iter().filter(|it| is_only(&[*it], text)).collect();
        assert_eq!(of, then, "{text}");
    }

    #[test]
    fn greetings_thanks_and_signs_are_told_from_words_that_want_something() {
        check("Здравствуйте!", &[Small::Greeting]);
        check("Доброго времени суток, коллеги", &[Small::Greeting]);
        check("Good morning, everyone :)", &[Small::Greeting]);
        check("Спасибо большое!!", &[Small::Thanks]);
        check("ок", &[Small::Thanks]);
        check("👍", &[Small::Signs]);
        check("???", &[Small::Signs]);
        for text in ["", "  ", "Здравствуйте, не печатает", "все", "Принтер", "ок?а если нет"]
        {
            check(text, &[]);
        }
    }

    #[test]
    fn a_greeting_with_thanks_is_nothing_but_both() {
        let text = "Добрый день! Спасибо всем 🙏";
        check(text, &[]);
        assert!(is_only(&[Small::Greeting, Small::Thanks], text));
    }
}
