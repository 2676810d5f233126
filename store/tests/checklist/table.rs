//! Table: does docs/eventstoredb-checklist.md name every item, and only tests that exist?

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ITEMS: u32 = 40;

#[test]
fn the_table_names_every_item_once_with_a_test_that_exists_or_a_reason() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(room.join("../docs/eventstoredb-checklist.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["src/eventstoredb", "tests"] {
        gather(&room.join(folder), &mut tests);
    }
    let mut named = BTreeSet::new();
    let mut items = vec![];
    for row in table.lines() {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, item, _, shown, _] = cells[..] else { continue };
        let Ok(item) = item.parse::<u32>() else { continue };
        items.push(item);
        if let Some(reason) = shown.strip_prefix("not used: ") {
            assert!(reason.len() >= 5, "item {item} has no reason");
            continue;
        }
        for name in shown.split(", ") {
            let name = name.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
            let name = name.unwrap_or_else(|| panic!("item {item}: {shown}"));
            assert!(tests.contains(name), "item {item}: there is no test {name}");
            assert!(named.insert(name), "{name} shows two items");
        }
    }
    assert!(items.into_iter().eq(1..=ITEMS));
    assert!(named.len() > 30);
}

/// The names of all tests in a folder's files.
fn gather(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, tests);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                if line.starts_with("#[") {
                    is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                    continue;
                }
                let name = line.trim_start_matches("async ").strip_prefix("fn ");
                if let Some((name, _)) = name.and_then(|it| it.split_once('(')).filter(|_| is_test)
                {
                    tests.insert(name.to_owned());
                }
                is_test = false;
            }
        }
    }
}
