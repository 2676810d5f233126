//! Command line: what does whoever types a command learn, and does it end?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long a command may take that waits for Telegram, in looks with a pause before each: on a busy machine, too.
const LOOKS_MAX: u32 = 1_000;
const PAUSE: Duration = Duration::from_millis(25);

/// A folder of settings and data.
struct Desk(TempDir);

impl Desk {
    fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("proofdesk.toml"), config).unwrap();
        Self(folder)
    }

    /// A desk whose Telegram is at this address.
    fn with_telegram(address: &str) -> Self {
        Self::new(&format!("[telegram]\ntoken = \"1:secret\"\napi_url = \"http://{address}\"\n"))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
        for (name, _) in std::env::vars().filter(|it| it.0.starts_with("PROOFDESK_")) {
            command.env_remove(name);
        }
        command.env_remove("TELEGRAM_BOT_TOKEN").current_dir(self.0.path()).args(args);
        command
    }

    /// Runs a command, which must end with this code and say each of these.
    #[track_caller]
    fn check(&self, args: &[&str], code: i32, told: &[&str]) -> String {
        expect(&ended(&mut self.command(args)), code, told)
    }
}

/// What a command leaves behind, which must end by itself.
#[track_caller]
fn ended(command: &mut Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..LOOKS_MAX {
        if child.try_wait().unwrap().is_some() {
            return child.wait_with_output().unwrap();
        }
        std::thread::sleep(PAUSE);
    }
    child.kill().unwrap();
    panic!("it goes on and on: {command:?}");
}

#[track_caller]
fn expect(output: &Output, code: i32, told: &[&str]) -> String {
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for it in told {
        assert!(said.contains(it), "{it} is not in: {said}");
    }
    // The names of settings may speak of secrets; the values of these tests are all called so.
    assert!(!said.replace("webhook_secret", "").contains("secret"), "{said}");
    said
}

#[test]
fn a_link_does_not_wait_for_ever_for_a_silent_telegram() {
    // Takes connections, and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = Desk::with_telegram(&silent.local_addr().unwrap().to_string());
    let told = ["ROM is registered", "`proofdesk client link ROM`", "did not answer within 10 s"];
    desk.check(&["client", "add", "ROM", "Romashka"], 1, &told);
}

#[test]
fn a_link_that_telegram_cannot_be_asked_for_names_the_command_to_repeat() {
    let desk = Desk::with_telegram("127.0.0.1:1");
    desk.check(&["client", "add", "ROM", "Romashka"], 1, &["`proofdesk client link ROM`"]);
    desk.check(&["client", "link", "ROM"], 1, &["`proofdesk client link ROM`"]);
    desk.check(&["staff", "link"], 1, &["`proofdesk staff link`"]);
}

#[test]
fn a_code_that_is_taken_names_the_command_for_another_link() {
    let desk = Desk::with_telegram("127.0.0.1:1");
    desk.check(&["client", "add", "ROM", "Romashka"], 1, &[]);
    let told = ["the code ROM", "`proofdesk client link ROM`"];
    desk.check(&["client", "add", "ROM", "Other"], 1, &told);
}

#[test]
fn where_nothing_was_done_the_command_fails() {
    let desk = Desk::new("");
    let admin = ["--telegram-id", "5", "--role", "agent"];
    desk.check(&[&["staff", "remove"], &admin[..]].concat(), 1, &["no such role"]);
    desk.check(&[&["staff", "add"], &admin[..]].concat(), 0, &["is given"]);
    desk.check(&[&["staff", "remove"], &admin[..]].concat(), 0, &["taken back"]);
    desk.check(&["erase", "--telegram-id", "6"], 1, &["ever seen"]);
    desk.check(&["erase", "--requester-of", "ROM-1"], 1, &["no ticket ROM-1"]);
    desk.check(&["erase"], 2, &["--requester-of"]);
}

#[test]
fn an_id_that_no_person_has_is_refused_with_a_reason() {
    let desk = Desk::new("");
    for id in ["0", "-100123", "x", "99999999999999999999"] {
        let told = ["a number greater than 0"];
        desk.check(&["erase", "--telegram-id", id], 2, &told);
        desk.check(&["staff", "add", "--role", "agent", "--telegram-id", id], 2, &told);
        desk.check(&["staff", "remove", "--role", "agent", "--telegram-id", id], 2, &told);
    }
}

#[test]
fn help_says_what_each_argument_is_and_claims_no_proof() {
    let desk = Desk::new("");
    let help = desk.check(&["--help"], 0, &["every step of a ticket"]);
    assert!(!help.contains("prove"), "{help}");
    let code = "2 to 8 of A-Z and 0-9, a letter first";
    desk.check(&["client", "add", "--help"], 0, &[code, "The client's name"]);
    desk.check(&["client", "link", "--help"], 0, &["The code under which"]);
    for of_a_person in [&["erase"][..], &["staff", "add"], &["staff", "remove"]] {
        desk.check(&[of_a_person, &["--help"]].concat(), 0, &["The person's Telegram user id"]);
    }
}

#[test]
fn a_variable_that_cannot_be_used_is_named_in_full_and_not_quoted() {
    for (name, value, why) in [
        ("PROOFDESK_HTTP__LISTEN", "secret", ""),
        ("PROOFDESK_RETENTION__CHAT_DAYS", "secret", "expected u32"),
        ("PROOFDESK_TELEGRAM__PACE", "secret", "`telegram` or `unlimited`"),
        ("PROOFDESK_TELEGRAM__TOKKEN", "1:secret", "is no setting"),
        ("PROOFDESK_TOKKEN", "1:secret", "is no setting"),
        ("PROOFDESK_TELEGRAM", "1:secret", ""),
        ("PROOFDESK_DESK__ADMINS", "secret", ""),
    ] {
        let desk = Desk::new("");
        let output = ended(desk.command(&["check", "--offline"]).env(name, value));
        expect(&output, 1, &[&format!("the variable {name} "), why]);
    }
}

#[test]
fn an_address_that_is_refused_is_not_called_free() {
    let desk = Desk::new("[http]\nlisten = \"0.0.0.0:0\"\n");
    let said = desk.check(&["check", "--offline"], 1, &["is not a loopback address"]);
    assert!(!said.contains("is free"), "{said}");
}

#[test]
fn a_misread_file_names_itself_and_the_line() {
    let desk = Desk::new("[telegram]\ntoken = 1:secret\n");
    desk.check(&["check"], 1, &["proofdesk.toml", "line 2"]);
}

#[test]
fn replies_are_kept_listed_and_dropped_and_what_cannot_be_sent_is_not_kept() {
    let desk = Desk::new("");
    desk.check(&["reply", "list"], 0, &["No replies yet"]);
    desk.check(&["reply", "add", "Сброс", "{номер}: сброшено."], 0, &["`/r сброс`"]);
    let english = ["reply", "add", "сброс", "{number}: reset.", "--language", "en"];
    desk.check(&english, 0, &["is kept"]);
    desk.check(&["reply", "list"], 0, &["ru  {номер}: сброшено.", "en  {number}: reset."]);
    desk.check(&["reply", "add", "x", "Hello, {name}"], 1, &["{name}", "there is only {number}"]);
    desk.check(&["reply", "add", "two words", "x"], 2, &["one word"]);
    desk.check(&["reply", "drop", "сброс"], 0, &["is dropped"]);
    desk.check(&["reply", "drop", "сброс"], 1, &["there is no such reply"]);
}
