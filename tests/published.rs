//! Published: can people publish policies and calendars from files, and does nothing of them ever change?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const POLICY: &str = r#"name = "gold"
told_in = "week"
[[row]]
name = "vip"
person = 123456789
calendar = "always"
first_response = "10m"
[[row]]
name = "other"
first_response = "1h"
resolution = "end_of_business_day+1"
[[team]]
name = "network"
people = [123456789, 987654321]
"#;
const WEEK: &str = r#"name = "week"
zone = "Europe/Moscow"
tzdb = "2026f"
[week]
mon-fri = "09:00-18:00"
"#;
const ALWAYS: &str = "name = \"always\"\nalways = true\n";

/// A folder of settings, files and data.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("proofdesk.toml", "");
        desk
    }

    /// With both calendars published that the policy names.
    fn with_calendars() -> Self {
        let desk = Self::new();
        desk.publish("calendar", WEEK, 0, "week@1 is published");
        desk.publish("calendar", ALWAYS, 0, "always@1 is published");
        desk
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    /// Runs a command, which must end with this code and say all of these.
    #[track_caller]
    fn check(&self, args: &[&str], code: i32, told: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
        for (name, _) in std::env::vars().filter(|it| it.0.starts_with("PROOFDESK_")) {
            command.env_remove(name);
        }
        command.env_remove("TELEGRAM_BOT_TOKEN").env("PROOFDESK_LOG", "warn");
        let output = command.current_dir(self.0.path()).args(args).output().unwrap();
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        for it in told {
            assert!(said.contains(it), "{it} is not in: {said}");
        }
        said
    }

    #[track_caller]
    fn publish(&self, what: &str, text: &str, code: i32, told: &str) -> String {
        self.write("file.toml", text);
        self.check(&[what, "publish", "file.toml"], code, &[told])
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.check(&[args, &["--json"]].concat(), 0, &[])).unwrap()
    }
}

#[test]
fn a_bad_file_is_told_whole_line_by_line_and_nothing_is_published() {
    let desk = Desk::new();
    let bad = POLICY.replace("10m", "soon").replace("[[team]]", "[[tema]]");
    let said = desk.publish("policy", &bad, 1, "file.toml has 4 problem(s): nothing is published");
    let told: Vec<&str> = said.lines().filter(|it| it.starts_with("file.toml:")).collect();
    let begins = [
        "2: there is no calendar week",
        "6: there is no calendar always",
        "7: first_response = \"soon\"",
        "12: tema is no key here",
    ];
    assert_eq!(told.len(), begins.len(), "{said}");
    for (line, begin) in told.iter().zip(begins) {
        assert!(line.starts_with(&format!("file.toml:{begin}")), "{line}");
    }
    desk.check(&["policy", "list"], 0, &["No policies yet"]);
    desk.check(&["policy", "show", "gold"], 1, &["no policy gold is published"]);
    desk.check(&["policy", "test", "nowhere.toml"], 1, &["failed to read nowhere.toml"]);
    let year = WEEK.replace("Europe/Moscow", "MSK");
    desk.publish(
        "calendar",
        &year,
        1,
        "file.toml:2: release 2026f of the time zone database has no",
    );
    desk.check(&["calendar", "list"], 0, &["No calendars yet"]);
}

