//! Rooms: does every room lean only on those it may, and is every file as the house wants it?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::{Table, Value};

/// The most lines of a file.
const LINES_MAX: usize = 600;

/// Which rooms each room may lean on; the root package may lean on all of them.
const ARROWS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("commands", &["domain", "store"]),
    ("projections", &["domain", "store"]),
    ("cards", &["domain"]),
    ("bot", &["domain", "store", "commands", "projections", "cards"]),
    ("api", &["domain", "store", "commands", "projections", "cards"]),
    // A Telegram that knew of us would imitate what we expect.
    ("emulator", &[]),
    // Nor must a server of the store's protocol.
    ("standin", &[]),
];
/// What tests may lean on beyond that: the stand-ins of Telegram and of a server, and a room's own suite.
const ARROWS_OF_TESTS: [(&str, &[&str]); 2] =
    [("store", &["standin", "store"]), ("bot", &["emulator"])];

#[test]
fn no_room_leans_on_one_it_may_not() {
    let rooms = rooms();
    let known: BTreeSet<&str> = rooms.keys().map(String::as_str).collect();
    assert_eq!(known, ARROWS.iter().map(|it| it.0).collect(), "a room without a line in ARROWS");
    for (room, manifest) in &rooms {
        let may = allowed(room, &ARROWS);
        let tests_may: BTreeSet<_> = may.union(&allowed(room, &ARROWS_OF_TESTS)).copied().collect();
        for table in ["dependencies", "build-dependencies"] {
            check(room, table, &leans_on(manifest, table, &known), &may);
        }
        check(
            room,
            "dev-dependencies",
            &leans_on(manifest, "dev-dependencies", &known),
            &tests_may,
        );
    }
}

#[test]
fn plain_cargo_test_tests_every_room() {
    let workspace = &manifest("Cargo.toml")["workspace"];
    let listed = |key: &str| -> BTreeSet<String> {
        let paths = workspace[key].as_array().unwrap().iter();
        paths.map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let mut members = listed("members");
    members.insert(".".to_owned());
    assert_eq!(listed("default-members"), members);
}

#[test]
fn every_room_keeps_the_lints_of_the_house() {
    for (room, manifest) in rooms() {
        let inherited = manifest.get("lints").and_then(|it| it.get("workspace"));
        assert_eq!(inherited, Some(&Value::Boolean(true)), "{room}");
    }
    assert_eq!(manifest("Cargo.toml")["lints"]["workspace"], Value::Boolean(true));
}

#[test]
fn every_file_says_in_its_first_line_which_question_it_answers() {
    for path in files::sources() {
        let text = files::read(&path);
        assert!(text.starts_with("//! "), "{} begins without a module comment", path.display());
    }
}

#[test]
fn no_file_is_longer_than_one_reads_at_a_time() {
    for path in files::sources() {
        let lines = files::read(&path).lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_is_left_for_later_and_no_warning_is_silenced() {
    let unwanted = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("dbg", "!("),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[all", "ow"),
        concat!("#![all", "ow"),
        concat!("#[ign", "ore"),
    ];
    // What writes golden files is no test, and must not run with them.
    let tool = concat!("#[ign", "ore = \"run by hand");
    for path in files::sources() {
        for (at, line) in files::read(&path).lines().enumerate() {
            let found = unwanted.iter().find(|it| line.contains(**it) && !line.contains(tool));
            assert_eq!(found, None, "{}:{}", path.display(), at + 1);
        }
    }
}

/// The manifest of each room, by its package's name.
fn rooms() -> BTreeMap<String, Table> {
    let root = manifest("Cargo.toml");
    let members = root["workspace"]["members"].as_array().unwrap().iter();
    let of_member = |it: &Value| manifest(Path::new(it.as_str().unwrap()).join("Cargo.toml"));
    let named = |it: Table| (it["package"]["name"].as_str().unwrap().to_owned(), it);
    members.map(of_member).map(named).collect()
}

/// The rooms that a table of dependencies names, under whatever name and for whatever platform.
fn leans_on(manifest: &Table, table: &str, known: &BTreeSet<&str>) -> BTreeSet<String> {
    let own = manifest.get(table).into_iter();
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter();
    let of_platforms = platforms.flat_map(Table::values).filter_map(|it| it.get(table));
    let entries = own.chain(of_platforms).flat_map(|it| it.as_table().unwrap());
    let package = |(name, it): (&String, &Value)| {
        it.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
    };
    entries.map(package).filter(|it| known.contains(it.as_str())).collect()
}

fn manifest(path: impl AsRef<Path>) -> Table {
    files::read(path).parse().unwrap()
}

fn allowed<'a>(room: &str, arrows: &[(&str, &'a [&'a str])]) -> BTreeSet<&'a str> {
    arrows.iter().filter(|it| it.0 == room).flat_map(|it| it.1).copied().collect()
}

#[track_caller]
fn check(room: &str, table: &str, leans_on: &BTreeSet<String>, may: &BTreeSet<&str>) {
    let wrong: Vec<_> = leans_on.iter().filter(|it| !may.contains(it.as_str())).collect();
    assert!(wrong.is_empty(), "{room} may not lean on {wrong:?} ({table})");
}
