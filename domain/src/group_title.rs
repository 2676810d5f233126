//! Group title: whose group is it, judging by what people called it?

use crate::ClientCode;
use std::collections::BTreeSet;

/// The most letters and digits of a code that is made.
const CODE_CHARS_MAX: usize = 8;
/// How many letters a code has at first.
const CODE_CHARS: usize = 3;
/// The code of a client whose title has no letter to begin one with.
const BARE_CODE: &str = "CLI";

/// What stands between the names of two companies.
const BETWEEN: [&str; 13] = ["×", "✕", "|", "—", "–", "-", "/", "\\", "·", "•", "&", "+", "<>"];
/// Words that say what a group is for, or which form a company has, and not whose it is.
const NOT_NAMES: [&str; 47] = [
    "поддержка",
    "поддержки",
    "техподдержка",
    "техподдержки",
    "саппорт",
    "сервис",
    "сервиса",
    "чат",
    "группа",
    "заявки",
    "заявка",
    "обращения",
    "ит",
    "клиент",
    "клиента",
    "общий",
    "рабочий",
    "support",
    "service",
    "services",
    "helpdesk",
    "help",
    "desk",
    "servicedesk",
    "chat",
    "group",
    "tickets",
    "requests",
    "it",
    "client",
    "customer",
    "ооо",
    "оао",
    "зао",
    "ао",
    "пао",
    "ип",
    "гк",
    "нко",
    "llc",
    "ltd",
    "inc",
    "gmbh",
    "corp",
    "co",
    "plc",
    "ag",
];
/// Words that join two names.
const JOINING: [&str; 7] = ["и", "and", "x", "х", "для", "for", "by"];

/// Whose group it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// A client of ours.
    Known(ClientCode),
    /// Somebody new, with a code that is free.
    New { title: String, code: ClientCode },
}

/// Whose group it may be: the client of ours whose code or whole name the title has; of several the one with the
/// longest name; else, or where two are equally likely, somebody new.
///
/// * `clients`: codes and names of all clients.
///
/// # Example
///
/// ```
/// # use domain::group_title::{Guess, guess};
/// let romashka = ("ROM".parse()?, "ООО «Ромашка»".to_owned());
/// assert_eq!(guess("Поддержка Ромашка", &[romashka.clone()]), Guess::Known(romashka.0));
/// # Ok::<(), domain::Malformed>(())
/// ```
pub fn guess(title: &str, clients: &[(ClientCode, String)]) -> Guess {
    let words = words(title);
    let likely =
        clients.iter().filter_map(|(code, name)| Some((likeness(&words, code, name)?, code)));
    let likely: Vec<_> = likely.collect();
    let most = likely.iter().map(|it| it.0).max();
    let mut best = likely.iter().filter(|it| Some(it.0) == most);
    if let (Some((_, code)), None) = (best.next(), best.next()) {
        return Guess::Known((*code).clone());
    }
    let title = name_in(title);
    let taken = clients.iter().map(|it| it.0.clone()).collect();
    let code = free_code(&title, &taken);
    Guess::New { title, code }
}

/// How many letters of a client's name, or code, stand in a title as whole words.
fn likeness(title: &[String], code: &ClientCode, name: &str) -> Option<usize> {
    let own: Vec<String> = words(name).into_iter().filter(|it| is_name(it)).collect();
    let length = |it: &[String]| it.iter().map(|it| it.chars().count()).sum::<usize>();
    let is_named = !own.is_empty() && title.windows(own.len()).any(|it| it == own);
    if is_named {
        return Some(length(&own));
    }
    let code = code.as_str().to_lowercase();
    title.contains(&code).then_some(code.len())
}

/// The part of a title that names a company: the first with a word that says more than what the group is for.
fn name_in(title: &str) -> String {
    let mut parts: Vec<Vec<&str>> = vec![vec![]];
    for word in title.split_whitespace() {
        let plain = plain(word);
        let ends = BETWEEN.contains(&word) || JOINING.contains(&plain.as_str());
        match parts.last_mut() {
            Some(part) if !ends && is_name(&plain) && !plain.is_empty() => part.push(word),
            _ if ends => parts.push(vec![]),
            _ => (),
        }
    }
    let found = parts.into_iter().find(|it| !it.is_empty()).unwrap_or_default().join(" ");
    let bare = found.trim_matches(|it: char| !it.is_alphanumeric() && it != ')' && it != '!');
    if bare.is_empty() { title.trim().to_owned() } else { bare.to_owned() }
}