#[test]
fn what_is_published_is_shown_as_a_file_that_says_the_same() {
    let desk = Desk::with_calendars();
    let said = desk.publish("policy", POLICY, 0, "gold@1 is published: effective from 20");
    // Nobody is named by their Telegram id in what is recorded or shown.
    let shown = desk.check(&["policy", "show", "gold@1"], 0, &["# gold@1, effective", "person:"]);
    assert!(!shown.contains("123456789"), "{shown}");
    let vip =
        |desk: &Desk| desk.json(&["policy", "show", "gold@1"])["rows"][0]["requesters"][0].clone();
    assert_eq!(vip(&desk), desk.json(&["policy", "show", "gold@1"])["teams"][0]["people"][0]);
    let elsewhere = Desk::with_calendars();
    elsewhere.publish("policy", POLICY, 0, "gold@1");
    assert_ne!(vip(&desk), vip(&elsewhere), "whoever knows an id knows the pseudonym");
    let content = said.split("content ").nth(1).unwrap().trim();
    assert!(content.len() == 64 && shown.contains(content), "{content} {shown}");
    desk.publish("policy", &shown, 0, "gold@1 says just this: nothing was published");
    let shown = desk.check(&["calendar", "show", "week"], 0, &["tzdb = \"2026f\"", "mon-fri"]);
    desk.publish("calendar", &shown, 0, "week@1 says just this: nothing was published");

    desk.publish("policy", &POLICY.replace("10m", "15m"), 0, "gold@2 is published");
    let both = desk.json(&["policy", "list"]);
    let versions: Vec<_> = both.as_array().unwrap().iter().map(|it| &it["version"]).collect();
    assert_eq!(versions, [1, 2]);
    assert_eq!(both[0]["content"], content);
    let last = desk.json(&["policy", "show", "gold"]);
    assert_eq!(
        (&last["name"], &last["rows"][0]["first_response"]),
        (&"gold".into(), &"15m".into())
    );
    desk.check(&["policy", "show", "gold@3"], 1, &["has no version 3: there are 1 to 2"]);
}

#[test]
fn a_version_that_is_dated_back_holds_from_now_on_and_one_dated_ahead_from_then() {
    let desk = Desk::new();
    let since = |it: &str| WEEK.replacen('\n', &format!("\neffective_from = {it}\n"), 1);
    let back = since("2020-01-01T00:00:00Z");
    let said =
        desk.publish("calendar", &back, 0, "effective_from = 2020-01-01T00:00:00Z has passed");
    assert!(!said.contains("effective from 2020"), "{said}");
    let ahead = since("2040-01-01T00:00:00+03:00").replace("18:00", "19:00");
    desk.publish("calendar", &ahead, 0, "week@2 is published: effective from 2039-12-31T21:00:00Z");
    let all = desk.json(&["calendar", "list"]);
    let first = all[0]["effective_from"].as_str().unwrap();
    assert!(first > "2026" && first < "2039", "{first}");
}

#[test]
fn a_newer_release_of_the_zones_rules_is_a_new_version_and_an_old_one_is_warned_of() {
    let desk = Desk::with_calendars();
    desk.check(&["client", "add", "ROM", "Romashka"], 1, &["ROM is registered"]);
    desk.publish("policy", POLICY, 0, "gold@1");
    let terms = ["client", "terms", "ROM", "--policy", "gold", "--calendar", "week"];
    desk.check(&terms, 0, &["ROM is promised policy gold by calendar week"]);
    let said = desk.check(&["check", "--offline"], 1, &[]);
    assert!(!said.contains("warning "), "{said}");
    desk.publish("calendar", &WEEK.replace("2026f", "2025b"), 0, "week@2 is published");
    desk.check(
        &["check", "--offline"],
        1,
        &["warning  calendar week@2 keeps to the zone rules of 2025b"],
    );
    // Without a release it is the newest.
    let unpinned = WEEK.replace("tzdb = \"2026f\"\n", "");
    desk.publish("calendar", &unpinned, 0, "week@3 is published");
    desk.check(&["calendar", "diff", "week@2", "week@3"], 0, &["tzdb: 2025b -> 2026f"]);
}

