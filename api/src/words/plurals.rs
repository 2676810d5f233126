//! Every text that depends on a number, with numbers that Russian declines differently, as a table to be read.
//!
//! It lies in `api/golden/plurals.*.txt`; `UPDATE_GOLDEN=1` writes it anew.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const NUMBERS: [i64; 5] = [1, 2, 5, 11, 21];
/// The names by which a variant tells that it is chosen by a number.
const OF_NUMBERS: [&str; 4] = ["one", "few", "many", "other"];

/// What a text takes, and what it is chosen by.
#[derive(Debug, Default)]
struct Takes {
    arguments: BTreeSet<&'static str>,
    selectors: BTreeSet<&'static str>,
    /// The numeric variants of it.
    variants: BTreeSet<String>,
}

/// All that is written in one language.
fn written(language: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.iter().map(|it| fs::read_to_string(it).unwrap() + "\n").collect()
}

/// Each text that is chosen by a number.
fn plurals(ftl: &'static str) -> BTreeMap<&'static str, Takes> {
    let mut texts = BTreeMap::<&str, Takes>::new();
    let (mut key, mut selector) = ("", "");
    for line in ftl.lines().filter(|it| !it.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            (key, selector) = (name, "");
        }
        let Some(text) = (!key.is_empty()).then(|| texts.entry(key).or_default()) else { continue };
        for (at, _) in line.match_indices('$') {
            let rest = &line[at + 1..];
            let end = rest.find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len());
            text.arguments.insert(&rest[..end]);
            if rest[end..].trim_start().starts_with("->") {
                selector = &rest[..end];
            }
        }
        let variant = line.trim_start().trim_start_matches('*').strip_prefix('[');
        if let Some((variant, _)) = variant.and_then(|it| it.split_once(']')) {
            let of_number = OF_NUMBERS.contains(&variant) || variant.parse::<i64>().is_ok();
            if of_number && !selector.is_empty() {
                text.variants.insert(variant.to_owned());
                text.selectors.insert(selector);
            }
        }
    }
    texts.retain(|_, it| ["one", "few", "many"].iter().any(|form| it.variants.contains(*form)));
    texts
}

fn said(language: Language, key: &str, takes: &Takes, number: i64) -> String {
    let argument = |name: &&'static str| {
        let value = if takes.selectors.contains(name) {
            FluentValue::from(number)
        } else {
            FluentValue::from(format!("‹{name}›"))
        };
        (Cow::from(*name), value)
    };
    let arguments: HashMap<_, _> = takes.arguments.iter().map(argument).collect();
    let said = LOCALES.try_lookup_with_args(Words(language).identifier(), key, &arguments);
    said.unwrap_or_else(|| panic!("{key} is not said with {number}"))
}

#[test]
fn every_text_that_depends_on_a_number_is_said_rightly_with_each() {
    for (language, tag) in [(Language::Ru, "ru"), (Language::En, "en")] {
        let ftl: &'static str = Box::leak(written(tag).into_boxed_str());
        let mut table = String::new();
        for (key, takes) in plurals(ftl) {
            writeln!(table, "{key}").unwrap();
            let all = NUMBERS.map(|number| said(language, key, &takes, number));
            for (number, said) in NUMBERS.iter().zip(&all) {
                writeln!(table, "{number:>4}  {}", said.replace('\n', " ⏎ ")).unwrap();
            }
            if language == Language::Ru {
                let [one, _, five, eleven, many] = all.each_ref().map(String::as_str);
                let alike = |it: &str, number: &str| it.replace(number, "#");
                // One of a kind may be said without its number, and then with no other.
                if one.contains('1') || !many.contains("21") {
                    assert_eq!(alike(one, "1"), alike(many, "21"), "{key}: as with one");
                }
                assert_eq!(alike(five, "5"), alike(eleven, "11"), "{key}: as with many");
            }
        }
        let path = format!("{}/golden/plurals.{tag}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &table).unwrap();
        }
        assert_eq!(table, fs::read_to_string(&path).unwrap_or_default(), "{path}");
    }
}
