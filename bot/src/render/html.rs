//! HTML: how are people's words put into a message so that they stay words and fit?

use crate::texts::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use domain::PersonId;
use projections::rows::PersonRow;
use std::collections::BTreeMap;
pub(crate) use teloxide::utils::html::bold;

/// The most UTF-16 units of a person's name in a message.
const NAME_UNITS_MAX: usize = 64;
/// The most UTF-16 units of a client's title in a message.
const TITLE_UNITS_MAX: usize = 128;

/// People's words as HTML.
pub(crate) fn escape(text: &str) -> String {
    teloxide::utils::html::escape(&undirected(text))
}

/// A title that people chose, as HTML.
pub(crate) fn title(text: &str) -> String {
    escape(&cut(text, TITLE_UNITS_MAX))
}

/// A name as HTML; who was erased, or never seen, has none.
pub(crate) fn name(texts: Texts, name: Option<&str>) -> String {
    match name.filter(|it| !it.is_empty()) {
        Some(name) => escape(&cut(name, NAME_UNITS_MAX)),
        None => texts.text("anonymous"),
    }
}

/// What is known of people, by who they are.
pub type People = BTreeMap<PersonId, PersonRow>;

/// A person's name as HTML.
pub(crate) fn name_of(texts: Texts, people: &People, person: PersonId) -> String {
    name(texts, people.get(&person).map(|it| it.name.as_str()))
}

/// A person's name that tells them of the message, where Telegram's number of them is known.
pub(crate) fn mention(texts: Texts, people: &People, person: PersonId) -> String {
    let shown = name_of(texts, people, person);
    match people.get(&person).and_then(|it| it.telegram_id) {
        Some(id) => format!("<a href=\"tg://user?id={id}\">{shown}</a>"),
        None => shown,
    }
}

/// A message round somebody's words, of which as many are taken as fit.
///
/// * `around` puts escaped words into the rest of the message.
pub(crate) fn fit(words: &str, around: impl Fn(&str) -> String) -> String {
    let rest = visible_units(&around(""));
    let room = MESSAGE_UNITS_MAX.saturating_sub(rest);
    around(&escape(&cut(words, room)))
}

/// How long a message is once Telegram has read its tags and entities, in UTF-16 units.
pub(crate) fn visible_units(html: &str) -> usize {
    let mut count = 0;
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        count += units(&rest[..at]);
        let tag = rest[at..].starts_with('<');
        let end = rest[at..].find(if tag { '>' } else { ';' }).map_or(rest.len(), |it| at + it + 1);
        count += usize::from(!tag);
        rest = &rest[end..];
    }
    count + units(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_as_long_as_what_is_seen_of_it() {
        assert_eq!(visible_units("<b>a&lt;b</b> 😀"), 6);
        assert_eq!(visible_units("<a href=\"tg://user?id=5\">Анна</a>"), 4);
    }

    #[test]
    fn words_are_cut_so_that_the_whole_message_fits_exactly() {
        let around = |words: &str| format!("<b>№</b> {words}");
        let message = fit(&"<&😀".repeat(3_000), around);
        assert!((MESSAGE_UNITS_MAX - 1..=MESSAGE_UNITS_MAX).contains(&visible_units(&message)));
        assert!(message.ends_with('…') && message.starts_with("<b>№</b> &lt;&amp;😀"));
        assert_eq!(fit("коротко", around), "<b>№</b> коротко");
    }

    #[test]
    fn words_do_not_turn_ours_round() {
        assert_eq!(escape("счёт\u{202E}gpj.exe\u{2066}"), "счётgpj.exe");
        assert_eq!(escape("שלום 👩\u{200D}🔧"), "שלום 👩\u{200D}🔧");
    }

    #[test]
    fn markup_in_a_name_is_no_markup() {
        let texts = Texts(domain::Language::Ru);
        assert_eq!(name(texts, Some("<b>Анна</b>")), "&lt;b&gt;Анна&lt;/b&gt;");
        assert_eq!(name(texts, Some("")), "Без имени");
    }
}