#[test]
fn terms_name_what_is_published_and_are_listed() {
    let desk = Desk::with_calendars();
    desk.check(&["client", "add", "ROM", "Romashka"], 1, &["ROM is registered"]);
    desk.check(&["client", "list"], 0, &["nothing is promised"]);
    let terms =
        |policy, calendar| ["client", "terms", "ROM", "--policy", policy, "--calendar", calendar];
    desk.check(&terms("gold", "week"), 1, &["no policy gold is published"]);
    desk.publish("policy", POLICY, 0, "gold@1");
    desk.check(&terms("gold", "month"), 1, &["no calendar month is published"]);
    desk.check(&terms("gold", "week"), 0, &["From now on ROM is promised"]);
    desk.check(&terms("gold", "week"), 0, &["has these terms already"]);
    let nobody = ["client", "terms", "ACM", "--policy", "gold", "--calendar", "week"];
    desk.check(&nobody, 1, &["no client with the code ACM"]);
    desk.check(&["client", "list"], 0, &["policy gold, calendar week"]);
    assert_eq!(desk.json(&["client", "list"])[0]["terms"]["calendar"], "week");
}

#[test]
fn a_difference_is_told_row_by_row_date_by_date_and_in_hours() {
    let desk = Desk::with_calendars();
    desk.publish("policy", POLICY, 0, "gold@1");
    desk.write(
        "p.toml",
        &POLICY.replace("10m", "20m").replace("1h", "90m").replace("other", "rest"),
    );
    let told = [
        "row vip: first_response: 10m -> 20m",
        "row other: resolution: end_of_business_day+1 -> not said",
        "row rest: first_response: not said -> 1h30m",
    ];
    desk.check(&["policy", "diff", "gold", "p.toml"], 0, &told);
    desk.check(&["policy", "diff", "gold", "file.toml"], 0, &["No difference."]);

    desk.write(
        "c.toml",
        &format!("{WEEK}[days]\n2027-05-10 = \"closed\"\n2027-05-15 = \"10:00-13:30\"\n"),
    );
    let now = ["--now", "2026-11-22T12:00:00Z"];
    let diff = |from, to| [&["calendar", "diff", from, to], &now[..]].concat();
    let said = desk.check(
        &diff("week", "c.toml"),
        0,
        &["2027-05-10: not said -> closed", "2027-05: 189 h -> 183 h 30 min (-5 h 30 min)"],
    );
    assert_eq!(said.lines().filter(|it| it.contains(" h ")).count(), 1, "{said}");
    let both = desk.json(&diff("c.toml", "week@1"));
    assert_eq!(
        (&both["months"][0]["month"], &both["months"][0]["to"]["open_s"]),
        (&"2027-05".into(), &(189 * 3600).into())
    );
}

#[test]
fn a_test_shows_hours_and_deadlines_and_leaves_no_data_folder() {
    let desk = Desk::new();
    let berlin = WEEK.replace("Europe/Moscow", "Europe/Berlin").replace("mon-fri", "mon-sun");
    desk.write(
        "c.toml",
        &format!("{berlin}[days]\n2027-03-29 = {{ open = \"closed\", why = \"Easter\" }}\n"),
    );
    desk.write("p.toml", POLICY);
    desk.write("a.toml", ALWAYS);
    let now = ["--now", "2027-03-26T16:45:00Z"];
    let calendar = [&["calendar", "test", "c.toml"], &now[..]].concat();
    desk.check(
        &calendar,
        0,
        &[
            "week is fit to be published",
            "Fri 2027-03-26  09:00-18:00\n",
            "Sun 2027-03-28  09:00-18:00  clocks go forward 1 h",
            "Mon 2027-03-29  closed  (Easter)",
            "Sun 2027-10-31  09:00-18:00  clocks go back 1 h",
            "2027-03  30 days         270 h",
        ],
    );
    let days = desk.json(&calendar);
    assert_eq!(
        (&days["days"][2]["clocks_s"], &days["months"][1]["open_s"]),
        (&3600.into(), &(270 * 3600).into())
    );

    let policy = ["policy", "test", "p.toml", "--calendar", "c.toml", "--calendar", "a.toml"];
    let policy = [&policy[..], &now[..]].concat();
    let said = desk.check(
        &policy,
        0,
        &[
            "asked now, Fri 2027-03-26 17:45 CET; and on Fri 2027-04-02 17:30 CEST",
            "fault, urgent: row other",
            "first_response   1h         Sat 2027-03-27 09:45 CET; Sat 2027-04-03 09:30 CEST",
            "resolution       end_of_business_day+1 Sat 2027-03-27 18:00 CET; Sat 2027-04-03 18:00 CEST",
            "of 1 person(s) only: row vip, by always",
            "first_response   10m        Fri 2027-03-26 17:55 CET; Fri 2027-04-02 17:40 CEST",
        ],
    );
    assert!(said.contains("  always           given by --calendar"), "{said}");
    assert!(!Path::new(&desk.0.path().join("data")).exists());
}

