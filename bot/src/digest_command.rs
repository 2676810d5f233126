//! Digest command: when does an admin want staff to be told how the day stands?

use crate::texts::{Texts, cut, undirected};
use domain::desk::{Digests, Minute};
use fluent_templates::fluent_bundle::FluentValue;

/// The most UTF-16 units of a word that is said back.
const WORD_UNITS_MAX: usize = 60;

/// What is wrong with the words after `/digest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The first word that is no time of the day.
    NoTime(String),
    /// There are not two times.
    NotTwo,
}

/// The times that the words of `/digest` ask for; none where it stands alone.
///
/// `on`, `off`, or two times, either of which may be `off`.
///
/// # Errors
///
/// [`Wrong`]; a word that is no time goes before their number.
pub(crate) fn asked(words: &str) -> Result<Option<Digests>, Wrong> {
    let words: Vec<_> = words.split_whitespace().collect();
    let time = |word: &str| match word {
        "off" => Ok(None),
        word => word.parse::<Minute>().map(Some).map_err(|_| Wrong::NoTime(word.to_owned())),
    };
    match words.as_slice() {
        [] => Ok(None),
        ["on"] => Ok(Some(Digests::default())),
        ["off"] => Ok(Some(Digests::OFF)),
        words => match words.iter().map(|it| time(it)).collect::<Result<Vec<_>, _>>()?.as_slice() {
            [morning, evening] => Ok(Some(Digests { morning: *morning, evening: *evening })),
            _ => Err(Wrong::NotTwo),
        },
    }
}

/// What holds from now on.
pub(crate) fn set(texts: Texts, set: Digests) -> String {
    texts.with("digest-set", times(texts, set))
}

/// What holds, and how to change it.
pub(crate) fn now(texts: Texts, now: Digests) -> String {
    format!("{}\n{}", texts.with("digest-now", times(texts, now)), texts.text("digest-how"))
}

/// Which word is wrong, and how it is done right.
pub(crate) fn wrong(texts: Texts, wrong: &Wrong) -> String {
    match wrong {
        Wrong::NoTime(word) => {
            let word = cut(&undirected(word), WORD_UNITS_MAX);
            texts.with("digest-no-time", [("word", word.into())])
        }
        Wrong::NotTwo => texts.text("digest-two-times"),
    }
}

fn times(texts: Texts, it: Digests) -> [(&'static str, FluentValue<'static>); 2] {
    let time =
        |it: Option<Minute>| it.map_or_else(|| texts.text("digest-never"), |it| it.to_string());
    [("morning", time(it.morning).into()), ("evening", time(it.evening).into())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[track_caller]
    fn check(words: &str, then: Option<(Option<&str>, Option<&str>)>) {
        let set = asked(words)
            .unwrap()
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
    fn what_is_no_time_changes_nothing_and_is_named() {
        check("", None);
        let no_time = |it: &str| Err(Wrong::NoTime(it.to_owned()));
        for (words, then) in [
            ("25:00", no_time("25:00")),
            ("9", no_time("9")),
            ("24:00 18:00", no_time("24:00")),
            ("9:00 18:60", no_time("18:60")),
            ("утром 18:00", no_time("утром")),
            ("9:00", Err(Wrong::NotTwo)),
            ("9:00 18:00 20:00", Err(Wrong::NotTwo)),
        ] {
            assert_eq!(asked(words), then, "{words}");
        }
    }

    #[test]
    fn the_answer_says_what_holds_or_what_is_wrong() {
        let evening = asked("off 18:00").unwrap().unwrap();
        let (ru, en) = (Texts(Language::Ru), Texts(Language::En));
        assert_eq!(set(ru, evening), "Сводки: утром не приходит, вечером 18:00 (время поддержки).");
        assert_eq!(
            set(en, evening),
            "Digests: in the morning never, in the evening 18:00 (support time)."
        );
        assert!(now(ru, evening).starts_with("Сейчас: утром не приходит, вечером 18:00"));
        assert!(now(en, evening).contains("To change it: /digest 9:00 18:00."));
        let hour = asked("25:00").unwrap_err();
        assert!(wrong(ru, &hour).starts_with("«25:00» не время суток."));
        assert!(wrong(en, &Wrong::NotTwo).starts_with("It takes two times"));
    }
}
