//! Digest command: when does an admin want staff to be told how the day stands?

use crate::texts::Texts;
use domain::Language;
use domain::desk::Digests;

/// The times that the words of `/digest` ask for; none of words that ask for nothing we know.
///
/// `on`, `off`, or two times, either of which may be `off`.
pub(crate) fn asked(words: &str) -> Option<Digests> {
    let words: Vec<_> = words.split_whitespace().collect();
    let time = |word: &str| if word == "off" { Some(None) } else { word.parse().ok().map(Some) };
    match words.as_slice() {
        ["on"] => Some(Digests::default()),
        ["off"] => Some(Digests::OFF),
        [morning, evening] => Some(Digests { morning: time(morning)?, evening: time(evening)? }),
        _ => None,
    }
}

/// What is answered: how to ask, or what holds from now on.
pub(crate) fn answer(language: Language, set: Option<Digests>) -> String {
    let texts = Texts(language);
    let Some(set) = set else { return texts.text("digest-how") };
    let time = |it: Option<domain::desk::Minute>| {
        it.map_or_else(|| texts.text("digest-never"), |it| it.to_string())
    };
    let arguments = [("morning", time(set.morning).into()), ("evening", time(set.evening).into())];
    texts.with("digest-set", arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, then: Option<(Option<&str>, Option<&str>)>) {
        let set = asked(words)
            .map(|it| (it.morning.map(|it| it.to_string()), it.evening.map(|it| it.to_string())));
        let owned = |it: Option<&str>| it.map(ToOwned::to_owned);
        assert_eq!(set, then.map(|(morning, evening)| (owned(morning), owned(evening))), "{words}");
    }

    #[test]
    fn digests_are_asked_for_with_two_times_or_switched_on_and_off() {
        check("9:00 18:00", Some((Some("09:00"), Some("18:00"))));
        check("08:30 off", Some((Some("08:30"), None)));
        check("off 18:00", Some((None, Some("18:00"))));
        check("off", Some((None, None)));
        check("on", Some((Some("09:00"), Some("18:00"))));
    }

    #[test]
    fn what_is_no_time_changes_nothing() {
        for words in
            ["", "9", "24:00 18:00", "9:60 18:00", "9:00", "9:00 18:00 20:00", "утром 18:00"]
        {
            check(words, None);
        }
    }

    #[test]
    fn the_answer_says_what_holds() {
        let evening = asked("off 18:00");
        assert_eq!(
            answer(Language::Ru, evening),
            "Сводки: утром не приходит, вечером 18:00 (время поддержки)."
        );
        assert_eq!(
            answer(Language::En, evening),
            "Digests: in the morning never, in the evening 18:00 (support time)."
        );
    }
}
