//! Words: does each word mean one thing, in the one place where it may?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;

/// The word that is kept for the signed statement of a log's size and hash.
const KEPT: &str = concat!("check", "point");
/// Where SQLite's own meaning of it may be spoken of.
const SQLITE: [&str; 2] = ["store/src/sqlite", "store/src/sqlite_keyring"];
/// SQLite's name for moving its WAL, which can be said in no other way.
const PRAGMA: &str = concat!("PRAGMA wal_check", "point(");

/// Words that say nothing, or mean something else here, as parts of a type's name.
const UNWANTED: [&str; 26] = [
    "Manager",
    "Helper",
    "Util",
    "Utils",
    "Service",
    "Handler",
    "Processor",
    "Info",
    // Of the desk: ticket, client, requester, agent, chat, calendar, deadline, breach.
    "Issue",
    "Customer",
    "Reporter",
    "Category",
    "Schedule",
    "Timer",
    "Countdown",
    "Violation",
    "Expiry",
    "Cron",
    "Scheduler",
    // Of event sourcing: recorded, evolve, reaction, position, fold, conflict, view.
    "Envelope",
    "Saga",
    "Aggregate",
    "Offset",
    "Snapshot",
    "Hydrate",
    "Model",
];

#[test]
fn the_word_for_a_signed_statement_is_used_for_nothing_else() {
    for path in files::sources() {
        // The crates of a cluster's makers have a meaning of their own, which is heard where they are driven.
        let foreign =
            ["benches/peers", "store/tests/standin/tests", "store/src/eventstoredb/names.rs"];
        if SQLITE.iter().chain(&foreign).any(|it| path.starts_with(it)) {
            continue;
        }
        for (at, line) in files::read(&path).lines().enumerate() {
            let rest = line.to_lowercase().replace(&PRAGMA.to_lowercase(), "");
            assert!(!rest.contains(KEPT), "{}:{}: say bookmark", path.display(), at + 1);
        }
    }
}

#[test]
fn no_type_is_named_with_a_word_that_says_nothing() {
    let mut count = 0;
    for path in files::sources() {
        // Telegram, the store's peers, and what speaks a cluster's protocol have words of their own.
        let foreign = ["bot/emulator", "benches/peers", "store/tests/standin"];
        if foreign.iter().any(|it| path.starts_with(it)) {
            continue;
        }
        for name in files::read(&path).lines().filter_map(named_type) {
            count += 1;
            let found = parts(&name).into_iter().find(|it| UNWANTED.contains(&it.as_str()));
            assert_eq!(found, None, "{name} in {}", path.display());
        }
    }
    assert!(count > 100, "only {count} types were found");
}

#[test]
fn a_name_is_taken_apart_at_its_capitals() {
    assert_eq!(parts("SqliteKeyring"), ["Sqlite", "Keyring"]);
    assert_eq!(named_type("    pub(crate) struct BatchManager<'c> {").unwrap(), "BatchManager");
    assert_eq!(named_type("// a struct of ours"), None);
}

/// The name of the type that a line declares.
fn named_type(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|it| it.starts_with("pub"));
    let keyword = words.next()?;
    let declares = ["struct", "enum", "trait", "type"].contains(&keyword);
    let name = words.next().filter(|_| declares)?;
    let end = name.find(|it: char| !it.is_alphanumeric()).unwrap_or(name.len());
    Some(name[..end].to_owned())
}

fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::<String>::new();
    for letter in name.chars() {
        match parts.last_mut() {
            Some(part) if !letter.is_uppercase() => part.push(letter),
            _ => parts.push(letter.into()),
        }
    }
    parts
}
