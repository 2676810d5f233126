//! Import: does a table become true once, whole or not at all?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;
use tempfile::TempDir;

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("proofdesk.toml", "");
        desk
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    #[track_caller]
    fn check(&self, args: &[&str], code: i32, told: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
        for (name, _) in std::env::vars().filter(|it| it.0.starts_with("PROOFDESK_")) {
            command.env_remove(name);
        }
        let output = command.current_dir(self.0.path()).args(args).output().unwrap();
        let all = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap()).concat();
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{all}");
        for words in told {
            assert!(all.contains(words), "{args:?}: {words}\n{all}");
        }
    }
}

#[test]
fn a_table_with_russian_headings_and_tabs_is_read_and_its_faults_are_told_in_its_own_words() {
    let desk = Desk::new();
    let wrong = "Код\tНазвание\tЯзык\nROM\t\"Ромашка\tru\nACM\tAcme\tfr\n";
    desk.write("clients.csv", wrong);
    let faults = [
        "nothing was recorded",
        "line 2: a quote is opened here and not closed",
        "line 3, язык: ru or en, and not fr",
    ];
    desk.check(&["client", "import", "clients.csv"], 1, &faults);
    desk.write("clients.csv", "\u{feff}Код\tНазвание\tЯзык\r\nROM\tРомашка\tru\r\n");
    desk.check(&["client", "import", "clients.csv"], 0, &["1 changed something"]);
}

#[test]
fn a_table_that_tells_nothing_is_refused_with_how_one_begins() {
    let desk = Desk::new();
    let begins = ["clients: code,title", "or код,название", "for example: ROM,"];
    desk.write("clients.csv", "");
    desk.check(&["client", "import", "clients.csv"], 1, &begins);
    desk.write("clients.csv", "цвет;вкус\nкрасный;сладкий\n");
    desk.check(&["client", "import", "clients.csv"], 1, &begins);
    let of_kind = ["line 1, title: the column is missing", "a table begins so", begins[1]];
    desk.write("clients.csv", "код;цвет\nROM;красный\n");
    desk.check(&["client", "import", "clients.csv", "--kind", "clients"], 1, &of_kind);
}

#[test]
fn a_table_with_a_fault_records_nothing_and_one_without_is_recorded_once() {
    let desk = Desk::new();
    let wrong = "code,title,language,policy,calendar\nROM,Ромашка,ru,,\nACM,Acme,fr,gold,week\n";
    desk.write("clients.csv", wrong);
    let faults = [
        "nothing was recorded",
        "line 3, language: ru or en, and not fr",
        "line 3, policy: no policy gold is published",
        "line 3, calendar: no calendar week is published",
    ];
    desk.check(&["client", "import", "clients.csv"], 1, &faults);
    desk.check(&["client", "links"], 0, &["No clients yet"]);

    desk.write(
        "clients.csv",
        "\u{feff}code;title;language\nROM;\"Ромашка; склад\";ru\nACM;Acme;en\n",
    );
    desk.check(&["client", "import", "clients.csv", "--dry-run"], 0, &["2 line(s) are right"]);
    desk.check(&["client", "links"], 0, &["No clients yet"]);
    desk.check(&["client", "import", "clients.csv"], 0, &["2 changed something, 0 said"]);
    desk.check(&["client", "import", "clients.csv"], 0, &["0 changed something, 2 said"]);

    // As after a crash in the middle: what was there is left alone, the rest is added.
    desk.write("clients.csv", "code;title\nROM;Ромашка; \nVAS;Василёк\n");
    desk.check(
        &["client", "import", "clients.csv"],
        1,
        &["line 2: 3 fields, and the heading has 2"],
    );
    desk.write("clients.csv", "code;title\nROM;\"Ромашка; склад\"\nVAS;Василёк\n");
    desk.check(&["client", "import", "clients.csv"], 0, &["1 changed something, 1 said"]);

    desk.write(
        "sites.csv",
        "client,site,name,workplace,workplace_name\nROM,north,Север,till-1,Касса 1\nROM,north,,till-2,Касса 2\n",
    );
    desk.check(&["client", "import", "sites.csv"], 0, &["2 changed something"]);
    desk.check(&["client", "import", "sites.csv"], 0, &["0 changed something"]);
    desk.write("people.csv", "client,telegram_id,part\nROM,5,lead\nROM,6,responsible\n");
    desk.check(&["client", "import", "people.csv"], 0, &["2 changed something"]);
    desk.check(&["client", "import", "people.csv"], 0, &["0 changed something"]);
    let ready = [
        "code,title,ready,groups,last_message,missing,mode,group_titles,link,good_until",
        "ROM,Ромашка; склад,no,0,,group terms intake,commands,,,",
        "the links are left out; `proofdesk client list` tells",
    ];
    desk.check(&["client", "links", "--csv"], 1, &ready);
}
