//! Readme: is what the documents tell a reader to type, set and look at really there?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use toml::{Table, Value};

type Names = BTreeSet<String>;

/// Each readme with the headings of its tables: settings, addresses, what the log says.
const READMES: [(&str, [&str; 3]); 2] = [
    ("README.md", ["| Setting |", "| Address |", "| It says |"]),
    ("README.ru.md", ["| Настройка |", "| Адрес |", "| Он говорит |"]),
];
/// The configuration with every key explained.
const EXAMPLE: &str = "docs/proofdesk.toml";

#[test]
fn both_readmes_name_each_command_of_the_binary_and_no_other() {
    let there = leaves(&[]);
    assert!(there.contains("client add"), "{there:?}");
    for (readme, _) in READMES {
        let named: Names = commands(&files::read(readme));
        assert_eq!(named, there, "{readme}");
    }
}

#[test]
fn both_readmes_name_each_setting_and_so_does_the_example() {
    let there = settings_accepted();
    assert!(there.contains("http.listen"), "{there:?}");
    assert_eq!(keys("", &uncommented()), there, "{EXAMPLE}");
    for (readme, [settings, ..]) in READMES {
        assert_eq!(first_column(&files::read(readme), settings), there, "{readme}");
    }
}

#[test]
fn both_readmes_name_each_address_that_is_served() {
    let source = files::read("api/src/lib.rs");
    let routes = source.split(".route(\"").skip(1).map(|it| it.split('"').next().unwrap());
    let there: Names = routes.map(|it| format!("GET {it}")).collect();
    assert!(there.contains("GET /api/v1/board"), "{there:?}");
    for (readme, [_, addresses, _]) in READMES {
        assert_eq!(first_column(&files::read(readme), addresses), there, "{readme}");
    }
}

#[test]
fn both_readmes_name_each_command_of_the_bot() {
    let source = files::read("domain/src/intake.rs");
    let known = source.split("fn command(").nth(1).and_then(|it| it.split("fn ").next()).unwrap();
    let quoted = known.split('"').skip(1).step_by(2);
    let is_command = |it: &&str| it.bytes().all(|it| it.is_ascii_lowercase());
    // Telegram itself writes this one.
    let there: Names =
        quoted.filter(is_command).filter(|it| *it != "start").map(Into::into).collect();
    assert!(there.contains("new"), "{there:?}");
    for (readme, _) in READMES {
        let text = files::read(readme);
        for command in &there {
            let is_named = |after: &str| !after.starts_with(|it: char| it.is_alphanumeric());
            let named = text.split(&format!("`/{command}")).skip(1).any(is_named);
            assert!(named, "{readme} does not name /{command}");
        }
    }
}

#[test]
fn the_log_really_says_what_the_readmes_explain() {
    let sources: Vec<String> = files::sources().iter().map(files::read).collect();
    let [ours, theirs] =
        READMES.map(|(readme, [.., says])| first_column(&files::read(readme), says));
    assert_eq!(ours, theirs);
    for sentence in ours {
        let said = sources.iter().any(|it| it.contains(&format!("\"{sentence}")));
        assert!(said, "nothing says: {sentence}");
    }
}

#[test]
fn each_warning_and_error_of_the_log_is_explained() {
    let said: Names =
        files::sources().iter().filter(|it| is_at_work(it)).flat_map(|it| alarms(it)).collect();
    assert!(said.contains("a defect") && said.len() > 20, "{said:?}");
    for (readme, [.., says]) in READMES {
        let explained = first_column(&files::read(readme), says);
        let is_explained = |it: &&String| explained.iter().any(|known| it.starts_with(known));
        let missing: Vec<_> = said.iter().filter(|it| !is_explained(it)).collect();
        assert!(missing.is_empty(), "{readme} does not explain {missing:#?}");
    }
}

#[test]
fn what_a_document_points_at_is_there() {
    for document in [
        "README.md",
        "README.ru.md",
        "ARCHITECTURE.md",
        "docs/decisions/README.md",
        "docs/operations.md",
    ] {
        let folder = Path::new(document).parent().unwrap();
        let text = files::read(document);
        for target in text.split("](").skip(1).map(|it| it.split(')').next().unwrap()) {
            let here = target.split('#').next().unwrap();
            let elsewhere = target.starts_with("http");
            let there = files::root().join(folder).join(here).exists();
            assert!(elsewhere || there, "{document} points at {target}");
        }
    }
}

#[test]
fn what_the_architecture_names_can_be_found() {
    let sources: Vec<String> = files::sources().iter().map(files::read).collect();
    let document = files::read("ARCHITECTURE.md");
    let prose = document.split("```").step_by(2).flat_map(|it| it.split('`').skip(1).step_by(2));
    for name in prose.filter(|it| !it.starts_with("proofdesk ") && !it.starts_with("kill ")) {
        let end = name.find([':', '(']).filter(|at| !name[*at..].starts_with("::"));
        let word = name[..end.unwrap_or(name.len())].rsplit("::").next().unwrap();
        let found = files::root().join(name).exists() || sources.iter().any(|it| it.contains(word));
        assert!(found, "ARCHITECTURE.md names {name}, and nothing is called so");
    }
}

#[test]
fn the_example_is_accepted_with_all_its_keys() {
    let checked = check(&uncommented().to_string());
    assert!(checked.status.success(), "{}", shown(&checked));
}

#[test]
fn the_example_as_it_stands_lacks_only_an_admin_and_a_token() {
    let checked = check(&files::read(EXAMPLE));
    let said = shown(&checked);
    let problems: Vec<&str> = said.lines().filter(|it| it.starts_with("PROBLEM")).collect();
    assert_eq!(problems.len(), 2, "{said}");
    assert!(problems[0].contains("desk.admins") && problems[1].contains("TELEGRAM_BOT_TOKEN"));
}

