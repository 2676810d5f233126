//! Similar: do these words ask for what an open ticket asks for already?
//!
//! Words are compared by their stems, so that endings, order, greetings and capitals make no difference. Nothing is
//! guessed: the same two texts always give the same answer. It is only ever a proposal, which a person takes or not.

use crate::PersonId;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How long after their first words somebody who writes of the same thing probably means the same thing.
pub const SAME_PERSON_WITHIN: TimeDelta = TimeDelta::minutes(30);
/// How many thousandths two texts must have in common: of the same person shortly after, and of all others.
const SAME_PERSON_LIKENESS_MIN: u32 = 400;
const LIKENESS_MIN: u32 = 600;
/// The most words of a text that are compared.
const WORDS_MAX: usize = 60;
/// The fewest letters of a word that says something, and of a stem.
const LETTERS_MIN: usize = 3;
/// The fewest letters that two stems must share at their beginning, and the most by which the longer goes on.
const STEM_MIN: usize = 4;
const TAIL_MAX: usize = 3;

/// Words that stand in any request, and so tell none from another.
const COMMON: [&str; 62] = [
    "здравствуйте",
    "здравствуй",
    "добрый",
    "доброе",
    "день",
    "утро",
    "вечер",
    "привет",
    "коллеги",
    "пожалуйста",
    "спасибо",
    "помогите",
    "помочь",
    "нужно",
    "надо",
    "нужна",
    "нужен",
    "срочно",
    "опять",
    "снова",
    "ещё",
    "еще",
    "тоже",
    "очень",
    "это",
    "эта",
    "этот",
    "что",
    "как",
    "для",
    "при",
    "над",
    "под",
    "или",
    "нас",
    "вас",
    "нам",
    "вам",
    "есть",
    "нет",
    "работает",
    "работают",
    "работать",
    "проблема",
    "просьба",
    "hello",
    "please",
    "thanks",
    "the",
    "and",
    "not",
    "does",
    "doesn",
    "isn",
    "with",
    "our",
    "again",
    "urgent",
    "problem",
    "help",
    "work",
    "working",
];

/// Endings, in both languages, the longest first.
const ENDINGS: [&str; 62] = [
    "иями",
    "ются",
    "ится",
    "ется",
    "ился",
    "ились",
    "илась",
    "илось",
    "лись",
    "лась",
    "лось",
    "ает",
    "яет",
    "ует",
    "ают",
    "яют",
    "уют",
    "ать",
    "ять",
    "ить",
    "еть",
    "ами",
    "ями",
    "ого",
    "его",
    "ому",
    "ему",
    "ыми",
    "ими",
    "лся",
    "ing",
    "ов",
    "ев",
    "ей",
    "ой",
    "ый",
    "ий",
    "ая",
    "яя",
    "ое",
    "ее",
    "ые",
    "ие",
    "ую",
    "ом",
    "ем",
    "ам",
    "ям",
    "ах",
    "ях",
    "ет",
    "ит",
    "ют",
    "ят",
    "ed",
    "es",
    "а",
    "я",
    "о",
    "ы",
    "и",
    "s",
];
/// Single letters that are an ending where nothing longer is.
const LAST: [char; 5] = ['е', 'у', 'ю', 'ь', 'й'];

/// A text, and who wrote it when.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub text: &'a str,
    pub author: PersonId,
    pub at: DateTime<Utc>,
}

/// How much two texts have in common, in thousandths; the number of equal words stands beside it.
fn likeness(one: &Stems, other: &Stems) -> (u32, usize) {
    let shared = one.words.iter().filter(|it| other.has(it)).count();
    let back = other.words.iter().filter(|it| one.has(it)).count();
    let all = one.words.len() + other.words.len();
    let of = u32::try_from(1_000 * (shared + back) / all.max(1)).unwrap_or(0);
    (of, shared.min(back))
}

/// Whether words seem to ask for what earlier words ask for.
pub fn is_similar(new: Said<'_>, old: Said<'_>) -> bool {
    likeness_of(new, old).is_some()
}

/// The place of the ticket whose words these are most like, if they are like any; of equals, the first.
pub fn most_similar(new: Said<'_>, old: &[Said<'_>]) -> Option<usize> {
    let found =
        old.iter().enumerate().filter_map(|(place, it)| Some((likeness_of(new, *it)?, place)));
    found.max_by_key(|(of, place)| (*of, usize::MAX - place)).map(|it| it.1)
}

fn likeness_of(new: Said<'_>, old: Said<'_>) -> Option<u32> {
    let (one, other) = (Stems::of(new.text), Stems::of(old.text));
    // Two rooms, two printers, two orders.
    if !one.numbers.is_empty()
        && !other.numbers.is_empty()
        && one.numbers.is_disjoint(&other.numbers)
    {
        return None;
    }
    let (of, shared) = likeness(&one, &other);
    let apart = (new.at - old.at).abs();
    let least = if new.author == old.author && apart <= SAME_PERSON_WITHIN {
        SAME_PERSON_LIKENESS_MIN
    } else {
        LIKENESS_MIN
    };
    // One word in common is enough only where there is no other.
    let enough = shared >= 2 || (shared == 1 && of == 1_000);
    (enough && of >= least).then_some(of)
}

