//! The same keys and arguments in both languages, right plurals, no marks, and lengths that Telegram takes.

use super::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All that is written in one language.
pub(super) fn written(language: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.iter().map(|it| fs::read_to_string(it).unwrap() + "\n").collect()
}

/// Each key with the arguments it takes.
fn keys(ftl: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::<String, BTreeSet<String>>::new();
    let mut current = String::new();
    for line in ftl.lines().filter(|it| !it.starts_with('#') && !it.is_empty()) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            key.clone_into(&mut current);
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
        }
        let of = keys.get_mut(&current).expect("a text follows its key");
        for (at, _) in line.match_indices('$') {
            let name = line[at + 1..].split(|it: char| !it.is_alphanumeric()).next();
            of.extend(name.map(str::to_owned));
        }
    }
    keys
}

fn number() -> TicketNumber {
    "ROM-57".parse().unwrap()
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let (russian, english) = (keys(&written("ru")), keys(&written("en")));
    for one in ["hint-help-staff", "digest-morning", "menu-new"] {
        assert!(russian.contains_key(one), "{one}");
    }
    assert_eq!(russian, english);
}

#[test]
fn russian_counts_decline_as_russians_say_them() {
    let said = |count| Texts(Language::Ru).requests(count);
    for (count, words) in [
        (1, "1 заявка"),
        (2, "2 заявки"),
        (5, "5 заявок"),
        (11, "11 заявок"),
        (12, "12 заявок"),
        (21, "21 заявка"),
        (22, "22 заявки"),
        (100, "100 заявок"),
    ] {
        assert_eq!(said(count), words);
    }
    assert_eq!(Texts(Language::En).requests(1), "1 request");
    assert_eq!(Texts(Language::En).requests(21), "21 requests");
}

#[test]
fn no_text_has_marks_round_its_arguments() {
    // As a text, and as numbers that choose each variant.
    let samples = || [FluentValue::from("Ольга"), 1.into(), 2.into(), 5.into()];
    for (language, tag) in [(Language::Ru, "ru"), (Language::En, "en")] {
        let mut with_name = 0;
        let keys = keys(&written(tag));
        // A text may be part of another, which then takes its arguments too.
        let names: BTreeSet<_> = keys.values().flatten().collect();
        for key in keys.keys() {
            for sample in samples() {
                let argument = |it: &&String| (Cow::from((*it).clone()), sample.clone());
                let arguments: HashMap<_, _> = names.iter().map(argument).collect();
                let texts = Texts(language);
                let text = LOCALES.try_lookup_with_args(texts.identifier(), key, &arguments);
                let text = text.unwrap_or_else(|| panic!("{key} is not said in {tag}"));
                assert!(
                    !text.contains(|it| ('\u{2066}'..='\u{2069}').contains(&it)),
                    "{key}: {text:?}"
                );
                with_name += u32::from(text.contains("Ольга"));
            }
        }
        assert!(with_name > 100, "{with_name}");
    }
}

#[test]
fn a_number_bears_its_sign_in_russian_only() {
    assert_eq!(Texts(Language::Ru).number(&number()), "№ ROM-57");
    assert_eq!(Texts(Language::En).number(&number()), "ROM-57");
}

#[test]
fn a_state_is_called_after_who_reads_it() {
    let waiting = |language, reader| Texts(language).status(Status::WaitingForClient, reader);
    assert_eq!(waiting(Language::Ru, Reader::Client), "Нужен ваш ответ");
    assert_eq!(waiting(Language::Ru, Reader::Staff), "Ждём клиента");
    assert_eq!(waiting(Language::En, Reader::Client), "Waiting for you");
}

#[test]
fn every_toast_fits_however_long_the_names_and_lists_are() {
    let long = "Ольга 👩‍🔧 ".repeat(60);
    let line = |n: u64| Line {
        number: TicketNumber { code: "ACME2026".parse().unwrap(), number: n },
        status: Status::Resolved,
        assignee: Some(long.clone()),
    };
    let all = [
        Toast::AlreadyTaken { name: long.clone(), time: Some("12:05".to_owned()) },
        Toast::MyRequests((0..50).map(line).collect()),
        Toast::Failed(long.clone()),
        Toast::NotDone(long.clone()),
        Toast::TooManyGroups,
        Toast::AtCard(super::incidents::AtCard::Full(u32::MAX)),
        Toast::HowItWorks,
        Toast::OnlyAuthorOrStaff,
        Toast::Unverifiable,
    ];
    for language in [Language::Ru, Language::En] {
        for toast in &all {
            let text = toast.text(language, Reader::Client);
            assert!(units(&text) <= TOAST_UNITS_MAX, "{text}");
            assert!(!text.is_empty());
        }
    }
}

#[test]
fn a_list_that_does_not_fit_says_how_many_are_left() {
    let line = |n: u64| Line {
        number: TicketNumber { code: "ROM".parse().unwrap(), number: n },
        status: Status::InProgress,
        assignee: None,
    };
    let text = Toast::MyRequests((1..=30).map(line).collect()).text(Language::Ru, Reader::Client);
    assert!(text.starts_with("№ ROM-1: В работе\n№ ROM-2: В работе\n"), "{text}");
    let shown = text.lines().count() - 1;
    assert_eq!(text.lines().last(), Some(format!("ещё {}", 30 - shown).as_str()));
}

#[test]
fn a_text_is_never_cut_within_a_character() {
    assert_eq!(cut("абв", 3), "абв");
    assert_eq!(cut("абвг", 3), "аб…");
    assert_eq!(cut("а😀😀", 4), "а😀…");
    assert_eq!(cut("😀😀", 2), "…");
    assert_eq!(cut("абв", 0), "");
}
