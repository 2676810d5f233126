//! Does every text there is exist in both languages, with the same arguments, and is it used?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    assert_eq!(messages("ru"), messages("en"));
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let known = messages("ru");
    for text in quoted_texts() {
        let looks_like_a_key = prefixes(&known).iter().any(|it| text.starts_with(it.as_str()));
        assert!(!looks_like_a_key || known.contains_key(&text), "{text}");
    }
}

#[test]
fn every_text_is_asked_for() {
    let asked: BTreeSet<_> = quoted_texts().collect();
    // The hints belong to the keys of problems.
    let is_asked = |key: &str| asked.contains(key.strip_suffix("-hint").unwrap_or(key));
    let unused: Vec<_> = messages("ru").into_keys().filter(|it| !is_asked(it)).collect();
    assert_eq!(unused, Vec::<String>::new());
}

/// Each message of a language with the arguments it takes.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(root.join(format!("locales/{language}")))
        .unwrap()
        .map(|it| fs::read_to_string(it.unwrap().path()).unwrap())
        .collect();
    files.sort();
    let file = files.join("\n");
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut current = String::new();
    for line in file.lines().filter(|it| !it.starts_with('#') && !it.is_empty()) {
        if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '}'])) {
            key.clone_into(&mut current);
            let first = messages.insert(current.clone(), BTreeSet::new());
            assert_eq!(first, None, "{key} stands twice");
        }
        let arguments = line.split("{ $").skip(1).map(|it| it.split(' ').next().unwrap());
        messages.get_mut(&current).unwrap().extend(arguments.map(str::to_owned));
    }
    messages
}

/// The first words of the keys: `event-`, `fact-`.
fn prefixes(known: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    known.keys().filter_map(|it| Some(format!("{}-", it.split_once('-')?.0))).collect()
}

/// Every text in quotes that may be a key, of our sources and templates, and of what says the rules of a client.
fn quoted_texts() -> impl Iterator<Item = String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src/pages", "templates", "../domain/src/client_rules"].map(|it| root.join(it));
    let files = folders.into_iter().flat_map(|it| fs::read_dir(it).unwrap());
    let mut files: Vec<_> = files.map(|it| it.unwrap().path()).collect();
    files.extend(["src/delivery.rs", "src/words.rs"].map(|it| root.join(it)));
    files.into_iter().flat_map(|it| {
        let text = fs::read_to_string(it).unwrap();
        let pieces: Vec<_> = text.split('"').map(str::to_owned).collect();
        let is_key = |it: &String| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it == b'-')
        };
        pieces.into_iter().filter(is_key)
    })
}