#[test]
fn a_test_finds_the_calendars_that_are_named_and_says_where() {
    let desk = Desk::new();
    for folder in ["policies", "calendars"] {
        std::fs::create_dir(desk.0.path().join(folder)).unwrap();
    }
    desk.write("policies/p.toml", POLICY);
    desk.write("calendars/always.toml", ALWAYS);
    let test = ["policy", "test", "policies/p.toml"];
    let nowhere = "policies/p.toml:2: there is no calendar week: it is not published, and there is \
                   no policies/week.toml or calendars/week.toml";
    let said = desk.check(&test, 1, &[nowhere, "p.toml has 1 problem(s): nothing is published"]);
    assert_eq!(said.matches("problem").count(), 1, "{said}");

    // What is found must be fit too, and bear the name that it is looked for by.
    desk.write(
        "policies/week.toml",
        &WEEK.replace("week\"", "month\"").replace("[week]", "[weak]"),
    );
    desk.check(&test, 1, &["policies/week.toml:4: weak is no key here: do you mean week?"]);
    desk.write("policies/week.toml", &WEEK.replace("\"week\"", "\"month\""));
    desk.check(
        &test,
        1,
        &["policies/week.toml:1: its name is month, and it is looked for as week"],
    );
    desk.write("calendars/week.toml", WEEK);
    let told = [
        "gold is fit to be published",
        "always           in calendars/always.toml, to be published first",
        "week             in calendars/week.toml, to be published first",
    ];
    desk.check(&test, 0, &told);
    assert!(!desk.0.path().join("data").exists());

    // With the client's calendar the others are deadlines too.
    let by_week = [&test[..], &["--calendar", "calendars/week.toml"]].concat();
    let vip = &desk.json(&by_week)["promises"][12]["answers"][0];
    assert_eq!(vip["due"].as_array().unwrap().len(), 2, "{vip}");

    desk.publish("calendar", ALWAYS, 0, "always@1 is published");
    desk.check(&test, 0, &["always           published as always@1", told[2]]);
    let found = &desk.json(&test)["calendars"];
    assert_eq!(
        (&found[0]["name"], &found[0]["found"]),
        (&"always".into(), &"published as always@1".into())
    );
}

#[test]
fn a_test_refuses_what_is_too_long_to_be_published() {
    let desk = Desk::new();
    let people: Vec<String> = (1..=50).map(|it| it.to_string()).collect();
    let teams = (0..20)
        .map(|it| format!("[[team]]\nname = \"team-{it}\"\npeople = [{}]\n", people.join(", ")));
    let row = "name = \"long\"\n[[row]]\nname = \"all\"\nfirst_response = \"1h\"\n";
    desk.write("p.toml", &(row.to_owned() + &teams.collect::<String>()));
    desk.check(
        &["policy", "test", "p.toml"],
        1,
        &["p.toml:1: the policy has", "bytes written down"],
    );
}

#[test]
fn a_file_in_another_encoding_is_told_by_line_and_byte() {
    let desk = Desk::new();
    for (what, text) in [("policy", POLICY), ("calendar", WEEK)] {
        let bytes = [text.as_bytes(), b"# \xCF\xF0\n"].concat();
        std::fs::write(desk.0.path().join("file.toml"), bytes).unwrap();
        let line = text.lines().count() + 1;
        let told =
            format!("file.toml:{line}: byte 3 of it, 0xCF, is no UTF-8: save the file as UTF-8");
        for command in ["test", "publish"] {
            desk.check(&[what, command, "file.toml"], 1, &[&told, "nothing is published"]);
        }
    }
}