/// A code that no client has, as like a title as codes can be: its first letters in Latin, then more of them, then
/// with a number.
pub fn free_code(title: &str, taken: &BTreeSet<ClientCode>) -> ClientCode {
    let latin: String = title.chars().flat_map(latin).collect();
    let latin = latin.trim_start_matches(|it: char| it.is_ascii_digit());
    let latin = if latin.len() < 2 { BARE_CODE } else { latin };
    let is_free = |text: &str| text.parse().ok().filter(|it| !taken.contains(it));
    let longer = (CODE_CHARS..=CODE_CHARS_MAX).map(|it| latin[..it.min(latin.len())].to_owned());
    let numbered = (2..).map(|number: u32| {
        let number = number.to_string();
        let letters = CODE_CHARS_MAX.saturating_sub(number.len()).min(CODE_CHARS).min(latin.len());
        format!("{}{number}", &latin[..letters])
    });
    longer.chain(numbered).find_map(|it| is_free(&it)).expect("there are more numbers than clients")
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|it: char| !it.is_alphanumeric());
    parts.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

fn plain(word: &str) -> String {
    word.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn is_name(word: &str) -> bool {
    !NOT_NAMES.contains(&word)
}

/// A letter or digit as codes have them; nothing for all else.
fn latin(letter: char) -> impl Iterator<Item = char> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    let text = match lower {
        'а' => "A",
        'б' => "B",
        'в' => "V",
        'г' => "G",
        'д' => "D",
        'е' | 'ё' | 'э' => "E",
        'ж' => "ZH",
        'з' => "Z",
        'и' | 'й' | 'ы' => "I",
        'к' => "K",
        'л' => "L",
        'м' => "M",
        'н' => "N",
        'о' => "O",
        'п' => "P",
        'р' => "R",
        'с' => "S",
        'т' => "T",
        'у' => "U",
        'ф' => "F",
        'х' => "KH",
        'ц' => "TS",
        'ч' => "CH",
        'ш' => "SH",
        'щ' => "SCH",
        'ю' => "YU",
        'я' => "YA",
        _ => "",
    };
    let own = lower.is_ascii_alphanumeric().then(|| lower.to_ascii_uppercase());
    text.chars().chain(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients() -> Vec<(ClientCode, String)> {
        let of = |code: &str, name: &str| (code.parse().unwrap(), name.to_owned());
        vec![
            of("ROM", "ООО «Ромашка»"),
            of("RMP", "Ромашка Плюс"),
            of("ACM", "ACME"),
            of("HP", "Hewlett Packard"),
            of("ONE", "Склад"),
            of("TWO", "Склад"),
        ]
    }

    #[track_caller]
    fn check(title: &str, then: &str) {
        let guessed = match guess(title, &clients()) {
            Guess::Known(code) => code.to_string(),
            Guess::New { title, code } => format!("new {title} {code}"),
        };
        assert_eq!(guessed, then, "{title}");
    }

    #[test]
    fn a_client_of_ours_is_known_by_its_whole_name_or_its_code() {
        for (title, then) in [
            ("Поддержка Ромашка", "ROM"),
            ("ромашка × Сервис", "ROM"),
            ("РОМАШКА/поддержка", "ROM"),
            ("Ромашка Плюс и поддержка", "RMP"),
            ("ACME × Сервис", "ACM"),
            ("Acme support", "ACM"),
            ("Service | HP", "HP"),
            ("Hewlett-Packard help desk", "HP"),
        ] {
            check(title, then);
        }
    }

    #[test]
    fn half_a_name_or_a_name_of_two_is_nobodys() {
        for (title, then) in [
            ("Ромашкино", "new Ромашкино ROMA"),
            ("Склад, заявки", "new Склад SKL"),
            ("Hewlett × Сервис", "new Hewlett HEW"),
        ] {
            check(title, then);
        }
    }

    #[test]
    fn of_somebody_new_the_name_is_taken_without_what_the_group_is_for() {
        for (title, then) in [
            ("Поддержка ООО «Василёк»", "new Василёк VAS"),
            ("Северный Ветер × Сервис", "new Северный Ветер SEV"),
            ("Сервис × Globex Corp.", "new Globex GLO"),
            ("IT support for Initech", "new Initech INI"),
            ("Жук & Ко", "new Жук ZHU"),
            ("4 сезона", "new 4 сезона SEZ"),
            ("Поддержка", "new Поддержка POD"),
            ("🚀", "new 🚀 CLI"),
            ("", "new  CLI"),
            ("Я", "new Я YA"),
        ] {
            check(title, then);
        }
    }

    #[test]
    fn a_code_is_free_however_many_are_taken() {
        let mut taken = BTreeSet::new();
        let mut made = Vec::new();
        for _ in 0..9 {
            let code = free_code("Ромашка", &taken);
            made.push(code.to_string());
            taken.insert(code);
        }
        let then =
            ["ROM", "ROMA", "ROMAS", "ROMASH", "ROMASHK", "ROMASHKA", "ROM2", "ROM3", "ROM4"];
        assert_eq!(made, then);
        let none = BTreeSet::new();
        for title in ["ИП", "12 34", "a", "«»", "Щёлково", "x9"] {
            assert!(free_code(title, &none).as_str().len() >= 2, "{title}");
        }
    }
}