/// The commands that have none below them: `client add`.
fn leaves(path: &[&str]) -> Names {
    let help = run(path.iter().copied().chain(["--help"]));
    assert!(help.status.success(), "{}", shown(&help));
    let text = String::from_utf8(help.stdout).unwrap();
    let Some(listed) = text.split("Commands:\n").nth(1) else {
        return Names::from([path.join(" ")]);
    };
    let lines = listed.lines().take_while(|it| it.starts_with("  "));
    // Longer explanations are set in deeper.
    let names =
        lines.filter(|it| !it.starts_with("   ")).filter_map(|it| it.split_whitespace().next());
    let below = |it| leaves(&[path, &[it]].concat());
    names.filter(|it| *it != "help").flat_map(below).collect()
}

/// The commands that a text names as `proofdesk client add`.
fn commands(text: &str) -> Names {
    let named = |rest: &str| {
        let typed = rest.split(['`', '\n']).next().unwrap_or_default();
        let is_letter = |it: u8| it.is_ascii_lowercase() || it == b'-';
        let is_word = |it: &&str| {
            it.starts_with(|it: char| it.is_ascii_lowercase()) && it.bytes().all(is_letter)
        };
        typed.split(' ').take_while(is_word).collect::<Vec<_>>().join(" ")
    };
    let named = text.split("proofdesk ").skip(1).map(named);
    named.filter(|it| !it.is_empty()).collect()
}

/// The names in the first column of the table with this heading.
fn first_column(text: &str, heading: &str) -> Names {
    let table = text.lines().skip_while(|it| !it.starts_with(heading));
    let rows = table.skip(2).take_while(|it| it.starts_with('|'));
    let first_cell = |row: &str| row.split('|').nth(1).unwrap().to_owned();
    let names: Names = rows
        .map(first_cell)
        .flat_map(|it| it.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(!names.is_empty(), "no table with the heading {heading}");
    names
}

/// Whether a file is part of the binary's own work: no test, no measurement, no simulated Telegram.
fn is_at_work(path: &Path) -> bool {
    let aside = ["tests", "benches", "examples", "emulator"];
    !path.components().any(|it| aside.iter().any(|aside| it.as_os_str() == *aside))
}

/// The sentences of a file's warnings and errors.
fn alarms(path: &Path) -> Vec<String> {
    let text = files::read(path);
    // What tests of the file itself say, no operator reads.
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let calls = ["warn!(", "error!("].map(|it| text.split(it).skip(1).collect::<Vec<_>>()).concat();
    let sentence = |call: &str| {
        // What stands before the sentence are fields, and none of them is a text of its own.
        let call = call.split(");").next().unwrap_or_default();
        call.split('"').nth(1).map(str::to_owned)
    };
    calls.into_iter().filter_map(sentence).collect()
}

/// The example with the # taken away from every key.
fn uncommented() -> Table {
    let is_key =
        |it: &str| it.starts_with(|it: char| it.is_ascii_lowercase()) && it.contains(" = ");
    let line = |it: &str| match it.strip_prefix('#') {
        Some(key) if is_key(key) => key.to_owned(),
        Some(_) | None => it.to_owned(),
    };
    let lines: Vec<_> = files::read(EXAMPLE).lines().map(line).collect();
    lines.join("\n").parse().unwrap()
}

/// Every key of a table, as `http.listen`.
fn keys(before: &str, table: &Table) -> Names {
    let below = |(key, value): (&String, &Value)| match value {
        Value::Table(table) => keys(&format!("{before}{key}."), table),
        _ => Names::from([format!("{before}{key}")]),
    };
    table.iter().flat_map(below).collect()
}

/// Every key that the binary accepts: it tells them to whoever uses another.
fn settings_accepted() -> Names {
    let sections: Names =
        uncommented().iter().filter(|it| it.1.is_table()).map(|it| it.0.clone()).collect();
    let below = |key: String| {
        if sections.contains(&key) {
            expected(&format!("[{key}]\nnone_such = 1\n"), &format!("{key}."))
        } else {
            Names::from([key])
        }
    };
    expected("none_such = 1\n", "").into_iter().flat_map(below).collect()
}

fn expected(config: &str, before: &str) -> Names {
    let said = shown(&check(config));
    let list = said.split("expected ").nth(1).unwrap_or_else(|| panic!("{said}"));
    list.split('`').skip(1).step_by(2).map(|it| format!("{before}{it}")).collect()
}

/// What `proofdesk check` says of a configuration in a folder of its own, where a token lies.
fn check(config: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("proofdesk.toml"), config).unwrap();
    std::fs::write(folder.path().join("token"), "1:secret\n").unwrap();
    std::fs::write(folder.path().join("store-password"), "secret\n").unwrap();
    let mut command = binary();
    command.current_dir(folder.path()).env("PROOFDESK_HTTP__LISTEN", "127.0.0.1:0");
    command.args(["check", "--offline", "--config", "proofdesk.toml"]).output().unwrap()
}

fn run<'a>(args: impl Iterator<Item = &'a str>) -> Output {
    binary().args(args).output().unwrap()
}

/// The binary, undisturbed by what this machine has set.
fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
    for (name, _) in std::env::vars().filter(|it| it.0.starts_with("PROOFDESK_")) {
        command.env_remove(name);
    }
    command.env_remove("TELEGRAM_BOT_TOKEN");
    command
}

fn shown(output: &Output) -> String {
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}