/// What of a text is compared.
struct Stems {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Stems {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        let mut stems = Self { words: BTreeSet::new(), numbers: BTreeSet::new() };
        for word in words.take(WORDS_MAX) {
            if word.bytes().any(|it| it.is_ascii_digit()) {
                stems.numbers.insert(word.to_owned());
            } else if word.chars().count() >= LETTERS_MIN && !COMMON.contains(&word) {
                stems.words.insert(stem(&word.replace('ё', "е")));
            }
        }
        stems
    }

    fn has(&self, stem: &str) -> bool {
        self.words.iter().any(|it| is_same(it, stem))
    }
}

fn stem(word: &str) -> String {
    let word = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")).unwrap_or(word);
    let long = |it: &&str| it.chars().count() >= LETTERS_MIN;
    let shorter = ENDINGS.iter().filter_map(|it| word.strip_suffix(it)).find(long);
    let shorter = shorter.or_else(|| word.strip_suffix(LAST).filter(long));
    shorter.unwrap_or(word).to_owned()
}

/// Whether two stems are of one word: equal, one begins with the other and goes on a little, or they differ in the last
/// letter of a long one.
fn is_same(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let tails = [one, other].map(|it| it.chars().count() - shared);
    match tails {
        [0, 0] => true,
        [0, tail] | [tail, 0] => shared >= STEM_MIN && tail <= TAIL_MAX,
        [1, 1] => shared > STEM_MIN,
        [_, _] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: PersonId = PersonId([1; 16]);
    const BORIS: PersonId = PersonId([2; 16]);

    fn said(text: &str, author: PersonId, minute: i64) -> Said<'_> {
        let at = DateTime::from_timestamp(1_800_000_000 + 60 * minute, 0).unwrap();
        Said { text, author, at }
    }

    /// Of another person an hour later, and of the same person five minutes later.
    #[track_caller]
    fn check(old: &str, new: &str, others: bool, same_person: bool) {
        let first = said(old, ANNA, 0);
        let told = (is_similar(said(new, BORIS, 60), first), is_similar(said(new, ANNA, 5), first));
        assert_eq!(told, (others, same_person), "{old} / {new}");
        // It is the same the other way round.
        let turned = is_similar(first, said(new, BORIS, 60));
        assert_eq!(turned, others, "{new} / {old}");
    }

    #[test]
    fn the_same_request_in_other_words_forms_and_order_is_similar() {
        check(
            "Не печатает принтер в бухгалтерии",
            "не печатает принтер в бухгалтерии!!",
            true,
            true,
        );
        check(
            "Не печатает принтер в бухгалтерии",
            "В бухгалтерии принтер опять не печатает",
            true,
            true,
        );
        check("Принтер не печатает", "принтеры не печатают, помогите пожалуйста", true, true);
        check("Здравствуйте! Сломался сканер", "сканер сломан", true, true);
        check("Не открывается почта у Марии", "Почту Марии открыть не получается", true, true);
        check("Нет интернета", "интернет пропал", false, false);
        check("Printer is not printing", "The printer does not print", true, true);
        check("Cannot open the mail of Mary", "Mary's mail cannot be opened again", true, true);
        check("Принтер", "принтер не работает", true, true);
    }

    #[test]
    fn another_request_is_not_similar() {
        check("Не печатает принтер в бухгалтерии", "Не работает почта", false, false);
        check("Не работает принтер", "Не работает телефон", false, false);
        check("Нужен доступ к папке отдела продаж", "Нужен новый монитор", false, false);
        check("Please reset my password", "Please order new chairs", false, false);
        check("", "", false, false);
        check("Здравствуйте", "Здравствуйте, коллеги", false, false);
        check("👍", "👍", false, false);
    }

    #[test]
    fn two_numbers_are_two_things() {
        check(
            "Принтер в кабинете 305 не печатает",
            "Принтер в кабинете 207 не печатает",
            false,
            false,
        );
        check(
            "Принтер в кабинете 305 не печатает",
            "в 305 кабинете не печатает принтер",
            true,
            true,
        );
        check("Принтер в кабинете 305 не печатает", "не печатает принтер в кабинете", true, true);
    }

    #[test]
    fn of_the_same_person_shortly_after_less_is_enough() {
        let (old, new) =
            ("Принтер в бухгалтерии зажевал бумагу", "принтер бумагу порвал, лоток заклинило");
        check(old, new, false, true);
        let late = said(new, ANNA, 31);
        assert!(!is_similar(late, said(old, ANNA, 0)));
    }

    #[test]
    fn of_several_the_most_similar_is_proposed_and_of_equals_the_first() {
        let old = [
            said("Не работает почта", ANNA, 0),
            said("Принтер не печатает в бухгалтерии на втором этаже", ANNA, 0),
            said("Принтер не печатает", ANNA, 0),
            said("Принтер не печатает", ANNA, 1),
        ];
        let of = |text| most_similar(said(text, BORIS, 60), &old);
        assert_eq!(of("не печатает принтер"), Some(2));
        assert_eq!(of("почта не приходит и не уходит"), None);
        assert_eq!(most_similar(said("принтер", BORIS, 0), &[]), None);
    }
}