#[test]
fn each_command_shows_an_example() {
    let desk = Desk::new();
    for what in ["policy", "calendar"] {
        for command in ["publish", "show", "list", "diff", "test"] {
            let example = format!("Example: proofdesk {what} {command}");
            desk.check(&[what, command, "--help"], 0, &[&example]);
        }
        desk.check(&[what, "show", "NAME"], 2, &["not a name of 1 to 40"]);
        desk.check(&[what, "show", "name@0"], 2, &["a version is a number from 1 on"]);
    }
    desk.check(&["client", "terms", "--help"], 0, &["Example: proofdesk client terms ROM"]);
}

const INTAKE: &str = r#"name = "shop"
mode = "every_message"
otherwise = "talk"
[[rule]]
name = "fault"
then = "request"
pattern = "не работает"
"#;

#[test]
fn a_rule_set_is_tried_published_shown_and_given_to_a_client() {
    let desk = Desk::new();
    desk.check(&["intake", "list"], 0, &["No rule sets yet"]);
    desk.check(&["intake", "show", "shop"], 1, &["no rule set shop is published"]);
    let bad = INTAKE.replace("every_message", "all").replace("не работает", "(");
    let said = desk.publish("intake", &bad, 1, "file.toml has 2 problem(s): nothing is published");
    for it in ["file.toml:2: mode = \"all\" is not known", "file.toml:7: a pattern of rule fault"] {
        assert!(said.contains(it), "{it} is not in: {said}");
    }

    desk.write("messages.txt", "Принтер не работает\n\nобед\n");
    desk.write("file.toml", INTAKE);
    let test = ["intake", "test", "file.toml", "--messages", "messages.txt"];
    desk.check(
        &test,
        0,
        &["1  ticket 1       fault", "3  skipped        otherwise", "2 message(s)"],
    );
    let tried = desk.json(&test);
    assert_eq!((&tried["fates"]["ticket"], &tried["rules"]["fault"]), (&1.into(), &1.into()));
    desk.write("bad.jsonl", "{\"text\":\"a\"}\n{\"txt\":1}\n");
    let test = ["intake", "test", "file.toml", "--messages", "bad.jsonl"];
    desk.check(&test, 1, &["bad.jsonl:2: this is no message: unknown field"]);

    desk.publish("intake", INTAKE, 0, "shop@1 is published: effective from 20");
    let shown =
        desk.check(&["intake", "show", "shop"], 0, &["# shop@1, effective", "quiet = \"10m\""]);
    desk.publish("intake", &shown, 0, "shop@1 says just this: nothing was published");
    desk.publish("intake", &INTAKE.replace("talk", "request"), 0, "shop@2 is published");
    desk.check(&["intake", "list"], 0, &["shop@1", "shop@2", "every_message, 1 rule(s)"]);
    let diff = ["intake", "diff", "shop@1", "shop@2"];
    desk.check(&diff, 0, &["otherwise: talk -> request"]);
    desk.check(&["intake", "show", "shop@3"], 1, &["has no version 3: there are 1 to 2"]);

    desk.check(&["client", "intake", "ROM", "shop"], 1, &["there is no client with the code ROM"]);
    desk.check(&["client", "add", "ROM", "Ромашка"], 1, &["Client ROM is registered"]);
    desk.check(&["client", "intake", "ROM", "none"], 1, &["no rule set none is published"]);
    desk.check(&["client", "intake", "ROM", "shop"], 0, &["the words of ROM are taken in by shop"]);
    desk.check(&["client", "intake", "ROM", "shop"], 0, &["taken in by shop already"]);
    assert_eq!(desk.json(&["client", "list"])[0]["intake"], "shop");
}
